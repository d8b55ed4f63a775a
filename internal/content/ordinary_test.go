package content

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// ordinaryMatter is front matter that ordinary must read itself, and that it must
// leave to the library.
func ordinaryMatter() (read, left []string) {
	read = []string{
		"title: M&S pauses orders on its website\n",
		"title: \"M&S: pauses orders #3\"\ndate: 2025-04-28T16:40:00+01:00\ncompany: Marks & Spencer\nincident_type: undisclosed\nattribution_status: unattributed\n",
		"title: 'A \u201cquoted\u201d headline'\ntags: [retail, \"two words\", 'x']\nurl: https://example.org/a?b=c\n",
		"legal:\n  - {stage: charged, case: A, by: Example Court, date: 2025-04-28}\nknown:\n- Tills failed.\n- \"Orders: stopped\"\n",
		"title: Ü ber Łódź 東京\nversion: 3.10\ndraft: true\nnothing: ~x\n"[:len("title: Ü ber Łódź 東京\nversion: 3.10\ndraft: true\n")],
	}
	left = []string{
		"", "# a comment\ntitle: a\n", "title: a # a comment\n", "title: a: b\n", "title: \"a\\nb\"\n", "title: a\ntitle: b\n", "title:\n", "title: a\n  b\n",
		"title: |\n  a\n", "a: &x b\n", "a: *x\n", "a: !!str b\n", "a: {b: c}\n", "a: [b, [c]]\n", "a: [b,c]\n", "a: []\n", "title : a\n", " title: a\n",
		"title: a \n", "title: \"a\" b\n", "title: a\n\ndate: 2025\n", "a:\n  b: c\n", "a:\n  - b: c\n", "a:\n  - b\n - c\n", "a:\n  - b\n    c\n", "title: a", "title: 'it''s'\n",
		"title: a\u2028b\n", "title: a\tb\n", "- a\n", "a: -\n", "a: ? b\n", "a: [b: c]\n", "a: [b\n", "a:\n  - {b: c, b: d}\n", "---\n", "...\n",
	}
	return read, left
}

func TestOrdinary(t *testing.T) {
	read, left := ordinaryMatter()
	for _, text := range read {
		if _, ok := ordinary([]byte("---\n"+text), []byte(text), 4); !ok {
			t.Errorf("left to the library:\n%s", text)
		}
		sameAsLibrary(t, text)
	}
	for _, text := range left {
		if _, ok := ordinary([]byte("---\n"+text), []byte(text), 4); ok {
			t.Errorf("not left to the library:\n%s", text)
		}
	}
}

// FuzzOrdinary: what is read without the library is read as the library reads it,
// and the library finds nothing wrong with it.
func FuzzOrdinary(f *testing.F) {
	read, left := ordinaryMatter()
	for _, text := range append(read, left...) {
		f.Add(text)
	}
	for _, file := range corpus(f) {
		if text, ok := strings.CutPrefix(string(file.text), "---\n"); ok {
			block, _, _ := strings.Cut(text, "\n---\n")
			f.Add(block + "\n")
		}
	}
	f.Fuzz(sameAsLibrary)
}

// sameAsLibrary demands that ordinary reads text as the library does, if it does.
func sameAsLibrary(t *testing.T, text string) {
	const path, fence = "content/articles/a.md", "---\n"
	whole := []byte(fence + text + fence)
	r := &report{file: path}
	clean, ok := r.open(whole)
	if !ok || !bytes.Equal(clean, whole) {
		return
	}
	got, ok := ordinary(clean, []byte(text), len(fence))
	if !ok {
		return
	}
	want, sure := r.readAnyYAML([]byte(text), len(fence))
	if !sure || len(r.list) > 0 {
		t.Fatalf("the library finds wrong:\n%s\n%v", text, r.list)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s\nread as    %+v\nthe library %+v", text, got, want)
	}
}
