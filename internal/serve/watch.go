package serve

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"time"

	"blotter/internal/source"
)

const (
	// pollEvery is how often everything is looked at, whatever was noticed: what
	// nobody noticed is seen after two seconds, the look itself included. This
	// is the truth; notices only make it quick. So a missed one is mended by then, as
	// long as a look is quick (see breather).
	pollEvery = 1500 * time.Millisecond
	// breather is how many times as long as a look at everything took is waited before
	// the next poll: at 100,000 files it takes over a second, and the machine has other
	// work.
	breather = 4
	// idleAfter is how long after the last notice everything is looked at.
	idleAfter = time.Second
	// quietAfter is how long nothing has to happen before what is wrong is
	// believed: a file that is being saved is missing or half there for a moment.
	quietAfter = 100 * time.Millisecond
	// gather is how long a notice waits for those that belong to it: one save is
	// two or three of them (emptied, written, renamed), a few microseconds apart.
	gather = 4 * time.Millisecond
	// overdue is how long after a look at everything the next one does not wait any
	// more for files that were named.
	overdue = 2 * pollEvery
	// patience is how long notices may cancel one turn after another: somebody who
	// saves all the time must see something, too.
	patience = 500 * time.Millisecond
	// many is how many hints it takes for a look at everything to be quicker than one
	// at each.
	many = 1000
	// enough is how long what is wrong is not believed at most, though it is never
	// quiet.
	enough = time.Second
)

// Watch follows a project as it is edited.
type Watch struct {
	root    *source.Root
	clock   Clock
	tell    func(message string)
	notices *notices
	asked   chan struct{} // by Look
	poll    time.Duration // pollEvery, or a test's
	idle    time.Duration // idleAfter, or a test's

	latest  *source.Snapshot // what was seen last
	settled *source.Snapshot // what turn settled last
	noticed time.Time        // when the last notice came
	told    string           // the last failure, so that it is told once
}

// NewWatch makes a Watch of the project in dir, which root has open. tell gets
// what the writer should know about the watching itself.
func NewWatch(root *source.Root, dir string, clock Clock, tell func(message string)) *Watch {
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	return &Watch{
		root:    root,
		clock:   clock,
		tell:    tell,
		notices: newNotices(dir, tell),
		asked:   make(chan struct{}, 1),
		poll:    pollEvery,
		idle:    idleAfter,
	}
}

// Look asks for a look at everything, soon, and for a turn even if nothing changed.
func (w *Watch) Look() {
	select {
	case w.asked <- struct{}{}:
	default: // somebody asked already
	}
}

// Turn is a state of the project to be looked at.
type Turn struct {
	Snapshot *source.Snapshot
	// Now is the time of the edition.
	Now time.Time
	// Changed are the paths that differ from the last turn that was settled.
	Changed []string
	// Quiet says that nothing has happened for a while: what is wrong now is not
	// just being saved.
	Quiet bool
}

// Settled is the answer to a turn.
type Settled struct {
	// Next is when the same project will look different; the zero time if never.
	Next time.Time
	// Wait asks for the same turn again once it is quiet, or for the next if
	// something changes before.
	Wait bool
}

// round is what the next look is to look at.
type round struct {
	hints map[string]bool
	full  bool // everything
	again bool // there is a turn even if nothing changed
}

func (r *round) any() bool { return len(r.hints) > 0 || r.full || r.again }

func (r *round) hint(names map[string]bool) {
	if r.hints == nil {
		r.hints = map[string]bool{}
	}
	for name := range names {
		r.hints[name] = true
	}
}

// outcome is what came of a round.
type outcome struct {
	round    round
	snapshot *source.Snapshot // nil if it could not be taken
	scanned  time.Duration    // how long that took
	turned   bool             // turn was called
	settled  Settled
	err      error
	crashed  string // what turn panicked with, and where
}

// Run calls turn at once, and again whenever the project or the time asks for
// it, until ctx ends; then it gives nil. One turn runs at a time; a change
// cancels its context. It fails only if the first turn cannot be made; a later
// failure (a disk error) is told and tried again. A Watch runs once.
func (w *Watch) Run(ctx context.Context, turn func(context.Context, Turn) (Settled, error)) error {
	defer w.notices.close()
	pending := round{full: true, again: true}
	var (
		results  = make(chan outcome, 1)
		cancel   context.CancelFunc // nil if no round is running
		behind   time.Time          // since when no round came to its end; zero if the last one did
		held     time.Time          // since when turns wait for it to be quiet; zero if they do not
		first    = true
		notYet   time.Time     // no round before this
		looked   time.Time     // when everything was looked at last
		took     time.Duration // how long that took
		next     time.Time     // the clock's next change
		due      <-chan time.Time
		forget   = func() {}
		poll     = time.NewTicker(w.poll)
		idle     = time.NewTimer(w.idle)
		deferred = time.NewTimer(0)
	)
	defer func() { poll.Stop(); idle.Stop(); deferred.Stop(); forget() }()
	noticed := func() {
		// Whoever saves without a pause does not put the next round off for ever.
		if now := time.Now(); now.Sub(w.noticed) > gather || notYet.After(now.Add(gather)) {
			notYet = now.Add(gather)
			deferred.Reset(gather)
		}
		w.noticed = time.Now()
		idle.Reset(w.idle)
		if cancel != nil && time.Since(behind) < patience {
			cancel()
		}
	}
	for {
		if cancel == nil && pending.any() && !time.Now().Before(notYet) {
			r := pending
			pending = round{}
			if r.full && len(r.hints) > 0 && w.latest != nil && time.Since(looked) < overdue {
				// A file that was named does not wait for a look at all others, which
				// takes forty times as long (measured at 10,000 files).
				r.full, pending.full = false, true
			}
			var running context.Context
			running, cancel = context.WithCancel(ctx)
			if behind.IsZero() {
				behind = time.Now()
			}
			quiet := time.Since(w.noticed) >= quietAfter || !held.IsZero() && time.Since(held) >= enough
			go func() {
				var o outcome
				defer func() {
					if p := recover(); p != nil {
						o.crashed = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
					}
					results <- o
				}()
				o = w.look(running, turn, r, quiet)
			}()
		}
		select {
		case <-ctx.Done():
			if cancel != nil {
				cancel()
				<-results
			}
			return nil
		case name := <-w.notices.out:
			pending.hint(map[string]bool{name: true})
			noticed()
		case <-w.notices.lost:
			pending.full = true
			noticed()
		case <-w.asked:
			pending.full, pending.again = true, true
			noticed()
		case <-idle.C:
			pending.full = true
		case <-poll.C:
			pending.full = pending.full || time.Since(looked) >= breather*took
			// The machine may have slept past the instant that a timer waits for.
			if !next.IsZero() && !w.clock.Now().Before(next) {
				pending.again = true
			}
		case <-due:
			due = nil
			pending.again = true
		case <-deferred.C:
		case o := <-results:
			cancel()
			cancel = nil
			if o.crashed != "" {
				panic(o.crashed) // here, so that whoever called Run can put a terminal in order
			}
			if o.snapshot != nil {
				w.latest = o.snapshot
				if o.round.full {
					looked, took = time.Now(), o.scanned
				}
			} else {
				pending.hint(o.round.hints)
				pending.full = pending.full || o.round.full
			}
			if !errors.Is(o.err, context.Canceled) {
				behind = time.Time{}
			}
			switch {
			case errors.Is(o.err, context.Canceled):
				pending.again = true // cancelled because of a notice, which is pending
			case errors.Is(o.err, source.ErrChanged):
				pending.full, pending.again = true, true
				notYet = time.Now().Add(quietAfter)
				deferred.Reset(quietAfter)
			case o.err != nil && first:
				return o.err
			case o.err != nil:
				w.fail(o.err)
				// A project that is away for a moment is noticed by nobody when it is back.
				pending = round{full: true, again: true}
				notYet = time.Now().Add(w.poll / 4)
				deferred.Reset(w.poll / 4)
			case o.turned && o.settled.Wait:
				pending.hint(o.round.hints)
				pending.again = true
				if held.IsZero() {
					held = time.Now()
				}
				if wait := quietAfter - time.Since(w.noticed); wait > 0 {
					notYet = time.Now().Add(wait)
					deferred.Reset(wait)
				}
			case o.turned:
				first, w.told, held = false, "", time.Time{}
				w.settled = o.snapshot
				forget()
				due, forget = nil, func() {}
				if next = o.settled.Next; !next.IsZero() {
					due, forget = w.clock.At(next)
				}
			}
		}
	}
}

// look takes the next snapshot and, if it differs from the last, makes a turn of it.
func (w *Watch) look(ctx context.Context, turn func(context.Context, Turn) (Settled, error), r round, quiet bool) (o outcome) {
	began := time.Now()
	snapshot, err := w.scan(ctx, &r)
	o.round, o.scanned = r, time.Since(began)
	if err != nil {
		o.err = err
		return o
	}
	o.snapshot = snapshot
	changed := differences(w.settled, snapshot)
	if len(changed) == 0 && !r.again {
		return o
	}
	o.turned = true
	o.settled, o.err = turn(ctx, Turn{Snapshot: snapshot, Now: w.clock.Now(), Changed: changed, Quiet: quiet})
	return o
}

// scan takes the next snapshot and sees that all its folders are watched. What has
// to be looked at besides, it adds to the round: if it is cancelled, the next one
// has to.
func (w *Watch) scan(ctx context.Context, r *round) (*source.Snapshot, error) {
	hints := make([]string, 0, len(r.hints))
	for name := range r.hints {
		hints = append(hints, name)
	}
	var (
		snapshot = w.latest
		err      error
	)
	switch {
	case snapshot == nil:
		snapshot, err = w.root.Read(ctx)
	case r.full || len(hints) > many:
		snapshot, err = snapshot.Refresh(ctx, hints...)
	case len(hints) > 0:
		snapshot, err = snapshot.RefreshOnly(ctx, hints...)
	}
	// What was put into a folder before it was watched went unnoticed, also a
	// folder; so look again until there is no new one. Whoever makes folders
	// faster than that is found by the next poll.
	for range 10 {
		if err != nil {
			return nil, err
		}
		linked := snapshot.LinkedFolders()
		fresh := w.notices.follow(snapshot.Folders(), linked)
		switch {
		case len(fresh) == 0:
			return snapshot, nil
		case len(fresh) > 8 || fresh[0] == "." || len(linked) > 0: // links into one, perhaps
			r.full = true
			snapshot, err = snapshot.Refresh(ctx)
		default:
			r.hint(setOf(fresh))
			snapshot, err = snapshot.RefreshOnly(ctx, fresh...)
		}
	}
	return snapshot, err
}

// fail tells a failure, once.
func (w *Watch) fail(err error) {
	if message := err.Error(); message != w.told {
		w.told = message
		w.tell(message)
	}
}

// differences gives the paths of the project's files that are not the same in
// both snapshots, and of those that are refused. Equal pointers are equal bytes.
func differences(before, after *source.Snapshot) []string {
	if before == nil || before == after {
		return nil
	}
	var changed []string
	a, b := before.Files(), after.Files()
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].Path < b[0].Path:
			changed = append(changed, a[0].Path)
			a = a[1:]
		case len(a) == 0 || b[0].Path < a[0].Path:
			changed = append(changed, b[0].Path)
			b = b[1:]
		default:
			if a[0] != b[0] && a[0].Hash != b[0].Hash {
				changed = append(changed, b[0].Path)
			}
			a, b = a[1:], b[1:]
		}
	}
	if len(changed) > 0 {
		return changed
	}
	// A refused file is in no list of files.
	refused, still := before.Diagnostics(), after.Diagnostics()
	for i := range max(len(refused), len(still)) {
		switch {
		case i >= len(refused):
			return []string{still[i].Start.File}
		case i >= len(still) || refused[i].Start != still[i].Start || refused[i].Code != still[i].Code || refused[i].Message != still[i].Message:
			return []string{refused[i].Start.File}
		}
	}
	return nil
}
