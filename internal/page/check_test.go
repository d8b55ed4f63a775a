package page

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"maps"
	"strings"
	"testing"

	"blotter/internal/diag"
	"blotter/internal/words"
)

// load gives what is wrong with the default theme when one file of it is replaced.
func load(t *testing.T, path, text string) diag.List {
	t.Helper()
	s := snapshot(t, map[string]string{path: text})
	w, found := words.Load(s, "en", diag.Span{})
	_, more := Load(s, [32]byte{}, w, Look{})
	found = append(found, more...)
	return found
}

func TestTemplatesAreCheckedAgainstTheViews(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       string // the diagnostics without severity and hint, one a line
		hint       string
	}{
		// Fields of what a page embeds can be asked for by either way.
		{"templates/page.html", `{{.Title}} {{.Frame.Title | printf "%s"}}`, `templates/page.html:1:20: a Frame has no «Title» [unknown-field]`, "PageTitle"},
		{"templates/page.html", `{{.Title}}{{.Lang}}{{with .Standfirst}}{{.}}{{end}}`, ``, ``},
		{"templates/page.html", `{{range $i, $c := .Chrome.Nav}}{{$i}}{{$c.Text}}{{$.Title}}{{else}}{{.Title}}{{end}}`, ``, ``},
		{"templates/page.html", `{{$t := .Title}}{{if eq $t "x" .Lang}}{{$t = "y"}}{{end}}{{len $t}}{{index .Chrome.Nav 0 | printf "%v"}}`, ``, ``},
		{"templates/page.html", `{{range 3}}{{.}}{{end}}{{if and .Title .NoIndex}}{{else if not .Lang}}{{end}}`, ``, ``},
		{"templates/page.html", `{{define "mine"}}{{.Text}}{{end}}{{template "mine" .Feed}}{{(index .Chrome.Nav 0).URL}}`, ``, ``},
		{"templates/page.html", `{{asset "site.css"}}{{url "/about/"}}`, ``, ``},
		{"templates/page.html", `{{range .Chrome.Nav}}{{if .Current}}{{break}}{{end}}{{continue}}{{end}}`, ``, ``},
		{"templates/article.html", `{{extra .Extra "review.by"}}{{join .Known ", "}}{{fragment "partials/masthead" .Chrome}}`, ``, ``},

		// Fields.
		{"templates/page.html", "<p>é</p>\n  {{.Titel}}", `templates/page.html:2:5: a TextPage has no «Titel» [unknown-field]`, "did you mean «Title»?"},
		{"templates/page.html", `{{.Chrome.Contact.Adress}}`, `templates/page.html:1:18: a Link has no «Adress» [unknown-field]`, "use one of: Text, URL"},
		{"templates/page.html", `{{$x := .Chrome}}{{$x.Contact.Adress}}`, `templates/page.html:1:30: a Link has no «Adress» [unknown-field]`, ""},
		{"templates/page.html", `{{if false}}{{range .Chrome.Nav}}{{with .URL}}{{.Scheme}}{{end}}{{end}}{{end}}`, `templates/page.html:1:49: a text has no fields, so no «Scheme» [unknown-field]`, ""},
		{"templates/page.html", `{{range .Chrome.Nav}}{{.Text}}{{else}}{{.Text}}{{end}}`, `templates/page.html:1:41: a TextPage has no «Text» [unknown-field]`, ""},
		{"templates/page.html", `{{(index .Chrome.Nav 0).Txt}}`, `templates/page.html:1:24: a NavLink has no «Txt» [unknown-field]`, "did you mean «Text»?"},
		{"templates/article.html", `{{with .Hero}}{{.Al}}{{end}}`, `templates/article.html:1:17: a Picture has no «Al» [unknown-field]`, ""},
		{"templates/home.html", `{{.Lead.digest}}`, `templates/home.html:1:8: a Card has no «digest» [unknown-field]`, ""},

		// A partial is followed with the type that it is given.
		{"templates/partials/link.html", `{{.Href}}`, `templates/partials/link.html:1:3: a Link has no «Href» [unknown-field]`, ""},
		{"templates/partials/card.html", `{{define "own"}}{{.Nam}}{{end}}{{template "own" .Incident}}`, `templates/partials/card.html:1:19: a Link has no «Nam» [unknown-field]`, ""},

		// Functions and their arguments.
		{"templates/page.html", `{{aset "site.css"}}`, `templates/page.html:1:3: there is no function «aset» [unknown-function]`, "did you mean «asset»?"},
		{"templates/page.html", `{{asset "stie.css"}}`, `templates/page.html:1:9: there is no file static/assets/stie.css [unknown-asset]`, "did you mean «site.css»?"},
		{"templates/page.html", `{{asset .Chrome}}`, `templates/page.html:1:9: «asset» needs a text here, not a Chrome [wrong-argument]`, ""},
		{"templates/page.html", `{{asset}}`, `templates/page.html:1:3: «asset» does not take 0 arguments [wrong-argument]`, ""},
		{"templates/page.html", `{{.Title "x"}}`, `templates/page.html:1:3: .Title is no function, so it takes no arguments [not-a-function]`, ""},
		{"templates/page.html", `{{eq .Title 3}}`, `templates/page.html:1:13: «eq» needs a text to compare with here, not a number [wrong-argument]`, ""},
		{"templates/page.html", `{{eq .Title .Chrome}}`, `templates/page.html:1:13: «eq» needs a text, a number, or yes or no here, not a Chrome [wrong-argument]`, ""},
		{"templates/page.html", `{{len .NoIndex}}`, `templates/page.html:1:7: «len» needs a text or a list here, not yes or no [wrong-argument]`, ""},
		{"templates/page.html", `{{index .Chrome.Nav .Title}}`, "templates/page.html:1:3: a NavLink cannot be printed as it is [not-printable]\ntemplates/page.html:1:21: «index» needs a number here, not a text [wrong-argument]", ""},
		{"templates/page.html", `{{fragment "partials/card" .Feed}}`, `templates/page.html:1:28: only cards, follow forms, headers and footers are kept as fragments, not a Link [wrong-argument]`, ""},
		{"templates/page.html", `{{fragment .Title .Chrome}}`, `templates/page.html:1:12: «fragment» needs a template's name in quotes here, not a text [wrong-argument]`, ""},
		{"templates/page.html", `{{fragment "partials/mast" .Chrome}}`, `templates/page.html:1:12: there is no template «partials/mast» [unknown-template]`, "did you mean «partials/card»?"},

		// Words.
		{"templates/article.html", `{{word "month.1"}}{{word "list.last" "rest" .Title "last" .Published}}{{word "list.last" "rest" .Docket.Others "last" 3}}`, ``, ``},
		{"templates/page.html", `<p>{{word "month.l"}}`, `templates/page.html:1:11: there is no word «month.l» [unknown-word]`, "did you mean «month.1»?"},
		{"templates/page.html", `{{word "mine.x"}}`, `templates/page.html:1:8: there is no word «mine.x» [unknown-word]`, "add it to templates/strings/en.yaml"},
		{"templates/page.html", `{{word "list.last" "rest" .Title "lats" .Title}}`, "templates/page.html:1:8: the word «list.last» needs something for {last} [missing-hole]\ntemplates/page.html:1:34: the word «list.last» has no hole {lats} [unknown-hole]", "did you mean «last»?"},
		{"templates/page.html", `{{word "list.last" "rest" .Title "last" .Chrome}}`, `templates/page.html:1:41: {last} cannot be filled with a Chrome [wrong-argument]`, ""},
		{"templates/page.html", `{{word .Title}}`, `templates/page.html:1:3: «word» needs a key in quotes, and then names and values by turns [wrong-argument]`, ""},
		{"templates/page.html", `{{word "month.1" "rest"}}`, `templates/page.html:1:18: behind the key of «word» stand names, in quotes, and values by turns [wrong-argument]`, ""},
		{"templates/strings/en.yaml", "month: {13: Undecember}", `templates/strings/en.yaml:1:9: nothing says the word «month.13» [unknown-word]`, "did you mean"},
		{"templates/strings/en.yaml", "mine: {title: Whatever}", `templates/strings/en.yaml:1:8: nothing says the word «mine.title» [unknown-word]`, "a template"},

		// Structure.
		{"templates/page.html", `{{template "partials/lnk" .Feed}}`, `templates/page.html:1:12: there is no template «partials/lnk» [unknown-template]`, "did you mean «partials/link»?"},
		{"templates/page.html", `{{range .Title}}{{end}}`, `templates/page.html:1:9: a text is no list, so there is nothing to go through [not-a-list]`, ""},
		{"templates/page.html", `{{.Chrome}}`, `templates/page.html:1:3: a Chrome cannot be printed as it is [not-printable]`, "print one of its fields"},
		{"templates/page.html", `{{.Chrome.Nav}}`, `templates/page.html:1:3: a list of NavLink cannot be printed as it is [not-printable]`, "range"},
		{"templates/article.html", `{{if .Hero}}x{{end}}`, `templates/article.html:1:6: a Picture is never empty, so this is always true [always-true]`, "URL"},
		{"templates/article.html", `{{with .Hero}}x{{else}}y{{end}}`, `templates/article.html:1:8: a Picture is never empty, so this is always true [always-true]`, ""},
		{"templates/article.html", `{{if or .Title .Hero}}x{{end}}`, `templates/article.html:1:16: a Picture is never empty, so this is always true [always-true]`, ""},
		{"templates/page.html", `{{$x := 1}}{{$x = "a"}}`, `templates/page.html:1:14: $x held a number and would hold a text [other-type]`, ""},
		{"templates/article.html", `{{$n := 0}}{{range $n, $s = .Stood}}{{end}}`, `templates/article.html:1:24: there is no variable $s here [unknown-variable]`, ":="},
		{"templates/page.html", `{{$x = 1}}`, `templates/page.html:1:3: there is no variable $x here [unknown-variable]`, ":="},
		{"templates/mine.html", `{{.Whatever}}`, `templates/mine.html: no page comes to call the template «mine» [unused-template]`, ""},
		{"templates/partials/mine.html", `{{define "page"}}{{end}}`, "templates/partials/mine.html: template «page» is defined in templates/page.html too [duplicate-template]\n" +
			"templates/partials/mine.html: no page comes to call the template «partials/mine» [unused-template]", ""},
		{"templates/notes.txt", `x`, `templates/notes.txt: this file is not a template: the names of templates end in .html [not-a-template]`, ""},

		// What the parsers say.
		{"templates/page.html", "x\n  {{if .Title}}\n", `templates/page.html:3:1: this template cannot be read: unexpected EOF [template-syntax]`, ""},
		{"templates/page.html", "x\n  {{.Title\n  }} {{end}}\n", `templates/page.html:3:3: this template cannot be read: unexpected {{end}} [template-syntax]`, ""},
		{"templates/page.html", "x\n\n  {{.Title ]}}\n", `templates/page.html:3:3: this template cannot be read: unexpected "]" in operand [template-syntax]`, ""},
		{"templates/page.html", "x\n {{$x}}", `templates/page.html:2:2: this template cannot be read: undefined variable "$x" [template-syntax]`, ""},
		{"templates/page.html", "<p>\n{{if .Title}}<a href=\"{{else}}<b>{{end}}x", `templates/page.html:2:6: this cannot be printed safely here: {{if}} branches end in different contexts [template-markup]`, ""},
		{"templates/partials/link.html", "<a href={{.URL", `templates/partials/link.html:1:1: this template cannot be read: unclosed action [template-syntax]`, ""},
	} {
		var got, hints []string
		for _, d := range load(t, c.path, c.text) {
			got = append(got, strings.Replace(strings.SplitN(d.String(), "\n", 2)[0], d.Severity.String()+": ", "", 1))
			hints = append(hints, d.Hint)
		}
		// A page that shows nothing leaves built-in partials unused; that is no news.
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s\n%s\ngot  %s\nwant %s", c.path, c.text, strings.Join(got, "\n     "), c.want)
		}
		if !strings.Contains(strings.Join(hints, "\n"), c.hint) {
			t.Errorf("%s\n%s\nhints are %q, want %q", c.path, c.text, hints, c.hint)
		}
	}
}

func TestMissingTemplate(t *testing.T) {
	empty := templates{}
	_, found := check(&empty, assets{}, english(t))
	if len(found) != len(pageKinds())+1 {
		t.Errorf("%d templates are missing, want %d", len(found), len(pageKinds())+1)
	}
	for _, d := range found {
		if d.Code != "missing-template" || d.Severity != diag.Error {
			t.Error(d)
		}
	}
}

// The one place that reads another package's error text.
func TestParseErrorPlaces(t *testing.T) {
	file := &templateFile{path: "templates/a.html", text: []byte("one\n  two {{x}}  \nthree")}
	for _, c := range []struct{ text, want string }{
		{`template: templates/a.html:2: function "x" not defined`, `templates/a.html:2:3: error: this template cannot be read: function "x" not defined [template-syntax]`},
		{`template: templates/a.html:2:8: bad`, `templates/a.html:2:8: error: this template cannot be read: bad [template-syntax]`},
		{`template: templates/a.html:99: off the end`, `templates/a.html:99:1: error: this template cannot be read: off the end [template-syntax]`},
		{`something else`, `templates/a.html: error: this template cannot be read: something else [template-syntax]`},
	} {
		if got := parseDiagnostic(file, errorText(c.text)).String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

type errorText string

func (e errorText) Error() string { return string(e) }

// FuzzTemplates holds that a theme that was passed prints: no template that the
// checker has nothing to say of fails when it is given a view.
func FuzzTemplates(f *testing.F) {
	for _, text := range []string{
		`{{.Title}}`, `{{with .Hero}}{{.URL}}{{end}}`, `{{range .Related}}{{fragment "partials/card" .}}{{end}}`,
		`{{if and .Known .Unknown}}{{join .Known ","}}{{end}}`, `{{$x := .Title}}{{range $n, $c := .Stood}}{{$n}}{{$c.How}}{{$x}}{{end}}`,
		`{{template "partials/links" .Mentioned}}{{printf "%d" .Words}}`, `{{define "a"}}{{.Text}}{{end}}{{range .Mentioned}}{{template "a" .}}{{end}}`,
		`{{$n := 0}}{{$s := .Title}}{{range $n, $s = .Known}}{{end}}`,
		`{{slice .Title 0 1}}{{len .Known}}{{eq .Words 1 2}}{{or .Title .Standfirst}}`,
	} {
		f.Add(text)
	}
	sound := builtin(f)
	v := &ArticlePage{}
	fillView(v)
	f.Fuzz(func(t *testing.T, text string) {
		own := templates{trees: maps.Clone(sound.templates.trees), small: maps.Clone(sound.templates.small), files: maps.Clone(sound.templates.files)}
		delete(own.trees, "article")
		delete(own.small, "article")
		delete(own.files, "article")
		found := own.parse("article", &templateFile{path: "templates/article.html", text: []byte(text)})
		_, more := check(&own, sound.assets, sound.words)
		if found.Errors()+more.Errors() > 0 {
			return
		}
		p := newPress(&own, sound.assets, sound.words, "/")
		err := p.print(io.Discard, "article", v)
		var got, want bytes.Buffer
		if fast, slow := p.lay(&got, "article", v), p.slow(&want, "article", v); (fast == nil) != (slow == nil) || fast == nil && got.String() != want.String() {
			t.Errorf("%s\ncompiled   %q, %v\ninterpreted %q, %v", text, got.String(), fast, want.String(), slow)
		}
		var markup *template.Error
		if err != nil && !errors.As(err, &markup) && !mayFail(err.Error()) {
			t.Errorf("%s\nwas passed and fails: %v", text, err)
		}
	})
}

// mayFail reports whether an error depends on the values, not on their types.
func mayFail(text string) bool {
	for _, words := range []string{"out of range", "cannot slice", "exceeded maximum template depth", "there is no file static/assets/"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
