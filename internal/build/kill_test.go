//go:build unix

package build_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/fiction"
	"blotter/internal/site"
	"blotter/internal/source"
)

// A build that is killed at any moment leaves every page wholly old or wholly
// new, and the next build makes the site what a clean one makes.
func TestKilledBuildLeavesPagesWhole(t *testing.T) {
	seed := fiction.Seed(t)
	r := rand.New(rand.NewPCG(seed, 7))
	invented := fiction.New(fiction.Options{Seed: seed, Articles: 40, Templates: theme(t)})
	dir := fiction.Workplace(t)
	now := invented.Now()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	before := invented.Tree()
	if err := before.Write(first); err != nil {
		t.Fatal(err)
	}
	// The update touches many pages: it comes after a long day.
	for range 40 {
		invented.Edit()
	}
	for invented.Broken() {
		invented.Edit()
	}
	if err := invented.Tree().Write(second); err != nil {
		t.Fatal(err)
	}
	old := published(t, os.DirFS(first), now, filepath.Join(dir, "old"))
	clean := published(t, os.DirFS(second), invented.Now(), filepath.Join(dir, "clean"))
	t.Logf("from %d files to %d", len(old), len(clean))

	stages := map[string]int{}
	for n := range fiction.Rounds(50, 600) {
		out := filepath.Join(dir, fmt.Sprint("out", n))
		was := old
		if n%5 == 0 {
			was = fiction.Tree{} // the first build of all
		} else if err := old.Write(out); err != nil {
			t.Fatal(err)
		}
		stage := killed(t, r, second, out, invented.Now(), n%4 == 1)
		got := fiction.Tree{}
		if _, err := os.Stat(out); err == nil {
			got = contents(t, out)
		}
		stages[stage+", "+state(got, was, clean)]++
		for p, text := range got {
			switch {
			case p == ".blotter-lock" || strings.HasPrefix(p, ".blotter-stage/"):
			case was[p] == nil && clean[p] == nil:
				t.Errorf("BLOTTER_SEED=%d, round %d, %s: %s is neither old nor new", seed, n, stage, p)
			case !bytes.Equal(text, was[p]) && !bytes.Equal(text, clean[p]):
				t.Errorf("BLOTTER_SEED=%d, round %d, %s: %s (%d bytes) is neither the old one (%d) nor the new one (%d)",
					seed, n, stage, p, len(text), len(was[p]), len(clean[p]))
			}
		}
		for p := range was {
			if clean[p] != nil && got[p] == nil {
				t.Errorf("BLOTTER_SEED=%d, round %d, %s: %s is gone", seed, n, stage, p)
			}
		}
		next(t, second, out, invented.Now())
		if after := contents(t, out); sum(after) != sum(clean) {
			t.Errorf("BLOTTER_SEED=%d, round %d, %s: the next build differs from a clean one:\n%s", seed, n, stage, differences(clean, after))
		}
		if rest := leftBeside(t, out); rest != "" {
			t.Errorf("BLOTTER_SEED=%d, round %d, %s: the next build leaves %s", seed, n, stage, rest)
		}
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
	t.Log(stages)
}

// killed starts a build of project into out and kills it at a random moment
// after it has begun to write. It says when that was.
func killed(t *testing.T, r *rand.Rand, project, out string, now time.Time, swap bool) (stage string) {
	t.Helper()
	cmd, err := child(project, out, now, swap)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(printed)
	for lines.Scan() && lines.Text() != "planned" {
	}
	if stage = "staging"; r.IntN(3) > 0 {
		// Putting files in place takes a few milliseconds, and begins with a journal.
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for lines.Scan() {
			}
		}()
		if begun(filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+".blotter-stage", "journal"), ended) {
			stage = "putting in place"
		}
		time.Sleep(time.Duration(r.IntN(4_000)) * time.Microsecond)
	} else {
		time.Sleep(time.Duration(r.IntN(60_000)) * time.Microsecond)
	}
	killed := cmd.Process.Kill() == nil
	if err := cmd.Wait(); err == nil || !killed {
		return "after the end"
	}
	return stage
}

// begun waits until there is a file called name, or until ended.
func begun(name string, ended <-chan struct{}) bool {
	for {
		if _, err := os.Stat(name); err == nil {
			return true
		}
		select {
		case <-ended:
			return false
		default:
			time.Sleep(10 * time.Microsecond)
		}
	}
}

// state says how far an update came.
func state(got, was, clean fiction.Tree) string {
	olds, news := 0, 0
	for p, text := range got {
		if strings.HasPrefix(p, ".blotter-") || bytes.Equal(was[p], clean[p]) {
			continue
		}
		if bytes.Equal(text, clean[p]) {
			news++
		} else {
			olds++
		}
	}
	switch {
	case news == 0:
		return "all old"
	case olds == 0:
		return "all new"
	}
	return "between"
}

// next is the build after the one that was killed.
func next(t *testing.T, project, out string, now time.Time) {
	t.Helper()
	snapshot, err := source.FromFS(os.DirFS(project), blotter.Builtin()).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := build.New(build.Settings{}).Build(context.Background(), snapshot, site.Edition{Now: now}, build.Target{Dir: out}); err != nil {
		t.Fatal(err)
	}
}

// leftBeside gives what a build has left in or beside out that is no part of a site.
func leftBeside(t *testing.T, out string) string {
	t.Helper()
	found := ""
	for _, dir := range []string{out, filepath.Dir(out)} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(e.Name(), "stage") && e.Type() == fs.ModeDir {
				found = filepath.Join(dir, e.Name())
			}
		}
	}
	return found
}
