package content

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/source"
	"blotter/internal/words"
)

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		path string
		kind news.Kind
		id   string
		ok   bool
	}{
		{"content/site.yaml", news.KindSite, "site", true},
		{"content/articles/orders-paused.md", news.KindArticle, "orders-paused", true},
		{"content/articles/2025/04/2025-04-28-orders-paused.md", news.KindArticle, "orders-paused", true},
		{"content/articles/2025-04-28.md", news.KindArticle, "2025-04-28", true},
		{"content/articles/2025-04-28-Orders Paused.md", news.KindArticle, "orders-paused", true},
		{"content/articles/orders-paused/index.md", news.KindArticle, "orders-paused", true},
		{"content/articles/index.md", news.KindArticle, "index", true},
		{"content/incidents/m-and-s-2025-04.md", news.KindIncident, "m-and-s-2025-04", true},
		{"content/companies/marks-and-spencer.md", news.KindCompany, "marks-and-spencer", true},
		{"content/actors/apt29.md", news.KindActor, "apt29", true},
		{"content/authors/ann.md", news.KindAuthor, "ann", true},
		{"content/pages/legal/privacy.md", news.KindPage, "legal/privacy", true},

		{"content/articles/shop.png", 0, "", false},
		{"content/articles/.#orders-paused.md", 0, "", false},
		{"static/articles/x.md", 0, "", false},
		{"templates/x.md", 0, "", false},
		{"content/articles/data.json", 0, "", false},

		{"content/orders-paused.md", 0, "", true},
		{"content/notes/x.md", 0, "", true},
		{"content/actors/russia/apt29.md", 0, "", true},
		{"content/articles/x.markdown", 0, "", true},
		{"content/articles/x.MD", 0, "", true},
		{"content/site.yml", 0, "", true},
		{"content/Site.yaml", 0, "", true},
	} {
		kind, id, ok := KindOf(c.path)
		if kind != c.kind || id != c.id || ok != c.ok {
			t.Errorf("KindOf(%q) = %v, %q, %v", c.path, kind, id, ok)
		}
		doc, list := Parse(c.path, []byte("---\ntitle: M&S\n---\n"), testOptions(t))
		if misplaced := slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Code == "misplaced-file" }); misplaced != (c.kind == 0) {
			t.Errorf("Parse(%q) gave %v, %v", c.path, doc, list)
		}
	}
}

func TestFileNames(t *testing.T) {
	for path, want := range map[string]string{
		"content/companies/M&S.md":          "content/companies/M&S.md: error: «M&S» is no id: a file that others refer to is called by lower-case letters, digits and hyphens [bad-file-name]\n  hint: call it m-and-s.md",
		"content/pages/About Us/imprint.md": "content/pages/About Us/imprint.md: error: «About Us/imprint» is no id: a file that others refer to is called by lower-case letters, digits and hyphens [bad-file-name]\n  hint: call it about-us/imprint.md",
		"content/articles/!!!.md":           "content/articles/!!!.md: error: no address can be made of this file's name [bad-file-name]\n  hint: use letters or digits, or give the article a «slug»",
	} {
		text := "---\ntitle: M&S\ndate: 2025-04-28\n---\n"
		if strings.Contains(path, "companies") {
			text = "---\nname: M&S\n---\n"
		}
		doc, list := readAlone(path, []byte(text), testOptions(t))
		if doc != nil || !slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.String() == want }) {
			t.Errorf("%s: %v", path, list)
		}
	}
	doc, _ := readAlone("content/articles/!!!.md", []byte("---\ntitle: M&S\ndate: 2025-04-28\nslug: m-and-s\n---\n"), testOptions(t))
	if doc == nil || doc.ID != "m-and-s" {
		t.Errorf("a slug does not help: %v", doc)
	}
}

// TestDirection: nothing invisible turns the order in which a text is read.
func TestDirection(t *testing.T) {
	for front, want := range map[string]string{
		"---\ntitle: Acme\u202egnp.exe\n---\n":                   "2:12 hidden-direction",
		"---\ntitle: \"Acme\\u202egnp.exe\"\n---\n":              "2:8 hidden-direction",
		"+++\ntitle = \"Acme\\u202agnp.exe\"\n+++\n":             "2:9 hidden-direction",
		"---\ntitle: Acme \u2067gnp.exe\n---\n":                  "2:8 hidden-direction",
		"---\ntitle: Acme gnp.exe\u2069\n---\n":                  "2:8 hidden-direction",
		"---\ntitle: Acme \u2067gnp.exe\u2069 \u200fa\n---\n":    "",
		"---\ntitle: A\n---\nAcme\u202egnp.exe\n":                "4:5 hidden-direction",
		"---\ntitle: A\n---\nAcme \u2067gnp.exe\u2069 \u200ea\n": "",
	} {
		_, list := Parse("content/pages/a.md", []byte(front), testOptions(t))
		got := ""
		for _, d := range list {
			got += fmt.Sprintf("%d:%d %s", d.Start.Line, d.Start.Col, d.Code)
		}
		if got != want {
			t.Errorf("%q: %v, want %q", front, list, want)
		}
	}
}

// TestHints: a hint can be followed.
func TestHints(t *testing.T) {
	const rungs = "use one of: attributed-by-government, attributed-by-vendor, attributed-by-victim"
	for line, want := range map[string]string{
		"attribution_status: attributed": rungs,
		"attribution_status: none": "use one of: attributed-by-government, attributed-by-vendor, attributed-by-victim, charged, claimed, convicted, " +
			"not-applicable, retracted, sanctioned, suspected, unattributed",
		"tlp: TLP:AMBER":        "did you mean «amber»?",
		"tlp: tlp:amber+strict": "did you mean «amber+strict»?",
		"tlp: TLP:WHITE":        "did you mean «clear»?",
		"tlp: white":            "did you mean «clear»?",
		"date: 20.11.2026":      "did you mean «2026-11-20»?",
		"date: 2026/11/20":      "did you mean «2026-11-20»?",
		"date: 2026-1-5":        "did you mean «2026-01-05»?",
		"date: 20/11/2026":      "did you mean «2026-11-20»?",
		"date: 11/20/2026":      "did you mean «2026-11-20»?",
		"date: 5/11/2026":       "",
		"date: 31.2.2026":       "",
	} {
		key, _, _ := strings.Cut(line, ":")
		text := ""
		for _, l := range []string{"title: A", "date: 2025-04-28", "company: Acme", "incident_type: fraud", "attribution_status: unattributed"} {
			if !strings.HasPrefix(l, key+":") {
				text += l + "\n"
			}
		}
		_, list := Parse("content/articles/a.md", []byte("---\n"+text+line+"\n---\nText.\n"), testOptions(t))
		if len(list) != 1 || list[0].Hint != want {
			t.Errorf("%s: %v\nwant the hint %s", line, list, want)
		}
	}
}

// TestFixes applies every fix of the corpus: the mistake must be gone, and
// nothing new be wrong on its line.
func TestFixes(t *testing.T) {
	o := testOptions(t)
	fixes := 0
	for _, file := range corpus(t) {
		text := file.text
		_, list := Parse(file.path, text, o)
		for _, d := range list {
			if d.Fix == nil {
				continue
			}
			fixes++
			_, after := Parse(file.path, apply(text, d.Fix), o)
			line := d.Fix.Start.Line + strings.Count(d.Fix.Text, "\n")
			for _, a := range after {
				if a.Severity == diag.Error && a.Start.Line == line && (a.Code == d.Code || a.Start.Line != d.Start.Line) {
					t.Errorf("%v\nfixed with %q, and then\n%v", d, d.Fix.Text, a)
				}
			}
		}
	}
	if fixes < 30 {
		t.Errorf("only %d fixes in the corpus", fixes)
	}
}

// apply makes an edit, the way `check --fix` does: by line and column.
func apply(text []byte, e *diag.Edit) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	r := newRuler(text)
	start, end := r.at(e.Start.Line, e.Start.Col), r.at(e.End.Line, e.End.Col)
	return slices.Concat(text[:start], []byte(e.Text), text[end:])
}

type corpusFile struct {
	path string
	text []byte
}

// corpus gives the malformed files.
func corpus(t testing.TB) []corpusFile {
	t.Helper()
	var out []corpusFile
	entries, err := os.ReadDir("testdata/malformed")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		text, err := os.ReadFile("testdata/malformed/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, corpusFile{"content/articles/" + e.Name(), text})
	}
	return out
}

// TestBombs gives front matter that is made to be expensive. Each must end
// within 2 s and 256 MB, with an error.
func TestBombs(t *testing.T) {
	o := testOptions(t)
	// fill repeats a text up to n bytes.
	fill := func(n int, s string) string { return strings.Repeat(s, n/len(s)) }
	laughs := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		laughs += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	stairs := ""
	for i := range 300 {
		stairs += strings.Repeat(" ", i) + "a:\n"
	}
	const most = maxHeader - 100
	for name, c := range map[string]struct{ open, block, close string }{
		"one key again and again":    {"---\n", fill(25_000, "a: b\n"), "---\n"},
		"one known key again":        {"---\n", fill(most, "draft: true\n"), "---\n"},
		"many keys":                  {"---\n", distinct(most), "---\n"},
		"many keys in extra":         {"---\n", "extra:\n" + strings.ReplaceAll("\n"+distinct(most*2/3), "\n", "\n  "), "\n---\n"},
		"aliases of aliases":         {"---\n", laughs, "---\n"},
		"one alias again and again":  {"---\n", "title: &a x\ntags: [" + fill(most, "*a,") + "]\n", "---\n"},
		"merge keys":                 {"---\n", "a: &a {x: 1}\n" + fill(most, "<<: *a\n"), "---\n"},
		"brackets":                   {"---\n", "tags: " + fill(most, "["), "\n---\n"},
		"closed brackets":            {"---\n", "extra: {a: " + fill(20_000, "[") + fill(20_000, "]") + "}", "\n---\n"},
		"braces":                     {"---\n", "extra: " + fill(most, "{a: "), "\n---\n"},
		"dashes":                     {"---\n", "tags:\n " + fill(most, "- "), "\n---\n"},
		"stairs":                     {"---\n", "extra:\n" + stairs, "---\n"},
		"one line of values":         {"---\n", "tags: [" + fill(most, "é,") + "]\n", "---\n"},
		"one line of maps":           {"---\n", "{" + fill(most, "a: b,") + "}\n", "---\n"},
		"colons":                     {"---\n", fill(most, "title: a: b\n"), "---\n"},
		"quotes":                     {"---\n", fill(most, "title: \"a\n"), "---\n"},
		"single quotes":              {"---\n", fill(most, "title: 'a\n"), "---\n"},
		"open brackets":              {"---\n", fill(most, "tags: [a\n"), "---\n"},
		"no keys":                    {"---\n", fill(most, "a\n"), "---\n"},
		"hashes":                     {"---\n", "known:\n" + fill(most, "- a #b\n"), "---\n"},
		"indented fences":            {"---\n", "title: |\n" + fill(most, "  ---\n"), "---\n"},
		"fences of every length":     {"---\n", "title: |\n" + fencesOfEveryLength(most), "---\n"},
		"misspelt keys":              {"---\n", fill(most, "attribution_statis: x\n"), "---\n"},
		"misspelt words":             {"---\n", "sector: [" + fill(most, "retial,") + "]\n", "---\n"},
		"control characters":         {"---\n", "title: " + fill(most, "\x01"), "\n---\n"},
		"plain text over lines":      {"---\n", "darft: a\n" + fill(most, " a\n"), "---\n"},
		"too much":                   {"---\n", fill(maxHeader, "# comment\n") + "title: x\n", "---\n"},
		"TOML keys":                  {"+++\n", distinctTOML(most), "+++\n"},
		"TOML key again":             {"+++\n", fill(most, "draft = true\n"), "+++\n"},
		"TOML tables":                {"+++\n", fill(most, "[[claims]]\n"), "+++\n"},
		"TOML table again":           {"+++\n", fill(most, "[a.b.c]\n"), "+++\n"},
		"TOML brackets":              {"+++\n", "tags = " + fill(most, "["), "\n+++\n"},
		"TOML dots":                  {"+++\n", fill(most, "a.") + "a = 1\n", "+++\n"},
		"TOML dots in extra":         {"+++\n", "extra." + fill(most, "a.") + "a = 1\n", "+++\n"},
		"TOML tables in extra":       {"+++\n", fill(most, "[extra."+fill(2000, "a.")+"a]\n"), "+++\n"},
		"TOML nonsense":              {"+++\n", fill(most, "a b\n"), "+++\n"},
		"JSON brackets":              {"", "{\"tags\": " + fill(most, "["), "\n"},
		"JSON key again":             {"", "{" + fill(most, `"draft": true,`) + `"draft": true}`, "\n"},
		"JSON values":                {"", `{"tags": [` + fill(most, `"a",`) + `"a"]}`, "\n"},
		"JSON without an end":        {"", `{"title": "` + fill(3*maxHeader, "a"), "\n"},
		"JSON escapes":               {"", `{"title": "` + fill(most, `\ud800`) + `"}`, "\n"},
		"no end":                     {"---\n", "title: x\n" + fill(1<<20, "text\n\n"), ""},
		"a file of line feeds":       {"", fill(8<<20, "\n"), ""},
		"a file of carriage returns": {"", fill(8<<20, "\r"), ""},
		"a file of fences":           {"", fill(8<<20, "----\n"), ""},
		"a body of fences":           {"---\ntitle: x\ndraft: yes\n---\n", fill(1<<18, "---\n"), ""},
		"a file that is too long":    {"---\ntitle: x\n---\n", fill(9<<20, "word "), ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := []byte(c.open + c.block + c.close)
			var doc *news.Document
			var list diag.List
			var before, after runtime.MemStats
			took := time.Hour
			for range 3 { // the fastest counts: the machine may have other work
				runtime.ReadMemStats(&before)
				begin := time.Now()
				doc, list = Parse("content/articles/bomb.md", text, o)
				took = min(took, time.Since(begin))
				runtime.ReadMemStats(&after)
				if took < 2*time.Second || underRace {
					break
				}
			}
			if valid := strings.Contains(name, "fences of") || name == "indented fences"; !valid && (doc != nil || list.Errors() == 0) {
				t.Errorf("a document: %v", list)
			}
			if !underRace && (took > 2*time.Second || after.TotalAlloc-before.TotalAlloc > 256<<20) {
				t.Errorf("%v, %d MB", took, (after.TotalAlloc-before.TotalAlloc)>>20)
			}
			if len(list) > 2*maxErrors+1 {
				t.Errorf("%d diagnostics", len(list))
			}
			t.Logf("%v, %.1f MB, %v", took.Round(time.Millisecond), float64(after.TotalAlloc-before.TotalAlloc)/(1<<20), short(list[0].String()))
		})
	}
}

func distinct(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "k%d: v\n", i)
	}
	return b.String()
}

func distinctTOML(n int) string {
	return strings.ReplaceAll(strings.ReplaceAll(distinct(n*2/3), ":", " ="), "v", "'v'")
}

func fencesOfEveryLength(n int) string {
	var b strings.Builder
	for i := 3; b.Len()+i+3 < n; i++ {
		b.WriteString("  " + strings.Repeat("-", i) + "\n")
	}
	return b.String()
}

// TestManyMistakes: the first twenty are told, and that there are more.
func TestManyMistakes(t *testing.T) {
	text := "---\ntitle: M&S\n" + distinct(1000) + "---\n"
	doc, list := Parse("content/articles/a.md", []byte(text), testOptions(t))
	if doc != nil || list.Errors() != maxErrors+1 {
		t.Fatalf("%d errors", list.Errors())
	}
	if last := list[maxErrors]; last.Code != "too-many-mistakes" || last.Start.Line != 23 {
		t.Errorf("%v", last)
	}
}

func TestSite(t *testing.T) {
	doc, list := ParseSite("content/site.yaml", []byte("# ours\n---\ntitle: The Blotter\nbase_url: https://example.org/\ntime_zone: Europe/London\ncards_since: 2025-04-28T16:40\nrules:\n  missing-unknown: off\nvocabulary:\n  incident_types:\n    runway-incursion: {label: Runway incursion, definition: two aircraft where one should be, parent: physical}\nnav:\n  - title: About\n    url: /about/\n"))
	if doc == nil {
		t.Fatal(list)
	}
	want := []string{"title=The Blotter", "base_url=https://example.org/", "time_zone=Europe/London",
		"nav[0].title=About", "nav[0].url=/about/",
		"vocabulary.incident_types[0].value=runway-incursion", "vocabulary.incident_types[0].label=Runway incursion",
		"vocabulary.incident_types[0].definition=two aircraft where one should be", "vocabulary.incident_types[0].parent=physical",
		"rules[0].rule=missing-unknown", "rules[0].severity=off", "cards_since=2025-04-28T16:40:00+01:00"}
	if got := flat(doc); !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for text, want := range map[string]string{
		"": "1:1 empty-file",
		"title: A\nbase_url: https://e.org\n---\n":          "3:1 bad-fence",
		"title: A\nbase_url: e.org\n":                       "2:11 bad-url",
		"title: A\nbase_url: https://e.org\ncards: maybe\n": "3:8 unknown-word",
		"Title: A\nbase_url: https://e.org\n":               "1:1 key-spelling",
		"- a\n":                                             "1:1 wrong-type",
	} {
		doc, list := ParseSite("content/site.yaml", []byte(text))
		if doc != nil || len(list) != 1 {
			t.Fatalf("%q: %v", text, list)
		}
		if got := fmt.Sprintf("%d:%d %s", list[0].Start.Line, list[0].Start.Col, list[0].Code); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestShapes(t *testing.T) {
	for shape, texts := range map[string]struct{ good, bad []string }{
		"url": {
			[]string{"https://example.org", "http://example.org:8080/a?b=c#d", "https://bücher.example/é", "https://[::1]/"},
			[]string{"example.org", "//example.org/", "javascript:alert(1)", "data:text/html,x", "https://", "https:///path", "https://a b/", "https://example.org\\@evil.example", "https://user@example.org/", "ftp://example.org", "https:example.org", "https://exa\u00a0mple.org", "HTTPS//x", "mailto:a@b.c"},
		},
		"path": {
			[]string{"/", "/old/", "/2025/04/x.html", "/caf%C3%A9/", "/a%20b"},
			[]string{"old", "//evil.example", "/a//b", "/a/../b", "/..", "/a/./b", "/a\\b", "/%5cevil", "/%2fevil.example", "/%2e%2e/x", "/a?b", "/a#b", "https://x/", "/a b", "/a%", "/a%0ab", "/a%00"},
		},
		"slug":     {[]string{"a", "m-and-s-2025", "日本語", "é"}, []string{"", "A", "a_b", "a--b", "-a", "a-", "a b", "a/b", "a.b", strings.Repeat("a", 201)}},
		"incident": {[]string{"m-and-s-2025-04"}, []string{"M&S"}},
		"article":  {[]string{"orders-paused"}, []string{"orders paused"}},
		"country":  {[]string{"GB", "US", "TW", "XK"}, []string{"UK", "gb", "EU", "XX", "ZZ", "GBR", "826", "England", "SU", "AA"}},
		"language": {[]string{"en", "en-GB", "zh-Hant", "de-1996"}, []string{"english", "xx", "en_GB", "en-"}},
		"currency": {[]string{"GBP", "EUR", "USD"}, []string{"gbp", "£", "pounds", "ABC"}},
		"cve":      {[]string{"CVE-2021-44228", "CVE-1999-0001"}, []string{"cve-2021-44228", "CVE-21-44228", "CVE-2021-442", "2021-44228"}},
		"email":    {[]string{"desk@example.org"}, []string{"desk", "a@b", "a b@c.d", "<a@b.c>"}},
	} {
		for _, text := range texts.good {
			if problem, _, _ := shapeProblem(shape, text); problem != "" {
				t.Errorf("%s %q: %s", shape, text, problem)
			}
		}
		for _, text := range texts.bad {
			if problem, _, fixed := shapeProblem(shape, text); problem == "" {
				t.Errorf("%s %q is taken", shape, text)
			} else if again, _, _ := shapeProblem(shape, fixed); fixed != "" && again != "" {
				t.Errorf("%s %q is mended to %q: %s", shape, text, fixed, again)
			}
		}
	}
}

// TestTables: every tag of the model is one that this package knows, and every
// key of another generator that it translates is one of ours.
func TestTables(t *testing.T) {
	v := news.NewVocabulary(nil)
	for _, list := range vocabularies() {
		if len(v.Words(list)) == 0 {
			t.Errorf("there is no vocabulary %q", list)
		}
	}
	seen := map[*table]bool{}
	var walk func(t *table, path string)
	walk = func(tb *table, path string) {
		if seen[tb] {
			return
		}
		seen[tb] = true
		for _, k := range tb.keys {
			if k.as != "" && k.as != "source" {
				if problem, _, _ := shapeProblem(k.as, "\x00"); problem == "" {
					t.Errorf("%s.%s: nothing checks the shape %q", path, k.name, k.as)
				}
			}
			if k.inner != nil {
				walk(k.inner, path+"."+k.name)
			}
		}
	}
	for kind, tb := range tables() {
		walk(tb, kind.String())
	}
	for _, theirs := range []string{"description", "image", "categories", "lastmod", "publishDate", "expiryDate", "victim", "lang", "redirect_from", "permalink", "headline", "byline", "params"} {
		ours, ok := elsewhere(theirs)
		if _, known := tableOf(news.KindArticle).index[ours]; !ok || !known {
			t.Errorf("%s is translated as %q", theirs, ours)
		}
	}
}

// TestOptionsDigest: what changes the reading changes the digest.
func TestOptionsDigest(t *testing.T) {
	base := news.SiteFile{Title: "T", BaseURL: "https://example.org/", TimeZone: "Europe/London", Language: "en"}
	w := english(t)
	digest := func(change func(*news.SiteFile)) [32]byte {
		f := base
		change(&f)
		pub, err := news.NewPublication(&f)
		if err != nil {
			t.Fatal(err)
		}
		return NewOptions(pub, w).Digest()
	}
	same := digest(func(*news.SiteFile) {})
	for name, change := range map[string]func(*news.SiteFile){
		"time zone": func(f *news.SiteFile) { f.TimeZone = "Europe/Paris" },
		"language":  func(f *news.SiteFile) { f.Language = "de" },
		"words": func(f *news.SiteFile) {
			f.Vocabulary.Sectors = []news.Word{{Value: "rail", Label: "Rail", Definition: "trains"}}
		},
	} {
		if digest(change) == same {
			t.Errorf("another %s, the same digest", name)
		}
	}
	built := w
	for _, own := range []string{"body: {note: Aside}", "month: {5: Maymonth}"} {
		s, err := source.FromFS(fstest.MapFS{"templates/strings/en.yaml": {Data: []byte(own)}}, blotter.Builtin()).Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if w, _ = words.Load(s, "en", diag.Span{}); digest(func(*news.SiteFile) {}) == same {
			t.Errorf("with %s, the same digest", own)
		}
	}
	w = built
	if digest(func(f *news.SiteFile) { f.Title = "U" }) != same {
		t.Error("another title, another digest: every document would be read again")
	}
}

// TestStarter reads the site in content/ of the repository: it must be without mistakes.
func TestStarter(t *testing.T) {
	o := testOptions(t)
	root := os.DirFS("../..")
	files := 0
	err := walkDir(root, "content", func(path string, text []byte) {
		if _, _, ok := KindOf(path); !ok {
			return
		}
		files++
		if _, list := Parse(path, text, o); list.Errors() > 0 {
			t.Errorf("%v", list)
		}
	})
	if err != nil || files == 0 {
		t.Skipf("no starter site: %d files, %v", files, err)
	}
}

// TestStrings: a document must not hold on to the bytes of its file.
func TestStrings(t *testing.T) {
	text := []byte("---\ntitle: M&S\ndate: 2025-04-28\ncompany: M&S\ntags: [a, b]\nextra: {a: b}\n---\nBody.\n")
	kept := bytes.Clone(text)
	doc, list := readAlone("content/articles/a.md", text, testOptions(t))
	if doc == nil {
		t.Fatal(list)
	}
	before := flat(doc)
	if !bytes.Equal(text, kept) {
		t.Error("Parse wrote into its argument")
	}
	for i := range text {
		text[i] = 'x'
	}
	if after := flat(doc); !reflect.DeepEqual(before, after) || !strings.Contains(doc.Body.HTML, "Body.") {
		t.Errorf("the document changed with its file: %v", after)
	}
}

// walkDir calls read with every file of a folder.
func walkDir(root fs.FS, dir string, read func(path string, text []byte)) error {
	return fs.WalkDir(root, dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		if err == nil {
			read(path, text)
		}
		return err
	})
}

// TestParse reads an article of five lines, as MODEL.md has it.
func TestParse(t *testing.T) {
	const text = "---\ntitle: M&S pauses orders on its website and apps\ndate: 2025-04-28\ncompany: Marks & Spencer\nincident_type: undisclosed\nattribution_status: unattributed\n---\n\nOrders were *paused*.\n"
	o := testOptions(t)
	doc, list := Parse("content/articles/2025-04-28-orders-paused.md", []byte(text), o)
	if doc == nil || list.Errors() > 0 {
		t.Fatal(list)
	}
	if doc.ID != "orders-paused" || doc.Kind != news.KindArticle || doc.Path != "content/articles/2025-04-28-orders-paused.md" || doc.Body.Words != 3 {
		t.Errorf("%+v", doc)
	}
	if p := doc.Pos("company"); p.String() != "content/articles/2025-04-28-orders-paused.md:4:10" {
		t.Errorf("company stands at %v", p)
	}
	other, _ := Parse("content/articles/other.md", []byte(text), o)
	if doc.Digest == other.Digest || doc.Digest == [32]byte{} {
		t.Error("the digest doesn't know the path")
	}
	if empty, list := Parse("content/companies/m-and-s.md", []byte("---\n---\n"), o); empty == nil {
		t.Error(list)
	}
}

// TestDepth: 64 maps and lists may stand within each other, and no more.
func TestDepth(t *testing.T) {
	nest := func(n int) string { return strings.Repeat("[", n-2) + "1" + strings.Repeat("]", n-2) } // within extra and a key of it
	for _, form := range []string{
		"---\ntitle: M&S\ndate: 2025-04-28\nextra:\n  a: %s\n---\n",
		"+++\ntitle = \"M&S\"\ndate = 2025-04-28\nextra.a = %s\n+++\n",
		"{\"title\": \"M&S\", \"date\": \"2025-04-28\", \"extra\": {\"a\": %s}}\n",
	} {
		if doc, list := readAlone("content/articles/a.md", fmt.Appendf(nil, form, nest(maxDepth)), testOptions(t)); doc == nil {
			t.Error(list)
		}
		doc, list := readAlone("content/articles/a.md", fmt.Appendf(nil, form, nest(maxDepth+2)), testOptions(t))
		if doc != nil || list[0].Code != "too-deep" {
			t.Error(list)
		}
	}
}
