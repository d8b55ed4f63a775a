package page

import (
	"fmt"
	"slices"
	"strings"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
)

// article makes the page of an article. It shows what stood at the article's
// newest update, and says so where more is known now.
func (d *desk) article(a *site.Article) *ArticlePage {
	v := &ArticlePage{
		Frame: d.frame(a.URL, a.Article.Title, standfirst(a)),
		Title: a.Article.Title, Standfirst: a.Article.Standfirst,
		Published: timeOf(a.Published), Words: a.Body.Words,
		Docket: d.docket(a),
		Facts:  d.facts(a),
		Body:   bodyOf(a.Document, a.Links),
		Known:  a.Article.Known, Unknown: a.Article.Unknown,
		Sources:     d.sources(a.Document),
		FiledUnder:  filedUnder(a),
		Mentioned:   termLinks(a.Mentioned),
		Related:     d.cardsOf(a.Related),
		Follow:      d.followOf(a),
		Extra:       flatten(a.Article.Extra),
		Corrections: d.corrections(a.Article.Corrections),
	}
	v.Lang, v.Dir = d.languageOf(a)
	if v.Lang != d.Language || v.Dir != d.dir {
		v.Chrome = d.chrome(a.URL, true)
	}
	v.Preview = d.preview(a)
	v.NoIndex = v.Preview.Label != ""
	if newest := a.Newest(); !newest.Equal(a.Published) {
		v.Updated = timeOf(newest)
	}
	for _, t := range a.Authors {
		author := Author{Link: termLink(t)}
		if t.Doc != nil && t.Doc.Author != nil {
			author.Role = t.Doc.Author.Role
		}
		v.Authors = append(v.Authors, author)
	}
	if hero := a.Article.Hero; hero != nil && a.Hero != "" {
		v.Hero = picture(hero, a.Hero)
		v.Hero.First = true
	}
	for _, u := range a.Article.Updates {
		update := Update{Date: timeOf(u.Date), Text: u.Text, Serious: u.Serious}
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
		v.Replies = append(v.Replies, Reply{Who: r.Who, Asked: timeOf(r.Asked), Answer: d.Vocabulary.Label(news.Answers, r.Answer), Text: r.Text})
	}
	if id := a.Article.Advisory; id != nil {
		v.AdvisoryID, v.AdvisoryRev = id.ID, id.Revision
	}
	d.placeInStory(v, a)
	return v
}

// placeInStory adds what the article's incident says beside it.
func (d *desk) placeInStory(v *ArticlePage, a *site.Article) {
	v.Proceedings = slices.ContainsFunc(a.Incidents, func(i *site.Incident) bool { return i.Proceedings })
	if len(a.Incidents) == 0 || !a.Article.IsStatement() {
		return
	}
	i := a.Incidents[0]
	v.Stood = d.rows(&a.Stood, a.Document)
	v.Impact = d.figures(a.Stood.Figures, a.Document)
	v.Legal = d.legal(a.Stood.Legal, a.Document)
	v.Ladder = d.howToRead()
	v.Alleged = feed.Of(a, d.words.Alleged(&a.Stood))
	if len(a.Incidents) > 1 {
		v.StoodOf = i.Title
	}
	if a.Moved {
		v.Moved = Moved{
			Incident: Link{Text: i.Title, URL: i.URL},
			As:       timeOf(a.Newest()), Changed: timeOf(i.Changed),
			Changes: d.moved(&a.Stood, &i.Standing),
		}
	}
	if a.Earlier != nil {
		v.Earlier = step(a.Earlier)
	}
	if a.Later != nil {
		v.Later = step(a.Later)
	}
}

func step(a *site.Article) Step {
	return Step{Link: Link{Text: a.Article.Title, URL: a.URL}, Date: timeOf(a.Published)}
}

// moved tells what was said then from what is known now.
func (d *desk) moved(then, now *news.Standing) []Change {
	var out []Change
	add := func(about, was, is string) {
		if was == is {
			return
		}
		if was == "" {
			was = "Not said"
		}
		if is == "" {
			is = "Not said any more"
		}
		out = append(out, Change{About: about, Was: was, Now: is})
	}
	add("What happened", d.words.Type(then), d.words.Type(now))
	add("Who did it", d.words.Attribution(then), d.words.Attribution(now))
	add("Where it stands", d.words.Status(then), d.words.Status(now))
	return out
}

func (d *desk) docket(a *site.Article) Docket {
	out := Docket{Form: d.formLabel(a), Label: d.tlpLabel(a), Story: story(a)}
	if out.Form != "" {
		form, _ := d.Vocabulary.Word(news.Forms, a.Article.Form)
		out.FormDefinition = form.Definition
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
		out.Status = d.words.Status(&a.Stood)
	}
	return out
}

// facts gives the key facts.
func (d *desk) facts(a *site.Article) []Fact {
	var out []Fact
	add := func(name, note string, values ...Link) {
		if len(values) > 0 || note != "" {
			out = append(out, Fact{Name: name, Note: note, Values: values})
		}
	}
	var i *site.Incident
	if len(a.Incidents) > 0 {
		i = a.Incidents[0]
	}
	name := "Organisation"
	values, note := d.organisations(a)
	if len(values) > 1 {
		name = "Organisations"
	}
	add(name, note, values...)
	if a.Article.IsStatement() && len(a.Incidents) == 1 { // of several, none of this is true of all
		add("What happened", d.words.Type(&a.Stood))
		add("Who did it", d.words.Attribution(&a.Stood))
		if s := a.Stood.Entry; s != nil {
			add("Way in", feed.Lower(d.Vocabulary.Label(news.Entries, s.Via))+", "+d.words.Says(s.Speakers))
		}
		add("Where it stands", d.words.Status(&a.Stood))
	}
	occurred := a.Article.Occurred
	if occurred.IsZero() && i != nil && i.Doc != nil {
		occurred = i.Doc.Incident.Occurred
	}
	if !occurred.IsZero() {
		add("Happened", timeOf(occurred).Text)
	}
	add("Sector", "", termLinks(a.Sectors)...)
	add("Country", "", termLinks(a.Countries)...)
	add("Sources", d.sourceCount(d.Sources(a.Document)))
	return out
}

// organisations gives the parties of the article's incidents with their roles,
// or else those that the article names; note says so where none is named.
func (d *desk) organisations(a *site.Article) (values []Link, note string) {
	for _, i := range a.Incidents {
		for _, p := range i.Companies {
			link := termLink(p.Term)
			if p.Role != "" && p.Role != "victim" {
				link.Text += " (" + feed.Lower(d.role(p.Role)) + ")"
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
			note = "not named"
		case news.Many:
			note = "many"
		}
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
		label := feed.Lower(d.Vocabulary.Label(news.SourceKinds, kind))
		if counted[kind] > 1 {
			label += " (" + itoa(counted[kind]) + ")"
		}
		words = append(words, label)
	}
	return strings.Join(words, ", ")
}

func (d *desk) event(a *site.Article, e *news.Event) Event {
	out := Event{When: timeOf(e.Date), Text: e.Text}
	if at := slices.IndexFunc(a.Article.Sources, func(s news.Source) bool { return s.ID == e.Source }); at >= 0 && e.Source != "" {
		source := &a.Article.Sources[at]
		out.Speaker = source.By
		out.Source = d.sourceLink(source, a.Document, a.Document)
	}
	if e.Status != "" {
		out.How, out.HowValue = d.Vocabulary.Label(news.ClaimStatuses, e.Status), e.Status
		if out.Speaker == "" {
			out.Speaker = d.words.Newsroom
		}
	}
	return out
}

func (d *desk) vulnerability(a *site.Article, f *news.Vulnerability) Vulnerability {
	out := Vulnerability{
		CVE: Link{Text: strings.ToUpper(f.CVE)}, Score: scoreText(f.CVSS),
		ExploitedValue: f.Exploited, Affected: f.Affected, Fixed: f.Fixed, Due: timeOf(f.Due),
	}
	if f.Exploited != "" {
		word, _ := d.Vocabulary.Word(news.Exploitations, f.Exploited)
		out.Exploited = word.Definition
		if out.Exploited == "" {
			out.Exploited = f.Exploited
		}
	}
	for _, t := range a.CVEs {
		if strings.EqualFold(t.ID, f.CVE) {
			out.CVE.URL = t.URL
		}
	}
	return out
}

// filedUnder gives the terms that the key facts do not show.
func filedUnder(a *site.Article) []FiledUnder {
	var out []FiledUnder
	for _, group := range []struct {
		name  string
		terms []*site.Term
	}{{"Type", a.Types}, {"Attribution", a.Statuses}, {"Actors", a.Actors}, {"Tags", a.Tags}} {
		if len(group.terms) > 0 {
			out = append(out, FiledUnder{Name: group.name, Terms: termLinks(group.terms)})
		}
	}
	return out
}

func (d *desk) corrections(list []news.Correction) []Correction {
	var out []Correction
	for n := range list {
		out = append(out, d.correction(&list[n]))
	}
	return out
}

func (d *desk) correction(c *news.Correction) Correction {
	return Correction{
		Date: timeOf(c.Date), Kind: d.Vocabulary.Label(news.CorrectionKinds, c.Kind),
		Text: c.Text, Serious: c.Serious, Changes: d.corrected(c.Was, c.Now),
	}
}

// corrected sets side by side what was printed and what is right, key by key.
// What was said before is printed here and, struck through, in the incident's
// history, and nowhere else (MODEL §2.2).
func (d *desk) corrected(was, now *news.Corrected) []Change {
	if was == nil {
		was = &news.Corrected{}
	}
	if now == nil {
		now = &news.Corrected{}
	}
	var out []Change
	add := func(about string, read func(*news.Corrected) string) {
		if before, after := read(was), read(now); before != after {
			out = append(out, Change{About: about, Was: before, Now: after})
		}
	}
	labels := func(list string, values []string) string {
		var out []string
		for _, v := range values {
			out = append(out, d.Vocabulary.Label(list, v))
		}
		return feed.Join(out)
	}
	label := func(list, value string) string {
		if value == "" {
			return ""
		}
		return d.Vocabulary.Label(list, value)
	}
	add("Headline", func(c *news.Corrected) string { return c.Title })
	add("Organisation", func(c *news.Corrected) string {
		var names []string
		for _, p := range c.Company {
			names = append(names, p.Name)
		}
		return feed.Join(names)
	})
	add("Happened", func(c *news.Corrected) string { return timeOf(c.Occurred).Text })
	add("Sector", func(c *news.Corrected) string { return labels(news.Sectors, c.Sector) })
	add("Country", func(c *news.Corrected) string { return feed.Join(c.Country) })
	add("What happened", func(c *news.Corrected) string { return d.words.Types(c.IncidentType) })
	add("How that is known", func(c *news.Corrected) string { return label(news.ClaimStatuses, c.TypeStatus) })
	add("Who says what happened", func(c *news.Corrected) string { return feed.Join(c.TypeBy) })
	add("Said on", func(c *news.Corrected) string { return timeOf(c.TypeOn).Text })
	add("Way in", func(c *news.Corrected) string { return label(news.Entries, c.Via) })
	add("Attribution", func(c *news.Corrected) string { return label(news.AttributionLadder, c.AttributionStatus) })
	add("Named", func(c *news.Corrected) string { return d.words.Actors(c.AttributedTo) })
	add("Who names them", func(c *news.Corrected) string { return feed.Join(c.AttributedBy) })
	add("Named on", func(c *news.Corrected) string { return timeOf(c.AttributedOn).Text })
	add("Confidence", func(c *news.Corrected) string { return label(news.Confidences, c.Confidence) })
	add("Denied by", func(c *news.Corrected) string { return feed.Join(c.DeniedBy) })
	add("Disputed by", func(c *news.Corrected) string { return feed.Join(c.DisputedBy) })
	add("Where it stands", func(c *news.Corrected) string { return label(news.IncidentStatuses, c.IncidentStatus) })
	add("Claims", func(c *news.Corrected) string {
		var says []string
		for _, claim := range c.Claims {
			says = append(says, claim.Say)
		}
		return strings.Join(says, "; ")
	})
	add("Figures", func(c *news.Corrected) string {
		var figures []string
		for n := range c.Impact {
			f := &c.Impact[n]
			figures = append(figures, d.Vocabulary.Label(news.ImpactKinds, f.Kind)+": "+amountText(f))
		}
		return strings.Join(figures, "; ")
	})
	add("Law", func(c *news.Corrected) string {
		var steps []string
		for n := range c.Legal {
			steps = append(steps, label(news.LegalStages, c.Legal[n].Stage))
		}
		return strings.Join(steps, "; ")
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
	v := &WithdrawnPage{Frame: d.unlisted(a.URL, "Withdrawn article"), Published: timeOf(a.Published)}
	if w := a.Article.Withdrawn; w != nil {
		v.Withdrawn, v.Reason = timeOf(w.Date), w.Reason
	}
	return v
}
