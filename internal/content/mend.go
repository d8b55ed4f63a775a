package content

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"blotter/internal/diag"
)

// mend tells what is wrong with front matter that YAML cannot read, and gives
// the block with what was probably meant in its place, so that the reading can
// go on. ok is false if nothing could be made of it.
//
// The library stops at its first error, and tells it in words of its own trade
// at the place where it noticed. Nearly all such errors are one of a dozen slips
// in a single line (a colon in a headline, a quote that isn't closed), so mend
// goes through the lines looking for those. The library stays the judge: a line
// that it can read by itself has no such slip. Where none is found, its own
// error is told in plain words, and the line is left out.
func (r *report) mend(block []byte, base int, failure error) (mended []byte, ok bool) {
	m := &mender{report: r, lines: bytes.Split(block, []byte("\n")), margin: math.MaxInt}
	m.first, _ = r.ruler.place(base)
	m.mended = bytes.Split(bytes.Clone(block), []byte("\n"))
	for i := 0; i < len(m.lines) && !r.full(); {
		i = m.line(i)
	}
	if len(m.changed) == 0 {
		m.explain(failure)
	}
	if len(m.changed) == 0 {
		return nil, false
	}
	for _, i := range m.changed {
		r.silence(m.first + i)
	}
	return bytes.Join(m.mended, []byte("\n")), true
}

// mender goes through front matter line by line. Places are the index of a line
// and the offset of a byte in it.
type mender struct {
	*report
	first   int // number of the first line in the file
	lines   [][]byte
	mended  [][]byte
	changed []int
	margin  int // column (from 0) of the last key; beyond every line if there was none yet
}

// tell adds an error about the bytes from..to of line i.
func (m *mender) tell(i, from, to int, code, message, hint string) *edit {
	start := m.ruler.at(m.first+i, 1)
	m.changed = append(m.changed, i)
	return &edit{m, i, m.err(start+from, start+max(from, to), code, message, hint)}
}

// edit is what becomes of a line that was told of, so that the reading can go on.
type edit struct {
	*mender
	line int
	told *diag.Diagnostic
}

// guess puts text in the place of the bytes from..to.
func (e *edit) guess(from, to int, text string) {
	line := e.lines[e.line]
	e.mender.mended[e.line] = []byte(string(line[:from]) + text + string(line[to:]))
}

// certain is guess, offered to the writer as well.
func (e *edit) certain(from, to int, text string) {
	start := e.ruler.at(e.first+e.line, 1)
	e.told.Fix = e.replace(start+from, start+to, text)
	e.guess(from, to, text)
}

// drop leaves the line out, and the lines that belong to it.
func (e *edit) drop() {
	indent := indentOf(e.lines[e.line])
	e.mender.mended[e.line] = []byte("#")
	for i := e.line + 1; i < len(e.lines) && (isBlank(e.lines[i]) || indentOf(e.lines[i]) > indent); i++ {
		e.mender.mended[i] = []byte("#")
	}
}

var (
	blockHeader = regexp.MustCompile(`^[|>][-+0-9]{0,2}(?:[ \t]+#.*|[ \t]*)$`)
	noBlank     = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*:([^ \t/])`)
	equals      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*[ \t]*(=)`)
)

// line looks for a slip in line i, and gives the line to look at next.
func (m *mender) line(i int) (next int) {
	line := m.lines[i]
	if isBlank(line) || bytes.TrimLeft(line, " \t")[0] == '#' {
		return i + 1
	}
	at := len(line) - len(bytes.TrimLeft(line, " \t"))
	if tab := bytes.IndexByte(line[:at], '\t'); tab >= 0 {
		m.tell(i, tab, tab+1, "tab-indent", "YAML indents with blanks; this is a tab", "put two blanks in its place").
			guess(0, at, strings.ReplaceAll(string(line[:at]), "\t", "  "))
		return i + 1
	}
	indent, dashed := at, false
	for at < len(line) && line[at] == '-' && (at+1 == len(line) || line[at+1] == ' ' || line[at+1] == '\t') {
		indent, dashed = at, true
		at++
		for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
			at++
		}
	}
	if at == len(line) {
		return i + 1
	}
	value, keyed := valueStart(line, at)
	switch {
	case keyed:
		m.margin = at
		return m.value(i, value, at, dashed)
	case dashed:
		return m.value(i, at, indent, dashed)
	case indent > m.margin:
		return i + 1 // goes on with the value above
	}
	return m.noKey(i, at)
}

// noKey tells of a line that is neither a key nor part of a value.
func (m *mender) noKey(i, at int) int {
	line := m.lines[i]
	if part := noBlank.FindSubmatchIndex(line[at:]); part != nil {
		colon := at + part[2]
		end := colon
		if rest := line[colon:]; bytes.HasPrefix(rest, []byte("\u00a0")) || bytes.HasPrefix(rest, []byte("\u3000")) {
			end += len(rest) - len(bytes.TrimLeft(rest, "\u00a0\u3000 "))
		}
		m.tell(i, colon, max(end, colon+1), "no-blank-after-colon", "a blank must stand behind the colon of a key", "write "+short(string(line[at:colon])+" "+string(line[end:]))).
			certain(colon, end, " ")
		return i + 1
	}
	hint := "write «key: value», or indent the line if it belongs to the one above"
	if part := equals.FindSubmatchIndex(line[at:]); part != nil {
		hint = "front matter between «---» is YAML: write a colon, not «=»"
	}
	m.tell(i, at, len(line), "no-colon", "this line has no key: a word, a colon and a blank", hint).drop()
	return i + 1
}

// value looks for a slip in the value that begins at byte at of line i. indent
// is the column of its key or dash: lines that belong to it stand deeper. dashed
// says that the line begins with a dash.
func (m *mender) value(i, at, indent int, dashed bool) (next int) {
	line := m.lines[i]
	if at == len(line) {
		return i + 1
	}
	end := len(bytes.TrimRight(line, " \t"))
	sign := line[at]
	alone := at+1 == len(line) || line[at+1] == ' ' || line[at+1] == '\t'
	switch {
	case (sign == '|' || sign == '>') && blockHeader.Match(line[at:]):
		for i++; i < len(m.lines) && (isBlank(m.lines[i]) || indentOf(m.lines[i]) > indent); i++ {
		}
		return i
	case sign == '"' || sign == '\'':
		return m.quoted(i, at, end, indent)
	case sign == '[' || sign == '{':
		return m.bracketed(i, at, end, indent)
	case sign == '@' || sign == '`' || sign == '%' || sign == '|' || sign == '>',
		bytes.IndexByte([]byte("*&!,]}"), sign) >= 0 && !m.readable(i),
		alone && (sign == '-' || sign == '?' || sign == ':') && !m.readable(i):
		m.tell(i, at, end, "quote-value", fmt.Sprintf("a value that begins with «%c» must stand in quotes", sign), "write "+short(inQuotes(string(line[at:end])))).
			certain(at, end, inQuotes(string(line[at:end])))
		return i + 1
	}
	text := line[at:end]
	if cut := bytes.Index(text, []byte(" #")); cut >= 0 {
		text = text[:cut]
	}
	if colon := colonIn(text); colon >= 0 && !m.readable(i) {
		e := m.tell(i, at+colon, at+colon+1, "quote-value", "a value with a colon in it must stand in quotes", "write "+short(inQuotes(string(line[at:end]))))
		if dashed {
			e.guess(at, end, inQuotes(string(line[at:end]))) // the text may begin before the first colon
		} else {
			e.certain(at, end, inQuotes(string(line[at:end])))
		}
	}
	return i + 1
}

// quoted looks at a value in quotes: whether it is closed, and whether more
// stands behind it.
func (m *mender) quoted(i, at, end, indent int) (next int) {
	line := m.lines[i]
	closed, ok := quoteEnd(line, at)
	if !ok {
		for j := i + 1; j < len(m.lines) && (isBlank(m.lines[j]) || indentOf(m.lines[j]) > indent); j++ {
			part := append([]byte{line[at]}, m.lines[j]...)
			if closed, ok := quoteEnd(part, 0); ok {
				m.behind(j, closed-1)
				return j + 1
			}
		}
		e := m.tell(i, at, at+1, "unclosed-quote", "this quote isn't closed", "")
		if line[at] == '"' {
			e.certain(at, end, inQuotes(string(line[at+1:end])))
		} else {
			e.guess(at, end, inQuotes(string(line[at+1:end])))
		}
		return i + 1
	}
	rest := bytes.TrimLeft(line[closed:end], " \t")
	if len(rest) == 0 || rest[0] == '#' && closed < end && rest[0] != line[closed] {
		return i + 1
	}
	from := end - len(rest)
	e := m.tell(i, from, end, "text-after-quote", "the quotation ends before this, and YAML expects nothing behind it", "")
	// Were the outer quotes meant for YAML ('It's off', "The "big" one") or for
	// readers ("Big" says M&S)? In the first case one ends the value, and the one
	// taken for its end stands within a word or opens another quotation.
	glued := from == closed
	outer := line[end-1] == line[at] && (glued || closed-2 > at && line[closed-2] == ' ')
	switch {
	case outer:
		inner := string(line[at+1 : end-1])
		if line[at] == '\'' {
			inner = strings.ReplaceAll(inner, "''", "'")
		}
		e.certain(at, end, inQuotes(inner))
	case glued:
		e.guess(at, end, inQuotes(string(line[at:end])))
	default:
		e.certain(at, end, inQuotes(string(line[at:end])))
	}
	return i + 1
}

// behind tells of text behind a value that ended at byte at of line i.
func (m *mender) behind(i, at int) {
	line := m.lines[i]
	rest := bytes.TrimLeft(line[at:], " \t")
	if len(rest) == 0 || rest[0] == '#' {
		return
	}
	m.tell(i, len(line)-len(rest), len(line), "text-after-quote", "the value ends before this, and YAML expects nothing behind it", "").
		guess(at, len(line), "")
}

// bracketed looks at a value in brackets: whether it is closed, and whether more
// stands behind it, as in `[Update] M&S halts orders`.
func (m *mender) bracketed(i, at, end, indent int) (next int) {
	line := m.lines[i]
	j, closed, hash := m.bracketEnd(i, at, indent)
	if hash.at > 0 {
		e := m.tell(hash.line, hash.at, len(m.lines[hash.line]), "comment-in-text", "YAML takes this for a comment: the value would end before it",
			"put the value in quotes; a comment stands on a line of its own")
		if j < 0 {
			e.guess(at, len(line), inQuotes(string(line[at:end])))
			return i + 1
		}
		e.guess(hash.at, len(m.lines[hash.line]), ",")
		return j + 1
	}
	if j < 0 {
		m.tell(i, at, at+1, "unclosed-bracket", fmt.Sprintf("the bracket «%c» isn't closed", line[at]), "close it; if this is a text, put it in quotes: "+short(inQuotes(string(line[at:end])))).
			guess(at, end, inQuotes(string(line[at:end])))
		return i + 1
	}
	if j > i {
		m.behind(j, closed)
		return j + 1
	}
	rest := bytes.TrimLeft(line[closed:], " \t")
	if len(rest) > 0 && rest[0] != '#' || !m.readable(i) {
		m.tell(i, at, end, "quote-value", fmt.Sprintf("a value that begins with «%c» must stand in quotes, unless it is a list or map", line[at]), "write "+short(inQuotes(string(line[at:end])))).
			certain(at, end, inQuotes(string(line[at:end])))
	}
	return i + 1
}

// place is a byte of a line.
type place struct{ line, at int }

// bracketEnd gives the line and byte behind the bracket that closes the one at
// byte at of line i; line -1 if none does before the next key. hash is a ` #`
// behind a value within the brackets, zero if there is none.
func (m *mender) bracketEnd(i, at, indent int) (line, end int, hash place) {
	depth := 0
	for j := i; j < len(m.lines); j++ {
		text := m.lines[j]
		if j > i {
			at = 0
			bare := bytes.TrimLeft(text, " \t")
			if len(bare) > 0 && indentOf(text) <= indent && bare[0] != ']' && bare[0] != '}' {
				return -1, 0, hash
			}
		}
		var last byte = ',' // the last sign that is no blank
		for ; at < len(text); at++ {
			c := text[at]
			if c == ' ' || c == '\t' {
				continue
			}
			opening := bytes.IndexByte([]byte("[{,:"), last) >= 0
			switch {
			case c == '[' || c == '{':
				depth++
			case c == ']' || c == '}':
				if depth--; depth == 0 {
					return j, at + 1, hash
				}
			case (c == '"' || c == '\'') && opening:
				quoteEnds, ok := quoteEnd(text, at)
				if !ok {
					return -1, 0, hash
				}
				at = quoteEnds - 1
			case c == '#' && at > 0 && (text[at-1] == ' ' || text[at-1] == '\t'):
				if !opening && hash.at == 0 {
					hash = place{j, at}
				}
				at = len(text)
			}
			last = c
		}
	}
	return -1, 0, hash
}

// readable says that the library can read line i by itself.
func (m *mender) readable(i int) bool {
	var n yaml.Node
	return yaml.Load(bytes.TrimLeft(m.lines[i], " \t"), &n) == nil
}

// explain tells the library's own error.
func (m *mender) explain(failure error) {
	var e *yaml.LoadError
	if !errors.As(failure, &e) {
		m.tell(0, 0, len(m.lines[0]), "yaml-syntax", "this is no YAML", "write «key: value», one a line").drop()
		return
	}
	code, message, hint := "yaml-syntax", "YAML cannot read this: "+e.Message, "is a quote, a bracket or a blank behind a colon missing on this line or above it?"
	mark := e.Mark
	switch msg := e.Message; {
	case strings.Contains(msg, "max depth"):
		code, message, hint = "too-deep", tooDeep, ""
		for i, line := range m.lines { // the library gives no place where dashes are nested
			if mark.Line == 0 || e.Mark.Line == 0 && len(line) > len(m.lines[mark.Line-1]) {
				mark.Line = i + 1
			}
		}
	case strings.Contains(msg, "mapping values are not allowed"), strings.Contains(msg, "did not find expected key"),
		strings.Contains(msg, "block sequence entries are not allowed"):
		code, message, hint = "bad-indent", "this line is indented deeper or less deep than the lines it belongs to", "align it with them"
		mark.Column = 0
	case strings.Contains(msg, "could not find expected ':'"):
		code, message, hint = "no-colon", "this line has no key: a word, a colon and a blank", "write «key: value», or indent the line if it belongs to the one above"
		mark = e.ContextMark
	case strings.Contains(msg, "unexpected end of stream"):
		code, message, hint = "unclosed-quote", "this quote isn't closed", ""
		mark = e.ContextMark
	case strings.Contains(msg, "did not find expected ','"):
		code, message, hint = "unclosed-bracket", "this bracket isn't closed", ""
		mark = e.ContextMark
	case strings.Contains(msg, "escape"), strings.Contains(msg, "hexadecimal"):
		code, message, hint = "bad-escape", "in double quotes a backslash begins a sign such as \\n or \\u00e9, and this is none", "use single quotes, or write two backslashes"
	case strings.Contains(msg, "tab"):
		code, message, hint = "tab-indent", "YAML indents with blanks; this is a tab", "put two blanks in its place"
	case strings.Contains(msg, "YAML document"), strings.Contains(msg, "directive"):
		message, hint = "a line that begins with «%» instructs YAML, which isn't used here", "delete it"
	}
	i := min(max(mark.Line-1, 0), len(m.lines)-1)
	line := m.lines[i]
	from := len(line) - len(bytes.TrimLeft(line, " \t"))
	if mark.Column > 0 {
		start := m.ruler.at(m.first+i, 1)
		from = min(m.ruler.at(m.first+i, mark.Column)-start, len(line))
	}
	m.tell(i, from, len(line), code, message, hint).drop()
}

// valueStart splits a line that holds a key from byte at on: it gives the
// offset of the value, len(line) if there is none behind the colon.
func valueStart(line []byte, at int) (value int, keyed bool) {
	colon := -1
	if line[at] == '"' || line[at] == '\'' {
		end, ok := quoteEnd(line, at)
		if rest := bytes.TrimLeft(line[end:], " \t"); ok && len(rest) > 0 && rest[0] == ':' {
			colon = len(line) - len(rest)
		}
	} else if line[at] != '[' && line[at] != '{' {
		text := line[at:]
		if cut := bytes.Index(text, []byte(" #")); cut >= 0 {
			text = text[:cut]
		}
		if c := colonIn(text); c >= 0 {
			colon = at + c
		}
	}
	if colon < 0 || colon+1 < len(line) && line[colon+1] != ' ' && line[colon+1] != '\t' {
		return 0, false
	}
	value = colon + 1
	for value < len(line) && (line[value] == ' ' || line[value] == '\t') {
		value++
	}
	if value < len(line) && line[value] == '#' {
		value = len(line)
	}
	return value, true
}

// colonIn gives the offset of the first colon in text that a blank or the end
// follows, or -1.
func colonIn(text []byte) int {
	for i, c := range text {
		if c == ':' && (i+1 == len(text) || text[i+1] == ' ' || text[i+1] == '\t') {
			return i
		}
	}
	return -1
}

func isBlank(line []byte) bool { return len(bytes.TrimSpace(line)) == 0 }

// indentOf gives the number of blanks and tabs that a line begins with.
func indentOf(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }
