package markdown

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// pathological are texts that make some parser of Markdown take quadratic time
// or memory: cmark's own list, what was measured of goldmark, and what this
// package could get wrong. Each is made for a size.
func pathological() map[string]func(n int) string {
	repeat := strings.Repeat
	return map[string]func(n int) string{
		// cmark, test/pathological_tests.py
		"nested strong emphasis":                    func(n int) string { return repeat("*a **a ", n) + "b" + repeat(" a** a*", n) },
		"many emphasis closers with no openers":     func(n int) string { return repeat("a_ ", n) },
		"many emphasis openers with no closers":     func(n int) string { return repeat("_a ", n) },
		"many link closers with no openers":         func(n int) string { return repeat("a]", n) },
		"many link openers with no closers":         func(n int) string { return repeat("[a", n) },
		"mismatched openers and closers":            func(n int) string { return repeat("*a_ ", n) },
		"openers and closers multiple of 3":         func(n int) string { return "a**b" + repeat("c* ", n) },
		"link openers and emphasis closers":         func(n int) string { return repeat("[ a_", n) },
		"pattern [ (]( repeated":                    func(n int) string { return repeat("[ (](", n) },
		"pattern ![[]() repeated":                   func(n int) string { return repeat("![[]()", n) },
		"hard link/emphasis case":                   func(n int) string { return repeat("**x [a*b**c*](d)", n) },
		"nested brackets":                           func(n int) string { return repeat("[", n) + "a" + repeat("]", n) },
		"nested block quotes":                       func(n int) string { return repeat("> ", n) + "a" },
		"deeply nested lists":                       func(n int) string { return nestedList(n / 50) },
		"backticks":                                 ticks,
		"unclosed links A":                          func(n int) string { return repeat("[a](<b", n) },
		"unclosed links B":                          func(n int) string { return repeat("[a](b", n) },
		"unclosed <!--":                             func(n int) string { return "</" + repeat("<!--", n) },
		"unclosed <?":                               func(n int) string { return "a " + repeat("<?", n) },
		"unclosed <!X":                              func(n int) string { return "a " + repeat("<!X", n) },
		"unclosed CDATA":                            func(n int) string { return "a " + repeat("<![CDATA[", n) },
		"many references":                           manyReferences,
		"empty lines in deeply nested lists":        func(n int) string { return repeat("- ", n) + "x" + repeat("\n", n) },
		"empty lines in deeply nested lists, quote": func(n int) string { return repeat("- ", n) + "x\n" + repeat(">\n", n) },
		"emphasis in deep block quote":              func(n int) string { return repeat(">", n) + repeat("a*", n) },
		"tables":                                    func(n int) string { return "aaa\rbbb\n-\v\n" + repeat("x", n) + "\n|-|\n" },
		"reference label soup":                      func(n int) string { return "[foo]: /u\n\n" + repeat("[foo ", n) + repeat("]", n) },
		"alternate openers":                         func(n int) string { return repeat("*_", n) + "a" + repeat("_*", n) },

		// goldmark, measured
		"list with blank lines": func(n int) string { return repeat("- ", n) + "x\n" + repeat("\n", n) },
		"wide table": func(n int) string {
			return repeat("|a", n/20) + "|\n" + repeat("|-", n/20) + "|\n" + repeat("|b\n", n/20)
		},
		"many footnotes": func(n int) string {
			var b strings.Builder
			for i := range n / 4 {
				fmt.Fprintf(&b, "[^%d] ", i)
			}
			for i := range n / 4 {
				fmt.Fprintf(&b, "\n\n[^%d]: x", i)
			}
			return b.String()
		},
		"many marks of one footnote": func(n int) string { return "[^1]: x\n\n" + repeat("[^1]", n) },
		"many definitions in one paragraph": func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "[%d]: /u\n", i)
			}
			return b.String()
		},
		"escaped pipes in cells": func(n int) string { return "|a|\n|-|\n" + repeat("|`\\|`|\n", n) },

		// ours
		"long run of *":                       func(n int) string { return repeat("*", 8*n) + "a" },
		"long runs of *":                      func(n int) string { return "a" + repeat("*", 8*n) + "a" + repeat("*", 8*n) + "a" },
		"long run of _":                       func(n int) string { return "a " + repeat("_", 8*n) },
		"long run of ~":                       func(n int) string { return "a " + repeat("~", 8*n) },
		"separate ~":                          func(n int) string { return repeat("~a ~~a ", n) + repeat("a~ ", n) },
		"long run of [":                       func(n int) string { return repeat("[", 8*n) },
		"long run of ]":                       func(n int) string { return repeat("]", 8*n) },
		"long run of ![":                      func(n int) string { return repeat("![", 4*n) },
		"long run of backticks":               func(n int) string { return "a " + repeat("`", 8*n) },
		"single backticks":                    func(n int) string { return repeat("`` ` ", n) },
		"long run of <":                       func(n int) string { return repeat("<", 8*n) },
		"<a repeated":                         func(n int) string { return repeat("<a ", n) },
		"tags with open attributes":           func(n int) string { return repeat("<a b='<a c=\"", n) },
		"tags with many attributes":           func(n int) string { return "x <a " + repeat("b=c ", 8*n) },
		"long run of &":                       func(n int) string { return repeat("&", 8*n) },
		"long entity":                         func(n int) string { return repeat("&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", n/4) },
		"backslashes":                         func(n int) string { return repeat("\\", 8*n) },
		"quotes":                              func(n int) string { return repeat("\"'a ", n) },
		"single quotes":                       func(n int) string { return repeat("'a ", n) + repeat("\"b ", n) },
		"quotes behind emphasis":              func(n int) string { return "\"" + repeat("*a*", n) + "\"" + repeat("**", n) },
		"digits and quotes":                   func(n int) string { return repeat("5'10\" ", n) },
		"dashes":                              func(n int) string { return "a" + repeat("-", 8*n) },
		"dots":                                func(n int) string { return repeat(".", 8*n) },
		"unclosed titles":                     func(n int) string { return repeat("[a](b \"c", n) },
		"unclosed titles in braces":           func(n int) string { return repeat("[a](b (c", n) },
		"links in a picture":                  func(n int) string { return repeat("![", n) + repeat("[a](b)", n) },
		"nested pictures":                     func(n int) string { return repeat("![", n) + repeat("](a)", n) },
		"full references":                     func(n int) string { return repeat("[a][b]", n) },
		"reference expansion":                 func(n int) string { return "[a]: /" + repeat("u", 20*n) + "\n\n" + repeat("[a]", n) },
		"external reference":                  func(n int) string { return "[a]: https://x.y/" + repeat("u", 20*n) + "\n\n" + repeat("[a]", n) },
		"long label":                          func(n int) string { return repeat("["+repeat("a", 990)+"]", n/100) },
		"www._":                               func(n int) string { return repeat("www._", n) },
		"http repeated":                       func(n int) string { return repeat("http://a_", n) },
		"bare URL with ends":                  func(n int) string { return repeat("http://a.b/"+repeat(")", 50), n/10) },
		"bare URL, unbalanced":                func(n int) string { return "http://a.b/" + repeat("(", n) + repeat(")", 2*n) },
		"bare URL, entities":                  func(n int) string { return "http://a.b/" + repeat("&amp;", n) },
		"at signs":                            func(n int) string { return repeat("@", 8*n) },
		"mail addresses":                      func(n int) string { return repeat("a_", n) + "@b.c " + repeat("a@b ", n) },
		"links in one line":                   func(n int) string { return repeat("[é](/é) ", n/2) },
		"definitions in one line":             func(n int) string { return repeat("a ", n) + "\n\n" + manyReferences(n/10) },
		"same heading":                        func(n int) string { return repeat("# a\n\n", n/2) },
		"headings with numbers":               func(n int) string { return repeat("# a\n\n# a 2\n\n", n/8) },
		"same table":                          func(n int) string { return repeat("|a|\n|-|\n|b|\n\n", n/4) },
		"unknown fragments":                   func(n int) string { return repeat("[a](#b)", n/2) + "\n\n" + repeat("# a\n\n", n/4) },
		"pull quotes":                         func(n int) string { return repeat("> [!pullquote]\n> some words\n\n", n/4) + repeat("other words ", n) },
		"alerts":                              func(n int) string { return repeat("> [!note]\n> x\n\n", n/4) },
		"attributes":                          func(n int) string { return "> [!statement] by=" + repeat("a b=c ", n) + "\n> x" },
		"stray attributes":                    func(n int) string { return "> [!statement] " + repeat("a ", n) + "\n> x" },
		"unknown blocks":                      func(n int) string { return repeat("> [!x]\n", n) },
		"unsafe links":                        func(n int) string { return repeat("[a](javascript:b)", n) },
		"raw HTML":                            func(n int) string { return repeat("<b>", 8*n) },
		"HTML blocks":                         func(n int) string { return repeat("<div>\n\n", n) },
		"unclosed HTML block":                 func(n int) string { return "<script>" + repeat("\n<script", n) },
		"unclosed fences":                     func(n int) string { return repeat("```\n> ```\n", n/2) },
		"fences with long info":               func(n int) string { return "```" + repeat("a", 8*n) + "\n" },
		"code lines":                          func(n int) string { return repeat("    a\n", n) },
		"short paragraphs":                    func(n int) string { return repeat("a\n\n", n) },
		"short items":                         func(n int) string { return repeat("- a\n", n) },
		"changing lists":                      func(n int) string { return repeat("- a\n+ a\n", n/2) },
		"thematic breaks":                     func(n int) string { return "- " + repeat("- ", n) + "\n" + repeat("* * *\n", n/2) },
		"numbers":                             func(n int) string { return repeat("1. ", n) },
		"quotes and lists":                    func(n int) string { return repeat("> - ", n) + "a\n" + repeat("b\n", n) },
		"nested footnotes":                    func(n int) string { return repeat("[^1]: ", n) + "a" },
		"tabs":                                func(n int) string { return repeat("\t", n) + "a\n" + repeat("-\ta\n", n/4) },
		"setext":                              func(n int) string { return repeat("a\n", n) + "===\n" + repeat("a\n---\n", n/4) },
		"table rows of pipes":                 func(n int) string { return "|a|b|\n|-|-|\n" + repeat("|", 8*n) + "\n" },
		"rules without head":                  func(n int) string { return repeat("a\n|-|-|\n", n/2) },
		"iocs":                                func(n int) string { return "> [!iocs]\n> |type|value|\n> |-|-|\n" + repeat("> |ipv4|x|\n", n/2) },
		"one long line of text":               func(n int) string { return repeat("word ", 8*n) },
		"one line of Chinese":                 func(n int) string { return repeat("字", 4*n) },
		"combining marks":                     func(n int) string { return "# a" + repeat("\u0301", 4*n) },
		"invalid bytes":                       func(n int) string { return repeat("\xff\xfe*", 4*n) },
		"zero bytes":                          func(n int) string { return repeat("\x00", 8*n) },
		"carriage returns":                    func(n int) string { return repeat("a\r", n) },
		"indented continuation":               func(n int) string { return repeat("  a*\n", n) },
		"hard breaks":                         func(n int) string { return repeat("a\\\nb  \n", n/2) },
		"emphasis over many lines":            func(n int) string { return repeat("*a\n", n) },
		"blanks before line end":              func(n int) string { return repeat("a"+repeat(" ", 50)+"\n", n/10) },
		"blank run":                           func(n int) string { return "a" + repeat(" ", 8*n) + "b" },
		"open quotation marks in a quotation": func(n int) string { return repeat("> \"a\n", n) },
	}
}

func nestedList(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "* a\n")
	}
	return b.String()
}

// ticks has runs of backticks of every length, so that none closes another.
func ticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < 8*n; i++ {
		b.WriteString("e" + strings.Repeat("`", i))
	}
	return b.String()
}

func manyReferences(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[%d]: u\n", i)
	}
	return b.String() + strings.Repeat("[0]", n)
}

// TestPathological asserts that each text ends, with little memory. The time
// limit is a safety net, not a measurement: each takes less than half a second.
func TestPathological(t *testing.T) {
	r := New(Options{Words: english()})
	for name, make := range pathological() {
		t.Run(name, func(t *testing.T) {
			took, allocated := cost(t, r, []byte(make(repetitions)))
			if allocated > 256<<20 {
				t.Errorf("%d MiB allocated", allocated>>20)
			}
			t.Logf("%v, %d MiB", took, allocated>>20)
		})
	}
}

// cost renders text within the safety net and gives the time and the bytes that
// were allocated in all, which is more than was in use at any time.
func cost(t *testing.T, r *Renderer, text []byte) (time.Duration, uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start, done := time.Now(), make(chan bool)
	go func() {
		r.Render("a.md", text, 1)
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(60 * time.Second):
		t.Fatal("does not end")
	}
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	return took, after.TotalAlloc - before.TotalAlloc
}
