package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/fiction"
	"blotter/internal/serve"
	"blotter/internal/source"
)

// A newsroom leaves the preview on for days: 1,000 articles are edited once a
// second for as long as BLOTTER_SOAK says (5m in .ci/run, 1h in .ci/nightly),
// while browsers read what is edited, and much else, and listen. From when it has
// settled to the end neither the heap nor the process's memory grows by a tenth,
// the goroutines and open files stay as many, and again and again every address is
// what a clean build makes.
//
// The server is a process of its own, so that what is measured is it alone.
func TestSoak(t *testing.T) {
	duration, err := time.ParseDuration(os.Getenv("BLOTTER_SOAK"))
	if err != nil {
		t.Skipf("BLOTTER_SOAK=%q says not how long: .ci/run and .ci/nightly do", os.Getenv("BLOTTER_SOAK"))
	}
	if runtime.GOOS != "linux" {
		t.Skip("the memory of another process is looked up in /proc")
	}
	seed := fiction.Seed(t)
	invented := fiction.New(fiction.Options{Seed: seed, Articles: 1000, Templates: theme(t)})
	dir := fiction.Workplace(t)
	tree := invented.Tree()
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	want, problems := clean(t, tree, invented.Now())
	if problems.Errors() > 0 {
		t.Fatalf("BLOTTER_SEED=%d is not valid:\n%v", seed, problems)
	}
	server := soak(t, dir, invented.Now())
	readers := newReaders(t, server.preview, want)
	readers.readAll()

	const every = time.Second
	began, size := time.Now(), len(tree)
	edits, looks := 0, 0
	change := func(kinds ...string) string {
		edit := invented.EditOf(kinds...)
		edits++
		before := tree
		tree = invented.Tree()
		if err := tree.Follow(dir, before, edit); err != nil {
			t.Fatal(err)
		}
		readers.touched(before, tree)
		return fmt.Sprintf("BLOTTER_SEED=%d, edit %d: %s", seed, edits, edit.Name)
	}
	look := func(what string) {
		was := want
		if want, problems = clean(t, tree, invented.Now()); problems.Errors() > 0 {
			t.Fatalf("%s made the site invalid:\n%v", what, problems)
		}
		expect(t, server.preview, want, was, what)
		readers.publishes(want)
		looks++
	}
	var usage []measured
	nextMeasure := began.Add(min(duration/4, 5*time.Minute)) // then it has settled
	nextLook := began.Add(duration / 2)
	for tick := time.NewTicker(every); time.Since(began) < duration && !t.Failed(); <-tick.C {
		kinds := soakKinds
		if len(tree) > size+20 {
			kinds = []string{"delete an article"}
		}
		what := change(kinds...)
		switch now := time.Now(); {
		case now.After(nextMeasure):
			nextMeasure = now.Add(max(duration/60, 2*every))
			usage = append(usage, server.measure(readers))
		case now.After(nextLook) && !invented.Broken():
			nextLook = now.Add(10 * time.Minute) // a clean build of so many takes the processor for seconds
			look(what)
		}
	}
	look(change("edit a body")) // or repair
	if edits < int(duration/every)/2 {
		t.Errorf("only %d edits in %v: the machine was too slow to show anything", edits, duration)
	}
	usage = append(usage, server.measure(readers))
	for _, m := range usage {
		t.Logf("after %6v: heap %5.1f MB, memory %5.1f MB, %d goroutines, %d open files", m.after(began), mb(m.Heap), mb(m.memory), m.Goroutines, m.files)
	}
	if len(usage) < 6 {
		t.Fatalf("measured only %d times", len(usage))
	}
	third := len(usage) / 3
	first, last := median(usage[:third]), median(usage[len(usage)-third:])
	t.Logf("%d edits, %d answers read, %d looks at all of %d addresses; %d files at first, %d at last; from %.1f to %.1f MB of heap, from %.1f to %.1f MB of memory",
		edits, readers.answers.Load(), looks, len(want.answers), size, len(tree), mb(first.Heap), mb(last.Heap), mb(first.memory), mb(last.memory))
	if growth := float64(last.Heap) / float64(first.Heap); growth > 1.1 {
		t.Errorf("the heap has grown by %.0f %%", 100*growth-100)
	}
	if growth := float64(last.memory) / float64(first.memory); growth > 1.1 {
		t.Errorf("the memory has grown by %.0f %%", 100*growth-100)
	}
	if last.Goroutines > first.Goroutines+2 {
		t.Errorf("from %d to %d goroutines", first.Goroutines, last.Goroutines)
	}
	if last.files > first.files+2 {
		t.Errorf("from %d to %d open files", first.files, last.files)
	}
}

// soakKinds are the edits that leave a site about as large as it was. That it is
// broken now and then, and mended, is one of them.
var soakKinds = []string{
	"add the newest article", "delete an article", "edit a title", "edit a title", "edit a body", "edit a body", "edit a standfirst",
	"edit keys", "rename a file", "rename a folder", "date an article to the newest", "date an article to the past", "tag anew", "rename a tag",
	"move an article from one tag to another", "edit a page", "edit a template", "edit a string", "remove a template override",
	"replace a static file", "replace a picture", "edit site.yaml: title", "edit site.yaml: notice", "edit site.yaml: time zone",
	"change ten files", "break a file",
}

func mb(bytes int) float64 { return float64(bytes) / (1 << 20) }

// soaked is a preview in a process of its own.
type soaked struct {
	*testing.T
	preview *preview
	process *os.Process
	ask     io.Writer
	answers *bufio.Scanner
}

// soakServer names the environment variable by which the test's program learns
// that it is to be the server, of the project in that folder.
const soakServer = "BLOTTER_SOAK_SERVER"

func soak(t *testing.T, dir string, now time.Time) *soaked {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run=^TestSoakServer$", "-test.timeout=0")
	c.Env = append(os.Environ(), soakServer+"="+dir, "BLOTTER_SOAK_NOW="+now.Format(time.RFC3339Nano))
	c.Stderr = os.Stderr
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close() // it ends
		if err := c.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
	s := &soaked{T: t, process: c.Process, ask: in, answers: bufio.NewScanner(out)}
	s.preview = &preview{
		host: "http://" + s.answer(),
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 8},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	t.Cleanup(s.preview.client.CloseIdleConnections)
	return s
}

func (s *soaked) answer() string {
	s.Helper()
	if !s.answers.Scan() {
		s.Fatalf("the server has gone: %v", s.answers.Err())
	}
	return s.answers.Text()
}

// TestSoakServer is no test: TestSoak runs it as a process of its own. It says
// its address, and for each line that it reads what it uses, until there is none.
func TestSoakServer(t *testing.T) {
	dir := os.Getenv(soakServer)
	if dir == "" {
		t.Skip("TestSoak runs it")
	}
	now, err := time.Parse(time.RFC3339Nano, os.Getenv("BLOTTER_SOAK_NOW"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	listener, err := serve.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		ended <- serve.Run(ctx, serve.Options{
			Root: root, Dir: dir, Preview: build.NewPreview(build.Settings{}), Clock: serve.FixedClock(now), Listener: listener,
			Terminal: &serve.Terminal{Out: io.Discard}, Ready: func(string, *build.Result, time.Duration) { close(ready) },
		})
	}()
	<-ready
	fmt.Println(listener.Addr())
	for asked := bufio.NewScanner(os.Stdin); asked.Scan(); {
		var m runtime.MemStats
		runtime.GC() // twice: what has a finalizer goes with the second
		debug.FreeOSMemory()
		runtime.ReadMemStats(&m)
		line, err := json.Marshal(measured{Heap: int(m.HeapAlloc), Goroutines: runtime.NumGoroutine()})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(string(line))
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// measured is what the server uses.
type measured struct {
	Heap       int // bytes, after a collection
	Goroutines int
	memory     int // bytes that the process has in memory
	files      int // open ones
	at         time.Time
}

func (m measured) after(began time.Time) time.Duration { return m.at.Sub(began).Round(time.Second) }

// median gives the median of each figure.
func median(all []measured) measured {
	of := func(figure func(measured) int) int {
		var figures []int
		for _, m := range all {
			figures = append(figures, figure(m))
		}
		slices.Sort(figures)
		return figures[len(figures)/2]
	}
	return measured{
		Heap: of(func(m measured) int { return m.Heap }), Goroutines: of(func(m measured) int { return m.Goroutines }),
		memory: of(func(m measured) int { return m.memory }), files: of(func(m measured) int { return m.files }),
	}
}

// measure gives what the server uses while nobody reads.
func (s *soaked) measure(r *readers) measured {
	s.Helper()
	r.pause.Lock()
	defer r.pause.Unlock()
	s.preview.client.CloseIdleConnections()
	time.Sleep(300 * time.Millisecond) // the last answers are on their way
	if _, err := io.WriteString(s.ask, "measure\n"); err != nil {
		s.Fatal(err)
	}
	var m measured
	if err := json.Unmarshal([]byte(s.answer()), &m); err != nil {
		s.Fatal(err)
	}
	m.at = time.Now()
	of := fmt.Sprintf("/proc/%d/", s.process.Pid)
	status, err := os.ReadFile(of + "status")
	if err != nil {
		s.Fatal(err)
	}
	found := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		s.Fatalf("no memory in\n%s", status)
	}
	kilobytes, err := strconv.Atoi(string(found[1]))
	if err != nil {
		s.Fatal(err)
	}
	m.memory = kilobytes << 10
	files, err := os.ReadDir(of + "fd")
	if err != nil {
		s.Fatal(err)
	}
	m.files = len(files)
	return m
}

// readers are browsers: some read pages, others have one open and listen.
type readers struct {
	t       *testing.T
	preview *preview
	pause   sync.RWMutex // held by whoever wants it quiet
	answers atomic.Int64

	mu    sync.Mutex
	paths []string // all addresses
	fresh []string // those that were edited last
	front string
}

func newReaders(t *testing.T, p *preview, want published) *readers {
	r := &readers{t: t, preview: p}
	r.publishes(want)
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	t.Cleanup(func() { stop(); wg.Wait() })
	for n := range uint64(2) {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(n, 3))
			for ctx.Err() == nil {
				time.Sleep(25 * time.Millisecond)
				r.read(r.choose(random))
			}
		})
		wg.Go(func() {
			for ctx.Err() == nil {
				r.listen(ctx)
			}
		})
	}
	return r
}

// publishes says what there is to read.
func (r *readers) publishes(want published) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.paths, r.front = addresses(want), want.base
}

// touched says what was edited: articles' pages are read at once.
func (r *readers) touched(before, after fiction.Tree) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh = nil
	for p, text := range after {
		name, ok := strings.CutSuffix(filepath.Base(p), ".md")
		if !ok || bytes.Equal(before[p], text) {
			continue
		}
		for _, path := range r.paths {
			if strings.Contains(path, name) {
				r.fresh = append(r.fresh, path)
			}
		}
	}
}

// choose gives the front page, an address that was just edited, or any.
func (r *readers) choose(random *rand.Rand) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case random.IntN(6) == 0:
		return r.front
	case len(r.fresh) > 0 && random.IntN(2) == 0:
		return r.fresh[random.IntN(len(r.fresh))]
	}
	return r.paths[random.IntN(len(r.paths))]
}

// read reads what there is at an address, which may be gone: a whole page, or a
// whole page that says so.
func (r *readers) read(path string) {
	r.pause.RLock()
	defer r.pause.RUnlock()
	got, err := r.preview.get(path)
	if err != nil {
		r.t.Error(err)
		return
	}
	r.answers.Add(1)
	switch page := strings.HasPrefix(got.kind, "text/html") && got.to == ""; {
	case got.status >= http.StatusInternalServerError:
		r.t.Errorf("%s fails: status %d: %s", path, got.status, got.body)
	case page && !bytes.Contains(got.body, []byte("</html>")):
		r.t.Errorf("%s is no whole page", path)
	}
}

func (r *readers) readAll() {
	r.mu.Lock()
	paths := slices.Clone(r.paths)
	r.mu.Unlock()
	for _, path := range paths {
		r.read(path)
	}
}

// listen is a browser that has a page open until it has changed a few times.
func (r *readers) listen(ctx context.Context) {
	r.mu.Lock()
	page := r.front
	r.mu.Unlock()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.preview.host+"/_blotter/events?page="+url.QueryEscape(page), nil)
	if err != nil {
		r.t.Error(err)
		return
	}
	response, err := r.preview.client.Do(request)
	if err != nil {
		if ctx.Err() == nil {
			r.t.Error(err)
		}
		return
	}
	defer response.Body.Close()
	events := 0
	for lines := bufio.NewScanner(response.Body); events < 20 && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "data: ") {
			events++
		}
	}
}
