package markdown

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"blotter/internal/news"
)

// The rules of Markdown are goldmark's, which passes CommonMark's own tests. The
// documented differences are taken out on both sides before comparing:
//
//   - raw HTML is shown as text
//   - headings start at h2 and have ids; one without text is not printed
//   - quotes, dashes and ellipses are typographic
//   - a picture alone is a figure
//   - what may not be a link or picture is text; nor does a link stand in a link
//   - ~~ and ~ do not pair with each other, and no < stands in <destination>
//   - tables, tasks, code blocks and links have other attributes

// samples are our own, one for each thing that Markdown knows.
func samples() []string {
	return []string{
		"one\ntwo  \nthree\\\nfour\n\n  five\n    six\n",
		"# a\n\n## b ##\n\n### c *d* `e`\n\n#not\n\n####### not\n",
		"## b\n\nSetext\n---\n\ntwo\nlines\n===\n",
		"***\n---\n- - -\n_ _ _ _\n",
		"- a\n- b\n  - c\n    - d\n- e\n\n- loose\n",
		"1. a\n2. b\n\n   more\n10) c\n11) d\n",
		"- a\n\n  b\n\n      code\n\n  > quote\n- c\n+ other\n* third\n",
		"> a\nlazy\n> > b\n>\n> c\n\nd\n",
		"    code\n\n    more\n\n\tcode\n",
		"```go\nfunc a() {\n\n}\n```\n~~~\n```\n~~~\n````  text x=y\nopen\n",
		"> ```\n> a\nb\n",
		"*a* _b_ **c** __d__ ***e*** *f **g** h* **i *j* k** *l**m**n* a_b_c a*b*c\n",
		"**foo*bar** *foo**bar* ****a**** *a_b* *(*a*)* \"*a*\" **a*b*c** *a **b*\n",
		"~~a~~ ~b~ ~~~d~~~ a~~b~~c ~~*e*~~ *~~f~~*\n",
		"`a` ``b ` c`` ` d ` `` ` `` `e\nf` `unclosed ``a`\n",
		`\*a\* \[b\] \\ \` + "`c\\` \\d &amp; &copy; &#65; &#x42; &nosuch; &amp &#0; &#xD800;\n",
		"[a](b) [a](<b c>) [a](b \"t\") [a](b 't') [a](b (t)) [a]( b ) [a](b\n\"t\nu\") [a](b\"t\") [a](b c)\n",
		"[a](b(c)d) [a](b\\)c) [a](b [a]() [a](<>) [*a*](b) [`a](b)` [a [b](c) d](e) [![a](b)](c)\n",
		"[a][x] [x][] [x] [X] [a] [x] [a][y] [y] [x ] [ x][]\n\n[x]: /u 'T'\n[not]:\n",
		"[x]\n\n[x]: <a b>\n  'multi\n  line'\n[y]: /v\n[x]: /second\n[bad]: /v x\ntext [y] [bad]\n",
		"[foo]: /url\n===\n[foo]\n\n[f\\]oo]: /u\n[f\\]oo]\n",
		"![a](b) ![a *b* `c`](d \"t\") ![a][x] ![x] !\\[x] \\![x] ![a [b](c) ![d](e)](f)\n\n[x]: /u\n",
		"<https://a.b/c?d=e&f> <a@b.c> <mailto:x@y.z> <not a link> <http:a b> <tel:+1>\n",
		"a <b>c</b> <d e='f' g=\"h\" i=j k/> <!-- l --> <?m?> <!N o> <![CDATA[p]]> </q > <1> < r> <s t='u>\n",
		"<div>\n*a*\n\n*b*\n</div>\n\n<!-- c\n\nd -->\n*e*\n\n<script>\n\nf\n</script>\ng\n",
		"a\n<div>\nb\n\n<x-y>\nc\n\n<pre>\n\nd\n</pre>\n",
		"| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 |\n| 4 | 5 | 6 |\n| `a\\|b` | c\\|d |\nlazy\n\nafter\n",
		"a | b\n--- | ---:\n*c* | [d](e)\n\n| a |\n|---|\n\ntext\n| a |\n| - |\n| b |\n\n|a|b|\n|-|\n",
		"- | a |\n  |---|\n  | b |\n> | c |\n> |---|\n> | d |\n",
		"- [ ] a\n- [x] b\n- [X] **c**\n- d\n1. [ ] e\n",
		"http://a.bc www.a.bc/d https://a.bc/(d) (http://a.bc/d) http://a.bc. http://a.bc/?d=e&f=g, a@b.cd a@b *http://a.bc* a.http://b.cd\n",
		"http://a.bc/d_e_f www.a.bc/~d~ http://a.bc/d&amp; <http://a.bc> [http://a.bc](d)\n",
		"a[^1] b[^x] c[^1]\n\n[^1]: note *one*\n\n    more\n\n[^x]: note two[^1]\n[^unused]: no\n",
		"é *é* **日本語**テキスト *日本*語 «*a*» €*b*€ [ü](ä) ![ö](ß)\n",
		"a\u00a0*b*\u00a0c *\u00a0d* \u2028 *e*\u3000f\n",
		"1986\\. A\n\n1. b\n\n2\\) c\n\n- \n\n- d\n-\n  e\n",
		"* a\n *b\n  * c\n   + d\n",
		"\ta\n\n -\tb\n\n\tc\n\n>\t\td\n\n-\t\te\n",
		"a\n\n- b\n\n\n  c\n\n\n\n      d\n",
		"a<br/>b\nc&lt;d\n",
		"[a]: b\n[c]: d \"e\" f\n\n[a] [c]\n",
		"[link](/my%20file.md) [x](/a?b=c#d) [y](#e)\n",
		"***a** b* ***a* b** **a *b*** *a **b***\n_a__b_ __a_b__ _(_a_)_\n",
		"*a `*` b* [a `](b)` c](d) <http://a.bc/*> *d*\n",
		"# a\n# b\n### c\n###### d\n",
		"> # a\n> - b\n>   1. c\n>\n>          d\n",
		"* * *\n- a\n***\n- b\n",
		"```\n\n\n```\n\n```\n```\n",
		"   three\n    four\n",
		"[]() [](a) ![](b) []\n",
	}
}

func TestSamplesAsGoldmark(t *testing.T) {
	for _, s := range samples() {
		compare(t, "sample", s)
	}
}

// TestSpecificationAsGoldmark takes the examples of the specification from the
// module cache, where there is one: their licence keeps them out of this repository.
func TestSpecificationAsGoldmark(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Skip("no go command")
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Skip("no module cache")
	}
	var examples []struct {
		Markdown string
		Example  int
	}
	if err := json.Unmarshal(data, &examples); err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		compare(t, "example "+string(rune('0'+e.Example/100))+string(rune('0'+e.Example/10%10))+string(rune('0'+e.Example%10)), e.Markdown)
	}
}

func compare(t *testing.T, name, markdown string) {
	t.Helper()
	body, list := New(Options{Words: english()}).Render("a.md", []byte(markdown), 1)
	var out bytes.Buffer
	if err := reference().Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	got, want := canonical(t, fill(body)), canonical(t, out.String())
	if got != want {
		t.Errorf("%s: %q\n got %s\nwant %s\n%v", name, markdown, got, want, list)
	}
}

// fill puts into the slots what a page would.
func fill(b news.Body) string {
	var out strings.Builder
	from := 0
	for _, s := range b.Slots {
		out.WriteString(b.HTML[from:s.Offset])
		from = s.Offset
		l := b.Links[s.Link]
		href := html.EscapeString((&url.URL{Path: l.Target}).EscapedPath() + l.Suffix)
		switch s.Part {
		case news.OpenTag:
			out.WriteString(`<a href="` + href + `"`)
			if l.Title != "" {
				out.WriteString(` title="` + html.EscapeString(l.Title) + `"`)
			}
			out.WriteString(">")
		case news.CloseTag:
			out.WriteString("</a>")
		case news.OpenPicture:
			out.WriteString(`<img src="` + href + `"`)
		}
	}
	out.WriteString(b.HTML[from:])
	return out.String()
}

// reference is goldmark with the extensions that we have, showing raw HTML as text.
func reference() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Footnote),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(rawAsText{}, 1))))
}

type rawAsText struct{}

func (rawAsText) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindRawHTML, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			_, _ = w.Write(util.EscapeHTML(n.(*ast.RawHTML).Segments.Value(source)))
		}
		return ast.WalkSkipChildren, nil
	})
	r.Register(ast.KindHTMLBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			h := n.(*ast.HTMLBlock)
			text := h.Lines().Value(source)
			if h.HasClosure() {
				text = append(text, h.ClosureLine.Value(source)...)
			}
			_, _ = w.WriteString("<p>" + string(util.EscapeHTML(bytes.TrimSpace(text))) + "</p>\n")
		}
		return ast.WalkSkipChildren, nil
	})
}

// canonical gives the tree of a fragment as text, without the documented differences.
func canonical(t *testing.T, fragment string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		t.Fatal(err)
	}
	root := &html.Node{Type: html.ElementNode, Data: "body"}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	top := 7
	each(root, func(n *html.Node) {
		if level := levelOf(n); level > 0 && n.FirstChild != nil {
			top = min(top, level)
		}
	})
	var b strings.Builder
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		dump(&b, c, top, false)
	}
	s := strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "′", "'", "″", `"`, "–", "--", "—", "---", "…", "...").Replace(b.String())
	return strings.Join(strings.Fields(s), " ")
}

func each(n *html.Node, do func(*html.Node)) {
	do(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, do)
	}
}

func levelOf(n *html.Node) int {
	if n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		return int(n.Data[1] - '0')
	}
	return 0
}

func attribute_(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func dump(b *strings.Builder, n *html.Node, top int, inLink bool) {
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
		return
	}
	if n.Type != html.ElementNode {
		return
	}
	children := func(inLink bool) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			dump(b, c, top, inLink)
		}
	}
	class, _ := attribute_(n, "class")
	tag := n.Data
	var keep []string
	switch {
	case levelOf(n) > 0:
		if n.FirstChild == nil {
			return
		}
		tag = "h" + string(rune('0'+min(levelOf(n)-top+2, 6)))
	case class == "table" || class == "footnotes":
		if class == "footnotes" {
			b.WriteString(" <notes>")
		}
		children(false)
		return
	case tag == "hr" && n.Parent != nil && attributeIs(n.Parent, "class", "footnotes"):
		return
	case tag == "input":
		if _, checked := attribute_(n, "checked"); checked {
			b.WriteString("done: ")
		} else {
			b.WriteString("open: ")
		}
		return
	case tag == "span":
		if hidden, _ := attribute_(n, "aria-hidden"); hidden == "" {
			children(inLink)
		}
		return
	case tag == "figure" && class == "figure":
		tag = "p"
	case tag == "figcaption":
		b.WriteString("<title>")
		children(false)
		b.WriteString("</title>")
		return
	case tag == "a" && strings.HasPrefix(class, "footnote-back"):
		b.WriteString("<back>")
		return
	case tag == "a":
		href, _ := attribute_(n, "href")
		if strings.HasPrefix(href, "#fn") {
			break
		}
		a := readAddress([]byte(href))
		decoded := decodePercent(href)
		if a.kind == refused || inLink || strings.ContainsAny(decoded, "\\\x00") {
			children(inLink)
			return
		}
		keep = append(keep, "href="+decoded)
		if title, ok := attribute_(n, "title"); ok && title != "" {
			keep = append(keep, "title="+strings.Join(strings.Fields(title), " "))
		}
		inLink = true
	case tag == "img":
		src, _ := attribute_(n, "src")
		alt, _ := attribute_(n, "alt")
		if a := readAddress([]byte(src)); a.kind != internal {
			b.WriteString(alt)
			return
		}
		keep = append(keep, "src="+decodePercent(src), "alt="+alt)
		title, _ := attribute_(n, "title")
		b.WriteString("<img " + strings.Join(keep, " ") + ">")
		if title != "" {
			if !ended(title) {
				title += "."
			}
			b.WriteString("<title>" + title + "</title>")
		}
		return
	case tag == "code" && strings.HasPrefix(class, "language-"):
		keep = append(keep, languageOf([]byte(strings.TrimPrefix(class, "language-"))))
	case tag == "td" || tag == "th":
		if style, ok := attribute_(n, "style"); ok {
			class = strings.TrimPrefix(style, "text-align:")
		}
		if n.FirstChild != nil {
			keep = append(keep, class)
		}
		tag = "cell"
	case tag == "ol":
		if start, ok := attribute_(n, "start"); ok {
			keep = append(keep, start)
		}
	case tag == "sup":
		b.WriteString("<sup>")
		each(n, func(n *html.Node) {
			if n.Type == html.TextNode {
				b.WriteString(n.Data)
			}
		})
		return
	}
	b.WriteString(" <" + tag + " " + strings.Join(keep, " ") + "> ")
	children(inLink)
	b.WriteString(" </" + tag + "> ")
}

func attributeIs(n *html.Node, key, value string) bool {
	v, _ := attribute_(n, key)
	return v == value
}
