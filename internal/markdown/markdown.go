// Package markdown renders the body of one file of content/ once: to HTML with
// holes where the links into this site stand, and to what the rest of the site
// wants to know of the text: links, headings, excerpt, words, quotes, indicators.
//
// It takes the bytes of a body and the line of the file it begins at, and gives
// a news.Body and diagnostics with exact positions. It looks at nothing else: it
// reads no file, follows no link, knows no clock. Equal texts give equal bytes.
//
// # What a body may hold
//
// CommonMark with tables, ~~strikethrough~~, task lists, footnotes, bare URLs and
// addresses as links, typographic quotes, dashes and ellipses. Raw HTML, comments
// included, is shown as it is written. Headings start at h2: the page has its h1.
// A picture alone in a paragraph is a figure; its title is the caption, and what
// follows " | " in the title is the credit.
//
// A quotation whose first line is `> [!kind] key=value …` is a block of the trade:
//
//	statement      by, to, date, url                what somebody says, on record
//	post           by, platform, date, url, copied  a social-media post, copied as text
//	pullquote                                       words of the text, repeated large
//	note, warning                                   an aside of the desk
//	iocs                                            a table of indicators, printed defanged
//
// A value stands in double quotes, or goes on to the next ` key=`.
//
// # Where it differs from CommonMark
//
//   - raw HTML is text, with a warning
//   - the highest heading is h2, and the others keep their distance to it; an
//     id is given to each: its news.Slug, with -2, -3 … where another heading has
//     it, and «section-» before it where a page may use it itself (ReservedID)
//   - a link that is refused is its text, a picture that is refused its
//     alternative text
//   - no link stands in a link, whatever the kind
//   - ~ and ~~ strike through, but do not pair with each other
//   - no bare URL ends in ; and none has a quotation mark in it
//   - straight quotes, --, --- and ... are set typographically, except in code,
//     addresses, raw HTML and behind a backslash
//
// # What a style sheet needs to know
//
//	figure.figure > img + figcaption > span.cr       a picture alone
//	figure.quote > blockquote + figcaption           a statement
//	figure.post > p.by + blockquote + figcaption     a post
//	div.pull[aria-hidden]                            a pull quote
//	div.callout.note, div.callout.warning > p.label  an aside of the desk
//	div.iocs > table.ledger > caption, td[data-l]    indicators
//	section.table[tabindex] > table                  a table; td.left .center .right
//	li.task, li.task.done > span.hid                 a task; .hid is for screen readers
//	sup.beside                                       a footnote's mark right behind another
//	a.footnote-ref, div.footnotes, a.footnote-back   footnotes; the links back stand
//	                                                 next to each other and need 24 px
//	pre[tabindex] > code.language-x > span           code: k keyword, s string,
//	                                                 m number, c comment, nf name, nt tag
//	                                                 or key, nv variable or attribute,
//	                                                 gi added, gd removed, gp prompt
//	a[rel=external]                                  a link to another site
//
// # What it reports
//
// Errors: unsafe-link, empty-link, remote-picture, unknown-fragment,
// hidden-direction; of blocks
// unknown-block, empty-block, bad-attribute, unknown-key, duplicate-key,
// missing-key, empty-value, bad-date; of indicators missing-table,
// missing-column, unknown-column, unknown-indicator-type, bad-indicator; of the
// Limits too-large, too-deep, too-many-cells, too-many-lines, too-many-links.
//
// Warnings: picture-without-alt, link-without-text, pullquote-not-in-text,
// raw-html, heading-skipped, empty-heading, unknown-footnote, unused-footnote,
// unknown-reference, blank-in-address, unclosed-code, unknown-language.
//
// # Safety
//
// Whoever writes a body cannot make a page run a script, load something from
// another host, or take the machine's time: text is escaped, addresses are
// http, https, mailto, tel or inside the site, pictures are the site's own, and
// time and memory grow linearly with the text up to the Limits. What is refused
// is a diagnostic, and is shown as text.
//
// # How it works
//
// goldmark reads the block structure: paragraphs, lists, quotations, code. What
// stands in a line is read here (span.go), because goldmark keeps no position of
// a link's address and takes quadratic time on some texts; the HTML is written
// here too. The way of a body, one step a source file:
//
//	text.go        bytes → clean text; offset → line and column
//	block.go       text → blocks (goldmark), within the Limits
//	direction.go   invisible characters that turn the order of the text
//	definition.go  paragraphs → link definitions, and the rest
//	table.go       paragraphs → tables
//	footnote.go    `[^label]:` → footnotes
//	alert.go       `> [!kind] key=value` → blocks of the trade
//	span.go        the text of one block → tokens: emphasis, links, code …
//	bracket.go     `[`, `]` and what follows → links, pictures, footnotes
//	emphasis.go    `*`, `_`, `~` → emphasis
//	angle.go       `<` → links in angle brackets, raw HTML
//	bare.go        bare URLs and addresses
//	quote.go       straight quotes → which typographic one
//	write.go       blocks → HTML
//	highlight.go   code → HTML with colours; languages.go: of which languages
//	writespan.go   tokens → HTML and plain text
//	writealert.go  blocks of the trade → HTML
//	indicator.go   rows of an [!iocs] block
//	address.go     what a link leads to, and whether it may
//	heading.go     levels and ids
//	plain.go       excerpt, number of words, folded text
package markdown

import (
	"cmp"
	"fmt"
	"strings"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/words"
)

// Options are what a rendering depends on besides the text.
type Options struct {
	// Zone is the site's time zone, for times without an offset; UTC if nil.
	Zone *time.Location
	// Words are what is said around the writers' texts: «Note», «Posted …».
	Words *words.Words
	// Vocabulary names the indicator types; the built-in one if nil.
	Vocabulary *news.Vocabulary
	// Language is the BCP 47 tag of the text; en if empty. It decides which
	// quotation marks are set: those of de, es, fr, else those of English.
	Language string
	// Limits bound what one body may ask of the machine.
	Limits Limits
}

// Limits bound what one body may ask of the machine. A zero field means its
// default, which ordinary articles stay far below. A body that goes beyond one
// has an error that names it and is rendered up to there.
type Limits struct {
	Bytes int // size of the body; 8 MiB
	Block int // size of one paragraph, heading or table row, in bytes; 1 MiB
	Depth int // quotations and list items within each other; 64
	Cells int // cells of all tables together; 200,000
	Lines int // lines, each counted once more for every block it stands in; 1,000,000
	Links int // links, pictures and footnote marks; 50,000
	HTML  int // size of the HTML, in bytes; 32 MiB
}

func (l Limits) withDefaults() Limits {
	for _, f := range []struct {
		limit    *int
		standard int
	}{
		{&l.Bytes, 8 << 20}, {&l.Block, 1 << 20}, {&l.Depth, 64}, {&l.Cells, 200_000},
		{&l.Lines, 1_000_000}, {&l.Links, 50_000}, {&l.HTML, 32 << 20},
	} {
		if *f.limit <= 0 {
			*f.limit = f.standard
		}
	}
	return l
}

// Renderer renders bodies. It is immutable and safe for concurrent use; make it
// once for all bodies.
type Renderer struct {
	words      *words.Words
	zone       *time.Location
	vocabulary *news.Vocabulary
	language   string
	marks      marks // quotation marks of the language
	// tongue is what tells, as attributes, that the words said around a text are
	// not in its language.
	tongue string
	// ltr is what tells, as an attribute, that code reads from left to right where
	// the text does not.
	ltr       string
	limits    Limits
	blocks    blockParser
	languages func() map[string]*language // of code; made when the first code asks
	writers   *sync.Pool                  // of *writer, for their buffers
}

// New makes a Renderer.
func New(o Options) *Renderer {
	r := &Renderer{
		words:      o.Words,
		zone:       o.Zone,
		vocabulary: o.Vocabulary,
		language:   o.Language,
		marks:      marksOf(o.Language),
		limits:     o.Limits.withDefaults(),
		blocks:     newBlockParser(),
		languages:  sync.OnceValue(readLanguages),
	}
	r.language = cmp.Or(r.language, "en")
	if words.Direction(r.language) == "rtl" {
		r.ltr = leftToRight
	}
	if r.zone == nil {
		r.zone = time.UTC
	}
	if r.vocabulary == nil {
		r.vocabulary = news.NewVocabulary(nil)
	}
	r.writers = &sync.Pool{New: func() any { return new(writer) }}
	return r
}

// Words gives the keys of all words that a rendering says.
func Words(w *words.Words) []string {
	var keys []string
	for _, key := range w.Keys() {
		group, _, _ := strings.Cut(key, ".")
		switch group {
		case "body", "date", "indicator", "label", "list", "month", "number", "zone":
			keys = append(keys, key)
		}
	}
	return keys
}

const leftToRight = ` dir="ltr"`

// In gives a Renderer for texts in another language, or written in another
// direction (ltr or rtl); each may be left empty. It shares everything else with r.
func (r *Renderer) In(language, direction string) *Renderer {
	other := *r
	if language != "" {
		other.marks = marksOf(language)
		direction = cmp.Or(direction, words.Direction(language))
	}
	if language != "" && language != r.language {
		other.tongue = ` lang="` + r.language + `"`
	}
	switch direction {
	case "ltr":
		other.ltr = ""
	case "rtl":
		other.ltr = leftToRight
	}
	if direction != "" {
		if ours := words.Direction(r.language); direction != ours {
			other.tongue += ` dir="` + ours + `"`
		}
	}
	return &other
}

// Phrase gives a text that is not Markdown, such as a headline, with its
// quotation marks, dashes and ellipses set.
func (r *Renderer) Phrase(text string) string {
	if !strings.ContainsAny(text, `"'`) && !strings.Contains(text, "--") && !strings.Contains(text, "...") {
		return text
	}
	w := r.writers.Get().(*writer)
	defer r.writers.Put(w)
	w.Renderer, w.html, w.prose = r, w.html[:0], w.prose[:0]
	w.phrase(text)
	w.Renderer = nil
	w.phrases.forget()
	return string(w.prose)
}

// Render renders text, the body of file, which begins at line firstLine of it.
// There is a body beside errors too: what is wrong in it is shown as text.
func (r *Renderer) Render(file string, text []byte, firstLine int) (news.Body, diag.List) {
	if len(text) > r.limits.Bytes {
		return news.Body{}, diag.List{diag.At(file, diag.Span{Line: int32(firstLine), Col: 1, EndLine: int32(firstLine), EndCol: 1}, diag.Error, "too-large",
			fmt.Sprintf("the text has %s; at most %s can be rendered", mebibytes(len(text)), mebibytes(r.limits.Bytes)),
			"split it into several articles")}
	}
	w := r.writers.Get().(*writer)
	defer r.writers.Put(w)
	w.start(r, file, newText(text, firstLine))
	w.src.checkDirection()
	w.document(r.blocks.parse(w.src))
	return w.finish()
}

func mebibytes(n int) string {
	s := fmt.Sprintf("%.1f", float64(n)/(1<<20))
	return strings.TrimSuffix(s, ".0") + " MiB"
}
