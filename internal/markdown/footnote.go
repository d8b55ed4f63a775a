package markdown

import (
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// footnote is a block `[^label]: text`, with further blocks indented by four.
// It is printed at the end, in the order of the marks that lead to it.
type footnote struct {
	ast.BaseBlock
	start, stop int // of `[^label]` in the body
	number      int // 0 until the first mark
	marks       int // how many marks lead to it
}

// Kind, IsRaw and Dump make footnote a block of goldmark.
func (*footnote) Kind() ast.NodeKind { return extension.KindFootnote }
func (n *footnote) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, nil, nil)
}

// footnoteParser opens footnotes.
type footnoteParser struct{}

func (footnoteParser) Trigger() []byte { return []byte{'['} }

func (footnoteParser) Open(_ ast.Node, reader text.Reader, context parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	i := context.BlockOffset()
	if i < 0 || i+1 >= len(line) || line[i+1] != '^' {
		return nil, parser.NoChildren
	}
	end, ok := scanLabel(line, i)
	if !ok || util.IsBlank(line[i+2:end]) || end+1 >= len(line) || line[end+1] != ':' {
		return nil, parser.NoChildren
	}
	src := reader.(*source)
	start := segment.Start - segment.Padding + i
	n := &footnote{start: start, stop: start + end + 1 - i}
	src.notes = append(src.notes, n)
	if label := util.ToLinkReference(line[i+2 : end]); src.footnotes[label] == nil {
		if src.footnotes == nil {
			src.footnotes = map[string]*footnote{}
		}
		src.footnotes[label] = n
	}
	reader.Advance(end + 2)
	return n, parser.HasChildren
}

func (footnoteParser) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	pos, padding := util.IndentPosition(line, reader.LineOffset(), 4)
	if pos < 0 {
		return parser.Close
	}
	reader.AdvanceAndSetPadding(pos, padding)
	return parser.Continue | parser.HasChildren
}

func (footnoteParser) Close(ast.Node, text.Reader, parser.Context) {}
func (footnoteParser) CanInterruptParagraph() bool                 { return true }
func (footnoteParser) CanAcceptIndentedLine() bool                 { return false }
