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
	"time"

	"blotter/internal/content"
	"blotter/internal/crew"
	"blotter/internal/diag"
	"blotter/internal/feed"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/page"
	"blotter/internal/site"
	"blotter/internal/source"
	"blotter/internal/stamp"
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
	// Cache is a folder for what can be made again, if there are many documents: what
	// those of the project in the folder Project said, what the output looks like, and
	// the fingerprints of its pages. "" for none.
	Cache, Project string
	// Progress, if it is not nil, is told after each of the total documents that are
	// not remembered that it is known now. It is called on many goroutines at once, so the calls may come out
	// of order.
	Progress func(done, total int)
}

// Stamps is where it is kept what the files of large folders look like.
func (s Settings) Stamps() stamp.Drawer { return stamp.Drawer{Folder: s.Cache} }

// Builder makes Results. One run at a time.
type Builder struct {
	settings Settings
	parsed   []*parsed // by path
	spoken   spoken
	theme    theme
	said     said
	known    *site.Memory
	shelf    *shelf   // nil for none
	prints   *prints  // nil for none
	paths    []string // of the last outputs, which are apart
	fewest   int      // worthKeeping, or a test's
}

// parsed is what one file says. The memo is sound because content.Parse looks
// at nothing but the file and the options.
type parsed struct {
	path          string
	hash, options [sha256.Size]byte
	other         bool           // it is no document: nothing else is known of it
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

// said is what site.yaml says, read.
type said struct {
	file        *source.File
	publication *news.Publication
	marks       news.Marks
	diagnostics diag.List
	// words are those in which the vocabulary of translated is; nil if it is not
	// made yet.
	words      *words.Words
	translated *news.Publication
}

// New makes a Builder that remembers nothing yet.
func New(settings Settings) *Builder {
	if settings.Darkroom == nil {
		settings.Darkroom = media.New("", nil)
	}
	return &Builder{settings: settings, known: site.NewMemory(), fewest: worthKeeping}
}

// Close lets go what the Builder holds of the cache. Results that it gave cannot
// be published any more.
func (b *Builder) Close() {
	if b.shelf != nil {
		b.shelf.close()
	}
	b.shelf, b.prints = nil, nil
}

// Tidy removes from the cache what nobody has asked for in a long time before now.
func (b *Builder) Tidy(now time.Time) {
	b.settings.Darkroom.Tidy(now)
	b.settings.Stamps().Tidy(now)
	if b.shelf != nil {
		b.shelf.tidy(now)
	}
	if b.prints != nil {
		b.prints.tidy(now)
	}
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
	marks       news.Marks        // of site.yaml; nil where its links cannot be judged
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
	return b.plan(ctx, snapshot, edition, good{})
}

// good is what to go on with where the files have errors: the publication of
// site.yaml, and the words of its language. Each may be nil.
type good struct {
	publication *news.Publication
	words       *words.Words
}

// plan is Plan with what was good last.
func (b *Builder) plan(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, last good) (*Result, error) {
	m, count, err := b.read(ctx, snapshot, last)
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
func (b *Builder) read(ctx context.Context, snapshot *source.Snapshot, last good) (material, int, error) {
	m := material{diagnostics: snapshot.Diagnostics()}
	if err := b.readSite(ctx, snapshot); err != nil {
		return m, 0, err
	}
	m.diagnostics = append(m.diagnostics, b.said.diagnostics...)
	marks := b.said.marks
	m.publication, m.marks = b.said.publication, marks
	if b.said.diagnostics.Errors() > 0 && last.publication != nil {
		m.publication, m.marks = last.publication, nil
	}
	var l diag.List
	m.words, l = b.loadWords(snapshot, m.publication, marks.Span("language"))
	m.diagnostics = append(m.diagnostics, l...)
	if l.Errors() > 0 && last.words != nil && m.publication != nil && m.publication.Language == last.publication.Language {
		m.words = last.words
	}
	m.publication = b.translated(m.publication, m.words)
	m.theme, l = b.loadTheme(snapshot, m.words, m.publication, marks)
	m.brokenTheme = l.Errors() > 0
	m.diagnostics = append(m.diagnostics, l...)
	if m.publication == nil {
		// Without the site's own words every other message would be a guess.
		return m, 0, nil
	}
	documents, count, err := b.parse(ctx, snapshot, content.NewOptions(m.publication, m.words), m.publication.Zone)
	if err != nil {
		return m, count, err
	}
	levels := news.NewLevels(m.publication.Rules)
	m.documents = make([]*news.Document, 0, len(documents))
	for _, p := range documents {
		m.diagnostics = levels.Append(m.diagnostics, p.diagnostics)
		if p.document != nil {
			m.documents = append(m.documents, p.document)
		} else {
			m.unreadable = append(m.unreadable, p.path)
			m.marks = nil // the page that a menu leads to may be this one
		}
	}
	return m, count, nil
}

// readSite reads site.yaml, unless it was read before. There is no publication if
// it cannot be decoded.
func (b *Builder) readSite(ctx context.Context, snapshot *source.Snapshot) error {
	file, found := snapshot.File(siteFile)
	if !found {
		b.said = said{diagnostics: diag.List{diag.At(siteFile, diag.Span{}, diag.Error, "no-site",
			"there is no "+siteFile+" here",
			"make a new site with «blotter init DIR», or name the site's folder with --project DIR")}}
		return nil
	}
	if b.said.file == file {
		return nil // an equal pointer means equal bytes
	}
	text, err := file.Bytes()
	if err != nil {
		return err
	}
	document, l := content.ParseSite(file.Path, text)
	b.said = said{file: file, diagnostics: l}
	if document == nil {
		return nil
	}
	out := *document.Site
	if b.settings.BaseURL != "" {
		out.BaseURL = b.settings.BaseURL
	}
	publication, err := news.NewPublication(&out)
	if err != nil && l.Errors() == 0 {
		l = append(l, diag.At(file.Path, document.Marks.Span("base_url"), diag.Error, "bad-site", err.Error(), ""))
	}
	for n, format := range out.Images.Formats {
		if err := b.settings.Darkroom.Encoder(ctx, format); err != nil {
			l = append(l, diag.At(file.Path, document.Marks.Span(fmt.Sprintf("images.formats[%d]", n)), diag.Error, "missing-encoder",
				fmt.Sprintf("pictures cannot be made in the format %s: %s", format, err), "install it, or take the format out"))
			b.said.file = nil // somebody may install it: look again
		}
	}
	b.said.publication, b.said.marks, b.said.diagnostics = publication, document.Marks, l
	return nil
}

// translated gives a publication whose vocabulary is in the words w. As long as
// neither changes it is the same one, by which others know that nothing changed.
func (b *Builder) translated(publication *news.Publication, w *words.Words) *news.Publication {
	if publication == nil {
		return nil
	}
	if publication == b.said.translated {
		return publication // a fallback, which is translated already
	}
	if publication != b.said.publication || b.said.words != w {
		in := *publication
		in.Vocabulary = w.Translated(in.Vocabulary)
		b.said.words, b.said.translated = w, &in
	}
	return b.said.translated
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
func (b *Builder) parse(ctx context.Context, snapshot *source.Snapshot, options content.Options, zone *time.Location) ([]*parsed, int, error) {
	digest := options.Digest()
	files, last := snapshot.Files(), b.parsed
	seen := make([]*parsed, len(files)) // as files; nil for what is not known yet
	type unread struct {
		at   int // in files
		file *source.File
	}
	var missing []unread
	for n, f := range files {
		for len(last) > 0 && last[0].path < f.Path {
			last = last[1:]
		}
		if len(last) > 0 && last[0].path == f.Path {
			seen[n] = last[0]
		} else if kind, _, ok := content.KindOf(f.Path); !ok || kind == news.KindSite {
			seen[n] = &parsed{path: f.Path, other: true}
		}
		if p := seen[n]; p == nil || !p.other && (p.hash != f.Hash || p.options != digest) {
			missing = append(missing, unread{n, f})
		}
	}
	shelf := b.shelfFor(len(missing))
	var key [sha256.Size]byte
	if shelf != nil {
		key = shelfKey(digest, zone)
	}
	var count, done atomic.Int64
	tell := func() {
		if n := done.Add(1); b.settings.Progress != nil {
			b.settings.Progress(int(n), len(missing))
		}
	}
	err := crew.Each(ctx, 0, len(missing), func(_ context.Context, n int) error {
		defer tell()
		u := missing[n]
		p := &parsed{path: u.file.Path, hash: u.file.Hash, options: digest}
		if k, ok := shelf.get(p.path, p.hash, key, zone); ok {
			p.document, p.diagnostics = k.Document, k.Diagnostics
			seen[u.at] = p
			return nil
		}
		text, err := u.file.Look()
		if err != nil {
			return err
		}
		p.document, p.diagnostics = content.Parse(p.path, text, options)
		shelf.put(p.path, p.hash, key, kept{p.document, p.diagnostics}, zone)
		seen[u.at] = p
		count.Add(1)
		return nil
	})
	if shelf.flush() != nil {
		b.forsakeShelf() // the disk is full, perhaps
		return b.parse(ctx, snapshot, options, zone)
	}
	// Also what a cancelled run has parsed is worth remembering: the next save
	// cancels the last run, and must not start from nothing.
	b.parsed = slices.DeleteFunc(seen, func(p *parsed) bool { return p == nil })
	if err != nil {
		return nil, int(count.Load()), err
	}
	documents := make([]*parsed, 0, len(b.parsed))
	for _, p := range b.parsed {
		if !p.other {
			documents = append(documents, p)
		}
	}
	shelf.save(documents)
	return documents, int(count.Load()), nil
}

// forsakeShelf goes on without a shelf, and without what was remembered: the texts
// of that may lie on it.
func (b *Builder) forsakeShelf() {
	b.Close()
	b.settings.Cache = ""
	b.parsed = nil
}

// shelfFor gives the shelf for a run that has to know so many documents anew;
// nil where there is none, or it is not worth it. Windows neither renames nor
// removes a file that is read from.
func (b *Builder) shelfFor(documents int) *shelf {
	if b.shelf == nil && runtime.GOOS != "windows" && b.settings.Cache != "" && documents >= b.fewest {
		b.shelf = openShelf(b.settings.Cache, b.settings.Project, b.settings.Program)
	}
	return b.shelf
}

// printsFor gives the prints of a project of so many documents; nil where there are
// none, or it is not worth it.
func (b *Builder) printsFor(documents int) *prints {
	if b.prints == nil && b.settings.Cache != "" && documents >= b.fewest {
		b.prints = openPrints(b.settings.Cache, b.settings.Project, b.settings.Program)
	}
	return b.prints
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
			// An asset's bytes are read later, from the project or from what is built in.
			fmt.Fprintf(sum, "%q %x %t\n", f.Path, f.Hash, f.Builtin)
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
			Marks:       m.marks,
			Words:       m.words,
			Documents:   m.documents,
			Snapshot:    snapshot,
			Edition:     edition,
			Memory:      b.known,
		})
		album, more, err := b.settings.Darkroom.Album(ctx, r.Site)
		if err != nil {
			return nil, err
		}
		r.whole = news.NewLevels(m.publication.Rules).Append(nil, append(l, more...))
		if len(m.unreadable) > 0 {
			r.whole = slices.DeleteFunc(r.whole, consequence)
		}
		r.Files = append(m.theme.Files(r.Site, album), feed.Files(r.Site, b.settings.Program)...)
		r.Files, l = b.apart(r.Files, r.Site)
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
// So it does if the cache is damaged while it is in use; the next run goes on
// without it. The Result has no Snapshot, and Build keeps none while it writes: it
// holds the text of every article, which nobody wants any more then.
func (b *Builder) Build(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, to Target) (*Result, output.Changes, error) {
	r, changes, err := b.build(ctx, snapshot, edition, to)
	if errors.Is(err, errShelf) {
		b.forsakeShelf()
		err = fmt.Errorf("%w: %w", source.ErrChanged, err)
	}
	return r, changes, err
}

func (b *Builder) build(ctx context.Context, snapshot *source.Snapshot, edition site.Edition, to Target) (*Result, output.Changes, error) {
	edition.Drafts = false
	r, err := b.Plan(ctx, snapshot, edition)
	if err != nil {
		return nil, output.Changes{}, err
	}
	r.Snapshot = nil
	if !r.Publishable(to.Strict) {
		return r, output.Changes{}, nil
	}
	to.Stamps = b.settings.Stamps()
	to.Stamps.Fewest = b.fewest
	known := b.printsFor(len(r.material.documents))
	changes, err := output.Publish(ctx, to.Dir, known.remember(r.Files), to.Options)
	known.turn(err == nil)
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
