package diag

import (
	"slices"
	"strings"
	"unicode"
)

// Nearest gives the candidate that word was most likely meant to be, or "" if
// none is near: at most one edit in three letters (insertion, deletion,
// substitution or swap of neighbours), letter case and the difference between
// "-", "_" and " " not counted. Equal distances go to the first in alphabetical order.
// The opposite of word is never near: to take «attributed» for «unattributed» would
// make a writer say what nobody said.
func Nearest(word string, candidates []string) string {
	folded := fold(word)
	if len(folded) == 0 {
		return ""
	}
	best, bestDistance := "", len(folded)/3+1
	for _, c := range candidates {
		f := fold(c)
		if abs(len(f)-len(folded)) > bestDistance {
			continue
		}
		d := distance(folded, f)
		if negates(folded, f, d) || negates(f, folded, d) {
			continue
		}
		if d < bestDistance || d == bestDistance && best != "" && c < best {
			best, bestDistance = c, d
		}
	}
	return best
}

// negates reports whether a is b, or near it, behind a word that denies it; d is
// their distance.
func negates(a, b []rune, d int) bool {
	for _, no := range []string{"un", "not-", "non-"} {
		if rest := a[min(len(no), len(a)):]; strings.HasPrefix(string(a), no) && distance(rest, b) < d {
			return true
		}
	}
	return false
}

// DidYouMean is the hint for a word that is not known: the nearest candidate as
// a question; else those that begin with it, as «attributed-by-vendor» does with
// «attributed»; else the whole vocabulary if it is short enough to read.
func DidYouMean(word string, candidates []string) string {
	near := Nearest(word, candidates)
	longer := beginning(word, candidates)
	if near == "" && len(longer) == 1 {
		near = longer[0]
	}
	if near != "" {
		return "did you mean «" + near + "»?"
	}
	if len(longer) > 0 {
		candidates = longer
	}
	if len(candidates) == 0 || len(candidates) > 30 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(candidates))
	return "use one of: " + strings.Join(sorted, ", ")
}

// beginning gives the candidates whose first part is word.
func beginning(word string, candidates []string) []string {
	var out []string
	start := string(fold(word))
	for _, c := range candidates {
		rest, ok := strings.CutPrefix(string(fold(c)), start)
		if ok && start != "" && strings.HasPrefix(strings.ReplaceAll(rest, "/", "-"), "-") {
			out = append(out, c)
		}
	}
	return out
}

func fold(s string) []rune {
	var out []rune
	for _, r := range s {
		switch r {
		case '_', ' ', '-':
			r = '-'
		}
		out = append(out, unicode.ToLower(r))
	}
	return out
}

// Distance is the number of edits (insertion, deletion, substitution, swap of
// neighbours) that turn a into b, folded as in Nearest.
func Distance(a, b string) int { return distance(fold(a), fold(b)) }

// distance is the optimal string alignment distance of a and b.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
