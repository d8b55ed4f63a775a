// Package source reads a project directory as an immutable snapshot.
//
// It takes a project's content/, templates/ and static/ folders and the
// built-in templates and static files, and gives a Snapshot: every file's path,
// size and SHA-256, sorted by path, with the bytes of what will be parsed. A
// project's file replaces the built-in one of the same path; content/ is the
// project's alone. Of a large project that was read before only the files are
// read that look different (package stamp); what the others hold is read when it
// is asked for. A Snapshot never changes. Refresh makes the next one and
// keeps the *File of every file that stayed as it was, so that an equal pointer
// means equal bytes.
//
// What cannot be published as it lies there (a link that leads out of the
// project, a private key in static/) is a diagnostic of the snapshot, and what
// an editor leaves lying about is passed over: names.go and walk.go say which.
// What the machine could not do is an error.
//
// The package never reads outside the project (os.Root stands guard), never
// waits for a pipe, never writes but to a Drawer it is given, and knows nothing of
// what is in a file.
package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/stamp"
)

// ErrChanged means that a file is not what it was when its snapshot was taken:
// other bytes, or gone. The run that meets it starts over from a new snapshot.
var ErrChanged = errors.New("changed while it was being published")

// Root is where snapshots are taken: a project directory over the built-in
// files. Its methods, and those of its snapshots, may be called concurrently.
type Root struct {
	dir     string // absolute; "" for a tree in memory
	builtin fs.FS
	now     func() time.Time // for telling whether a time stamp can be trusted, never for content

	mu      sync.Mutex
	disk    *os.Root // what dir named when it was last opened
	project fs.FS    // disk, or the tree in memory
	drawer  stamp.Drawer
	doubted map[string]bool // paths of files that were not what their stamp promised
}

// Open opens the project in dir over builtin, which holds templates/ and
// static/ and may be nil. Close the Root after use.
func Open(dir string, builtin fs.FS) (*Root, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open the project %s: %w", dir, err)
	}
	r := &Root{dir: abs, builtin: builtin, now: time.Now}
	if _, err := r.current(); err != nil {
		return nil, err
	}
	return r, nil
}

// Remember keeps in the drawer what files look like, so that the next Read of a
// large project reads only those that look different. The bytes of the others are
// read when they are asked for, and checked then.
func (r *Root) Remember(in stamp.Drawer) {
	r.mu.Lock()
	r.drawer = in
	r.mu.Unlock()
}

// openBook gives what the drawer has of the project; nil for nothing.
func (r *Root) openBook() *stamp.Book {
	r.mu.Lock()
	in := r.drawer
	r.mu.Unlock()
	dir, err := filepath.EvalSymlinks(r.dir)
	if r.dir == "" || err != nil {
		return nil
	}
	return in.Open(dir)
}

// doubt has the file at path read by the next look: it is not what it was taken for.
func (r *Root) doubt(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.doubted == nil {
		r.doubted = map[string]bool{}
	}
	r.doubted[path] = true
}

// doubts says whether the file at path is doubted, and takes that for the last time.
func (r *Root) doubts(path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	doubted := r.doubted[path]
	delete(r.doubted, path)
	return doubted
}

// FromFS is Open for a project that is not a directory on disk, such as a test's
// fstest.MapFS. A file whose modification time is zero is read anew by every Refresh.
func FromFS(project, builtin fs.FS) *Root {
	return &Root{project: project, builtin: builtin, now: time.Now}
}

// Close lets the project directory go. Snapshots stay, but files whose bytes
// they do not hold can no longer be read.
func (r *Root) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.disk == nil {
		return nil
	}
	return r.disk.Close()
}

// current gives the project as its path names it now. A directory that was
// renamed and made anew (a checkout, a restored backup) is opened again;
// otherwise we would go on watching the one that was moved away.
func (r *Root) current() (fs.FS, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dir == "" {
		return r.project, nil
	}
	named, err := os.Stat(r.dir)
	if err != nil {
		return nil, fmt.Errorf("open the project: %w", err)
	}
	if r.disk != nil {
		if held, err := r.disk.Stat("."); err == nil && os.SameFile(held, named) {
			return r.project, nil
		}
	}
	disk, err := os.OpenRoot(r.dir)
	if err != nil {
		return nil, fmt.Errorf("open the project: %w", err)
	}
	// Whoever reads through the old one may finish; then the runtime closes it.
	r.disk, r.project = disk, directory{disk}
	return r.project, nil
}

// directory is the fs.FS of an os.Root whose Open never waits: a named pipe
// opened for reading would block until somebody writes to it. (On regular files
// the flag changes nothing and spares the runtime four system calls.)
type directory struct{ *os.Root }

func (d directory) Open(name string) (fs.File, error) {
	f, err := d.Root.OpenFile(name, os.O_RDONLY|openNonblock, 0)
	if err != nil {
		return nil, err // not f: a nil *os.File in an fs.File is not nil
	}
	return f, nil
}

func (d directory) ReadLink(name string) (string, error) { return d.Readlink(name) }

// Snapshot is the project at one moment. It never changes.
type Snapshot struct {
	root    *Root
	files   []*File // sorted by path
	entries []entry // everything the project has in its three trees, sorted by path
	builtin []*File // sorted by path
}

// Read takes a snapshot. A project without content/ is an empty one.
func (r *Root) Read(ctx context.Context) (*Snapshot, error) {
	builtin, err := r.readBuiltin(ctx)
	if err != nil {
		return nil, err
	}
	book := r.openBook()
	s, err := r.scan(ctx, &Snapshot{root: r, builtin: builtin}, trees(), nil, book)
	if err == nil {
		book.Save()
	}
	return s, err
}

// Refresh takes the next snapshot: every file is looked at, and those whose
// time stamp, size or inode differ are read. Hints are paths that changed,
// relative to the project, slash-separated: they, and what lies under them, are
// read even if nothing about them looks changed. Hints outside the three trees
// are ignored.
func (s *Snapshot) Refresh(ctx context.Context, hints ...string) (*Snapshot, error) {
	return s.root.scan(ctx, s, trees(), hints, nil)
}

// RefreshOnly takes the next snapshot as if only the hinted paths, and what lies
// under them, could have changed. It is quick and may be wrong about the rest,
// because events get lost: a Refresh has to follow.
func (s *Snapshot) RefreshOnly(ctx context.Context, hints ...string) (*Snapshot, error) {
	project, err := s.root.current()
	if err != nil {
		return nil, err
	}
	hints = clean(hints)
	scopes := make([]string, len(hints))
	for i, hint := range hints {
		scopes[i] = s.scope(project, hint)
	}
	// A link has other bytes when what it leads to has.
	hinted := setOf(hints)
	for _, e := range s.entries {
		if e.at != e.path && covers(hinted, e.at) {
			scopes, hints = append(scopes, e.path), append(hints, e.path)
		}
	}
	return s.root.scan(ctx, s, scopes, hints, nil)
}

// Files gives all files, sorted by path. The slice is the caller's own.
func (s *Snapshot) Files() []*File { return slices.Clone(s.files) }

// File gives the file at path, exactly as it is spelt on disk.
func (s *Snapshot) File(path string) (*File, bool) {
	i, found := slices.BinarySearchFunc(s.files, path, comparePath)
	if !found {
		return nil, false
	}
	return s.files[i], true
}

// Beneath gives the built-in file at path, also where the project has one of its
// own: for files that a project replaces in part only.
func (s *Snapshot) Beneath(path string) (*File, bool) {
	for _, f := range s.builtin {
		if f.Path == path {
			return f, true
		}
	}
	return nil, false
}

// Folders gives every folder of the three trees that the project has, the trees
// themselves and empty folders too, sorted: what a watcher has to watch.
// Folders that are passed over or refused are not among them.
func (s *Snapshot) Folders() []string {
	var folders []string
	for _, e := range s.entries {
		if e.folder {
			folders = append(folders, e.path)
		}
	}
	return folders
}

// LinkedFolders gives every folder outside the three trees that a link leads
// into, "." for the project itself, sorted: what happens there may change a file of
// the snapshot, too.
func (s *Snapshot) LinkedFolders() []string {
	var folders []string
	for _, e := range s.entries {
		if e.file == nil || e.at == e.path {
			continue
		}
		if tree, _, _ := strings.Cut(e.at, "/"); !slices.Contains(trees(), tree) {
			folders = append(folders, path.Dir(e.at))
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}

// Diagnostics gives what was refused, and why.
func (s *Snapshot) Diagnostics() diag.List {
	var l diag.List
	for _, e := range s.entries {
		if e.refused != nil {
			l = append(l, *e.refused)
		}
	}
	return l.Sort()
}

// File is one file of a snapshot. It never changes.
type File struct {
	// Path is slash-separated, relative to the project and spelt as on disk:
	// "content/articles/x.md", "templates/article.html", "static/site.css".
	Path string
	// Size is in bytes.
	Size int64
	// ModTime is when the file was last written, if that is known. Nothing that
	// is published may depend on it: a fresh checkout has other times.
	ModTime time.Time
	// Hash is the SHA-256 of the bytes.
	Hash [sha256.Size]byte
	// Builtin files come with the program; the project has none at Path.
	Builtin bool

	root *Root
	at   string // where the bytes are: Path, or what the link at Path leads to
	text []byte // the bytes, if they are kept; else nil
}

// Bytes gives the file's bytes in a slice of the caller's own. Those of text
// files in content/ and of templates are at hand if they were read; any other file
// is read now, and ErrChanged is the answer if its bytes are no longer those of the snapshot.
func (f *File) Bytes() ([]byte, error) {
	text, err := f.Look()
	if f.text != nil {
		text = bytes.Clone(text)
	}
	return text, err
}

// Look is Bytes for somebody who only reads: the bytes may be the snapshot's own
// and must not be changed.
func (f *File) Look() ([]byte, error) {
	if f.text != nil {
		return f.text, nil
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := bytes.NewBuffer(make([]byte, 0, f.Size+bytes.MinRead))
	if _, err := data.ReadFrom(r); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// Open streams the file's bytes. If they turn out not to be those of the
// snapshot, the last Read gives ErrChanged in place of io.EOF: what was read
// before it must be thrown away.
func (f *File) Open() (io.ReadCloser, error) {
	if f.text != nil {
		return io.NopCloser(bytes.NewReader(f.text)), nil
	}
	file, err := f.root.open(f.at, f.Builtin)
	if stamp.Gone(err) {
		return nil, fmt.Errorf("%s: %w", f.Path, ErrChanged)
	}
	if err != nil {
		return nil, failed(f.Path, err)
	}
	return &verified{File: file, of: f, sum: sha256.New()}, nil
}

// verified reads a file and compares its hash at the end.
type verified struct {
	fs.File
	of  *File
	sum hash.Hash
}

func (v *verified) Read(p []byte) (int, error) {
	n, err := v.File.Read(p)
	v.sum.Write(p[:n])
	switch {
	case err == nil:
	case err != io.EOF:
		err = failed(v.of.Path, err)
	case [sha256.Size]byte(v.sum.Sum(nil)) != v.of.Hash:
		v.of.root.doubt(v.of.Path)
		err = fmt.Errorf("%s: %w", v.of.Path, ErrChanged)
	}
	return n, err
}

// open opens the regular file at name. Anything else that has taken its place
// is fs.ErrNotExist: the file is gone.
func (r *Root) open(name string, builtin bool) (fs.File, error) {
	r.mu.Lock()
	from := r.project
	r.mu.Unlock()
	if builtin {
		from = r.builtin
	}
	f, err := from.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func comparePath(f *File, path string) int { return strings.Compare(f.Path, path) }
