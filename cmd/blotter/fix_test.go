package main

import (
	"testing"

	"blotter/internal/diag"
)

// TestEdited: edits find their place in any kind of text file, and what does not
// fit the text is left alone.
func TestEdited(t *testing.T) {
	edit := func(line, col, endLine, endCol int, text string) diag.Edit {
		return diag.Edit{Start: diag.Pos{Line: line, Col: col}, End: diag.Pos{Line: endLine, Col: endCol}, Text: text}
	}
	for _, c := range []struct {
		name, text string
		edits      []diag.Edit
		want       string
	}{
		{"insert", "ab\ncd\n", []diag.Edit{edit(2, 2, 2, 2, "X")}, "ab\ncXd\n"},
		{"replace", "ab\ncd\n", []diag.Edit{edit(1, 1, 1, 3, "X")}, "X\ncd\n"},
		{"at the end of a line", "ab\ncd\n", []diag.Edit{edit(1, 3, 1, 3, "X")}, "abX\ncd\n"},
		{"over a line end", "ab\ncd\n", []diag.Edit{edit(1, 2, 2, 2, "X")}, "aXd\n"},
		{"at the very end", "ab", []diag.Edit{edit(1, 3, 1, 3, "X")}, "abX"},
		{"code points", "日本x\n", []diag.Edit{edit(1, 3, 1, 4, "Y")}, "日本Y\n"},
		{"byte order mark", "\ufeffab\n", []diag.Edit{edit(1, 1, 1, 2, "X")}, "\ufeffXb\n"},
		{"CRLF", "ab\r\ncd\r\n", []diag.Edit{edit(2, 1, 2, 3, "X\nY")}, "ab\r\nX\r\nY\r\n"},
		{"CR", "ab\rcd\r", []diag.Edit{edit(2, 1, 2, 3, "X\nY")}, "ab\rX\rY\r"},
		{"several, in any order", "abc\n", []diag.Edit{edit(1, 3, 1, 4, "Z"), edit(1, 1, 1, 2, "X")}, "XbZ\n"},
		{"overlapping: the first", "abc\n", []diag.Edit{edit(1, 1, 1, 3, "X"), edit(1, 2, 1, 4, "Y")}, "Xc\n"},
		{"beyond the line", "ab\ncd\n", []diag.Edit{edit(1, 9, 1, 9, "X")}, "ab\ncd\n"},
		{"beyond the text", "ab\n", []diag.Edit{edit(9, 1, 9, 1, "X")}, "ab\n"},
		{"the file as a whole", "ab\n", []diag.Edit{edit(0, 0, 0, 0, "X")}, "ab\n"},
		{"backwards", "ab\n", []diag.Edit{edit(1, 3, 1, 1, "X")}, "ab\n"},
	} {
		if got, ok := edited([]byte(c.text), c.edits); !ok || string(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.name, got, ok, c.want)
		}
	}
	if _, ok := edited([]byte("a\xffb"), []diag.Edit{edit(1, 1, 1, 2, "X")}); ok {
		t.Error("text that is not UTF-8 was edited")
	}
}
