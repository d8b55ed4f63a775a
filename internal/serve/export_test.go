package serve

import (
	"context"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Ear is what a test may do to a preview that runs, above all to its notices.
type Ear struct {
	// Full says that the system has no watch left.
	Full bool
	// Poll is how often everything is looked at; pollEvery if zero.
	Poll time.Duration
	// Forgetful previews remember no page that they have printed.
	Forgetful bool

	mu      sync.Mutex
	watcher *fsnotify.Watcher
}

// RunWith is Run with an ear.
func RunWith(ctx context.Context, o Options, ear *Ear) error {
	s, err := newServer(o)
	if err != nil {
		return err
	}
	s.watch.notices.add = ear.add
	if ear.Poll != 0 {
		s.watch.poll = ear.Poll
	}
	if ear.Forgetful {
		s.pages.bound = 1
	}
	return s.run(ctx)
}

func (e *Ear) add(watcher *fsnotify.Watcher, folder string) error {
	if e.Full {
		return syscall.ENOSPC
	}
	e.mu.Lock()
	e.watcher = watcher
	e.mu.Unlock()
	return watcher.Add(folder)
}

// Lose lets no notice come from now on of any folder that is watched.
func (e *Ear) Lose() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, folder := range slices.Sorted(slices.Values(e.watcher.WatchList())) {
		e.watcher.Remove(folder)
	}
}

// Overflow says what the system says when notices came faster than they were heard.
func (e *Ear) Overflow() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.watcher.Errors <- fsnotify.ErrEventOverflow
}
