package page

import (
	"bytes"
	"context"
	"maps"
	"reflect"
	"testing"
	"testing/fstest"

	"blotter/internal/fiction"
	"blotter/internal/site"
)

// What no template asks for is not made; what a theme prints is the same as if it were.
// Each theme asks for some of it, in all the ways in which templates can.
func TestOnlyWhatIsAskedForIsMade(t *testing.T) {
	const (
		layout       = "<title>{{.PageTitle}}</title><main>{{.Main}}</main>"
		home         = `{{fragment "partials/card" .Lead}}{{range .Open}}{{fragment "partials/incident-card" .}}{{end}}`
		card         = "{{.Title}}"
		incidentCard = "{{.Title}}"
	)
	themes := map[string]struct {
		files map[string]string
		want  wanted
	}{
		"nothing": {map[string]string{"article": "<h1>{{.Title}}</h1>"}, wanted{}},
		"a field": {map[string]string{"article": "{{with .Docket}}{{.Form}}{{end}}{{range .Order}}{{.Text}}{{end}}", "partials/card": "{{range .Lines}}{{.What}}{{end}}"},
			wanted{docket: true, order: true, lines: true}},
		"through variables and partials": {map[string]string{
			"article":       `{{$page := .}}{{template "partials/mine" $page}}{{with $.Follow}}{{.Title}}{{end}}`,
			"partials/mine": "{{if (.Short)}}short{{end}}{{range .Related}}{{.Why}}{{end}}",
			"layout":        layout + `{{with .Frame}}{{.Data}}{{end}}`, "partials/incident-card": "{{range .Lines}}{{.By}}{{end}}"},
			wanted{data: true, stood: true, order: true, follow: true, why: true, incidentLines: true}},
		"a list as a whole":      {map[string]string{"article": `{{printf "%v" .Related}}`}, (*asked)(nil).wants()},
		"what has nothing of it": {map[string]string{"article": `{{printf "%v" .Published}}{{len .Related}}{{range slice .Related 0}}{{.Card.Title}}{{end}}`}, wanted{}},
		"as a whole":             {map[string]string{"article": `{{html $}}`}, (*asked)(nil).wants()},
	}
	story := fiction.New(fiction.Options{Seed: fiction.Seed(t), Articles: 60})
	for name, theme := range themes {
		t.Run(name, func(t *testing.T) {
			project := story.Tree().FS().(fstest.MapFS)
			files := map[string]string{"layout": layout, "partials/card": card, "partials/incident-card": incidentCard}
			for _, kind := range pageKinds() {
				files[kind.template] = kind.template
			}
			files["home"] = home
			maps.Copy(files, theme.files)
			for file, text := range files {
				project["templates/"+file+".html"] = &fstest.MapFile{Data: []byte(text)}
			}
			s := read(t, project)
			loaded, found := Load(s, [32]byte{1}, english(t), Look{})
			if found.Errors() > 0 {
				t.Fatal(found)
			}
			if loaded.wanted != theme.want {
				t.Errorf("wanted is %+v, want %+v", loaded.wanted, theme.want)
			}
			made := newsroom(t, s, site.Edition{Now: story.Now()})
			got := everyPage(t, loaded, made)
			loaded.wanted = (*asked)(nil).wants()
			if whole := everyPage(t, loaded, made); !reflect.DeepEqual(got, whole) {
				for path := range whole {
					if got[path] != whole[path] {
						t.Fatalf("%s is\n%s\nand with all that could be made\n%s", path, got[path], whole[path])
					}
				}
			}
		})
	}
}

// everyPage gives the bytes of every page.
func everyPage(t *testing.T, theme *Theme, s *site.Site) map[string]string {
	t.Helper()
	p := theme.plan(s, album(t, s))
	out := map[string]string{}
	for n := range p.sheets {
		var text bytes.Buffer
		if err := p.write(context.Background(), &text, n); err != nil {
			t.Fatal(err)
		}
		out[p.sheets[n].file] = text.String()
	}
	return out
}
