package fiction

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// article is one file of content/articles.
type article struct {
	// mark stands in the article's address, tail in everything else of it: the
	// address of a withdrawn article stays public, and nothing else of it.
	mark, tail   string
	folder, name string // below content/articles, without extension
	slug         string // of the front matter; "" leaves it to the file name
	format       format
	dos          bool // lines end in CR LF, and a byte order mark leads
	form         string
	title        string
	standfirst   string
	when         time.Time
	precise      bool // the date has a time
	undated      bool // the end of the embargo is the date
	access       access
	expires      time.Time
	withdrawn    bool
	withdrawnOn  time.Time
	authors      []*entity
	tags         []string
	story        *story
	also         *story // a second one, in `incidents`
	full         bool   // gives company, type and status of story; else they are unchanged
	fullAlso     bool   // and of also
	said         said
	rows         []row
	follows      *article
	mentions     []*entity
	updates      []update
	corrections  []matter
	oldTitle     string // what a correction says the title was
	aliases      []string
	hero         *picture
	more         matter // keys that nothing else depends on
	body         []block
}

// said is one set of statement keys.
type said struct {
	companies []party
	kind      string // incident_type
	kindBy    *entity
	status    string // attribution_status
	to        *entity
	toRole    string // role of to
	toKind    string // in place of to: a category of actors
	by        string // attributed_by; a name of its own
	more      matter
}

// party is an organisation as an article names it.
type party struct {
	*entity
	name string // one of its names
	role string
}

// row is an entry of statements.
type row struct {
	access access
	mark   string
	when   time.Time
	said   said
}

// update is an entry of updates.
type update struct {
	when time.Time
	text string
	said said
}

// hidden reports whether nobody may see the article at now.
func (a *article) hidden(now time.Time) bool { return a.access.hidden(now) || a.when.After(now) }

// expired reports whether the article's page is gone, while what it said stands.
func (a *article) expired(now time.Time) bool {
	return !a.expires.IsZero() && !a.expires.After(now) && !a.withdrawn
}

// reports says whether the form of the article makes statements.
func (a *article) reports() bool { return a.form == "report" || a.form == "advisory" }

// speaks says whether the article makes statements about its story.
func (a *article) speaks() bool { return a.reports() && !a.withdrawn }

func (a *article) path() string {
	return path.Join("content/articles", a.folder, a.name+".md")
}

// id is the last part of the article's address: its slug, or its file name
// without a date in front.
func (a *article) id() string {
	if a.slug != "" {
		return a.slug
	}
	if len(a.name) > 11 && a.name[4] == '-' && a.name[7] == '-' && a.name[10] == '-' {
		return a.name[11:]
	}
	return a.name
}

// dateOf writes the date of an article: a day, or an instant.
func (s *Site) dateOf(t time.Time, precise bool) date {
	if precise {
		return date(t.Format(time.RFC3339))
	}
	return date(t.Format("2006-01-02"))
}

// incidentTypes are those that an invented report may have; outage and
// vulnerability have rules of their own.
func incidentTypes() []string {
	return []string{"ransomware", "data-breach", "ddos", "intrusion", "malware", "espionage", "fraud", "destructive", "phishing", "undisclosed"}
}

func (s *Site) newArticle() *article {
	mark := s.newMark()
	a := &article{
		mark: mark, tail: s.newMark(),
		folder: pick(s, []string{"", "2024", "2025", "desk", "desk/north", "desk/south"}),
		name:   mark + "-" + s.word(),
		format: pick(s, []format{yamlMatter, yamlMatter, yamlMatter, tomlMatter, jsonMatter}),
		dos:    s.chance(8),
		form:   pick(s, []string{"report", "report", "report", "report", "report", "advisory", "analysis", "opinion", "explainer", "interview", "round-up"}),
		when:   s.day().Add(12 * time.Hour).In(s.zone()),
		full:   true,
	}
	a.precise = s.chance(3)
	a.title = s.headline(a)
	if s.chance(2) {
		a.standfirst = s.sentence(8) + " " + a.tail + "."
	}
	switch s.IntN(8) {
	case 0:
		a.name = a.when.Format("2006-01-02-") + a.name
	case 1:
		a.slug = mark + "-" + s.word() + "-" + s.word()
	}
	for range s.between(0, 2) {
		if e := s.anyone(author); !slices.Contains(a.authors, e) {
			a.authors = append(a.authors, e)
		}
	}
	a.tags = s.tagsFor(a)
	if a.speaks() {
		s.report(a)
	} else if s.chance(2) {
		a.story = pick(s, those(s.stories, func(x *story) bool { return s.told(x) }))
	}
	s.mention(a)
	s.decorate(a)
	s.illustrate(a)
	a.body = s.text(a.tail, a.path())
	s.articles = append(s.articles, a)
	return a
}

func (s *Site) headline(a *article) string {
	t := s.sentence(s.between(3, 8))
	t = strings.TrimSuffix(t, ".") + " " + a.tail
	switch s.IntN(8) {
	case 0:
		t += ": “" + s.phrase(2) + "” & <more>"
	case 1:
		t += ", Ærø's 数字"
	}
	return t
}

// tagsFor gives some tags that others share and, sometimes, one that is the article's alone.
func (s *Site) tagsFor(a *article) []string {
	var tags []string
	for range s.between(0, 3) {
		if t := s.words[s.IntN(8)]; !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	if s.chance(3) {
		tags = append(tags, "tag "+a.tail)
	}
	return tags
}

// report makes an article tell of an incident: a new one of its own, a new
// story, or one that others tell of.
func (s *Site) report(a *article) {
	known := those(s.stories, func(x *story) bool { return x.merged == nil })
	switch s.IntN(4) {
	case 0: // a lone report
	case 1:
		a.story = s.newStory()
	default:
		if a.story = pick(s, known); a.story != nil {
			a.full = s.chance(4) || !s.told(a.story)
		}
	}
	a.said = s.statement(a.story)
	if a.story != nil && s.chance(5) {
		a.also = pick(s, those(known, func(x *story) bool { return x != a.story }))
		a.fullAlso = a.also != nil && !s.told(a.also)
	}
	if a.story == nil && s.chance(4) {
		leads := those(s.articles, func(b *article) bool { return b.speaks() && b.follows == nil })
		if a.follows = pick(s, leads); a.follows != nil {
			a.said.companies = a.follows.said.companies
		}
	}
}

// statement invents statement keys about a story, which may be nil.
func (s *Site) statement(about *story) said {
	if about != nil && len(about.said.companies) > 0 {
		st := s.statement(nil)
		st.companies = about.said.companies
		return st
	}
	st := said{kind: pick(s, incidentTypes()), status: "unattributed"}
	switch s.IntN(6) {
	case 0: // not named
	case 1:
		for range 2 {
			if e := s.anyone(company); !slices.ContainsFunc(st.companies, func(p party) bool { return p.entity == e }) {
				st.companies = append(st.companies, party{e, pick(s, e.names()), pick(s, []string{"", "victim", "supplier", "affected"})})
			}
		}
		if st.companies[0].role != "" {
			st.companies[0].role = "victim"
		}
	default:
		e := s.anyone(company)
		st.companies = []party{{e, pick(s, e.names()), ""}}
	}
	if s.chance(3) {
		st.kindBy = s.anyone(company)
		st.more.set("type_status", pick(s, []string{"stated", "reported", "confirmed"}))
	}
	s.attribute(&st)
	return st
}

// attribute lets somebody say who did it.
func (s *Site) attribute(st *said) {
	if s.chance(2) {
		return
	}
	st.by = "Bureau " + s.word() + " " + s.word()
	if s.chance(6) {
		st.toKind = pick(s, []string{"nation-state", "criminal", "hacktivist", "insider"})
		st.status = pick(s, []string{"suspected", "attributed-by-vendor"})
		return
	}
	st.to, st.toRole = s.anyone(actor), pick(s, []string{"", "", "intruder", "operator", "affiliate"})
	st.status = pick(s, []string{"claimed", "suspected", "attributed-by-vendor", "attributed-by-victim", "attributed-by-government", "charged"})
	if st.status == "claimed" {
		st.by = st.to.name
	}
	if s.chance(4) {
		st.more.set("confidence", pick(s, []string{"low", "moderate", "high"}))
	}
	if st.status == "charged" {
		st.more.set("legal", list{matter{{"stage", "charged"}, {"case", "A"}, {"count", 1}, {"by", "Court of " + s.word()}, {"date", date("2020-01-15")}}})
	}
}

// write adds the statement keys to m.
func (st said) write(m *matter, full bool) {
	if full {
		st.writeCompanies(m)
		m.set("incident_type", st.kind)
	}
	if st.kindBy != nil && full {
		m.set("type_by", st.kindBy.name)
	}
	if full || st.by != "" {
		m.set("attribution_status", st.status)
	}
	switch {
	case st.to != nil && st.toRole != "":
		m.set("attributed_to", list{matter{{"name", st.to.name}, {"role", st.toRole}}, "nation-state"})
	case st.to != nil:
		m.set("attributed_to", st.to.name)
	default:
		m.set("attributed_to", st.toKind)
	}
	m.set("attributed_by", st.by)
	for _, f := range st.more {
		if f.key != "type_status" || full {
			m.set(f.key, f.value)
		}
	}
}

func (st said) writeCompanies(m *matter) {
	switch {
	case len(st.companies) == 0:
		m.set("company", "undisclosed")
		return
	case len(st.companies) == 1 && st.companies[0].role == "":
		m.set("company", st.companies[0].name)
		return
	}
	var l list
	for _, p := range st.companies {
		entry := matter{{"name", p.name}}
		entry.set("role", p.role)
		l = append(l, entry)
	}
	m.set("company", l)
}

// mention lets an article name what it makes no statement about.
func (s *Site) mention(a *article) {
	if !s.chance(3) {
		return
	}
	e := pick(s, those(s.entities, func(e *entity) bool { return e.kind != author && e.file && e.former == nil && !e.access.hidden(s.now) }))
	if e != nil {
		a.mentions = []*entity{e}
	}
}

// decorate adds keys that nothing else depends on.
func (s *Site) decorate(a *article) {
	m := &a.more
	maybe := func(key string, value any) {
		if s.chance(5) {
			m.set(key, value)
		}
	}
	maybe("sector", pick(s, []any{"retail", list{"energy", "health"}, "transport"}))
	maybe("country", pick(s, []any{"GB", list{"DE", "FR"}}))
	maybe("language", pick(s, []string{"de", "fr-CA", "ar"}))
	if updated := a.when.Add(time.Hour); !updated.After(s.now) { // nobody can have done it yet
		maybe("updated", date(updated.Format(time.RFC3339)))
	}
	maybe("known", list{s.sentence(6), s.sentence(5) + " " + a.tail})
	maybe("unknown", list{s.sentence(6)})
	maybe("timeline", list{matter{{"date", date("2019-05~")}, {"text", s.sentence(5) + " " + a.tail}, {"status", "reported"}}})
	maybe("response", list{matter{{"who", s.phrase(2)}, {"answer", "none-yet"}}})
	maybe("vulnerabilities", list{matter{{"cve", fmt.Sprintf("CVE-2024-%04d", s.between(1000, 1006))}, {"cvss", 7.5}}})
	maybe("extra", matter{{"mood", s.word()}, {"depth", 3}})
	if a.form == "advisory" {
		m.set("advisory", matter{{"id", "ADV-" + s.word()}, {"revision", "2"}})
	}
	if !a.speaks() {
		return
	}
	maybe("occurred", pick(s, []date{"2019", "2019-04", "2019-04-11~"}))
	maybe("incident_status", pick(s, []string{"developing", "contained", "recovering", "resolved"}))
	maybe("via", pick(s, []string{"supply-chain", "stolen-credentials", "unknown"}))
	if s.chance(4) {
		m.set("sources", matter{{"paper", matter{{"kind", "press"}, {"by", "Wire " + s.word()}, {"title", s.sentence(3)}, {"url", "https://example.org/" + s.word()}, {"date", date("2019-06-02")}}}})
		m.set("claims", list{matter{{"say", s.sentence(6)}, {"status", "reported"}, {"by", "Wire " + s.word()}, {"date", date("2019-06-02")}, {"source", "paper"}}})
	}
	if s.chance(5) {
		m.set("impact", list{
			matter{{"kind", "people"}, {"value", s.between(10, 5000) * 100}, {"by", "Office " + s.word()}, {"status", "stated"}},
			matter{{"kind", "money/ransom-demand"}, {"value", "£3m"}, {"scope", s.word()}, {"estimate", true}, {"status", "reported"}, {"by", "Office " + s.word()}},
		})
	}
}

// illustrate puts a picture at the head of an article.
func (s *Site) illustrate(a *article) {
	if s.chance(4) {
		a.hero = s.newPicture(path.Dir(a.path()), a.tail)
	}
}

// printArticle writes the file of a.
func (s *Site) printArticle(a *article, e edition) string {
	var m matter
	m.set("title", a.title)
	if !a.undated {
		m.set("date", s.dateOf(a.when, a.precise))
	}
	if a.form != "report" {
		m.set("form", a.form)
	}
	m.set("standfirst", a.standfirst)
	m.set("slug", a.slug)
	m.set("authors", namesOf(a.authors))
	m.set("tags", listOf(a.tags))
	switch {
	case a.also != nil:
		one, two := matter{}, matter{}
		a.said.write(&one, a.full)
		one = append(one, those(a.more, field.states)...)
		if a.fullAlso {
			said{companies: a.also.said.companies, kind: "undisclosed", status: "unattributed"}.write(&two, true)
		}
		m.set("incidents", matter{{a.story.id, one}, {a.also.id, two}})
	case a.story != nil:
		m.set("incident", a.story.id)
		fallthrough
	default:
		if a.reports() {
			a.said.write(&m, a.full)
		}
	}
	if a.follows != nil && !e.hidden[a.follows] {
		m.set("follows", a.follows.id())
	}
	m.set("mentions", namesOf(a.mentions))
	if a.also == nil {
		m.set("statements", s.printRows(a.rows, e))
	}
	var updates list
	for _, u := range a.updates {
		entry := matter{{"date", date(u.when.Format(time.RFC3339))}, {"text", u.text}}
		if a.also == nil {
			u.said.write(&entry, false)
		}
		updates = append(updates, entry)
	}
	m.set("updates", updates)
	var corrections list
	for _, c := range a.corrections {
		corrections = append(corrections, c)
	}
	if a.oldTitle != "" {
		corrections = append(corrections, matter{{"date", s.dayAfter(a)}, {"kind", "corrected"}, {"text", s.correctionText(a)},
			{"was", matter{{"title", a.oldTitle}}}, {"now", matter{{"title", a.title}}}})
	}
	m.set("corrections", corrections)
	if a.hero != nil {
		m.set("hero", matter{{"src", relative(a.path(), a.hero.path)}, {"alt", "A " + a.tail + " picture"}, {"caption", "Caption " + a.tail}, {"credit", "Desk"}})
	}
	m.set("aliases", listOf(a.aliases))
	if !a.expires.IsZero() {
		m.set("expires", date(a.expires.Format(time.RFC3339)))
	}
	if a.withdrawn {
		m.set("withdrawn", matter{{"date", date(a.withdrawnOn.Format(time.RFC3339))}, {"reason", "It could not be upheld."}})
	}
	a.access.write(&m)
	m = append(m, those(a.more, func(f field) bool { return a.also == nil || !f.states() })...)
	text := m.file(a.format, s.printBody(a.body, a.path(), e))
	if a.dos {
		text = "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// dayAfter is the day of a correction: the day after the article's date.
func (s *Site) dayAfter(a *article) date { return date(a.when.AddDate(0, 0, 1).Format("2006-01-02")) }

func (s *Site) correctionText(a *article) string { return "The headline was another. " + a.tail }

// states reports whether the key states something of an incident: an article
// about two has to say of which.
func (f field) states() bool {
	return slices.Contains([]string{"incident_status", "via", "claims", "impact"}, f.key)
}

func listOf(texts []string) list {
	var l list
	for _, t := range texts {
		l = append(l, t)
	}
	return l
}

func namesOf(entities []*entity) list {
	var l list
	for _, e := range entities {
		l = append(l, e.name)
	}
	return l
}

// printRows writes an entry for each row, hidden ones too unless e leaves them out.
func (s *Site) printRows(rows []row, e edition) list {
	var l list
	for _, r := range rows {
		if e.rows && r.access.hidden(s.now) {
			continue
		}
		entry := matter{{"date", date(r.when.Format("2006-01-02"))}}
		r.said.write(&entry, false)
		entry.set("claims", list{matter{{"say", "Something about " + r.mark}, {"status", "reported"}, {"by", "Reader " + r.mark}}})
		r.access.write(&entry)
		l = append(l, entry)
	}
	return l
}
