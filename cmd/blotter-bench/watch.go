package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

const (
	// readyPatience is how long the first page of a watch mode is waited for,
	// savedPatience how long an article's own page with what was saved, and
	// stalePatience how much longer another page with it.
	readyPatience = 15 * time.Minute
	savedPatience = 5 * time.Minute
	stalePatience = 10 * time.Second
	// enough is after how long a contender that takes its time has no further saves
	// in a round.
	enough = 2 * time.Minute
	// between is how long a writer takes to save again.
	between = 300 * time.Millisecond
	// look is how often a page is looked at, and looksAll after which share of the
	// time that has passed since the save, if that is longer: every look is a request to
	// the program that is being measured, and must not take the processor from it. So
	// the times are right to 2 ms or 2 %.
	look     = 2 * time.Millisecond
	looksAll = 50
)

// watch measures the watch mode: its first start, the next one, and edits.
func (t *turn) watch(ctx context.Context, edits int) error {
	for _, dir := range []string{t.at.cache, t.at.out} {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	first, err := t.start(ctx)
	if err != nil {
		return err
	}
	t.tell("watch ready", first.ready)
	t.ready = append(t.ready, first.ready)
	if err := first.end(); err != nil {
		return err
	}
	second, err := t.start(ctx)
	if err != nil {
		return err
	}
	t.tell("ready again", second.ready)
	t.again = append(t.again, second.ready)
	err = t.save(second, edits)
	t.servePeak = append(t.servePeak, float64(second.memory()))
	return errors.Join(err, second.end())
}

// watcher is a watch mode that runs.
type watcher struct {
	ctx    context.Context // ends with the program
	site   string
	ready  float64 // seconds from the start to the first home page
	memory func() int64
	end    func() error
}

func (t *turn) start(ctx context.Context) (*watcher, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	cmd := t.command(ctx, t.contender.serve(t.at, port))
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	together(cmd)
	cmd.Cancel = func() error { return endAll(cmd) }
	cmd.WaitDelay = 5 * time.Second
	began := time.Now()
	if err := cmd.Start(); err != nil {
		cancel(err)
		return nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cancel(fmt.Errorf("it ended: %w", cmd.Wait()))
	}()
	sampled := watchMemory(cmd.Process.Pid)
	w := &watcher{ctx: ctx, site: "http://" + local(port),
		memory: func() int64 { return max(sampled(), peakOfRunning(cmd.Process.Pid)) },
		end: func() error {
			sampled()
			why := context.Cause(ctx)
			cancel(nil)
			<-ended
			return why
		},
	}
	if w.ready = w.until(began, readyPatience, "/", t.recent[0].Slug); w.ready < 0 {
		why := w.end()
		return nil, fmt.Errorf("%s did not begin to serve: %v\n%s", t.label, why, said)
	}
	return w, nil
}

// save saves recent articles with new titles, one after the other, and waits for
// each until the pages show it that list it.
func (t *turn) save(w *watcher, n int) error {
	for first := time.Now(); n > 0 && time.Since(first) < enough; n-- {
		time.Sleep(between)
		a := t.recent[t.takings.edits%len(t.recent)]
		t.takings.edits++
		word := fmt.Sprintf("Edit%dxyz", t.takings.edits)
		began := time.Now()
		if err := t.edit(a, word); err != nil {
			return err
		}
		took := w.waitFor(began, a.listed(), word)
		t.tell("saved", slices.Max(took[:]))
		last := 0.0
		for i, into := range []*[]float64{&t.article, &t.home, &t.org} {
			if took[i] < 0 {
				t.stale++
				continue
			}
			*into = append(*into, took[i])
			last = max(last, took[i])
		}
		switch {
		case w.ctx.Err() != nil:
			return fmt.Errorf("%s in watch mode: %w", t.label, context.Cause(w.ctx))
		case took[0] < 0:
			return fmt.Errorf("%s does not show what was saved %s ago", t.label, savedPatience)
		case !slices.Contains(took[:], -1):
			t.all = append(t.all, last)
		}
	}
	return nil
}

// waitFor looks at the pages in turn until each has the word, and gives the
// seconds since began; -1 for those that have it too late or not at all.
func (w *watcher) waitFor(began time.Time, pages [3]string, word string) (took [3]float64) {
	took = [3]float64{-1, -1, -1}
	for w.ctx.Err() == nil && slices.Contains(took[:], -1) {
		for i, address := range pages {
			if took[i] < 0 && w.shows(address, word) {
				took[i] = time.Since(began).Seconds()
			}
		}
		since := time.Since(began)
		if took[0] < 0 && since > savedPatience || took[0] >= 0 && since.Seconds() > took[0]+stalePatience.Seconds() {
			break
		}
		time.Sleep(max(look, since/looksAll))
	}
	return took
}

// until looks at a page until it has the word, and gives the seconds since began;
// -1 if it has not in time.
func (w *watcher) until(began time.Time, patience time.Duration, address, word string) float64 {
	for !w.shows(address, word) {
		if time.Since(began) > patience || w.ctx.Err() != nil {
			return -1
		}
		time.Sleep(max(look, time.Since(began)/looksAll))
	}
	return time.Since(began).Seconds()
}

func (w *watcher) shows(address, word string) bool {
	request, err := http.NewRequestWithContext(w.ctx, http.MethodGet, w.site+address, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return err == nil && answer.StatusCode == http.StatusOK && strings.Contains(string(text), word)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
