package page

import (
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"text/template/parse"

	"blotter/internal/diag"
	"blotter/internal/words"
)

// This file lets templates say words (package words): {{word "home.latest"}}.

// word gives the text of a key, its holes filled with args: names and values by
// turns. A time becomes its element, a link its link, and a list is joined as
// the language joins lists, so that a sentence stays one text.
func (p *press) word(key string, args ...any) (any, error) {
	marked := false
	for i := 1; i < len(args); i += 2 {
		switch v := args[i].(type) {
		case Time:
			args[i], marked = v.element(), true
		case Link:
			args[i], marked = v.element(), true
		case []Link:
			var links []string
			for _, l := range v {
				links = append(links, string(l.element()))
			}
			args[i], marked = template.HTML(p.words.List(links)), true
		case []string:
			args[i] = p.words.List(v)
		case template.HTML:
			marked = true
		}
	}
	if marked {
		return p.words.HTML(key, args...)
	}
	return p.words.Text(key, args...)
}

// element is the time as HTML.
func (t Time) element() template.HTML {
	if t.ISO == "" {
		return ""
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(t.ISO) + `">` + template.HTMLEscapeString(t.Text) + `</time>`)
}

// element is the link as HTML. Links hold addresses that may stand in a page as
// they are.
func (l Link) element() template.HTML {
	text := template.HTMLEscapeString(l.Text)
	if l.URL == "" {
		return template.HTML(text)
	}
	return template.HTML(`<a href="` + template.HTMLEscapeString(l.URL) + `">` + text + `</a>`)
}

// word checks {{word "story.place" "n" .N "of" .M}}: the key is there, and every
// hole of its text is filled once.
func (c *checker) word(ident *parse.IdentifierNode, cmd *parse.CommandNode, args []reflect.Type, place func(int) parse.Node) reflect.Type {
	result := reflect.TypeFor[string]()
	constant, ok := argument(cmd, 1)
	if !ok || len(args) != len(cmd.Args)-1 {
		c.report(ident, len(ident.Ident), "wrong-argument", "«word» needs a key in quotes, and then names and values by turns", `for example {{word "story.place" "n" .N "of" .M}}`)
		return result
	}
	key := constant.Text
	if !c.words.Has(key) {
		hint := diag.DidYouMean(key, c.words.Keys())
		if hint == "" {
			hint = fmt.Sprintf("add it to %s%s.yaml", stringsFolder, c.words.Language())
		}
		c.report(constant, len(constant.Quoted), "unknown-word", fmt.Sprintf("there is no word «%s»", key), hint)
		return result
	}
	holes := c.words.Holes(key)
	filled := map[string]bool{}
	for n := 1; n < len(args); n += 2 {
		name, ok := argument(cmd, n+1)
		switch {
		case !ok || n+1 == len(args):
			c.report(place(n), 1, "wrong-argument", "behind the key of «word» stand names, in quotes, and values by turns", "")
			return result
		case !slices.Contains(holes, name.Text):
			c.report(name, len(name.Quoted), "unknown-hole", fmt.Sprintf("the word «%s» has no hole {%s}", key, name.Text), diag.DidYouMean(name.Text, holes))
			continue
		case filled[name.Text]:
			c.report(name, len(name.Quoted), "unknown-hole", fmt.Sprintf("{%s} is filled already", name.Text), "")
		}
		filled[name.Text] = true
		switch value := args[n+1]; {
		case value == nil:
		case name.Text == "n" && c.words.Plural(key):
			if !isNumber(value) {
				c.report(place(n+1), 1, "wrong-argument", fmt.Sprintf("the plurals of «%s» need a number here, not %s", key, describe(value)), "")
			}
		case !fills(value):
			c.report(place(n+1), 1, "wrong-argument", fmt.Sprintf("{%s} cannot be filled with %s", name.Text, describe(value)), fieldsHint(value))
		}
	}
	for _, hole := range holes {
		if !filled[hole] {
			c.report(constant, len(constant.Quoted), "missing-hole", fmt.Sprintf("the word «%s» needs something for {%s}", key, hole), fmt.Sprintf("its text is: %s", c.words.Written(key)))
		}
	}
	return result
}

// fills reports whether a value of type t can fill a hole.
func fills(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[Time](), reflect.TypeFor[Link](), reflect.TypeFor[[]Link](), reflect.TypeFor[[]string]():
		return true
	}
	return t.Kind() == reflect.String || t.Kind() == reflect.Int || t == untypedNumber
}

// unsaid gives the words of the site's own that neither the program knows nor a
// template says.
func (t *templates) unsaid(w *words.Words) diag.List {
	said := map[string]bool{}
	for _, tree := range t.trees {
		inspect(tree.Root, func(node parse.Node) {
			if cmd, ok := node.(*parse.CommandNode); ok {
				if function, ok := cmd.Args[0].(*parse.IdentifierNode); ok && function.Ident == "word" {
					if constant, ok := argument(cmd, 1); ok {
						said[constant.Text] = true
					}
				}
			}
		})
	}
	var known []string
	for _, key := range w.Keys() {
		if !slices.ContainsFunc(w.Own(), func(o words.Own) bool { return o.Key == key }) {
			known = append(known, key)
		}
	}
	var found diag.List
	for _, own := range w.Own() {
		if said[own.Key] {
			continue
		}
		hint := diag.DidYouMean(own.Key, known)
		if hint == "" {
			hint = fmt.Sprintf("a word of your own is said by a template: {{word %q}}", own.Key)
		}
		found = append(found, diag.At(own.File, own.Span, diag.Error, "unknown-word", fmt.Sprintf("nothing says the word «%s»", own.Key), hint))
	}
	return found
}
