package content

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// open brings the bytes of a file into normal form: UTF-8 without byte order
// mark, lines that end in a line feed. What cannot be brought there is an error,
// and then the file cannot be read. A line and column of the normal form is the
// same line and column of the file as editors count them.
func (r *report) open(text []byte) (clean []byte, ok bool) {
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		r.ruler = newRuler(nil)
		r.err(0, 0, "bad-encoding", "this file is in UTF-16", "save it as UTF-8")
		return nil, false
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	text, lone := joinLineEnds(text)
	r.ruler = newRuler(text)
	switch {
	case len(text) > maxFile:
		r.err(0, 0, "file-too-large", fmt.Sprintf("this file has %d bytes; an article may have %d", len(text), maxFile), "")
		return nil, false
	case lone >= 0:
		r.err(lone, lone+1, "bad-line-end", "a carriage return stands within this line: some programs would begin a new line here, others not",
			"save the file with one kind of line end")
		return nil, false
	}
	if bad := firstInvalid(text); bad >= 0 {
		r.err(bad, bad, "bad-encoding", fmt.Sprintf("the byte %#x here is not UTF-8", text[bad]), "save the file as UTF-8")
		return nil, false
	}
	if nul := bytes.IndexByte(text, 0); nul >= 0 {
		r.err(nul, nul+1, "control-character", "a NUL character stands here: this is no text, or a damaged one", "delete it")
		return nil, false
	}
	return text, true
}

// joinLineEnds makes every line end a line feed. A file with no line feed at
// all has the lines of an old Macintosh. Where both kinds are mixed it stays
// unclear what a line is: lone is then the offset of the first carriage return
// that no line feed follows, else -1.
func joinLineEnds(text []byte) (clean []byte, lone int) {
	if bytes.IndexByte(text, '\r') < 0 {
		return text, -1
	}
	if bytes.IndexByte(text, '\n') < 0 {
		return bytes.ReplaceAll(text, []byte("\r"), []byte("\n")), -1
	}
	clean = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return clean, bytes.IndexByte(clean, '\r')
}

// firstInvalid gives the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// checkCharacters refuses in front matter what no keyboard writes and what some
// programs take for a line end and others do not. It gives the text with blanks
// in the place of such characters, as many as they have bytes, to read on.
func (r *report) checkCharacters(text []byte, start, end int) []byte {
	var clean []byte
	for i := start; i < end && !r.full(); {
		if c := text[i]; c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		c, size := utf8.DecodeRune(text[i:end])
		from, to := i, i+size
		i = to
		switch {
		case c == '\u2028' || c == '\u2029' || c == '\u0085':
			r.err(from, to, "odd-character", fmt.Sprintf("an invisible line separator (U+%04X) stands here", c), "put a blank in its place").
				Fix = r.replace(from, to, " ")
		case c == '\u200b' || c == '\u2060' || c == '\ufeff':
			r.err(from, to, "odd-character", fmt.Sprintf("an invisible character (U+%04X) stands here", c), "delete it").
				Fix = r.replace(from, to, "")
		case c >= '\u202a' && c <= '\u202e':
			r.err(from, to, "hidden-direction", fmt.Sprintf("an invisible character (U+%04X) stands here, which turns the text behind it around", c), "delete it").
				Fix = r.replace(from, to, "")
		case isControl(c):
			r.err(from, to, "control-character", fmt.Sprintf("a control character (U+%04X) stands here", c), "delete it").
				Fix = r.replace(from, to, "")
		default:
			continue
		}
		if clean == nil {
			clean = bytes.Clone(text)
		}
		copy(clean[from:to], "   ")
	}
	if clean == nil {
		return text
	}
	for _, d := range r.list {
		r.silence(d.Start.Line)
	}
	r.ruler = newRuler(clean)
	return clean
}

// isControl says that c is a control character other than a line feed or tab.
func isControl(c rune) bool {
	return c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0
}
