package serve_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"blotter/internal/fiction"
	"blotter/internal/serve"
)

// Whatever program saves, and however it does it, the preview is what a clean
// build makes of the folder, at every address, two seconds later at most: editors
// with their probes, locks, swap files, backups and files on the side; sed, cp, mv,
// rm, touch and chmod; git; whole folders, and the project itself, put in the place
// of others.
//
// Every way of it is tried. The real vim, sed, cp, mv and git are run; the others
// are followed step by step.
func TestEditors(t *testing.T) {
	began := time.Now()
	seed := fiction.Seed(t)
	d := newDesk(t, seed)
	all := actions()
	if vimPath() == "" {
		t.Log("there is no vim here (.ci/run has one): how it saves is followed step by step, and not tried")
		all = slices.DeleteFunc(all, func(a action) bool { return strings.HasPrefix(a.name, realVim) })
	}
	done := map[string]int{}
	unmade := d.Perm(len(all)) // each once, then any
	for d.n < fiction.Rounds(120, 2000) {
		i := d.IntN(len(all))
		if len(unmade) > 0 {
			i, unmade = unmade[0], unmade[1:]
		}
		d.n++
		d.doing = all[i].name
		all[i].do(d)
		done[d.doing]++
		if t.Failed() {
			t.FailNow()
		}
		if d.n%200 == 0 {
			t.Logf("%d actions after %v", d.n, time.Since(began).Round(time.Second))
		}
	}
	var table strings.Builder
	for _, a := range all {
		if done[a.name] == 0 && !testing.Short() {
			t.Errorf("«%s» was never tried", a.name)
		}
		fmt.Fprintf(&table, "%5d  %s\n", done[a.name], a.name)
	}
	slices.Sort(d.took)
	t.Logf("%d actions, %d looks at every address, seen after %v at the median, %v at the 95th percentile, %v at most (%s)\n%s",
		d.n, len(d.took), d.took[len(d.took)/2], d.took[len(d.took)*95/100], d.took[len(d.took)-1], d.slowest, table.String())
}

// atMost is how long after an action something old may be seen.
const atMost = 2 * time.Second

// desk is a newsroom's folder with a preview beside it.
type desk struct {
	*testing.T
	*rand.Rand
	seed    uint64
	dir     string // the project
	beside  string // a folder that is not in it, on the same disk
	git     *repository
	preview *preview
	ear     *serve.Ear
	clean   func(fiction.Tree) published

	n     int
	doing string
	marks int
	tree  fiction.Tree // what is in the project, but for what nobody publishes
	shown published
	took  []time.Duration
	// slowest says what was seen last of all, and of how many addresses.
	slowest string
}

func newDesk(t *testing.T, seed uint64) *desk {
	t.Helper()
	work := fiction.Workplace(t)
	d := &desk{T: t, ear: &serve.Ear{}, Rand: rand.New(rand.NewPCG(seed, 5)), seed: seed, dir: filepath.Join(work, "site"), beside: filepath.Join(work, "beside")}
	invented := fiction.New(fiction.Options{Seed: seed, Articles: 12, Templates: theme(t)})
	d.clean = func(tree fiction.Tree) published {
		t.Helper()
		made, problems := clean(t, tree, invented.Now())
		if problems.Errors() > 0 {
			t.Fatalf("%s\nis not valid:\n%v", d.where(), problems)
		}
		return made
	}
	d.tree = invented.Tree()
	for range 12 {
		d.tree[d.fresh()] = d.note()
	}
	d.must(d.tree.Write(d.dir))
	d.must(os.Mkdir(d.beside, 0o755))
	d.git = newRepository(t, d.dir)
	d.shown = d.clean(d.tree)
	d.preview = startWith(t, d.dir, invented.Now(), d.ear)
	return d
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatalf("%s: %v", d.where(), err)
	}
}

// where says what is being done, and how to do it again.
func (d *desk) where() string {
	return fmt.Sprintf("BLOTTER_SEED=%d, action %d: %s", d.seed, d.n, d.doing)
}

// does changes the project to what it holds after, and demands that it is seen in
// time. What a clean build makes of it is made before: then the clock runs.
func (d *desk) does(after fiction.Tree, how func()) {
	d.Helper()
	want := d.clean(after)
	paths := addresses(want, d.shown)
	var probes []string // as long as they are old it is too early to ask for all
	backwards := slices.Clone(paths)
	slices.Reverse(backwards)
	for _, all := range [][]string{paths, backwards} {
		if probe := probeOf(all, want, d.shown); probe != "" {
			probes = append(probes, probe)
		}
	}
	// To read 20,000 files takes a while, and others want the processor, too.
	limit := atMost + time.Duration(len(paths))*500*time.Microsecond
	how()
	began := time.Now()
	wrong := func(paths []string) (wrong []string) {
		answers := d.preview.getAll(d.T, paths)
		for _, p := range paths {
			if !answers[p].equal(want.at(p)) {
				wrong = append(wrong, p)
			}
		}
		return wrong
	}
	for time.Since(began) < 4*limit && len(wrong(probes)) > 0 {
		time.Sleep(2 * time.Millisecond)
	}
	took, asked := time.Duration(0), paths
	for late := 0; ; {
		took = time.Since(began)
		still := wrong(asked)
		if len(still) == 0 {
			break
		}
		if took > 4*limit {
			late++
		}
		if late > 3 { // once may be a machine that stood still
			got, err := d.preview.get(still[0])
			d.Fatalf("%s\n  %d addresses are old after %v, %s: %s (%v)", d.where(), len(still), took, still[0], difference(want.at(still[0]), got), err)
		}
		asked = still // to ask for 20,000 takes longer than to see them
	}
	if len(asked) < len(paths) {
		if again := wrong(paths); len(again) > 0 {
			d.Fatalf("%s\n  %d addresses that were right are not any more, %s", d.where(), len(again), again[0])
		}
	}
	if len(d.took) == 0 || took > slices.Max(d.took) {
		d.slowest = fmt.Sprintf("action %d: %s, %d addresses", d.n, d.doing, len(paths))
	}
	d.took = append(d.took, took)
	if took > limit && !testing.Short() { // the race detector is slow
		d.Errorf("%s: seen after %v", d.where(), took)
	}
	d.tree, d.shown = after, want
}

// notes is where the articles lie that actions are done to; no other file leads
// to them.
const notes = "content/articles/notes/"

// note gives the text of such an article. All notes differ.
func (d *desk) note() []byte {
	d.marks++
	tag := []string{"harbour", "lantern", "meadow"}[d.IntN(3)]
	return fmt.Appendf(nil, "---\ntitle: Note %06d of the %s\ndate: 2024-%02d-%02d\nform: opinion\ntags: [%s]\n---\nThe text of number %06d.\n",
		d.marks, tag, 1+d.IntN(12), 1+d.IntN(28), tag, d.marks)
}

// fresh gives a path for a new note.
func (d *desk) fresh() string {
	d.marks++
	return fmt.Sprintf("%snote-%06d.md", notes, d.marks)
}

// some gives the path of a note.
func (d *desk) some() string {
	var all []string
	for p := range d.tree {
		if strings.HasPrefix(p, "content/articles/") && strings.HasPrefix(path.Base(p), "note-") {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all[d.IntN(len(all))]
}

// with gives the project with another text at a path, or with none if it is nil.
func (d *desk) with(p string, text []byte) fiction.Tree {
	after := maps.Clone(d.tree)
	after[p] = text
	if text == nil {
		delete(after, p)
	}
	return after
}

// moved gives the project with all that lies at or under from put under to; "" is
// out of it.
func (d *desk) moved(from, to string) fiction.Tree {
	after := maps.Clone(d.tree)
	for p, text := range d.tree {
		if below, ok := strings.CutPrefix(p, from); ok && (below == "" || below[0] == '/') {
			delete(after, p)
			if to != "" {
				after[to+below] = text
			}
		}
	}
	return after
}

// at gives where a path of the project is on disk.
func (d *desk) at(p string) string { return filepath.Join(d.dir, filepath.FromSlash(p)) }

// aside gives a new path on the same disk that is not in the project.
func (d *desk) aside() string {
	d.marks++
	return filepath.Join(d.beside, fmt.Sprint(d.marks))
}

func (d *desk) write(name string, text []byte) {
	d.Helper()
	d.must(os.MkdirAll(filepath.Dir(name), 0o755))
	d.must(os.WriteFile(name, text, 0o644))
}

func (d *desk) rename(from, to string) {
	d.Helper()
	d.must(os.MkdirAll(filepath.Dir(to), 0o755))
	d.must(os.Rename(from, to))
}

func (d *desk) remove(name string) {
	d.Helper()
	d.must(os.Remove(name))
}

// run runs a program.
func (d *desk) run(name string, args ...string) {
	d.Helper()
	c := exec.Command(name, args...)
	if out, err := c.CombinedOutput(); err != nil {
		d.Fatalf("%s\n%s %q: %v\n%s", d.where(), name, args, err, out)
	}
}

// action is one thing that people and their programs do to a folder.
type action struct {
	name string
	do   func(*desk)
}

// realVim begins the names of what is done with the real vim.
const realVim = "the real vim"

func vimPath() string {
	for _, name := range []string{"vim", "vim.tiny"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

func actions() []action {
	// saves gives what a program does to save a text in the place of a note's.
	saves := func(name string, save func(d *desk, file string, text []byte)) action {
		return action{name, func(d *desk) {
			p, text := d.some(), d.note()
			d.does(d.with(p, text), func() { save(d, d.at(p), text) })
		}}
	}
	// edits gives what a program does that edits the text itself, in which it
	// replaces «The text of» by words.
	edits := func(name string, edit func(d *desk, file, words string)) action {
		return action{name, func(d *desk) {
			p := d.some()
			d.marks++
			words := fmt.Sprint("The words ", d.marks, " of")
			was := "The text of"
			if !bytes.Contains(d.tree[p], []byte(was)) { // it was edited before: make it as it was
				text := d.note()
				d.does(d.with(p, text), func() { d.write(d.at(p), text) })
			}
			text := bytes.Replace(d.tree[p], []byte(was), []byte(words), 1)
			d.does(d.with(p, text), func() { edit(d, d.at(p), words) })
		}}
	}
	does := func(name string, do func(d *desk)) action { return action{name, do} }
	return []action{
		saves("VS Code: emptied and written in place", func(d *desk, file string, text []byte) { d.write(file, text) }),
		saves("VS Code: written beside and renamed", func(d *desk, file string, text []byte) {
			d.write(file+".vsctmp", text)
			d.rename(file+".vsctmp", file)
		}),
		saves("written in two pieces", func(d *desk, file string, text []byte) {
			f, err := os.Create(file)
			d.must(err)
			_, err = f.Write(text[:len(text)/2])
			d.must(err)
			time.Sleep(30 * time.Millisecond)
			_, err = f.Write(text[len(text)/2:])
			d.must(err)
			d.must(f.Close())
		}),
		saves("vim: probe, swap file, backup by renaming", func(d *desk, file string, text []byte) {
			swap := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".swp")
			probe := filepath.Join(filepath.Dir(file), "4913")
			d.write(swap, []byte("b0VIM 9.0"))
			d.write(probe, nil)
			d.remove(probe)
			d.rename(file, file+"~")
			d.write(file, text)
			d.must(os.Chmod(file, 0o644))
			d.remove(file + "~")
			d.remove(swap)
		}),
		saves("vim: swap file, backup by copying (:set backupcopy=yes)", func(d *desk, file string, text []byte) {
			swap := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".swp")
			d.write(swap, []byte("b0VIM 9.0"))
			old, err := os.ReadFile(file)
			d.must(err)
			d.write(file+"~", old)
			d.write(file, text)
			d.remove(file + "~")
			d.remove(swap)
		}),
		edits(realVim, func(d *desk, file, words string) { d.vim(file, words, "set backupcopy=no writebackup") }),
		edits(realVim+", :set backupcopy=yes", func(d *desk, file, words string) { d.vim(file, words, "set backupcopy=yes writebackup") }),
		edits(realVim+", :set backup", func(d *desk, file, words string) { d.vim(file, words, "set backup backupcopy=auto") }),
		saves("JetBrains: safe write", func(d *desk, file string, text []byte) {
			d.write(file+"___jb_tmp___", text)
			d.rename(file, file+"___jb_old___")
			d.rename(file+"___jb_tmp___", file)
			d.remove(file + "___jb_old___")
		}),
		saves("Emacs: lock, auto-save, backup", func(d *desk, file string, text []byte) {
			dir, name := filepath.Split(file)
			d.must(os.Symlink("reporter@desk.4711:1700000000", dir+".#"+name))
			d.write(dir+"#"+name+"#", text[:len(text)/2])
			d.rename(file, file+"~") // and there it stays
			d.write(file, text)
			d.remove(dir + "#" + name + "#")
			d.remove(dir + ".#" + name)
		}),
		saves("GNOME Text Editor: .goutputstream", func(d *desk, file string, text []byte) {
			beside := filepath.Join(filepath.Dir(file), ".goutputstream-"+fmt.Sprintf("%06X", d.IntN(1<<24)))
			d.write(beside, text)
			d.rename(beside, file)
		}),
		saves("rsync: a dotted name, then renamed", func(d *desk, file string, text []byte) {
			beside := filepath.Join(filepath.Dir(file), "."+filepath.Base(file)+".AbC123")
			d.write(beside, text[:len(text)/2])
			d.write(beside, text)
			d.rename(beside, file)
		}),
		saves("cp over it", func(d *desk, file string, text []byte) {
			from := d.aside()
			d.write(from, text)
			d.run("cp", from, file)
		}),
		saves("mv over it", func(d *desk, file string, text []byte) {
			from := d.aside()
			d.write(from, text)
			d.run("mv", from, file)
		}),
		saves("ln -f over it", func(d *desk, file string, text []byte) {
			from := d.aside()
			d.write(from, text)
			d.run("ln", "-f", from, file)
		}),
		saves("deleted and written anew", func(d *desk, file string, text []byte) {
			d.remove(file)
			d.write(file, text)
		}),
		saves("of the same size and time stamp", func(d *desk, file string, text []byte) {
			info, err := os.Stat(file)
			d.must(err)
			d.write(file, text)
			d.must(os.Chtimes(file, info.ModTime(), info.ModTime()))
		}),
		saves("another file of the same size and time stamp in its place", func(d *desk, file string, text []byte) {
			info, err := os.Stat(file)
			d.must(err)
			from := d.aside()
			d.write(from, text)
			d.must(os.Chtimes(from, info.ModTime(), info.ModTime()))
			d.rename(from, file)
		}),
		saves("saved ten times at once", func(d *desk, file string, text []byte) {
			for range 9 {
				d.write(file, d.note())
			}
			d.write(file, text)
		}),
		saves("broken for a moment", func(d *desk, file string, text []byte) {
			d.write(file, []byte("---\ntitel: Broken"))
			time.Sleep(time.Duration(d.IntN(200)) * time.Millisecond)
			d.write(file, text)
		}),
		saves("from a read-only file", func(d *desk, file string, text []byte) {
			from := d.aside()
			d.write(from, text)
			d.must(os.Chmod(from, 0o444))
			d.rename(from, file)
		}),
		edits("sed -i", func(d *desk, file, words string) { d.run("sed", "-i", "s/The text of/"+words+"/", file) }),
		does("sed -i over a folder", func(d *desk) {
			after := maps.Clone(d.tree)
			d.marks++
			tag := fmt.Sprint("tags: [sed-", d.marks, "]")
			var files []string
			for p, text := range d.tree {
				if strings.HasPrefix(p, notes) && path.Dir(p)+"/" == notes && path.Ext(p) == ".md" {
					lines := strings.Split(string(text), "\n")
					for i, line := range lines {
						if strings.HasPrefix(line, "tags: ") {
							lines[i] = tag
						}
					}
					after[p] = []byte(strings.Join(lines, "\n"))
					files = append(files, d.at(p))
				}
			}
			d.does(after, func() { d.run("sed", append([]string{"-i", "s/^tags: .*/" + tag + "/"}, files...)...) })
		}),
		does("a save that nobody notices", func(d *desk) {
			p, text := d.some(), d.note()
			d.does(d.with(p, text), func() {
				d.ear.Lose()
				d.write(d.at(p), text)
			})
			d.ear.Overflow() // so that it hears again
		}),
		does("touch", func(d *desk) {
			p := d.some()
			d.does(d.tree, func() { d.run("touch", d.at(p)) })
		}),
		does("chmod", func(d *desk) {
			p := d.some()
			d.does(d.tree, func() {
				d.run("chmod", "600", d.at(p))
				d.run("chmod", "644", d.at(p))
			})
		}),
		does("a new file", func(d *desk) {
			p, text := d.fresh(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("rm", func(d *desk) {
			p := d.some()
			d.does(d.with(p, nil), func() { d.run("rm", d.at(p)) })
			p, text := d.fresh(), d.note() // there have to be some left
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("mv a file", func(d *desk) {
			from, to := d.some(), d.fresh()
			d.does(d.moved(from, to), func() { d.run("mv", d.at(from), d.at(to)) })
		}),
		does("mv a file to another case", func(d *desk) {
			from, text := d.fresh(), d.note()
			to := path.Join(path.Dir(from), strings.Replace(path.Base(from), "note", "NOTE", 1))
			d.does(d.with(from, text), func() { d.write(d.at(from), text) })
			d.does(d.moved(from, to), func() { d.run("mv", d.at(from), d.at(to)) })
			d.does(d.moved(to, from), func() { d.run("mv", d.at(to), d.at(from)) })
		}),
		does("mv a file out and in", func(d *desk) {
			p, out := d.some(), d.aside()
			text := d.tree[p]
			d.does(d.with(p, nil), func() { d.run("mv", d.at(p), out) })
			d.does(d.with(p, text), func() { d.run("mv", out, d.at(p)) })
		}),
		does("two files exchange their names", func(d *desk) {
			a, b := d.some(), d.some()
			after := maps.Clone(d.tree)
			after[a], after[b] = d.tree[b], d.tree[a]
			d.does(after, func() {
				d.rename(d.at(a), d.at(a)+".tmp")
				if a != b {
					d.rename(d.at(b), d.at(a))
				}
				d.rename(d.at(a)+".tmp", d.at(b))
			})
		}),
		does("a folder comes, is renamed, edited, and goes", func(d *desk) {
			folder, files := d.folder(3)
			d.marks++
			to := fmt.Sprintf("content/articles/renamed-%d", d.marks)
			after := maps.Clone(d.tree)
			maps.Copy(after, files)
			from := d.aside()
			d.does(after, func() {
				for p, text := range files {
					d.write(from+strings.TrimPrefix(p, folder), text)
				}
				d.run("cp", "-r", from, d.at(folder))
			})
			d.does(d.moved(folder, to), func() { d.run("mv", d.at(folder), d.at(to)) })
			p, text := to+"/deep/er/note-x.md", d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
			d.does(d.with(p, nil), func() { d.remove(d.at(p)) })
			d.does(d.moved(to, ""), func() { d.run("mv", d.at(to), d.aside()) })
		}),
		does("a folder goes, comes back, and is edited", func(d *desk) {
			out := d.aside()
			was := d.tree
			folder := strings.TrimSuffix(notes, "/")
			d.does(d.moved(folder, ""), func() { d.run("mv", d.at(folder), out) })
			d.does(was, func() { d.run("mv", out, d.at(folder)) })
			p, text := d.some(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("a folder is renamed there and back at once, and edited", func(d *desk) {
			folder := d.at(strings.TrimSuffix(notes, "/"))
			p, text := notes+path.Base(d.fresh()), d.note()
			d.does(d.with(p, text), func() {
				for range 1 + d.IntN(3) {
					d.rename(folder, folder+"-away")
					d.rename(folder+"-away", folder)
				}
				time.Sleep(time.Duration(d.IntN(10)) * time.Millisecond)
				d.write(d.at(p), text)
			})
			p, text = d.some(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("rm -r and cp -r of a folder in its place", func(d *desk) {
			folder, out := d.at(strings.TrimSuffix(notes, "/")), d.aside()
			p, text := notes+path.Base(d.fresh()), d.note()
			d.does(d.with(p, text), func() {
				d.run("cp", "-r", folder, out)
				d.write(filepath.Join(out, path.Base(p)), text)
				d.run("rm", "-r", folder)
				d.run("cp", "-r", out, folder)
			})
			d.does(d.with(p, nil), func() { d.remove(d.at(p)) })
		}),
		does("content/ is put in the place of content/", func(d *desk) {
			out := d.aside()
			p, text := d.some(), d.note()
			d.does(d.with(p, text), func() {
				d.run("cp", "-r", d.at("content"), out)
				d.write(out+strings.TrimPrefix(p, "content"), text)
				d.rename(d.at("content"), d.aside())
				d.rename(out, d.at("content"))
			})
			p, text = d.some(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("the project is put in the place of the project", func(d *desk) {
			out := d.aside()
			p, text := d.some(), d.note()
			d.does(d.with(p, text), func() {
				d.run("cp", "-r", d.dir, out)
				d.write(out+"/"+p, text)
				d.rename(d.dir, d.aside())
				time.Sleep(time.Duration(d.IntN(300)) * time.Millisecond)
				d.rename(out, d.dir)
			})
			p, text = d.some(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("the project is deleted and made anew", func(d *desk) {
			p, text := d.some(), d.note()
			after := d.with(p, text)
			d.does(after, func() {
				d.must(os.RemoveAll(d.dir))
				d.must(after.Write(d.dir))
			})
			d.git = newRepository(d.T, d.dir)
			p, text = d.some(), d.note()
			d.does(d.with(p, text), func() { d.write(d.at(p), text) })
		}),
		does("deep new folders, written into at once", func(d *desk) {
			d.marks++
			root := fmt.Sprintf("content/articles/deep-%d", d.marks)
			after := maps.Clone(d.tree)
			files := fiction.Tree{}
			for depth := range 7 {
				p := root + strings.Repeat("/er", depth) + fmt.Sprintf("/note-%06d-%d.md", d.marks, depth)
				files[p] = d.note()
			}
			maps.Copy(after, files)
			d.does(after, func() {
				for _, p := range slices.Sorted(maps.Keys(files)) {
					d.write(d.at(p), files[p])
				}
			})
			d.does(d.moved(root, ""), func() { d.run("rm", "-r", d.at(root)) })
		}),
		does("a burst of files", func(d *desk) {
			many := 300
			if os.Getenv("BLOTTER_LONG") != "" && d.IntN(3) == 0 {
				many = 20_000 // more than the system's queue of notices holds
			}
			d.marks++
			root := fmt.Sprintf("static/burst-%d", d.marks)
			after := maps.Clone(d.tree)
			for i := range many {
				after[fmt.Sprintf("%s/%d/%d.txt", root, i%97, i)] = fmt.Appendf(nil, "%d\n", i)
			}
			d.does(after, func() { d.must(after.Follow(d.dir, d.tree, fiction.Edit{})) })
			d.does(d.moved(root, ""), func() { d.run("rm", "-r", d.at(root)) })
		}),
		does("git checkout of another branch, and git merge", func(d *desk) {
			d.marks++
			branch := fmt.Sprint("branch-", d.marks)
			d.git.run(d.dir, nil, "add", "-A")
			d.git.run(d.dir, nil, "commit", "-q", "--allow-empty", "-m", "x")
			home := d.git.run(d.dir, nil, "rev-parse", "--abbrev-ref", "HEAD")
			d.git.run(d.dir, nil, "checkout", "-q", "-b", branch)
			one, two := d.tree, d.several()
			d.does(two, func() { d.must(two.Follow(d.dir, one, fiction.Edit{})) })
			d.git.run(d.dir, nil, "add", "-A")
			d.git.run(d.dir, nil, "commit", "-q", "-m", "x")
			d.does(one, func() { d.git.run(d.dir, nil, "checkout", "-q", home) })
			d.does(two, func() { d.git.run(d.dir, nil, "checkout", "-q", branch) })
			d.does(one, func() { d.git.run(d.dir, nil, "checkout", "-q", home) })
			d.does(two, func() { d.git.run(d.dir, nil, "merge", "-q", branch) })
		}),
		does("git stash, and pop", func(d *desk) {
			d.git.run(d.dir, nil, "add", "-A")
			d.git.run(d.dir, nil, "commit", "-q", "--allow-empty", "-m", "x")
			one, two := d.tree, d.several()
			d.does(two, func() { d.must(two.Follow(d.dir, one, fiction.Edit{})) })
			d.does(one, func() { d.git.run(d.dir, nil, "stash", "-q", "-u") })
			d.does(two, func() { d.git.run(d.dir, nil, "stash", "pop", "-q") })
		}),
	}
}

// vim lets vim replace «The text of» in a file by words.
func (d *desk) vim(file, words, settings string) {
	d.Helper()
	d.run(vimPath(), "-N", "-u", "NONE", "-i", "NONE", "-es", "-c", settings, "-c", "%s/The text of/"+words+"/", "-c", "wq!", file) // an earlier action may have left it read-only
}

// folder invents a folder of new notes, some of them deeper.
func (d *desk) folder(depth int) (name string, files fiction.Tree) {
	d.marks++
	name = fmt.Sprintf("content/articles/folder-%d", d.marks)
	files = fiction.Tree{}
	for i := range depth {
		p := name + strings.Repeat("/in", i) + "/" + path.Base(d.fresh())
		files[p] = d.note()
	}
	return name, files
}

// several gives the project with some notes edited, one gone and one new.
func (d *desk) several() fiction.Tree {
	after := maps.Clone(d.tree)
	gone := d.some()
	delete(after, gone)
	for range 4 {
		if p := d.some(); p != gone {
			after[p] = d.note()
		}
	}
	after[d.fresh()] = d.note()
	return after
}

// When notices were lost in a project of 10,000 articles, everything is looked at
// again, and what had changed is seen, within two seconds.
func TestRescanOfTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector is slow")
	}
	const articles = 10_000
	tree := fiction.Tree{"content/site.yaml": []byte("title: The Paper\nbase_url: https://example.org/\n")}
	name := func(n int) string { return fmt.Sprintf("content/articles/%02d/article-%d.md", n%100, n) }
	text := func(n int, words string) []byte {
		return fmt.Appendf(nil, "---\ntitle: Article %d\ndate: %d-%02d-%02d\nform: opinion\n---\n%s\n", n, 2015+n%10, 1+n%12, 1+n%28, words)
	}
	for n := range articles {
		tree[name(n)] = text(n, "As it was.")
	}
	dir := fiction.Workplace(t)
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	ear := &serve.Ear{Poll: time.Hour}
	p := startWith(t, dir, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), ear)
	for round := range 3 {
		ear.Lose()
		words := fmt.Sprint("Edited and unheard, ", round)
		for n := range 100 { // in every folder
			if err := os.WriteFile(filepath.Join(dir, name(n)), text(n, words), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		ear.Overflow()
		for n := range 100 {
			for {
				got, err := p.get(fmt.Sprintf("/articles/article-%d/", n))
				if err == nil && bytes.Contains(got.body, []byte(words)) {
					break
				}
				if time.Since(began) > patience {
					t.Fatalf("article %d is not seen as it is after %v", n, time.Since(began))
				}
				time.Sleep(time.Millisecond)
			}
		}
		took := time.Since(began)
		t.Logf("seen after %v", took)
		if took > atMost {
			t.Errorf("what had changed is seen after %v", took)
		}
	}
}
