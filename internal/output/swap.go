package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
)

// swap takes all steps at once: beside the present output it builds the next
// one, of links to what stays and of what is staged, and exchanges the two
// folders. It gives false, and has changed nothing, where that is not possible.
func (r *run) swap(ctx context.Context, steps []step) (done bool, err error) {
	t := r.tree
	if t.out == "." {
		return false, nil // what is beside the output is another file system, or not ours
	}
	for _, at := range r.disk {
		if at.mode.IsDir() && (!at.mine || at.mode.Perm()&0o700 != 0o700) {
			return false, nil // we could not make its like, or clear the old one away
		}
	}
	next := path.Join(t.work, "next")
	if !r.linkInto(next, steps) {
		return false, nil
	}
	var moves []move
	for _, s := range steps {
		if s.Remove {
			continue
		}
		from, to := path.Join(t.fresh(), s.Slot), path.Join(next, s.Path)
		err := t.folders.ensure(path.Dir(to))
		if err == nil {
			err = t.root.Rename(from, to)
		}
		if err != nil {
			return false, fmt.Errorf("%s: %w", s.Path, err)
		}
		moves = append(moves, move{to, from})
	}
	for p, at := range r.disk {
		if at.mode.IsDir() && at.mode != fs.ModeDir|0o755 {
			err := t.root.Chmod(path.Join(next, p), at.mode)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return false, err
			}
		}
	}
	if err := errors.Join(t.flush(), ctx.Err()); err != nil {
		return false, err
	}
	err = t.inFolder(".", func(root *os.File) error { return exchange(root, t.out, next) })
	if err != nil {
		return false, t.undo(moves)
	}
	return true, r.rescue(context.WithoutCancel(ctx), next)
}

// linkInto fills the folder next with links to everything in the output that
// stays. It gives false if something cannot be linked.
func (r *run) linkInto(next string, steps []step) bool {
	t := r.tree
	goes := map[string]bool{}
	for _, s := range steps {
		goes[s.Path] = goes[s.Path] || s.Remove || s.Over
	}
	link := func(p string) bool {
		to := path.Join(next, p)
		return t.folders.ensure(path.Dir(to)) == nil && t.root.Link(t.in(p), to) == nil
	}
	if r.text != "" && !goes[manifestName] && !link(manifestName) {
		return false
	}
	filled := r.filled()
	for p, at := range r.disk {
		switch {
		case goes[p]:
		case !at.mode.IsDir():
			if !link(p) {
				return false
			}
		case !filled[p] || p == ".": // the others come with what is in them
			if t.folders.ensure(path.Join(next, p)) != nil {
				return false
			}
		}
	}
	return true
}

// rescue moves into the output what somebody has put, since we looked, into the
// old one, which is now at old and will be removed.
func (r *run) rescue(ctx context.Context, old string) error {
	t := r.tree
	t.folders.known = nil   // these were the old output's
	now, err := t.walk(ctx) // t.site still is the old one
	if err != nil {
		return fmt.Errorf("the site is in place; what somebody has put into the old one in the meantime is lost: %w", err)
	}
	for _, p := range slices.Sorted(maps.Keys(now)) {
		before, known := r.disk[p]
		if now[p].mode.IsDir() || known && before.sameFile(now[p]) || r.layout[key(p)] == (place{p, true}) {
			continue
		}
		err := t.folders.ensure(path.Dir(t.in(p)))
		if err == nil {
			err = t.root.Rename(path.Join(old, p), t.in(p))
		}
		if err != nil {
			return fmt.Errorf("%s appeared while the output was exchanged, and is lost: %w", p, err)
		}
	}
	return nil
}
