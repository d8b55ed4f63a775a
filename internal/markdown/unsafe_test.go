package markdown

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"blotter/internal/news"
)

// hostile are texts that try to get a script, a style, a frame or a request to
// another host into the page.
func hostile() []string {
	return []string{
		// raw HTML
		"<script>alert(1)</script>",
		"a <script>alert(1)</script>",
		"<img src=x onerror=alert(1)>",
		"a <img src=x onerror=alert(1)> b",
		"<svg/onload=alert(1)>",
		"<svg><script>alert(1)</script></svg>",
		"<iframe src=javascript:alert(1)>",
		"<style>*{background:url(//evil)}</style>",
		"<b style='background:url(//evil)'>x</b>",
		"<a href=\"javascript:alert(1)\">x</a>",
		"<!-- --!><img src=x onerror=alert(1)> -->",
		"<!--><img src=x onerror=alert(1)>-->",
		"<![CDATA[<script>alert(1)</script>]]>",
		"<?php echo '<script>' ?>",
		"<!DOCTYPE html><script>alert(1)</script>",
		"<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
		"<noscript><p title=\"</noscript><img src onerror=alert(1)>\">",
		"</p><script>alert(1)</script>",
		"<x\n onclick=alert(1)>\n\n</x>",
		"<base href=//evil/>",
		"<meta http-equiv=refresh content=0;url=//evil>",
		"<link rel=stylesheet href=//evil>",
		"<form action=//evil><input name=a autofocus onfocus=alert(1)>",
		"&lt;script&gt;alert(1)&lt;/script&gt;",
		"&#60;script&#62;alert(1)&#x3c;/script&#x3E;",
		"\\<script>alert(1)\\</script>",
		"`<script>alert(1)</script>`",
		"    <script>alert(1)</script>",
		// schemes
		"[x](javascript:alert(1))",
		"[x](JaVaScRiPt:alert(1))",
		"[x](<javascript:alert(1)>)",
		"[x]( javascript:alert(1) )",
		"[x](<  javascript:alert(1)>)",
		"[x](javascript&#58;alert(1))",
		"[x](javascript&colon;alert(1))",
		"[x](&#x6A;avascript:alert(1))",
		"[x](&#106;&#97;&#118;&#97;script:alert(1))",
		"[x](java&Tab;script:alert(1))",
		"[x](java&NewLine;script:alert(1))",
		"[x](java&#9;script:alert(1))",
		"[x](java&#0;script:alert(1))",
		"[x](&#1;javascript:alert(1))",
		"[x](&#14;javascript:alert(1))",
		"[x](\x01javascript:alert(1))",
		"[x](java\tscript:alert(1))",
		"[x](<java\tscript:alert(1)>)",
		"[x](java\\script:alert(1))",
		"[x](javascript\\:alert(1))",
		"[x](javascript%3Aalert(1))",
		"[x](%6aavascript:alert(1))",
		"[x](javascript://%0aalert(1))",
		"[x](vbscript:msgbox(1))",
		"[x](data:text/html,<script>alert(1)</script>)",
		"[x](data:text/html;base64,PHNjcmlwdD4=)",
		"[x](data:image/svg+xml,<svg onload=alert(1)>)",
		"[x](blob:https://x/y)",
		"[x](view-source:javascript:alert(1))",
		"[x](file:///etc/passwd)",
		"[x](filesystem:https://x/y)",
		"[x](ws://evil)",
		"[x](feed:javascript:alert(1))",
		"[x](//evil.example)",
		"[x](///evil.example)",
		"[x](\\\\\\\\evil.example)",
		"[x](/\\evil.example)",
		"[x](&#47;&#47;evil.example)",
		"[x](/%2fevil.example)",
		"[x](%2f%2fevil.example)",
		"[x](%5c%5cevil.example)",
		"[x](https:evil.example)",
		"[x](https:/\\evil.example)",
		"[x](http://a@evil.example)",
		"[x](https://)",
		"[x][y]\n\n[y]: javascript:alert(1)",
		"[x][y]\n\n[y]: <data:text/html,x> \"t\"",
		"[x]\n\n[x]: &#106;avascript:alert(1)",
		"<javascript:alert(1)>",
		"<JAVASCRIPT:alert(1)>",
		"<data:text/html,x>",
		"<view-source:x>",
		"<mailto:x@y\" onclick=alert(1)>",
		// breaking out of attributes
		"[x](https://a.b/\"onclick=alert(1))",
		"[x](https://a.b/'onclick='alert(1))",
		"[x](<https://a.b/\" onclick=\"alert(1)>)",
		"[x](<https://a.b/><script>alert(1)</script>>)",
		"[x](https://a.b/ \"\\\" onclick=\\\"alert(1)\")",
		"[x](https://a.b/ 'a\" onclick=\"alert(1)')",
		"[x](https://a.b/ (\"><script>alert(1)</script>))",
		"[x](https://a.b/ \"&quot; onclick=&quot;alert(1)\")",
		"[x](a.md\" \"\\\"><script>alert(1)</script>\")",
		"[x](<a.md\" onclick=\"alert(1)>)",
		"[x](#a\"onclick=alert(1))",
		"[x](mailto:a@b\"onclick=alert(1))",
		"[x](tel:1'onclick='alert(1))",
		"![\"onerror=alert(1)](a.png)",
		"![\\\" onerror=\\\"alert(1)](a.png)",
		"![&quot; onerror=&quot;alert(1)](a.png)",
		"![<img src=x onerror=alert(1)>](a.png)",
		"![`\" onerror=\"`](a.png)",
		"![a](a.png \"\\\" onerror=\\\"alert(1)\")",
		"x ![a](a.png '\" onerror=\"alert(1)')",
		"![a](a.png \"<script>alert(1)</script> | <img src=x onerror=alert(1)>\")",
		"![a](javascript:alert(1))",
		"![a](data:image/svg+xml,<svg/onload=alert(1)>)",
		"![a](https://evil.example/a.png)",
		"![a](//evil.example/a.png)",
		"![a](<a.png\" onerror=\"alert(1)>)",
		"```js\" onclick=\"alert(1)\ncode\n```",
		"```\"><script>alert(1)</script>\ncode\n```",
		"~~~ &quot;&gt;&lt;script&gt;\ncode\n~~~",
		"# \" onclick=alert(1) id=\"x",
		"# <script>alert(1)</script>",
		"# x {onclick=alert(1)}",
		"| \"onfocus=alert(1) autofocus= |\n|---|\n| <script>alert(1)</script> |",
		"| a |\n|:-:\" style=\"x|\n| b |",
		"https://a.b/\"onclick=alert(1)",
		"https://a.b/<script>alert(1)</script>",
		"www.a.b/'onclick='alert(1)",
		"a@b.c\"onclick=alert(1)",
		"<https://a.b/\"onclick=alert(1)>",
		"<a@b.c\"onclick=alert(1)>",
		"[^\"onclick=alert(1)]\n\n[^\"onclick=alert(1)]: x",
		"[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
		"- [x] <script>alert(1)</script>",
		"- [\"] x",
		// blocks of the trade
		"> [!statement] by=\"<script>alert(1)</script>\" to='\"><img>' date=2025-01-01 url=javascript:alert(1)\n> x",
		"> [!statement] by=x url=\"https://a.b/\\\" onclick=\\\"alert(1)\"\n> x",
		"> [!statement] by=x url=https://a.b/\"><script>alert(1)</script>\n> x",
		"> [!post] by=\"<b>, @<script>\" platform=<script> url=data:text/html,x copied=<script>\n> <script>alert(1)</script>",
		"> [!<script>]\n> x",
		"> [!pullquote]\n> <script>alert(1)</script> [x](javascript:alert(1)) ![x](https://evil/x.png)",
		"> [!iocs]\n> |type|value|note|\n> |-|-|-|\n> |url|https://evil.example/|<script>alert(1)</script> http://evil.example|\n> |filename|<script>alert(1)</script>|[x](javascript:y)|\n> |domain|\"onclick=x|y|",
		"> [!note] onclick=alert(1)\n> x",
	}
}

// TestNothingActive asserts that none of them does, nor any diagnostic panics.
func TestNothingActive(t *testing.T) {
	if n := len(hostile()); n < 60 {
		t.Fatalf("only %d texts", n)
	}
	for _, text := range hostile() {
		for _, around := range []string{"%", "a % b", "- %", "> %", "| a |\n|---|\n| % |", "# %", "[%](x.md)", "![%](x.png)", "*%*", "a[^1]\n\n[^1]: %"} {
			text := strings.ReplaceAll(around, "%", text)
			body, _ := New(Options{Words: english()}).Render("a.md", []byte(text), 1)
			for _, problem := range active(t, body) {
				t.Errorf("%q: %s\n%s", text, problem, body.HTML)
			}
		}
	}
}

// active parses what a browser would, and gives what could run, load or mislead.
func active(t testing.TB, body news.Body) (problems []string) {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(fill(body)), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return []string{err.Error()}
	}
	const tags = " a b blockquote br caption code del div em figcaption figure h2 h3 h4 h5 h6 hr img li ol p pre section span strong sup table tbody td th thead time tr ul "
	const attributes = " href title rel src alt id class role aria-label aria-hidden tabindex scope start datetime data-l "
	for _, n := range nodes {
		each(n, func(n *html.Node) {
			switch n.Type {
			case html.CommentNode, html.DoctypeNode:
				problems = append(problems, "a comment: "+n.Data)
			case html.ElementNode:
				if !strings.Contains(tags, " "+n.Data+" ") {
					problems = append(problems, "element "+n.Data)
				}
				for _, a := range n.Attr {
					if !strings.Contains(attributes, " "+a.Key+" ") {
						problems = append(problems, "attribute "+a.Key)
					}
					if a.Key == "href" || a.Key == "src" {
						if problem := addressProblem(a.Key, a.Val); problem != "" {
							problems = append(problems, problem+": "+a.Val)
						}
					}
				}
			}
		})
	}
	return problems
}

// addressProblem judges an address as a browser reads it (WHATWG URL): controls
// and blanks at its ends fall away, tabs and line ends anywhere.
func addressProblem(key, address string) string {
	address = strings.TrimFunc(address, func(r rune) bool { return r <= ' ' })
	address = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(address)
	if i := strings.IndexByte(address, ':'); i >= 0 && !strings.ContainsAny(address[:i], "/?#") {
		scheme := strings.ToLower(address[:i])
		switch {
		case key == "src":
			return "a picture of another site"
		case scheme == "mailto" || scheme == "tel":
			return ""
		case (scheme == "http" || scheme == "https") && strings.HasPrefix(address[i:], "://"):
			return ""
		}
		return "scheme"
	}
	if len(address) > 1 && (address[0] == '/' || address[0] == '\\') && (address[1] == '/' || address[1] == '\\') {
		return "another site in disguise"
	}
	return ""
}
