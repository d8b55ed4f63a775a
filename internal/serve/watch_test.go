package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"blotter/internal/source"
)

// watched is a project that is being followed.
type watched struct {
	t     *testing.T
	dir   string
	watch *Watch
	stop  func()

	mu       sync.Mutex
	files    map[string]string // text by path, as the last turn saw it
	turns    int
	messages []string
}

// follow makes a project of files and follows it. A poll of an hour leaves
// finding changes to the notices and the look when it is idle.
func follow(t *testing.T, files map[string]string, poll time.Duration, prepare ...func(*Watch)) *watched {
	t.Helper()
	w := &watched{t: t, dir: filepath.Join(t.TempDir(), "site")}
	for name, text := range files {
		w.write(name, text)
	}
	if err := os.MkdirAll(filepath.Join(w.dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(w.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.watch = NewWatch(root, w.dir, FixedClock(time.Time{}), func(message string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.messages = append(w.messages, message)
	})
	w.watch.poll = poll
	for _, p := range prepare {
		p(w.watch)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.watch.Run(ctx, w.turn) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		root.Close()
	})
	t.Cleanup(w.stop)
	w.sees(files)
	return w
}

func (w *watched) turn(_ context.Context, t Turn) (Settled, error) {
	files := map[string]string{}
	for _, f := range t.Snapshot.Files() {
		text, err := f.Bytes()
		if err != nil {
			return Settled{}, err
		}
		files[f.Path] = string(text)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files = files
	w.turns++
	return Settled{}, nil
}

// sees waits until the last turn saw exactly these files.
func (w *watched) sees(files map[string]string) time.Duration {
	w.t.Helper()
	began := time.Now()
	for {
		w.mu.Lock()
		same := w.turns > 0 && maps.Equal(w.files, files)
		seen := maps.Clone(w.files)
		w.mu.Unlock()
		if same {
			return time.Since(began)
		}
		if time.Since(began) > 15*time.Second {
			w.t.Fatalf("sees %d files, not the %d there are: %.500v", len(seen), len(files), seen)
		}
		time.Sleep(time.Millisecond)
	}
}

func (w *watched) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *watched) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// write writes a file in place, as most editors do.
func (w *watched) write(name, text string) {
	w.t.Helper()
	w.must(os.MkdirAll(filepath.Dir(w.path(name)), 0o755))
	w.must(os.WriteFile(w.path(name), []byte(text), 0o644))
}

// writeAtomically writes beside the file and renames, as VS Code and Emacs may.
func (w *watched) writeAtomically(name, text string) {
	w.t.Helper()
	w.must(os.WriteFile(w.path(name)+".tmp12345", []byte(text), 0o644))
	w.must(os.Rename(w.path(name)+".tmp12345", w.path(name)))
}

// writeLikeVim probes the folder, moves the file away, writes it anew, and
// removes the old one (backupcopy=no, writebackup).
func (w *watched) writeLikeVim(name, text string) {
	w.t.Helper()
	probe := filepath.Join(filepath.Dir(w.path(name)), "4913")
	w.must(os.WriteFile(probe, nil, 0o644))
	w.must(os.Remove(probe))
	w.must(os.Rename(w.path(name), w.path(name)+"~"))
	w.must(os.WriteFile(w.path(name), []byte(text), 0o644))
	w.must(os.Chmod(w.path(name), 0o644))
	w.must(os.Remove(w.path(name) + "~"))
}

// TestFollow: everything that editors and people do to a project is seen, by
// notices alone.
func TestFollow(t *testing.T) {
	files := map[string]string{
		"content/site.yaml":         "title: x",
		"content/articles/a.md":     "a",
		"content/articles/b.md":     "b",
		"content/articles/old/c.md": "c",
		"templates/article.html":    "<p>",
	}
	w := follow(t, files, time.Hour, func(w *Watch) { w.idle = time.Hour })
	quick := func(what string, do func()) {
		t.Helper()
		do()
		t.Logf("%s: seen after %v", what, w.sees(files))
	}
	for i := range 3 {
		quick("a file written in place", func() {
			files["content/articles/a.md"] = fmt.Sprint("in place ", i)
			w.write("content/articles/a.md", files["content/articles/a.md"])
		})
		quick("a file renamed into place", func() {
			files["content/articles/a.md"] = fmt.Sprint("atomically ", i)
			w.writeAtomically("content/articles/a.md", files["content/articles/a.md"])
		})
		quick("a file saved by vim", func() {
			files["content/articles/a.md"] = fmt.Sprint("like vim ", i)
			w.writeLikeVim("content/articles/a.md", files["content/articles/a.md"])
		})
	}
	quick("the same size, at once", func() {
		for _, text := range []string{"1", "2", "3"} {
			files["content/articles/b.md"] = text
			w.write("content/articles/b.md", text)
		}
	})
	quick("nested new folders with a file", func() {
		files["content/articles/2026/11/new.md"] = "new"
		w.write("content/articles/2026/11/new.md", "new")
	})
	quick("a file in a folder made a moment ago", func() {
		files["content/articles/2026/11/newer.md"] = "newer"
		w.write("content/articles/2026/11/newer.md", "newer")
	})
	quick("a folder renamed", func() {
		w.must(os.Rename(w.path("content/articles/2026"), w.path("content/articles/year")))
		delete(files, "content/articles/2026/11/new.md")
		delete(files, "content/articles/2026/11/newer.md")
		files["content/articles/year/11/new.md"], files["content/articles/year/11/newer.md"] = "new", "newer"
	})
	quick("a file in the renamed folder", func() {
		files["content/articles/year/11/new.md"] = "edited"
		w.write("content/articles/year/11/new.md", "edited")
	})
	quick("a tree moved in from elsewhere", func() {
		elsewhere := filepath.Join(t.TempDir(), "tree")
		w.must(os.MkdirAll(filepath.Join(elsewhere, "deep/er"), 0o755))
		w.must(os.WriteFile(filepath.Join(elsewhere, "deep/er/x.md"), []byte("x"), 0o644))
		w.must(os.Rename(elsewhere, w.path("content/articles/tree")))
		files["content/articles/tree/deep/er/x.md"] = "x"
	})
	quick("a file deleted", func() {
		w.must(os.Remove(w.path("content/articles/b.md")))
		delete(files, "content/articles/b.md")
	})
	quick("a folder deleted", func() {
		w.must(os.RemoveAll(w.path("content/articles/tree")))
		delete(files, "content/articles/tree/deep/er/x.md")
	})
	quick("a tree that was not there", func() {
		files["static/logo.svg"] = "<svg/>"
		w.write("static/logo.svg", "<svg/>")
	})
	quick("a folder that turns into a file", func() {
		w.must(os.RemoveAll(w.path("content/articles/old")))
		w.write("content/articles/old", "now a file")
		delete(files, "content/articles/old/c.md")
		files["content/articles/old"] = "now a file"
	})
}

// TestFollowBurst: 2,000 files at once, then half of them gone.
func TestFollowBurst(t *testing.T) {
	files := map[string]string{"content/site.yaml": "title: x"}
	w := follow(t, files, time.Hour)
	for i := range 2000 {
		name := fmt.Sprintf("content/articles/%d/%d/a%d.md", i%7, i%3, i)
		files[name] = fmt.Sprint(i)
		w.write(name, files[name])
	}
	w.sees(files)
	for i := range 1000 {
		name := fmt.Sprintf("content/articles/%d/%d/a%d.md", i%7, i%3, i)
		w.must(os.Remove(w.path(name)))
		delete(files, name)
	}
	w.sees(files)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.turns > 2000 {
		t.Errorf("%d turns", w.turns)
	}
}

// TestFollowCheckout switches between two branches that differ in many files
// and folders.
func TestFollowCheckout(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	one, two := map[string]string{}, map[string]string{}
	for i := range 60 {
		one[fmt.Sprintf("content/articles/one/%d/a.md", i)] = "one"
		two[fmt.Sprintf("content/articles/two/%d/a.md", i)] = "two"
		both := fmt.Sprintf("content/articles/both/%d.md", i)
		one[both], two[both] = "1", "2"
	}
	w := follow(t, one, time.Hour)
	run := func(args ...string) {
		t.Helper()
		c := exec.Command(git, args...)
		c.Dir = w.dir
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	run("init", "-q", "-b", "one")
	run("add", ".")
	run("commit", "-q", "-m", "one")
	run("checkout", "-q", "-b", "two")
	w.must(os.RemoveAll(w.path("content")))
	for name, text := range two {
		w.write(name, text)
	}
	run("add", ".")
	run("commit", "-q", "-m", "two")
	w.sees(two)
	for range 3 {
		run("checkout", "-q", "one")
		w.sees(one)
		run("checkout", "-q", "two")
		w.sees(two)
	}
}

// TestFollowCancelled: after a folder was renamed everything is watched anew. What
// nobody heard meanwhile is looked for, also if a notice cancels the first look.
func TestFollowCancelled(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "a", "content/pages/old/p.md": "p"}
	var w *watched
	times := 0
	w = follow(t, files, time.Hour, func(watch *Watch) {
		watch.idle = time.Hour
		watch.notices.add = func(fw *fsnotify.Watcher, folder string) error {
			if strings.HasSuffix(folder, "/articles") {
				if times++; times == 2 {
					w.write("content/articles/unheard.md", "x")
					w.write("templates/heard.html", "x") // which cancels
					time.Sleep(10 * gather)              // until that is heard
				}
			}
			return fw.Add(folder)
		}
	})
	w.must(os.Rename(w.path("content/pages/old"), w.path("content/pages/new")))
	delete(files, "content/pages/old/p.md")
	files["content/pages/new/p.md"], files["content/articles/unheard.md"], files["templates/heard.html"] = "p", "x", "x"
	w.sees(files)
}

// TestFollowReplacedRoot: the project's folder itself is moved away, stays away
// for a while, and another one takes its place.
func TestFollowReplacedRoot(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "old"}
	w := follow(t, files, 100*time.Millisecond)
	w.must(os.Rename(w.dir, w.dir+".old"))
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		told := len(w.messages)
		w.mu.Unlock()
		if told > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody says that the project is gone")
		}
	}
	files["content/articles/a.md"] = "new"
	w.write("content/articles/a.md", "new")
	w.sees(files)
	files["content/articles/a.md"] = "newer"
	w.write("content/articles/a.md", "newer")
	w.sees(files)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.messages) != 1 {
		t.Errorf("messages: %q", w.messages)
	}
}

// TestFollowAway: the project is away for a moment, as while a folder is put in
// the place of another. Nobody waits for the next poll then.
func TestFollowAway(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "old"}
	w := follow(t, files, pollEvery)
	w.must(os.Rename(w.dir, w.dir+".old"))
	time.Sleep(50 * time.Millisecond) // until it is looked for in vain
	files["content/articles/a.md"] = "new"
	w.write("content/articles/a.md", "new")
	if took := w.sees(files); took > time.Second {
		t.Errorf("seen after %v", took)
	}
}

// TestFollowLinkedProject: the project is named by a link, which leads to another
// one later, as at a host that keeps its releases side by side.
func TestFollowLinkedProject(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "one"}
	w := follow(t, files, pollEvery)
	w.stop()
	named := filepath.Join(t.TempDir(), "current")
	w.must(os.Symlink(w.dir, named))
	root, err := source.Open(named, nil)
	w.must(err)
	defer root.Close()
	watch := NewWatch(root, named, FixedClock(time.Time{}), func(string) {})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- watch.Run(ctx, w.turn) }()
	defer func() { stop(); w.must(<-done) }()

	files["content/articles/a.md"] = "edited"
	w.write("content/articles/a.md", "edited")
	w.sees(files)
	w.dir = filepath.Join(t.TempDir(), "two")
	w.write("content/articles/b.md", "two")
	w.must(os.Symlink(w.dir, named+".new"))
	w.must(os.Rename(named+".new", named))
	files = map[string]string{"content/articles/b.md": "two"}
	if took := w.sees(files); took > 2*time.Second {
		t.Errorf("seen after %v", took)
	}
	files["content/articles/b.md"] = "edited"
	w.write("content/articles/b.md", "edited")
	if took := w.sees(files); took > time.Second {
		t.Errorf("an edit in the other one is seen after %v", took)
	}
}

// TestFollowLinks: what a link leads to is edited, in the project's trees and
// beside them. By notices alone.
func TestFollowLinks(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "a", "static/logo.svg": "<svg/>"}
	w := follow(t, files, time.Hour, func(w *Watch) { w.idle = time.Hour })
	w.write("brand/house.css", "1")
	w.write("LICENSE", "1")
	for link, to := range map[string]string{
		"static/house.css": "../brand/house.css", "static/licence.txt": "../LICENSE", "content/articles/same.md": "a.md",
	} {
		w.must(os.Symlink(to, w.path(link)))
	}
	files["static/house.css"], files["static/licence.txt"], files["content/articles/same.md"] = "1", "1", "a"
	w.sees(files)
	for i := range 3 {
		text := fmt.Sprint("text ", i)
		for name, shown := range map[string][]string{
			"brand/house.css":       {"static/house.css"},
			"LICENSE":               {"static/licence.txt"},
			"content/articles/a.md": {"content/articles/a.md", "content/articles/same.md"},
		} {
			for _, f := range shown {
				files[f] = text
			}
			w.write(name, text)
			t.Logf("%s: seen after %v", name, w.sees(files))
		}
		w.writeAtomically("brand/house.css", text+" again")
		files["static/house.css"] = text + " again"
		w.sees(files)
	}
}

// TestFollowWhileSomebodySaves: a program that saves all the time puts nothing off
// for ever: neither what it saves, though each notice cancels a turn, nor that a
// file is gone, though it is never quiet.
func TestFollowWhileSomebodySaves(t *testing.T) {
	for _, c := range []struct {
		name string
		turn func(ctx context.Context, t Turn) (Settled, error)
	}{
		{"a turn takes a while", func(ctx context.Context, t Turn) (Settled, error) {
			select {
			case <-ctx.Done():
				return Settled{}, ctx.Err()
			case <-time.After(150 * time.Millisecond):
				return Settled{}, nil
			}
		}},
		{"a turn waits until it is quiet", func(ctx context.Context, t Turn) (Settled, error) {
			return Settled{Wait: !t.Quiet}, ctx.Err()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			w := &watched{t: t, dir: dir}
			w.write("content/articles/a.md", "a")
			w.write("content/articles/b.md", "b")
			root, err := source.Open(dir, nil)
			w.must(err)
			defer root.Close()
			gone := make(chan struct{})
			watch := NewWatch(root, dir, FixedClock(time.Time{}), func(string) {})
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			first := make(chan struct{})
			var once, seen sync.Once
			go func() {
				done <- watch.Run(ctx, func(ctx context.Context, turn Turn) (Settled, error) {
					settled, err := c.turn(ctx, turn)
					if _, there := turn.Snapshot.File("content/articles/b.md"); err == nil && !settled.Wait {
						once.Do(func() { close(first) })
						if !there {
							seen.Do(func() { close(gone) })
						}
					}
					return settled, err
				})
			}()
			<-first
			w.must(os.Remove(w.path("content/articles/b.md")))
			began := time.Now()
			for n := 0; ; n++ {
				w.write("content/articles/a.md", fmt.Sprint(n))
				select {
				case <-gone:
					t.Logf("seen after %v", time.Since(began))
				case <-time.After(20 * time.Millisecond):
					if time.Since(began) < 2*time.Second {
						continue
					}
					t.Errorf("%d times saved, and that a file is gone is not seen after %v", n, time.Since(began))
				}
				break
			}
			stop()
			w.must(<-done)
		})
	}
}

// TestFollowWithoutNotices: where the system's watches are used up, that is said
// once, and everything is found by looking.
func TestFollowWithoutNotices(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "a"}
	w := follow(t, files, 50*time.Millisecond, func(w *Watch) {
		w.notices.add = func(*fsnotify.Watcher, string) error { return syscall.ENOSPC }
	})
	for i := range 3 {
		name := fmt.Sprintf("content/articles/%d/new.md", i)
		files[name] = "new"
		w.write(name, "new")
		w.sees(files)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.messages) != 1 || !strings.Contains(w.messages[0], "looking every 1.5s") {
		t.Errorf("messages: %q", w.messages)
	}
	if runtime.GOOS == "linux" && !strings.Contains(w.messages[0], "fs.inotify.max_user_watches") {
		t.Errorf("messages: %q", w.messages)
	}
}

// TestFollowDeaf: every notice is missed, and everything is found within two
// seconds.
func TestFollowDeaf(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "a"}
	w := follow(t, files, pollEvery, func(w *Watch) {
		w.notices.add = func(*fsnotify.Watcher, string) error { return nil }
	})
	files["content/articles/a.md"] = "b"
	w.write("content/articles/a.md", "b")
	if took := w.sees(files); took > 2*time.Second {
		t.Errorf("found after %v", took)
	}
}

// TestFollowOverflow: a queue that overflows leads to a look at everything.
func TestFollowOverflow(t *testing.T) {
	files := map[string]string{"content/articles/a.md": "a"}
	var watcher *fsnotify.Watcher
	var mu sync.Mutex
	w := follow(t, files, time.Hour, func(w *Watch) {
		w.idle = time.Hour
		w.notices.add = func(fw *fsnotify.Watcher, _ string) error {
			mu.Lock()
			defer mu.Unlock()
			watcher = fw
			return nil // deaf
		}
	})
	for i := range 2 {
		files["content/articles/a.md"] = fmt.Sprint("b", i)
		w.write("content/articles/a.md", files["content/articles/a.md"])
		mu.Lock()
		fw := watcher
		mu.Unlock()
		fw.Errors <- fsnotify.ErrEventOverflow
		w.sees(files)
	}
	mu.Lock()
	defer mu.Unlock()
	if watcher == nil {
		t.Fatal("no watcher")
	}
}

// TestTurns: a turn that waits comes again once it is quiet; one that a change
// cancels comes again; a failure is told once and tried again; the clock makes a
// turn of its own.
func TestTurns(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "content/site.yaml")
	save := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	save("0")
	root, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var (
		turns = make(chan Turn)
		to    = make(chan func(context.Context) (Settled, error))
		due   = make(chan time.Time)
		told  = make(chan string, 10)
		asked = make(chan time.Time, 10)
		noon  = time.Date(2026, 4, 28, 12, 0, 0, 0, time.UTC)
	)
	clock := Clock{Now: func() time.Time { return noon }, At: func(t time.Time) (<-chan time.Time, func()) {
		asked <- t
		return due, func() {}
	}}
	w := NewWatch(root, dir, clock, func(message string) { told <- message })
	w.poll = 100 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- w.Run(ctx, func(ctx context.Context, t Turn) (Settled, error) {
			turns <- t
			return (<-to)(ctx)
		})
	}()
	settle := func(s Settled, err error) func(context.Context) (Settled, error) {
		return func(context.Context) (Settled, error) { return s, err }
	}
	next := func(answer func(context.Context) (Settled, error)) Turn {
		t.Helper()
		select {
		case turn := <-turns:
			to <- answer
			return turn
		case <-time.After(10 * time.Second):
			t.Fatal("no turn")
			panic("unreachable")
		}
	}

	if first := next(settle(Settled{Next: noon.Add(time.Hour)}, nil)); !first.Quiet || len(first.Changed) > 0 || !first.Now.Equal(noon) {
		t.Errorf("the first turn: %+v", first)
	}
	if at := <-asked; !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("the clock is asked to wait for %v", at)
	}
	due <- noon
	if turn := next(settle(Settled{}, nil)); len(turn.Changed) > 0 {
		t.Errorf("the time's turn: %+v", turn)
	}

	save("1")
	if turn := next(settle(Settled{Wait: true}, nil)); turn.Quiet || len(turn.Changed) != 1 {
		t.Errorf("a turn while saving: %+v", turn)
	}
	// It may be asked again before it is quiet: every notice is a reason to look.
	for turn := next(settle(Settled{Wait: true}, nil)); !turn.Quiet; turn = next(settle(Settled{Wait: true}, nil)) {
	}
	if turn := next(settle(Settled{}, nil)); !turn.Quiet || len(turn.Changed) != 1 {
		t.Errorf("a turn when it is quiet: %+v", turn)
	}

	save("2")
	cancelled := next(func(ctx context.Context) (Settled, error) {
		save("3")
		<-ctx.Done()
		return Settled{}, ctx.Err()
	})
	for turn := cancelled; ; {
		turn = next(settle(Settled{}, nil))
		f, ok := turn.Snapshot.File("content/site.yaml")
		if !ok {
			continue
		}
		if text, err := f.Bytes(); err == nil && string(text) == "3" {
			break
		}
	}

	drain := func() {
		for {
			select {
			case <-turns:
				to <- settle(Settled{}, nil)
			case <-time.After(300 * time.Millisecond):
				return
			}
		}
	}
	drain()
	save("4")
	for range 3 {
		next(settle(Settled{}, errors.New("the disk is on fire")))
	}
	next(settle(Settled{}, nil))
	drain()
	if len(told) != 1 || <-told != "the disk is on fire" {
		t.Errorf("told %d times", len(told))
	}

	stop()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// TestFirstTurnFails: what cannot even begin is an error.
func TestFirstTurnFails(t *testing.T) {
	root, err := source.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	w := NewWatch(root, t.TempDir(), FixedClock(time.Time{}), func(string) {})
	err = w.Run(t.Context(), func(context.Context, Turn) (Settled, error) { return Settled{}, fs.ErrPermission })
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("Run: %v", err)
	}
}

func TestDifferences(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		write("content/"+name+".md", name)
	}
	root, err := source.Open(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	before, err := root.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := differences(before, before); got != nil {
		t.Errorf("no difference: %v", got)
	}
	write("content/b.md", "other")
	write("content/bb.md", "new")
	write("content/z.md", "new")
	if err := os.Remove(filepath.Join(dir, "content/d.md")); err != nil {
		t.Fatal(err)
	}
	after, err := before.Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(differences(before, after)); got != "[content/b.md content/bb.md content/d.md content/z.md]" {
		t.Errorf("differences: %v", got)
	}
	write("static/.env", "SECRET=1")
	refused, err := after.Refresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(differences(after, refused), differences(refused, after)); got != "[static/.env] [static/.env]" {
		t.Errorf("a refused file: %v", got)
	}
	// It is refused still, and for another reason.
	link := func(to string) *source.Snapshot {
		t.Helper()
		os.Remove(filepath.Join(dir, "content/link.md"))
		if err := os.Symlink(to, filepath.Join(dir, "content/link.md")); err != nil {
			t.Fatal(err)
		}
		s, err := refused.Refresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if got := fmt.Sprint(differences(link("/etc/hosts"), link("/etc/passwd"))); got != "[content/link.md]" {
		t.Errorf("a file that is refused for another reason: %v", got)
	}
}

// TestTurnPanics: a crash in a turn is Run's own, so that whoever called it can
// put things in order before the program ends.
func TestTurnPanics(t *testing.T) {
	root := source.FromFS(os.DirFS(t.TempDir()), nil)
	defer root.Close()
	defer func() {
		told, _ := recover().(string)
		if !strings.HasPrefix(told, "a bug\n") || !strings.Contains(told, "watch_test.go") {
			t.Errorf("Run panicked with %q", told)
		}
	}()
	err := NewWatch(root, t.TempDir(), FixedClock(time.Time{}), func(string) {}).Run(t.Context(), func(context.Context, Turn) (Settled, error) { panic("a bug") })
	t.Errorf("Run ended with %v", err)
}
