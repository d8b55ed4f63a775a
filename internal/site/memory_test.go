package site_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter"
	"blotter/internal/content"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/words"
)

// articles is how many articles there are beside two other files.
const articles = 40

// TestRememberingChangesNothing makes Sites of documents that come, go and change
// while the clock runs forwards and backwards: what was remembered of earlier ones
// changes none of them.
func TestRememberingChangesNothing(t *testing.T) {
	snapshot, err := source.FromFS(fstest.MapFS{}, fstest.MapFS{}).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	w, _ := words.Shipped(blotter.Builtin(), "en")
	var publications []*news.Publication
	for _, permalink := range []string{"", "/YEAR/SLUG/"} {
		p, err := news.NewPublication(&news.SiteFile{Title: "T", BaseURL: "https://example.org/", Permalink: permalink})
		if err != nil {
			t.Fatal(err)
		}
		publications = append(publications, p)
	}
	options := content.NewOptions(publications[0], w)
	random := rand.New(rand.NewPCG(1, 2))
	// invent gives another version of the nth article, or of a file that some of them name.
	invent := func(n int) *news.Document {
		path, text := "content/companies/acme.md", fmt.Sprintf("---\nname: Acme %d\naliases: [Brook %d]\nsector: [retail]\n---\n", random.IntN(3), random.IntN(3))
		switch n {
		case articles:
		case articles + 1:
			path = "content/incidents/outage-2026.md"
			text = fmt.Sprintf("---\ntitle: The outage %d\ncompany: [Acme, Brook %d]\nstatements:\n  - {date: 2026-11-01, incident_status: contained, embargo: %sT12:00:00Z}\n---\n",
				random.IntN(3), random.IntN(3), noon.AddDate(0, 0, random.IntN(20)-10).Format(time.DateOnly))
		default:
			path, text = fmt.Sprintf("content/articles/a-%02d.md", n), inventedArticle(random, n)
		}
		d, found := content.Parse(path, []byte(text), options)
		if d == nil {
			t.Fatal(text, found)
		}
		return d
	}
	all := make([]*news.Document, articles+2)
	for n := range all {
		all[n] = invent(n)
	}
	memory, there := site.NewMemory(), make([]bool, len(all))
	for n := range there {
		there[n] = true
	}
	in := site.Input{Publication: publications[0], Words: w, Snapshot: snapshot}
	rounds := 1500
	if testing.Short() {
		rounds = 150
	}
	for round := range rounds {
		for range 1 + random.IntN(3) {
			n := random.IntN(len(all))
			if random.IntN(2) == 0 {
				there[n] = !there[n]
			} else {
				all[n] = invent(n)
			}
		}
		if random.IntN(50) == 0 {
			in.Publication = publications[random.IntN(2)]
		}
		in.Documents = nil
		for n, is := range there {
			if is {
				in.Documents = append(in.Documents, all[n])
			}
		}
		in.Edition = site.Edition{Now: noon.AddDate(0, 0, random.IntN(20)-10), Drafts: random.IntN(4) == 0}
		in.Memory = nil
		want := told(site.New(in))
		in.Memory = memory
		if got := told(site.New(in)); got != want {
			t.Fatalf("round %d: with what was remembered\n%s\nwithout\n%s", round, got, want)
		}
	}
}

// TestAddressesThatWereThere makes three Sites in turn: what the first two say of
// addresses is not true of the next any more.
func TestAddressesThatWereThere(t *testing.T) {
	project := files{
		"content/articles/a.md":     "---\ntitle: A\ndate: 2026-11-01\nform: opinion\ncompany: Acme\naliases: [/old.html]\n---\nOf [Brook](/companies/brook/).\n",
		"content/companies/acme.md": "---\nname: Acme\n---\n",
		"content/pages/about.md":    "---\ntitle: About\n---\nWe.\n",
	}
	const merged, apart = "---\nname: Brook\nmerged: acme\n---\n", "---\nname: Brook\n---\n"
	memory := site.NewMemory()
	for n, step := range []struct{ brook, about, want string }{
		{merged, "", ""},
		{merged, "", ""},
		{apart, "", "broken-link"}, // its redirect was the last address of all
		{apart, "", "broken-link"},
		{merged, "aliases: [/old.html/x/]\n", "same-url"}, // a file and a folder
		{merged, "aliases: [/old.html/x/]\n", "same-url"},
		{merged, "aliases: [/OLD.html]\n", "same-url"}, // a file and a file
		{merged, "aliases: [/OLD.html]\n", "same-url"},
		{merged, "", ""},
	} {
		project["content/companies/brook.md"] = step.brook
		project["content/pages/about.md"] = "---\ntitle: About\n" + step.about + "---\nWe.\n"
		in, _ := inputOf(t, project)
		in.Memory = memory
		_, found := site.New(in)
		codes := ""
		for _, d := range found {
			codes += d.Code
		}
		if codes != step.want {
			t.Errorf("step %d: %q, want %q\n%v", n, codes, step.want, found)
		}
	}
}

// inventedArticle gives the text of some version of the nth article.
func inventedArticle(random *rand.Rand, n int) string {
	var b strings.Builder
	day := func() string { return noon.AddDate(0, 0, random.IntN(24)-14).Format(time.DateOnly) }
	some := func(of int, format string, args ...any) {
		if random.IntN(of) == 0 {
			fmt.Fprintf(&b, format, args...)
		}
	}
	said := day()
	fmt.Fprintf(&b, "---\ntitle: Report %d\ndate: %s\n", random.IntN(100), said)
	some(2, "company: [%s %d]\n", []string{"Brook", "BROOK", "Acme"}[random.IntN(3)], random.IntN(3))
	some(2, "incident_type: [disruption]\nattribution_status: %s\nattributed_to: Night Heron %d\nattributed_by: Example Wire\n",
		[]string{"suspected", "claimed", "attributed-by-government"}[random.IntN(3)], random.IntN(3))
	if n >= articles-6 { // views of one story, of this day or that
		b.WriteString("form: opinion\nincident: alpha-leak\n---\nText.\n")
		return b.String()
	}
	some(4, "form: opinion\n")
	some(6, "expires: %sT12:00:00Z\n", day())
	some(8, "draft: true\n")
	some(8, "embargo: %sT12:00:00Z\n", day())
	some(12, "withdrawn: {date: %s, reason: Wrong.}\n", said)
	some(12, "removed: true\n")
	some(4, "follows: a-%02d\n", random.IntN(10))
	some(3, "incident: %s\n", []string{"outage-2026", "alpha-leak", "bravo-theft", "citrus-loss"}[random.IntN(4)])
	some(4, "tags: [Data breach, Tag %d]\n", random.IntN(4))
	some(4, "authors: [Dana, Mei %d]\n", random.IntN(3))
	some(6, "mentions: [{company: Brook %d}]\n", random.IntN(3))
	some(6, "aliases: [/old/%d/]\n", random.IntN(20))
	some(6, "occurred: %s\n", day())
	some(12, "statements:\n  - {date: %s, incident_status: contained, draft: %t}\n", said, random.IntN(2) == 0)
	some(6, "updates:\n  - {date: %s, text: More., incident_status: resolved}\n", day())
	b.WriteString("---\nText")
	some(3, " and [another](a-%02d.md)", random.IntN(12))
	some(4, " and [an old address](/old/%d/)", random.IntN(20))
	b.WriteString(".\n")
	return b.String()
}

// told says all of a Site that pages could tell, and what is wrong with it.
func told(s *site.Site, found diag.List) string {
	var b strings.Builder
	names := func(kind string, terms []*site.Term) {
		for _, t := range terms {
			fmt.Fprintf(&b, " %s %s", kind, t.ID)
		}
	}
	article := func(a *site.Article) {
		fmt.Fprintf(&b, "%s %s %s %s %v %d %t", a.URL, a.File, a.Article.Title, a.State, a.Published, a.Number, a.Moved)
		for _, i := range a.Incidents {
			fmt.Fprintf(&b, " of %s", i.ID)
		}
		for _, other := range []*site.Article{a.Earlier, a.Later} {
			if other != nil {
				fmt.Fprintf(&b, " beside %s", other.ID)
			}
		}
		fmt.Fprintf(&b, " stood %s %v %d", a.Stood.Badge, a.Stood.Alleged, len(a.Stood.History))
		names("company", a.Companies)
		names("actor", a.Actors)
		names("author", a.Authors)
		names("type", a.Types)
		names("status", a.Statuses)
		names("tag", a.Tags)
		names("sector", a.Sectors)
		names("mentioned", a.Mentioned)
		for _, l := range a.Links {
			fmt.Fprintf(&b, " leads to %s %t", l.URL, l.Hidden)
		}
		for _, other := range a.Related() {
			fmt.Fprintf(&b, " related %s", other.ID)
		}
		b.WriteString("\n")
	}
	list := func(what string, articles []*site.Article) {
		fmt.Fprintf(&b, " %s", what)
		for _, a := range articles {
			fmt.Fprintf(&b, " %s", a.ID)
		}
	}
	for _, a := range s.Articles {
		article(a)
	}
	for _, a := range s.Withdrawn {
		article(a)
	}
	for _, i := range s.Incidents {
		fmt.Fprintf(&b, "%s %q %s %s %v %v %d %s", i.ID, i.Title, i.URL, i.Name(), i.Began, i.Changed, i.Number, i.Standing.Badge)
		for _, p := range i.Companies {
			fmt.Fprintf(&b, " %s as %s", p.ID, p.Role)
		}
		for _, h := range i.Standing.History {
			fmt.Fprintf(&b, " %s %v", h.Path, h.Said)
		}
		list("told by", i.Articles)
		list("about it", i.About)
		b.WriteString("\n")
	}
	for _, kind := range site.TermKinds() {
		for _, t := range s.Terms[kind] {
			fmt.Fprintf(&b, "%s %s %q", t.URL, t.File, t.Name)
			list("", t.Articles)
			list("mentioned by", t.Mentions)
			for _, incidents := range [][]*site.Incident{t.Incidents, t.Alleged, t.Elsewhere} {
				b.WriteString(" |")
				for _, i := range incidents {
					fmt.Fprintf(&b, " %s", i.ID)
				}
			}
			b.WriteString("\n")
		}
	}
	for _, m := range s.Months {
		b.WriteString(m.URL)
		list("", m.Articles)
		b.WriteString("\n")
	}
	next, why := s.NextChange()
	fmt.Fprintln(&b, s.Redirects, next, why)
	for _, d := range found {
		fmt.Fprintln(&b, d.Start, d.Code, d.Message, d.Hint)
	}
	return b.String()
}
