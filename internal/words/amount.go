package words

import (
	"math"
	"strconv"
	"strings"

	"blotter/internal/news"
)

// Amount puts a figure into words as its speaker gave it: never rounded, never
// converted. In a language whose writers write figures as news.ParseAmount reads
// them (English) the words are the writer's own; in others the same figure is
// written anew: £300m is «300 Mio. £».
func (w *Words) Amount(f *news.Figure) string {
	var text string
	switch {
	case !f.Value.IsZero():
		text = w.oneAmount(f.Value, f.Currency)
	case !f.Min.IsZero() && !f.Max.IsZero():
		text = w.Say("amount.range", "low", w.oneAmount(f.Min, f.Currency), "high", w.oneAmount(f.Max, f.Currency))
	case !f.Min.IsZero():
		text = w.Say("amount.at_least", "amount", w.oneAmount(f.Min, f.Currency))
	case !f.Max.IsZero():
		text = w.Say("amount.up_to", "amount", w.oneAmount(f.Max, f.Currency))
	default:
		return f.Text
	}
	if f.Estimate {
		text = w.Say("amount.estimate", "amount", text)
	}
	if f.Text != "" {
		text += w.Say("list.between") + f.Text
	}
	return text
}

func (w *Words) oneAmount(a news.Amount, currency string) string {
	if currency == "" {
		currency = a.Currency
	}
	if w.written && (a.Unit != "days" || !strings.HasPrefix(a.Text, "P")) { // an ISO 8601 duration is for machines
		return w.asWritten(a, currency)
	}
	var text string
	switch {
	case a.Unit == "days":
		text = w.duration(a.Number)
	case currency != "":
		text = w.Say("amount.money", "currency", sign(currency), "amount", w.scaled(a, "amount.money_"))
	default:
		text = w.scaled(a, "amount.scale_")
	}
	if a.About {
		text = w.Say("amount.about", "amount", text)
	}
	return text
}

// asWritten is the writer's own text, made readable.
func (w *Words) asWritten(a news.Amount, currency string) string {
	text := strings.TrimLeft(strings.TrimSpace(a.Text), "~≈ ")
	about := text != strings.TrimSpace(a.Text) // else the words «about» are there, if it is
	if text != "" && strings.Trim(text, "0123456789") == "" {
		text = w.Grouped(text)
	}
	if currency != "" && a.Currency == "" { // no sign in the text says which money
		text = w.Say("amount.money", "currency", currency, "amount", text)
	}
	if about {
		text = w.Say("amount.about", "amount", text)
	}
	return text
}

// scaled writes a number with the word that it was given with: 1,5 Millionen.
func (w *Words) scaled(a news.Amount, prefix string) string {
	if a.Scale <= 3 { // «147k» is a way to write 147000
		return w.Grouped(digits(a.Number))
	}
	n := a.Number / math.Pow10(a.Scale)
	return w.Say(prefix+strconv.Itoa(a.Scale), "n", n)
}

// digits gives the shortest decimal number that is n: 4400000, 1.5.
func digits(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// duration writes a number of days in days, hours, minutes and seconds.
func (w *Words) duration(days float64) string {
	rest := int(math.Round(days * 24 * 60 * 60))
	var parts []string
	for _, unit := range []struct {
		key     string
		seconds int
	}{{"amount.days", 24 * 60 * 60}, {"amount.hours", 60 * 60}, {"amount.minutes", 60}, {"amount.seconds", 1}} {
		if n := rest / unit.seconds; n > 0 {
			parts = append(parts, w.Say(unit.key, "n", n))
			rest -= n * unit.seconds
		}
	}
	if parts == nil {
		return w.Say("amount.days", "n", 0)
	}
	return w.List(parts)
}

// sign is the sign of a currency that has one of its own, or else its code. A
// dollar may be any country's.
func sign(currency string) string {
	switch currency {
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "USD":
		return "US$"
	}
	return currency
}
