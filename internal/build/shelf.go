package build

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"time"
	"unsafe"

	"blotter/internal/attic"
	"blotter/internal/diag"
	"blotter/internal/news"
)

// A shelf is one file in the cache folder that keeps what the documents of a
// project said, so that the next run need not parse those that have not changed.
// The HTML of bodies stays on the shelf until a page is printed: it is most of
// what a large site would have to hold in memory.
//
// Nothing depends on a shelf but time. What is on it is found by path, hash and
// options of a document, every piece carries its sum, and a shelf that is missing,
// of another program or damaged counts as empty. It holds work that is not public,
// and so nobody else may read it.
//
//	magic, digest of the program
//	for each document: what it says (codec.go), and the HTML of its body
//	the index: for each document, how it is found and where it lies
//	where the index begins, and its sum
//
// The methods of a nil shelf do nothing.
//
// A run that has parsed something writes a new shelf, beginning with all that is
// on the old one, and puts it in its place at the end.
type shelf struct {
	room   attic.Room // of all shelves
	path   string     // of this one
	header []byte

	mu    sync.Mutex
	old   *pack // nil if there is none
	index map[string]place
	// next is what will be the new shelf; nil as long as nothing was parsed.
	next *pack
	// done says that nothing more is put on the shelf.
	done bool

	buffers sync.Pool // of *[]byte, to encode on
}

// pack is a file of pieces.
type pack struct {
	*os.File
	end int64 // of the pieces
	out *bufio.Writer
}

// place is where a document lies on the shelf.
type place struct {
	Hash, Options [sha256.Size]byte
	// At, Size and Sum are what it says; HTMLSize and HTMLSum of its body, which
	// lies behind that.
	At, Size, HTMLSize int64
	Sum, HTMLSum       uint32
}

const (
	shelfMagic = "blotter documents 1\n"
	// footer is the offset of the index, its size and its sum.
	footer = 8 + 8 + 4
)

// worthKeeping is how many documents a project has at least that has a shelf: those
// of a smaller one are parsed in no time.
const worthKeeping = 500

// openShelf opens the shelf of the project in dir for a program. folder is the
// cache folder.
func openShelf(folder, dir string, program [sha256.Size]byte) *shelf {
	room := attic.Room{Folder: filepath.Join(folder, "documents"), Suffix: ".documents"}
	s := &shelf{room: room, path: room.For(dir), header: append([]byte(shelfMagic), program[:]...)}
	if f, err := os.Open(s.path); err == nil {
		if s.old, s.index, err = readPack(f, s.header); err != nil {
			f.Close()
		}
	}
	return s
}

// shelfKey is what documents depend on besides their file: the options they are
// parsed with, and what a time in the site's zone means, which the machine's table
// of zones says and may say otherwise after an update.
func shelfKey(options [sha256.Size]byte, zone *time.Location) [sha256.Size]byte {
	h := sha256.New()
	h.Write(options[:])
	for year := 1970; year < 2070; year++ {
		for _, month := range []time.Month{time.January, time.April, time.July, time.October} {
			_, offset := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).In(zone).Zone()
			fmt.Fprintln(h, offset)
		}
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// readPack reads the index of a shelf.
func readPack(f *os.File, header []byte) (*pack, map[string]place, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	start := make([]byte, len(header))
	if _, err := f.ReadAt(start, 0); err != nil || !bytes.Equal(start, header) {
		return nil, nil, errDamaged
	}
	var tail [footer]byte
	if _, err := f.ReadAt(tail[:], info.Size()-footer); err != nil {
		return nil, nil, err
	}
	at, size := int64(binary.LittleEndian.Uint64(tail[0:])), int64(binary.LittleEndian.Uint64(tail[8:]))
	if at < int64(len(header)) || size < 0 || at+size != info.Size()-footer {
		return nil, nil, errDamaged
	}
	text := make([]byte, size)
	if _, err := f.ReadAt(text, at); err != nil || sumOf(asText(text)) != binary.LittleEndian.Uint32(tail[16:]) {
		return nil, nil, errDamaged
	}
	index := map[string]place{}
	if _, err := decode(asText(text), reflect.ValueOf(&index).Elem(), time.UTC); err != nil {
		return nil, nil, err
	}
	return &pack{File: f, end: at}, index, nil
}

// sumOf tells damage, not deceit: whoever can write to the folder can run programs
// in the user's name.
func sumOf(text string) uint32 {
	return crc32.Checksum(unsafe.Slice(unsafe.StringData(text), len(text)), crc32.MakeTable(crc32.Castagnoli))
}

// kept is what is kept of a document.
type kept struct {
	Document    *news.Document
	Diagnostics diag.List
}

// get gives what a document said, if it is on the shelf.
func (s *shelf) get(path string, hash, options [sha256.Size]byte, zone *time.Location) (kept, bool) {
	if s == nil {
		return kept{}, false
	}
	s.mu.Lock()
	at, ok := s.index[path]
	from := s.old
	s.mu.Unlock()
	if !ok || at.Hash != hash || at.Options != options || from == nil || at.At >= from.end {
		return kept{}, false
	}
	text := make([]byte, at.Size)
	if _, err := from.ReadAt(text, at.At); err != nil || sumOf(asText(text)) != at.Sum {
		return kept{}, false
	}
	var k kept
	if rest, err := decode(asText(text), reflect.ValueOf(&k).Elem(), zone); err != nil || rest != "" {
		return kept{}, false
	}
	if k.Document != nil {
		from.lend(&k.Document.Body, at)
	}
	return k, true
}

// lend lets a body's HTML be read when it is asked for.
func (p *pack) lend(b *news.Body, at place) {
	b.HTML = ""
	b.Load = nil
	if at.HTMLSize == 0 {
		return
	}
	b.Load = func() (string, error) {
		text := make([]byte, at.HTMLSize)
		if _, err := p.ReadAt(text, at.At+at.Size); err != nil {
			return "", fmt.Errorf("%w: %w", errShelf, err)
		}
		if sumOf(asText(text)) != at.HTMLSum {
			return "", errShelf
		}
		return asText(text), nil
	}
}

// asText makes a text of bytes that nobody changes any more, without a copy.
func asText(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// errShelf means that a text that was put into the cache folder is not there any
// more. A run without the cache has it.
var errShelf = errors.New("the cache of documents was damaged while it was in use")

// put keeps what a document said, and lets its body's HTML go from memory. Where
// it cannot, the document stays as it is.
func (s *shelf) put(path string, hash, options [sha256.Size]byte, k kept, zone *time.Location) {
	if s == nil {
		return
	}
	html := ""
	if k.Document != nil {
		html = k.Document.Body.HTML
		k.Document.Body.HTML = ""
	}
	buf, ok := s.buffers.Get().(*[]byte)
	if !ok {
		buf = new([]byte)
	}
	defer s.buffers.Put(buf)
	encoded, err := encode((*buf)[:0], reflect.ValueOf(&k).Elem(), zone)
	*buf = encoded
	if k.Document != nil {
		k.Document.Body.HTML = html
	}
	if err != nil {
		return
	}
	text := asText(encoded)
	at := place{Hash: hash, Options: options, Size: int64(len(text)), HTMLSize: int64(len(html)), Sum: sumOf(text), HTMLSum: sumOf(html)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.begin() {
		return
	}
	at.At = s.next.end
	for _, piece := range []string{text, html} {
		if _, err := s.next.out.WriteString(piece); err != nil {
			s.done = true // flush will tell
			return
		}
	}
	s.next.end += at.Size + at.HTMLSize
	s.index[path] = at
	if k.Document != nil {
		s.next.lend(&k.Document.Body, at)
	}
}

// begin begins the new shelf with all that is on the old one. It is called with
// the lock held.
func (s *shelf) begin() bool {
	if s.next != nil || s.done {
		return !s.done
	}
	s.done = true // unless all of this succeeds
	f, err := s.room.Create()
	if err != nil {
		return false
	}
	p := &pack{File: f, end: int64(len(s.header)), out: bufio.NewWriterSize(f, 1<<20)}
	if s.old == nil {
		s.index = map[string]place{}
		_, err = f.Write(s.header)
	} else if _, err = s.old.Seek(0, io.SeekStart); err == nil {
		p.end = s.old.end
		_, err = io.CopyN(f, s.old.File, p.end)
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return false
	}
	s.next, s.done = p, false
	return true
}

// flush makes readable what was put. If it fails, texts that were put are lost.
func (s *shelf) flush() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		return nil
	}
	return s.next.out.Flush()
}

// save puts the new shelf in its place, with what it has of the documents there are, if
// there is anything new on it. What fails is done another time. Nothing more is
// put on a shelf that was saved.
func (s *shelf) save(documents []*parsed) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done {
		return
	}
	s.done = true
	if s.next == nil {
		return
	}
	there := make(map[string]bool, len(documents))
	for _, p := range documents {
		there[p.path] = true
	}
	live := int64(0)
	for path, at := range s.index {
		if there[path] {
			live += at.Size + at.HTMLSize
		} else {
			delete(s.index, path)
		}
	}
	from, index := s.next, s.index
	if from.end > 2*live+1<<20 {
		var err error
		if from, index, err = s.next.compact(s.room, s.header, s.index); err != nil {
			os.Remove(s.next.Name())
			return
		}
		defer from.Close()
	}
	if from.finish(index) != nil || os.Rename(from.Name(), s.path) != nil {
		os.Remove(from.Name())
	}
	if from != s.next {
		os.Remove(s.next.Name()) // it stays open as long as texts are read from it
	}
}

// compact copies what the index has of a pack into a new one.
func (p *pack) compact(room attic.Room, header []byte, index map[string]place) (*pack, map[string]place, error) {
	f, err := room.Create()
	if err != nil {
		return nil, nil, err
	}
	to := &pack{File: f, end: int64(len(header)), out: bufio.NewWriterSize(f, 1<<20)}
	_, err = to.out.Write(header)
	moved := make(map[string]place, len(index))
	for path, at := range index {
		size := at.Size + at.HTMLSize
		if err == nil {
			_, err = io.Copy(to.out, io.NewSectionReader(p, at.At, size))
		}
		at.At = to.end
		to.end += size
		moved[path] = at
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return nil, nil, err
	}
	return to, moved, nil
}

// finish writes the index.
func (p *pack) finish(index map[string]place) error {
	text, err := encode(nil, reflect.ValueOf(index), time.UTC)
	if err != nil {
		return err
	}
	sum := sumOf(asText(text))
	text = binary.LittleEndian.AppendUint64(text, uint64(p.end))
	text = binary.LittleEndian.AppendUint64(text, uint64(len(text)-8))
	text = binary.LittleEndian.AppendUint32(text, sum)
	if _, err := p.out.Write(text); err != nil {
		return err
	}
	return p.out.Flush()
}

// tidy says that the shelf was in use at now, and tidies others away.
func (s *shelf) tidy(now time.Time) {
	attic.Used(s.path, now)
	s.room.Tidy(now)
}

// close lets the shelf go. Texts that were not read yet cannot be read any more.
func (s *shelf) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range []*pack{s.old, s.next} {
		if p != nil {
			p.Close()
		}
	}
	if s.next != nil && !s.done {
		os.Remove(s.next.Name())
	}
	s.done = true
}
