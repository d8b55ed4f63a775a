package page

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	csslex "github.com/tdewolff/parse/v2/css"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// Look is what site.yaml says of the look: tokens, and whether pages bring their
// own fonts. The zero Look is the theme as it is.
//
// It is worked into static/assets/site.css, the site's own or the built-in one,
// before that is named by its content: the values of tokens take the place of
// those that it sets for :root, and those for dark pages of those it sets within
// @media (prefers-color-scheme: dark). So a page has one style sheet, whatever
// site.yaml says.
type Look struct {
	Theme news.Theme
	// SystemFonts leaves out every @font-face and the files that only those name.
	SystemFonts bool
	// Marks say where all that stands in site.yaml.
	Marks news.Marks
}

// siteSheet is the style sheet that the look is worked into.
const siteSheet = "site.css"

// schemes are the values of the tokens of a style sheet, for light pages and for
// dark ones.
type schemes struct{ light, dark map[string]string }

// face is an @font-face of a style sheet.
type face struct {
	start, stop int // its bytes
	family      string
	upright     bool
	files       []string // addresses as written, in order
}

// wardrobe is what a style sheet says of the look.
type wardrobe struct {
	values  schemes
	edits   []edit // the values that site.yaml has others for
	faces   []face
	named   map[string]bool // families that are named outside of faces
	unfound []news.Token    // those of site.yaml that the style sheet does not set
}

// undress reads a style sheet, and finds where tokens get their values.
func undress(text []byte, tokens []news.Token) wardrobe {
	d := wardrobe{values: schemes{map[string]string{}, map[string]string{}}, named: map[string]bool{}}
	wanted := map[string]map[bool]string{} // token → dark → value
	for _, t := range tokens {
		if wanted[t.Name] == nil {
			wanted[t.Name] = map[bool]string{}
		}
		wanted[t.Name][t.Dark] = t.Value
	}
	found := map[string]map[bool]bool{}
	lexer := csslex.NewLexer(parse.NewInputBytes(bytes.Clone(text)))
	var context []string // what stands before each open brace
	prelude := 0         // where that begins
	for offset := 0; ; {
		kind, token := lexer.Next()
		if kind == csslex.ErrorToken {
			break
		}
		start := offset
		offset += len(token)
		switch kind {
		case csslex.LeftBraceToken:
			head := plainHead(text[prelude:start])
			if head == "@font-face" && len(context) == 0 {
				f, size := readFace(lexer, text, prelude, offset)
				d.faces = append(d.faces, f)
				offset += size
			} else {
				context = append(context, head)
			}
			prelude = offset
		case csslex.RightBraceToken:
			if len(context) > 0 {
				context = context[:len(context)-1]
			}
			prelude = offset
		case csslex.SemicolonToken:
			prelude = offset
		case csslex.IdentToken, csslex.StringToken:
			d.named[strings.Trim(string(token), `"'`)] = true
		case csslex.CustomPropertyNameToken:
			light := len(context) == 1 && context[0] == ":root"
			dark := len(context) == 2 && context[0] == "@media(prefers-color-scheme:dark)" && context[1] == ":root"
			if !light && !dark {
				continue
			}
			at, end, read, last := valueOf(lexer, text, offset)
			offset += read
			prelude = offset
			if last {
				context = context[:len(context)-1]
			}
			name := strings.TrimPrefix(string(token), "--")
			value := string(bytes.TrimSpace(text[at:end]))
			if set, ok := wanted[name][dark]; ok {
				value = set
				d.edits = append(d.edits, edit{at, end, set})
				if found[name] == nil {
					found[name] = map[bool]bool{}
				}
				found[name][dark] = true
			}
			if dark {
				d.values.dark[name] = value
			} else {
				d.values.light[name] = value
			}
			for _, family := range strings.Split(value, ",") {
				d.named[strings.Trim(family, ` "'`)] = true
			}
		}
	}
	for name, value := range d.values.light {
		if _, ok := d.values.dark[name]; !ok {
			d.values.dark[name] = value
		}
	}
	for _, t := range tokens {
		if !found[t.Name][t.Dark] {
			d.unfound = append(d.unfound, t)
		}
	}
	return d
}

// plainHead gives what stands before a brace without comments and blanks.
func plainHead(text []byte) string {
	var b strings.Builder
	for {
		before, rest, ok := bytes.Cut(text, []byte("/*"))
		b.Write(before)
		if !ok {
			break
		}
		_, text, _ = bytes.Cut(rest, []byte("*/"))
	}
	return strings.Join(strings.Fields(b.String()), "")
}

// valueOf reads the value of a custom property whose name ends at offset: from
// where up to where it stands, how much was read with what ends it, and whether
// that was the brace that ends the rule.
func valueOf(lexer *csslex.Lexer, text []byte, offset int) (at, end, read int, last bool) {
	at = offset
	depth := 0
	for {
		kind, token := lexer.Next()
		if kind == csslex.ErrorToken {
			return at, offset + read, read, false
		}
		start := offset + read
		read += len(token)
		switch kind {
		case csslex.ColonToken:
			if at == offset {
				at = start + len(token)
				for at < len(text) && text[at] == ' ' {
					at++
				}
			}
		case csslex.LeftBraceToken, csslex.LeftParenthesisToken, csslex.FunctionToken:
			depth++
		case csslex.RightParenthesisToken:
			depth--
		case csslex.RightBraceToken, csslex.SemicolonToken:
			if depth <= 0 {
				return at, start, read, kind == csslex.RightBraceToken
			}
			if kind == csslex.RightBraceToken {
				depth--
			}
		}
	}
}

// readFace reads the declarations of an @font-face that begins at start and
// whose brace ends at offset; size is how much was read.
func readFace(lexer *csslex.Lexer, text []byte, start, offset int) (f face, size int) {
	f = face{start: start, upright: true}
	property := ""
	for {
		kind, token := lexer.Next()
		if kind == csslex.ErrorToken {
			break
		}
		size += len(token)
		switch kind {
		case csslex.IdentToken:
			switch word := string(token); {
			case property == "":
				property = word
			case property == "font-family":
				f.family = strings.TrimSpace(f.family + " " + word)
			case property == "font-style" && word != "normal":
				f.upright = false
			}
		case csslex.StringToken:
			if property == "font-family" {
				f.family = strings.Trim(string(token), `"'`)
			}
		case csslex.URLToken:
			open := bytes.IndexByte(token, '(') + 1
			f.files = append(f.files, strings.Trim(string(bytes.TrimSpace(bytes.TrimSuffix(token[open:], []byte(")")))), `"'`))
		case csslex.SemicolonToken:
			property = ""
		case csslex.RightBraceToken:
			f.stop = offset + size
			return f, size
		}
	}
	f.stop = offset + size
	return f, size
}

// dress gives the edits that put a style sheet into the look that site.yaml asks
// for. It notes the values of tokens, the fonts that pages shall load early, and
// the files that are not published because no face needs them any more.
func (s *shelf) dress(a *asset, text []byte) []edit {
	tokens := s.look.Theme.Tokens()
	d := undress(text, tokens)
	s.values = d.values
	own := len(s.look.Theme.Desk)+len(s.look.Theme.Copy)+len(s.look.Theme.Head) > 0
	kept := false
	for _, f := range d.faces {
		if s.look.SystemFonts || own && !d.named[f.family] {
			d.edits = append(d.edits, edit{f.start, f.stop, ""})
			for _, file := range f.files {
				s.spare = append(s.spare, s.nameOf(a, file))
			}
			continue
		}
		kept = kept || len(f.files) > 0
		if f.upright && len(f.files) > 0 {
			if name := s.nameOf(a, f.files[0]); s.byName[name] != nil && strings.HasSuffix(name, ".woff2") {
				s.preload = append(s.preload, name)
			}
		}
	}
	if !kept {
		s.spareFolders()
	}
	s.judge(a, d)
	return d.edits
}

// spareFolders spares what lies beside fonts that are not needed: licences.
func (s *shelf) spareFolders() {
	for _, name := range slices.Clone(s.spare) {
		folder := name[:strings.LastIndexByte(name, '/')+1]
		for _, other := range s.names {
			if folder != "" && strings.HasPrefix(other, folder) {
				s.spare = append(s.spare, other)
			}
		}
	}
}

// judge tells of tokens that the style sheet does not have, and of texts that do
// not stand out from their ground.
func (s *shelf) judge(a *asset, d wardrobe) {
	told := func(path, code, message, hint string, severity diag.Severity) {
		s.diagnostics = append(s.diagnostics, diag.At("content/site.yaml", s.look.Marks.Span(path), severity, code, message, hint))
	}
	for _, t := range d.unfound {
		where := ":root"
		if t.Dark {
			where = "@media (prefers-color-scheme: dark) { :root"
		}
		told(t.Path, "unused-token", fmt.Sprintf("%s sets no --%s in %s, so this has no effect", a.source.Path, t.Name, where),
			"set it there, or leave it out here", diag.Warning)
	}
	set := map[string]string{} // "dark.paper" → its key
	for _, t := range s.look.Theme.Tokens() {
		set[strings.TrimPrefix(t.Path, "theme.")] = t.Path
	}
	for _, scheme := range []struct {
		under  string
		values map[string]string
	}{{"", d.values.light}, {"dark.", d.values.dark}} {
		for _, p := range pairs() {
			path := set[scheme.under+strings.ReplaceAll(p.front, "-", "_")]
			if path == "" {
				path = set[scheme.under+p.ground]
			}
			front, ok := readColour(scheme.values[p.front])
			ground, known := readColour(scheme.values[p.ground])
			if path == "" || !ok || !known {
				continue
			}
			if is := contrast(front, ground); is < p.least {
				told(path, "low-contrast", fmt.Sprintf("%s (%s) on %s (%s) has a contrast of %s to 1; readers need %s",
					p.front, scheme.values[p.front], p.ground, scheme.values[p.ground], ratio(is), ratio(p.least)), "", diag.Warning)
			}
		}
	}
}

// pair is what stands on a ground, and the least contrast it needs.
type pair struct {
	front, ground string
	least         float64
}

// pairs are those of WCAG 2.2: text 4.5 (1.4.3, AA), borders of controls 3
// (1.4.11).
func pairs() []pair {
	var out []pair
	for _, ground := range []string{"paper", "panel"} {
		for _, text := range []string{"ink", "ink-2", "link", "visited", "rung", "live", "disputed", "unknown"} {
			out = append(out, pair{text, ground, 4.5})
		}
		out = append(out, pair{"border", ground, 3})
	}
	return out
}

// ratio writes a contrast with one decimal, never rounded up.
func ratio(x float64) string { return strconv.FormatFloat(math.Floor(x*10)/10, 'f', 1, 64) }

// colour is red, green and blue, each from 0 to 1.
type colour [3]float64

// readColour reads #rgb or #rrggbb.
func readColour(text string) (colour, bool) {
	hex, ok := strings.CutPrefix(text, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || err != nil || len(hex) != 6 {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	luminance := func(c colour) float64 {
		for i, v := range c {
			if v <= 0.04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+0.055)/1.055, 2.4)
			}
		}
		return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
