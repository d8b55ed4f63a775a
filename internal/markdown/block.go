package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"blotter/internal/diag"
)

// blockParser reads the block structure with goldmark. What stands in the blocks
// is read by spans.
type blockParser struct{ goldmark parser.Parser }

func newBlockParser() blockParser {
	return blockParser{parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(fenceParser{parser.NewFencedCodeBlockParser()}, 700),
			util.Prioritized(quotationParser{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(footnoteParser{}, 950),
			util.Prioritized(paragraphParser{parser.NewParagraphParser()}, 1000),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(definitionParser{}, 100),
			util.Prioritized(tableParser{}, 200),
		),
	)}
}

// source is a body while it is parsed. It is the reader that goldmark reads
// from, so that it can stop at a limit, and it collects what the parsers of this
// package find besides blocks.
type source struct {
	text.Reader
	body
	limits  Limits
	context parser.Context
	// stopped says that a limit was reached: the text ends there.
	stopped bool
	lines   int // as Limits.Lines counts them
	cells   int // as Limits.Cells counts them
	links   int // as Limits.Links counts them
	// fences are the marks of code that is not closed yet: one, or, for a block is
	// ended after the next has begun, two.
	fences []fence
	// large are the blocks that were reported as too large, by their offset.
	large map[int]bool

	// aside are the lines of paragraphs (see paragraphParser).
	aside []text.Segments

	definitions map[string]*definition
	footnotes   map[string]*footnote
	// notes are the footnotes in the order of the text.
	notes []*footnote
	// scratch is memory for leaf.set.
	scratch []byte

	file             string
	list             diag.List
	errors, warnings int // all of them, also those that list leaves out
}

// most is how many errors, and how many warnings, one body is told of.
const most = 500

// parse gives the blocks of src as a goldmark document. The blocks of this
// package among them are *alert, *footnote and *table; no block has inline nodes
// that mean anything.
func (p blockParser) parse(src *source) ast.Node {
	src.Reader = text.NewReader(src.text)
	src.context = parser.NewContext()
	return p.goldmark.Parse(src, parser.WithContext(src.context))
}

// PeekLine gives the rest of the line, or nothing once a limit is reached. It is
// called whenever a block is about to be opened.
func (s *source) PeekLine() ([]byte, text.Segment) {
	if open := s.context.OpenedBlocks(); len(open) > s.limits.Depth && depth(open) > s.limits.Depth {
		s.stop("too-deep", fmt.Sprintf("more than %d quotations and list items stand in each other here", s.limits.Depth))
	}
	line, segment := s.Reader.PeekLine()
	if s.stopped {
		return nil, segment
	}
	return line, segment
}

// AdvanceLine goes to the next line, which costs as much as there are blocks open.
func (s *source) AdvanceLine() {
	s.Reader.AdvanceLine()
	s.lines += 1 + len(s.context.OpenedBlocks())
	if s.lines > s.limits.Lines {
		s.stop("too-many-lines", "the text has too many lines, each counted once more for every list and quotation it stands in")
	}
}

// stop ends the text here, once, with an error.
func (s *source) stop(code, message string) {
	if s.stopped {
		return
	}
	s.stopped = true
	_, segment := s.Reader.Position()
	s.fault(segment.Start, segment.Stop, diag.Error, code, message, "")
}

// fault reports what is wrong with the bytes from start up to stop of the body.
func (s *source) fault(start, stop int, severity diag.Severity, code, message, hint string) {
	if s.counts(severity) {
		s.list = append(s.list, diag.At(s.file, s.span(start, stop), severity, code, message, hint))
	}
}

// faultAt reports what is wrong at span.
func (s *source) faultAt(span diag.Span, severity diag.Severity, code, message, hint string) {
	if s.counts(severity) {
		s.list = append(s.list, diag.At(s.file, span, severity, code, message, hint))
	}
}

// counts counts a diagnostic; false says that there were very many already.
func (s *source) counts(severity diag.Severity) bool {
	count := &s.warnings
	if severity == diag.Error {
		count = &s.errors
	}
	*count++
	return *count <= most
}

// countLink counts a link at offset; false says that there are too many, and that
// it stays text.
func (s *source) countLink(offset int) bool {
	if s.links++; s.links == s.limits.Links+1 {
		s.fault(offset, offset+1, diag.Error, "too-many-links", fmt.Sprintf("this text has more than %d links, pictures and footnote marks; this one and those after it stay text", s.limits.Links), "")
	}
	return s.links <= s.limits.Links
}

// SkipBlankLines is what goldmark's reader does, by way of this reader.
func (s *source) SkipBlankLines() (text.Segment, int, bool) {
	for n := 0; ; n++ {
		line, segment := s.PeekLine()
		if line == nil {
			return segment, n, false
		}
		if !util.IsBlank(line) {
			return segment, n, true
		}
		s.AdvanceLine()
	}
}

// paragraphParser is goldmark's parser for paragraphs, which puts their lines
// aside once they are complete. goldmark would look for emphasis and links in
// them, in vain, for it has no parser for those here, and take a fifth of the
// time that a body takes. What it sees instead is one line outside the body.
type paragraphParser struct{ parser.BlockParser }

func (p paragraphParser) Close(n ast.Node, reader text.Reader, context parser.Context) {
	src, lines := reader.(*source), n.Lines()
	p.BlockParser.Close(n, reader, context)
	if lines.Len() == 0 {
		return
	}
	src.aside = append(src.aside, *lines)
	*lines = text.Segments{}
	lines.Append(text.NewSegment(-len(src.aside), -len(src.aside)))
}

// fence is the mark that opened code.
type fence struct {
	code        ast.Node
	start, stop int
}

// fenceParser is goldmark's parser for code between fences. It tells of code that
// nothing closes: what was meant to follow it is code too.
type fenceParser struct{ parser.BlockParser }

func (p fenceParser) Open(parent ast.Node, reader text.Reader, context parser.Context) (ast.Node, parser.State) {
	src := reader.(*source)
	line, segment := src.PeekLine()
	n, state := p.BlockParser.Open(parent, reader, context)
	if n != nil {
		at := context.BlockOffset()
		start, mark := segment.Start-segment.Padding+at, line[at:]
		length := len(mark) - len(bytes.TrimLeft(mark, string(mark[:1])))
		src.fences = append(src.fences, fence{n, start, start + length})
	}
	return n, state
}

func (p fenceParser) Continue(n ast.Node, reader text.Reader, context parser.Context) parser.State {
	state := p.BlockParser.Continue(n, reader, context)
	if state == parser.Close {
		reader.(*source).closed(n)
	}
	return state
}

func (p fenceParser) Close(n ast.Node, reader text.Reader, context parser.Context) {
	p.BlockParser.Close(n, reader, context)
	src := reader.(*source)
	if f, open := src.closed(n); open && !src.stopped {
		src.fault(f.start, f.stop, diag.Warning, "unclosed-code", "nothing closes this code, so what follows is shown as code",
			"close it with a line of its own: "+string(src.text[f.start:f.stop]))
	}
}

// closed takes the fence of code out of those that are open; false if it was not there.
func (s *source) closed(code ast.Node) (fence, bool) {
	for n, f := range s.fences {
		if f.code == code {
			s.fences = append(s.fences[:n], s.fences[n+1:]...)
			return f, true
		}
	}
	return fence{}, false
}

// linesOf gives the lines of a paragraph, or of what was made of one.
func (s *source) linesOf(n ast.Node) *text.Segments {
	lines := n.Lines()
	if lines.Len() == 1 && lines.At(0).Start < 0 {
		return &s.aside[-lines.At(0).Start-1]
	}
	return lines
}

// depth counts the containers among the open blocks.
func depth(open []parser.Block) int {
	n := 0
	for _, b := range open {
		switch b.Node.(type) {
		case *ast.ListItem, *ast.Blockquote, *alert, *footnote:
			n++
		}
	}
	return n
}

// extent gives where the text of the blocks in n begins and ends in the body; 0,
// 0 if there is none.
func (s *source) extent(n ast.Node) (start, stop int) {
	start = -1
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeBlock {
			continue
		}
		from, to := s.extent(c)
		if lines := s.linesOf(c); lines.Len() > 0 {
			from, to = lines.At(0).Start, lines.At(lines.Len()-1).Stop
		}
		if to > from {
			if start < 0 {
				start = from
			}
			stop = max(stop, to)
		}
	}
	return max(start, 0), stop
}
