package words

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// names are the names of countries and languages (CLDR); nil where the language
// has none.
type names struct{ countries, languages display.Namer }

func (w *Words) settleNames() { w.countries, w.languages = display.Regions(w.tag), display.Tags(w.tag) }

// Country gives the name of a country by its ISO 3166 code, GB: United Kingdom;
// the code itself if it has no name in the language.
func (w *Words) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if w.countries != nil {
		if name := w.countries.Name(region); name != "" {
			return name
		}
	}
	return code
}

// NameOf gives the name of a language by its BCP 47 tag, cy: Welsh; the tag
// itself if it has no name in the language.
func (w *Words) NameOf(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if w.languages != nil {
		if name := w.languages.Name(parsed); name != "" {
			return name
		}
	}
	return tag
}

// Direction gives ltr or rtl for a language, by the script it is written in.
func Direction(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return "ltr"
	}
	script, _ := parsed.Script()
	switch script.String() {
	// The scripts in use for living languages that run from right to left.
	case "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi":
		return "rtl"
	}
	return "ltr"
}
