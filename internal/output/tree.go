package output

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"syscall"

	"golang.org/x/sync/errgroup"

	"blotter/internal/stamp"
)

// tree is an output on disk, held by this run alone, and the folder in which its
// next state is staged. Every access goes through an os.Root, so that no link
// leads outside.
type tree struct {
	site *os.Root // the output, for reading what it has; nil if there is none yet

	at     string   // the output's absolute path, without links
	root   *os.Root // where both the output and the staging folder are, for moving files between them
	out    string   // the output's name in root: "." if staging has to happen inside it
	work   string   // the staging folder
	locked string   // the lock file
	lock   *os.File

	reading, staging handles // of site and root, until everything is staged

	stage   func() error // makes the staging folder, once
	folders folders
	keep    bool // work must stay: it holds a journal, or what it holds is not known
	buffers sync.Pool
}

// locate gives the absolute path of the output dir without links, and whether
// there is such a folder; if not, it makes the folder above. Links above the
// output, and the output itself being one, are the user's arrangement.
func locate(dir string) (at string, exists bool, err error) {
	at, err = resolve(dir)
	if err != nil {
		return "", false, err
	}
	info, err := os.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return at, false, os.MkdirAll(filepath.Dir(at), 0o755)
	case err == nil && !info.IsDir():
		err = errors.New("it is a file, not a folder")
	}
	return at, true, err
}

// open takes the output at dir for this run. Staging happens beside it, where no
// visitor's request and no upload of the output reaches it, or inside it where
// only that is possible: in a mounted folder, or in one whose surroundings
// belong to somebody else. The choice depends on nothing else, so that the next
// run finds what this one leaves.
func open(dir string) (*tree, error) {
	at, exists, err := locate(dir)
	if err != nil {
		return nil, err
	}
	above, name := filepath.Split(at)
	if name == "" {
		return nil, errors.New("it is the root of the file system")
	}
	if !exists || sameMount(above, at) {
		t := &tree{at: at, out: name, work: "." + name + stageName, locked: "." + name + lockName}
		err := t.enter(above)
		denied := errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
		if err == nil || !exists || !denied {
			return t, err
		}
	}
	t := &tree{at: at, out: ".", work: stageName, locked: lockName}
	return t, t.enter(at)
}

// look opens the output at dir for reading only.
func look(dir string) (*tree, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	site, err := os.OpenRoot(at)
	if errors.Is(err, fs.ErrNotExist) {
		return &tree{}, nil
	}
	t := &tree{site: site}
	t.reading.root = site
	return t, err
}

// enter opens folder as the tree's root, takes the lock in it, and opens the output.
func (t *tree) enter(folder string) (err error) {
	if t.root, err = os.OpenRoot(folder); err != nil {
		return err
	}
	t.staging.root, t.folders.handles = t.root, &t.staging
	t.stage = sync.OnceValue(t.startStaging)
	if t.lock, err = takeLock(t.root, t.locked); err != nil {
		t.close()
		return err
	}
	t.keep = true // until finish has looked into it
	t.site, err = t.root.OpenRoot(t.out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.close()
		return err
	}
	t.reading.root = t.site
	return nil
}

// takeLock creates and locks the file name, or gives ErrBusy.
func takeLock(root *os.Root, name string) (*os.File, error) {
	for range 100 {
		f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
		if errors.Is(err, fs.ErrPermission) {
			if _, there := root.Lstat(name); there == nil {
				return nil, fmt.Errorf("%w: %s belongs to another user", ErrBusy, name)
			}
		}
		if err != nil {
			return nil, err
		}
		if err := lockFile(f); err != nil {
			f.Close()
			return nil, err
		}
		// Whoever held the lock before us removed the file at its end; then what we
		// have locked is a file without a name, and somebody else may lock a new one.
		held, err := f.Stat()
		if err == nil {
			if named, err := root.Lstat(name); err == nil && os.SameFile(held, named) {
				return f, nil
			}
		}
		f.Close()
	}
	return nil, ErrBusy
}

// close gives the output back and clears away the staging folder. What cannot
// be cleared away the next run will.
func (t *tree) close() {
	t.reading.letGo()
	t.staging.letGo()
	if t.lock != nil {
		if !t.keep {
			t.root.RemoveAll(t.work)
		}
		t.root.Remove(t.locked)
		t.lock.Close()
	}
	for _, root := range []*os.Root{t.site, t.root} {
		if root != nil {
			root.Close()
		}
	}
}

// in gives the name in root of a path in the output.
func (t *tree) in(p string) string { return path.Join(t.out, p) }

// sight is what was seen of a file, folder or link in the output, without reading
// it. It is a third of an fs.FileInfo: a large output has several hundred thousand.
type sight struct {
	mode fs.FileMode
	mine bool // it belongs to the user who runs the program
	stamp.Stamp
}

func sightOf(info fs.FileInfo) sight { return sight{info.Mode(), isMine(info), stamp.Of(info)} }

// sameFile is os.SameFile, on systems where a stamp says so much.
func (s sight) sameFile(other sight) bool {
	return s.Inode != 0 && s.Inode == other.Inode && s.Device == other.Device
}

// walk gives everything in the output, itself included, by its path, without
// what is ours and not the site's.
func (t *tree) walk(ctx context.Context) (map[string]sight, error) {
	var mu sync.Mutex
	found := map[string]sight{}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	var visit func(folder string, info fs.FileInfo) error
	visit = func(folder string, info fs.FileInfo) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		inside, err := t.list(folder)
		if err != nil {
			return err
		}
		inside = slices.DeleteFunc(inside, func(info fs.FileInfo) bool {
			return folder == "." && slices.Contains([]string{manifestName, stageName, lockName}, info.Name())
		})
		mu.Lock()
		found[folder] = sightOf(info)
		for _, info := range inside {
			if !info.IsDir() {
				found[path.Join(folder, info.Name())] = sightOf(info)
			}
		}
		mu.Unlock()
		for _, info := range inside {
			subfolder := func() error { return visit(path.Join(folder, info.Name()), info) }
			if !info.IsDir() || g.TryGo(subfolder) {
				continue
			}
			if err := subfolder(); err != nil {
				return err
			}
		}
		return nil
	}
	info, err := t.site.Lstat(".")
	if err == nil {
		err = visit(".", info)
	}
	return found, errors.Join(err, g.Wait())
}

// list gives what is in a folder of the output. One that we may not look into
// (lost+found) has nothing in it that could be ours.
func (t *tree) list(folder string) ([]fs.FileInfo, error) {
	from, rest := t.reading.near(folder)
	f, err := from.OpenFile(rest, os.O_RDONLY|openNonblock, 0)
	if errors.Is(err, fs.ErrPermission) && folder != "." {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdir(-1)
}

// digest reads and hashes the file at p in the output.
func (t *tree) digest(ctx context.Context, p string) (digest, error) {
	from, rest := t.reading.nearFile(p)
	f, err := from.OpenFile(rest, os.O_RDONLY|openNonblock, 0)
	if err != nil {
		return digest{}, err
	}
	defer f.Close()
	buf := t.buffer()
	defer t.buffers.Put(buf)
	sum := sha256.New()
	for {
		n, err := f.Read(buf[:])
		sum.Write(buf[:n])
		if err == nil {
			err = ctx.Err()
		}
		switch {
		case err == io.EOF:
			return digest(sum.Sum(nil)), nil
		case err != nil:
			return digest{}, err
		}
	}
}

// buffer gives a buffer for one file; put it back into t.buffers.
func (t *tree) buffer() *[64 << 10]byte {
	if buf, ok := t.buffers.Get().(*[64 << 10]byte); ok {
		return buf
	}
	return new([64 << 10]byte)
}

// removeEmpty removes the folder at p in the output, and those above it, as far
// as they are empty. A run that was killed may have removed the lower ones.
func (t *tree) removeEmpty(p string) {
	for ; p != "."; p = path.Dir(p) {
		info, err := t.root.Lstat(t.in(p))
		if stamp.Gone(err) {
			continue
		}
		if err != nil || !info.IsDir() || t.root.Remove(t.in(p)) != nil {
			return
		}
		t.folders.forget(t.in(p))
	}
}

// startStaging makes the staging folder, which nobody else may look into: not
// everything in it will be published at this moment.
func (t *tree) startStaging() error {
	if err := t.root.Mkdir(t.work, 0o755); err != nil {
		return err
	}
	info, err := t.root.Lstat(t.work)
	if err != nil {
		return err
	}
	t.folders.unmasked = info.Mode().Perm() == 0o755
	return t.root.Chmod(t.work, 0o700)
}

// folders makes folders, each only once. It may be used concurrently.
type folders struct {
	*handles
	// unmasked says that the umask is known to leave 0755 alone, which spares a
	// system call for each folder.
	unmasked bool

	lock    sync.Mutex
	known   map[string]bool
	created []string // parents before children
}

// ensure makes the folder p and those above it if need be, readable by everybody
// whatever the umask. A link in their place is an error.
func (f *folders) ensure(p string) error {
	f.lock.Lock()
	known := f.known[p]
	f.lock.Unlock()
	if known || p == "." {
		return nil
	}
	if err := f.ensure(path.Dir(p)); err != nil {
		return err
	}
	from, rest := f.near(p)
	err := from.Mkdir(rest, 0o755)
	created := err == nil
	switch {
	case created && !f.unmasked:
		err = from.Chmod(rest, 0o755)
	case errors.Is(err, fs.ErrExist):
		var info fs.FileInfo
		if info, err = from.Lstat(rest); err == nil && !info.IsDir() {
			err = fmt.Errorf("%s has to be a folder and is not", p)
		}
	}
	if err != nil {
		return err
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.known == nil {
		f.known = map[string]bool{}
	}
	f.known[p] = true
	if created {
		f.created = append(f.created, p)
	}
	return nil
}

// forget says that the folder p is not there any more.
func (f *folders) forget(p string) {
	f.lock.Lock()
	delete(f.known, p)
	f.lock.Unlock()
}
