package serve

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"blotter/internal/diag"
	"blotter/internal/source"
)

// problem is a diagnostic as the error panel shows it.
type problem struct {
	Place string `json:"place"` // file:line:col
	// File, Line and Col say the same apart, where the file can be opened in an
	// editor: it is the project's own.
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Col      int      `json:"col,omitempty"`
	Severity string   `json:"severity"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
	Frame    string   `json:"frame,omitempty"`
	See      []string `json:"see,omitempty"`
}

// maxProblems bounds what the panel and the terminal show at once.
const maxProblems = 100

// problemsOf gives the first diagnostics of l for the panel, errors first.
func problemsOf(l diag.List, snapshot *source.Snapshot) []problem {
	lines := newLineReader(snapshot)
	problems := []problem{}
	for _, d := range errorsFirst(l) {
		if len(problems) == maxProblems {
			break
		}
		p := problem{
			Place:    d.Start.String(),
			Severity: d.Severity.String(),
			Code:     d.Code,
			Message:  d.Message,
			Hint:     d.Hint,
			Frame:    lines.frame(d),
		}
		if openable(d.Start.File, snapshot) {
			p.File, p.Line, p.Col = d.Start.File, d.Start.Line, d.Start.Col
		}
		for _, see := range d.Related {
			p.See = append(p.See, see.String())
		}
		problems = append(problems, p)
	}
	return problems
}

func errorsFirst(l diag.List) diag.List {
	var sorted diag.List
	for _, severity := range []diag.Severity{diag.Error, diag.Warning} {
		for _, d := range l {
			if d.Severity == severity {
				sorted = append(sorted, d)
			}
		}
	}
	return sorted
}

// lineReader finds lines of a snapshot's files for code frames.
type lineReader struct {
	snapshot *source.Snapshot
	files    map[string][]string // lines, by path; none of a file that cannot be shown
}

func newLineReader(snapshot *source.Snapshot) *lineReader {
	return &lineReader{snapshot, map[string][]string{}}
}

func (r *lineReader) lines(path string) []string {
	if lines, read := r.files[path]; read {
		return lines
	}
	var lines []string
	if f, ok := r.snapshot.File(path); ok && f.Size <= 8<<20 {
		if text, err := f.Bytes(); err == nil && utf8.Valid(text) {
			lines = strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
		}
	}
	r.files[path] = lines
	return lines
}

// frameWidth is how much of a long line a frame shows, in code points.
const frameWidth = 100

// frame shows the line that d is about, and the place in it:
//
//	9 | attribution_status: likely
//	  |                     ^^^^^^
//
// It is "" if the place has no line.
func (r *lineReader) frame(d diag.Diagnostic) string {
	lines := r.lines(d.Start.File)
	if d.Start.Line < 1 || d.Start.Line > len(lines) {
		return ""
	}
	line := []rune(strings.TrimRight(lines[d.Start.Line-1], "\r"))
	from := min(max(d.Start.Col-1, 0), len(line))
	to := len(line)
	if d.End.Line == d.Start.Line && d.End.Col > d.Start.Col {
		to = min(d.End.Col-1, len(line))
	} else if d.End.Line == d.Start.Line || d.End.Line == 0 {
		to = from // a point
	}
	// Of a long line what stands around the place is shown.
	before, after := "", ""
	if len(line) > frameWidth {
		start := max(0, min(from-frameWidth/3, len(line)-frameWidth))
		end := min(len(line), start+frameWidth)
		if start > 0 {
			before = "…"
		}
		if end < len(line) {
			after = "…"
		}
		line, from, to = line[start:end], from-start, min(max(to, from), end)-start
	}
	var pad strings.Builder
	pad.WriteString(strings.Repeat(" ", utf8.RuneCountInString(before)))
	for _, c := range line[:from] {
		pad.WriteString(blank(c))
	}
	carets := 0
	for _, c := range line[from:to] {
		carets += len(blank(c))
	}
	number := fmt.Sprint(d.Start.Line)
	return fmt.Sprintf("%s | %s%s%s\n%s | %s%s", number, before, Printable(string(line)), after,
		strings.Repeat(" ", len(number)), pad.String(), strings.Repeat("^", max(carets, 1)))
}

// blank gives what is as wide as c on a terminal and shows nothing.
func blank(c rune) string {
	if c == '\t' {
		return "\t"
	}
	switch width.LookupRune(c).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return "  "
	}
	return " "
}

// Printable gives text without control characters other than line ends and
// tabs: a terminal would obey them, and text from files is not to be obeyed.
func Printable(text string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 && c != '\t' && c != '\n' || c >= 0x7f && c < 0xa0 {
			return '\ufffd'
		}
		return c
	}, text)
}
