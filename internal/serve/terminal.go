package serve

import (
	"encoding/json"
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
	// JSON prints events for machines, one object a line, and no words.
	JSON bool

	mu     sync.Mutex
	errors string          // the errors printed last
	known  map[string]bool // the warnings there were last
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

// Event is what machines are told (--json): one JSON object a line.
type Event struct {
	// Event is "ready", "rebuilt" or "message".
	Event string
	// URL is where the site can be seen, in "ready".
	URL string
	// Changed are the files that changed; none where only time passed.
	Changed     []string
	Took        time.Duration
	Diagnostics diag.List // all that there are now
	// Message is what the writer is told, in "message".
	Message string
}

// Event prints e if events are wanted.
func (t *Terminal) Event(e Event) {
	if !t.JSON {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	type head struct {
		Event string `json:"event"`
		Time  string `json:"time"` // RFC 3339
	}
	now := head{e.Event, time.Now().Format(time.RFC3339)}
	lines := json.NewEncoder(t.Out)
	lines.SetEscapeHTML(false)
	if e.Event == "message" {
		lines.Encode(struct {
			head
			Message string `json:"message"`
		}{now, e.Message})
		return
	}
	lines.Encode(struct {
		head
		URL         string    `json:"url,omitempty"`
		Changed     []string  `json:"changed"`
		MS          float64   `json:"ms"`
		Errors      int       `json:"errors"`
		Warnings    int       `json:"warnings"`
		Diagnostics diag.List `json:"diagnostics"`
	}{now, e.URL, append([]string{}, e.Changed...), float64(e.Took.Microseconds()) / 1000,
		e.Diagnostics.Errors(), e.Diagnostics.Warnings(), append(diag.List{}, e.Diagnostics...)})
}

// Tell prints a message with the time of day before it.
func (t *Terminal) Tell(message string) {
	if t.JSON {
		t.Event(Event{Event: "message", Message: message})
		return
	}
	t.say(t.stamp(message))
}

// say prints one line.
func (t *Terminal) say(words string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintln(t.Out, words)
}

// stamp gives words with the time of day before them.
func (t *Terminal) stamp(words string) string {
	return t.paint(dim, time.Now().Format(time.TimeOnly)) + "  " + words
}

// Rebuilt prints the line of one rebuild: what changed, how long it took, what
// came of it.
func (t *Terminal) Rebuilt(what string, took time.Duration, came string) {
	if t.Quiet || t.JSON {
		return
	}
	t.say(t.stamp(fmt.Sprintf("%s  %s  %s", t.paint(bold, what), Took(took), came)))
}

// maxWarnings bounds how many warnings are printed at once.
const maxWarnings = 20

// Problems prints the errors of l with code frames, all of them whenever they are
// not those printed last, and the warnings that are new.
func (t *Terminal) Problems(l diag.List, snapshot *source.Snapshot) {
	if t.JSON {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	lines := newLineReader(snapshot)
	count := 0
	for _, d := range l {
		if d.Severity == diag.Error {
			if count++; count <= maxProblems {
				b.WriteString(t.problem(d, lines))
			}
		}
	}
	if count > maxProblems {
		fmt.Fprintf(&b, "… and %s more: «blotter check» prints all\n", Count(count-maxProblems, "error"))
	}
	if b.String() != t.errors {
		t.errors = b.String()
		io.WriteString(t.Out, t.errors)
	}
	if t.Quiet {
		return
	}
	known := map[string]bool{}
	count = 0
	for _, d := range l {
		if d.Severity != diag.Warning {
			continue
		}
		words := d.String()
		known[words] = true
		if t.known[words] {
			continue
		}
		if count++; count <= maxWarnings {
			io.WriteString(t.Out, t.problem(d, lines))
		}
	}
	if count > maxWarnings {
		fmt.Fprintf(t.Out, "… and %s more: «blotter check» prints all\n", Count(count-maxWarnings, "warning"))
	}
	t.known = known
}

// problem gives one diagnostic with its code frame.
func (t *Terminal) problem(d diag.Diagnostic, lines *lineReader) string {
	colour := red
	if d.Severity == diag.Warning {
		colour = yellow
	}
	first, rest, _ := strings.Cut(Printable(d.String()), "\n")
	place, message, _ := strings.Cut(first, ": "+d.Severity.String()+": ")
	text := place + ": " + t.paint(colour, d.Severity.String()) + ": " + message + "\n"
	if frame := lines.frame(d); frame != "" {
		text += "    " + strings.ReplaceAll(frame, "\n", "\n    ") + "\n"
	}
	if rest != "" {
		text += rest + "\n"
	}
	return text
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
