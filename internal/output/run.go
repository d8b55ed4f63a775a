package output

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"blotter/internal/crew"
	"blotter/internal/stamp"
)

// run is one Publish or Diff.
type run struct {
	tree    *tree
	options Options
	layout  layout
	dry     bool // nothing may be written

	disk  map[string]sight // what is in the output: see tree.walk
	book  *stamp.Book      // the sums that are known of it; nil for none
	old   manifest
	text  string // of the old manifest; "" if there is none
	items []item // the site's files, sorted by path
	rest  []leftover
	slots map[string]string // the folders that the output lacks, topmost ones only, and where they are staged

	writers sync.Pool
	changes Changes
}

// item is a file of the site on its way through a run.
type item struct {
	File
	record
	fate  fate
	slot  string      // where it is staged alone; "" in a folder that is staged as a whole
	looks stamp.Stamp // when it was staged
	top   string      // the topmost of its folders that the output lacks; "" if none does
}

// fate is what a run does to a file.
type fate uint8

const (
	kept fate = iota
	added
	changed
	adopted // replaces a foreign file
	blocked // would replace a foreign file
)

// leftover is something in the output that is not a file of the site: a file, a
// link or, for Clean, an empty folder.
type leftover struct {
	path   string
	edited bool // was ours, and is not any more because somebody changed it
	remove bool
	sum    digest // remove it only if it still has these bytes; zero: in any case
}

func (r *run) publish(ctx context.Context, files []File) (err error) {
	if r.changes.Resumed, err = r.tree.finish(ctx); err != nil {
		return err
	}
	if err := r.compare(ctx, files); err != nil {
		return err
	}
	steps, err := r.steps(ctx)
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		r.book.Save()
		return nil
	}
	if err := r.tree.flush(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // the last moment for it: what follows takes milliseconds and is done whole
	}
	r.noteStaged()
	if r.options.Swap && len(steps) > 1 {
		if done, err := r.swap(ctx, steps); done || err != nil {
			return err
		}
	}
	if err := r.tree.commit(journal{Before: sumOf(r.text), Steps: steps}); err != nil {
		return err
	}
	r.book.Save()
	return nil
}

// noteStaged notes what the files look like that are put in place within a folder:
// only the folder is renamed.
func (r *run) noteStaged() {
	now := r.book.Now()
	for i := range r.items {
		if it := &r.items[i]; it.fate != kept && it.slot == "" {
			r.book.Made(it.Path, it.looks, it.sum, now)
		}
	}
}

// compare finds out what the output has and what becomes of it, and stages every
// file that has to be written.
func (r *run) compare(ctx context.Context, files []File) error {
	if err := r.survey(ctx); err != nil {
		return err
	}
	r.items = make([]item, len(files))
	for i, f := range files {
		r.items[i] = item{File: f}
	}
	slices.SortFunc(r.items, func(a, b item) int { return strings.Compare(a.Path, b.Path) })
	r.place()
	if err := r.findLeftovers(); err != nil {
		return err
	}

	var done atomic.Int64
	err := crew.Each(ctx, r.options.Workers, len(r.items)+len(r.rest), func(ctx context.Context, n int) error {
		if n >= len(r.items) {
			return r.judge(ctx, &r.rest[n-len(r.items)])
		}
		err := r.prepare(ctx, &r.items[n])
		if done := done.Add(1); err == nil && r.options.Progress != nil {
			r.options.Progress(int(done), len(r.items))
		}
		return err
	})
	if err != nil {
		return err
	}
	return r.tell()
}

// survey reads the output's tree and manifest, and refuses an output that is not
// ours to write to.
func (r *run) survey(ctx context.Context) (err error) {
	if !r.dry {
		r.book = r.options.Stamps.Open(r.tree.at)
	}
	if r.tree.site == nil {
		return nil
	}
	if r.disk, err = r.tree.walk(ctx); err != nil {
		return err
	}
	text, err := r.tree.site.ReadFile(manifestName)
	absent := errors.Is(err, fs.ErrNotExist)
	if err != nil && !absent {
		return err
	}
	r.text = string(text)
	edition := ""
	r.old, edition, err = decodeManifest(r.text)
	if err == nil && edition != r.options.Edition && !r.options.Clean {
		return fmt.Errorf("%w: it holds %s; --clean empties it first", ErrEdition, nameOfEdition(edition))
	}
	if err == nil || r.options.Adopt || r.options.Clean {
		return nil
	}
	const hint = "--adopt builds into it and keeps what is there, --clean empties it first"
	switch {
	case !absent:
		return fmt.Errorf("%w: %s", err, hint)
	case len(r.disk) > 1: // more than the output itself
		return fmt.Errorf("%w: %s", ErrNotOurs, hint)
	}
	return nil
}

func nameOfEdition(edition string) string {
	if edition == "" {
		return "the public edition"
	}
	return fmt.Sprintf("the edition %q", edition) // whoever can write into the output can write this
}

// place decides where each file is staged: alone, or in the topmost of its
// folders that the output lacks, which is then put in place as a whole.
func (r *run) place() {
	r.slots = map[string]string{}
	for i := range r.items {
		it := &r.items[i]
		if it.top = r.missing(it.Path); it.top == "" {
			it.slot = "file" + strconv.Itoa(i)
		} else if r.slots[it.top] == "" {
			r.slots[it.top] = "folder" + strconv.Itoa(i)
		}
	}
}

// missing gives the topmost folder above p that the output lacks; "" if there is none.
func (r *run) missing(p string) (top string) {
	for p != "." {
		p = path.Dir(p)
		if at, there := r.disk[p]; there && at.mode.IsDir() {
			break
		}
		top = p
	}
	return top
}

// staged gives the name under which a file of the site is staged.
func (r *run) staged(it *item) string {
	if it.slot != "" {
		return path.Join(r.tree.fresh(), it.slot)
	}
	return path.Join(r.tree.fresh(), r.slots[it.top], strings.TrimPrefix(it.Path, it.top+"/"))
}

// prepare decides the fate of a file of the site, and stages it unless it is kept.
func (r *run) prepare(ctx context.Context, it *item) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	it.fingerprint = it.Fingerprint()
	old, ours := r.old[it.Path]
	at, there := r.disk[it.Path]
	regular := there && at.mode.IsRegular()
	if regular && ours && old.fingerprint == it.fingerprint {
		sum, err := r.sum(ctx, it.Path)
		if err == nil && sum == old.sum {
			it.sum = sum
			return nil
		}
	}
	size, err := r.stage(ctx, it)
	if err != nil {
		return fmt.Errorf("%s: %w", it.Path, err)
	}
	if regular && at.Size == size {
		if sum, err := r.sum(ctx, it.Path); err == nil && sum == it.sum {
			return r.unstage(it)
		}
	}
	switch {
	case !there || at.mode.IsDir():
		it.fate = added
	case ours:
		it.fate = changed
	case r.options.Adopt || r.options.Clean:
		it.fate = adopted
	default:
		it.fate = blocked
	}
	return nil
}

// sum gives the SHA-256 of the file at p in the output, which is read unless it
// looks as it did when it was read last.
func (r *run) sum(ctx context.Context, p string) (digest, error) {
	looks := r.disk[p].Stamp
	if sum, known := r.book.Sum(p, looks); known {
		return sum, nil
	}
	sum, err := r.tree.digest(ctx, p)
	if err == nil {
		r.book.Note(p, looks, sum)
	}
	return sum, err
}

// stage writes a file of the site to its place in the staging folder; a dry run
// only hashes it.
func (r *run) stage(ctx context.Context, it *item) (size int64, err error) {
	s := sink{ctx: ctx, sum: sha256.New(), file: io.Discard}
	var file *os.File
	if !r.dry {
		name := r.staged(it)
		if err := r.tree.stage(); err != nil {
			return 0, err
		}
		if err := r.tree.folders.ensure(path.Dir(name)); err != nil {
			return 0, err
		}
		from, rest := r.tree.staging.nearFile(name)
		if file, err = from.OpenFile(rest, os.O_WRONLY|os.O_CREATE|os.O_EXCL|openNonblock, 0o644); err != nil {
			return 0, err
		}
		defer file.Close()
		s.file = file
	}
	w, ok := r.writers.Get().(*bufio.Writer)
	if !ok {
		w = bufio.NewWriterSize(nil, 64<<10)
	}
	defer r.writers.Put(w)
	w.Reset(&s)
	if err := it.Write(ctx, w); err != nil {
		return 0, err
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	s.sum.Sum(it.sum[:0])
	if file == nil {
		return s.size, nil
	}
	if !r.tree.folders.unmasked {
		err = file.Chmod(0o644)
	}
	if it.slot == "" && r.book != nil && err == nil {
		var info fs.FileInfo
		if info, err = file.Stat(); err == nil {
			it.looks = stamp.Of(info)
		}
	}
	return s.size, errors.Join(err, flushFile(file), file.Close())
}

// sink is where a file's bytes arrive.
type sink struct {
	ctx  context.Context
	file io.Writer
	sum  hash.Hash
	size int64
}

func (s *sink) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	s.sum.Write(p)
	s.size += int64(len(p))
	return s.file.Write(p)
}

// unstage takes back a file that turned out to be there already.
func (r *run) unstage(it *item) error {
	if r.dry {
		return nil
	}
	return r.tree.root.Remove(r.staged(it))
}

// findLeftovers lists what is in the output and is not a file of the site.
func (r *run) findLeftovers() error {
	filled := r.filled()
	for p, at := range r.disk {
		needed := r.layout[key(p)] == (place{p, !at.mode.IsDir()})
		if !needed && (!at.mode.IsDir() || r.options.Clean && !filled[p]) {
			r.rest = append(r.rest, leftover{path: p})
		}
	}
	slices.SortFunc(r.rest, func(a, b leftover) int { return strings.Compare(a.path, b.path) })
	if !r.options.Clean {
		return nil
	}
	for _, l := range r.rest {
		top, _, _ := strings.Cut(l.path, "/")
		if _, ours := r.old[l.path]; !ours && slices.Contains([]string{".git", "content", "go.mod"}, top) {
			return fmt.Errorf("--clean would delete everything here, and this looks like a project: it has %s", top)
		}
	}
	return nil
}

// filled gives the folders of the output that have something in them, and the
// output itself.
func (r *run) filled() map[string]bool {
	filled := map[string]bool{".": true}
	for p := range r.disk {
		filled[path.Dir(p)] = true
	}
	return filled
}

// judge decides whether something that is not part of the site goes.
func (r *run) judge(ctx context.Context, l *leftover) error {
	l.remove = r.options.Clean
	old, ours := r.old[l.path]
	if !ours {
		return nil
	}
	l.edited = true
	if r.disk[l.path].mode.IsRegular() {
		sum, err := r.sum(ctx, l.path)
		if err != nil {
			return err
		}
		if sum == old.sum {
			l.edited, l.remove = false, true
		}
	}
	if l.remove && !r.options.Clean {
		l.sum = old.sum
	}
	return nil
}

// tell fills in the changes, and fails if something foreign is in the way.
func (r *run) tell() error {
	c := &r.changes
	var blocking []string
	for _, it := range r.items {
		switch it.fate {
		case kept:
			c.Kept++
		case added:
			c.Added = append(c.Added, it.Path)
		case changed:
			c.Changed = append(c.Changed, it.Path)
		case adopted:
			c.Adopted = append(c.Adopted, it.Path)
		case blocked:
			blocking = append(blocking, it.Path)
		}
	}
	for _, l := range r.rest {
		switch {
		case l.remove:
			c.Deleted = append(c.Deleted, l.path)
			continue
		case l.edited:
			c.Edited = append(c.Edited, l.path)
		default:
			c.Foreign = append(c.Foreign, l.path)
		}
		if r.layout.blocks(l.path, false) {
			return fmt.Errorf("%w: %s, and the site needs that name for something else: move it away", ErrForeign, l.path)
		}
	}
	if len(blocking) > 0 {
		names := strings.Join(blocking[:min(5, len(blocking))], ", ")
		if len(blocking) > 5 {
			names += fmt.Sprintf(" and %d more", len(blocking)-5)
		}
		return fmt.Errorf("%w: %s; move them away, or let --adopt replace them", ErrForeign, names)
	}
	return nil
}

// steps stages the new manifest and gives the way to the new output, in order:
// what stands in the way of something goes, what is new and changed comes, what
// is no longer part of the site goes, the manifest comes. No step if the output
// is what it has to be.
func (r *run) steps(ctx context.Context) ([]step, error) {
	text := encodeManifest(r.options.Edition, r.items)
	puts := map[string]step{} // by slot
	put := func(it *item, rank int) {
		s := step{Path: it.Path, Slot: it.slot, Over: it.fate == changed || it.fate == adopted, rank: rank}
		if it.slot == "" {
			s = step{Path: it.top, Slot: r.slots[it.top], rank: max(rank, puts[r.slots[it.top]].rank)}
		}
		puts[s.Slot] = s
	}
	const manifestRank = 3
	for i := range r.items {
		if it := &r.items[i]; it.fate != kept {
			put(it, rank(it.Path))
		}
	}
	if string(text) != r.text {
		it := r.manifestItem(text)
		if _, err := r.stage(ctx, it); err != nil {
			return nil, fmt.Errorf("%s: %w", manifestName, err)
		}
		put(it, manifestRank)
	}
	order := slices.Collect(maps.Values(puts))
	slices.SortFunc(order, step.compare)

	var first, last []step
	for i, l := range r.rest {
		if !l.remove {
			continue
		}
		s := step{Remove: true, Path: l.path, Slot: "gone" + strconv.Itoa(i), Sum: l.sum}
		if r.layout.blocks(l.path, true) {
			first = append(first, s)
		} else {
			last = append(last, s)
		}
	}
	// The manifest comes last of all, unless it comes with the whole output.
	end := len(order)
	if end > 0 && order[end-1].Path == manifestName {
		end--
	}
	return slices.Concat(first, order[:end], last, order[end:]), nil
}

// manifestItem gives the new manifest as a file that can be staged.
func (r *run) manifestItem(text []byte) *item {
	it := &item{slot: "manifest", File: File{Path: manifestName, Write: func(_ context.Context, w io.Writer) error {
		_, err := w.Write(text)
		return err
	}}}
	if r.text != "" {
		it.fate = changed
	}
	if r.tree.site == nil { // it is staged with the whole output
		it.slot, it.top = "", "."
		if r.slots["."] == "" {
			r.slots["."] = "folder"
		}
	}
	return it
}

// sumOf is the digest of a manifest's text, and zero for none.
func sumOf(text string) digest {
	if text == "" {
		return digest{}
	}
	return sha256.Sum256([]byte(text))
}
