//go:build darwin || freebsd || netbsd

package stamp

import (
	"io/fs"
	"syscall"
)

// fromSystem fills in what only this system says.
func (s *Stamp) fromSystem(info fs.FileInfo) {
	if x, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Inode, s.Device, s.Changed = uint64(x.Ino), uint64(x.Dev), x.Ctimespec.Nano()
	}
}
