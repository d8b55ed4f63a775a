package build_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// The same project and the same --now give the same bytes, whatever the machine:
// cores, time zone, locale, time stamps, the order of directories, the folder
// that the program is started in.
func TestSameInputSameBytes(t *testing.T) {
	seed := fiction.Seed(t)
	for n := range uint64(fiction.Rounds(2, 40)) {
		invented := fiction.New(fiction.Options{Seed: seed + n, Articles: 40, Templates: theme(t)})
		dir := fiction.Workplace(t)
		project := filepath.Join(dir, "project")
		tree := invented.Tree()
		if n%2 == 0 { // what is left out must not come from the machine
			tree["content/site.yaml"] = regexp.MustCompile(`(?m)^(time_zone|language): .*\n`).ReplaceAll(tree["content/site.yaml"], nil)
		}
		if err := tree.Write(project); err != nil {
			t.Fatal(err)
		}
		want := published(t, os.DirFS(project), invented.Now(), filepath.Join(dir, "want"))
		if len(want) < 100 {
			t.Fatalf("only %d files: the test shows little", len(want))
		}
		check := func(how string, got fiction.Tree) {
			t.Helper()
			if sum(got) != sum(want) {
				t.Errorf("BLOTTER_SEED=%d: another site with %s:\n%s", seed+n, how, differences(want, got))
			}
		}
		for i, environment := range environments() {
			out := filepath.Join(dir, fmt.Sprint("out", i))
			cmd, err := child(project, out, invented.Now(), false)
			if err != nil {
				t.Fatal(err)
			}
			cmd.Env = append(cmd.Env, environment...)
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", environment, err, text)
			}
			check(fmt.Sprint(environment), contents(t, out))
		}

		// From another folder, with relative paths.
		elsewhere := filepath.Join(dir, "some", "where")
		if err := os.MkdirAll(elsewhere, 0o755); err != nil {
			t.Fatal(err)
		}
		cmd, err := child("../../project", "there", invented.Now().In(time.FixedZone("", 5*3600)), false)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Dir = elsewhere
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("from another folder: %v\n%s", err, text)
		}
		check("another working folder", contents(t, filepath.Join(elsewhere, "there")))

		r := rand.New(rand.NewPCG(seed, n))
		check("shuffled folders", published(t, shuffled{os.DirFS(project), r}, invented.Now(), filepath.Join(dir, "shuffled")))
		if err := restamp(project, r); err != nil {
			t.Fatal(err)
		}
		check("other time stamps", published(t, os.DirFS(project), invented.Now(), filepath.Join(dir, "stamped")))
		check("a Builder that had built another site", rebuilt(t, tree, invented.Now(), filepath.Join(dir, "rebuilt")))
	}
}

// environments are settings that must not matter.
func environments() [][]string {
	var all [][]string
	for _, cores := range []string{"1", "2", "8"} {
		all = append(all, []string{"GOMAXPROCS=" + cores})
	}
	for _, zone := range []string{"UTC", "Europe/London", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu", "Pacific/Apia"} {
		all = append(all, []string{"TZ=" + zone})
	}
	for _, locale := range []string{"C", "tr_TR.UTF-8", "de_DE.ISO-8859-1"} {
		all = append(all, []string{"LANG=" + locale, "LC_ALL=" + locale, "LANGUAGE=" + locale[:1]})
	}
	return all
}

// rebuilt is what a Builder publishes that had built the site in an earlier
// state, with less in it, into the output of that.
func rebuilt(t *testing.T, last fiction.Tree, now time.Time, out string) fiction.Tree {
	t.Helper()
	b := build.New(build.Settings{})
	earlier := fiction.Tree{}
	for _, name := range []string{"about", "corrections-policy"} { // the menu leads there
		earlier["content/pages/"+name+".md"] = []byte("---\ntitle: Another\n---\nText.\n")
	}
	for p, text := range last {
		if p == "content/site.yaml" || len(earlier) < len(last)/3 && filepath.Dir(p) == "content/companies" {
			earlier[p] = text
		}
	}
	for _, tree := range []fiction.Tree{earlier, last} {
		snapshot, err := source.FromFS(tree.FS(), blotter.Builtin()).Read(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		r, _, err := b.Build(context.Background(), snapshot, site.Edition{Now: now}, build.Target{Dir: out, Options: output.Options{Workers: 3}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Diagnostics.Errors() > 0 {
			t.Fatal(errorsOf(r.Diagnostics))
		}
	}
	return contents(t, out)
}

// shuffled is a file system that lists folders in any order.
type shuffled struct {
	fs.FS
	*rand.Rand
}

// ReadDir lists a folder. It is called on one goroutine at a time only because
// fs.ReadDirFile, which could be called on several, is not offered.
func (s shuffled) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.FS, name)
	rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	return entries, err
}

// restamp gives every file and folder another modification time.
func restamp(dir string, r *rand.Rand) error {
	return filepath.WalkDir(dir, func(p string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		stamp := time.Unix(r.Int64N(2e9), r.Int64N(1e9))
		return os.Chtimes(p, stamp, stamp)
	})
}
