// Package build says the sentence Read → Parse → Check → New → Plan → Write,
// and remembers what of it is costly.
//
// It takes a snapshot of a project and an edition (the clock is an input) and
// gives a Result: the Site, the outputs that are the whole published site, and
// every diagnostic of every file. Builder.Build publishes a Result that has no
// errors; Preview.Plan mends one that has, with what was last good, so that a
// writer goes on seeing pages. There is one pipeline: nothing here knows what
// changed since the last run. A run is quick because parsed documents are
// remembered by path, content hash and options, and the theme by its files.
//
// The package reads no file but through the snapshot, never looks at the clock
// and never prints.
package build

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"blotter/internal/content"
	"blotter/internal/diag"
	"blotter/internal/feed"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/page"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/words"
)

// siteFile is the one file that every project has.
const siteFile = "content/site.yaml"

// Settings are the same for all runs of a Builder.
type Settings struct {
	// Program is the digest of the running program. It is part of every output's
	// fingerprint, so that a new version writes every page anew.
	Program [sha256.Size]byte
	// BaseURL replaces base_url of site.yaml, if it is not empty.
	BaseURL string
	// Darkroom makes the pictures; one without cache and programs if it is nil.
	Darkroom *media.Darkroom
	// Progress, if it is not nil, is told after each of the total documents that it
	// is parsed. It is called on many goroutines at once, so the calls may come out
	// of order.
	Progress func(done, total int)
}

// Builder makes Results. One run at a time.
type Builder struct {
	settings Settings
	parsed   map[string]parsed // by path
	spoken   spoken
	theme    theme
}

// parsed is what one file says. The memo is sound because content.Parse looks
// at nothing but the file and the options.
type parsed struct {
	path          string
	hash, options [sha256.Size]byte
	document      *news.Document // nil if it cannot be decoded
	diagnostics   diag.List
}

// theme is the templates and assets, loaded.
type theme struct {
	files       [sha256.Size]byte // digest of what it was loaded from
	loaded      *page.Theme
	diagnostics diag.List
}

// spoken is the site's words, loaded.
type spoken struct {
	from        [sha256.Size]byte // digest of what they were loaded from
	loaded      *words.Words
	diagnostics diag.List
}

// New makes a Builder that remembers nothing yet.
func New(settings Settings) *Builder {
	if settings.Darkroom == nil {
		settings.Darkroom = media.New("", nil)
	}
	return &Builder{settings: settings, parsed: map[string]parsed{}}
}

// Result is what one run gives. It is immutable.
type Result struct {
	// Snapshot is what was read; nil in a Result of Build.
	Snapshot *source.Snapshot
	// Site is nil where there is no site.yaml that can be read.
	Site *site.Site
	// Files are the whole published site; none without a Site.
	Files []output.File
	// Diagnostics are those of all files, sorted.
	Diagnostics diag.List
	// Parsed counts the documents that were not remembered.
	Parsed int

	material material
	whole    diag.List // those of Diagnostics that only all documents together show
}

// material is what a Site is made of.
type material struct {
	publication *news.Publication // nil without a readable site.yaml
	documents   []*news.Document  // by path
	unreadable  []string          // files that gave no document
	words       *words.Words
	theme       *page.Theme
	brokenTheme bool
	diagnostics diag.List
}

// Plan runs the sentence up to, but without, writing. What is wrong with the
// content is in the Result; the error is the machine's, or source.ErrChanged.
func (b *Builder) Plan(ctx context.Context, snapshot *source.Snapshot, edition site.Edition) (*Result, error) {
	return b.plan(ctx, snapshot, edition, nil)
}

// plan is Plan with the publication to go on with where site.yaml has errors.
func (b *Builder) plan(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, fallback *news.Publication) (*Result, error) {
	m, count, err := b.read(ctx, snapshot, fallback)
	if err != nil {
		return nil, err
	}
	r, err := b.assemble(ctx, snapshot, edition, m)
	if err != nil {
		return nil, err
	}
	r.Parsed = count
	return r, ctx.Err()
}

// read parses every file of the snapshot and loads the theme.
func (b *Builder) read(ctx context.Context, snapshot *source.Snapshot, fallback *news.Publication) (material, int, error) {
	m := material{diagnostics: snapshot.Diagnostics()}
	publication, marks, l, err := b.publication(ctx, snapshot)
	if err != nil {
		return m, 0, err
	}
	m.diagnostics = append(m.diagnostics, l...)
	m.publication = publication
	if l.Errors() > 0 && fallback != nil {
		m.publication = fallback
	}
	m.words, l = b.loadWords(snapshot, m.publication, marks.Span("language"))
	m.diagnostics = append(m.diagnostics, l...)
	if m.publication != nil {
		translated := *m.publication
		translated.Vocabulary = m.words.Translated(translated.Vocabulary)
		m.publication = &translated
	}
	m.theme, l = b.loadTheme(snapshot, m.words, m.publication, marks)
	m.brokenTheme = l.Errors() > 0
	m.diagnostics = append(m.diagnostics, l...)
	if m.publication == nil {
		// Without the site's own words every other message would be a guess.
		return m, 0, nil
	}
	documents, count, err := b.parse(ctx, snapshot, content.NewOptions(m.publication, m.words))
	if err != nil {
		return m, count, err
	}
	l = nil
	for _, p := range documents {
		l = append(l, p.diagnostics...)
		if p.document != nil {
			m.documents = append(m.documents, p.document)
		} else {
			m.unreadable = append(m.unreadable, p.path)
		}
	}
	m.diagnostics = append(m.diagnostics, news.Levels(l, m.publication.Rules)...)
	return m, count, nil
}

// publication reads site.yaml, and says where its values stand there. The
// publication is nil if it cannot be decoded.
func (b *Builder) publication(ctx context.Context, snapshot *source.Snapshot) (*news.Publication, news.Marks, diag.List, error) {
	file, found := snapshot.File(siteFile)
	if !found {
		return nil, nil, diag.List{diag.At(siteFile, diag.Span{}, diag.Error, "no-site",
			"there is no "+siteFile+" here",
			"make a new site with «blotter init DIR», or name the site's folder with --project DIR")}, nil
	}
	text, err := file.Bytes()
	if err != nil {
		return nil, nil, nil, err
	}
	document, l := content.ParseSite(file.Path, text)
	if document == nil {
		return nil, nil, l, nil
	}
	said := *document.Site
	if b.settings.BaseURL != "" {
		said.BaseURL = b.settings.BaseURL
	}
	publication, err := news.NewPublication(&said)
	if err != nil && l.Errors() == 0 {
		l = append(l, diag.At(file.Path, document.Marks.Span("base_url"), diag.Error, "bad-site", err.Error(), ""))
	}
	for n, format := range said.Images.Formats {
		if err := b.settings.Darkroom.Encoder(ctx, format); err != nil {
			l = append(l, diag.At(file.Path, document.Marks.Span(fmt.Sprintf("images.formats[%d]", n)), diag.Error, "missing-encoder",
				fmt.Sprintf("pictures cannot be made in the format %s: %s", format, err), "install it, or take the format out"))
		}
	}
	return publication, document.Marks, l, nil
}

// loadWords loads the words of a publication's language, which stands at said in
// site.yaml, or gives those that were loaded from the same files.
func (b *Builder) loadWords(snapshot *source.Snapshot, publication *news.Publication, said diag.Span) (*words.Words, diag.List) {
	language := "en"
	if publication != nil {
		language = publication.Language
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %v\n", language, said)
	for _, f := range snapshot.Files() {
		if under(f.Path, "templates/strings") {
			fmt.Fprintf(sum, "%q %x\n", f.Path, f.Hash)
		}
	}
	from := [sha256.Size]byte(sum.Sum(nil))
	if b.spoken.from != from {
		loaded, l := words.Load(snapshot, language, said)
		b.spoken = spoken{from, loaded, l}
	}
	return b.spoken.loaded, b.spoken.diagnostics
}

// parse gives what every document of the snapshot says, by path, and how many
// of them had to be parsed for it.
func (b *Builder) parse(ctx context.Context, snapshot *source.Snapshot, options content.Options) ([]parsed, int, error) {
	digest := options.Digest()
	var files []*source.File
	for _, f := range snapshot.Files() {
		_, known := b.parsed[f.Path]
		if !known { // asking for the kind of 10,000 paths takes a while
			kind, _, ok := content.KindOf(f.Path)
			known = ok && kind != news.KindSite
		}
		if known {
			files = append(files, f)
		}
	}
	all := make([]parsed, len(files))
	count := 0
	var done atomic.Int64
	tell := func() {
		if n := done.Add(1); b.settings.Progress != nil {
			b.settings.Progress(int(n), len(files))
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		if p, ok := b.parsed[f.Path]; ok && p.hash == f.Hash && p.options == digest {
			all[i] = p
			tell()
			continue
		}
		count++
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			text, err := f.Bytes()
			if err != nil {
				return err
			}
			document, l := content.Parse(f.Path, text, options)
			all[i] = parsed{f.Path, f.Hash, digest, document, l}
			tell()
			return nil
		})
	}
	err := g.Wait()
	// Also what a cancelled run has parsed is worth remembering: the next save
	// cancels the last run, and must not start from nothing.
	memo := make(map[string]parsed, len(files))
	for i, f := range files {
		if all[i].options == digest {
			memo[f.Path] = all[i]
		}
	}
	b.parsed = memo
	return all, count, err
}

// loadTheme loads the templates and assets, or gives those that were loaded
// from the same files and words for the same look, which stands at marks in
// site.yaml.
func (b *Builder) loadTheme(snapshot *source.Snapshot, w *words.Words, publication *news.Publication, marks news.Marks) (*page.Theme, diag.List) {
	var look page.Look
	if publication != nil {
		look = page.Look{Theme: publication.Theme, SystemFonts: publication.Fonts == "system", Marks: marks}
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%x %t\n", w.Digest(), look.SystemFonts)
	for _, token := range look.Theme.Tokens() {
		fmt.Fprintf(sum, "%q %t %q %v\n", token.Name, token.Dark, token.Value, marks.Span(token.Path))
	}
	for _, f := range snapshot.Files() {
		if under(f.Path, "templates") || under(f.Path, "static") {
			fmt.Fprintf(sum, "%q %x\n", f.Path, f.Hash)
		}
	}
	files := [sha256.Size]byte(sum.Sum(nil))
	if b.theme.files != files {
		loaded, l := page.Load(snapshot, b.settings.Program, w, look)
		b.theme = theme{files, loaded, l}
	}
	return b.theme.loaded, b.theme.diagnostics
}

// assemble makes the Site of m and plans its outputs.
func (b *Builder) assemble(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, m material) (*Result, error) {
	r := &Result{Snapshot: snapshot, material: m}
	if m.publication != nil {
		var l diag.List
		r.Site, l = site.New(site.Input{
			Publication: m.publication,
			Words:       m.words,
			Documents:   m.documents,
			Snapshot:    snapshot,
			Edition:     edition,
		})
		album, more, err := b.settings.Darkroom.Album(ctx, r.Site)
		if err != nil {
			return nil, err
		}
		r.whole = news.Levels(append(l, more...), m.publication.Rules)
		if len(m.unreadable) > 0 {
			r.whole = slices.DeleteFunc(r.whole, consequence)
		}
		r.Files = append(m.theme.Files(r.Site, album), feed.Files(r.Site, b.settings.Program)...)
		r.Files, l = apart(r.Files, r.Site)
		if m.diagnostics.Errors()+r.whole.Errors() == 0 {
			r.whole = append(r.whole, l...) // otherwise it follows from what is told already
		}
	}
	r.Diagnostics = slices.Concat(m.diagnostics, r.whole).Sort()
	return r, nil
}

// consequence says whether d may be there only because another file cannot be
// read: then nobody knows whether what it names exists. It is told, if it is
// true, as soon as that file is mended; until then nothing is published anyway.
func consequence(d diag.Diagnostic) bool {
	switch d.Code {
	case "link-to-hidden", "near-incident", "nothing-to-follow", "unknown-article", "unknown-incident", "unknown-name":
		return true
	}
	return false
}

// Target is where and how a Result is published.
type Target struct {
	// Dir is the output folder.
	Dir string
	// Strict publishes nothing if there are warnings.
	Strict bool
	output.Options
}

// Build plans and, if there are no errors, publishes. Drafts and embargoed work
// are never published, whatever the edition says. If a file changed since the
// snapshot was taken it fails with source.ErrChanged, and nothing is published.
// The Result has no Snapshot: it holds the text of every article, which nobody
// wants any more when the pages are written.
func (b *Builder) Build(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, to Target) (*Result, output.Changes, error) {
	edition.Drafts = false
	r, err := b.Plan(ctx, snapshot, edition)
	if err != nil {
		return nil, output.Changes{}, err
	}
	r.Snapshot = nil
	if !r.Publishable(to.Strict) {
		return r, output.Changes{}, nil
	}
	changes, err := output.Publish(ctx, to.Dir, r.Files, to.Options)
	if broken, ok := errors.AsType[*media.Broken](err); ok { // only decoding it told
		r.Diagnostics = append(r.Diagnostics, broken.In(r.Site)).Sort()
		return r, output.Changes{}, nil
	}
	return r, changes, err
}

// restarts bounds how often a run starts over because a file changed under it.
const restarts = 5

// Anew calls run, which takes a snapshot and builds from it, until it fails with
// something else than source.ErrChanged or not at all; but not for ever.
func Anew(run func() error) error {
	for try := 1; ; try++ {
		if err := run(); !errors.Is(err, source.ErrChanged) || try == restarts {
			return err
		}
	}
}

// Publishable says that there are no errors and, if strict, no warnings.
func (r *Result) Publishable(strict bool) bool {
	return r.Diagnostics.Errors() == 0 && (!strict || r.Diagnostics.Warnings() == 0)
}

// under says whether path lies in the folder.
func under(path, folder string) bool {
	return len(path) > len(folder) && path[:len(folder)] == folder && path[len(folder)] == '/'
}
