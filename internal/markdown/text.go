package markdown

import (
	"bytes"
	"slices"
	"sort"
	"unicode/utf8"

	"blotter/internal/diag"
	"github.com/yuin/goldmark/text"
)

// body is the text of one body and knows where in the file each byte stands.
type body struct {
	text  []byte
	first int // line of the file at which text begins
	// starts are the offsets of the lines, and before the numbers of code points
	// before each full stretch of bytes; each is made when it is first needed.
	starts []int
	before []int
}

// stretch is the number of bytes between two counts of code points. A position
// costs a binary search and at most one stretch of counting, however long the
// line. Lines that are no longer need no counts.
const stretch = 1024

// newText cleans source: lines end with a line feed only, and what HTML cannot
// hold (invalid UTF-8, control characters) is the replacement character. None of
// it moves a line or, in valid UTF-8, a column.
func newText(source []byte, firstLine int) body {
	if !utf8.Valid(source) {
		source = bytes.ToValidUTF8(source, []byte("\uFFFD"))
	}
	if i := firstUnclean(source); i >= 0 {
		source = append(slices.Clip(source[:i]), clean(source[i:])...)
	}
	return body{text: source, first: firstLine}
}

// firstUnclean gives where source has something to be replaced, -1 if nowhere.
func firstUnclean(source []byte) int {
	for i := 0; i < len(source); {
		if c := source[i]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(source[i:])
		if forbidden(r) {
			return i
		}
		i += size
	}
	return -1
}

// forbidden reports whether HTML cannot hold r: controls other than line feed
// and tab, and code points that are no characters.
func forbidden(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 ||
		r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe || !utf8.ValidRune(r)
}

func clean(source []byte) []byte {
	source = bytes.ReplaceAll(source, []byte("\r\n"), []byte("\n"))
	return bytes.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\f' || r == '\v':
			return ' '
		case forbidden(r):
			return utf8.RuneError
		}
		return r
	}, source)
}

// span gives the position in the file of the bytes from start up to stop.
func (b *body) span(start, stop int) diag.Span {
	line, col := b.position(start)
	endLine, endCol := b.position(max(start, stop))
	return diag.Span{Line: line, Col: col, EndLine: endLine, EndCol: endCol}
}

func (b *body) position(offset int) (line, col int32) {
	if b.starts == nil {
		b.starts = append(make([]int, 0, len(b.text)/48+1), 0)
		for i := bytes.IndexByte(b.text, '\n'); i >= 0; {
			b.starts = append(b.starts, i+1)
			n := bytes.IndexByte(b.text[i+1:], '\n')
			if n < 0 {
				break
			}
			i += 1 + n
		}
	}
	offset = min(max(offset, 0), len(b.text))
	n := sort.SearchInts(b.starts, offset+1) - 1
	start := b.starts[n]
	if offset-start <= stretch {
		return int32(b.first + n), int32(countPoints(b.text[start:offset]) + 1)
	}
	return int32(b.first + n), int32(b.points(offset) - b.points(start) + 1)
}

// points is the number of code points before offset.
func (b *body) points(offset int) int {
	if b.before == nil {
		b.before = append(make([]int, 0, len(b.text)/stretch+1), 0)
		for i := stretch; i <= len(b.text); i += stretch {
			b.before = append(b.before, b.before[len(b.before)-1]+countPoints(b.text[i-stretch:i]))
		}
	}
	return b.before[offset/stretch] + countPoints(b.text[offset-offset%stretch:offset])
}

// countPoints counts code points by their first bytes, so that it may be given
// a part that begins or ends within one.
func countPoints(part []byte) int {
	n := len(part)
	for _, c := range part {
		n -= int(c >> 7 &^ (c >> 6) & 1) // bytes within a code point begin with the bits 10
	}
	return n
}

// leaf is the text of one block that holds no other block: a paragraph, a
// heading, a cell. It knows where in the body each of its bytes stands.
type leaf struct {
	text []byte
	base int // offset in the body of text[0], if there are no cuts
	cuts []cut
}

// cut says that from at on, the text of a leaf stands at source of the body.
type cut struct{ at, source int }

// offset gives the place in the body of byte i of l.
func (l *leaf) offset(i int) int {
	if len(l.cuts) == 0 {
		return l.base + i
	}
	n := sort.Search(len(l.cuts), func(n int) bool { return l.cuts[n].at > i }) - 1
	if n < 0 {
		n = 0
	}
	return l.cuts[n].source + i - l.cuts[n].at
}

// set makes l the text of lines, without copying where they follow each other in
// the body. scratch is memory to be used again; it is returned, perhaps grown.
// Indentation of continuation lines and blanks at the end are dropped.
func (l *leaf) set(body []byte, lines []text.Segment, scratch []byte) []byte {
	l.text, l.base, l.cuts = nil, 0, l.cuts[:0]
	if len(lines) == 0 {
		return scratch
	}
	start, whole := trimLeft(body, lines[0]), true
	l.base = start
	for i, line := range lines {
		if i > 0 && (line.Start != lines[i-1].Stop || trimLeft(body, line) != line.Start) {
			whole = false
			break
		}
	}
	if whole {
		l.text = bytes.TrimRight(body[start:max(start, lines[len(lines)-1].Stop)], " \t\n")
		return scratch
	}
	scratch = scratch[:0]
	for _, line := range lines {
		from := trimLeft(body, line)
		l.cuts = append(l.cuts, cut{len(scratch), from})
		scratch = append(scratch, body[from:line.Stop]...)
	}
	l.text = bytes.TrimRight(scratch, " \t\n")
	return scratch
}

// drop takes the first n bytes off, and blanks behind them.
func (l *leaf) drop(n int) {
	n = min(n, len(l.text))
	n = skipBlanks(l.text, n, len(l.text))
	l.text = l.text[n:]
	l.base += n
	for i := range l.cuts {
		if l.cuts[i].at -= n; l.cuts[i].at < 0 {
			l.cuts[i].source -= l.cuts[i].at
			l.cuts[i].at = 0
		}
	}
}

// trimLeft gives where the text of line begins after its indentation.
func trimLeft(body []byte, line text.Segment) int {
	i := line.Start
	for i < line.Stop && (body[i] == ' ' || body[i] == '\t') {
		i++
	}
	return i
}
