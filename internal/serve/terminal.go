package serve

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/source"
)

// Terminal prints what a writer sees while working: one line for each rebuild,
// in wording that stays the same, and what is wrong as file:line:col.
type Terminal struct {
	Out   io.Writer
	Color bool
	Quiet bool // errors only

	mu   sync.Mutex
	last string // the diagnostics printed last
}

// style is how a word looks where colours are.
type style string

const (
	dim    style = "\x1b[2m"
	red    style = "\x1b[1;31m"
	yellow style = "\x1b[33m"
	green  style = "\x1b[32m"
	bold   style = "\x1b[1m"
)

func (t *Terminal) paint(s style, words string) string {
	if !t.Color || words == "" {
		return words
	}
	return string(s) + words + "\x1b[0m"
}

// Say prints one line.
func (t *Terminal) Say(words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintln(t.Out, words)
}

// Stamp gives words with the time of day before them.
func (t *Terminal) Stamp(words string) string {
	return t.paint(dim, time.Now().Format(time.TimeOnly)) + "  " + words
}

// Rebuilt prints the line of one rebuild: what changed, how long it took, what
// came of it.
func (t *Terminal) Rebuilt(changed []string, took time.Duration, came string) {
	if t.Quiet {
		return
	}
	what := "the time"
	switch {
	case len(changed) == 1:
		what = changed[0]
	case len(changed) > 1:
		what = fmt.Sprintf("%s and %d more", changed[0], len(changed)-1)
	}
	t.Say(t.Stamp(fmt.Sprintf("%s  %s  %s", t.paint(bold, what), Took(took), came)))
}

// Problems prints l with code frames, unless it is what was printed last.
func (t *Terminal) Problems(l diag.List, snapshot *source.Snapshot) {
	var b strings.Builder
	lines := newLineReader(snapshot)
	for i, d := range errorsFirst(l) {
		if t.Quiet && d.Severity != diag.Error {
			break
		}
		if i == maxProblems {
			fmt.Fprintf(&b, "… and %d more: «blotter check» prints all\n", len(l)-i)
			break
		}
		first, rest, _ := strings.Cut(Printable(d.String()), "\n")
		place := Printable(d.Start.String())
		colour := red
		if d.Severity == diag.Warning {
			colour = yellow
		}
		severity := ": " + d.Severity.String() + ":"
		first = place + strings.Replace(strings.TrimPrefix(first, place), severity, ": "+t.paint(colour, d.Severity.String())+":", 1)
		b.WriteString(first + "\n")
		if frame := lines.frame(d); frame != "" {
			b.WriteString("    " + strings.ReplaceAll(frame, "\n", "\n    ") + "\n")
		}
		if rest != "" {
			b.WriteString(rest + "\n")
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if b.String() != t.last {
		t.last = b.String()
		io.WriteString(t.Out, t.last)
	}
}

// Took prints a duration as a person reads it.
func Took(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%d ms", max(1, d.Milliseconds()))
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// Count prints a number of things: "1 error", "3 warnings".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
