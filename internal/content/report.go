package content

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"blotter/internal/diag"
)

// ruler tells at which line and column of a text a byte stands, and the other
// way round. Asked in order of the text, as it mostly is, it looks at each byte
// once: one line of 64 KiB must not be counted ten thousand times.
type ruler struct {
	text   []byte
	starts []int // offset of the first byte of each line up to known
	known  int   // bytes searched for line feeds: none, all, or up to a line's start

	// The last answer, from which the next one in the same line goes on.
	line, offset, col int
}

func newRuler(text []byte) *ruler {
	return &ruler{text: text, starts: append(make([]int, 0, 32), 0)}
}

// place gives the line and column of the byte at offset, counted from 1 and in
// code points.
func (r *ruler) place(offset int) (line, col int) {
	offset = min(max(offset, 0), len(r.text))
	r.search(offset)
	line = sort.SearchInts(r.starts, offset+1)
	if line != r.line || offset < r.offset {
		r.line, r.offset, r.col = line, r.starts[line-1], 1
	}
	r.col += utf8.RuneCount(r.text[r.offset:offset])
	r.offset = offset
	return line, r.col
}

// at gives the offset of the byte at line and column; past the end of a line,
// the line's end.
func (r *ruler) at(line, col int) int {
	for len(r.starts) < line && r.known < len(r.text) {
		r.search(r.known + 1)
	}
	if line > len(r.starts) {
		return len(r.text)
	}
	if line != r.line || col < r.col {
		r.line, r.offset, r.col = line, r.starts[line-1], 1
	}
	for r.col < col && r.offset < len(r.text) && r.text[r.offset] != '\n' {
		_, size := utf8.DecodeRune(r.text[r.offset:])
		r.offset += size
		r.col++
	}
	return r.offset
}

// search learns the line starts up to offset.
func (r *ruler) search(offset int) {
	for r.known < offset {
		feed := bytes.IndexByte(r.text[r.known:], '\n')
		if feed < 0 {
			r.known = len(r.text)
			return
		}
		r.known += feed + 1
		r.starts = append(r.starts, r.known)
	}
}

// lineEnd gives the offset of the line feed that ends the line of offset, or
// the end of the text.
func lineEnd(text []byte, offset int) int {
	if feed := bytes.IndexByte(text[offset:], '\n'); feed >= 0 {
		return offset + feed
	}
	return len(text)
}

func (r *ruler) span(start, end int) diag.Span {
	line, col := r.place(start)
	endLine, endCol := r.place(max(start, end))
	return diag.Span{Line: int32(line), Col: int32(col), EndLine: int32(endLine), EndCol: int32(endCol)}
}

// report collects what is wrong with one file. Offsets are bytes of the
// ruler's text.
type report struct {
	file  string
	ruler *ruler
	list  diag.List
	// mended are the lines about whose syntax something was told. What the
	// decoder would say of them would be about our guess, not about the file.
	mended map[int]bool
	errors int
}

// err adds an error about the bytes from start to end. The pointer is good
// until the next error, for a fix or a related place.
func (r *report) err(start, end int, code, message, hint string) *diag.Diagnostic {
	span := r.ruler.span(start, end)
	if r.mended[int(span.Line)] {
		return new(diag.Diagnostic)
	}
	r.errors++
	r.list = append(r.list, diag.At(r.file, span, diag.Error, code, message, hint))
	return &r.list[len(r.list)-1]
}

// silence makes errors on a line untold from now on.
func (r *report) silence(line int) {
	if r.mended == nil {
		r.mended = map[int]bool{}
	}
	r.mended[line] = true
}

// full says that enough is wrong: a file with a thousand mistakes is told its
// first ones, in the time of these.
func (r *report) full() bool { return r.errors > maxErrors }

// replace is the edit that puts text in the place of the bytes from start to end.
func (r *report) replace(start, end int, text string) *diag.Edit {
	from, to := r.ruler.span(start, end).In(r.file)
	return &diag.Edit{Start: from, End: to, Text: text}
}

// told gives what is to be told of the file, in order: at most maxErrors errors
// and as many warnings, with a note if there is more.
func (r *report) told() diag.List {
	list := r.list.Sort()
	kept := diag.List{}
	count := map[diag.Severity]int{}
	var first *diag.Diagnostic // of those left out
	for i, d := range list {
		if count[d.Severity]++; count[d.Severity] > maxErrors {
			if first == nil || d.Severity < first.Severity {
				first = &list[i]
			}
			continue
		}
		kept = append(kept, d)
	}
	if first != nil {
		kept = append(kept, diag.Diagnostic{Start: first.Start, End: first.End, Severity: first.Severity, Code: "too-many-mistakes",
			Message: "there is more wrong with this file, from here on",
			Hint:    "mend what is told above, and look again"})
	}
	return slices.Clip(kept)
}

// inQuotes writes text as a YAML value in quotes.
func inQuotes(text string) string {
	switch {
	case !strings.ContainsAny(text, "\"\\"):
		return `"` + text + `"`
	case !strings.Contains(text, "'"):
		return "'" + text + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// short cuts a text of the file for a message.
func short(text string) string {
	const most = 80
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i] + "…"
		}
	}
	return text
}
