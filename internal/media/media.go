// Package media makes the files of pictures: each in several widths, turned
// upright, without metadata.
//
// It takes a Site's pictures and gives an Album: for every picture the addresses,
// sizes and credit that pages print, the output files, and what is wrong with it.
// All of that is read from the heads of the files. Pixels are decoded when an
// output is written, and only if the cache does not have what it needs.
//
// # What becomes of a picture
//
//	JPEG, PNG    stay what they are, in the widths of the ladder that are smaller
//	             than they are, and in their own, up to 2400 pixels; never larger.
//	             Where site.yaml asks for it, each width is also made as WebP and,
//	             of JPEGs, as AVIF, by the programs cwebp and avifenc.
//	GIF, SVG,    are published as they are; so are PNGs that move
//	WebP, AVIF
//
// A JPEG that is narrow, upright and small enough, and every narrow PNG, is its
// own widest file: its coded picture is published as it is.
//
// Files in static/ keep their name and their coded picture.
//
// # What is taken out
//
// Everything but what is needed to show the picture and its colour profile:
// camera data and the place where it was taken, thumbnails, comments, editing
// histories, whatever stands behind the picture in the file. What cannot be taken
// out (AVIF) is refused. Before it goes, the credit is read from XMP and IPTC,
// for pictures to which the writer gives none.
//
// # Names
//
// A file's name holds the hash of the picture's bytes and of everything that
// decides what is made of them (recipe, an encoder's version), so that pages are
// planned before anything is encoded, and browsers may keep it for ever. The
// width comes first (media/960/harbour.0f3a5b7c9d1e.jpg): outputs are written in
// the order of their paths, and so two workers meet two pictures and not twice
// the same one. Whoever needs the first file of a picture makes all of them.
//
// # Limits
//
// A picture has at most 100 megapixels, 64 MB, and takes at most 400 MB when it
// is decoded; its header tells, so that nothing larger is ever decoded. Two
// pictures are decoded at a time, and one that takes more than 100 MB alone. What goes
// beyond is a diagnostic, as is a file
// that ends in the middle.
//
//	header.go              a file → its kind, its size, its facts, without metadata
//	jpeg.go png.go …       the same for each kind
//	meta.go                orientation and credit in Exif, IPTC and XMP
//	ladder.go              the files of a picture and their names
//	media.go               the pictures of a Site → an Album
//	develop.go decode.go   the bytes of the files
//	resize.go encoder.go
//	cache.go               what took time, kept
package media

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"blotter/internal/diag"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// Darkroom is where pictures are developed. It remembers what the files of
// pictures say, by their hash, and may be used for one Album after another.
type Darkroom struct {
	store  store
	look   func(program string) (string, error)
	places *semaphore.Weighted // in which pictures are decoded
	cards  *compositor

	mu        sync.Mutex
	negatives map[[32]byte]*negative // by hash of the file
	encoders  map[kind]encoder       // that were found
}

// places is how many pictures are decoded at a time. A large one takes them all.
const (
	places = 2
	large  = 100 << 20 // bytes that it takes when it is decoded
)

// New makes a Darkroom that keeps what it makes in the folder cache, which need
// not exist; "" for none. look finds a program, as exec.LookPath does; nil if
// none may be used.
func New(cache string, look func(program string) (string, error)) *Darkroom {
	if look == nil {
		look = func(string) (string, error) { return "", fmt.Errorf("no programs are used") }
	}
	d := &Darkroom{
		store: store{dir: cache}, look: look, places: semaphore.NewWeighted(places),
		negatives: map[[32]byte]*negative{}, encoders: map[kind]encoder{},
	}
	d.cards = newCompositor(&d.store)
	return d
}

// Tidy removes from the cache what no build has asked for in the 60 days before
// now. It is to be called when a build is over. Files that the Darkroom did not
// write stay, whichever folder it was given.
func (d *Darkroom) Tidy(now time.Time) { d.store.tidy(now) }

// negative is the file of a picture.
type negative struct {
	hash  [32]byte
	facts facts
	busy  chan struct{} // who is in it makes the picture's files
	shown sync.Map      // shownKey → planned
}

// Encoder makes sure that a format of site.yaml (webp, avif) can be encoded. The
// error says what to install.
func (d *Darkroom) Encoder(ctx context.Context, format string) error {
	_, err := d.encoder(ctx, formatOf(format))
	return err
}

// formatOf gives the kind that site.yaml calls name.
func formatOf(name string) kind {
	if name == avifKind.String() {
		return avifKind
	}
	return webpKind
}

func (d *Darkroom) encoder(ctx context.Context, format kind) (encoder, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if found, ok := d.encoders[format]; ok {
		return found, nil
	}
	found, err := findEncoder(ctx, format, d.look)
	if err == nil {
		d.encoders[format] = found
	}
	return found, err
}

// Album is how the pictures of one Site are published. It is immutable and safe
// for concurrent use.
type Album struct {
	room   *Darkroom
	shown  map[*site.Picture]*Shown
	static map[*source.File]*negative
	files  []output.File
}

// Album reads the heads of all pictures of s, and of those in static/, as far as
// they are not known, and plans their files. What cannot be published is told
// where it is asked for. The error is the machine's, or source.ErrChanged.
func (d *Darkroom) Album(ctx context.Context, s *site.Site) (*Album, diag.List, error) {
	a := &Album{room: d, shown: make(map[*site.Picture]*Shown, len(s.Pictures)), static: map[*source.File]*negative{}}
	var files []*source.File
	for _, p := range s.Pictures {
		files = append(files, p.Source)
	}
	for _, f := range s.Static {
		if stripped(f.Path) {
			files = append(files, f)
		}
	}
	known, err := d.read(ctx, files)
	if err != nil {
		return nil, nil, err
	}
	var encoders []encoder
	for _, format := range []kind{avifKind, webpKind} { // best first
		if !slices.Contains(s.Images.Formats, format.String()) {
			continue
		}
		if e, err := d.encoder(ctx, format); err == nil { // package build tells of the error
			encoders = append(encoders, e)
		}
	}
	versions := fmt.Sprint(encoders)
	var found diag.List
	planned, asked := make(map[string]bool, len(s.Pictures)), make(map[*source.File]bool, len(s.Pictures))
	for _, p := range s.Pictures {
		n := known[p.Source.Hash]
		asked[p.Source] = true
		if n.facts.Trouble != "" {
			found = append(found, trouble(p.Asked, p.Source, &n.facts))
			continue
		}
		shown := d.plan(n, p.Source, s.Path, encoders, versions)
		a.shown[p] = shown
		if !planned[shown.URL] { // the same picture may lie in two folders
			planned[shown.URL] = true
			a.files = append(a.files, shown.files...)
		}
	}
	for _, f := range s.Static {
		n := known[f.Hash]
		if !stripped(f.Path) {
			continue
		}
		a.static[f] = n
		if n.facts.Trouble != "" && !asked[f] {
			found = append(found, trouble(diag.At(f.Path, diag.Span{}, diag.Error, "", "", ""), f, &n.facts))
		}
	}
	return a, found, nil
}

// trouble says at a place why a picture cannot be published.
func trouble(at diag.Diagnostic, f *source.File, facts *facts) diag.Diagnostic {
	at.Code, at.Hint = "bad-picture", facts.Hint
	at.Message = fmt.Sprintf("the picture «%s» cannot be published: %s", f.Path, facts.Trouble)
	return at
}

// stripped says whether a file of static/ is a picture that may hold metadata.
// Only its name is asked: what else lies in static/ is not even looked at.
func stripped(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".avif":
		return true
	}
	return false
}

// Of gives how a picture is published: the zero Shown if it cannot be, or if p
// is nil.
func (a *Album) Of(p *site.Picture) Shown {
	if shown := a.shown[p]; shown != nil {
		return *shown
	}
	return Shown{}
}

// Files are the files of all pictures of documents.
func (a *Album) Files() []output.File { return a.files }

// File publishes a file of static/ under a path: as it is, or
// a picture without its metadata.
func (a *Album) File(path string, f *source.File) output.File {
	n := a.static[f]
	switch {
	case n == nil || n.facts.Clean && n.facts.Turn == upright:
		return Copied(path, f)
	case n.facts.Turn == upright || n.facts.Kind != jpegKind && n.facts.Kind != pngKind:
		return withoutMetadata(path, f)
	}
	return a.room.turned(path, f, n)
}

// memory bounds how many negatives are remembered that the last Album did not need.
const memory = 1000

// read gives what the files say, by their hash.
func (d *Darkroom) read(ctx context.Context, files []*source.File) (map[[32]byte]*negative, error) {
	d.mu.Lock()
	known := make(map[[32]byte]*negative, len(files))
	var unknown []*negative
	var from []*source.File
	for _, f := range files {
		if known[f.Hash] != nil {
			continue
		}
		n := d.negatives[f.Hash]
		if n == nil {
			n = &negative{hash: f.Hash, busy: make(chan struct{}, 1)}
			unknown, from = append(unknown, n), append(from, f)
		}
		known[f.Hash] = n
	}
	d.mu.Unlock()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range unknown {
		g.Go(func() (err error) {
			if err := ctx.Err(); err != nil {
				return err
			}
			n.facts, err = d.facts(from[i])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.negatives) > len(known)+memory {
		d.negatives = make(map[[32]byte]*negative, len(known))
	}
	for hash, n := range known {
		d.negatives[hash] = n
	}
	return known, nil
}

// factsRecipe names what strip finds out. Change it when the same file may give
// other facts.
const factsRecipe = "1"

// facts reads what a file says, or what was found out before.
func (d *Darkroom) facts(f *source.File) (facts, error) {
	k := keyOf("facts", factsRecipe, string(f.Hash[:]))
	if kept, ok := d.store.get(k); ok {
		var known facts
		if json.Unmarshal(kept, &known) == nil {
			return known, nil
		}
	}
	in, err := f.Open()
	if err != nil {
		return facts{}, err
	}
	defer in.Close()
	found, err := strip(in, io.Discard)
	if err != nil {
		return facts{}, fmt.Errorf("read %s: %w", f.Path, err)
	}
	d.keep(k, &found)
	return found, nil
}

func (d *Darkroom) keep(k key, f *facts) {
	if text, err := json.Marshal(f); err == nil { // it holds numbers and texts only
		d.store.put(k, text)
	}
}
