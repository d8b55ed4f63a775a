package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// Feed is one of the site's feeds.
type Feed struct {
	Title   string
	URL     string // path on the host, escaped
	file    string // output file
	page    string // URL of the page that it is the feed of
	entries func(*plan) []entry
	// list has the articles that are its entries, before some of them are left out;
	// nil for a feed that says more than they do.
	list func() []*site.Article
}

// listing gives the feed with the entries of a list of articles.
func (f Feed) listing(list func() []*site.Article) Feed {
	f.list, f.entries = list, func(p *plan) []entry { return p.articles(list()) }
	return f
}

// Feeds gives every feed of the site: all articles, what changed in what stands
// of incidents, corrections, and one for each incident, organisation, actor and
// incident type that has one (OfIncident, OfTerm). A feed lies beside the page
// it is of: /companies/x/feed.xml.
func Feeds(s *site.Site) []Feed {
	feeds := []Feed{All(s), Changes(s), Corrections(s)}
	for _, i := range s.Incidents {
		if f, ok := OfIncident(s, i); ok {
			feeds = append(feeds, f)
		}
	}
	for _, kind := range []site.TermKind{site.Company, site.Actor, site.Type} {
		for _, t := range s.Terms[kind] {
			if f, ok := OfTerm(s, t); ok {
				feeds = append(feeds, f)
			}
		}
	}
	return feeds
}

// All is the feed of the newest articles.
func All(s *site.Site) Feed {
	return Feed{Title: s.Title, URL: s.Path + "feed.xml", file: "feed.xml", page: s.Path,
		entries: func(p *plan) []entry { return p.articles(p.newest()) }}
}

// Changes is the feed of what stands: an incident is in it again whenever its
// type, attribution or status reads otherwise than before.
func Changes(s *site.Site) Feed {
	return Feed{Title: s.Words.Say("feed.changes", "site", s.Title), URL: s.Path + "incidents/feed.xml", file: "incidents/feed.xml", page: s.Path + "incidents/",
		entries: (*plan).changes}
}

// Corrections is the feed of the corrections log.
func Corrections(s *site.Site) Feed {
	return Feed{Title: s.Words.Say("feed.corrections", "site", s.Title), URL: s.Path + "corrections/feed.xml", file: "corrections/feed.xml", page: s.Path + "corrections/",
		entries: (*plan).corrections}
}

// OfIncident is the feed of an incident's articles; an incident without a page
// has none.
func OfIncident(s *site.Site, i *site.Incident) (Feed, bool) {
	if i.URL == "" {
		return Feed{}, false
	}
	f := Feed{Title: s.Words.Say("feed.of", "site", s.Title, "name", i.Title), URL: i.URL + "feed.xml", file: feedFile(i.File), page: i.URL}
	return f.listing(func() []*site.Article {
		all := slices.Concat(i.Articles, i.About)
		slices.SortStableFunc(all, func(x, y *site.Article) int { return y.Published.Time.Compare(x.Published.Time) })
		return all
	}), true
}

// OfTerm is the feed of what is filed under an organisation, an actor or an
// incident type with two articles or a file of its own; others have none: a feed
// of one article is that article.
func OfTerm(s *site.Site, t *site.Term) (Feed, bool) {
	switch t.Kind {
	case site.Company, site.Actor, site.Type:
		if len(t.Articles) >= 2 || t.Doc != nil && len(t.Articles) > 0 {
			f := Feed{Title: s.Words.Say("feed.of", "site", s.Title, "name", t.Name), URL: t.URL + "feed.xml", file: feedFile(t.File), page: t.URL}
			return f.listing(func() []*site.Article { return t.Articles }), true
		}
	}
	return Feed{}, false
}

func feedFile(page string) string { return strings.TrimSuffix(page, "index.html") + "feed.xml" }

// changes gives the incidents that changed last. The entry's identity is what
// stands, so that feed readers show an incident anew when that is otherwise.
func (p *plan) changes() []entry {
	var out []entry
	for _, i := range p.site.Incidents[:min(p.items(), len(p.site.Incidents))] {
		standing := i.Standing
		lines := []string{p.words.Alleged(standing), p.words.Type(standing), p.words.Labelled(p.words.Say("fact.who"), p.words.Attribution(standing)), p.words.Status(standing)}
		link := absolute(p.site, i.Lead())
		out = append(out, entry{
			title: i.Title, link: link, guid: link + "#" + mark(lines...), published: rssDate(i.Changed),
			description: paragraphs(lines...), changed: i.Changed.Time,
		})
	}
	return out
}

// corrections gives the newest corrections.
func (p *plan) corrections() []entry {
	var out []entry
	all := p.site.Corrections
	for _, c := range all[:min(p.items(), len(all))] {
		link := absolute(p.site, c.Article.URL)
		out = append(out, entry{
			title:       p.words.Labelled(p.site.Vocabulary.Label(news.CorrectionKinds, c.Correction.Kind), c.Article.Article.Title),
			link:        link,
			guid:        link + "#" + mark(c.Correction.Date.ISO(), c.Correction.Text),
			published:   rssDate(c.Correction.Date),
			description: paragraphs(c.Correction.Text),
			changed:     c.Correction.Date.Time,
		})
	}
	return out
}

// mark is a short name for what some lines say.
func mark(lines ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(lines, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// rssDate is a date as RSS writes it (RFC 822); empty where there is none.
func rssDate(d news.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Time.Format(time.RFC1123Z)
}
