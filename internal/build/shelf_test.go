package build

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"blotter/internal/attic"
	"blotter/internal/fiction"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
)

// shelved makes a Builder that keeps on a shelf in cache what documents said.
func shelved(t *testing.T, cache string, program byte) *Builder {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no shelves on Windows")
	}
	b := New(Settings{Cache: cache, Project: "/desk", Program: [32]byte{program}})
	b.fewest = 1
	t.Cleanup(b.Close)
	return b
}

// What was put on the shelf is what was parsed, to the last value; and a site made
// from it is the same.
func TestShelf(t *testing.T) {
	seed := fiction.Seed(t)
	for n := range uint64(fiction.Rounds(4, 40)) {
		invented := fiction.New(fiction.Options{Seed: seed + n, Templates: builtinTemplates(t)})
		cache := t.TempDir()
		e := site.Edition{Now: invented.Now()}
		tree := invented.Tree()

		first := plan(t, shelved(t, cache, 1), snapshot(t, tree), e)
		second := plan(t, shelved(t, cache, 1), snapshot(t, tree), e)
		if first.Parsed < 20 || second.Parsed > 0 {
			t.Errorf("parsed %d, then %d", first.Parsed, second.Parsed)
		}
		fresh := plan(t, New(Settings{Program: [32]byte{1}}), snapshot(t, tree), e)
		for i, d := range fresh.material.documents {
			again := *second.material.documents[i]
			again.Body.HTML, _ = again.Body.Text()
			again.Body.Load = nil
			if !reflect.DeepEqual(*d, again) {
				t.Fatalf("BLOTTER_SEED=%d: %s\nwas  %+v\nread %+v", seed+n, d.Path, *d, again)
			}
		}
		if !reflect.DeepEqual(fresh.Diagnostics, second.Diagnostics) {
			t.Errorf("BLOTTER_SEED=%d: the shelf tells\n%v\nwant\n%v", seed+n, second.Diagnostics, fresh.Diagnostics)
		}
		if names := differ(press{}.print(t, first), press{}.print(t, fresh)); names != nil {
			t.Errorf("BLOTTER_SEED=%d: with a new shelf differ %v", seed+n, names)
		}
		if names := differ(press{}.print(t, second), press{}.print(t, fresh)); names != nil {
			t.Errorf("BLOTTER_SEED=%d: from the shelf differ %v", seed+n, names)
		}

		// Edits: only what changed is parsed, also after many of them.
		for range 5 {
			invented.Edit()
			for invented.Broken() {
				invented.Edit()
			}
			tree = invented.Tree()
			e.Now = invented.Now()
			edited := plan(t, shelved(t, cache, 1), snapshot(t, tree), e)
			fresh := plan(t, New(Settings{Program: [32]byte{1}}), snapshot(t, tree), e)
			if names := differ(press{}.print(t, edited), press{}.print(t, fresh)); names != nil {
				t.Fatalf("BLOTTER_SEED=%d: after an edit differ %v", seed+n, names)
			}
		}
		if left := shelves(t, cache); len(left) != 1 {
			t.Errorf("in the folder are %v", left)
		}
		if other := plan(t, shelved(t, cache, 2), snapshot(t, tree), e); other.Parsed == 0 {
			t.Error("another program uses the shelf")
		}
	}
}

func shelves(t *testing.T, cache string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(cache, "documents", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s holds what is not public, and others may read it: %v", name, info.Mode())
		}
	}
	return names
}

// TestOneEdit: of a large project one file is parsed after one edit, and rubbish
// does not pile up on the shelf.
func TestOneEdit(t *testing.T) {
	cache := t.TempDir()
	tree := paper()
	e := site.Edition{Now: noon}
	plan(t, shelved(t, cache, 1), snapshot(t, tree), e)
	for n := range 40 {
		tree["content/articles/a.md"] = article("First", string(bytes.Repeat([]byte("The text grows. "), 2000+n)))
		if r := plan(t, shelved(t, cache, 1), snapshot(t, tree), e); r.Parsed != 1 {
			t.Fatalf("parsed %d", r.Parsed)
		}
	}
	info, err := os.Stat(shelves(t, cache)[0])
	if err != nil || info.Size() > 3<<20 {
		t.Errorf("the shelf has %d bytes (%v)", info.Size(), err)
	}
}

// Whatever happens to the shelf, the site is the same.
func TestDamagedShelf(t *testing.T) {
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 7))
	tree := paper()
	e := site.Edition{Now: noon}
	built := func(cache string) map[string][]byte {
		b := New(Settings{Program: [32]byte{1}})
		if cache != "" {
			b = shelved(t, cache, 1)
		}
		dir := filepath.Join(t.TempDir(), "public")
		if err := Anew(func() error {
			_, _, err := b.Build(t.Context(), snapshot(t, tree), e, Target{Dir: dir, Options: output.Options{}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		files, err := fiction.ReadTree(os.DirFS(dir), ".")
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	want := built("")
	cache := t.TempDir()
	built(cache)
	name := shelves(t, cache)[0]
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for n := range fiction.Rounds(24, 2000) {
		text, how := slices.Clone(whole), ""
		switch n % 4 {
		case 0:
			how = "cut short"
			text = text[:random.IntN(len(text))]
		case 1:
			how = "one byte is another"
			text[random.IntN(len(text))] ^= byte(1 + random.IntN(255))
		case 2:
			how = "a stretch is zero, as after a power cut"
			from := random.IntN(len(text))
			clear(text[from:min(len(text), from+512)])
		case 3:
			how = "longer"
			text = append(text, byte(n))
		}
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := built(cache); !maps.EqualFunc(got, want, bytes.Equal) {
			t.Fatalf("BLOTTER_SEED=%d, round %d (%s): another site", seed, n, how)
		}
	}
	if got := built(filepath.Join(t.TempDir(), "no", "such\x00folder")); !maps.EqualFunc(got, want, bytes.Equal) {
		t.Error("another site without a folder for the shelf")
	}
}

// FuzzDecode: no bytes are more than damaged.
func FuzzDecode(f *testing.F) {
	k := kept{Document: &news.Document{Path: "a.md", Article: &news.Article{Title: "A", Tags: []string{"x"}, Extra: map[string]any{"a": 1, "b": []any{"c", true, 1.5}}}}}
	text, err := encode(nil, reflect.ValueOf(k), time.UTC)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		var k kept
		rest, err := decode(text, reflect.ValueOf(&k).Elem(), time.UTC)
		if err != nil && !errors.Is(err, errDamaged) {
			t.Fatal(err)
		}
		if err != nil || rest != "" {
			return
		}
		again, err := encode(nil, reflect.ValueOf(k), time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var second kept
		if _, err := decode(string(again), reflect.ValueOf(&second).Elem(), time.UTC); err != nil {
			t.Fatal(err)
		}
		if third, err := encode(nil, reflect.ValueOf(second), time.UTC); err != nil || !bytes.Equal(again, third) {
			t.Fatalf("%+v\nis read as\n%+v (%v)", k, second, err)
		}
	})
}

// What nobody has built in a long time goes; what is not ours stays.
func TestTidyShelves(t *testing.T) {
	cache := t.TempDir()
	b := shelved(t, cache, 1)
	plan(t, b, snapshot(t, paper()), site.Edition{Now: noon})
	ours := shelves(t, cache)[0]
	now := time.Now()
	folder := filepath.Join(cache, "documents")
	for name, age := range map[string]time.Duration{
		"old.documents": attic.Idle + time.Hour, "young.documents": time.Hour, "unfinished-1": 25 * time.Hour, "unfinished-2": time.Hour, "letter.txt": 9 * attic.Idle,
	} {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, now, now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(ours, now, now.Add(-2*attic.Idle)); err != nil {
		t.Fatal(err)
	}
	b.Tidy(now)
	for name, stays := range map[string]bool{filepath.Base(ours): true, "old.documents": false, "young.documents": true, "unfinished-1": false, "unfinished-2": true, "letter.txt": true} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != stays {
			t.Errorf("%s stays: %v, want %v", name, err == nil, stays)
		}
	}
}
