package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// name learns the names of companies, actors and authors from their files.
func (b *builder) name() {
	m := b.memory
	m.settleInto(circumstances{b.in.Publication, b.entities, b.in.Words})
	if m.names == nil {
		m.names, m.named = news.NewNames(b.entities)
	}
	b.names, b.levels = m.names, news.NewLevels(b.in.Publication.Rules)
	b.report(m.named...)
	inParallel(b.naming, func(k *known) {
		if k.Article != nil && !k.filed {
			b.memory.file(k)
		}
		if !k.checked {
			k.rules, k.checked = b.levels.Append(nil, news.NameRules(k.Document, b.names)), true
		}
		b.report(k.rules...)
	})
}

// group sorts articles into incidents and works out what stands of each.
func (b *builder) group() {
	files := map[string]*news.Document{}
	for _, d := range b.entities {
		if d.Kind == news.KindIncident {
			files[d.ID] = d
		}
	}
	b.followMerged(files)
	b.explicitIncidents()
	b.followStories()
	b.assign()
	b.checkIDs(files)
	inParallel(b.stories, func(i *Incident) {
		i.Doc = files[i.ID]
		if i.stand = remembered(i); i.stand == nil || !lasting(i) {
			b.settle(i)
		}
		b.describe(i)
		if i.stand.filed == nil {
			i.stand.filed = b.filing(i)
		}
	})
	for _, i := range b.stories {
		if lasting(i) {
			remember(i)
		}
	}
	inParallel(b.articles, b.settleArticle)
	b.site.Incidents = slices.Clone(b.stories)
	inOrder(b.site.Incidents, func(i *Incident) int { return b.memory.last(i.stand.order) }, func(x, y *Incident) int {
		if c := y.Changed.Time.Compare(x.Changed.Time); c != 0 {
			return c
		}
		return cmp.Or(y.Began.Time.Compare(x.Began.Time), strings.Compare(x.ID, y.ID))
	})
}

// followMerged resolves chains of merged incidents.
func (b *builder) followMerged(files map[string]*news.Document) {
	for id, d := range files {
		if d.Incident.Merged == "" {
			continue
		}
		target, seen := d.Incident.Merged, map[string]bool{id: true}
		for {
			next, ok := files[target]
			if !ok {
				b.report(d.At("merged", diag.Error, "unknown-incident",
					fmt.Sprintf("there is no incident file «%s» to merge into", target), diag.DidYouMean(target, keysOf(files))))
				break
			}
			if seen[target] {
				b.report(d.At("merged", diag.Error, "merged-in-a-circle", "the incidents are merged into one another in a circle", "one of them must stay"))
				break
			}
			if next.Incident.Merged == "" {
				b.merged[id] = target
				break
			}
			seen[target] = true
			target = next.Incident.Merged
		}
		delete(files, id)
	}
}

func (b *builder) resolved(id string) string {
	if to, ok := b.merged[id]; ok {
		return to
	}
	return id
}

// makesStatements reports whether an article makes statements about incidents as
// long as it is not withdrawn.
func makesStatements(a *news.Article) bool {
	flawOnly := len(a.IncidentType) == 1 && a.IncidentType[0] == "vulnerability"
	return a.IsStatement() && !flawOnly
}

// explicitIncidents notes the incidents that front matter names.
func (b *builder) explicitIncidents() {
	for _, a := range b.articles {
		if a.known.plain {
			continue
		}
		if a.Article.Incident != "" {
			a.explicit = []string{b.resolved(a.Article.Incident)}
		}
		for _, entry := range a.Article.Incidents {
			a.explicit = append(a.explicit, b.resolved(entry.ID))
		}
	}
}

// followStories checks every `follows`, and lets a story that is a chain of
// follow-ups share the one incident that any of its articles names.
func (b *builder) followStories() {
	leads := map[*Article]*Article{}
	var slugs map[string]*Article // of two articles of one slug the earlier; place reports them
	for _, a := range b.articles {
		if a.known.plain || a.Article.Follows == "" {
			continue
		}
		if slugs == nil {
			slugs = b.bySlug()
		}
		slug := a.Article.Follows
		target, ok := slugs[slug]
		switch {
		case ok && target == a:
			b.report(a.At("follows", diag.Error, "follows-itself", "an article cannot follow itself", "name the earlier article"))
		case ok:
			leads[a] = target
		case b.unseen[slug]:
			b.report(a.At("follows", diag.Warning, "link-to-hidden", fmt.Sprintf("«%s» is not public now, so this article stands without it", slug), ""))
		default:
			b.report(a.At("follows", diag.Error, "unknown-article", fmt.Sprintf("there is no article «%s»", slug), diag.DidYouMean(slug, keysOf(slugs))))
		}
	}
	story := func(a *Article) *Article { // the first article of a's story
		if leads[a] == nil {
			return a
		}
		seen := map[*Article]bool{}
		for leads[a] != nil && !seen[a] {
			seen[a] = true
			a = leads[a]
		}
		return a
	}
	named := map[*Article]string{} // first article of a story → the incident that its earliest article names
	for _, a := range b.articles {
		if len(a.explicit) != 1 {
			continue
		}
		if first := story(a); named[first] == "" {
			named[first] = a.explicit[0]
		}
	}
	for _, a := range b.articles {
		target := leads[a]
		if target == nil {
			if len(a.explicit) == 0 && a.speaks {
				a.explicit = tells(a, named[a])
			}
			continue
		}
		first := story(a)
		if first == a || leads[first] != nil {
			b.report(a.At("follows", diag.Error, "follows-in-a-circle", "these articles follow one another in a circle", "the first of them must follow none"))
			continue
		}
		switch {
		case len(a.explicit) == 0:
			// The nearest earlier article that names an incident decides.
			id := ""
			for t := target; t != nil && id == ""; t = leads[t] {
				if len(t.explicit) == 1 && !implied(t.explicit[0]) {
					id = t.explicit[0]
				}
			}
			a.explicit = tells(first, cmp.Or(id, named[first]))
		case len(target.explicit) == 1 && len(a.explicit) == 1 && target.explicit[0] != a.explicit[0] && !implied(target.explicit[0]):
			b.report(a.At("follows", diag.Error, "two-incidents",
				fmt.Sprintf("«%s» belongs to incident «%s», this article to «%s»", a.Article.Follows, target.explicit[0], a.explicit[0]),
				"leave out `follows`, or name the same incident"))
		}
	}
}

// bySlug gives the articles by slug; of two of one slug, which place reports, the
// earlier.
func (b *builder) bySlug() map[string]*Article {
	out := make(map[string]*Article, len(b.articles))
	for _, a := range b.articles {
		if out[a.ID] == nil {
			out[a.ID] = a
		}
	}
	return out
}

// tells gives the incident of a story: the one it names, or its first report's own.
func tells(first *Article, named string) []string {
	if named == "" {
		return first.known.own
	}
	return []string{named}
}

// assign puts articles into incidents.
func (b *builder) assign() {
	room := make([]Incident, 0, len(b.articles))
	b.stories = make([]*Incident, 0, len(b.articles))
	incident := func(id string) *Incident {
		i := b.incidents[id]
		if i == nil {
			room = append(room, Incident{ID: id}) // where it is too small, the others stay where they are
			i = &room[len(room)-1]
			b.incidents[id] = i
			b.stories = append(b.stories, i)
		}
		return i
	}
	var of arena[*Incident]
	for n, a := range b.articles {
		if !a.speaks {
			continue
		}
		a.Incidents = of.list(len(a.explicit))
		alone := b.articles[n : n+1 : n+1] // as of almost any incident
		for _, id := range a.explicit {
			i := incident(id)
			i.speaking = join(i.speaking, a, alone)
			if a.listed {
				i.Articles = join(i.Articles, a, alone)
			}
			a.Incidents = append(a.Incidents, i)
		}
	}
	b.dropUntold()
	for _, a := range b.articles {
		if a.speaks || !a.listed {
			continue
		}
		for _, id := range a.explicit {
			i := b.incidents[id]
			if i == nil && b.unseenNames[news.Fold(id)] {
				b.report(a.At("incident", diag.Warning, "link-to-hidden", fmt.Sprintf("no public report tells of incident «%s» now, so this article stands without it", id), ""))
				continue
			}
			if i == nil {
				b.report(a.At("incident", diag.Error, "unknown-incident", fmt.Sprintf("no report tells of an incident «%s»", id), diag.DidYouMean(id, keysOf(b.incidents))))
				continue
			}
			i.About = append(i.About, a)
			a.Incidents = append(a.Incidents, i)
		}
	}
	for _, i := range b.stories {
		slices.Reverse(i.About)
	}
}

// join appends a to articles; alone is a list of it.
func join(articles []*Article, a *Article, alone []*Article) []*Article {
	if articles == nil {
		return alone
	}
	return append(articles, a)
}

// dropUntold takes out the incidents of which only expired articles tell.
func (b *builder) dropUntold() {
	untold := func(i *Incident) bool { return len(i.Articles) == 0 }
	if !slices.ContainsFunc(b.stories, untold) {
		return
	}
	for _, i := range b.stories {
		if untold(i) {
			delete(b.incidents, i.ID)
			b.unseenNames[news.Fold(i.ID)] = true
		}
	}
	b.stories = slices.DeleteFunc(b.stories, untold)
	for _, a := range b.articles {
		a.Incidents = slices.DeleteFunc(a.Incidents, untold)
	}
}

// checkIDs demands that every id is known: it has a file, or a report with all
// five lines; and that it is not a slip of another.
func (b *builder) checkIDs(files map[string]*news.Document) {
	var known diag.Slips
	for id := range files {
		known.Add(id)
	}
	var unfiled []string
	for _, i := range b.stories {
		if files[i.ID] == nil && !implied(i.ID) {
			unfiled = append(unfiled, i.ID)
			known.Add(i.ID)
		}
	}
	slices.Sort(unfiled)
	for _, id := range unfiled {
		i := b.incidents[id]
		founded := slices.ContainsFunc(i.speaking, func(a *Article) bool { return isFull(a, id) })
		first := i.Articles[0]
		path := "incident"
		if first.Article.Incident == "" {
			path = "incidents[" + id + "]"
		}
		if !founded {
			b.report(first.At(path, diag.Error, "unknown-incident",
				fmt.Sprintf("incident «%s» has no file, and no report gives its company, incident_type and attribution_status", id),
				diag.DidYouMean(id, slices.DeleteFunc(append(keysOf(files), unfiled...), func(other string) bool { return other == id }))))
			continue
		}
		if near := known.Of(id); near != "" {
			b.report(first.At(path, diag.Error, "near-incident",
				fmt.Sprintf("incident «%s» is a letter or two away from «%s»", id, near),
				"if they are two incidents, give this one a file: content/incidents/"+id+".md"))
		}
	}
}

// isFull reports whether a gives all five lines for the incident id.
func isFull(a *Article, id string) bool {
	if a.Article.Incident != "" || len(a.Article.Incidents) == 0 {
		return len(a.Article.Company) > 0 && len(a.Article.IncidentType) > 0 && a.Article.AttributionStatus != ""
	}
	for _, entry := range a.Article.Incidents {
		if entry.ID == id {
			company := len(entry.Company) > 0 || len(a.Article.Company) > 0
			return company && len(entry.IncidentType) > 0 && entry.AttributionStatus != ""
		}
	}
	return false
}

// settle works out what stands of an incident.
func (b *builder) settle(i *Incident) {
	s := &stand{id: i.ID, speaking: make([]*news.Document, len(i.speaking)), parties: b.partiesOf(i)}
	say := func(d *news.Document) {
		statements, found := b.statementsOf(d, i.ID, b.mayShow)
		s.statements, s.found = append(s.statements, statements...), append(s.found, found...)
	}
	if i.Doc != nil {
		say(i.Doc)
	}
	for n, a := range i.speaking {
		s.speaking[n] = a.Document
		say(a.Document)
	}
	standing, found := news.Stand(s.statements, b.site.Vocabulary, b.names)
	s.standing, s.found = standing, append(s.found, found...)
	for _, one := range s.statements {
		if one.Said.Time.After(s.latest) {
			s.latest = one.Said.Time
		}
	}
	i.stand = s
}

// describe says when an incident was, and reports what is wrong with it.
func (b *builder) describe(i *Incident) {
	i.Standing = &i.stand.standing
	b.report(i.stand.found...)
	if i.stand.latest.After(b.in.Edition.Now) {
		b.report(news.Future(b.public(i), b.in.Edition.Now)...)
	}
	for _, a := range i.Articles {
		k := a.known
		if k.newest.Time.After(i.Changed.Time) {
			i.Changed = k.newest
		}
		if i.Began.IsZero() || k.began.Time.Before(i.Began.Time) {
			i.Began = k.began
		}
	}
	if i.Doc != nil {
		i.Began = cmp.Or(i.Doc.Incident.Occurred, i.Began)
		i.Proceedings = i.Doc.Incident.Proceedings == "active"
	}
	b.demandFacts(i)
}

// public gives what is said of an incident where everybody may read it: what is
// scheduled and shown in the preview may look ahead.
func (b *builder) public(i *Incident) []news.Statement {
	if !b.in.Edition.Drafts {
		return i.stand.statements
	}
	var out []news.Statement
	say := func(d *news.Document) {
		statements, _ := b.statementsOf(d, i.ID, func(a news.Access) bool { return !b.withheld(a) })
		out = append(out, statements...)
	}
	if i.Doc != nil && !b.withheld(i.Doc.Incident.Access) {
		say(i.Doc)
	}
	for _, a := range i.speaking {
		if !a.State.hidden() {
			say(a.Document)
		}
	}
	return out
}

// statementsOf gives what a document says of the incident id, with merged ids resolved,
// in the rows that may be shown.
func (b *builder) statementsOf(d *news.Document, id string, mayShow func(news.Access) bool) ([]news.Statement, diag.List) {
	top := id
	if d.Kind == news.KindArticle && len(d.Article.Incidents) > 0 {
		top = ""
	}
	var out []news.Statement
	all, found := news.StatementsOf(d, top, b.names, mayShow)
	for _, s := range all {
		if b.resolved(s.Incident) == id {
			s.Incident = id
			out = append(out, s)
		}
	}
	return out, found
}

// demandFacts reports an incident of which nothing is left that says what it
// is: the first report may have been removed.
func (b *builder) demandFacts(i *Incident) {
	missing := ""
	switch {
	case len(i.stand.parties) == 0:
		missing = "company"
	case i.Standing.Type == nil:
		missing = "incident_type"
	case i.Standing.Badge == "":
		missing = "attribution_status"
	default:
		return
	}
	first := i.Articles[0]
	if i.ID == first.known.own[0] && first.Article.Follows == "" {
		return // news.Rules demands it of a report that follows nothing
	}
	b.report(first.At(missing, diag.Error, "nothing-to-follow",
		fmt.Sprintf("this report leaves out «%s», and no other report or file of incident «%s» gives it", missing, i.Name()),
		"give company, incident_type and attribution_status here"))
}

// partiesOf gives the organisations of an incident as written: its file's, or
// those that its reports name.
func (b *builder) partiesOf(i *Incident) []news.Party {
	if i.Doc != nil && len(i.Doc.Incident.Company) > 0 {
		return i.Doc.Incident.Company
	}
	var out []news.Party
	for _, a := range i.speaking {
		company := a.Article.Company
		for _, entry := range a.Article.Incidents {
			if b.resolved(entry.ID) == i.ID && len(entry.Company) > 0 {
				company = entry.Company
			}
		}
		out = append(out, company...)
	}
	return out
}

// settleArticle works out what stood when an article was last brought up to
// date: its own statements and those printed before it.
func (b *builder) settleArticle(a *Article) {
	if len(a.Incidents) == 0 {
		return
	}
	i := a.Incidents[0]
	if len(i.speaking) == 1 && i.Doc == nil {
		a.Stood = i.Standing
		return
	}
	s := i.stand
	s.mu.Lock()
	then := s.stood[a.Path]
	s.mu.Unlock()
	if then.article != a.Document {
		then = b.stoodAt(a, i)
		s.mu.Lock()
		if s.stood == nil {
			s.stood = map[string]stood{}
		}
		s.stood[a.Path] = then
		s.mu.Unlock()
	}
	a.Stood, a.Moved = then.standing, then.moved
}

// stoodAt works out what stood of an incident at the newest update of an article.
func (b *builder) stoodAt(a *Article, i *Incident) stood {
	statements := i.stand.statements
	newest := a.known.newest
	then := make([]news.Statement, 0, len(statements))
	for _, s := range statements {
		earlier := s.Printed.Time.Before(newest.Time)
		if !earlier && s.Printed.Time.Equal(newest.Time) {
			// Printed on the same day: the order of the articles decides.
			other := b.site.Article(s.Doc)
			earlier = other == nil || byDate(other, a) <= 0
		}
		if earlier || s.Doc == a.Document {
			then = append(then, s)
		}
	}
	if len(then) == len(statements) {
		return stood{article: a.Document, standing: i.Standing}
	}
	standing, _ := news.Stand(then, b.site.Vocabulary, b.names) // its mistakes were reported for the whole
	return stood{a.Document, &standing, differs(&standing, i.Standing)}
}

// differs reports whether two standings differ in what a reader is told first:
// the type and who says so, the badge and whom it names, the state.
func differs(x, y *news.Standing) bool {
	lead := func(s *news.Standing) string {
		var b strings.Builder
		if s.Type != nil {
			fmt.Fprint(&b, s.Type.Types, s.Type.TypeStatus, s.Type.Speaker)
		}
		fmt.Fprint(&b, s.Badge, s.Disputed, s.Cleared, s.Retracted, s.Actors)
		if s.Attribution != nil {
			fmt.Fprint(&b, s.Attribution.Speaker)
		}
		if s.Status != nil {
			b.WriteString(s.Status.Status)
		}
		return b.String()
	}
	return lead(x) != lead(y)
}

func keysOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
