package markdown

import (
	"bytes"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// addressKind says where an address leads.
type addressKind uint8

const (
	refused  addressKind = iota // nowhere: see fault
	external                    // to another site, a mailbox or a telephone
	internal                    // into this site
	fragment                    // to a place of the same page
)

// address is what a destination means.
type address struct {
	kind addressKind
	// href is the address of an external link or fragment, percent-encoded, not
	// yet escaped for HTML.
	href []byte
	// web says of an external one that it is a web page.
	web bool
	// target and suffix are as in news.Link; for a fragment, target is the
	// decoded id.
	target, suffix string

	// Of a refused one, what to tell the writer.
	code, message, hint string
}

// readAddress judges a destination, without the escapes of Markdown. Only http, https, mailto and tel
// lead out of the site. Whatever browsers read in another way than people do is
// refused: other schemes, //host, backslashes, control characters.
func readAddress(destination []byte) address {
	d := bytes.Trim(destination, " \t\n")
	if len(d) == 0 || d[0] == '?' {
		return refuse("empty-link", "this link has no address", "")
	}
	for _, c := range d {
		switch {
		case c == '\\':
			return refuse("unsafe-link", "an address has no backslash", "part folders with /")
		case c < ' ' || c == 0x7f:
			return refuse("unsafe-link", "an address has no control characters or line ends", "")
		}
	}
	switch {
	case d[0] == '#':
		return address{kind: fragment, href: util.URLEscape(d, false), target: decodePercent(string(d[1:]))}
	case bytes.HasPrefix(d, []byte("//")):
		return refuse("unsafe-link", "an address that begins with // leads to another site in disguise", "write https:// before it, or one slash for a page of this site")
	}
	if scheme := schemeOf(d); scheme != "" {
		return readExternal(scheme, d)
	}
	path, suffix := string(d), ""
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path, suffix = path[:i], path[i:]
	}
	decoded := decodePercent(path)
	if strings.HasPrefix(decoded, "//") || strings.IndexFunc(decoded, func(r rune) bool { return r == '\\' || r < ' ' || forbidden(r) }) >= 0 {
		return refuse("unsafe-link", "this address hides characters behind %", "write it plainly")
	}
	if first, _, _ := strings.Cut(decoded, "/"); strings.IndexByte(first, ':') >= 0 {
		return refuse("unsafe-link", "what stands before the colon looks like the kind of an address", "write ./ before the name of a file")
	}
	return address{kind: internal, target: decoded, suffix: string(util.URLEscape([]byte(suffix), false))}
}

func refuse(code, message, hint string) address {
	return address{code: code, message: message, hint: hint}
}

// schemeOf gives the scheme of an address in lower case, "" if it has none.
func schemeOf(d []byte) string {
	i := 0
	for i < len(d) && isSchemeByte(d[i], i == 0) {
		i++
	}
	if i == 0 || i >= len(d) || d[i] != ':' {
		return ""
	}
	return strings.ToLower(string(d[:i]))
}

func readExternal(scheme string, d []byte) address {
	rest := d[len(scheme)+1:]
	switch scheme {
	case "mailto", "tel":
		if len(rest) == 0 {
			return refuse("empty-link", "this link has no address", "")
		}
		return address{kind: external, href: util.URLEscape(d, false)}
	case "http", "https":
		if !bytes.HasPrefix(rest, []byte("//")) {
			return refuse("unsafe-link", "an address on the web has two slashes behind «"+scheme+":»", scheme+"://…")
		}
		host := rest[2:]
		if i := bytes.IndexAny(host, "/?#"); i >= 0 {
			host = host[:i]
		}
		switch {
		case len(host) == 0:
			return refuse("unsafe-link", "this address names no site", "")
		case bytes.IndexByte(host, '@') >= 0:
			return refuse("unsafe-link", "this address has a user name before its site, which misleads readers", "take out what stands before the @")
		case bytes.IndexByte(host, ' ') >= 0 || bytes.IndexByte(host, '%') >= 0:
			return refuse("unsafe-link", "the name of a site has no blanks and no %", "")
		}
		return address{kind: external, web: true, href: util.URLEscape(d, false)}
	}
	hint := "use https, http, mailto or tel, or the path of a file"
	if len(scheme) == 1 {
		hint = "write the path from this file, with /"
	}
	return refuse("unsafe-link", "links of the kind «"+scheme+":» are not published", hint)
}

// decodePercent decodes %XX; a text in which that gives no valid text stays as it is.
func decodePercent(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	decoded, err := url.PathUnescape(s)
	if err != nil || !utf8.ValidString(decoded) {
		return s
	}
	return decoded
}
