package news

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Amount is a figure as a writer gives it: 6500000, "£300m", "~147 million",
// "46 days", "P46D" (ISO 8601 duration). The zero Amount means that none is given.
type Amount struct {
	// Text is the figure as written.
	Text string
	// Number is its value in units: persons, records, money in whole units of
	// the currency, or days for a duration.
	Number float64
	// Currency is the ISO 4217 code that a sign in the text stands for (£, $, €), if any.
	Currency string
	// Unit is "days" for a duration, else empty.
	Unit string
	// Scale is the power of ten that the text has a word for: 6 for million.
	Scale int
	// About is true where the text says about ("~").
	About bool
}

// IsZero reports whether no figure is given.
func (a Amount) IsZero() bool { return a.Text == "" }

// ParseAmount reads a figure:
//
//	6500000   6,500,000   6 500 000   8.5 million   147k
//	£300m   €1.5bn   US$22m   22m USD
//	46 days   6h   1 day 6 hours   78 minutes   P46D   PT6H
//	~147 million   about 147 million
//
// The errors tell the writer what to write instead.
func ParseAmount(text string) (Amount, error) {
	text = strings.TrimSpace(text)
	a := Amount{Text: text}
	rest := blanks.ReplaceAllString(text, " ")
	if rest == "" {
		return Amount{}, errors.New("a figure is missing: write 6500000, £300m or 46 days")
	}
	if len(rest) > 80 {
		return Amount{}, errors.New("this is too long for a figure: write 6500000, £300m or 46 days, and the rest in scope")
	}
	if err := refuseRange(rest); err != nil {
		return Amount{}, err
	}
	rest, a.About = cutAbout(rest)
	if days, ok, err := duration(rest); err != nil || ok {
		if err != nil {
			return Amount{}, err
		}
		a.Number, a.Unit = days, "days"
		return a, nil
	}
	rest, code, err := cutCurrency(rest)
	if err != nil {
		return Amount{}, err
	}
	a.Currency = code
	m := figurePattern.FindStringSubmatch(rest)
	if m == nil {
		return Amount{}, errors.New("a figure is written 6500000, 6.5 million, £300m, ~147 million or 46 days")
	}
	exponent, ok := scale(m[2])
	if !ok {
		return Amount{}, fmt.Errorf("«%s» is not part of a figure: what is counted is said by kind and scope", m[2])
	}
	a.Scale = exponent
	a.Number, err = decimal(m[1], exponent)
	if err != nil {
		return Amount{}, err
	}
	return a, nil
}

// NumberAmount gives the Amount of a plain number, as TOML and JSON write it.
func NumberAmount(n float64) (Amount, error) {
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		return Amount{}, errors.New("a figure is a number")
	case n < 0:
		return Amount{}, errors.New("a figure is not below zero")
	case n > largest:
		return Amount{}, errors.New("a figure is at most a quintillion")
	}
	return Amount{Text: strconv.FormatFloat(n, 'f', -1, 64), Number: n + 0}, nil // + 0 drops the sign of −0
}

// largest is far above any harm that was ever counted, and keeps every figure
// in the range where nothing overflows.
const largest = 1e18

var (
	blanks        = regexp.MustCompile(`[\s\x{a0}\x{2009}\x{202f}]+`)
	figurePattern = regexp.MustCompile(`^([0-9][0-9.,' ]*?) ?([^0-9.,' ].*)?$`)
	// thousands are groups of three after commas, blanks or apostrophes, one
	// separator throughout.
	thousands   = regexp.MustCompile(`^[0-9]{1,3}(?:(?:,[0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+)(?:\.[0-9]+)?$`)
	plainNumber = regexp.MustCompile(`^[0-9]+(?:\.[0-9]+)?$`)
	rangeWords  = regexp.MustCompile(`(?i)^(up to|at most|no more than|less than|fewer than|under|almost|nearly|<=?|≤|more than|over|at least|above|>=?|≥)`)
	rangeDash   = regexp.MustCompile(`[0-9a-zA-Z]\s?(?:[–—-]|to)\s?[^0-9A-Za-z]?\s?[0-9]`)
)

// refuseRange tells writers of bounds which keys bounds have.
func refuseRange(text string) error {
	if m := rangeWords.FindString(text); m != "" {
		switch strings.ToLower(m) {
		case "more than", "over", "at least", "above", ">", ">=", "≥":
			return fmt.Errorf("«%s» is a lower bound: write the figure alone as min", m)
		}
		return fmt.Errorf("«%s» is an upper bound: write the figure alone as max", m)
	}
	if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "−") {
		return errors.New("a figure is not below zero")
	}
	if rangeDash.MatchString(text) {
		return errors.New("this is a range: write its ends as min and max")
	}
	if strings.HasSuffix(text, "+") {
		return errors.New("«+» is a lower bound: write the figure alone as min")
	}
	if strings.HasSuffix(text, "%") {
		return errors.New("a share is no figure of harm: say what it is a share of in scope, and give the number")
	}
	return nil
}

func cutAbout(text string) (rest string, about bool) {
	for _, word := range []string{"~", "≈", "about ", "About ", "around ", "approximately ", "roughly ", "circa ", "ca. ", "c. "} {
		if rest, ok := strings.CutPrefix(text, word); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return text, false
}

// duration reads 46 days, 6h, 1 day 6 hours, P46D; ok is false for what is none.
func duration(text string) (days float64, ok bool, err error) {
	if m := isoDuration.FindStringSubmatch(text); m != nil && text != "P" && !strings.HasSuffix(text, "T") {
		for i, unit := range []float64{7, 1, 1. / 24, 1. / (24 * 60), 1. / (24 * 60 * 60)} {
			if m[i+1] != "" {
				n, _ := strconv.ParseFloat(m[i+1], 64)
				days += n * unit
			}
		}
		return limitDays(days)
	}
	if strings.HasPrefix(text, "P") && len(text) > 1 && strings.ContainsAny(text[1:2], "0123456789T") {
		return 0, false, errors.New("a duration is written P46D, PT6H or 46 days; months and years have no fixed length: give days")
	}
	if !durationText.MatchString(text) {
		return 0, false, nil
	}
	hours := false
	for _, m := range durationParts.FindAllStringSubmatch(text, -1) {
		unit := strings.ToLower(m[2])
		var perDay float64
		switch {
		case unit == "m" && hours: // 1h30m: after hours, m is minutes; else it is millions
			perDay = 24 * 60
		case unit == "m":
			return 0, false, nil
		case strings.HasPrefix(unit, "mo") || strings.HasPrefix(unit, "y"):
			return 0, false, fmt.Errorf("«%s» have no fixed length: give days", m[2])
		case unit[0] == 'w':
			perDay = 1. / 7
		case unit[0] == 'd':
			perDay = 1
		case unit[0] == 'h':
			perDay, hours = 24, true
		case unit[0] == 'm':
			perDay = 24 * 60
		case unit[0] == 's':
			perDay = 24 * 60 * 60
		}
		n, err := decimal(strings.TrimSpace(m[1]), 0)
		if err != nil {
			return 0, false, err
		}
		days += n / perDay
	}
	return limitDays(days)
}

func limitDays(days float64) (float64, bool, error) {
	if days > largest {
		return 0, false, errors.New("a figure is at most a quintillion")
	}
	return days, true, nil
}

const durationPart = `([0-9][0-9.,']*) ?(weeks?|w|days?|d|hours?|hrs?|h|months?|minutes?|mins?|m|seconds?|secs?|s|years?|yrs?|y)`

var (
	isoDuration   = regexp.MustCompile(`^P(?:([0-9]+(?:\.[0-9]+)?)W)?(?:([0-9]+(?:\.[0-9]+)?)D)?(?:T(?:([0-9]+(?:\.[0-9]+)?)H)?(?:([0-9]+(?:\.[0-9]+)?)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?$`)
	durationParts = regexp.MustCompile(`(?i)` + durationPart)
	durationText  = regexp.MustCompile(`(?i)^(?:` + durationPart + `(?:,? | and |, and )?)+$`)
)

// currencySigns are the signs that stand for one currency, longest first where
// one holds another.
func currencySigns() [][2]string {
	return [][2]string{
		{"US$", "USD"}, {"AU$", "AUD"}, {"CA$", "CAD"}, {"NZ$", "NZD"}, {"HK$", "HKD"}, {"SG$", "SGD"}, {"NT$", "TWD"},
		{"A$", "AUD"}, {"C$", "CAD"}, {"S$", "SGD"}, {"R$", "BRL"},
		{"$", "USD"}, {"£", "GBP"}, {"€", "EUR"}, {"₹", "INR"}, {"₩", "KRW"}, {"₽", "RUB"}, {"₴", "UAH"},
		{"₪", "ILS"}, {"₺", "TRY"}, {"₦", "NGN"}, {"₱", "PHP"}, {"₫", "VND"}, {"฿", "THB"}, {"zł", "PLN"},
	}
}

// cutCurrency takes a sign or an ISO 4217 code off either end of text.
func cutCurrency(text string) (rest, code string, err error) {
	if strings.Contains(text, "¥") || strings.Contains(text, "￥") {
		return "", "", errors.New("«¥» is yen or yuan: write JPY or CNY")
	}
	for _, sign := range currencySigns() {
		if rest, ok := strings.CutPrefix(text, sign[0]); ok {
			return strings.TrimSpace(rest), sign[1], nil
		}
		if rest, ok := strings.CutSuffix(text, sign[0]); ok {
			return strings.TrimSpace(rest), sign[1], nil
		}
	}
	if m := codeFirst.FindStringSubmatch(text); m != nil {
		return m[2], m[1], nil
	}
	if m := codeLast.FindStringSubmatch(text); m != nil {
		return m[1], m[2], nil
	}
	return text, "", nil
}

var (
	codeFirst = regexp.MustCompile(`^([A-Z]{3}) ?([0-9].*)$`)
	codeLast  = regexp.MustCompile(`^([0-9].*[0-9a-z]) ?([A-Z]{3})$`)
)

// scale gives the power of ten of a word behind a number.
func scale(word string) (exponent int, ok bool) {
	switch strings.ToLower(word) {
	case "":
		return 0, true
	case "k", "thousand":
		return 3, true
	case "m", "mn", "mln", "million", "millions":
		return 6, true
	case "b", "bn", "bln", "billion", "billions":
		return 9, true
	case "tn", "trn", "trillion", "trillions":
		return 12, true
	}
	return 0, false
}

// decimal reads a number with grouped thousands and a decimal point.
func decimal(text string, exponent int) (float64, error) {
	digits := text
	switch {
	case plainNumber.MatchString(text):
	case thousands.MatchString(text):
		digits = strings.NewReplacer(",", "", " ", "", "'", "").Replace(text)
	case strings.Count(text, ".") > 1:
		return 0, fmt.Errorf("«%s»: thousands are separated by commas or not at all, and a full stop is the decimal sign", text)
	default:
		return 0, fmt.Errorf("«%s»: commas separate thousands in groups of three, and a full stop is the decimal sign: 6,500,000 or 1.5", text)
	}
	// The scale goes into the text, so that 4.4 million is exactly 4400000.
	n, err := strconv.ParseFloat(digits+"e"+strconv.Itoa(exponent), 64)
	if err != nil || n > largest {
		return 0, errors.New("a figure is at most a quintillion")
	}
	return n, nil
}

// inCurrency reports whether an amount can be one in the currency of that code:
// the text names none or the same, or a bare $, which is any dollar.
func (a Amount) inCurrency(code string) bool {
	if a.Currency == "" || a.Currency == code {
		return true
	}
	if a.Currency != "USD" || strings.Contains(a.Text, "US") {
		return false
	}
	switch code {
	case "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "BBD", "BSD", "BZD", "FJD", "GYD", "JMD", "LRD", "NAD", "TTD", "MXN", "ARS", "CLP", "COP":
		return true
	}
	return false
}
