package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"blotter/internal/diag"
)

// definition is one link definition, `[label]: destination "title"`. It is what
// [text][label] leads to.
type definition struct {
	destination, title []byte    // as written
	start, stop        int       // of the destination in the body
	address            *address  // once it was read
	span               diag.Span // of the destination, once it was asked for
}

// definitionParser takes the link definitions off the beginning of paragraphs.
type definitionParser struct{}

// Transform is called when a paragraph ends.
func (definitionParser) Transform(paragraph *ast.Paragraph, reader text.Reader, _ parser.Context) {
	src := reader.(*source)
	lines := src.linesOf(paragraph)
	first := lines.At(0)
	if i := trimLeft(src.text, first); i >= len(src.text) || src.text[i] != '[' || src.oversized(lines) {
		return
	}
	var l leaf
	src.scratch = l.set(src.text, lines.Sliced(0, lines.Len()), src.scratch)
	end := 0
	for end < len(l.text) && l.text[end] == '[' {
		d, label, next, ok := scanDefinition(&l, end)
		if !ok {
			break
		}
		end = next
		if key := util.ToLinkReference(label); src.definitions[key] == nil {
			if src.definitions == nil {
				src.definitions = map[string]*definition{}
			}
			src.definitions[key] = d
		}
	}
	switch {
	case end == 0:
		return
	case end >= len(l.text):
		// What takes its place keeps a list loose that has a blank line before it.
		rest := ast.NewLinkReferenceDefinition(nil, nil, nil)
		rest.SetBlankPreviousLines(paragraph.HasBlankPreviousLines())
		paragraph.Parent().ReplaceChild(paragraph.Parent(), paragraph, rest)
		lines.SetSliced(lines.Len(), lines.Len())
	default:
		lines.SetSliced(bytes.Count(l.text[:end], []byte("\n")), lines.Len())
	}
}

// scanDefinition reads a definition that begins at i of l; next is the beginning
// of the line after it.
func scanDefinition(l *leaf, i int) (d *definition, label []byte, next int, ok bool) {
	t := l.text
	end, ok := scanLabel(t, i)
	if !ok || end+1 >= len(t) || t[end+1] != ':' || util.IsBlank(t[i+1:end]) {
		return nil, nil, 0, false
	}
	start, stop, after, ok := scanDestination(t, skipSpace(t, end+2))
	if !ok {
		return nil, nil, 0, false
	}
	d = &definition{destination: bytes.Clone(t[start:stop]), start: l.offset(start), stop: l.offset(stop)}
	label = t[i+1 : end]
	if j := skipSpace(t, after); j > after {
		if from, to, past, ok := scanTitle(t, j); ok {
			if next, ok := lineEnd(t, past); ok {
				d.title = bytes.Clone(t[from:to])
				return d, label, next, true
			}
		}
	}
	next, ok = lineEnd(t, after)
	return d, label, next, ok
}

// lineEnd gives the beginning of the next line if nothing but blanks follows on this one.
func lineEnd(t []byte, i int) (next int, ok bool) {
	for i < len(t) && (t[i] == ' ' || t[i] == '\t') {
		i++
	}
	if i >= len(t) {
		return len(t), true
	}
	return i + 1, t[i] == '\n'
}

// scanLabel finds the end of a link label: t[i] is its `[`, t[end] its `]`.
func scanLabel(t []byte, i int) (end int, ok bool) {
	const longest = 999 // CommonMark
	for j := i + 1; j < len(t) && j-i-1 <= longest; j++ {
		switch t[j] {
		case '\\':
			if j+1 < len(t) && util.IsPunct(t[j+1]) {
				j++
			}
		case '[':
			return 0, false
		case ']':
			return j, true
		}
	}
	return 0, false
}

// scanDestination reads the address of a link: t[start:stop], without the angle
// brackets that may stand around it; next is behind it.
func scanDestination(t []byte, i int) (start, stop, next int, ok bool) {
	if i >= len(t) {
		return 0, 0, 0, false
	}
	if t[i] == '<' {
		for j := i + 1; j < len(t); j++ {
			switch t[j] {
			case '\\':
				if j+1 < len(t) && util.IsPunct(t[j+1]) {
					j++
				}
			case '<', '\n':
				return 0, 0, 0, false
			case '>':
				return i + 1, j, j + 1, true
			}
		}
		return 0, 0, 0, false
	}
	const deepest = 32 // parentheses, as in cmark
	open, j := 0, i
scan:
	for ; j < len(t); j++ {
		switch c := t[j]; {
		case c == '\\' && j+1 < len(t) && util.IsPunct(t[j+1]):
			j++
		case c == '(':
			if open++; open > deepest {
				return 0, 0, 0, false
			}
		case c == ')':
			if open == 0 {
				break scan
			}
			open--
		case c <= ' ':
			break scan
		}
	}
	return i, j, j, j > i && open == 0
}

// scanTitle reads the title of a link: t[start:stop], without its quotes or
// parentheses; next is behind it.
func scanTitle(t []byte, i int) (start, stop, next int, ok bool) {
	if i >= len(t) {
		return 0, 0, 0, false
	}
	closer := t[i]
	switch closer {
	case '"', '\'':
	case '(':
		closer = ')'
	default:
		return 0, 0, 0, false
	}
	for j := i + 1; j < len(t); j++ {
		switch c := t[j]; {
		case c == '\\' && j+1 < len(t) && util.IsPunct(t[j+1]):
			j++
		case c == closer:
			return i + 1, j, j + 1, true
		case c == '(' && closer == ')':
			return 0, 0, 0, false
		}
	}
	return 0, 0, 0, false
}

// skipSpace gives the first place from i on that is no blank or line end.
func skipSpace(t []byte, i int) int {
	for i < len(t) && (t[i] == ' ' || t[i] == '\t' || t[i] == '\n') {
		i++
	}
	return i
}
