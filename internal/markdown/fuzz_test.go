package markdown

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// FuzzMarkdown holds every text against what is promised of all: nothing active,
// tags that match, unique ids, slots in order, positions inside the file, the
// same result each time.
func FuzzMarkdown(f *testing.F) {
	for _, s := range append(append(samples(), hostile()...), "a\u202eb \u2066c\n\n> \u2069d\xe2", "&#x202e; \u2067a\u2069") {
		f.Add([]byte(s))
	}
	for name, make := range pathological() {
		if !strings.Contains(name, "definitions in one line") {
			f.Add([]byte(make(20)))
		}
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		_, in, _ := bytes.Cut(data, []byte("-- in.md --\n"))
		in, _, _ = bytes.Cut(in, []byte("-- out.html --\n"))
		f.Add(in)
	}
	// Small limits, so that they are met.
	small := Limits{Bytes: 1 << 16, Block: 1 << 12, Depth: 8, Cells: 100, Lines: 2000, Links: 50, HTML: 1 << 18}
	first, second := New(Options{Words: english(), Limits: small}), New(Options{Words: english(), Limits: small})
	f.Fuzz(func(t *testing.T, text []byte) {
		body, list := first.Render("a.md", text, 5)
		again, listAgain := second.Render("a.md", text, 5)
		if !reflect.DeepEqual(body, again) || !reflect.DeepEqual(list, listAgain) {
			t.Fatal("another result the second time")
		}
		for _, problem := range promises(t, text, body, list) {
			t.Errorf("%s\n%s", problem, body.HTML)
		}
	})
}

// promises gives what is wrong with a result, whatever the text.
func promises(t testing.TB, text []byte, body news.Body, list diag.List) (problems []string) {
	t.Helper()
	bad := func(format string, a ...any) { problems = append(problems, fmt.Sprintf(format, a...)) }
	if !utf8.ValidString(body.HTML) || strings.ContainsFunc(body.HTML, forbidden) {
		bad("HTML that HTML cannot hold")
	}
	offset := 0
	var open []int
	for _, s := range body.Slots {
		if s.Offset < offset || s.Offset > len(body.HTML) || s.Link < 0 || s.Link >= len(body.Links) {
			bad("slot %v", s)
			return problems
		}
		offset = s.Offset
		switch l := body.Links[s.Link]; {
		case s.Part == news.OpenPicture && (!l.Picture || !strings.HasPrefix(body.HTML[s.Offset:], ` alt="`)),
			s.Part == news.ClosePicture && (!l.Picture || !strings.HasSuffix(body.HTML[:s.Offset], `">`)),
			s.Part == news.Caption && (!l.Picture || !strings.HasPrefix(body.HTML[s.Offset:], "</figure>")),
			s.Part == news.Credit && (!l.Picture || !strings.HasPrefix(body.HTML[s.Offset:], "</figcaption>")):
			bad("slot %v is not where it belongs", s)
		case s.Part == news.OpenTag:
			open = append(open, s.Link)
		case s.Part == news.CloseTag && (len(open) != 1 || open[0] != s.Link):
			bad("slot %v closes nothing", s)
		case s.Part == news.CloseTag:
			open = nil
		}
	}
	full := strings.Contains(fmt.Sprint(list), "too-large") // what is cut off does not close
	if !full {
		if len(open) > 0 {
			bad("link %v is not closed", open)
		}
		if problem := unbalanced(fill(body)); problem != "" {
			bad("%s", problem)
		}
		problems = append(problems, active(t, body)...)
	}

	lines := bytes.Split(clean(bytes.ToValidUTF8(text, []byte("\uFFFD"))), []byte("\n"))
	within := func(what string, line, col int) {
		if line < 5 || line >= 5+len(lines) || col < 1 || col > utf8.RuneCount(lines[line-5])+2 {
			bad("%s at %d:%d", what, line, col)
		}
	}
	for _, d := range list {
		within(d.Code, d.Start.Line, d.Start.Col)
		within(d.Code, d.End.Line, d.End.Col)
		if d.End.Line < d.Start.Line || d.End.Line == d.Start.Line && d.End.Col < d.Start.Col {
			bad("%v ends before it begins", d)
		}
		if d.Code == "" || d.Message == "" || d.Start.File != "a.md" {
			bad("empty diagnostic %v", d)
		}
	}
	for _, l := range body.Links {
		within(l.Target, int(l.Span.Line), int(l.Span.Col))
		within(l.Target, int(l.Span.EndLine), int(l.Span.EndCol))
		if strings.ContainsAny(l.Target, "\\\n\x00") || strings.HasPrefix(l.Target, "//") || l.Target == "" {
			bad("target %q", l.Target)
		}
	}
	for _, q := range body.Quotes {
		within(q.Text, int(q.Span.Line), int(q.Span.Col))
		within(q.Text, int(q.Span.EndLine), int(q.Span.EndCol))
	}
	ids := map[string]bool{}
	for _, m := range strings.Split(body.HTML, ` id="`)[1:] {
		id, _, _ := strings.Cut(m, `"`)
		if ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
			bad("id %q", id)
		}
		ids[id] = true
	}
	for _, h := range body.Headings {
		if !ids[h.ID] || h.Level < 2 || h.Level > 6 || ReservedID(h.ID) {
			bad("heading %v", h)
		}
	}
	if utf8.RuneCountInString(body.Excerpt) > excerptLength || body.Words < 0 {
		bad("excerpt %q, words %d", body.Excerpt, body.Words)
	}
	return problems
}

// unbalanced says which tag does not match.
func unbalanced(fragment string) string {
	var open []string
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return "not closed: " + strings.Join(open, " ")
			}
			return ""
		case html.StartTagToken:
			name, _ := z.TagName()
			switch tag := string(name); tag {
			case "br", "hr", "img":
			default:
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if n := len(open); n == 0 || open[n-1] != string(name) {
				return "</" + string(name) + "> closes " + strings.Join(open, " ")
			}
			open = open[:len(open)-1]
		}
	}
}
