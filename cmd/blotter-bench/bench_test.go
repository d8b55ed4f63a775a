package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/site"
	"blotter/internal/source"
)

func TestCorpusIsTheSameEachTime(t *testing.T) {
	one, two := corpus(40), corpus(40)
	if !reflect.DeepEqual(one, two) {
		t.Fatal("two corpora of the same size differ")
	}
	words, slugs := 0, map[string]bool{}
	for i, a := range one {
		words += len(strings.Fields(a.Body))
		slugs[a.Slug] = true
		if i > 0 && a.Date.Before(one[i-1].Date) {
			t.Errorf("article %d is older than the one before it", i)
		}
	}
	if mean := words / len(one); mean < 400 || mean > 650 {
		t.Errorf("an article has %d words on average, want about 530", mean)
	}
	if len(slugs) != len(one) {
		t.Errorf("%d articles share %d slugs", len(one), len(slugs))
	}
}

func TestEveryGeneratorGetsEveryArticle(t *testing.T) {
	articles := corpus(30)
	for _, g := range generators() {
		dir := filepath.Join(t.TempDir(), g.name)
		if err := g.write(articles, dir); err != nil {
			t.Fatal(err)
		}
		for _, a := range articles {
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(g.file(a))))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(string(text), a.Body) || !strings.Contains(string(text), a.Company) {
				t.Errorf("%s lacks the body or the company of %s", g.name, a.Slug)
			}
		}
	}
}

// The minimal theme follows the views of package page: what it names must exist.
func TestOurProjectIsValid(t *testing.T) {
	g, err := generatorNamed("blotter")
	if err != nil {
		t.Fatal(err)
	}
	articles := corpus(60)
	dir := t.TempDir()
	if err := g.write(articles, filepath.Join(dir, "site")); err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(filepath.Join(dir, "site"), blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	snapshot, err := root.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	r, _, err := build.New(build.Settings{}).Build(context.Background(), snapshot, site.Edition{Now: articles[len(articles)-1].Date}, build.Target{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
	for _, a := range articles {
		text, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(a.url()), "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "<h1>"+a.Title+"</h1>") {
			t.Errorf("the page of %s is not in the minimal theme", a.Slug)
		}
	}
}

func TestFloor(t *testing.T) {
	g, err := generatorNamed("blotter")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	articles := corpus(10)
	if err := g.write(articles, dir); err != nil {
		t.Fatal(err)
	}
	if err := floor(filepath.Join(dir, "content", "articles"), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if n, err := countFiles(filepath.Join(dir, "out")); err != nil || n != len(articles) {
		t.Errorf("%d files (%v), want %d", n, err, len(articles))
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		values []float64
		q      float64
		want   float64
	}{
		{[]float64{3}, .5, 3},
		{[]float64{1, 2, 3}, .5, 2},
		{[]float64{4, 1, 3, 2}, .5, 2},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, .95, 19},
	} {
		if got := quantile(c.values, c.q); got != c.want {
			t.Errorf("quantile(%v, %v) = %v, want %v", c.values, c.q, got, c.want)
		}
	}
}
