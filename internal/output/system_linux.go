package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// flushFile makes what was written to f survive a power cut, unless flushAll
// does so for all files together.
func flushFile(*os.File) error { return nil }

// flushAll makes everything survive a power cut that was written to the file
// system on which folder lies. One call for a whole site is far cheaper than one
// for each file.
func flushAll(folder *os.File) error { return unix.Syncfs(int(folder.Fd())) }

// exchange swaps what the names a and b in folder stand for, in one step.
func exchange(folder *os.File, a, b string) error {
	fd := int(folder.Fd())
	return unix.Renameat2(fd, a, fd, b, unix.RENAME_EXCHANGE)
}

// sameMount says whether files can be renamed between two folders. That needs
// the same file system, and the same mount of it: a container's bind-mounted
// output has the device number of the folder above it and yet is another place.
func sameMount(a, b string) bool {
	var in, to unix.Statx_t
	const what = unix.STATX_MNT_ID
	if unix.Statx(unix.AT_FDCWD, a, 0, what, &in) != nil || unix.Statx(unix.AT_FDCWD, b, 0, what, &to) != nil {
		return false
	}
	return in.Dev_major == to.Dev_major && in.Dev_minor == to.Dev_minor && in.Mnt_id == to.Mnt_id
}
