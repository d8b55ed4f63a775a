package markdown

import (
	"html"
	"regexp"
	"testing"
)

func TestQuotes(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>`)
	for _, c := range []struct{ language, text, want string }{
		{"en", `'terrifying'`, `‘terrifying’`},
		{"en", `summer of '26`, `summer of ’26`},
		{"en", `the '90s, the 1990's`, `the ’90s, the 1990’s`},
		{"en", `5'10"`, `5′10″`},
		{"en", `He is 5'10" tall and 6' wide.`, `He is 5′10″ tall and 6′ wide.`},
		{"en", `a 19" rack`, `a 19″ rack`},
		{"en", `"It was 19"`, `“It was 19”`},
		{"en", `"He is 5'10"," she said`, `“He is 5′10″,” she said`},
		{"en", `1'000'000 francs`, `1’000’000 francs`},
		{"en", `"double" and 'single'`, `“double” and ‘single’`},
		{"en", `"She said 'go' to me"`, `“She said ‘go’ to me”`},
		{"en", `'She said "go" to me'`, `‘She said “go” to me’`},
		{"en", `"'go'"`, `“‘go’”`},
		{"en", `'"go"'`, `‘“go”’`},
		{"en", `"'Go,' she said"`, `“‘Go,’ she said”`},
		{"en", `don't, O'Brien's, y'all'd've`, `don’t, O’Brien’s, y’all’d’ve`},
		{"en", `the companies' data`, `the companies’ data`},
		{"en", `"the companies' data"`, `“the companies’ data”`},
		{"en", `rock 'n' roll, 'tis, get 'em`, `rock ’n’ roll, ’tis, get ’em`},
		{"en", `'orrible weather`, `‘orrible weather`}, // at the start it may open a quotation
		{"en", `such 'orrible weather`, `such ’orrible weather`},
		{"en", `("a") ["b"] {"c"} "(d)" "[e]"`, `(“a”) [“b”] {“c”} “(d)” “[e]”`},
		{"en", `a "b", "c"; "d": "e". "f"! "g"?`, `a “b”, “c”; “d”: “e”. “f”! “g”?`},
		{"en", `say "yes"/"no"`, `say “yes”/“no”`},
		{"en", `word--"quoted"--word`, `word–“quoted”–word`},
		{"en", `word---"quoted"`, `word—“quoted”`},
		{"en", `"*word*" and *"word"* and "**a** b"`, `“word” and “word” and “a b”`},
		{"en", `**Q:** "*A*?"`, `Q: “A?”`},
		{"en", `*M&S*'s and **it**'s`, `M&S’s and it’s`},
		{"en", `["a"](https://x.example) "[b](https://x.example)"`, `“a” “b”`},
		{"en", "\"`code`\" '`code`' `\"code\"`", `“code” ‘code’ "code"`},
		{"en", `"a` + "\n" + `b"`, "“a\nb”"},
		{"en", `"a\` + "\n" + `"b"`, "“a\n“b”"},
		{"en", `\"a\" \'b\' &quot;c&quot; &#39;d&#39;`, `"a" 'b' "c" 'd'`},
		{"en", `"unclosed`, `“unclosed`},
		{"en", `unopened"`, `unopened”`},
		{"en", `a " b`, `a " b`},
		{"en", `a ' b`, `a ' b`},
		{"en", `""`, `“”`},
		{"en", `"é" "日本" «a»`, `“é” “日本” «a»`},
		{"en", `a -- --- ---- -`, `a – — ---- -`},
		{"en", `. .. ... .... .....`, `. .. … …. .....`},
		{"en", `2025-04-28, well-known, 1--2`, `2025-04-28, well-known, 1–2`},
		{"en", "`--flag` \\-- <https://a.example/--/...>", `--flag -- https://a.example/--/...`},
		{"en", `https://a.example/x--y'z...`, `https://a.example/x--y'z…`},
		{"", `"a"`, `“a”`},
		{"en-GB", `"a"`, `“a”`},
		{"nosuch", `"a"`, `“a”`},
		{"de", `"Es ist 'gut' so", sagt's Hans' Frau`, `„Es ist ‚gut‘ so“, sagt’s Hans’ Frau`},
		{"de-AT", `"a"`, `„a“`},
		{"de-CH", `"a 'b'"`, `«a ‹b›»`},
		{"fr", `"a 'b'" (l'"été")`, "«\u202fa “b”\u202f» (l’«\u202fété\u202f»)"},
		{"pl", `"a 'b'"`, `„a «b»”`},
		{"ar", `"a 'b'"`, `”a ’b‘“`},
		{"sv", `"a 'b'" på 90-talet, '68`, `”a ’b’” på 90-talet, ’68`},
		{"fr", `"l'homme"`, "«\u202fl’homme\u202f»"},
		{"es", `"a 'b' c"`, `«a “b” c»`},
	} {
		body, _ := New(Options{Words: english(), Language: c.language}).Render("a.md", []byte(c.text), 1)
		got := html.UnescapeString(tags.ReplaceAllString(body.HTML, ""))
		if got != c.want+"\n" {
			t.Errorf("%s: %s\n got %swant %s", c.language, c.text, got, c.want)
		}
	}
}

// TestPhrase: what is not Markdown is set like the text, and nothing in it is
// read as Markdown.
func TestPhrase(t *testing.T) {
	r := New(Options{Words: english()})
	for text, want := range map[string]string{
		"":                             "",
		"M&S pauses orders":            "M&S pauses orders",
		"It's 'terrifying' since '26":  "It’s ‘terrifying’ since ’26",
		`"core" <b> & 5'10" *off* _x_`: "“core” <b> & 5′10″ *off* _x_",
		"one--two---three...":          "one–two—three…",
		`[a](b 'c') \"d\" 'e`:          "[a](b ‘c’) \\“d\\” ’e",
	} {
		if got := r.Phrase(text); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
	if got := r.In("de", "").Phrase(`"a"`) + r.Phrase(`"a"`) + r.In("de", "").In("en", "").Phrase(`"a"`); got != `„a““a”“a”` {
		t.Errorf("in other languages: %s", got)
	}
}
