package page

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"blotter"
	"blotter/internal/content"
	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/words"
)

// snapshot is a project of the given files over the built-in ones.
func snapshot(t testing.TB, files map[string]string) *source.Snapshot {
	t.Helper()
	project := fstest.MapFS{}
	for name, text := range files {
		project[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return read(t, project)
}

func read(t testing.TB, project fs.FS) *source.Snapshot {
	t.Helper()
	s, err := source.FromFS(project, blotter.Builtin()).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// english gives the built-in English words.
func english(t testing.TB) *words.Words {
	t.Helper()
	w, found := words.Shipped(blotter.Builtin(), "en")
	for _, d := range found {
		t.Fatal(d)
	}
	return w
}

// spoken gives the words of a language in a snapshot. They must be sound.
func spoken(t testing.TB, s *source.Snapshot, language string) *words.Words {
	t.Helper()
	w, found := words.Load(s, language, diag.Span{})
	for _, d := range found {
		t.Error(d)
	}
	return w
}

// album has the pictures of a Site. They must be sound.
func album(t testing.TB, s *site.Site) *media.Album {
	t.Helper()
	a, found, err := media.New("", nil).Album(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		t.Error(d)
	}
	return a
}

// newsroom makes the Site of a snapshot. It must be sound.
func newsroom(t testing.TB, s *source.Snapshot, e site.Edition) *site.Site {
	t.Helper()
	text := func(f *source.File) []byte {
		b, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	file, ok := s.File("content/site.yaml")
	if !ok {
		t.Fatal("the project has no content/site.yaml")
	}
	doc, found := content.ParseSite(file.Path, text(file))
	publication, err := news.NewPublication(doc.Site)
	if err != nil {
		t.Fatal(err)
	}
	w := spoken(t, s, publication.Language)
	publication.Vocabulary = w.Translated(publication.Vocabulary)
	options := content.NewOptions(publication, w)
	var docs []*news.Document
	for _, f := range s.Files() {
		if kind, _, ok := content.KindOf(f.Path); !ok || kind == news.KindSite {
			continue
		}
		d, more := content.Parse(f.Path, text(f), options)
		found = append(found, more...)
		if d != nil {
			docs = append(docs, d)
		}
	}
	made, more := site.New(site.Input{Publication: publication, Words: w, Documents: docs, Snapshot: s, Edition: e})
	for _, d := range append(found, more...).Sort() {
		if d.Severity == 1 {
			t.Error(d)
		}
	}
	return made
}

// builtin loads the default theme.
func builtin(t testing.TB) *Theme {
	t.Helper()
	theme, found := Load(snapshot(t, nil), [32]byte{1}, english(t), Look{})
	for _, d := range found {
		t.Error(d)
	}
	return theme
}

func edition(now string) site.Edition {
	t, err := time.Parse(time.RFC3339, now)
	if err != nil {
		panic(err)
	}
	return site.Edition{Now: t}
}

// starter is the live starter site, which is a test of much of this package.
func starter(t testing.TB) (*Theme, *site.Site) {
	t.Helper()
	s := read(t, os.DirFS("../.."))
	theme, found := Load(s, [32]byte{1}, spoken(t, s, "en"), Look{})
	for _, d := range found {
		t.Error(d)
	}
	return theme, newsroom(t, s, edition("2026-12-01T12:00:00Z"))
}

// written gives the bytes of a planned file.
func written(t testing.TB, f output.File) string {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(context.Background(), &out); err != nil {
		t.Fatalf("%s: %v", f.Path, err)
	}
	return out.String()
}

// Pages are the same whoever prints them, when, and beside what.
func TestPrintingConcurrently(t *testing.T) {
	theme, s := golden(t)
	want := map[string]string{}
	for _, f := range theme.Files(s, album(t, s)) {
		want[f.Path] = written(t, f)
	}
	theme, s = golden(t)
	files := theme.Files(s, album(t, s))
	var wait sync.WaitGroup
	for worker := range 8 {
		wait.Go(func() {
			for n := range files {
				f := files[(n*7+worker*13)%len(files)]
				f.Fingerprint()
				if written(t, f) != want[f.Path] {
					t.Errorf("%s differs", f.Path)
				}
			}
		})
	}
	wait.Wait()
}

func TestStarterSitePrints(t *testing.T) {
	theme, s := starter(t)
	files := theme.Files(s, album(t, s))
	paths := map[string]bool{}
	for _, f := range files {
		if paths[f.Path] {
			t.Errorf("%s is planned twice", f.Path)
		}
		paths[f.Path] = true
		text := written(t, f)
		if strings.HasSuffix(f.Path, ".html") && !strings.HasPrefix(text, "<!doctype html>") {
			t.Errorf("%s is no page: %.80s", f.Path, text)
		}
	}
	t.Logf("%d files, %d articles", len(files), len(s.Articles))
}
