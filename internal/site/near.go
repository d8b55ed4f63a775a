package site

import (
	"math/bits"
	"slices"
	"strings"

	"blotter/internal/diag"
)

// nearness finds words that are a letter or two away from one another, without
// comparing each with all: words that differ in their digits are different on
// purpose (acme-2025-04, acme-2025-05), and words whose sets of letters differ
// by more than two edits can are passed over.
type nearness struct{ byDigits map[string][]signed }

type signed struct {
	word    string
	letters uint32
}

func newNearness() *nearness { return &nearness{byDigits: map[string][]signed{}} }

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

func (n *nearness) add(word string) {
	digits, s := sign(word)
	n.byDigits[digits] = append(n.byDigits[digits], s)
}

func (n *nearness) all() []string {
	var out []string
	for _, words := range n.byDigits {
		for _, s := range words {
			out = append(out, s.word)
		}
	}
	slices.Sort(out)
	return out
}

// near gives the first other word, in alphabetical order, that is one or two edits away.
func (n *nearness) near(word string) string {
	digits, s := sign(word)
	best := ""
	for _, other := range n.byDigits[digits] {
		if other.word == word || bits.OnesCount32(other.letters^s.letters) > 4 || abs(len(other.word)-len(word)) > 2 {
			continue
		}
		if d := diag.Distance(word, other.word); 0 < d && d <= 2 && (best == "" || other.word < best) {
			best = other.word
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }
