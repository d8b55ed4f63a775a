// Package attic is the part of the cache folder where a run leaves for the next
// what it can do without: a Room for each purpose, and in it one file for each
// folder of the user's that it is about.
//
// It says where such a file lies, puts a new one in its place whole, and removes those
// that nobody has used in a long time. It never looks into a file; whoever does
// must take one that is missing or damaged for an empty one. What lies here may
// tell of work that is not public, so that nobody else may read it.
package attic

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Room is a folder of files whose names all end alike.
type Room struct {
	Folder string
	Suffix string
}

const (
	// Idle is how long a file stays that nobody uses, and abandoned how long one
	// that was never finished.
	Idle      = 60 * 24 * time.Hour
	abandoned = 24 * time.Hour
	// unfinished begins the names of files that are being written.
	unfinished = "unfinished-"
)

// For gives the path of the file that is about the folder dir.
func (r Room) For(dir string) string {
	name := sha256.Sum256([]byte(dir))
	return filepath.Join(r.Folder, hex.EncodeToString(name[:16])+r.Suffix)
}

// Create begins a file, which is to be renamed to where it belongs.
func (r Room) Create() (*os.File, error) {
	if err := os.MkdirAll(r.Folder, 0o700); err != nil {
		return nil, err
	}
	return os.CreateTemp(r.Folder, unfinished+"*") // which nobody else may read
}

// Put writes the file at path anew: a reader sees all of it or what was there before.
func (r Room) Put(path string, text []byte) error {
	f, err := r.Create()
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// Used says that the file at path was in use at now.
func Used(path string, now time.Time) { os.Chtimes(path, time.Time{}, now) }

// Tidy removes what nobody has used for a long time before now, and what runs left
// that were killed. It does what it can; what fails is done another time.
func (r Room) Tidy(now time.Time) {
	entries, err := os.ReadDir(r.Folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		age := now.Sub(info.ModTime())
		if strings.HasSuffix(e.Name(), r.Suffix) && age > Idle || strings.HasPrefix(e.Name(), unfinished) && age > abandoned {
			os.Remove(filepath.Join(r.Folder, e.Name()))
		}
	}
}
