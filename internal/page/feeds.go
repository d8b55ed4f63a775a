package page

import (
	"blotter/internal/feed"
	"blotter/internal/site"
)

// shownFeeds is how many feeds of one kind the page of feeds lists; the others
// are linked from the pages they are of.
const shownFeeds = 12

// feeds makes the page that tells readers what they can subscribe to.
func (d *desk) feeds() *FeedsPage {
	v := &FeedsPage{Frame: d.frame(d.under("feeds/"), d.Words.Say("nav.feeds"), d.Words.Say("feeds.description", "site", d.Title))}
	entry := func(f feed.Feed, of Link) FeedLink { return FeedLink{Of: of, Address: d.absolute(f.URL)} }
	v.Groups = []FeedGroup{{Title: d.Words.Say("feeds.whole"), Feeds: []FeedLink{
		entry(feed.All(d.Site), Link{Text: d.Words.Say("feeds.every"), URL: d.Path}),
		entry(feed.Changes(d.Site), Link{Text: d.Words.Say("feeds.changes"), URL: d.under("incidents/")}),
		entry(feed.Corrections(d.Site), Link{Text: d.Words.Say("nav.corrections"), URL: d.under("corrections/")}),
	}}}
	var open FeedGroup
	open.Title = d.Words.Say("feeds.recent")
	open.Note = d.Words.Say("feeds.note")
	for _, i := range d.Incidents {
		if f, ok := feed.OfIncident(d.Site, i); ok && len(open.Feeds) < shownFeeds {
			open.Feeds = append(open.Feeds, entry(f, Link{Text: i.Title, URL: i.URL}))
		}
	}
	groups := []FeedGroup{open}
	for _, kind := range []site.TermKind{site.Type, site.Company, site.Actor} {
		group := FeedGroup{Title: d.kindTitle(kind)}
		for _, t := range d.Terms[kind] {
			if f, ok := feed.OfTerm(d.Site, t); ok && len(group.Feeds) < shownFeeds {
				group.Feeds = append(group.Feeds, entry(f, termLink(t)))
			}
		}
		groups = append(groups, group)
	}
	for _, group := range groups {
		if len(group.Feeds) > 0 {
			v.Groups = append(v.Groups, group)
		}
	}
	return v
}

// ownFeed names a page's own feed in its head.
func ownFeed(f feed.Feed, ok bool) Link {
	if !ok {
		return Link{}
	}
	return Link{Text: f.Title, URL: f.URL}
}
