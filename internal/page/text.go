package page

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"blotter/internal/news"
)

// timeOf puts a date into words as precisely as it is known. Times name their
// zone: «28 April 2025, 09:05 BST».
func (d *desk) timeOf(date news.Date) Time {
	if date.IsZero() {
		return Time{}
	}
	return Time{ISO: date.ISO(), Text: d.words.Date(date)}
}

// dayOf is timeOf without the time of day.
func (d *desk) dayOf(date news.Date) Time {
	date.Precision = min(date.Precision, news.ToDay)
	return d.timeOf(date)
}

// instantOf is timeOf of an instant in the site's zone.
func (d *desk) instantOf(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return d.timeOf(news.Date{Time: t.In(d.Zone), Precision: news.ToSecond})
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
func (d *desk) scoreText(score float64) string {
	if score == 0 {
		return ""
	}
	return d.words.Decimal(score, 1)
}

func itoa(n int) string { return strconv.Itoa(n) }
