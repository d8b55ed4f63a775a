package stamp

import (
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// fromSystem fills in what only this system says.
func (s *Stamp) fromSystem(info fs.FileInfo) {
	if x, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Inode, s.Device, s.Changed = x.Ino, uint64(x.Dev), x.Ctim.Nano()
	}
}

// trusted says whether the folder lies on a file system of this machine's own
// that keeps the ctime itself, and gives its device.
func trusted(folder string) (device uint64, ok bool) {
	var system unix.Statfs_t
	var info unix.Stat_t
	if unix.Statfs(folder, &system) != nil || unix.Stat(folder, &info) != nil {
		return 0, false
	}
	const zfs = 0x2fc12fc1
	switch uint32(system.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.F2FS_SUPER_MAGIC,
		zfs, unix.TMPFS_MAGIC, unix.OVERLAYFS_SUPER_MAGIC:
		return uint64(info.Dev), true
	}
	return 0, false
}
