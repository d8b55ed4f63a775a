package site

import (
	"cmp"
	"strings"
	"time"

	"blotter/internal/news"
)

// admit sorts out who may see what. Everything after it sees only what it lets in.
func (b *builder) admit() {
	count := 0
	for _, k := range b.documents {
		if k.Kind == news.KindArticle {
			count++
		}
	}
	room := make([]Article, 0, count) // together in memory: all that follows goes through them again and again
	b.articles = make([]*Article, 0, count)
	for _, k := range b.documents {
		switch d := k.Document; d.Kind {
		case news.KindArticle:
			room = append(room, Article{Document: d, known: k, Published: k.published, Newest: k.newest, Stood: &b.nothing})
			b.admitArticle(&room[len(room)-1])
		case news.KindPage:
			if b.mayShow(accessOf(d)) {
				b.pages = append(b.pages, &Page{Document: d})
			} else {
				b.hidden[d.Path] = true
			}
		case news.KindIncident, news.KindCompany, news.KindActor, news.KindAuthor:
			if b.mayShow(accessOf(d)) {
				b.entities = append(b.entities, d)
				b.naming = append(b.naming, k)
				b.withholdSources(d)
			} else {
				b.hidden[d.Path] = true
			}
		}
	}
	inOrder(b.articles, func(a *Article) int { return b.memory.last(a.known.order) }, byDate)
	for n, a := range b.articles {
		a.rank = n + 1
		a.known.order = rank{b.memory.turn, a.rank}
	}
}

func accessOf(d *news.Document) news.Access {
	switch d.Kind {
	case news.KindArticle:
		return d.Article.Access()
	case news.KindPage:
		return d.Page.Access
	case news.KindIncident:
		return d.Incident.Access
	case news.KindCompany:
		return d.Company.Access
	case news.KindActor:
		return d.Actor.Access
	case news.KindAuthor:
		return d.Author.Access
	}
	return news.Access{}
}

// checkDays reports days that are still to come in documents that may be seen.
// In the preview these are also hidden ones: a draft may look ahead, and others up
// to the moment at which they come out.
func (b *builder) checkDays() {
	for _, k := range b.documents {
		if !k.latest.After(b.in.Edition.Now) || b.hidden[k.Path] {
			continue
		}
		now, access := b.in.Edition.Now, accessOf(k.Document)
		for _, out := range []time.Time{access.Embargo.Time, k.published.Time} {
			if out.After(now) {
				now = out
			}
		}
		if !access.Draft {
			b.report(news.FutureDays(k.Document, now)...)
		}
	}
}

func (b *builder) admitArticle(a *Article) {
	a.State, a.Until = b.stateOf(a.known)
	if a.State == Removed || a.State.hidden() && !b.in.Edition.Drafts {
		b.hide(a)
		return
	}
	a.listed = a.State == Live || a.State.hidden()
	if !a.listed {
		b.noteUnseen(a)
	}
	a.speaks = a.known.speaks && a.State != Withdrawn
	b.articles = append(b.articles, a)
	b.naming = append(b.naming, a.known)
	if !a.known.plain {
		b.withholdSources(a.Document)
	}
	if a.State != Expired {
		b.site.article[a.Document] = a
	} else {
		b.hidden[a.Path] = true // its page is gone: links to it become plain text
	}
}

func (b *builder) hide(a *Article) {
	b.hidden[a.Path] = true
	b.unseen[a.ID] = true
	b.noteUnseen(a)
}

// noteUnseen remembers the names that an unlisted article uses.
func (b *builder) noteUnseen(a *Article) {
	note := func(name string) { b.unseenNames[news.Fold(name)] = true }
	parties := func(company []news.Party) {
		for _, p := range company {
			note(p.Name)
		}
	}
	actors := func(to []news.ActorRef) {
		for _, ref := range to {
			note(ref.Name)
		}
	}
	parties(a.Article.Company)
	actors(a.Article.AttributedTo)
	for _, name := range a.Article.Authors {
		note(name)
	}
	for _, row := range a.Article.Statements {
		actors(row.AttributedTo)
	}
	for _, u := range a.Article.Updates {
		actors(u.AttributedTo)
	}
	for _, m := range a.Article.Mentions {
		note(cmp.Or(m.Name, m.Company, m.Actor))
	}
	if a.Article.Incident != "" {
		note(a.Article.Incident)
	}
	for _, entry := range a.Article.Incidents {
		note(entry.ID)
		parties(entry.Company)
		actors(entry.AttributedTo)
	}
}

// stateOf says whether an article may be seen now, and notes when that will change.
func (b *builder) stateOf(k *known) (State, time.Time) {
	if k.open && !k.published.Time.After(b.in.Edition.Now) {
		return Live, time.Time{}
	}
	a := k.Article
	switch {
	case a.Removed:
		return Removed, time.Time{}
	case a.Draft:
		return Draft, time.Time{}
	case b.tooSecret(a.TLP):
		return Restricted, time.Time{}
	case b.ahead(a.Embargo, "the embargo ends on “", a.Title, "”"):
		return Embargoed, a.Embargo.Time
	case b.ahead(a.Date, "“", a.Title, "” is due"):
		return Scheduled, a.Date.Time
	case a.Withdrawn != nil:
		return Withdrawn, time.Time{}
	case !a.Expires.IsZero() && !b.ahead(a.Expires, "“", a.Title, "” expires"):
		return Expired, time.Time{}
	}
	return Live, time.Time{}
}

// ahead reports whether d lies after now; if so, the Site will change then, and
// reason, in pieces, says why.
func (b *builder) ahead(d news.Date, reason ...string) bool {
	if d.IsZero() || !d.Time.After(b.in.Edition.Now) {
		return false
	}
	why := strings.Join(reason, "")
	b.lock.Lock()
	defer b.lock.Unlock()
	if b.site.next.IsZero() || d.Time.Before(b.site.next) || d.Time.Equal(b.site.next) && why < b.site.nextWhy {
		b.site.next, b.site.nextWhy = d.Time, why
	}
	return true
}

func (b *builder) tooSecret(label string) bool {
	if label == "" {
		return false
	}
	rank := func(label string) int {
		w, _ := b.in.Publication.Vocabulary.Word(news.TLPLabels, label)
		return w.Rank // clear, and no label at all, is 0
	}
	return rank(label) > rank(b.in.Edition.TLP)
}

// mayShow reports whether a file other than an article, or a row of
// statements, may be seen.
func (b *builder) mayShow(a news.Access) bool {
	return !a.Removed && (!b.withheld(a) || b.in.Edition.Drafts)
}

// withheld reports whether readers of this edition may not see a file other than an
// article, or a row of statements, now.
func (b *builder) withheld(a news.Access) bool {
	return a.Removed || a.Draft || b.tooSecret(a.TLP) || b.ahead(a.Embargo, "an embargo ends")
}
