package page

import (
	"slices"
	"strings"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/tally"
)

// How many entries a term's page shows beside its articles, which are paged.
const (
	shownIncidents = 40
	shownMentions  = 20
)

// term plans the pages of a term: its own, and the numbered ones of its articles.
func (p *plan) term(t *site.Term) {
	for _, part := range paged(len(t.Articles), t.URL) {
		if part.number > 0 {
			p.list(part, part.file(t.File), t.Name, termLink(t), t.Articles)
			continue
		}
		shown := func(k *key) { k.termPage(t, part) }
		switch t.Kind {
		case site.Company:
			p.keyed("company", t.File, shown, func() view { return p.desk.company(t, part) })
		case site.Actor:
			p.keyed("actor", t.File, shown, func() view { return p.desk.actorPage(t, part) })
		case site.Author:
			p.keyed("author", t.File, shown, func() view { return p.desk.author(t, part) })
		case site.CVE:
			p.keyed("cve", t.File, shown, func() view { return p.desk.cve(t, part) })
		default:
			p.keyed("topic", t.File, shown, func() view { return p.desk.topic(t, part) })
		}
	}
}

// list plans a numbered page of a long list of articles.
func (p *plan) list(part part, file, title string, of Link, articles []*site.Article) {
	d := p.desk
	p.keyed("list", file, func(k *key) {
		k.part(part)
		k.values(title, of)
		k.articles(articles[part.from:part.to])
	}, func() view {
		heading := part.title(d.Words, title)
		v := &ListPage{
			Frame: d.frame(part.url(), heading, d.Words.Say("describe.older", "list", title)),
			Title: title, Page: part.name(d.Words), Of: of,
			Cards: d.cardsOf(articles[part.from:part.to]),
			Pager: part.pager(d.Words, title),
		}
		part.mark(&v.Frame)
		return v
	})
}

// filed gives what is filed under a term, for its landing page: the open
// incidents first, then the others by when they began.
func (d *desk) filed(t *site.Term, part part) Filed {
	f := Filed{
		IncidentCount: len(t.Incidents), AllegedCount: len(t.Alleged), ArticleCount: len(t.Articles),
		Articles: d.cardsOf(t.Articles[part.from:part.to]),
		Pager:    part.pager(d.Words, t.Name),
	}
	var open, others []*site.Incident
	for _, i := range t.Incidents {
		if tally.Open(i) {
			open = append(open, i)
		} else {
			others = append(others, i)
		}
	}
	f.OpenCount = len(open)
	switch t.Kind {
	case site.Company, site.Actor, site.Type, site.Status:
		f.Countable = true
	}
	slices.SortStableFunc(others, func(x, y *site.Incident) int { return y.Began.Compare(x.Began) })
	shown := func(list []*site.Incident) ([]IncidentCard, int) {
		n := min(len(list), shownIncidents)
		return d.incidentCardsOf(list[:n]), len(list) - n
	}
	var more int
	f.Open, more = shown(open)
	f.Incidents, f.MoreFacts = shown(others)
	f.MoreFacts += more
	f.Alleged, f.MoreAlleged = shown(t.Alleged)
	n := min(len(t.Mentions), shownMentions)
	f.Mentions, f.MoreMentions = d.cardsOf(t.Mentions[:n]), len(t.Mentions)-n
	return f
}

// parted divides the text of an entity's file into its first paragraph, which
// says in short what it is, and the rest.
func parted(b Body) (first, rest Body) {
	const end = "</p>\n"
	at := strings.Index(string(b.HTML), end)
	if at < 0 || !strings.HasPrefix(string(b.HTML), "<p>") {
		return Body{}, b
	}
	first.HTML = b.HTML[:at+len(end)]
	first.digest = sealOf(&first)
	if left := b.HTML[at+len(end):]; strings.TrimSpace(string(left)) != "" {
		rest.HTML = left
		rest.digest = sealOf(&rest)
	}
	return first, rest
}

func (d *desk) termFrame(t *site.Term, part part, description string) Frame {
	f := d.frame(t.URL, t.Name, description)
	f.OwnFeed = ownFeed(feed.OfTerm(d.Site, t))
	part.mark(&f)
	f.Data = d.trailData(Link{Text: d.kindTitle(t.Kind), URL: d.under(t.Kind.Folder() + "/")}, termLink(t))
	return f
}

func (d *desk) author(t *site.Term, part part) *AuthorPage {
	v := &AuthorPage{
		Frame: d.termFrame(t, part, d.Words.Say("author.description", "name", t.Name)),
		Name:  t.Name, Bio: d.body(t.Doc, t.Links), Filed: d.filed(t, part),
	}
	if t.Doc == nil || t.Doc.Author == nil {
		return v
	}
	a := t.Doc.Author
	v.Role, v.Expertise, v.Contact = a.Role, a.Expertise, contactLink(a.Contact)
	for _, tag := range a.Languages {
		v.Languages = append(v.Languages, d.words.NameOf(tag))
	}
	for _, link := range a.Links {
		if url := publicURL(link); url != "" {
			v.Links = append(v.Links, Link{Text: strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"), URL: url})
		}
	}
	if t.Photo != nil {
		v.Photo = d.picture(a.Photo, t.Photo, sizesOfPhoto)
	}
	return v
}

func (d *desk) topic(t *site.Term, part part) *TopicPage {
	w := t.Word
	v := &TopicPage{
		Frame: d.termFrame(t, part, d.Words.Say("topic.description", "name", t.Name, "site", d.Title)),
		Kind:  d.kindLink(t.Kind),
		Name:  t.Name, Definition: sentence(w.Definition),
		Filed: d.filed(t, part),
	}
	switch t.Kind {
	case site.Type:
		v.Value, v.VERIS, v.RSIT = w.Value, w.VERIS, w.RSIT
		v.Year = d.yearOf(w.Value)
		if w.Parent != "" {
			v.Parent = d.word(site.Type, news.IncidentTypes, w.Parent)
		}
	case site.Status:
		v.Value = w.Value
		v.Ladder = Link{Text: d.kindLink(site.Status).Text, URL: d.under(site.Status.Folder()+"/") + "#status." + w.Value}
		v.OnLadder, v.Rank, v.Headline = !offLadder(w.Value), w.Rank, d.headline(w.Value)
	}
	if w.Definition != "" {
		v.Description = t.Name + ": " + w.Definition + ". " + v.Description
	}
	return v
}

func (d *desk) cve(t *site.Term, part part) *CVEPage {
	v := &CVEPage{
		Frame: d.termFrame(t, part, d.Words.Say("cve.description", "name", t.Name, "site", d.Title)),
		Name:  t.Name, Kind: d.kindLink(site.CVE), Filed: d.filed(t, part),
	}
	for _, a := range t.Articles {
		for n := range a.Article.Vulnerabilities {
			if f := &a.Article.Vulnerabilities[n]; strings.EqualFold(f.CVE, t.ID) {
				v.Reports = append(v.Reports, CVEReport{
					Article: Link{Text: a.Article.Title, URL: a.URL}, Tongue: d.tongueOf(a), Published: d.timeOf(a.Published),
					Vulnerability: d.vulnerability(a, f),
				})
			}
		}
	}
	return v
}

// kindIndex makes the index of a kind of terms.
func (d *desk) kindIndex(kind site.TermKind) *IndexPage {
	v := &IndexPage{
		Frame: d.frame(d.under(kind.Folder()+"/"), d.kindTitle(kind), d.Words.Say("describe.index", "list", d.kindTitle(kind), "site", d.Title)),
		Title: d.kindTitle(kind), Intro: d.introOf(kind),
	}
	var entries []Entry
	for _, t := range d.Terms[kind] {
		entries = append(entries, d.entry(t))
	}
	v.Plain = !slices.ContainsFunc(entries, func(e Entry) bool { return e.Definition != "" })
	switch {
	case len(entries) == 0:
	case kind == site.Type || kind == site.Status: // these stand in the order of the vocabulary
		v.Groups = []IndexGroup{{Entries: entries}}
	default:
		v.Groups = letters(entries)
	}
	return v
}

// introOf says what an index is of, where that is not plain.
func (d *desk) introOf(kind site.TermKind) string {
	switch kind {
	case site.Company:
		return d.Words.Say("intro.companies")
	case site.Actor:
		return d.Words.Say("intro.actors")
	case site.Type:
		return d.Words.Say("intro.types")
	}
	return ""
}

func (d *desk) entry(t *site.Term) Entry {
	e := Entry{Link: termLink(t), Definition: t.Word.Definition}
	var counts []string
	switch t.Kind {
	case site.Company, site.Type, site.Status:
		if len(t.Incidents) > 0 {
			counts = append(counts, d.Words.Say("count.incidents", "n", len(t.Incidents)))
		}
		if len(t.Alleged) > 0 {
			counts = append(counts, d.Words.Say("count.alleged", "n", len(t.Alleged)))
		}
	case site.Actor:
		if len(t.Incidents) > 0 {
			counts = append(counts, d.Words.Say("count.attributed", "n", len(t.Incidents)))
		}
		if len(t.Alleged) > 0 {
			counts = append(counts, d.Words.Say("count.claimed", "n", len(t.Alleged)))
		}
	}
	counts = append(counts, d.Words.Say("count.articles", "n", len(t.Articles)))
	e.Count = strings.Join(counts, d.Words.Say("list.between"))
	if t.Doc != nil {
		switch {
		case t.Doc.Company != nil:
			e.Definition = d.companyInShort(t.Doc.Company)
		case t.Doc.Actor != nil:
			e.Definition = d.Vocabulary.Label(news.ActorKinds, t.Doc.Actor.Kind)
		case t.Doc.Author != nil:
			e.Definition = t.Doc.Author.Role
		}
	}
	return e
}

// companyInShort says what and where an organisation is: «Retail, United Kingdom».
func (d *desk) companyInShort(c *news.CompanyFile) string {
	var words []string
	for n, value := range c.Sector {
		label := d.Vocabulary.Label(news.Sectors, value)
		if n > 0 {
			label = d.words.Inside(label)
		}
		words = append(words, label)
	}
	if c.Country != "" {
		words = append(words, d.words.Country(c.Country))
	}
	return strings.Join(words, d.Words.Say("list.between"))
}
