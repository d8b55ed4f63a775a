package markdown

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blotter/internal/diag"
	"blotter/internal/news"
)

var update = flag.Bool("update", false, "rewrite what testdata/*.txtar want")

// TestGolden renders in.md of each archive, which begins at line 10 of its file,
// and compares with out.html (slots as {open 0}, {close 0}, {address 0}) and
// facts: everything else, the diagnostics last.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no archives", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			comment, in, ok := strings.Cut(string(data), "-- in.md --\n")
			if !ok {
				t.Fatal("there is no in.md")
			}
			in, _, _ = strings.Cut(in, "-- out.html --\n")
			_, language, _ := strings.Cut(strings.TrimSpace(comment), "language: ")
			body, list := New(Options{Words: english(), Language: language}).Render("in.md", []byte(in), 10)
			got := comment + "-- in.md --\n" + in + "-- out.html --\n" + withSlots(body) + "-- facts --\n" + facts(body, list)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(data), got); d != "" {
				t.Errorf("-want +got (-update rewrites):\n%s", d)
			}
		})
	}
}

func withSlots(b news.Body) string {
	var out strings.Builder
	from := 0
	for _, s := range b.Slots {
		fmt.Fprintf(&out, "%s{%s %d}", b.HTML[from:s.Offset], [...]string{"open", "close", "img", "/img", "caption", "credit"}[s.Part], s.Link)
		from = s.Offset
	}
	out.WriteString(b.HTML[from:])
	return out.String()
}

func facts(b news.Body, list diag.List) string {
	var out strings.Builder
	fmt.Fprintf(&out, "excerpt: %s\nwords: %d\n", b.Excerpt, b.Words)
	for i, l := range b.Links {
		kind := "link"
		if l.Picture {
			kind = "picture"
		}
		fmt.Fprintf(&out, "%s %d: %s", kind, i, l.Target)
		if l.Suffix != "" {
			fmt.Fprintf(&out, " suffix %s", l.Suffix)
		}
		if l.Title != "" {
			fmt.Fprintf(&out, " title %q", l.Title)
		}
		fmt.Fprintf(&out, " at %s\n", place(l.Span))
	}
	for _, h := range b.Headings {
		fmt.Fprintf(&out, "h%d #%s %s\n", h.Level, h.ID, h.Text)
	}
	for _, q := range b.Quotes {
		fmt.Fprintf(&out, "pull quote %q at %s\n", q.Text, place(q.Span))
	}
	for _, i := range b.Indicators {
		fmt.Fprintf(&out, "indicator %s %s first %q last %q note %q\n", i.Type, i.Value, i.First, i.Last, i.Note)
	}
	for _, d := range list {
		fmt.Fprintf(&out, "%s\n", d)
	}
	return out.String()
}

func place(s diag.Span) string {
	return fmt.Sprintf("%d:%d–%d:%d", s.Line, s.Col, s.EndLine, s.EndCol)
}
