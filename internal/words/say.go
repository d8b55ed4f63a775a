package words

import (
	"errors"
	"fmt"
	"html/template"
	"reflect"

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
	var room [160]byte // as with dates, only what comes of it is allocated
	buf, err := w.fill(room[:0], key, p, args, false)
	return string(buf), err
}

// HTML is Text for a page: values may also be template.HTML, such as a link or a
// time, and stand in it as they are; all else is escaped.
func (w *Words) HTML(key string, args ...any) (template.HTML, error) {
	p, err := w.chosen(key, args)
	if err != nil {
		return "", err
	}
	var room [160]byte
	buf, err := w.fill(room[:0], key, p, args, true)
	return template.HTML(buf), err
}

// fill appends a pattern with its holes filled, its texts escaped for HTML or not.
func (w *Words) fill(buf []byte, key string, p pattern, args []any, escaped bool) ([]byte, error) {
	add := func(buf []byte, s string) []byte {
		if escaped {
			s = template.HTMLEscapeString(s)
		}
		return append(buf, s...)
	}
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
			return nil, fault(key, "{"+piece.hole+"} is a "+fmt.Sprint(reflect.TypeOf(v)))
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
		return nil, errors.New("words: there is no word " + key)
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
		return nil, fault(key, "n is no number")
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
	return nil, fault(key, "nothing is given for {"+name+"}")
}

// fault is what is wrong with how a key is said. It holds copies of the texts alone:
// if an error could hold a caller's key or arguments, each of them would have to be
// allocated, and a page says hundreds of words.
func fault(key, what string) error { return errors.New("words: " + key + ": " + what) }
