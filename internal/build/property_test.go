package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"blotter"
	"blotter/internal/fiction"
	"blotter/internal/site"
	"blotter/internal/source"
)

// snapshot takes a tree over the built-in theme.
func snapshot(t testing.TB, tree fiction.Tree) *source.Snapshot {
	t.Helper()
	s, err := source.FromFS(tree.FS(), blotter.Builtin()).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// builtinTemplates are the templates that an invented site may override.
func builtinTemplates(t testing.TB) fiction.Tree {
	t.Helper()
	tree, err := fiction.ReadTree(blotter.Builtin(), "templates")
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// press renders outputs and remembers the bytes by path and fingerprint, as the
// output folder and the preview do.
type press map[string][sha256.Size]byte

// print gives the hash of the bytes of every output of r. A nil press renders
// all of them.
func (p press) print(t testing.TB, r *Result) map[string][sha256.Size]byte {
	t.Helper()
	sums := make([][sha256.Size]byte, len(r.Files))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range r.Files {
		key := fmt.Sprintf("%s %x", f.Path, f.Fingerprint())
		if sum, ok := p[key]; ok {
			sums[i] = sum
			continue
		}
		g.Go(func() error {
			var b bytes.Buffer
			if err := f.Write(context.Background(), &b); err != nil {
				return fmt.Errorf("%s: %w", f.Path, err)
			}
			sums[i] = sha256.Sum256(b.Bytes())
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	printed := map[string][sha256.Size]byte{}
	for i, f := range r.Files {
		printed[f.Path] = sums[i]
		if p != nil {
			p[fmt.Sprintf("%s %x", f.Path, f.Fingerprint())] = sums[i]
		}
	}
	return printed
}

// differ names the outputs that are not the same in both.
func differ(a, b map[string][sha256.Size]byte) []string {
	var names []string
	for name, sum := range a {
		if other, ok := b[name]; !ok || other != sum {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func plan(t testing.TB, p interface {
	Plan(context.Context, *source.Snapshot, site.Edition) (*Result, error)
}, s *source.Snapshot, e site.Edition) *Result {
	t.Helper()
	r, err := p.Plan(t.Context(), s, e)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestMemoIsSound: after any edit, what a Builder that has seen everything before
// gives, printed by fingerprint, is what a new Builder prints from nothing. The
// same for the preview, drafts and all.
func TestMemoIsSound(t *testing.T) {
	seed := fiction.Seed(t)
	f := fiction.New(fiction.Options{Seed: seed, Articles: 20, Templates: builtinTemplates(t)})
	preview, builder := NewPreview(Settings{}), New(Settings{})
	shown, published := press{}, press{}
	good := 0
	for round := range fiction.Rounds(25, 2000) {
		s := snapshot(t, f.Tree())
		public, drafts := site.Edition{Now: f.Now()}, site.Edition{Now: f.Now(), Drafts: true}
		remembered, seen := plan(t, builder, s, public), plan(t, preview, s, drafts)
		fresh, freshSeen := plan(t, New(Settings{}), s, public), plan(t, New(Settings{}), s, drafts)
		if a, b := fmt.Sprint(remembered.Diagnostics), fmt.Sprint(fresh.Diagnostics); a != b {
			t.Fatalf("round %d: diagnostics differ:\n%s\n%s", round, a, b)
		}
		if fresh.Diagnostics.Errors() == 0 {
			good++
			if names := differ(published.print(t, remembered), press(nil).print(t, fresh)); names != nil {
				t.Fatalf("round %d: stale in the output: %v", round, names)
			}
		}
		inPreview := shown.print(t, seen) // whatever it is, it can be rendered
		if freshSeen.Diagnostics.Errors() == 0 {
			if names := differ(inPreview, press(nil).print(t, freshSeen)); names != nil {
				t.Fatalf("round %d: stale in the preview: %v", round, names)
			}
		}
		f.Edit()
	}
	if good == 0 {
		t.Error("nothing was compared")
	}
}

// TestEditsAreValid: what package fiction invents, and what its edits make of it, has
// no errors unless they say so. Else a test that compares builds would fail now and
// then for want of one.
func TestEditsAreValid(t *testing.T) {
	seed := fiction.Seed(t)
	for n := range uint64(fiction.Rounds(5, 200)) {
		f := fiction.New(fiction.Options{Seed: seed + n, Articles: 20})
		builder := New(Settings{})
		edit := "to invent it"
		for range 200 {
			r := plan(t, builder, snapshot(t, f.Tree()), site.Edition{Now: f.Now()})
			if r.Diagnostics.Errors() > 0 && !f.Broken() {
				t.Fatalf("seed %d: %s made the site invalid:\n%v", seed+n, edit, r.Diagnostics)
			}
			edit = f.Edit().Name
		}
		builder.Close()
	}
}

// TestNextChange: until the instant that a Site names, it stays as it is; and not
// every instant is named in vain.
func TestNextChange(t *testing.T) {
	seed := fiction.Seed(t)
	changes := 0
	for round := range fiction.Rounds(6, 300) {
		f := fiction.New(fiction.Options{Seed: seed + uint64(round), Articles: 15})
		s, b := snapshot(t, f.Tree()), New(Settings{})
		now := f.Now()
		for range 6 {
			r := plan(t, b, s, site.Edition{Now: now})
			next, why := r.Site.NextChange()
			if next.IsZero() {
				break
			}
			if !next.After(now) {
				t.Fatalf("seed %d: at %v the next change is %v", seed+uint64(round), now, next)
			}
			before := plan(t, b, s, site.Edition{Now: next.Add(-time.Nanosecond)})
			if names := differ(press(nil).print(t, r), press(nil).print(t, before)); names != nil {
				t.Errorf("seed %d: between %v and %v (%s) these change: %v", seed+uint64(round), now, next, why, names)
			}
			after := plan(t, b, s, site.Edition{Now: next})
			if differ(press(nil).print(t, r), press(nil).print(t, after)) != nil {
				changes++
			}
			now = next
		}
	}
	if changes == 0 {
		t.Error("no site ever changes")
	}
}
