package serve

import "syscall"

// detached puts a program into a process group of its own: Ctrl+C ends the
// preview, not the editor that it opened.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP}
}
