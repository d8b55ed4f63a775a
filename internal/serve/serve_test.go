package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/source"
)

// project writes a small project.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"content/site.yaml":     "title: The Paper\nbase_url: https://example.org/news/\n",
		"content/articles/a.md": "---\ntitle: A\ndate: 2026-11-01\nform: opinion\n---\nFirst words.\n",
		"content/articles/d.md": "---\ntitle: D\ndate: 2026-11-01\nform: opinion\ndraft: true\n---\nDraft words.\n",
		"content/articles/e.md": "---\ntitle: E\nform: opinion\nembargo: 2026-11-22T13:00:00Z\n---\nEmbargoed words.\n",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// safeBuffer is a buffer that several goroutines may write to.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// soon waits until try gives nil.
func soon(t *testing.T, try func() error) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestRunLeavesNothingBehind: after the end no goroutine, no connection and no
// open file of a preview is left, though browsers were listening.
func TestRunLeavesNothingBehind(t *testing.T) {
	goroutines, files := runtime.NumGoroutine(), openFiles()
	for range 3 {
		dir := project(t)
		root, err := source.Open(dir, blotter.Builtin())
		if err != nil {
			t.Fatal(err)
		}
		listener, err := Listen("127.0.0.1:0", false)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ready, done := make(chan string, 1), make(chan error, 1)
		out := &safeBuffer{}
		go func() {
			done <- Run(ctx, Options{
				Root: root, Dir: dir, Preview: build.NewPreview(build.Settings{}), Drafts: true, Clock: FixedClock(noon),
				Listener: listener, Terminal: &Terminal{Out: out},
				Ready: func(url string, _ *build.Result, _ time.Duration) { ready <- url },
			})
		}()
		url := <-ready
		if !strings.HasPrefix(url, "http://localhost:") || !strings.HasSuffix(url, "/news/") {
			t.Errorf("the address is %s", url)
		}
		client := &http.Client{Transport: &http.Transport{}}
		var streams []io.Closer
		for range 5 {
			r, err := client.Get("http://" + listener.Addr().String() + "/_blotter/events?page=/news/")
			if err != nil {
				t.Fatal(err)
			}
			streams = append(streams, r.Body)
		}
		r, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if err := os.WriteFile(filepath.Join(dir, "content/articles/a.md"), []byte("---\ntitle: B\ndate: 2026-11-01\nform: opinion\n---\nOther words.\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		stop() // perhaps in the middle of a turn
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the end took %v", took)
		}
		if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
			t.Error("somebody still listens")
		}
		for _, s := range streams {
			s.Close()
		}
		client.CloseIdleConnections()
		root.Close()
	}
	soon(t, func() error {
		if now := runtime.NumGoroutine(); now > goroutines {
			stacks := make([]byte, 1<<16)
			return fmt.Errorf("%d goroutines, %d before\n%s", now, goroutines, stacks[:runtime.Stack(stacks, true)])
		}
		if now := openFiles(); now > files {
			return fmt.Errorf("%d open files, %d before", now, files)
		}
		return nil
	})
}

// openFiles counts the process's open files, where the system tells.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

// TestTimePasses: an embargo ends by itself, at the clock's word.
func TestTimePasses(t *testing.T) {
	dir := project(t)
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var mu sync.Mutex
	now := noon
	ring := make(chan time.Time)
	waits := make(chan time.Time, 10)
	s := &server{
		Options: Options{
			Root: root, Dir: dir, Preview: build.NewPreview(build.Settings{}), Terminal: &Terminal{Out: io.Discard},
			Ready: func(string, *build.Result, time.Duration) {},
		},
		ready: make(chan struct{}),
	}
	s.Listener, err = Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	s.watch = NewWatch(root, dir, Clock{
		Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now },
		At:  func(at time.Time) (<-chan time.Time, func()) { waits <- at; return ring, func() {} },
	}, func(string) {})
	s.watch.poll = time.Hour
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	<-s.ready
	if at := <-waits; !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("waits for %v", at)
	}
	for path, want := range map[string]int{"/news/articles/a/": 200, "/news/articles/d/": 404, "/news/articles/e/": 404} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s before: %d", path, w.Code)
		}
	}
	mu.Lock()
	now = noon.Add(time.Hour)
	mu.Unlock()
	ring <- now
	soon(t, func() error {
		if w := get(s, "/news/articles/e/"); w.Code != 200 || !strings.Contains(w.Body.String(), "Embargoed words") {
			return fmt.Errorf("after the embargo: %d", w.Code)
		}
		return nil
	})
	stop()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// TestRunFails: a project that cannot be read at the beginning ends it.
func TestRunFails(t *testing.T) {
	dir := project(t)
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	listener, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	err = Run(t.Context(), Options{
		Root: root, Dir: dir, Preview: build.NewPreview(build.Settings{}), Clock: FixedClock(noon),
		Listener: listener, Terminal: &Terminal{Out: io.Discard}, Ready: func(string, *build.Result, time.Duration) { t.Error("ready") },
	})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Run: %v", err)
	}
}

// TestListen: a port in use is an error, or the next free one is taken.
func TestListen(t *testing.T) {
	first, err := Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := Listen(first.Addr().String(), false); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a port in use: %v", err)
	}
	second, err := Listen(first.Addr().String(), true)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if second.Addr().String() == first.Addr().String() {
		t.Error("the same port twice")
	}
	for _, addr := range []string{"", "localhost", "127.0.0.1:99999", "127.0.0.1:x"} {
		if l, err := Listen(addr, true); err == nil {
			l.Close()
			t.Errorf("%q is an address", addr)
		}
	}
}

// TestTerminal: the lines that people and their editors read.
func TestTerminal(t *testing.T) {
	snapshot := stateOf(t, "/", nil).result.Snapshot
	l := diag.List{
		{Start: diag.Pos{File: "content/site.yaml"}, Severity: diag.Warning, Code: "w", Message: "a warning"},
		{Start: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 9}, End: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 15},
			Severity: diag.Error, Code: "e", Message: "an error with \x1b[31mcolour", Hint: "mend it", Related: []diag.Pos{{File: "b.md", Line: 1, Col: 2}}},
	}
	const want = "content/articles/a.md:3:9: error: an error with \ufffd[31mcolour [e]\n" +
		"    3 | status: likely\n      |         ^^^^^^\n  hint: mend it\n  see: b.md:1:2\n" +
		"content/site.yaml: warning: a warning [w]\n"
	var b bytes.Buffer
	terminal := &Terminal{Out: &b}
	terminal.Problems(l, snapshot)
	if b.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", b.String(), want)
	}
	terminal.Problems(l, snapshot)
	if b.String() != want {
		t.Errorf("the same problems are printed again:\n%s", b.String())
	}
	b.Reset()
	more := append(diag.List{{Start: diag.Pos{File: "content/b.md"}, Severity: diag.Warning, Code: "w", Message: "another"}}, l...)
	terminal.Problems(more, snapshot)
	if b.String() != "content/b.md: warning: another [w]\n" {
		t.Errorf("one more warning:\n%s", b.String())
	}
	b.Reset()
	terminal.Problems(append(diag.List{{Start: diag.Pos{File: "content/b.md"}, Severity: diag.Error, Code: "e", Message: "another"}}, l...), snapshot)
	if !strings.HasPrefix(b.String(), "content/b.md: error: another [e]\ncontent/articles/a.md:3:9: error:") {
		t.Errorf("one more error:\n%s", b.String())
	}
	b.Reset()
	(&Terminal{Out: &b, Color: true}).Problems(l, snapshot)
	if !strings.HasPrefix(b.String(), "content/articles/a.md:3:9: \x1b[1;31merror\x1b[0m: an error") {
		t.Errorf("in colour:\n%q", b.String())
	}
	b.Reset()
	state := stateOf(t, "/", nil)
	terminal.Rebuilt(what(state, state, []string{"a.md"}), 34*time.Millisecond, "ok")
	terminal.Rebuilt(what(state, state, []string{"a.md", "b.md", "c.md"}), 12340*time.Millisecond, "ok")
	terminal.Rebuilt(what(state, state, nil), 0, "ok")
	lines := strings.Split(b.String(), "\n")
	for i, want := range []string{"  a.md  34 ms  ok", "  a.md and 2 more  12.3 s  ok", "  the time  1 ms  ok"} {
		if len(lines[i]) < 8 || lines[i][8:] != want {
			t.Errorf("line %d: %q", i, lines[i])
		}
	}
	b.Reset()
	quiet := &Terminal{Out: &b, Quiet: true}
	quiet.Rebuilt("a.md", time.Second, "ok")
	quiet.Problems(l[:1], snapshot)
	if b.Len() > 0 {
		t.Errorf("quiet: %q", b.String())
	}
}
