// Package stamp tells by what the file system says of a file whether its bytes
// are still those that were hashed before, as git's index does, so that a run in
// which nothing changed need not read everything.
//
// It takes what Lstat says of a file and gives a Stamp; a Book keeps the stamps
// of a folder's files with their SHA-256 from one run to the next, in a private
// folder. Nothing depends on a book but time: one that is missing, damaged, of
// another machine or from the future counts as empty, and then files are read.
//
// # Why a stamp can be believed
//
// The time of a file's last change (ctime) is the system's own: touch, cp -p,
// rsync and mv set the time of modification, and by that change the ctime. So
// two different contents of one inode have different stamps, unless both were
// written in the same tick of the file system's clock. Therefore only a stamp is
// kept that had settled when it was taken: the ctime lay so far in the past that
// whatever is written from then on gets another one. A file that was written a
// moment ago is read once more by the next run. A clock that was set back could
// give the same time twice: a book from the future is not believed.
//
// None of that holds on a file system that keeps no ctime of its own, or that
// another machine changes under us (FAT, NFS, most of FUSE): only those that are
// known are trusted, see trusted. And a program that holds a file mapped into its
// memory can change it unseen, here as with git.
//
// The package never reads a file but its books, and looks at the clock only to
// tell what has settled.
package stamp

import (
	"errors"
	"io/fs"
	"syscall"
	"time"
)

// Stamp is what the file system says of a file without reading it.
type Stamp struct {
	Size     int64 // in bytes
	Modified int64 // nanoseconds since 1970; 0 if not known
	// Changed is when the bytes, the name or the mode last changed. Unlike
	// Modified it cannot be set. Where there is none it is Modified.
	Changed int64
	// Inode and Device are 0 where there are none.
	Inode, Device uint64
}

// Of gives the stamp of a file of which info is the Lstat.
func Of(info fs.FileInfo) Stamp {
	s := Stamp{Size: info.Size()}
	if !info.ModTime().IsZero() {
		s.Modified = info.ModTime().UnixNano()
	}
	s.Changed = s.Modified
	s.fromSystem(info)
	return s
}

// Gone says whether err, of a look at a file, means that nothing is there (any more):
// its path may also lead through another file.
func Gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// ModTime gives the time of modification, the zero time if it is not known.
func (s Stamp) ModTime() time.Time {
	if s.Modified == 0 {
		return time.Time{}
	}
	return time.Unix(0, s.Modified)
}

// margin is how far in the past a change has to lie. The clocks of file systems
// tick every 10 ms at the most, those of old ones every second, and FAT's every
// two seconds.
const margin = 2 * time.Second

// Settled says whether a file that looked like s just after the moment seen
// must look different after any later edit. A file that had only just changed
// need not: the next edit may fall into the same tick of the file system's clock.
func (s Stamp) Settled(seen time.Time) bool { return s.settled(seen, margin) }

func (s Stamp) settled(seen time.Time, margin time.Duration) bool {
	return s.Changed != 0 && s.Changed < seen.Add(-margin).UnixNano()
}
