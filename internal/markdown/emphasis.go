package markdown

import (
	"unicode"
	"unicode/utf8"
)

// run is a run of *, _ or ~, which may open and close emphasis. Runs that may
// still do so are linked in the order of the text.
type run struct {
	char              byte
	canOpen, canClose bool
	length, left      int32 // as written; not used up
	previous, next    int32 // runs, -1 if there is none
	opens, closes     int32 // uses in the order they are printed, -1 if there are none
	lastClose         int32
}

// use is one beginning or end of emphasis that a run stands for.
type use struct {
	length int32 // 1 em, 2 strong; for ~ either is del
	next   int32 // use, -1 if it is the last
}

// run reads a run of emphasis characters (CommonMark 6.2; for ~ as in GitHub's
// Markdown, where more than two are text).
func (s *spans) run(plain, i int) int {
	t, c := s.text, s.text[i]
	stop := i
	for stop < len(t) && t[stop] == c {
		stop++
	}
	if c == '~' && stop-i > 2 {
		return stop
	}
	before, _ := utf8.DecodeLastRune(t[:i])
	if i == 0 {
		before = '\n'
	}
	after, _ := utf8.DecodeRune(t[stop:])
	if stop == len(t) {
		after = '\n'
	}
	leftFlanking := !unicode.IsSpace(after) && (!isPunctuation(after) || unicode.IsSpace(before) || isPunctuation(before))
	rightFlanking := !unicode.IsSpace(before) && (!isPunctuation(before) || unicode.IsSpace(after) || isPunctuation(after))
	r := run{char: c, canOpen: leftFlanking, canClose: rightFlanking, length: int32(stop - i), left: int32(stop - i),
		previous: s.lastRun, next: -1, opens: -1, closes: -1, lastClose: -1}
	if c == '_' {
		r.canOpen = leftFlanking && (!rightFlanking || isPunctuation(before))
		r.canClose = rightFlanking && (!leftFlanking || isPunctuation(after))
	}
	s.plain(plain, i)
	n := int32(len(s.runs))
	s.add(runToken, i, stop, int(n))
	s.runs = append(s.runs, r)
	if s.lastRun >= 0 {
		s.runs[s.lastRun].next = n
	}
	s.lastRun = n
	return stop
}

func isPunctuation(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// emphasize pairs the open runs after bottom and then closes them all. It is
// cmark's algorithm: it notes below which run no opener for a kind of closer is
// to be found, so that no stretch is searched twice for the same.
func (s *spans) emphasize(bottom int32) {
	var floors [closerKinds]int32
	for i := range floors {
		floors[i] = bottom
	}
	closer := s.lastRun
	for closer >= 0 && closer != bottom && s.runs[closer].previous != bottom {
		closer = s.runs[closer].previous
	}
	if closer == bottom {
		closer = -1
	}
	for closer >= 0 {
		c := &s.runs[closer]
		if !c.canClose {
			closer = c.next
			continue
		}
		floor := &floors[c.kind()]
		opener := c.previous
		for opener > *floor && !s.runs[opener].pairs(c) {
			opener = s.runs[opener].previous
		}
		if opener <= *floor {
			*floor = max(*floor, c.previous)
			next := c.next
			if !c.canOpen {
				s.unlink(closer)
			}
			closer = next
			continue
		}
		o := &s.runs[opener]
		length := int32(1)
		if o.left >= 2 && c.left >= 2 {
			length = 2
		}
		s.uses = append(s.uses, use{length, o.opens}, use{length, -1})
		o.opens = int32(len(s.uses) - 2)
		closing := int32(len(s.uses) - 1)
		if c.closes < 0 {
			c.closes = closing
		} else {
			s.uses[c.lastClose].next = closing
		}
		c.lastClose = closing
		o.next, c.previous = closer, opener // what is between them can no longer be paired
		if o.left -= length; o.left == 0 {
			s.unlink(opener)
		}
		if c.left -= length; c.left == 0 {
			next := c.next
			s.unlink(closer)
			closer = next
		}
	}
	s.lastRun = bottom
	if bottom >= 0 {
		s.runs[bottom].next = -1
	}
}

// closerKinds is the number of kinds.
const closerKinds = 14

// kind numbers the closers for which the same openers are to be found.
func (r *run) kind() int {
	switch r.char {
	case '~':
		return int(r.length - 1)
	case '_':
		if r.canOpen {
			return 2 + int(r.length%3)
		}
		return 5 + int(r.length%3)
	}
	if r.canOpen {
		return 8 + int(r.length%3)
	}
	return 11 + int(r.length%3)
}

// pairs reports whether o can open what c closes.
func (o *run) pairs(c *run) bool {
	if o.char != c.char || !o.canOpen {
		return false
	}
	if o.char == '~' {
		return o.length == c.length
	}
	return !(o.canClose || c.canOpen) || c.length%3 == 0 || (o.length+c.length)%3 != 0
}

func (s *spans) unlink(n int32) {
	r := &s.runs[n]
	if r.previous >= 0 {
		s.runs[r.previous].next = r.next
	}
	if r.next >= 0 {
		s.runs[r.next].previous = r.previous
	}
	if s.lastRun == n {
		s.lastRun = r.previous
	}
}
