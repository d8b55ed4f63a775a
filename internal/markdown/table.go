package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"blotter/internal/diag"
)

// alignment is how the cells of a column stand.
type alignment uint8

const (
	unaligned alignment = iota
	left
	center
	right
)

// String gives the class that the cells get.
func (a alignment) String() string { return [...]string{"", "left", "center", "right"}[a] }

// table is a block of rows. A row may have fewer cells than there are columns,
// never more.
type table struct {
	ast.BaseBlock
	columns []alignment
	rows    [][]text.Segment // the head first; a cell is its text in the body
	start   int              // of the head in the body
}

// Kind, IsRaw and Dump make table a block of goldmark.
func (*table) Kind() ast.NodeKind { return extension.KindTable }
func (*table) IsRaw() bool        { return true }
func (n *table) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, nil, nil)
}

// tableParser makes tables of the paragraphs that are some.
type tableParser struct{}

// Transform is called when a paragraph ends. What stands above the head row
// stays a paragraph.
func (tableParser) Transform(paragraph *ast.Paragraph, reader text.Reader, _ parser.Context) {
	src := reader.(*source)
	lines := src.linesOf(paragraph)
	for i := 1; i < lines.Len(); i++ {
		rule := lines.At(i)
		if width, _ := util.IndentWidth(src.text[rule.Start:rule.Stop], 0); width > 3 {
			continue
		}
		columns := scanRule(src.text[rule.Start:rule.Stop])
		if columns == nil {
			continue
		}
		head := lines.At(i - 1)
		cells := splitRow(src.text, head, len(columns)+1)
		if len(cells) == 0 || len(cells) > len(columns) {
			return
		}
		t := &table{columns: columns, start: trimLeft(src.text, head)}
		t.rows = append(t.rows, cells)
		src.cells += len(columns)
		for _, line := range lines.Sliced(i+1, lines.Len()) {
			if src.cells += len(columns); src.cells > src.limits.Cells {
				src.fault(line.Start, line.Stop, diag.Error, "too-many-cells",
					fmt.Sprintf("the tables of this text have more than %d cells together; this row and those after it are left out", src.limits.Cells),
					"publish large tables as a file")
				break
			}
			t.rows = append(t.rows, splitRow(src.text, line, len(columns)))
		}
		lines.SetSliced(0, i-1)
		parent := paragraph.Parent()
		parent.InsertAfter(parent, paragraph, t)
		if lines.Len() == 0 {
			parent.RemoveChild(parent, paragraph)
		}
		return
	}
}

// scanRule reads the row between head and body, `| --- | :-: |`; nil if line is none.
func scanRule(line []byte) []alignment {
	line = bytes.Trim(line, " \t\n")
	if len(line) == 0 || bytes.IndexByte(line, '-') < 0 || bytes.IndexByte(line, '|') < 0 && bytes.IndexByte(line, ':') < 0 {
		return nil
	}
	line = bytes.TrimPrefix(line, []byte("|"))
	line = bytes.TrimSuffix(line, []byte("|"))
	columns := make([]alignment, 0, 8)
	for {
		cell, rest, more := bytes.Cut(line, []byte("|"))
		a, ok := scanAlignment(bytes.Trim(cell, " \t"))
		if !ok {
			return nil
		}
		columns = append(columns, a)
		if !more {
			return columns
		}
		line = rest
	}
}

func scanAlignment(cell []byte) (alignment, bool) {
	a := unaligned
	if len(cell) > 0 && cell[0] == ':' {
		a, cell = left, cell[1:]
	}
	if n := len(cell); n > 0 && cell[n-1] == ':' {
		if a == left {
			a = center
		} else {
			a = right
		}
		cell = cell[:n-1]
	}
	return a, len(cell) > 0 && len(bytes.Trim(cell, "-")) == 0
}

// splitRow gives the first most cells of a line. `\|` does not part them.
func splitRow(body []byte, line text.Segment, most int) []text.Segment {
	i, stop := trimLeft(body, line), line.Stop
	for stop > i && (body[stop-1] == ' ' || body[stop-1] == '\t' || body[stop-1] == '\n') {
		stop--
	}
	if i < stop && body[i] == '|' {
		i++
	}
	if i < stop && body[stop-1] == '|' && (stop-2 < i || body[stop-2] != '\\') {
		stop--
	}
	cells := make([]text.Segment, 0, min(most, 8))
	for i < stop && len(cells) < most {
		j := i
		for j < stop && (body[j] != '|' || j > i && body[j-1] == '\\') {
			j++
		}
		from, to := i, j
		for from < to && (body[from] == ' ' || body[from] == '\t') {
			from++
		}
		for to > from && (body[to-1] == ' ' || body[to-1] == '\t') {
			to--
		}
		cells = append(cells, text.NewSegment(from, to))
		i = j + 1
	}
	return cells
}

// setCell makes l the text of a cell, in which `\|` stands for `|`.
func (l *leaf) setCell(body []byte, cell text.Segment, scratch []byte) []byte {
	l.text, l.base, l.cuts = body[cell.Start:cell.Stop], cell.Start, l.cuts[:0]
	if !bytes.Contains(l.text, []byte(`\|`)) {
		return scratch
	}
	scratch = scratch[:0]
	for i, rest := cell.Start, l.text; ; {
		n := bytes.Index(rest, []byte(`\|`))
		l.cuts = append(l.cuts, cut{len(scratch), i})
		if n < 0 {
			scratch = append(scratch, rest...)
			break
		}
		scratch = append(scratch, rest[:n]...)
		i, rest = i+n+1, rest[n+1:]
	}
	l.text = scratch
	return scratch
}
