package tally

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// invented makes an incident of attributions (status on a day), the last of
// which stands.
func invented(id, kind string, alleged bool, said ...string) *site.Incident {
	i := &site.Incident{ID: id, Standing: &news.Standing{}}
	i.Standing.Alleged = alleged
	if kind != "" {
		i.Standing.Type = &news.Statement{Remark: &news.Remark{Types: []string{kind}}}
	}
	i.Standing.Badge = "unattributed"
	for _, s := range said {
		day, status, _ := strings.Cut(s, " ")
		r := &news.Remark{Subject: news.OnAttribution, Said: date(day)}
		r.Attribution.Status = status
		i.Standing.History = append(i.Standing.History, news.Past{Statement: news.Statement{Remark: r}, Stands: true, ReplacedBy: -1})
		i.Standing.Badge = status
	}
	return i
}

func date(text string) news.Date {
	for layout, precision := range map[string]news.Precision{"2006": news.ToYear, "2006-01": news.ToMonth, "2006-01-02": news.ToDay} {
		if t, err := time.Parse(layout, text); err == nil {
			return news.Date{Time: t, Precision: precision}
		}
	}
	panic(text)
}

func paper(incidents ...*site.Incident) *site.Site {
	p, _ := news.NewPublication(nil)
	return &site.Site{Publication: p, Incidents: incidents}
}

func TestAllegedIncidentsAreNeverAdded(t *testing.T) {
	got := New(paper(
		invented("a", "ransomware", false, "2026-03-01 unattributed"),
		invented("b", "ransomware", true, "2026-03-05 claimed"),
		invented("c", "ddos", true, "2026-02-05 claimed"),
		invented("d", "ransomware", false, "2024-02 attributed-by-vendor"),
		invented("e", "ransomware", false, "2023 unattributed"),
	))
	if got.All.All != (Count{3, 2}) || got.Types[0].Value != "ransomware" || got.Types[0].All != (Count{3, 1}) {
		t.Errorf("counted %+v, %+v", got.All.All, got.Types)
	}
	if len(got.Months) != 12 || !got.Months[11].Equal(date("2026-03").Time) {
		t.Errorf("the months end with %v", got.Months)
	}
	if got.All.Recent() != (Count{1, 2}) {
		t.Errorf("of the months that a chart shows: %+v", got.All.Recent())
	}
	if got.All.Months[11] != (Count{1, 1}) || got.All.Months[10] != (Count{0, 1}) || got.All.Earlier != (Count{2, 0}) {
		t.Errorf("by month %+v, earlier %+v", got.All.Months, got.All.Earlier)
	}
	if got.Ladder[0].All.Established != 2 || got.Ladder[1].All != (Count{}) || got.Ladder[2].All.Established != 1 {
		t.Errorf("ladder %+v", got.Ladder)
	}
	if got.Named != 1 {
		t.Errorf("%d named", got.Named)
	}
}

func TestFirstNamingIsTheFirstThatWasNotTakenBack(t *testing.T) {
	retracted := invented("r", "ransomware", false, "2026-01-01 unattributed", "2026-01-05 attributed-by-vendor", "2026-01-31 attributed-by-government", "2026-02-03 retracted")
	h := retracted.Standing.History
	h[1].Stands, h[1].ReplacedBy = false, 3
	retracted.Standing.Badge = "attributed-by-government"
	corrected := invented("c", "ransomware", false, "2026-01-01 unattributed", "2026-01-02 attributed-by-victim", "2026-01-11 charged")
	corrected.Standing.History[1].Corrected = &news.Correction{}
	got := New(paper(retracted, corrected,
		invented("v", "ransomware", false, "2026-01-01 unattributed", "2026-01-09 attributed-by-vendor"),
		invented("w", "ransomware", false, "2026-01-01 unattributed", "2026-01-03 attributed-by-vendor"),
		invented("vague", "ransomware", false, "2026-01-01 unattributed", "2026-02 attributed-by-vendor"),
		invented("claimed", "ransomware", false, "2026-01-01 unattributed", "2026-01-02 claimed"),
	))
	want := []Delay{{Vendor, []int{2, 8}}, {Government, []int{30}}, {Court, []int{10}}}
	if len(got.Delays) != len(want) {
		t.Fatalf("got %+v", got.Delays)
	}
	for n, d := range want {
		if g := got.Delays[n]; g.By != d.By || len(g.Days) != len(d.Days) || g.Days[0] != d.Days[0] {
			t.Errorf("got %+v, want %+v", g, d)
		}
	}
	if m := got.Delays[0].Quantile(0.5); m != 2 {
		t.Errorf("the median of 2 and 8 by nearest rank is %d", m)
	}
	if got.Named != 5 {
		t.Errorf("%d named", got.Named)
	}
}

func TestOpenStoriesOldestFirst(t *testing.T) {
	stands := func(i *site.Incident, status string) *site.Incident {
		i.Standing.Status = &news.Statement{Remark: &news.Remark{Status: status}}
		return i
	}
	got := New(paper(
		stands(invented("new", "ddos", false, "2026-03-01 unattributed"), "developing"),
		stands(invented("over", "ddos", false, "2026-01-01 unattributed"), "closed"),
		stands(invented("old", "ddos", false, "2026-01-01 unattributed"), "recovering"),
		invented("silent", "ddos", false, "2026-01-01 unattributed"),
	))
	if len(got.Stories) != 2 || got.Stories[0].ID != "old" || got.Open != 2 {
		t.Errorf("%d open, %v", got.Open, got.Stories)
	}
}

func TestSheets(t *testing.T) {
	counted := New(paper(
		invented("a", "ransomware", false, "2026-03-01 unattributed", "2026-03-04 attributed-by-vendor"),
		invented("b", "ransomware", true, "2026-03-05 claimed"),
		invented("c", "", false, "2024 unattributed"),
	))
	want := map[string]string{
		"data/incidents.csv": "type,month,established,alleged\r\n,,1,0\r\nransomware,2026-03,1,1\r\n",
		"data/ladder.csv":    "rung,month,incidents\r\n0,,1\r\n2,2026-03,1\r\n",
		"data/days.csv":      "first_named_by,days,incident\r\nvendor,3,a\r\n",
	}
	for _, f := range Files([32]byte{}, func() *Tally { return counted }) {
		var out bytes.Buffer
		if err := f.Write(context.Background(), &out); err != nil {
			t.Fatal(err)
		}
		if out.String() != want[f.Path] {
			t.Errorf("%s\ngot  %q\nwant %q", f.Path, out.String(), want[f.Path])
		}
	}
}

func TestNoIncidents(t *testing.T) {
	if got := New(paper()); len(got.Months) != 0 || got.All.All != (Count{}) || len(got.Types) != 0 {
		t.Errorf("got %+v", got)
	}
}
