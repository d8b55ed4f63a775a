package feed

import (
	"encoding/xml"
	"html"
	"io"
	"slices"
	"strings"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// The RSS 2.0 elements that we write (rssboard.org/rss-specification), with
// atom:link for the feed's own address and dc:creator for authors, since RSS's
// own author element must hold an e-mail address.
type (
	document struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Atom    string   `xml:"xmlns:atom,attr"`
		DC      string   `xml:"xmlns:dc,attr"`
		Channel channel  `xml:"channel"`
	}
	channel struct {
		Title       string   `xml:"title"`
		Link        string   `xml:"link"`
		Description string   `xml:"description"`
		Language    string   `xml:"language"`
		Self        atomLink `xml:"atom:link"`
		Changed     string   `xml:"lastBuildDate,omitempty"`
		Items       []item   `xml:"item"`
	}
	atomLink struct {
		Href string `xml:"href,attr"`
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
	}
	item struct {
		Title       string   `xml:"title"`
		Link        string   `xml:"link"`
		GUID        guid     `xml:"guid"`
		Published   string   `xml:"pubDate"`
		Creators    []string `xml:"dc:creator"`
		Categories  []string `xml:"category"`
		Description string   `xml:"description"`
	}
	guid struct {
		Permalink bool   `xml:"isPermaLink,attr"`
		URL       string `xml:",chardata"`
	}
)

// rss writes the feed of the newest articles. encoding/xml replaces what XML
// cannot hold (control characters, broken UTF-8) by U+FFFD.
func rss(w io.Writer, s *site.Site) error {
	words := NewWords(s.Publication)
	feed := document{
		Version: "2.0", Atom: "http://www.w3.org/2005/Atom", DC: "http://purl.org/dc/elements/1.1/",
		Channel: channel{
			Title: s.Title, Link: absolute(s, s.Path), Description: s.Tagline, Language: s.Language,
			Self: atomLink{Href: absolute(s, s.Path+"feed.xml"), Rel: "self", Type: "application/rss+xml"},
		},
	}
	if feed.Channel.Description == "" {
		feed.Channel.Description = s.Title
	}
	var changed time.Time
	for _, a := range newest(s) {
		feed.Channel.Items = append(feed.Channel.Items, itemOf(s, words, a))
		if t := lastChange(a).Time; t.After(changed) {
			changed = t
		}
	}
	if !changed.IsZero() {
		feed.Channel.Changed = changed.Format(time.RFC1123Z)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// newest gives the articles of the feed, newest first. Withdrawn ones keep
// their place: whoever holds the article must learn that it was taken back.
func newest(s *site.Site) []*site.Article {
	items := 20
	if s.Feeds != nil && s.Feeds.Items > 0 {
		items = s.Feeds.Items
	}
	all := slices.Clone(s.Articles[:min(items, len(s.Articles))])
	all = append(all, s.Withdrawn[:min(items, len(s.Withdrawn))]...)
	slices.SortStableFunc(all, func(x, y *site.Article) int { return y.Published.Time.Compare(x.Published.Time) })
	return all[:min(items, len(all))]
}

func itemOf(s *site.Site, words Words, a *site.Article) item {
	url := absolute(s, a.URL)
	it := item{Link: url, GUID: guid{true, url}, Published: a.Published.Time.Format(time.RFC1123Z)}
	if a.State == site.Withdrawn {
		it.Title = "Withdrawn article"
		it.Description = paragraphs("This article has been withdrawn. " + a.Article.Withdrawn.Reason)
		return it
	}
	it.Title = a.Article.Title
	if a.Article.Form != "" && a.Article.Form != "report" {
		it.Title = s.Vocabulary.Label(news.Forms, a.Article.Form) + ": " + it.Title
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
		lines = append(lines, Of(a, words.Alleged(standing)), Of(a, words.Type(standing)), prefixed("Who did it: ", Of(a, words.Attribution(standing))))
		if a.Incidents[0].Proceedings {
			lines = append(lines, "Proceedings are active.")
		}
	}
	it.Description = paragraphs(lines...)
	return it
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
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
