// Package page prints the site's HTML: every page, the assets they need, and
// the files that are published as they are.
//
// It takes a snapshot's templates and assets (Load) and a Site (Theme.Files),
// and gives output files: a path, a fingerprint and a function that writes the
// bytes. It never decides what may be seen, where a page lies or what stands of
// an incident (package site has), and it reads no clock.
//
// # From the Site to a page
//
// The desk makes a view of what a page shows (views.go): a closed tree of
// values, with everything in words already and every word with its speaker. The
// press prints the view: the page's template, minified when it was loaded, and the
// layout around it.
// A page is a pure function of its view and its templates, so the fingerprint is
//
//	the view's digest   every leaf; cards, headers and bodies count by theirs
//	the closure         of the page's templates and layout: all they can call,
//	                    the words they say, and the published names of the assets
//	                    they ask for
//	the program, the base path, the page's kind
//
// and nothing has to remember which page looked at what. A page is planned as
// two functions; views are made when one of them is called.
//
// # Themes
//
// templates/NAME.html are the pages (pageKinds) and the layout; templates/
// partials/ are what they share. A site's file of the same path takes the place
// of the built-in one. Templates are checked against the views when they are
// loaded (check.go): a misspelt field is an error at its line, whether or not
// anything would ever have printed it.
//
// What site.yaml says of the look (look.go) is worked into the style sheet before
// that is named: no page has another one for it.
//
// Files of static/assets/ are published under a name that holds their hash
// (assets.go); what else is in static/ keeps its name.
package page

import (
	"context"
	"crypto/sha256"
	"io"
	"strings"
	"sync"

	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/tally"
	"blotter/internal/words"
)

// Theme is the templates and assets of one snapshot, checked. It is immutable
// and safe for concurrent use.
type Theme struct {
	program   [32]byte
	words     *words.Words
	templates templates
	assets    assets
	calls     map[call]bool     // the templates that pages come to call, and what they give them
	wanted    wanted            // what its templates ask for
	closures  map[string]digest // by page template, the layout included

	mu   sync.Mutex
	last *press // for the base path that was last asked for, which hardly ever changes
}

// Load reads the templates (templates/) and assets (static/assets/) of a
// snapshot, to be printed in the words of w with the look of site.yaml. program is the digest of the
// program itself: another program may print other pages. It always gives a Theme, also beside errors: the preview
// shows what can be shown; a build publishes nothing then.
func Load(s *source.Snapshot, program [32]byte, w *words.Words, look Look) (*Theme, diag.List) {
	t := &Theme{program: program, words: w, closures: map[string]digest{}}
	var found, more diag.List
	t.templates, found = loadTemplates(s.Files())
	t.assets, more = loadAssets(s.Files(), look)
	found = append(found, more...)
	checked, more := check(&t.templates, t.assets, w)
	t.calls, t.wanted = checked.done, checked.asked.wants()
	found = append(found, more...)
	found = append(found, t.templates.unsaid(w)...)
	if found.Errors() > 0 {
		t.wanted = (*asked)(nil).wants() // who knows what was not followed
	} else {
		found = append(found, proof(&t.templates, t.assets, t.words, checked.fragments)...)
	}
	for _, kind := range pageKinds() {
		t.closures[kind.template] = t.templates.closure(t.assets, w, kind.template, layoutTemplate)
	}
	return t, found.Sort()
}

// Err says that an asset could not be read when the theme was loaded, most
// likely because it was being changed (source.ErrChanged). The file that
// publishes it gives the same error; a Theme that has one should not be kept.
func (t *Theme) Err() error {
	for _, name := range t.assets.names {
		if err := t.assets.byName[name].err; err != nil {
			return err
		}
	}
	return nil
}

// press gives the theme's press for a base path.
func (t *Theme) press(base string) *press {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil || t.last.base != base {
		t.last = newPress(&t.templates, t.assets, t.words, base)
	}
	return t.last
}

// Files plans every page of s, and every asset, static file and picture; album
// has the pictures of s. Nothing is made before a File is asked for its
// fingerprint or its bytes.
func (t *Theme) Files(s *site.Site, album *media.Album) []output.File {
	p := t.plan(s, album)
	pictures := album.Files()
	files := make([]output.File, 0, len(p.sheets)+len(pictures)+len(s.Attachments)+len(s.Static)+len(t.assets.names))
	for n := range p.sheets {
		file := output.File{
			Path:        p.sheets[n].file,
			Fingerprint: func() output.Fingerprint { return p.fingerprintOf(n) },
			Write:       func(ctx context.Context, w io.Writer) error { return p.write(ctx, w, n) },
		}
		if p.sheets[n].parts != nil {
			file.Key = func() output.Key { return p.key(&p.sheets[n]) }
		}
		files = append(files, file)
	}
	files = append(files, tally.Files(t.program, p.desk.counts)...)
	files = append(files, pictures...)
	drawn := map[string]bool{} // two articles may have the same card
	for _, a := range s.Articles {
		if card, ok := p.desk.social()[a]; ok && !drawn[card.Path] {
			drawn[card.Path] = true
			files = append(files, card)
		}
	}
	for _, a := range s.Attachments {
		files = append(files, media.Copied(a.File, a.Source))
	}
	for _, name := range t.assets.names {
		if a := t.assets.byName[name]; !a.spare {
			files = append(files, a.planned())
		}
	}
	for _, f := range s.Static {
		switch name := strings.TrimPrefix(f.Path, "static/"); name {
		case "_headers", "_redirects", "robots.txt": // package feed has lines of its own for these
		default:
			files = append(files, album.File(name, f))
		}
	}
	return files
}

// plan plans every page of s.
func (t *Theme) plan(s *site.Site, album *media.Album) *plan {
	p := &plan{theme: t, desk: newDesk(s, album), press: t.press(s.Path)}
	p.desk.wanted = t.wanted
	p.sheets = make([]sheet, 0, len(s.Articles)+len(s.Articles)/2+len(s.Withdrawn)+len(s.Incidents)/4+100)
	p.whole = sync.OnceValue(p.wholeOf)
	p.home()
	p.incidents()
	for _, a := range s.Articles {
		p.keyed("article", a.File, func(k *key) { k.articlePage(a) }, func() view { return p.desk.article(a) })
	}
	for _, a := range s.Withdrawn {
		p.page("withdrawn", a.File, func() view { return p.desk.withdrawn(a) })
	}
	for _, i := range s.Incidents {
		if i.URL != "" {
			p.keyed("incident", i.File, func(k *key) { k.incidentPage(i) }, func() view { return p.desk.incident(i) })
		}
	}
	for _, kind := range site.TermKinds() {
		if kind == site.Status {
			p.page("ladder", kind.Folder()+"/index.html", func() view { return p.desk.ladder() })
		} else {
			p.page("index", kind.Folder()+"/index.html", func() view { return p.desk.kindIndex(kind) })
		}
		for _, term := range s.Terms[kind] {
			p.term(term)
		}
	}
	p.page("archive", "archive/index.html", func() view { return p.desk.archive() })
	for at := range s.Months {
		p.month(at)
	}
	for _, page := range s.Pages {
		if page != s.Ladder {
			p.page("page", page.File, func() view { return p.desk.text(page) })
		}
	}
	p.log()
	if s.Newsletter != nil {
		p.page("newsletter", "newsletter/index.html", func() view { return p.desk.newsletter() })
		p.page("thanks", "newsletter/thanks/index.html", func() view { return p.desk.thanks() })
	}
	p.page("dashboard", "dashboard/index.html", func() view { return p.desk.dashboard() })
	p.page("feeds", "feeds/index.html", func() view { return p.desk.feeds() })
	p.page("404", "404.html", func() view { return p.desk.notFound() })
	for n := range s.Redirects {
		p.page("redirect", s.Redirects[n].File, func() view { return p.desk.redirect(&s.Redirects[n]) })
	}
	return p
}

// plan gathers the pages of one Site.
type plan struct {
	theme  *Theme
	desk   *desk
	press  *press
	sheets []sheet
	made   output.Recent[view]

	whole func() digest // see wholeOf
}

// sheet is a page that is planned: its template, where it lies and how its view
// is made; parts are those of its key (key.go), nil for none.
type sheet struct {
	template, file string
	make           func() view
	parts          func(*key)
}

func (p *plan) page(template, file string, make func() view) {
	p.sheets = append(p.sheets, sheet{template: template, file: file, make: make})
}

// fingerprintOf gives the fingerprint of a sheet.
func (p *plan) fingerprintOf(n int) output.Fingerprint {
	v := p.sheets[n].make()
	p.made.Keep(n, v)
	return p.fingerprint(p.sheets[n].template, v)
}

// write prints a sheet.
func (p *plan) write(ctx context.Context, w io.Writer, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	v, ok := p.made.Take(n)
	if !ok {
		v = p.sheets[n].make()
	}
	if failure := p.desk.failure.Load(); failure != nil {
		return *failure
	}
	return p.press.print(w, p.sheets[n].template, v)
}

// fingerprint hashes everything that a page's bytes depend on.
func (p *plan) fingerprint(template string, v view) output.Fingerprint {
	viewed, closure := digestOf(v), p.theme.closures[template]
	h := leaves{buf: make([]byte, 0, 256)}
	h.text("page")
	h.text(template)
	h.text(p.press.base)
	h.buf = append(h.buf, p.theme.program[:]...)
	h.buf = append(h.buf, closure[:]...)
	h.buf = append(h.buf, viewed[:]...)
	return sha256.Sum256(h.buf)
}
