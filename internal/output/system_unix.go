//go:build unix

package output

import (
	"errors"
	"io/fs"
	"os"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// openNonblock makes no difference to files and folders, and spares the runtime
// four system calls for each one that is opened. And should a pipe have taken a
// file's place, nobody waits for it.
const openNonblock = unix.O_NONBLOCK

// lockFile takes f for this process, until f is closed or the process ends, or
// gives ErrBusy.
func lockFile(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrBusy
	}
	return err
}

// flushFolder makes the names in folder survive a power cut.
func flushFolder(folder *os.File) error { return folder.Sync() }

// isMine says whether the file belongs to the user who runs the program.
func isMine(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == myself()
}

var myself = sync.OnceValue(os.Geteuid) // a system call
