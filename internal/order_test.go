package internal_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// order is the map of the house: each package imports only packages that stand
// to its left. A new package is a change to this list and to the README, made
// on purpose.
var order = strings.Fields("diag crew attic news fiction stamp source words markdown content site output media tally feed galley page build serve")

// TestImportOrder holds every file's imports, tests included, against the map.
// Only cmd imports the root package (which embeds templates and static), and
// only tests may do so elsewhere.
func TestImportOrder(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !slices.Contains(order, e.Name()) {
			t.Errorf("internal/%s is not on the map: add it to order, on purpose", e.Name())
		}
	}
	files := 0
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		room := filepath.ToSlash(filepath.Dir(strings.TrimPrefix(filepath.ToSlash(path), "../")))
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, path, room, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Fatalf("only %d Go files seen: the test looks in the wrong place", files)
	}
}

// runPrograms are the files that may run another program: encoders of pictures,
// the writer's editor, the writer's browser.
var runPrograms = []string{"internal/media/encoder.go", "internal/serve/editor.go", "cmd/blotter/main.go"}

func checkImport(t *testing.T, path, room, imported string) {
	inCmd := strings.HasPrefix(room, "cmd/")
	switch {
	case imported == "os/exec":
		if !strings.HasSuffix(path, "_test.go") && room != "cmd/blotter-bench" &&
			!slices.ContainsFunc(runPrograms, func(file string) bool { return strings.HasSuffix(filepath.ToSlash(path), "/"+file) }) {
			t.Errorf("%s runs programs: only %s may", path, strings.Join(runPrograms, ", "))
		}
	case imported == "blotter":
		if !inCmd && !strings.HasSuffix(path, "_test.go") {
			t.Errorf("%s imports the root package: only cmd and tests may", path)
		}
	case strings.HasPrefix(imported, "blotter/cmd/"):
		t.Errorf("%s imports %s: nothing imports cmd", path, imported)
	case strings.HasPrefix(imported, "blotter/internal/"):
		if inCmd {
			return
		}
		here := slices.Index(order, strings.TrimPrefix(room, "internal/"))
		there := slices.Index(order, strings.TrimPrefix(imported, "blotter/internal/"))
		same := imported == "blotter/"+room // an external test of the package
		if !same && (here < 0 || there < 0 || there >= here) {
			t.Errorf("%s imports %s, which does not stand to its left in: %s", path, imported, strings.Join(order, " "))
		}
	}
}
