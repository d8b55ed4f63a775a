package output

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"blotter/internal/fiction"
)

// The test program, started anew with these set, publishes and does nothing else.
const (
	childDir   = "BLOTTER_TEST_DIR"   // where to
	childFirst = "BLOTTER_TEST_FIRST" // the first version
	childCount = "BLOTTER_TEST_COUNT" // how many versions
	childSwap  = "BLOTTER_TEST_SWAP"  // with Options.Swap
	childSmall = "BLOTTER_TEST_SMALL" // of smallVersion instead of version
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(publishVersions(dir))
	}
	os.Exit(m.Run())
}

// publishVersions publishes one version after another, saying each before it begins.
func publishVersions(dir string) (status int) {
	first, err := strconv.Atoi(os.Getenv(childFirst))
	if err != nil {
		panic(err)
	}
	count, err := strconv.Atoi(os.Getenv(childCount))
	if err != nil {
		panic(err)
	}
	version, o := version, Options{Swap: os.Getenv(childSwap) != ""}
	if os.Getenv(childSmall) != "" {
		version, o.Workers = smallVersion, 1
	}
	for v := first; v < first+count; v++ {
		fmt.Println(v)
		if _, err := Publish(context.Background(), dir, version(v).files(), o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

// version gives a site of some 120 files that changes from version to version:
// files change, come and go, folders come and go, a file becomes a folder.
func version(v int) site {
	s := site{}
	page := func(p string, since int) {
		s[p] = fmt.Sprintf("%s as of %d\n%s\nend of %s", p, since, strings.Repeat(".", 10+since*37%5000), p)
	}
	for i := range 100 {
		switch i % 5 {
		case 0:
			page(fmt.Sprintf("pages/%d/index.html", i), 0)
		case 1:
			page(fmt.Sprintf("pages/%d/index.html", i), v)
		case 2:
			page(fmt.Sprintf("assets/%d.css", i), v/3)
		case 3:
			page(fmt.Sprintf("folder-%d/%d/index.html", v%3, i), v)
		case 4:
			page(fmt.Sprintf("v%d/%d.html", v%2, i), 0)
		}
	}
	page("feed.xml", v)
	if v%2 == 0 {
		page("about", v)
	} else {
		page("about/index.html", v)
		page("about/photo.jpg", v)
	}
	return s
}

// smallVersion gives a site of a dozen files that between two versions changes in
// every way in which a file or a folder can.
func smallVersion(v int) site {
	if v%2 == 0 {
		return news().with("about", "file", "deep/er/page.html", "D", "a/b/c/gone.html", "G", "index.html", fmt.Sprint(v))
	}
	return news().with("about/index.html", "folder", "deep", "file", "articles/x/index.html", "2", "new/er/page.html", "N", "index.html", fmt.Sprint(v))
}

// TestKill kills a publishing process at random moments. Afterwards each file is
// wholly the one of the last version or wholly that of the one before it, foreign
// files are untouched, and the next run makes what a clean one makes.
func TestKill(t *testing.T) {
	exe, err := os.Executable()
	must(t, err)
	above := fiction.Workplace(t)
	dir := filepath.Join(above, "public")
	foreign := site{"CNAME": "example.org", "pages/mine.html": "mine", "assets/mine.css": "mine"}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))

	resumed := 0
	const kills = 60
	for v, round := 0, 0; round < kills; round++ {
		firstBuild := round%10 == 0
		if firstBuild {
			must(t, os.RemoveAll(dir))
		}
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprint(childFirst, "=", v+1), childCount+"=1000000")
		if round%4 == 3 {
			cmd.Env = append(cmd.Env, childSwap+"=yes")
		}
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines := bufio.NewScanner(out)
		if !lines.Scan() {
			t.Fatal("the child says nothing")
		}
		time.Sleep(time.Duration(random.Int64N(int64(60 * time.Millisecond))))
		must(t, cmd.Process.Kill())
		last := lines.Text()
		for lines.Scan() {
			last = lines.Text()
		}
		cmd.Wait()
		if cmd.ProcessState.Exited() {
			t.Fatalf("the child ended by itself: %v", cmd.ProcessState)
		}
		before := v
		v, err = strconv.Atoi(last)
		must(t, err)
		switch {
		case firstBuild && v == before+1:
			checkWhole(t, dir, nil, version(v), nil)
		case firstBuild:
			checkWhole(t, dir, version(v-1), version(v), nil)
		default:
			checkWhole(t, dir, version(v-1), version(v), foreign)
		}

		v++
		c, err := Publish(t.Context(), dir, version(v).files(), Options{})
		must(t, err)
		if c.Resumed {
			resumed++
		}
		if firstBuild {
			checkClean(t, "after a kill", dir, version(v), nil)
			for _, p := range slices.Sorted(maps.Keys(foreign)) {
				write(t, dir, p, foreign[p])
			}
			continue
		}
		checkClean(t, "after a kill", dir, version(v), foreign)
		if t.Failed() {
			t.Fatalf("after %d kills", round+1)
		}
	}
	t.Logf("%d kills, %d of them on the way into place", kills, resumed)
}

// checkWhole checks that every file in dir is that of one site or the other, and
// that what is in both is there. Of nil there need not be anything.
func checkWhole(t *testing.T, dir string, old, next, foreign site) {
	t.Helper()
	if _, err := os.Stat(dir); err != nil && old == nil {
		return
	}
	got := disk(t, dir)
	for p, text := range got {
		if strings.HasSuffix(p, "/") || foreign[p] == text && text != "" {
			continue
		}
		if old[p] != text && next[p] != text {
			t.Errorf("%s is neither old nor new: %.60q", p, text)
		}
	}
	for p := range old {
		if _, there := got[p]; !there && next[p] != "" {
			t.Errorf("%s is missing", p)
		}
	}
	for p, text := range foreign {
		if got[p] != text {
			t.Errorf("foreign %s is %q", p, got[p])
		}
	}
	if old == nil && len(got) < len(next) {
		t.Errorf("a first build left %d of %d files", len(got), len(next))
	}
}

// TestRandomStates publishes over outputs in which all sorts of things have
// happened, and compares with what a few lines of rules say must come of it.
func TestRandomStates(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	above := fiction.Workplace(t)
	errors := 0
	const states = 1000
	for i := range states {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		dir := filepath.Join(above, "public")
		must(t, os.RemoveAll(dir))
		old := randomSite(random)
		publish(t, dir, old, Options{})
		vandalise(t, random, dir)
		before, next := disk(t, dir), randomSite(random)
		o := Options{Adopt: random.IntN(3) == 0, Clean: random.IntN(4) == 0, Swap: random.IntN(3) == 0}

		c, err := Publish(t.Context(), dir, next.files(), o)
		want, ok := expect(before, old, next, o)
		if (err == nil) != ok {
			t.Errorf("error %v, expected success: %v", err, ok)
		}
		if err != nil {
			errors++
			checkDisk(t, "after an error", dir, before)
			checkTidy(t, dir)
		} else {
			maps.DeleteFunc(want, func(p, _ string) bool { return next[p] != "" })
			checkClean(t, "afterwards", dir, next, want)
		}
		if t.Failed() {
			t.Fatalf("seed %d, state %d, %+v\nbefore %q\nold    %q\nnext   %q\ndid    %s", seed, i, o, before, old, next, summary(c))
		}
	}
	if errors == 0 || errors == states {
		t.Errorf("%d of %d states ended in an error", errors, states)
	}
}

// randomSite gives a site of so few names that files, folders and cases collide.
func randomSite(random *rand.Rand) site {
	s := site{}
	for range random.IntN(8) {
		p := randomPath(random)
		next := s.with(p, fmt.Sprint("text ", random.IntN(3)))
		if _, err := newLayout(next.files()); err == nil {
			s = next
		}
	}
	return s
}

func randomPath(random *rand.Rand) string {
	names := []string{"a", "b", "c", "A"}
	p := names[random.IntN(len(names))]
	for random.IntN(2) == 0 {
		p += "/" + names[random.IntN(len(names))]
	}
	return p
}

// vandalise edits, adds and removes things in dir.
func vandalise(t *testing.T, random *rand.Rand, dir string) {
	for range random.IntN(6) {
		p := filepath.Join(dir, filepath.FromSlash(randomPath(random)))
		switch random.IntN(6) {
		case 0, 1:
			os.MkdirAll(filepath.Dir(p), 0o755)
			os.WriteFile(p, []byte(fmt.Sprint("text ", random.IntN(3))), 0o644)
		case 2:
			os.MkdirAll(p, 0o755)
		case 3:
			os.MkdirAll(filepath.Dir(p), 0o755)
			os.Symlink([]string{".", "..", "a", "/", "nowhere"}[random.IntN(5)], p)
		case 4, 5:
			if random.IntN(2) == 0 {
				os.Remove(p)
			} else {
				os.RemoveAll(p)
			}
		}
	}
	must(t, os.MkdirAll(dir, 0o755))
}

// expect says what publishing next over before has to make of the output, in
// which the files old are ours; or that it has to be refused.
func expect(before, old, next site, o Options) (after site, ok bool) {
	after = maps.Clone(next)
	for p, text := range before {
		p = strings.TrimSuffix(p, "/")
		isFolder := before[p] != text || before[p+"/"] == text && text == ""
		ours := old[p] != "" && !isFolder
		switch {
		case !isFolder && next[p] != "": // in the place of a file of ours
			if text != next[p] && !ours && !o.Adopt && !o.Clean {
				return nil, false
			}
			continue
		case o.Clean, ours && text == old[p]: // goes
			continue
		}
		for q := range next { // stays
			if q == p || strings.HasPrefix(p, q+"/") || !isFolder && strings.HasPrefix(q, p+"/") {
				return nil, false
			}
		}
		if isFolder {
			filled := false
			for q := range next {
				filled = filled || strings.HasPrefix(q, p+"/")
			}
			if !filled {
				after[p+"/"] = ""
			}
			continue
		}
		after[p] = text
	}
	return after, true
}
