package feed

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// paper is a small site under a base path: a report of an alleged incident, an
// opinion, and an article that was taken back.
func paper(t testing.TB) *site.Site {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	publication, err := news.NewPublication(&news.SiteFile{
		Title: "The Record", Tagline: "Who says what", BaseURL: "https://example.org/news/", Language: "en-GB", TimeZone: "Europe/London",
	})
	if err != nil {
		t.Fatal(err)
	}
	day := func(text string) news.Date {
		d, err := news.ParseDate(text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	claim := &news.Statement{Remark: &news.Remark{Subject: news.OnType, Types: []string{"ransomware"}, TypeStatus: "claimed", Speakers: []string{"Glass Heron"}}}
	by := &news.Statement{Remark: &news.Remark{Subject: news.OnAttribution, Speakers: []string{"Glass Heron"}, Attribution: news.Attribution{Status: "claimed", To: []news.ActorRef{{Name: "Glass Heron"}}}}}
	incident := &site.Incident{ID: "harbour-2025", Title: "Harbour, May 2025", URL: "/news/incidents/harbour-2025/", Changed: day("2025-05"),
		Standing: &news.Standing{Type: claim, Attribution: by, Attributions: []news.Statement{*by}, Badge: "claimed", Alleged: true, Actors: by.Attribution.To}}
	report := &site.Article{
		Document: &news.Document{ID: "cranes", Article: &news.Article{Title: "Cranes <stop> & wait", Form: "report", Date: day("2025-05-02"), Standfirst: "They stand.",
			Corrections: []news.Correction{{Date: day("2025-05-04T10:00"), Kind: "corrected", Text: "x"}}}},
		Published: day("2025-05-02"), Newest: day("2025-05-02"), URL: "/news/articles/cranes/", Incidents: []*site.Incident{incident},
		Companies: []*site.Term{{Name: "Harbour"}}, Authors: []*site.Term{{Name: "Dana"}},
	}
	opinion := &site.Article{
		Document:  &news.Document{ID: "view", Article: &news.Article{Title: "A leak site is a press office", Form: "opinion"}, Body: news.Body{Excerpt: "Read it like one."}},
		Published: day("2025-05-03T07:00"), Newest: day("2025-05-03T07:00"), URL: "/news/articles/view/",
	}
	gone := &site.Article{
		Document:  &news.Document{ID: "gone", Article: &news.Article{Title: "SECRET", Withdrawn: &news.Withdrawal{Date: day("2025-05-05"), Reason: "It was about somebody else."}}},
		Published: day("2025-05-01"), Newest: day("2025-05-01"), URL: "/news/articles/gone/", State: site.Withdrawn,
	}
	draft := &site.Article{
		Document:  &news.Document{ID: "draft", Article: &news.Article{Title: "Draft", Form: "opinion"}},
		Published: day("2025-04-30"), Newest: day("2025-04-30"), URL: "/news/articles/draft/", State: site.Draft,
	}
	incident.File, incident.Articles = "incidents/harbour-2025/index.html", []*site.Article{report}
	return &site.Site{
		Publication: publication, Words: english(t).Words,
		Articles: []*site.Article{opinion, report, draft}, Withdrawn: []*site.Article{gone},
		Incidents:   []*site.Incident{incident},
		Terms:       map[site.TermKind][]*site.Term{site.Company: {{Name: "Harbour", URL: "/news/companies/harbour/", File: "companies/harbour/index.html", Kind: site.Company, Articles: []*site.Article{report, opinion}}}},
		Corrections: []site.CorrectionEntry{{Article: report, Correction: &report.Article.Corrections[0]}},
		Redirects:   []site.Redirect{{From: "/news/old/", File: "old/index.html", To: "/news/articles/cranes/"}},
	}
}

func text(t testing.TB, files []output.File, path string) string {
	t.Helper()
	for _, f := range files {
		if f.Path == path {
			var out bytes.Buffer
			if err := f.Write(context.Background(), &out); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
	}
	t.Fatalf("%s is not planned", path)
	return ""
}

func TestFilesOfASmallSite(t *testing.T) {
	files := Files(paper(t), [32]byte{})
	for _, name := range []string{"feed.xml", "incidents/feed.xml", "corrections/feed.xml", "incidents/harbour-2025/feed.xml", "companies/harbour/feed.xml", "sitemap.xml", "robots.txt", "_headers", "_redirects"} {
		got, golden := text(t, files, name), "testdata/"+strings.ReplaceAll(strings.TrimPrefix(name, "_"), "/", "-")
		if os.Getenv("UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is\n%s\nwant (UPDATE=1 rewrites)\n%s", name, got, want)
		}
	}
}

func TestNothingOfAWithdrawnArticleIsLeft(t *testing.T) {
	for _, f := range Files(paper(t), [32]byte{}) {
		if strings.Contains(text(t, Files(paper(t), [32]byte{}), f.Path), "SECRET") {
			t.Errorf("%s has the title of the withdrawn article", f.Path)
		}
	}
}

// Any title whatever gives a feed that parses, and comes back as it was but for
// what XML cannot hold.
func TestFeedHoldsAnyTitle(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	alphabet := []string{"<", ">", "&", `"`, "'", "]]>", "<!--", "\x00", "\x08", "\x1b", "\x80", "\uFFFE", "é", "漢", "\u202e", " ", "a", "\n", "&amp;", "😀"}
	s := paper(t)
	for range 2_000 {
		title := ""
		for range random.IntN(12) {
			title += alphabet[random.IntN(len(alphabet))]
		}
		s.Articles[0].Article.Title = title
		var back struct {
			Items []struct {
				Title string `xml:"title"`
			} `xml:"channel>item"`
		}
		got := text(t, Files(s, [32]byte{}), "feed.xml")
		if err := xml.Unmarshal([]byte(got), &back); err != nil {
			t.Fatalf("title %q: %v\n%s", title, err, got)
		}
		want := strings.Map(func(r rune) rune {
			if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE {
				return '\uFFFD'
			}
			return r
		}, title)
		if item := back.Items[0].Title; item != "Opinion: "+want {
			t.Fatalf("title %q came back as %q", title, item)
		}
	}
}

func TestFingerprintIsThatOfTheBytes(t *testing.T) {
	of := func(s *site.Site, program byte) map[string]output.Fingerprint {
		out := map[string]output.Fingerprint{}
		for _, f := range Files(s, [32]byte{program}) {
			out[f.Path] = f.Fingerprint()
		}
		return out
	}
	first := of(paper(t), 1)
	for name, f := range of(paper(t), 1) {
		if f != first[name] {
			t.Errorf("%s: two plans of one site differ", name)
		}
	}
	for name, f := range of(paper(t), 2) {
		if f == first[name] {
			t.Errorf("%s does not depend on the program", name)
		}
	}
	s := paper(t)
	s.Articles[1].Article.Standfirst = "They move."
	if of(s, 1)["feed.xml"] == first["feed.xml"] {
		t.Error("the feed does not depend on a standfirst")
	}
}

// Feed readers show an entry anew when its identity changes: for what stands of
// an incident that is what is said, and not the day.
func TestAChangeOfStatusIsANewEntry(t *testing.T) {
	identity := func(s *site.Site) string {
		_, after, _ := strings.Cut(text(t, Files(s, [32]byte{}), "incidents/feed.xml"), "<guid")
		id, _, _ := strings.Cut(after, "</guid>")
		return id
	}
	same, moved := paper(t), paper(t)
	same.Incidents[0].Changed.Time = same.Incidents[0].Changed.Time.AddDate(0, 1, 0)
	moved.Incidents[0].Standing.Type.TypeStatus = "confirmed"
	if identity(same) != identity(paper(t)) {
		t.Error("another day alone is announced as a change")
	}
	if identity(moved) == identity(paper(t)) {
		t.Error("a type that is confirmed now is not announced")
	}
}

// A feed of one article is that article: only a page with more, or with a file
// of its own, has one.
func TestWhoHasAFeed(t *testing.T) {
	s := paper(t)
	one := &site.Term{Kind: site.Company, URL: "/x/", File: "x/index.html", Articles: s.Articles[:1]}
	withFile := &site.Term{Kind: site.Actor, URL: "/y/", File: "y/index.html", Articles: s.Articles[:1], Doc: &news.Document{}}
	tag := &site.Term{Kind: site.Tag, URL: "/z/", File: "z/index.html", Articles: s.Articles}
	for term, want := range map[*site.Term]bool{one: false, withFile: true, tag: false} {
		if _, ok := OfTerm(s, term); ok != want {
			t.Errorf("%s has a feed: %v", term.URL, ok)
		}
	}
	if _, ok := OfIncident(s, &site.Incident{}); ok {
		t.Error("an incident without a page has a feed")
	}
}

// A site's own lines follow ours, and its robots.txt takes the place of ours.
func TestOwnFiles(t *testing.T) {
	project := fstest.MapFS{
		"static/_headers":   {Data: []byte("/*\n  X-Own: 1\n")},
		"static/_redirects": {Data: []byte("/* /index.html 200\n")},
		"static/robots.txt": {Data: []byte("User-agent: *\nDisallow: /\n")},
	}
	snapshot, err := source.FromFS(project, nil).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	s := paper(t)
	s.Static = snapshot.Files()
	files := Files(s, [32]byte{})
	if got := text(t, files, "_headers"); !strings.HasPrefix(got, "/news/*\n") || !strings.HasSuffix(got, "/*\n  X-Own: 1\n") {
		t.Errorf("_headers is\n%s", got)
	}
	if got, want := text(t, files, "_redirects"), "/news/old/ /news/articles/cranes/ 301\n/* /index.html 200\n"; got != want {
		t.Errorf("_redirects is\n%s", got)
	}
	if got, want := text(t, files, "robots.txt"), "User-agent: *\nDisallow: /\n"; got != want {
		t.Errorf("robots.txt is\n%s", got)
	}
}

func TestLargeSitemapIsDivided(t *testing.T) {
	s := paper(t)
	for n := range sitemapSize + 10 {
		s.Terms[site.Tag] = append(s.Terms[site.Tag], &site.Term{URL: fmt.Sprintf("/news/tags/%d/", n)})
	}
	files := Files(s, [32]byte{})
	addresses := func(name string) int { return strings.Count(text(t, files, name), "<loc>") }
	if n := addresses("sitemap.xml"); n != 2 {
		t.Errorf("the index lists %d sitemaps", n)
	}
	if n := addresses("sitemap-1.xml"); n != sitemapSize {
		t.Errorf("the first sitemap lists %d addresses", n)
	}
	if n := addresses("sitemap-2.xml"); n == 0 || n > 100 {
		t.Errorf("the second sitemap lists %d addresses", n)
	}
}

func BenchmarkFiles(b *testing.B) {
	s := paper(b)
	for n := range 10_000 {
		a := *s.Articles[1]
		a.URL = fmt.Sprintf("/news/articles/%d/", n)
		s.Articles = append(s.Articles, &a)
	}
	for b.Loop() {
		for _, f := range Files(s, [32]byte{}) {
			f.Fingerprint()
			if err := f.Write(context.Background(), io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// The one origin that the newsletter's form is sent to joins the policy.
func TestPolicyNamesTheNewsletter(t *testing.T) {
	for _, c := range []struct {
		letters *news.Newsletter
		want    string
	}{
		{nil, "form-action 'self';"},
		{&news.Newsletter{Provider: "netlify"}, "form-action 'self';"},
		{&news.Newsletter{Provider: "form", Endpoint: "https://letters.example/subscribe"}, "form-action 'self' https://letters.example;"},
	} {
		s := paper(t)
		s.Newsletter = c.letters
		if got := text(t, Files(s, [32]byte{1}), "_headers"); !strings.Contains(got, c.want) {
			t.Errorf("%+v: no %q in\n%s", c.letters, c.want, got)
		}
	}
}
