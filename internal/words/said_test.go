package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"blotter"
)

// TestEveryWordInGoIsThere holds that a key which Go code says is there, and that
// exactly its holes are filled: Say panics otherwise, perhaps first on the day of
// the first withdrawal.
func TestEveryWordInGoIsThere(t *testing.T) {
	w, _ := Shipped(blotter.Builtin(), "en")
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	said := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if called, ok := call.Fun.(*ast.SelectorExpr); !ok || called.Sel.Name != "Say" {
				return true
			}
			said++
			at := set.Position(call.Pos())
			key, constant := textOf(call.Args[0])
			if !constant { // the beginning of a key, perhaps, and a value of the program's own behind it
				sum, ok := call.Args[0].(*ast.BinaryExpr)
				if !ok {
					return true
				}
				start, ok := textOf(sum.X)
				if ok && !slices.ContainsFunc(w.Keys(), func(k string) bool { return strings.HasPrefix(k, start) }) {
					t.Errorf("%s: no word begins with %q", at, start)
				}
				return true
			}
			if !w.Has(key) {
				t.Errorf("%s: there is no word %q in templates/strings/en.yaml", at, key)
				return true
			}
			var filled []string
			for i := 1; i < len(call.Args); i += 2 {
				name, _ := textOf(call.Args[i])
				filled = append(filled, name)
			}
			slices.Sort(filled)
			if want := w.Holes(key); !slices.Equal(filled, want) {
				t.Errorf("%s: %q has the holes %v, and %v are filled", at, key, want, filled)
			}
			return true
		})
	}
	if said < 100 {
		t.Errorf("only %d words are said in Go: the test looks in the wrong place", said)
	}
}

// textOf gives a constant text.
func textOf(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

// TestEveryWordIsSaid holds that there is no word that neither Go code nor a
// template says.
func TestEveryWordIsSaid(t *testing.T) {
	w, _ := Shipped(blotter.Builtin(), "en")
	whole, beginning := map[string]bool{}, map[string]bool{}
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				if text, ok := textOf(e); ok {
					whole[text] = true
					if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "_") {
						beginning[text] = true
					}
				}
			}
			return true
		})
	}
	err = fs.WalkDir(blotter.Builtin(), "templates", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".html" {
			return err
		}
		text, err := fs.ReadFile(blotter.Builtin(), name)
		for _, quoted := range constants.FindAllSubmatch(text, -1) {
			whole[string(quoted[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range w.Keys() {
		said := whole[key] || strings.HasPrefix(key, "vocabulary.")
		for start := range beginning {
			said = said || strings.HasPrefix(key, start) && len(start) > 2
		}
		for _, suffix := range []string{"_meaning", "_short"} {
			if base, ok := strings.CutSuffix(key, suffix); ok {
				said = said || whole[base] && whole[suffix]
			}
		}
		if !said {
			t.Errorf("nobody says %q", key)
		}
	}
}

// constants are the texts in quotes of a template.
var constants = regexp.MustCompile(`"([a-z0-9_.-]+)"`)
