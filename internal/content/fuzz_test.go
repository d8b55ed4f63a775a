package content

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// drafts are the lines that say, each in its syntax, that a file is no more than
// a draft, at the margin of front matter.
var draftLine = regexp.MustCompile(`(?m)^(?:draft:[ \t]+true|draft[ \t]*=[ \t]*true)[ \t]*$`)

// FuzzFrontMatter: whatever the bytes, reading them doesn't panic, gives the
// same twice, points into the file, leaves no front matter in the body, and
// never passes over a draft.
func FuzzFrontMatter(f *testing.F) {
	for _, file := range corpus(f) {
		f.Add(file.text)
	}
	for _, c := range trickyFiles() {
		f.Add([]byte(c.file))
	}
	for _, seed := range []string{
		"---\ntitle: M&S\ndate: 2025-04-28\ndraft: true\n---\nBody.\n",
		"+++\ntitle = \"M&S\"\ndate = 2025-04-28\ndraft = true\n[sources.a]\nkind = \"press\"\nby = \"BBC\"\n[[claims]]\nsay = \"x\"\nstatus = \"stated\"\n+++\nBody.\n",
		"{\"title\": \"M&S\", \"date\": \"2025-04-28\", \"draft\": true, \"tags\": [\"a\", 1, {}]}\nBody.\n",
		"---\ntitle: |\n  a\n  ---\nextra: {a: [b, {c: 1.5}], d: \"e\\n\"}\nknown:\n- 'a'' b'\n- >-\n  c\n---\n",
	} {
		f.Add([]byte(seed))
	}
	o := testOptions(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			t.Skip() // TestBombs is for size
		}
		const path = "content/articles/a.md"
		doc, list := readAlone(path, text, o)
		if again, twice := readAlone(path, text, o); !reflect.DeepEqual(doc, again) || !reflect.DeepEqual(list, twice) {
			t.Fatalf("two readings differ:\n%v\n%v", list, twice)
		}
		if doc == nil && list.Errors() == 0 {
			t.Fatal("no document, and nothing said")
		}
		checkPositions(t, text, list)
		if doc == nil {
			return
		}
		checkMarks(t, text, doc)
		if _, err := json.Marshal(doc.Article.Extra); err != nil {
			t.Fatal(err)
		}

		// What stands between the fences, found by the plainest means.
		clean := strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
		if !strings.Contains(clean, "\n") {
			clean = strings.ReplaceAll(clean, "\r", "\n")
		}
		clean = strings.TrimLeftFunc(clean, func(c rune) bool { return strings.ContainsRune(" \t\n\v\f\r\u0085\u00a0", c) })
		for _, fence := range []string{"---", "+++"} {
			if !strings.HasPrefix(clean, fence) {
				continue
			}
			_, rest, _ := strings.Cut(clean, "\n")
			var block []string
			for line := range strings.Lines(rest) {
				if strings.TrimRight(line, " \t\n") == fence {
					break
				}
				block = append(block, line)
			}
			front, back := strings.Join(block, ""), rest[len(strings.Join(block, "")):]
			_, back, _ = strings.Cut(back, "\n")
			if fence == "---" && draftLine.MatchString(front) && !doc.Article.Draft && !strings.Contains(front, "draft =") && !strings.Contains(front, "draft=") {
				t.Fatalf("a draft is passed over")
			}
			body, said := o.renderer.Render(path, []byte(back), 1+strings.Count(string(text), "\n")-strings.Count(back, "\n"))
			if body.HTML != doc.Body.HTML && len(said) == 0 {
				t.Fatalf("the body is %q, and should be %q", doc.Body.HTML, body.HTML)
			}
			if first := strings.TrimLeft(back, "\n"); draftLine.MatchString(strings.SplitN(first, "\n", 2)[0]) {
				t.Fatal("a draft below the fence is passed over")
			}
		}
	})
}

// checkPositions: every diagnostic points into the file.
func checkPositions(t *testing.T, text []byte, list diag.List) {
	t.Helper()
	lines := linesOf(text)
	inside := func(p diag.Pos) bool {
		return p.Line == 0 && p.Col == 0 || p.Line >= 1 && p.Line <= len(lines) && p.Col >= 1 && p.Col <= utf8.RuneCountInString(lines[p.Line-1])+1
	}
	for _, d := range list {
		places := append([]diag.Pos{d.Start, d.End}, d.Related...)
		if d.Fix != nil {
			places = append(places, d.Fix.Start, d.Fix.End)
		}
		for _, p := range places {
			if !inside(p) {
				t.Fatalf("%v points outside the file, at %v", d, p)
			}
		}
		if !utf8.ValidString(d.Message) || !utf8.ValidString(d.Hint) {
			t.Fatalf("%q is not UTF-8", d.Message)
		}
	}
}

func checkMarks(t *testing.T, text []byte, doc *news.Document) {
	t.Helper()
	lines := linesOf(text)
	for _, m := range doc.Marks {
		s := m.Span
		if s.Line < 1 || int(s.EndLine) > len(lines) || s.Col < 1 || int(s.EndCol) > utf8.RuneCountInString(lines[s.EndLine-1])+1 ||
			s.EndLine < s.Line || s.EndLine == s.Line && s.EndCol < s.Col {
			t.Fatalf("%s stands at %v, in a file of %d lines", m.Path, s, len(lines))
		}
	}
}

func linesOf(text []byte) []string {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	clean, _ := joinLineEnds(text)
	return strings.Split(string(clean), "\n")
}

// FuzzHeadline: a headline written as it comes is read whole, or is an error;
// never is it cut short, and never does it take the draft below with it.
func FuzzHeadline(f *testing.F) {
	for _, seed := range []string{"M&S pauses orders", "M&S: orders", "Victim #3", "#3", "'It's off'", `"a" b`, `"a`, "[x] y", "{a}", "@a", "*a",
		"&a b", "!a b", "! a", "> a", "| a", "- a", "? a", ": a", "%a", "`a`", "~", "null", "a:", "a\tb", "\u00a0a", "a\u2028b", "a # b", "a '#b",
		`"a" #b`, "'a' # b", "...", "---", "a,", "]", "}", ",", "<<", "=", "0x1", "é: ü", "🙂#", `a\`, `"a\""`, "''", "'''", "!!str a", "!<x> a", "&a", "*a : b"} {
		f.Add(seed, "x")
		f.Add("x", seed)
	}
	o := testOptions(f)
	f.Fuzz(func(t *testing.T, title, known string) {
		if strings.ContainsAny(title+known, "\n\r") {
			t.Skip()
		}
		text := "---\ntitle: " + title + "\ndraft: true\nknown:\n  - x\n  - " + known + "\ndate: 2025-04-28\n---\nBody.\n"
		doc, list := readAlone("content/articles/a.md", []byte(text), o)
		checkPositions(t, []byte(text), list)
		if doc == nil {
			return
		}
		if !doc.Article.Draft || doc.Article.Date.IsZero() || len(doc.Article.Known) != 2 {
			t.Fatalf("the headline took other keys with it: %v", flat(doc))
		}
		for _, c := range [][2]string{{title, doc.Article.Title}, {known, doc.Article.Known[1]}} {
			written, read := strings.TrimSpace(c[0]), c[1]
			if read == "" || written[0] != '"' && written[0] != '\'' && o.renderer.Phrase(written) != read {
				t.Fatalf("%q was read as %q", written, read)
			}
		}
	})
}

// FuzzDraft: whatever stands above it in the front matter, a draft is a draft or
// the file an error.
func FuzzDraft(f *testing.F) {
	for _, seed := range []string{"a", `"a`, "'a", "[a", "extra: {a: 1,", "x\nextra:\n  a: |\n    b", "|", ">-\n  a", "|+\n a\n\n", "\"a\nb: c\"",
		"[a,\nb]", "{a: {b: \"", "a\n  # b", "? a", "x\ntags:\n- a\n-", "x\nextra:\n  'a", "x\nextra: [", "x\ntags: [a, 'b", "x\nextra: &a\n  b"} {
		f.Add(seed)
	}
	o := testOptions(f)
	f.Fuzz(func(t *testing.T, above string) {
		for line := range strings.Lines(strings.ReplaceAll(above, "\r", "\n")) {
			if strings.TrimSpace(line) == "---" {
				t.Skip() // the front matter ends there
			}
		}
		text := "---\ntitle: M&S\ndate: 2025-04-28\nstandfirst: " + above + "\ndraft: true\ntags: [x]\n---\nBody.\n"
		doc, list := readAlone("content/articles/a.md", []byte(text), o)
		checkPositions(t, []byte(text), list)
		if doc != nil && !doc.Article.Draft {
			t.Fatalf("a draft is passed over: %v", flat(doc))
		}
	})
}
