package page

import (
	"slices"

	"blotter/internal/feed"
	"blotter/internal/site"
)

// shownDeveloping is how many developing incidents the front page shows.
const shownDeveloping = 6

// home plans the front page and the numbered pages of all articles.
func (p *plan) home() {
	d := p.desk
	for _, part := range paged(len(d.Articles), d.Path) {
		if part.number > 0 {
			p.list(part, part.file("index.html"), "All articles", Link{Text: d.Title, URL: d.Path}, d.Articles)
			continue
		}
		p.page("home", "index.html", func() view { return d.home(part) })
	}
}

func (d *desk) home(part part) *HomePage {
	description := d.Tagline
	if description == "" {
		description = d.Title + ": incidents, who says what about them, and how that is known."
	}
	v := &HomePage{
		Frame:   d.frame(d.Path, d.Tagline, description),
		Tagline: d.Tagline, Pager: part.pager("Pages of all articles"),
		Latest:    d.cardsOf(d.Articles[part.from:part.to]),
		Incidents: Link{Text: "All incidents", URL: d.under("incidents/")},
	}
	part.mark(&v.Frame)
	if len(v.Latest) > 0 {
		v.Lead, v.Latest = v.Latest[0], v.Latest[1:]
	}
	for _, i := range d.Incidents {
		if s := i.Standing.Status; s != nil && s.Status == "developing" {
			if v.Developing = append(v.Developing, d.incidentCard(i)); len(v.Developing) == shownDeveloping {
				break
			}
		}
	}
	for _, t := range d.Terms[site.Type] {
		v.Types = append(v.Types, d.entry(t))
	}
	return v
}

// month plans the archive of a month.
func (p *plan) month(at int) {
	d, m := p.desk, p.desk.Months[at]
	title := m.Start.Format("January 2006")
	for _, part := range paged(len(m.Articles), m.URL) {
		if part.number > 0 {
			p.list(part, part.file(m.File), title, Link{Text: title, URL: m.URL}, m.Articles)
			continue
		}
		p.page("month", m.File, func() view {
			v := &MonthPage{
				Frame:   d.frame(m.URL, title, "Articles of "+title+" in "+d.Title+"."),
				Title:   title,
				Archive: Link{Text: "Archive", URL: d.under("archive/")},
				Cards:   d.cardsOf(m.Articles[part.from:part.to]),
				Pager:   part.pager("Pages of " + title),
			}
			part.mark(&v.Frame)
			if at > 0 { // months are newest first
				v.Later = monthLink(d.Months[at-1])
			}
			if at+1 < len(d.Months) {
				v.Earlier = monthLink(d.Months[at+1])
			}
			return v
		})
	}
}

func monthLink(m *site.Month) Link { return Link{Text: m.Start.Format("January 2006"), URL: m.URL} }

func (d *desk) archive() *ArchivePage {
	v := &ArchivePage{Frame: d.frame(d.under("archive/"), "Archive", "Every article in "+d.Title+", by month.")}
	for _, m := range d.Months {
		year := m.Start.Format("2006")
		if n := len(v.Years); n == 0 || v.Years[n-1].Name != year {
			v.Years = append(v.Years, Year{Name: year})
		}
		last := &v.Years[len(v.Years)-1]
		last.Months = append(last.Months, Entry{
			Link:  Link{Text: m.Start.Format("January"), URL: m.URL},
			Count: count(len(m.Articles), "article", "articles"),
		})
	}
	return v
}

func (d *desk) text(page *site.Page) *TextPage {
	description := page.Document.Page.Standfirst
	if description == "" {
		description = page.Body.Excerpt
	}
	return &TextPage{
		Frame: d.frame(page.URL, page.Document.Page.Title, description),
		Title: page.Document.Page.Title, Standfirst: page.Document.Page.Standfirst,
		Body: bodyOf(page.Document, page.Links),
	}
}

// log makes the corrections log: every correction of every article, newest first.
func (d *desk) log() *CorrectionsPage {
	v := &CorrectionsPage{
		Frame:   d.frame(d.under("corrections/"), "Corrections", "Every correction of an article in "+d.Title+", newest first."),
		Contact: contactLink(d.Publisher.Contact),
	}
	v.OwnFeed = ownFeed(feed.Corrections(d.Site), true)
	if at := slices.IndexFunc(d.Pages, func(p *site.Page) bool { return p.URL == d.under("corrections-policy/") }); at >= 0 {
		v.Policy = Link{Text: d.Pages[at].Document.Page.Title, URL: d.Pages[at].URL}
	}
	for _, c := range d.Corrections {
		v.Entries = append(v.Entries, LogEntry{
			Article:    Link{Text: c.Article.Article.Title, URL: c.Article.URL},
			Correction: d.correction(c.Article, c.Correction),
		})
	}
	return v
}

// redirect makes the page that stands at an old URL, for hosts that do not read
// _redirects.
func (d *desk) redirect(r *site.Redirect) *RedirectPage {
	v := &RedirectPage{Frame: d.unlisted(r.From, "Moved"), To: r.To}
	v.Canonical, v.Refresh = d.absolute(r.To), r.To
	return v
}

func (d *desk) notFound() *NotFoundPage {
	return &NotFoundPage{
		Frame:  d.unlisted(d.under("404.html"), "Not found"),
		Latest: d.cardsOf(d.Articles[:min(5, len(d.Articles))]),
		Index:  d.index(),
	}
}
