// Package serve is watch mode: a project is followed as it is edited, and every
// state of it can be looked at in a browser.
//
// It takes a project, a build.Preview and a clock, and gives an HTTP server on
// the writer's own machine. After each change (watch.go, notify.go) the whole
// sentence of package build runs again; nothing is written to disk, and a page
// is rendered when it is asked for (shown.go, answer.go).
//
// A browser listens to the events of the page it shows (answer.go). When that
// page has become another one, the browser patches it in place (browser/patch.js);
// when one document was saved, it goes to its page (about.go). A toolbar at the
// foot says what is behind the page (browser/toolbar.js); what is wrong stands in
// a panel over the last good page (problems.go, browser/panel.js), and in the
// terminal (terminal.go), whose keys are in keys.go. Pages are sent with the
// headers of the site's own _headers (hosting.go), so that its
// Content-Security-Policy is in force at home; the scripts above live with it.
//
// The preview shows what is not published yet. So it answers only the writer's
// own browser (guard.go), and has nothing but planned outputs to give. One request
// does something: it opens a file of the project in the editor that the writer
// chose (open.go, editor.go). Nothing else here runs a program, and no request
// changes any file.
package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Options say what is shown, and to whom.
type Options struct {
	Root    *source.Root
	Dir     string // the project's folder
	Preview *build.Preview
	// Drafts shows what is hidden; TLP is the highest label shown.
	Drafts bool
	TLP    string
	Clock  Clock
	// Listener is where browsers come; Run closes it.
	Listener net.Listener
	// Hosts are names allowed besides localhost and loopback addresses.
	Hosts    []string
	Terminal *Terminal
	// Editor opens files from the browser; the zero Editor opens none.
	Editor Editor
	// Keys are pressed by the writer (keys.go); nil if nobody can. OpenBrowser
	// shows an address in the writer's browser, for one of them.
	Keys        <-chan byte
	OpenBrowser func(url string) error
	// Planning, if it is not nil, is told of how many files the next state will be made.
	Planning func(files int)
	// Ready is called once, when the first page can be seen at url.
	Ready func(url string, first *build.Result, took time.Duration)
}

// server is one run of the preview.
type server struct {
	Options
	guard   guard
	watch   *Watch
	pages   pages
	current atomic.Pointer[shown]
	ready   chan struct{} // closed when current is there
	resting *time.Timer   // see restAfter
	began   time.Time
	dir     string       // Dir, absolute
	token   string       // of this run, for open
	opened  atomic.Int64 // when a file was opened last, in nanoseconds since 1970
	toggled atomic.Bool  // Drafts is the other way round
}

// Run shows the project until ctx ends, then lets the browsers go and gives
// nil. It fails if the project cannot be read at all at the beginning, or if the
// listener fails.
func Run(ctx context.Context, o Options) error {
	s, err := newServer(o)
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// restAfter is how long nothing was rebuilt before the memory of what was shown
// before is collected. If that had to wait until memory runs short, a save would
// have to wait for it: at 10,000 articles as long as for the rebuild itself.
const restAfter = 150 * time.Millisecond

func newServer(o Options) (*server, error) {
	s := &server{Options: o, ready: make(chan struct{}), began: time.Now(), token: rand.Text()}
	var err error
	if s.dir, err = filepath.Abs(o.Dir); err != nil {
		return nil, err
	}
	for _, host := range o.Hosts {
		s.guard.hosts = append(s.guard.hosts, strings.ToLower(host))
	}
	s.watch = NewWatch(o.Root, o.Dir, o.Clock, func(message string) {
		o.Terminal.Tell(message)
	})
	return s, nil
}

func (s *server) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	browsers := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // a browser that goes away is no news
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() {
		err := browsers.Serve(s.Listener)
		stop()
		served <- err
	}()
	if s.Keys != nil {
		go s.keys(ctx, stop)
	}
	s.resting = time.AfterFunc(restAfter, runtime.GC)
	defer s.resting.Stop()
	err := s.watch.Run(ctx, s.turn)
	stop() // also ends the streams of events

	patience, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if browsers.Shutdown(patience) != nil {
		browsers.Close()
	}
	if e := <-served; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}

// turn makes the state that is shown from the project as it is.
func (s *server) turn(ctx context.Context, t Turn) (Settled, error) {
	began := time.Now()
	before := s.current.Load()
	if before == nil {
		began = s.began
	}
	drafts := s.drafts()
	if s.Planning != nil {
		s.Planning(len(t.Snapshot.Files()))
	}
	r, err := s.Preview.Plan(ctx, t.Snapshot, site.Edition{Now: t.Now, Drafts: drafts, TLP: s.TLP})
	if err != nil {
		return Settled{}, err
	}
	// A file that is being saved is broken or missing for a moment. Nobody wants
	// to be told.
	if before != nil && !t.Quiet && (broke(before.result, r) || vanished(before.result, r)) {
		return Settled{Wait: true}, nil
	}
	good := time.Now()
	if r.Diagnostics.Errors() > 0 {
		good = time.Time{}
		if before != nil {
			good = before.good
		}
	}
	state, err := newShown(ctx, r, good)
	if err != nil {
		return Settled{}, err
	}
	state.drafts = drafts
	if before != nil {
		state.saved = before.saved.after(t.Changed, state)
	}
	s.current.Store(state)
	s.resting.Reset(restAfter)
	took := time.Since(began)
	event := Event{Event: "ready", URL: s.address(state), Changed: t.Changed, Took: took, Diagnostics: r.Diagnostics}
	if before == nil {
		close(s.ready)
		s.Ready(event.URL, r, took)
	} else {
		close(before.replaced)
		event.Event, event.URL = "rebuilt", ""
		s.Terminal.Rebuilt(what(before, state, t.Changed), took, s.outcome(before, state))
	}
	s.Terminal.Event(event)
	s.Terminal.Problems(r.Diagnostics, r.Snapshot)
	var next time.Time
	if r.Site != nil {
		next, _ = r.Site.NextChange()
	}
	return Settled{Next: next}, nil
}

// broke says whether after has errors that before has not, wherever they stand now.
func broke(before, after *build.Result) bool {
	type mistake struct{ file, code, message string }
	of := func(d diag.Diagnostic) mistake { return mistake{d.Start.File, d.Code, d.Message} }
	known := map[mistake]bool{}
	for _, d := range before.Diagnostics {
		known[of(d)] = true
	}
	for _, d := range after.Diagnostics {
		if d.Severity == diag.Error && !known[of(d)] {
			return true
		}
	}
	return false
}

// vanished says whether a file of before's is gone.
func vanished(before, after *build.Result) bool {
	still := after.Snapshot.Files()
	for _, f := range before.Snapshot.Files() {
		for len(still) > 0 && still[0].Path < f.Path {
			still = still[1:]
		}
		if len(still) == 0 || still[0].Path != f.Path {
			return true
		}
	}
	return false
}

// what says why there is another state.
func what(before, after *shown, changed []string) string {
	switch {
	case len(changed) == 1:
		return changed[0]
	case len(changed) > 1:
		return fmt.Sprintf("%s and %d more", changed[0], len(changed)-1)
	case before.drafts && !after.drafts:
		return "drafts hidden"
	case !before.drafts && after.drafts:
		return "drafts shown"
	}
	return "the time"
}

// outcome says what a rebuild came to.
func (s *server) outcome(before, after *shown) string {
	errors, warnings := after.result.Diagnostics.Errors(), after.result.Diagnostics.Warnings()
	switch {
	case errors > 0 && after.good.IsZero():
		return s.Terminal.paint(red, Count(errors, "error"))
	case errors > 0:
		return s.Terminal.paint(red, Count(errors, "error")) + "; what is wrong is shown as it was at " + after.goodAt()
	case before.result.Diagnostics.Errors() > 0:
		return s.Terminal.paint(green, "mended")
	case warnings > 0:
		return s.Terminal.paint(yellow, Count(warnings, "warning"))
	}
	return "ok"
}

// address is the site's address for a person: where the preview listens, with
// the site's base path.
func (s *server) address(state *shown) string {
	host, port, err := net.SplitHostPort(s.Listener.Addr().String())
	if err != nil {
		return "http://" + s.Listener.Addr().String() + state.base
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + state.base
}

// Listen opens addr ("127.0.0.1:1414"). If the port is in use and others may be
// tried, the next free one of twenty is taken.
func Listen(addr string, others bool) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if !others || !errors.Is(err, syscall.EADDRINUSE) {
		return listener, err
	}
	number, e := net.LookupPort("tcp", port)
	for next := number + 1; e == nil && next <= number+20; next++ {
		if l, e := net.Listen("tcp", net.JoinHostPort(host, fmt.Sprint(next))); e == nil {
			return l, nil
		}
	}
	return nil, err
}
