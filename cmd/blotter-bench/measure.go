package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// contender is a program that is measured.
type contender struct {
	generator
	label, program, version string
	bare                    bool // without our minimal theme: with its own
}

// bench is one run.
type bench struct {
	work          string // a folder for the contender whose turn it is
	n             int    // articles
	rounds, edits int
	serve         bool
	progress      io.Writer
}

// figure is what several rounds gave: seconds or bytes.
type figure struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

// result is what one contender needed. What is nil was not measured.
type result struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	// Failed says what went wrong, if something did.
	Failed string `json:"failed,omitempty"`
	// Files and Bytes are what a cold build wrote.
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	// Cold is a build into no output with no caches, with the processor time it
	// took and the most memory it had; Warm is the next build with nothing
	// changed, Changed the next after that, with one article changed.
	Cold      *figure `json:"cold"`
	ColdCPU   *figure `json:"cold_cpu"`
	BuildPeak *figure `json:"build_peak"`
	Warm      *figure `json:"warm"`
	Changed   *figure `json:"changed"`
	// Ready is from the start of the watch mode without caches to the first home
	// page, Again the same with what the first start left.
	Ready *figure `json:"serve_ready"`
	Again *figure `json:"serve_again"`
	Saved *saved  `json:"saved"`
	// ServePeak is the most memory that the watch mode had, edits included.
	ServePeak *figure `json:"serve_peak"`
}

// saved is from the save of an article with a new title to the first answer that
// has it: of its own page, of the home page, of its organisation's page, of all
// three.
type saved struct {
	Article      delay `json:"article"`
	Home         delay `json:"home"`
	Organisation delay `json:"organisation"`
	All          delay `json:"all"`
	// Stale counts the pages that still showed the old title ten seconds after the
	// article's own page had the new one. They count nowhere else.
	Stale int `json:"stale"`
	Edits int `json:"edits"`
}

// delay is in seconds; both are 0 if no page ever had the new title.
type delay struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
}

// sample is what one process needed.
type sample struct {
	wall, cpu float64
	peak      int64
}

// takings is what a contender's turns gave.
type takings struct {
	files                   int
	bytes                   int64
	cold, cpu, peak         []float64
	warm, changed           []float64
	ready, again, servePeak []float64
	article, home, org, all []float64
	stale, edits            int
	failed                  error
}

// measure gives every contender its turns, one each round, so that what the
// machine does besides hits all of them. A turn begins with writing the project
// and ends with deleting it: only one is there at a time. One that fails has no
// further turns.
func (b *bench) measure(ctx context.Context, contenders []contender) ([]result, error) {
	all := make([]takings, len(contenders))
	recent := newest(corpus(b.n), 15)
	for round := range b.rounds {
		for i, c := range contenders {
			if all[i].failed != nil {
				continue
			}
			fmt.Fprintf(b.progress, "round %d of %d: %s\n", round+1, b.rounds, c.label)
			t := turn{bench: b, contender: c, recent: recent, takings: &all[i], at: place{
				project: filepath.Join(b.work, "turn", "project"),
				out:     filepath.Join(b.work, "turn", "out"),
				cache:   filepath.Join(b.work, "turn", "cache"),
			}}
			err := t.run(ctx, round)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if all[i].failed = err; err != nil {
				fmt.Fprintf(b.progress, "%s fails: %v\n", c.label, err)
			}
		}
	}
	results := make([]result, len(contenders))
	for i, c := range contenders {
		results[i] = all[i].result(c)
	}
	return results, nil
}

func (t *takings) result(c contender) result {
	r := result{
		Name: c.label, Version: c.version, Files: t.files, Bytes: t.bytes,
		Cold: figureOf(t.cold), ColdCPU: figureOf(t.cpu), BuildPeak: figureOf(t.peak),
		Warm: figureOf(t.warm), Changed: figureOf(t.changed),
		Ready: figureOf(t.ready), Again: figureOf(t.again), ServePeak: figureOf(t.servePeak),
	}
	if t.edits > 0 {
		r.Saved = &saved{delayOf(t.article), delayOf(t.home), delayOf(t.org), delayOf(t.all), t.stale, t.edits}
	}
	if t.failed != nil {
		r.Failed = t.failed.Error()
	}
	return r
}

// figureOf gives nil for no values.
func figureOf(values []float64) *figure {
	if len(values) == 0 {
		return nil
	}
	return &figure{quantile(values, .5), slices.Min(values), slices.Max(values)}
}

func delayOf(values []float64) delay {
	if len(values) == 0 {
		return delay{}
	}
	return delay{quantile(values, .5), quantile(values, .95)}
}

// quantile gives the smallest value that at least the share q of values is not above.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, int(q*float64(len(sorted))+.999999)-1)]
}

// turn is one contender's turn in one round.
type turn struct {
	*bench
	contender
	*takings
	at     place
	recent []article // newest first; the home page shows them all
}

func (t *turn) run(ctx context.Context, round int) (err error) {
	defer func() { err = errors.Join(err, os.RemoveAll(filepath.Join(t.work, "turn"))) }()
	if err := t.write(); err != nil {
		return err
	}
	s, err := t.build(ctx)
	if err != nil {
		return err
	}
	t.tell("cold build", s.wall)
	t.cold, t.cpu, t.peak = append(t.cold, s.wall), append(t.cpu, s.cpu), append(t.peak, float64(s.peak))
	if t.files, t.bytes, err = weigh(t.at.out); err != nil {
		return err
	}
	if t.contender.serve == nil { // the floor
		return nil
	}
	if s, err = t.build(ctx); err != nil {
		return err
	}
	t.tell("nothing changed", s.wall)
	t.warm = append(t.warm, s.wall)
	a := t.recent[len(t.recent)/2]
	word := fmt.Sprintf("Round%dxyz", round)
	if err := t.edit(a, word); err != nil {
		return err
	}
	if s, err = t.build(ctx); err != nil {
		return err
	}
	t.tell("one changed", s.wall)
	t.changed = append(t.changed, s.wall)
	for _, address := range a.listed() {
		file := filepath.Join(t.at.out, filepath.FromSlash(address), "index.html")
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), word) {
			return fmt.Errorf("a build with a new title does not show it at %s (%w)", address, err)
		}
	}
	if !t.bench.serve {
		return nil
	}
	// The same share of the edits in every round.
	return t.watch(ctx, (round+1)*t.bench.edits/t.rounds-round*t.bench.edits/t.rounds)
}

// tell says on the way what was measured.
func (t *turn) tell(what string, seconds float64) {
	fmt.Fprintf(t.progress, "  %-16s %.2f s\n", what, seconds)
}

// write writes the project, and the folders that the contender may fill.
func (t *turn) write() error {
	for _, dir := range []string{t.at.cache, t.temporary()} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := t.generator.write(corpus(t.n), t.at.project); err != nil || !t.bare {
		return err
	}
	return errors.Join(os.RemoveAll(filepath.Join(t.at.project, "templates")), os.RemoveAll(filepath.Join(t.at.project, "static")))
}

// edit saves an article with a new first word in its title.
func (t *turn) edit(a article, word string) error {
	a.Title = word + " " + a.Title
	return t.generator.save(a, t.at.project)
}

func (t *turn) temporary() string { return filepath.Join(t.work, "turn", "tmp") }

// command gives a command of the contender, with caches and temporary files in
// folders of its own.
func (t *turn) command(ctx context.Context, arguments []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, t.program, arguments...)
	cmd.Dir = t.at.project
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.at.cache, "TMPDIR="+t.temporary())
	cmd.Env = append(cmd.Env, t.environment(t.version)...)
	return cmd
}

func (t *turn) build(ctx context.Context) (sample, error) {
	return timed(t.command(ctx, t.contender.build(t.at)))
}

// timed runs a command to its end.
func timed(cmd *exec.Cmd) (sample, error) {
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	together(cmd)
	cmd.Cancel = func() error { return endAll(cmd) }
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, err
	}
	memory := watchMemory(cmd.Process.Pid)
	err := cmd.Wait()
	wall := time.Since(began)
	peak := max(memory(), peakOf(cmd.ProcessState))
	if err != nil {
		return sample{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, said)
	}
	return sample{wall.Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), peak}, nil
}

// tail keeps the last of what is written to it.
type tail []byte

func (t *tail) Write(p []byte) (int, error) {
	const kept = 4 << 10
	*t = append(*t, p...)
	if len(*t) > kept {
		*t = append((*t)[:0], (*t)[len(*t)-kept:]...)
	}
	return len(p), nil
}

// weigh counts the files below dir and their bytes.
func weigh(dir string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		bytes += info.Size()
		return nil
	})
	return files, bytes, err
}
