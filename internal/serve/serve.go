// Package serve is watch mode: a project is followed as it is edited, and every
// state of it can be looked at in a browser.
//
// It takes a project, a build.Preview and a clock, and gives an HTTP server on
// the writer's own machine. After each change (watch.go, notify.go) the whole
// sentence of package build runs again; nothing is written to disk, and a page
// is rendered when it is asked for (shown.go, answer.go). A browser listens to
// the events of the page it shows and loads it again when it has become another;
// what is wrong stands in a panel over the last good page (problems.go,
// preview.js), and in the terminal (terminal.go). Pages are sent with the
// headers of the site's own _headers (hosting.go), so that its
// Content-Security-Policy is in force at home.
//
// The preview shows what is not published yet. So it answers only the writer's
// own browser (guard.go), has nothing but planned outputs to give, and no
// request changes anything.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
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
	began   time.Time
}

// Run shows the project until ctx ends, then lets the browsers go and gives
// nil. It fails if the project cannot be read at all at the beginning, or if the
// listener fails.
func Run(ctx context.Context, o Options) error { return newServer(o).run(ctx) }

func newServer(o Options) *server {
	s := &server{Options: o, ready: make(chan struct{}), began: time.Now()}
	for _, host := range o.Hosts {
		s.guard.hosts = append(s.guard.hosts, strings.ToLower(host))
	}
	s.watch = NewWatch(o.Root, o.Dir, o.Clock, func(message string) {
		o.Terminal.Say(o.Terminal.Stamp(message))
	})
	return s
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
	r, err := s.Preview.Plan(ctx, t.Snapshot, site.Edition{Now: t.Now, Drafts: s.Drafts, TLP: s.TLP})
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
	s.current.Store(state)
	took := time.Since(began)
	if before == nil {
		close(s.ready)
		s.Ready(s.address(state), r, took)
	} else {
		close(before.replaced)
		s.Terminal.Rebuilt(t.Changed, took, s.outcome(before, state))
	}
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
	for _, f := range before.Snapshot.Files() {
		if _, ok := after.Snapshot.File(f.Path); !ok {
			return true
		}
	}
	return false
}

// outcome says what a rebuild came to.
func (s *server) outcome(before, after *shown) string {
	errors, warnings := after.result.Diagnostics.Errors(), after.result.Diagnostics.Warnings()
	switch {
	case errors > 0 && after.good.IsZero():
		return s.Terminal.paint(red, Count(errors, "error"))
	case errors > 0:
		return s.Terminal.paint(red, Count(errors, "error")) + ", still showing the version of " + after.goodAt()
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
