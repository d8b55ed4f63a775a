// Package news is the vocabulary and the model of incident news: what an
// article, incident, company, actor, author, page and site.yaml can say, which
// words they may use, and what follows from what is said.
//
// It takes values that package content has decoded and gives the statements in
// them (StatementsOf), the state of an incident on any day (Stand, of the
// statements Until that day), who is who (Names), and what is wrong: with one
// document by itself (Rules), with its names once all are known (NameRules), and
// with what was said after the clock (Future, FutureDays). It never reads a file, never
// looks at the clock and knows nothing of pages.
//
//	article.go files.go     the models: what can be written, in struct tags
//	keys.go                 the table of keys that the tags make
//	vocabulary.go           the closed word lists
//	date.go figure.go       partial dates; figures as writers give them
//	names.go slug.go        who a name means, and the URL part made of it
//	statement.go extract.go what is said, by whom, on which day
//	stand.go                what stands, what leads, what is disputed
//	rules*.go               what one document can break; editorial rules
//	publication.go          site.yaml with its defaults
//
// The struct types of this package are the one table of front matter keys.
// Their tags drive decoding, did-you-mean, `blotter help front-matter`, the JSON
// Schema and completion, so that nothing about a key is written twice:
//
//	key:"name"      the key as written; the options after a comma are
//	                scalar (a plain value stands for the whole map), and
//	                map (the field holds the key under which the entry stands)
//	need:"always"   the key cannot be left out
//	words:"list"    a closed vocabulary, by its name in this package
//	as:"shape"      what a text must look like beyond being text: url, path,
//	                source, slug, incident, article, country, language, email,
//	                currency, cve
//	doc:"…"         the meaning, one sentence without full stop
package news

import (
	"time"

	"blotter/internal/diag"
)

// Kind says what a file in content/ is about.
type Kind uint8

// The kinds of documents, by folder: content/articles, incidents, companies,
// actors, authors, pages; and content/site.yaml.
const (
	KindArticle Kind = iota + 1
	KindIncident
	KindCompany
	KindActor
	KindAuthor
	KindPage
	KindSite
)

// String gives the word that messages use.
func (k Kind) String() string {
	return [...]string{"file", "article", "incident", "company", "actor", "author", "page", "site.yaml"}[k]
}

// Document is one file of content/ after parsing: exactly one of the pointers
// to a model is set, as Kind says. It is immutable.
type Document struct {
	// Path is slash-separated and relative to the project: content/articles/a.md.
	Path string
	Kind Kind
	// ID is the slug of an article or page, and the file name without extension
	// of any other document.
	ID string
	// Digest is the SHA-256 of the file and of the options it was parsed with.
	Digest [32]byte

	Article  *Article
	Incident *IncidentFile
	Company  *CompanyFile
	Actor    *ActorFile
	Author   *AuthorFile
	Page     *PageFile
	Site     *SiteFile

	Body  Body
	Marks Marks
}

// At gives the diagnostic for the front matter value at path, or, where the
// document has none, for its nearest parent.
func (d *Document) At(path string, severity diag.Severity, code, message, hint string) diag.Diagnostic {
	return diag.At(d.Path, d.Marks.Span(path), severity, code, message, hint)
}

// Pos is where the front matter value at path stands.
func (d *Document) Pos(path string) diag.Pos {
	start, _ := d.Marks.Span(path).In(d.Path)
	return start
}

// Mark is where one front matter value stands. Path names it: "title",
// "claims[1].by", "sources[filing].url", "statements[0].attributed_to[1]".
type Mark struct {
	Path string
	Span diag.Span
}

// Marks are the positions of all front matter values of a document, in file order.
type Marks []Mark

// Span gives the position of the value at path or of its nearest parent that
// stands in the file; the zero Span if none does.
func (m Marks) Span(path string) diag.Span {
	for {
		for _, mark := range m {
			if mark.Path == path {
				return mark.Span
			}
		}
		cut := len(path) - 1
		for cut >= 0 && path[cut] != '.' && path[cut] != '[' {
			cut--
		}
		if cut <= 0 {
			return diag.Span{}
		}
		path = path[:cut]
	}
}

// Has reports whether the front matter has a value at path.
func (m Marks) Has(path string) bool {
	for _, mark := range m {
		if mark.Path == path {
			return true
		}
	}
	return false
}

// Body is the text of a document, rendered once. HTML has holes at Slots, which
// are filled when it is known what the links lead to.
type Body struct {
	HTML string
	// Load reads the HTML from where it lies; nil where HTML has it, or there is none.
	Load  func() (string, error)
	Slots []Slot
	// Links are the links and pictures that lead into this site.
	Links    []Link
	Headings []Heading
	// Excerpt is the plain text of the first paragraph, cut at a word to at most
	// 200 code points.
	Excerpt string
	Words   int
	// Quotes are the texts of the pull quotes, for the rule that they must stand in the text.
	Quotes []Quote
	// Days are those on which statements and posts were made, posts copied and
	// indicators seen.
	Days []Day
	// Indicators are the rows of [!iocs] blocks.
	Indicators []Indicator
}

// IsEmpty reports whether there is no text at all.
func (b *Body) IsEmpty() bool { return b.HTML == "" && b.Load == nil }

// Text gives the HTML, wherever it lies.
func (b *Body) Text() (string, error) {
	if b.Load != nil {
		return b.Load()
	}
	return b.HTML, nil
}

// Slot is a hole in Body.HTML at byte Offset.
type Slot struct {
	Offset int
	// Link is the index of the link in Body.Links.
	Link int
	Part SlotPart
}

// SlotPart says what fills a Slot.
type SlotPart uint8

const (
	// OpenTag is filled by <a href="…">, or by nothing where the target is hidden.
	OpenTag SlotPart = iota
	// CloseTag is filled by </a>, or by nothing where the target is hidden.
	CloseTag
	// OpenPicture is filled by <img src="…" and what else belongs to the file (its
	// size, other files to choose from), without the end of the tag; by <picture>
	// and its sources before that, where there are other formats.
	OpenPicture
	// ClosePicture is filled by </picture> where OpenPicture began with one.
	ClosePicture
	// Caption stands in a figure without a caption, Credit in a caption that names
	// nobody: where the file says who must be named, they are filled by a caption
	// that does, or by that part of one.
	Caption
	Credit
)

// Link is a link or picture in a body that leads into this site: to another
// file of content/ (relative to this one), to a path of the site ("/about/"), or
// to a picture beside the file or in static/.
type Link struct {
	// Target is as written, unescaped, without fragment or query.
	Target string
	// Suffix is the query and fragment as written: "#timeline".
	Suffix  string
	Title   string
	Picture bool
	Span    diag.Span
}

// Heading is one heading of a body, for tables of contents and fragment checks.
type Heading struct {
	Level    int
	ID, Text string
}

// Quote is the text of a pull quote and where it stands.
type Quote struct {
	Text string
	Span diag.Span
}

// NoRemotePicture says, wherever a picture is asked for, why it has to be the site's own.
const NoRemotePicture = "pictures from other sites are not shown: they would tell that site who reads this page"

// Day is a date in a body and where it stands.
type Day struct {
	Date
	Span diag.Span
}

// Indicator is one row of an [!iocs] block. Value is stored refanged, as a
// machine reads it; pages print it defanged.
type Indicator struct {
	Type  string
	Value string
	First Date
	Last  Date
	Note  string
}

// Publication is what a site is as a whole: site.yaml with its defaults filled in.
type Publication struct {
	SiteFile
	Zone       *time.Location
	Vocabulary *Vocabulary
	// Base is base_url without a trailing slash; Path is its path part with one
	// slash at each end ("/" or "/news/").
	Base, Path string
}
