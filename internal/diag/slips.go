package diag

import (
	"math/bits"
	"strings"
)

// Slips finds words that are a slip of the pen away from one another, without
// comparing each with all: words that differ in their digits differ on purpose
// (acme-2025-04, acme-2025-05), and words whose sets of letters differ by more
// than two edits can are passed over. The zero Slips is empty.
type Slips struct{ byDigits map[string][]signed }

type signed struct {
	word    string
	letters uint32 // the set of the letters a to z in it
}

func sign(word string) (digits string, s signed) {
	var d strings.Builder
	s.word = word
	for _, r := range strings.ToLower(word) {
		switch {
		case '0' <= r && r <= '9':
			d.WriteRune(r)
		case 'a' <= r && r <= 'z':
			s.letters |= 1 << (r - 'a')
		}
	}
	return d.String(), s
}

// Add makes word known.
func (k *Slips) Add(word string) {
	if k.byDigits == nil {
		k.byDigits = map[string][]signed{}
	}
	digits, s := sign(word)
	k.byDigits[digits] = append(k.byDigits[digits], s)
}

// Of gives the known word that is one or two edits away from word (one, for a
// word of up to five bytes), the first in alphabetical order; "" if there is none.
func (k *Slips) Of(word string) string {
	most := 2
	if len(word) <= 5 {
		most = 1
	}
	digits, s := sign(word)
	best := ""
	for _, other := range k.byDigits[digits] {
		if other.word == word || bits.OnesCount32(other.letters^s.letters) > 2*most || abs(len(other.word)-len(word)) > most {
			continue
		}
		if d := Distance(word, other.word); 0 < d && d <= most && (best == "" || other.word < best) {
			best = other.word
		}
	}
	return best
}
