package media

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"
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
type store struct {
	dir string // "" for none

	mu    sync.Mutex
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
		if data, err := os.ReadFile(s.file(k)); err == nil && len(data) >= len(key{}) {
			if body := data[len(key{}):]; sha256.Sum256(body) == key(data) {
				return body, true
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.kept[k]
	return body, ok
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
	f, err := os.CreateTemp(filepath.Dir(name), "new-*")
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
