package stamp

import (
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"blotter/internal/attic"
)

// Drawer is a private folder in which books are kept. The zero Drawer keeps none.
type Drawer struct {
	// Folder is where they are; "" for nowhere. Nobody else may look into what is
	// made in it: a book names files that are not public.
	Folder string
	// Now is the clock that file systems go by; time.Now if it is nil.
	Now func() time.Time
	// Fewest is how many files a folder has at least that has a book, because those
	// of a smaller one are read in no time; 0 means 500.
	Fewest int
}

const bookMagic = "blotter stamps 1\n"

// room is where the books are.
func (d Drawer) room() attic.Room {
	return attic.Room{Folder: filepath.Join(d.Folder, "stamps"), Suffix: ".stamps"}
}

// Book is what is known of the files in one folder: for the SHA-256 of each, what
// it looked like when it was hashed.
//
//	magic, the moment it was opened
//	for each file, by path: its stamp, its SHA-256, its path
//	the sum of all that
//
// The methods of a nil Book do nothing. They may be called concurrently, but not
// for the same path.
type Book struct {
	drawer Drawer
	path   string    // of its file
	device uint64    // of the folder: other file systems in it are not trusted
	opened time.Time // before any of the files was looked at
	old    []line    // by path
	stays  []bool    // of old: asked for, and still right

	mu    sync.Mutex
	fresh []line
}

type line struct {
	path  string
	stamp Stamp
	sum   [sha256.Size]byte
}

// Open opens the book of the folder dir, which is an absolute path without links
// and need not exist yet. Files have to be looked at after that. It gives nil
// where stamps cannot be believed.
func (d Drawer) Open(dir string) *Book {
	if d.Folder == "" {
		return nil
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Fewest == 0 {
		d.Fewest = 500
	}
	there := dir
	for there != filepath.Dir(there) {
		if _, err := os.Stat(there); err == nil {
			break
		}
		there = filepath.Dir(there)
	}
	device, ok := trusted(there)
	if !ok {
		return nil
	}
	b := &Book{drawer: d, path: d.room().For(dir), device: device, opened: d.Now()}
	text, err := os.ReadFile(b.path)
	if err != nil {
		return b
	}
	written, lines, ok := decode(text)
	if !ok || b.opened.UnixNano() < written {
		return b // damaged, or the clock was set back
	}
	b.old, b.stays = lines, make([]bool, len(lines))
	return b
}

// Sum gives the SHA-256 of the file at path that looks like s now, if it is known.
func (b *Book) Sum(path string, s Stamp) (sum [sha256.Size]byte, ok bool) {
	if b == nil {
		return sum, false
	}
	i, found := slices.BinarySearchFunc(b.old, path, func(l line, path string) int { return strings.Compare(l.path, path) })
	if !found || b.old[i].stamp != s {
		return sum, false
	}
	b.stays[i] = true
	return b.old[i].sum, true
}

// Note keeps the SHA-256 of the file at path, if it will be seen to have changed
// when it has: s is what it looked like after the book was opened, and before it
// was read.
func (b *Book) Note(path string, s Stamp, sum [sha256.Size]byte) {
	if b != nil {
		b.note(path, s, sum, b.opened)
	}
}

// Made is Note for a file that we wrote ourselves where nobody else could get at it
// until now, just after which it is put in its place: s is what it looked like when its
// last byte was written. Putting it there must not change its stamp.
func (b *Book) Made(path string, s Stamp, sum [sha256.Size]byte, now time.Time) {
	if b != nil {
		b.note(path, s, sum, now)
	}
}

// Now gives the time for Made.
func (b *Book) Now() time.Time {
	if b == nil {
		return time.Time{}
	}
	return b.drawer.Now()
}

// tick is the margin of a Book: the clocks of the file systems that it trusts tick
// every 10 ms at the most.
const tick = 100 * time.Millisecond

func (b *Book) note(path string, s Stamp, sum [sha256.Size]byte, seen time.Time) {
	if s.Inode == 0 || s.Device != b.device || !s.settled(seen, tick) {
		return
	}
	b.mu.Lock()
	b.fresh = append(b.fresh, line{path, s, sum})
	b.mu.Unlock()
}

// Save puts the book back into the drawer, if there is anything new in it. What
// fails is done another time.
func (b *Book) Save() {
	if b == nil {
		return
	}
	if len(b.fresh) == 0 {
		attic.Used(b.path, b.opened)
		return
	}
	for i, l := range b.old {
		if b.stays[i] {
			b.fresh = append(b.fresh, l)
		}
	}
	lines := b.fresh
	if len(lines) < b.drawer.Fewest {
		return
	}
	slices.SortFunc(lines, func(x, y line) int { return strings.Compare(x.path, y.path) })
	_ = b.drawer.room().Put(b.path, encode(b.opened, lines))
}

func encode(opened time.Time, lines []line) []byte {
	text := []byte(bookMagic)
	text = binary.LittleEndian.AppendUint64(text, uint64(opened.UnixNano()))
	for _, l := range lines {
		s := l.stamp
		for _, n := range []uint64{uint64(s.Size), uint64(s.Modified), uint64(s.Changed), s.Inode, s.Device} {
			text = binary.LittleEndian.AppendUint64(text, n)
		}
		text = append(text, l.sum[:]...)
		text = binary.LittleEndian.AppendUint32(text, uint32(len(l.path)))
		text = append(text, l.path...)
	}
	return binary.LittleEndian.AppendUint32(text, sumOf(text))
}

// decode reads what encode wrote; false if it is damaged.
func decode(text []byte) (opened int64, lines []line, ok bool) {
	const head = len(bookMagic) + 8
	end := len(text) - 4
	if end < head || string(text[:len(bookMagic)]) != bookMagic || sumOf(text[:end]) != binary.LittleEndian.Uint32(text[end:]) {
		return 0, nil, false
	}
	opened = int64(binary.LittleEndian.Uint64(text[len(bookMagic):]))
	for text = text[head:end]; len(text) > 0; {
		const fixed = 5*8 + sha256.Size + 4
		if len(text) < fixed {
			return 0, nil, false
		}
		var n [5]uint64
		for i := range n {
			n[i] = binary.LittleEndian.Uint64(text[8*i:])
		}
		l := line{stamp: Stamp{int64(n[0]), int64(n[1]), int64(n[2]), n[3], n[4]}}
		copy(l.sum[:], text[5*8:])
		size := int(binary.LittleEndian.Uint32(text[fixed-4:]))
		if text = text[fixed:]; size > len(text) {
			return 0, nil, false
		}
		l.path, text = string(text[:size]), text[size:]
		lines = append(lines, l)
	}
	return opened, lines, true
}

// sumOf tells damage, not deceit: whoever can write to the drawer can run programs
// in the user's name.
func sumOf(text []byte) uint32 { return crc32.Checksum(text, crc32.MakeTable(crc32.Castagnoli)) }

// Tidy removes from the drawer the books that nobody has asked for in a long time
// before now, and what runs left that were killed.
func (d Drawer) Tidy(now time.Time) {
	if d.Folder != "" {
		d.room().Tidy(now)
	}
}
