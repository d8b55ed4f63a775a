package markdown

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/yuin/goldmark/util"

	"blotter/internal/diag"
)

// bracket is an open `[` or `![` that may become a link or picture.
type bracket struct {
	token   int32 // that stands for it
	run     int32 // the last open run before it
	start   int   // of the text in it
	picture bool
	inner   bool // another bracket begins in it: it is no label then
}

// openBracket reads `[`, `![` or a footnote's mark `[^label]`.
func (s *spans) openBracket(plain, i int) int {
	t, start := s.text, i
	picture := t[i] == '!'
	if picture {
		if i+1 >= len(t) || t[i+1] != '[' {
			return i + 1
		}
		i++
	}
	if i+1 < len(t) && t[i+1] == '^' {
		if stop := s.note(plain, i); stop > 0 {
			return stop
		}
	}
	if n := len(s.brackets); n > 0 {
		s.brackets[n-1].inner = true
	}
	s.plain(plain, start)
	s.brackets = append(s.brackets, bracket{token: int32(len(s.tokens)), run: s.lastRun, start: i + 1, picture: picture})
	s.add(literalToken, start, i+1, 0)
	return i + 1
}

// note reads a footnote's mark at i; 0 if there is none.
func (s *spans) note(plain, i int) int {
	t := s.text
	end, ok := scanLabel(t, i)
	if !ok || util.IsBlank(t[i+2:end]) {
		return 0
	}
	n := s.src.footnotes[util.ToLinkReference(t[i+2:end])]
	if n == nil {
		if end+1 >= len(t) || t[end+1] != '(' && t[end+1] != '[' {
			s.src.fault(s.offset(i), s.offset(end)+1, diag.Warning, "unknown-footnote",
				fmt.Sprintf("there is no footnote «%s», so this is printed as text", t[i+2:end]),
				fmt.Sprintf("write it in a paragraph of its own: [^%s]: …", t[i+2:end]))
		}
		return 0
	}
	if !s.src.countLink(s.offset(i)) {
		return 0
	}
	s.plain(plain, i)
	s.add(noteToken, i, end+1, len(s.notes))
	s.notes = append(s.notes, n)
	return end + 1
}

// closeBracket reads `]` and, if it ends a link or picture, what belongs to it:
// (destination "title"), [label], [] or nothing.
func (s *spans) closeBracket(plain, i int) int {
	n := len(s.brackets) - 1
	if n < 0 {
		return i + 1
	}
	b := s.brackets[n]
	s.brackets = s.brackets[:n]
	dead := !b.picture && n < s.closed // a link may not stand in a link
	s.closed = min(s.closed, n)
	if dead {
		return i + 1
	}
	to, next, ok := s.destination(i + 1)
	if !ok {
		to, next, ok = s.reference(b, i)
	}
	if !ok {
		s.tellOfBlanks(b, i+1)
		return i + 1
	}
	if !s.src.countLink(s.offset(i)) {
		return i + 1
	}
	s.plain(plain, i)
	s.emphasize(b.run)
	to.first, to.last = b.token, int32(len(s.tokens))
	kind, end := linkToken, endLinkToken
	if b.picture {
		kind, end = pictureToken, endPictureToken
	} else {
		s.closed = n
	}
	s.tokens[b.token].kind, s.tokens[b.token].n = kind, int32(len(s.targets))
	s.add(end, i, next, len(s.targets))
	s.targets = append(s.targets, to)
	return next
}

// destination reads (destination "title") at i.
func (s *spans) destination(i int) (to target, next int, ok bool) {
	t := s.text
	if i >= len(t) || t[i] != '(' {
		return to, 0, false
	}
	i = skipSpace(t, i+1)
	to.start, to.stop = i, i
	if i < len(t) && t[i] == ')' {
		return to, i + 1, true
	}
	start, stop, after, ok := scanDestination(t, i)
	if !ok {
		return to, 0, false
	}
	to.destination, to.start, to.stop = t[start:stop], start, stop
	if i = skipSpace(t, after); i > after && i < len(t) && t[i] != ')' {
		start, stop, after, ok := scanTitle(t, i)
		if !ok {
			return to, 0, false
		}
		to.title = t[start:stop]
		i = skipSpace(t, after)
	}
	if i >= len(t) || t[i] != ')' {
		return to, 0, false
	}
	return to, i + 1, true
}

// tellOfBlanks tells of what was meant as (destination) at i, behind the bracket b,
// but is none because the name of the file has a blank in it.
func (s *spans) tellOfBlanks(b bracket, i int) {
	const longest = 300 // of a name: the search may not take long
	t := s.text
	if i >= len(t) || t[i] != '(' {
		return
	}
	name := t[i+1 : min(len(t), i+longest)]
	end := bytes.IndexAny(name, ")\n<>")
	if end < 0 || name[end] != ')' {
		return
	}
	name = name[:end]
	if title := bytes.IndexAny(name, "\"'"); title >= 0 {
		name = name[:title]
	}
	name = bytes.TrimRight(name, " \t")
	from := skipSpace(name, 0)
	name = name[from:]
	if !bytes.ContainsAny(name, " \t") || !b.picture && !looksLikeFile(name) {
		return
	}
	start := i + 1 + from
	s.src.fault(s.offset(start), s.offset(start+len(name)-1)+1, diag.Warning, "blank-in-address",
		fmt.Sprintf("«%s» has a blank in it, so this is printed as text", name),
		fmt.Sprintf("put it in angle brackets, (<%s>), or give the file a name without blanks", name))
}

// looksLikeFile tells the path of a file or page from a remark in brackets.
func looksLikeFile(name []byte) bool {
	ending := path.Ext(string(name))
	return name[0] == '/' || len(ending) >= 3 && len(ending) <= 6 && ending[1] > '9' && !strings.Contains(ending, " ")
}

// reference reads [label], [] or nothing behind the bracket b that ends at i.
func (s *spans) reference(b bracket, i int) (to target, next int, ok bool) {
	t := s.text
	label, next := t[b.start:i], i+1
	if i+1 < len(t) && t[i+1] == '[' {
		if end, ok := scanLabel(t, i+1); ok {
			if end > i+2 {
				return s.fullReference(t[i+2:end], i+2, end)
			}
			next = end + 1
		}
	}
	const longest = 999
	if b.inner || len(s.src.definitions) == 0 || len(label) > longest {
		return to, 0, false
	}
	return s.defined(label, next)
}

func (s *spans) fullReference(label []byte, start, end int) (target, int, bool) {
	to, next, ok := s.defined(label, end+1)
	if !ok && !util.IsBlank(label) && label[0] != '^' {
		s.src.fault(s.offset(start), s.offset(end), diag.Warning, "unknown-reference",
			fmt.Sprintf("no address is given for «%s», so this is printed as text", label),
			fmt.Sprintf("give it on a line of its own, [%s]: https://…, or put the text in backticks", label))
	}
	return to, next, ok
}

func (s *spans) defined(label []byte, next int) (to target, _ int, ok bool) {
	if len(s.src.definitions) == 0 || util.IsBlank(label) {
		return to, 0, false
	}
	d := s.src.definitions[util.ToLinkReference(label)]
	if d == nil {
		return to, 0, false
	}
	return target{destination: d.destination, title: d.title, definition: d}, next, true
}
