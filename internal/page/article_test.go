package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/site"
)

// articlePage gives the page of an article.
func articlePage(t *testing.T, d *desk, id string) *ArticlePage {
	t.Helper()
	for _, a := range d.Articles {
		if a.ID == id {
			return d.article(a)
		}
	}
	t.Fatalf("there is no article %s", id)
	return nil
}

// tree gives the tree of a page.
func tree(t *testing.T, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// story is a story of n reports, r1 to rN, a day apart.
func story(n int) map[string]string {
	files := map[string]string{
		"incidents/acme-2025-04.md": "---\ntitle: Acme, April 2025\noccurred: 2025-04-01\ncompany: Acme\n---\n",
		"articles/r1.md":            "---\ntitle: Report 1\ndate: 2025-04-01\ncompany: Acme\nincident: acme-2025-04\nincident_type: disruption\nattribution_status: unattributed\n---\nText.\n",
	}
	for i := 2; i <= n; i++ {
		files[fmt.Sprintf("articles/r%d.md", i)] = fmt.Sprintf("---\ntitle: Report %d\ndate: 2025-04-%02d\nincident: acme-2025-04\n---\nText.\n", i, i)
	}
	return files
}

// orderText writes the order of a story: «1< [2] 3> … +4 9».
func orderText(steps []Step) string {
	var out []string
	for _, s := range steps {
		if s.Skipped > 0 {
			out = append(out, fmt.Sprintf("+%d", s.Skipped))
		}
		name := strings.TrimPrefix(s.Text, "Report ")
		switch {
		case s.Current:
			name = "[" + name + "]"
		case s.Rel == "prev":
			name += "<"
		case s.Rel == "next":
			name += ">"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// A short story is listed whole; of a long one its first, the neighbours and the
// last are, so that a new report changes no more pages than it must.
func TestOrderOfAStory(t *testing.T) {
	for _, c := range []struct {
		reports int
		of      string
		want    string
	}{
		{1, "r1", ""},
		{2, "r2", "1< [2]"},
		{7, "r4", "1 2 3< [4] 5> 6 7"},
		{9, "r1", "[1] 2> +6 9"},
		{9, "r5", "1 +2 4< [5] 6> +2 9"},
		{9, "r3", "1 2< [3] 4> +4 9"},
		{9, "r9", "1 +6 8< [9]"},
	} {
		_, _, d := record(t, story(c.reports))
		v := articlePage(t, d, c.of)
		if got := orderText(v.Order); got != c.want {
			t.Errorf("%d reports, %s: %s, want %s", c.reports, c.of, got, c.want)
		}
		if newest := v.Later.Text; c.reports > 1 && (newest == "") != (c.of == fmt.Sprintf("r%d", c.reports)) {
			t.Errorf("%d reports, %s: the newest is %q", c.reports, c.of, newest)
		}
	}
}

// The days of a story are counted from its first: to the day that the article
// tells of, or else to its newest update; for a story that is told by its days.
func TestDayOfAStory(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"date: 2025-04-04", "Day 4"},
		{"date: 2025-04-04\nupdated: 2025-04-06T09:00:00+01:00", "Day 6"},
		{"date: 2025-11-01\noccurred: 2025-04-09", "Day 9"},
		{"date: 2025-04-05\noccurred: 2025-04-01", "Day 5"}, // when it began is no day of its own
		{"date: 2025-11-01", ""},
		{"date: 2025-11-01\noccurred: 2025-04", ""},
	} {
		files := story(1)
		files["articles/follow.md"] = "---\ntitle: A follow-up\nincident: acme-2025-04\n" + c.keys + "\n---\nText.\n"
		_, _, d := record(t, files)
		if got := articlePage(t, d, "follow").Docket.Day; got != c.want {
			t.Errorf("%q is %q, want %q", c.keys, got, c.want)
		}
	}
}

// «Developing» flares only while the incident still is.
func TestOnlyWhatIsDevelopingFlares(t *testing.T) {
	files := story(2)
	files["articles/r2.md"] = "---\ntitle: Report 2\ndate: 2025-04-02\nincident: acme-2025-04\nincident_status: developing\nunknown: [Why.]\n---\nText.\n"
	_, _, d := record(t, files)
	if v := articlePage(t, d, "r2"); !v.Docket.Live || v.Docket.Status != "Developing" {
		t.Errorf("%+v", v.Docket)
	}
	files["articles/r3.md"] = "---\ntitle: Report 3\ndate: 2025-04-03\nincident: acme-2025-04\nincident_status: closed\n---\nText.\n"
	_, _, d = record(t, files)
	if v := articlePage(t, d, "r2"); v.Docket.Live || v.Docket.Status != "Developing" {
		t.Errorf("%+v", v.Docket)
	}
}

// What is known now that an article did not know: what leads, what reads
// otherwise, and new figures as far as there is room.
func TestWasSaidThenKnownNow(t *testing.T) {
	files := story(1)
	files["articles/r1.md"] = `---
title: Report 1
date: 2025-04-01
company: Acme
incident: acme-2025-04
incident_type: disruption
type_by: Acme
type_status: stated
attribution_status: unattributed
claims: [{say: Cards are safe, status: stated, by: Acme}]
---
Text.
`
	files["articles/r2.md"] = `---
title: Report 2
date: 2025-04-09
incident: acme-2025-04
incident_type: ransomware
type_by: Acme
type_status: confirmed
attribution_status: claimed
attributed_to: Crab
attributed_by: Crab
incident_status: contained
claims:
  - {say: Cards are safe, status: refuted, by: Acme}
  - {say: Wages are late, status: stated, by: Acme}
impact:
  - {kind: people, value: 10, scope: A, status: stated, by: Acme}
  - {kind: people, value: 20, scope: B, status: stated, by: Acme}
  - {kind: people, value: 30, scope: C, status: stated, by: Acme}
---
Text.
`
	_, _, d := record(t, files)
	v := articlePage(t, d, "r1")
	var got []string
	for _, c := range v.Moved.Changes {
		got = append(got, c.About+" | "+c.Was+" | "+c.Now+" | "+c.On.ISO)
	}
	want := []string{
		"What happened | Disruption, stated by Acme | Ransomware, confirmed by Acme | 2025-04-09",
		"Who did it | Unattributed, says The Record | Claimed by Crab | 2025-04-09",
		"Where it stands | Not said | Contained | 2025-04-09",
		"Cards are safe | Stated by Acme | Refuted, said by Acme | 2025-04-09",
		"People, A | Not said | 10, stated by Acme | 2025-04-09",
		"People, B | Not said | 20, stated by Acme | 2025-04-09",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if v.Moved.More != 2 || v.Moved.Incident.Text != "Acme, April 2025" {
		t.Errorf("%d more, of %q", v.Moved.More, v.Moved.Incident.Text)
	}
	if newest := articlePage(t, d, "r2"); newest.Moved.Incident.Text != "" {
		t.Error("the newest article does not know what it says itself")
	}
}

// The ledger has what leads and what the article itself says, and of the rest of
// its story no more than there is room for.
func TestLedgerLeavesTheRestToTheRecord(t *testing.T) {
	files := story(1)
	for i := 2; i <= 12; i++ {
		files[fmt.Sprintf("articles/r%d.md", i)] = fmt.Sprintf("---\ntitle: Report %d\ndate: 2025-04-%02d\nincident: acme-2025-04\nclaims: [{say: Claim %d, status: stated, by: Acme}]\n---\nText.\n", i, i, i)
	}
	_, _, d := record(t, files)
	v := articlePage(t, d, "r12")
	var says []string
	for _, r := range v.Stood {
		says = append(says, textOf(r.Claim))
	}
	want := []string{"Disruption", "Nobody has been named", "Claim 2", "Claim 3", "Claim 4", "Claim 5", "Claim 6", "Claim 12"}
	if !slices.Equal(says, want) || v.StoodMore != 5 {
		t.Errorf("%q and %d more, want %q", says, v.StoodMore, want)
	}
	files = story(0)
	delete(files, "incidents/acme-2025-04.md")
	claims := ""
	for i := range 12 {
		claims += fmt.Sprintf("  - {say: Claim %d, status: stated, by: Acme}\n", i)
	}
	files["articles/r1.md"] = "---\ntitle: Report\ndate: 2025-04-01\ncompany: Acme\nincident_type: disruption\nattribution_status: unattributed\nclaims:\n" + claims + "---\nText.\n"
	_, _, d = record(t, files)
	if v := articlePage(t, d, "r1"); len(v.Stood) != 14 || v.StoodMore != 0 {
		t.Errorf("a lone report is its own record: %d rows, %d more", len(v.Stood), v.StoodMore)
	}
}

// An advisory leads with its own words about who must act, and else with what is
// affected and fixed; the first day by which something must be mended counts.
func TestAdvisoryLeadsWithWhoMustAct(t *testing.T) {
	advisory := func(more string) *ArticlePage {
		_, _, d := record(t, map[string]string{"articles/a.md": `---
title: Patch GateHouse
date: 2025-05-06
form: advisory
company: many
incident_type: exploitation
attribution_status: unattributed
` + more + `
vulnerabilities:
  - {cve: CVE-2025-9991, affected: GateHouse 9, fixed: 9.4.2, due: 2025-06-02, exploited: confirmed, by: CERT-Hallam}
  - {cve: CVE-2025-9992, affected: GateHouse 9, fixed: 9.4.2, due: 2025-05-24, exploited: none}
---
Patch it.
`})
		return articlePage(t, d, "a")
	}
	v := advisory("")
	if got, want := fmt.Sprint(v.Act), fmt.Sprint(Act{Affected: []string{"GateHouse 9"}, Fixed: []string{"9.4.2"}, Due: Time{ISO: "2025-05-24", Text: "24 May 2025"}}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	exploited := ""
	for _, f := range v.Vulnerabilities {
		exploited += f.How + f.By + ". "
	}
	if exploited != "Confirmed by CERT-Hallam. No exploitation known, says The Record. " {
		t.Error(exploited)
	}
	v = advisory("advisory: {id: HA-1, revision: '2', who: Whoever runs it., steps: [Close it., Mend it.]}")
	if v.Act.Who != "Whoever runs it." || len(v.Act.Steps) != 2 || v.Act.Affected != nil || v.Act.Fixed != nil || v.Docket.Number != "HA-1, revision 2" {
		t.Errorf("%+v, %q", v.Act, v.Docket.Number)
	}
}

// What was said before stands struck through, and only in corrections: on the
// article, in the log, and in the incident's history.
func TestWhatWasSaidIsStruck(t *testing.T) {
	files := story(1)
	files["articles/r1.md"] = `---
title: Tills fail
date: 2025-04-01
company: Acme
incident: acme-2025-04
incident_type: outage
type_status: confirmed
type_by: Acme
attribution_status: unattributed
corrections:
  - date: 2025-04-02
    kind: corrected
    text: We gave another headline.
    was: {title: Tills HACKED, incident_type: destructive}
    now: {title: Tills fail, incident_type: outage}
  - date: 2025-04-03
    kind: corrected
    serious: true
    text: We named another company.
    was: {company: WRONG Ltd}
    now: {company: Acme}
---
Text.
`
	theme, s, _ := record(t, files)
	seen := map[string]int{}
	for _, f := range theme.Files(s, album(t, s)) {
		if !strings.HasSuffix(f.Path, ".html") && !strings.HasSuffix(f.Path, ".xml") {
			continue
		}
		page := written(t, f)
		if !strings.Contains(page, "HACKED") && !strings.Contains(page, "WRONG") {
			continue
		}
		seen[f.Path]++
		walk(tree(t, page), func(n *html.Node) {
			if n.Type == html.TextNode && (strings.Contains(n.Data, "HACKED") || strings.Contains(n.Data, "WRONG")) && above(n, "s") == nil {
				t.Errorf("%s: %q is not struck through", f.Path, n.Data)
			}
		})
	}
	if seen["articles/r1/index.html"] == 0 || seen["corrections/index.html"] == 0 {
		t.Errorf("the corrections stand on %v only", seen)
	}
	_, page, _ := strings.Cut(printed(t, theme, s, "articles/r1/index.html"), "<main")
	top, foot, _ := strings.Cut(page, `id="page.text"`)
	if !strings.Contains(top, "We named another company") || strings.Contains(top, "We gave another headline") || !strings.Contains(foot, "We gave another headline") {
		t.Error("the serious correction stands at the top, the other at the foot")
	}
}

// Labels and dates are in the site's language; what the author wrote says its own.
func TestLanguageOfAnArticle(t *testing.T) {
	theme, s, _ := record(t, map[string]string{"articles/ar.md": `---
title: توقف الرافعات
standfirst: لم يُعرف السبب.
date: 2025-05-05
language: ar
company: Skerry Port
incident_type: outage
type_status: confirmed
type_by: Harbour Safety Board
attribution_status: not-applicable
known: [توقفت.]
unknown: [متى تعود.]
claims: [{say: لا يوجد مهاجم, status: confirmed, by: Harbour Safety Board}]
timeline: [{date: 2025-05-04, text: توقفت في الليل.}]
updates: [{date: 2025-05-06, text: عادت., serious: true}]
corrections: [{date: 2025-05-07, kind: clarified, text: توضيح.}]
response: [{who: Skerry Port, answer: received, text: لا تعليق.}]
---
توقفت الرافعات.
`, "articles/en.md": "---\ntitle: In English\ndate: 2025-05-06\nform: opinion\nmentions: [{company: Skerry Port}]\n---\nText.\n"})
	arabic := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x600 && r <= 0x6ff })
	}
	for _, f := range theme.Files(s, album(t, s)) {
		if !strings.HasPrefix(f.Path, "articles/") && !strings.HasPrefix(f.Path, "corrections/") {
			continue
		}
		walk(tree(t, written(t, f)), func(n *html.Node) {
			if n.Type == html.ElementNode && n.Data == "html" {
				if lang, _ := attribute(n, "lang"); lang != "en" {
					t.Errorf("%s is in %q", f.Path, lang)
				}
			}
			if n.Type != html.TextNode || strings.TrimSpace(n.Data) == "" || above(n, "head", "script") != nil {
				return
			}
			lang, dir := "", ""
			for at := n.Parent; at != nil && lang == ""; at = at.Parent {
				lang, _ = attribute(at, "lang")
				dir, _ = attribute(at, "dir")
			}
			if arabic(n.Data) != (lang == "ar") || arabic(n.Data) != (dir == "rtl") {
				t.Errorf("%s: %q is marked as %q, %q", f.Path, n.Data, lang, dir)
			}
		})
	}
}

// No part of an article is empty: what there is nothing to say of has no heading,
// no list and no frame.
func TestNothingOfAnArticleIsEmpty(t *testing.T) {
	full := []string{"section", "aside", "nav", "header", "ul", "ol", "dl", "dt", "dd", "li", "p", "table", "caption", "thead", "tbody", "th", "h1", "h2", "h3", "figure", "figcaption", "div"}
	check := func(t *testing.T, theme *Theme, s *site.Site) {
		for _, a := range s.Articles {
			walk(tree(t, printed(t, theme, s, a.File)), func(n *html.Node) {
				if n.Type == html.ElementNode && slices.Contains(full, n.Data) && text(n) == "" && !holds(n, "img") {
					class, _ := attribute(n, "class")
					t.Errorf("%s: there is an empty <%s class=%q>", a.File, n.Data, class)
				}
				if n.Type != html.ElementNode || n.Data != "h2" || n.Parent.Data == "div" {
					return
				}
				rest := text(n.Parent)
				if rest == text(n) {
					t.Errorf("%s: nothing follows the heading %q", a.File, rest)
				}
			})
		}
	}
	sites(t, check)
	t.Run("five lines", func(t *testing.T) {
		theme, s, d := record(t, map[string]string{"articles/five.md": "---\ntitle: Skerry Port stops its cranes\ndate: 2025-04-01\ncompany: Skerry Port\nincident_type: undisclosed\nattribution_status: unattributed\n---\nThe cranes stopped.\n\nNobody says why.\n"})
		check(t, theme, s)
		if v := articlePage(t, d, "five"); !v.Short || len(v.Facts) != 3 || len(v.Stood) != 2 {
			t.Errorf("short %v, %d facts, %d rows", v.Short, len(v.Facts), len(v.Stood))
		}
	})
}

// holds reports whether there is an element of that name below n.
func holds(n *html.Node, name string) bool {
	found := false
	walk(n, func(n *html.Node) { found = found || n.Data == name })
	return found
}

// A withdrawn article's page has its notice: two dates and the reason.
func TestWithdrawnPageHoldsTheNoticeOnly(t *testing.T) {
	files := story(2)
	files["articles/r2.md"] = `---
title: TAKEN BACK
date: 2025-04-02
incident: acme-2025-04
authors: SOMEBODY
attribution_status: claimed
attributed_to: NOBODY
attributed_by: NOBODY
tags: [GOSSIP]
withdrawn: {date: 2025-04-05, reason: It rested on a forgery.}
---
HEARSAY
`
	theme, s, _ := record(t, files)
	var main *html.Node
	walk(tree(t, printed(t, theme, s, "articles/r2/index.html")), func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "main" {
			main = n
		}
	})
	const want = "Withdrawn The address and this notice stay. The article is gone from this site, its feeds and its data. " +
		"This article has been withdrawn It rested on a forgery. Published 2 April 2025 Withdrawn 5 April 2025"
	if got := text(main); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, f := range theme.Files(s, album(t, s)) {
		page := written(t, f)
		for _, word := range []string{"TAKEN BACK", "SOMEBODY", "NOBODY", "GOSSIP", "HEARSAY"} {
			if strings.Contains(page, word) {
				t.Errorf("%s holds %s", f.Path, word)
			}
		}
	}
}

// A leak site is named and never linked to.
func TestLeakSitesAreNotLinked(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		leaks := 0
		d := newDesk(s, album(t, s))
		for _, a := range s.Articles {
			for _, source := range d.sources(a.Document) {
				if source.LeakSite {
					leaks++
					if source.URL != "" || source.Archived != "" {
						t.Errorf("%s links to %s", a.File, source.URL)
					}
				}
			}
		}
		if leaks == 0 {
			t.Error("there is no leak site")
		}
	})
}
