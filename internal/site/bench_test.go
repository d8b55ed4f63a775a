package site_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"blotter"
	"blotter/internal/content"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/words"
)

// BenchmarkNew makes the Site of 10,000 articles of which nothing is remembered.
func BenchmarkNew(b *testing.B) {
	in := tenThousand(b)
	b.ReportAllocs()
	for b.Loop() {
		s, _ := site.New(in)
		if len(s.Articles) != len(in.Documents) {
			b.Fatal(len(s.Articles))
		}
	}
}

// BenchmarkSaved makes the Site of 10,000 articles of which one was saved since the
// last one: what every save in the preview costs at least.
func BenchmarkSaved(b *testing.B) {
	in := tenThousand(b)
	in.Memory = site.NewMemory()
	site.New(in)
	b.ReportAllocs()
	for b.Loop() {
		again := *in.Documents[5_000]
		in.Documents = slices.Clone(in.Documents)
		in.Documents[5_000] = &again
		s, _ := site.New(in)
		if len(s.Articles) != len(in.Documents) {
			b.Fatal(len(s.Articles))
		}
	}
}

// tenThousand gives 10,000 parsed articles, by path.
func tenThousand(b *testing.B) site.Input {
	publication, err := news.NewPublication(&news.SiteFile{Title: "T", BaseURL: "https://example.org/"})
	if err != nil {
		b.Fatal(err)
	}
	snapshot, err := source.FromFS(fstest.MapFS{}, fstest.MapFS{}).Read(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	w, _ := words.Shipped(blotter.Builtin(), "en")
	options := content.NewOptions(publication, w)
	types := publication.Vocabulary.Values(news.IncidentTypes)
	var documents []*news.Document
	for n := range 10_000 {
		text := fmt.Sprintf("---\ntitle: Company %d stops sales\ndate: %d-%02d-%02d\ncompany: Company %d\nincident_type: %s\nattribution_status: suspected\nattributed_to: Night Heron\nattributed_by: Example Wire\nauthors: [Author %d]\n---\nText.\n",
			n%500, 2010+n/1000, 1+n%12, 1+n%28, n%500, types[n%12], n%8)
		d, found := content.Parse(fmt.Sprintf("content/articles/a-%05d.md", n), []byte(text), options)
		if d == nil || found.Errors() > 0 {
			b.Fatal(found)
		}
		documents = append(documents, d)
	}
	return site.Input{Publication: publication, Words: w, Documents: documents, Snapshot: snapshot, Edition: site.Edition{Now: noon}}
}
