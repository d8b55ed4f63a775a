// Package content reads one file of content/: it gives the document that is
// written in it, with the position of every front matter value and with its body
// rendered, and everything that is wrong with it.
//
// Parse takes a path, the file's bytes and the Options that a site's
// publication makes; ParseSite reads site.yaml, from which the publication is
// made; KindOf says by the folder which files are documents. The package looks
// at nothing else: not at other files, not at the clock. Equal arguments give
// equal results, so that a document can be memoised by its Digest.
//
// It fails closed. Front matter decides what is published, so whatever cannot
// be read with certainty is an error, and the file then gives no document: an
// unknown, repeated or misspelt key, a word outside its vocabulary, `draft: yes`,
// a fence that does not close, a ` #` that would cut a headline short.
//
// The way of a file, one step a source file:
//
//	kind.go    path → kind and id
//	text.go    bytes → UTF-8 with line feeds, and what is refused at once
//	frame.go   text → where the front matter stands and where the body begins
//	yaml.go    front matter → a tree of positioned nodes, the same for the three
//	toml.go    syntaxes; mend.go explains what YAML cannot read
//	json.go
//	keys.go    the struct tags of package news → the tables of keys
//	decode.go  tree + table → a struct of package news and its Marks
//	shape.go   what a text must look like: URLs, paths, slugs, countries …
//	report.go  where something stands and what to tell the writer
//
// A mark (news.Mark) stands where the value stands; for a value that is a block
// of several lines (a list or map in YAML, a table in TOML) it stands at its key.
//
// Texts that readers see get the quotation marks, dashes and ellipses of the
// file's language here, once, so that a headline reads the same on its page, in
// lists, feeds and exports: "core" becomes “core” or «core». Texts that mean
// something to the letter (URLs, paths, codes; the tag exact) stay as they are.
//
// YAML comments may stand on a line of their own, and behind a value that cannot
// contain a blank and a hash: a date, a number, true, a word of a vocabulary, a
// URL, anything in quotes. Behind unquoted text they are an error, because nobody
// can tell `#3 this year` from a comment.
package content

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/markdown"
	"blotter/internal/news"
	"blotter/internal/words"
)

// What one file may ask of the machine. Ordinary articles stay far below.
const (
	maxFile   = 8 << 20  // bytes of a file
	maxHeader = 64 << 10 // bytes of front matter
	maxDepth  = 64       // maps and lists within each other
	maxValues = 10_000   // values in one front matter
	maxErrors = 20       // errors that are told of one file
)

// Options are what reading a document depends on besides its file. The zero
// Options are not usable; make them with NewOptions.
type Options struct {
	vocabulary *news.Vocabulary
	zone       *time.Location
	language   string
	renderer   *markdown.Renderer
	readers    *sync.Pool // of *bufio.Reader, for their buffers
	digest     [32]byte
}

// NewOptions takes from a publication, and from the words of its language, what
// reading depends on. Without words nothing can be read that has a body.
func NewOptions(pub *news.Publication, w *words.Words) Options {
	o := Options{vocabulary: pub.Vocabulary, zone: pub.Zone, language: pub.Language}
	if o.vocabulary == nil {
		o.vocabulary = news.NewVocabulary(nil)
	}
	if o.zone == nil {
		o.zone = time.UTC
	}
	o.readers = &sync.Pool{New: func() any { return bufio.NewReader(nil) }}
	o.renderer = markdown.New(markdown.Options{Words: w, Zone: o.zone, Vocabulary: o.vocabulary, Language: o.language})

	h := sha256.New()
	write := func(texts ...string) {
		for _, s := range texts {
			var size [8]byte
			binary.LittleEndian.PutUint64(size[:], uint64(len(s)))
			h.Write(size[:])
			h.Write([]byte(s))
		}
	}
	write(o.zone.String(), o.language)
	for _, list := range vocabularies() {
		for _, w := range o.vocabulary.Words(list) {
			write(list, w.Value, w.Label, w.Definition, w.Parent)
		}
	}
	if w != nil {
		for _, key := range markdown.Words(w) {
			write(key, w.Written(key))
		}
	}
	h.Sum(o.digest[:0])
	return o
}

// Digest identifies the options: two documents are equal if their path, bytes
// and options digest are.
func (o Options) Digest() [32]byte { return o.digest }

// Parse reads the file at path, which KindOf knows, and gives its document and
// what is wrong with it. If the front matter cannot be read with certainty there
// is no document: then at least one of the diagnostics is an error. Errors of
// the body alone, or of the rules of package news, leave the document.
func Parse(path string, text []byte, o Options) (*news.Document, diag.List) {
	kind, id, ok := KindOf(path)
	if !ok || kind == 0 {
		return nil, misplaced(path)
	}
	if kind == news.KindSite {
		return ParseSite(path, text)
	}
	r := &report{file: path}
	doc := r.read(kind, id, text, o)
	if doc != nil {
		r.list = append(r.list, news.Rules(doc, o.vocabulary, o.language)...)
		r.list = news.SetAside(doc, r.list)
	}
	return doc, r.told()
}

// ParseSite reads site.yaml, which is YAML from its first line to its last.
func ParseSite(path string, text []byte) (*news.Document, diag.List) {
	r := &report{file: path}
	o := NewOptions(&news.Publication{}, nil)
	doc := r.read(news.KindSite, "site", text, o)
	if doc != nil {
		r.list = append(r.list, news.Rules(doc, o.vocabulary, doc.Site.Language)...)
	}
	return doc, r.told()
}

// read gives the document in a file, nil if its front matter has errors. The
// body is rendered even then, so that its mistakes are told with the others.
func (r *report) read(kind news.Kind, id string, text []byte, o Options) *news.Document {
	clean, ok := r.open(text)
	if !ok {
		return nil
	}
	var f frame
	if kind == news.KindSite {
		clean, f, ok = r.wholeFrame(clean)
	} else {
		clean, f, ok = r.findFrame(clean, tableOf(kind))
	}
	if !ok {
		return nil
	}
	d := &decoder{report: r, options: o}
	doc := d.document(kind, clean, f)
	renderer := o.renderer.In(tongueOf(doc))
	d.typeset(renderer)
	doc.ID = r.identity(doc, id)
	doc.Digest = digestOf(r.file, text, o)
	if r.list.Errors() > 0 {
		doc = nil
	}
	if kind != news.KindSite {
		firstLine, _ := newRuler(clean).place(f.body)
		body, said := renderer.Render(r.file, clean[f.body:], firstLine)
		r.list = append(r.list, said...)
		if doc != nil {
			doc.Body = body
		}
	}
	return doc
}

// tongueOf gives the language that a document is in, and the direction it is
// written in, where it says so itself.
func tongueOf(d *news.Document) (language, direction string) {
	switch {
	case d.Article != nil:
		return d.Article.Language, d.Article.Dir
	case d.Site != nil:
		return d.Site.Language, ""
	}
	return "", ""
}

func digestOf(path string, text []byte, o Options) (sum [32]byte) {
	h := sha256.New()
	h.Write(o.digest[:])
	h.Write([]byte(path))
	h.Write([]byte{0})
	h.Write(text)
	h.Sum(sum[:0])
	return sum
}
