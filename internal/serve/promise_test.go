package serve_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/fiction"
	"blotter/internal/serve"
	"blotter/internal/site"
	"blotter/internal/source"
)

// The promises of the preview are tested with a server that runs, a project on
// disk and a client: preview_test.go, malformed_test.go. BLOTTER_SEED repeats a
// run that failed, BLOTTER_LONG runs the long forms.

// theme is the built-in templates, which invented sites override.
func theme(t testing.TB) fiction.Tree {
	t.Helper()
	templates, err := fiction.ReadTree(blotter.Builtin(), "templates")
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

// clock is a clock that stands still until it is stepped.
type clock struct {
	mu      sync.Mutex
	now     time.Time
	waiting map[chan time.Time]time.Time
}

func (c *clock) forServe() serve.Clock {
	return serve.Clock{
		Now: func() time.Time {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.now
		},
		At: func(at time.Time) (<-chan time.Time, func()) {
			c.mu.Lock()
			defer c.mu.Unlock()
			ring := make(chan time.Time, 1)
			c.waiting[ring] = at
			c.ring()
			return ring, func() {
				c.mu.Lock()
				defer c.mu.Unlock()
				delete(c.waiting, ring)
			}
		},
	}
}

// ring tells those who wait for an instant that has come.
func (c *clock) ring() {
	for ring, at := range c.waiting {
		if !at.After(c.now) {
			ring <- c.now
			delete(c.waiting, ring)
		}
	}
}

func (c *clock) step(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
	c.ring()
}

// preview is a server that runs, as the writer's browser sees it.
type preview struct {
	host   string // http://127.0.0.1:port
	client *http.Client
	clock  *clock
	first  *build.Result
}

// start shows the project in dir until the test ends.
func start(t *testing.T, dir string, now time.Time) *preview {
	t.Helper()
	return startWith(t, dir, now, &serve.Ear{})
}

// startWith is start with an ear of the test's.
func startWith(t *testing.T, dir string, now time.Time, ear *serve.Ear) *preview {
	t.Helper()
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &preview{
		host: "http://" + listener.Addr().String(),
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 8},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		clock: &clock{now: now, waiting: map[chan time.Time]time.Time{}},
	}
	ready, ended := make(chan struct{}), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		ended <- serve.RunWith(ctx, serve.Options{
			Root: root, Dir: dir, Preview: build.NewPreview(build.Settings{}), Clock: p.clock.forServe(), Listener: listener,
			Terminal: &serve.Terminal{Out: io.Discard},
			Ready: func(_ string, first *build.Result, _ time.Duration) {
				p.first = first
				close(ready)
			},
		}, ear)
	}()
	t.Cleanup(func() {
		p.client.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := root.Close(); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("the server ended: %v", err)
	case <-time.After(30 * time.Second):
		t.Fatal("the server is not ready after 30 seconds")
	}
	return p
}

// answer is what there is at an address.
type answer struct {
	status int
	kind   string // content type
	to     string // where a redirect leads
	body   []byte
}

func (a answer) equal(b answer) bool {
	return a.status == b.status && a.to == b.to && bytes.Equal(a.body, b.body)
}

// get asks for a path on the host, and takes the preview's own script out of a
// page again.
func (p *preview) get(path string) (answer, error) {
	response, err := p.client.Get(p.host + path)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: response.StatusCode, kind: response.Header.Get("Content-Type"), to: response.Header.Get("Location"), body: body}
	if a.to != "" {
		a.body = nil
	} else if strings.HasPrefix(a.kind, "text/html") {
		if n := len(injected.FindAll(body, -1)); n != 1 {
			return a, fmt.Errorf("%s has the preview's script %d times", path, n)
		}
		a.body = injected.ReplaceAll(body, nil)
	}
	return a, nil
}

// injected is precisely what the preview adds to a page.
var injected = regexp.MustCompile(`<script type="module" src="/_blotter/preview\.js" data-page="[0-9a-f]{32}"></script>`)

// getAll asks for many paths, a few at a time.
func (p *preview) getAll(t *testing.T, paths []string) map[string]answer {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	answers := make(map[string]answer, len(paths))
	next := make(chan string)
	for range 4 {
		wg.Go(func() {
			for path := range next {
				a, err := p.get(path)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				answers[path] = a
				mu.Unlock()
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	wg.Wait()
	return answers
}

// published is what a clean build makes: what there is at every address.
type published struct {
	base    string // path of the site on its host
	answers map[string]answer
	missing answer // what there is everywhere else
}

// clean makes a clean build of a tree into a fresh folder. If the tree has
// errors it gives those.
func clean(t *testing.T, tree fiction.Tree, now time.Time) (published, diag.List) {
	t.Helper()
	snapshot, err := source.FromFS(tree.FS(), blotter.Builtin()).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := fiction.Workplace(t)
	r, _, err := build.New(build.Settings{}).Build(context.Background(), snapshot, site.Edition{Now: now}, build.Target{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	if r.Diagnostics.Errors() > 0 {
		return published{}, r.Diagnostics
	}
	files, err := fiction.ReadTree(os.DirFS(out), ".")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(out); err != nil {
		t.Fatal(err)
	}
	p := published{base: r.Site.Path, answers: map[string]answer{}}
	for name, text := range files {
		switch name {
		case "_headers", "_redirects", ".blotter-manifest":
			continue // for hosts
		}
		at := url.URL{Path: p.base + strings.TrimSuffix(name, "index.html")}
		if path.Base(name) != "index.html" {
			at.Path = p.base + name
		}
		p.answers[at.EscapedPath()] = answer{status: http.StatusOK, body: text}
	}
	for line := range strings.Lines(string(files["_redirects"])) {
		if fields := strings.Fields(line); len(fields) >= 2 && strings.HasPrefix(fields[0], "/") {
			for _, from := range []string{fields[0], strings.TrimSuffix(fields[0], "/"), strings.TrimSuffix(fields[0], "/") + "/"} {
				p.answers[from] = answer{status: http.StatusMovedPermanently, to: fields[1]}
			}
		}
	}
	p.missing = answer{status: http.StatusNotFound, body: files["404.html"]}
	return p, nil
}

// at is what there is at a path.
func (p published) at(path string) answer {
	if a, ok := p.answers[path]; ok {
		return a
	}
	if _, ok := p.answers[path+"/"]; ok {
		return answer{status: http.StatusMovedPermanently, to: path + "/"}
	}
	if path == "/" && p.base != "/" {
		return answer{status: http.StatusFound, to: p.base}
	}
	return p.missing
}

// addresses are all paths of several sites.
func addresses(sites ...published) []string {
	all := map[string]bool{}
	for _, p := range sites {
		for path := range p.answers {
			all[path] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// difference shows the first place where two answers differ.
func difference(want, got answer) string {
	if want.status != got.status || want.to != got.to {
		return fmt.Sprintf("status %d %s, want %d %s", got.status, got.to, want.status, want.to)
	}
	at := 0
	for at < len(want.body) && at < len(got.body) && want.body[at] == got.body[at] {
		at++
	}
	around := func(text []byte) []byte { return text[max(0, at-60):min(len(text), at+60)] }
	return fmt.Sprintf("at byte %d\n    want …%q…\n    got  …%q…", at, around(want.body), around(got.body))
}
