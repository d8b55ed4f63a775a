package page

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/site"
)

// thing is anything in a page's JSON-LD.
type thing = map[string]any

// dataOf gives what a printed page says in JSON-LD, and its meta properties.
func dataOf(t *testing.T, file, page string) (graph []thing, meta map[string]string) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	scripts := 0
	meta = map[string]string{}
	walk(tree, func(n *html.Node) {
		switch n.Data {
		case "meta":
			property, _ := attribute(n, "property")
			if property == "" {
				property, _ = attribute(n, "name")
			}
			if content, _ := attribute(n, "content"); n.Type == html.ElementNode && property != "" {
				if _, twice := meta[property]; twice && property != "theme-color" {
					t.Errorf("%s: two of %s", file, property)
				}
				meta[property] = content
			}
		case "script":
			if n.Type != html.ElementNode {
				return
			}
			scripts++
			if kind, _ := attribute(n, "type"); kind != "application/ld+json" {
				return // promise_test.go looks after those
			}
			var data struct {
				Context string  `json:"@context"`
				Graph   []thing `json:"@graph"`
			}
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil {
				t.Errorf("%s: %v in %s", file, err, n.FirstChild.Data)
			}
			if data.Context != "https://schema.org" || len(data.Graph) == 0 {
				t.Errorf("%s: %v", file, data)
			}
			graph = append(graph, data.Graph...)
		}
	})
	return graph, meta
}

// everyText visits every text below a thing, with the key that it stands under.
func everyText(v any, key string, visit func(key, text string)) {
	switch v := v.(type) {
	case string:
		visit(key, v)
	case []any:
		for _, e := range v {
			everyText(e, key, visit)
		}
	case thing:
		for k, e := range v {
			everyText(e, k, visit)
		}
	}
}

// What pages say to machines is whole on every page: addresses are absolute,
// nothing is empty, and a page that is not to be found says nothing at all.
func TestDataOfEveryPage(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		articles := 0
		for _, f := range theme.Files(s, album(t, s)) {
			if !strings.HasSuffix(f.Path, ".html") {
				continue
			}
			graph, meta := dataOf(t, f.Path, written(t, f))
			if strings.Contains(meta["robots"], "noindex") {
				if len(graph) > 0 || meta["og:title"] != "" {
					t.Errorf("%s is not to be found, and says %v %v", f.Path, graph, meta)
				}
				continue
			}
			for _, key := range []string{"og:type", "og:title", "og:url", "og:site_name", "twitter:card"} {
				if meta[key] == "" {
					t.Errorf("%s has no %s", f.Path, key)
				}
			}
			if meta["og:type"] == "article" {
				articles++
				if meta["article:published_time"] == "" || len(graph) != 2 || graph[1]["@type"] != "BreadcrumbList" {
					t.Errorf("%s: %v %v", f.Path, meta, graph)
				}
			}
			for _, thing := range graph {
				everyText(thing, "", func(key, text string) {
					if text == "" {
						t.Errorf("%s: %s is empty", f.Path, key)
					}
					switch key {
					case "url", "item", "@id", "correctionsPolicy":
						if u, err := url.Parse(text); err != nil || !u.IsAbs() || !strings.HasPrefix(text, s.Base) {
							t.Errorf("%s: %s is %q", f.Path, key, text)
						}
					}
				})
			}
		}
		if articles != len(s.Articles) {
			t.Errorf("%d articles of %d", articles, len(s.Articles))
		}
	})
}

// No title ends the data block or breaks it.
func TestHostileTitlesInData(t *testing.T) {
	for _, title := range []string{
		`</script><script>alert(1)</script>`, `<!--<script>`, `]]>`, `"quoted" \ and 'so' on`, "line\u2028and\u2029line",
		`{{.Title}}`, `&lt;/script&gt;`, "\u00e9 \U0001f6a8 مرحبا", `</SCRIPT >`, "*/ // `${x}`", strings.Repeat("a <", 400),
	} {
		quoted, err := json.Marshal(title) // JSON is YAML
		if err != nil {
			t.Fatal(err)
		}
		pages := paper(t, "", map[string]string{
			"content/articles/view.md": "---\ntitle: " + string(quoted) + "\nstandfirst: " + string(quoted) + "\ndate: 2025-05-02\nform: opinion\n---\nText.\n",
		})
		graph, meta := dataOf(t, "view", pages["articles/view/index.html"])
		shown := headline(t, pages["articles/view/index.html"]) // with its quotation marks set
		if len(graph) != 2 || len(shown) < len(title)/2 || graph[0]["headline"] != shown || graph[0]["description"] != shown || meta["og:title"] != shown {
			t.Errorf("%q became %v %q, and is shown as %q", title, graph, meta["og:title"], shown)
		}
	}
}

// headline gives what a page has for its heading.
func headline(t *testing.T, page string) string {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	walk(tree, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data == "h1" {
			text += n.Data
		}
	})
	return text
}

// An article says its kind, its story, its makers and its corrections.
func TestArticleData(t *testing.T) {
	pages := paper(t, "  logo: /logo.svg\nlanguage: en-GB\n", map[string]string{
		"content/articles/one.md": "---\ntitle: One\ndate: 2025-05-01\nincident: acme-2025-05\ncompany: Acme\nincident_type: outage\nattribution_status: not-applicable\n" +
			"standfirst: It is down.\nauthors: [Dana]\ncorrections:\n  - {date: 2025-05-04, kind: corrected, text: It is up.}\n---\nText.\n",
		"content/articles/tool.md":            "---\ntitle: Patch it\ndate: 2025-05-05\nform: advisory\nincident: acme-2025-05\nadvisory: {id: REC-7, revision: '2'}\n---\nText.\n",
		"content/articles/thought.md":         "---\ntitle: A thought\ndate: 2025-05-05\nform: analysis\nlanguage: ar\n---\nText.\n",
		"content/articles/back.md":            "---\ntitle: Taken back\ndate: 2025-05-05\nform: analysis\nwithdrawn: {date: 2025-05-06, reason: Wrong.}\n---\nText.\n",
		"content/pages/corrections-policy.md": "---\ntitle: Corrections policy\n---\nText.\n",
		"static/logo.svg":                     "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
	})
	graph, meta := dataOf(t, "one", pages["articles/one/index.html"])
	want := thing{
		"@type": "NewsArticle", "@id": "https://example.org/news/articles/one/#article", "url": "https://example.org/news/articles/one/",
		"headline": "One", "description": "It is down.", "inLanguage": "en-GB", "datePublished": "2025-05-01", "dateModified": "2025-05-01",
		"author": []any{thing{"@type": "Person", "name": "Dana", "url": "https://example.org/news/authors/dana/"}},
		"publisher": thing{"@type": "NewsMediaOrganization", "name": "Record Ltd", "url": "https://example.org/news/",
			"logo": "https://example.org/news/logo.svg", "correctionsPolicy": "https://example.org/news/corrections-policy/"},
		"isPartOf":            []any{thing{"@type": "CollectionPage", "name": "Acme, May 2025", "url": "https://example.org/news/incidents/acme-2025-05/"}},
		"about":               []any{thing{"@type": "Organization", "name": "Acme", "url": "https://example.org/news/companies/acme/"}},
		"correction":          []any{thing{"@type": "CorrectionComment", "text": "It is up.", "datePublished": "2025-05-04"}},
		"isAccessibleForFree": true,
	}
	for key := range want {
		if !reflect.DeepEqual(graph[0][key], want[key]) {
			t.Errorf("%s is %v, want %v", key, graph[0][key], want[key])
		}
		delete(graph[0], key)
	}
	if len(graph[0]) > 0 {
		t.Errorf("and %v", graph[0])
	}
	var way []string
	for _, step := range graph[1]["itemListElement"].([]any) {
		way = append(way, step.(thing)["name"].(string))
	}
	if !slices.Equal(way, []string{"The Record", "Incidents", "Acme, May 2025", "One"}) {
		t.Errorf("the way to it is %q", way)
	}
	if meta["og:locale"] != "en_GB" || meta["article:published_time"] != "2025-05-01" {
		t.Errorf("meta: %v", meta)
	}
	graph, _ = dataOf(t, "tool", pages["articles/tool/index.html"])
	if graph[0]["@type"] != "Report" || graph[0]["reportNumber"] != "REC-7" {
		t.Errorf("an advisory is %v", graph[0])
	}
	graph, meta = dataOf(t, "thought", pages["articles/thought/index.html"])
	if graph[0]["@type"] != "AnalysisNewsArticle" || graph[0]["inLanguage"] != "ar" || meta["og:locale"] != "" {
		t.Errorf("an analysis is %v %v", graph[0], meta)
	}
	if graph, meta = dataOf(t, "back", pages["articles/back/index.html"]); len(graph) > 0 || meta["og:title"] != "" {
		t.Errorf("a withdrawn article says %v %v", graph, meta)
	}
	if graph, _ = dataOf(t, "home", pages["index.html"]); graph[0]["@type"] != "WebSite" || graph[0]["name"] != "The Record" {
		t.Errorf("home says %v", graph)
	}
}

// Texts are written as encoding/json writes them, whatever is in them.
func TestTextsOfThings(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{
		"a", "Z", " ", "ü", "漢", "🗞", "<", ">", "&", "'", `"`, `\`, "/", "\u2028", "\u2029", "\u202a", "\ufffd", "\x7f", "\x80", "\xff", "\xe2\x80", "\xf0\x9f",
	}
	for c := range byte(' ') {
		pieces = append(pieces, string(rune(c)))
	}
	for range 20_000 {
		text := ""
		for range random.IntN(12) {
			text += pieces[random.IntN(len(pieces))]
		}
		want, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendJSON(nil, text); string(got) != string(want) {
			t.Fatalf("%q: %s, and encoding/json writes %s", text, got, want)
		}
	}
}
