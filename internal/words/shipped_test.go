package words

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"

	"blotter"
)

// languagesShipped are the languages that the program brings along.
func languagesShipped(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(blotter.Builtin(), folder+"*.yaml")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	var out []string
	for _, f := range files {
		out = append(out, strings.TrimSuffix(path.Base(f), ".yaml"))
	}
	return out
}

// All shipped languages say the same things: no key is missing or too many, no
// hole, and no plural form that CLDR demands; and none is said in English by
// mistake.
func TestLanguagesSayTheSame(t *testing.T) {
	english := shipped(t, "en")
	for _, language := range languagesShipped(t) {
		w, found := Shipped(blotter.Builtin(), language)
		for _, d := range found {
			t.Errorf("%s: %s", language, d)
		}
		for _, own := range w.Own() {
			t.Errorf("%s has a word that English has not", own.Key)
		}
		for _, key := range w.Keys() {
			if !slices.Equal(w.Holes(key), english.Holes(key)) {
				t.Errorf("%s: %s has the holes %v, in English %v", language, key, w.Holes(key), english.Holes(key))
			}
			if w.Plural(key) != english.Plural(key) {
				t.Errorf("%s: %s has plurals in one language only", language, key)
			}
			text := w.texts[key]
			for _, p := range text.forms {
				if s := p.String(); strings.Contains(s, "  ") || strings.Contains(s, "'") || strings.Contains(s, `"`) {
					t.Errorf("%s: %s is written with typewriter's signs: %s", language, key, s)
				}
			}
			if text.plural && (text.forms[plural.Zero] != nil) != (english.texts[key].forms[plural.Zero] != nil) {
				t.Errorf("%s: %s says something of none in one language only", language, key)
			}
		}
	}
}
