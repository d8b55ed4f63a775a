package site_test

import (
	"context"
	"fmt"
	"slices"
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

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// files is a project by path; a file without a leading fence of its own is
// given as front matter and body.
type files map[string]string

// report gives the five lines of a report, more keys and a body.
func report(date, company, more string) string {
	return fmt.Sprintf("---\ntitle: %s on %s\ndate: %s\ncompany: %s\nincident_type: disruption\nattribution_status: unattributed\n%s---\nText.\n",
		company, date, date, company, more)
}

// makeSite gives the Site of a project, and its diagnostics as «file code» lines.
func makeSite(t *testing.T, project files, edit func(*site.Edition)) (*site.Site, []string) {
	t.Helper()
	in, found := inputOf(t, project)
	if edit != nil {
		edit(&in.Edition)
	}
	s, more := site.New(in)
	var lines []string
	for _, d := range news.NewLevels(in.Publication.Rules).Append(nil, append(found, more...).Sort()) {
		lines = append(lines, strings.TrimPrefix(d.Start.File, "content/")+" "+d.Severity.String()+" "+d.Code)
	}
	return s, lines
}

// inputOf parses a project, and says what is wrong with its files.
func inputOf(t *testing.T, project files) (site.Input, diag.List) {
	t.Helper()
	tree := fstest.MapFS{"content/site.yaml": {Data: []byte("title: T\nbase_url: https://example.org/\n")}}
	for name, text := range project {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	snapshot, err := source.FromFS(tree, fstest.MapFS{}).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var found diag.List
	siteFile, more := content.ParseSite("content/site.yaml", tree["content/site.yaml"].Data)
	found = append(found, more...)
	publication, err := news.NewPublication(siteFile.Site)
	if err != nil {
		t.Fatal(err)
	}
	w, more := words.Shipped(blotter.Builtin(), "en")
	found = append(found, more...)
	options := content.NewOptions(publication, w)
	var documents []*news.Document
	for _, f := range snapshot.Files() {
		if _, _, ok := content.KindOf(f.Path); !ok || f.Path == "content/site.yaml" {
			continue
		}
		text, err := f.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		d, more := content.Parse(f.Path, text, options)
		found = append(found, more...)
		if d != nil {
			documents = append(documents, d)
		}
	}
	return site.Input{Publication: publication, Marks: siteFile.Marks, Words: w, Documents: documents, Snapshot: snapshot, Edition: site.Edition{Now: noon}}, found
}

func slugs(articles []*site.Article) string {
	var out []string
	for _, a := range articles {
		out = append(out, a.ID)
	}
	return strings.Join(out, " ")
}

func names(terms []*site.Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, t.ID)
	}
	return strings.Join(out, " ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func clean(t *testing.T, lines []string) {
	t.Helper()
	if len(lines) > 0 {
		t.Errorf("unexpected diagnostics: %s", strings.Join(lines, "; "))
	}
}

// TestHiddenIsAbsent: whatever may not be seen is in no list, names nothing,
// and its own entity files have no page.
func TestHiddenIsAbsent(t *testing.T) {
	hidden := map[string]string{
		"draft":      "draft: true\n",
		"embargoed":  "embargo: 2026-11-22T13:00:00Z\n",
		"restricted": "tlp: amber\n",
		"removed":    "removed: true\n",
	}
	for name, key := range hidden {
		t.Run(name, func(t *testing.T) {
			s, lines := makeSite(t, files{
				"content/articles/open.md":     report("2026-11-01", "Acme", ""),
				"content/articles/secret.md":   report("2026-11-22", "Hush", key+"tags: [whisper]\nauthors: [mole]\n"),
				"content/companies/hush.md":    "---\nname: Hush\n---\n",
				"content/authors/mole.md":      "---\nname: Mole\n---\n",
				"content/articles/secret.png":  "not looked at",
				"content/incidents/hush-it.md": "---\ncompany: Hush\n---\n",
			}, nil)
			clean(t, lines)
			want(t, "articles", slugs(s.Articles), "open")
			want(t, "companies", names(s.Terms[site.Company]), "acme")
			want(t, "authors", names(s.Terms[site.Author]), "")
			want(t, "tags", names(s.Terms[site.Tag]), "")
			if len(s.Incidents) != 1 || len(s.Pictures) != 0 || len(s.Redirects) != 0 {
				t.Errorf("incidents %d, pictures %d, redirects %d", len(s.Incidents), len(s.Pictures), len(s.Redirects))
			}
		})
	}
}

// TestScheduled: a future date hides an article until the site says that it
// changes, and the preview shows it with its state.
func TestScheduled(t *testing.T) {
	project := files{
		"content/articles/now.md":   report("2026-11-01", "Acme", ""),
		"content/articles/later.md": report("2026-11-22T15:00:00Z", "Acme", ""),
	}
	s, _ := makeSite(t, project, nil)
	want(t, "articles at noon", slugs(s.Articles), "now")
	next, why := s.NextChange()
	if !next.Equal(noon.Add(3*time.Hour)) || !strings.Contains(why, "Acme on 2026-11-22T15:00:00Z") {
		t.Errorf("next change %v, %q", next, why)
	}
	s, _ = makeSite(t, project, func(e *site.Edition) { e.Now = next })
	want(t, "articles when due", slugs(s.Articles), "later now")
	s, _ = makeSite(t, project, func(e *site.Edition) { e.Now = next.Add(-time.Second) })
	want(t, "articles a second before", slugs(s.Articles), "now")
	s, _ = makeSite(t, project, func(e *site.Edition) { e.Drafts = true })
	want(t, "articles in the preview", slugs(s.Articles), "later now")
	if got := s.Articles[0].State; got != site.Scheduled {
		t.Errorf("state %v", got)
	}
}

// TestNameOfExpired: a story is not named by the slug of its first report when that
// has expired.
func TestNameOfExpired(t *testing.T) {
	project := files{
		"content/articles/first.md":  report("2026-11-01", "Acme", "expires: 2026-11-20T00:00:00Z\n"),
		"content/articles/second.md": report("2026-11-02", "Acme", "follows: first\n"),
	}
	for now, name := range map[time.Time]string{noon.AddDate(0, 0, -12): "report/first", noon: "report/second"} {
		s, _ := makeSite(t, project, func(e *site.Edition) { e.Now = now })
		want(t, "name at "+now.String(), s.Incidents[0].Name(), name)
	}
}

// TestExpired: the page and the listings go, the statements stay.
func TestExpired(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/first.md":  report("2026-11-01", "Acme", "incident: acme-2026-11\nexpires: 2026-11-20T00:00:00Z\n"),
		"content/articles/second.md": "---\ntitle: More\ndate: 2026-11-03\nincident: acme-2026-11\n---\nSee [the first](first.md).\n",
	}, nil)
	want(t, "articles", slugs(s.Articles), "second")
	want(t, "diagnostics", strings.Join(lines, "; "), "articles/second.md warning link-to-hidden")
	i := s.Incidents[0]
	if i.Standing.Type == nil || i.Standing.Type.Types[0] != "disruption" || i.Standing.Badge != "unattributed" {
		t.Errorf("the state ran backwards: %+v", i.Standing)
	}
	if i.URL != "" {
		t.Errorf("a lone visible report has an incident page %s", i.URL)
	}
	if !s.Articles[0].Links[0].Hidden {
		t.Error("a link to an expired article is not plain text")
	}
}

// TestWithdrawn: URL and notice stay, statements and listings go.
func TestWithdrawn(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/gone.md": report("2026-11-01", "Acme", "withdrawn: {date: 2026-11-05, reason: It was wrong}\n"),
		"content/articles/open.md": report("2026-11-02", "Bolt", ""),
	}, nil)
	clean(t, lines)
	want(t, "articles", slugs(s.Articles), "open")
	want(t, "withdrawn", slugs(s.Withdrawn), "gone")
	want(t, "url", s.Withdrawn[0].URL, "/articles/gone/")
	want(t, "companies", names(s.Terms[site.Company]), "bolt")
	if len(s.Incidents) != 1 {
		t.Errorf("%d incidents", len(s.Incidents))
	}
}

// TestScheduledMayLookAhead: what nobody can have said yet is wrong where readers may
// see it, and not in the preview of what they will see then.
func TestScheduledMayLookAhead(t *testing.T) {
	const row = "statements:\n  - {date: 2026-12-01, %s, incident_status: contained}\n"
	for _, c := range []struct{ name, text, want string }{
		{"scheduled", report("2026-12-01", "Acme", ""), ""},
		{"draft", report("2026-12-01", "Acme", "draft: true\n"), ""},
		{"embargoed", report("2026-11-01", "Acme", "embargo: 2026-12-02T00:00:00Z\nattributed_on: 2026-12-01\nallow: [{rule: dated-before-embargo, because: a test}]\n"), ""},
		{"for some only", report("2026-11-01", "Acme", "tlp: red\nattributed_on: 2026-12-01\n"), ""},
		{"draft row", report("2026-11-01", "Acme", fmt.Sprintf(row, "draft: true")), ""},
		{"embargoed row", report("2026-11-01", "Acme", fmt.Sprintf(row, "embargo: 2026-12-01T00:00:00Z")), ""},
		{"live", report("2026-11-01", "Acme", "attributed_on: 2026-12-01\n"), "articles/a.md error said-in-the-future"},
	} {
		t.Run(c.name, func(t *testing.T) {
			project := files{"content/articles/a.md": c.text, "content/articles/b.md": report("2026-11-02", "Bolt", "")}
			_, lines := makeSite(t, project, func(e *site.Edition) { e.Drafts = true })
			want(t, "in the preview", strings.Join(lines, "; "), c.want)
			_, lines = makeSite(t, project, nil)
			want(t, "in a build", strings.Join(lines, "; "), c.want)
		})
	}
}

// TestMissingFactIsToldOnce: a report of its own that leaves a line out is told so by
// the rules of its front matter, and not once more as if it followed something.
func TestMissingFactIsToldOnce(t *testing.T) {
	_, lines := makeSite(t, files{"content/articles/a.md": strings.Replace(report("2026-11-01", "Acme", ""), "company: Acme\n", "", 1)}, nil)
	want(t, "diagnostics", strings.Join(lines, "; "), "articles/a.md error missing-key")
	_, lines = makeSite(t, files{
		"content/articles/a.md":          strings.Replace(report("2026-11-01", "Acme", "incident: acme-leak\n"), "company: Acme\n", "", 1),
		"content/incidents/acme-leak.md": "---\ntitle: The leak\n---\n",
	}, nil)
	want(t, "diagnostics", strings.Join(lines, "; "), "articles/a.md error nothing-to-follow")
}

// TestHiddenRow: a public report never publishes an embargoed row of its
// incident, nor the source that only the row rests on.
func TestHiddenRow(t *testing.T) {
	project := files{"content/articles/a.md": report("2026-11-01", "Acme", `sources:
  filing: {kind: filing, by: Acme}
  whistle: {kind: document, by: Whistle}
claims:
  - {say: Tills are down, status: stated, source: filing}
statements:
  - date: 2026-11-02
    embargo: 2026-11-23T00:00:00Z
    claims:
      - {say: Ransom was paid, status: reported, source: whistle}
`)}
	s, lines := makeSite(t, project, nil)
	clean(t, lines)
	if got := s.Sources(s.Articles[0].Document); len(got) != 1 || got[0].ID != "filing" {
		t.Errorf("sources shown: %v", got)
	}
	if got := s.Incidents[0].Standing.Claims; len(got) != 1 {
		t.Errorf("claims shown: %v", got)
	}
	next, _ := s.NextChange()
	s, _ = makeSite(t, project, func(e *site.Edition) { e.Now = next })
	if got := s.Sources(s.Articles[0].Document); len(got) != 2 || len(s.Incidents[0].Standing.Claims) != 2 {
		t.Errorf("after the embargo: sources %v, claims %v", got, s.Incidents[0].Standing.Claims)
	}
}

// TestSeveralIncidents: an article about several incidents stands under the
// organisations of each.
func TestSeveralIncidents(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
		"content/articles/b.md": report("2026-11-01", "Bolt", "incident: bolt-2026-11\n"),
		"content/articles/c.md": "---\ntitle: C\ndate: 2026-11-02\nincidents:\n  acme-2026-11: {}\n  bolt-2026-11: {}\n---\nText.\n",
	}, nil)
	clean(t, lines)
	for _, company := range s.Terms[site.Company] {
		if !strings.HasPrefix(slugs(company.Articles), "c ") {
			t.Errorf("%s lists %q", company.ID, slugs(company.Articles))
		}
	}
}

// TestIncidents: which articles tell of one incident.
func TestIncidents(t *testing.T) {
	followUp := func(date, key string) string {
		return "---\ntitle: More on " + date + "\ndate: " + date + "\n" + key + "---\nText.\n"
	}
	for _, c := range []struct {
		name    string
		project files
		want    []string // "id: articles"
		lines   string
	}{
		{"a lone report is its own record", files{"content/articles/a.md": report("2026-11-01", "Acme", "")}, []string{"report/a: a"}, ""},
		{"a shared id", files{
			"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
			"content/articles/b.md": followUp("2026-11-02", "incident: acme-2026-11\n"),
		}, []string{"acme-2026-11: a b"}, ""},
		{"a follow-up joins the report that it follows", files{
			"content/articles/a.md": report("2026-11-01", "Acme", ""),
			"content/articles/b.md": followUp("2026-11-02", "follows: a\n"),
			"content/articles/c.md": followUp("2026-11-03", "follows: b\n"),
		}, []string{"report/a: a b c"}, ""},
		{"a follow-up draws the report into its own incident", files{
			"content/articles/a.md": report("2026-11-01", "Acme", ""),
			"content/articles/b.md": report("2026-11-02", "Acme", "follows: a\nincident: acme-2026-11\n"),
		}, []string{"acme-2026-11: a b"}, ""},
		{"several incidents in one article", files{
			"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
			"content/articles/b.md": report("2026-11-01", "Bolt", "incident: bolt-2026-11\n"),
			"content/articles/c.md": followUp("2026-11-02", "incidents:\n  acme-2026-11: {}\n  bolt-2026-11: {incident_status: contained}\n"),
		}, []string{"acme-2026-11: a c", "bolt-2026-11: b c"}, ""},
		{"merged incidents", files{
			"content/articles/a.md":             report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
			"content/articles/b.md":             report("2026-11-02", "Acme", "incident: acme-2026-12\n"),
			"content/incidents/acme-2026-11.md": "---\ntitle: Acme\n---\n",
			"content/incidents/acme-2026-12.md": "---\nmerged: acme-2026-11\n---\n",
		}, []string{"acme-2026-11: a b"}, ""},
		{"opinion is filed under it and says nothing", files{
			"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
			"content/articles/o.md": followUp("2026-11-02", "form: opinion\nincident: acme-2026-11\n"),
		}, []string{"acme-2026-11: a"}, ""},
		{"an unknown id", files{"content/articles/b.md": followUp("2026-11-02", "incident: acme-2026-11\n")},
			[]string{"acme-2026-11: b"}, "articles/b.md error nothing-to-follow; articles/b.md error unknown-incident"},
		{"a slip of the pen in an id", files{
			"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
			"content/articles/b.md": report("2026-11-02", "Acme", "incident: acne-2026-11\n"),
		}, []string{"acme-2026-11: a", "acne-2026-11: b"}, "articles/a.md error near-incident; articles/b.md error near-incident"},
		{"another month is another incident", files{
			"content/articles/a.md": report("2026-10-01", "Acme", "incident: acme-2026-10\n"),
			"content/articles/b.md": report("2026-11-02", "Acme", "incident: acme-2026-11\n"),
		}, []string{"acme-2026-10: a", "acme-2026-11: b"}, ""},
		{"following nothing", files{"content/articles/b.md": followUp("2026-11-02", "follows: aa\n")},
			[]string{"report/b: b"}, "articles/b.md error nothing-to-follow; articles/b.md error unknown-article"},
		{"following in a circle", files{
			"content/articles/a.md": report("2026-11-01", "Acme", "follows: b\n"),
			"content/articles/b.md": report("2026-11-02", "Acme", "follows: a\n"),
		}, nil, "articles/a.md error follows-in-a-circle; articles/b.md error follows-in-a-circle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, lines := makeSite(t, c.project, nil)
			want(t, "diagnostics", strings.Join(lines, "; "), c.lines)
			var got []string
			for _, i := range s.Incidents {
				got = append(got, i.ID+": "+slugs(i.Articles))
			}
			slices.Sort(got)
			if c.want != nil && !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestStood: an article shows what stood at its newest update, and says that
// more is known now.
func TestStood(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/a.md": report("2026-11-01", "Acme", "incident: acme-2026-11\n"),
		"content/articles/b.md": "---\ntitle: B\ndate: 2026-11-05\nincident: acme-2026-11\nattribution_status: attributed-by-vendor\nattributed_to: Night Heron\nattributed_by: Halden\n---\nText.\n",
	}, nil)
	clean(t, lines)
	b, a := s.Articles[0], s.Articles[1]
	want(t, "stood at a", a.Stood.Badge, "unattributed")
	want(t, "stood at b", b.Stood.Badge, "attributed-by-vendor")
	if !a.Moved || b.Moved {
		t.Errorf("moved: a %v, b %v", a.Moved, b.Moved)
	}
	// Lists show what stands now.
	want(t, "statuses of a", names(a.Statuses), "attributed-by-vendor")
	want(t, "actors", names(s.Terms[site.Actor]), "night-heron")
	if a.Later != b || b.Earlier != a {
		t.Error("the story is out of order")
	}
}

// TestAlleged: what rests on an actor's word alone is listed apart.
func TestAlleged(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/a.md": "---\ntitle: Heron lists Acme\ndate: 2026-11-01\ncompany: Acme\nincident_type: data-extortion\nattribution_status: claimed\nattributed_to: Night Heron\nattributed_by: Night Heron\ntype_by: Night Heron\n---\nText.\n",
	}, nil)
	if errors := slices.DeleteFunc(lines, func(l string) bool { return !strings.Contains(l, " error ") }); len(errors) > 0 {
		t.Errorf("unexpected: %q", errors)
	}
	acme := s.Terms[site.Company][0]
	if len(acme.Incidents) != 0 || len(acme.Alleged) != 1 {
		t.Errorf("counted as fact: %d, alleged %d", len(acme.Incidents), len(acme.Alleged))
	}
}

// TestSameURL: two pages that want one URL are an error that names both.
func TestSameURL(t *testing.T) {
	for _, c := range []struct {
		name    string
		project files
		line    string
	}{
		{"slug", files{"content/articles/a/x.md": report("2026-11-01", "Acme", ""), "content/articles/b/x.md": report("2026-11-02", "Bolt", "")}, "articles/a/x.md error same-url"},
		{"alias", files{"content/articles/x.md": report("2026-11-01", "Acme", "aliases: [/about/]\n"), "content/pages/about.md": "---\ntitle: About\n---\nText.\n"}, "pages/about.md error same-url"},
		{"letter case", files{"content/articles/x.md": report("2026-11-01", "Acme", "aliases: [/About/]\n"), "content/pages/about.md": "---\ntitle: About\n---\nText.\n"}, "pages/about.md error same-url"},
		{"width", files{"content/articles/x.md": report("2026-11-01", "Acme", "aliases: [/Ａbout/]\n"), "content/pages/about.md": "---\ntitle: About\n---\nText.\n"}, "pages/about.md error same-url"},
		{"static file", files{"static/about/index.html": "x", "content/pages/about.md": "---\ntitle: About\n---\nText.\n"}, "pages/about.md error same-url"},
		{"file and folder", files{"static/about": "x", "content/pages/about.md": "---\ntitle: About\n---\nText.\n"}, "pages/about.md error same-url"},
		{"the site's own", files{"content/pages/archive.md": "---\ntitle: Archive\n---\nText.\n"}, "pages/archive.md error same-url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, lines := makeSite(t, c.project, nil)
			want(t, "diagnostics", strings.Join(lines, "; "), c.line)
		})
	}
}

// TestLinks: links by file path become URLs with the base path; broken ones are errors.
func TestLinks(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/site.yaml":         "title: T\nbase_url: https://example.org/news/\n",
		"content/articles/a.md":     report("2026-11-01", "Acme", "aliases: [/old.html]\n") + "[b](b.md#top) [p](../pages/about.md) [s](/about/) [t](/about) [c](../companies/acme.md) ![A](pic.png)\n",
		"content/articles/b.md":     report("2026-11-02", "Bolt", "") + "[x](nowhere.md) [y](/nowhere/) [d](draft.md) [e](/articles/draft/)\n",
		"content/articles/draft.md": report("2026-11-02", "Bolt", "draft: true\n"),
		"content/articles/pic.png":  "png",
		"content/companies/acme.md": "---\nname: Acme\n---\n",
		"content/pages/about.md":    "---\ntitle: About\n---\nText.\n",
	}, nil)
	want(t, "diagnostics", strings.Join(lines, "; "),
		"articles/b.md error broken-link; articles/b.md error broken-link; articles/b.md warning link-to-hidden; articles/b.md warning link-to-hidden")
	a := s.Articles[1]
	var got []string
	for _, l := range a.Links {
		got = append(got, l.URL)
	}
	wanted := []string{"/news/articles/b/#top", "/news/about/", "/news/about/", "/news/about/", "/news/companies/acme/", ""}
	if !slices.Equal(got, wanted) {
		t.Errorf("got %q, want %q", got, wanted)
	}
	pic := s.Pictures[0]
	if a.Links[5].Picture != pic || pic.Source.Path != "content/articles/pic.png" || pic.Asked.Start.File != a.Path || len(s.Pictures) != 1 {
		t.Errorf("picture %+v", pic)
	}
	r := s.Redirects[0]
	want(t, "redirect", r.From+" "+r.File+" "+r.To, "/news/old.html old.html /news/articles/a/")
}

// TestLinksToWhatTimeHid: an expiry must not fail a build, whatever page of the
// expired article's others link to.
func TestLinksToWhatTimeHid(t *testing.T) {
	links := "/articles/a/ /old/ /companies/acme/ /tags/port/ /authors/ann/ /archive/2025-04/ /sectors/retail/ /types/disruption/ /incidents/acme-2025-04/ /countries/gb/"
	var body strings.Builder
	for _, link := range strings.Fields(links) {
		fmt.Fprintf(&body, "[x](%s) ", link)
	}
	s, lines := makeSite(t, files{
		"content/articles/a.md":     report("2025-04-01", "Acme", "incident: acme-2025-04\nexpires: 2026-11-20T00:00:00Z\naliases: [/old/]\ntags: [port]\nauthors: [Ann]\nsector: retail\n"),
		"content/articles/o.md":     "---\ntitle: O\ndate: 2026-11-02\nform: opinion\n---\n" + body.String() + "[y](/tags/never/)\n",
		"content/companies/acme.md": "---\nname: Acme\ncountry: GB\n---\n",
	}, nil)
	want(t, "diagnostics", strings.Join(lines, "; "),
		strings.Repeat("articles/o.md warning link-to-hidden; ", 10)+"articles/o.md error broken-link")
	for n, l := range s.Articles[0].Links[:10] {
		if !l.Hidden {
			t.Errorf("link %d leads to %s", n, l.URL)
		}
	}
}

// TestMentions: only known names may be mentioned in short.
func TestMentions(t *testing.T) {
	s, lines := makeSite(t, files{
		"content/articles/a.md": report("2026-11-01", "Acme", ""),
		"content/articles/o.md": "---\ntitle: O\ndate: 2026-11-02\nform: opinion\nmentions: [Acme, {company: Newco}, Acmee]\n---\nText.\n",
	}, nil)
	want(t, "diagnostics", strings.Join(lines, "; "), "articles/o.md error unknown-name")
	want(t, "companies", names(s.Terms[site.Company]), "acme newco")
	if acme := s.Terms[site.Company][0]; len(acme.Articles) != 1 || slugs(acme.Mentions) != "o" {
		t.Errorf("articles %q, mentions %q", slugs(acme.Articles), slugs(acme.Mentions))
	}
}

// TestRelated: shared terms relate, the article itself and its story do not.
func TestRelated(t *testing.T) {
	s, _ := makeSite(t, files{
		"content/articles/a.md": report("2026-11-01", "Acme", "tags: [port]\n"),
		"content/articles/b.md": report("2026-11-02", "Acme", ""),
		"content/articles/c.md": report("2026-11-03", "Bolt", "tags: [Port]\n"),
		"content/articles/d.md": report("2026-11-04", "Cord", ""),
	}, nil)
	want(t, "related to a", slugs(s.Articles[3].Related()), "b c d")
	want(t, "tags", names(s.Terms[site.Tag]), "port")
}

// The machine's table of zones may be another after an update: then the zone of the
// same name shows other times, on every page.
func TestDigestOfZone(t *testing.T) {
	s, _ := makeSite(t, files{}, nil)
	snapshot, err := source.FromFS(fstest.MapFS{}, fstest.MapFS{}).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole := func(zone *time.Location) site.Digest {
		publication := *s.Publication
		publication.Zone = zone
		made, _ := site.New(site.Input{Publication: &publication, Words: s.Words, Snapshot: snapshot, Edition: s.Edition})
		return made.Digests().Whole
	}
	const hour = 60 * 60
	if whole(time.FixedZone("Lands/End", 0)) == whole(time.FixedZone("Lands/End", hour)) {
		t.Error("one digest for two zones of one name")
	}
	if once, again := time.FixedZone("Lands/End", hour), time.FixedZone("Lands/End", hour); whole(once) != whole(again) {
		t.Error("two digests for one zone")
	}
}

// TestPictureHints: what is wrong with the address of a picture is said of that.
func TestPictureHints(t *testing.T) {
	for src, want := range map[string]string{
		"https://example.org/p.png": "remote-picture: put the picture beside this file or in static/",
		"//example.org/p.png":       "remote-picture: put the picture beside this file or in static/",
		"/static/p.png":             "missing-picture: files of static/ are named without it: /p.png",
		"/p.png":                    "",
	} {
		in, found := inputOf(t, files{
			"static/p.png":          "",
			"content/articles/a.md": report("2026-11-01", "Acme", "hero: {src: \""+src+"\", alt: A picture}\n"),
		})
		_, more := site.New(in)
		got := ""
		for _, d := range append(found, more...) {
			if d.Severity == diag.Error {
				got += d.Code + ": " + d.Hint
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}

// TestFuture: what readers see says nothing of days that are still to come. Today
// is none, and the day by which a flaw must be mended may be.
func TestFuture(t *testing.T) {
	for more, wrong := range map[string]bool{
		"updated: 2026-11-22\n":                          false,
		"updated: 2026-11-22T12:00:00Z\n":                false,
		"updated: 2026-11-22T12:00:01Z\n":                true,
		"updated: 2062-11-21\n":                          true,
		"updates:\n  - {date: 2026-11-22, text: More}\n": false,
		"updates:\n  - {date: 2026-11-23, text: More}\n": true,
		"updates:\n  - {date: 2026-11-23, text: More, incident_status: closed, impact: [{kind: people, value: 5, scope: All, by: Acme}]}\n": true,
		"corrections:\n  - {date: 2026-11-23, kind: corrected, text: Wrong}\n":                                                              true,
		"withdrawn: {date: 2026-11-23, reason: It was wrong}\n":                                                                             true,
		"timeline:\n  - {date: 2026-11-23, text: More}\n":                                                                                   false, // a hearing is set
		"timeline:\n  - {date: 2026-11, text: More}\n":                                                                                      false,
		"response:\n  - {who: Acme, asked: 2026-11-23, answer: none-yet}\n":                                                                 true,
		"vulnerabilities:\n  - {cve: CVE-2026-1234, due: 2026-12-24}\n":                                                                     false,
		"---\n> [!statement] by=Acme date=2026-11-22\n> All is well.\n\n":                                                                   false,
		"---\n> [!statement] by=Acme date=2026-11-23\n> All is well.\n\n":                                                                   true,
		"---\n> [!post] by=Acme date=2026-11-21 copied=2026-11-23\n> All is well.\n\n":                                                      true,
	} {
		expected := ""
		if wrong {
			expected = "articles/a.md error said-in-the-future"
		}
		_, lines := makeSite(t, files{"content/articles/a.md": report("2026-11-01", "Acme", more)}, nil)
		want(t, more, strings.Join(lines, "; "), expected)
	}
	_, lines := makeSite(t, files{"content/pages/about.md": "---\ntitle: About\n---\n> [!statement] by=Acme date=2026-11-23\n> All is well.\n"}, nil)
	want(t, "a page", strings.Join(lines, "; "), "pages/about.md error said-in-the-future")
}

// TestFutureOfHidden: what is scheduled may look ahead as far as the day on which
// it comes out, which the preview holds it to, and a draft as far as it likes.
func TestFutureOfHidden(t *testing.T) {
	for _, c := range []struct {
		hidden, updated string
		wrong           bool
	}{
		{"date: 2026-11-01\ndraft: true\n", "2062-11-21", false},
		{"embargo: 2026-11-25T06:00:00Z\n", "2026-11-25", false},
		{"embargo: 2026-11-25T06:00:00Z\n", "2026-11-26", true},
		{"date: 2026-11-25\n", "2026-11-25", false},
		{"date: 2026-11-25\n", "2026-11-26", true},
		{"date: 2026-11-01\ntlp: amber\n", "2026-11-22", false},
		{"date: 2026-11-01\ntlp: amber\n", "2026-11-23", true},
		{"date: 2026-11-01\nexpires: 2026-11-20T00:00:00Z\n", "2026-11-23", false},
	} {
		text := "---\ntitle: A view\nform: analysis\n" + c.hidden + "updated: " + c.updated + "\n---\nText.\n"
		for _, preview := range []bool{false, true} {
			expected := ""
			if c.wrong && preview {
				expected = "articles/a.md error said-in-the-future"
			}
			_, lines := makeSite(t, files{"content/articles/a.md": text}, func(e *site.Edition) { e.Drafts = preview })
			want(t, fmt.Sprintf("%q, updated %s, preview %v", c.hidden, c.updated, preview), strings.Join(lines, "; "), expected)
		}
	}
}
