package page

import (
	"slices"

	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/tally"
	"blotter/internal/words"
)

// What the front page shows.
const (
	shownOpen   = 5  // open incidents beside the lead
	shownBefore = 3  // earlier articles of the lead's incident
	shownClaims = 2  // claims beside its type and who did it
	shownLatest = 10 // short ones; the rest of the page's articles are headlines
	shownOfOne  = 2  // of them about one incident
	shownTypes  = 8
)

// home plans the front page and the numbered pages of all articles.
func (p *plan) home() {
	d := p.desk
	for _, part := range paged(len(d.Articles), d.Path) {
		if part.number > 0 {
			p.list(part, part.file("index.html"), words.Heading(d.Words.Say("pager.all")), Link{Text: d.Title, URL: d.Path}, d.Articles)
			continue
		}
		p.page("home", "index.html", func() view { return d.home(part) })
	}
}

func (d *desk) home(part part) *HomePage {
	description := d.Tagline
	if description == "" {
		description = d.Words.Say("describe.home", "site", d.Title)
	}
	v := &HomePage{
		Frame:   d.frame(d.Path, d.Tagline, description),
		Tagline: d.Tagline, Pager: part.pager(d.Words, d.Words.Say("pager.all")),
		State:       d.state(),
		Incidents:   Link{Text: d.Words.Say("home.all_incidents"), URL: d.under("incidents/")},
		Corrections: Link{Text: d.Words.Say("home.all_corrections"), URL: d.under("corrections/")},
		Follow:      d.follow(nil),
	}
	part.mark(&v.Frame)
	v.Share.Title, v.Data = d.Title, d.homeData()
	d.drawTypes(v)
	d.layFront(v, d.Articles[part.from:part.to])
	if len(d.Months) > 0 {
		v.Archive = Link{Text: d.Words.Say("home.all_of", "month", d.words.Month(d.Months[0].Start)), URL: d.Months[0].URL}
	}
	if len(d.Corrections) > 0 {
		v.Correction = d.logEntry(&d.Corrections[0])
	}
	return v
}

// layFront gives every article of the front page its place; none stands there twice.
func (d *desk) layFront(v *HomePage, newest []*site.Article) {
	if len(newest) == 0 {
		return
	}
	rest := slices.Clone(newest)
	take := func(wanted func(*site.Article) bool) *site.Article {
		at := slices.IndexFunc(rest, wanted)
		if at < 0 {
			return nil
		}
		a := rest[at]
		rest = slices.Delete(rest, at, at+1)
		return a
	}
	lead := d.leading(newest)
	take(func(a *site.Article) bool { return a == lead })
	v.Lead = *d.card(lead)
	v.Lead.Picture.First = true
	if v.Lead.Picture.Sizes != "" {
		v.Lead.Picture.Sizes = sizesOfLead
	}
	v.Lead.digest = sealOf(&v.Lead)
	var told *site.Incident
	if len(lead.Incidents) > 0 && lead.Article.IsStatement() {
		told = lead.Incidents[0]
		v.Claims = d.ofIncident(lead, d.claimLines(told.Standing, shownClaims))
		earlier := told.Articles[:max(0, slices.Index(told.Articles, lead))]
		for n := len(earlier) - 1; n >= 0 && len(v.Before) < shownBefore; n-- {
			v.Before = append(v.Before, *d.card(earlier[n]))
			take(func(a *site.Article) bool { return a == earlier[n] })
		}
	}
	v.Open, v.Live = d.openBeside(told)
	for _, form := range []string{"opinion", "analysis"} {
		if len(rest) < 2 || v.Opinion.URL != "" {
			break
		}
		if a := take(func(a *site.Article) bool { return a.Article.Form == form && d.native(a) }); a != nil {
			v.Opinion = *d.card(a)
		}
	}
	// The large one has a picture, if one of the next few has.
	near := func(a *site.Article) bool { return d.native(a) && slices.Index(rest, a) < shownLatest/2 }
	for _, wanted := range []func(*site.Article) bool{
		func(a *site.Article) bool { return a.Hero != nil && near(a) },
		near,
		func(*site.Article) bool { return true },
	} {
		if second := take(wanted); second != nil {
			v.Second = *d.card(second)
			break
		}
	}
	// A story of many parts leaves room for the others: what else there is of it
	// stands among the headlines.
	shown := map[*site.Incident]int{}
	for _, a := range rest {
		var of *site.Incident
		if len(a.Incidents) > 0 {
			of = a.Incidents[0]
		}
		if len(v.Latest) == shownLatest || of != nil && shown[of] == shownOfOne {
			v.More = append(v.More, *d.card(a))
			continue
		}
		shown[of]++
		v.Latest = append(v.Latest, *d.card(a))
	}
}

// native reports whether an article is in the site's language: what stands large
// on the front page should be what most of its readers can read.
func (d *desk) native(a *site.Article) bool { return d.tongueOf(a) == Tongue{} }

// leading chooses the article that leads the front page: the newest report or
// advisory of something that is not merely alleged. An actor's word alone does
// not lead the paper, and neither does a column.
func (d *desk) leading(newest []*site.Article) *site.Article {
	reports := func(a *site.Article) bool { return a.Article.IsStatement() }
	facts := func(a *site.Article) bool {
		return reports(a) && !slices.ContainsFunc(a.Incidents, func(i *site.Incident) bool { return i.Standing.Alleged })
	}
	for _, wanted := range []func(*site.Article) bool{
		func(a *site.Article) bool { return facts(a) && d.native(a) }, facts, reports,
	} {
		if at := slices.IndexFunc(newest, wanted); at >= 0 {
			return newest[at]
		}
	}
	return newest[0]
}

// openBeside gives the open incidents beside the lead's own, the newest change
// first and the alleged last; live says that one that is no mere allegation is
// developing.
func (d *desk) openBeside(lead *site.Incident) (cards []IncidentCard, live bool) {
	for _, alleged := range []bool{false, true} {
		for _, i := range d.Incidents {
			if i != lead && tally.Open(i) && i.Standing.Alleged == alleged && len(cards) < shownOpen {
				cards = append(cards, *d.incidentCard(i))
				live = live || !alleged && developing(i.Standing)
			}
		}
	}
	return cards, live
}

// state gives the figures of the state of the record. They are counted from the
// record alone, so that a page that nobody builds anew stays true.
func (d *desk) state() []StateFigure {
	if len(d.Articles) == 0 {
		return nil
	}
	newest, t := d.newest(), d.counts()
	changed := 0
	for _, i := range d.Incidents {
		if sameDay(i.Changed, newest) {
			changed++
		}
	}
	var out []StateFigure
	add := func(n int, name Link, list string) {
		if n > 0 {
			if list != "" {
				name.URL = d.under(list)
			}
			out = append(out, StateFigure{Figure: d.words.Number(n), Name: name})
		}
	}
	add(t.All.All.Established, Link{Text: d.Words.Say("state.incidents", "n", t.All.All.Established)}, "incidents/")
	add(t.Open, Link{Text: d.Words.Say("state.open", "n", t.Open)}, "")
	add(t.All.All.Alleged, Link{Text: d.Words.Say("state.alleged")}, "incidents/alleged/")
	add(changed, Link{Text: d.Words.Say("state.changed", "day", d.words.ShortDay(newest))}, "")
	add(len(d.Corrections), Link{Text: d.Words.Say("state.corrections", "n", len(d.Corrections))}, "corrections/")
	add(len(d.Withdrawn), Link{Text: d.Words.Say("state.withdrawn", "n", len(d.Withdrawn))}, "corrections/")
	if newest.Precision == news.ToSecond {
		out = append(out, StateFigure{Figure: d.words.ZonedClock(newest), ISO: newest.ISO(), Name: Link{Text: d.Words.Say("state.last")}})
	}
	return out
}

func sameDay(x, y news.Date) bool {
	if x.Precision < news.ToDay || y.Precision < news.ToDay {
		return false
	}
	year, month, day := x.Time.Date()
	otherYear, otherMonth, otherDay := y.Time.Date()
	return year == otherYear && month == otherMonth && day == otherDay
}

// drawTypes adds the most frequent incident types with one bar a month, all on
// one scale; one bar a year, where the last twelve months have little to show.
// What is alleged has no bar; it is counted apart.
func (d *desk) drawTypes(v *HomePage) {
	const width, height = 120, 24
	t := d.counts()
	bars := func(row *tally.Row) []tally.Count { return row.Months }
	if yearly(t) {
		bars = func(row *tally.Row) []tally.Count { return row.Years }
	}
	highest := 0
	var shown []*tally.Row
	for n := range t.Types {
		if t.Types[n].Value == "" || len(shown) == shownTypes {
			continue
		}
		shown = append(shown, &t.Types[n])
		for _, c := range bars(&t.Types[n]) {
			highest = max(highest, c.Established)
		}
	}
	for _, row := range shown {
		f := TypeFigures{Link: d.word(site.Type, news.IncidentTypes, row.Value), Count: d.words.Number(row.All.Established), Note: d.Words.Say("types.on_record")}
		if row.All.Alleged > 0 {
			f.Note = d.Words.Say("types.on_record_alleged", "n", row.All.Alleged)
		}
		var path drawing
		step := width / float64(max(1, len(bars(row))))
		for n, c := range bars(row) {
			full := float64(height*c.Established) / float64(max(highest, 1))
			path.box((float64(n)+.1)*step, height-full, .8*step, full)
		}
		f.Bars = path.String()
		v.Types = append(v.Types, f)
	}
	if highest > 0 {
		v.Bars = d.barsText(t)
	}
	v.Dashboard = Link{Text: d.Words.Say("dashboard.title"), URL: d.under("dashboard/")}
}

// barsText says what the bars stand for.
func (d *desk) barsText(t *tally.Tally) string {
	first, last := d.words.Month(t.Months[0]), d.words.Month(t.Months[len(t.Months)-1])
	key := "types.months"
	if yearly(t) {
		first, last, key = itoa(t.Years[0]), itoa(t.Years[len(t.Years)-1]), "types.years"
	}
	return d.Words.Say(key, "from", first, "to", last)
}

// yearly reports whether years show more than months: fewer than one incident a
// month, and years enough to compare.
func yearly(t *tally.Tally) bool {
	n := 0
	for _, c := range t.All.Months {
		n += c.Established
	}
	return n < len(t.Months) && len(t.Years) > 2
}
