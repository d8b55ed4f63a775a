package serve

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"

	"blotter/internal/stamp"
)

// notices are the operating system's hints that something under a project
// changed. They may be late, wrong or missing (an editor replaces the file, a
// folder is moved in with all that is in it, a queue overflows, a limit is
// reached); whoever gets them looks for himself, and looks again now and then.
type notices struct {
	dir  string        // the project, absolute
	tell func(string)  // for what the writer should know
	out  chan string   // paths relative to the project, slash-separated
	lost chan struct{} // some hints were lost: look at everything
	done chan struct{} // closed by close
	wg   sync.WaitGroup
	// open and add are the operating system's, or a test's.
	open func() (*fsnotify.Watcher, error)
	add  func(*fsnotify.Watcher, string) error

	// follow and close alone touch these.
	watcher *fsnotify.Watcher // nil: nothing is watched
	given   bool              // we gave up watching: polling only
	project os.FileInfo       // what dir was when it was watched

	mu      sync.Mutex
	watched map[string]bool // folders, relative; "." is the project
	linked  map[string]bool // those of them that only links lead into
	stale   bool            // a watched folder was moved or lost: watch anew
}

func newNotices(dir string, tell func(string)) *notices {
	return &notices{
		dir:  dir,
		tell: tell,
		out:  make(chan string, 64),
		lost: make(chan struct{}, 1),
		done: make(chan struct{}),
		open: fsnotify.NewWatcher,
		add:  (*fsnotify.Watcher).Add,
	}
}

// follow watches the project, its folders and those that its links lead into, and
// nothing else, and gives those that were not watched before: what happened in
// them until now went unnoticed.
func (n *notices) follow(folders, linked []string) (fresh []string) {
	if n.given {
		return nil
	}
	// A folder that was moved keeps its watch under its old name, and a project
	// that was replaced leaves us watching what is gone: begin anew.
	project, err := os.Stat(n.dir)
	if err != nil {
		return nil // the project is away; whoever scans it says so
	}
	n.mu.Lock()
	stale := n.stale
	n.stale = false
	n.mu.Unlock()
	if n.watcher == nil || stale || !os.SameFile(project, n.project) {
		if err := n.begin(); err != nil {
			n.giveUp(err)
			return nil
		}
		n.project = project
	}

	wanted := slices.Concat([]string{"."}, folders, linked)
	is := setOf(wanted)
	n.mu.Lock()
	n.linked = setOf(linked)
	var old []string
	for folder := range n.watched {
		if !is[folder] {
			old = append(old, folder)
			delete(n.watched, folder)
		}
	}
	for _, folder := range wanted {
		if !n.watched[folder] {
			fresh = append(fresh, folder)
			n.watched[folder] = true
		}
	}
	n.mu.Unlock()
	for _, folder := range old {
		n.watcher.Remove(n.absolute(folder)) // it is gone, and perhaps its watch with it
	}
	for _, folder := range fresh {
		err := n.add(n.watcher, n.absolute(folder))
		if stamp.Gone(err) {
			n.mu.Lock()
			delete(n.watched, folder) // gone again
			n.mu.Unlock()
			continue
		}
		if err != nil {
			n.giveUp(err)
			return nil
		}
	}
	return fresh
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// begin starts watching, from nothing.
func (n *notices) begin() error {
	if n.watcher != nil {
		n.watcher.Close()
		n.watcher = nil
	}
	watcher, err := n.open()
	if err != nil {
		return err
	}
	n.watcher = watcher
	n.mu.Lock()
	n.watched = map[string]bool{}
	n.mu.Unlock()
	n.wg.Go(func() { n.forward(watcher) })
	return nil
}

// giveUp says why nothing is watched from now on.
func (n *notices) giveUp(err error) {
	if n.watcher != nil {
		n.watcher.Close()
		n.watcher = nil
	}
	n.given = true
	n.tell(fmt.Sprintf("cannot watch folders (%v): changes are found by looking every %v", reason(err), pollEvery))
}

// reason says what an error of watching means.
func reason(err error) error {
	if runtime.GOOS != "linux" {
		return err
	}
	limit := ""
	switch {
	case errors.Is(err, syscall.ENOSPC):
		limit = "max_user_watches"
	case errors.Is(err, syscall.EMFILE):
		limit = "max_user_instances"
	default:
		return err
	}
	set := "?"
	if b, err := os.ReadFile("/proc/sys/fs/inotify/" + limit); err == nil {
		set = strings.TrimSpace(string(b))
	}
	return fmt.Errorf("the system's limit fs.inotify.%s = %s is reached; «sysctl fs.inotify.%s=524288» raises it", limit, set, limit)
}

// forward passes on what one watcher notices until it is closed.
func (n *notices) forward(watcher *fsnotify.Watcher) {
	for {
		select {
		case event, open := <-watcher.Events:
			if !open {
				return
			}
			n.pass(event)
		case _, open := <-watcher.Errors: // above all fsnotify.ErrEventOverflow
			if !open {
				return
			}
			n.mu.Lock()
			n.stale = true
			n.mu.Unlock()
			n.missed()
		}
	}
}

func (n *notices) pass(event fsnotify.Event) {
	name, err := filepath.Rel(n.dir, event.Name)
	if err != nil {
		n.missed()
		return
	}
	name = filepath.ToSlash(name)
	if event.Has(fsnotify.Rename) || event.Has(fsnotify.Remove) {
		n.mu.Lock()
		n.stale = n.stale || n.watched[name]
		n.mu.Unlock()
	}
	if name == "." {
		n.missed()
		return
	}
	tree, _, _ := strings.Cut(name, "/")
	if tree != "content" && tree != "templates" && tree != "static" {
		n.mu.Lock()
		linked := n.linked[path.Dir(name)]
		n.mu.Unlock()
		if linked {
			n.missed() // which file it is that leads there is for others to know
		}
		return // what else lies in the project is not ours
	}
	select {
	case n.out <- name:
	case <-n.done:
	}
}

// missed asks for a look at everything.
func (n *notices) missed() {
	select {
	case n.lost <- struct{}{}:
	default: // somebody asked already
	}
}

func (n *notices) absolute(folder string) string {
	return filepath.Join(n.dir, filepath.FromSlash(folder))
}

// close stops watching and waits until nothing is passed on any more.
func (n *notices) close() {
	close(n.done)
	if n.watcher != nil {
		n.watcher.Close()
	}
	n.wg.Wait()
}
