package page

import (
	"bytes"
	"html/template"
	"testing"

	"blotter/internal/site"
)

// slow prints a page with html/template alone.
func (p *press) slow(out *bytes.Buffer, name string, v view) error {
	var inner bytes.Buffer
	if err := p.templates.ExecuteTemplate(&inner, name, v); err != nil {
		return err
	}
	return p.templates.ExecuteTemplate(out, layoutTemplate, p.laid(v, template.HTML(inner.String())))
}

// Every page of two sites reads the same, whether the compiled templates print it
// or html/template itself.
func TestCompiledTemplatesPrintTheSame(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		p := theme.plan(s, album(t, s))
		fast, slow := newPress(&theme.templates, theme.assets, theme.words, s.Path), newPress(&theme.templates, theme.assets, theme.words, s.Path)
		slow.compiled = nil
		for _, sheet := range p.sheets {
			v := sheet.make()
			var got, want bytes.Buffer
			if err := fast.lay(&got, sheet.template, v); err != nil {
				t.Fatal(err)
			}
			if err := slow.slow(&want, sheet.template, v); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				a, b := got.String(), want.String()
				at := 0
				for at < min(len(a), len(b)) && a[at] == b[at] {
					at++
				}
				t.Errorf("%s: from byte %d\ncompiled    …%.200s\ninterpreted …%.200s", sheet.file, at, a[at:], b[at:])
			}
		}
	})
}

// All of the default theme is compiled; a page that were not would be printed
// right, but several times slower.
func TestDefaultThemeIsCompiled(t *testing.T) {
	p := builtin(t).press("/")
	for _, kind := range pageKinds() {
		if p.compiled[kind.template] == nil {
			t.Errorf("templates/%s.html is not compiled", kind.template)
		}
	}
	if p.compiled[layoutTemplate] == nil {
		t.Error("the layout is not compiled")
	}
}

// What the compiler does not know, html/template prints.
func TestUncompiledTemplatesArePrinted(t *testing.T) {
	for _, text := range []string{
		`{{printf "%q" .Title}}`, `<script>var a = {{.Title}};</script>`, `<p title={{.Title}}>`, `<p {{.Title}}="1">`, `{{.Title | html}}`,
		`{{define "again"}}{{if .}}{{template "again" ""}}{{end}}{{end}}{{template "again" .Title}}`,
		`{{or .Title .NoIndex}}`, `{{$x := 1}}{{$x = .Title}}{{$x}}`, `{{range 3}}{{break}}{{end}}x`,
	} {
		theme := builtin(t)
		own := theme.templates
		delete(own.trees, "page")
		delete(own.small, "page")
		delete(own.files, "page")
		own.parse("page", &templateFile{path: "templates/page.html", text: []byte(text)})
		p := newPress(&own, theme.assets, theme.words, "/")
		if p.compiled["page"] != nil {
			t.Errorf("%s was compiled", text)
		}
		var got bytes.Buffer
		if err := p.lay(&got, "page", &TextPage{Title: "<T>"}); err != nil || got.Len() == 0 {
			t.Errorf("%s: %v", text, err)
		}
	}
}
