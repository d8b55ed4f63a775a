package source

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"blotter/internal/stamp"
)

// remembering opens a project that remembers what its files look like, by a clock
// that is an hour ahead: what was written a moment ago has settled.
func remembering(t testing.TB, files ...string) (open func() *Root, dir string, in stamp.Drawer) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("there are no stamps here")
	}
	_, dir = project(t, nil, files...)
	in = stamp.Drawer{Folder: t.TempDir(), Now: func() time.Time { return time.Now().Add(time.Hour) }, Fewest: 1}
	return func() *Root {
		r, err := Open(dir, nil)
		must(t, err)
		t.Cleanup(func() { r.Close() })
		r.Remember(in)
		return r
	}, dir, in
}

// held gives the file at path, and whether its bytes are at hand.
func held(t testing.TB, s *Snapshot, path string) (f *File, atHand bool) {
	t.Helper()
	f, ok := s.File(path)
	if !ok {
		t.Fatalf("there is no %s", path)
	}
	return f, f.text != nil
}

// Files that look as they did are not read again, and still give their bytes.
func TestRemember(t *testing.T) {
	const a, b = "content/a.md", "content/b.md"
	open, dir, _ := remembering(t, a, "one\n", b, "two\n", "templates/x.html", "three\n", "static/y.css", "four\n")
	first := read(t, open())
	if _, atHand := held(t, first, a); !atHand {
		t.Error("the first look did not read the text")
	}
	second := read(t, open())
	for _, f := range second.Files() {
		before, _ := held(t, first, f.Path)
		if f.Hash != before.Hash || f.Size != before.Size || !f.ModTime.Equal(before.ModTime) {
			t.Errorf("%s is %+v, was %+v", f.Path, f, before)
		}
		if f.text != nil {
			t.Errorf("%s was read", f.Path)
		}
	}
	equal(t, "its bytes", content(t, second), content(t, first))
	same(t, second, refresh(t, second), a, b)

	info, err := os.Stat(filepath.Join(dir, a))
	must(t, err)
	time.Sleep(20 * time.Millisecond) // the clock of the file system ticks
	write(t, dir, a, "ONE\n")
	must(t, os.Chtimes(filepath.Join(dir, a), info.ModTime(), info.ModTime()))
	for _, s := range []*Snapshot{refresh(t, second), read(t, open())} {
		if f, _ := held(t, s, a); f.Hash != sha256.Sum256([]byte("ONE\n")) {
			t.Errorf("the edit of %s went unnoticed", f.Path)
		}
	}
	must(t, os.Remove(filepath.Join(dir, b)))
	if _, ok := read(t, open()).File(b); ok {
		t.Error("a file that is gone is still there")
	}
}

// A file that was edited after the look is not taken for what it was.
func TestRememberedFileChanges(t *testing.T) {
	const a = "content/a.md"
	open, dir, _ := remembering(t, a, "one\n")
	read(t, open())
	s := read(t, open())
	write(t, dir, a, "ONE\n")
	f, _ := held(t, s, a)
	if _, err := f.Look(); !errors.Is(err, ErrChanged) {
		t.Errorf("got %v", err)
	}
	if f, _ := held(t, refresh(t, s), a); f.Hash != sha256.Sum256([]byte("ONE\n")) {
		t.Error("the next look does not have it")
	}
}

// Should a stamp ever lie, the run that finds out starts over, and then knows better.
func TestLyingStamp(t *testing.T) {
	const a = "content/a.md"
	for name, again := range map[string]func(*Root, *Snapshot) (*Snapshot, error){
		"Read":        func(r *Root, _ *Snapshot) (*Snapshot, error) { return r.Read(t.Context()) },
		"Refresh":     func(_ *Root, s *Snapshot) (*Snapshot, error) { return s.Refresh(t.Context()) },
		"RefreshOnly": func(_ *Root, s *Snapshot) (*Snapshot, error) { return s.RefreshOnly(t.Context(), "content") },
	} {
		open, dir, in := remembering(t, a, "one\n")
		dir, err := filepath.EvalSymlinks(dir)
		must(t, err)
		info, err := os.Lstat(filepath.Join(dir, a))
		must(t, err)
		b := in.Open(dir)
		b.Note(a, stamp.Of(info), sha256.Sum256([]byte("a lie")))
		b.Save()
		r := open()
		s := read(t, r)
		f, _ := held(t, s, a)
		if _, err := f.Look(); !errors.Is(err, ErrChanged) {
			t.Errorf("%s: the lie went unnoticed: %v", name, err)
		}
		s, err = again(r, s)
		must(t, err)
		f, _ = held(t, s, a)
		if text, err := f.Look(); err != nil || string(text) != "one\n" {
			t.Errorf("%s: then it is %q, %v", name, text, err)
		}
		same(t, s, refresh(t, s), a) // and nobody doubts it any more
	}
}
