package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/util"

	"blotter/internal/diag"
)

// The ways in which raw HTML ends that are searched for to the end of the text.
const (
	endOfComment = iota
	endOfInstruction
	endOfDeclaration
	endOfSection
	rawEndings
)

// angle reads what begins with `<`: a link in angle brackets, or raw HTML.
func (s *spans) angle(plain, i int) int {
	if kind, stop := scanAngleLink(s.text, i); stop > 0 && s.src.countLink(s.offset(i)) {
		s.plain(plain, i)
		s.add(kind, i+1, stop-1, 0)
		return stop
	}
	stop := s.raw(i)
	if stop < 0 {
		return i + 1
	}
	if s.text[i+1] != '/' { // its beginning was told of
		s.src.fault(s.offset(i), s.offset(stop-1)+1, diag.Warning, "raw-html",
			fmt.Sprintf("HTML is not interpreted: «%s» is printed as text", shorten(s.text[i:stop])), rawHint(s.text[i:stop]))
	}
	s.plain(plain, i)
	s.add(rawToken, i, stop, 0)
	return stop
}

func rawHint(html []byte) string {
	if bytes.HasPrefix(html, []byte("<!--")) {
		return "comments are printed too: take it out, or put it in backticks"
	}
	return "use Markdown instead; if it is meant as text, put it in backticks or write \\< for <"
}

// shorten gives text for a message.
func shorten(text []byte) string {
	const most = 40
	line, _, cut := bytes.Cut(text, []byte("\n"))
	r := []rune(string(line[:min(len(line), 4*most)]))
	if cut || len(r) > most || len(line) > 4*most {
		return string(r[:min(len(r), most-1)]) + "…"
	}
	return string(r)
}

// scanAngleLink reads <scheme:address> or <name@host>; stop is behind the `>`, 0
// if there is no link.
func scanAngleLink(t []byte, i int) (kind tokenKind, stop int) {
	const shortest, longest = 2, 32 // letters of a scheme (CommonMark 6.5)
	j := i + 1
	for j < len(t) && j-i-1 <= longest && isSchemeByte(t[j], j == i+1) {
		j++
	}
	if n := j - i - 1; n >= shortest && n <= longest && j < len(t) && t[j] == ':' {
		for j++; j < len(t); j++ {
			switch c := t[j]; {
			case c == '>':
				return urlToken, j + 1
			case c <= ' ' || c == '<' || c == 0x7f:
				return 0, 0
			}
		}
		return 0, 0
	}
	if n := scanEmail(t[i+1:], isAngleLocalByte); n > 0 && i+1+n < len(t) && t[i+1+n] == '>' {
		return emailToken, i + n + 2
	}
	return 0, 0
}

func isSchemeByte(c byte, first bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ||
		!first && (c >= '0' && c <= '9' || c == '+' || c == '.' || c == '-')
}

func isAngleLocalByte(c byte) bool {
	return util.IsAlphaNumeric(c) || bytes.IndexByte([]byte(".!#$%&'*+/=?^_`{|}~-"), c) >= 0
}

// scanEmail gives the length of the e-mail address that t begins with, 0 if there is none.
func scanEmail(t []byte, isLocal func(byte) bool) int {
	const longestLocal, longestHost, longestLabel = 64, 253, 63
	i := 0
	for i < len(t) && i <= longestLocal && isLocal(t[i]) {
		i++
	}
	if i == 0 || i > longestLocal || i >= len(t) || t[i] != '@' {
		return 0
	}
	i++
	host := i
	for {
		label := i
		for i < len(t) && (util.IsAlphaNumeric(t[i]) || t[i] == '-' && i > label) {
			i++
		}
		if i == label || i-label > longestLabel || t[i-1] == '-' || i-host > longestHost {
			return 0
		}
		if i+1 < len(t) && t[i] == '.' && util.IsAlphaNumeric(t[i+1]) {
			i++
			continue
		}
		return i
	}
}

// raw gives the end of the raw HTML at i (CommonMark 6.6), -1 if there is none.
func (s *spans) raw(i int) int {
	t := s.text
	if i+1 >= len(t) {
		return -1
	}
	rest := t[i:]
	switch c := t[i+1]; {
	case isSchemeByte(c, true):
		return scanOpenTag(t, i+1)
	case c == '/':
		if i+2 >= len(t) || !isSchemeByte(t[i+2], true) {
			return -1
		}
		j := skipSpace(t, scanTagName(t, i+2))
		if j < len(t) && t[j] == '>' {
			return j + 1
		}
		return -1
	case c == '?':
		return s.rawUntil(endOfInstruction, "?>", i+2)
	case bytes.HasPrefix(rest, []byte("<!-->")):
		return i + len("<!-->")
	case bytes.HasPrefix(rest, []byte("<!--->")):
		return i + len("<!--->")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.rawUntil(endOfComment, "-->", i+4)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.rawUntil(endOfSection, "]]>", i+9)
	case c == '!' && i+2 < len(t) && isSchemeByte(t[i+2], true):
		return s.rawUntil(endOfDeclaration, ">", i+2)
	}
	return -1
}

func (s *spans) rawUntil(ending int, text string, i int) int {
	if gone := s.gone[ending]; gone > 0 && i >= gone-1 {
		return -1
	}
	n := bytes.Index(s.text[i:], []byte(text))
	if n < 0 {
		s.gone[ending] = i + 1
		return -1
	}
	return i + n + len(text)
}

func scanTagName(t []byte, i int) int {
	for i < len(t) && (util.IsAlphaNumeric(t[i]) || t[i] == '-') {
		i++
	}
	return i
}

// scanOpenTag gives the end of the tag whose name begins at i, -1 if it is none.
func scanOpenTag(t []byte, i int) int {
	i = scanTagName(t, i)
	for {
		j := skipSpace(t, i)
		if j < len(t) && t[j] == '/' {
			j++
			if j < len(t) && t[j] == '>' {
				return j + 1
			}
			return -1
		}
		if j < len(t) && t[j] == '>' {
			return j + 1
		}
		if j == i || j >= len(t) || !isAttributeByte(t[j], true) {
			return -1
		}
		for j < len(t) && isAttributeByte(t[j], false) {
			j++
		}
		i = j
		if j = skipSpace(t, j); j < len(t) && t[j] == '=' {
			if i = scanAttributeValue(t, skipSpace(t, j+1)); i < 0 {
				return -1
			}
		}
	}
}

func isAttributeByte(c byte, first bool) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' ||
		!first && (c >= '0' && c <= '9' || c == '.' || c == '-')
}

func scanAttributeValue(t []byte, i int) int {
	if i >= len(t) {
		return -1
	}
	if t[i] == '"' || t[i] == '\'' {
		n := bytes.IndexByte(t[i+1:], t[i])
		if n < 0 {
			return -1
		}
		return i + n + 2
	}
	j := i
	for j < len(t) && t[j] > ' ' && bytes.IndexByte([]byte("\"'=<>`"), t[j]) < 0 {
		j++
	}
	if j == i {
		return -1
	}
	return j
}
