package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// contender is a program that is measured.
type contender struct {
	generator
	label, program, version string
	bare                    bool // without our minimal theme: with its own
}

// result is what one contender needed. Times are in seconds, memory in bytes;
// -1 says that it did not get there.
type result struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Files is how many files a build wrote.
	Files int `json:"files"`
	// Cold is a build into no output with no caches, with the processor time it
	// took and the most memory it had; Warm is the next build with nothing
	// changed, Changed with one article changed.
	Cold       float64 `json:"cold"`
	ColdCPU    float64 `json:"cold_cpu"`
	Warm       float64 `json:"warm"`
	Changed    float64 `json:"changed"`
	BuildPeak  int64   `json:"build_peak"`
	ServeReady float64 `json:"serve_ready"`
	// Saved is from the save of an article with a new title to the first answers
	// that hold it, on its own page and on the home page. Stale counts the saves
	// after which the home page had the old title for ten seconds: those count
	// with the time of the article's page alone.
	SavedP50  float64 `json:"saved_p50"`
	SavedP95  float64 `json:"saved_p95"`
	Stale     int     `json:"stale"`
	ServePeak int64   `json:"serve_peak"`
}

// bench is one run.
type bench struct {
	work          string
	rounds, edits int
	articles      []article
	progress      io.Writer
}

// sample is what one process needed.
type sample struct {
	wall, cpu float64
	peak      int64
}

// measure measures the floor and every contender, taking turns.
func (b *bench) measure(ctx context.Context, contenders []contender) ([]result, error) {
	results := []result{{Name: "floor", Version: "read + goldmark + write", Warm: -1, Changed: -1, ServeReady: -1, SavedP50: -1, SavedP95: -1, ServePeak: -1}}
	for _, c := range contenders {
		if err := b.write(c); err != nil {
			return nil, err
		}
		results = append(results, result{Name: c.label, Version: c.version})
	}
	cold := make([][]sample, len(contenders)+1)
	warm, changed := make([][]sample, len(contenders)), make([][]sample, len(contenders))
	for round := range b.rounds {
		s, err := b.floor(ctx)
		if err != nil {
			return nil, err
		}
		cold[0] = append(cold[0], s)
		for i, c := range contenders {
			fmt.Fprintf(b.progress, "round %d of %d: %s\n", round+1, b.rounds, c.label)
			for _, name := range c.caches {
				if err := os.RemoveAll(filepath.Join(b.source(c), name)); err != nil {
					return nil, err
				}
			}
			if err := os.RemoveAll(b.output(c)); err != nil {
				return nil, err
			}
			samples := [3]sample{}
			for n := range samples {
				if n == 2 {
					if err := b.save(c, b.articles[len(b.articles)/2], fmt.Sprintf("Round %d", round)); err != nil {
						return nil, err
					}
				}
				if samples[n], err = b.build(ctx, c); err != nil {
					return nil, err
				}
			}
			cold[i+1] = append(cold[i+1], samples[0])
			warm[i] = append(warm[i], samples[1])
			changed[i] = append(changed[i], samples[2])
		}
	}
	wall := func(s sample) float64 { return s.wall }
	for i := range results {
		r := &results[i]
		r.Cold = median(cold[i], wall)
		r.ColdCPU = median(cold[i], func(s sample) float64 { return s.cpu })
		r.BuildPeak = int64(median(cold[i], func(s sample) float64 { return float64(s.peak) }))
		if i == 0 {
			continue
		}
		c := contenders[i-1]
		r.Warm, r.Changed = median(warm[i-1], wall), median(changed[i-1], wall)
		if err := b.watch(ctx, c, r); err != nil {
			return nil, err
		}
		var err error
		if r.Files, err = countFiles(b.output(c)); err != nil {
			return nil, err
		}
	}
	return results, nil
}

func median(samples []sample, of func(sample) float64) float64 {
	var values []float64
	for _, s := range samples {
		values = append(values, of(s))
	}
	return quantile(values, .5)
}

// quantile gives the smallest value that at least the share q of values is not above.
func quantile(values []float64, q float64) float64 {
	slices.Sort(values)
	return values[max(0, int(q*float64(len(values))+.999999)-1)]
}

func (b *bench) source(c contender) string { return filepath.Join(b.work, "in", c.label) }
func (b *bench) output(c contender) string { return filepath.Join(b.work, "out", c.label) }

// write writes the project of c.
func (b *bench) write(c contender) error {
	if err := c.generator.write(b.articles, b.source(c)); err != nil {
		return err
	}
	if !c.bare {
		return nil
	}
	return errors.Join(os.RemoveAll(filepath.Join(b.source(c), "templates")), os.RemoveAll(filepath.Join(b.source(c), "static")))
}

// save gives an article another title.
func (b *bench) save(c contender, a article, word string) error {
	a.Title = word + " " + a.Title
	return os.WriteFile(filepath.Join(b.source(c), filepath.FromSlash(c.file(a))), []byte(c.print(a)), 0o644)
}

func (b *bench) build(ctx context.Context, c contender) (sample, error) {
	cmd := exec.CommandContext(ctx, c.program, c.build(b.source(c), b.output(c))...)
	cmd.Dir = b.source(c)
	cmd.Env = append(os.Environ(), c.environment(c.version)...)
	return timed(cmd)
}

// floor does the least that a build can do, in a process of its own.
func (b *bench) floor(ctx context.Context) (sample, error) {
	self, err := os.Executable()
	if err != nil {
		return sample{}, err
	}
	out := filepath.Join(b.work, "out", "floor")
	if err := os.RemoveAll(out); err != nil {
		return sample{}, err
	}
	return timed(exec.CommandContext(ctx, self, "floor", filepath.Join(b.work, "in", "blotter", "content", "articles"), out))
}

// timed runs a command to its end.
func timed(cmd *exec.Cmd) (sample, error) {
	began := time.Now()
	text, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, text)
	}
	return sample{wall.Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), peakOf(cmd.ProcessState)}, nil
}

// watch measures watch mode.
func (b *bench) watch(ctx context.Context, c contender, r *result) (err error) {
	fmt.Fprintf(b.progress, "watch mode: %s\n", c.label)
	port, err := freePort()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, c.program, c.serve(b.source(c), port)...)
	cmd.Dir = b.source(c)
	cmd.Env = append(os.Environ(), c.environment(c.version)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() {
		cmd.Process.Kill()
		cmd.Wait()
	}()
	site := "http://" + local(port)
	if r.ServeReady = until(ctx, began, 3*time.Minute, func() bool { _, ok := fetch(ctx, site+"/"); return ok }); r.ServeReady < 0 {
		return fmt.Errorf("%s did not begin to serve", c.label)
	}
	var saved []float64
	for i := range b.edits {
		a := b.articles[len(b.articles)-1-i%min(15, len(b.articles))] // the home page shows them all
		word := fmt.Sprintf("Edit%dxyz", i)
		time.Sleep(300 * time.Millisecond) // a writer does not save twice at once
		began := time.Now()
		if err := b.save(c, a, word); err != nil {
			return err
		}
		shows := func(address string) func() bool {
			return func() bool {
				text, ok := fetch(ctx, site+address)
				return ok && strings.Contains(text, word)
			}
		}
		took := until(ctx, began, time.Minute, shows(a.url()))
		if took < 0 {
			return fmt.Errorf("%s does not show what was saved a minute ago", c.label)
		}
		if home := until(ctx, began, 10*time.Second+time.Since(began), shows("/")); home < 0 {
			r.Stale++
		} else {
			took = home
		}
		saved = append(saved, took)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r.SavedP50, r.SavedP95 = quantile(saved, .5), quantile(saved, .95)
	r.ServePeak = peakOfRunning(cmd.Process.Pid)
	return nil
}

// until tries every millisecond, and gives the seconds since began; -1 if it is
// not done in time.
func until(ctx context.Context, began time.Time, patience time.Duration, done func() bool) float64 {
	for !done() {
		if time.Since(began) > patience || ctx.Err() != nil {
			return -1
		}
		time.Sleep(time.Millisecond)
	}
	return time.Since(began).Seconds()
}

func fetch(ctx context.Context, url string) (string, bool) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err == nil && answer.StatusCode == http.StatusOK
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// peakOfRunning gives the most memory that a running process and its children
// have had, as Linux tells it (VmHWM); -1 elsewhere.
func peakOfRunning(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if err != nil {
				return -1
			}
			return kilobytes << 10
		}
	}
	return -1
}

func countFiles(dir string) (n int, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	return n, err
}
