package content

import (
	"strings"
	"testing"

	"blotter/internal/news"
)

// article is an ordinary one: ten lines of front matter, 530 words.
func article() []byte {
	paragraph := "The company said on Friday that it had paused all orders on its website and in its apps, and that its shops stay open. " +
		"It did not say *what happened*, who did it or when orders resume; [a filing](../pages/about.md) calls it a cyber incident.\n\n"
	return []byte(`---
title: M&S pauses orders on its website and apps
date: 2025-04-28
company: Marks & Spencer
incident_type: undisclosed
attribution_status: unattributed
authors: [ann-writer]
tags: [retail, orders]
sector: retail
country: GB
standfirst: Shops stay open. The company has not said what happened.
---
` + strings.Repeat(paragraph, 12) + strings.Repeat("word ", 14) + "\n")
}

func BenchmarkParse(b *testing.B) {
	o, text := testOptions(b), article()
	if doc, list := Parse("content/articles/a.md", text, o); doc == nil || doc.Body.Words < 500 || doc.Body.Words > 560 {
		b.Fatal(list, doc.Body.Words)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse("content/articles/a.md", text, o)
	}
}

// BenchmarkFrontMatter is Parse without the body's rendering and the rules.
func BenchmarkFrontMatter(b *testing.B) {
	o, text := testOptions(b), article()
	b.ReportAllocs()
	for b.Loop() {
		r := &report{file: "content/articles/a.md"}
		clean, _ := r.open(text)
		clean, f, _ := r.findFrame(clean, tableOf(news.KindArticle))
		d := &decoder{report: r, options: o}
		if doc := d.document(news.KindArticle, clean, f); doc.Article.Title == "" || len(r.list) > 0 {
			b.Fatal(r.list)
		}
	}
}
