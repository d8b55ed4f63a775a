package page

import (
	"strings"
	"testing"
	"time"

	"blotter/internal/news"
	"blotter/internal/site"
)

// record is a site of the given files below content/, and a desk for it.
func record(t *testing.T, files map[string]string) (*Theme, *site.Site, *desk) {
	t.Helper()
	all := map[string]string{"content/site.yaml": "title: The Record\nbase_url: https://example.org/\ntime_zone: Europe/London\n"}
	for name, text := range files {
		all["content/"+name] = text
	}
	s := snapshot(t, all)
	theme, found := Load(s, [32]byte{1}, english(t), Look{})
	for _, d := range found {
		t.Error(d)
	}
	made := newsroom(t, s, edition("2025-12-01T12:00:00Z"))
	return theme, made, newDesk(made, album(t, made))
}

// incidentPage gives the page of an incident.
func incidentPage(t *testing.T, d *desk, id string) *IncidentPage {
	t.Helper()
	for _, i := range d.Incidents {
		if i.ID == id {
			return d.incident(i)
		}
	}
	t.Fatalf("there is no incident %s", id)
	return nil
}

// sidesText writes sides as «Label: actors, speakers», with marks: * leads, - struck.
func sidesText(sides []Side) string {
	var out []string
	for _, s := range sides {
		mark := ""
		if s.Leads {
			mark = "*"
		}
		if s.Struck {
			mark = "-"
		}
		line := mark + s.Label + ": " + textOf(s.Actors) + ", says " + textOf(s.Speakers)
		if s.Until.ISO != "" {
			line += ", " + s.Said.ISO + " to " + s.Until.ISO
		}
		if len(s.ClearedBy) > 0 {
			line += ", ended by " + textOf(s.ClearedBy)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// Every speaker's attribution stands beside the others. The highest rung leads;
// what was taken back or ended by a court stays, struck through, after what
// stands; who says that nobody is named sits out once somebody else names one.
func TestSides(t *testing.T) {
	_, _, d := record(t, map[string]string{
		"articles/first.md": `---
title: Shop reports an incident
date: 2025-04-01
company: Shop
incident: shop-2025-04
incident_type: intrusion
attribution_status: unattributed
---
`,
		"articles/names.md": `---
title: Names
date: 2025-04-20
incident: shop-2025-04
follows: first
statements:
  - {attribution_status: attributed-by-vendor, attributed_to: Red Crab, attributed_by: Pike Lane, attributed_on: 2025-04-05}
  - {attribution_status: attributed-by-vendor, attributed_to: Blue Crab, attributed_by: Halden, attributed_on: 2025-04-06, confidence: moderate}
  - {attribution_status: claimed, attributed_to: Blue Crab, attributed_by: Blue Crab, attributed_on: 2025-04-07}
  - {attribution_status: retracted, attributed_by: Pike Lane, attributed_on: 2025-04-09}
---
`,
	})
	v := incidentPage(t, d, "shop-2025-04")
	want := `*Attributed by a vendor: Blue Crab, says Halden
Claimed: Blue Crab, says Blue Crab
-Retracted: Red Crab, says Pike Lane, 2025-04-05 to 2025-04-09`
	if got := sidesText(v.Sides); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if v.Highest != "attributed by a vendor" || len(v.Unnamed) != 1 || textOf(v.Unnamed[0].Speakers) != "The Record" {
		t.Errorf("highest %q, unnamed %v", v.Highest, v.Unnamed)
	}
	if v.Sides[0].Sure == "" || v.Sides[1].Sure != "" {
		t.Errorf("only who says how sure they are is sure: %q, %q", v.Sides[0].Sure, v.Sides[1].Sure)
	}
}

// Nobody is named: that is what stands, and it leads.
func TestUnattributedIsASide(t *testing.T) {
	_, _, d := record(t, map[string]string{
		"incidents/shop-2025-04.md": "---\ncompany: Shop\n---\n",
		"articles/first.md":         "---\ntitle: Shop\ndate: 2025-04-01\ncompany: Shop\nincident: shop-2025-04\nincident_type: intrusion\nattribution_status: unattributed\n---\n",
	})
	v := incidentPage(t, d, "shop-2025-04")
	if got := sidesText(v.Sides); got != "*Unattributed: Nobody has been named, says The Record" || len(v.Unnamed) != 0 {
		t.Errorf("%s, unnamed %v", got, v.Unnamed)
	}
}

// A charge that a court has ended is shown as large as it was, struck through,
// with who ended it.
func TestClearedStaysBesideTheOthers(t *testing.T) {
	_, _, d := record(t, map[string]string{
		"incidents/shop-2025-04.md": `---
company: Shop
statements:
  - date: 2025-04-10
    attribution_status: charged
    attributed_to: criminal
    attributed_by: Crown Office
    attributed_on: 2025-04-10
    legal:
      - {stage: charged, case: A, by: Crown Office, date: 2025-04-10}
  - date: 2025-09-01
    legal:
      - {stage: acquitted, case: A, by: Crown Court, date: 2025-09-01}
---
`,
		"articles/first.md": "---\ntitle: Shop\ndate: 2025-04-01\ncompany: Shop\nincident: shop-2025-04\nincident_type: intrusion\nattribution_status: unattributed\n---\n",
	})
	v := incidentPage(t, d, "shop-2025-04")
	want := `*Unattributed: Nobody has been named, says The Record
-Charged: criminals, says Crown Office, 2025-04-10 to 2025-09-01, ended by Crown Court`
	if got := sidesText(v.Sides); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if len(v.Flags) != 1 || !strings.Contains(v.Flags[0], "Crown Court") {
		t.Errorf("flags are %q", v.Flags)
	}
}

// The history says of every statement whose it is and what became of it: what
// does not stand is struck through and says why.
func TestHistory(t *testing.T) {
	theme, s, d := record(t, map[string]string{
		"articles/first.md": `---
title: First
date: 2025-04-01
company: Shop
incident: shop-2025-04
incident_type: disruption
type_status: stated
type_by: Shop
attribution_status: unattributed
impact:
  - {kind: people, value: 3000, scope: Customers, status: stated, by: Shop}
corrections:
  - date: 2025-04-02
    kind: corrected
    text: It was 3,000.
    was: {impact: [{kind: people, value: 2000, scope: Customers, status: stated, by: Shop}]}
    now: {impact: [{kind: people, value: 3000, scope: Customers, status: stated, by: Shop}]}
---
`,
		"articles/second.md": `---
title: Second
date: 2025-04-09
incident: shop-2025-04
follows: first
incident_type: ransomware
type_status: confirmed
type_by: Shop
claims:
  - {say: Cards are safe, status: disputed, by: Shop, date: 2025-04-09}
---
`,
	})
	v := incidentPage(t, d, "shop-2025-04")
	var got []string
	for _, p := range v.History {
		line := p.Said.ISO + " " + p.Turn + ": "
		if p.Was != "" {
			line += p.Was + " → "
		}
		if p.Struck {
			line += "(" + p.Claim + ")"
		} else {
			line += p.Claim
		}
		line += "; " + p.How + p.By
		if p.Became != "" {
			line += "; " + p.Became
		}
		got = append(got, line+"; "+p.Article.Text)
	}
	want := `2025-04-09 Changed: Disruption → Ransomware; Confirmed by Shop; story 2
2025-04-09 New: Cards are safe; Disputed, said by Shop; story 2
2025-04-01 New: (Disruption); Stated by Shop; replaced on 9 April 2025; story 1
2025-04-01 New: People: 3,000, Customers; Stated by Shop; story 1
2025-04-01 Corrected: (People: 2,000, Customers); Stated by Shop; corrected on 2 April 2025; story 1
2025-04-01 First statement: Nobody has been named; Unattributed, says The Record; story 1`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	if v.Day != 9 || len(v.Impact) != 1 {
		t.Errorf("day %d, %d figures; a corrected figure is no figure", v.Day, len(v.Impact))
	}
	page := printed(t, theme, s, "incidents/shop-2025-04/index.html")
	for _, struck := range []string{"<s>Disruption</s>", "<s>People: 2,000, Customers</s>"} {
		if !strings.Contains(page, struck) {
			t.Errorf("%s is not struck through", struck)
		}
	}
}

// printed gives a page's bytes.
func printed(t *testing.T, theme *Theme, s *site.Site, file string) string {
	t.Helper()
	for _, f := range theme.Files(s, album(t, s)) {
		if f.Path == file {
			return written(t, f)
		}
	}
	t.Fatalf("there is no %s", file)
	return ""
}

// Days are counted from the first statement to the last, both included. A month
// within which they lie does not hide them; one before the first day does.
func TestDays(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	date := func(text string) news.Date {
		d, err := news.ParseDate(text, london)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		said string
		want int
	}{
		{"", 0},
		{"2025-04-22", 1},
		{"2025-04-22 2025-04-28T09:05:00+01:00 2025-04-30", 9},
		{"2025-03-29 2025-03-31", 3}, // the clocks went forward in between
		{"2025-04 2025-04-22 2025-05-01", 10},
		{"2025-03 2025-04-22", 0},
		{"2025-04-22 2025-06", 0},
		{"2025", 0},
	} {
		var s news.Standing
		for _, text := range strings.Fields(c.said) {
			s.History = append(s.History, news.Past{Statement: news.Statement{Remark: &news.Remark{Said: date(text)}}})
		}
		if got := days(&s); got != c.want {
			t.Errorf("%q is day %d, want %d", c.said, got, c.want)
		}
	}
}
