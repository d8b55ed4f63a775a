package page

import (
	"slices"
	"strings"
	"time"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/words"
)

// incident makes the record of one incident: what stands now and who says so,
// and how it came to stand.
func (d *desk) incident(i *site.Incident) *IncidentPage {
	st := i.Standing
	v := &IncidentPage{
		Frame: d.frame(i.URL, d.called(i), d.incidentDescription(i)),
		ID:    i.Name(), Title: i.Title,
		Status: d.words.Status(st), Live: developing(st),
		Alleged: d.words.Alleged(st), Proceedings: i.Proceedings,
		Day: recentDays(st), Changed: d.timeOf(i.Changed),
		ArticleCount: len(i.Articles) + len(i.About), StatementCount: len(st.History),
		Summary: d.summary(st),
		Began:   d.timeOf(i.Began),
		Stands:  d.claims(st, i.Doc), Ladder: d.howToRead(),
		Sides: d.sides(st), Flags: d.words.Flags(st), Unnamed: d.unnamed(st),
		History:    d.history(i),
		Legal:      d.legal(st.Legal, i.Doc),
		Impact:     d.figures(st.Figures, i.Doc),
		Background: d.body(i.Doc, i.Links),
		Sources:    d.sources(i.Doc),
		Follow:     d.follow(i),
	}
	v.OwnFeed = ownFeed(feed.OfIncident(d.Site, i))
	v.Data = d.trailData(d.incidentTrail(i)...)
	var highest []string
	for _, side := range v.Sides {
		if label := d.words.Inside(side.Label); side.Leads && side.Value != "not-applicable" && !slices.Contains(highest, label) {
			highest = append(highest, label)
		}
	}
	v.Highest = d.words.List(highest)
	if n := len(st.History); n > 0 {
		v.First, v.Last = d.timeOf(st.History[0].Said), d.timeOf(st.History[n-1].Said)
	}
	for _, p := range i.Companies {
		v.Companies = append(v.Companies, Party{Link: termLink(p.Term), Role: d.words.Inside(d.role(p.Role))})
	}
	for n := len(i.Articles) - 1; n >= 0; n-- {
		c := d.chapter(i.Articles[n])
		c.Place, c.Of = n+1, len(i.Articles)
		v.Articles = append(v.Articles, c)
	}
	for _, a := range i.About {
		v.About = append(v.About, d.chapter(a))
	}
	return v
}

// called is the name of an incident where it stands without its docket: one that
// is alleged says so.
func (d *desk) called(i *site.Incident) string {
	if i.Standing.Alleged {
		return d.Words.Say("incident.alleged_title", "title", i.Title)
	}
	return i.Title
}

// developing reports whether somebody says that an incident still changes from
// day to day: nothing is developing unless said.
func developing(s *news.Standing) bool {
	return s.Status != nil && s.Status.Status == "developing"
}

// days counts the days from the first statement to the last, both included: 9
// is «day 9». Of statements that tell no more than a month, those count that lie
// within it; it is 0 where the first or last day is not known.
func days(s *news.Standing) int {
	var first, last news.Date
	for n := range s.History {
		if said := s.History[n].Said; said.Precision >= news.ToDay {
			if first.IsZero() {
				first = said
			}
			last = said
		}
	}
	for n := range s.History {
		if said := s.History[n].Said; first.IsZero() || said.Before(first) || last.Before(said) {
			return 0
		}
	}
	if first.IsZero() {
		return 0
	}
	// Civil days: neither the hour nor the summer time counts.
	day := func(d news.Date) time.Time {
		year, month, day := d.Time.Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(last).Sub(day(first))/(24*time.Hour)) + 1
}

// summary says in a sentence or two what stands, each with who says so.
func (d *desk) summary(s *news.Standing) string {
	var sentences []string
	for _, line := range []string{d.words.Type(s), d.words.Attribution(s)} {
		if line != "" {
			sentences = append(sentences, line+".")
		}
	}
	return strings.Join(sentences, " ")
}

// chapter gives an article in its place in an incident.
func (d *desk) chapter(a *site.Article) Chapter {
	c := Chapter{
		Link: Link{Text: a.Article.Title, URL: a.URL}, Published: d.timeOf(a.Published),
		Form: d.formLabel(a), Corrected: len(a.Article.Corrections) > 0, Preview: d.preview(a),
	}
	tongue := d.tongueOf(a)
	c.Lang, c.Dir = tongue.Lang, tongue.Dir
	if !a.Article.IsStatement() {
		var names []string
		for _, t := range a.Authors {
			names = append(names, t.Name)
		}
		c.Authors = d.words.List(names)
	}
	return c
}

// sides gives every attribution that stands above the bottom of the ladder, the
// highest rung first, and after them those that were taken back or that a court
// has ended: what was said that loudly does not vanish quietly.
func (d *desk) sides(s *news.Standing) []Side {
	var out []Side
	for n := range s.Attributions {
		st := &s.Attributions[n]
		if d.sitsOut(st, s) {
			continue
		}
		side := d.side(st)
		side.Leads = d.leads(st, s)
		if st.Attribution.Status == "retracted" {
			d.retract(&side, st, s)
		}
		out = append(out, side)
	}
	for n := range s.History {
		p := &s.History[n]
		if p.Subject != news.OnAttribution || p.Stands || p.Corrected != nil || p.ReplacedBy < 0 {
			continue
		}
		if end := &s.History[p.ReplacedBy]; end.Subject == news.OnLegal {
			side := d.side(&p.Statement)
			side.Struck, side.Until, side.ClearedBy = true, d.timeOf(end.Said), d.speakersOf(&end.Statement, nil)
			out = append(out, side)
		}
	}
	return out
}

// leads reports whether an attribution stands on the highest rung: the badge shows
// its status, or another of the same rank. An actor's own word leads only where
// nobody else says more.
func (d *desk) leads(st *news.Statement, s *news.Standing) bool {
	rank := func(status string) int {
		w, _ := d.Vocabulary.Word(news.AttributionLadder, status)
		return w.Rank
	}
	status := st.Attribution.Status
	return status == s.Badge || status != "claimed" && rank(status) > 0 && rank(status) == rank(s.Badge)
}

// sitsOut reports whether an attribution only says that nobody is named, where
// somebody else names somebody.
func (d *desk) sitsOut(st *news.Statement, s *news.Standing) bool {
	return st.Attribution.Status == "unattributed" && s.Badge != "unattributed"
}

// unnamed gives who says that nobody is named, where somebody else does: the
// statement stands, but there is nothing to set beside the others.
func (d *desk) unnamed(s *news.Standing) []Row {
	var out []Row
	for n := range s.Attributions {
		if d.sitsOut(&s.Attributions[n], s) {
			out = append(out, d.row(&s.Attributions[n], s, nil))
		}
	}
	return out
}

func (d *desk) side(st *news.Statement) Side {
	a := &st.Attribution
	side := Side{
		Label: d.Vocabulary.Label(news.AttributionLadder, a.Status), Value: a.Status,
		Actors: d.accused(a), Speakers: d.speakersOf(st, nil), Said: d.timeOf(st.Said),
		DeniedBy: d.allNamed(a.DeniedBy), DisputedBy: d.allNamed(a.DisputedBy),
		Source: d.sourceOf(st, nil),
	}
	if a.Status == "not-applicable" {
		side.Actors = []Link{{Text: d.Words.Say("incident.no_actor")}}
	}
	if a.Confidence != "" {
		side.Sure = words.Heading(d.Words.Say("confidence." + a.Confidence))
	}
	if side.Source.Text == "" {
		side.Source, side.Printed = d.printed(st)
	}
	return side
}

// retract says of a retraction what was taken back, and how long it stood.
func (d *desk) retract(side *Side, retraction *news.Statement, s *news.Standing) {
	side.Struck, side.Until = true, side.Said
	side.Said = Time{}
	if len(retraction.Attribution.To) == 0 {
		side.Actors = []Link{{Text: d.Words.Say("incident.withdrawn")}}
	}
	here := slices.IndexFunc(s.History, func(p news.Past) bool { return p.Remark == retraction.Remark })
	for n := range s.History {
		p := &s.History[n]
		if p.Subject != news.OnAttribution || p.Stands || p.Corrected != nil || p.ReplacedBy != here {
			continue
		}
		side.Said = d.timeOf(p.Said)
		if len(p.Attribution.To) > 0 {
			side.Actors = d.accused(&p.Attribution)
		}
	}
}

// history gives every statement ever made of an incident, newest first; those
// that do not stand are struck through and say what became of them.
func (d *desk) history(i *site.Incident) []Past {
	all := i.Standing.History
	var attributions []news.Statement
	before := map[int]*news.Past{} // what a statement took the place of
	for n := range all {
		p := &all[n]
		if p.Subject == news.OnAttribution {
			attributions = append(attributions, p.Statement)
		}
		if !p.Stands && p.Corrected == nil && p.ReplacedBy >= 0 && all[p.ReplacedBy].Subject == p.Subject {
			before[p.ReplacedBy] = p
		}
	}
	out := make([]Past, 0, len(all))
	for n := len(all) - 1; n >= 0; n-- {
		p := &all[n]
		how, value, bars := d.knownAs(&p.Statement)
		past := Past{
			Said: d.timeOf(p.Said), Turn: d.Words.Say("turn.new"), About: d.words.Inside(d.about(p.Subject)),
			Claim: textOf(d.claimOf(&p.Statement)),
			How:   how, HowValue: value, Bars: bars, By: d.sayer(&p.Statement, attributions),
			Note: d.noteOf(&p.Statement), Struck: !p.Stands,
			Source: d.sourceOf(&p.Statement, nil),
		}
		past.Article, _ = d.printed(&p.Statement)
		if at := slices.IndexFunc(i.Articles, func(a *site.Article) bool { return a.URL == past.Article.URL }); at >= 0 {
			past.Article.Text = d.Words.Say("incident.story", "n", at+1)
		}
		if a := d.Article(p.Doc); a != nil && p.Subject == news.OnClaim {
			past.Tongue = d.tongueOf(a)
		}
		switch was := before[n]; {
		case p.Corrected != nil:
			past.Turn = d.Words.Say("turn.corrected")
		case was != nil:
			past.Turn = d.Words.Say("turn.changed")
			if past.Was = textOf(d.claimOf(&was.Statement)); past.Was == past.Claim {
				past.Was, _, _ = d.knownAs(&was.Statement)
			} else if a := d.Article(was.Doc); a != nil && was.Subject == news.OnClaim {
				past.WasTongue = d.tongueOf(a)
			}
		case n == 0:
			past.Turn = d.Words.Say("turn.first")
		}
		if retracts(p) {
			past.Turn = d.Words.Say("turn.withdrawn")
			if len(p.Attribution.To) == 0 { // what is taken back stands struck through
				past.Claim = ""
				if past.Was == "" {
					past.Was = d.Words.Say("incident.withdrawn")
				}
			}
		}
		past.Became = d.became(p, all)
		out = append(out, past)
	}
	return out
}

func retracts(p *news.Past) bool { return p.Attribution.Status == "retracted" }

// became says what became of a statement that does not stand.
func (d *desk) became(p *news.Past, all []news.Past) string {
	switch {
	case p.Stands:
		return ""
	case p.Corrected != nil:
		return d.Words.Say("became.corrected", "time", d.timeOf(p.Corrected.Date).Text)
	case p.ReplacedBy < 0 || p.ReplacedBy >= len(all):
		return d.Words.Say("became.gone")
	}
	end := &all[p.ReplacedBy]
	on := d.timeOf(end.Said).Text
	switch {
	case end.Subject == news.OnLegal:
		return d.Words.Say("became.ended", "time", on, "speakers", d.words.Speaker(d.speakerNames(&end.Statement, nil)))
	case retracts(end):
		return d.Words.Say("became.withdrawn", "time", on)
	}
	return d.Words.Say("became.replaced", "time", on)
}

// sayer says whose a statement is, to follow the word for how it is known.
func (d *desk) sayer(s *news.Statement, attributions []news.Statement) string {
	return d.words.By(s, d.speakerNames(s, attributions))
}

// textOf gives links as the text that they are, A, B.
func textOf(links []Link) string {
	var texts []string
	for _, l := range links {
		texts = append(texts, l.Text)
	}
	return strings.Join(texts, ", ")
}

// role names the part of an organisation in an incident.
func (d *desk) role(value string) string {
	if value == "" {
		value = "victim"
	}
	return d.Vocabulary.Label(news.CompanyRoles, value)
}

// incidentDescription says in a line or two what stands, for search engines.
func (d *desk) incidentDescription(i *site.Incident) string {
	sentences := []string{d.Words.Say("describe.incident", "incident", i.Title)}
	for _, line := range []string{d.words.Type(i.Standing), d.words.Attribution(i.Standing)} {
		if line != "" {
			sentences = append(sentences, line+".")
		}
	}
	return strings.Join(sentences, " ")
}

// incidents plans the two lists of incidents: those that stand as fact, and
// apart from them those that are alleged.
func (p *plan) incidents() {
	d := p.desk
	var facts, alleged []*site.Incident
	for _, i := range d.Incidents {
		if i.Standing.Alleged {
			alleged = append(alleged, i)
		} else {
			facts = append(facts, i)
		}
	}
	lists := []struct {
		title, path string
		alleged     bool
		incidents   []*site.Incident
		other       Link
		otherName   string
		count       string
	}{
		{d.Words.Say("nav.incidents"), "incidents/", false, facts,
			Link{Text: d.Words.Say("count.alleged_incidents_apart", "n", len(alleged)), URL: d.under("incidents/alleged/")}, d.Words.Say("incidents.alleged"),
			d.Words.Say("count.on_record", "n", len(facts))},
		{d.Words.Say("incidents.alleged"), "incidents/alleged/", true, alleged,
			Link{Text: d.Words.Say("incidents.on_record"), URL: d.under("incidents/")}, d.Words.Say("incidents.on_record"),
			d.Words.Say("count.alleged_incidents", "n", len(alleged))},
	}
	for _, l := range lists {
		url := d.under(l.path)
		for _, part := range paged(len(l.incidents), url) {
			p.keyed("incidents", part.file(l.path+"index.html"), func(k *key) {
				k.part(part)
				if k.values(l.title, l.alleged, l.otherName); part.number == 0 {
					k.values(l.other, l.count)
				}
				k.incidents(l.incidents[part.from:part.to])
			}, func() view {
				title := part.title(d.Words, l.title)
				v := &IncidentsPage{
					Frame: d.frame(part.url(), title, d.Words.Say("describe.incidents", "list", l.title, "site", d.Title)),
					Title: l.title, Page: part.name(d.Words), Alleged: l.alleged, Count: l.count, Other: l.other,
					Incidents: d.incidentCardsOf(l.incidents[part.from:part.to]),
					Pager:     part.pager(d.Words, d.words.Inside(l.title)),
				}
				if part.number > 0 {
					v.Count, v.Other.Text = "", l.otherName // counts change with every new incident, and a full page never does
				}
				v.OwnFeed = ownFeed(feed.Changes(d.Site), true)
				part.mark(&v.Frame)
				return v
			})
		}
	}
}
