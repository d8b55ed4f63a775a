package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/words"
)

// article makes the page of an article. It shows what stood at the article's
// newest update, and says so where more is known now.
func (d *desk) article(a *site.Article) *ArticlePage {
	v := &ArticlePage{
		Frame:  d.frame(a.URL, a.Article.Title, standfirst(a)),
		Tongue: d.tongueOf(a),
		Title:  a.Article.Title, Standfirst: a.Article.Standfirst,
		Published: d.timeOf(a.Published), Newest: d.timeOf(a.Newest),
		Words: a.Body.Words, Minutes: Minutes(a.Body.Words),
		Authors: authors(a.Authors),
		Body:    d.body(a.Document, a.Links),
		Known:   a.Article.Known, Unknown: a.Article.Unknown,
		Act:         d.act(a.Article),
		Sources:     d.sources(a.Document),
		FiledUnder:  d.filedUnder(a),
		Related:     d.related(a),
		Extra:       flatten(a.Article.Extra),
		Corrections: d.corrections(a),
	}
	if d.wanted.docket {
		v.Docket = d.docket(a)
	}
	if d.wanted.order {
		v.Order = d.order(a)
	}
	if d.wanted.follow {
		v.Follow = d.followOf(a)
	}
	v.FactsTitle, v.Facts = d.facts(a)
	v.Preview = d.preview(a)
	v.NoIndex = v.Preview.Label != ""
	if newest := a.Newest; !newest.Equal(a.Published) {
		v.Updated = v.Newest
	}
	if a.Hero != nil {
		v.Hero = d.picture(a.Article.Hero, a.Hero, sizesOfHero)
		v.Hero.First, v.Hero.Tongue = true, v.Tongue
	}
	d.shareArticle(a, &v.Frame)
	if !v.NoIndex && d.wanted.data {
		v.Data = d.articleData(a, &v.Frame)
	}
	for _, u := range a.Article.Updates {
		update := Update{Date: d.timeOf(u.Date), Text: u.Text, Serious: u.Serious}
		v.Updates = append(v.Updates, update)
		if u.Serious {
			v.SeriousUpdates = append(v.SeriousUpdates, update)
		}
	}
	for _, c := range v.Corrections {
		if c.Serious {
			v.SeriousCorrections = append(v.SeriousCorrections, c)
		}
	}
	for _, e := range a.Article.Timeline {
		v.Timeline = append(v.Timeline, d.event(a, &e))
	}
	for _, f := range a.Article.Vulnerabilities {
		v.Vulnerabilities = append(v.Vulnerabilities, d.vulnerability(a, &f))
	}
	for _, r := range a.Article.Response {
		v.Replies = append(v.Replies, Reply{Who: r.Who, Asked: d.timeOf(r.Asked), Answer: d.Vocabulary.Label(news.Answers, r.Answer), Text: r.Text})
	}
	d.placeInStory(v, a)
	v.Short = v.Words < shortWords && v.Hero.URL == "" &&
		len(v.Known)+len(v.Unknown)+len(v.Timeline)+len(v.Impact)+len(v.Legal)+len(v.Sources)+len(v.Replies)+len(v.Updates)+len(v.Corrections)+len(v.Order) == 0
	return v
}

// wordsPerMinute is how fast people read: 238 words of English non-fiction a
// minute (Brysbaert 2019), less for the tables and names of this trade.
const wordsPerMinute = 220

// shortWords is how long a text is that is shorter than what stands beside it.
const shortWords = 150

// Minutes says how long it takes to read so many words, at least one minute.
func Minutes(words int) int {
	if words == 0 {
		return 0
	}
	return max(1, (words+wordsPerMinute/2)/wordsPerMinute)
}

// authors gives the byline, and a panel for each author who has a file.
func authors(terms []*site.Term) []Author {
	var out []Author
	for n, t := range terms {
		author := Author{Link: termLink(t), Anchor: "author." + itoa(n+1)}
		if t.Doc != nil && t.Doc.Author != nil {
			author.Role, author.Expertise = t.Doc.Author.Role, t.Doc.Author.Expertise
			author.Bio = t.Doc.Body.Excerpt
			author.Contact = contactLink(t.Doc.Author.Contact)
		}
		out = append(out, author)
	}
	return out
}

// placeInStory adds what the article's incident says beside it.
func (d *desk) placeInStory(v *ArticlePage, a *site.Article) {
	v.Proceedings = slices.ContainsFunc(a.Incidents, func(i *site.Incident) bool { return i.Proceedings })
	if len(a.Incidents) == 0 || !a.Article.IsStatement() || !d.wanted.stood {
		return
	}
	i := a.Incidents[0]
	v.Record = Link{Text: d.words.Say("article.the_record"), URL: i.URL}
	v.Stood, v.StoodMore = d.stood(a)
	v.Impact = d.figures(a.Stood.Figures, a.Document)
	v.Legal = d.legal(a.Stood.Legal, a.Document)
	v.Ladder = d.howToRead()
	v.Alleged = d.words.Of(a, d.words.Alleged(a.Stood))
	if len(a.Incidents) > 1 {
		v.StoodOf = i.Title
	}
	if last := i.Articles[len(i.Articles)-1]; a.Later != nil && last != a {
		v.Later = d.step(last)
	}
	if a.Moved {
		v.Moved = d.moved(a)
	}
}

// rowsShown is how many statements an article's ledger has; more only where the
// article itself says more.
const rowsShown = 8

// stood gives what stood at the article's newest update: what led, what the
// article itself says, and as much of the rest as there is room for. Figures and
// steps of the law have tables of their own. more are left to the incident's page.
func (d *desk) stood(a *site.Article) (rows []Row, more int) {
	s := a.Stood
	all := slices.Concat(s.Types, s.Attributions, s.Entries, s.Statuses, s.Claims)
	leads := func(st *news.Statement) bool {
		for _, lead := range []*news.Statement{s.Type, s.Attribution, s.Status} {
			if lead != nil && lead.Remark == st.Remark {
				return true
			}
		}
		return false
	}
	room := rowsShown
	needed := make([]bool, len(all))
	for n := range all {
		if needed[n] = a.Incidents[0].URL == "" || all[n].Doc == a.Document || leads(&all[n]); needed[n] {
			room--
		}
	}
	rows = make([]Row, 0, min(len(all), rowsShown))
	for n := range all {
		if !needed[n] {
			if room <= 0 {
				more++
				continue
			}
			room--
		}
		rows = append(rows, d.row(&all[n], s, a.Document))
	}
	return rows, more
}

// changesShown is how many lines the table of what has changed has at most.
const changesShown = 6

// moved sets what was said when the article was written beside what is known
// now: of what happened, who did it and where it stands, of each figure and claim
// that reads otherwise now, and of new figures as far as there is room.
func (d *desk) moved(a *site.Article) Moved {
	i := a.Incidents[0]
	then, now := a.Stood, i.Standing
	v := Moved{Incident: Link{Text: i.Title, URL: i.URL}, Changed: d.timeOf(i.Changed)}
	add := func(about, was, is string, said *news.Statement) {
		n := News{About: about, Was: cmp.Or(was, d.words.Say("article.unsaid")), Now: cmp.Or(is, d.words.Say("article.unsaid_now"))}
		if said != nil {
			n.On = d.timeOf(said.Said)
		}
		v.Changes = append(v.Changes, n)
	}
	for _, leading := range []struct {
		about string
		words func(*news.Standing) string
		said  *news.Statement
	}{
		{"fact.what", d.words.Type, now.Type}, {"fact.who", d.words.Attribution, now.Attribution}, {"fact.status", d.words.Status, now.Status},
	} {
		if was, is := leading.words(then), leading.words(now); was != is {
			add(d.words.Say(leading.about), was, is, leading.said)
		}
	}
	var added []*news.Statement
	each := func(was, is []news.Statement) {
		for n := range is {
			s := &is[n]
			before := slices.IndexFunc(was, func(o news.Statement) bool { return o.Speaker == s.Speaker && d.thing(&o) == d.thing(s) })
			switch {
			case before < 0:
				added = append(added, s)
			case d.known(&was[before]) != d.known(s):
				add(d.thing(s), d.known(&was[before]), d.known(s), s)
			}
		}
	}
	each(then.Figures, now.Figures)
	each(then.Claims, now.Claims)
	for _, s := range added {
		if s.Subject == news.OnClaim || len(v.Changes) >= changesShown {
			v.More++
			continue
		}
		add(d.thing(s), "", d.known(s), s)
	}
	return v
}

// thing says what a figure or a claim is about: «Business disruption, Marks &
// Spencer».
func (d *desk) thing(s *news.Statement) string {
	if s.Subject == news.OnClaim {
		return s.Claim.Say
	}
	about := d.Vocabulary.Label(news.ImpactKinds, s.Figure.Kind)
	if s.Figure.Scope != "" {
		about += d.words.Say("list.between") + s.Figure.Scope
	}
	return about
}

// known says how much a figure is, how that or a claim is known, and who says so.
func (d *desk) known(s *news.Statement) string {
	if s.Subject == news.OnClaim {
		return d.words.How(s.Claim.Status) + d.words.By(s, s.Speakers)
	}
	return d.words.Known(d.words.Amount(s.Figure), s.Figure.Status, s.Speakers)
}

func (d *desk) docket(a *site.Article) Docket {
	out := Docket{
		Form: d.formLabel(a), FormValue: cmp.Or(a.Article.Form, "report"),
		Label: d.tlpLabel(a), LabelValue: a.Article.TLP, Story: d.story(a), Day: d.day(a),
	}
	if out.Form != "" {
		form, _ := d.Vocabulary.Word(news.Forms, a.Article.Form)
		out.FormDefinition = words.Heading(form.Definition) + "."
		if !a.Article.IsStatement() {
			out.FormDefinition += " " + d.words.Say("article.no_statement")
		}
	}
	if out.Label != "" {
		label, _ := d.Vocabulary.Word(news.TLPLabels, a.Article.TLP)
		out.LabelMeaning = words.Heading(label.Definition)
	}
	if id := a.Article.Advisory; id != nil {
		out.Number = id.ID
		if id.Revision != "" {
			out.Number = d.words.Say("article.number", "id", id.ID, "revision", id.Revision)
		}
	}
	for n, i := range a.Incidents {
		switch {
		case i.URL == "":
		case n == 0:
			out.Incident = Link{Text: i.Title, URL: i.URL}
		default:
			out.Others = append(out.Others, Link{Text: i.Title, URL: i.URL})
		}
	}
	if a.Article.IsStatement() {
		out.Status = d.words.Status(a.Stood)
		out.Live = stillDeveloping(a)
	}
	return out
}

// stillDeveloping reports whether an article says that its incident is developing
// and that is so now: the one flare colour is not for what was developing once.
func stillDeveloping(a *site.Article) bool {
	if len(a.Incidents) == 0 { // it tells of a flaw alone
		return false
	}
	for _, s := range []*news.Standing{a.Stood, a.Incidents[0].Standing} {
		if s.Status == nil || s.Status.Status != "developing" {
			return false
		}
	}
	return true
}

// countedDays is for how long a story is told by its days.
const countedDays = 100

// day counts the days of an incident, its first being day 1: up to the day that
// the article tells of, where it says that (occurred), else to its newest update.
func (d *desk) day(a *site.Article) string {
	if len(a.Incidents) != 1 || a.Incidents[0].URL == "" || !a.Article.IsStatement() {
		return ""
	}
	began, told := a.Incidents[0].Began, a.Newest
	if o := a.Article.Occurred; began.Before(o) {
		told = o
	}
	if began.Precision < news.ToDay || told.Precision < news.ToDay {
		return ""
	}
	days := func(date news.Date) int {
		y, m, day := date.Time.Date()
		return int(time.Date(y, m, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
	}
	n := days(told) - days(began) + 1
	if n < 1 || n > countedDays {
		return ""
	}
	return d.words.Say("story.day", "n", n)
}

// step stands for an article in the order of its story.
func (d *desk) step(a *site.Article) Step {
	return Step{Link: Link{Text: a.Article.Title, URL: a.URL}, Tongue: d.tongueOf(a), Date: d.dayOf(a.Published)}
}

// storyShown is how many articles of a story are listed in full. Of a longer one
// the list has the first, the article with its neighbours, and the last.
const storyShown = 7

// order gives the article's story, oldest first.
func (d *desk) order(a *site.Article) []Step {
	if len(a.Incidents) == 0 {
		return nil
	}
	story := a.Incidents[0].Articles
	at := slices.Index(story, a)
	if at < 0 || len(story) < 2 {
		return nil
	}
	var out []Step
	skipped := 0
	for n, told := range story {
		if len(story) > storyShown && n > 0 && n < len(story)-1 && (n < at-1 || n > at+1) {
			skipped++
			continue
		}
		step := d.step(told)
		step.Current, step.Skipped, skipped = told == a, skipped, 0
		switch told {
		case a.Earlier:
			step.Rel = "prev"
		case a.Later:
			step.Rel = "next"
		}
		out = append(out, step)
	}
	return out
}

// related gives related coverage, and says what relates each to the article.
func (d *desk) related(a *site.Article) []Related {
	coverage := d.coverageOf(a)
	out := make([]Related, len(coverage))
	for n, other := range coverage {
		out[n].Card = *d.card(other)
		if d.wanted.why {
			out[n].Why = d.why(a, other)
		}
	}
	return out
}

// coverageOf gives what is related to an article: for the key of its page, and for the
// page.
func (d *desk) coverageOf(a *site.Article) []*site.Article {
	known := d.coverage[a.Number].Load()
	if known == nil {
		found := a.Related()
		known = &found
		d.coverage[a.Number].Store(known)
	}
	return *known
}

// why says what relates two articles, the strongest first.
func (d *desk) why(a, other *site.Article) string {
	if slices.ContainsFunc(a.Incidents, func(i *site.Incident) bool { return slices.Contains(other.Incidents, i) }) {
		return d.words.Say("story.incident")
	}
	for _, shared := range [...]struct {
		what  string
		ours  []*site.Term
		their [3][]*site.Term
	}{
		{"story.organisation", a.Companies, [3][]*site.Term{other.Companies}},
		{"story.actor", a.Actors, [3][]*site.Term{other.Actors}},
		{"story.flaw", a.CVEs, [3][]*site.Term{other.CVEs}},
		{"story.subject", a.Mentioned, [3][]*site.Term{other.Companies, other.Actors, other.Mentioned}},
		{"story.tag", a.Tags, [3][]*site.Term{other.Tags}},
		{"story.type", a.Types, [3][]*site.Term{other.Types}},
	} {
		for _, t := range shared.ours {
			for _, their := range shared.their {
				if slices.Contains(their, t) {
					return d.words.Say(shared.what, "name", t.Name)
				}
			}
		}
	}
	return ""
}

// act gives what an advisory leads with; other forms lead with what happened.
func (d *desk) act(a *news.Article) Act {
	var out Act
	if a.Form != "advisory" {
		return out
	}
	if a.Advisory != nil {
		out.Who, out.Steps = a.Advisory.Who, a.Advisory.Steps
	}
	var due news.Date
	for _, f := range a.Vulnerabilities {
		if !f.Due.IsZero() && (due.IsZero() || f.Due.Before(due)) {
			due = f.Due
		}
		if f.Affected != "" && out.Who == "" {
			out.Affected = append(out.Affected, f.Affected)
		}
		if f.Fixed != "" && len(out.Steps) == 0 {
			out.Fixed = append(out.Fixed, f.Fixed)
		}
	}
	out.Affected, out.Fixed = unique(out.Affected), unique(out.Fixed)
	out.Due = d.timeOf(due)
	return out
}

// unique leaves out what was said before.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// facts gives the key facts; of an article that makes no statement, what it is
// about.
func (d *desk) facts(a *site.Article) (title string, facts []Fact) {
	add := func(name string, values ...Link) {
		if len(values) > 0 {
			facts = append(facts, Fact{Name: name, Values: values})
		}
	}
	if !a.Article.IsStatement() {
		var incidents []Link
		for _, i := range a.Incidents {
			if i.URL != "" {
				incidents = append(incidents, Link{Text: i.Title, URL: i.URL})
			}
		}
		add(d.words.Say("fact.incident"), incidents...)
		for _, kind := range []struct {
			site.TermKind
			name string
		}{{site.Company, "fact.organisation"}, {site.Actor, "fact.actor"}, {site.CVE, "fact.flaw"}, {site.Author, "fact.author"}} {
			var named []*site.Term
			for _, t := range a.Mentioned {
				if t.Kind == kind.TermKind {
					named = append(named, t)
				}
			}
			add(d.words.Say(kind.name, "n", len(named)), termLinks(named)...)
		}
		return d.words.Say("article.mentioned"), facts
	}
	facts = make([]Fact, 0, 9) // there are no more
	if values, note := d.organisations(a); len(values) > 0 || note != "" {
		facts = append(facts, Fact{Name: d.words.Say("fact.organisation", "n", max(1, len(values))), Values: values, Note: note})
	}
	if len(a.Incidents) == 1 { // of several, none of this is true of all
		facts = append(facts, d.stoodFacts(a.Stood)...)
	}
	occurred := a.Article.Occurred
	if occurred.IsZero() && len(a.Incidents) > 0 && a.Incidents[0].Doc != nil {
		occurred = a.Incidents[0].Doc.Incident.Occurred
	}
	if !occurred.IsZero() {
		facts = append(facts, Fact{Name: d.words.Say("fact.happened"), Note: d.timeOf(occurred).Text})
	}
	add(d.words.Say("fact.sector"), termLinks(a.Sectors)...)
	add(d.words.Say("fact.country"), termLinks(a.Countries)...)
	if count := d.sourceCount(d.Sources(a.Document)); count != "" {
		facts = append(facts, Fact{Name: d.words.Say("fact.sources"), Note: count})
	}
	return d.words.Say("article.facts"), facts
}

// stoodFacts gives what leads of a standing, each with its speaker.
func (d *desk) stoodFacts(stood *news.Standing) []Fact {
	var facts []Fact
	if s := stood.Type; s != nil {
		how, value, bars := d.knownAs(s)
		facts = append(facts, Fact{
			Name: d.words.Say("fact.what"), Values: d.claimOf(s), How: how, HowValue: value, Bars: bars,
			By: d.words.By(s, d.speakerNames(s, stood.Attributions)),
		})
	}
	if line := d.words.Attribution(stood); line != "" {
		facts = append(facts, Fact{Name: d.words.Say("fact.who"), Note: line})
	}
	if s := stood.Entry; s != nil {
		facts = append(facts, Fact{Name: d.words.Say("fact.entry"), Values: d.claimOf(s), Note: d.words.Sayer(s.Speakers)})
	}
	if line := d.words.Status(stood); line != "" {
		facts = append(facts, Fact{Name: d.words.Say("fact.status"), Note: line})
	}
	return facts
}

// organisations gives the parties of the article's incidents with their roles,
// or else those that the article names; note says so where none is named.
func (d *desk) organisations(a *site.Article) (values []Link, note string) {
	for _, i := range a.Incidents {
		for _, p := range i.Companies {
			link := termLink(p.Term)
			if p.Role != "" && p.Role != "victim" {
				link.Text = d.Words.Say("label.noted", "text", link.Text, "note", d.words.Inside(d.role(p.Role)))
			}
			if !slices.Contains(values, link) {
				values = append(values, link)
			}
		}
	}
	if len(values) == 0 || !a.Article.IsStatement() {
		values = termLinks(a.Companies)
	}
	for _, p := range a.Article.Company {
		switch p.Name {
		case news.Undisclosed:
			note = d.words.Say("fact.organisations_unnamed")
		case news.Many:
			note = d.words.Say("fact.organisations_many")
		}
	}
	if len(values) == 0 {
		note = words.Heading(note)
	}
	return values, note
}

// sourceCount counts sources by kind: «statement (2), press».
func (d *desk) sourceCount(sources []news.Source) string {
	var kinds []string
	counted := map[string]int{}
	for _, s := range sources {
		if counted[s.Kind]++; counted[s.Kind] == 1 {
			kinds = append(kinds, s.Kind)
		}
	}
	var words []string
	for _, kind := range kinds {
		label := d.words.Inside(d.Vocabulary.Label(news.SourceKinds, kind))
		if counted[kind] > 1 {
			label = d.words.Say("source.times", "kind", label, "n", counted[kind])
		}
		words = append(words, label)
	}
	return strings.Join(words, d.words.Say("list.between"))
}

func (d *desk) event(a *site.Article, e *news.Event) Event {
	out := Event{When: d.timeOf(e.Date), Text: e.Text}
	var speakers []string
	if at := slices.IndexFunc(a.Article.Sources, func(s news.Source) bool { return s.ID == e.Source }); at >= 0 && e.Source != "" {
		source := a.Article.Sources[at]
		speakers, source.By = []string{source.By}, "" // not named twice
		out.Source = d.sourceLink(&source, a.Document, a.Document)
	}
	switch {
	case e.Status != "":
		out.How, out.HowValue, out.Bars = d.words.How(e.Status), e.Status, true
		out.By = d.words.ByStatus(e.Status, speakers)
	case len(speakers) > 0:
		out.By = speakers[0]
	}
	return out
}

func (d *desk) vulnerability(a *site.Article, f *news.Vulnerability) Vulnerability {
	out := Vulnerability{
		CVE: Link{Text: strings.ToUpper(f.CVE)}, Title: f.Title, Score: d.scoreText(f.CVSS),
		Affected: f.Affected, Fixed: f.Fixed, Due: d.timeOf(f.Due),
	}
	switch f.Exploited {
	case "":
	case "none":
		out.How, out.HowValue, out.By = d.words.Say("flaw.unexploited"), f.Exploited, d.words.Says(f.By)
	default: // reported and confirmed are words of the ladder of claims too
		out.How, out.HowValue, out.Bars = d.words.How(f.Exploited), f.Exploited, true
		out.By = d.words.ByStatus(f.Exploited, f.By)
	}
	for _, t := range a.CVEs {
		if strings.EqualFold(t.ID, f.CVE) {
			out.CVE.URL = t.URL
		}
	}
	return out
}

// filedUnder gives the terms that the key facts do not show. An article that
// makes no statement has its mentions there.
func (d *desk) filedUnder(a *site.Article) []FiledUnder {
	var out []FiledUnder
	for _, group := range []struct {
		name  string
		terms []*site.Term
	}{{"fact.type", a.Types}, {"fact.attribution", a.Statuses}, {"fact.actor", a.Actors}, {"fact.tag", a.Tags}} {
		if len(group.terms) > 0 {
			out = append(out, FiledUnder{Name: d.words.Say(group.name, "n", len(group.terms)), Terms: termLinks(group.terms)})
		}
	}
	if a.Article.IsStatement() && len(a.Mentioned) > 0 {
		out = append(out, FiledUnder{Name: d.words.Say("fact.mentioned"), Terms: termLinks(a.Mentioned)})
	}
	return out
}

func (d *desk) corrections(a *site.Article) []Correction {
	var out []Correction
	for n := range a.Article.Corrections {
		out = append(out, d.correction(a, &a.Article.Corrections[n]))
	}
	return out
}

func (d *desk) correction(a *site.Article, c *news.Correction) Correction {
	return Correction{
		Tongue: d.tongueOf(a), Date: d.timeOf(c.Date), Kind: d.Vocabulary.Label(news.CorrectionKinds, c.Kind),
		Text: c.Text, Serious: c.Serious, Changes: d.corrected(c.Was, c.Now, d.tongueOf(a)),
	}
}

// corrected sets side by side what was printed and what is right, key by key.
// What was said before is printed here and, struck through, in the incident's
// history, and nowhere else (MODEL §2.2).
func (d *desk) corrected(was, now *news.Corrected, tongue Tongue) []Change {
	if was == nil {
		was = &news.Corrected{}
	}
	if now == nil {
		now = &news.Corrected{}
	}
	var out []Change
	add := func(about string, read func(*news.Corrected) string) {
		if before, after := read(was), read(now); before != after {
			out = append(out, Change{About: d.words.Say(about, "n", 1), Was: before, Now: after})
		}
	}
	own := func(about string, read func(*news.Corrected) string) { // in the author's words
		before := len(out)
		if add(about, read); len(out) > before {
			out[before].Tongue = tongue
		}
	}
	labels := func(list string, values []string) string {
		var out []string
		for _, v := range values {
			out = append(out, d.Vocabulary.Label(list, v))
		}
		return d.words.List(out)
	}
	label := func(list, value string) string {
		if value == "" {
			return ""
		}
		return d.Vocabulary.Label(list, value)
	}
	own("correct.headline", func(c *news.Corrected) string { return c.Title })
	add("fact.organisation", func(c *news.Corrected) string {
		var names []string
		for _, p := range c.Company {
			names = append(names, p.Name)
		}
		return d.words.List(names)
	})
	add("fact.happened", func(c *news.Corrected) string { return d.timeOf(c.Occurred).Text })
	add("fact.sector", func(c *news.Corrected) string { return labels(news.Sectors, c.Sector) })
	add("fact.country", func(c *news.Corrected) string { return d.words.List(c.Country) })
	add("fact.what", func(c *news.Corrected) string { return d.words.Types(c.IncidentType) })
	add("correct.type_status", func(c *news.Corrected) string { return label(news.ClaimStatuses, c.TypeStatus) })
	add("correct.type_by", func(c *news.Corrected) string { return d.words.List(c.TypeBy) })
	add("correct.said_on", func(c *news.Corrected) string { return d.timeOf(c.TypeOn).Text })
	add("fact.entry", func(c *news.Corrected) string { return label(news.Entries, c.Via) })
	add("correct.attribution", func(c *news.Corrected) string { return label(news.AttributionLadder, c.AttributionStatus) })
	add("correct.named", func(c *news.Corrected) string { return d.words.Actors(c.AttributedTo) })
	add("correct.named_by", func(c *news.Corrected) string { return d.words.List(c.AttributedBy) })
	add("correct.named_on", func(c *news.Corrected) string { return d.timeOf(c.AttributedOn).Text })
	add("correct.confidence", func(c *news.Corrected) string { return label(news.Confidences, c.Confidence) })
	add("correct.denied_by", func(c *news.Corrected) string { return d.words.List(c.DeniedBy) })
	add("correct.disputed_by", func(c *news.Corrected) string { return d.words.List(c.DisputedBy) })
	add("fact.status", func(c *news.Corrected) string { return label(news.IncidentStatuses, c.IncidentStatus) })
	own("correct.claims", func(c *news.Corrected) string {
		var says []string
		for _, claim := range c.Claims {
			says = append(says, claim.Say)
		}
		return strings.Join(says, d.Words.Say("list.apart"))
	})
	add("correct.figures", func(c *news.Corrected) string {
		var figures []string
		for n := range c.Impact {
			f := &c.Impact[n]
			figures = append(figures, d.words.Labelled(d.Vocabulary.Label(news.ImpactKinds, f.Kind), d.words.Amount(f)))
		}
		return strings.Join(figures, d.Words.Say("list.apart"))
	})
	add("correct.law", func(c *news.Corrected) string {
		var steps []string
		for n := range c.Legal {
			steps = append(steps, label(news.LegalStages, c.Legal[n].Stage))
		}
		return strings.Join(steps, d.Words.Say("list.apart"))
	})
	return out
}

// flatten makes a list of the free map `extra`, sorted by key, so that a view
// stays a tree of values with one order: {review: {by: A}} is review.by.
func flatten(m map[string]any) []Extra {
	var out []Extra
	var walk func(key string, value any)
	walk = func(key string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for k, v := range value {
				walk(strings.TrimPrefix(key+"."+k, "."), v)
			}
		case []any:
			for n, v := range value {
				walk(key+"."+itoa(n), v)
			}
		case nil:
		default:
			out = append(out, Extra{Key: key, Value: fmt.Sprint(value)})
		}
	}
	for k, v := range m {
		walk(k, v)
	}
	slices.SortFunc(out, func(x, y Extra) int { return strings.Compare(x.Key, y.Key) })
	return out
}

// withdrawn makes the page of an article that was taken back: URL, date and
// notice stay; title, text, pictures, facts and statements are gone.
func (d *desk) withdrawn(a *site.Article) *WithdrawnPage {
	v := &WithdrawnPage{Frame: d.unlisted(a.URL, d.words.Say("withdrawn.title")), Tongue: d.tongueOf(a), Published: d.timeOf(a.Published)}
	if w := a.Article.Withdrawn; w != nil {
		v.Withdrawn, v.Reason = d.timeOf(w.Date), w.Reason
	}
	return v
}
