package media

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// key names what is kept: a hash of everything that it was made from.
type key [sha256.Size]byte

// keyOf hashes texts, each with its length before it.
func keyOf(texts ...string) key {
	var b []byte
	for _, text := range texts {
		b = append(b, byte(len(text)>>24), byte(len(text)>>16), byte(len(text)>>8), byte(len(text)))
		b = append(b, text...)
	}
	return sha256.Sum256(b)
}

// store keeps what took time to make, by what it was made from: in a folder, and
// if there is none or it cannot be written to, in memory up to a bound. Nothing
// depends on it but time: every entry carries its own sum, and one that is not
// whole counts as not there. The names in the folder are hashes and tell nothing.
// The time of a file says when a build last asked for it, give or take a day.
type store struct {
	dir string // "" for none

	mu    sync.Mutex
	used  map[key]bool   // what was asked for and is in the folder
	kept  map[key][]byte // what the folder did not take
	order []key          // of kept, oldest first
	bytes int
}

// keptBytes bounds what is kept in memory.
const keptBytes = 64 << 20

func (s *store) file(k key) string {
	name := hex.EncodeToString(k[:])
	return filepath.Join(s.dir, name[:2], name[2:])
}

// get gives what is kept under k.
func (s *store) get(k key) ([]byte, bool) {
	if s.dir != "" {
		if data, err := os.ReadFile(s.file(k)); err == nil {
			if body, whole := entry(data); whole {
				s.use(k)
				return body, true
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.kept[k]
	return body, ok
}

// entry gives what a file of the folder keeps, if it is whole.
func entry(data []byte) (body []byte, whole bool) {
	if len(data) < len(key{}) {
		return nil, false
	}
	body = data[len(key{}):]
	return body, sha256.Sum256(body) == key(data)
}

func (s *store) use(k key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used == nil {
		s.used = map[key]bool{}
	}
	s.used[k] = true
}

// has says whether something whole is kept under k.
func (s *store) has(k key) bool {
	_, ok := s.get(k)
	return ok
}

// put keeps body, which must not be changed any more.
func (s *store) put(k key, body []byte) {
	if s.dir != "" && s.write(k, body) == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.kept[k]; there || len(body) > keptBytes {
		return
	}
	for s.bytes+len(body) > keptBytes {
		s.bytes -= len(s.kept[s.order[0]])
		delete(s.kept, s.order[0])
		s.order = s.order[1:]
	}
	if s.kept == nil {
		s.kept = map[key][]byte{}
	}
	s.kept[k], s.order, s.bytes = body, append(s.order, k), s.bytes+len(body)
}

// write writes an entry beside its place and renames it, so that a reader and
// another run see all of it or nothing.
func (s *store) write(k key, body []byte) error {
	name := s.file(k)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), unfinished+"*")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	_, err = f.Write(sum[:])
	if err == nil {
		_, err = f.Write(body)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

const (
	// unfinished begins the names of entries that are being written, or were when
	// the program was killed.
	unfinished = "blotter-unfinished-"
	// idle is how long an entry stays that no build asks for, and abandoned how long
	// one that was never finished.
	idle      = 60 * 24 * time.Hour
	abandoned = 24 * time.Hour
	// worn is how old the time of an entry that is in use may become. It is set anew
	// no more often, since that writes to the disk.
	worn = 24 * time.Hour
)

// tidy marks in the folder what was used since the store was made, and removes
// what nobody used for a long time before now. What it does not know for an entry,
// by its place, its name and its sum, it leaves alone, whatever the folder is. It
// does what it can; what fails is done another time.
func (s *store) tidy(now time.Time) {
	if s.dir == "" {
		return
	}
	s.mu.Lock()
	used := slices.Collect(maps.Keys(s.used))
	s.mu.Unlock()
	for _, k := range used {
		name := s.file(k)
		if info, err := os.Lstat(name); err == nil && now.Sub(info.ModTime()) > worn {
			os.Chtimes(name, now, now)
		}
	}
	shelves, err := os.ReadDir(s.dir)
	if err != nil {
		return
	}
	for _, shelf := range shelves {
		if shelf.IsDir() && isHex(shelf.Name(), 2) {
			tidyShelf(filepath.Join(s.dir, shelf.Name()), now)
		}
	}
}

func tidyShelf(dir string, now time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		name, age := filepath.Join(dir, e.Name()), now.Sub(info.ModTime())
		switch {
		case strings.HasPrefix(e.Name(), unfinished) && age > abandoned:
			os.Remove(name)
		case isHex(e.Name(), 2*len(key{})-2) && age > idle:
			if data, err := os.ReadFile(name); err == nil {
				if _, ours := entry(data); ours {
					os.Remove(name)
				}
			}
		}
	}
	os.Remove(dir) // fails while something is in it
}

// isHex says whether a name is n hexadecimal digits as we write them.
func isHex(name string, n int) bool {
	return len(name) == n && strings.Trim(name, "0123456789abcdef") == ""
}
