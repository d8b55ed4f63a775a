package galley

import (
	"bytes"
	"html/template"
	"reflect"
	"strings"
	"testing"
	"text/template/parse"
)

// FuzzEscapers holds our escapers against those of html/template, each where that
// one asks for it.
func FuzzEscapers(f *testing.F) {
	for _, text := range []string{"", "a", `<a href="x">&amp; 'b' + c`, "\x00\xff\ufffe", "javascript:alert(1)", "HTTPS://é/%zz%41?a=b c#d", "a.png 480w, b.png 2x", "x:y, , /z z z", "mailto:a@b", "//h/p", "a:b/c", "\t\n\f\r ,"} {
		f.Add(text)
	}
	contexts := []string{
		`<p>{{.}}</p>`, `<p title="{{.}}">`, `<p title='{{.}}'>`, `<title>{{.}}</title>`, `<a href="{{.}}">`, `<a href="/x/{{.}}">`, `<a href="/x?y={{.}}">`, `<img srcset="{{.}}">`,
		`<meta http-equiv="refresh" content="0; url={{.}}">`,
	}
	type escaping struct {
		context string
		whole   *template.Template
		cmds    []*parse.CommandNode
	}
	var all []escaping
	for _, context := range contexts {
		whole := template.Must(template.New("x").Parse(context))
		if err := whole.Execute(&bytes.Buffer{}, ""); err != nil {
			f.Fatal(err)
		}
		for _, node := range whole.Tree.Root.Nodes {
			if action, ok := node.(*parse.ActionNode); ok {
				all = append(all, escaping{context, whole, action.Pipe.Cmds[1:]})
			}
		}
	}
	if len(all) != len(contexts) {
		f.Fatalf("%d of %d contexts escape", len(all), len(contexts))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range all {
			values := []any{text, template.URL(text), template.Srcset(text)}
			if strings.HasPrefix(e.context, "<p>") {
				values = append(values, template.HTML(text))
			}
			for _, value := range values {
				var want, got bytes.Buffer
				if err := e.whole.Execute(&want, value); err != nil {
					t.Fatal(err)
				}
				before, after, _ := strings.Cut(e.context, "{{.}}")
				write, err := writerOf(e.cmds, reflect.TypeOf(value))
				if err != nil {
					t.Fatalf("%s of a %T: %v", e.context, value, err)
				}
				got.WriteString(before)
				if err := write(&got, reflect.ValueOf(value)); err != nil {
					t.Fatal(err)
				}
				got.WriteString(after)
				if got.String() != want.String() {
					t.Errorf("%T %q in %s\ngot  %q\nwant %q", value, text, e.context, got.String(), want.String())
				}
			}
		}
	})
}
