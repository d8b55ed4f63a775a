package source

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"
)

// project makes a project directory of files (path, then text) and opens it over
// builtin. Its clock is a minute ahead, so that the files are settled.
func project(t testing.TB, builtin fs.FS, files ...string) (*Root, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, files...)
	r, err := Open(dir, builtin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	r.now = func() time.Time { return time.Now().Add(time.Minute) }
	return r, dir
}

func write(t testing.TB, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		p := filepath.Join(dir, filepath.FromSlash(files[i]))
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.WriteFile(p, []byte(files[i+1]), 0o644))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, r *Root) *Snapshot {
	t.Helper()
	s, err := r.Read(t.Context())
	must(t, err)
	return s
}

func refresh(t testing.TB, s *Snapshot, hints ...string) *Snapshot {
	t.Helper()
	s, err := s.Refresh(t.Context(), hints...)
	must(t, err)
	return s
}

// content gives the snapshot as one line a file, path and text, and checks on
// the way that every file is what it says of itself.
func content(t testing.TB, s *Snapshot) string {
	t.Helper()
	var b strings.Builder
	for _, f := range s.Files() {
		data, err := f.Bytes()
		must(t, err)
		stream, err := f.Open()
		must(t, err)
		streamed, err := io.ReadAll(stream)
		must(t, err)
		must(t, stream.Close())
		if !bytes.Equal(data, streamed) || sha256.Sum256(data) != f.Hash || int64(len(data)) != f.Size {
			t.Errorf("%s: Bytes, Open, Hash and Size do not agree", f.Path)
		}
		if same, ok := s.File(f.Path); !ok || same != f {
			t.Errorf("File(%q) does not give the file that Files lists", f.Path)
		}
		fmt.Fprintf(&b, "%s %s\n", f.Path, data)
	}
	return b.String()
}

func problems(s *Snapshot) string {
	var b strings.Builder
	for _, d := range s.Diagnostics() {
		fmt.Fprintf(&b, "%s %s %s\n", d.Start, d.Severity, d.Code)
	}
	return b.String()
}

func equal(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\ngot\n%swant\n%s", what, got, want)
	}
}

func TestProjectOverBuiltin(t *testing.T) {
	builtin := fstest.MapFS{
		"templates/article.html": {Data: []byte("built-in article")},
		"templates/base.html":    {Data: []byte("built-in base")},
		"static/site.css":        {Data: []byte("built-in css")},
		"static/a/icon.svg":      {Data: []byte("built-in icon")},
		"content/leak.md":        {Data: []byte("content never falls back")},
		"embed.go":               {Data: []byte("not a tree")},
	}
	r, dir := project(t, builtin,
		"content/articles/x.md", "X",
		"templates/article.html", "own article",
		"static/site.css", "own css",
		"README.md", "not read",
		"cmd/main.go", "not read")
	s := read(t, r)
	equal(t, "files", content(t, s), `content/articles/x.md X
static/a/icon.svg built-in icon
static/site.css own css
templates/article.html own article
templates/base.html built-in base
`)
	for path, want := range map[string]bool{"static/site.css": false, "static/a/icon.svg": true, "templates/base.html": true} {
		if f, ok := s.File(path); !ok || f.Builtin != want {
			t.Errorf("%s: built-in is not %v", path, want)
		}
	}
	if _, ok := s.File("content/leak.md"); ok {
		t.Error("content/ fell back to the built-in copy")
	}

	must(t, os.Remove(filepath.Join(dir, "static/site.css")))
	next := refresh(t, s)
	if f, ok := next.File("static/site.css"); !ok || !f.Builtin {
		t.Error("without the project's own file the built-in one should show again")
	}
	equal(t, "the earlier snapshot", fmt.Sprint(len(s.Files())), "5")
}

func TestEmptyProject(t *testing.T) {
	r, _ := project(t, nil)
	s := read(t, r)
	if len(s.Files()) != 0 || len(s.Diagnostics()) != 0 || len(s.Folders()) != 0 {
		t.Errorf("files %v, diagnostics %v, folders %v", s.Files(), s.Diagnostics(), s.Folders())
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a project that is not there: %v", err)
	}
}

func TestFolders(t *testing.T) {
	r, dir := project(t, nil, "content/articles/2026/x.md", "X", "content/.obsidian/x.json", "{}", "other/x", "", "static/.git/config", "")
	must(t, os.MkdirAll(filepath.Join(dir, "content/empty/inner"), 0o755))
	want := "[content content/articles content/articles/2026 content/empty content/empty/inner static]"
	equal(t, "folders", fmt.Sprint(read(t, r).Folders()), want)
}

// TestNames is the table of what is read, passed over and refused by name alone.
func TestNames(t *testing.T) {
	const taken, ignored = "taken", "ignored"
	for _, c := range []struct{ path, want string }{
		{"content/articles/x.md", taken},
		{"content/articles/über.md", taken},
		{"content/.gitkeep", ignored},
		{"content/.obsidian/app.json", ignored},
		{"content/x.md~", ignored},
		{"content/.x.md.swp", ignored},
		{"content/.x.md.swx", ignored},
		{"content/#x.md#", ignored},
		{"content/.#x.md", ignored},
		{"content/4913", ignored},
		{"content/x.md___jb_tmp___", ignored},
		{"content/.goutputstream-AB12", ignored},
		{"content/.DS_Store", ignored},
		{"content/Thumbs.db", ignored},
		{"content/server.key", taken}, // published only if an article shows it
		{"templates/.eslintrc", ignored},
		{"templates/page.html.swp", ignored},
		{"content/a\x01b.md", "file-name"},
		{"content/a\nb.md", "file-name"},
		{"content/a\u0085b.md", "file-name"},
		{"content/a\xffb.md", "file-name"},
		{`content/a\b.md`, "file-name"},
		{"content/bad\x7f/x.md", "file-name"},
		{"static/site.css", taken},
		{"static/robots.txt", taken},
		{"static/.well-known/security.txt", taken},
		{"static/.well-known/.dot", taken},
		{"static/.DS_Store", ignored},
		{"static/img/Thumbs.db", ignored},
		{"static/site.css~", ignored},
		{"static/.site.css.swp", ignored},
		{"static/.#site.css", ignored},
		{"static/4913", ignored},
		{"static/.env", "secret-file"},
		{"static/.env.production", "secret-file"},
		{"static/.ENV", "secret-file"},
		{"static/.git/config", "secret-file"},
		{"static/.htpasswd", "secret-file"},
		{"static/.npmrc", "secret-file"},
		{"static/.ssh/known_hosts", "secret-file"},
		{"static/a/b/.aws/credentials", "secret-file"},
		{"static/.well-known/.env", "secret-file"},
		{"static/.well-known/.git/config", "secret-file"},
		{"static/a/.well-known/x", "secret-file"},
		{"static/server.crt", "secret-file"},
		{"static/server.cer", "secret-file"},
		{"static/server.der", "secret-file"},
		{"static/server.key", "secret-file"},
		{"static/server.pem", "secret-file"},
		{"static/server.PEM", "secret-file"},
		{"static/server.p12", "secret-file"},
		{"static/server.pfx", "secret-file"},
		{"static/id_rsa", "secret-file"},
		{"static/id_ed25519", "secret-file"},
		{"static/id_ecdsa.pub", "secret-file"},
		{"static/keys/passwords.kdbx", "secret-file"},
		{"static/index.html.bak", "secret-file"},
		{"static/id_cards/x.png", taken}, // a folder of pictures
	} {
		s := read(t, FromFS(loose{c.path: "x"}, nil))
		got := ignored
		switch {
		case len(s.Diagnostics()) > 0:
			got = s.Diagnostics()[0].Code
			if s.Diagnostics().Errors() == 0 {
				t.Errorf("%q: a refusal by name has to be an error", c.path)
			}
			if d := s.Diagnostics()[0]; strings.ContainsAny(d.String(), "\x01\x7f\u0085") || !utf8.ValidString(d.String()) {
				t.Errorf("%q: the diagnostic carries raw characters: %q", c.path, d.String())
			}
		case len(s.Files()) > 0:
			got = taken
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.path, got, c.want)
		}
	}
}

func TestLinks(t *testing.T) {
	outside := t.TempDir()
	write(t, outside, "passwd", "root", "folder/x.md", "X")
	r, dir := project(t, nil,
		"content/real.md", "real",
		"notes/y.md", "notes",
		"notes/deep/.env", "KEY=1",
		".git/config", "token",
		"keys/id_rsa", "key")
	for link, to := range map[string]string{
		"content/inside.md":      "real.md",
		"content/chain.md":       "inside.md",
		"content/notes.md":       "../notes/y.md",
		"content/absolute.md":    filepath.Join(dir, "content/real.md"),
		"content/escape.md":      "../../" + filepath.Base(outside) + "/passwd",
		"content/passwd.md":      "/etc/passwd",
		"content/sneaky.md":      "../notes/../../../../../../../../etc/passwd",
		"content/broken.md":      "nowhere.md",
		"content/under-file.md":  "real.md/x",
		"content/circle.md":      "circle2.md",
		"content/circle2.md":     "circle.md",
		"content/folder":         "../notes",
		"content/outer":          outside,
		"content/root":           "..",
		"content/via.md":         "folder/y.md",
		"content/.#lock.md":      "me@host.1234", // Emacs
		"static/env.txt":         "../notes/deep/.env",
		"static/config.txt":      "../.git/config",
		"static/photo.jpg":       "../keys/id_rsa",
		"templates/article.html": "../notes/y.md",
	} {
		p := filepath.Join(dir, link)
		must(t, os.MkdirAll(filepath.Dir(p), 0o755))
		must(t, os.Symlink(to, p))
	}
	s := read(t, r)
	equal(t, "files", content(t, s), `content/chain.md real
content/inside.md real
content/notes.md notes
content/real.md real
templates/article.html notes
`)
	equal(t, "diagnostics", problems(s), `content/absolute.md error link-outside
content/broken.md error link-broken
content/circle.md error link-broken
content/circle2.md error link-broken
content/escape.md error link-outside
content/folder error link-to-folder
content/outer error link-outside
content/passwd.md error link-outside
content/root error link-to-folder
content/sneaky.md error link-outside
content/under-file.md error link-broken
content/via.md error link-to-folder
static/config.txt error secret-file
static/env.txt error secret-file
static/photo.jpg error secret-file
`)

	// A link is as new as what it leads to.
	write(t, dir, "notes/y.md", "other")
	next := refresh(t, s)
	if f, _ := next.File("content/notes.md"); string(f.text) != "other" {
		t.Errorf("content/notes.md is %q after its target changed", f.text)
	}
	same(t, s, next, "content/chain.md")
	// The target does not matter while it stays, the link does.
	must(t, os.Remove(filepath.Join(dir, "content/inside.md")))
	must(t, os.Symlink("../notes/y.md", filepath.Join(dir, "content/inside.md")))
	if f, _ := refresh(t, next).File("content/chain.md"); string(f.text) != "other" {
		t.Errorf("content/chain.md is %q after the link in its middle changed", f.text)
	}
}

func TestTreeIsALinkOrAFile(t *testing.T) {
	r, dir := project(t, nil, "docs/x.md", "X", "templates", "a file", "static", "")
	must(t, os.Symlink("docs", filepath.Join(dir, "content")))
	equal(t, "diagnostics", problems(read(t, r)), "content error link-to-folder\nstatic error not-a-folder\ntemplates error not-a-folder\n")
}

// same checks that both snapshots have the very same *File at each path.
func same(t *testing.T, before, after *Snapshot, paths ...string) {
	t.Helper()
	for _, p := range paths {
		a, _ := before.File(p)
		b, _ := after.File(p)
		if a == nil || a != b {
			t.Errorf("%s: not the same *File as before", p)
		}
	}
}

func TestRefresh(t *testing.T) {
	r, dir := project(t, nil, "content/a.md", "A", "content/b.md", "B", "content/sub/c.md", "C", "static/logo.svg", "L")
	s := read(t, r)
	p := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"nothing", func() {}, "A B C L"},
		{"edit", func() { write(t, dir, "content/a.md", "A2") }, "A2 B C L"},
		{"same size, same time", func() {
			info, err := os.Stat(p("content/a.md"))
			must(t, err)
			write(t, dir, "content/a.md", "A3")
			must(t, os.Chtimes(p("content/a.md"), info.ModTime(), info.ModTime()))
		}, "A3 B C L"},
		{"atomic save", func() {
			write(t, dir, "content/.a.md.tmp", "A4")
			must(t, os.Rename(p("content/.a.md.tmp"), p("content/a.md")))
		}, "A4 B C L"},
		{"delete and add", func() {
			must(t, os.Remove(p("content/b.md")))
			write(t, dir, "content/new/d.md", "D")
		}, "A4 D C L"},
		{"rename a folder", func() { must(t, os.Rename(p("content/sub"), p("content/aaa"))) }, "A4 C D L"},
		{"file becomes folder", func() {
			must(t, os.Remove(p("content/a.md")))
			write(t, dir, "content/a.md/index.md", "I")
		}, "I C D L"},
		{"large file", func() { write(t, dir, "static/logo.svg", "L2") }, "I C D L2"},
		{"tree gone", func() { must(t, os.RemoveAll(p("content"))) }, "L2"},
	}
	for _, step := range steps {
		before := content(t, s)
		step.do()
		next := refresh(t, s)
		var texts []string
		for line := range strings.Lines(content(t, next)) {
			texts = append(texts, strings.Fields(line)[1])
		}
		equal(t, step.name, strings.Join(texts, " "), step.want)
		equal(t, step.name+", as read anew", content(t, next), content(t, read(t, r)))
		if step.name == "nothing" {
			equal(t, "unchanged", content(t, next), before)
			same(t, s, next, "content/a.md", "content/b.md", "content/sub/c.md", "static/logo.svg")
		}
		s = next
	}
}

func TestRefreshKeepsUntouchedFiles(t *testing.T) {
	r, dir := project(t, fstest.MapFS{"templates/x.html": {}}, "content/a.md", "A", "content/b.md", "B", "content/c.md", "C")
	s := read(t, r)
	write(t, dir, "content/b.md", "other")
	next := refresh(t, s)
	same(t, s, next, "content/a.md", "content/c.md", "templates/x.html")
	if a, _ := s.File("content/b.md"); string(a.text) != "B" {
		t.Error("the earlier snapshot changed")
	}
}

// TestHint edits a file in a way that its stamp does not show, which a file
// system of coarse time stamps makes possible.
func TestHint(t *testing.T) {
	long := time.Now().Add(-time.Hour)
	tree := fstest.MapFS{
		"content/a.md":     {Data: []byte("A"), ModTime: long},
		"content/sub/b.md": {Data: []byte("B"), ModTime: long},
	}
	s := read(t, FromFS(tree, nil))
	tree["content/a.md"].Data = []byte("X")
	tree["content/sub/b.md"].Data = []byte("Y")
	equal(t, "no hint", content(t, refresh(t, s)), "content/a.md A\ncontent/sub/b.md B\n")
	equal(t, "elsewhere", content(t, refresh(t, s, "content/z.md", "other/a.md", "../a.md", "/content/a.md", ".", "")), "content/a.md A\ncontent/sub/b.md B\n")
	equal(t, "file", content(t, refresh(t, s, "./content//a.md")), "content/a.md X\ncontent/sub/b.md B\n")
	equal(t, "folder", content(t, refresh(t, s, "content/sub/")), "content/a.md A\ncontent/sub/b.md Y\n")
	equal(t, "both", content(t, refresh(t, s, "content")), "content/a.md X\ncontent/sub/b.md Y\n")

	tree["content/a.md"].Data = []byte("A")
	same(t, s, refresh(t, s, "content/a.md"), "content/a.md") // read again and the same
}

func TestFilesWithoutTimesAreReadAnew(t *testing.T) {
	tree := fstest.MapFS{"content/a.md": {Data: []byte("A")}}
	s := read(t, FromFS(tree, nil))
	same(t, s, refresh(t, s), "content/a.md")
	tree["content/a.md"].Data = []byte("B")
	equal(t, "after an edit", content(t, refresh(t, s)), "content/a.md B\n")
}

// TestRacyFile is git's «racy» index: a file read within the tick in which it
// was written cannot be trusted until it has aged.
func TestRacyFile(t *testing.T) {
	clock := time.Now()
	tree := fstest.MapFS{"content/a.md": {Data: []byte("A"), ModTime: clock.Add(-time.Second)}}
	r := FromFS(tree, nil)
	r.now = func() time.Time { return clock }
	s := read(t, r)
	tree["content/a.md"].Data = []byte("B")
	s = refresh(t, s)
	equal(t, "edit in the same tick", content(t, s), "content/a.md B\n")
	clock = clock.Add(5 * time.Second)
	s = refresh(t, s)
	tree["content/a.md"].Data = []byte("C") // no file system does this to a file of that age
	equal(t, "aged", content(t, refresh(t, s)), "content/a.md B\n")
}

func TestRefreshOnly(t *testing.T) {
	r, dir := project(t, fstest.MapFS{"templates/x.html": {Data: []byte("X")}},
		"content/a.md", "A", "content/b.md", "B", "content/sub/c.md", "C", "content/sub/deep/d.md", "D")
	s := read(t, r)
	p := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	only := func(hints ...string) string {
		t.Helper()
		next, err := s.RefreshOnly(t.Context(), hints...)
		must(t, err)
		var b strings.Builder
		for _, f := range next.Files() {
			fmt.Fprintf(&b, "%s=%s ", strings.TrimPrefix(f.Path, "content/"), f.text)
		}
		return b.String() + strings.Join(next.Folders(), ",")
	}
	write(t, dir, "content/a.md", "A2", "content/b.md", "B2", "content/new/in/e.md", "E", "content/new/f.md", "F")
	must(t, os.RemoveAll(p("content/sub/deep")))
	const rest = "sub/c.md=C sub/deep/d.md=D templates/x.html=X content,content/sub,content/sub/deep"
	equal(t, "nothing", only(), "a.md=A b.md=B "+rest)
	equal(t, "elsewhere", only("cmd/x.go"), "a.md=A b.md=B "+rest)
	equal(t, "one file", only("content/a.md"), "a.md=A2 b.md=B "+rest)
	equal(t, "two files", only("content/b.md", "content/a.md", "content/a.md"), "a.md=A2 b.md=B2 "+rest)
	equal(t, "a file that is not there", only("content/zzz.md"), "a.md=A b.md=B "+rest)
	equal(t, "in a folder that is gone", only("content/sub/deep/d.md"), "a.md=A b.md=B sub/c.md=C templates/x.html=X content,content/sub")
	// Only the deepest file of a new folder was named: the whole folder is new.
	equal(t, "in a new folder", only("content/new/in/e.md"),
		"a.md=A b.md=B new/f.md=F new/in/e.md=E sub/c.md=C sub/deep/d.md=D templates/x.html=X content,content/new,content/new/in,content/sub,content/sub/deep")
	equal(t, "everything", only("content"),
		"a.md=A2 b.md=B2 new/f.md=F new/in/e.md=E sub/c.md=C templates/x.html=X content,content/new,content/new/in,content/sub")

	// What is passed over or refused stays so when it is named.
	write(t, dir, "content/.obsidian/x.md", "no", "content/a.md~", "no", "static/.git/config", "no")
	equal(t, "passed over", only("content/.obsidian/x.md", "content/a.md~"), "a.md=A b.md=B "+rest)
	next, err := s.RefreshOnly(t.Context(), "static/.git/config")
	must(t, err)
	equal(t, "refused", problems(next), "static/.git error secret-file\n")
	must(t, os.RemoveAll(p("static")))
	next, err = next.RefreshOnly(t.Context(), "static/.git")
	must(t, err)
	equal(t, "mended", problems(next), "")
}

func TestReplacedRoot(t *testing.T) {
	r, dir := project(t, nil, "content/a.md", "old")
	s := read(t, r)
	must(t, os.Rename(dir, dir+".away"))
	if _, err := s.Refresh(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("while the project is away: %v", err)
	}
	write(t, dir, "content/a.md", "new", "static/x.css", "x")
	s = refresh(t, s)
	equal(t, "the new directory", content(t, s), "content/a.md new\nstatic/x.css x\n")
}

func TestErrChanged(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, p string){
		"edited":        func(t *testing.T, p string) { must(t, os.WriteFile(p, []byte("other"), 0o644)) },
		"longer":        func(t *testing.T, p string) { must(t, os.WriteFile(p, []byte("photo and more"), 0o644)) },
		"cut":           func(t *testing.T, p string) { must(t, os.Truncate(p, 2)) },
		"gone":          func(t *testing.T, p string) { must(t, os.Remove(p)) },
		"now a folder":  func(t *testing.T, p string) { must(t, os.Remove(p)); must(t, os.Mkdir(p, 0o755)) },
		"above is gone": func(t *testing.T, p string) { must(t, os.RemoveAll(filepath.Dir(p))) },
	} {
		t.Run(name, func(t *testing.T) {
			r, dir := project(t, nil, "content/x/photo.jpg", "photo")
			f, _ := read(t, r).File("content/x/photo.jpg")
			if data, err := f.Bytes(); err != nil || string(data) != "photo" {
				t.Fatalf("before: %q, %v", data, err)
			}
			change(t, filepath.Join(dir, "content/x/photo.jpg"))
			if data, err := f.Bytes(); !errors.Is(err, ErrChanged) {
				t.Errorf("Bytes: %q, %v", data, err)
			} else if !strings.Contains(err.Error(), f.Path) {
				t.Errorf("Bytes: the error does not name the file: %v", err)
			}
			in, err := f.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, in)
				in.Close()
			}
			if !errors.Is(err, ErrChanged) {
				t.Errorf("Open: %v", err)
			}
		})
	}
}

func TestBytesAreTheCallersOwn(t *testing.T) {
	s := read(t, FromFS(fstest.MapFS{"content/a.md": {Data: []byte("A")}, "static/x.css": {Data: []byte("X")}}, nil))
	for _, f := range s.Files() {
		data, err := f.Bytes()
		must(t, err)
		data[0] = '!'
	}
	s.Files()[0] = nil
	equal(t, "afterwards", content(t, s), "content/a.md A\nstatic/x.css X\n")
}

func TestWhatIsKept(t *testing.T) {
	big := strings.Repeat("x", keptSize+1)
	files := map[string]bool{ // path → bytes kept
		"content/a.md": true, "content/a.yaml": true, "content/a.YML": true, "content/a.toml": true, "content/a.json": true, "content/a.csv": true,
		"content/a.jpg": false, "content/a": false, "templates/a.html": true, "templates/a.xml": true, "static/a.md": false, "static/a.css": false,
	}
	tree := fstest.MapFS{"content/big.md": {Data: []byte(big)}, "content/fits.md": {Data: []byte(big[1:])}, "content/none.md": {}}
	files["content/big.md"], files["content/fits.md"], files["content/none.md"] = false, true, true
	for p := range files {
		if tree[p] == nil {
			tree[p] = &fstest.MapFile{Data: []byte("text of " + p)}
		}
	}
	s := read(t, FromFS(tree, nil))
	content(t, s)
	for p, want := range files {
		if f, ok := s.File(p); !ok || (f.text != nil) != want {
			t.Errorf("%s: kept is not %v", p, want)
		}
	}
}

// TestVanishing reads a project while files disappear between being listed and
// being read.
func TestVanishing(t *testing.T) {
	tree := hooked{MapFS: fstest.MapFS{"content/a.md": {}, "content/b.md": {}, "content/sub/c.md": {}}, open: func(name string) error {
		if name == "content/b.md" || name == "content/sub" {
			return fs.ErrNotExist
		}
		return nil
	}}
	equal(t, "files", content(t, read(t, FromFS(tree, nil))), "content/a.md \n")
}

// TestUnreadable: a file that nobody allows us to read is refused, and the others
// are read. A folder is a failure: nobody knows what is in it.
func TestUnreadable(t *testing.T) {
	deny := func(name string) *Root {
		return FromFS(hooked{MapFS: fstest.MapFS{"content/b.md": {}, "content/sub/c.md": {}, "static/x.css": {}}, open: func(opened string) error {
			if opened == name {
				return fs.ErrPermission
			}
			return nil
		}}, nil)
	}
	for _, name := range []string{"content/b.md", "static/x.css"} {
		s, err := deny(name).Read(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, there := s.File(name); there || len(s.Files()) != 2 {
			t.Errorf("%s: there are %d files", name, len(s.Files()))
		}
		if d := s.Diagnostics(); len(d) != 1 || d[0].Start.File != name || d[0].Code != "unreadable" || d.Errors() != 1 {
			t.Errorf("%s: %v", name, d)
		}
	}
	if _, err := deny("content/sub").Read(t.Context()); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "content/sub") {
		t.Errorf("a folder: %v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	tree := hooked{MapFS: fstest.MapFS{"content/a.md": {}, "content/b.md": {}}, open: func(name string) error {
		if name == "content/a.md" {
			cancel()
		}
		return nil
	}}
	if _, err := FromFS(tree, nil).Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while reading: %v", err)
	}
	if _, err := FromFS(tree, nil).Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before reading: %v", err)
	}
}

// TestDeterminism lists 2,000 files in ever another order: the snapshot is the same.
func TestDeterminism(t *testing.T) {
	tree := fstest.MapFS{}
	for i := range 2000 {
		p := fmt.Sprintf("content/%d/%d/article-%d.md", i%7, i%31, i)
		if i%50 == 0 {
			p = fmt.Sprintf("static/%d/.env.%d", i%7, i)
		}
		tree[p] = &fstest.MapFile{Data: []byte(p)}
	}
	describe := func(s *Snapshot) string {
		return content(t, s) + problems(s) + fmt.Sprint(s.Folders())
	}
	want := describe(read(t, FromFS(tree, nil)))
	for seed := range uint64(5) {
		s := read(t, FromFS(shuffled{tree, seed}, nil))
		if got := describe(s); got != want {
			t.Fatalf("seed %d: another snapshot", seed)
		}
		if got := describe(refresh(t, s)); got != want {
			t.Fatalf("seed %d: another snapshot after Refresh", seed)
		}
	}
	if strings.Count(want, "secret-file") != 40 {
		t.Error("the tree does not test diagnostics")
	}
}

// shuffled lists directories in random order.
type shuffled struct {
	fs.FS
	seed uint64
}

func (s shuffled) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(s.FS, name)
	rand.New(rand.NewPCG(s.seed, uint64(len(name)))).Shuffle(len(entries), func(i, j int) {
		entries[i], entries[j] = entries[j], entries[i]
	})
	return entries, err
}

// hooked asks open before it opens.
type hooked struct {
	fstest.MapFS
	open func(name string) error
}

func (h hooked) Open(name string) (fs.File, error) {
	if err := h.open(name); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return h.MapFS.Open(name)
}

func (h hooked) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := h.open(name); err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return h.MapFS.ReadDir(name)
}

// loose is a tree whose names need not be valid paths, as on a disk. Each entry
// is one file; it is listed by its segments.
type loose map[string]string

func (l loose) Open(name string) (fs.File, error) {
	if text, ok := l[name]; ok {
		return fstest.MapFS{"x": {Data: []byte(text)}}.Open("x")
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (l loose) Stat(name string) (fs.FileInfo, error) {
	for p, text := range l {
		if p == name {
			return fs.Stat(fstest.MapFS{"x": {Data: []byte(text)}}, "x")
		}
		if strings.HasPrefix(p, name+"/") {
			return fs.Stat(fstest.MapFS{"x": {Mode: fs.ModeDir | 0o755}}, "x")
		}
	}
	return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

func (l loose) ReadDir(name string) ([]fs.DirEntry, error) {
	var entries []fs.DirEntry
	for p := range l {
		below, ok := strings.CutPrefix(p, name+"/")
		if !ok {
			continue
		}
		child, _, _ := strings.Cut(below, "/")
		info, err := l.Stat(name + "/" + child)
		if err != nil {
			return nil, err
		}
		entries = append(entries, named{fs.FileInfoToDirEntry(info), child})
	}
	return entries, nil
}

type named struct {
	fs.DirEntry
	name string
}

func (n named) Name() string { return n.name }

func TestSecretsOnDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems do not store such names")
	}
	r, dir := project(t, nil, "static/ok.txt", "ok", "static/.env", "KEY=1", "static/a\xff.txt", "x", "content/a\x1bb.md", "x")
	s := read(t, r)
	equal(t, "files", content(t, s), "static/ok.txt ok\n")
	equal(t, "diagnostics", problems(s), `content/a\x1bb.md error file-name
static/.env error secret-file
static/a\xff.txt error file-name
`)
	must(t, os.Remove(filepath.Join(dir, "static/.env")))
	if slices.Contains(strings.Fields(problems(refresh(t, s))), "static/.env") {
		t.Error("the diagnostic outlived its file")
	}
}

// BenchmarkRead and BenchmarkRefresh are the first read of 10,000 articles of
// 4 KB, and looking at them again with nothing changed.
func BenchmarkRead(b *testing.B) {
	r := articles(b, 10_000)
	for b.Loop() {
		read(b, r)
	}
}

func BenchmarkRefresh(b *testing.B) {
	s := read(b, articles(b, 10_000))
	for b.Loop() {
		s = refresh(b, s)
	}
}

func BenchmarkRefreshOnly(b *testing.B) {
	s := read(b, articles(b, 10_000))
	for b.Loop() {
		if _, err := s.RefreshOnly(b.Context(), "content/articles/07/article-4207.md"); err != nil {
			b.Fatal(err)
		}
	}
}

func articles(b *testing.B, n int) *Root {
	b.Helper()
	r, dir := project(b, nil)
	text := strings.Repeat("It was the third incident of the week. ", 105)
	for i := range n {
		write(b, dir, fmt.Sprintf("content/articles/%02d/article-%d.md", i%100, i), fmt.Sprint(i, text))
	}
	return r
}

// TestLookEndsSoon: whoever saves a file must not wait for a look at all others that
// has begun, so that a folder is listed piece by piece.
func TestLookEndsSoon(t *testing.T) {
	dir := t.TempDir()
	want := map[string]bool{}
	for n := range 250 {
		name := fmt.Sprintf("%03d.md", n)
		want[name] = true
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for inside, err := range list(directory{root}, ".") {
		if err != nil || len(inside) > 100 {
			t.Fatal(len(inside), err)
		}
		for _, d := range inside {
			if !want[d.Name()] {
				t.Errorf("%s is listed twice, or is not there", d.Name())
			}
			delete(want, d.Name())
		}
	}
	if len(want) > 0 {
		t.Errorf("not listed: %v", want)
	}
}

// TestOutside: what lies outside of any paths, which need not be there, is what does
// not lie at or under one of them.
func TestOutside(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 1))
	name := func() string {
		parts := []string{"content"}
		for range 1 + random.IntN(3) {
			parts = append(parts, []string{"a", "a-b", "a.md", "a0", "b", "b b", "b.md"}[random.IntN(7)])
		}
		return strings.Join(parts, "/")
	}
	for range 5000 {
		var s Snapshot
		for range random.IntN(12) {
			s.entries = append(s.entries, entry{path: name()})
		}
		slices.SortFunc(s.entries, func(a, b entry) int { return strings.Compare(a.path, b.path) })
		s.entries = slices.CompactFunc(s.entries, func(a, b entry) bool { return a.path == b.path })
		var scopes []string
		for range random.IntN(5) {
			scopes = append(scopes, name())
		}
		set, want := setOf(scopes), []string{}
		for _, e := range s.entries {
			if !covers(set, e.path) {
				want = append(want, e.path)
			}
		}
		got := []string{}
		for _, e := range s.outside(scopes) {
			got = append(got, e.path)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("outside %q of %v: %q, want %q", scopes, s.entries, got, want)
		}
	}
}
