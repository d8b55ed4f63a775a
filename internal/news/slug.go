package news

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is the greatest length of a slug in bytes: room for a suffix in the
// 255 bytes that file systems give one name, and short enough to read in a URL.
const maxSlug = 80

// Slug makes a part of a URL and of a file name out of a name or headline:
//
//	M&S halts orders        m-and-s-halts-orders
//	C++ & C#                c-plus-plus-and-c-sharp
//	Zürich, Łódź, Straße    zurich-lodz-strasse
//	東京電力                  東京電力
//
// Letters and digits stay, in lower case and NFKC. Latin letters lose their
// accents (ü becomes u: it is ue in German only), and those that have no accent
// to lose are spelt out (ß ss, æ ae, ø o, ł l …). Other scripts stay as they
// are, vowel signs included. &, +, @, % and a # behind a letter are words, since
// C++ is not C and M&S is not MS. Apostrophes and invisible characters vanish
// (sainsburys); everything else is one hyphen.
//
// A slug is one local path segment of at most 80 bytes, cut at a hyphen if it has
// one, and Slug(Slug(x)) is Slug(x). ok is false for a name without a letter or
// digit: its slug is "x-" and a hash of the name, or "" for a blank one.
func Slug(name string) (slug string, ok bool) {
	if isSlug(name) {
		return cutSlug(name), true
	}
	return newSlug(name)
}

// isSlug reports whether name is plainly what Slug makes of it, but for its length:
// small letters, digits and single hyphens between them. So file names mostly are.
func isSlug(name string) bool {
	last := byte('-')
	for i := range len(name) {
		c := name[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && (c != '-' || last == '-') {
			return false
		}
		last = c
	}
	return last != '-'
}

func newSlug(name string) (slug string, ok bool) {
	var b strings.Builder
	b.Grow(len(name))
	var last rune      // what was read last
	marks := false     // whether combining marks belong to the letter before
	hyphen := func() { // a hyphen is due, unless at the start or after another
		if s := b.String(); s != "" && s[len(s)-1] != '-' {
			b.WriteByte('-')
		}
	}
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(name, " ")) {
		r = unicode.ToLower(r)
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' { // as most are
			b.WriteByte(byte(r))
			last, marks = r, false
			continue
		}
		keepMarks := false
		switch {
		case isApostrophe(r), invisible(r):
			continue
		case unicode.IsMark(r):
			if marks {
				b.WriteRune(r)
			}
			continue
		case isLetter(r):
			b.WriteString(spelt(r))
			keepMarks = unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
		case symbolWord(r, last) != "":
			hyphen()
			b.WriteString(symbolWord(r, last))
			hyphen()
		default:
			hyphen()
		}
		last, marks = r, keepMarks
	}
	slug = cutSlug(norm.NFKC.String(strings.Trim(b.String(), "-")))
	if slug != "" {
		return slug, true
	}
	if strings.TrimSpace(name) == "" {
		return "", false
	}
	h := fnv.New32a()
	h.Write([]byte(norm.NFKC.String(name)))
	return fmt.Sprintf("x-%08x", h.Sum32()), false
}

// isLetter reports whether r stays in a slug. Unicode has an apostrophe that is
// a letter (U+02BC); as in a name, it vanishes.
func isLetter(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsNumber(r)) && !isApostrophe(r)
}

// spelt gives the letters that stand for one in a slug.
func spelt(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ŋ':
		return "ng"
	case 'ŧ':
		return "t"
	}
	return string(r)
}

// symbolWord gives the word for a symbol that tells names apart, if r is one.
func symbolWord(r, before rune) string {
	switch r {
	case '&':
		return "and"
	case '+':
		return "plus"
	case '@':
		return "at"
	case '%':
		return "percent"
	case '#':
		if unicode.IsLetter(before) {
			return "sharp"
		}
	}
	return ""
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '′', '＇':
		return true
	}
	return false
}

// invisible reports whether readers do not see r: soft hyphens, joiners,
// direction marks, variation selectors.
func invisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)
}

// cutSlug shortens a slug to maxSlug bytes, at a hyphen if it has one there.
func cutSlug(slug string) string {
	if len(slug) <= maxSlug {
		return slug
	}
	if cut := strings.LastIndexByte(slug[:maxSlug+1], '-'); cut > 0 {
		return slug[:cut]
	}
	cut := maxSlug
	for !utf8.RuneStart(slug[cut]) {
		cut--
	}
	return slug[:cut]
}
