package stamp

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"blotter/internal/attic"
	"blotter/internal/fiction"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clock is one that a test sets.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

// drawer makes a drawer for folders of any size, whose clock is an hour ahead: what
// was written a moment ago has settled.
func drawer(t testing.TB) (Drawer, *clock) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("there are no books here")
	}
	c := &clock{time.Now().Add(time.Hour)}
	return Drawer{Folder: t.TempDir(), Now: c.now, Fewest: 1}, c
}

func look(t testing.TB, path string) Stamp {
	t.Helper()
	info, err := os.Lstat(path)
	must(t, err)
	return Of(info)
}

// note opens the book of dir, notes its file name, and saves it.
func note(t testing.TB, d Drawer, dir, name, text string) {
	t.Helper()
	b := d.Open(dir)
	b.Note(name, look(t, filepath.Join(dir, name)), sha256.Sum256([]byte(text)))
	b.Save()
}

// known says whether the book of dir knows what is in its file name.
func known(t testing.TB, d Drawer, dir, name string) bool {
	t.Helper()
	_, ok := d.Open(dir).Sum(name, look(t, filepath.Join(dir, name)))
	return ok
}

// Whatever happens to a file, its stamp is another one, also if the size and the
// time of modification are what they were.
func TestEdits(t *testing.T) {
	d, _ := drawer(t)
	restore := func(path string, to time.Time) error { return os.Chtimes(path, to, to) }
	for _, edit := range []struct {
		name string
		do   func(path string, modified time.Time) error
		same bool
	}{
		{name: "nothing", do: func(string, time.Time) error { return nil }, same: true},
		{name: "read", do: func(path string, _ time.Time) error { _, err := os.ReadFile(path); return err }, same: true},
		{name: "its time touched", do: restore},
		{name: "edited in place, its time restored", do: func(path string, modified time.Time) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteAt([]byte("X"), 1)
				f.Close()
			}
			if err == nil {
				err = restore(path, modified)
			}
			return err
		}},
		{name: "cut and mended, its time restored", do: func(path string, modified time.Time) error {
			text, err := os.ReadFile(path)
			if err == nil {
				err = os.Truncate(path, 2)
			}
			if err == nil {
				err = os.WriteFile(path, text, 0o644)
			}
			if err == nil {
				err = restore(path, modified)
			}
			return err
		}},
		{name: "replaced by a copy that keeps the times", do: func(path string, modified time.Time) error {
			err := os.WriteFile(path+"~", []byte("tXxt\n"), 0o644)
			if err == nil {
				err = restore(path+"~", modified)
			}
			if err == nil {
				err = os.Rename(path+"~", path)
			}
			return err
		}},
		{name: "replaced by a link", do: func(path string, _ time.Time) error {
			err := os.Rename(path, path+"~")
			if err == nil {
				err = os.Symlink(path+"~", path)
			}
			return err
		}},
		{name: "moved away and back", do: func(path string, _ time.Time) error {
			err := os.Rename(path, path+"~")
			if err == nil {
				err = os.Rename(path+"~", path)
			}
			return err
		}},
		{name: "its mode changed", do: func(path string, _ time.Time) error { return os.Chmod(path, 0o600) }},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "a")
		must(t, os.WriteFile(path, []byte("text\n"), 0o644))
		info, err := os.Stat(path)
		must(t, err)
		time.Sleep(20 * time.Millisecond) // the clock of the file system ticks
		note(t, d, dir, "a", "text\n")
		must(t, edit.do(path, info.ModTime()))
		if got := known(t, d, dir, "a"); got != edit.same {
			t.Errorf("%s: known is %v, want %v", edit.name, got, edit.same)
		}
	}
}

// A file is in the book only if its last change lay clearly in the past.
func TestSettled(t *testing.T) {
	d, c := drawer(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, os.WriteFile(path, []byte("text\n"), 0o644))
	old := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(path, old, old)) // nobody goes by that
	changed := time.Unix(0, look(t, path).Changed)
	for _, after := range []time.Duration{-time.Hour, 0, time.Millisecond, tick, tick + 1, time.Hour} {
		c.Time = changed.Add(after)
		note(t, d, dir, "a", "text\n")
		if got, want := known(t, d, dir, "a"), after > tick; got != want {
			t.Errorf("looked at %s after its last change: known is %v, want %v", after, got, want)
		}
	}
}

// The same with the real clock.
func TestSettledInTruth(t *testing.T) {
	d, _ := drawer(t)
	d.Now = nil
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	must(t, os.WriteFile(path, []byte("text\n"), 0o644))
	for range 50 { // as quick as can be
		note(t, d, dir, "a", "text\n")
		if known(t, d, dir, "a") {
			t.Fatal("a file that was just written is known")
		}
	}
	time.Sleep(tick + 50*time.Millisecond)
	note(t, d, dir, "a", "text\n")
	if !known(t, d, dir, "a") {
		t.Error("a file that was written a while ago is not known")
	}
}

// A book from the future is not believed: the clock was set back, and the time of
// the file's last change may come again.
func TestClockSetBack(t *testing.T) {
	d, c := drawer(t)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "a"), []byte("text\n"), 0o644))
	note(t, d, dir, "a", "text\n")
	written := c.Time
	for _, step := range []struct {
		by   time.Duration
		want bool
	}{{0, true}, {time.Hour, true}, {-1, false}, {-time.Minute, false}} {
		c.Time = written.Add(step.by)
		if got := known(t, d, dir, "a"); got != step.want {
			t.Errorf("clock set by %s: known is %v", step.by, got)
		}
	}
}

// A folder that was copied, or another one in its place, is unknown; so is what
// lies on another file system.
func TestOtherFolders(t *testing.T) {
	d, _ := drawer(t)
	above := t.TempDir()
	dir, copied := filepath.Join(above, "public"), filepath.Join(above, "copy")
	must(t, os.Mkdir(dir, 0o755))
	must(t, os.WriteFile(filepath.Join(dir, "a"), []byte("text\n"), 0o644))
	note(t, d, dir, "a", "text\n")
	if known(t, d, above, "public/a") {
		t.Error("known under another folder")
	}
	must(t, os.CopyFS(copied, os.DirFS(dir)))
	must(t, os.Rename(dir, dir+"~"))
	must(t, os.Rename(copied, dir))
	if known(t, d, dir, "a") {
		t.Error("a copy in its place is known")
	}
	if _, ok := trusted("/proc"); ok {
		t.Error("/proc is trusted")
	}
	if d.Open("/proc/self") != nil {
		t.Error("there is a book of /proc/self")
	}
	b := d.Open(dir)
	elsewhere := look(t, filepath.Join(dir, "a"))
	elsewhere.Device++
	b.Note("a", elsewhere, sha256.Sum256(nil))
	b.Save()
	if _, ok := d.Open(dir).Sum("a", elsewhere); ok {
		t.Error("a file of another file system is known")
	}
}

func TestBook(t *testing.T) {
	d, _ := drawer(t)
	dir := t.TempDir()
	d.Fewest = 3
	names := []string{"a", "b", "c/d é", "e"}
	for _, name := range names {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(name), 0o644))
	}
	read := func(names ...string) (known int) {
		t.Helper()
		b := d.Open(dir)
		for _, name := range names {
			s, want := look(t, filepath.Join(dir, name)), sha256.Sum256([]byte(name))
			if sum, ok := b.Sum(name, s); !ok {
				b.Note(name, s, want)
			} else if known++; sum != want {
				t.Errorf("%s has another sum", name)
			}
		}
		b.Save()
		return known
	}
	for _, step := range []struct {
		names []string
		known int
	}{
		{names[:2], 0}, {names[:2], 0}, // too few to be kept
		{names[:3], 0}, {names[:3], 3},
		{names, 3}, {names, 4},
	} {
		if got := read(step.names...); got != step.known {
			t.Errorf("of %q %d are known, want %d", step.names, got, step.known)
		}
	}
	inside, err := os.ReadDir(filepath.Join(d.Folder, "stamps"))
	must(t, err)
	if len(inside) != 1 {
		t.Errorf("in the drawer are %v", inside)
	}
	for _, name := range []string{"", inside[0].Name()} {
		info, err := os.Stat(filepath.Join(d.Folder, "stamps", name))
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("others may look into %s: %v", name, info.Mode())
		}
	}
	var none *Book
	none.Note("a", Stamp{}, sha256.Sum256(nil))
	none.Save()
	if _, ok := none.Sum("a", Stamp{}); ok || (Drawer{}).Open(dir) != nil {
		t.Error("there is a book without a drawer")
	}
	d.Folder = filepath.Join(d.Folder, "no", "such\x00folder")
	if read(names...) != 0 {
		t.Error("something is known from nowhere")
	}
}

// Of a damaged book nothing is believed.
func TestDamagedBook(t *testing.T) {
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 3))
	var lines []line
	for n := range 50 {
		lines = append(lines, line{path: strconv.Itoa(n), stamp: Stamp{Inode: random.Uint64(), Size: int64(n)}})
	}
	whole := encode(time.Unix(1, 2), lines)
	opened, again, ok := decode(whole)
	if !ok || opened != 1_000_000_002 || !slices.Equal(again, lines) {
		t.Fatalf("read back %v %d %v", ok, opened, again)
	}
	for n := range fiction.Rounds(2000, 100_000) {
		text := slices.Clone(whole)
		switch n % 4 {
		case 0:
			text = text[:random.IntN(len(text))]
		case 1:
			text[random.IntN(len(text))] ^= byte(1 + random.IntN(255))
		case 2:
			from := random.IntN(len(text))
			clear(text[from:min(len(text), from+512)])
		case 3:
			text = append(text, byte(n))
		}
		if _, _, ok := decode(text); ok && !bytes.Equal(text, whole) {
			t.Fatalf("BLOTTER_SEED=%d, round %d: damage is not noticed", seed, n)
		}
	}
}

// FuzzDecode: no bytes are more than damaged.
func FuzzDecode(f *testing.F) {
	f.Add(encode(time.Unix(1, 2), []line{{path: "a"}, {path: "b/c"}}))
	f.Add([]byte(bookMagic))
	f.Fuzz(func(t *testing.T, text []byte) {
		opened, lines, ok := decode(text)
		if ok && !bytes.Equal(encode(time.Unix(0, opened), lines), text) {
			t.Error("it is written otherwise than it was read")
		}
	})
}

// What nobody has asked for in a long time goes; what is not ours stays.
func TestTidy(t *testing.T) {
	d, c := drawer(t)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "a"), []byte("text\n"), 0o644))
	note(t, d, dir, "a", "text\n")
	c.Time = c.Add(2 * attic.Idle)
	b := d.Open(dir)
	b.Sum("a", look(t, filepath.Join(dir, "a")))
	b.Save() // nothing new, but it is in use
	stays := map[string]bool{filepath.Base(b.path): true}
	for _, x := range []struct {
		name  string
		age   time.Duration
		stays bool
	}{
		{"old.stamps", attic.Idle + time.Hour, false}, {"young.stamps", time.Hour, true},
		{"unfinished-1", 25 * time.Hour, false}, {"unfinished-2", time.Hour, true}, {"letter.txt", 9 * attic.Idle, true},
	} {
		name := filepath.Join(d.Folder, "stamps", x.name)
		must(t, os.WriteFile(name, nil, 0o600))
		must(t, os.Chtimes(name, c.Time, c.Add(-x.age)))
		stays[x.name] = x.stays
	}
	d.Tidy(c.Time)
	for name, want := range stays {
		if _, err := os.Stat(filepath.Join(d.Folder, "stamps", name)); (err == nil) != want {
			t.Errorf("%s stays: %v, want %v", name, err == nil, want)
		}
	}
	(Drawer{}).Tidy(c.Time)
}
