package build_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/source"
)

// The promises of a build are tested with invented sites, each in a file of its
// own: determinism_test.go, leak_test.go, kill_test.go. BLOTTER_SEED repeats a
// run that failed, BLOTTER_LONG runs the long forms.

// theme is the built-in templates, which invented sites override.
func theme(t testing.TB) fiction.Tree {
	t.Helper()
	templates, err := fiction.ReadTree(blotter.Builtin(), "templates")
	if err != nil {
		t.Fatal(err)
	}
	return templates
}

// published builds a project into the folder out, anew, and gives what is there.
func published(t testing.TB, project fs.FS, now time.Time, out string) fiction.Tree {
	t.Helper()
	root := source.FromFS(project, blotter.Builtin())
	snapshot, err := root.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := build.New(build.Settings{}).Build(context.Background(), snapshot, site.Edition{Now: now}, build.Target{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	if r.Diagnostics.Errors() > 0 {
		t.Fatalf("the project has errors:\n%s", errorsOf(r.Diagnostics))
	}
	return contents(t, out)
}

// errorsOf prints the errors of l.
func errorsOf(l diag.List) string {
	var b bytes.Buffer
	for _, d := range l {
		if d.Severity == diag.Error {
			fmt.Fprintln(&b, d)
		}
	}
	return b.String()
}

// contents are all files below dir.
func contents(t testing.TB, dir string) fiction.Tree {
	t.Helper()
	tree, err := fiction.ReadTree(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// sum is the SHA-256 of a tree: paths and bytes.
func sum(tree fiction.Tree) string {
	h := sha256.New()
	for _, p := range slices.Sorted(maps.Keys(tree)) {
		fmt.Fprintf(h, "%q %d %s", p, len(tree[p]), tree[p])
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// differences says where two trees differ, in a few lines.
func differences(want, got fiction.Tree) string {
	var b bytes.Buffer
	all := maps.Clone(want)
	maps.Copy(all, got)
	count := 0
	for _, p := range slices.Sorted(maps.Keys(all)) {
		w, wanted := want[p]
		g, there := got[p]
		if wanted && there && bytes.Equal(w, g) {
			continue
		}
		if count++; count > 6 {
			continue
		}
		switch {
		case !there:
			fmt.Fprintf(&b, "  %s is missing\n", p)
		case !wanted:
			fmt.Fprintf(&b, "  %s should not be there\n", p)
		default:
			fmt.Fprintf(&b, "  %s differs: %s\n", p, difference(w, g))
		}
	}
	if count > 6 {
		fmt.Fprintf(&b, "  and %d more\n", count-6)
	}
	return b.String()
}

// difference shows the first place where two texts differ, and a little around
// it: in a manifest, the line.
func difference(want, got []byte) string {
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	around := func(text []byte) []byte { return text[max(0, at-60):min(len(text), at+150)] }
	return fmt.Sprintf("at byte %d\n    want …%q…\n    got  …%q…", at, around(want), around(got))
}

// A child is this test binary, started again to be one build process: with
// another environment, or in order to be killed.
const childVariable = "BLOTTER_TEST_CHILD"

// child gives a process that builds the project into out, paths as the process
// sees them. It prints a line when it is about to write.
func child(project, out string, now time.Time, swap bool) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), childVariable+"=yes",
		"CHILD_PROJECT="+project, "CHILD_OUT="+out, "CHILD_NOW="+now.Format(time.RFC3339Nano), fmt.Sprintf("CHILD_SWAP=%t", swap))
	return cmd, nil
}

// TestChild is no test: it is what a child does.
func TestChild(t *testing.T) {
	if os.Getenv(childVariable) == "" {
		t.Skip("run by other tests as a process of its own")
	}
	now, err := time.Parse(time.RFC3339Nano, os.Getenv("CHILD_NOW"))
	if err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(os.Getenv("CHILD_PROJECT"), blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	snapshot, err := root.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	r, err := build.New(build.Settings{}).Plan(context.Background(), snapshot, site.Edition{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if r.Diagnostics.Errors() > 0 {
		t.Fatalf("the project has errors:\n%s", errorsOf(r.Diagnostics))
	}
	fmt.Println("planned")
	o := output.Options{Swap: os.Getenv("CHILD_SWAP") == "true"}
	if _, err := output.Publish(context.Background(), os.Getenv("CHILD_OUT"), r.Files, o); err != nil {
		t.Fatal(err)
	}
}
