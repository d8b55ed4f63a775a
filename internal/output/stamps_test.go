package output

import (
	"crypto/sha256"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"blotter/internal/fiction"
	"blotter/internal/stamp"
)

// stamped gives options under which stamps are kept, and the clock they go by: an
// hour ahead, so that what was written a moment ago has settled.
func stamped(t testing.TB) (Options, *time.Time) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("there are no stamps here")
	}
	now := time.Now().Add(time.Hour)
	return Options{Stamps: stamp.Drawer{Folder: t.TempDir(), Now: func() time.Time { return now }, Fewest: 1}}, &now
}

// lie has the book of dir say something wrong of the file at p.
func lie(t testing.TB, dir, p string, o Options) {
	t.Helper()
	info, err := os.Lstat(filepath.Join(dir, p))
	must(t, err)
	b := o.Stamps.Open(dir)
	b.Note(p, stamp.Of(info), sha256.Sum256([]byte("a lie")))
	b.Save()
}

// A file that looks as it did is not read: whoever lies about it is believed, until
// it looks different.
func TestStampsAreBelieved(t *testing.T) {
	o, now := stamped(t)
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, news(), o)
	for p := range news() {
		must(t, os.RemoveAll(filepath.Join(o.Stamps.Folder, "stamps")))
		lie(t, dir, p, o)
		if got := publish(t, dir, news(), o).Changed; !slices.Equal(got, []string{p}) {
			t.Errorf("%s: changed %v", p, got)
		}
		lie(t, dir, p, o)
		*now = now.Add(-time.Minute) // the clock was set back
		if got := publish(t, dir, news(), o).Changed; len(got) > 0 {
			t.Errorf("%s: a book from the future is believed: changed %v", p, got)
		}
		lie(t, dir, p, o)
		if c := publish(t, dir, news(), Options{}); len(c.Changed) > 0 {
			t.Errorf("%s: without a drawer changed %v", p, c.Changed)
		}
	}
}

// Whatever somebody does to the output between two runs, it is noticed.
func TestStampsNoticeEdits(t *testing.T) {
	const p = "index.html"
	for _, edit := range []struct {
		name string
		do   func(dir, path string, was os.FileInfo) error
	}{
		{"edited, its size and time kept", func(_, path string, was os.FileInfo) error {
			text, err := os.ReadFile(path)
			if err == nil {
				text[0] ^= 1
				err = os.WriteFile(path, text, 0o644)
			}
			if err == nil {
				err = os.Chtimes(path, was.ModTime(), was.ModTime())
			}
			return err
		}},
		{"replaced by another of the same size and time", func(_, path string, was os.FileInfo) error {
			err := os.WriteFile(path+"~", make([]byte, was.Size()), 0o644)
			if err == nil {
				err = os.Chtimes(path+"~", was.ModTime(), was.ModTime())
			}
			if err == nil {
				err = os.Rename(path+"~", path)
			}
			return err
		}},
		{"cut short", func(_, path string, was os.FileInfo) error { return os.Truncate(path, was.Size()/2) }},
		{"emptied", func(_, path string, was os.FileInfo) error { return os.Truncate(path, 0) }},
		{"deleted", func(_, path string, _ os.FileInfo) error { return os.Remove(path) }},
		{"replaced by a folder", func(_, path string, _ os.FileInfo) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o755)
		}},
		{"replaced by a link to itself", func(dir, path string, _ os.FileInfo) error {
			moved := filepath.Join(filepath.Dir(dir), "moved.html")
			if err := os.Rename(path, moved); err != nil {
				return err
			}
			return os.Symlink(moved, path)
		}},
		{"the whole output replaced by a copy, and then edited", func(dir, path string, was os.FileInfo) error {
			err := os.CopyFS(dir+"~", os.DirFS(dir))
			if err == nil {
				err = os.RemoveAll(dir)
			}
			if err == nil {
				err = os.Rename(dir+"~", dir)
			}
			if err == nil {
				err = os.WriteFile(path, make([]byte, was.Size()), 0o644)
			}
			if err == nil {
				err = os.Chtimes(path, was.ModTime(), was.ModTime())
			}
			return err
		}},
	} {
		o, now := stamped(t)
		o.Adopt = true // also a folder or link in the way is replaced
		dir := filepath.Join(t.TempDir(), "public")
		path := filepath.Join(dir, p)
		for range 3 { // written, stamped, believed
			publish(t, dir, news(), o)
			*now = now.Add(time.Second)
		}
		was, err := os.Stat(path)
		must(t, err)
		time.Sleep(20 * time.Millisecond) // the clock of the file system ticks
		must(t, edit.do(dir, path, was))
		if _, err := Publish(t.Context(), dir, news().files(), o); err != nil {
			t.Logf("%s: %v", edit.name, err)
			continue // noticed
		}
		checkDisk(t, edit.name, dir, news())
	}
}

// With the real clock: an edit right after a run, of the same size and with its
// time restored, is noticed, however quickly one follows the other.
func TestStampsInTruth(t *testing.T) {
	o, _ := stamped(t)
	o.Stamps.Now = nil
	dir := filepath.Join(t.TempDir(), "public")
	path := filepath.Join(dir, "index.html")
	edit := func(round int) {
		t.Helper()
		was, err := os.Stat(path)
		must(t, err)
		text := make([]byte, was.Size())
		text[0] = byte(round)
		must(t, os.WriteFile(path, text, 0o644))
		must(t, os.Chtimes(path, was.ModTime(), was.ModTime()))
	}
	for round := range 60 {
		publish(t, dir, news(), o)
		if round%2 == 0 {
			publish(t, dir, news(), o)
		}
		edit(round)
		publish(t, dir, news(), o)
		checkDisk(t, "after an edit in the same moment", dir, news())
	}
	time.Sleep(200 * time.Millisecond)
	publish(t, dir, news(), o)
	lie(t, dir, "index.html", o)
	if c := publish(t, dir, news(), o); len(c.Changed) != 1 {
		t.Errorf("what was written a while ago is read again: %+v", c)
	}
	time.Sleep(200 * time.Millisecond)
	publish(t, dir, news(), o)
	edit(1)
	publish(t, dir, news(), o)
	checkDisk(t, "after an edit", dir, news())
}

// What a run puts in place within a new folder it need not read the next time; what
// it wrote only just before, or put in place alone, it has to.
func TestStampsOfWhatIsNew(t *testing.T) {
	o, now := stamped(t)
	dir := filepath.Join(t.TempDir(), "public")
	known := func(p string) bool {
		info, err := os.Lstat(filepath.Join(dir, p))
		must(t, err)
		_, known := o.Stamps.Open(dir).Sum(p, stamp.Of(info))
		return known
	}
	publish(t, dir, news(), o)
	for p := range news() {
		if !known(p) {
			t.Errorf("%s is not known", p)
		}
	}
	more := news()
	more["index.html"] += "more"
	more["new/a.html"] = "a"
	publish(t, dir, more, o)
	if !known("new/a.html") || known("index.html") {
		t.Errorf("a file in a new folder is known: %t; one that replaced another: %t", known("new/a.html"), known("index.html"))
	}
	publish(t, dir, more, o) // reads it
	if !known("index.html") {
		t.Error("a file that was read is not known")
	}
	*now = time.Now() // nothing has settled
	must(t, os.RemoveAll(dir))
	must(t, os.RemoveAll(o.Stamps.Folder))
	publish(t, dir, news(), o)
	for p := range news() {
		if known(p) {
			t.Errorf("%s was written this moment, and is known", p)
		}
	}
}

// Random states of the output and of the book: with stamps a run does what it does
// without.
func TestStampsInRandomStates(t *testing.T) {
	seed := fiction.Seed(t)
	for n := range uint64(fiction.Rounds(20, 1000)) {
		random := rand.New(rand.NewPCG(seed+n, 11))
		o, now := stamped(t)
		o.Clean = true
		above := fiction.Workplace(t)
		dir, twin := filepath.Join(above, "public"), filepath.Join(above, "twin")
		s := randomSite(random)
		for range 6 {
			*now = now.Add(time.Duration(random.IntN(5)-1) * time.Second)
			if random.IntN(3) > 0 {
				s = randomSite(random)
			}
			c := publish(t, dir, s, o)
			plain := publish(t, twin, s, Options{Clean: true})
			if summary(c) != summary(plain) || !maps.Equal(disk(t, dir), disk(t, twin)) {
				t.Fatalf("BLOTTER_SEED=%d: with stamps\n%s\nwithout\n%s", seed+n, summary(c), summary(plain))
			}
			time.Sleep(12 * time.Millisecond) // the clock of the file system ticks
			vandalise(t, rand.New(rand.NewPCG(n, 1)), dir)
			vandalise(t, rand.New(rand.NewPCG(n, 1)), twin)
			books, _ := filepath.Glob(filepath.Join(o.Stamps.Folder, "stamps", "*.stamps"))
			for _, name := range books {
				text, err := os.ReadFile(name)
				must(t, err)
				switch random.IntN(4) {
				case 0:
					text = text[:random.IntN(len(text))]
				case 1:
					text[random.IntN(len(text))] ^= byte(1 + random.IntN(255))
				case 2:
					must(t, os.Remove(name))
					continue
				}
				must(t, os.WriteFile(name, text, 0o600))
			}
		}
	}
}
