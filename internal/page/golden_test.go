package page

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"blotter/internal/site"
)

var update = flag.Bool("update", false, "write the golden files anew")

// archive reads a txtar file: text, then files that each begin with a line
// «-- NAME --». Order is kept in names.
func archive(t testing.TB, path string) (names []string, files map[string]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string]string{}
	name := ""
	for line := range strings.Lines(string(text)) {
		if begin, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(begin, " --\n") {
			name = strings.TrimSuffix(begin, " --\n")
			names = append(names, name)
			continue
		}
		files[name] += line
	}
	delete(files, "") // what stands before the first file is a comment
	return names, files
}

// golden is the small site of testdata/site.txtar.
func golden(t testing.TB) (*Theme, *site.Site) {
	t.Helper()
	_, files := archive(t, "testdata/site.txtar")
	s := snapshot(t, files)
	theme, found := Load(s, [32]byte{1}, spoken(t, s, "en"))
	for _, d := range found {
		t.Error(d)
	}
	return theme, newsroom(t, s, edition("2025-06-01T12:00:00Z"))
}

var assetName = regexp.MustCompile(`(assets/[a-z/-]+)\.[0-9a-f]{12}\.`)

// Every page of the small site, before it is minified.
func TestGoldenPages(t *testing.T) {
	theme, s := golden(t)
	p := theme.plan(s)
	var got bytes.Buffer
	pages := map[string]string{}
	for _, sheet := range p.sheets {
		var text bytes.Buffer
		if err := p.press.lay(&text, sheet.template, sheet.make()); err != nil {
			t.Fatal(err)
		}
		// The style sheet's hash would change every page.
		printed := assetName.ReplaceAllString(text.String(), "$1.HASH.")
		pages[sheet.file] = printed
		got.WriteString("-- " + sheet.file + " --\n" + printed)
	}
	const file = "testdata/pages.txtar"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, want := archive(t, file)
	for name, text := range pages {
		wanted, ok := want[name]
		delete(want, name)
		switch {
		case !ok:
			t.Errorf("%s is new (-update accepts it)", name)
		case wanted != text:
			at := 0
			for at < min(len(wanted), len(text)) && text[at] == wanted[at] {
				at++
			}
			t.Errorf("%s differs (-update accepts it) from byte %d:\ngot  …%.200s\nwant …%.200s", name, at, text[at:], wanted[at:])
		}
	}
	for name := range want {
		t.Errorf("%s is no longer printed (-update accepts it)", name)
	}
}
