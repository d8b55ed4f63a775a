package page

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
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
		switch t.Kind {
		case site.Company:
			p.page("company", t.File, func() view { return p.desk.company(t, part) })
		case site.Actor:
			p.page("actor", t.File, func() view { return p.desk.actorPage(t, part) })
		case site.Author:
			p.page("author", t.File, func() view { return p.desk.author(t, part) })
		case site.CVE:
			p.page("cve", t.File, func() view { return p.desk.cve(t, part) })
		default:
			p.page("topic", t.File, func() view { return p.desk.topic(t, part) })
		}
	}
}

// list plans a numbered page of a long list of articles.
func (p *plan) list(part part, file, title string, of Link, articles []*site.Article) {
	d := p.desk
	p.page("list", file, func() view {
		heading := part.title(d.Words, title)
		v := &ListPage{
			Frame: d.frame(part.url, heading, "Older articles: "+title+"."),
			Title: title, Page: part.name(d.Words), Of: of,
			Cards: d.cardsOf(articles[part.from:part.to]),
			Pager: part.pager(d.Words, title),
		}
		part.mark(&v.Frame)
		return v
	})
}

// filed gives what is filed under a term, for its landing page.
func (d *desk) filed(t *site.Term, part part, counts ...string) Filed {
	if counts == nil {
		counts = []string{count(len(t.Incidents), "incident", "incidents")}
		if len(t.Alleged) > 0 {
			counts = append(counts, itoa(len(t.Alleged))+" alleged, listed apart")
		}
	}
	counts = append(counts, count(len(t.Articles), "article", "articles"))
	shown := func(list []*site.Incident) ([]IncidentCard, int) {
		n := min(len(list), shownIncidents)
		return d.incidentCardsOf(list[:n]), len(list) - n
	}
	f := Filed{
		Count:    strings.Join(counts, "; "),
		Articles: d.cardsOf(t.Articles[part.from:part.to]),
		Pager:    part.pager(d.Words, t.Name),
	}
	f.Incidents, f.MoreFacts = shown(t.Incidents)
	f.Alleged, f.MoreAlleged = shown(t.Alleged)
	n := min(len(t.Mentions), shownMentions)
	f.Mentions, f.MoreMentions = d.cardsOf(t.Mentions[:n]), len(t.Mentions)-n
	return f
}

func (d *desk) termFrame(t *site.Term, part part, description string) Frame {
	f := d.frame(t.URL, t.Name, description)
	f.OwnFeed = ownFeed(feed.OfTerm(d.Site, t))
	part.mark(&f)
	f.Data = data(d.trail(Link{Text: t.Kind.Title(), URL: d.under(t.Kind.Folder() + "/")}, termLink(t)))
	return f
}

func (d *desk) company(t *site.Term, part part) *CompanyPage {
	v := &CompanyPage{
		Frame: d.termFrame(t, part, t.Name+": incidents on record, what stands of each, and who says so."),
		Name:  t.Name, Parent: termLink(t.Parent), Background: d.body(t.Doc, t.Links),
		Filed: d.filed(t, part), Elsewhere: d.incidentCardsOf(t.Elsewhere),
	}
	for _, other := range d.Terms[site.Company] {
		if other.Parent == t {
			v.Parts = append(v.Parts, termLink(other))
		}
	}
	if t.Doc == nil || t.Doc.Company == nil {
		return v
	}
	c := t.Doc.Company
	v.Aliases, v.Ticker = c.Aliases, c.Ticker
	if url := publicURL(c.Website); url != "" {
		v.Website = Link{Text: strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"), "/"), URL: url}
	}
	for _, country := range d.Terms[site.Country] {
		if strings.EqualFold(country.ID, c.Country) {
			v.Country = termLink(country)
		}
	}
	if c.Country != "" && v.Country.Text == "" {
		v.Country.Text = countryName(c.Country)
	}
	for _, value := range c.Sector {
		link := Link{Text: d.Vocabulary.Label(news.Sectors, value)}
		for _, sector := range d.Terms[site.Sector] {
			if sector.ID == value {
				link.URL = sector.URL
			}
		}
		v.Sectors = append(v.Sectors, link)
	}
	return v
}

// countryName gives the English name of a country, GB: United Kingdom.
func countryName(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.English.Regions().Name(region); name != "" {
		return name
	}
	return code
}

func (d *desk) actorPage(t *site.Term, part part) *ActorPage {
	v := &ActorPage{
		Frame: d.termFrame(t, part, "What is attributed to "+t.Name+" and what is only claimed, and who says so."),
		Name:  t.Name, Background: d.body(t.Doc, t.Links),
		Filed: d.filed(t, part,
			count(len(t.Incidents), "incident attributed on record", "incidents attributed on record"),
			itoa(len(t.Alleged))+" claimed or suspected"),
	}
	if t.Doc == nil || t.Doc.Actor == nil {
		return v
	}
	if kind, ok := d.Vocabulary.Word(news.ActorKinds, t.Doc.Actor.Kind); ok {
		v.Kind, v.KindDefinition = kind.Label, kind.Definition
	}
	for _, alias := range t.Doc.Actor.Aliases {
		relation := alias.Relation
		if relation == "" {
			relation = "overlaps"
		}
		word, _ := d.Vocabulary.Word(news.AliasRelations, relation)
		v.Aliases = append(v.Aliases, Alias{
			Name: alias.Name, By: d.words.List(alias.By),
			Relation: word.Label, Meaning: word.Definition, RelationVocabulary: relation,
		})
	}
	return v
}

func (d *desk) author(t *site.Term, part part) *AuthorPage {
	v := &AuthorPage{
		Frame: d.termFrame(t, part, "Articles by "+t.Name+"."),
		Name:  t.Name, Bio: d.body(t.Doc, t.Links),
		Filed: d.filed(t, part, []string{}...),
	}
	v.Filed.Count = count(len(t.Articles), "article", "articles")
	if t.Doc == nil || t.Doc.Author == nil {
		return v
	}
	a := t.Doc.Author
	v.Role, v.Expertise, v.Contact = a.Role, a.Expertise, contactLink(a.Contact)
	for _, tag := range a.Languages {
		v.Languages = append(v.Languages, languageName(tag))
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

// languageName gives the English name of a language, cy: Welsh.
func languageName(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.English.Tags().Name(parsed); name != "" {
		return name
	}
	return tag
}

func (d *desk) topic(t *site.Term, part part) *TopicPage {
	v := &TopicPage{
		Frame: d.termFrame(t, part, t.Name+": incidents and articles in "+d.Title+"."),
		Kind:  d.kindLink(t.Kind), KindName: t.Kind.Title(),
		Name: t.Name, Definition: t.Word.Definition,
		Filed: d.filed(t, part),
	}
	switch t.Kind {
	case site.Tag, site.Sector, site.Country: // articles are filed under these, not incidents
		v.Filed.Count = count(len(t.Articles), "article", "articles")
	}
	if v.Definition != "" {
		v.Description = t.Name + ": " + v.Definition + ". Incidents and articles in " + d.Title + "."
	}
	return v
}

func (d *desk) cve(t *site.Term, part part) *CVEPage {
	v := &CVEPage{
		Frame: d.termFrame(t, part, t.Name+": what has been reported of it in "+d.Title+"."),
		Name:  t.Name, Filed: d.filed(t, part),
	}
	v.Filed.Count = count(len(t.Articles), "article", "articles")
	for _, a := range t.Articles {
		for n := range a.Article.Vulnerabilities {
			if f := &a.Article.Vulnerabilities[n]; strings.EqualFold(f.CVE, t.ID) {
				v.Reports = append(v.Reports, CVEReport{
					Article: Link{Text: a.Article.Title, URL: a.URL}, Published: timeOf(a.Published),
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
		Frame: d.frame(d.under(kind.Folder()+"/"), kind.Title(), kind.Title()+" in "+d.Title+"."),
		Title: kind.Title(), Intro: introOf(kind),
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
func introOf(kind site.TermKind) string {
	switch kind {
	case site.Company:
		return "Organisations that incidents happened to, or that had another part in them."
	case site.Actor:
		return "Actors that somebody has named. A name here is no finding of guilt: each page keeps apart what is attributed on record and what is only claimed or suspected."
	case site.Status:
		return "The rungs of attribution: who says who did it, and on what standing."
	case site.Type:
		return "Kinds of incidents. Incidents that rest on somebody’s word only are counted apart, as alleged."
	}
	return ""
}

func (d *desk) entry(t *site.Term) Entry {
	e := Entry{Link: termLink(t), Definition: t.Word.Definition}
	var counts []string
	switch t.Kind {
	case site.Company, site.Type, site.Status:
		if len(t.Incidents) > 0 {
			counts = append(counts, count(len(t.Incidents), "incident", "incidents"))
		}
		if len(t.Alleged) > 0 {
			counts = append(counts, itoa(len(t.Alleged))+" alleged")
		}
	case site.Actor:
		if len(t.Incidents) > 0 {
			counts = append(counts, itoa(len(t.Incidents))+" attributed")
		}
		if len(t.Alleged) > 0 {
			counts = append(counts, itoa(len(t.Alleged))+" claimed or suspected")
		}
	}
	counts = append(counts, count(len(t.Articles), "article", "articles"))
	e.Count = strings.Join(counts, ", ")
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
		words = append(words, countryName(c.Country))
	}
	return strings.Join(words, ", ")
}
