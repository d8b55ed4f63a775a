package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"

	"blotter/internal/news"
	"blotter/internal/site"
)

// sitemapSize is how many addresses one sitemap may hold (sitemaps.org).
const sitemapSize = 50_000

// place is one address with the day of its last change, as far as the content
// tells: never the time of a build or of a file.
type place struct {
	url     string
	changed news.Date
}

// sitemap plans sitemap.xml; a site too large for one gets numbered ones, and
// sitemap.xml lists them.
func (p *plan) sitemap() {
	s := p.site
	files := 1
	if placeCount(s) > sitemapSize {
		files = (len(places(s)) + sitemapSize - 1) / sitemapSize
	}
	if files == 1 {
		p.add("sitemap.xml", func(w *bytes.Buffer) { urlset(w, s, places(s)) }, nil)
		return
	}
	p.add("sitemap.xml", func(w *bytes.Buffer) {
		w.WriteString(xml.Header + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
		for n := range files {
			w.WriteString("<sitemap><loc>")
			escape(w, absolute(s, s.Path+numbered(n)))
			w.WriteString("</loc></sitemap>\n")
		}
		w.WriteString("</sitemapindex>\n")
	}, nil)
	for n := range files {
		p.add(numbered(n), func(w *bytes.Buffer) {
			all := places(s)
			urlset(w, s, all[n*sitemapSize:min((n+1)*sitemapSize, len(all))])
		}, nil)
	}
}

func numbered(n int) string { return fmt.Sprintf("sitemap-%d.xml", n+1) }

func urlset(w *bytes.Buffer, s *site.Site, list []place) {
	w.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	origin := absolute(s, "")
	for _, p := range list {
		w.WriteString("<url><loc>")
		escape(w, origin)
		escape(w, p.url)
		w.WriteString("</loc>")
		if !p.changed.IsZero() {
			w.WriteString("<lastmod>" + p.changed.ISO() + "</lastmod>")
		}
		w.WriteString("</url>\n")
	}
	w.WriteString("</urlset>\n")
}

// escape writes text as XML text. encoding/xml replaces what XML cannot hold
// (control characters, broken UTF-8) by U+FFFD. Addresses are percent-encoded
// already, and of most other texts there is nothing to escape.
func escape(w *bytes.Buffer, text string) {
	for n := range len(text) {
		switch c := text[n]; {
		case c < ' ', c >= 0x7f, c == '&', c == '<', c == '>', c == '\'', c == '"':
			_ = xml.EscapeText(w, []byte(text)) // a Buffer never fails
			return
		}
	}
	w.WriteString(text)
}

// places gives every address that search engines may show.
func places(s *site.Site) []place {
	out := make([]place, 0, placeCount(s))
	add := func(url string, changed news.Date) { out = append(out, place{url, changed}) }
	add(s.Path, newestOf(s.Articles))
	for _, a := range s.Articles {
		if a.State == site.Live {
			add(a.URL, lastChange(a))
		}
	}
	for _, i := range s.Incidents {
		if i.URL != "" {
			add(i.URL, i.Changed)
		}
	}
	for _, p := range s.Pages {
		if p != s.Ladder { // which is among the kinds of terms
			add(p.URL, news.Date{})
		}
	}
	for _, folder := range []string{"incidents/", "incidents/alleged/", "archive/", "corrections/", "dashboard/", "feeds/"} {
		add(s.Path+folder, news.Date{})
	}
	if s.Newsletter != nil {
		add(s.Path+"newsletter/", news.Date{})
	}
	for _, kind := range site.TermKinds() {
		add(s.Path+kind.Folder()+"/", news.Date{})
		for _, t := range s.Terms[kind] {
			add(t.URL, newestOf(t.Articles))
		}
	}
	for _, m := range s.Months {
		add(m.URL, newestOf(m.Articles))
	}
	return out
}

// placeCount is how many addresses places gives, at most.
func placeCount(s *site.Site) int {
	n := 1 + len(s.Articles) + len(s.Incidents) + len(s.Pages) + 6 + len(s.Months)
	for _, kind := range site.TermKinds() {
		n += 1 + len(s.Terms[kind])
	}
	return n
}

// newestOf is the last change of any of the articles.
func newestOf(articles []*site.Article) news.Date {
	var last news.Date
	for _, a := range articles {
		if d := lastChange(a); d.Time.After(last.Time) || last.IsZero() {
			last = d
		}
	}
	return last
}
