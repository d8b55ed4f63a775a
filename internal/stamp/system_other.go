//go:build !linux && !darwin && !freebsd && !netbsd

package stamp

import "io/fs"

// fromSystem has nothing to give here: size and time of modification have to do.
func (s *Stamp) fromSystem(fs.FileInfo) {}
