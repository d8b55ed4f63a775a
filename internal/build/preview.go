package build

import (
	"context"
	"slices"
	"strings"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/page"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Preview plans for a writer's own screen: where something is broken it shows
// the last version that was good, and tells every present error.
type Preview struct {
	builder *Builder
	// What the last Result without errors, mended or not, was made of.
	documents []*news.Document // by path
	good      good
	theme     *page.Theme
}

// NewPreview makes a Preview that knows no good version of anything yet.
func NewPreview(settings Settings) *Preview {
	return &Preview{builder: New(settings)}
}

// Close lets go what the Preview holds of the cache.
func (p *Preview) Close() { p.builder.Close() }

// Plan is Builder.Plan, and gives exactly its Result if there are no errors.
// Otherwise broken documents are replaced by their last good version, or left
// out if there never was one; a broken theme, broken words and a broken site.yaml
// likewise. Diagnostics are always those of the files as they are now.
func (p *Preview) Plan(ctx context.Context, snapshot *source.Snapshot, edition site.Edition) (*Result, error) {
	r, err := p.builder.plan(ctx, snapshot, edition, p.good)
	if err != nil {
		return nil, err
	}
	if r.Diagnostics.Errors() > 0 {
		if r, err = p.mend(ctx, r, snapshot, edition); err != nil {
			return nil, err
		}
	} else {
		p.keep(r.material)
	}
	return r, ctx.Err()
}

// rounds bounds how often mending one document may show the need to mend another.
const rounds = 8

// mend gives what can be shown in place of the broken Result r.
func (p *Preview) mend(ctx context.Context, r *Result, snapshot *source.Snapshot, edition site.Edition) (*Result, error) {
	count, m := r.Parsed, r.material
	if m.brokenTheme && p.theme != nil {
		m.theme, m.brokenTheme = p.theme, false
	}
	files := m.diagnostics
	wrong := broken(files)
	m.documents = p.replace(m.documents, wrong)
	m.unreadable = slices.DeleteFunc(slices.Clone(m.unreadable), func(name string) bool { return p.lastGood(name) != nil })
	// The files have been told of; from here on only what the whole shows counts.
	m.diagnostics = nil
	r, err := p.builder.assemble(ctx, snapshot, edition, m)
	if err != nil {
		return nil, err
	}
	present := slices.Clone(files)
	for _, d := range r.whole {
		if !wrong[d.Start.File] { // else it is about a version that is gone
			present = append(present, d)
		}
	}
	for range rounds {
		errors := r.whole.Errors()
		if errors == 0 {
			break
		}
		m.documents = p.replace(m.documents, broken(r.whole))
		next, err := p.builder.assemble(ctx, snapshot, edition, m)
		if err != nil {
			return nil, err
		}
		if next.whole.Errors() >= errors {
			break // it does not help: the Site shows what can be shown
		}
		r = next
	}
	if r.whole.Errors() == 0 && r.Site != nil && !m.brokenTheme {
		p.keep(r.material)
	}
	shown := *r
	shown.Diagnostics, shown.Parsed = present.Sort(), count
	return &shown, nil
}

// replace gives documents with the last good version, or none, of those whose
// path is among the broken ones. A file that cannot be decoded, or not even be
// read, is not among documents; its last good version takes its place, too.
func (p *Preview) replace(documents []*news.Document, broken map[string]bool) []*news.Document {
	mended := make([]*news.Document, 0, len(documents))
	for _, d := range documents {
		if !broken[d.Path] {
			mended = append(mended, d)
		}
	}
	for name := range broken {
		if good := p.lastGood(name); good != nil {
			mended = append(mended, good)
		}
	}
	slices.SortFunc(mended, func(a, b *news.Document) int { return strings.Compare(a.Path, b.Path) })
	return mended
}

// keep remembers what a Result without errors is made of.
func (p *Preview) keep(m material) {
	p.good, p.theme, p.documents = good{m.publication, m.words}, m.theme, m.documents
}

// lastGood gives the last good version of the document at path, or nil.
func (p *Preview) lastGood(path string) *news.Document {
	n, found := slices.BinarySearchFunc(p.documents, path, func(d *news.Document, path string) int { return strings.Compare(d.Path, path) })
	if !found {
		return nil
	}
	return p.documents[n]
}

// broken gives the files that have errors.
func broken(l diag.List) map[string]bool {
	files := map[string]bool{}
	for _, d := range l {
		if d.Severity == diag.Error {
			files[d.Start.File] = true
		}
	}
	return files
}
