package markdown

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// tokenKind says what a token is.
type tokenKind uint8

const (
	plainToken      tokenKind = iota // text in which quotes and dashes are set typographically
	literalToken                     // text that stays as it is: an escaped character, a bracket
	decodedToken                     // what an entity stands for: spans.decoded[start:stop]
	codeToken                        // code between backticks
	rawToken                         // raw HTML, shown as written
	breakToken                       // the end of a line
	hardToken                        // the end of a line that stays one
	runToken                         // a run of *, _ or ~; n is its index in spans.runs
	linkToken                        // begins a link; n is its index in spans.targets
	endLinkToken                     // ends it
	pictureToken                     // begins a picture, whose tokens are the alternative text
	endPictureToken                  // ends it
	urlToken                         // a URL that is its own text
	wwwToken                         // a URL without scheme, in bare text
	emailToken                       // an e-mail address in angle brackets or bare text
	noteToken                        // a footnote's mark; n is its index in spans.notes
)

// token is a stretch of a leaf's text, from start up to stop.
type token struct {
	kind        tokenKind
	start, stop int32
	n           int32
}

// target is what a link or picture leads to.
type target struct {
	destination, title []byte // as written
	definition         *definition
	start, stop        int   // of the destination in the leaf, if it has no definition
	first              int32 // the token that begins the link
	last               int32 // the token that ends it
}

// spans reads the text of a leaf into tokens, in time that grows linearly with
// the text. Its memory is used again for the next leaf.
type spans struct {
	leaf
	src *source

	tokens   []token
	runs     []run
	uses     []use
	lastRun  int32 // the last open run, -1 if there is none
	brackets []bracket
	targets  []target
	notes    []*footnote
	decoded  []byte

	// closed is the number of brackets in which no link may begin any more,
	// because one that ended stands in them.
	closed int
	// ticks is where the last run of backticks of each length begins, once the
	// text was searched to its end for one in vain.
	ticks map[int]int
	// gone says of each ending of raw HTML from where on there is none, plus one.
	gone  [rawEndings]int
	roles []role // of the straight quotes in plain tokens, in the order of the text
	// open are the quotations that have not ended yet, doubles how many of them
	// a double quote opened.
	open    []openQuote
	doubles int
}

// special are the bytes at which text may stop to be plain.
var special = [256]bool{'\\': true, '`': true, '*': true, '_': true, '~': true, '[': true, ']': true, '!': true, '<': true, '&': true, '\n': true}

// read makes the tokens of s.leaf. Bare URLs and addresses become links if bare
// says so.
func (s *spans) read(bare bool) {
	s.tokens, s.runs, s.uses, s.brackets = s.tokens[:0], s.runs[:0], s.uses[:0], s.brackets[:0]
	s.targets, s.notes, s.decoded, s.roles = s.targets[:0], s.notes[:0], s.decoded[:0], s.roles[:0]
	s.lastRun, s.closed, s.gone = -1, 0, [rawEndings]int{}
	s.ticks = nil

	t := s.text
	var at bareFinder
	if bare {
		at = findBare(t)
	}
	plain := 0 // where the plain text before i begins
	for i := 0; i < len(t); {
		if at.any && (i == 0 || isBareBoundary(t[i-1])) && !s.inLink() {
			if kind, stop := at.scan(t, i); stop > 0 {
				s.plain(plain, i)
				s.add(kind, i, stop, 0)
				i, plain = stop, stop
				continue
			}
		}
		c := t[i]
		if !special[c] {
			if at.any && isBareBoundary(c) {
				i++
				continue
			}
			for i++; i < len(t) && !special[t[i]] && !(at.any && isBareBoundary(t[i])); i++ {
			}
			continue
		}
		next := i // behind the token, if there is one
		before := len(s.tokens)
		switch c {
		case '\\':
			next = s.backslash(plain, i)
		case '\n':
			next = s.lineEnd(plain, i)
		case '&':
			next = s.entity(plain, i)
		case '`':
			next = s.code(plain, i)
		case '*', '_', '~':
			next = s.run(plain, i)
		case '[', '!':
			next = s.openBracket(plain, i)
		case ']':
			next = s.closeBracket(plain, i)
		case '<':
			next = s.angle(plain, i)
		}
		if len(s.tokens) > before {
			plain = next
		}
		i = next
	}
	s.plain(plain, len(t))
	s.emphasize(-1)
	s.setQuotes()
}

// plain adds the plain text from start up to stop, if there is any.
func (s *spans) plain(start, stop int) {
	if stop > start {
		s.add(plainToken, start, stop, 0)
	}
}

func (s *spans) add(kind tokenKind, start, stop, n int) {
	s.tokens = append(s.tokens, token{kind, int32(start), int32(stop), int32(n)})
}

// Each of the following reads what begins at i. It adds the plain text before it
// and its tokens and gives the place behind it; or it adds nothing, and the
// bytes up to the place it gives (at least the one at i) are plain text.

func (s *spans) backslash(plain, i int) int {
	t := s.text
	switch {
	case i+1 < len(t) && t[i+1] == '\n':
		s.plain(plain, i)
		s.add(hardToken, i, i+2, 0)
		return skipBlanks(t, i+2, len(t))
	case i+1 < len(t) && util.IsPunct(t[i+1]):
		s.plain(plain, i)
		s.add(literalToken, i+1, i+2, 0)
		return i + 2
	}
	return i + 1
}

func (s *spans) lineEnd(plain, i int) int {
	t, end := s.text, i
	for end > plain && (t[end-1] == ' ' || t[end-1] == '\t') {
		end--
	}
	s.plain(plain, end)
	kind := breakToken
	if i-end >= 2 && t[i-1] == ' ' && t[i-2] == ' ' {
		kind = hardToken
	}
	s.add(kind, i, i+1, 0)
	return skipBlanks(t, i+1, len(t))
}

func (s *spans) entity(plain, i int) int {
	from := len(s.decoded)
	decoded, stop := appendEntity(s.decoded, s.text, i)
	if stop == i {
		return i + 1
	}
	s.decoded = decoded
	s.plain(plain, i)
	s.add(decodedToken, from, len(s.decoded), 0)
	return stop
}

// appendEntity appends what the entity at t[i] stands for; stop is behind it, or
// i if there is none. What HTML cannot hold, or what turns the direction of the text,
// becomes the replacement character.
func appendEntity(to, t []byte, i int) (out []byte, stop int) {
	j := i + 1
	if j < len(t) && t[j] == '#' {
		j++
		base, digits := 10, 7
		if j < len(t) && (t[j] == 'x' || t[j] == 'X') {
			j++
			base, digits = 16, 6
		}
		k := j
		for k < len(t) && k-j <= digits && (base == 10 && util.IsNumeric(t[k]) || base == 16 && util.IsHexDecimal(t[k])) {
			k++
		}
		if k == j || k-j > digits || k >= len(t) || t[k] != ';' {
			return to, i
		}
		n, _ := strconv.ParseUint(string(t[j:k]), base, 32)
		r := rune(n)
		if r == 0 || r > utf8.MaxRune || forbidden(r) || isTurn(r) {
			r = utf8.RuneError
		}
		return utf8.AppendRune(to, r), k + 1
	}
	const longest = 32 // letters of the longest name, &CounterClockwiseContourIntegral;
	k := j
	for k < len(t) && k-j < longest && util.IsAlphaNumeric(t[k]) {
		k++
	}
	if k == j || k >= len(t) || t[k] != ';' {
		return to, i
	}
	entity, ok := util.LookUpHTML5EntityByName(string(t[j:k]))
	if !ok {
		return to, i
	}
	return append(to, entity.Characters...), k + 1
}

// code reads `code`.
func (s *spans) code(plain, i int) int {
	t := s.text
	start := i
	for start < len(t) && t[start] == '`' {
		start++
	}
	end := s.closingTicks(start, start-i)
	if end < 0 {
		return start
	}
	s.plain(plain, i)
	stop := end + start - i
	if code := t[start:end]; len(code) > 1 && isBlankOrEnd(code[0]) && isBlankOrEnd(code[len(code)-1]) && len(bytes.Trim(code, " \n")) > 0 {
		start, end = start+1, end-1
	}
	s.add(codeToken, start, end, 0)
	return stop
}

// closingTicks finds the next run of exactly n backticks from i on, -1 if there
// is none. A search in vain notes where the runs of every length are, so that
// there is only one such search in a leaf.
func (s *spans) closingTicks(i, n int) int {
	t := s.text
	if s.ticks != nil {
		if last, ok := s.ticks[n]; !ok || last < i {
			return -1
		}
	}
	for j := i; ; {
		k := bytes.IndexByte(t[j:], '`')
		if k < 0 {
			break
		}
		j += k
		start := j
		for j < len(t) && t[j] == '`' {
			j++
		}
		if j-start == n {
			return start
		}
	}
	s.ticks = map[int]int{}
	for j := i; j < len(t); {
		k := bytes.IndexByte(t[j:], '`')
		if k < 0 {
			break
		}
		j += k
		start := j
		for j < len(t) && t[j] == '`' {
			j++
		}
		s.ticks[j-start] = start
	}
	return -1
}

func isBlankOrEnd(c byte) bool { return c == ' ' || c == '\n' }

// inLink reports whether the text is inside brackets that may become a link.
func (s *spans) inLink() bool { return len(s.brackets) > 0 }

// unescape gives what a destination or title as written means: without
// backslashes before punctuation, with entities decoded.
func unescape(written []byte) []byte {
	if bytes.IndexByte(written, '\\') < 0 && bytes.IndexByte(written, '&') < 0 {
		return written
	}
	out := make([]byte, 0, len(written))
	for i := 0; i < len(written); {
		switch c := written[i]; {
		case c == '\\' && i+1 < len(written) && util.IsPunct(written[i+1]):
			out = append(out, written[i+1])
			i += 2
			continue
		case c == '&':
			var stop int
			if out, stop = appendEntity(out, written, i); stop > i {
				i = stop
				continue
			}
		}
		out = append(out, written[i])
		i++
	}
	return out
}
