package serve_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"blotter/internal/fiction"
)

// The preview is what a clean build would make, whatever was edited: after each
// of many random edits every address of the site as it was and as it is gives
// the bytes of a clean build into a fresh folder, and an address that is gone
// gives 404. While something is broken, it is what a clean build would make of the
// last good version of the broken files.
func TestPreviewEqualsCleanBuild(t *testing.T) {
	seed := fiction.Seed(t)
	sites := fiction.Rounds(6, 50)
	edits := fiction.Rounds(50, 200)
	for n := range uint64(sites) {
		t.Run(fmt.Sprint(seed+n), func(t *testing.T) {
			t.Parallel()
			follow(t, seed+n, edits)
		})
	}
}

// follow edits one site many times, at least until it was broken once.
func follow(t *testing.T, seed uint64, edits int) {
	t.Helper()
	invented := fiction.New(fiction.Options{Seed: seed, Articles: 20 + int(seed%12), Templates: theme(t)})
	dir := workplace(t)
	tree := invented.Tree()
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	good, problems := clean(t, tree, invented.Now())
	if problems.Errors() > 0 {
		t.Fatalf("BLOTTER_SEED=%d is not valid:\n%v", seed, problems)
	}
	p := start(t, dir, invented.Now())
	expect(t, p, good, good, "at the beginning")
	sound := tree // when nothing was broken last
	broken := false
	for n := 0; n < edits || !broken; n++ {
		if n > 20*edits+200 {
			t.Fatalf("BLOTTER_SEED=%d: nothing was broken in %d edits: the test shows little", seed, n)
		}
		edit := invented.Edit()
		now := invented.Tree()
		if err := now.Follow(dir, tree, edit.Moved); err != nil {
			t.Fatal(err)
		}
		p.clock.step(invented.Now())
		tree = now
		what := fmt.Sprintf("BLOTTER_SEED=%d, edit %d: %s", seed, n, edit.Name)
		after, problems := clean(t, tree, invented.Now())
		switch {
		case problems.Errors() == 0:
			expect(t, p, after, good, what)
			good, sound = after, tree
		case !invented.Broken():
			t.Fatalf("%s made the site invalid:\n%v", what, problems)
		default:
			broken = true
			mended, problems := clean(t, mend(tree, sound, invented.Damaged()), invented.Now())
			const settings = "content/site.yaml" // a last good version was read in the language of its time
			if problems.Errors() == 0 && bytes.Equal(tree[settings], sound[settings]) {
				expect(t, p, mended, good, what)
			} else {
				answered(t, p, good, what) // others rest on what is broken
			}
		}
		if t.Failed() {
			t.FailNow() // what follows would tell the same again
		}
	}
}

// patience is how long after an edit the preview may be wrong. Notices of the
// file system come at once, but some get lost; everything is looked at again
// after a second or two.
const patience = 8 * time.Second

// expect demands that the server soon gives everything that is published, and
// nothing more of what was.
func expect(t *testing.T, p *preview, want, was published, what string) {
	t.Helper()
	paths := addresses(want, was)
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
// assets count as one.
func mend(tree, sound fiction.Tree, damaged []string) fiction.Tree {
	mended := maps.Clone(tree)
	restore := func(p string) {
		delete(mended, p)
		if text, ok := sound[p]; ok {
			mended[p] = text
		}
	}
	ofTheme := func(p string) bool {
		return strings.HasPrefix(p, "templates/") || strings.HasPrefix(p, "static/assets/")
	}
	for _, p := range damaged {
		restore(p)
		if !ofTheme(p) {
			continue
		}
		for _, all := range []fiction.Tree{tree, sound} {
			for p := range all {
				if ofTheme(p) {
					restore(p)
				}
			}
		}
	}
	return mended
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
