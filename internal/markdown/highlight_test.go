package markdown

import (
	"fmt"
	"html"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// pieces of code that mean something in some language.
var codePieces = []string{
	"\"", "'", "`", "(", "[", "{", "<", "/*", "*/", "<!--", "-->", "//", "#", "\\", "\\\n", "a", "1", ".", "-", "--", "$", "${", "%", "<<A\n", "<<'B'\n",
	"<a ", "<a b=\"", "</a>", "&", "=", ":", "- ", "  ", "\n", "\t", "\"\"\"", "'''", "/", "*", "@", "r#\"", "\"#", "|", "> ", "?", "!", ",", "if ", "def ", "Get-X",
	"<script>", "</script>", "<style>", "<![CDATA[", "--[[", "]]", "@@", "+", "$ ", "user@host:~$ ", "GET / HTTP/1.1\n", "A: b\n", "\n\n", "@\"\n", "key: |\n", "é", "<#", "#>", "rem ",
}

// TestColoursKeepCode: colours change no character of the code, whatever it is,
// and every tag that is opened is closed.
func TestColoursKeepCode(t *testing.T) {
	known := readLanguages()
	tag := regexp.MustCompile(`<span class="[a-z]+">|</span>`)
	random := rand.New(rand.NewPCG(1, 2))
	for _, l := range languages() {
		name := strings.Fields(l.names)[0]
		for range 300 {
			var b strings.Builder
			for range random.IntN(40) {
				b.WriteString(codePieces[random.IntN(len(codePieces))])
			}
			code := b.String()
			got := string(appendColoured(nil, []byte(code), known[name], known))
			open := false
			for _, found := range tag.FindAllString(got, -1) {
				if open == (found != "</span>") {
					t.Fatalf("%s: %q: tags in tags: %s", name, code, got)
				}
				open = !open
			}
			if text := html.UnescapeString(tag.ReplaceAllString(got, "")); text != code || open {
				t.Fatalf("%s: %q became %q", name, code, got)
			}
		}
	}
}

// TestColoursAreLinear: no pattern makes a language take quadratic time, which
// would be more than a quarter of a second. Each takes less than a millisecond;
// a busy machine gets further tries.
func TestColoursAreLinear(t *testing.T) {
	const size, tries = 16 << 10, 5
	known := readLanguages()
	for _, l := range languages() {
		name := strings.Fields(l.names)[0]
		for _, width := range []int{16, size} { // of lines
			for _, piece := range codePieces {
				line := strings.Repeat(piece, width)[:width-1] + "\n"
				code := []byte(strings.Repeat(line, size/width))
				var took time.Duration
				for range tries {
					start := time.Now()
					appendColoured(nil, code, known[name], known)
					if took = time.Since(start); took < 200*time.Millisecond {
						break
					}
				}
				if took >= 200*time.Millisecond {
					t.Errorf("%s: %d bytes of %q take %v", name, len(code), piece, took)
				}
			}
		}
	}
}

// TestTooMuchCode: what nobody reads is not coloured.
func TestTooMuchCode(t *testing.T) {
	code := strings.Repeat("if x\n", mostColoured/5+1)
	body, list := New(Options{Words: english()}).Render("a.md", []byte("```sh\n"+code+"```\n"), 1)
	if strings.Contains(body.HTML, "<span") || len(list) > 0 {
		t.Error("coloured, or told of")
	}
}

// TestMisspeltLanguage: a slip is told; a language that is merely not known, or
// a name too short to tell, is not.
func TestMisspeltLanguage(t *testing.T) {
	for word, want := range map[string]string{
		"pyhton": "python", "powershel": "powershell", "jsno": "json", "bahs": "bash", "yalm": "yaml",
		"fsharp": "", "haskell": "", "tcl": "", "elixir": "", "clojure": "", "julia": "", "cobol": "", "vhdl": "", "wasm": "",
	} {
		if got := misspeltLanguage(word, readLanguages()); got != want {
			t.Errorf("%s: «%s», want «%s»", word, got, want)
		}
	}
}

// TestLanguageNames: no name means two languages.
func TestLanguageNames(t *testing.T) {
	var names []string
	for _, l := range languages() {
		names = append(names, strings.Fields(l.names)...)
	}
	slices.Sort(names)
	for i, name := range names[1:] {
		if name == names[i] || languageOf([]byte(name)) != strings.ReplaceAll(name, ".", "") {
			t.Errorf("«%s» is there twice, or cannot be written", name)
		}
	}
}

func BenchmarkColours(b *testing.B) {
	known := readLanguages()
	code := []byte(strings.Repeat("def fetch(url):  # it's\n    return get(url, timeout=30, \"x\") or None\n", 20))
	for _, name := range []string{"python", "yaml", "bash"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(code)))
			var out []byte
			for b.Loop() {
				out = appendColoured(out[:0], code, known[name], known)
			}
		})
	}
	b.Run(fmt.Sprintf("read %d languages", len(languages())), func(b *testing.B) {
		for b.Loop() {
			readLanguages()
		}
	})
}
