package output

import (
	"cmp"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"blotter/internal/stamp"
)

// journal is the way from one state of the output to the next. It is written
// when everything is staged and flushed, and removed when all steps are taken.
type journal struct {
	Before digest // of the manifest that the steps start from; zero: there was none
	Steps  []step
}

// step puts something staged in its place, or takes something away.
type step struct {
	Remove bool
	Path   string // in the output
	Slot   string // where the new thing is staged, or the old one is laid aside
	Over   bool   // put: something is at Path and is replaced
	Sum    digest // remove: only if the file still has these bytes; zero: in any case

	rank int
}

// compare orders what is put: see rank. New files come before changed ones,
// which may refer to them.
func (s step) compare(other step) int {
	over := 0
	if s.Over != other.Over {
		over = 1
		if !s.Over {
			over = -1
		}
	}
	return cmp.Or(cmp.Compare(s.rank, other.rank), over, strings.Compare(s.Path, other.Path))
}

// The staging folder holds three things: what will be put, what was replaced or
// removed (so that a failed run can put it back), and the journal.
func (t *tree) fresh() string   { return path.Join(t.work, "new") }
func (t *tree) aside() string   { return path.Join(t.work, "old") }
func (t *tree) journal() string { return path.Join(t.work, "journal") }

// flush makes everything that is staged survive a power cut.
func (t *tree) flush() error {
	if err := t.stage(); err != nil {
		return err
	}
	if err := t.folders.ensure(t.aside()); err != nil {
		return err
	}
	if err := t.inFolder(t.work, flushAll); err != nil {
		return err
	}
	t.reading.letGo() // what follows moves folders
	t.staging.letGo()
	return nil
}

func (t *tree) inFolder(folder string, do func(*os.File) error) error {
	f, err := t.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return do(f)
}

// commit takes all steps of j, or none. One step alone needs no journal.
func (t *tree) commit(j journal) error {
	if len(j.Steps) > 1 {
		if err := t.writeJournal(j); err != nil {
			t.root.Remove(t.journal()) // before what it speaks of is cleared away
			return fmt.Errorf("journal: %w", err)
		}
		t.keep = true
	}
	t.folders.created = nil
	var done []move
	for _, s := range j.Steps {
		moves, err := t.take(s, false)
		done = append(done, moves...)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.Path, err)
			if failed := t.undo(done); failed != nil {
				return fmt.Errorf("%w; going back failed too (%w); the next build will finish this one", err, failed)
			}
			return errors.Join(err, t.removeJournal())
		}
	}
	return t.removeJournal()
}

func (t *tree) writeJournal(j journal) error {
	unfinished := t.journal() + "-unfinished"
	f, err := t.root.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := errors.Join(gob.NewEncoder(f).Encode(j), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := t.root.Rename(unfinished, t.journal()); err != nil {
		return err
	}
	return t.inFolder(t.work, flushFolder)
}

// removeJournal removes the journal, if there is one: nothing is left to be done.
func (t *tree) removeJournal() error {
	if !t.keep {
		return nil
	}
	if err := t.root.Remove(t.journal()); err != nil {
		return fmt.Errorf("nothing is left to do, but the journal cannot be removed: %w", err)
	}
	t.keep = false
	return nil
}

// finish takes the remaining steps of a run that was killed, if it came as far
// as to write its journal, and clears away what it staged.
func (t *tree) finish(ctx context.Context) (resumed bool, err error) {
	info, err := t.root.Lstat(t.work)
	if errors.Is(err, fs.ErrNotExist) {
		t.keep = false
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !isMine(info) {
		return false, fmt.Errorf("%s belongs to another user: if no build of theirs is running, remove it", t.work)
	}
	j, resumed, err := t.readJournal(ctx)
	if err != nil {
		return false, err
	}
	for _, s := range j.Steps {
		if _, err := t.take(s, true); err != nil {
			return false, fmt.Errorf("finishing the build that was interrupted: %s: %w", s.Path, err)
		}
	}
	if resumed {
		if err := t.removeJournal(); err != nil {
			return false, err
		}
	}
	t.keep = false
	t.folders.known = nil // some were in the staging folder
	return resumed, t.root.RemoveAll(t.work)
}

// readJournal gives the journal of a killed run, if there is one and it starts
// from the output as it is. Otherwise somebody has put another output in its place.
func (t *tree) readJournal(ctx context.Context) (j journal, ok bool, err error) {
	f, err := t.root.Open(t.journal())
	if errors.Is(err, fs.ErrNotExist) || err == nil && t.site == nil {
		return journal{}, false, nil
	}
	if err != nil {
		return journal{}, false, err
	}
	defer f.Close()
	if err := gob.NewDecoder(f).Decode(&j); err != nil {
		return journal{}, false, fmt.Errorf("%s: %w", t.journal(), err)
	}
	now, err := t.digest(ctx, manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		now, err = digest{}, nil
	}
	if err != nil || now != j.Before {
		return journal{}, false, err
	}
	return j, true, nil
}

// move is a renaming that undoes part of a step.
type move struct{ from, to string }

// take takes one step and gives what undoes it, even if it fails halfway. When an interrupted run is
// resumed, a step that has been taken before is passed over.
func (t *tree) take(s step, resume bool) ([]move, error) {
	if s.Remove {
		return t.remove(s, resume)
	}
	from, to, aside := path.Join(t.fresh(), s.Slot), t.in(s.Path), path.Join(t.aside(), s.Slot)
	if resume {
		if staged, err := t.has(from); err != nil || !staged {
			return nil, err
		}
	}
	if err := t.folders.ensure(path.Dir(to)); err != nil {
		return nil, err
	}
	replaces, err := t.has(to)
	back := []move{{to, from}}
	switch {
	case err != nil:
		return nil, err
	case replaces && !s.Over:
		return nil, errors.New("something that is not Blotter's is in the way: move it away")
	case replaces && !resume:
		back = []move{{aside, to}}
		if t.root.Link(to, aside) != nil {
			// Without hard links (FAT) there is nothing at the path for a moment.
			if err := t.root.Rename(to, aside); err != nil {
				return nil, err
			}
		}
	}
	if err := t.root.Rename(from, to); err != nil {
		if !replaces {
			back = nil // nothing has happened yet
		}
		return back, err
	}
	return back, nil
}

// remove lays aside what is at s.Path, and removes the folders that it leaves empty.
func (t *tree) remove(s step, resume bool) ([]move, error) {
	p, aside := t.in(s.Path), path.Join(t.aside(), s.Slot)
	there, err := t.has(p)
	if err == nil && there && resume {
		// If it was laid aside before the kill, what is there now is new.
		there, err = t.has(aside)
		there = !there
	}
	if err == nil && there && s.Sum != (digest{}) {
		there, err = t.isStill(s.Path, s.Sum)
	}
	if err != nil {
		return nil, err
	}
	var back []move
	if there {
		if err := t.root.Rename(p, aside); err != nil {
			return nil, err
		}
		back = []move{{aside, p}}
	}
	t.removeEmpty(path.Dir(s.Path))
	return back, nil
}

// has says whether there is anything called name in the tree's root.
func (t *tree) has(name string) (bool, error) {
	_, err := t.root.Lstat(name)
	if stamp.Gone(err) {
		return false, nil
	}
	return err == nil, err
}

// isStill says whether p in the output is a file with these bytes. If not,
// somebody has changed it since we looked, and it is theirs now.
func (t *tree) isStill(p string, sum digest) (bool, error) {
	info, err := t.site.Lstat(p)
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	now, err := t.digest(context.Background(), p)
	return now == sum, err
}

// undo goes back through moves, and removes the folders that were made.
func (t *tree) undo(moves []move) error {
	var problems []error
	for _, m := range slices.Backward(moves) {
		if err := t.folders.ensure(path.Dir(m.to)); err != nil {
			problems = append(problems, err)
		} else if err := t.root.Rename(m.from, m.to); err != nil {
			problems = append(problems, err)
		}
	}
	for _, folder := range slices.Backward(t.folders.created) {
		t.root.Remove(folder) // fails, as it should, if there is something in it
	}
	return errors.Join(problems...)
}
