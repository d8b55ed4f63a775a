package fiction

import (
	"bytes"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// Workplace gives a folder for a test, in memory where there is one: what is tested
// there is not the disk.
func Workplace(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "blotter-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// Seed gives the seed of a test's run: BLOTTER_SEED, so that a failing run can
// be repeated; by night (see Rounds) a new one, so that unknown ground is tried;
// else always the same, so that a change is judged by what it changed. The test
// prints it.
func Seed(t testing.TB) uint64 {
	t.Helper()
	seed := uint64(20250425)
	if os.Getenv("BLOTTER_LONG") != "" {
		seed = rand.Uint64N(1 << 32)
	}
	if text := os.Getenv("BLOTTER_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("BLOTTER_SEED: %v", err)
		}
	}
	t.Logf("run again with BLOTTER_SEED=%d", seed)
	return seed
}

// Rounds gives how often a test does something: as often as a commit can afford;
// a tenth of it with -short (the race detector is slow); or, where BLOTTER_LONG
// is set (.ci/nightly), as often as a night can.
func Rounds(commit, night int) int {
	if os.Getenv("BLOTTER_LONG") != "" {
		return night
	}
	if testing.Short() {
		return max(1, commit/10)
	}
	return commit
}

// FS gives the tree as a file system without time stamps.
func (t Tree) FS() fs.FS {
	m := fstest.MapFS{}
	for p, text := range t {
		m[p] = &fstest.MapFile{Data: text}
	}
	return m
}

// ReadTree reads the files under the folders of a file system.
func ReadTree(from fs.FS, folders ...string) (Tree, error) {
	t := Tree{}
	for _, folder := range folders {
		err := fs.WalkDir(from, folder, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			t[p], err = fs.ReadFile(from, p)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Write writes the tree into the folder dir.
func (t Tree) Write(dir string) error { return t.Follow(dir, nil, Edit{}) }

// Follow makes the folder dir, which holds the tree before, hold t, as an editor
// does it: folders and files that the edit moved are renamed, then what differs is
// written in place, then what is gone is deleted, and folders that are left empty
// with it.
func (t Tree) Follow(dir string, before Tree, e Edit) error {
	at := func(p string) string { return filepath.Join(dir, filepath.FromSlash(p)) }
	before = maps.Clone(before)
	rename := func(from, to string) error {
		if err := os.MkdirAll(filepath.Dir(at(to)), 0o755); err != nil {
			return err
		}
		if err := os.Rename(at(from), at(to)); err != nil {
			return err
		}
		removeEmpty(dir, at(from))
		return nil
	}
	for _, folder := range e.Folders {
		inside := folder.inside(before)
		if len(inside) == 0 {
			continue
		}
		if err := rename(folder.From, folder.To); err != nil {
			return err
		}
		for from, to := range inside {
			before[to] = before[from]
			delete(before, from)
		}
	}
	for _, from := range slices.Sorted(maps.Keys(e.Moved)) {
		to := e.Moved[from]
		for _, folder := range e.Folders {
			from = folder.path(from)
		}
		if before[from] == nil || before[to] != nil {
			continue
		}
		if err := rename(from, to); err != nil {
			return err
		}
		before[to] = before[from]
		delete(before, from)
	}
	for _, p := range slices.Sorted(maps.Keys(t)) {
		if was, ok := before[p]; ok && bytes.Equal(was, t[p]) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(at(p)), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(at(p), t[p], 0o644); err != nil {
			return err
		}
	}
	for _, p := range slices.Sorted(maps.Keys(before)) {
		if _, stays := t[p]; stays {
			continue
		}
		if err := os.Remove(at(p)); err != nil {
			return err
		}
		removeEmpty(dir, at(p))
	}
	return nil
}

// path gives where the file at p is after the folder was renamed.
func (r Renamed) path(p string) string {
	if below, ok := strings.CutPrefix(p, r.From+"/"); ok {
		return r.To + "/" + below
	}
	return p
}

// inside gives the files of a tree that lie in the folder, by path, and where
// they are afterwards.
func (r Renamed) inside(t Tree) map[string]string {
	files := map[string]string{}
	for p := range t {
		if to := r.path(p); to != p {
			files[p] = to
		}
	}
	return files
}

// removeEmpty removes the folders above name that nothing is left in.
func removeEmpty(dir, name string) {
	for above := filepath.Dir(name); above != dir && os.Remove(above) == nil; above = filepath.Dir(above) {
	}
}
