package build

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter"
	"blotter/internal/fiction"
	"blotter/internal/site"
	"blotter/internal/source"
)

// noon is the time of all editions in these tests.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// paper is a small site: two articles, the second of which links to the first.
func paper() fiction.Tree {
	return fiction.Tree{
		"content/site.yaml":      []byte("title: The Paper\nbase_url: https://example.org/\n"),
		"content/articles/a.md":  article("First", "The first text."),
		"content/articles/b.md":  article("Second", "The second text, after [the first](a.md)."),
		"content/pages/about.md": []byte("---\ntitle: About\n---\nWe are a paper.\n"),
	}
}

func article(title, text string) []byte {
	return []byte("---\ntitle: " + title + "\ndate: 2026-11-01\nform: opinion\n---\n" + text + "\n")
}

// reader is a writer's screen: a preview and what it shows.
type reader struct {
	*testing.T
	preview *Preview
}

// sees plans the tree and demands that each page holds its text (of its title or
// body; none where the page must be missing), and that the present errors are
// those of the files named.
func (r reader) sees(tree fiction.Tree, pages map[string]string, broken ...string) *Result {
	r.Helper()
	edition := site.Edition{Now: noon, Drafts: true}
	result := plan(r.T, r.preview, snapshot(r.T, tree), edition)
	for name, text := range pages {
		page, there := r.text(result, name)
		switch {
		case text == "" && there:
			r.Errorf("%s is there", name)
		case text != "" && !strings.Contains(page, text):
			r.Errorf("%s does not hold %q, there: %v", name, text, there)
		}
	}
	files := map[string]bool{}
	for _, d := range result.Diagnostics {
		if d.Severity.String() == "error" {
			files[d.Start.File] = true
		}
	}
	want := map[string]bool{}
	for _, name := range broken {
		want[name] = true
	}
	if !maps.Equal(files, want) {
		r.Errorf("errors in %v, want %v:\n%v", files, want, result.Diagnostics)
	}
	return result
}

func (r reader) text(result *Result, name string) (string, bool) {
	r.Helper()
	for _, f := range result.Files {
		if f.Path == name {
			var b strings.Builder
			if err := f.Write(r.Context(), &b); err != nil {
				r.Fatalf("%s: %v", name, err)
			}
			return b.String(), true
		}
	}
	return "", false
}

// An article that may not be read any more, or has become a link out of the
// project, is one with a mistake: its last good version stays, and others go on.
func TestPreviewKeepsWhatIsRefused(t *testing.T) {
	const a, b = "articles/a/index.html", "articles/b/index.html"
	r := reader{t, NewPreview(Settings{})}
	tree := paper()
	r.sees(tree, map[string]string{a: "The first text.", b: "The second text"})
	tree["content/articles/b.md"] = article("Second", "Edited, after [the first](a.md).")
	files := tree.FS().(fstest.MapFS)
	files["content/articles/a.md"] = &fstest.MapFile{Data: []byte("/etc/hostname"), Mode: fs.ModeSymlink}
	s, err := source.FromFS(files, blotter.Builtin()).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	result := plan(t, r.preview, s, site.Edition{Now: noon, Drafts: true})
	for name, want := range map[string]string{a: "The first text.", b: "Edited"} {
		if text, _ := r.text(result, name); !strings.Contains(text, want) {
			t.Errorf("%s does not hold %q", name, want)
		}
	}
	if result.Diagnostics.Errors() != 1 {
		t.Errorf("it tells %v", result.Diagnostics)
	}
}

// The words of a site's own are kept like everything else: a slip in their file
// does not turn every page into what the program says by itself.
func TestPreviewKeepsWords(t *testing.T) {
	const a, strings = "articles/a/index.html", "templates/strings/en.yaml"
	r := reader{t, NewPreview(Settings{})}
	tree := paper()
	tree[strings] = []byte("month: {11: Brumaire}\n")
	r.sees(tree, map[string]string{a: "Brumaire"})
	tree[strings] = []byte("month: {11: Frimaire}\nhome: [\n")
	r.sees(tree, map[string]string{a: "Brumaire"}, strings)
	tree["content/articles/a.md"] = article("First", "Edited meanwhile.")
	r.sees(tree, map[string]string{a: "Edited meanwhile."}, strings)
	r.sees(tree, map[string]string{a: "Brumaire"}, strings)
	// Another language has other words.
	tree["content/site.yaml"] = []byte("title: The Paper\nbase_url: https://example.org/\nlanguage: de\n")
	r.sees(tree, map[string]string{a: "November"})
	tree["content/site.yaml"] = paper()["content/site.yaml"]
	r.sees(tree, map[string]string{a: "November"}, strings)
	tree[strings] = []byte("month: {11: Frimaire}\n")
	r.sees(tree, map[string]string{a: "Frimaire"})
}

// What is remembered of a picture or an asset is never where its file lay: the
// folder may have been renamed since, and one of two files with the same bytes
// deleted.
func TestMovedFilesAreRead(t *testing.T) {
	const font = "static/assets/fonts/archivo.woff2"
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		t.Fatal(err)
	}
	same, err := fs.ReadFile(blotter.Builtin(), font)
	if err != nil {
		t.Fatal(err)
	}
	tree := paper()
	tree["content/articles/old/c.md"] = article("Third", "A picture:\n\n![Grey](grey.png)")
	tree["content/articles/old/grey.png"] = picture.Bytes()
	tree["content/articles/old/d.md"] = article("Fourth", "The same picture:\n\n![Grey](deep/grey.png)")
	tree["content/articles/old/deep/grey.png"] = picture.Bytes()
	tree[font] = same // a copy of the built-in one
	dir := t.TempDir()
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s, err := root.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	preview := NewPreview(Settings{})
	printed := func(what string) {
		t.Helper()
		if s, err = s.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		result := plan(t, preview, s, site.Edition{Now: noon})
		if result.Diagnostics.Errors() > 0 {
			t.Errorf("%s: %v", what, result.Diagnostics)
		}
		for _, f := range result.Files {
			if err := f.Write(t.Context(), io.Discard); err != nil {
				t.Errorf("%s: %s: %v", what, f.Path, err)
			}
		}
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	printed("at first")
	if err := os.Rename(at("content/articles/old"), at("content/articles/new")); err != nil {
		t.Fatal(err)
	}
	printed("a folder is renamed")
	for _, name := range []string{"c.md", "grey.png"} {
		if err := os.Remove(at("content/articles/new/" + name)); err != nil {
			t.Fatal(err)
		}
	}
	printed("one of two equal pictures is gone")
	if err := os.Remove(at(font)); err != nil {
		t.Fatal(err)
	}
	printed("a copy of a built-in asset is gone")
}

func TestPreviewKeepsWhatWasGood(t *testing.T) {
	const a, b, about = "articles/a/index.html", "articles/b/index.html", "about/index.html"
	r := reader{t, NewPreview(Settings{})}
	tree := paper()
	whole := map[string]string{a: "The first text.", b: "The second text", about: "We are a paper."}
	r.sees(tree, whole)

	// A front matter that is broken: its last good version stays, also beside an
	// edit of another file, which is seen at once.
	tree["content/articles/a.md"] = article("First\nfrobnicate: yes", "A broken text.")
	r.sees(tree, whole, "content/articles/a.md")
	tree["content/pages/about.md"] = []byte("---\ntitle: About\n---\nWe are two papers.\n")
	whole[about] = "We are two papers."
	r.sees(tree, whole, "content/articles/a.md")

	// Then the other one breaks, too: of it the newest version stays that was
	// good, though the first file was broken then.
	tree["content/pages/about.md"] = []byte("---\ntitle: [About\n---\n")
	r.sees(tree, whole, "content/articles/a.md", "content/pages/about.md")

	// Mended one by one.
	tree["content/articles/a.md"] = article("First", "A mended text.")
	whole[a] = "A mended text."
	r.sees(tree, whole, "content/pages/about.md")
	tree["content/pages/about.md"] = []byte("---\ntitle: About\n---\nWe are three papers.\n")
	whole[about] = "We are three papers."
	r.sees(tree, whole)

	// An error that only the whole shows: a link to nothing.
	tree["content/articles/b.md"] = article("Second", "Now with [a wrong link](c.md).")
	r.sees(tree, whole, "content/articles/b.md")

	// A new file that was never good is left out; the others are as they were.
	tree["content/articles/b.md"] = article("Second", "The second text, anew.")
	tree["content/articles/new.md"] = article("New\nfrobnicate: yes", "New.")
	whole[b], whole["articles/new/index.html"] = "The second text, anew.", ""
	r.sees(tree, whole, "content/articles/new.md")
	delete(tree, "content/articles/new.md")

	// site.yaml: the last good one stays.
	good := tree["content/site.yaml"]
	tree["content/site.yaml"] = []byte("title: The Paper\nbase_url: https://example.org/\nfrobnicate: 1\n")
	tree["content/articles/a.md"] = article("First", "Edited meanwhile.")
	whole[a] = "Edited meanwhile."
	if result := r.sees(tree, whole, "content/site.yaml"); result.Site == nil || result.Site.Title != "The Paper" {
		t.Error("the site is gone with its site.yaml")
	}
	delete(tree, "content/site.yaml")
	r.sees(tree, whole, "content/site.yaml")
	tree["content/site.yaml"] = good
	r.sees(tree, whole)

	// A template: the last good theme stays.
	tree["templates/page.html"] = []byte("{{.NoSuchField}}")
	r.sees(tree, whole, "templates/page.html")
	delete(tree, "templates/page.html")
	r.sees(tree, whole)

	// A file that others need is deleted: they stay, the error is told at them.
	tree["content/articles/b.md"] = article("Second", "The second text, after [the first](a.md).")
	whole[b] = "The second text"
	r.sees(tree, whole)
	delete(tree, "content/articles/a.md")
	whole[a] = ""
	r.sees(tree, whole, "content/articles/b.md")
}

// TestPreviewBeginsBroken: what is broken from the beginning is left out.
func TestPreviewBeginsBroken(t *testing.T) {
	r := reader{t, NewPreview(Settings{})}
	tree := paper()
	tree["content/articles/a.md"] = article("First\nfrobnicate: yes", "A broken text.")
	r.sees(tree, map[string]string{"articles/a/index.html": "", "about/index.html": "We are a paper."}, "content/articles/a.md")

	r = reader{t, NewPreview(Settings{})}
	delete(tree, "content/site.yaml")
	if result := r.sees(tree, nil, "content/site.yaml"); result.Site != nil || len(result.Files) > 0 {
		t.Error("there is a site without site.yaml")
	}
}

// TestPreviewIsPlan: without errors a preview is a plan, of which nothing is remembered wrongly.
func TestPreviewIsPlan(t *testing.T) {
	s := snapshot(t, paper())
	e := site.Edition{Now: noon}
	preview, fresh := plan(t, NewPreview(Settings{}), s, e), plan(t, New(Settings{}), s, e)
	if names := differ(press{}.print(t, preview), press{}.print(t, fresh)); names != nil || len(fresh.Files) < 5 {
		t.Errorf("%d files, these differ: %v", len(fresh.Files), names)
	}
}

// TestConsequences: of one broken file nothing is told about others that only
// look wrong because of it.
func TestConsequences(t *testing.T) {
	tree := paper()
	tree["content/articles/c.md"] = []byte("---\ntitle: C\ndate: 2026-11-02\nform: opinion\nmentions: [Example Ferries]\n---\nSee [a](a.md).\n")
	tree["content/articles/a.md"] = []byte("---\ntitle: Ferries stop\ndate: 2026-11-01\ncompany: Example Ferries\n" +
		"incident_type: undisclosed\nattribution_status: unattributed\n---\nx\n")
	r := reader{t, NewPreview(Settings{})}
	r.sees(tree, map[string]string{"articles/a/index.html": "Ferries stop"})
	tree["content/articles/a.md"] = []byte("---\ntitle: Ferries stop\nfrobnicate: 1\n---\n")
	if shown := r.sees(tree, map[string]string{"articles/a/index.html": "Ferries stop"}, "content/articles/a.md"); shown.Diagnostics.Warnings() > 0 {
		t.Errorf("the preview tells %v", shown.Diagnostics)
	}
	begins := reader{t, NewPreview(Settings{})}
	if shown := begins.sees(tree, map[string]string{"articles/c/index.html": "See a."}, "content/articles/a.md"); shown.Diagnostics.Warnings() > 0 {
		t.Errorf("a preview that begins so tells %v", shown.Diagnostics)
	}
	if checked := plan(t, New(Settings{}), snapshot(t, tree), site.Edition{Now: noon}); checked.Diagnostics.Warnings() > 0 || checked.Diagnostics.Errors() != 1 {
		t.Errorf("check tells %v", checked.Diagnostics)
	}
	// A true one in another file is told as long as everything can be read.
	tree["content/articles/a.md"] = article("A", "x")
	r.sees(tree, nil, "content/articles/c.md")
}
