package news

import (
	"fmt"
	"reflect"
	"strings"
)

// Theme is what a site changes of the look without CSS: tokens, which are the
// custom properties that static/assets/site.css sets for the whole page.
type Theme struct {
	Colours
	Dark    Colours  `key:"dark" doc:"the same colours for readers who prefer a dark page"`
	Desk    []string `key:"desk" as:"typeface" doc:"typefaces of labels, names and figures; the first one that a reader has"`
	Copy    []string `key:"copy" as:"typeface" doc:"typefaces of what reporters wrote"`
	Head    []string `key:"head" as:"typeface" doc:"typefaces of headlines, or desk, or copy; those of copy if left out"`
	Measure int      `key:"measure" doc:"how many characters a line of text holds, 40 to 90; 64 if left out"`
}

// Colours are the tokens that are colours, for light pages or for dark ones. A
// text must stand out from paper and panel by 4.5 to 1 (WCAG 2.2, 1.4.3), a
// border by 3 to 1 (1.4.11); what does not is a warning.
type Colours struct {
	Paper    string `key:"paper" as:"colour" doc:"the ground, in quotes: \"#fbfaf6\""`
	Panel    string `key:"panel" as:"colour" doc:"the ground of what is set apart"`
	Ink      string `key:"ink" as:"colour" doc:"text and rules"`
	Ink2     string `key:"ink_2" as:"colour" doc:"what is said beside: captions, labels"`
	Border   string `key:"border" as:"colour" doc:"around fields and boxes"`
	Hair     string `key:"hair" as:"colour" doc:"thin rules between rows"`
	Link     string `key:"link" as:"colour" doc:"links, and the ring around what has the focus"`
	Visited  string `key:"visited" as:"colour" doc:"links that were followed"`
	Rung     string `key:"rung" as:"colour" doc:"the bars of the ladder, and charts"`
	Live     string `key:"live" as:"colour" doc:"what is developing"`
	Disputed string `key:"disputed" as:"colour" doc:"what is disputed or does not stand any more"`
	Unknown  string `key:"unknown" as:"colour" doc:"what is not known, or only an actor's word"`
}

// Token is the value that site.yaml gives to a custom property.
type Token struct {
	Name  string // without its hyphens: paper, ink-2
	Dark  bool   // for dark pages alone; otherwise for light ones, or, if it is no colour, for both
	Value string // CSS
	Path  string // of its key in site.yaml: theme.dark.ink_2
}

// Tokens gives the tokens that a site sets.
func (t *Theme) Tokens() []Token {
	out := append(t.Colours.tokens(false, "theme."), t.Dark.tokens(true, "theme.dark.")...)
	faces := func(name string, list []string, last string) {
		if len(list) > 0 {
			out = append(out, Token{Name: name, Value: families(list, last), Path: "theme." + name})
		}
	}
	faces("desk", t.Desk, "system-ui, sans-serif")
	faces("copy", t.Copy, "Georgia, serif")
	faces("head", t.Head, "Georgia, serif")
	if t.Measure > 0 {
		out = append(out, Token{Name: "measure", Value: fmt.Sprintf("%dch", t.Measure), Path: "theme.measure"})
	}
	return out
}

func (c *Colours) tokens(dark bool, under string) []Token {
	var out []Token
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if value := v.Field(i).String(); value != "" {
			key := v.Type().Field(i).Tag.Get("key")
			out = append(out, Token{Name: strings.ReplaceAll(key, "_", "-"), Dark: dark, Value: strings.ToLower(value), Path: under + key})
		}
	}
	return out
}

// families writes typefaces as CSS; last is what there is if a reader has none.
func families(list []string, last string) string {
	var out []string
	for _, name := range list {
		switch name {
		case "desk", "copy":
			return strings.Join(append(out, "var(--"+name+")"), ", ")
		case "serif", "sans-serif", "monospace", "cursive", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace", "ui-rounded":
			out = append(out, name)
		default:
			out = append(out, `"`+name+`"`)
		}
	}
	return strings.Join(append(out, last), ", ")
}
