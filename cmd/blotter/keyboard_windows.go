package main

import (
	"os"
	"sync"

	"golang.org/x/sys/windows"
)

// openKeyboard has a console give keys as they are pressed, and not show them.
// Ctrl+C interrupts as ever.
func openKeyboard(tty *os.File) (keys <-chan byte, restore func()) {
	console := windows.Handle(tty.Fd())
	var before uint32
	if windows.GetConsoleMode(console, &before) != nil ||
		windows.SetConsoleMode(console, before&^(windows.ENABLE_LINE_INPUT|windows.ENABLE_ECHO_INPUT)) != nil {
		return nil, func() {}
	}
	return readKeys(tty), sync.OnceFunc(func() { windows.SetConsoleMode(console, before) })
}
