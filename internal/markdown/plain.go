package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// excerptLength is the greatest length of an excerpt, in code points, with its ellipsis.
const excerptLength = 200

// excerpt cuts text at a word.
func excerpt(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) <= excerptLength {
		return text
	}
	end, n := 0, 0
	for end = range text {
		if n == excerptLength-1 {
			break
		}
		n++
	}
	cut := text[:end]
	if text[end] != ' ' {
		const nearest = 40 // bytes to look back for a blank; some scripts have none
		if i := strings.LastIndexByte(cut, ' '); i >= max(0, len(cut)-nearest) {
			cut = cut[:i]
		}
	}
	return strings.TrimRightFunc(cut, func(r rune) bool { return r == ' ' || strings.ContainsRune(",;:–—-(", r) }) + "…"
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
