//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// flushFile hands what was written to f to the disk. On macOS that does not yet
// empty the disk's own cache, which takes milliseconds; Sync on the journal,
// which comes after all files, does.
func flushFile(f *os.File) error { return unix.Fsync(int(f.Fd())) }

// flushAll has nothing left to do: see flushFile.
func flushAll(*os.File) error { return nil }

// exchange is not for here. (macOS has renamex_np, which we could not test.)
func exchange(*os.File, string, string) error { return errors.ErrUnsupported }

// sameMount says whether files can be renamed between two folders.
func sameMount(a, b string) bool {
	var in, to unix.Stat_t
	return unix.Stat(a, &in) == nil && unix.Stat(b, &to) == nil && in.Dev == to.Dev
}
