package build

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"blotter"
	"blotter/internal/diag"
	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// TestApart: outputs that some system takes for one are told, and one of them stays.
func TestApart(t *testing.T) {
	none := &site.Site{}
	for _, c := range []struct{ name, paths, kept, words string }{
		{"different", "a b/c b/d", "a b/c b/d", ""},
		{"equal", "a b a", "a b", "want to be published as a"},
		{"letter case", "a/index.html A/index.html", "a/index.html", "one file on many systems"},
		{"case of a folder", "a/x A/x B/y", "a/x B/y", "one file on many systems"},
		{"composed", "caf\u00e9 cafe\u0301", "caf\u00e9", "one file"},
		{"width", "a \uff21", "a", "one file"},
		{"sharp s", "stra\u00dfe STRASSE", "stra\u00dfe", "one file"},
		{"file and folder", "a a/b c", "a c", "needs a folder of that name"},
		{"folder and file", "a/b a c", "a c", "needs a folder of that name"},
		{"deep", "a A/b/c/d.html", "a", "needs a folder of that name"},
	} {
		var files []output.File
		for _, p := range strings.Fields(c.paths) {
			files = append(files, output.File{Path: p})
		}
		kept, l := apart(files, none)
		var names []string
		for _, f := range kept {
			names = append(names, f.Path)
		}
		if got := strings.Join(names, " "); got != c.kept {
			t.Errorf("%s: %s kept, want %s", c.name, got, c.kept)
		}
		if c.words == "" && len(l) > 0 || c.words != "" && (len(l) != 1 || !strings.Contains(l[0].Message, c.words)) {
			t.Errorf("%s: %v", c.name, l)
		}
	}
}

// TestCollisionNamesSources: what collides is named as the writer knows it.
func TestCollisionNamesSources(t *testing.T) {
	tree := paper()
	tree["static/about/index.html"] = []byte("<p>")
	r := plan(t, New(Settings{}), snapshot(t, tree), site.Edition{Now: noon})
	if r.Diagnostics.Errors() == 0 {
		t.Fatal("no error")
	}
	text := ""
	for _, d := range r.Diagnostics {
		text += d.String() + "\n"
	}
	if !strings.Contains(text, "content/pages/about.md") || !strings.Contains(text, "static/about/index.html") {
		t.Errorf("not both are named:\n%s", text)
	}
}

// TestNoSite: without site.yaml that is all there is to tell.
func TestNoSite(t *testing.T) {
	tree := paper()
	delete(tree, "content/site.yaml")
	tree["content/articles/a.md"] = article("First\nincident_type: of-our-own", "x")
	r := plan(t, New(Settings{}), snapshot(t, tree), site.Edition{Now: noon})
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Code != "no-site" || !strings.Contains(r.Diagnostics[0].Hint, "blotter init") {
		t.Errorf("%v", r.Diagnostics)
	}
	if r.Site != nil || len(r.Files) > 0 || r.Publishable(false) {
		t.Errorf("there is a site: %v", r.Site)
	}
}

// TestBaseURL: an address given on the command line takes the place of site.yaml's.
func TestBaseURL(t *testing.T) {
	r := plan(t, New(Settings{BaseURL: "https://preview.example/news/"}), snapshot(t, paper()), site.Edition{Now: noon})
	if r.Site.Path != "/news/" || r.Site.Base != "https://preview.example/news" {
		t.Errorf("base %s, path %s", r.Site.Base, r.Site.Path)
	}
}

// project writes the paper to disk and opens it.
func project(t *testing.T) (dir string, root *source.Root) {
	t.Helper()
	dir = t.TempDir()
	if err := paper().Write(dir); err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return dir, root
}

func read(t *testing.T, root *source.Root) *source.Snapshot {
	t.Helper()
	s, err := root.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestBuildPublishesAllOrNothing: errors publish nothing, warnings do unless
// strict; drafts are never published, whatever the edition says.
func TestBuildPublishesAllOrNothing(t *testing.T) {
	dir, root := project(t)
	out := filepath.Join(t.TempDir(), "public")
	exists := func(name string) bool {
		_, err := os.Stat(filepath.Join(out, filepath.FromSlash(name)))
		return err == nil
	}
	write := func(name string, text []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := func(strict bool) *Result {
		t.Helper()
		r, _, err := New(Settings{}).Build(t.Context(), read(t, root), site.Edition{Now: noon, Drafts: true}, Target{Dir: out, Strict: strict})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}

	write("content/articles/broken.md", article("Broken\nfrobnicate: yes", "x"))
	if r := build(false); r.Publishable(false) || exists("") {
		t.Errorf("published beside errors: %v", r.Diagnostics)
	}
	write("content/articles/broken.md", article("Mended", "A <b>warning</b>."))
	if r := build(true); r.Diagnostics.Warnings() == 0 || r.Diagnostics.Errors() > 0 || exists("") {
		t.Errorf("published beside warnings, strictly: %v", r.Diagnostics)
	}
	write("content/articles/draft.md", article("Draft\ndraft: true", "x"))
	if build(false); !exists("articles/broken/index.html") || exists("articles/draft/index.html") {
		t.Error("not exactly what is public was published")
	}
	write("content/articles/broken.md", article("Broken again\nfrobnicate: yes", "x"))
	before, err := os.ReadFile(filepath.Join(out, "articles/broken/index.html"))
	if err != nil {
		t.Fatal(err)
	}
	build(false)
	if after, err := os.ReadFile(filepath.Join(out, "articles/broken/index.html")); err != nil || string(after) != string(before) {
		t.Errorf("an error touched the site that is up: %v", err)
	}
}

// TestStartsOver: a file that changes during a run starts it over, not for ever.
func TestStartsOver(t *testing.T) {
	dir, root := project(t)
	name := filepath.Join(dir, "static", "logo.bin")
	save := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "public")
	e, to := site.Edition{Now: noon}, Target{Dir: out}
	// A static file is read again when it is published. It changes after the
	// snapshot was taken.
	save("before")
	s := read(t, root)
	save("after!")
	if _, _, err := New(Settings{}).Build(t.Context(), s, e, to); !errors.Is(err, source.ErrChanged) {
		t.Errorf("a file that changed: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was published all the same")
	}
	err := Anew(func() error {
		_, _, err := New(Settings{}).Build(t.Context(), s, e, to)
		s = read(t, root)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(out, "logo.bin")); err != nil || string(text) != "after!" {
		t.Errorf("published %q, %v", text, err)
	}
	count := 0
	if err := Anew(func() error { count++; return source.ErrChanged }); !errors.Is(err, source.ErrChanged) || count != restarts {
		t.Errorf("a file that always changes: %v after %d runs", err, count)
	}
}

// TestCancel: a run that is cancelled gives nothing but remembers what it parsed.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := New(Settings{})
	s := snapshot(t, paper())
	if r, err := b.Plan(ctx, s, site.Edition{Now: noon}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("%v, %v", r, err)
	}
	p := NewPreview(Settings{})
	if r, err := p.Plan(ctx, s, site.Edition{Now: noon}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("%v, %v", r, err)
	}
	if first := plan(t, b, s, site.Edition{Now: noon}); first.Parsed != 3 {
		t.Errorf("parsed %d", first.Parsed)
	}
	if again := plan(t, b, s, site.Edition{Now: noon}); again.Parsed != 0 {
		t.Errorf("parsed %d again", again.Parsed)
	}
	tree := paper()
	tree["content/articles/b.md"] = article("Second", "Other words.")
	if edited := plan(t, b, snapshot(t, tree), site.Edition{Now: noon}); edited.Parsed != 1 {
		t.Errorf("parsed %d after an edit of one", edited.Parsed)
	}
	tree["content/site.yaml"] = append(tree["content/site.yaml"], "time_zone: Asia/Tokyo\n"...)
	if other := plan(t, b, snapshot(t, tree), site.Edition{Now: noon}); other.Parsed != 3 {
		t.Errorf("parsed %d after an edit of the time zone", other.Parsed)
	}
}

// TestLevels: the severities of site.yaml hold for what is found in one document.
func TestLevels(t *testing.T) {
	tree := paper()
	tree["content/articles/a.md"] = []byte("---\ntitle: Ferries stop\ndate: 2026-11-01\ncompany: Example Ferries\n" +
		"incident_type: undisclosed\nattribution_status: unattributed\nincident_status: developing\n---\nx\n")
	found := func(level string) diag.Severity {
		t.Helper()
		tree["content/site.yaml"] = []byte("title: The Paper\nbase_url: https://example.org/\nrules:\n  missing-unknown: " + level + "\n")
		for _, d := range plan(t, New(Settings{}), snapshot(t, tree), site.Edition{Now: noon}).Diagnostics {
			if d.Code == "missing-unknown" {
				return d.Severity
			}
		}
		return 0
	}
	for level, want := range map[string]diag.Severity{"off": 0, "warning": diag.Warning, "error": diag.Error} {
		if got := found(level); got != want {
			t.Errorf("%s: %v", level, got)
		}
	}
}

// TestProgress: whoever asks is told of every document, whether it is parsed or
// remembered.
func TestProgress(t *testing.T) {
	var mu sync.Mutex
	told := map[int]int{}
	b := New(Settings{Progress: func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		told[done] = total
	}})
	s := snapshot(t, paper())
	plan(t, b, s, site.Edition{Now: noon})
	if len(told) < 3 || told[1] != len(told) || told[len(told)] != len(told) {
		t.Errorf("told of %v", told)
	}
	clear(told)
	plan(t, b, s, site.Edition{Now: noon})
	if len(told) > 0 {
		t.Errorf("told of %v, and everything was known", told)
	}
}

// TestTextsMayLeadAnywhere: whatever the site publishes for readers, a text or a menu
// may lead there by its path.
func TestTextsMayLeadAnywhere(t *testing.T) {
	invented := fiction.New(fiction.Options{Seed: 11, Articles: 60})
	tree := invented.Tree()
	edition := site.Edition{Now: invented.Now()}
	links := 0
	text := "---\ntitle: All of it\n---\n"
	for _, f := range plan(t, New(Settings{}), snapshot(t, tree), edition).Files {
		p := strings.TrimSuffix(f.Path, "index.html")
		if strings.HasPrefix(p, "assets/") || strings.HasPrefix(p, "media/") || p == "_headers" || p == "_redirects" || strings.Contains("/"+p, "/page/") {
			continue // hosts read them; names with a hash and the pages of a long list are the program's business
		}
		links++
		text += "- [it](</" + p + ">)\n"
	}
	if links < 100 {
		t.Fatalf("only %d links: the test shows little", links)
	}
	tree["content/pages/all.md"] = []byte(text)
	for _, d := range plan(t, New(Settings{}), snapshot(t, tree), edition).Diagnostics {
		if d.Code == "broken-link" {
			t.Error(d)
		}
	}
}
