package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// spokenRooms are the packages that write for readers, with the files of each
// that speak to theme authors instead.
func spokenRooms() map[string][]string {
	return map[string][]string{
		"page": {"assets.go", "check.go", "look.go", "manual.go", "press.go", "templates.go", "word.go"},
		"feed": nil,
		"site": {"admit.go", "builder.go", "group.go", "link.go", "place.go"},
	}
}

// sentence is what looks like words for readers: two words, or one that begins
// with a capital letter. Names of headers, media types and formats do not.
var sentence = regexp.MustCompile(`^[A-Z][a-z]+$|[A-Za-z’,;:.…]+ [A-Za-z]+|[A-Za-z]+ $|^ [a-z]+|^[a-z]+: `)

// markup is what looks like words and is none: tags, attributes, headers, and
// schema.org's names for what an advisory is, and for who wrote or suffered what.
var markup = regexp.MustCompile(`^(Report|Person|Organization)$|<|="|^[A-Za-z]+(-[A-Za-z]+)+: ?|^[a-z]+-[a-z]+ $`)

// TestNoWordsInGo holds that Go code which writes for readers takes its words
// from templates/strings.
func TestNoWordsInGo(t *testing.T) {
	for room, authors := range spokenRooms() {
		files, err := filepath.Glob("../" + room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, file := range files {
			if name := filepath.Base(file); strings.HasSuffix(name, "_test.go") || slices.Contains(authors, name) {
				continue
			}
			for _, found := range wordsIn(t, file) {
				t.Errorf("%s: %q is a word for readers: say it with a key of templates/strings", found.at, found.text)
			}
		}
	}
}

type literal struct{ at, text string }

// wordsIn gives the texts of a Go file that readers would read.
func wordsIn(t *testing.T, file string) []literal {
	t.Helper()
	set := token.NewFileSet()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(set, file, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []literal
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false // a path, a tag
		case *ast.KeyValueExpr: // schema.org's names of types
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Type" {
				return false
			}
		case *ast.FuncDecl:
			if n.Name.Name == "articleType" { // schema.org's, too
				return false
			}
		case *ast.CallExpr:
			switch called := n.Fun.(type) {
			case *ast.Ident:
				if called.Name == "panic" {
					return false
				}
			case *ast.SelectorExpr:
				on, _ := called.X.(*ast.Ident)
				if on != nil && (on.Name == "diag" || on.Name == "errors" || on.Name == "regexp" || on.Name == "fmt" && called.Sel.Name == "Errorf") || called.Sel.Name == "At" {
					return false // for the author, or the machine
				}
			}
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return false
			}
			value, err := strconv.Unquote(n.Value)
			if err == nil && sentence.MatchString(value) && !markup.MatchString(value) {
				out = append(out, literal{set.Position(n.Pos()).String(), value})
			}
		}
		return true
	}
	ast.Inspect(parsed, visit)
	return out
}
