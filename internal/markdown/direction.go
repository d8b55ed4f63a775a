package markdown

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"blotter/internal/diag"
)

// Turn is an invisible character that makes readers see the text behind it in
// another order than it is written: «Acme», U+202E and «gnp.exe» as Acmeexe.png.
type Turn struct {
	Start, Stop   int // in the text
	Message, Hint string
}

// Turns gives the characters that turn the direction of a text and must not:
// embeddings and overrides (U+202A to U+202E), and isolates (U+2066 to U+2069) that
// are not closed, or close nothing, in their paragraph. A closed isolate holds text
// of another direction, as a quotation does, and turns nothing behind it.
func Turns(text []byte) []Turn {
	var found []Turn
	var open []int // isolates of the paragraph
	end := 0       // of the paragraph
	turn := func(at int, what, hint string) {
		c, size := utf8.DecodeRune(text[at:])
		found = append(found, Turn{at, at + size, fmt.Sprintf("an invisible character (%U) stands here, which %s", c, what), hint})
	}
	leave := func() {
		for _, at := range open {
			turn(at, "turns the text behind it around, and nothing closes it", "close it with U+2069 in the same paragraph, or delete it")
		}
		open = open[:0]
	}
	for i := nextTurn(text, 0); i >= 0; i = nextTurn(text, i+1) {
		if i >= end {
			leave()
			end = paragraphEnd(text, i)
		}
		switch c, _ := utf8.DecodeRune(text[i:]); {
		case c < isolateFirst:
			turn(i, "turns the text behind it around", "delete it")
		case c < isolateLast:
			open = append(open, i)
		case len(open) == 0:
			turn(i, "closes nothing", "delete it")
		default:
			open = open[:len(open)-1]
		}
	}
	leave()
	return found
}

const (
	embeddingFirst, overrideLast = '\u202a', '\u202e'
	isolateFirst, isolateLast    = '\u2066', '\u2069'
)

func isTurn(c rune) bool {
	return c >= embeddingFirst && c <= overrideLast || c >= isolateFirst && c <= isolateLast
}

// nextTurn gives the offset of the next character from i on that can turn the
// direction, -1 if there is none.
func nextTurn(text []byte, i int) int {
	for {
		n := bytes.IndexByte(text[min(i, len(text)):], 0xe2) // the first byte of all of them
		if n < 0 {
			return -1
		}
		i += n
		if c, _ := utf8.DecodeRune(text[i:]); isTurn(c) {
			return i
		}
		i++
	}
}

// paragraphEnd gives where the paragraph of offset i ends: at a line that is empty,
// but for what a quotation begins with.
func paragraphEnd(text []byte, i int) int {
	for {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return len(text)
		}
		i += n + 1
		line, _, _ := bytes.Cut(text[i:], []byte("\n"))
		if len(bytes.Trim(line, " \t>")) == 0 {
			return i
		}
	}
}

// checkDirection reports the characters that turn the direction of the text.
func (s *source) checkDirection() {
	for _, t := range Turns(s.text) {
		s.fault(t.Start, t.Stop, diag.Error, "hidden-direction", t.Message, t.Hint)
	}
}
