package page

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter"
	"blotter/internal/words"
)

// The pages of a site say nothing in another language than the site's: of what
// English says in three words or more, nothing is left in the others. (The texts
// of writers are English here; the words of the program are looked for.)
func TestPagesSpeakTheLanguage(t *testing.T) {
	english, _ := words.Shipped(blotter.Builtin(), "en")
	_, files := archive(t, "testdata/site.txtar")
	for name, text := range files {
		if path.Ext(name) == ".png" {
			files[name] = drawn(t, text)
		}
	}
	for _, language := range []string{"de", "fr", "es"} {
		t.Run(language, func(t *testing.T) {
			files := cloned(files)
			files["content/site.yaml"] = strings.Replace(files["content/site.yaml"], "language: en-GB", "language: "+language, 1)
			s := snapshot(t, files)
			w := spoken(t, s, language)
			theme, found := Load(s, [32]byte{1}, w, Look{})
			for _, d := range found {
				t.Error(d)
			}
			site := newsroom(t, s, edition("2025-06-01T12:00:00Z"))
			var own strings.Builder // what the writers say
			for _, text := range files {
				own.WriteString(text)
			}
			var sentences []string
			for _, key := range english.Keys() {
				for _, stretch := range holes.Split(english.Written(key), -1) {
					if stretch = strings.TrimSpace(stretch); len(strings.Fields(stretch)) >= 3 &&
						!strings.Contains(w.Written(key), stretch) && !strings.Contains(own.String(), stretch) {
						sentences = append(sentences, stretch)
					}
				}
			}
			if len(sentences) < 200 {
				t.Fatalf("only %d sentences to look for", len(sentences))
			}
			for _, f := range theme.Files(site, album(t, site)) {
				if path.Ext(f.Path) != ".html" {
					continue
				}
				text := visible(t, written(t, f))
				for _, s := range sentences {
					if strings.Contains(text, s) {
						t.Errorf("%s says %q", f.Path, s)
					}
				}
			}
		})
	}
}

func cloned(files map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		out[name] = text
	}
	return out
}

var holes = regexp.MustCompile(`\{[a-z_]+\}|; (?:other|one|zero): |^(?:one|zero|other): `)

// visible gives what readers see or hear of a page.
func visible(t *testing.T, page string) string {
	t.Helper()
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	raw := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			if !raw {
				out.WriteString(z.Token().Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			raw = tag.Data == "script"
			for _, a := range tag.Attr {
				out.WriteString("\n" + a.Val + "\n")
			}
		case html.EndTagToken:
			raw = false
		}
	}
}
