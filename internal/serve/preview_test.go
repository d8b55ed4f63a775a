package serve_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blotter/internal/diag"
	"blotter/internal/fiction"
	"blotter/internal/serve"
)

// The preview is what a clean build would make, whatever was edited: after each
// of many random edits every address of the site as it is gives the bytes of a
// clean build into a fresh folder, and every address that is gone gives 404. While
// something is broken, it is what a clean build would make of the last good version
// of the broken files.
//
// Among the edits is every kind that package fiction knows, and what the kinds
// below name; the test fails if one was never made, and -v prints how often each was.
func TestPreviewEqualsCleanBuild(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // a clean build is thrown away as soon as it is compared
	seed := fiction.Seed(t)
	sites := fiction.Rounds(5, 50)
	edits := fiction.Rounds(60, 200)
	made := tally{counts: map[string]int{}}
	t.Run("site", func(t *testing.T) {
		for n := range uint64(sites) {
			t.Run(fmt.Sprint(seed+n), func(t *testing.T) {
				t.Parallel()
				follow(t, seed+n, edits, &made)
			})
		}
	})
	table := made.table()
	t.Logf("%d sites, %d edits:\n%s", made.sites, made.edits, table)
	if testing.Short() || made.sites < sites {
		return // too few for every kind
	}
	for _, kind := range append(fiction.Kinds(), kinds...) {
		if made.counts[kind] == 0 {
			t.Errorf("«%s» never happened: what holds after it is not shown", kind)
		}
	}
}

// Kinds of edit that package fiction does not know of.
var kinds = []string{onFront, offFront, checkedOut, limited, overflown, unheard}

const (
	onFront    = "a title that stands on the front page"
	offFront   = "a title that does not stand on the front page"
	checkedOut = "git checkout of another branch"
	limited    = "notices lost: the system's watches are used up"
	overflown  = "notices lost: the queue overflowed"
	unheard    = "notices lost: nobody knows"
)

// tally counts what was done, of all sites together.
type tally struct {
	mu           sync.Mutex
	counts       map[string]int // by kind
	sites, edits int
}

func (t *tally) count(kinds ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, kind := range kinds {
		t.counts[kind]++
	}
}

func (t *tally) table() string {
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(t.counts)) {
		fmt.Fprintf(&b, "%6d  %s\n", t.counts[kind], kind)
	}
	return b.String()
}

// edited is a site that is edited while it is looked at.
type edited struct {
	*testing.T
	seed     uint64
	invented *fiction.Site
	dir      string
	preview  *preview
	ear      *serve.Ear
	git      *repository // nil: the folder is none
	made     *tally

	n     int            // edits until now
	last  bool           // there is no more
	tree  fiction.Tree   // what lies in dir
	sound fiction.Tree   // the last one without errors
	good  published      // what a clean build made of it
	ever  map[string]int // the last edit that each address was published after
}

// follow edits one site many times, at least until it was broken once.
func follow(t *testing.T, seed uint64, edits int, made *tally) {
	t.Helper()
	began := time.Now()
	e := &edited{T: t, seed: seed, made: made, ear: &serve.Ear{}, dir: fiction.Workplace(t), ever: map[string]int{}}
	many := 40
	if seed%10 == 0 {
		many = fiction.Rounds(100, 1000)
	}
	e.invented = fiction.New(fiction.Options{
		Seed: seed, Articles: []int{16, 24, 50}[seed%3], Many: many, Templates: theme(t), // 50 are more than the front page lists
	})
	e.tree = e.invented.Tree()
	if err := e.tree.Write(e.dir); err != nil {
		t.Fatal(err)
	}
	var problems diag.List
	if e.good, problems = clean(t, e.tree, e.invented.Now()); problems.Errors() > 0 {
		t.Fatalf("BLOTTER_SEED=%d is not valid:\n%v", seed, problems)
	}
	e.sound = e.tree
	// What was printed before must not hide that it cannot be printed any more.
	e.ear.Forgetful = seed%2 == 0
	lossy := seed%5 == 1
	switch seed % 5 {
	case 2:
		e.git = newRepository(t, e.dir)
	case 3:
		e.ear.Full, e.ear.Poll = true, 100*time.Millisecond
	}
	e.preview = startWith(t, e.dir, e.invented.Now(), e.ear)
	e.shows(e.good, "at the beginning")
	broken := false
	for ; e.n < edits || !broken; e.n++ {
		if e.n > 20*edits+200 {
			t.Fatalf("BLOTTER_SEED=%d: nothing was broken in %d edits: the test shows little", seed, e.n)
		}
		switch {
		case e.git != nil && e.n%8 == 7 && !e.invented.Broken():
			e.checkout()
		case lossy && e.n%6 == 5:
			e.ear.Lose()
			e.edit(overflown, e.ear.Overflow)
		case lossy && e.n%20 == 10:
			e.ear.Lose()
			e.edit(unheard, nil)
			e.ear.Overflow() // so that it hears again
		case e.ear.Full:
			e.edit(limited, nil)
		default:
			e.edit("", nil)
		}
		broken = broken || e.invented.Broken()
		if t.Failed() {
			t.FailNow() // what follows would tell the same again
		}
	}
	if !e.invented.Broken() {
		e.last = true
		e.shows(e.good, "at the end")
	}
	made.mu.Lock()
	made.sites, made.edits = made.sites+1, made.edits+e.n
	made.mu.Unlock()
	t.Logf("%d edits in %v", e.n, time.Since(began).Round(time.Second))
}

// edit makes one edit and demands that it is seen. The circumstance, if there is
// one, is a kind, too; then is called when the edit is on disk.
func (e *edited) edit(circumstance string, then func()) {
	e.Helper()
	edit := e.invented.Edit()
	before := e.good
	tree := e.invented.Tree()
	if err := tree.Follow(e.dir, e.tree, edit); err != nil {
		e.Fatal(err)
	}
	e.preview.clock.step(e.invented.Now())
	if then != nil {
		then()
	}
	e.tree = tree
	what := edit.Name
	e.made.count(edit.Kinds...)
	if circumstance != "" {
		e.made.count(circumstance)
		what += ", " + circumstance
	}
	after, problems := clean(e.T, e.tree, e.invented.Now())
	switch {
	case problems.Errors() == 0:
		e.shows(after, what)
		e.good, e.sound = after, e.tree
		if strings.HasPrefix(what, "edit a title") || strings.HasPrefix(what, "edit the title") {
			front := onFront
			if after.at(after.base).equal(before.at(before.base)) {
				front = offFront
			}
			e.made.count(front)
		}
	case !e.invented.Broken():
		e.Fatalf("%s made the site invalid:\n%v", e.where(what), problems)
	default:
		mended, certain := mend(e.tree, e.sound, e.invented.Damaged())
		shown, problems := clean(e.T, mended, e.invented.Now())
		if certain && problems.Errors() == 0 {
			e.shows(shown, what)
		} else {
			answered(e.T, e.preview, e.good, e.where(what)) // others rest on what is broken
		}
	}
}

// checkout lets git bring another branch into the folder, and the first one back,
// and the other again.
func (e *edited) checkout() {
	e.Helper()
	one, was := e.tree, e.good
	edit := e.invented.Branch()
	two := e.invented.Tree()
	other, problems := clean(e.T, two, e.invented.Now())
	if problems.Errors() > 0 {
		e.Fatalf("%s made the site invalid:\n%v", e.where(edit.Name), problems)
	}
	e.git.commit("one", one)
	e.git.commit("two", two)
	e.git.stand("one")
	for _, to := range []struct {
		branch string
		gives  published
	}{{"two", other}, {"one", was}, {"two", other}} {
		e.git.run(e.dir, nil, "checkout", "-q", to.branch)
		e.shows(to.gives, "git checkout "+to.branch+", which differ in: "+edit.Name)
		e.good = to.gives
		e.made.count(checkedOut)
	}
	e.tree, e.sound = two, two
}

// where says what was done, and how to do it again.
func (e *edited) where(what string) string {
	long := ""
	if os.Getenv("BLOTTER_LONG") != "" {
		long = "BLOTTER_LONG=1 "
	}
	return fmt.Sprintf("%sBLOTTER_SEED=%d, edit %d: %s", long, e.seed, e.n, what)
}

// haunted is for how many edits an address that is gone is asked for. At the end
// all are asked for that ever were.
const haunted = 20

// shows demands that the server soon gives everything that is published, and
// nothing more of what ever was.
func (e *edited) shows(want published, what string) {
	e.Helper()
	var ghosts []string
	for path, n := range e.ever {
		if e.n-n <= haunted || e.last {
			ghosts = append(ghosts, path)
		}
	}
	expect(e.T, e.preview, want, e.good, e.where(what), ghosts...)
	for path := range want.answers {
		e.ever[path] = e.n
	}
}

// patience is how long after an edit the preview may be wrong. Notices of the
// file system come at once, but some get lost; everything is looked at again
// after a second or two.
const patience = 8 * time.Second

// expect demands that the server soon gives everything that is published, and
// nothing more of what was, nor at the addresses of ghosts.
func expect(t *testing.T, p *preview, want, was published, what string, ghosts ...string) {
	t.Helper()
	known := addresses(want, was)
	paths := slices.Clone(known)
	for _, ghost := range ghosts {
		if _, is := slices.BinarySearch(known, ghost); !is {
			paths = append(paths, ghost)
		}
	}
	probe := probeOf(paths, want, was)
	deadline := time.Now().Add(patience)
	for probe != "" && time.Now().Before(deadline) {
		if got, err := p.get(probe); err == nil && got.equal(want.at(probe)) {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	for {
		var wrong []string
		answers := p.getAll(t, paths)
		for _, path := range paths {
			if !answers[path].equal(want.at(path)) {
				wrong = append(wrong, path)
			}
		}
		if len(wrong) == 0 {
			return
		}
		if time.Now().After(deadline) {
			for _, path := range wrong[:min(4, len(wrong))] {
				t.Errorf("%s\n  %s: %s", what, path, difference(want.at(path), answers[path]))
			}
			t.Errorf("%s: %d of %d addresses are not what a clean build gives", what, len(wrong), len(paths))
			return
		}
		paths = wrong
		time.Sleep(5 * time.Millisecond)
	}
}

// probeOf gives an address that tells the two sites apart, "" if none does.
func probeOf(paths []string, want, was published) string {
	for _, path := range paths {
		if !want.at(path).equal(was.at(path)) {
			return path
		}
	}
	return ""
}

// mend gives a broken project as the preview shows it: with the last good version
// of each broken file, or without it if it never had one. The templates and their
// assets count as one, and so do the files of words. It gives false where the
// preview may show either of two.
func mend(tree, sound fiction.Tree, damaged []string) (fiction.Tree, bool) {
	mended := maps.Clone(tree)
	restore := func(files func(string) bool) (differ bool) {
		for _, all := range []fiction.Tree{tree, sound} {
			for p := range all {
				if !files(p) || bytes.Equal(tree[p], sound[p]) {
					continue
				}
				differ = true
				delete(mended, p)
				if text, ok := sound[p]; ok {
					mended[p] = text
				}
			}
		}
		return differ
	}
	isWords := func(p string) bool { return strings.HasPrefix(p, "templates/strings/") }
	isTheme := func(p string) bool {
		return !isWords(p) && strings.HasPrefix(p, "templates/") || strings.HasPrefix(p, "static/assets/")
	}
	certain := true
	if slices.ContainsFunc(damaged, isWords) {
		restore(isWords)
	}
	if slices.ContainsFunc(damaged, isTheme) {
		restore(isTheme)
		certain = !restore(isWords) // a theme is loaded with its words
	}
	restore(func(p string) bool { return slices.Contains(damaged, p) })
	// A last good version was read in the language and with the words of its time.
	return mended, certain && bytes.Equal(tree["content/site.yaml"], sound["content/site.yaml"])
}

// answered demands that no page that was there has become a failure.
func answered(t *testing.T, p *preview, was published, what string) {
	t.Helper()
	time.Sleep(150 * time.Millisecond) // until the edit is believed, or not
	for path, got := range p.getAll(t, addresses(was)) {
		page := strings.HasPrefix(got.kind, "text/html") && got.to == ""
		switch {
		case got.status >= http.StatusInternalServerError || bytes.Contains(got.body, []byte("cannot be shown")):
			t.Errorf("%s\n  %s fails: status %d: %s", what, path, got.status, got.body)
		case page && !bytes.Contains(got.body, []byte("</html>")):
			t.Errorf("%s\n  %s is no whole page", what, path)
		}
	}
}
