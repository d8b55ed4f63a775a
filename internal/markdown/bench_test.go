package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// article gives an ordinary article of about 530 words: three sections, some
// emphasis, links, code, a list, a table, a quotation, quotes and apostrophes.
func article() []byte {
	words := strings.Fields(`the company said on Tuesday that attackers gained access to a server used by its payment and
logistics teams after a supplier account was abused customers were told to watch for phishing messages while investigators
work to restore ordering systems online sales were paused stores remain open regulators have been notified and the firm's
experts "contain the breach" no group has claimed responsibility so far analysts warned that crews often wait for weeks
before naming victims data including names addresses dates of birth and order histories may have been copied`)
	n := 0
	sentence := func(length int) string {
		var out []string
		for i := range length {
			n++
			word := words[(n*7+i)%len(words)]
			switch {
			case n%61 == 0:
				word = "**" + word + "**"
			case n%97 == 0:
				word = fmt.Sprintf("[%s](https://example.org/%d)", word, n)
			case n%131 == 0:
				word = fmt.Sprintf("[%s](../2025/report-%d.md)", word, n)
			case n%149 == 0:
				word = fmt.Sprintf("`CVE-2025-%04d`", n)
			}
			out = append(out, word)
		}
		return strings.Join(out, " ") + "."
	}
	var b strings.Builder
	for section := range 3 {
		if section > 0 {
			b.WriteString("## " + sentence(5) + "\n\n")
		}
		for range 3 {
			b.WriteString(sentence(18) + "\n" + sentence(12) + " " + sentence(15) + "\n\n")
		}
		switch section {
		case 0:
			b.WriteString("> " + sentence(20) + "\n>\n> -- spokesperson\n\n")
		case 1:
			for range 4 {
				b.WriteString("- " + sentence(9) + "\n")
			}
			b.WriteString("\n")
		case 2:
			b.WriteString("| Date | What happened |\n| --- | --- |\n")
			for i := range 3 {
				fmt.Fprintf(&b, "| 2025-04-%02d | %s |\n", i+10, sentence(7))
			}
		}
	}
	return []byte(b.String())
}

func BenchmarkRender(b *testing.B) {
	text, r := article(), New(Options{Words: english()})
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r.Render("a.md", text, 1)
	}
	b.ReportMetric(float64(len(bytes.Fields(text))), "words")
}

// BenchmarkGoldmark is the yardstick: the library with its own extensions.
func BenchmarkGoldmark(b *testing.B) {
	text, md := article(), reference()
	var out bytes.Buffer
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := md.Convert(text, &out); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBlocks is the part of goldmark in BenchmarkRender.
func BenchmarkBlocks(b *testing.B) {
	text, r := article(), New(Options{Words: english()})
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r.blocks.parse(&source{body: newText(text, 1), limits: r.limits})
	}
}
