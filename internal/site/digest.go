package site

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"
	"time"

	"blotter/internal/news"
)

// Digest is the SHA-256 of everything that a page could tell of something, and more.
// It may change although no reader would see anything new; it never stays the same
// where one could. It tells of hidden things as well (a document's is that of its
// whole file), and so must never be published.
type Digest [sha256.Size]byte

// Digests are those of what is in a Site. What stands for itself is hashed by
// reflection, so that no field can be forgotten; what it refers to counts by its
// own digest, or by its address and its file.
type Digests struct {
	// Whole is of what every page depends on: the words, site.yaml, the edition but
	// for its clock, and what the site's zone means on this machine.
	Whole Digest

	site      *Site
	terms     map[*Term]Digest
	incidents []Digest  // by number
	articles  []Digest  // by number
	paper     sync.Pool // of *[]byte, to collect on
}

// Digests gives the digests of what is in s. They are made when somebody first asks.
func (s *Site) Digests() *Digests {
	if s.digests == nil { // it was not made by New
		return newDigests(s)
	}
	return s.digests()
}

// Article is of an article, of its incidents and of the terms that it is filed under.
func (d *Digests) Article(a *Article) Digest { return d.articles[a.Number] }

// Incident is of an incident and of all that stands of it, of its organisations, and
// of the files and addresses of its articles.
func (d *Digests) Incident(i *Incident) Digest { return d.incidents[i.Number] }

// Term is of a term itself, and not of what is filed under it.
func (d *Digests) Term(t *Term) Digest { return d.terms[t] }

func newDigests(s *Site) *Digests {
	d := &Digests{
		site:      s,
		terms:     map[*Term]Digest{},
		incidents: make([]Digest, len(s.Incidents)),
		articles:  make([]Digest, len(s.Articles)+len(s.Withdrawn)),
	}
	d.paper.New = func() any { return new([]byte) }
	d.Whole = d.whole()
	for _, terms := range s.Terms {
		for _, t := range terms {
			own := *t
			own.Articles, own.Mentions, own.Incidents, own.Alleged, own.Elsewhere, own.Parent = nil, nil, nil, nil, nil, nil
			d.terms[t] = d.of(reflect.ValueOf(&own))
			if t.Parent != nil {
				whole := d.terms[t]
				d.terms[t] = sha256.Sum256(text(text(whole[:], t.Parent.Name), t.Parent.URL))
			}
		}
	}
	inParallel(s.Incidents, func(i *Incident) {
		own := *i
		own.Number = 0
		d.incidents[i.Number] = d.of(reflect.ValueOf(&own))
	})
	inParallel(slices.Concat(s.Articles, s.Withdrawn), func(a *Article) {
		own := *a
		own.Number = 0
		if len(a.Incidents) > 0 && a.Incidents[0].Doc == nil && len(a.Incidents[0].speaking) == 1 {
			own.Stood = nil // it is what stands of its incident
		}
		d.articles[a.Number] = d.of(reflect.ValueOf(&own))
	})
	return d
}

func (d *Digests) whole() Digest {
	s := d.site
	words := s.Words.Digest()
	b := append([]byte(nil), words[:]...)
	own := *s.Publication
	own.Zone, own.Vocabulary = nil, nil // what is made of site.yaml and the words
	b = d.exported(b, reflect.ValueOf(&own).Elem())
	b = text(b, s.Edition.TLP)
	b = append(b, yes(s.Edition.Drafts))
	// The machine's table of zones may say otherwise after an update.
	b = text(b, s.Zone.String())
	for at := time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC).In(s.Zone); at.Year() < 2200; {
		b = instant(b, at)
		_, end := at.ZoneBounds()
		if end.IsZero() {
			break
		}
		if !end.After(at) { // at some bounds it tells that there is nothing beyond
			end = at.AddDate(0, 0, 1)
		}
		at = end
	}
	return sha256.Sum256(b)
}

// of hashes the exported fields of a struct, to which v points.
func (d *Digests) of(v reflect.Value) Digest {
	b := d.paper.Get().(*[]byte)
	defer d.paper.Put(b)
	*b = d.exported((*b)[:0], v.Elem())
	return sha256.Sum256(*b)
}

// exported appends the exported fields of a struct: nobody else can read the others.
func (d *Digests) exported(b []byte, v reflect.Value) []byte {
	for n := range v.NumField() {
		if field := v.Field(n); field.CanInterface() {
			b = d.add(b, field)
		}
	}
	return b
}

// add appends a value, each text with its length in front, so that no two values of
// one type give the same bytes.
func (d *Digests) add(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return text(b, v.String())
	case reflect.Bool:
		return append(b, yes(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		for n := range v.Len() {
			b = d.add(b, v.Index(n))
		}
		return b
	case reflect.Struct:
		switch whole := v.Addr().Interface().(type) {
		case *time.Time:
			return instant(b, *whole)
		case *news.Standing:
			return d.standing(b, whole)
		}
		return d.exported(b, v)
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0)
		}
		return d.pointed(append(b, 1), v)
	}
	panic(fmt.Sprintf("site: there is a %s in a Site", v.Type()))
}

// pointed appends what a pointer leads to.
func (d *Digests) pointed(b []byte, v reflect.Value) []byte {
	switch to := v.Interface().(type) {
	case *news.Document:
		return d.document(b, to)
	case *Article:
		b = instant(text(d.document(b, to.Document), to.URL), to.Until)
		return append(b, byte(to.State))
	case *Incident: // those of articles are made last
		return append(b, d.incidents[to.Number][:]...)
	case *Term:
		own := d.terms[to]
		return append(b, own[:]...)
	case *Picture:
		return append(text(b, to.Source.Path), to.Source.Hash[:]...)
	}
	return d.add(b, v.Elem())
}

// document appends a document: its file, which of its sources may be seen, and
// where its article is, if there is one to be seen.
func (d *Digests) document(b []byte, doc *news.Document) []byte {
	b = append(b, doc.Digest[:]...)
	if sources, some := d.site.sources[doc.Path]; some {
		b = binary.AppendUvarint(b, uint64(len(sources))+1)
		for n := range sources {
			b = text(b, sources[n].ID)
		}
	} else {
		b = append(b, 0)
	}
	if a := d.site.article[doc]; a != nil {
		return append(text(b, a.URL), byte(a.State)+1)
	}
	return append(b, 0)
}

// standing appends what stands. The history has every statement; the other lists
// say which of it they hold.
func (d *Digests) standing(b []byte, s *news.Standing) []byte {
	statement := func(said *news.Statement) {
		if said == nil {
			b = append(b, 0)
			return
		}
		at := slices.IndexFunc(s.History, func(p news.Past) bool { return p.Remark == said.Remark })
		b = binary.AppendUvarint(b, uint64(at+2))
		if at < 0 {
			b = d.add(b, reflect.ValueOf(said.Remark))
		}
	}
	for _, leads := range []*news.Statement{s.Type, s.Attribution, s.Entry, s.Status} {
		statement(leads)
	}
	for _, list := range [][]news.Statement{s.Types, s.Attributions, s.Entries, s.Statuses, s.Figures, s.Claims, s.Legal} {
		b = binary.AppendUvarint(b, uint64(len(list)))
		for n := range list {
			statement(&list[n])
		}
	}
	rest := *s
	rest.Type, rest.Attribution, rest.Entry, rest.Status = nil, nil, nil, nil
	rest.Types, rest.Attributions, rest.Entries, rest.Statuses, rest.Figures, rest.Claims, rest.Legal = nil, nil, nil, nil, nil, nil, nil
	return d.exported(b, reflect.ValueOf(&rest).Elem())
}

func text(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// instant appends an instant and what clocks of its zone show then.
func instant(b []byte, t time.Time) []byte {
	zone, offset := t.Zone()
	b = binary.AppendVarint(b, t.Unix())
	b = binary.AppendUvarint(b, uint64(t.Nanosecond()))
	return text(binary.AppendVarint(b, int64(offset)), zone)
}

func yes(b bool) byte {
	if b {
		return 1
	}
	return 0
}
