package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"

	"blotter/internal/diag"
)

// TestPositions renders texts in which ⟦…⟧ marks what the first link, or the
// first diagnostic where there is no link, has to point at.
func TestPositions(t *testing.T) {
	for _, marked := range []string{
		"[a](⟦b.md⟧)",
		"é日 [ü *x*](⟦b.md⟧ \"t\")",
		"\t\n\nfirst\n  second [a](⟦../ä.md#é⟧)\n",
		"a\n\tb [a](<⟦b c.md⟧>)",
		"[a](\n  ⟦b.md⟧\n  'c')",
		"- a\n  - 日 [a](⟦b.md⟧)\n",
		"-\ta\n\n\té [a](⟦b.md⟧)\n",
		"1.  > - [a\n    >   b](⟦c.md⟧)\n",
		"> lazy\n日本 [a](⟦b.md⟧)\n",
		"> >\té [a](⟦b.md⟧)\n",
		"# 日 [a](⟦b.md⟧) #\n",
		"é\nü [a](⟦b.md⟧)\n===\n",
		"| ä | b |\n|---|---|\n| é `\\|` \\| | \\| [a](⟦b.md⟧) |\n",
		"> | ä |\n> |---|\n> | é [a](⟦b.md⟧) |\n",
		"é [a][x] [b][x]\n\n> - [y]: /y\n>   [x]: ⟦b.md⟧ 'é'\n",
		"é [a][]\n\n[a]:\n   <⟦b c.md⟧>\n",
		"[x]\n\n[x]: ⟦/a⟧\n[x]: /b\n",
		"é ![a](⟦b.png⟧)\n",
		"é[^1]\n\n[^1]: ü\n\n    日 [a](⟦b.md⟧)\n",
		"- [x] é [a](⟦b.md⟧)\n",
		"- [ ] é\n      [a](⟦b.md⟧)\n",
		"[![é](a.png)](⟦b.md⟧)",
		"&eacute; \\* `日` [a](⟦b.md⟧)",
		"> [!statement] by=\"é ü\" url=⟦../a.md⟧ to=x\n> a\n",
		"1. é\n\n   >\t[!statement] by=x url=\"⟦../a.md⟧\"\n   > a\n",
		strings.Repeat("é", 5000) + " [a](⟦b.md⟧)",
		strings.Repeat("a\n", 3000) + strings.Repeat("日", 700) + " [a](⟦b.md⟧)",

		// diagnostics
		"é [a](⟦javascript:b⟧)",
		"é <⟦javascript:b⟧>",
		"日 [a][x]\n\n[x]: ⟦//b⟧\n",
		"é ⟦![⟧](b.png)",
		"é ![a](⟦https://b/c.png⟧)",
		"é [a](⟦#b⟧)",
		"é⟦[^a]⟧",
		"é\n\n⟦[^a]⟧: b\n",
		"日 ⟦<b>⟧",
		"é\n\n  ⟦<div>\nb⟧\n",
		"é [a][⟦b⟧]",
		"> [!⟦nosuch⟧]\n> a\n",
		"- é\n  > [!note] ⟦by⟧=x\n  > a\n",
		"é Acme⟦\u202e⟧gnp.exe",
		"é\n\n    ⟦\u202a⟧code",
		"é `\u2066a\u2069` ⟦\u2069⟧ b",
		"\u2068a\u2067b\nc\u2069\u2069 ⟦\u2066⟧d\n\ne\u2068\u2069",
		"> é ⟦\u2067⟧d\n>\n> e\u2068\u2069",
		"> ⟦[!statement]⟧\n> a\n",
		"> [!statement] by=é date=⟦2025-13⟧ to=b\n> a\n",
		">  [!statement] by=é date=\"⟦2025-13⟧\"\n> a\n",
		"> [!pullquote]\n> ⟦é b\n> c⟧\n",
		"> [!iocs]\n> | note | type | value |\n> |---|---|---|\n> | é \\| | ⟦ipv9⟧ | x |\n",
		"> [!iocs]\n> | note | type | value |\n> |---|---|---|\n> | é | ipv4 | ⟦x⟧ |\n",
		"## é\n\n#### ⟦ü b⟧ ##\n",
		"# a\n\n日\n\n- ⟦#⟧# ##\n",
	} {
		for _, end := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll(marked, "\n", end)
			start := strings.Index(text, "⟦")
			stop := strings.Index(text, "⟧") - len("⟦")
			text = strings.NewReplacer("⟦", "", "⟧", "").Replace(text)
			want := diag.Span{}
			want.Line, want.Col = count(text, start)
			want.EndLine, want.EndCol = count(text, stop)
			body, list := New(Options{Words: english()}).Render("a.md", []byte(text), 7)
			var got diag.Span
			switch {
			case len(body.Links) > 0 && !strings.Contains(marked, "⟦![⟧"):
				got = body.Links[0].Span
				if len(list) > 0 && !strings.Contains(marked, "![a](b") {
					t.Errorf("%q: %v", text, list)
				}
			case len(list) == 0:
				t.Errorf("%q: nothing to point at", text)
				continue
			default:
				d := list[0]
				got = diag.Span{Line: int32(d.Start.Line), Col: int32(d.Start.Col), EndLine: int32(d.End.Line), EndCol: int32(d.End.Col)}
			}
			if got != want {
				t.Errorf("%.80q: got %v, want %v\n%v", text, got, want, list)
			}
		}
	}
}

// count counts the slow way; the text begins at line 7.
func count(text string, offset int) (line, col int32) {
	before := strings.ReplaceAll(text[:offset], "\r\n", "\n")
	lines := strings.Split(before, "\n")
	return int32(6 + len(lines)), int32(utf8.RuneCountInString(lines[len(lines)-1]) + 1)
}
