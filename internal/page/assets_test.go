package page

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// published gives what a project with the given assets publishes, by path.
func publishedAssets(t *testing.T, files map[string]string) (map[string]string, []string) {
	t.Helper()
	theme, found := Load(snapshot(t, files), [32]byte{1}, english(t), Look{})
	var problems []string
	for _, d := range found {
		problems = append(problems, d.String())
	}
	out := map[string]string{}
	for _, a := range theme.assets.byName {
		f := a.planned()
		var text bytes.Buffer
		if err := f.Write(context.Background(), &text); err != nil {
			t.Fatal(err)
		}
		out[f.Path] = text.String()
	}
	return out, problems
}

func TestAssetsAreNamedByWhatIsPublished(t *testing.T) {
	files := map[string]string{
		"static/assets/site.css":          "/* a comment */\n@import \"more/base.css\";\nbody { background: url(img/paper.png) ; color : red }\n",
		"static/assets/more/base.css":     "@font-face { src: url('../fonts/serif.woff2?v=1#x') }\np { background: url(data:image/gif;base64,R0lGOD) }\nq { mask: url(#m) }\na { background: url(/favicon.svg), url(https://example.org/x.png) }",
		"static/assets/fonts/serif.woff2": "\x00font\xff",
		"static/assets/img/paper.png":     "png",
		"static/assets/app.js":            "// a comment\nexport const answer = 40 + 2 ;\n",
		"static/assets/icon.svg":          "<svg>  <text>a <tspan>b</tspan></text></svg>",
	}
	got, problems := publishedAssets(t, files)
	if len(problems) > 0 {
		t.Error(problems)
	}
	find := func(prefix, suffix string) (path, text string) {
		t.Helper()
		for path, text := range got {
			if strings.HasPrefix(path, prefix) && strings.HasSuffix(path, suffix) && len(path) == len(prefix)+12+len(suffix) {
				return path, text
			}
		}
		t.Fatalf("nothing is published as %s…%s in %v", prefix, suffix, got)
		return "", ""
	}
	font, bytes := find("assets/fonts/serif.", ".woff2")
	if bytes != "\x00font\xff" {
		t.Errorf("the font was changed: %q", bytes)
	}
	base, text := find("assets/more/base.", ".css")
	for _, want := range []string{"url(../" + strings.TrimPrefix(font, "assets/") + "?v=1#x)", "url(data:image/gif;base64,R0lGOD)", "url(#m)", "url(/favicon.svg)", "url(https://example.org/x.png)"} {
		if !strings.Contains(strings.ReplaceAll(text, `"`, ""), want) {
			t.Errorf("%s has no %s:\n%s", base, want, text)
		}
	}
	_, text = find("assets/site.", ".css")
	picture, _ := find("assets/img/paper.", ".png")
	want := `@import "` + strings.TrimPrefix(base, "assets/") + `";body{background:url(` + strings.TrimPrefix(picture, "assets/") + `);color:red}`
	if strings.ReplaceAll(text, `url("`+strings.TrimPrefix(picture, "assets/")+`")`, "url("+strings.TrimPrefix(picture, "assets/")+")") != want {
		t.Errorf("site.css is\n%s\nwant\n%s", text, want)
	}
	if _, text = find("assets/app.", ".js"); strings.Contains(text, "comment") || !strings.Contains(text, "export") {
		t.Errorf("the script is %q", text)
	}
	if _, text = find("assets/icon.", ".svg"); text != files["static/assets/icon.svg"] {
		t.Errorf("the picture was changed: %q", text)
	}

	// What a style sheet refers to is part of its name; white space is not.
	site, _ := find("assets/site.", ".css")
	files["static/assets/fonts/serif.woff2"] = "another font"
	files["static/assets/app.js"] += "\n\n"
	app, _ := find("assets/app.", ".js")
	got, _ = publishedAssets(t, files)
	if again, _ := find("assets/site.", ".css"); again == site {
		t.Error("the style sheet kept its name though a font below it changed")
	}
	if again, _ := find("assets/app.", ".js"); again != app {
		t.Error("the script changed its name though the bytes published are the same")
	}
}

func TestAssetsThatCannotBe(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"static/assets/site.css", "p {}\nq { background: url(nowhere.png) }", "static/assets/site.css:2:17: error: there is no file «static/assets/nowhere.png» [unknown-asset]"},
		{"static/assets/site.css", "é { background: url(\"ste.css\") }", "static/assets/site.css:1:17: error: there is no file «static/assets/ste.css» [unknown-asset]\n  hint: did you mean «site.css»?"},
		{"static/assets/site.css", "@import 'site.css';", "static/assets/site.css:1:9: error: «site.css» and «site.css» refer to each other in a circle, so neither can be named by its content [assets-in-a-circle]"},
		{"static/assets/app.js", "let a = 1;\nlet b = ;\n", "static/assets/app.js:2:9: error: this file cannot be read: unexpected ; in expression [broken-asset]"},
	} {
		_, problems := publishedAssets(t, map[string]string{c.name: c.text})
		// A list of every asset may follow as a hint.
		if got := strings.Join(problems, "\n"); got != c.want && !strings.HasPrefix(got, c.want+"\n  hint: use one of: ") {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}
