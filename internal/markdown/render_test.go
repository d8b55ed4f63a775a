package markdown

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// codes gives the codes of l, each once, with an exclamation mark for errors.
func codes(l diag.List) string {
	var out []string
	seen := map[string]bool{}
	for _, d := range l {
		code := d.Code
		if d.Severity == diag.Error {
			code += "!"
		}
		if !seen[code] {
			seen[code] = true
			out = append(out, code)
		}
	}
	return strings.Join(out, " ")
}

func TestLimits(t *testing.T) {
	repeat := strings.Repeat
	for _, c := range []struct {
		name   string
		limits Limits
		text   string
		want   string // codes
		shows  string // is in the HTML; "" if there is none
	}{
		{"size", Limits{Bytes: 10}, repeat("a", 10), "", "aaaaaaaaaa"},
		{"size", Limits{Bytes: 10}, repeat("a", 11), "too-large!", ""},
		{"paragraph", Limits{Block: 10}, "one\n\n" + repeat("a", 11) + "\n\ntwo", "too-large!", "two"},
		{"cell", Limits{Block: 20}, "|a|\n|-|\n|" + repeat("b", 30) + "|\n\ntwo", "too-large!", "two"},
		{"depth", Limits{Depth: 3}, "> > > a", "", "a"},
		{"depth", Limits{Depth: 3}, "> > > > a", "too-deep!", "<blockquote>"},
		{"depth of lists", Limits{Depth: 3}, "- a\n  - b\n    - c\n      - d\n", "too-deep!", "b"},
		{"depth of lists in one line", Limits{Depth: 3}, "- 1. - + a", "too-deep!", "<ul>"},
		{"depth by default", Limits{}, repeat("> ", 65) + "a", "too-deep!", "<blockquote>"},
		{"a thematic break is not deep", Limits{}, "* " + repeat("* ", 200), "", "<hr>"},
		{"depth of emphasis", Limits{}, repeat("*a **a ", 100) + "b" + repeat(" a** a*", 100), "too-deep!", "b"},
		{"cells", Limits{Cells: 6}, "|a|b|\n|-|-|\n|c|d|\n|e|f|\n", "", "f"},
		{"cells", Limits{Cells: 6}, "|a|b|\n|-|-|\n|c|d|\n|e|f|\n|g|h|\n\nafter", "too-many-cells!", "after"},
		{"empty cells count", Limits{Cells: 20}, "|a|b|c|d|e|f|g|h|\n|-|-|-|-|-|-|-|-|\n|x|\n|y|\n", "too-many-cells!", "x"},
		{"lines", Limits{Lines: 30}, repeat("a\n\n", 30), "too-many-lines!", "a"},
		{"links", Limits{Links: 2}, "[a](b.md) [c](d.md) [e](f.md) [g](h.md)", "too-many-links!", "[e](f.md)"},
		{"HTML", Limits{HTML: 2000}, repeat("**a** *b*\n\n", 300), "too-large!", "<strong>"},
	} {
		body, list := New(Options{Words: english(), Limits: c.limits}).Render("a.md", []byte(c.text), 1)
		if got := codes(list); got != c.want {
			t.Errorf("%s: got %q, want %q\n%v", c.name, got, c.want, list)
		}
		if !strings.Contains(body.HTML, c.shows) || c.shows == "" && body.HTML != "" {
			t.Errorf("%s: %q is not in\n%s", c.name, c.shows, body.HTML)
		}
		if len(list) > 5 {
			t.Errorf("%s: told %d times", c.name, len(list))
		}
	}
}

// TestCodesAreDocumented holds the package comment against the code.
func TestCodesAreDocumented(t *testing.T) {
	comment, err := os.ReadFile("markdown.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(comment), "# What it reports")
	list, _, _ = strings.Cut(list, "# Safety")
	files, _ := filepath.Glob("*.go")
	used := regexp.MustCompile(`(?:diag\.(?:Error|Warning), |refuse\(|stop\()"([a-z-]+)"`)
	n := 0
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllSubmatch(code, -1) {
			n++
			if !regexp.MustCompile(`\b` + string(m[1]) + `\b`).MatchString(list) {
				t.Errorf("%s: %s is not in the package comment", file, m[1])
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d codes found", n)
	}
}

// TestFloods asserts that thousands of mistakes do not fill the memory.
func TestFloods(t *testing.T) {
	_, list := New(Options{Words: english()}).Render("a.md", []byte(strings.Repeat("<b> [a](javascript:b)\n", 5000)), 1)
	if list.Errors() != most || list.Warnings() != most {
		t.Errorf("%d errors, %d warnings", list.Errors(), list.Warnings())
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]int{
		"":                                    0,
		"one two  three\nfour":                4,
		"don't well-known 3.10 1,000 M&S C++": 6,
		"a -- b — c – d / e ... & * -":        5,
		"one/two one—two one--two":            6,
		"**bold**ed `code` [link](x.md) <https://a.example>": 5,
		"# Heading\n\n- item\n- item\n\n> quote":             4,
		"| a b | c |\n|---|---|\n| d | |":                    4,
		"![not counted](a.png \"Caption here\")":             2,
		"東京電力は2011年":                                         7, // 東 京 電 力 は 2011 年
		"ひらがな カタカナ 한국어 단어":                                   10,
		"word[^1]\n\n[^1]: noted here":                       3,
		"> [!pullquote]\n> not counted\n":                    0,
		"> [!note]\n> two words\n":                           3,
	} {
		body, _ := New(Options{Words: english()}).Render("a.md", []byte(text), 1)
		if body.Words != want {
			t.Errorf("%q: %d words, want %d", text, body.Words, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"# Title\n\nThe *first* \"paragraph\"[^1] with\na [link](x.md).\n\nSecond.\n\n[^1]: Note.", "The first “paragraph” with a link."},
		{"> [!note]\n> Aside.\n\n- item\n\n![a](b.png \"caption\")\n\nText.", "Text."},
		{"> Only a quotation.", "Only a quotation."},
		{"- Only\n- a list", "Only"},
		{"    code", ""},
		{long, strings.TrimSpace(strings.Repeat("word ", 40)) + "…"},
		{strings.Repeat("字", 300), strings.Repeat("字", 199) + "…"},
		{strings.Repeat("é", 200), strings.Repeat("é", 200)},
		{strings.Repeat("a", 195) + ", (and more words here", strings.Repeat("a", 195) + "…"},
	} {
		body, _ := New(Options{Words: english()}).Render("a.md", []byte(c.text), 1)
		if body.Excerpt != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, body.Excerpt, c.want)
		}
		if n := utf8.RuneCountInString(body.Excerpt); n > excerptLength {
			t.Errorf("%d code points", n)
		}
	}
}

func TestPullQuotesStandInTheText(t *testing.T) {
	for _, c := range []struct {
		text, quote string
		ok          bool
	}{
		{`She said: "You pull the *plug* -- only then," and left.`, `“You pull the plug – only then”`, true},
		{"You pull\nthe `plug`.", "you PULL the plug", true},
		{"- You pull\n- the plug", "pull the plug", true},
		{"Don't pull it.", "Don’t pull it!", true},
		{"Unplugged.", "plug", false},
		{"You pull the plug.", "You pull a plug.", false},
		{"![You pull](a.png)", "You pull", false},
		{"", "You pull", false},
	} {
		_, list := New(Options{Words: english()}).Render("a.md", []byte("> [!pullquote]\n> "+c.quote+"\n\n"+c.text+"\n"), 1)
		if found := !strings.Contains(codes(list), "pullquote-not-in-text"); found != c.ok {
			t.Errorf("%q in %q: %v, want %v", c.quote, c.text, found, c.ok)
		}
	}
}

func TestDatesAreInTheZoneOfTheSite(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Skip("no time zones here")
	}
	for date, want := range map[string]string{
		"2025":                      `<time datetime="2025">2025</time>`,
		"2025-04":                   `<time datetime="2025-04">April 2025</time>`,
		"2025-04-28":                `<time datetime="2025-04-28">28 April 2025</time>`,
		"2025-04-28~":               `<time datetime="2025-04-28">about 28 April 2025</time>`,
		"2025-04-28 09:05":          `<time datetime="2025-04-28T09:05:00+01:00">28 April 2025, 09:05 BST</time>`,
		"2025-04-28T23:30:00-02:00": `<time datetime="2025-04-29T02:30:00+01:00">29 April 2025, 02:30 BST</time>`,
	} {
		body, list := New(Options{Words: english(), Zone: london}).Render("a.md", []byte("> [!statement] by=x date=\""+date+"\"\n> y\n"), 1)
		if len(list) > 0 || !strings.Contains(body.HTML, want) {
			t.Errorf("%s: %v\n%s", date, list, body.HTML)
		}
	}
}

func TestVocabularyNamesTypesOfIndicators(t *testing.T) {
	v := news.NewVocabulary(map[string][]news.Word{news.IndicatorTypes: {{Value: "onion", Label: "Onion service"}}})
	body, list := New(Options{Words: english(), Vocabulary: v}).Render("a.md", []byte("> [!iocs]\n> |type|value|\n> |-|-|\n> |onion|abc[.]onion|\n"), 1)
	if len(list) > 0 || len(body.Indicators) != 1 || body.Indicators[0].Value != "abc.onion" || !strings.Contains(body.HTML, "Onion service") {
		t.Errorf("%v %v\n%s", body.Indicators, list, body.HTML)
	}
}

func TestIDs(t *testing.T) {
	var text strings.Builder
	for _, h := range []string{"A", "A 2", "A", "A", "Sources", "Sources", "Fn-1", "G-1", "a", "!!!", "?"} {
		fmt.Fprintf(&text, "## %s\n\n", h)
	}
	body, _ := New(Options{Words: english()}).Render("a.md", []byte(text.String()), 1)
	var got []string
	for _, h := range body.Headings {
		if ReservedID(h.ID) {
			t.Errorf("%q is reserved", h.ID)
		}
		got = append(got, h.ID)
	}
	want := "a a-2 a-3 a-4 section-sources section-sources-2 section-fn-1 section-g-1 a-5"
	if s := strings.Join(got, " "); !strings.HasPrefix(s, want+" ") {
		t.Errorf("got %s\nwant %s …", s, want)
	}
}

// TestConcurrent renders many texts at once with one Renderer: run with -race.
func TestConcurrent(t *testing.T) {
	texts := append(samples(), hostile()...)
	texts = append(texts, string(article()))
	r := New(Options{Words: english()})
	want := make([]news.Body, len(texts))
	for i, s := range texts {
		want[i], _ = New(Options{Words: english()}).Render("a.md", []byte(s), 1)
	}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range texts {
				i = (i + worker*17) % len(texts)
				input := []byte(texts[i])
				got, _ := r.Render("a.md", input, 1)
				if !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%q: another result", texts[i])
				}
				if !bytes.Equal(input, []byte(texts[i])) {
					t.Errorf("%q: the input was changed", texts[i])
				}
			}
		})
	}
	wait.Wait()
}

// TestLineEnds asserts that CRLF and LF give the same, positions included.
func TestLineEnds(t *testing.T) {
	for _, s := range append(samples(), string(article())) {
		one, oneList := New(Options{Words: english()}).Render("a.md", []byte(s), 3)
		two, twoList := New(Options{Words: english()}).Render("a.md", []byte(strings.ReplaceAll(s, "\n", "\r\n")), 3)
		if !reflect.DeepEqual(one, two) || !reflect.DeepEqual(oneList, twoList) {
			t.Errorf("%q differs", s)
		}
	}
}

// TestOurWordsAmongOthers: what is said around a text in another language says
// that it is in the site's, and which way it is written.
func TestOurWordsAmongOthers(t *testing.T) {
	const text = "> [!statement] by=\"Example\" to=\"x\" url=https://example.org/\n> y\n\n> [!post] by=\"A\" platform=B copied=2026-04-29\n> y\n\n> [!note]\n> y\n\n- [x] y\n\n> [!iocs]\n> | type | value |\n> |---|---|\n> | domain | x.example |\n\n`a` \n\n    b\n"
	r := New(Options{Words: english(), Language: "en-GB"})
	for _, c := range []struct {
		language, direction string
		tongue              string
	}{
		{"", "", ""}, {"en-GB", "", ""}, {"en-GB", "ltr", ""},
		{"de", "", ` lang="en-GB"`}, {"ar", "", ` lang="en-GB" dir="ltr"`}, {"ar", "ltr", ` lang="en-GB"`}, {"", "rtl", ` dir="ltr"`},
	} {
		body, list := r.In(c.language, c.direction).Render("a.md", []byte(text), 1)
		if len(list) > 0 {
			t.Fatal(list)
		}
		for _, tag := range []string{"<figcaption", `<p class="by"`, `<p class="label"`, `<span class="hid"`, "<caption", `<th scope="col"`, `<th scope="row"`, `<time datetime="2026-04-29"`} {
			if strings.Count(body.HTML, tag) == 0 || strings.Count(body.HTML, tag) != strings.Count(body.HTML, tag+c.tongue+">") {
				t.Errorf("%s %s: not every %s has%s:\n%s", c.language, c.direction, tag, c.tongue, body.HTML)
			}
		}
		// Code is read from left to right everywhere.
		if rtl := c.direction == "rtl" || c.language == "ar" && c.direction == ""; strings.Contains(body.HTML, `<code dir="ltr">x[.]example`) != rtl ||
			strings.Contains(body.HTML, `<code dir="ltr">a<`) != rtl || strings.Contains(body.HTML, `<pre dir="ltr" tabindex`) != rtl {
			t.Errorf("%s %s: code runs the wrong way:\n%s", c.language, c.direction, body.HTML)
		}
	}
}
