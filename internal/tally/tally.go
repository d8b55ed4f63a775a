// Package tally counts a Site's incidents for the dashboard, and writes the same
// numbers as CSV.
//
// It takes a Site and gives a Tally (New) and output files (Files). The rules of
// counting are a newsroom's:
//
//   - An incident counts once, in the month it was disclosed (the day of the
//     first statement that readers may see), under its first type as it stands.
//   - What is only alleged is counted beside the rest and never added to it.
//   - An attribution is on record from rank 2 of the ladder (MODEL §3). Its day is
//     the day it was said (`attributed_on`); a naming that its speaker took back,
//     or that we corrected, never was one.
//   - Nothing depends on the clock: the twelve months end with that of the newest
//     disclosure, and a story is open because nobody has said that it is over.
//
// It prints nothing for readers; package page puts the Tally into words.
package tally

import (
	"cmp"
	"slices"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// How many months the dashboard shows, and how many years are counted at most.
const (
	months = 12
	years  = 20
)

// Tally is what was counted.
type Tally struct {
	// Months are the twelve that end with the month of the newest disclosure, as
	// their first days, oldest first; none on a site without incidents.
	Months []time.Time
	// Years are those from the first disclosure to the newest, at most twenty.
	Years []int
	// All counts every incident, Types each incident type, most first.
	All   Row
	Types []Row
	// Named counts incidents with somebody named on record, Open those whose
	// story is not over.
	Named, Open int
	// Ladder counts established incidents by their highest standing rung, from
	// the bottom: nobody named, claimed or suspected, attributed or sanctioned,
	// charged, convicted.
	Ladder [rungs]Row
	// Delays are the days from disclosure to the first naming on record, by who
	// named first.
	Delays []Delay
	// Stories are the open incidents, the oldest first.
	Stories []*site.Incident

	records []record
}

// Count is of established incidents and, apart, of alleged ones.
type Count struct{ Established, Alleged int }

func (c *Count) add(alleged bool) {
	if alleged {
		c.Alleged++
	} else {
		c.Established++
	}
}

// Row counts one kind of incidents over time.
type Row struct {
	// Value is the word of the vocabulary; empty for a sum and for an incident
	// of which nobody has said what it was.
	Value string
	// Months holds one Count for each of Tally.Months; Earlier is all before
	// them, and those of which only the year is known. All is the sum.
	Months       []Count
	Earlier, All Count
	// Years holds one Count for each of Tally.Years.
	Years []Count
}

// Recent is the sum of Months.
func (r *Row) Recent() Count {
	return Count{Established: r.All.Established - r.Earlier.Established, Alleged: r.All.Alleged - r.Earlier.Alleged}
}

// rungs is how many steps of the ladder the dashboard tells apart.
const rungs = 5

// Namer is who was the first to name an actor on record.
type Namer uint8

// The namers, in the order in which they are shown.
const (
	Vendor Namer = iota
	Government
	Victim
	Court
	namers
)

// String is the word for machines, in days.csv.
func (n Namer) String() string {
	return [...]string{"vendor", "government", "victim", "court"}[n]
}

// Delay is how long it took until somebody was named.
type Delay struct {
	By   Namer
	Days []int // one for each incident, shortest first
}

// Quantile gives the day by which a share of the incidents had somebody named,
// by the nearest-rank method: Quantile(0.5) is the median. Days must not be empty.
func (d Delay) Quantile(share float64) int {
	at := int(share*float64(len(d.Days))+0.999999) - 1
	return d.Days[min(max(at, 0), len(d.Days)-1)]
}

// record is what is counted of one incident.
type record struct {
	incident  *site.Incident
	disclosed news.Date
	kind      string // its first type
	alleged   bool
	rung      int
	named     bool // somebody, on record
	by        Namer
	days      int // from disclosure to naming; -1 if not known to the day
}

// New counts.
func New(s *site.Site) *Tally {
	t := &Tally{}
	var newest time.Time
	for _, i := range s.Incidents {
		r := recordOf(s.Vocabulary, i)
		t.records = append(t.records, r)
		if m, ok := r.month(); ok && m.After(newest) {
			newest = m
		}
	}
	if !newest.IsZero() {
		for n := months - 1; n >= 0; n-- {
			t.Months = append(t.Months, newest.AddDate(0, -n, 0))
		}
	}
	t.Years = t.span()
	t.count()
	return t
}

// span gives the years from the first disclosure to the newest.
func (t *Tally) span() []int {
	var all []int
	for n := range t.records {
		if d := t.records[n].disclosed; !d.IsZero() {
			all = append(all, d.Time.Year())
		}
	}
	if len(all) == 0 {
		return nil
	}
	newest := slices.Max(all)
	var out []int
	for year := max(slices.Min(all), newest-years+1); year <= newest; year++ {
		out = append(out, year)
	}
	return out
}

func recordOf(v *news.Vocabulary, i *site.Incident) record {
	r := record{incident: i, disclosed: Disclosed(i), alleged: i.Standing.Alleged, rung: rungOf(v, i.Standing.Badge)}
	if i.Standing.Type != nil && len(i.Standing.Type.Types) > 0 {
		r.kind = i.Standing.Type.Types[0]
	}
	r.named = r.rung >= 2
	r.days = -1
	if first := firstNaming(v, i.Standing.History); first != nil && r.named {
		r.by = namerOf(first.Attribution.Status)
		if toTheDay(first.Said) && toTheDay(r.disclosed) {
			r.days = max(0, int(dayOf(first.Said).Sub(dayOf(r.disclosed)).Hours()/24))
		}
	}
	return r
}

// Disclosed is the day of the first statement of an incident; where none has a
// day, that of its first article.
func Disclosed(i *site.Incident) news.Date {
	var first news.Date
	sooner := func(d news.Date) {
		if !d.IsZero() && (first.IsZero() || d.Time.Before(first.Time)) {
			first = d
		}
	}
	for n := range i.Standing.History {
		sooner(i.Standing.History[n].Said)
	}
	if first.IsZero() && len(i.Articles) > 0 {
		sooner(i.Articles[0].Published)
	}
	return first
}

// month is the month of the disclosure, as its first day; false where it is not known.
func (r *record) month() (time.Time, bool) {
	if r.disclosed.IsZero() || r.disclosed.Precision < news.ToMonth {
		return time.Time{}, false
	}
	y, m, _ := r.disclosed.Time.Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC), true
}

// rungOf is the step of the dashboard's ladder on which a badge stands.
func rungOf(v *news.Vocabulary, badge string) int {
	switch badge {
	case "claimed", "suspected":
		return 1
	case "charged":
		return 3
	case "convicted":
		return 4
	}
	if word, ok := v.Word(news.AttributionLadder, badge); ok && word.Rank == 2 {
		return 2
	}
	return 0 // nobody is named: unattributed, not-applicable, retracted
}

// firstNaming is the earliest statement on record that names somebody and was
// neither taken back nor corrected.
func firstNaming(v *news.Vocabulary, history []news.Past) *news.Statement {
	var first *news.Statement
	for n := range history {
		p := &history[n]
		if p.Subject != news.OnAttribution || p.Corrected != nil || rungOf(v, p.Attribution.Status) < 2 || takenBack(history, p) {
			continue
		}
		if first == nil || p.Said.Time.Before(first.Said.Time) {
			first = &p.Statement
		}
	}
	return first
}

// takenBack reports whether the speaker's last word on it is a retraction.
func takenBack(history []news.Past, p *news.Past) bool {
	for steps := 0; p.ReplacedBy >= 0 && p.ReplacedBy < len(history) && steps < len(history); steps++ {
		p = &history[p.ReplacedBy]
	}
	return p.Attribution.Status == "retracted"
}

func namerOf(status string) Namer {
	switch status {
	case "attributed-by-vendor":
		return Vendor
	case "attributed-by-victim":
		return Victim
	case "charged", "convicted":
		return Court
	}
	return Government // attributed-by-government, sanctioned
}

func toTheDay(d news.Date) bool { return d.Precision >= news.ToDay && !d.About }

func dayOf(d news.Date) time.Time {
	y, m, day := d.Time.Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}

// count fills in everything from the records.
func (t *Tally) count() {
	newRow := func(value string) Row {
		return Row{Value: value, Months: make([]Count, len(t.Months)), Years: make([]Count, len(t.Years))}
	}
	t.All = newRow("")
	for n := range t.Ladder {
		t.Ladder[n] = newRow("")
	}
	byType := map[string]*Row{}
	var delays [namers][]int
	for n := range t.records {
		r := &t.records[n]
		if byType[r.kind] == nil {
			row := newRow(r.kind)
			byType[r.kind] = &row
		}
		rows := []*Row{&t.All, byType[r.kind]}
		if !r.alleged {
			rows = append(rows, &t.Ladder[r.rung])
		}
		month, known := r.month()
		at := -1
		if known {
			at = slices.IndexFunc(t.Months, month.Equal)
		}
		year := slices.Index(t.Years, r.disclosed.Time.Year())
		for _, row := range rows {
			row.All.add(r.alleged)
			if year >= 0 && !r.disclosed.IsZero() {
				row.Years[year].add(r.alleged)
			}
			if at >= 0 {
				row.Months[at].add(r.alleged)
			} else {
				row.Earlier.add(r.alleged)
			}
		}
		if r.named && !r.alleged {
			t.Named++
			if r.days >= 0 {
				delays[r.by] = append(delays[r.by], r.days)
			}
		}
		if Open(r.incident) {
			t.Open++
			t.Stories = append(t.Stories, r.incident)
		}
	}
	for _, row := range byType {
		t.Types = append(t.Types, *row)
	}
	slices.SortFunc(t.Types, func(x, y Row) int {
		return cmp.Or(cmp.Compare(y.All.Established, x.All.Established), cmp.Compare(y.All.Alleged, x.All.Alleged), cmp.Compare(x.Value, y.Value))
	})
	for by, days := range delays {
		if len(days) > 0 {
			slices.Sort(days)
			t.Delays = append(t.Delays, Delay{By: Namer(by), Days: days})
		}
	}
	slices.SortStableFunc(t.Stories, func(x, y *site.Incident) int {
		return cmp.Or(Disclosed(x).Time.Compare(Disclosed(y).Time), cmp.Compare(x.ID, y.ID))
	})
}

// Open reports whether somebody has said where the incident stands, and not that
// it is over.
func Open(i *site.Incident) bool {
	if i.Standing.Status == nil {
		return false
	}
	switch i.Standing.Status.Status {
	case "developing", "contained", "recovering":
		return true
	}
	return false
}
