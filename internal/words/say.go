package words

import (
	"fmt"
	"html/template"

	"golang.org/x/text/feature/plural"
)

// Say gives the text of a key, its holes filled with args: names and values by
// turns, as in Say("story.place", "n", 3, "of", 5). A value is a string, an
// int or a float64; numbers are written as the language writes them. It panics on a key
// or a hole that is not there: that is a mistake of the program, which a test
// looks for; those of templates are found when they are loaded.
func (w *Words) Say(key string, args ...any) string {
	p := w.chosen(key, args)
	if len(args) == 0 && len(p) == 1 {
		return p[0].text
	}
	var buf []byte
	for _, piece := range p {
		if piece.hole == "" {
			buf = append(buf, piece.text...)
			continue
		}
		switch v := value(key, piece.hole, args).(type) {
		case string:
			buf = append(buf, v...)
		case int:
			buf = w.appendNumber(buf, v)
		case float64:
			buf = w.appendGrouped(buf, digits(v))
		default:
			panic(fmt.Sprintf("words: %s: {%s} is a %T", key, piece.hole, v))
		}
	}
	return string(buf)
}

// HTML is Say for a page: values may also be template.HTML, such as a link or a
// time, and stand in it as they are; all else is escaped.
func (w *Words) HTML(key string, args ...any) template.HTML {
	var buf []byte
	for _, piece := range w.chosen(key, args) {
		if piece.hole == "" {
			buf = append(buf, template.HTMLEscapeString(piece.text)...)
			continue
		}
		switch v := value(key, piece.hole, args).(type) {
		case template.HTML:
			buf = append(buf, v...)
		case string:
			buf = append(buf, template.HTMLEscapeString(v)...)
		case int:
			buf = w.appendNumber(buf, v)
		case float64:
			buf = w.appendGrouped(buf, digits(v))
		default:
			panic(fmt.Sprintf("words: %s: {%s} is a %T", key, piece.hole, v))
		}
	}
	return template.HTML(buf)
}

// Each goes through the text of a key, which has no plurals: text is called for
// its stretches and hole for its holes, in order. It is for writers that fill
// holes with more than texts.
func (w *Words) Each(key string, text, hole func(string)) {
	for _, piece := range w.chosen(key, nil) {
		if piece.hole != "" {
			hole(piece.hole)
		} else {
			text(piece.text)
		}
	}
}

// chosen gives the pattern of a key in the plural form that the argument n asks for.
func (w *Words) chosen(key string, args []any) pattern {
	t, ok := w.texts[key]
	if !ok {
		panic("words: there is no word " + key)
	}
	if !t.plural {
		return t.forms[plural.Other]
	}
	var f plural.Form
	none := false
	switch n := value(key, "n", args).(type) {
	case int:
		f, none = form(w.tag, n), n == 0
	case float64:
		f = formOf(w.tag, digits(n))
	default:
		panic("words: " + key + ": n is no number")
	}
	if none && t.forms[plural.Zero] != nil {
		f = plural.Zero
	}
	if t.forms[f] == nil {
		f = plural.Other
	}
	return t.forms[f]
}

// value gives the argument of that name.
func value(key, name string, args []any) any {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1]
		}
	}
	panic("words: " + key + ": nothing is given for {" + name + "}")
}
