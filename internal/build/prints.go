package build

import (
	"bytes"
	"crypto/sha256"
	"os"
	"path/filepath"
	"sync"
	"time"

	"blotter/internal/attic"
	"blotter/internal/output"
)

// prints is one file in the cache folder that keeps the fingerprints of a project's
// pages and feeds by their keys (output.File.Key), so that the next build need not
// make the views of those that have not changed.
//
// Nothing depends on it but time: a fingerprint is found only by the key of the
// file that is planned now, whatever lies in the output, and a file that has to be
// written is made anew. It carries its sum; one that is missing, of another program
// or damaged counts as empty. Keys tell of what is not public, and so nobody else
// may read it.
//
//	magic, digest of the program
//	keys and fingerprints by turns
//	the SHA-256 of all that
//
// The methods of nil prints do nothing.
type prints struct {
	room   attic.Room // of all projects' prints
	path   string     // of this one's
	header []byte

	mu     sync.Mutex
	before map[output.Key]output.Fingerprint // of the last run
	now    map[output.Key]output.Fingerprint // of this one
	fresh  bool                              // there is something in now that was not in before
}

const printsMagic = "blotter fingerprints 1\n"

// openPrints reads the prints of the project in dir for a program. folder is the
// cache folder.
func openPrints(folder, dir string, program [sha256.Size]byte) *prints {
	room := attic.Room{Folder: filepath.Join(folder, "fingerprints"), Suffix: ".fingerprints"}
	p := &prints{
		room:   room,
		path:   room.For(dir),
		header: append([]byte(printsMagic), program[:]...),
		before: map[output.Key]output.Fingerprint{},
		now:    map[output.Key]output.Fingerprint{},
	}
	text, err := os.ReadFile(p.path)
	if err != nil || !bytes.HasPrefix(text, p.header) || len(text) < len(p.header)+sha256.Size {
		return p
	}
	body, sum := text[:len(text)-sha256.Size], text[len(text)-sha256.Size:]
	if sha256.Sum256(body) != [sha256.Size]byte(sum) {
		return p
	}
	body = body[len(p.header):]
	for len(body) >= 2*sha256.Size {
		p.before[output.Key(body[:sha256.Size])] = output.Fingerprint(body[sha256.Size : 2*sha256.Size])
		body = body[2*sha256.Size:]
	}
	return p
}

// remember gives files whose fingerprints are remembered as far as they can be.
func (p *prints) remember(files []output.File) []output.File {
	if p == nil {
		return files
	}
	out := make([]output.File, len(files))
	for n, f := range files {
		out[n] = f
		if f.Key != nil {
			out[n].Fingerprint = func() output.Fingerprint { return p.of(f) }
		}
	}
	return out
}

func (p *prints) of(f output.File) output.Fingerprint {
	key := f.Key()
	p.mu.Lock()
	print, known := p.before[key]
	if known {
		p.now[key] = print
	}
	p.mu.Unlock()
	if known {
		return print
	}
	print = f.Fingerprint()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now[key], p.fresh = print, true
	return print
}

// turn ends a run. If it went well, what it asked for is what the next one finds,
// also when that is another process; what it did not ask for is forgotten. If it did
// not, nothing that it asked for is believed.
func (p *prints) turn(well bool) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if well {
		if p.fresh || len(p.now) != len(p.before) {
			p.write()
		}
		p.before = p.now
	}
	p.now, p.fresh = map[output.Key]output.Fingerprint{}, false
}

// write writes what this run asked for. What fails is done another time.
func (p *prints) write() {
	text := bytes.Clone(p.header)
	for key, print := range p.now {
		text = append(append(text, key[:]...), print[:]...)
	}
	sum := sha256.Sum256(text)
	_ = p.room.Put(p.path, append(text, sum[:]...))
}

// tidy says that the prints were in use at now, and tidies others away.
func (p *prints) tidy(now time.Time) {
	attic.Used(p.path, now)
	p.room.Tidy(now)
}
