package output

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

const openNonblock = 0

// lockFile takes f for this process, until f is closed or the process ends, or
// gives ErrBusy.
func lockFile(f *os.File) error {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped))
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return ErrBusy
	}
	return err
}

// flushFile makes what was written to f survive a power cut.
func flushFile(f *os.File) error { return f.Sync() }

// flushAll has nothing left to do: see flushFile.
func flushAll(*os.File) error { return nil }

// flushFolder has nothing to do: NTFS keeps a journal of names itself.
func flushFolder(*os.File) error { return nil }

// exchange is not for here: no system call does it.
func exchange(*os.File, string, string) error { return errors.ErrUnsupported }

// sameMount trusts that a folder is on the volume of the folder above it. Where
// a volume is mounted in a folder, renaming fails before anything has changed.
func sameMount(a, b string) bool { return true }

// isMine trusts the folder's access rights: files have no single owner here.
func isMine(fs.FileInfo) bool { return true }
