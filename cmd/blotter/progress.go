package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

const (
	// untold is how many ticks pass before anything is drawn: a build that is
	// over in a second says nothing on the way.
	untold = 10
	// tick is how often the line is drawn.
	tick = 100 * time.Millisecond
)

// progress is one line on the terminal that says how far a build is, while it
// lasts. It is drawn again only when it reads otherwise, in one write, and with
// nothing but spaces and a carriage return, which every terminal understands.
type progress struct {
	out     io.Writer
	columns func() int // the width of the terminal now

	mu          sync.Mutex
	step        string
	done, total int

	ticks int    // how many there were
	shown string // the line that stands there
}

// at gives what a step of the build tells of itself: how much of it is done. It
// may be called on many goroutines at once.
func (p *progress) at(step string) func(done, total int) {
	return func(done, total int) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if step != p.step || done > p.done { // workers do not tell in order
			p.step, p.done, p.total = step, done, total
		}
	}
}

// begin draws at every tick until end is called. Then the line is gone.
func (p *progress) begin(ticks <-chan time.Time) (end func()) {
	p.mu.Lock()
	p.step, p.done, p.total, p.ticks = "", 0, 0, 0
	p.mu.Unlock()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				p.put("")
				return
			case <-ticks:
				p.draw()
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}

// draw draws the line as it reads now, but for the first few times.
func (p *progress) draw() {
	if p.ticks++; p.ticks >= untold {
		p.put(p.line())
	}
}

// line gives the line, short enough for the terminal.
func (p *progress) line() string {
	p.mu.Lock()
	step, done, total := p.step, p.done, p.total
	p.mu.Unlock()
	room := p.columns() - 1 // a full line would make some terminals go on in the next
	if total == 0 {
		return step[:max(0, min(room, len(step)))]
	}
	// The figures stand as wide as they will be, so that nothing moves.
	figures := fmt.Sprint(total)
	text := fmt.Sprintf("%s  %*d of %s", step, len(figures), done, figures)
	const narrowest, widest = 10, 40
	bar := min(widest, room-len(text)-len("  []"))
	if bar < narrowest {
		return text[:max(0, min(room, len(text)))]
	}
	full := bar * done / total
	return fmt.Sprintf("%s  [%s%s]  %*d of %s", step, strings.Repeat("=", full), strings.Repeat(" ", bar-full), len(figures), done, figures)
}

// put draws a line in the place of the last one.
func (p *progress) put(line string) {
	if line == p.shown {
		return
	}
	erase := strings.Repeat(" ", max(0, len(p.shown)-len(line)))
	if line == "" {
		erase += "\r"
	}
	fmt.Fprint(p.out, "\r"+line+erase)
	p.shown = line
}
