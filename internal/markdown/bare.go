package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// bareFinder finds links in bare text (GitHub's Markdown 6.9): http://…,
// https://…, www.… and name@host.
type bareFinder struct {
	any, url, www bool
	at            int // the next @, len(text) if there is none
}

// findBare looks once whether t can hold such links at all.
func findBare(t []byte) bareFinder {
	f := bareFinder{url: bytes.Contains(t, []byte("://")), www: bytes.Contains(t, []byte("www.")), at: bytes.IndexByte(t, '@')}
	f.any = f.url || f.www || f.at >= 0
	if f.at < 0 {
		f.at = len(t)
	}
	return f
}

// isBareBoundary reports whether a bare link may begin behind c.
func isBareBoundary(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '*', '_', '~', '(':
		return true
	}
	return false
}

// scan reads the bare link at i; stop is its end, 0 if there is none.
func (f *bareFinder) scan(t []byte, i int) (kind tokenKind, stop int) {
	rest := t[i:]
	if f.url && rest[0] == 'h' {
		for _, scheme := range []string{"https://", "http://"} {
			if bytes.HasPrefix(rest, []byte(scheme)) {
				if host := scanHost(rest[len(scheme):]); host > 0 {
					return urlToken, i + bareEnd(rest, len(scheme)+host)
				}
				return 0, 0
			}
		}
	}
	if f.www && bytes.HasPrefix(rest, []byte("www.")) {
		if host := scanHost(rest); host > 0 {
			return wwwToken, i + bareEnd(rest, host)
		}
	}
	const longestLocal = 64
	if f.at < i {
		if n := bytes.IndexByte(rest, '@'); n >= 0 {
			f.at = i + n
		} else {
			f.at = len(t)
		}
	}
	if f.at < len(t) && f.at-i <= longestLocal && util.IsAlphaNumeric(rest[0]) {
		if n := scanEmail(rest, isBareLocalByte); n > 0 {
			_, host, _ := bytes.Cut(rest[:n], []byte("@"))
			if bytes.IndexByte(host, '.') > 0 && (n == len(rest) || rest[n] != '-' && rest[n] != '_') {
				return emailToken, i + n
			}
		}
	}
	return 0, 0
}

func isBareLocalByte(c byte) bool {
	return util.IsAlphaNumeric(c) || c == '.' || c == '-' || c == '_' || c == '+'
}

// scanHost gives the length of the host that t begins with: at least two labels
// of letters and digits, of which the last two have no underscore; 0 if there is none.
func scanHost(t []byte) int {
	const longest = 253
	i, dots, lastUnderscore, beforeUnderscore := 0, 0, false, false
	for i < len(t) && i <= longest {
		r, size := utf8.DecodeRune(t[i:])
		switch {
		case r == '.' && i == 0:
			return 0
		case r == '.' && t[i-1] == '.': // an ellipsis
			size = 0
		case r == '.':
			dots++
			lastUnderscore, beforeUnderscore = false, lastUnderscore
		case r == '_':
			lastUnderscore = true
		case r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			size = 0
		}
		if size == 0 {
			break
		}
		i += size
	}
	if i > longest {
		return 0
	}
	for i > 0 && (t[i-1] == '.' || t[i-1] == '-') { // the end of a sentence, a dash
		if i--; t[i] == '.' {
			dots--
			lastUnderscore, beforeUnderscore = beforeUnderscore, false
		}
	}
	if dots < 1 || lastUnderscore || beforeUnderscore {
		return 0
	}
	return i
}

// bareEnd gives the end of the URL that t begins with, of which the first i
// bytes are scheme and host: up to a blank, `<` or a quotation mark, without
// what ends the sentence around it.
func bareEnd(t []byte, i int) int {
	if i < len(t) && t[i] == ':' { // port
		j := i + 1
		for j < len(t) && util.IsNumeric(t[j]) {
			j++
		}
		if j > i+1 {
			i = j
		}
	}
	if i >= len(t) || t[i] != '/' && t[i] != '?' && t[i] != '#' {
		return i
	}
	least := i
	for i < len(t) {
		r, size := utf8.DecodeRune(t[i:])
		if r <= ' ' || r == '<' || r == '"' || r == '`' || r == '\\' || r >= utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			break
		}
		i += size
	}
	opening, closing := bytes.Count(t[:i], []byte("(")), bytes.Count(t[:i], []byte(")"))
	for i > least {
		switch c := t[i-1]; c {
		case '?', '!', '.', ',', ':', '*', '_', '~', '\'':
			i--
			continue
		case ')':
			if closing > opening {
				closing--
				i--
				continue
			}
		case ';': // the end of an entity, or of a part of a sentence
			j := i - 2
			for j > least && util.IsAlphaNumeric(t[j]) {
				j--
			}
			if i--; j < i-1 && t[j] == '&' {
				i = j
			}
			continue
		}
		break
	}
	return i
}
