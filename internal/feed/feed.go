// Package feed writes what machines read about the site: the feed, the
// sitemap, and the files that tell robots and hosts how to treat it.
//
// It takes a Site and gives output files: the feeds (RSS 2.0, feeds.go),
// sitemap.xml, robots.txt, _headers and _redirects. Whatever it says of an incident, it says
// with the speaker (words.go; package page prints the same words). Nothing here
// is ever minified: white space in XML belongs to whoever reads it.
//
// It never decides what may be seen: what is not in the Site is in no feed, and
// what is not for search engines (withdrawn, moved, not public yet) is in no
// sitemap. The sitemap lists every article, incident, term, month and page;
// numbered pages of long lists are left out, since they only repeat those.
package feed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"sync"

	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Files plans the feeds, the sitemap, robots.txt, _redirects and _headers.
// program is the digest of the program itself.
func Files(s *site.Site, program [32]byte) []output.File {
	p := &plan{site: s, program: program, words: NewWords(s)}
	for _, f := range Feeds(s) {
		p.add(f.file, func(w *bytes.Buffer) { p.rss(w, &f) }, nil)
		if f.list != nil {
			p.files[len(p.files)-1].Key = func() output.Key { return p.key(&f) }
		}
	}
	p.sitemap()
	if own := p.static("robots.txt"); own != nil {
		p.add("robots.txt", func(*bytes.Buffer) {}, own)
	} else {
		p.add("robots.txt", func(w *bytes.Buffer) { robots(w, s) }, nil)
	}
	// A site's own lines come after ours. In _redirects the first rule that fits
	// decides, so that a catch-all of theirs cannot break the addresses that we
	// promise to keep. In _headers all rules that fit count and hosts join equal
	// headers with a comma; two security policies are then both in force, so that
	// theirs can make ours stricter and never looser.
	p.add("_headers", func(w *bytes.Buffer) { headers(w, s) }, p.static("_headers"))
	if own := p.static("_redirects"); own != nil || len(s.Redirects) > 0 {
		p.add("_redirects", func(w *bytes.Buffer) { redirects(w, s) }, own)
	}
	return p.files
}

// plan gathers the files.
type plan struct {
	site    *site.Site
	program [32]byte
	words   Words
	files   []output.File
	made    output.Recent[*bytes.Buffer]
	sheets  sync.Pool // of *bytes.Buffer
}

// static gives the site's own static file of that name, or nil.
func (p *plan) static(name string) *source.File {
	for _, f := range p.site.Static {
		if f.Path == "static/"+name {
			return f
		}
	}
	return nil
}

// add plans a file of what write writes, followed by the site's own lines. These
// files are small, so that the fingerprint is that of the bytes themselves.
func (p *plan) add(path string, write func(*bytes.Buffer), own *source.File) {
	number := len(p.files)
	written := func() *bytes.Buffer {
		sheet, ok := p.sheets.Get().(*bytes.Buffer)
		if !ok {
			sheet = new(bytes.Buffer)
		}
		sheet.Reset()
		write(sheet)
		return sheet
	}
	p.files = append(p.files, output.File{
		Path: path,
		Fingerprint: func() output.Fingerprint {
			text := written()
			sum := sha256.New()
			sum.Write([]byte(path))
			sum.Write(p.program[:])
			sum.Write(text.Bytes())
			if own != nil {
				sum.Write(own.Hash[:])
			}
			p.made.Keep(number, text)
			return output.Fingerprint(sum.Sum(nil))
		},
		Write: func(ctx context.Context, w io.Writer) error {
			ours, made := p.made.Take(number)
			if !made {
				ours = written()
			}
			defer p.sheets.Put(ours)
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, err := w.Write(ours.Bytes()); err != nil || own == nil {
				return err
			}
			theirs, err := own.Look()
			if err != nil {
				return err
			}
			_, err = w.Write(theirs)
			return err
		},
	})
}

// key hashes what a feed of articles depends on (output.File.Key).
func (p *plan) key(f *Feed) output.Key {
	digests := p.site.Digests()
	sum := sha256.New()
	fmt.Fprintf(sum, "feed %q %q %q %q", f.file, f.Title, f.URL, f.page)
	sum.Write(p.program[:])
	sum.Write(digests.Whole[:])
	list := f.list()
	for _, a := range list[:min(p.items(), len(list))] {
		d := digests.Article(a)
		sum.Write(d[:])
	}
	return output.Key(sum.Sum(nil))
}

// absolute gives the whole address of a URL path on the host.
func absolute(s *site.Site, url string) string {
	return strings.TrimSuffix(s.Base, strings.TrimSuffix(s.Path, "/")) + url
}
