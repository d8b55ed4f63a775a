package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"blotter/internal/diag"
)

// TestKeys: o opens the browser, d shows what is hidden or not, q ends it, and
// nothing else does anything.
func TestKeys(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	s := serverOf(stateOf(t, "/news/", small()))
	out, opened := &safeBuffer{}, make(chan string, 1)
	keys := make(chan byte)
	s.Options = Options{Listener: listener, Drafts: true, Terminal: &Terminal{Out: out}, Keys: keys,
		OpenBrowser: func(url string) error { opened <- url; return errors.New("no browser here") }}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.keys(ctx, stop); close(ended) }()
	keys <- 'x'
	keys <- 'o'
	if url := <-opened; !strings.HasPrefix(url, "http://localhost:") || !strings.HasSuffix(url, "/news/") {
		t.Errorf("o opened %s", url)
	}
	for _, drafts := range []bool{false, true} {
		keys <- 'd'
		select {
		case <-s.watch.asked:
		case <-time.After(10 * time.Second):
			t.Fatal("d asks for nothing")
		}
		if s.drafts() != drafts {
			t.Errorf("after d drafts are shown: %v", s.drafts())
		}
	}
	if !strings.Contains(out.String(), "cannot open the browser: no browser here\n") {
		t.Errorf("printed %q", out.String())
	}
	if ctx.Err() != nil {
		t.Error("it ended before q")
	}
	keys <- 'q'
	<-ended
	if ctx.Err() == nil {
		t.Error("q does not end it")
	}
	// A terminal that goes away is no reason to end.
	gone := make(chan byte)
	s.Keys = gone
	close(gone)
	ctx, stop = context.WithCancel(t.Context())
	defer stop()
	if s.keys(ctx, stop); ctx.Err() != nil {
		t.Error("the end of the keys ends the preview")
	}
}

// TestWhat: why there is another state, in the words of the terminal.
func TestWhat(t *testing.T) {
	without, with := stateOf(t, "/", nil), stateOf(t, "/", nil)
	with.drafts = true
	for _, c := range []struct {
		before, after *shown
		changed       []string
		want          string
	}{
		{without, with, nil, "drafts shown"},
		{with, without, nil, "drafts hidden"},
		{with, with, nil, "the time"},
		{with, without, []string{"content/a.md"}, "content/a.md"},
	} {
		if got := what(c.before, c.after, c.changed); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestEventsForMachines: one JSON object a line, with empty lists and not null.
func TestEventsForMachines(t *testing.T) {
	var b bytes.Buffer
	terminal := &Terminal{Out: &b, JSON: true}
	l := diag.List{
		{Start: diag.Pos{File: "content/a.md", Line: 1, Col: 2}, Severity: diag.Error, Code: "e", Message: "a <b>"},
		{Start: diag.Pos{File: "content/a.md"}, Severity: diag.Warning, Code: "w", Message: "w"},
	}
	snapshot := stateOf(t, "/", nil).result.Snapshot
	terminal.Event(Event{Event: "ready", URL: "http://localhost:1414/", Took: 61500 * time.Microsecond})
	terminal.Event(Event{Event: "rebuilt", Changed: []string{"content/a.md"}, Took: time.Second, Diagnostics: l})
	terminal.Rebuilt("content/a.md", time.Second, "ok")
	terminal.Problems(l, snapshot)
	terminal.Tell("cannot watch folders")
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("printed\n%s", b.String())
	}
	for i, want := range []string{
		`"url":"http://localhost:1414/","changed":[],"ms":61.5,"errors":0,"warnings":0,"diagnostics":[]}`,
		`"changed":["content/a.md"],"ms":1000,"errors":1,"warnings":1,"diagnostics":[{"start":{"file":"content/a.md","line":1,"col":2},`,
		`"message":"cannot watch folders"}`,
	} {
		var event struct{ Event, Time string }
		if err := json.Unmarshal([]byte(lines[i]), &event); err != nil {
			t.Errorf("%s: %v", lines[i], err)
		}
		if _, err := time.Parse(time.RFC3339, event.Time); err != nil || event.Event != []string{"ready", "rebuilt", "message"}[i] || !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %s, want %s", i, lines[i], want)
		}
	}
	b.Reset()
	(&Terminal{Out: &b}).Event(Event{Event: "ready"})
	if b.Len() > 0 {
		t.Errorf("words and JSON: %s", b.String())
	}
}
