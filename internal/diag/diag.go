// Package diag says where in which file something is, and what to tell the
// writer about it.
//
// It takes positions and words and gives diagnostics that sort, print and
// serialise alike everywhere: in the terminal, in the preview's error panel and
// in `check --json`. It never reads a file and never decides what is wrong.
//
// A Diagnostic is what a writer can fix. What the machine did (a full disk, a
// lost file) is an ordinary Go error and never becomes a Diagnostic.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. Line and Col count from 1; Col counts code points,
// as editors do. File is slash-separated and relative to the project.
// A Pos without a line means the file as a whole.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
}

// String gives file:line:col, the form that terminals and editors link.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders places by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Span is a stretch of text inside one file whose name is known from elsewhere:
// from (Line, Col) up to but not including (EndLine, EndCol), counted as in Pos.
// The zero Span means the file as a whole.
type Span struct{ Line, Col, EndLine, EndCol int32 }

// In gives the two ends of s as positions in file.
func (s Span) In(file string) (start, end Pos) {
	return Pos{file, int(s.Line), int(s.Col)}, Pos{file, int(s.EndLine), int(s.EndCol)}
}

// Severity says what a diagnostic does to a build.
type Severity uint8

const (
	// Error stops publication: nothing is written.
	Error Severity = iota + 1
	// Warning is told and does not stop a build (`build --strict` makes it stop).
	Warning
)

// String gives the word that is printed.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "unknown"
}

// MarshalText writes the word that is printed.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Edit is a change that mends a diagnostic: the text between Start and End is
// replaced by Text.
type Edit struct {
	Start Pos    `json:"start"`
	End   Pos    `json:"end"`
	Text  string `json:"text"`
}

// Diagnostic is one thing to tell the writer.
type Diagnostic struct {
	Start    Pos      `json:"start"`
	End      Pos      `json:"end"`
	Severity Severity `json:"severity"`
	// Code is stable across versions, in kebab-case: "unknown-key".
	Code string `json:"code"`
	// Message says what is wrong, in words that a reporter understands.
	Message string `json:"message"`
	// Hint says what would be right, for example "did you mean «company»?".
	Hint string `json:"hint,omitempty"`
	// Related are other places that belong to it: the first of two duplicates.
	Related []Pos `json:"related,omitempty"`
	// Fix mends it, where that is certain.
	Fix *Edit `json:"fix,omitempty"`
}

// At makes a diagnostic over span in file.
func At(file string, span Span, severity Severity, code, message, hint string) Diagnostic {
	start, end := span.In(file)
	return Diagnostic{Start: start, End: end, Severity: severity, Code: code, Message: message, Hint: hint}
}

// String gives `file:line:col: severity: message [code]` and, on a line of its
// own, the hint.
func (d Diagnostic) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s [%s]", d.Start, d.Severity, d.Message, d.Code)
	if d.Hint != "" {
		b.WriteString("\n  hint: " + d.Hint)
	}
	for _, p := range d.Related {
		b.WriteString("\n  see: " + p.String())
	}
	return b.String()
}

// List is diagnostics of any number of files.
type List []Diagnostic

// Sort orders l by file, line, column, code and message, so that the same
// mistakes print the same way, and drops exact repetitions.
func (l List) Sort() List {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(l, func(a, b Diagnostic) bool {
		return a.Start == b.Start && a.Code == b.Code && a.Message == b.Message
	})
}

// Errors counts the diagnostics that stop publication.
func (l List) Errors() int { return l.count(Error) }

// Warnings counts the diagnostics that do not.
func (l List) Warnings() int { return l.count(Warning) }

func (l List) count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}
