package page

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"blotter/internal/news"
)

// timeOf puts a date into words, in English, as precisely as it is known.
// Times name their zone: «28 April 2025, 09:05 BST».
func timeOf(d news.Date) Time {
	var layout string
	switch d.Precision {
	case news.ToYear:
		layout = "2006"
	case news.ToMonth:
		layout = "January 2006"
	case news.ToDay:
		layout = "2 January 2006"
	case news.ToSecond:
		layout = "2 January 2006, 15:04 "
	default:
		return Time{}
	}
	text := d.Time.Format(layout)
	if d.Precision == news.ToSecond {
		text += zoneName(d.Time)
	}
	if d.About {
		text = "about " + text
	}
	return Time{ISO: d.ISO(), Text: text}
}

// shortDay gives the day of a date, as precisely as it is known: «28 Apr 2025».
func shortDay(d news.Date) string {
	if d.Precision < news.ToDay {
		return timeOf(d).Text
	}
	text := d.Time.Format("2 Jan 2006")
	if d.About {
		text = "about " + text
	}
	return text
}

// weekday gives a day with its name: «Monday 28 April 2025».
func weekday(d news.Date) string {
	if d.Precision < news.ToDay {
		return timeOf(d).Text
	}
	return d.Time.Format("Monday 2 January 2006")
}

// clock gives the time of day: «09:05»; nothing for a date without a time.
func clock(d news.Date) string {
	if d.Precision < news.ToSecond {
		return ""
	}
	return d.Time.Format("15:04")
}

// dayOf is timeOf without the time of day.
func dayOf(d news.Date) Time {
	if d.Precision == news.ToSecond {
		d.Precision = news.ToDay
	}
	return timeOf(d)
}

// zoneName is the zone's abbreviation, BST; where a zone has none and Go gives
// the bare offset (+03, -0330), UTC+3, UTC−3:30.
func zoneName(t time.Time) string {
	name, offset := t.Zone()
	if name != "" && !strings.ContainsAny(name[:1], "+-0123456789") {
		return name
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	hours, minutes := offset/3600, offset%3600/60
	if minutes == 0 {
		return fmt.Sprintf("UTC%s%d", sign, hours)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, hours, minutes)
}

// instantOf is timeOf of an instant in the zone.
func instantOf(t time.Time, zone *time.Location) Time {
	if t.IsZero() {
		return Time{}
	}
	return timeOf(news.Date{Time: t.In(zone), Precision: news.ToSecond})
}

// directionOf gives ltr or rtl for a language, by the script it is written in.
func directionOf(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return "ltr"
	}
	script, _ := parsed.Script()
	switch script.String() {
	// The scripts in use for living languages that run from right to left.
	case "Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi":
		return "rtl"
	}
	return "ltr"
}

// publicURL gives a URL that may stand in a page as it is, and nothing for one
// that may not: only the web, mail and telephones are linked to.
func publicURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host != "" {
			return raw
		}
	case "mailto", "tel":
		return raw
	}
	return ""
}

// contactLink makes a link of an address for readers: an e-mail address or a URL.
func contactLink(contact string) Link {
	switch {
	case contact == "":
		return Link{}
	case publicURL(contact) != "":
		return Link{Text: strings.TrimPrefix(contact, "mailto:"), URL: contact}
	case strings.Contains(contact, "@") && !strings.ContainsAny(contact, " <>/"):
		return Link{Text: contact, URL: "mailto:" + contact}
	}
	return Link{Text: contact}
}

// count puts a number before its noun: «1 article», «3 articles», «no articles».
func count(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return grouped(strconv.Itoa(n)) + " " + many
}

// grouped sets commas between the thousands of a whole number.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// rating puts an Admiralty code (AJP-2.1) into words: «B2: usually reliable,
// probably true».
func (d *desk) rating(code string) string {
	if len(code) != 2 || code[0] < 'A' || code[0] > 'F' || code[1] < '1' || code[1] > '6' {
		return code
	}
	return d.words.Say("rating.code", "code", code,
		"source", d.words.Say("rating.source_"+strings.ToLower(code[:1])), "information", d.words.Say("rating.information_"+code[1:]))
}

// scoreText gives a CVSS score with its one decimal.
func scoreText(score float64) string {
	if score == 0 {
		return ""
	}
	return strconv.FormatFloat(score, 'f', 1, 64)
}

func itoa(n int) string { return strconv.Itoa(n) }
