package site

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/words"
)

// Memory keeps what a New has worked out of unchanged documents, for the next
// one. Everything in it is a pure function of what it is found by: documents,
// which are immutable and the same as long as their pointer is. What is of a document
// that is gone goes with it. A Memory serves one New at a time.
type Memory struct {
	under  circumstances
	names  *news.Names
	named  diag.List // what is wrong with the names themselves
	known  []*known  // of the documents of the last New, by path
	turn   int       // counts the New
	claims claims    // of the last New
	// numbers gives every name that anything was ever filed under a number, by which
	// what it means is found more quickly; spellings is the way back.
	mu        sync.Mutex
	numbers   map[spelling]int32
	spellings []spelling
}

// spelling is a name as it is written, and what it is a name of.
type spelling struct {
	kind TermKind
	name string
}

// rank is a place among all in the order of one New, from 1.
type rank struct{ turn, number int }

// last gives a place in the order of the last New, 0 for one of an earlier New: since
// then others may have come and gone.
func (m *Memory) last(r rank) int {
	if r.turn == m.turn-1 {
		return r.number
	}
	return 0
}

// number gives the number of a name. Safe for concurrent use.
func (m *Memory) number(kind TermKind, name string) int32 {
	s := spelling{kind, name}
	m.mu.Lock()
	defer m.mu.Unlock()
	n, known := m.numbers[s]
	if !known {
		n = int32(len(m.spellings))
		m.numbers[s], m.spellings = n, append(m.spellings, s)
	}
	return n
}

// circumstances are what everything in a Memory depends on besides the documents
// it is of.
type circumstances struct {
	publication *news.Publication
	entities    []*news.Document // visible ones: who is who, and which incidents are merged
	words       *words.Words
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory { return &Memory{numbers: map[spelling]int32{}} }

// known is what is known of one document, whoever may see it and whatever the time.
type known struct {
	*news.Document
	place // of an article
	under // of an article

	rules   diag.List // names that are not right
	checked bool      // rules is known
	latest  time.Time // the last day on which it says that anything was said or done

	// What follows is of an article.

	published news.Date // its date; where only an embargo is given, the end of that
	newest    news.Date // the newest update, at least published
	began     news.Date // when what it tells of happened, at the latest
	// open says that nothing but its date can keep readers from it; plain, that it
	// does nothing that hardly any article does: has rows with an audience of their
	// own, follows, mentions, corrects, names an incident, or had another address.
	open, plain bool
	victims     bool     // names companies
	leads       bool     // has links or a leading picture
	speaks      bool     // makes statements about incidents, unless it is withdrawn
	own         []string // the id of its own incident
	order       rank     // by byDate
	// stands are those of incidents of which it is the first that speaks.
	stands []*stand
}

// place is where an article's page lies.
type place struct{ url, file, key string }

// under is what the front matter of an article files it under, by the numbers of the names.
type under struct {
	filed                                              bool // the rest is known
	companies, authors, tags, sectors, countries, cves []int32
}

// file works out what the front matter of an article files it under.
func (m *Memory) file(k *known) {
	a := k.Article
	u := under{filed: true}
	for n := range a.Company {
		if name := a.Company[n].Name; !unnamed(name) {
			u.companies = append(u.companies, m.number(Company, name))
		}
	}
	for _, name := range a.Authors {
		u.authors = append(u.authors, m.number(Author, name))
	}
	for _, name := range a.Tags {
		if _, ok := news.Slug(name); ok {
			u.tags = append(u.tags, m.number(Tag, name))
		}
	}
	for _, value := range a.Sector {
		u.sectors = append(u.sectors, m.number(Sector, value))
	}
	for _, code := range a.Country {
		u.countries = append(u.countries, m.number(Country, code))
	}
	for n := range a.Vulnerabilities {
		u.cves = append(u.cves, m.number(CVE, a.Vulnerabilities[n].CVE))
	}
	k.under = u
}

// recall gives what is known of every document, in the same order. Both the last
// ones and these are by path, so that no table is needed; of documents in another order
// less is remembered.
func (m *Memory) recall(documents []*news.Document) []*known {
	m.turn++
	all := make([]*known, len(documents))
	last := m.known
	var fresh []int
	for n, d := range documents {
		for len(last) > 0 && last[0].Document != d && last[0].Path < d.Path {
			last = last[1:]
		}
		if len(last) > 0 && last[0].Document == d {
			all[n], last = last[0], last[1:]
		} else {
			fresh = append(fresh, n)
		}
	}
	inParallel(fresh, func(n int) { all[n] = meet(documents[n]) })
	m.known = all
	return all
}

// meet learns what there is to know of a document that is new.
func meet(d *news.Document) *known {
	k := &known{Document: d, latest: news.Latest(d)}
	if d.Kind != news.KindArticle {
		return k
	}
	a := d.Article
	k.published = cmp.Or(a.Date, a.Embargo)
	k.newest = newestOf(a, k.published)
	k.began = cmp.Or(a.Occurred, k.published)
	k.open = !a.Removed && !a.Draft && a.TLP == "" && a.Embargo.IsZero() && a.Withdrawn == nil && a.Expires.IsZero()
	k.plain = len(a.Statements)+len(a.Mentions)+len(a.Corrections)+len(a.Incidents)+len(a.Aliases) == 0 &&
		a.Follows == "" && a.Incident == ""
	k.leads = len(d.Body.Links) > 0 || a.Hero != nil
	k.victims = len(a.Company) > 0
	k.speaks = makesStatements(a)
	k.own = []string{"report/" + d.ID}
	return k
}

// newestOf gives the instant of an article's newest update, at least published.
func newestOf(a *news.Article, published news.Date) news.Date {
	newest := published
	later := func(d news.Date) {
		if !d.IsZero() && d.Time.After(newest.Time) {
			newest = d
		}
	}
	later(a.Updated)
	for n := range a.Updates {
		later(a.Updates[n].Date)
	}
	return newest
}

// settleInto forgets everything unless it was worked out under the same
// circumstances.
func (m *Memory) settleInto(c circumstances) {
	u := m.under
	if u.publication != c.publication || u.words != c.words || !slices.Equal(u.entities, c.entities) {
		for _, k := range m.known {
			k.place, k.rules, k.checked, k.stands = place{}, nil, false, nil // names mean the same texts, so under stays
		}
		m.under, m.names, m.named = c, nil, nil
	}
}

// stand is what stands of an incident, by what was said in its file, which is
// among the circumstances, and in the articles that speak of it.
type stand struct {
	id         string // of the incident
	speaking   []*news.Document
	parties    []news.Party // the organisations, as they are written
	statements []news.Statement
	latest     time.Time // when the last of them was said
	standing   news.Standing
	found      diag.List
	order      rank // of the incident

	filed *filing // what it is filed under

	named titleKey
	title string

	mu    sync.Mutex
	stood map[string]stood // by the path of an article
}

// stood is what stood of an incident when an article was last brought up to date.
type stood struct {
	article  *news.Document
	standing *news.Standing
	moved    bool
}

// titleKey is what an incident without a title of its own is named by.
type titleKey struct {
	name      string
	precision news.Precision
	year      int
	month     time.Month
}

// remembered gives what is known to stand of an incident, or nil.
func remembered(i *Incident) *stand {
	if len(i.speaking) == 0 {
		return nil
	}
	for _, s := range i.speaking[0].known.stands {
		if s.id != i.ID || len(s.speaking) != len(i.speaking) {
			continue
		}
		same := true
		for n, a := range i.speaking {
			same = same && s.speaking[n] == a.Document
		}
		if same {
			return s
		}
	}
	return nil
}

// remember keeps what stands of an incident, in place of what stood before.
func remember(i *Incident) {
	first := i.speaking[0].known
	if slices.Contains(first.stands, i.stand) {
		return
	}
	first.stands = append(slices.DeleteFunc(first.stands, func(s *stand) bool { return s.id == i.ID }), i.stand)
}

// lasting reports whether what stands of an incident follows from its documents
// alone: no row has an audience or a time of its own, and no article has expired.
func lasting(i *Incident) bool {
	if i.Doc != nil && len(rowsOf(i.Doc)) > 0 || len(i.Articles) != len(i.speaking) {
		return false
	}
	for _, a := range i.speaking {
		if !a.known.plain && len(rowsOf(a.Document)) > 0 {
			return false
		}
	}
	return true
}

// implied reports whether the id of an incident is that of a report's own.
func implied(id string) bool { return strings.HasPrefix(id, "report/") }
