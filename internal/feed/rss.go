package feed

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"html"
	"slices"
	"strings"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// entry is an entry of a feed: the RSS 2.0 elements of it
// (rssboard.org/rss-specification), with dc:creator for authors, since RSS's own
// author element must hold an e-mail address.
type entry struct {
	title, link string
	// guid identifies it; it is the permanent link unless they differ.
	guid        string
	published   string // RFC 822; empty where there is no date
	creators    []string
	categories  []string
	description string // HTML
	// changed is when readers last saw something new in it.
	changed time.Time
}

func (e *entry) write(w *bytes.Buffer) {
	w.WriteString("    <item>\n")
	element := func(name, attributes, text string) {
		w.WriteString("      <" + name + attributes + ">")
		escape(w, text)
		w.WriteString("</" + name + ">\n")
	}
	element("title", "", e.title)
	element("link", "", e.link)
	permanent := ` isPermaLink="true"`
	if e.guid != e.link {
		permanent = ` isPermaLink="false"`
	}
	element("guid", permanent, e.guid)
	if e.published != "" {
		element("pubDate", "", e.published)
	}
	for _, name := range e.creators {
		element("dc:creator", "", name)
	}
	for _, name := range e.categories {
		element("category", "", name)
	}
	element("description", "", e.description)
	w.WriteString("    </item>\n")
}

// rss writes a feed: what it is of, and its entries, newest first.
func (p *plan) rss(w *bytes.Buffer, f *Feed) {
	entries := f.entries(p)
	s := p.site
	element := func(name, text string) {
		w.WriteString("    <" + name + ">")
		escape(w, text)
		w.WriteString("</" + name + ">\n")
	}
	w.WriteString(xml.Header + `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">` + "\n  <channel>\n")
	element("title", f.Title)
	element("link", absolute(s, f.page))
	element("description", cmp.Or(s.Tagline, s.Title))
	element("language", s.Language)
	w.WriteString(`    <atom:link href="`)
	escape(w, absolute(s, f.URL))
	w.WriteString(`" rel="self" type="application/rss+xml"></atom:link>` + "\n")
	var changed time.Time
	for _, e := range entries {
		if e.changed.After(changed) {
			changed = e.changed
		}
	}
	if !changed.IsZero() {
		element("lastBuildDate", changed.Format(time.RFC1123Z))
	}
	for n := range entries {
		entries[n].write(w)
	}
	w.WriteString("  </channel>\n</rss>\n")
}

// articles gives the entries of the first articles of a list.
func (p *plan) articles(list []*site.Article) []entry {
	list = list[:min(p.items(), len(list))]
	out := make([]entry, len(list))
	for n, a := range list {
		out[n] = p.article(a)
	}
	return out
}

// items is how many entries a feed has.
func (p *plan) items() int {
	if f := p.site.Feeds; f != nil && f.Items > 0 {
		return f.Items
	}
	return news.DefaultFeedItems
}

// newest gives the articles of the site's feed, newest first. Withdrawn ones keep
// their place: whoever holds the article must learn that it was taken back.
func (p *plan) newest() []*site.Article {
	s, items := p.site, p.items()
	all := slices.Clone(s.Articles[:min(items, len(s.Articles))])
	all = append(all, s.Withdrawn[:min(items, len(s.Withdrawn))]...)
	slices.SortStableFunc(all, func(x, y *site.Article) int { return y.Published.Time.Compare(x.Published.Time) })
	return all
}

func (p *plan) article(a *site.Article) entry {
	s, words := p.site, p.words
	url := absolute(s, a.URL)
	e := entry{link: url, guid: url, published: rssDate(a.Published), changed: lastChange(a).Time}
	if a.State == site.Withdrawn {
		e.title = words.Say("withdrawn.title")
		e.description = paragraphs(words.Say("withdrawn.sentence"), a.Article.Withdrawn.Reason)
		return e
	}
	e.title = a.Article.Title
	if a.Article.Form != "" && a.Article.Form != "report" {
		e.title = words.Say("label.before", "label", s.Vocabulary.Label(news.Forms, a.Article.Form), "text", e.title)
	}
	for _, t := range a.Authors {
		e.creators = append(e.creators, t.Name)
	}
	for _, terms := range [][]*site.Term{a.Companies, a.Types, a.Tags} {
		for _, t := range terms {
			e.categories = append(e.categories, t.Name)
		}
	}
	lines := []string{a.Article.Standfirst}
	if lines[0] == "" {
		lines[0] = a.Body.Excerpt
	}
	if len(a.Incidents) > 0 && a.Article.IsStatement() {
		standing := a.Incidents[0].Standing // lists show what stands now
		lines = append(lines, words.Of(a, words.Alleged(standing)), words.Of(a, words.Type(standing)), words.Labelled(words.Say("fact.who"), words.Of(a, words.Attribution(standing))))
		if a.Incidents[0].Proceedings {
			lines = append(lines, words.Say("proceedings.short"))
		}
	}
	e.description = paragraphs(lines...)
	return e
}

// paragraphs makes HTML of lines of plain text, which is what readers of feeds
// take a description for.
func paragraphs(lines ...string) string {
	var out strings.Builder
	for _, line := range lines {
		if line != "" {
			out.WriteString("<p>" + html.EscapeString(line) + "</p>")
		}
	}
	return out.String()
}

// lastChange is when readers last saw something new in an article: an update, a
// correction, a withdrawal.
func lastChange(a *site.Article) news.Date {
	last := a.Newest
	for _, c := range a.Article.Corrections {
		if c.Date.Time.After(last.Time) {
			last = c.Date
		}
	}
	if w := a.Article.Withdrawn; w != nil && w.Date.Time.After(last.Time) {
		last = w.Date
	}
	return last
}
