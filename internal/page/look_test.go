package page

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"blotter/internal/news"
)

// dressedSite gives the style sheet and the other published assets of a project
// in a look, with what is told of it, sorted.
func dressedSite(t *testing.T, files map[string]string, look Look) (sheet string, others []string, told []string) {
	t.Helper()
	theme, found := Load(snapshot(t, files), [32]byte{1}, english(t), look)
	for _, d := range found {
		told = append(told, d.Code+" "+d.Message)
	}
	slices.Sort(told)
	for _, name := range theme.assets.names {
		a := theme.assets.byName[name]
		switch {
		case name == siteSheet:
			sheet = string(a.text)
		case !a.spare:
			others = append(others, name)
		}
	}
	return sheet, others, told
}

const lookSheet = `/* :root { --paper: none } */
@font-face { font-family: Desk; src: url(fonts/desk.woff2) format("woff2") }
@font-face { font-family: "Copy"; font-style: italic; src: url("fonts/copy-i.woff2") }
@font-face { font-family: Copy; src: url(fonts/copy.woff2) }
@font-face { font-family: "Copy fb"; src: local("Arial") }
:root { --paper: #fff; --ink:#000 ; --desk: Desk, sans-serif; --copy: Copy, "Copy fb", serif; --head: var(--copy); --measure: 64ch;
  --line: 1px solid var(--ink); --t: clamp(1rem, calc(1px + 2vw), 2rem) }
@media (prefers-color-scheme: dark) { :root { --paper: #000; --ink: #fff } }
@media print { :root { --paper: #eee } }
.a { --paper: red; color: var(--ink); background: url(img/a.png) }
`

func lookFiles() map[string]string {
	return map[string]string{
		"static/assets/site.css": lookSheet, "static/assets/img/a.png": "a",
		"static/assets/fonts/desk.woff2": "1", "static/assets/fonts/copy.woff2": "2", "static/assets/fonts/copy-i.woff2": "3",
		"static/assets/fonts/LICENSE.txt": "OFL",
	}
}

// TestLook: site.yaml changes the style sheet where it sets tokens and nowhere
// else, and fonts that nothing names are neither asked for nor published.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		name     string
		look     Look
		has      []string // of the style sheet
		lacks    []string
		others   string // assets that are published besides, the built-in ones left out
		preload  string
		told     []string
		lightest string
	}{
		{name: "as it is", has: []string{"--paper:#fff", "--ink:#000", "--paper:#000", "--paper:#eee", "--measure:64ch"}, lacks: []string{"none"},
			others: "fonts/LICENSE.txt fonts/copy-i.woff2 fonts/copy.woff2 fonts/desk.woff2 img/a.png", preload: "fonts/desk.woff2 fonts/copy.woff2"},
		{name: "colours", look: Look{Theme: news.Theme{Colours: news.Colours{Paper: "#FEFEFE"}, Dark: news.Colours{Ink: "#eee"}, Measure: 70}},
			has: []string{"--paper:#fefefe", "--ink:#000", "--paper:#000", "--ink:#eee", "--paper:#eee", "--paper:red", "--measure:70ch"}, lacks: []string{"--paper:#fff"},
			others: "fonts/LICENSE.txt fonts/copy-i.woff2 fonts/copy.woff2 fonts/desk.woff2 img/a.png", preload: "fonts/desk.woff2 fonts/copy.woff2"},
		{name: "contrast", look: Look{Theme: news.Theme{Colours: news.Colours{Ink: "#8a8a8a"}, Dark: news.Colours{Paper: "#777777"}}},
			others: "fonts/LICENSE.txt fonts/copy-i.woff2 fonts/copy.woff2 fonts/desk.woff2 img/a.png", preload: "fonts/desk.woff2 fonts/copy.woff2",
			told: []string{
				"low-contrast ink (#8a8a8a) on paper (#fff) has a contrast of 3.4 to 1; readers need 4.5",
				"low-contrast ink (#fff) on paper (#777777) has a contrast of 4.4 to 1; readers need 4.5",
			}},
		{name: "a token that is not there", look: Look{Theme: news.Theme{Colours: news.Colours{Rung: "#000"}, Dark: news.Colours{Hair: "#000"}}},
			others: "fonts/LICENSE.txt fonts/copy-i.woff2 fonts/copy.woff2 fonts/desk.woff2 img/a.png", preload: "fonts/desk.woff2 fonts/copy.woff2",
			told: []string{
				"unused-token static/assets/site.css sets no --hair in @media (prefers-color-scheme: dark) { :root, so this has no effect",
				"unused-token static/assets/site.css sets no --rung in :root, so this has no effect",
			}},
		{name: "system fonts", look: Look{SystemFonts: true}, lacks: []string{"@font-face", "woff2"}, has: []string{"--desk:Desk, sans-serif", "url(img/a."}, others: "img/a.png"},
		{name: "other typefaces", look: Look{Theme: news.Theme{Desk: []string{"Helvetica Neue", "Arial"}, Head: []string{"desk"}}},
			has: []string{`--desk:"Helvetica Neue", "Arial", system-ui, sans-serif`, "--head:var(--desk)", "font-family:copy fb"}, lacks: []string{"font-family:Desk"},
			others: "fonts/LICENSE.txt fonts/copy-i.woff2 fonts/copy.woff2 img/a.png", preload: "fonts/copy.woff2"},
		{name: "no typeface of its own", look: Look{Theme: news.Theme{Desk: []string{"serif"}, Copy: []string{"Iowan Old Style", "serif"}}},
			has: []string{"--desk:serif, system-ui", `--copy:"Iowan Old Style", serif, Georgia`}, lacks: []string{"@font-face"}, others: "img/a.png"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := lookFiles()
			sheet, others, told := dressedSite(t, files, c.look)
			for _, want := range c.has {
				if !strings.Contains(sheet, want) {
					t.Errorf("there is no %s in\n%s", want, sheet)
				}
			}
			for _, not := range c.lacks {
				if strings.Contains(sheet, not) {
					t.Errorf("there is %s in\n%s", not, sheet)
				}
			}
			others = slices.DeleteFunc(others, func(name string) bool { return files[assetFolder+name] == "" })
			if got := strings.Join(others, " "); got != c.others {
				t.Errorf("published: %s\n    want: %s", got, c.others)
			}
			if strings.Join(told, "\n") != strings.Join(c.told, "\n") {
				t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(c.told, "\n"))
			}
			theme, _ := Load(snapshot(t, files), [32]byte{1}, english(t), c.look)
			if got := strings.Join(theme.assets.preload, " "); got != c.preload {
				t.Errorf("loaded early: %s, want %s", got, c.preload)
			}
		})
	}
}

// TestSpareAssetsAreNotAskedFor: a template that asks for a font which is not
// published is told so.
func TestSpareAssetsAreNotAskedFor(t *testing.T) {
	files := lookFiles()
	files["templates/page.html"] = "<p>{{asset \"img/a.png\"}}</p>\n<p>{{asset \"fonts/desk.woff2\"}}</p>"
	theme, found := Load(snapshot(t, files), [32]byte{1}, english(t), Look{SystemFonts: true})
	if len(found) != 1 || found[0].Code != "spare-asset" || found[0].Start.Line != 2 || theme.Err() != nil {
		t.Errorf("%v", found)
	}
}

// TestBuiltinLook: what site.yaml can set is what the built-in style sheet sets,
// and the built-in colours stand out from their grounds.
func TestBuiltinLook(t *testing.T) {
	text, err := os.ReadFile("../../static/assets/site.css")
	if err != nil {
		t.Fatal(err)
	}
	all := news.Theme{Desk: []string{"serif"}, Copy: []string{"serif"}, Head: []string{"desk"}, Measure: 60}
	for i := range reflect.TypeFor[news.Colours]().NumField() {
		reflect.ValueOf(&all.Colours).Elem().Field(i).SetString("#123456")
		reflect.ValueOf(&all.Dark).Elem().Field(i).SetString("#123456")
	}
	if d := undress(text, all.Tokens()); len(d.unfound) > 0 {
		t.Errorf("site.css does not set %v", d.unfound)
	}
	d := undress(text, nil)
	isColour := regexp.MustCompile(`^#[0-9a-f]{6}$`)
	for name, value := range d.values.light {
		known := slices.ContainsFunc(all.Tokens(), func(t news.Token) bool { return t.Name == name })
		if isColour.MatchString(value) && !known {
			t.Errorf("site.yaml cannot set the colour %s", name)
		}
	}
	for _, scheme := range []map[string]string{d.values.light, d.values.dark} {
		for _, p := range pairs() {
			front, ok := readColour(scheme[p.front])
			ground, known := readColour(scheme[p.ground])
			if !ok || !known || contrast(front, ground) < p.least {
				t.Errorf("%s on %s: %s on %s, contrast %s", p.front, p.ground, scheme[p.front], scheme[p.ground], ratio(contrast(front, ground)))
			}
		}
	}
	if faces := len(d.faces); faces != 5 {
		t.Errorf("%d faces", faces)
	}
}

// TestLookChangesPages: another look gives the pages other fingerprints, because
// the style sheet has another name.
func TestLookChangesPages(t *testing.T) {
	closures := func(look Look) map[string]digest {
		theme, _ := Load(snapshot(t, nil), [32]byte{1}, english(t), look)
		return theme.closures
	}
	plain := closures(Look{})
	for name, look := range map[string]Look{
		"paper": {Theme: news.Theme{Colours: news.Colours{Paper: "#ffffff"}}}, "fonts": {SystemFonts: true},
	} {
		for kind, was := range closures(look) {
			if plain[kind] == was {
				t.Errorf("%s: the page template %s does not notice", name, kind)
			}
		}
	}
	if !maps.Equal(plain, closures(Look{})) {
		t.Error("the same look is another")
	}
}

// TestContrast: the figures of EXPERIENCE.md and the two ends.
func TestContrast(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"#000", "#fff", "21.0"}, {"#777", "#777777", "1.0"}, {"#16191d", "#fbfaf6", "16.8"}, {"#b5360d", "#f1efe7", "5.2"}, {"#767676", "#ffffff", "4.5"},
	} {
		a, _ := readColour(c.a)
		b, _ := readColour(c.b)
		if got := ratio(contrast(a, b)); got != c.want {
			t.Errorf("%s on %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
	for _, text := range []string{"", "#", "#12", "#1234", "#12345g", "red", "#+12345", "rgb(0 0 0)"} {
		if c, ok := readColour(text); ok {
			t.Errorf("%s is read as %s", text, fmt.Sprint(c))
		}
	}
}
