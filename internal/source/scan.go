package source

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"blotter/internal/crew"
	"blotter/internal/diag"
	"blotter/internal/stamp"
)

// keptSize is the size up to which a text's bytes are kept: the largest article
// that is published (8 MiB), and a little, so that whoever reports one that is
// too long still has it.
const keptSize = 8<<20 + 64<<10

// keptInAll is the size up to which the bytes of all texts together are kept that
// one look reads. Of a larger project, of some 20,000 articles, the others are read
// again when they are parsed: a tenth of a second for a thousand of them, and
// three kilobytes less memory for each.
const keptInAll = 64 << 20

// entry is one name in the project's three trees: a folder, a file, or
// something that is refused.
type entry struct {
	path    string
	folder  bool
	refused *diag.Diagnostic
	file    *File

	at    string      // where a file's bytes are: path, or what the link at path leads to
	stamp stamp.Stamp // what the bytes' place looked like before they were read
	read  time.Time   // a moment before that
}

// trees are the folders of a project that are read.
func trees() []string { return []string{"content", "static", "templates"} }

// scan takes the snapshot that follows before: scopes and all that lies under
// them is looked at anew, the rest is taken over. Of what is looked at, files
// under the forced paths are read even if they look unchanged; of the others,
// those are not read that the book knows, which may be nil.
func (r *Root) scan(ctx context.Context, before *Snapshot, scopes, forced []string, book *stamp.Book) (*Snapshot, error) {
	start := r.now()
	project, err := r.current()
	if err != nil {
		return nil, err
	}
	found, err := walk(ctx, project, scopes)
	if err != nil {
		return nil, err
	}

	force := setOf(forced)
	var unread []*entry
	for i := range found {
		e := &found[i]
		if e.folder || e.refused != nil {
			continue
		}
		old := before.entry(e.path)
		doubted := covers(force, e.path) || r.doubts(e.path)
		if e.unchangedSince(old) && !doubted {
			e.file, e.read = old.file, old.read
			continue
		}
		e.read = start
		if sum, known := book.Sum(e.path, e.stamp); known && !doubted {
			e.file = &File{Path: e.path, Size: e.stamp.Size, ModTime: e.stamp.ModTime(), Hash: sum, root: r, at: e.at}
			continue
		}
		unread = append(unread, e)
	}
	var kept atomic.Int64
	err = crew.Each(ctx, 0, len(unread), func(ctx context.Context, n int) (err error) {
		e := unread[n]
		e.file, err = r.read(ctx, *e, false)
		if e.file != nil && kept.Add(int64(len(e.file.text))) > keptInAll {
			e.file.text = nil
		}
		if errors.Is(err, fs.ErrPermission) {
			e.refused = refuse(e.path, diag.Error, "unreadable", "this file may not be read: permission is denied", "let yourself read it: chmod u+r")
			return nil
		}
		if old := before.entry(e.path); old.file != nil && e.file != nil && e.file.equal(old.file) {
			e.file = old.file
		}
		if e.file != nil {
			book.Note(e.path, e.stamp, e.file.Hash)
		}
		return err
	})
	if err != nil {
		return nil, err
	}

	found = slices.DeleteFunc(found, entry.vanished)
	slices.SortFunc(found, func(a, b entry) int { return strings.Compare(a.path, b.path) })
	entries := merge(found, before.outside(scopes), compareEntry, func(e entry) string { return e.path })
	return newSnapshot(r, entries, before.builtin), nil
}

// outside gives the entries that lie neither at nor under one of the scopes.
func (s *Snapshot) outside(scopes []string) []entry {
	type span struct{ from, to int }
	var inside []span
	first := func(path string) int {
		n, _ := slices.BinarySearchFunc(s.entries, path, compareEntry)
		return n
	}
	for _, scope := range outermost(scopes) {
		at := first(scope)
		inside = append(inside, span{at, first(scope + "\x00")}, span{first(scope + "/"), first(scope + "0")}) // 0 comes after /
	}
	slices.SortFunc(inside, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) }) // an empty one may begin where another does
	out := make([]entry, 0, len(s.entries))
	from := 0
	for _, i := range inside {
		out = append(out, s.entries[from:i.from]...)
		from = i.to
	}
	return append(out, s.entries[from:]...)
}

// merge gives what is in few and in many, in the order in which both are: that of
// their paths.
func merge[T any](few, many []T, compare func(T, string) int, path func(T) string) []T {
	out := make([]T, 0, len(few)+len(many))
	for _, one := range few {
		n, _ := slices.BinarySearchFunc(many, path(one), compare)
		out = append(append(out, many[:n]...), one)
		many = many[n:]
	}
	return append(out, many...)
}

// newSnapshot lays the project's files over the built-in ones.
func newSnapshot(r *Root, entries []entry, builtin []*File) *Snapshot {
	s := &Snapshot{root: r, entries: entries, builtin: builtin}
	own := make([]*File, 0, len(entries))
	for _, e := range entries {
		if e.file != nil {
			own = append(own, e.file)
		}
	}
	beneath := slices.DeleteFunc(slices.Clone(builtin), func(f *File) bool {
		_, replaced := slices.BinarySearchFunc(own, f.Path, comparePath)
		return replaced
	})
	s.files = merge(beneath, own, comparePath, func(f *File) string { return f.Path })
	return s
}

// read reads and hashes the file that e names. It gives nil if there is none
// any more.
func (r *Root) read(ctx context.Context, e entry, builtin bool) (*File, error) {
	f, err := r.open(e.at, builtin)
	if stamp.Gone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, failed(e.path, err)
	}
	defer f.Close()

	file := &File{Path: e.path, ModTime: e.stamp.ModTime(), Builtin: builtin, root: r, at: e.at}
	in, sum := withContext{ctx, f}, sha256.New()
	if isText(e.path) && e.stamp.Size <= keptSize {
		text, err := readText(in, e.stamp.Size)
		if err != nil {
			return nil, failed(e.path, err)
		}
		sum.Write(text)
		file.Size = int64(len(text))
		if file.Size <= keptSize { // and did not outgrow its stamp
			file.text = text
		}
	}
	if file.text == nil {
		rest, err := io.Copy(sum, in)
		if err != nil {
			return nil, failed(e.path, err)
		}
		file.Size += rest
	}
	sum.Sum(file.Hash[:0])
	return file, nil
}

// readText reads in to its end, which is expected after size bytes, into a slice
// of just that size. It stops when the text is longer than what is kept.
func readText(in io.Reader, size int64) ([]byte, error) {
	text := make([]byte, size)
	n, err := io.ReadFull(in, text)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return text[:n], nil // it is shorter by now
	}
	if err != nil {
		return nil, err
	}
	more, err := io.ReadAll(io.LimitReader(in, keptSize+1-size))
	return append(text, more...), err
}

// withContext stops a long read when its context ends.
type withContext struct {
	ctx context.Context
	io.Reader
}

func (r withContext) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// isText says whether the file at p will be parsed, and its bytes are therefore
// worth keeping.
func isText(p string) bool {
	tree, _, _ := strings.Cut(p, "/")
	switch strings.ToLower(path.Ext(p)) {
	case ".md", ".yaml", ".yml", ".toml", ".json", ".csv":
		return tree != "static"
	}
	return tree == "templates"
}

// readBuiltin reads the built-in files, which are never refused or passed over.
func (r *Root) readBuiltin(ctx context.Context) ([]*File, error) {
	if r.builtin == nil {
		return nil, nil
	}
	var files []*File
	for _, tree := range []string{"static", "templates"} {
		err := fs.WalkDir(r.builtin, tree, func(p string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && p == tree {
				return nil
			}
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			f, err := r.read(ctx, entry{path: p, at: p, stamp: stamp.Of(info)}, true)
			if f != nil {
				files = append(files, f)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("built-in files: %w", err)
		}
	}
	slices.SortFunc(files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// unchangedSince says whether e must hold the same bytes as old, which was found
// at the same path before.
func (e *entry) unchangedSince(old entry) bool {
	return old.file != nil && old.at == e.at && old.stamp == e.stamp && old.stamp.Settled(old.read)
}

// equal says whether f and g cannot be told apart.
func (f *File) equal(g *File) bool {
	return f.Hash == g.Hash && f.ModTime.Equal(g.ModTime) && f.at == g.at
}

// vanished entries were found and then could not be read because they were gone.
func (e entry) vanished() bool { return !e.folder && e.refused == nil && e.file == nil }

// entry gives what the snapshot has at path, or an empty entry.
func (s *Snapshot) entry(path string) entry {
	i, found := slices.BinarySearchFunc(s.entries, path, compareEntry)
	if !found {
		return entry{}
	}
	return s.entries[i]
}

func compareEntry(e entry, path string) int { return strings.Compare(e.path, path) }

// scope gives the path that has to be looked at because hint changed: hint
// itself, or the first folder above it that the snapshot does not know as one,
// or that is none any more.
func (s *Snapshot) scope(project fs.FS, hint string) string {
	for above := range prefixes(hint) {
		info, err := fs.Lstat(project, above)
		if err != nil || !info.IsDir() || !s.entry(above).folder {
			return above
		}
	}
	return hint
}

// clean gives hints in the form of File.Path, without those outside the trees.
func clean(hints []string) []string {
	var cleaned []string
	for _, hint := range hints {
		hint = path.Clean(filepath.ToSlash(hint))
		if tree, _, _ := strings.Cut(hint, "/"); slices.Contains(trees(), tree) {
			cleaned = append(cleaned, hint)
		}
	}
	return cleaned
}

// failed says what the machine could not read, by the path the reporter knows.
func failed(path string, err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return fmt.Errorf("cannot read %s: %w", path, err)
}

// setOf gives paths as a set for covers.
func setOf(paths []string) map[string]bool {
	set := make(map[string]bool, len(paths))
	for _, p := range clean(paths) {
		set[p] = true
	}
	return set
}

// covers says whether p or a folder that it lies in is in set.
func covers(set map[string]bool, p string) bool {
	for len(set) > 0 && p != "." {
		if set[p] {
			return true
		}
		p = path.Dir(p)
	}
	return false
}
