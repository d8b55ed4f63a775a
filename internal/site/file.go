package site

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// file puts every article and incident under its terms. A term exists only
// because a visible document names it.
func (b *builder) file() {
	for _, i := range b.site.Incidents {
		b.fileParties(i)
	}
	for _, a := range b.articles {
		if a.listed {
			b.site.Articles = append(b.site.Articles, a)
			b.fileArticle(a)
		} else if a.State == Withdrawn {
			b.site.Withdrawn = append(b.site.Withdrawn, a)
		}
	}
	for _, i := range b.site.Incidents {
		b.fileIncident(i)
	}
	for _, a := range b.site.Articles {
		b.fileMentions(a) // last: it may only name what is known
	}
	slices.Reverse(b.site.Articles)
	slices.Reverse(b.site.Withdrawn)
	slices.Reverse(b.site.Months)
	for _, m := range b.site.Months {
		slices.Reverse(m.Articles)
	}
	for _, terms := range b.terms {
		for _, t := range terms {
			t.Articles = tidy(t.Articles)
			t.Mentions = tidy(t.Mentions)
		}
	}
	b.logCorrections()
}

// number numbers what tables are made of.
func (b *builder) number() {
	for n, a := range b.site.Articles {
		a.Number = n
	}
	for n, a := range b.site.Withdrawn {
		a.Number = len(b.site.Articles) + n
	}
	for n, i := range b.site.Incidents {
		i.Number = n
	}
}

// tidy gives articles newest first, each once.
func tidy(articles []*Article) []*Article {
	slices.SortFunc(articles, func(x, y *Article) int { return byDate(y, x) })
	return slices.Compact(articles)
}

// filedUnder are all terms under which an article stands.
func (a *Article) filedUnder() []*Term {
	return slices.Concat(a.Companies, a.Actors, a.Authors, a.Types, a.Statuses, a.Tags, a.Sectors, a.Countries, a.CVEs)
}

// term gives the term of that kind and id, and makes it under name if it is new.
func (b *builder) term(kind TermKind, id, name string) *Term {
	if b.terms[kind] == nil {
		b.terms[kind] = map[string]*Term{}
	}
	t := b.terms[kind][id]
	if t == nil {
		t = &Term{Kind: kind, ID: id, Name: name}
		b.terms[kind][id] = t
	}
	return t
}

// unnamed reports whether a value of company names no organisation.
func unnamed(company string) bool { return company == news.Undisclosed || company == news.Many }

func (b *builder) company(name string) *Term { return b.named(Company, name) }
func (b *builder) actor(name string) *Term   { return b.named(Actor, name) }
func (b *builder) author(name string) *Term  { return b.named(Author, name) }

// named gives the term that a name means, with its file if it has one.
func (b *builder) named(kind TermKind, name string) *Term {
	var id string
	var d *news.Document
	switch kind {
	case Company:
		id, _ = b.names.Company(name)
		d = b.entity(news.KindCompany, id)
	case Actor:
		id, _ = b.names.Actor(name)
		d = b.entity(news.KindActor, id)
	case Author:
		id, _ = b.names.Author(name)
		d = b.entity(news.KindAuthor, id)
	}
	t := b.term(kind, id, name)
	if t.Doc == nil && d != nil {
		t.Doc, t.Name = d, cmp.Or(nameOf(d), d.ID)
		if kind == Company && d.Company.Parent != "" {
			t.Parent = b.company(d.Company.Parent)
		}
	}
	return t
}

func nameOf(d *news.Document) string {
	switch d.Kind {
	case news.KindCompany:
		return d.Company.Name
	case news.KindActor:
		return d.Actor.Name
	case news.KindAuthor:
		return d.Author.Name
	}
	return ""
}

func (b *builder) entity(kind news.Kind, id string) *news.Document {
	if b.byID == nil {
		b.byID = map[entityKey]*news.Document{}
		for _, d := range b.entities {
			b.byID[entityKey{d.Kind, d.ID}] = d
		}
	}
	return b.byID[entityKey{kind, id}]
}

type entityKey struct {
	kind news.Kind
	id   string
}

// word gives the term of a vocabulary's word.
func (b *builder) word(kind TermKind, list, value string) *Term {
	t := b.term(kind, value, b.site.Vocabulary.Label(list, value))
	t.Word, _ = b.site.Vocabulary.Word(list, value)
	return t
}

func (b *builder) country(code string) *Term {
	return b.term(Country, strings.ToLower(code), b.in.Words.Country(code))
}

func (b *builder) fileParties(i *Incident) {
	seen := map[*Term]bool{}
	for _, p := range b.partiesOf(i) {
		if unnamed(p.Name) {
			continue
		}
		t := b.company(p.Name)
		if !seen[t] {
			seen[t] = true
			i.Companies = append(i.Companies, Party{t, cmp.Or(p.Role, "victim")})
		}
	}
	slices.SortStableFunc(i.Companies, func(x, y Party) int {
		return cmp.Compare(btoi(x.Role != "victim"), btoi(y.Role != "victim"))
	})
	i.Title = b.titleOf(i)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// titleOf names an incident: as its file does, or by organisation and month.
func (b *builder) titleOf(i *Incident) string {
	if i.Doc != nil && i.Doc.Incident.Title != "" {
		return i.Doc.Incident.Title
	}
	var names []string
	for _, p := range i.Companies {
		if p.Role == "victim" {
			names = append(names, p.Name)
		}
	}
	name := strings.Join(names, b.in.Words.Say("list.between"))
	switch {
	case len(names) > 2:
		name = b.in.Words.Say("incident.and_others", "name", names[0], "n", len(names)-1)
	case name == "" && i.ID != "" && !strings.HasPrefix(i.ID, "report/"):
		name = i.ID
	case name == "":
		name = i.Articles[0].Article.Title
	}
	began := i.Began
	began.Precision, began.About = min(began.Precision, news.ToMonth), false
	return b.in.Words.Say("incident.title", "name", name, "month", b.in.Words.Date(began))
}

// fileIncident files an incident, and the articles that tell of it, under what
// stands of it now.
func (b *builder) fileIncident(i *Incident) {
	alleged := i.Standing.Alleged
	under := func(t *Term) {
		if alleged {
			t.Alleged = append(t.Alleged, i)
		} else {
			t.Incidents = append(t.Incidents, i)
		}
	}
	for _, p := range i.Companies {
		if p.Role == "victim" {
			under(p.Term)
		} else {
			p.Elsewhere = append(p.Elsewhere, i)
		}
	}
	var types, statuses []*Term
	if i.Standing.Type != nil {
		for _, value := range i.Standing.Type.Types {
			types = append(types, b.word(Type, news.IncidentTypes, value))
		}
	}
	for _, value := range statusesOf(&i.Standing) {
		statuses = append(statuses, b.word(Status, news.AttributionLadder, value))
	}
	for _, t := range append(slices.Clone(types), statuses...) {
		under(t)
	}
	actors := b.fileActors(i)
	for _, a := range i.Articles {
		a.Types = unite(a.Types, types)
		a.Statuses = unite(a.Statuses, statuses)
		a.Actors = unite(a.Actors, actors)
		if len(a.Article.Company) == 0 {
			for _, p := range i.Companies {
				a.Companies = unite(a.Companies, []*Term{p.Term})
			}
		}
		for _, t := range slices.Concat(types, statuses, actors, a.Companies) {
			t.Articles = append(t.Articles, a)
		}
		b.fileUnderCompanyFacts(a)
	}
}

// statusesOf are the badge and the flags raised beside it.
func statusesOf(s *news.Standing) []string {
	var out []string
	if s.Badge != "" {
		out = append(out, s.Badge)
	}
	for value, raised := range map[string]bool{"disputed": s.Disputed, "cleared": s.Cleared, "retracted": s.Retracted} {
		if raised && !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	slices.Sort(out[min(1, len(out)):])
	return out
}

// fileActors files an incident under every actor that a standing attribution
// names: on record, or merely claimed or suspected.
func (b *builder) fileActors(i *Incident) []*Term {
	onRecord, inWord := []*Term{}, []*Term{}
	for _, s := range i.Standing.Attributions {
		rung, _ := b.site.Vocabulary.Word(news.AttributionLadder, s.Attribution.Status)
		for _, ref := range s.Attribution.To {
			switch {
			case news.IsCategory(ref.Name):
			case rung.Rank >= 2:
				onRecord = unite(onRecord, []*Term{b.actor(ref.Name)})
			default:
				inWord = unite(inWord, []*Term{b.actor(ref.Name)})
			}
		}
	}
	inWord = slices.DeleteFunc(inWord, func(t *Term) bool { return slices.Contains(onRecord, t) })
	for _, t := range onRecord {
		t.Incidents = append(t.Incidents, i)
	}
	for _, t := range inWord {
		t.Alleged = append(t.Alleged, i)
	}
	return append(onRecord, inWord...)
}

// fileArticle files an article under what its own front matter names.
func (b *builder) fileArticle(a *Article) {
	for _, p := range a.Article.Company {
		if !unnamed(p.Name) {
			a.Companies = unite(a.Companies, []*Term{b.company(p.Name)})
		}
	}
	for _, name := range a.Article.Authors {
		a.Authors = unite(a.Authors, []*Term{b.author(name)})
	}
	for _, name := range a.Article.Tags {
		if id, ok := news.Slug(name); ok {
			a.Tags = unite(a.Tags, []*Term{b.term(Tag, id, name)})
		}
	}
	for _, value := range a.Article.Sector {
		a.Sectors = unite(a.Sectors, []*Term{b.word(Sector, news.Sectors, value)})
	}
	for _, code := range a.Article.Country {
		a.Countries = unite(a.Countries, []*Term{b.country(code)})
	}
	for _, v := range a.Article.Vulnerabilities {
		a.CVEs = unite(a.CVEs, []*Term{b.term(CVE, strings.ToLower(v.CVE), strings.ToUpper(v.CVE))})
	}
	for _, t := range slices.Concat(a.Companies, a.Authors, a.Tags, a.Sectors, a.Countries, a.CVEs) {
		t.Articles = append(t.Articles, a)
	}
	b.fileUnderCompanyFacts(a)
	month := time.Date(a.Published.Time.Year(), a.Published.Time.Month(), 1, 0, 0, 0, 0, b.site.Zone)
	if n := len(b.site.Months); n == 0 || !b.site.Months[n-1].Start.Equal(month) {
		b.site.Months = append(b.site.Months, &Month{Start: month})
	}
	last := b.site.Months[len(b.site.Months)-1]
	last.Articles = append(last.Articles, a)
}

// fileUnderCompanyFacts files an article that names no sector or country under
// those of its companies' files.
func (b *builder) fileUnderCompanyFacts(a *Article) {
	for _, company := range a.Companies {
		if company.Doc == nil {
			continue
		}
		if len(a.Article.Sector) == 0 {
			for _, value := range company.Doc.Company.Sector {
				t := b.word(Sector, news.Sectors, value)
				a.Sectors = unite(a.Sectors, []*Term{t})
				t.Articles = append(t.Articles, a)
			}
		}
		if code := company.Doc.Company.Country; code != "" && len(a.Article.Country) == 0 {
			t := b.country(code)
			a.Countries = unite(a.Countries, []*Term{t})
			t.Articles = append(t.Articles, a)
		}
	}
}

var cvePattern = regexp.MustCompile(`^(?i)CVE-\d{4}-\d{4,}$`)

// fileMentions files an article under what it only mentions.
func (b *builder) fileMentions(a *Article) {
	for n, m := range a.Article.Mentions {
		var t *Term
		switch {
		case m.Company != "":
			t = b.company(m.Company)
		case m.Actor != "":
			t = b.actor(m.Actor)
		case cvePattern.MatchString(m.Name):
			t = b.term(CVE, strings.ToLower(m.Name), strings.ToUpper(m.Name))
		case b.incidents[b.resolved(m.Name)] != nil:
			i := b.incidents[b.resolved(m.Name)]
			if !slices.Contains(a.Incidents, i) {
				i.About = append([]*Article{a}, i.About...)
			}
			continue
		default:
			t = b.known(m.Name)
		}
		if t == nil && b.unseenNames[news.Fold(m.Name)] {
			b.report(a.At(fmt.Sprintf("mentions[%d]", n), diag.Warning, "link-to-hidden", fmt.Sprintf("no public article names «%s» now, so this mention is left out", m.Name), ""))
			continue
		}
		if t == nil {
			b.report(a.At(fmt.Sprintf("mentions[%d]", n), diag.Error, "unknown-name",
				fmt.Sprintf("«%s» is no company, actor, author or incident that this site knows", m.Name),
				cmp.Or(diag.DidYouMean(m.Name, b.knownNames()), "a new one is written {company: "+m.Name+"} or {actor: "+m.Name+"}")))
			continue
		}
		if !slices.Contains(a.filedUnder(), t) {
			t.Mentions = append(t.Mentions, a)
			a.Mentioned = unite(a.Mentioned, []*Term{t})
		}
	}
}

// known finds the company, actor or author of that name, if it has a file or a
// visible document names it.
func (b *builder) known(name string) *Term {
	if id, ok := b.names.Company(name); ok || b.terms[Company][id] != nil {
		return b.company(name)
	}
	if id, ok := b.names.Actor(name); ok || b.terms[Actor][id] != nil {
		return b.actor(name)
	}
	if id, ok := b.names.Author(name); ok || b.terms[Author][id] != nil {
		return b.author(name)
	}
	return nil
}

func (b *builder) knownNames() []string {
	out := keysOf(b.incidents)
	for _, kind := range []TermKind{Company, Actor, Author} {
		for _, t := range b.terms[kind] {
			out = append(out, t.Name)
		}
	}
	for _, kind := range []news.Kind{news.KindCompany, news.KindActor, news.KindAuthor} {
		out = append(out, b.names.Known(kind)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (b *builder) logCorrections() {
	for _, a := range b.site.Articles {
		for n := range a.Article.Corrections {
			b.site.Corrections = append(b.site.Corrections, CorrectionEntry{a, &a.Article.Corrections[n]})
		}
	}
	slices.SortStableFunc(b.site.Corrections, func(x, y CorrectionEntry) int {
		return y.Correction.Date.Compare(x.Correction.Date)
	})
}

// unite appends the terms of more that are not in terms yet.
func unite(terms, more []*Term) []*Term {
	for _, t := range more {
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	return terms
}
