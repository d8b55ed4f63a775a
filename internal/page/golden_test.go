package page

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path"
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
	for name, text := range files {
		if path.Ext(name) == ".png" {
			files[name] = drawn(t, text)
		}
	}
	s := snapshot(t, files)
	theme, found := Load(s, [32]byte{1}, spoken(t, s, "en"), Look{})
	for _, d := range found {
		t.Error(d)
	}
	return theme, newsroom(t, s, edition("2025-06-01T12:00:00Z"))
}

// drawn makes a picture of a size: "640 480".
func drawn(t testing.TB, size string) string {
	t.Helper()
	var width, height int
	if _, err := fmt.Sscan(size, &width, &height); err != nil {
		t.Fatal(err)
	}
	picture := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
	for n := range picture.Pix {
		picture.Pix[n] = uint8(n / 100 % 2)
	}
	var out strings.Builder
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var assetName = regexp.MustCompile(`(assets/[a-z/-]+)\.[0-9a-f]{12}\.`)

// Every page of the small site, before it is minified.
func TestGoldenPages(t *testing.T) {
	theme, s := golden(t)
	p := theme.plan(s, album(t, s))
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
