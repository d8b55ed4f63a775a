package serve

import (
	"strings"
	"testing"
	"testing/fstest"

	"blotter/internal/diag"
	"blotter/internal/source"
)

func TestFrame(t *testing.T) {
	long := strings.Repeat("word ", 100) + "wrong" + strings.Repeat(" word", 100)
	snapshot, err := source.FromFS(fstest.MapFS{
		"content/articles/a.md": {Data: []byte("\ufeff---\r\ntitle: \t日本 x\r\n" + long + "\n\x1b[31mred\n")},
	}, nil).Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line, col, endLine, endCol int
		want                       string
	}{
		{1, 1, 1, 4, "1 | ---\n  | ^^^"},
		{2, 9, 2, 11, "2 | title: \t日本 x\n  |        \t^^^^"},
		{2, 12, 2, 13, "2 | title: \t日本 x\n  |        \t     ^"},
		{2, 12, 2, 12, "2 | title: \t日本 x\n  |        \t     ^"},
		{2, 1, 9, 1, "2 | title: \t日本 x\n  | ^^^^^^^^^^^^^^"},
		{2, 99, 2, 120, "2 | title: \t日本 x\n  |        \t      ^"},
		{4, 1, 4, 2, "4 | \ufffd[31mred\n  | ^"},
		{0, 0, 0, 0, ""},
		{99, 1, 99, 2, ""},
	} {
		d := diag.Diagnostic{Start: diag.Pos{File: "content/articles/a.md", Line: c.line, Col: c.col}, End: diag.Pos{File: "content/articles/a.md", Line: c.endLine, Col: c.endCol}}
		if got := newLineReader(snapshot).frame(d); got != c.want {
			t.Errorf("%d:%d:\n%q\nwant\n%q", c.line, c.col, got, c.want)
		}
	}
	d := diag.Diagnostic{Start: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 501}, End: diag.Pos{File: "content/articles/a.md", Line: 3, Col: 506}}
	frame := newLineReader(snapshot).frame(d)
	line, carets, _ := strings.Cut(frame, "\n")
	at := strings.Index(carets, "^^^^^")
	if text := []rune(line); at < 0 || len(text) > frameWidth+10 || string(text[at:at+5]) != "wrong" {
		t.Errorf("a long line:\n%s", frame)
	}
}
