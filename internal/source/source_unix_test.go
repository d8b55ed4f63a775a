//go:build unix

package source

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestPipesAndSockets must end: whoever opens a named pipe waits for a writer.
func TestPipesAndSockets(t *testing.T) {
	r, dir := project(t, nil, "content/a.md", "A", "content/later.jpg", "photo")
	must(t, syscall.Mkfifo(filepath.Join(dir, "content/pipe.md"), 0o644))
	must(t, os.Symlink("pipe.md", filepath.Join(dir, "content/link.md")))
	t.Chdir(filepath.Join(dir, "content")) // a socket's path may have 108 bytes
	l, err := net.Listen("unix", "socket.md")
	must(t, err)
	defer l.Close()

	done := make(chan struct{})
	go func() {
		defer close(done)
		s := read(t, r)
		equal(t, "files", content(t, s), "content/a.md A\ncontent/later.jpg photo\n")
		equal(t, "diagnostics", problems(s), "content/link.md warning not-a-file\ncontent/pipe.md warning not-a-file\ncontent/socket.md warning not-a-file\n")

		// One that takes a file's place after the walk.
		f, _ := s.File("content/later.jpg")
		must(t, os.Remove("later.jpg"))
		must(t, syscall.Mkfifo("later.jpg", 0o644))
		if _, err := f.Bytes(); err == nil {
			t.Error("a pipe was read")
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("waits for a pipe")
	}
}
