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

// The RSS 2.0 elements of an entry (rssboard.org/rss-specification), with
// dc:creator for authors, since RSS's own author element must hold an e-mail
// address.
type (
	item struct {
		XMLName     xml.Name `xml:"item"`
		Title       string   `xml:"title"`
		Link        string   `xml:"link"`
		GUID        guid     `xml:"guid"`
		Published   string   `xml:"pubDate,omitempty"`
		Creators    []string `xml:"dc:creator"`
		Categories  []string `xml:"category"`
		Description string   `xml:"description"`
	}
	guid struct {
		Permalink bool   `xml:"isPermaLink,attr"`
		URL       string `xml:",chardata"`
	}
)

// rss writes a feed: what it is of, and its entries, newest first. encoding/xml
// replaces what XML cannot hold (control characters, broken UTF-8) by U+FFFD.
func (p *plan) rss(w *bytes.Buffer, f *Feed) error {
	entries, err := f.entries(p)
	if err != nil {
		return err
	}
	s := p.site
	element := func(name, text string) {
		w.WriteString("    <" + name + ">")
		_ = xml.EscapeText(w, []byte(text)) // a Buffer never fails
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
	for _, e := range entries {
		w.Write(e.text)
		w.WriteByte('\n')
	}
	w.WriteString("  </channel>\n</rss>\n")
	return nil
}

// entry is an entry of a feed as XML, and when readers last saw something new in it.
type entry struct {
	text    []byte
	changed time.Time
}

func entryOf(it item, changed time.Time) (entry, error) {
	text, err := xml.MarshalIndent(it, "    ", "  ")
	return entry{text, changed}, err
}

// articles gives the entries of articles. Each is made once, however many feeds
// it stands in.
func (p *plan) articles(list []*site.Article) ([]entry, error) {
	var out []entry
	for _, a := range list[:min(p.items(), len(list))] {
		if made, ok := p.entries.Load(a); ok {
			out = append(out, made.(entry))
			continue
		}
		e, err := entryOf(itemOf(p.site, p.words, a), lastChange(a).Time)
		if err != nil {
			return nil, err
		}
		p.entries.Store(a, e)
		out = append(out, e)
	}
	return out, nil
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

func itemOf(s *site.Site, words Words, a *site.Article) item {
	url := absolute(s, a.URL)
	it := item{Link: url, GUID: guid{true, url}, Published: a.Published.Time.Format(time.RFC1123Z)}
	if a.State == site.Withdrawn {
		it.Title = words.Say("withdrawn.title")
		it.Description = paragraphs(words.Say("withdrawn.sentence"), a.Article.Withdrawn.Reason)
		return it
	}
	it.Title = a.Article.Title
	if a.Article.Form != "" && a.Article.Form != "report" {
		it.Title = words.Say("label.before", "label", s.Vocabulary.Label(news.Forms, a.Article.Form), "text", it.Title)
	}
	for _, t := range a.Authors {
		it.Creators = append(it.Creators, t.Name)
	}
	for _, terms := range [][]*site.Term{a.Companies, a.Types, a.Tags} {
		for _, t := range terms {
			it.Categories = append(it.Categories, t.Name)
		}
	}
	lines := []string{a.Article.Standfirst}
	if lines[0] == "" {
		lines[0] = a.Body.Excerpt
	}
	if len(a.Incidents) > 0 && a.Article.IsStatement() {
		standing := &a.Incidents[0].Standing // lists show what stands now
		lines = append(lines, words.Of(a, words.Alleged(standing)), words.Of(a, words.Type(standing)), words.Labelled(words.Say("fact.who"), words.Of(a, words.Attribution(standing))))
		if a.Incidents[0].Proceedings {
			lines = append(lines, words.Say("proceedings.short"))
		}
	}
	it.Description = paragraphs(lines...)
	return it
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
	last := a.Newest()
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
