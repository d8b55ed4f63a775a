package page

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/feed"
	"blotter/internal/site"
)

// sites are those whose every page keeps the promises below.
func sites(t *testing.T, check func(t *testing.T, theme *Theme, s *site.Site)) {
	t.Run("starter", func(t *testing.T) { theme, s := starter(t); check(t, theme, s) })
	t.Run("small", func(t *testing.T) { theme, s := golden(t); check(t, theme, s) })
}

// keep writes a page below the folder that PAGES names, for validators.
func keep(t *testing.T, file string, text []byte) {
	dir := os.Getenv("PAGES")
	if dir == "" {
		return
	}
	file = filepath.Join(dir, filepath.Base(t.Name()), file)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// walk visits every node of a tree.
func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Minifying templates leaves the tree that a browser builds as it was.
func TestMinifiedPagesAreTheSameTree(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		p := theme.plan(s, album(t, s))
		written := theme.templates
		written.small = written.trees
		whole := newPress(&written, theme.assets, theme.words, s.Path)
		for _, sheet := range p.sheets {
			var plain, small bytes.Buffer
			if err := whole.lay(&plain, sheet.template, sheet.make()); err != nil {
				t.Fatal(err)
			}
			if err := p.press.print(&small, sheet.template, sheet.make()); err != nil {
				t.Fatal(err)
			}
			if a, b := canonical(t, plain.Bytes()), canonical(t, small.Bytes()); a != b {
				at := 0
				for at < min(len(a), len(b)) && a[at] == b[at] {
					at++
				}
				from := max(0, at-60)
				t.Errorf("%s: the tree differs after minifying:\n%.160s\n%.160s", sheet.file, a[from:], b[from:])
			}
		}
	})
}

// canonical writes a page's tree with white space collapsed where it has no
// meaning, and without comments.
func canonical(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	blank := regexp.MustCompile(`\s+`)
	var write func(n *html.Node, pre bool)
	write = func(n *html.Node, pre bool) {
		switch n.Type {
		case html.TextNode:
			text := n.Data
			if !pre {
				text = blank.ReplaceAllString(text, " ")
			}
			out.WriteString(text)
			return
		case html.ElementNode:
			out.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				value := strings.TrimSpace(blank.ReplaceAllString(a.Val, " "))
				if n.Data == "meta" { // the minifier closes up width=device-width, initial-scale=1
					value = strings.ReplaceAll(value, ", ", ",")
				}
				out.WriteString(" " + a.Key + "=" + value)
			}
			out.WriteString(">")
			pre = pre || n.Data == "pre" || n.Data == "textarea"
		case html.DoctypeNode:
			out.WriteString("<!" + n.Data + ">")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			write(c, pre)
		}
		if n.Type == html.ElementNode {
			out.WriteString("</" + n.Data + ">")
		}
	}
	write(root, false)
	return out.String()
}

// Every page holds under the strict policy of _headers, leads only to what
// there is, and gives every landmark its own name.
func TestPagesKeepTheirPromises(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		trees := map[string]*html.Node{}
		files := map[string]bool{}
		for _, f := range feed.Files(s, [32]byte{}) {
			files[f.Path] = true
		}
		for _, f := range theme.Files(s, album(t, s)) {
			files[f.Path] = true
			var text bytes.Buffer
			if err := f.Write(context.Background(), &text); err != nil {
				t.Fatal(err)
			}
			keep(t, f.Path, text.Bytes())
			if path.Ext(f.Path) != ".html" {
				continue
			}
			root, err := html.Parse(&text)
			if err != nil {
				t.Fatal(err)
			}
			trees[f.Path] = root
		}
		ids := map[string]map[string]bool{}
		for file, root := range trees {
			ids[file] = idsOf(t, file, root)
		}
		for file, root := range trees {
			checkPage(t, s, file, root, files, ids)
		}
	})
}

func idsOf(t *testing.T, file string, root *html.Node) map[string]bool {
	seen := map[string]bool{}
	walk(root, func(n *html.Node) {
		id, ok := attribute(n, "id")
		if !ok {
			return
		}
		if seen[id] || id == "" {
			t.Errorf("%s: the id %q stands twice", file, id)
		}
		seen[id] = true
	})
	return seen
}

var datetime = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?)?)?$`)

func checkPage(t *testing.T, s *site.Site, file string, root *html.Node, files map[string]bool, ids map[string]map[string]bool) {
	count, landmarks := map[string]int{}, map[string]bool{}
	walk(root, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		count[n.Data]++
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "base":
			if kind, _ := attribute(n, "type"); n.Data == "script" && kind == "application/ld+json" {
				return // a block of data, which browsers do not run
			}
			t.Errorf("%s: there is a <%s>", file, n.Data)
		case "nav", "section", "aside", "article", "main":
			if hidden, _ := attribute(n, "aria-hidden"); hidden == "true" {
				return
			}
			name, _ := attribute(n, "aria-label")
			if by, ok := attribute(n, "aria-labelledby"); ok {
				name = by
				if !ids[file][by] {
					t.Errorf("%s: a <%s> is labelled by %q, which is not there", file, n.Data, by)
				}
			}
			key := n.Data + " " + name
			if landmarks[key] || name == "" && n.Data != "main" {
				t.Errorf("%s: %q is no name of its own for a <%s>", file, name, n.Data)
			}
			landmarks[key] = true
		case "time":
			if value, _ := attribute(n, "datetime"); !datetime.MatchString(value) {
				t.Errorf("%s: <time datetime=%q>", file, value)
			}
		case "img":
			for _, name := range []string{"alt", "width", "height"} { // so that nothing moves when it comes
				if _, ok := attribute(n, name); !ok {
					t.Errorf("%s: a picture has no %s", file, name)
				}
			}
			_, chosen := attribute(n, "srcset")
			if _, ok := attribute(n, "sizes"); ok != chosen {
				t.Errorf("%s: a picture has srcset without sizes, or the reverse", file)
			}
			lazy, _ := attribute(n, "loading")
			if first, _ := attribute(n, "fetchpriority"); (lazy == "lazy") == (first == "high") {
				t.Errorf("%s: a picture waits and is loaded first, or neither", file)
			}
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "ZgotmplZ") {
				t.Errorf("%s: <%s %s=%q>", file, n.Data, a.Key, a.Val)
			}
			switch a.Key {
			case "href", "src":
				checkAddress(t, s, file, n, a.Val, files, ids)
			case "srcset":
				for candidate := range strings.SplitSeq(a.Val, ", ") {
					address, _, _ := strings.Cut(candidate, " ")
					checkAddress(t, s, file, n, address, files, ids)
				}
			}
		}
	})
	if count["h1"] != 1 || count["title"] != 1 || count["main"] != 1 {
		t.Errorf("%s: %d h1, %d title, %d main", file, count["h1"], count["title"], count["main"])
	}
}

// checkAddress checks that an address leads to something: in this site, to a
// file that is planned and an id that is there.
func checkAddress(t *testing.T, s *site.Site, file string, n *html.Node, address string, files map[string]bool, ids map[string]map[string]bool) {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		t.Errorf("%s: <%s> leads to %q", file, n.Data, address)
		return
	}
	if rel, _ := attribute(n, "rel"); rel == "canonical" {
		if !strings.HasPrefix(address, s.Base+"/") {
			t.Errorf("%s: the canonical address is %s", file, address)
		}
		return
	}
	if u.Scheme != "" {
		if !slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme) {
			t.Errorf("%s: <%s> leads to %s", file, n.Data, address)
		}
		return
	}
	target := file
	if u.Path != "" {
		within, ok := strings.CutPrefix(u.Path, s.Path)
		if !ok || u.Host != "" {
			t.Errorf("%s: %s lies outside the site", file, address)
			return
		}
		target = within
		if target == "" || strings.HasSuffix(target, "/") {
			target += "index.html"
		}
	}
	if !files[target] {
		t.Errorf("%s: %s leads to %s, which is not there", file, address, target)
		return
	}
	if u.Fragment != "" && !ids[target][u.Fragment] {
		t.Errorf("%s: %s leads to an id that is not there", file, address)
	}
}

// What is not for search engines says so, and nothing else does.
func TestNoIndex(t *testing.T) {
	theme, s := golden(t)
	for _, sheet := range theme.plan(s, album(t, s)).sheets {
		want := sheet.template == "withdrawn" || sheet.template == "redirect" || sheet.template == "404"
		f := sheet.make().frame()
		if f.NoIndex != want {
			t.Errorf("%s: noindex is %v", sheet.file, f.NoIndex)
		}
		if (f.Canonical == "") != (want && sheet.template != "redirect") {
			t.Errorf("%s: canonical is %q", sheet.file, f.Canonical)
		}
	}
}

// The preview shows what is hidden, badged and not for search engines.
func TestPreviewIsBadged(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":          "title: T\nbase_url: https://example.org/\ntime_zone: Europe/London\n",
		"content/articles/draft.md":  "---\ntitle: A draft\ndate: 2025-01-01\nform: opinion\ndraft: true\n---\nText.\n",
		"content/articles/later.md":  "---\ntitle: Later\nform: opinion\nembargo: 2025-07-01T06:00:00+01:00\n---\nText.\n",
		"content/articles/public.md": "---\ntitle: Public\ndate: 2025-01-01\nform: opinion\n---\nText.\n",
	}
	snapshot := snapshot(t, files)
	theme, _ := Load(snapshot, [32]byte{}, english(t), Look{})
	e := edition("2025-06-01T00:00:00Z")
	e.Drafts = true
	want := map[string]Preview{
		"articles/draft/index.html":  {Label: "Draft"},
		"articles/later/index.html":  {Label: "Embargoed", Until: Time{ISO: "2025-07-01T06:00:00+01:00", Text: "1 July 2025, 06:00 BST"}},
		"articles/public/index.html": {},
	}
	made := newsroom(t, snapshot, e)
	for _, sheet := range theme.plan(made, album(t, made)).sheets {
		if badge, ok := want[sheet.file]; ok {
			delete(want, sheet.file)
			if f := sheet.make().frame(); f.Preview != badge || f.NoIndex != (badge.Label != "") {
				t.Errorf("%s: %+v, noindex %v", sheet.file, f.Preview, f.NoIndex)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not printed: %v", want)
	}
}

// A withdrawn article keeps its address, its date and the notice, and nothing else.
func TestNothingIsLeftOfAWithdrawnArticle(t *testing.T) {
	theme, s := golden(t)
	for _, f := range theme.Files(s, album(t, s)) {
		if text := written(t, f); strings.Contains(text, "TAKEN BACK") || strings.Contains(text, "Nobody Ltd") {
			t.Errorf("%s holds something of the withdrawn article", f.Path)
		}
	}
}
