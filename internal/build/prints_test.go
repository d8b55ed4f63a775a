package build

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
)

// publish builds into dir with b and gives what lies there then; nil if there are errors.
func publish(t *testing.T, b *Builder, tree fiction.Tree, e site.Edition, dir string) fiction.Tree {
	t.Helper()
	r, _, err := b.Build(t.Context(), snapshot(t, tree), e, Target{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if r.Diagnostics.Errors() > 0 {
		return nil
	}
	files, err := fiction.ReadTree(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// printsIn gives the files of fingerprints in a cache.
func printsIn(t *testing.T, cache string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(cache, "fingerprints", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, filepath.Join(cache, "fingerprints")) {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s tells of what is not public, and others may read it: %v", name, info.Mode())
		}
	}
	return names
}

// damage does something to a file, and says what.
func damage(t *testing.T, random *rand.Rand, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	how := ""
	switch n := random.IntN(len(text)); random.IntN(6) {
	case 0:
		how, text = "cut short", text[:n]
	case 1:
		how = "one bit is another"
		text[n] ^= 1 << random.IntN(8)
	case 2:
		how = "a stretch is zero, as after a power cut"
		clear(text[n:min(len(text), n+512)])
	case 3:
		how, text = "longer", append(text, text[n:]...)
	case 4:
		how, text = "two pieces have changed places", slices.Concat(text[n:], text[:n])
	case 5:
		how = "that of another program"
		text[len(printsMagic)]++
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return how
}

// TestWarmBuildEqualsCleanBuild: one output that is built again and again, by one
// Builder or by new ones, with fingerprints that are remembered and now and then
// damaged, is after every edit to the last byte what a clean build makes.
func TestWarmBuildEqualsCleanBuild(t *testing.T) {
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 12))
	f := fiction.New(fiction.Options{Seed: seed, Articles: 40, Templates: builtinTemplates(t)})
	above := fiction.Workplace(t)
	cache, dir := filepath.Join(above, "cache"), filepath.Join(above, "public")
	b, plain := shelved(t, cache, 1), New(Settings{Program: [32]byte{1}})
	var extras extras
	how, good := "", 0
	for round := range fiction.Rounds(100, 3000) {
		tree := f.Tree()
		extras.into(tree)
		e := site.Edition{Now: f.Now()}
		if random.IntN(5) == 0 {
			e.TLP = "amber"
		}
		if got := publish(t, b, tree, e, dir); got != nil {
			good++
			clean := filepath.Join(above, "clean")
			want := publish(t, plain, tree, e, clean)
			if !maps.EqualFunc(got, want, bytes.Equal) {
				var stale []string
				for name := range got {
					if !bytes.Equal(got[name], want[name]) {
						stale = append(stale, name)
					}
				}
				t.Fatalf("BLOTTER_SEED=%d, round %d, fingerprints %s: not what a clean build makes: %v", seed, round, how, stale)
			}
			if err := os.RemoveAll(clean); err != nil {
				t.Fatal(err)
			}
		}
		how = "whole"
		if random.IntN(3) == 0 { // a new process
			b.Close()
			if names := printsIn(t, cache); random.IntN(2) == 0 && len(names) > 0 {
				how = damage(t, random, names[0])
			}
			b = shelved(t, cache, 1)
		}
		if random.IntN(5) == 0 {
			extras.edit(random)
		} else {
			f.Edit()
		}
	}
	if good == 0 {
		t.Error("nothing was compared")
	}
	if names := printsIn(t, cache); len(names) != 1 {
		t.Errorf("in the folder are %v", names)
	}
}

// TestPrintsAreWorthIt: of an unchanged site hardly a view is made, after one edit
// only those of the pages that it may have changed, and of the same pages twice none.
func TestPrintsAreWorthIt(t *testing.T) {
	tree := fiction.Tree{siteFile: []byte("title: T\nbase_url: https://example.org/\n")}
	report := func(n int, title string) {
		tree[fmt.Sprintf("content/articles/a%03d.md", n)] = fmt.Appendf(nil, `---
title: %s
date: 2025-%02d-%02dT09:00
company: Company %d
incident_type: ransomware
type_status: reported
type_by: The Courier
attribution_status: unattributed
tags: [tag-%d]
---
The text.
`, title, n/28+1, n%28+1, n%50, n%20)
	}
	const reports = 330
	for n := range reports {
		report(n, fmt.Sprintf("Report %d", n))
	}
	cache, e := t.TempDir(), site.Edition{Now: noon}
	// made gives how many fingerprints of how many are made of views in a build.
	made := func() (views, all int) {
		b := shelved(t, cache, 1)
		defer b.Close()
		r := plan(t, b, snapshot(t, tree), e)
		if r.Diagnostics.Errors() > 0 {
			t.Fatal(r.Diagnostics)
		}
		for n := range r.Files {
			make := r.Files[n].Fingerprint
			r.Files[n].Fingerprint = func() output.Fingerprint { views++; return make() }
		}
		known := b.printsFor(len(r.material.documents))
		for _, f := range known.remember(r.Files) {
			f.Fingerprint()
		}
		known.turn(true)
		return views, len(r.Files)
	}
	views, all := made()
	if views != all {
		t.Errorf("%d views for %d files", views, all)
	}
	keyless, _ := made()
	if keyless > 90 || keyless*5 > all {
		t.Errorf("of %d files of an unchanged site, %d are made", all, keyless)
	}
	report(100, "Another headline")
	views, _ = made()
	if views <= keyless || views > keyless+40 {
		t.Errorf("an edit makes %d views, and %d without any", views, keyless)
	}
	if again, _ := made(); again != keyless {
		t.Errorf("after that again %d, without an edit", again)
	}
	report(reports, "A new report")
	views, _ = made()
	if views <= keyless || views > keyless+40 { // and not every page of every list that it is in
		t.Errorf("a new report makes %d views, and %d without any", views, keyless)
	}
}

// Of a run that failed nothing is remembered; and a small project has no prints.
func TestPrintsOfFailure(t *testing.T) {
	cache := t.TempDir()
	b := shelved(t, cache, 1)
	r := plan(t, b, snapshot(t, paper()), site.Edition{Now: noon})
	known := b.printsFor(len(r.material.documents))
	for _, f := range known.remember(r.Files) {
		f.Fingerprint()
	}
	known.turn(false)
	if names := printsIn(t, cache); len(names) > 0 || len(known.before) > 0 {
		t.Errorf("remembered %v", names)
	}
	b = New(Settings{Cache: cache})
	if b.printsFor(worthKeeping-1) != nil || b.printsFor(worthKeeping) == nil {
		t.Error("prints are not for those that are worth it")
	}
	if New(Settings{}).printsFor(worthKeeping) != nil {
		t.Error("prints without a cache")
	}
}
