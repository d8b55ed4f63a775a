package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerptLength is the greatest length of an excerpt, in code points, with its ellipsis.
const excerptLength = 200

// excerpt gives the beginning of text, with single blanks, cut at a word if it
// is longer than excerptLength.
func excerpt(text []byte) string {
	out := make([]byte, 0, 256)
	points, cut := 0, 0 // code points in out; how much of it there is room for before an ellipsis
	blank := false
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if unicode.IsSpace(r) {
			text, blank = text[size:], len(out) > 0
			continue
		}
		if points < excerptLength {
			cut = len(out)
		}
		if blank {
			out, blank, points = append(out, ' '), false, points+1
		}
		if points++; points > excerptLength {
			return cutAtWord(out, cut) + "…"
		}
		out, text = append(out, text[:size]...), text[size:]
	}
	return string(out)
}

// cutAtWord gives text up to cut, without the word that cut is in the middle of,
// unless that is very long: some scripts have no blanks.
func cutAtWord(text []byte, cut int) string {
	const longest = 40 // bytes
	if cut < len(text) && text[cut] != ' ' {
		if i := bytes.LastIndexByte(text[:cut], ' '); i >= max(0, cut-longest) {
			cut = i
		}
	}
	return strings.TrimRight(string(text[:cut]), " ,:;–—-(")
}

// countWords counts what stands between blanks, dashes and slashes and has a
// letter or digit in it. Chinese and Japanese characters count one each.
func countWords(text []byte) int {
	n, within := 0, false
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c <= ' ' || c == '/':
				within = false
			case !within && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'):
				n, within = n+1, true
			}
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		switch {
		case isIdeographic(r):
			n, within = n+1, false
		case r == '–' || r == '—' || r == '…' || unicode.IsSpace(r):
			within = false
		case !within && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			n, within = n+1, true
		}
	}
	return n
}

// isIdeographic reports whether r is of a script that is written without blanks
// between words and counted by characters.
func isIdeographic(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// foldWords gives the words of text in lower case with one blank between and
// around them, without any punctuation, so that one text is found in another
// whatever quotes and dashes it is written with.
func foldWords(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte(' ')
	blank := true
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(unicode.ToLower(r))
			blank = false
		case r == '\'' || r == '’' || r == '‘':
		case !blank:
			b.WriteByte(' ')
			blank = true
		}
	}
	if !blank {
		b.WriteByte(' ')
	}
	return b.String()
}
