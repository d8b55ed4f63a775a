package content

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"blotter"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/words"
)

// testOptions are those of a site in London with the built-in vocabulary.
func testOptions(t testing.TB) Options {
	t.Helper()
	pub, err := news.NewPublication(&news.SiteFile{Title: "Test", BaseURL: "https://example.org/", TimeZone: "Europe/London", Language: "en-GB"})
	if err != nil {
		t.Fatal(err)
	}
	return NewOptions(pub, english(t))
}

// english gives the built-in English words.
func english(t testing.TB) *words.Words {
	t.Helper()
	w, found := words.Shipped(blotter.Builtin(), "en")
	for _, d := range found {
		t.Fatal(d)
	}
	return w
}

// wanted reads testdata/malformed/WANT: for each file the positions and codes
// of its errors.
func wanted(t testing.TB) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/malformed/WANT")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		file, rest, _ := strings.Cut(line, ":")
		out[file] = append(out[file], rest)
	}
	return out
}

// TestMalformed holds every mistake of the corpus against its exact position:
// a wrong line always fails, a wrong column too.
func TestMalformed(t *testing.T) {
	o := testOptions(t)
	want := wanted(t)
	entries, err := os.ReadDir("testdata/malformed")
	if err != nil {
		t.Fatal(err)
	}
	files, told, lines, columns := 0, 0, 0, 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		files++
		t.Run(strings.TrimSuffix(e.Name(), ".md"), func(t *testing.T) {
			text, err := os.ReadFile("testdata/malformed/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			doc, list := Parse("content/articles/"+e.Name(), text, o)
			if doc != nil {
				t.Errorf("it gave a document")
			}
			var got []string
			for _, d := range list {
				if d.Severity == diag.Error {
					got = append(got, fmt.Sprintf("%d:%d: %s", d.Start.Line, d.Start.Col, d.Code))
				}
			}
			expected := slices.Clone(want[e.Name()])
			slices.Sort(got)
			slices.Sort(expected)
			told += len(expected)
			for _, w := range expected {
				line, rest, _ := strings.Cut(w, ":")
				_, code, _ := strings.Cut(rest, ":")
				if slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, line+":") && strings.HasSuffix(g, code) }) {
					lines++
				}
				if slices.Contains(got, w) {
					columns++
				}
			}
			if !slices.Equal(got, expected) {
				t.Errorf("got  %s\nwant %s\n%s", strings.Join(got, ", "), strings.Join(expected, ", "), told1(list))
			}
		})
	}
	if files != len(want) || files < 60 {
		t.Errorf("%d files, of which WANT knows %d; there must be 60", files, len(want))
	}
	t.Logf("%d files, %d errors wanted, %d with the right line, %d with the right column", files, told, lines, columns)
}

func told1(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.String() + "\n")
		if d.Fix != nil {
			fmt.Fprintf(&b, "  fix: %d:%d-%d:%d %q\n", d.Fix.Start.Line, d.Fix.Start.Col, d.Fix.End.Line, d.Fix.End.Col, d.Fix.Text)
		}
	}
	return b.String()
}
