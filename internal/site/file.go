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
			b.fileByMonth(a)
		} else if a.State == Withdrawn {
			b.site.Withdrawn = append(b.site.Withdrawn, a)
		}
	}
	for _, i := range b.site.Incidents {
		b.fileIncident(i)
	}
	for _, a := range b.site.Articles {
		if !a.known.plain {
			b.fileMentions(a) // last: it may only name what is known
		}
	}
	slices.Reverse(b.site.Articles) // newest first, and so they stand under every term
	for _, a := range b.site.Articles {
		for _, terms := range a.filedUnder() {
			for _, t := range terms {
				t.Articles = append(t.Articles, a)
			}
		}
		for _, t := range a.Mentioned {
			t.Mentions = append(t.Mentions, a)
		}
	}
	slices.Reverse(b.site.Withdrawn)
	slices.Reverse(b.site.Months)
	for _, m := range b.site.Months {
		slices.Reverse(m.Articles)
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
		i.Number, i.stand.order = n, rank{b.memory.turn, n + 1}
	}
}

// filedUnder are all terms under which an article stands, by kind.
func (a *Article) filedUnder() [9][]*Term {
	return [...][]*Term{a.Companies, a.Actors, a.Authors, a.Types, a.Statuses, a.Tags, a.Sectors, a.Countries, a.CVEs}
}

// isUnder reports whether an article stands under a term.
func (a *Article) isUnder(t *Term) bool {
	for _, terms := range a.filedUnder() {
		if slices.Contains(terms, t) {
			return true
		}
	}
	return false
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

func (b *builder) company(name string) *Term { return b.meant(Company, name) }
func (b *builder) actor(name string) *Term   { return b.meant(Actor, name) }
func (b *builder) author(name string) *Term  { return b.meant(Author, name) }

// meant gives the term that a name means.
func (b *builder) meant(kind TermKind, name string) *Term {
	return b.numbered(b.memory.number(kind, name))
}

// numbered gives the term that a name means, by the name's number.
func (b *builder) numbered(n int32) *Term {
	if int(n) < len(b.byNumber) && b.byNumber[n] != nil {
		return b.byNumber[n]
	}
	s := b.memory.spellings[n]
	var t *Term
	switch s.kind {
	case Type:
		t = b.word(s, news.IncidentTypes)
	case Status:
		t = b.word(s, news.AttributionLadder)
	case Sector:
		t = b.word(s, news.Sectors)
	case Country:
		t = b.term(Country, strings.ToLower(s.name), b.in.Words.Country(s.name))
	case Tag:
		id, _ := news.Slug(s.name)
		t = b.term(Tag, id, s.name)
	case CVE:
		t = b.term(CVE, strings.ToLower(s.name), strings.ToUpper(s.name))
	default:
		t = b.named(s)
	}
	if more := len(b.memory.spellings) - len(b.byNumber); more > 0 {
		b.byNumber = append(b.byNumber, make([]*Term, more)...)
	}
	b.byNumber[n] = t
	return t
}

// named gives the term of a company, actor or author, with its file if it has one.
func (b *builder) named(s spelling) *Term {
	var id string
	var d *news.Document
	switch s.kind {
	case Company:
		id, _ = b.names.Company(s.name)
		d = b.entity(news.KindCompany, id)
	case Actor:
		id, _ = b.names.Actor(s.name)
		d = b.entity(news.KindActor, id)
	case Author:
		id, _ = b.names.Author(s.name)
		d = b.entity(news.KindAuthor, id)
	}
	t := b.term(s.kind, id, s.name)
	if t.Doc == nil && d != nil {
		t.Doc, t.Name = d, cmp.Or(nameOf(d), d.ID)
		if s.kind == Company && d.Company.Parent != "" {
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
func (b *builder) word(s spelling, list string) *Term {
	t := b.term(s.kind, s.name, b.site.Vocabulary.Label(list, s.name))
	t.Word, _ = b.site.Vocabulary.Word(list, s.name)
	return t
}

func (b *builder) fileParties(i *Incident) {
	parties := i.stand.filed.parties
	if len(parties) > 0 {
		i.Companies = b.parties.list(len(parties))
	}
	for _, p := range parties {
		t := b.numbered(p.number)
		if !slices.ContainsFunc(i.Companies, func(known Party) bool { return known.Term == t }) {
			i.Companies = append(i.Companies, Party{t, p.role})
		}
	}
	if len(i.Companies) > 1 {
		slices.SortStableFunc(i.Companies, func(x, y Party) int {
			return cmp.Compare(btoi(x.Role != "victim"), btoi(y.Role != "victim"))
		})
	}
	i.Title = b.titleOf(i)
}

// filing says what an incident is filed under, by the numbers of the names.
type filing struct {
	parties []struct {
		number int32
		role   string
	}
	types, statuses, onRecord, inWord []int32
}

// filing works out what an incident is filed under: the organisations that its file
// or its reports name, what stands as its types and attribution statuses, and every actor
// that a standing attribution names, on record, or merely as claimed or suspected.
func (b *builder) filing(i *Incident) *filing {
	f := &filing{}
	for _, p := range i.stand.parties {
		if !unnamed(p.Name) {
			f.parties = append(f.parties, struct {
				number int32
				role   string
			}{b.memory.number(Company, p.Name), cmp.Or(p.Role, "victim")})
		}
	}
	if i.Standing.Type != nil {
		for _, value := range i.Standing.Type.Types {
			f.types = append(f.types, b.memory.number(Type, value))
		}
	}
	for _, value := range statusesOf(i.Standing) {
		f.statuses = append(f.statuses, b.memory.number(Status, value))
	}
	for _, s := range i.Standing.Attributions {
		rung, _ := b.site.Vocabulary.Word(news.AttributionLadder, s.Attribution.Status)
		for _, ref := range s.Attribution.To {
			switch {
			case news.IsCategory(ref.Name):
			case rung.Rank >= 2:
				f.onRecord = append(f.onRecord, b.memory.number(Actor, ref.Name))
			default:
				f.inWord = append(f.inWord, b.memory.number(Actor, ref.Name))
			}
		}
	}
	return f
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
	if len(i.Companies) > 0 {
		names = make([]string, 0, 4)
	}
	for _, p := range i.Companies {
		if p.Role == "victim" {
			names = append(names, p.Name)
		}
	}
	name := strings.Join(names, b.in.Words.Say("list.between"))
	switch {
	case len(names) > 2:
		name = b.in.Words.Say("incident.and_others", "name", names[0], "n", len(names)-1)
	case name == "" && i.ID != "" && !implied(i.ID):
		name = i.ID
	case name == "":
		name = i.Articles[0].Article.Title
	}
	began := i.Began
	began.Precision, began.About = min(began.Precision, news.ToMonth), false
	year, month, _ := began.Time.Date()
	if key := (titleKey{name, began.Precision, year, month}); i.stand.title == "" || i.stand.named != key {
		i.stand.named, i.stand.title = key, b.in.Words.Say("incident.title", "name", name, "month", b.in.Words.Date(began))
	}
	return i.stand.title
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
	filed := i.stand.filed
	types, statuses := b.unite(nil, filed.types), b.unite(nil, filed.statuses)
	for _, t := range types {
		under(t)
	}
	for _, t := range statuses {
		under(t)
	}
	actors := b.fileActors(i)
	for _, a := range i.Articles {
		a.Types = unite(a.Types, types)
		a.Statuses = unite(a.Statuses, statuses)
		a.Actors = unite(a.Actors, actors)
		if !a.known.victims {
			for _, p := range i.Companies {
				a.Companies = unite(a.Companies, []*Term{p.Term})
			}
		}
		b.fileUnderCompanyFacts(a)
	}
}

// statusesOf are the badge and the flags raised beside it, these by name.
func statusesOf(s *news.Standing) []string {
	var out []string
	if s.Badge != "" {
		out = append(out, s.Badge)
	}
	for _, flag := range [...]struct {
		value  string
		raised bool
	}{{"cleared", s.Cleared}, {"disputed", s.Disputed}, {"retracted", s.Retracted}} {
		if flag.raised && flag.value != s.Badge {
			out = append(out, flag.value)
		}
	}
	return out
}

// fileActors files an incident under every actor that a standing attribution
// names: on record, or merely claimed or suspected.
func (b *builder) fileActors(i *Incident) []*Term {
	onRecord, inWord := b.unite(nil, i.stand.filed.onRecord), b.unite(nil, i.stand.filed.inWord)
	if len(onRecord) > 0 {
		inWord = slices.DeleteFunc(inWord, func(t *Term) bool { return slices.Contains(onRecord, t) })
	}
	for _, t := range onRecord {
		t.Incidents = append(t.Incidents, i)
	}
	for _, t := range inWord {
		t.Alleged = append(t.Alleged, i)
	}
	return unite(onRecord, inWord)
}

// fileArticle files an article under what its own front matter names.
func (b *builder) fileArticle(a *Article) {
	k := a.known
	a.Companies = b.unite(a.Companies, k.companies)
	a.Authors = b.unite(a.Authors, k.authors)
	a.Tags = b.unite(a.Tags, k.tags)
	a.Sectors = b.unite(a.Sectors, k.sectors)
	a.Countries = b.unite(a.Countries, k.countries)
	a.CVEs = b.unite(a.CVEs, k.cves)
	b.fileUnderCompanyFacts(a)
}

// fileByMonth puts an article into the archive. They come oldest first.
func (b *builder) fileByMonth(a *Article) {
	var last *Month
	if n := len(b.site.Months); n > 0 {
		last = b.site.Months[n-1]
	}
	if last == nil || !a.Published.Time.Before(last.end) {
		year, month, _ := a.Published.Time.Date()
		last = &Month{Start: time.Date(year, month, 1, 0, 0, 0, 0, b.site.Zone)}
		last.end = last.Start.AddDate(0, 1, 0)
		b.site.Months = append(b.site.Months, last)
	}
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
				a.Sectors = unite(a.Sectors, []*Term{b.meant(Sector, value)})
			}
		}
		if code := company.Doc.Company.Country; code != "" && len(a.Article.Country) == 0 {
			a.Countries = unite(a.Countries, []*Term{b.meant(Country, code)})
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
			t = b.meant(CVE, m.Name)
		case b.incidents[b.resolved(m.Name)] != nil:
			i := b.incidents[b.resolved(m.Name)]
			if !slices.Contains(a.Incidents, i) {
				i.About = append([]*Article{a}, i.About...)
			}
			continue
		default:
			t = b.familiar(m.Name)
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
		if !a.isUnder(t) {
			a.Mentioned = unite(a.Mentioned, []*Term{t})
		}
	}
}

// familiar finds the company, actor or author of that name, if it has a file or a
// visible document names it.
func (b *builder) familiar(name string) *Term {
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
		if a.known.plain {
			continue
		}
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
	if len(terms) == 0 {
		return slices.Clip(more) // which has none twice
	}
	for _, t := range more {
		if !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	return terms
}

// unite is unite for terms by the numbers of their names.
func (b *builder) unite(terms []*Term, numbers []int32) []*Term {
	if len(terms) == 0 && len(numbers) > 0 {
		terms = b.filed.list(len(numbers))
	}
	for _, n := range numbers {
		if t := b.numbered(n); !slices.Contains(terms, t) {
			terms = append(terms, t)
		}
	}
	return terms
}
