//go:build linux || darwin || freebsd || netbsd || openbsd

package main

import (
	"os"
	"os/signal"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// openKeyboard has a terminal give keys as they are pressed, and not show them.
// Nothing else about it changes: Ctrl+C interrupts, Ctrl+Z suspends, and lines
// end as ever. (Raw mode would take all of that away; so would a crash in raw
// mode.) There are no keys for a process in the background.
func openKeyboard(tty *os.File) (keys <-chan byte, restore func()) {
	fd := int(tty.Fd())
	// Whoever reads or sets up a terminal from the background is stopped by these;
	// reading then fails instead.
	signal.Ignore(syscall.SIGTTIN, syscall.SIGTTOU)
	before, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil || !inForeground(fd) {
		return nil, func() {}
	}
	var mu sync.Mutex
	ended := false
	set := func() {
		mu.Lock()
		defer mu.Unlock()
		if ended || !inForeground(fd) {
			return
		}
		wanted := *before
		wanted.Lflag &^= unix.ICANON | unix.ECHO
		wanted.Cc[unix.VMIN], wanted.Cc[unix.VTIME] = 1, 0
		unix.IoctlSetTermios(fd, setTermios, &wanted)
	}
	set()
	// A shell has the terminal to itself while the program is suspended.
	resumed := make(chan os.Signal, 1)
	signal.Notify(resumed, syscall.SIGCONT)
	go func() {
		for range resumed {
			set()
		}
	}()
	return readKeys(tty), func() {
		mu.Lock()
		defer mu.Unlock()
		if ended {
			return
		}
		ended = true
		signal.Stop(resumed)
		close(resumed)
		if inForeground(fd) {
			unix.IoctlSetTermios(fd, setTermios, before)
		}
	}
}

// inForeground says whether the terminal listens to this process now.
func inForeground(fd int) bool {
	group, err := unix.IoctlGetInt(fd, unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}
