package content

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"blotter/internal/news"
)

// checkShape holds a text against the shape that k's `as` tag names, and gives
// it as it is to be kept.
func (d *decoder) checkShape(text string, k *key, name string, at span, written form) string {
	problem, hint, fixed := shapeProblem(k.as, text)
	if problem == "" {
		return text
	}
	diagnostic := d.err(at.start, at.end, "bad-"+k.as, fmt.Sprintf("%s: %s", name, problem), hint)
	if fixed != "" {
		diagnostic.Fix = d.rewrite(at, written, fixed)
	}
	return text
}

var (
	slugPattern     = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{M}\p{Nd}]+(?:-[\p{Ll}\p{Lo}\p{M}\p{Nd}]+)*$`)
	cvePattern      = regexp.MustCompile(`^CVE-[0-9]{4}-[0-9]{4,}$`)
	colourPattern   = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)
	typefacePattern = regexp.MustCompile(`^[\p{L}\p{Nd}][\p{L}\p{Nd} .+_-]{0,63}$`)
	emailPattern    = regexp.MustCompile(`^[^\s@<>()",:;\\[\]]+@[^\s@<>()",:;\\[\]]+\.[^\s@<>()",:;\\[\]]+$`)
	idPattern       = regexp.MustCompile(`^[\p{L}\p{M}\p{Nd}][\p{L}\p{M}\p{Nd}._/-]*$`)
)

// identifier says that a text may be the key of an entry, such as a source.
func identifier(text string) bool { return idPattern.MatchString(text) }

// shapeProblem says what is wrong with a text of that shape, "" if nothing is;
// fixed is what it should be, where that is certain.
func shapeProblem(shape, text string) (problem, hint, fixed string) {
	switch shape {
	case "url":
		return urlProblem(text), "write a whole address: https://example.org/page", ""
	case "path":
		return pathProblem(text), "write a path of this site: /old/address/", ""
	case "slug", "incident", "article":
		return slugProblem(text)
	case "country":
		return countryProblem(text)
	case "language":
		return languageProblem(text), "write a BCP 47 tag: en, en-GB, zh-Hant", ""
	case "currency":
		return currencyProblem(text)
	case "cve":
		if cvePattern.MatchString(text) {
			return "", "", ""
		}
		problem, hint = fmt.Sprintf("«%s» is no CVE number", short(text)), "write CVE-, the year, a hyphen and four digits or more: CVE-2021-44228"
		if upper := strings.ToUpper(text); cvePattern.MatchString(upper) {
			fixed = upper
		}
		return problem, hint, fixed
	case "colour":
		if colourPattern.MatchString(text) {
			return "", "", ""
		}
		return fmt.Sprintf("«%s» is no colour", short(text)), "write three or six hexadecimal digits behind #, in quotes: \"#fbfaf6\"", ""
	case "typeface":
		if typefacePattern.MatchString(text) {
			return "", "", ""
		}
		return fmt.Sprintf("«%s» is no name of a typeface", short(text)), "write its name alone, and several of them as a list: [Helvetica Neue, Arial]", ""
	case "email":
		if emailPattern.MatchString(text) {
			return "", "", ""
		}
		return fmt.Sprintf("«%s» is no e-mail address", short(text)), "write name@example.org", ""
	}
	return "", "", "" // "source" names an entry of the same file: a rule of package news
}

// urlProblem: pages print these addresses as links, so that only the two
// schemes that lead to a page will do, and nothing that could show one address
// and lead to another.
func urlProblem(text string) string {
	if i := strings.IndexFunc(text, func(c rune) bool { return c == ' ' || c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) }); i >= 0 {
		return fmt.Sprintf("an address holds no %s", sign(text[i:]))
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return fmt.Sprintf("«%s» is no address", short(text))
	case u.Scheme == "":
		return fmt.Sprintf("«%s» is no whole address", short(text))
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("an address begins with https:// or http://, not %s:", short(u.Scheme))
	case u.Host == "" || u.Hostname() == "":
		return fmt.Sprintf("«%s» names no site", short(text))
	case u.User != nil:
		return "an address must hold no name or password"
	}
	return ""
}

// pathProblem: an alias becomes a redirect file and a line in _redirects, so
// that it must be a plain path of this site, whichever way it is read.
func pathProblem(text string) string {
	plain, err := url.PathUnescape(text)
	switch {
	case !strings.HasPrefix(text, "/"):
		return "a path begins with «/»"
	case err != nil:
		return fmt.Sprintf("«%s» is no path: a «%%» begins two hexadecimal digits", short(text))
	case strings.ContainsAny(text, "?#"):
		return "a path has no «?» and no «#»"
	}
	for _, form := range []string{text, plain} {
		switch i := strings.IndexFunc(form, func(c rune) bool { return c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) && c != ' ' }); {
		case i >= 0:
			return fmt.Sprintf("a path holds no %s", sign(form[i:]))
		case strings.Contains(form, "//"):
			return "a path has no «//»: it could lead to another site"
		case strings.Contains(form+"/", "/../"), strings.Contains(form+"/", "/./"):
			return "a path has no «.» or «..» as a part"
		}
	}
	if strings.Contains(text, " ") {
		return "a path holds no blank: write %20"
	}
	return ""
}

func slugProblem(text string) (problem, hint, fixed string) {
	if slugPattern.MatchString(text) && len(text) <= 200 {
		return "", "", ""
	}
	problem = fmt.Sprintf("«%s» may hold only lower-case letters, digits and single hyphens", short(text))
	if len(text) > 200 {
		problem = "this is too long for a part of an address: at most 200 bytes"
	}
	if made, ok := news.Slug(text); ok && made != text && slugPattern.MatchString(made) {
		return problem, "did you mean «" + made + "»?", made
	}
	return problem, "", ""
}

func countryProblem(text string) (problem, hint, fixed string) {
	upper := strings.ToUpper(text)
	region, err := language.ParseRegion(upper)
	known := err == nil && len(text) == 2 && region.IsCountry() && !formerCountry(upper)
	if known && text == upper {
		return "", "", ""
	}
	problem, hint = fmt.Sprintf("«%s» is no country code", short(text)), "write the two letters of ISO 3166-1: GB, FR, US"
	switch {
	case known:
		fixed = upper
	case upper == "UK":
		fixed = "GB"
	case upper == "EL":
		fixed = "GR"
	}
	if fixed != "" {
		hint = "did you mean «" + fixed + "»?"
	}
	return problem, hint, fixed
}

// formerCountry says that code is no longer, or never was, assigned in ISO
// 3166-1 although language tags know it.
func formerCountry(code string) bool {
	switch code {
	case "UK", "AN", "BU", "CS", "DD", "FX", "NT", "SU", "TP", "YD", "YU", "ZR", "AC", "CP", "DG", "EA", "IC", "TA":
		return true
	}
	return false
}

func languageProblem(text string) string {
	if _, err := language.Parse(text); err != nil || strings.Contains(text, "_") {
		return fmt.Sprintf("«%s» is no language", short(text))
	}
	return ""
}

func currencyProblem(text string) (problem, hint, fixed string) {
	if _, err := currency.ParseISO(text); err != nil || len(text) != 3 {
		return fmt.Sprintf("«%s» is no currency", short(text)), "write the three letters of ISO 4217: GBP, EUR, USD", ""
	}
	if upper := strings.ToUpper(text); upper != text {
		return fmt.Sprintf("«%s» is written «%s»", text, upper), "", upper
	}
	return "", "", ""
}

// sign names the first character of a text that no line can show.
func sign(text string) string {
	switch c, _ := utf8.DecodeRuneInString(text); c {
	case ' ':
		return "blank"
	case '\\':
		return "backslash"
	default:
		return fmt.Sprintf("control character (%U)", c)
	}
}
