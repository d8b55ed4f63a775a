package page

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"blotter/internal/site"
)

// large is a site of n reports: 200 organisations, 40 tags, stories of four,
// bodies of about 530 words.
func large(tb testing.TB, n int) (*Theme, *site.Site) {
	tb.Helper()
	project := fstest.MapFS{"content/site.yaml": {Data: []byte("title: T\nbase_url: https://example.org/\n")}}
	for i := range n {
		text := fmt.Sprintf(`---
title: "Report %d: systems are down and nobody says why"
date: 2025-%02d-%02dT%02d:%02d
standfirst: The company has told the exchange of an incident and no more.
company: Company %d
incident: story-%d
incident_type: ransomware
type_status: reported
type_by: The Courier
type_on: 2025-%02d-%02dT%02d:%02d
attribution_status: unattributed
authors: Dana Whitlock
tags: [tag-%d, tag-%d]
country: GB
sector: retail
sources:
  courier: {kind: press, by: The Courier, title: The story, url: "https://courier.example/%d"}
claims:
  - {say: "Orders are stopped", status: stated, by: "Company %d", source: courier}
known: [Tills failed.]
unknown: [Who did it.]
---
`, i, i/1000%12+1, i/40%25+1, i/2%20, i%60, i/4%200, i/4, i/1000%12+1, i/40%25+1, i/2%20, i%60, i%40, (i+7)%40, i, i/4%200)
		project[fmt.Sprintf("content/articles/a%d.md", i)] = &fstest.MapFile{Data: []byte(text + largeBody(i))}
	}
	s := read(tb, project)
	theme, _ := Load(s, [32]byte{1}, english(tb), Look{})
	return theme, newsroom(tb, s, edition("2026-06-01T12:00:00Z"))
}

// largeBody is the body of the ith article of a large site.
func largeBody(i int) string {
	paragraph := strings.Repeat("The company told the exchange that it was managing an incident and would not say of what kind. ", 5)
	return strings.Repeat(paragraph+"\n\n", 6) + fmt.Sprintf("See [the one before](a%d.md).\n", max(0, i-1))
}

// BenchmarkArticle prints article pages, minified, as a cold build does.
func BenchmarkArticle(b *testing.B) {
	theme, s := large(b, 1000)
	var pages []sheet
	for _, sheet := range theme.plan(s, album(b, s)).sheets {
		if sheet.template == "article" {
			pages = append(pages, sheet)
		}
	}
	p := theme.press(s.Path)
	bytes := 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w := counter{&bytes}
		if err := p.print(w, "article", pages[i%len(pages)].make()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(bytes)/float64(b.N), "bytes/page")
}

// BenchmarkRendering sets the templates' time for an article page beside
// goldmark's for the same article, in turn in one run: «alone» prints the page and
// every fragment on it, «interpreted» is html/template's time for that, «kept»
// takes the fragments that other pages have printed too.
func BenchmarkRendering(b *testing.B) {
	theme, s := large(b, 1000)
	plan := theme.plan(s, album(b, s))
	var views []view
	var bodies [][]byte
	for _, sheet := range plan.sheets {
		if sheet.template == "article" {
			views = append(views, sheet.make())
		}
	}
	for i := range s.Articles {
		bodies = append(bodies, []byte(largeBody(i)))
	}
	lay := func(b *testing.B, print func(*press, *bytes.Buffer, view) error, fresh bool) {
		p := newPress(&theme.templates, theme.assets, theme.words, s.Path)
		var out bytes.Buffer
		for i := 0; b.Loop(); i++ {
			out.Reset()
			if fresh {
				p.fragments = memo{}
			}
			if err := print(p, &out, views[i%len(views)]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("goldmark", func(b *testing.B) {
		md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.Typographer), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
		var out bytes.Buffer
		for i := 0; b.Loop(); i++ {
			out.Reset()
			if err := md.Convert(bodies[i%len(bodies)], &out); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("alone", func(b *testing.B) {
		lay(b, func(p *press, out *bytes.Buffer, v view) error { return p.lay(out, "article", v) }, true)
	})
	b.Run("kept", func(b *testing.B) {
		lay(b, func(p *press, out *bytes.Buffer, v view) error { return p.lay(out, "article", v) }, false)
	})
	b.Run("interpreted", func(b *testing.B) {
		lay(b, func(p *press, out *bytes.Buffer, v view) error { return p.slow(out, "article", v) }, true)
	})
}

type counter struct{ n *int }

func (c counter) Write(p []byte) (int, error) { *c.n += len(p); return len(p), nil }

// BenchmarkView makes the view of an article page.
func BenchmarkView(b *testing.B) {
	theme, s := large(b, 1000)
	p := theme.plan(s, album(b, s))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.desk.article(s.Articles[i%len(s.Articles)])
	}
}

// BenchmarkFingerprint makes the view of an article page and hashes it.
func BenchmarkFingerprint(b *testing.B) {
	theme, s := large(b, 1000)
	p := theme.plan(s, album(b, s))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		p.fingerprint("article", p.desk.article(s.Articles[i%len(s.Articles)]))
	}
}

// BenchmarkPlan plans a site of 10,000 articles.
func BenchmarkPlan(b *testing.B) {
	theme, s := large(b, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		theme.Files(s, album(b, s))
	}
}

// BenchmarkFingerprints plans a site of 10,000 articles and asks for every
// fingerprint, as a warm build does.
func BenchmarkFingerprints(b *testing.B) {
	theme, s := large(b, 10_000)
	for b.Loop() {
		for _, f := range theme.Files(s, album(b, s)) {
			f.Fingerprint()
		}
	}
}

// BenchmarkSite prints every page of a site of 10,000 articles.
func BenchmarkSite(b *testing.B) {
	theme, s := large(b, 10_000)
	for b.Loop() {
		for _, f := range theme.Files(s, album(b, s)) {
			if err := f.Write(context.Background(), io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkLoad loads and checks the default theme.
func BenchmarkLoad(b *testing.B) {
	s, w := snapshot(b, nil), english(b)
	for b.Loop() {
		Load(s, [32]byte{1}, w, Look{})
	}
}
