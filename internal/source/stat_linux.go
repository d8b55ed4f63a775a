package source

import (
	"io/fs"
	"syscall"
)

const openNonblock = syscall.O_NONBLOCK

// inodeOf gives a file's inode and when it was last changed in any way, in
// nanoseconds since 1970.
func inodeOf(info fs.FileInfo) (inode uint64, changed int64, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return s.Ino, s.Ctim.Nano(), true
}
