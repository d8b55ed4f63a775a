package words

import (
	"fmt"
	"html/template"

	"golang.org/x/text/feature/plural"
)

// Say gives the text of a key, its holes filled with args: names and values by
// turns, as in Say("story.place", "n", 3, "of", 5). A value is a string, an
// int or a float64; numbers are written as the language writes them. It panics on
// a key or a hole that is not there: that is a mistake of the program, which a
// test looks for.
func (w *Words) Say(key string, args ...any) string {
	text, err := w.Text(key, args...)
	if err != nil {
		panic(err)
	}
	return text
}

// Text is Say for templates, whose mistakes are told when they are loaded; until
// they are mended the preview goes on.
func (w *Words) Text(key string, args ...any) (string, error) {
	p, err := w.chosen(key, args)
	if err != nil {
		return "", err
	}
	if len(args) == 0 && len(p) == 1 && p[0].hole == "" {
		return p[0].text, nil
	}
	size := 0
	for _, piece := range p {
		size += len(piece.text)
	}
	for _, arg := range args {
		if s, ok := arg.(string); ok {
			size += len(s)
		}
	}
	buf, err := w.fill(make([]byte, 0, size), key, p, args, func(buf []byte, s string) []byte { return append(buf, s...) })
	return string(buf), err
}

// HTML is Text for a page: values may also be template.HTML, such as a link or a
// time, and stand in it as they are; all else is escaped.
func (w *Words) HTML(key string, args ...any) (template.HTML, error) {
	p, err := w.chosen(key, args)
	if err != nil {
		return "", err
	}
	buf, err := w.fill(nil, key, p, args, func(buf []byte, s string) []byte { return append(buf, template.HTMLEscapeString(s)...) })
	return template.HTML(buf), err
}

// fill appends a pattern with its holes filled; add appends a text.
func (w *Words) fill(buf []byte, key string, p pattern, args []any, add func([]byte, string) []byte) ([]byte, error) {
	for _, piece := range p {
		if piece.hole == "" {
			buf = add(buf, piece.text)
			continue
		}
		v, err := value(key, piece.hole, args)
		if err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case string:
			buf = add(buf, v)
		case template.HTML:
			buf = append(buf, v...)
		case int:
			buf = w.appendNumber(buf, v)
		case float64:
			buf = w.appendGrouped(buf, digits(v))
		default:
			return nil, fmt.Errorf("words: %s: {%s} is a %T", key, piece.hole, v)
		}
	}
	return buf, nil
}

// Each goes through the text of a key, which has no plurals: text is called for
// its stretches and hole for its holes, in order. It is for writers that fill
// holes with more than texts.
func (w *Words) Each(key string, text, hole func(string)) {
	p, err := w.chosen(key, nil)
	if err != nil {
		panic(err)
	}
	for _, piece := range p {
		if piece.hole != "" {
			hole(piece.hole)
		} else {
			text(piece.text)
		}
	}
}

// chosen gives the pattern of a key in the plural form that the argument n asks for.
func (w *Words) chosen(key string, args []any) (pattern, error) {
	t, ok := w.texts[key]
	if !ok {
		return nil, fmt.Errorf("words: there is no word %s", key)
	}
	if !t.plural {
		return t.forms[plural.Other], nil
	}
	v, err := value(key, "n", args)
	if err != nil {
		return nil, err
	}
	var f plural.Form
	none := false
	switch n := v.(type) {
	case int:
		f, none = form(w.tag, n), n == 0
	case float64:
		f = formOf(w.tag, digits(n))
	default:
		return nil, fmt.Errorf("words: %s: n is no number", key)
	}
	if none && t.forms[plural.Zero] != nil {
		f = plural.Zero
	}
	if t.forms[f] == nil {
		f = plural.Other
	}
	return t.forms[f], nil
}

// value gives the argument of that name.
func value(key, name string, args []any) (any, error) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return args[i+1], nil
		}
	}
	return nil, fmt.Errorf("words: %s: nothing is given for {%s}", key, name)
}
