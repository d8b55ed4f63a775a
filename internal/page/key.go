package page

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"sync"

	"blotter/internal/output"
	"blotter/internal/site"
)

// Most of what a build of a large site does is to make the views of pages that have
// not changed, only to see that they have not. The key of a page (output.File.Key)
// spares that: it is composed of the digests of what its view could depend on
// (site.Digests), without a view. It may change where the view does not; it must
// never stay where the view changes, so that a view that reads something new of the
// Site needs it in the key as well. The tests that hold keys against fingerprints
// are in package build (key_test.go).
//
// Pages of which a site has few have no key.

// keyed plans a page with a key. parts adds what its view depends on besides the
// template and what every page depends on.
func (p *plan) keyed(template, file string, parts func(*key), make func() view) {
	p.sheets = append(p.sheets, sheet{template, file, make, parts})
}

// key gives the key of a page.
func (p *plan) key(s *sheet) output.Key {
	k := scratchKeys.Get().(*key)
	defer scratchKeys.Put(k)
	k.plan, k.buf = p, k.buf[:0]
	whole, closure := p.whole(), p.theme.closures[s.template]
	k.text(s.template)
	k.text(s.file)
	k.buf = append(k.buf, whole[:]...)
	k.buf = append(k.buf, closure[:]...)
	s.parts(k)
	return sha256.Sum256(k.buf)
}

// wholeOf is the digest of what the views of all pages that have a key depend on.
func (p *plan) wholeOf() digest {
	d := p.desk
	k := key{plan: p}
	whole, chrome := d.Digests().Whole, d.chrome("")
	k.text(fmt.Sprint(p.theme.wanted)) // which of the templates of other pages decide as well
	k.buf = append(k.buf, p.theme.program[:]...)
	k.buf = append(k.buf, whole[:]...)
	k.buf = append(k.buf, chrome.digest[:]...) // of other pages it differs by their address
	k.values(d.homeData())                     // which says who publishes it
	for _, page := range d.Pages {             // the policies, which pages link to
		k.values(page.Document.Page.Title, page.URL)
	}
	for _, m := range d.Months {
		k.values(d.monthLink(m))
	}
	// The directory: a name is a link wherever it stands.
	for _, kind := range []site.TermKind{site.Company, site.Actor, site.Type, site.Status, site.Sector, site.Country} {
		k.count(len(d.Terms[kind]))
		for _, t := range d.Terms[kind] {
			k.values(t.ID, t.Name, t.URL)
			switch {
			case t.Doc == nil:
				k.count(0)
			case t.Doc.Company != nil:
				k.values(t.Doc.Company.Aliases)
			case t.Doc.Actor != nil:
				k.count(len(t.Doc.Actor.Aliases))
				for _, alias := range t.Doc.Actor.Aliases {
					k.values(alias.Name, alias.Relation)
				}
			}
		}
	}
	return sha256.Sum256(k.buf)
}

// scratchKeys is paper for keys. It remembers nothing.
var scratchKeys = sync.Pool{New: func() any { return new(key) }}

// key collects what a page's view depends on.
type key struct {
	leaves
	plan *plan
}

// values adds texts, numbers, and structs and lists of them.
func (k *key) values(all ...any) {
	for _, v := range all {
		k.add(reflect.ValueOf(v))
	}
}

func (k *key) count(n int) { k.values(n) }

// picture adds how a picture is published.
func (k *key) picture(p *site.Picture) {
	if p == nil {
		return
	}
	s := k.plan.desk.album.Of(p)
	k.values(s.URL, s.Width, s.Height, s.Srcset, s.Sources, s.Full, s.Shared, s.Credit)
}

// links adds how the pictures of a body are published; where its links lead is in
// the digest of what it is the body of.
func (k *key) links(targets []site.Target) {
	for n := range targets {
		k.picture(targets[n].Picture)
	}
}

// article adds all that a list can show of an article.
func (k *key) article(a *site.Article) {
	d := k.plan.desk.Digests().Article(a)
	k.buf = append(k.buf, d[:]...)
	k.picture(a.Hero)
}

// articles adds a list of articles.
func (k *key) articles(list []*site.Article) {
	k.count(len(list))
	for _, a := range list {
		k.article(a)
	}
}

// incidents adds a list of incidents.
func (k *key) incidents(list []*site.Incident) {
	k.count(len(list))
	for _, i := range list {
		d := k.plan.desk.Digests().Incident(i)
		k.buf = append(k.buf, d[:]...)
	}
}

// articlePage adds what the page of an article shows.
func (k *key) articlePage(a *site.Article) {
	k.article(a)
	k.links(a.Links)
	k.articles(k.plan.desk.coverageOf(a))
}

// incidentPage adds what the page of an incident shows.
func (k *key) incidentPage(i *site.Incident) {
	k.incidents([]*site.Incident{i})
	k.links(i.Links)
	k.articles(i.Articles)
	k.articles(i.About)
}

// termPage adds what the page of a term shows: of a long list of incidents also
// what it only counts, and what decides about their order.
func (k *key) termPage(t *site.Term, part part) {
	d := k.plan.desk
	k.term(t)
	k.links(t.Links)
	k.picture(t.Photo)
	k.part(part)
	k.count(len(t.Articles))
	listed := t.Articles[part.from:part.to]
	if t.Kind == site.CVE {
		listed = t.Articles
	}
	k.articles(listed)
	k.count(len(t.Mentions))
	k.articles(t.Mentions[:min(len(t.Mentions), shownMentions)])
	k.incidents(t.Incidents)
	k.incidents(t.Alleged)
	k.incidents(t.Elsewhere)
	switch t.Kind {
	case site.Company:
		for _, other := range d.subsidiaries()[t] {
			k.term(other)
			k.incidents(other.Incidents)
		}
	case site.Type:
		k.values(d.yearOf(t.Word.Value))
	}
}

func (k *key) term(t *site.Term) {
	d := k.plan.desk.Digests().Term(t)
	k.buf = append(k.buf, d[:]...)
}

// part adds which part of a long list a page shows, and where the others are. Where
// in the list that begins is left out: that changes with every new entry, and a full
// page does not.
func (k *key) part(p part) {
	k.values(p.number, p.numbered, p.landing)
}

// monthPage adds what the archive of a month shows, beside its part of the list: every
// month of its year, with the number of its articles.
func (k *key) monthPage(m *site.Month, part part) {
	k.part(part)
	k.values(k.plan.desk.monthCount(m))
	k.articles(m.Articles[part.from:part.to])
	for _, other := range k.plan.desk.Months {
		k.count(len(other.Articles))
	}
}
