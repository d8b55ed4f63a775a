package source

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"blotter/internal/diag"
	"blotter/internal/stamp"
)

// walk lists what lies at and under scopes, in no particular order and without
// reading any file. What is passed over is not listed.
func walk(ctx context.Context, project fs.FS, scopes []string) ([]entry, error) {
	w := walker{project: project}
	w.g, w.ctx = errgroup.WithContext(ctx)
	w.g.SetLimit(runtime.GOMAXPROCS(0))
	for _, scope := range outermost(scopes) {
		w.g.Go(func() error {
			info, err := fs.Lstat(project, scope)
			if stamp.Gone(err) {
				return nil
			}
			if err != nil {
				return failed(scope, err)
			}
			return w.visit(scope, info)
		})
	}
	if err := w.g.Wait(); err != nil {
		return nil, err
	}
	return w.found, nil
}

// outermost gives paths without those that lie in another of them.
func outermost(paths []string) []string {
	var outer []string
	set := map[string]bool{}
	for _, p := range slices.Sorted(slices.Values(paths)) {
		if !covers(set, p) {
			set[p] = true
			outer = append(outer, p)
		}
	}
	return outer
}

type walker struct {
	project fs.FS
	ctx     context.Context
	g       *errgroup.Group

	mu    sync.Mutex
	found []entry
}

func (w *walker) add(e entry) {
	w.mu.Lock()
	w.found = append(w.found, e)
	w.mu.Unlock()
}

// visit lists p, of which info is the Lstat, and what lies under it.
func (w *walker) visit(p string, info fs.FileInfo) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if passedOver(p) {
		return nil
	}
	e := entry{path: p, at: p}
	if e.refused = refusedName(p, info.IsDir()); e.refused != nil {
		w.add(e)
		return nil
	}
	if info.Mode().Type() == fs.ModeSymlink {
		var err error
		if e.at, info, e.refused, err = w.follow(p); err != nil {
			return err
		}
	}
	isTree := !strings.Contains(p, "/")
	switch {
	case e.refused != nil:
	case info.IsDir():
		return w.visitFolder(e)
	case isTree:
		e.refused = refuse(p, diag.Error, "not-a-folder", fmt.Sprintf("«%s» has to be a folder and is a file", p), "")
	case info.Mode().IsRegular():
		e.stamp = stamp.Of(info)
	default:
		e.refused = refuse(p, diag.Warning, "not-a-file",
			"this is a pipe, a socket or a device and is not read", "take it out of the project's folder")
	}
	w.add(e)
	return nil
}

// visitFolder lists the folder e and what lies in it, subfolders on other cores
// where one is idle.
func (w *walker) visitFolder(e entry) error {
	for inside, err := range list(w.project, e.path) {
		if stamp.Gone(err) {
			return nil
		}
		if err != nil {
			return failed(e.path, err)
		}
		if !e.folder {
			e.folder = true
			w.add(e)
		}
		for _, d := range inside {
			if err := w.visitInside(e.path+"/"+d.Name(), d); err != nil {
				return err
			}
		}
	}
	return nil
}

// list gives what lies in a folder, in no particular order and, where the tree can, a
// hundred at a time: so a look at 100,000 files can end soon when it is told to. It
// gives at least one list, perhaps an empty one, or an error.
func list(project fs.FS, folder string) iter.Seq2[[]fs.DirEntry, error] {
	return func(yield func([]fs.DirEntry, error) bool) {
		if _, ok := project.(fs.ReadDirFS); ok { // a tree in memory
			yield(fs.ReadDir(project, folder))
			return
		}
		file, err := project.Open(folder)
		if err != nil {
			yield(nil, err)
			return
		}
		defer file.Close()
		opened, ok := file.(fs.ReadDirFile)
		if !ok {
			yield(nil, fs.ErrNotExist) // it is a file by now
			return
		}
		for {
			inside, err := opened.ReadDir(100)
			if err == io.EOF {
				yield(nil, nil) // it may be empty
				return
			}
			if !yield(inside, err) || err != nil {
				return
			}
		}
	}
}

// visitInside lists p, which d is about.
func (w *walker) visitInside(p string, d fs.DirEntry) error {
	info, err := d.Info()
	if stamp.Gone(err) {
		return nil
	}
	if err != nil {
		return failed(p, err)
	}
	visit := func() error { return w.visit(p, info) }
	if info.IsDir() && w.g.TryGo(visit) {
		return nil
	}
	return visit()
}

// follow gives the file in the project that the link p leads to in the end, or
// why it is refused. It judges each step itself, so that a link which a stranger
// contributed cannot publish the project's .env or .git/config under a harmless
// name; what it gives is a path without links, and os.Root makes sure of that.
func (w *walker) follow(p string) (at string, info fs.FileInfo, refused *diag.Diagnostic, err error) {
	refusal := func(code, message, hint string) (string, fs.FileInfo, *diag.Diagnostic, error) {
		return "", nil, refuse(p, diag.Error, code, message, hint), nil
	}
	const longest = 8 // links that lead to links
	at = p
	for range longest {
		to, err := fs.ReadLink(w.project, at)
		if stamp.Gone(err) {
			return refusal("link-broken", "this link leads to nothing", "")
		}
		if err != nil {
			return "", nil, nil, failed(p, err)
		}
		next := path.Join(path.Dir(at), filepath.ToSlash(to))
		if filepath.IsAbs(to) || !fs.ValidPath(next) {
			return refusal("link-outside", fmt.Sprintf("this link leads out of the project, to %q", to),
				"put a copy of the file in its place; a link inside the project has to be relative")
		}
		for upTo := range prefixes(next) {
			if name := path.Base(upTo); upTo != "." && (strings.HasPrefix(name, ".") || secret(name)) {
				return refusal("secret-file", fmt.Sprintf("this link leads to %q, which is not for publication", next), "take the link away")
			}
			info, err = fs.Lstat(w.project, upTo)
			if stamp.Gone(err) {
				return refusal("link-broken", fmt.Sprintf("this link leads to %q, where there is nothing", next), "")
			}
			if err != nil {
				return "", nil, nil, failed(p, err)
			}
			if upTo != next && info.Mode().Type() == fs.ModeSymlink {
				return refusal("link-to-folder", fmt.Sprintf("this link leads through %q, which is a link itself", upTo), "let it lead straight to the file")
			}
		}
		switch {
		case info.IsDir():
			return refusal("link-to-folder", "links to folders are not followed", "put the folder itself in its place")
		case info.Mode().Type() != fs.ModeSymlink:
			return next, info, nil, nil
		}
		at = next
	}
	return refusal("link-broken", "this link leads in a circle", "")
}

// prefixes gives the folders above p, from the top, and then p.
func prefixes(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range len(p) {
			if p[i] == '/' && !yield(p[:i]) {
				return
			}
		}
		yield(p)
	}
}

// refuse makes the diagnostic for the whole of the file at p.
func refuse(p string, severity diag.Severity, code, message, hint string) *diag.Diagnostic {
	d := diag.At(printable(p), diag.Span{}, severity, code, message, hint)
	return &d
}
