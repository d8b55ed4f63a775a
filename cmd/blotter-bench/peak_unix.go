//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakOf gives the most memory that an ended process had, in bytes.
func peakOf(s *os.ProcessState) int64 {
	usage, ok := s.SysUsage().(*syscall.Rusage)
	if !ok {
		return -1
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10 // the others count kilobytes
}
