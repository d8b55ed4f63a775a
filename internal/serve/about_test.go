package serve

import (
	"os"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/content"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/source"
)

// TestAbout: what the toolbar says of pages, and of which there is nothing to say.
func TestAbout(t *testing.T) {
	s, _ := opening(t)
	state := s.current.Load()
	state.result.Diagnostics = append(state.result.Diagnostics,
		diag.Diagnostic{Start: diag.Pos{File: "content/articles/a.md", Line: 1, Col: 1}, Severity: diag.Warning, Code: "w", Message: "here"},
		diag.Diagnostic{Start: diag.Pos{File: "content/articles/d.md", Line: 1, Col: 1}, Severity: diag.Warning, Code: "w", Message: "elsewhere"})
	for path, want := range map[string]about{
		"/news/articles/a/": {File: "content/articles/a.md", State: "live", Words: 2, Minutes: 1},
		"/news/articles/d/": {File: "content/articles/d.md", State: "draft", Words: 2, Minutes: 1},
		"/news/articles/e/": {File: "content/articles/e.md", State: "embargoed", Until: "13:00 UTC", In: "1 h 0 m", Words: 2, Minutes: 1},
	} {
		got := state.behind(state.find(path), s.Clock.Now)
		if got == nil {
			t.Errorf("%s: nothing", path)
			continue
		}
		if path == "/news/articles/a/" && (len(got.Problems) != 1 || got.Problems[0].Message != "here" || got.Problems[0].File != got.File) {
			t.Errorf("%s: problems %+v", path, got.Problems)
		}
		got.Problems = nil
		if got.File != want.File || got.State != want.State || got.Until != want.Until || got.In != want.In || got.Words != want.Words || got.Minutes != want.Minutes {
			t.Errorf("%s: %+v, want %+v", path, *got, want)
		}
		if url := state.address(want.File); url != path {
			t.Errorf("%s is at %q", want.File, url)
		}
	}
	for _, path := range []string{"/news/", "/news/archive/", "/nothing", "/news/feed.xml"} {
		if got := state.behind(state.find(path), s.Clock.Now); got != nil {
			t.Errorf("%s: %+v", path, *got)
		}
	}
	for _, file := range []string{"", "content/site.yaml", "content/articles/x.md", "templates/article.html"} {
		if url := state.address(file); url != "" {
			t.Errorf("%q is at %q", file, url)
		}
	}
}

// TestEveryDocumentHasItsPage: whatever is saved of the starter site, there is a
// page to go to, and that page knows its file.
func TestEveryDocumentHasItsPage(t *testing.T) {
	snapshot, err := source.FromFS(os.DirFS("../.."), blotter.Builtin()).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r, err := build.NewPreview(build.Settings{}).Plan(t.Context(), snapshot, site.Edition{Now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	state, err := newShown(t.Context(), r, noon)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[news.Kind]int{}
	for _, f := range snapshot.Files() {
		kind, _, ok := content.KindOf(f.Path)
		if !ok || kind == news.KindSite {
			continue
		}
		kinds[kind]++
		url := state.address(f.Path)
		found := state.find(url)
		if url == "" || found.status != 200 {
			t.Errorf("%s is at %q: %d", f.Path, url, found.status)
			continue
		}
		if about := state.behind(found, time.Now); about == nil || about.File != f.Path {
			t.Errorf("%s is at %s, which is made from %+v", f.Path, url, about)
		}
	}
	if len(kinds) < 5 {
		t.Errorf("only %d kinds of document: the test shows little", len(kinds))
	}
}

// TestSaved: a browser follows one document, and no checkout, template or clock.
func TestSaved(t *testing.T) {
	s, _ := opening(t)
	state := s.current.Load()
	last := saved{}
	for _, step := range []struct {
		changed []string
		n       int
		url     string
	}{
		{nil, 0, ""},
		{[]string{"content/articles/a.md"}, 1, "/news/articles/a/"},
		{nil, 1, "/news/articles/a/"},
		{[]string{"templates/article.html", "static/x.css", "content/articles/a.png", "content/site.yaml"}, 1, "/news/articles/a/"},
		{[]string{"content/articles/a.md"}, 2, "/news/articles/a/"},
		{[]string{"content/articles/d.md", "content/articles/d.png"}, 3, "/news/articles/d/"},
		{[]string{"content/articles/a.md", "content/articles/d.md"}, 4, ""},
		{[]string{"content/articles/gone.md"}, 5, ""},
	} {
		last = last.after(step.changed, state)
		if last.N != step.n || last.URL != step.url {
			t.Errorf("after %v: %+v, want %d, %q", step.changed, last, step.n, step.url)
		}
	}
}

func TestInstant(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 6, 30, 1, 48, 0, 0, time.UTC)
	for _, c := range []struct {
		after       time.Duration
		until, left string
	}{
		{3*time.Hour + 12*time.Minute, "06:00 BST", "3 h 12 m"},
		{30 * time.Second, "02:48 BST", "1 m"},
		{60 * time.Minute, "03:48 BST", "1 h 0 m"},
		{-time.Minute, "02:47 BST", ""},
		{26 * time.Hour, "1 Jul, 04:48 BST", "1 d 2 h"},
		{200 * 24 * time.Hour, "16 Jan 2027, 01:48 GMT", "200 d 0 h"},
	} {
		at := now.Add(c.after)
		if until, left := instant(at, now, london), remaining(at.Sub(now)); until != c.until || left != c.left {
			t.Errorf("%v: %q, %q, want %q, %q", c.after, until, left, c.until, c.left)
		}
	}
}
