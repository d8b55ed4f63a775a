package page

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/words"
)

// month plans the archive of a month.
func (p *plan) month(at int) {
	d, m := p.desk, p.desk.Months[at]
	title := d.monthLink(m).Text
	for _, part := range paged(len(m.Articles), m.URL) {
		if part.number > 0 {
			p.list(part, part.file(m.File), title, d.monthLink(m), m.Articles)
			continue
		}
		p.keyed("month", m.File, func(k *key) { k.monthPage(m, part) }, func() view {
			v := &MonthPage{
				Frame:   d.frame(m.URL, title, d.Words.Say("describe.month", "month", d.words.Month(m.Start), "site", d.Title)),
				Title:   title,
				Archive: Link{Text: d.Words.Say("nav.archive"), URL: d.under("archive/")},
				Count:   d.monthCount(m),
				Days:    d.days(m.Articles[part.from:part.to]),
				Pager:   part.pager(d.Words, title),
			}
			part.mark(&v.Frame)
			v.Data = d.trailData(v.Archive, d.monthLink(m))
			if at > 0 { // months are newest first
				v.Later = d.monthLink(d.Months[at-1])
			}
			if at+1 < len(d.Months) {
				v.Earlier = d.monthLink(d.Months[at+1])
			}
			for _, year := range d.years() {
				if year.Name != m.Start.Format("2006") {
					v.Years = append(v.Years, Link{Text: year.Name, URL: v.Archive.URL + "#" + year.Anchor})
					continue
				}
				v.Year = year
				v.Year.Months = slices.Clone(year.Months)
				for n := range v.Year.Months {
					if v.Year.Months[n].URL == m.URL {
						v.Year.Months[n].URL = ""
					}
				}
			}
			return v
		})
	}
}

func (d *desk) monthCount(m *site.Month) string {
	reports := 0
	for _, a := range m.Articles {
		if a.Article.IsStatement() {
			reports++
		}
	}
	text := d.Words.Say("count.articles", "n", len(m.Articles))
	if reports < len(m.Articles) {
		text += d.Words.Say("list.between") + d.Words.Say("count.reports", "n", reports)
	}
	return text
}

// days puts articles under their days, where most days have several and every
// time is known: otherwise the lines themselves say of which day they are.
func (d *desk) days(articles []*site.Article) []Day {
	var out []Day
	var first []int // articles of these days
	for n, a := range articles {
		if a.Published.Precision < news.ToSecond {
			return []Day{{Cards: d.cardsOf(articles)}}
		}
		anchor := "page." + a.Published.Time.Format(time.DateOnly)
		if len(out) == 0 || out[len(out)-1].Anchor != anchor {
			out = append(out, Day{Name: d.words.Weekday(a.Published), Anchor: anchor})
			first = append(first, n)
		}
	}
	if 2*len(out) > len(articles) {
		return []Day{{Cards: d.cardsOf(articles)}}
	}
	first = append(first, len(articles))
	for n := range out {
		out[n].Cards = d.cardsOf(articles[first[n]:first[n+1]])
	}
	return out
}

func (d *desk) monthLink(m *site.Month) Link {
	return Link{Text: words.Heading(d.words.Month(m.Start)), URL: m.URL}
}

func (d *desk) archive() *ArchivePage {
	return &ArchivePage{
		Frame: d.frame(d.under("archive/"), d.Words.Say("nav.archive"), d.Words.Say("describe.archive", "site", d.Title)),
		Count: d.Words.Say("count.articles", "n", len(d.Articles)),
		Years: d.years(),
	}
}

// monthsByYear gives the months of every year, the newest first.
func (d *desk) monthsByYear() []Year {
	var out []Year
	counts := map[string]int{}
	for _, m := range d.Months {
		name := m.Start.Format("2006")
		if n := len(out); n == 0 || out[n-1].Name != name {
			out = append(out, Year{Name: name, Anchor: "page." + name})
		}
		counts[name] += len(m.Articles)
		last := &out[len(out)-1]
		last.Months = append(last.Months, MonthEntry{
			Link:  Link{Text: words.Heading(d.words.MonthName(m.Start.Month(), false)), URL: m.URL},
			Count: d.words.Number(len(m.Articles)),
		})
	}
	for n := range out {
		out[n].Count = d.Words.Say("count.articles", "n", counts[out[n].Name])
	}
	return out
}

// lettered is from how many entries on an index has a heading for each letter.
const lettered = 40

// letters divides an index that is sorted by name.
func letters(entries []Entry) []IndexGroup {
	if len(entries) < lettered {
		return []IndexGroup{{Entries: entries}}
	}
	var out []IndexGroup
	for _, e := range entries {
		name := initial(e.Text)
		at, known := slices.BinarySearchFunc(out, name, func(g IndexGroup, name string) int { return strings.Compare(g.Name, name) })
		if !known {
			out = slices.Insert(out, at, IndexGroup{Name: name, Anchor: "page." + strings.ToLower(strings.ReplaceAll(name, "–", "-"))})
		}
		out[at].Entries = append(out[at].Entries, e)
	}
	return out
}

// initial is the letter under which a name stands: É under E, figures under 0–9.
func initial(name string) string {
	for _, r := range norm.NFD.String(name) {
		switch {
		case unicode.IsLetter(r):
			return string(unicode.ToUpper(r))
		case unicode.IsDigit(r):
			return "0–9"
		}
	}
	return "0–9"
}

// pageAt links the ordinary page at a path of the site, if there is one.
func (d *desk) pageAt(path string) Link {
	url := d.under(path)
	if at := slices.IndexFunc(d.Pages, func(p *site.Page) bool { return p.URL == url }); at >= 0 {
		return Link{Text: d.Pages[at].Document.Page.Title, URL: d.Pages[at].URL}
	}
	return Link{}
}

func (d *desk) text(page *site.Page) *TextPage {
	description := page.Document.Page.Standfirst
	if description == "" {
		description = page.Body.Excerpt
	}
	return &TextPage{
		Frame: d.frame(page.URL, page.Document.Page.Title, description),
		Title: page.Document.Page.Title, Standfirst: page.Document.Page.Standfirst,
		Body: d.body(page.Document, page.Links),
	}
}

// log plans the corrections log: every correction of every article, and every
// article that was taken back, newest first.
func (p *plan) log() {
	d := p.desk
	url := d.under("corrections/")
	entries := sync.OnceValue(d.logEntries)
	for _, part := range paged(len(d.Corrections)+len(d.Withdrawn), url) {
		p.page("corrections", part.file("corrections/index.html"), func() view {
			v := &CorrectionsPage{
				Frame:   d.frame(part.url(), part.title(d.Words, d.Words.Say("nav.corrections")), d.Words.Say("describe.corrections", "site", d.Title)),
				Page:    part.name(d.Words),
				Contact: contactLink(d.Publisher.Contact),
				Pager:   part.pager(d.Words, d.Words.Say("nav.corrections")),
			}
			part.mark(&v.Frame)
			v.OwnFeed = ownFeed(feed.Corrections(d.Site), true)
			v.Policy = d.pageAt("corrections-policy/")
			if part.number == 0 { // what is counted changes, and a full page never does
				v.Counts = d.logCounts()
				v.Kinds = d.correctionKinds()
			}
			for _, e := range entries()[part.from:part.to] {
				month := words.Heading(d.words.Month(e.at.Time))
				if n := len(v.Months); n == 0 || v.Months[n-1].Name != month {
					v.Months = append(v.Months, LogMonth{Name: month, Anchor: "page." + e.at.Time.Format("2006-01")})
				}
				last := &v.Months[len(v.Months)-1]
				last.Entries = append(last.Entries, e.LogEntry)
			}
			return v
		})
	}
}

// datedEntry is a line of the log with the day by which it is sorted.
type datedEntry struct {
	at news.Date
	LogEntry
}

func (d *desk) logEntries() []datedEntry {
	var out []datedEntry
	for n := range d.Corrections {
		out = append(out, datedEntry{d.Corrections[n].Correction.Date, d.logEntry(&d.Corrections[n])})
	}
	for _, a := range d.Withdrawn {
		w := a.Article.Withdrawn
		out = append(out, datedEntry{w.Date, LogEntry{
			Article:    Link{Text: d.Words.Say("corrections.article_of", "day", d.words.Date(a.Published)), URL: a.URL},
			Day:        d.words.ShortDay(w.Date),
			Correction: Correction{Date: d.timeOf(w.Date), Kind: d.Words.Say("corrections.withdrawn"), Text: w.Reason},
		}})
	}
	slices.SortStableFunc(out, func(x, y datedEntry) int { return y.at.Time.Compare(x.at.Time) })
	return out
}

// logEntry gives a line of the corrections log.
func (d *desk) logEntry(c *site.CorrectionEntry) LogEntry {
	e := LogEntry{
		Article:    Link{Text: c.Article.Article.Title, URL: c.Article.URL},
		Day:        d.words.ShortDay(c.Correction.Date),
		Correction: d.correction(c.Article, c.Correction),
	}
	return e
}

// logCounts says how many corrections there are and, apart, how many articles were
// taken back: an article that does not stand is not one that was put right.
func (d *desk) logCounts() []string {
	out := []string{d.Words.Say("count.corrections", "n", len(d.Corrections))}
	if n := len(d.Withdrawn); n > 0 {
		out = append(out, d.Words.Say("count.withdrawn", "n", n))
	}
	return out
}

// correctionKinds counts the corrections by what was done.
func (d *desk) correctionKinds() []Entry {
	counts := map[string]int{}
	for _, c := range d.Corrections {
		counts[c.Correction.Kind]++
	}
	var out []Entry
	for _, value := range d.Vocabulary.Values(news.CorrectionKinds) {
		word, _ := d.Vocabulary.Word(news.CorrectionKinds, value)
		out = append(out, Entry{Link: Link{Text: word.Label}, Definition: word.Definition, Count: d.words.Number(counts[value])})
	}
	return append(out, Entry{Link: Link{Text: d.Words.Say("corrections.withdrawn")}, Definition: d.Words.Say("corrections.withdrawn_meaning"), Count: d.words.Number(len(d.Withdrawn))})
}

// redirect makes the page that stands at an old URL, for hosts that do not read
// _redirects.
func (d *desk) redirect(r *site.Redirect) *RedirectPage {
	v := &RedirectPage{Frame: d.unlisted(r.From, d.Words.Say("redirect.title")), At: Link{Text: d.absolute(r.To), URL: r.To}}
	v.Canonical, v.Refresh = d.absolute(r.To), r.To
	return v
}

func (d *desk) notFound() *NotFoundPage {
	return &NotFoundPage{
		Frame:  d.unlisted(d.under("404.html"), d.Words.Say("notfound.title")),
		Latest: d.cardsOf(d.Articles[:min(5, len(d.Articles))]),
		Index:  d.index(), Contact: contactLink(d.Publisher.Contact),
	}
}
