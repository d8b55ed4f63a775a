package output

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"blotter/internal/fiction"
)

// site is a whole site: text by path.
type site map[string]string

// files gives the site as what Publish takes. Bytes are fingerprinted as they are.
func (s site) files() []File {
	var files []File
	for _, p := range slices.Sorted(maps.Keys(s)) {
		files = append(files, file(p, s[p]))
	}
	return files
}

func file(p, text string) File {
	return File{
		Path:        p,
		Fingerprint: func() Fingerprint { return sha256.Sum256([]byte(text)) },
		Write: func(_ context.Context, w io.Writer) error {
			// In two halves, as a page comes.
			_, err := io.WriteString(w, text[:len(text)/2])
			if err == nil {
				_, err = io.WriteString(w, text[len(text)/2:])
			}
			return err
		},
	}
}

// with gives a copy of s with some paths set, or removed where the text is "-".
func (s site) with(pairs ...string) site {
	s = maps.Clone(s)
	for i := 0; i < len(pairs); i += 2 {
		s[pairs[i]] = pairs[i+1]
		if pairs[i+1] == "-" {
			delete(s, pairs[i])
		}
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func publish(t testing.TB, dir string, s site, o Options) Changes {
	t.Helper()
	c, err := Publish(t.Context(), dir, s.files(), o)
	must(t, err)
	return c
}

// write puts files, path and text in turn, into dir. A text that begins with
// "→" makes a link, a path that ends in "/" a folder.
func write(t testing.TB, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		p := filepath.Join(dir, filepath.FromSlash(files[i]))
		if strings.HasSuffix(files[i], "/") {
			must(t, os.MkdirAll(p, 0o755))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		if to, ok := strings.CutPrefix(files[i+1], "→"); ok {
			must(t, os.Symlink(to, p))
		} else {
			must(t, os.WriteFile(p, []byte(files[i+1]), 0o644))
		}
	}
}

// disk gives what is in dir in the notation of write, without the manifest.
// Folders are listed if they are empty.
func disk(t testing.TB, dir string) site {
	t.Helper()
	s := site{}
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		must(t, err)
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir():
			inside, err := os.ReadDir(p)
			must(t, err)
			if len(inside) == 0 {
				s[rel+"/"] = ""
			}
		case d.Type() == fs.ModeSymlink:
			to, err := os.Readlink(p)
			must(t, err)
			s[rel] = "→" + to
		case rel != manifestName:
			text, err := os.ReadFile(p)
			must(t, err)
			s[rel] = string(text)
		}
		return nil
	})
	must(t, err)
	return s
}

func checkDisk(t testing.TB, what, dir string, want site) {
	t.Helper()
	got := disk(t, dir)
	if maps.Equal(got, want) {
		return
	}
	for _, p := range slices.Sorted(maps.Keys(got)) {
		if text, ok := want[p]; !ok {
			t.Errorf("%s: %s should not be there, and is %.40q", what, p, got[p])
		} else if text != got[p] {
			t.Errorf("%s: %s is %.40q, want %.40q", what, p, got[p], text)
		}
	}
	for _, p := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[p]; !ok {
			t.Errorf("%s: %s is missing", what, p)
		}
	}
}

// checkTidy checks that nothing of a run is left beside or in the output.
func checkTidy(t testing.TB, dir string) {
	t.Helper()
	for _, folder := range []string{filepath.Dir(dir), dir} {
		entries, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(e.Name(), ".blotter-") && e.Name() != manifestName {
				t.Errorf("left behind: %s", filepath.Join(folder, e.Name()))
			}
		}
	}
}

// checkClean checks that the output is, manifest and all, what a first build of
// want makes, next to the foreign files.
func checkClean(t testing.TB, what, dir string, want, foreign site) {
	t.Helper()
	all := maps.Clone(want)
	maps.Copy(all, foreign)
	checkDisk(t, what, dir, all)
	clean := filepath.Join(fiction.Workplace(t), "clean")
	publish(t, clean, want, Options{})
	a, err := os.ReadFile(filepath.Join(dir, manifestName))
	must(t, err)
	b, err := os.ReadFile(filepath.Join(clean, manifestName))
	must(t, err)
	if !bytes.Equal(a, b) {
		t.Errorf("%s: the manifest is not that of a clean build:\n%s\n%s", what, a, b)
	}
	checkTidy(t, dir)
}

func summary(c Changes) string {
	var b strings.Builder
	for _, part := range []struct {
		name  string
		paths []string
	}{{"added", c.Added}, {"changed", c.Changed}, {"deleted", c.Deleted}, {"adopted", c.Adopted}, {"foreign", c.Foreign}, {"edited", c.Edited}} {
		if len(part.paths) > 0 {
			fmt.Fprintf(&b, "%s %s; ", part.name, strings.Join(part.paths, " "))
		}
	}
	fmt.Fprintf(&b, "kept %d", c.Kept)
	if c.Resumed {
		b.WriteString("; resumed")
	}
	return b.String()
}

// the site that most tests begin with
func news() site {
	return site{
		"index.html":            "<h1>Front page</h1>",
		"articles/x/index.html": "<h1>X</h1>",
		"articles/y/index.html": "<h1>Y</h1>",
		"articles/y/photo.jpg":  "photo",
		"assets/site.css":       "body{}",
		"feed.xml":              "<feed/>",
		"_headers":              "/*",
		"empty.txt":             "",
	}
}

// TestPublish tells, one run after another, what Publish does.
func TestPublish(t *testing.T) {
	for _, swap := range []bool{false, true} {
		t.Run(fmt.Sprintf("swap=%v", swap), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			var foreign site
			for _, step := range []struct {
				name    string
				do      func() // what happens to the output before the run
				site    site
				foreign site
				want    string
			}{
				{name: "first build", site: news(),
					want: "added _headers articles/x/index.html articles/y/index.html articles/y/photo.jpg assets/site.css empty.txt feed.xml index.html; kept 0"},
				{name: "nothing changed", site: news(), want: "kept 8"},
				{name: "one edit", site: news().with("index.html", "new"), want: "changed index.html; kept 7"},
				{name: "back again, and one more", site: news().with("articles/z/index.html", "Z", "articles/z/photo.jpg", "z"),
					want: "added articles/z/index.html articles/z/photo.jpg; changed index.html; kept 7"},
				{name: "delete", site: news().with("articles/y/index.html", "-"),
					want: "deleted articles/y/index.html articles/z/index.html articles/z/photo.jpg; kept 7"},
				{name: "foreign files appear", site: news(),
					do:      func() { write(t, dir, "CNAME", "example.org", "articles/mine.html", "mine", "empty/folder/", "") },
					foreign: site{"CNAME": "example.org", "articles/mine.html": "mine", "empty/folder/": ""},
					want:    "added articles/y/index.html; foreign CNAME articles/mine.html; kept 7"},
				{name: "damage", site: news(),
					do: func() {
						write(t, dir, "index.html", "<h1>Frunt page</h1>", "feed.xml", "")
						must(t, os.Remove(filepath.Join(dir, "empty.txt")))
					},
					want: "added empty.txt; changed feed.xml index.html; foreign CNAME articles/mine.html; kept 5"},
				{name: "file becomes folder", site: news().with("empty.txt", "-", "empty.txt/index.html", "E"),
					want: "added empty.txt/index.html; deleted empty.txt; foreign CNAME articles/mine.html; kept 7"},
				{name: "folder becomes file", site: news().with("empty.txt", "was a folder", "articles/x", "X", "articles/x/index.html", "-"),
					want: "added articles/x empty.txt; deleted articles/x/index.html empty.txt/index.html; foreign CNAME articles/mine.html; kept 6"},
				{name: "another spelling", site: news().with("Articles/x/index.html", "X", "articles/x/index.html", "-", "articles/y/index.html", "-", "articles/y/photo.jpg", "-"),
					foreign: site{"CNAME": "example.org", "articles/mine.html": "mine", "empty/folder/": ""},
					want:    "added Articles/x/index.html; changed empty.txt; deleted articles/x articles/y/index.html articles/y/photo.jpg; foreign CNAME articles/mine.html; kept 4"},
				{name: "edited and no longer ours", site: news().with("feed.xml", "-"),
					do:      func() { write(t, dir, "feed.xml", "by hand") },
					foreign: site{"CNAME": "example.org", "articles/mine.html": "mine", "empty/folder/": "", "feed.xml": "by hand"},
					want:    "added articles/x/index.html articles/y/index.html articles/y/photo.jpg; deleted Articles/x/index.html; foreign CNAME articles/mine.html; edited feed.xml; kept 4"},
				{name: "clean", site: news(), foreign: site{},
					want: "deleted CNAME articles/mine.html empty/folder; adopted feed.xml; kept 7"},
				{name: "all gone", site: site{}, want: "deleted _headers articles/x/index.html articles/y/index.html articles/y/photo.jpg assets/site.css empty.txt feed.xml index.html; kept 0"},
				{name: "into the empty folder", site: news(),
					want: "added _headers articles/x/index.html articles/y/index.html articles/y/photo.jpg assets/site.css empty.txt feed.xml index.html; kept 0"},
			} {
				if step.do != nil {
					step.do()
				}
				if step.foreign != nil {
					foreign = step.foreign
				}
				o := Options{Swap: swap, Clean: step.name == "clean"}
				before := disk(t, orEmpty(t, dir))
				diff, err := Diff(t.Context(), dir, step.site.files(), o)
				must(t, err)
				checkDisk(t, step.name+": Diff wrote", orEmpty(t, dir), before)
				c := publish(t, dir, step.site, o)
				if got := summary(c); got != step.want {
					t.Errorf("%s:\ngot  %s\nwant %s", step.name, got, step.want)
				}
				if summary(diff) != summary(c) {
					t.Errorf("%s: Diff says %s, Publish %s", step.name, summary(diff), summary(c))
				}
				checkClean(t, step.name, dir, step.site, foreign)
				if again := publish(t, dir, step.site, o); len(again.Added)+len(again.Changed)+len(again.Deleted) > 0 {
					t.Errorf("%s: a second run still finds %s", step.name, summary(again))
				}
			}
		})
	}
}

// orEmpty gives dir, or an empty folder while there is none.
func orEmpty(t *testing.T, dir string) string {
	if _, err := os.Stat(dir); err != nil {
		return t.TempDir()
	}
	return dir
}

func TestKeptFilesAreNotMade(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	s := news()
	publish(t, dir, s, Options{})
	before, err := os.Stat(filepath.Join(dir, "index.html"))
	must(t, err)

	files := s.files()
	for i := range files {
		files[i].Write = func(context.Context, io.Writer) error { return errors.New("made") }
	}
	c, err := Publish(t.Context(), dir, files, Options{})
	must(t, err)
	if c.Kept != len(s) {
		t.Errorf("kept %d of %d", c.Kept, len(s))
	}

	// With another fingerprint the bytes are made, turn out to be the same, and
	// the file stays untouched; only the manifest changes.
	files = s.files()
	for i := range files {
		files[i].Fingerprint = func() Fingerprint { return Fingerprint{byte(i)} }
	}
	c, err = Publish(t.Context(), dir, files, Options{})
	must(t, err)
	if c.Kept != len(s) {
		t.Errorf("kept %d of %d", c.Kept, len(s))
	}
	after, err := os.Stat(filepath.Join(dir, "index.html"))
	must(t, err)
	if !os.SameFile(before, after) {
		t.Error("an unchanged file was replaced")
	}
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	must(t, err)
	m, _, err := decodeManifest(string(text))
	must(t, err)
	if m["articles/x/index.html"].fingerprint != (Fingerprint{1}) {
		t.Error("the new fingerprints are not in the manifest")
	}
}

func TestForeignOutput(t *testing.T) {
	s := site{"index.html": "ours", "a/b.html": "B"}
	for _, c := range []struct {
		name    string
		before  []string
		options Options
		err     error  // or
		want    string // the changes, and
		after   site
	}{
		{name: "not empty", before: []string{"CNAME", "x"}, err: ErrNotOurs},
		{name: "not empty, only a folder", before: []string{"x/", ""}, err: ErrNotOurs},
		{name: "not empty, only a link", before: []string{"x", "→y"}, err: ErrNotOurs},
		{name: "empty", before: []string{}, want: "added a/b.html index.html; kept 0", after: s},
		{name: "adopt", before: []string{"CNAME", "x", "index.html", "theirs", "old/page.html", "old"}, options: Options{Adopt: true},
			want:  "added a/b.html; adopted index.html; foreign CNAME old/page.html; kept 0",
			after: s.with("CNAME", "x", "old/page.html", "old")},
		{name: "adopt what is the same", before: []string{"index.html", "ours"}, options: Options{Adopt: true},
			want: "added a/b.html; kept 1", after: s},
		{name: "adopt a link in our place", before: []string{"index.html", "→elsewhere", "elsewhere", "keep me"}, options: Options{Adopt: true},
			want: "added a/b.html; adopted index.html; foreign elsewhere; kept 0", after: s.with("elsewhere", "keep me")},
		{name: "adopt cannot keep a file and put a folder there", before: []string{"a", "a file"}, options: Options{Adopt: true}, err: ErrForeign},
		{name: "adopt cannot keep a folder and put a file there", before: []string{"index.html/x", "x"}, options: Options{Adopt: true}, err: ErrForeign},
		{name: "adopt cannot write through a link", before: []string{"a", "→.", "x", "x"}, options: Options{Adopt: true}, err: ErrForeign},
		{name: "clean", before: []string{"CNAME", "x", "index.html", "theirs", "old/page.html", "old", "empty/er/", "", "link", "→CNAME", "a", "a file"}, options: Options{Clean: true},
			want: "added a/b.html; deleted CNAME a empty/er link old/page.html; adopted index.html; kept 0", after: s},
		{name: "clean a folder in our place", before: []string{"index.html/x", "x", "a/b.html/", ""}, options: Options{Clean: true},
			want: "added a/b.html index.html; deleted a/b.html index.html/x; kept 0", after: s},
		{name: "clean keeps our empty folder", before: []string{"a/", ""}, options: Options{Clean: true}, want: "added a/b.html index.html; kept 0", after: s},
		{name: "clean a repository", before: []string{".git/config", "x"}, options: Options{Clean: true}, err: errAny},
		{name: "clean a worktree", before: []string{".git", "x"}, options: Options{Clean: true}, err: errAny},
		{name: "clean a project", before: []string{"content/x.md", "x"}, options: Options{Clean: true}, err: errAny},
		{name: "clean an empty project", before: []string{"content/", "x"}, options: Options{Clean: true}, err: errAny},
		{name: "clean a module", before: []string{"go.mod", "x"}, options: Options{Clean: true}, err: errAny},
		{name: "a file", before: nil, err: errAny},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			if c.before == nil {
				must(t, os.WriteFile(dir, []byte("a file"), 0o644))
			} else {
				must(t, os.MkdirAll(dir, 0o755))
				write(t, dir, c.before...)
			}
			before := disk(t, filepath.Dir(dir))
			changes, err := Publish(t.Context(), dir, s.files(), c.options)
			if c.err != nil {
				if err == nil || c.err != errAny && !errors.Is(err, c.err) {
					t.Errorf("error %v, want %v", err, c.err)
				}
				checkDisk(t, "after a refusal", filepath.Dir(dir), before)
				return
			}
			must(t, err)
			if got := summary(changes); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			checkDisk(t, "afterwards", dir, c.after)
			checkTidy(t, dir)
		})
	}
}

var errAny = errors.New("any error")

func TestForeignFilesInTheWay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, news(), Options{})
	write(t, dir, "new.html", "theirs", "same.html", "same", "newer.html", "theirs")
	s := news().with("new.html", "ours", "newer.html", "ours", "same.html", "same")
	before := disk(t, dir)
	_, err := Publish(t.Context(), dir, s.files(), Options{})
	if !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "new.html, newer.html;") {
		t.Errorf("error %v", err)
	}
	checkDisk(t, "after the refusal", dir, before)
	c := publish(t, dir, s, Options{Adopt: true})
	if got, want := summary(c), "adopted new.html newer.html; kept 9"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	checkClean(t, "adopted", dir, s, nil)
}

// TestLinksInTheOutput are links that somebody put into a published output: they
// are never written or deleted through.
func TestLinksInTheOutput(t *testing.T) {
	for _, swap := range []bool{false, true} {
		above := t.TempDir()
		dir := filepath.Join(above, "public")
		write(t, above, "outside/x/index.html", "<h1>X</h1>", "outside/secret", "secret")
		publish(t, dir, news(), Options{})

		// In place of a file of ours: the link goes, what it leads to stays.
		must(t, os.Remove(filepath.Join(dir, "index.html")))
		write(t, dir, "index.html", "→../outside/secret")
		c := publish(t, dir, news(), Options{Swap: swap})
		if got := summary(c); got != "changed index.html; kept 7" {
			t.Error(got)
		}
		// The same, and the file is no longer part of the site.
		must(t, os.Remove(filepath.Join(dir, "index.html")))
		write(t, dir, "index.html", "→../outside/secret")
		c = publish(t, dir, news().with("index.html", "-"), Options{Swap: swap})
		if got := summary(c); got != "edited index.html; kept 7" {
			t.Error(got)
		}
		// In place of a folder of ours.
		must(t, os.RemoveAll(filepath.Join(dir, "articles")))
		write(t, dir, "articles", "→../outside")
		for _, s := range []site{news(), news().with("articles/x/index.html", "-"), news().with("articles/new/index.html", "N")} {
			if _, err := Publish(t.Context(), dir, s.with("index.html", "-").files(), Options{Swap: swap}); !errors.Is(err, ErrForeign) {
				t.Errorf("a link in place of a folder: %v", err)
			}
		}
		// Nothing of ours goes there any more: the link is foreign and stays.
		s := site{"assets/site.css": "body{}"}
		c = publish(t, dir, s, Options{Swap: swap})
		if got := summary(c); got != "deleted _headers empty.txt feed.xml; foreign articles index.html; kept 1" {
			t.Error(got)
		}
		c = publish(t, dir, s, Options{Swap: swap, Clean: true})
		if got := summary(c); got != "deleted articles index.html; kept 1" {
			t.Error(got)
		}
		checkClean(t, "in the end", dir, s, nil)
		checkDisk(t, "outside", filepath.Join(above, "outside"), site{"x/index.html": "<h1>X</h1>", "secret": "secret"})
	}
}

// TestOutputIsALink publishes through a link that the user made.
func TestOutputIsALink(t *testing.T) {
	above := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(above, "www/site"), 0o755))
	must(t, os.Symlink("www/site", filepath.Join(above, "public")))
	publish(t, filepath.Join(above, "public"), news(), Options{})
	checkClean(t, "through the link", filepath.Join(above, "www/site"), news(), nil)
	if info, err := os.Lstat(filepath.Join(above, "public")); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Error("the link itself was replaced")
	}
	must(t, os.Symlink("nowhere", filepath.Join(above, "broken")))
	if _, err := Publish(t.Context(), filepath.Join(above, "broken"), news().files(), Options{}); err == nil {
		t.Error("published to a link that leads to nothing")
	}
}

func TestPaths(t *testing.T) {
	long := strings.Repeat("x", 255)
	for _, p := range []string{
		"index.html", "a/b/c.html", ".well-known/security.txt", "_headers", "über/日本.html", "a b.html", "console.html", "com.html", "com10.txt", "lpt",
		"null", "nul-is-fine", long, long + "/" + long, "a/.x", "..a", "a/..b", "I'm+%20&=,;@!$().html",
	} {
		if err := CheckPath(p); err != nil {
			t.Error(err)
		}
	}
	for _, p := range []string{
		"", ".", "..", "/", "/a", "a/", "a//b", "./a", "a/./b", "../a", "a/../b", `a\b`, `\a`, "C:/a", "a:b", "a?", "a*", `a"b`, "a<b", "a>b", "a|b",
		"a\x00b", "a\nb", "a\x7fb", "a\u0085b", "a\xffb", long + "x", "a/" + long + "x/b",
		"con", "CON", "con.html", "Con.tar.gz", "a/nul/b", "aux", "prn.", "com1", "COM9.txt", "lpt0", "com¹", "lpt³.x", "conin$", "CONOUT$", "con .txt",
		"a.", "a /b", "a./b", "a ", ".blotter-manifest", ".blotter-x/y",
	} {
		if CheckPath(p) == nil {
			t.Errorf("%q is not refused", p)
		}
		dir := filepath.Join(t.TempDir(), "public")
		if _, err := Publish(t.Context(), dir, []File{file(p, "x"), file("ok.html", "x")}, Options{}); err == nil {
			t.Errorf("%q was published", p)
		}
		if _, err := os.Lstat(dir); err == nil {
			t.Errorf("%q: something was written", p)
		}
	}
}

func TestPathsThatCollide(t *testing.T) {
	for _, c := range []struct {
		paths    string
		collides bool
	}{
		{"a.html b.html", false},
		{"a.html a.html", true},
		{"a.html A.html", true},
		{"a/x.html A/y.html", true},
		{"a/x.html a/y.html", false},
		{"a a/x.html", true},
		{"a/x.html a", true},
		{"A a/x.html", true},
		{"é.html e\u0301.html", true},
		{"Ａ.html a.html", true},
		{"a.html/b ａ.html", true},
		{"x/a/b x/a x/c", true},
	} {
		var files []File
		for p := range strings.FieldsSeq(c.paths) {
			files = append(files, file(p, "x"))
		}
		if _, err := newLayout(files); (err != nil) != c.collides {
			t.Errorf("%s: %v", c.paths, err)
		}
	}
}

func TestOrder(t *testing.T) {
	paths := []string{
		"assets/x.bin", "assets/site.css", "articles/y/photo.jpg", "fonts/a.woff2", "favicon.ico", "",
		"index.html", "data/all.json", "robots.txt", "",
		"feed.xml", "feed.json", "sitemap.xml", "tags/x/feed.atom", "_redirects", "_headers",
	}
	want := 0
	for _, p := range paths {
		if p == "" {
			want++
		} else if rank(p) != want {
			t.Errorf("rank(%q) = %d, want %d", p, rank(p), want)
		}
	}
	// What Publish is about to do, in order.
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, site{"index.html": "1", "feed.xml": "1", "site.css": "1", "gone.html": "1", "about": "1"}, Options{})
	next := site{"index.html": "2", "feed.xml": "2", "site.css": "2", "about/index.html": "2", "about/photo.jpg": "2", "anew.html": "2", "_headers": "2", "new.css": "2"}
	steps := stepsTo(t, dir, next, nil)
	var got []string
	for _, s := range steps {
		sign := "+"
		if s.Remove {
			sign = "-"
		}
		got = append(got, sign+s.Path)
	}
	wantSteps := "-about +new.css +site.css +about +anew.html +index.html +_headers +feed.xml -gone.html +.blotter-manifest"
	if strings.Join(got, " ") != wantSteps {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), wantSteps)
	}
}

// stepsTo stages the site s for dir and gives the steps that would be taken;
// then, if it is not nil, take is called before everything is cleared away.
func stepsTo(t *testing.T, dir string, s site, take func(*tree, journal)) []step {
	t.Helper()
	l, err := newLayout(s.files())
	must(t, err)
	tr, err := open(dir)
	must(t, err)
	_, err = tr.finish(t.Context())
	must(t, err)
	r := run{tree: tr, layout: l}
	must(t, r.compare(t.Context(), s.files()))
	steps, err := r.steps(t.Context())
	must(t, err)
	must(t, tr.flush())
	if take != nil {
		take(tr, journal{Before: sumOf(r.text), Steps: steps})
	}
	tr.close()
	return steps
}

func TestDeterminism(t *testing.T) {
	s := news()
	for i := range 300 {
		s[fmt.Sprintf("archive/%d/%d.html", i%7, i)] = fmt.Sprint("page ", i)
	}
	first := filepath.Join(t.TempDir(), "public")
	publish(t, first, s, Options{})
	want, err := os.ReadFile(filepath.Join(first, manifestName))
	must(t, err)
	for workers := range 5 {
		// Another order of files, another history.
		dir := filepath.Join(t.TempDir(), "other")
		publish(t, dir, s.with("index.html", "old", "gone.html", "x", "feed.xml", "-"), Options{Workers: 3})
		files := s.files()
		slices.Reverse(files)
		_, err := Publish(t.Context(), dir, files, Options{Workers: workers})
		must(t, err)
		got, err := os.ReadFile(filepath.Join(dir, manifestName))
		must(t, err)
		if !bytes.Equal(got, want) {
			t.Errorf("%d workers: another manifest", workers)
		}
		checkDisk(t, "files", dir, s)
	}
}

func TestManifest(t *testing.T) {
	m := manifest{"index.html": {Fingerprint{1}, digest{2}}, "a b/ü.html": {Fingerprint{3}, digest{4}}}
	var items []item
	for p, r := range m {
		items = append(items, item{File: File{Path: p}, record: r})
	}
	text := string(encodeManifest("", items))
	for _, edition := range []string{"", "amber+strict"} {
		got, of, err := decodeManifest(string(encodeManifest(edition, items)))
		if err != nil || of != edition || !maps.Equal(got, m) {
			t.Errorf("%v, %q, %v", got, of, err)
		}
	}
	for name, bad := range map[string]string{
		"empty":         "",
		"other version": strings.Replace(text, "1", "2", 1),
		"cut":           text[:len(text)-1],
		"cut in a hash": text[:len(manifestHead)+20],
		"a longer hash": strings.Replace(text, " ", "AAAA ", 1),
		"not base64":    strings.Replace(text, "A", "!", 1),
		"outside":       strings.Replace(text, "index.html", "../../etc/passwd", 1),
		"itself":        strings.Replace(text, "index.html", manifestName, 1),
		"no path":       strings.Replace(text, "index.html", "", 1),
		"JSON":          "{}",
	} {
		if m, _, err := decodeManifest(bad); err == nil {
			t.Errorf("%s: %v", name, m)
		}
	}
}

// TestEditions: what is for some readers never comes into a folder that others read,
// and the other way round.
func TestEditions(t *testing.T) {
	for _, c := range []struct{ holds, asked string }{{"", "amber"}, {"amber", "green"}, {"amber", ""}} {
		dir := filepath.Join(t.TempDir(), "public")
		publish(t, dir, news(), Options{Edition: c.holds})
		publish(t, dir, news().with("index.html", "newer"), Options{Edition: c.holds})
		before := disk(t, dir)
		for _, o := range []Options{{Edition: c.asked}, {Edition: c.asked, Adopt: true}, {Edition: c.asked, Swap: true}} {
			if _, err := Publish(t.Context(), dir, news().files(), o); !errors.Is(err, ErrEdition) || !strings.Contains(err.Error(), "--clean") {
				t.Errorf("%q over %q: error %v", c.asked, c.holds, err)
			}
			if _, err := Diff(t.Context(), dir, news().files(), o); !errors.Is(err, ErrEdition) {
				t.Errorf("%q over %q, only asked: error %v", c.asked, c.holds, err)
			}
		}
		checkDisk(t, "after the refusal", dir, before)
		publish(t, dir, news(), Options{Edition: c.asked, Clean: true})
		publish(t, dir, news(), Options{Edition: c.asked})
	}
}

func TestDamagedManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, news(), Options{})
	write(t, dir, manifestName, "garbage")
	before := disk(t, dir)
	if _, err := Publish(t.Context(), dir, news().files(), Options{}); err == nil || !strings.Contains(err.Error(), "--adopt") {
		t.Errorf("error %v", err)
	}
	checkDisk(t, "after the refusal", dir, before)
	if c := publish(t, dir, news(), Options{Adopt: true}); c.Kept != len(news()) {
		t.Error(summary(c))
	}
	checkClean(t, "adopted", dir, news(), nil)
}

// TestFailingWrites lets each file in turn fail, after a few bytes: the output
// stays as it is, and the error names the file.
func TestFailingWrites(t *testing.T) {
	next := news().with("articles/x/index.html", "other", "new/index.html", "new", "feed.xml", "-")
	for name, o := range map[string]Options{"in place": {}, "swap": {Swap: true}, "clean": {Clean: true}} {
		dir := filepath.Join(t.TempDir(), "public")
		for _, first := range []bool{true, false} {
			if !first {
				publish(t, dir, news(), Options{})
			}
			before := disk(t, orEmpty(t, dir))
			failed := 0
			for k := range next.files() {
				files := next.files()
				for i := range files {
					files[i].Fingerprint = func() Fingerprint { return Fingerprint{9} } // all are made
				}
				boom := errors.New("no space left on device")
				text := next[files[k].Path]
				files[k].Write = func(_ context.Context, w io.Writer) error {
					_, err := io.Copy(w, io.MultiReader(strings.NewReader(text), iotest.ErrReader(boom)))
					return err
				}
				_, err := Publish(t.Context(), dir, files, o)
				if !errors.Is(err, boom) || !strings.Contains(err.Error(), files[k].Path) {
					t.Errorf("%s: %s fails: %v", name, files[k].Path, err)
				}
				failed++
				checkTidy(t, dir)
				if _, err := os.Lstat(dir); first && err == nil {
					t.Fatalf("%s: a failed first build made the output", name)
				}
				checkDisk(t, name, orEmpty(t, dir), before)
			}
			if failed < 8 {
				t.Error("nothing was tested")
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	publish(t, dir, news(), Options{})
	before := disk(t, dir)
	next := news().with("index.html", "-", "a.html", "A", "b.html", "B", "z.html", "Z")
	for _, p := range []string{"a.html", "b.html", "z.html"} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		files := next.files()
		for i := range files {
			if files[i].Path == p {
				write := files[i].Write
				files[i].Write = func(ctx context.Context, w io.Writer) error {
					cancel()
					return write(ctx, w) // and does not look at the context
				}
			}
		}
		if _, err := Publish(ctx, dir, files, Options{Workers: 1}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at %s: %v", p, err)
		}
		checkDisk(t, "cancelled at "+p, dir, before)
		checkTidy(t, dir)
	}
}

// TestFailingSteps lets the way into place fail in the middle: something appears
// in the output, after everything was looked at, where the last file has to go.
func TestFailingSteps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	old := news().with("about", "file", "deep/er/page.html", "D", "gone/with.html", "G")
	publish(t, dir, old, Options{})
	must(t, os.Chmod(filepath.Join(dir, "gone"), 0o700))
	next := news().with("about/index.html", "folder", "deep", "file", "index.html", "2", "articles/x/index.html", "2", "new/er/page.html", "N", "sitemap.xml", "S")
	files := next.files()
	for i := range files {
		if files[i].Path == "sitemap.xml" {
			files[i].Write = func(_ context.Context, w io.Writer) error {
				write(t, dir, "sitemap.xml", "theirs")
				_, err := io.WriteString(w, "S")
				return err
			}
		}
	}
	_, err := Publish(t.Context(), dir, files, Options{Workers: 1})
	if err == nil || !strings.Contains(err.Error(), "sitemap.xml") {
		t.Errorf("error %v", err)
	}
	checkDisk(t, "undone", dir, old.with("sitemap.xml", "theirs"))
	checkTidy(t, dir)
	must(t, os.Remove(filepath.Join(dir, "sitemap.xml")))
	if c := publish(t, dir, next, Options{}); c.Resumed {
		t.Error("there was something to resume")
	}
	checkClean(t, "the next run", dir, next, nil)
}

// TestInterruptedSteps stops after each step in turn, and before the first, as a
// kill would, and lets the next run finish.
func TestInterruptedSteps(t *testing.T) {
	old, next := smallVersion(0), smallVersion(1)
	for after, steps := 0, 1; after <= steps; after++ {
		dir := filepath.Join(t.TempDir(), "public")
		publish(t, dir, old, Options{})
		write(t, dir, "CNAME", "example.org")
		steps = len(stepsTo(t, dir, next, func(tr *tree, j journal) {
			must(t, tr.writeJournal(j))
			tr.keep = true
			for _, s := range j.Steps[:after] {
				_, err := tr.take(s, false)
				must(t, err)
			}
		}))
		for p, text := range disk(t, dir) {
			if text != old[p] && text != next[p] && p != "CNAME" {
				t.Errorf("after step %d: %s is neither old nor new: %q", after, p, text)
			}
		}
		third := next.with("index.html", "3", "new/er/page.html", "-")
		c, err := Publish(t.Context(), dir, third.files(), Options{})
		if err != nil {
			t.Fatalf("after step %d of %d: %v", after, steps, err)
		}
		if wasDone := after == steps; c.Resumed == wasDone {
			t.Errorf("after step %d of %d: resumed is %v", after, steps, c.Resumed)
		}
		if !c.Resumed && after < steps || c.Changed == nil {
			t.Errorf("after step %d of %d: %s", after, steps, summary(c))
		}
		checkClean(t, fmt.Sprintf("after step %d of %d", after, steps), dir, third, site{"CNAME": "example.org"})
	}
}

// TestInterruptedAndThenChanged meets a journal whose output somebody has
// changed in the meantime.
func TestInterruptedAndThenChanged(t *testing.T) {
	interrupt := func(t *testing.T) (dir string) {
		dir = filepath.Join(t.TempDir(), "public")
		publish(t, dir, news(), Options{})
		stepsTo(t, dir, news().with("new.html", "ours", "index.html", "2", "feed.xml", "-"), func(tr *tree, j journal) {
			must(t, tr.writeJournal(j))
			tr.keep = true
		})
		return dir
	}
	t.Run("another output in its place", func(t *testing.T) {
		dir := interrupt(t)
		must(t, os.RemoveAll(dir))
		write(t, dir, "index.html", "theirs")
		if _, err := Publish(t.Context(), dir, news().files(), Options{}); !errors.Is(err, ErrNotOurs) {
			t.Errorf("error %v", err)
		}
		checkDisk(t, "untouched", dir, site{"index.html": "theirs"})
		checkTidy(t, dir)
	})
	t.Run("no output", func(t *testing.T) {
		dir := interrupt(t)
		must(t, os.RemoveAll(dir))
		publish(t, dir, news(), Options{})
		checkClean(t, "published anew", dir, news(), nil)
	})
	t.Run("a foreign file in our place", func(t *testing.T) {
		dir := interrupt(t)
		write(t, dir, "new.html", "theirs")
		if _, err := Publish(t.Context(), dir, news().files(), Options{}); err == nil || !strings.Contains(err.Error(), "new.html") {
			t.Errorf("error %v", err)
		}
		if got := disk(t, dir)["new.html"]; got != "theirs" {
			t.Errorf("the foreign file is %q", got)
		}
		must(t, os.Remove(filepath.Join(dir, "new.html")))
		publish(t, dir, news(), Options{})
		checkClean(t, "in the end", dir, news(), nil)
	})
	t.Run("what we remove was edited", func(t *testing.T) {
		dir := interrupt(t)
		write(t, dir, "feed.xml", "by hand")
		publish(t, dir, news().with("feed.xml", "-"), Options{})
		checkClean(t, "in the end", dir, news().with("feed.xml", "-"), site{"feed.xml": "by hand"})
	})
}

func TestTwoRunsAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for _, s := range []site{news(), news().with("index.html", "2")} {
		var inner error
		files := append(s.files(), File{
			Path:        "during.html",
			Fingerprint: func() Fingerprint { return Fingerprint{byte(len(s["index.html"]))} },
			Write: func(ctx context.Context, w io.Writer) error {
				_, inner = Publish(ctx, dir, news().files(), Options{})
				_, err := io.WriteString(w, s["index.html"])
				return err
			},
		})
		_, err := Publish(t.Context(), dir, files, Options{})
		must(t, err)
		if !errors.Is(inner, ErrBusy) {
			t.Errorf("the second run: %v", inner)
		}
		checkDisk(t, "afterwards", dir, s.with("during.html", s["index.html"]))
		checkTidy(t, dir)
	}
}

func TestRefuse(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	must(t, err)
	home := filepath.Join(base, "home/ann")
	project := filepath.Join(home, "sites/news")
	write(t, project, "content/articles/x.md", "x", "templates/", "", "static/img/", "", ".git/config", "", "internal/", "", "go.mod", "module x", "public/", "",
		"to-content", "→content", "to-self", "→.", "to-home", "→../..", "to-nothing", "→nothing", "to-public", "→public")
	write(t, base, "elsewhere/", "", "link-to-project", "→"+project, "link-to-articles", "→"+project+"/content/articles", "link-to-root", "→/")
	t.Chdir(project)
	for _, c := range []struct {
		out string
		why string // part of the message; "" if it is fine
	}{
		{"public", ""},
		{"./public/", ""},
		{"to-public", ""},
		{"not/yet/there", ""},
		{"../news-public", ""},
		{filepath.Join(base, "elsewhere"), ""},
		{"contents", ""},
		{"staticfiles", ""},
		{filepath.Join(home, "content"), ""},
		{"", "no folder"},
		{"~", "shell"},
		{"~/public", "shell"},
		{"/", "root of the file system"},
		{"//", "root of the file system"},
		{filepath.Join(base, "link-to-root"), "root of the file system"},
		{".", "project itself"},
		{"./", "project itself"},
		{project, "project itself"},
		{"public/..", "project itself"},
		{"to-self", "project itself"},
		{"to-self/to-self", "project itself"},
		{filepath.Join(base, "link-to-project"), "project itself"},
		{"..", "project lies in it"},
		{"../..", "project lies in it"},
		{"to-home", "project lies in it"},
		{home, "project lies in it"},
		{base, "project lies in it"},
		{"content", "content"},
		{"content/", "content"},
		{"content/articles", "content"},
		{"content/new/folder", "content"},
		{"Content", "content"}, // the same where case does not matter
		{"to-content", "content"},
		{"to-content/articles", "content"},
		{"to-self/content", "content"},
		{filepath.Join(base, "link-to-project/static"), "static"},
		{filepath.Join(base, "link-to-articles"), "content"},
		{filepath.Join(base, "link-to-articles/new"), "content"},
		{"templates", "templates"},
		{"static", "static"},
		{"static/img", "static"},
		{"cmd", "cmd"}, // not there yet
		{"cmd/x", "cmd"},
		{"internal", "internal"},
		{".git", ".git"},
		{".git/hooks", ".git"},
		{filepath.Join(base, "elsewhere/.git"), ".git"},
		{"go.mod", "file"},
		{"go.mod/x", "not a directory"},
		{"to-nothing", "leads to nothing"},
		{"to-nothing/x", "leads to nothing"},
	} {
		err := Refuse(c.out, ".", home)
		switch {
		case c.why == "" && err != nil:
			t.Errorf("%q: %v", c.out, err)
		case c.why != "" && err == nil:
			t.Errorf("%q is not refused", c.out)
		case c.why != "" && !strings.Contains(err.Error(), c.why):
			t.Errorf("%q: %v, want %q", c.out, err, c.why)
		}
	}
	// The home folder counts where the project lies elsewhere, too.
	for _, out := range []string{home, filepath.Dir(home), home + "/."} {
		if err := Refuse(out, filepath.Join(base, "elsewhere"), home); err == nil || !strings.Contains(err.Error(), "home") {
			t.Errorf("%q: %v", out, err)
		}
	}
	if err := Refuse("public", ".", ""); err != nil {
		t.Error(err)
	}
}

// TestProgress: whoever asks is told of every file, whether it is written or kept.
func TestProgress(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	for range 2 {
		var mu sync.Mutex
		told := map[int]bool{}
		publish(t, dir, site{"a": "1", "b": "2", "c/d": "3"}, Options{Progress: func(done, total int) {
			mu.Lock()
			defer mu.Unlock()
			if told[done] = true; total != 3 {
				t.Errorf("%d of %d", done, total)
			}
		}})
		if !maps.Equal(told, map[int]bool{1: true, 2: true, 3: true}) {
			t.Errorf("told of %v", told)
		}
	}
}
