package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/parse/v2"
	csslex "github.com/tdewolff/parse/v2/css"

	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/output"
	"blotter/internal/source"
)

// asset is a file of static/assets/, published under a name that holds the hash
// of the very bytes that are published, so that browsers may keep it for ever.
//
// Style sheets and scripts are read and minified when the theme is loaded: they
// are small, their mistakes are shown at once, and a newer minifier that writes
// the same bytes leaves the name, and every page that holds it, as they were.
// Everything else is copied as it is, and its hash is already known.
type asset struct {
	name   string // below static/assets/: site.css, fonts/serif.woff2
	source *source.File
	file   string            // the output file: assets/site.0f3a….css
	hash   [sha256.Size]byte // of the published bytes
	asked  bool              // a style sheet refers to it
	spare  bool              // a font, or what lies beside one, that the look needs not: it is not published
	text   []byte            // the published bytes of a style sheet or script
	err    error             // it could not be read; whoever publishes it is told
}

const assetFolder = "static/assets/"

// assets are all assets of a theme.
type assets struct {
	byName map[string]*asset
	names  []string // sorted
	// preload are the fonts that every page needs first, values those of the tokens.
	preload []string
	values  schemes
}

// shelf is where assets are put under their names; style sheets wait for those
// they refer to.
type shelf struct {
	assets
	look        Look
	spare       []string // what no face needs any more
	minifier    *minify.M
	open        []string // style sheets that are being read, for circles
	diagnostics diag.List
}

func loadAssets(files []*source.File, look Look) (assets, diag.List) {
	s := &shelf{assets: assets{byName: map[string]*asset{}}, look: look, minifier: minify.New()}
	s.minifier.AddFunc("text/css", css.Minify)
	s.minifier.AddFunc("application/javascript", js.Minify)
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Path, assetFolder); ok {
			s.byName[name] = &asset{name: name, source: f}
			s.names = append(s.names, name)
		}
	}
	slices.Sort(s.names)
	for _, name := range s.names {
		s.shelve(s.byName[name])
	}
	for _, name := range s.spare {
		if a := s.byName[name]; a != nil && !a.asked {
			a.spare = true
		}
	}
	return s.assets, s.diagnostics
}

// shelve gives an asset its published bytes and name.
func (s *shelf) shelve(a *asset) {
	if a.file != "" {
		return
	}
	a.hash = a.source.Hash
	switch path.Ext(a.name) {
	case ".css":
		s.read(a, "text/css")
	case ".js", ".mjs":
		s.read(a, "application/javascript")
	}
	ext := path.Ext(a.name)
	a.file = "assets/" + strings.TrimSuffix(a.name, ext) + "." + hex.EncodeToString(a.hash[:6]) + ext
}

// read reads and minifies a style sheet or script.
func (s *shelf) read(a *asset, mimetype string) {
	text, err := a.source.Bytes()
	if err != nil {
		a.err = err
		return
	}
	if mimetype == "text/css" {
		var edits []edit
		if a.name == siteSheet {
			edits = s.dress(a, text)
		}
		s.open = append(s.open, a.name)
		text = edited(text, s.refer(a, text, edits))
		s.open = s.open[:len(s.open)-1]
	}
	var out bytes.Buffer
	// A reader without a Bytes method: the minifier would write into our slice.
	if err := s.minifier.Minify(mimetype, &out, bytes.NewReader(text)); err != nil {
		s.diagnostics = append(s.diagnostics, minifyDiagnostic(a.source.Path, text, err))
		out.Reset()
		out.Write(text)
	}
	a.text = out.Bytes()
	a.hash = sha256.Sum256(a.text)
}

// minifyDiagnostic says where a style sheet or script is broken.
func minifyDiagnostic(file string, text []byte, err error) diag.Diagnostic {
	span, message := diag.Span{}, err.Error()
	if at, ok := err.(*parse.Error); ok {
		span = diag.Span{Line: int32(at.Line), Col: int32(at.Column), EndLine: int32(at.Line), EndCol: int32(at.Column) + 1}
		message = at.Message
	}
	return diag.At(file, span, diag.Error, "broken-asset", "this file cannot be read: "+message, "")
}

// refer adds to the edits of a style sheet those that make every address of
// another asset that of its published name; what is edited away refers to nothing.
func (s *shelf) refer(a *asset, text []byte, edits []edit) []edit {
	gone := slices.Clone(edits)
	lexer := csslex.NewLexer(parse.NewInputBytes(bytes.Clone(text)))
	offset, importing := 0, false
	for {
		kind, token := lexer.Next()
		if kind == csslex.ErrorToken {
			break
		}
		start := offset
		offset += len(token)
		if slices.ContainsFunc(gone, func(e edit) bool { return start >= e.start && start < e.stop }) {
			continue
		}
		switch kind {
		case csslex.AtKeywordToken:
			importing = strings.EqualFold(string(token), "@import")
		case csslex.URLToken:
			open := bytes.IndexByte(token, '(') + 1
			inner := bytes.TrimSpace(bytes.TrimSuffix(token[open:], []byte(")")))
			address := strings.Trim(string(inner), `"'`)
			if to, ok := s.published(a, text, start, len(token), address); ok {
				edits = append(edits, edit{start, offset, `url("` + to + `")`})
			}
		case csslex.StringToken:
			if importing {
				if to, ok := s.published(a, text, start, len(token), strings.Trim(string(token), `"'`)); ok {
					edits = append(edits, edit{start, offset, `"` + to + `"`})
				}
			}
		case csslex.SemicolonToken:
			importing = false
		}
	}
	return edits
}

// edit puts text in the place of the bytes from start up to stop.
type edit struct {
	start, stop int
	text        string
}

// edited gives text with edits made, none of which touches another.
func edited(text []byte, edits []edit) []byte {
	edits = slices.SortedFunc(slices.Values(edits), func(x, y edit) int { return x.start - y.start })
	var out bytes.Buffer
	from := 0
	for _, e := range edits {
		out.Write(text[from:e.start])
		out.WriteString(e.text)
		from = e.stop
	}
	out.Write(text[from:])
	return out.Bytes()
}

// published gives the address to write for one that stands in style sheet a, if
// it is that of another asset.
func (s *shelf) published(a *asset, text []byte, offset, length int, address string) (string, bool) {
	name := s.nameOf(a, address)
	if name == "" {
		return "", false
	}
	suffix := ""
	if at := strings.IndexAny(address, "?#"); at >= 0 {
		address, suffix = address[:at], address[at:]
	}
	trouble := func(code, message, hint string) (string, bool) {
		span := spanOf(text, offset, length)
		s.diagnostics = append(s.diagnostics, diag.At(a.source.Path, span, diag.Error, code, message, hint))
		return "", false
	}
	target := s.byName[name]
	switch {
	case target == nil:
		return trouble("unknown-asset", fmt.Sprintf("there is no file «%s»", assetFolder+name), diag.DidYouMean(name, s.names))
	case slices.Contains(s.open, name):
		return trouble("assets-in-a-circle", fmt.Sprintf("«%s» and «%s» refer to each other in a circle, so neither can be named by its content", a.name, name), "")
	}
	target.asked = true
	s.shelve(target)
	// Folders keep their names, so only the last part of the address changes.
	return path.Join(path.Dir(address), path.Base(target.file)) + suffix, true
}

// nameOf gives the name of the asset that an address in style sheet a is that of,
// nothing if it leads elsewhere.
func (s *shelf) nameOf(a *asset, address string) string {
	if at := strings.IndexAny(address, "?#"); at >= 0 {
		address = address[:at]
	}
	if address == "" || strings.HasPrefix(address, "/") || strings.ContainsAny(address, ":\\") {
		return "" // a fragment, a path of the host, another host, data:
	}
	name := path.Join(path.Dir(a.name), address)
	if strings.HasPrefix(name, "../") {
		return "" // outside assets/, where files keep their names
	}
	return name
}

// planned is the asset as an output file.
func (a *asset) planned() output.File {
	if a.text == nil && a.err == nil {
		return media.Copied(a.file, a.source)
	}
	return output.File{
		Path:        a.file,
		Fingerprint: func() output.Fingerprint { return a.hash },
		Write: func(ctx context.Context, w io.Writer) error {
			if a.err != nil {
				return a.err
			}
			_, err := w.Write(a.text)
			return err
		},
	}
}

// spanOf gives the place of length bytes at offset in text.
func spanOf(text []byte, offset, length int) diag.Span {
	place := func(offset int) (line, col int32) {
		before := text[:min(offset, len(text))]
		start := bytes.LastIndexByte(before, '\n') + 1
		return int32(bytes.Count(before, []byte("\n")) + 1), int32(utf8.RuneCount(before[start:]) + 1)
	}
	var span diag.Span
	span.Line, span.Col = place(offset)
	span.EndLine, span.EndCol = place(offset + length)
	return span
}

// url gives the address of an asset under a base path.
func (a assets) url(base, name string) (string, error) {
	if found := a.byName[name]; found != nil {
		return base + found.file, nil
	}
	return "", fmt.Errorf("there is no file %s%s", assetFolder, name)
}

// digest stands for all names and what they are published as.
func (a assets) digest() digest {
	var h leaves
	for _, name := range a.names {
		h.text(name)
		h.text(a.byName[name].file)
	}
	return sha256.Sum256(h.buf)
}
