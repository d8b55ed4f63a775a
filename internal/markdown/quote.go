package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// role is what a straight quote in the text stands for.
type role uint8

const (
	straight role = iota // it stays as it is
	openDouble
	closeDouble
	openSingle
	closeSingle
	apostrophe
	prime
	doublePrime
	roles
)

// marks are the characters that are set for each role.
type marks [roles]string

// marksOf gives the quotation marks of a language (BCP 47), by its region where
// that has others: those of Unicode's CLDR, with the inner marks that French
// newspapers set. A language that is not here has those of English.
func marksOf(language string) marks {
	m := marks{openDouble: "“", closeDouble: "”", openSingle: "‘", closeSingle: "’", apostrophe: "’", prime: "′", doublePrime: "″"}
	set := func(outerOpen, outerClose, innerOpen, innerClose string) {
		m[openDouble], m[closeDouble], m[openSingle], m[closeSingle] = outerOpen, outerClose, innerOpen, innerClose
	}
	const thin = "\u202f" // a narrow space where no line breaks
	language = strings.ToLower(language)
	base, region, _ := strings.Cut(language, "-")
	switch base {
	case "de":
		set("„", "“", "‚", "‘")
		if region == "ch" || region == "li" {
			set("«", "»", "‹", "›")
		}
	case "fr":
		set("«"+thin, thin+"»", "“", "”")
		if region == "ch" {
			set("«"+thin, thin+"»", "‹"+thin, thin+"›")
		}
	case "es", "it", "ca", "el":
		set("«", "»", "“", "”")
	case "pt":
		if region != "" && region != "br" {
			set("«", "»", "“", "”")
		}
	case "nb", "nn", "no":
		set("«", "»", "‘", "’")
	case "ru", "uk", "be":
		set("«", "»", "„", "“")
	case "cs", "sk", "sl":
		set("„", "“", "‚", "‘")
	case "pl", "ro":
		set("„", "”", "«", "»")
	case "hu":
		set("„", "”", "»", "«")
	case "ar", "ur": // written from right to left, so that these open and close
		set("”", "“", "’", "‘")
	case "fa":
		set("«", "»", "‹", "›")
	case "he":
		set("”", "”", "’", "’")
	case "sv", "fi":
		set("”", "”", "’", "’")
	}
	return m
}

// openQuote is an opening quote that has not been closed yet.
type openQuote struct {
	char byte
	role int  // its index in spans.roles
	lead bool // it begins the text: a quotation of several paragraphs opens each of them
}

// setQuotes decides what every straight quote in the plain tokens stands for, in
// one pass: by the characters that readers see before and behind it, across
// emphasis and links, and by which quotes are open.
func (s *spans) setQuotes() {
	if bytes.IndexByte(s.text, '"') < 0 && bytes.IndexByte(s.text, '\'') < 0 {
		return
	}
	s.open, s.doubles = s.open[:0], 0
	before := rune(0) // what readers see before; 0 at the start
	last := straight  // role of the quote just before, if one is
	for n := range s.tokens {
		k := &s.tokens[n]
		if k.kind != plainToken {
			if r, seen := s.edge(k, false); seen {
				before, last = r, straight
			}
			continue
		}
		t := s.text[k.start:k.stop]
		for i := 0; i < len(t); {
			j := indexQuote(t[i:])
			if j < 0 {
				before, _ = utf8.DecodeLastRune(t)
				last = straight
				break
			}
			if j > 0 {
				before, _ = utf8.DecodeLastRune(t[i : i+j])
				last = straight
			}
			i += j
			q := quote{char: t[i], before: before, behind: t[i+1:], sofar: t[:i], last: last}
			if i+1 < len(t) {
				q.after, _ = utf8.DecodeRune(t[i+1:])
			} else {
				q.after = s.after(n)
			}
			last = s.decide(q)
			s.roles = append(s.roles, last)
			before = rune(t[i])
			i++
		}
	}
	for _, o := range s.open {
		s.giveUp(o)
	}
}

func indexQuote(t []byte) int {
	for i, c := range t {
		if c == '"' || c == '\'' {
			return i
		}
	}
	return -1
}

// after gives the character that readers see behind token n; 0 at the end.
func (s *spans) after(n int) rune {
	for n++; n < len(s.tokens); n++ {
		if r, seen := s.edge(&s.tokens[n], true); seen {
			return r
		}
	}
	return 0
}

// edge gives the first or last character that readers see of a token; not seen
// are the marks of emphasis, links and footnotes.
func (s *spans) edge(k *token, first bool) (r rune, seen bool) {
	var t []byte
	switch k.kind {
	case plainToken, literalToken, rawToken:
		t = s.text[k.start:k.stop]
	case decodedToken:
		t = s.decoded[k.start:k.stop]
	case breakToken, hardToken:
		return ' ', true
	case codeToken, urlToken, wwwToken, emailToken:
		return 'x', true
	case runToken:
		if run := &s.runs[k.n]; run.left > 0 {
			return rune(run.char), true
		}
	}
	if len(t) == 0 {
		return 0, false
	}
	if first {
		r, _ = utf8.DecodeRune(t)
	} else {
		r, _ = utf8.DecodeLastRune(t)
	}
	return r, true
}

// quote is a straight quote and what stands around it.
type quote struct {
	char          byte
	before, after rune   // 0 at the start and end of the text
	sofar, behind []byte // the plain text before and behind it
	last          role   // of the quote just before
}

// decide gives the role of q.
func (s *spans) decide(q quote) role {
	spaceBefore := q.before == 0 || unicode.IsSpace(q.before)
	spaceAfter := q.after == 0 || unicode.IsSpace(q.after)
	wordBefore, wordAfter := isWord(q.before), isWord(q.after)
	leading := !spaceAfter && (spaceBefore || isOpening(q.before) || q.last == openDouble || q.last == openSingle)
	top := byte(0)
	if n := len(s.open); n > 0 {
		top = s.open[n-1].char
	}
	if q.char == '"' {
		switch {
		case spaceBefore && spaceAfter && s.doubles == 0:
			return straight
		case leading:
			return s.opens(q, openDouble)
		case unicode.IsDigit(q.before) && !wordAfter && (s.afterFeet(q) || s.doubles == 0):
			return doublePrime
		case s.doubles > 0:
			s.closes('"')
			return closeDouble
		case wordAfter && !wordBefore:
			return s.opens(q, openDouble)
		}
		return closeDouble
	}
	switch {
	case spaceBefore && spaceAfter && top != '\'':
		return straight
	case wordBefore && wordAfter:
		if unicode.IsDigit(q.before) && isInches(q.behind) {
			return prime
		}
		return apostrophe
	case leading && isElision(q.behind):
		return apostrophe
	case leading:
		return s.opens(q, openSingle)
	case top == '\'':
		s.closes('\'')
		return closeSingle
	case unicode.IsDigit(q.before) && !wordAfter:
		return prime
	}
	return apostrophe
}

// opens notes that q opens a quotation.
func (s *spans) opens(q quote, r role) role {
	lead := q.before == 0 || len(s.roles) > 0 && q.last == openDouble && s.open[len(s.open)-1].lead
	s.open = append(s.open, openQuote{q.char, len(s.roles), lead})
	if q.char == '"' {
		s.doubles++
	}
	return r
}

// closes ends the innermost quotation that char opened, and gives up those in it.
func (s *spans) closes(char byte) {
	for len(s.open) > 0 {
		o := s.open[len(s.open)-1]
		s.open = s.open[:len(s.open)-1]
		if o.char == '"' {
			s.doubles--
		}
		if o.char == char {
			return
		}
		s.giveUp(o)
	}
}

// giveUp says that nothing closes o: a single quote was an apostrophe then.
func (s *spans) giveUp(o openQuote) {
	if o.char == '\'' && !o.lead {
		s.roles[o.role] = apostrophe
	}
}

// afterFeet reports whether q stands behind a number behind a prime: 5'10".
func (s *spans) afterFeet(q quote) bool {
	const longest = 6
	i := len(q.sofar)
	for i > 0 && len(q.sofar)-i <= longest && (q.sofar[i-1] >= '0' && q.sofar[i-1] <= '9' || q.sofar[i-1] == '.') {
		i--
	}
	return i > 0 && q.sofar[i-1] == '\'' && len(s.roles) > 0 && s.roles[len(s.roles)-1] == prime
}

// isInches reports whether t, behind digits and a single quote, is the inches of
// a measure: one or two digits. (Three are a thousand, as the Swiss write it.)
func isInches(t []byte) bool {
	n := 0
	for n < len(t) && t[n] >= '0' && t[n] <= '9' {
		n++
	}
	if n < 1 || n > 2 {
		return false
	}
	r, _ := utf8.DecodeRune(t[n:])
	return n == len(t) || !isWord(r)
}

// isElision reports whether t, behind a single quote, begins with what is
// written with a leading apostrophe: '26, '90s, 'tis.
func isElision(t []byte) bool {
	n := 0
	for n < len(t) && n < 8 && (t[n]|0x20 >= 'a' && t[n]|0x20 <= 'z' || t[n] >= '0' && t[n] <= '9') {
		n++
	}
	if r, _ := utf8.DecodeRune(t[n:]); n == 0 || n < len(t) && isWord(r) {
		return false
	}
	switch word := strings.ToLower(string(t[:n])); word {
	case "tis", "twas", "twere", "twill", "em", "til", "cause", "cos", "bout", "round", "n":
		return true
	default:
		return (len(word) == 2 || len(word) == 3 && word[2] == 's') &&
			word[0] >= '0' && word[0] <= '9' && word[1] >= '0' && word[1] <= '9'
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// isOpening reports whether a quote behind r opens: brackets, dashes and the like.
func isOpening(r rune) bool {
	switch r {
	case '(', '[', '{', '<', '-', '–', '—', '/', '“', '‘', '„', '‚', '«', '¿', '¡':
		return true
	}
	return false
}
