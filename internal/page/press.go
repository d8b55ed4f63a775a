package page

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"text/template/parse"
	"unsafe"

	"blotter/internal/diag"
	"blotter/internal/galley"
	"blotter/internal/words"
)

// press prints views as pages with a theme's templates, for a site under one
// base path. What it has printed of a part (a card, a header) it keeps, since
// the same part stands on many pages, and on the next run's pages too. It is
// safe for concurrent use.
type press struct {
	templates *template.Template
	assets    assets
	words     *words.Words
	base      string
	preload   []string // URLs of the fonts that are needed first
	fragments memo
	sheets    sync.Pool                  // of *bytes.Buffer
	layouts   sync.Pool                  // of *layoutView
	compiled  map[string]*galley.Routine // page templates and the layout, as far as they can be
}

// newPress sets up the templates. They must have been checked.
func newPress(t *templates, a assets, w *words.Words, base string) *press {
	p := &press{assets: a, words: w, base: base}
	p.sheets.New = func() any { return new(bytes.Buffer) }
	p.layouts.New = func() any { return new(layoutView) }
	for _, name := range a.preload {
		p.preload = append(p.preload, base+a.byName[name].file)
	}
	p.set(t.small)
	p.compile(t)
	return p
}

// set takes over templates. It takes copies: html/template writes its escaping
// into the trees. It cannot fail here, for nothing has been printed yet.
func (p *press) set(trees map[string]*parse.Tree) {
	p.templates = template.New("").Funcs(p.functions())
	for _, name := range slices.Sorted(maps.Keys(trees)) {
		template.Must(p.templates.AddParseTree(name, trees[name].Copy()))
	}
}

// compile compiles every template that is printed. Printing a zero value first
// makes html/template write its escaping into the trees; what the template makes
// of that does not matter, and a template that cannot be escaped is not compiled.
func (p *press) compile(t *templates) {
	p.compiled = map[string]*galley.Routine{}
	roots := map[string]reflect.Type{layoutTemplate: reflect.TypeFor[layoutView]()}
	for _, kind := range pageKinds() {
		roots[kind.template] = reflect.TypeOf(kind.view).Elem()
	}
	names := slices.Sorted(maps.Keys(roots))
	escape := func(name string, dot any) {
		if p.templates.Lookup(name) != nil {
			_ = p.templates.ExecuteTemplate(io.Discard, name, dot)
		}
	}
	for _, name := range names {
		escape(name, reflect.New(roots[name]).Interface())
	}
	for _, name := range t.fragments() {
		escape(name, nil)
	}
	c := &galley.Compiler{Templates: p.templates, Functions: p.functions(), Fragment: p.compiledFragment}
	for _, name := range names {
		if r, err := c.Compile(name, roots[name]); err == nil {
			p.compiled[name] = r
		}
	}
}

// execute prints a template; dot is a pointer to a page's view or the layout's.
func (p *press) execute(out *bytes.Buffer, name string, dot any) error {
	if r := p.compiled[name]; r != nil {
		start := out.Len()
		if err := r.Print(out, reflect.ValueOf(dot).Elem()); !errors.Is(err, galley.ErrUnknown) {
			return err
		}
		out.Truncate(start)
	}
	return p.templates.ExecuteTemplate(out, name, dot)
}

// compiledFragment is fragment for compiled templates.
func (p *press) compiledFragment(name string, r *galley.Routine, part reflect.Value) (template.HTML, error) {
	key := fragmentKey{template: name}
	if first := part.Field(0); first.CanAddr() {
		key.part = digest(first.Bytes())
	} else {
		key.part = part.Interface().(sealed).seal()
	}
	if html, ok := p.fragments.get(key); ok {
		return html, nil
	}
	out := p.sheet()
	defer p.sheets.Put(out)
	if err := r.Print(out, part); err != nil {
		return "", err
	}
	html := template.HTML(out.String())
	p.fragments.put(key, html)
	return html, nil
}

// functions are what templates can call, besides what every Go template can.
// They are pure: the same words always give the same text.
func (p *press) functions() template.FuncMap {
	return template.FuncMap{
		// asset gives the published address of a file of static/assets/:
		// {{asset "site.css"}}.
		"asset": func(name string) (string, error) { return p.assets.url(p.base, name) },
		// url gives the address of a path of this site: {{url "/about/"}}.
		"url": func(path string) string { return p.base + strings.TrimPrefix(path, "/") },
		// fragment is like template for what stands on many pages (a Card, an
		// IncidentCard, a Follow, the Chrome), and prints it once for all of them:
		// {{fragment "partials/card" .}}.
		"fragment": p.fragment,
		// word says a word of templates/strings/, its holes filled by name:
		// {{word "story.place" "n" 3 "of" .Stories}}.
		"word": p.word,
		// join puts texts between which something stands into one:
		// {{join .Aliases ", "}}.
		"join": func(list []string, separator string) string { return strings.Join(list, separator) },
		// extra gives a value of an article's free map: {{extra .Extra "review.by"}}.
		"extra": func(list []Extra, key string) string {
			for _, e := range list {
				if e.Key == key {
					return e.Value
				}
			}
			return ""
		},
	}
}

// functionTypes gives the signatures of the functions, for the checker.
func functionTypes() map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for name, f := range (&press{}).functions() {
		out[name] = reflect.TypeOf(f)
	}
	return out
}

func functionNames() []string {
	names := slices.Collect(maps.Keys((&press{}).functions()))
	return append(names, "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "eq", "ne", "lt", "le", "gt", "ge")
}

// fragment prints a part, or gives what it printed of an equal one before.
func (p *press) fragment(name string, part any) (template.HTML, error) {
	sealed, ok := part.(sealed)
	if !ok {
		return "", fmt.Errorf("fragment %s: a %T is not a part", name, part)
	}
	key := fragmentKey{template: name, part: sealed.seal()}
	if html, ok := p.fragments.get(key); ok {
		return html, nil
	}
	out := p.sheet()
	defer p.sheets.Put(out)
	if err := p.templates.ExecuteTemplate(out, name, part); err != nil {
		return "", err
	}
	html := template.HTML(out.String())
	p.fragments.put(key, html)
	return html, nil
}

// sheet gives an empty buffer; its taker puts it back.
func (p *press) sheet() *bytes.Buffer {
	out := p.sheets.Get().(*bytes.Buffer)
	out.Reset()
	return out
}

// print prints a view with the named template, inside the layout.
func (p *press) print(w io.Writer, name string, v view) error {
	out := p.sheet()
	defer p.sheets.Put(out)
	if err := p.lay(out, name, v); err != nil {
		return err
	}
	_, err := w.Write(out.Bytes())
	return err
}

// lay prints a view with the named template, inside the layout.
func (p *press) lay(out *bytes.Buffer, name string, v view) error {
	inner := p.sheet()
	defer p.sheets.Put(inner)
	if err := p.execute(inner, name, v); err != nil {
		return err
	}
	// The layout is printed, and forgotten, before inner is used again: it need not
	// have a copy of the whole page.
	main := unsafe.String(unsafe.SliceData(inner.Bytes()), inner.Len())
	l := p.layouts.Get().(*layoutView)
	defer p.layouts.Put(l)
	*l = p.laid(v, template.HTML(main))
	err := p.execute(out, layoutTemplate, l)
	*l = layoutView{}
	return err
}

// laid gives the layout's view of a page.
func (p *press) laid(v view, main template.HTML) layoutView {
	return layoutView{
		Frame: *v.frame(), Preload: p.preload, Main: main,
		Paper: p.assets.values.light["paper"], DarkPaper: p.assets.values.dark["paper"],
	}
}

// proof has html/template look at every template that can be printed, so that
// markup which it cannot make safe is found now and not on the first page that
// needs it. What a template makes of an empty view does not matter.
func proof(t *templates, a assets, w *words.Words, fragments map[string]reflect.Type) diag.List {
	p := &press{assets: a, words: w, base: "/"}
	p.sheets.New = func() any { return new(bytes.Buffer) }
	p.set(t.trees) // as they were written: the places of what is found are in them
	var found diag.List
	try := func(name string, dot any) {
		if p.templates.Lookup(name) == nil {
			return
		}
		var escape *template.Error
		if err := p.templates.ExecuteTemplate(io.Discard, name, dot); errors.As(err, &escape) {
			if d, ok := t.escapeDiagnostic(err); ok && !slices.ContainsFunc(found, func(k diag.Diagnostic) bool { return k.Start == d.Start }) {
				found = append(found, d)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fragments)) {
		try(name, reflect.Zero(fragments[name]).Interface())
	}
	for _, kind := range pageKinds() {
		try(kind.template, kind.view)
	}
	try(layoutTemplate, layoutView{})
	return found
}

// memo keeps fragments by what they were printed from. It holds two
// generations, each up to memoBytes: when the young one is full it becomes the
// old one, and the old one is let go. So it stays bounded, and what is in use
// stays in it.
type memo struct {
	mu         sync.RWMutex
	young, old map[fragmentKey]template.HTML
	bytes      int
}

const memoBytes = 24 << 20

// fragmentKey is a template and the digest of the part it was given.
type fragmentKey struct {
	template string
	part     digest
}

func (m *memo) get(key fragmentKey) (template.HTML, bool) {
	m.mu.RLock()
	html, young := m.young[key]
	ok := young
	if !young {
		html, ok = m.old[key]
	}
	m.mu.RUnlock()
	if ok && !young {
		m.put(key, html)
	}
	return html, ok
}

func (m *memo) put(key fragmentKey, html template.HTML) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.young == nil || m.bytes > memoBytes {
		m.old, m.young, m.bytes = m.young, map[fragmentKey]template.HTML{}, 0
	}
	m.young[key] = html
	m.bytes += len(html) + len(key.part) + 64
}
