// Package words holds what the program itself says to readers, in the language
// of the site: every word that is not a writer's own.
//
// It takes a snapshot and a language (Load) and gives Words: texts by their key,
// with named holes and plurals (Say), dates, numbers and lists as that language
// writes them, and the vocabularies' labels and definitions (Translated).
// Messages to the writer are not among them: they are English.
//
// # Where words come from
//
// templates/strings/LANG.yaml, keys in groups:
//
//	home:
//	  latest: Latest
//	story:
//	  place: Story {n} of {of}
//	list:
//	  articles:
//	    one: "{n} article"
//	    other: "{n} articles"
//
// A text is called by its groups and its key: home.latest. A text with plurals
// is a map of CLDR's plural categories, of which the argument n chooses; zero is
// also what is said of none, in every language.
//
// A language with a region looks into two files: de-AT.yaml first, de.yaml where
// that says nothing. A site's own file replaces a built-in one key by key. A
// language that has no built-in file needs every key. English is the measure of
// what every means: the built-in en.yaml, and for vocabulary.LIST.VALUE what
// package news says.
//
// Words are immutable and safe for concurrent use.
package words

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"blotter/internal/diag"
	"blotter/internal/source"
)

const (
	folder  = "templates/strings/"
	english = "en"
)

// Words are the words of one language.
type Words struct {
	tag    language.Tag
	texts  map[string]text
	own    []Own
	digest [sha256.Size]byte
	figures
	calendar
	names
}

// Own is a word of a site's own that the program does not know: it is for the
// site's own templates.
type Own struct {
	Key  string
	File string
	Span diag.Span
}

// Load gives the words of a language (a BCP 47 tag) and everything that is wrong
// with its files. said is where the language stands in site.yaml. There are
// always Words, also beside errors: what is missing is said in English, for the
// preview.
func Load(s *source.Snapshot, lang string, said diag.Span) (*Words, diag.List) {
	var found diag.List
	measure, l := loadMeasure(s)
	found = append(found, l...)
	w := &Words{texts: map[string]text{}}
	w.tag, _ = language.Parse(lang)

	layers := layersOf(s, lang)
	if len(layers) == 0 {
		found = append(found, diag.At("content/site.yaml", said, diag.Error, "unknown-language",
			fmt.Sprintf("there are no words in the language «%s»", lang),
			fmt.Sprintf("there are %s; to add it, translate a copy of one of those: %s%s.yaml", strings.Join(languages(s), ", "), folder, lang)))
		w.tag, w.texts = language.English, maps.Clone(measure)
	}
	for _, f := range layers {
		if base, _, _ := strings.Cut(nameOf(f), "-"); base == english && len(w.texts) == 0 {
			w.texts = maps.Clone(measure)
		}
		texts, l := read(f)
		found = append(found, l...)
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			t := texts[key]
			known, ok := measure[key]
			switch {
			case ok:
				found = append(found, t.against(key, known, w.tag)...)
			case !f.Builtin:
				w.own = append(w.own, Own{key, t.file, t.span})
			}
			w.texts[key] = t
		}
	}
	for _, key := range slices.Sorted(maps.Keys(measure)) {
		if _, ok := w.texts[key]; ok {
			continue
		}
		found = append(found, diag.At(layers[0].Path, diag.Span{}, diag.Error, "missing-word",
			fmt.Sprintf("the word «%s» is missing", key), "in English it is: "+measure[key].String()))
		w.texts[key] = measure[key]
	}
	l = w.settle()
	found = append(found, l...)
	return w, found.Sort()
}

// Shipped gives the words that the program brings along, without a project's.
func Shipped(builtin fs.FS, lang string) (*Words, diag.List) {
	s, err := source.FromFS(nothing{}, builtin).Read(context.Background())
	if err != nil {
		return nil, diag.List{diag.At(folder, diag.Span{}, diag.Error, "unreadable-words", err.Error(), "")}
	}
	return Load(s, lang, diag.Span{})
}

// nothing is a project without files.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// loadMeasure gives the English words, which say which words there are.
func loadMeasure(s *source.Snapshot) (map[string]text, diag.List) {
	f, ok := s.Beneath(folder + english + ".yaml")
	if !ok {
		return map[string]text{}, diag.List{diag.At(folder+english+".yaml", diag.Span{}, diag.Error, "missing-word",
			"the program came without its own words", "")}
	}
	texts, found := read(f)
	for key, t := range vocabularyWords() {
		t.file = f.Path
		texts[key] = t
	}
	return texts, found
}

// layersOf gives the files that have words of a language: the more special after
// the more general, a site's own after the built-in one.
func layersOf(s *source.Snapshot, lang string) []*source.File {
	byName := map[string]*source.File{}
	for _, f := range s.Files() {
		if name := nameOf(f); name != "" {
			byName[name] = f
		}
	}
	var layers []*source.File
	parts := strings.Split(strings.ToLower(lang), "-")
	for n := range parts {
		f := byName[strings.Join(parts[:n+1], "-")]
		if f == nil {
			continue
		}
		if beneath, ok := s.Beneath(f.Path); ok && !f.Builtin {
			layers = append(layers, beneath)
		}
		layers = append(layers, f)
	}
	return layers
}

// nameOf gives the language that a file has words of, in lower case; nothing for
// other files.
func nameOf(f *source.File) string {
	name, ok := strings.CutPrefix(f.Path, folder)
	if !ok {
		return ""
	}
	name, ok = strings.CutSuffix(name, ".yaml")
	if !ok || strings.Contains(name, "/") {
		return ""
	}
	return strings.ToLower(name)
}

// languages names the languages that there are words of.
func languages(s *source.Snapshot) []string {
	var out []string
	for _, f := range s.Files() {
		if nameOf(f) != "" {
			out = append(out, strings.TrimSuffix(strings.TrimPrefix(f.Path, folder), ".yaml"))
		}
	}
	return out
}

// settle makes of the texts what dates and numbers need, and the digest.
func (w *Words) settle() diag.List {
	found := w.settleFigures()
	w.settleCalendar()
	w.settleNames()
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", w.tag)
	for _, key := range slices.Sorted(maps.Keys(w.texts)) {
		fmt.Fprintf(h, "%q %q\n", key, w.texts[key].String())
	}
	h.Sum(w.digest[:0])
	return found
}

// Digest identifies all words together.
func (w *Words) Digest() [sha256.Size]byte { return w.digest }

// Language is the tag of the language that the words are in.
func (w *Words) Language() language.Tag { return w.tag }

// Has reports whether there is a word of that key.
func (w *Words) Has(key string) bool { _, ok := w.texts[key]; return ok }

// Keys gives all keys, sorted.
func (w *Words) Keys() []string { return slices.Sorted(maps.Keys(w.texts)) }

// Holes names the holes of a text, sorted; n is among them where it has plurals.
func (w *Words) Holes(key string) []string { return w.texts[key].holes }

// Written gives a text as it stands in its file, all its plurals, for digests.
func (w *Words) Written(key string) string { return w.texts[key].String() }

// Own gives the words of the site's own that the program does not know, by key.
// They are mistakes unless a template says them.
func (w *Words) Own() []Own { return w.own }

// categories are CLDR's names of plural forms.
func categories() map[string]plural.Form {
	return map[string]plural.Form{
		"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
	}
}

// form is the plural category of a whole number in a language.
func form(tag language.Tag, n int) plural.Form {
	return plural.Cardinal.MatchPlural(tag, max(n, -n), 0, 0, 0, 0)
}

// formOf is the plural category of a decimal number: CLDR asks for the whole
// part, and for the digits behind the decimal sign and their number.
func formOf(tag language.Tag, digits string) plural.Form {
	whole, fraction, _ := strings.Cut(digits, ".")
	i, _ := strconv.Atoi(whole[max(0, len(whole)-9):]) // no rule looks further
	f, _ := strconv.Atoi(fraction[:min(len(fraction), 9)])
	return plural.Cardinal.MatchPlural(tag, i, len(fraction), len(fraction), f, f)
}

// demanded are the categories that whole numbers have in a language.
func demanded(tag language.Tag) []string {
	seen := map[plural.Form]bool{}
	for n := range 200 {
		seen[form(tag, n)] = true
	}
	seen[form(tag, 1_000_000)] = true
	var out []string
	for name, f := range categories() {
		if seen[f] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Plural reports whether a text has plural forms, of which the number n chooses.
func (w *Words) Plural(key string) bool { return w.texts[key].plural }

// Fillings are the keys of what stands in holes besides the values themselves:
// how numbers are grouped and lists joined.
func Fillings() []string {
	return []string{"list.between", "list.last", "list.last_i", "number.decimal", "number.group", "number.group_from"}
}
