package words

import (
	"strconv"
	"strings"
	"unicode"

	"blotter/internal/diag"
)

// figures is how a language writes numbers, lists and labels.
type figures struct {
	group, decimal string
	groupFrom      int  // digits that a number needs to be grouped
	lowered        bool // labels begin small within a sentence
	written        bool // figures stand as their writer gave them
}

func (w *Words) settleFigures() diag.List {
	w.group, w.decimal = w.Say("number.group"), w.Say("number.decimal")
	var found diag.List
	var err error
	if w.groupFrom, err = strconv.Atoi(w.Say("number.group_from")); err != nil || w.groupFrom < 4 {
		t := w.texts["number.group_from"]
		found = append(found, diag.At(t.file, t.span, diag.Error, "bad-word", "«number.group_from» is how many digits a number needs to be grouped", "4 in most languages, 5 in some"))
		w.groupFrom = 4
	}
	switch rule := w.Say("label.inside"); rule {
	case "lower", "same":
		w.lowered = rule == "lower"
	default:
		t := w.texts["label.inside"]
		found = append(found, diag.At(t.file, t.span, diag.Error, "bad-word", "«label.inside» is how labels begin within a sentence", "write lower or same"))
	}
	switch rule := w.Say("number.amounts"); rule {
	case "written", "anew":
		w.written = rule == "written"
	default:
		t := w.texts["number.amounts"]
		found = append(found, diag.At(t.file, t.span, diag.Error, "bad-word", "«number.amounts» is whether figures stand as their writer gave them", "write written or anew"))
	}
	return found
}

// Number writes a whole number: 12,500.
func (w *Words) Number(n int) string { return string(w.appendNumber(nil, n)) }

func (w *Words) appendNumber(buf []byte, n int) []byte {
	if n < 0 {
		buf = append(buf, "−"...)
		n = -n
	}
	return w.appendGrouped(buf, strconv.Itoa(n))
}

// Grouped writes a number that is given in digits, with a full stop as its
// decimal sign if it has one.
func (w *Words) Grouped(digits string) string { return string(w.appendGrouped(nil, digits)) }

func (w *Words) appendGrouped(buf []byte, digits string) []byte {
	whole, part, fraction := strings.Cut(digits, ".")
	if len(whole) < w.groupFrom {
		buf = append(buf, whole...)
	} else {
		for i := range len(whole) {
			if i > 0 && (len(whole)-i)%3 == 0 {
				buf = append(buf, w.group...)
			}
			buf = append(buf, whole[i])
		}
	}
	if fraction {
		buf = append(append(buf, w.decimal...), part...)
	}
	return buf
}

// Decimal writes a number with so many digits behind its decimal sign: 9.8.
func (w *Words) Decimal(n float64, digits int) string {
	return w.Grouped(strconv.FormatFloat(n, 'f', digits, 64))
}

// List puts words into a sentence: «A, B and C».
func (w *Words) List(items []string) string {
	n := len(items)
	switch n {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := items[n-1]
	key := "list.last"
	if soundsI(last) {
		key = "list.last_i"
	}
	return w.Say(key, "rest", strings.Join(items[:n-1], w.Say("list.between")), "last", last)
}

// soundsI reports whether a word begins with the sound i, before which some
// languages say «and» in another way (Spanish: e, not y).
func soundsI(word string) bool {
	word = strings.ToLower(word)
	word = strings.TrimPrefix(word, "h")
	for _, sound := range []string{"i", "í"} {
		if rest, ok := strings.CutPrefix(word, sound); ok {
			return !strings.HasPrefix(rest, "a") && !strings.HasPrefix(rest, "e") && !strings.HasPrefix(rest, "o")
		}
	}
	return false
}

// Inside gives a label as it stands within a sentence: «Data breach» becomes
// «data breach», «DDoS» stays. German nouns stay as they are.
func (w *Words) Inside(label string) string {
	if !w.lowered {
		return label
	}
	letters := []rune(label)
	if len(letters) < 2 || unicode.IsUpper(letters[1]) {
		return label
	}
	letters[0] = unicode.ToLower(letters[0])
	return string(letters)
}

// Heading begins a text with a capital letter: «noviembre de 2026» as a title.
func Heading(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}
