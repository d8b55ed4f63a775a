package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// alertKind is one kind of block of the trade, and the keys it may have.
type alertKind struct {
	name   string
	keys   []string
	needed string // the key that cannot be left out
}

// alertKinds are the kinds there are (MODEL §5).
func alertKinds() []alertKind {
	return []alertKind{
		{name: "statement", keys: []string{"by", "to", "date", "url"}, needed: "by"},
		{name: "post", keys: []string{"by", "platform", "date", "url", "copied"}, needed: "by"},
		{name: "pullquote"},
		{name: "note"},
		{name: "warning"},
		{name: "iocs"},
	}
}

// alert is a quotation whose first line is `[!kind] key=value …`.
type alert struct {
	ast.BaseBlock
	kind        string // as written, in lower case
	start, stop int    // of `[!kind]` in the body
	lineStop    int    // end of the first line, where the attributes end
}

// Kind and Dump make alert a block of goldmark.
func (*alert) Kind() ast.NodeKind { return ast.KindBlockquote }
func (n *alert) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, nil, nil)
}

// quotationParser is goldmark's parser for quotations, which makes alerts of
// those that begin as one.
type quotationParser struct{ parser.BlockParser }

func (p quotationParser) Open(parent ast.Node, reader text.Reader, context parser.Context) (ast.Node, parser.State) {
	node, state := p.BlockParser.Open(parent, reader, context)
	if node == nil {
		return nil, state
	}
	src := reader.(*source)
	_, segment := reader.PeekLine()
	a := scanAlert(src.text, segment)
	if a == nil {
		return node, state
	}
	reader.AdvanceToEOL() // the text begins on the next line
	return a, state
}

// scanAlert reads the first line of a quotation; nil if it does not begin with
// `[!word]` and a blank.
func scanAlert(body []byte, line text.Segment) *alert {
	start := trimLeft(body, line)
	if line.Padding+start-line.Start > 3 || start+2 >= line.Stop || body[start] != '[' || body[start+1] != '!' {
		return nil
	}
	i := start + 2
	for i < line.Stop && isWordByte(body[i]) {
		i++
	}
	if i == start+2 || i >= line.Stop || body[i] != ']' {
		return nil
	}
	stop := i + 1
	if stop < line.Stop && body[stop] != ' ' && body[stop] != '\t' && body[stop] != '\n' {
		return nil
	}
	lineStop := line.Stop
	for lineStop > stop && (body[lineStop-1] == ' ' || body[lineStop-1] == '\t' || body[lineStop-1] == '\n') {
		lineStop--
	}
	return &alert{kind: strings.ToLower(string(body[start+2 : i])), start: start, stop: stop, lineStop: lineStop}
}

// attribute is one key=value on the first line of an alert.
type attribute struct {
	key, value           string
	keyStart, keyStop    int // in the body
	valueStart, valueEnd int
	unclosed             bool // the value begins with a quotation mark that nothing closes
}

// scanAttributes reads the attributes of an alert. A value stands in double
// quotes, or goes on to the next ` key=`. What stands before the first key is
// stray: it is no attribute.
func scanAttributes(body []byte, start, stop int) (attributes []attribute, strayStart, strayStop int) {
	i := skipBlanks(body, start, stop)
	strayStart, strayStop = i, i
	for i < stop {
		keyStop := scanKey(body, i, stop)
		if keyStop < 0 { // no key here: stray, up to the next key
			next := nextKey(body, i, stop)
			if strayStop == strayStart {
				strayStart = i
				strayStop = trimBlanks(body, i, next)
			}
			i = next
			continue
		}
		a := attribute{key: string(body[i:keyStop]), keyStart: i, keyStop: keyStop}
		i = keyStop + 1
		a.valueStart = i
		if i < stop && body[i] == '"' {
			end := closingQuote(body, i+1, stop)
			if end < 0 {
				a.valueEnd, a.unclosed = stop, true
				return append(attributes, a), strayStart, strayStop
			}
			a.valueStart, a.valueEnd = i+1, end
			a.value = strings.ReplaceAll(string(body[i+1:end]), `\"`, `"`)
			attributes = append(attributes, a)
			i = skipBlanks(body, end+1, stop)
			continue
		}
		next := nextKey(body, i, stop)
		a.valueEnd = trimBlanks(body, i, next)
		a.value = string(body[a.valueStart:a.valueEnd])
		attributes = append(attributes, a)
		i = next
	}
	return attributes, strayStart, strayStop
}

// scanKey gives the end of the key at i, where its `=` stands; -1 if there is none.
func scanKey(body []byte, i, stop int) int {
	j := i
	for j < stop && isWordByte(body[j]) {
		j++
	}
	if j == i || j >= stop || body[j] != '=' {
		return -1
	}
	return j
}

// nextKey gives where the next key after a blank begins, or stop.
func nextKey(body []byte, i, stop int) int {
	for ; i < stop; i++ {
		if body[i] == ' ' || body[i] == '\t' {
			j := skipBlanks(body, i, stop)
			if scanKey(body, j, stop) >= 0 {
				return j
			}
			i = max(i, j-1)
		}
	}
	return stop
}

func closingQuote(body []byte, i, stop int) int {
	for ; i < stop; i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func skipBlanks(body []byte, i, stop int) int {
	for i < stop && (body[i] == ' ' || body[i] == '\t') {
		i++
	}
	return i
}

func trimBlanks(body []byte, i, stop int) int {
	for stop > i && (body[stop-1] == ' ' || body[stop-1] == '\t') {
		stop--
	}
	return stop
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}
