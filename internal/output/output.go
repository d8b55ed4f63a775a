// Package output writes a site's files into a directory, only what changed, and
// in such a way that the site that is up is never damaged.
//
// It takes outputs (a path, a fingerprint of everything the bytes depend on, and
// a function that writes them) and gives what changed. It knows nothing of what
// is in a file, never follows a link in the output, and never deletes or
// overwrites a file there that is not its own.
//
// # What is our own
//
// The output holds a manifest (manifest.go), which lists each file we wrote with
// its fingerprint and the SHA-256 of its bytes, and no times, so that the same
// site is the same directory to the last byte. A file whose fingerprint is the
// listed one, and whose bytes on disk still have the listed hash, is kept
// without being made. (The bytes of a file that looks just as it did when they
// were hashed are known: package stamp.) A file that is not listed is foreign: it stays, and if it
// lies where we have to write, nothing is published. A file that is listed, is
// no longer part of the site and has been changed by somebody stays too.
//
// # How a run ends
//
// What has to be written is staged in a folder beside the output, or inside it
// if only there renaming works: ".public.blotter-stage" for "public". Any error
// until all of it is flushed to disk leaves the output untouched. Then a journal
// is written and flushed, the files are renamed into place (assets, pages,
// feeds), what is no longer part of the site is moved out, the manifest is
// renamed into place, and the journal goes. If a step fails, those before it are
// undone. If the program is killed, each file is wholly old or wholly new, and
// the next run takes the remaining steps before it does anything else. A folder
// that the output lacks, or the output itself, is renamed into place as a whole.
//
// A lock file beside the staging folder keeps two runs apart.
package output

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"blotter/internal/stamp"
)

// ErrBusy means that another run is writing to the same output.
var ErrBusy = errors.New("another build is writing to this folder")

// ErrNotOurs means that the output is not empty and has no manifest.
var ErrNotOurs = errors.New("this folder is not empty and was not made by Blotter")

// ErrForeign means that files that are not ours lie where the site's have to go.
var ErrForeign = errors.New("files that are not Blotter's are in the way")

// ErrEdition means that the output holds another edition of the site: for other
// readers, who must not get this one.
var ErrEdition = errors.New("this folder is for other readers")

// Fingerprint is a hash of everything that a file's bytes depend on. It is
// published in the manifest.
type Fingerprint [sha256.Size]byte

// Key is a hash of everything that a file's fingerprint could depend on.
type Key [sha256.Size]byte

// File is one file of the site. Its functions may be called on any goroutine.
type File struct {
	// Path is slash-separated and relative to the output:
	// "articles/x/index.html". CheckPath says what it may be.
	Path string
	// Fingerprint is called once a run.
	Fingerprint func() Fingerprint
	// Key, where it is not nil, gives a hash that is cheaper than the fingerprint and
	// stands for it: of two files with one key, be they of different runs, the
	// fingerprints are the same. It may tell of what is not public, and is never
	// published.
	Key func() Key
	// Write writes the bytes, the same ones for the same fingerprint. It is
	// called at most once a run, and only if the file may have changed.
	Write func(context.Context, io.Writer) error
}

// Options say how Publish treats what it finds.
type Options struct {
	// Adopt takes over an output that we did not make: foreign files stay, but
	// those in the place of one of ours are replaced.
	Adopt bool
	// Clean removes everything else from the output once the new files are
	// staged. An output that looks like a project is refused.
	Clean bool
	// Swap puts the whole output in place in one step, where the system can
	// exchange folders, at the price of linking every file anew.
	Swap bool
	// Edition says for whom the output is, in one word, if it is not for everybody. The
	// manifest tells it; an output that holds another edition is refused, but by Clean.
	Edition string
	// Workers is how many files are made at a time; 0 means one a core.
	Workers int
	// Stamps keeps what files of a large output look like whose bytes are known, so
	// that the next run does not read them again. Nothing depends on it but time.
	Stamps stamp.Drawer
	// Progress, if it is not nil, is told after each of the total files that it is
	// what it has to be, in the output or staged. It is called on many goroutines
	// at once, so the calls may come out of order.
	Progress func(done, total int)
}

// Changes is what a run did to the output. All paths are relative to it and sorted.
type Changes struct {
	Added, Changed, Deleted []string
	// Kept counts the files that were there already.
	Kept int
	// Adopted are foreign files that were replaced.
	Adopted []string
	// Foreign are files that are not ours and were left alone.
	Foreign []string
	// Edited were ours, are no longer part of the site, and were left alone
	// because somebody changed them. From now on they are foreign.
	Edited []string
	// Resumed says that an interrupted run was finished first.
	Resumed bool
}

// Publish makes the directory dir hold files, creating it if need be. On any
// error, and if ctx ends before the first file is in place, the output is what
// it was; the error names the file.
func Publish(ctx context.Context, dir string, files []File, o Options) (Changes, error) {
	layout, err := newLayout(files)
	if err != nil {
		return Changes{}, err
	}
	t, err := open(dir)
	if err != nil {
		return Changes{}, fmt.Errorf("publish to %s: %w", dir, err)
	}
	defer t.close()
	r := run{tree: t, options: o, layout: layout}
	if err := r.publish(ctx, files); err != nil {
		return Changes{}, fmt.Errorf("publish to %s: %w", dir, err)
	}
	return r.changes, nil
}

// Diff says what Publish would do, without writing anything. An interrupted run
// is not finished first, so that its files show as changed.
func Diff(ctx context.Context, dir string, files []File, o Options) (Changes, error) {
	layout, err := newLayout(files)
	if err != nil {
		return Changes{}, err
	}
	t, err := look(dir)
	if err != nil {
		return Changes{}, fmt.Errorf("compare with %s: %w", dir, err)
	}
	defer t.close()
	r := run{tree: t, options: o, layout: layout, dry: true}
	if err := r.compare(ctx, files); err != nil {
		return Changes{}, fmt.Errorf("compare with %s: %w", dir, err)
	}
	return r.changes, nil
}
