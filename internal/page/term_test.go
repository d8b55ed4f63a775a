package page

import (
	"html/template"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/site"
)

// crabs is a site of three incidents: one attributed to Blue Crab on record, one
// that it claims while something else is known of it, and one that rests on its
// word alone.
func crabs() map[string]string {
	return map[string]string{
		"actors/blue-crab.md": `---
name: Blue Crab
kind: criminal
aliases:
  - {name: HR-114, by: Halden, relation: overlaps}
  - {name: Cyan Crab, relation: same}
---
A name on a leak site.

More of it.
`,
		"articles/named.md": `---
title: Named
date: 2025-04-01
company: Shop
incident_type: ransomware
attribution_status: attributed-by-vendor
attributed_to: {name: Cyan Crab, role: operator}
attributed_by: Halden
confidence: moderate
denied_by: Blue Crab
statements:
  - {attribution_status: claimed, attributed_to: Red Crab, attributed_by: Red Crab}
incident_status: developing
legal:
  - {stage: arrested, count: 2, actor: Blue Crab, by: Eastmere Police, date: 2025-04-01}
---
`,
		"articles/said.md": `---
title: Said
date: 2025-04-02
company:
  - Bank
  - {name: Shop, role: supplier}
incident_type: data-breach
type_status: confirmed
type_by: Bank
attribution_status: claimed
attributed_to: Blue Crab
attributed_by: Blue Crab
---
`,
		"articles/alone.md": `---
title: Alone
date: 2025-04-03
company: Shop
incident_type: data-extortion
attribution_status: claimed
attributed_to: Blue Crab
attributed_by: Blue Crab
---
`,
	}
}

func termOf(t *testing.T, s *site.Site, kind site.TermKind, id string) *site.Term {
	t.Helper()
	for _, term := range s.Terms[kind] {
		if term.ID == id {
			return term
		}
	}
	t.Fatalf("there is no %s", id)
	return nil
}

// What is attributed to an actor on record and what it only claimed are two
// lists, each with the statements that name it and no others, and two counts.
func TestClaimedAndAttributedApart(t *testing.T) {
	theme, s, d := record(t, crabs())
	v := d.actorPage(termOf(t, s, site.Actor, "blue-crab"), paged(3, "")[0])
	text := func(list []Naming) string {
		var out []string
		for _, n := range list {
			line := n.Incident.Text
			if n.Alleged {
				line += " (alleged)"
			}
			for _, st := range n.Statements {
				line += ": " + st.Label + "; " + strings.Join([]string{st.As, st.Role, st.By, st.Sure, st.DeniedBy}, "; ")
			}
			out = append(out, line)
		}
		return strings.Join(out, "\n")
	}
	if got, want := text(v.Attributed), "Named: Attributed by a vendor; Cyan Crab; operator; says Halden; moderate confidence, in its own words; Blue Crab"; got != want {
		t.Errorf("attributed:\n%s\nwant\n%s", got, want)
	}
	if got, want := text(v.Claimed), "Alone (alleged): Claimed; ; ; says Blue Crab; ; \nSaid: Claimed; ; ; says Blue Crab; ; "; got != want {
		t.Errorf("claimed:\n%s\nwant\n%s", got, want)
	}
	if v.Filed.IncidentCount != 1 || v.Filed.AllegedCount != 2 {
		t.Errorf("%d attributed, %d claimed", v.Filed.IncidentCount, v.Filed.AllegedCount)
	}
	if len(v.Legal) != 1 || v.Legal[0].Incident.Text != "Named" {
		t.Errorf("the law names it in %v", v.Legal)
	}
	if v.Intro.HTML != "<p>A name on a leak site.</p>\n" || v.Background.HTML != "<p>More of it.</p>\n" {
		t.Errorf("its text is parted into %q and %q", v.Intro.HTML, v.Background.HTML)
	}
	page := printed(t, theme, s, "actors/blue-crab/index.html")
	for _, want := range []string{"1 attributed<", "2 claimed or suspected only<", "HR-114", "Halden", "Overlaps: partly the same activity"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// An organisation's open incidents come first, what is alleged and what it had
// another part in stand apart, and neither is counted with what happened to it.
func TestCompanyLists(t *testing.T) {
	_, s, d := record(t, crabs())
	v := d.company(termOf(t, s, site.Company, "shop"), paged(3, "")[0])
	titles := func(list []IncidentCard) string {
		var out []string
		for _, c := range list {
			out = append(out, c.Title)
		}
		return strings.Join(out, ", ")
	}
	if got := titles(v.Filed.Open) + "; " + titles(v.Filed.Incidents) + "; " + titles(v.Filed.Alleged); got != "Named; ; Alone" {
		t.Errorf("open; others; alleged: %s", got)
	}
	if len(v.Elsewhere) != 1 || v.Elsewhere[0].Incident.Title != "Said" || v.Elsewhere[0].Role != "Supplier" {
		t.Errorf("elsewhere: %v", v.Elsewhere)
	}
	if f := v.Filed; f.IncidentCount != 1 || f.OpenCount != 1 || f.AllegedCount != 1 {
		t.Errorf("counts: %d, %d open, %d alleged", f.IncidentCount, f.OpenCount, f.AllegedCount)
	}
	if len(v.NamedAs) != 2 || v.NamedAs[0] != (RoleCount{"Victim", 1}) || v.NamedAs[1] != (RoleCount{"Supplier", 1}) {
		t.Errorf("named as %v", v.NamedAs)
	}
}

// An incident that is alleged says so wherever a list leads to it: in its entry,
// its row, or the line that names it.
func TestAllegedIsMarkedInEveryList(t *testing.T) {
	word := regexp.MustCompile(`(?i)alleged`)
	check := func(t *testing.T, theme *Theme, s *site.Site) {
		alleged := map[string]bool{}
		own := map[string]bool{}
		for _, i := range s.Incidents {
			if i.Standing.Alleged {
				alleged[i.Lead()] = true
				own[i.File] = true
				for _, a := range i.Articles {
					alleged[a.URL], own[a.File] = true, true
				}
			}
		}
		if len(alleged) == 0 {
			t.Skip("nothing is alleged here")
		}
		seen := 0
		for _, f := range theme.Files(s, album(t, s)) {
			if !strings.HasSuffix(f.Path, ".html") || own[f.Path] {
				continue
			}
			root, err := html.Parse(strings.NewReader(written(t, f)))
			if err != nil {
				t.Fatal(err)
			}
			walk(root, func(n *html.Node) {
				address, _ := attribute(n, "href")
				if n.Data != "a" || !alleged[address] {
					return
				}
				entry := above(n, "li", "tr")
				if entry == nil || above(n, "nav") != nil {
					return
				}
				seen++
				if !word.MatchString(text(entry)) {
					t.Errorf("%s: %q does not say that it is alleged", f.Path, text(entry))
				}
			})
		}
		if seen == 0 {
			t.Error("no list leads to what is alleged")
		}
	}
	sites(t, check)
	t.Run("crabs", func(t *testing.T) { theme, s, _ := record(t, crabs()); check(t, theme, s) })
}

// A text is parted after its first paragraph; one that begins otherwise is not.
func TestParted(t *testing.T) {
	for _, c := range [][3]string{
		{"<p>A.</p>\n", "<p>A.</p>\n", ""},
		{"<p>A.</p>\n<p>B.</p>\n", "<p>A.</p>\n", "<p>B.</p>\n"},
		{"<h2>A</h2>\n<p>B.</p>\n", "", "<h2>A</h2>\n<p>B.</p>\n"},
		{"", "", ""},
	} {
		b := Body{HTML: template.HTML(c[0])}
		if c[0] != "" {
			b.digest = sealOf(&b)
		}
		first, rest := parted(b)
		if string(first.HTML) != c[1] || string(rest.HTML) != c[2] {
			t.Errorf("%q: %q and %q", c[0], first.HTML, rest.HTML)
		}
	}
}

// The chart of a type counts what is alleged apart, and draws it as outlines.
func TestYearOfAType(t *testing.T) {
	report := func(month, status string) string {
		return "---\ntitle: Of " + month + "\ndate: 2025-" + month + "-03\ncompany: Shop\nincident_type: ransomware\n" +
			"attribution_status: " + status + "\nattributed_to: Blue Crab\nattributed_by: Blue Crab\n---\n"
	}
	_, _, d := record(t, map[string]string{
		"articles/a.md": report("03", "suspected"),
		"articles/b.md": report("03", "claimed"),
		"articles/c.md": report("04", "claimed"),
		"articles/d.md": strings.Replace(report("05", "claimed"), "ransomware", "data-breach", 1),
	})
	v := d.yearOf("ransomware")
	if v.Established != 1 || v.Alleged != 2 || v.From != "June 2024" || v.To != "May 2025" {
		t.Errorf("%+v", v)
	}
	if bars, outlines := strings.Count(v.Bars, "M"), strings.Count(v.Rest, "M"); bars != 1 || outlines != 2 {
		t.Errorf("%d bars, %d outlines", bars, outlines)
	}
	if v := d.yearOf("data-breach"); v.From != "" {
		t.Errorf("one incident makes a chart: %+v", v)
	}
}
