package words

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"blotter/internal/diag"
	"blotter/internal/source"
)

// What one file may ask of the machine; the built-in ones stay far below.
const (
	maxFile  = 1 << 20 // bytes
	maxDepth = 8       // groups within each other
)

// text is what is said under one key.
type text struct {
	forms  [6]pattern // by plural.Form; that of Other alone where there are no plurals
	plural bool
	holes  []string // of all forms, sorted; n is among them where there are plurals
	file   string
	span   diag.Span // of the key
}

// pattern is a text with holes. It is nil for a form that is not there.
type pattern []piece

// piece is a stretch of text, or a hole.
type piece struct{ text, hole string }

// plain makes a text without holes.
func plain(s string) text {
	return text{forms: [6]pattern{plural.Other: {{text: s}}}}
}

// String gives the text as it stands in its file.
func (t text) String() string {
	if !t.plural {
		return t.forms[plural.Other].String()
	}
	var out []string
	all := categories()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if p := t.forms[all[name]]; p != nil {
			out = append(out, name+": "+p.String())
		}
	}
	return strings.Join(out, "; ")
}

func (p pattern) String() string {
	var b strings.Builder
	for _, piece := range p {
		if piece.hole != "" {
			b.WriteString("{" + piece.hole + "}")
		}
		b.WriteString(piece.text)
	}
	return b.String()
}

// parsePattern reads a text: what stands in braces is a hole.
func parsePattern(s string) (pattern, error) {
	p := pattern{}
	for s != "" {
		at := strings.IndexAny(s, "{}")
		switch {
		case at < 0:
			return append(p, piece{text: s}), nil
		case at > 0:
			p = append(p, piece{text: s[:at]})
			s = s[at:]
		}
		name, rest, closed := strings.Cut(s[1:], "}")
		if s[0] == '}' || !closed || name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return nil, errors.New("braces hold the name of a hole, in small letters: {speaker}")
		}
		p = append(p, piece{hole: name})
		s = rest
	}
	return p, nil
}

// reader reads one file of words.
type reader struct {
	file  string
	texts map[string]text
	found diag.List
}

// read gives the texts of a file by their keys, and what is wrong with it.
func read(f *source.File) (map[string]text, diag.List) {
	r := &reader{file: f.Path, texts: map[string]text{}}
	data, err := f.Bytes()
	var doc yaml.Node
	switch {
	case err != nil:
		r.wrong(diag.Span{}, "unreadable-words", err.Error(), "")
	case len(data) > maxFile:
		r.wrong(diag.Span{}, "unreadable-words", "this is too long for a file of words", "")
	default:
		err = yaml.Load(data, &doc)
		var slip *yaml.LoadError
		switch {
		case errors.As(err, &slip):
			line := int32(max(slip.Mark.Line, 1))
			r.wrong(diag.Span{Line: line, Col: 1, EndLine: line, EndCol: 1}, "words-syntax", "YAML cannot read this: "+slip.Message,
				"a text with a colon, or with a brace at its beginning, stands in quotes")
		case err != nil:
			r.wrong(diag.Span{}, "words-syntax", "YAML cannot read this: "+err.Error(), "")
		case len(doc.Content) == 1:
			r.group("", doc.Content[0], 0)
		}
	}
	return r.texts, r.found
}

func (r *reader) wrong(span diag.Span, code, message, hint string) {
	r.found = append(r.found, diag.At(r.file, span, diag.Error, code, message, hint))
}

// spanOf gives the place of a key or value of one line.
func spanOf(n *yaml.Node) diag.Span {
	line, col := int32(n.Line), int32(n.Column)
	return diag.Span{Line: line, Col: col, EndLine: line, EndCol: col + int32(len([]rune(n.Value)))}
}

// group reads a map of texts and groups, whose keys begin with prefix.
func (r *reader) group(prefix string, n *yaml.Node, depth int) {
	if n.Kind != yaml.MappingNode || depth > maxDepth {
		r.wrong(spanOf(n), "words-syntax", "words stand here, each a key, a colon and its text", "")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		key := prefix + k.Value
		switch {
		case k.Kind != yaml.ScalarNode || v.Kind == yaml.AliasNode || k.Value == "<<":
			r.wrong(spanOf(k), "words-syntax", "references have no use here", "write the words out")
		case v.Kind == yaml.MappingNode && !isPlural(v):
			r.group(key+".", v, depth+1)
		default:
			r.text(key, k, v)
		}
	}
}

// isPlural reports whether n is a text in its plural forms.
func isPlural(n *yaml.Node) bool {
	all := categories()
	for i := 0; i+1 < len(n.Content); i += 2 {
		if _, ok := all[n.Content[i].Value]; !ok || n.Content[i+1].Kind != yaml.ScalarNode {
			return false
		}
	}
	return len(n.Content) > 0
}

func (r *reader) text(key string, k, v *yaml.Node) {
	t := text{file: r.file, span: spanOf(k)}
	if _, twice := r.texts[key]; twice {
		r.wrong(t.span, "duplicate-key", fmt.Sprintf("the word «%s» stands here twice", key), "take one of them out")
		return
	}
	holes := map[string]bool{}
	add := func(form plural.Form, v *yaml.Node) bool {
		if v.Kind != yaml.ScalarNode || v.Tag == "!!null" {
			r.wrong(t.span, "words-syntax", fmt.Sprintf("the word «%s» has no text", key), "if it is to say nothing, write \"\"")
			return false
		}
		p, err := parsePattern(v.Value)
		if err != nil {
			r.wrong(spanOf(v), "bad-hole", fmt.Sprintf("the word «%s» cannot be read: %v", key, err), "")
			return false
		}
		for _, piece := range p {
			if piece.hole != "" {
				holes[piece.hole] = true
			}
		}
		t.forms[form] = p
		return true
	}
	if v.Kind == yaml.MappingNode {
		t.plural = true
		holes["n"] = true
		all := categories()
		for i := 0; i+1 < len(v.Content); i += 2 {
			if !add(all[v.Content[i].Value], v.Content[i+1]) {
				return
			}
		}
	} else if !add(plural.Other, v) {
		return
	}
	t.holes = slices.Sorted(maps.Keys(holes))
	r.texts[key] = t
}

// against says what is wrong with a text in place of the one that is known.
func (t text) against(key string, known text, tag language.Tag) diag.List {
	var found diag.List
	wrong := func(code, message, hint string) {
		found = append(found, diag.At(t.file, t.span, diag.Error, code, message, hint))
	}
	for _, hole := range t.holes {
		if !slices.Contains(known.holes, hole) {
			wrong("unknown-hole", fmt.Sprintf("nothing is known to fill {%s} in «%s» with", hole, key), diag.DidYouMean(hole, known.holes))
		}
	}
	for _, hole := range known.holes {
		if !slices.Contains(t.holes, hole) {
			wrong("missing-hole", fmt.Sprintf("«%s» leaves out {%s}", key, hole), "in English it is: "+known.String())
		}
	}
	if !t.plural {
		return found
	}
	for _, name := range demanded(tag) {
		if t.forms[categories()[name]] == nil {
			wrong("missing-plural", fmt.Sprintf("«%s» lacks the plural form «%s»", key, name), "the language has the forms "+strings.Join(demanded(tag), ", "))
		}
	}
	return found
}
