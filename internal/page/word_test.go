package page

import (
	"strings"
	"testing"

	"blotter/internal/diag"
	"blotter/internal/words"
)

// printed prints the page template with the given text and the site's own
// English words, for a page titled «A & B».
func printedWith(t *testing.T, template, strings_ string) (string, digest) {
	t.Helper()
	s := snapshot(t, map[string]string{
		"templates/page.html": template, "templates/layout.html": `{{.Main}}`, "templates/strings/en.yaml": strings_,
	})
	w, found := words.Load(s, "en", diag.Span{})
	theme, more := Load(s, [32]byte{}, w, Look{})
	for _, d := range append(found, more...) {
		if d.Severity == diag.Error {
			t.Error(d)
		}
	}
	var out strings.Builder
	v := &TextPage{Title: "A & B"}
	v.Feed = Link{Text: "<Feed>", URL: "/feed.xml?a&b"}
	if err := theme.press("/").print(&out, "page", v); err != nil {
		t.Fatal(err)
	}
	return out.String(), theme.closures["page"]
}

// A word is the same whether it was put into the template's text when that was
// loaded or is said for each page.
func TestWordsInTemplates(t *testing.T) {
	const own = "mine: {a: 'R&D <b> \"now\"', b: 'See {what}', c: two words}\n"
	for template, want := range map[string]string{
		`<p title="{{word "mine.a"}}">{{word "mine.a"}}</p>`:                   `<p title="R&amp;D &lt;b&gt; &#34;now&#34;">R&amp;D &lt;b&gt; &#34;now&#34;</p>`,
		`<p title="{{print (word "mine.a")}}">{{print (word "mine.a")}}</p>`:   `<p title="R&amp;D &lt;b&gt; &#34;now&#34;">R&amp;D &lt;b&gt; &#34;now&#34;</p>`,
		`<p title={{word "mine.c"}}></p>`:                                      `<p title=two&#32;words></p>`,
		`{{with .Title}}{{if .}}{{word "mine.c"}}{{end}}{{end}}`:               `two words`,
		`{{range 2}}{{word "mine.c"}}.{{end}}`:                                 `two words.two words.`,
		`<p>{{word "mine.b" "what" .Title}}</p>`:                               `<p>See A &amp; B</p>`,
		`<p>{{word "mine.b" "what" .Feed}}</p>`:                                `<p>See <a href="/feed.xml?a&amp;b">&lt;Feed&gt;</a></p>`,
		`<p title="{{word "mine.b" "what" .Feed}}"></p>`:                       `<p title="See &lt;Feed&gt;"></p>`,
		`<script type="application/ld+json">{"a": {{word "mine.a"}}}</script>`: `<script type="application/ld+json">{"a": "R\u0026D \u003cb\u003e \"now\""}</script>`,
		`<p>{{word "list.last" "rest" (word "mine.c") "last" 12500}}</p>`:      `<p>two words and 12,500</p>`,
	} {
		got, _ := printedWith(t, template+`{{if false}}{{word "mine.a"}}{{word "mine.b" "what" 1}}{{word "mine.c"}}{{end}}`, own)
		if strings.TrimSpace(got) != want {
			t.Errorf("%s\ngot  %s\nwant %s", template, got, want)
		}
	}
}

// Another word is another page, if the page says it.
func TestWordsInFingerprints(t *testing.T) {
	closure := func(template, own string) digest {
		_, d := printedWith(t, template, own)
		return d
	}
	const text = `{{word "month.1"}}`
	if closure(text, "month: {1: January}\n") != closure(text, "month: {1: January, 2: Feb}\n") {
		t.Error("another page's word changes this page's fingerprint")
	}
	if closure(text, "month: {1: January}\n") == closure(text, "month: {1: Jänner}\n") {
		t.Error("another word, the same fingerprint")
	}
	const number = `{{word "list.last" "rest" 1234 "last" "b"}}`
	if closure(number, "number: {group: ','}\n") == closure(number, "number: {group: '.'}\n") {
		t.Error("another way to write numbers, the same fingerprint")
	}
}
