package fiction

import (
	"bytes"
	"image/png"
	"maps"
	"path"
	"strings"
	"testing"
)

// templates stands for the built-in theme.
var templates = Tree{
	"templates/page.html":       []byte("<main>{{.Title}}</main>\n"),
	"templates/strings/de.yaml": []byte("list:\n  all: Alle\n"),
	"templates/strings/en.yaml": []byte("list:\n  all: All of them\n  more: \"{n} more\"\n"),
	"templates/strings/es.yaml": []byte("list:\n  all: Todos\n"),
	"templates/strings/fr.yaml": []byte("list:\n  all: Tous\n"),
}

func TestSameSeedSameEdits(t *testing.T) {
	for seed := range uint64(Rounds(20, 200)) {
		one := New(Options{Seed: seed, Templates: templates})
		two := New(Options{Seed: seed, Templates: templates})
		for n := range 60 {
			if !maps.EqualFunc(one.Tree(), two.Tree(), bytes.Equal) {
				t.Fatalf("seed %d differs from itself after %d edits", seed, n)
			}
			one.Edit()
			two.Edit()
		}
	}
}

func TestEveryKindOfEditIsMade(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector is slow, and nothing runs at once here")
	}
	made := map[string]int{}
	changed := map[string]int{}
	for seed := range uint64(10) {
		s := New(Options{Seed: seed, Templates: templates, Many: 12})
		before, noon := s.Tree(), s.Now()
		for range 200 {
			edit := s.Edit()
			after := s.Tree()
			different := !maps.EqualFunc(before, after, bytes.Equal) || !s.Now().Equal(noon)
			for _, kind := range edit.Kinds {
				made[kind]++
				if different {
					changed[kind]++
				}
			}
			before, noon = after, s.Now()
		}
	}
	for _, kind := range Kinds() {
		switch {
		case made[kind] == 0:
			t.Errorf("«%s» was never made", kind)
		case changed[kind] == 0 && kind != "change nothing":
			t.Errorf("«%s» was made %d times and never changed anything", kind, made[kind])
		}
	}
}

// A canary stands in the Tree, and in no file of Minus; so Minus has left out
// what it had to.
func TestMinusHoldsNoCanary(t *testing.T) {
	hidden, standing := 0, 0
	for seed := range uint64(40) {
		s := New(Options{Seed: seed})
		for range 10 {
			s.Edit()
		}
		if s.Broken() {
			continue
		}
		tree, minus := s.Tree(), s.Minus()
		if len(minus) < len(tree)/3 {
			t.Errorf("seed %d: only %d of %d files are left", seed, len(minus), len(tree))
		}
		for p := range minus {
			if tree[p] == nil {
				t.Errorf("seed %d: Minus has invented %s", seed, p)
			}
		}
		hidden += len(tree) - len(minus)
		gone := map[string]bool{}
		for _, word := range s.hiddenWords() {
			gone[word] = true
		}
		for _, word := range s.Canaries() {
			if found(tree, word) != "" {
				standing++
			}
			if where := found(minus, word); where != "" && gone[word] {
				t.Errorf("seed %d: the canary %s stands in Minus's %s", seed, word, where)
			}
		}
	}
	if hidden < 100 || standing < 300 {
		t.Errorf("only %d files were hidden, with %d canaries: the test shows little", hidden, standing)
	}
}

// hiddenWords are the canaries of hidden articles.
func (s *Site) hiddenWords() []string {
	var words []string
	for _, a := range s.articles {
		if a.hidden(s.now) {
			words = append(words, a.tail)
		}
	}
	return words
}

func found(t Tree, word string) string {
	for p, text := range t {
		if strings.Contains(p, word) || bytes.Contains(bytes.ToLower(text), []byte(word)) {
			return p
		}
	}
	return ""
}

func TestPicturesAreValid(t *testing.T) {
	s := New(Options{Seed: 7})
	for p, data := range s.Tree() {
		if path.Ext(p) != ".png" {
			continue
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestRelativeLinks(t *testing.T) {
	for _, c := range [][3]string{
		{"content/articles/a.md", "content/articles/b.md", "b.md"},
		{"content/articles/x/a.md", "content/articles/b.md", "../b.md"},
		{"content/articles/a.md", "content/pages/p/q.md", "../pages/p/q.md"},
		{"content/articles/x/a.md", "content/articles/x/y/b.md", "y/b.md"},
	} {
		if got := relative(c[0], c[1]); got != c[2] {
			t.Errorf("from %s to %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
