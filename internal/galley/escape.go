package galley

import (
	"bytes"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"text/template/parse"
)

// The escapers that package html/template asks for, for compiled templates.
// They do exactly what its own do; FuzzEscapers holds them against those. What is not here (values in scripts, in style, in unquoted attributes) is
// not compiled.

// escaper makes a text safe where it stands. from says what the text is.
type escaper func(text string, from safe) string

// safe is what a text already is, so that it need not be made safe for that.
type safe uint8

const (
	plain safe = iota
	markup
	address
	addresses // a srcset
)

// safeAs gives what values of a type are, and false for those that are
// not text, numbers or yes and no.
func safeAs(t reflect.Type) (safe, bool) {
	switch t {
	case reflect.TypeFor[template.HTML]():
		return markup, true
	case reflect.TypeFor[template.URL]():
		return address, true
	case reflect.TypeFor[template.Srcset]():
		return addresses, true
	case reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[bool]():
		return plain, true
	}
	return plain, false
}

const escaperPrefix = "_html_template_"

// escaperOf gives the escaper that a command asks for, nil if it is none.
func escaperOf(cmd *parse.CommandNode) *parse.IdentifierNode {
	if f, ok := cmd.Args[0].(*parse.IdentifierNode); ok && len(cmd.Args) == 1 && strings.HasPrefix(f.Ident, escaperPrefix) {
		return f
	}
	return nil
}

// writerOf gives what prints values of a type through escapers.
func writerOf(cmds []*parse.CommandNode, kind reflect.Type) (func(*bytes.Buffer, reflect.Value) error, error) {
	if kind.Kind() == reflect.Interface { // a word may be text or markup
		return func(out *bytes.Buffer, v reflect.Value) error {
			v = v.Elem()
			write, err := writerOf(cmds, v.Type())
			if err != nil {
				return err
			}
			return write(out, v)
		}, nil
	}
	from, ok := safeAs(kind)
	if !ok {
		return nil, unknown(kind)
	}
	names := make([]string, len(cmds))
	for n, cmd := range cmds {
		names[n] = strings.TrimPrefix(escaperOf(cmd).Ident, escaperPrefix)
	}
	if len(names) == 1 && from == plain && kind.Kind() == reflect.String {
		switch names[0] { // nearly all there is to print
		case "htmlescaper", "attrescaper", "rcdataescaper":
			return func(out *bytes.Buffer, v reflect.Value) error { escapeTo(out, v.String()); return nil }, nil
		}
	}
	var chain []escaper
	for n, name := range names {
		made, err := escaperNamed(name, from, n == 0)
		if err != nil {
			return nil, err
		}
		chain = append(chain, made)
	}
	return func(out *bytes.Buffer, v reflect.Value) error {
		text, at := textOf(v), from
		for _, escape := range chain {
			text, at = escape(text, at), plain
		}
		out.WriteString(text)
		return nil
	}, nil
}

func textOf(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	}
	return v.String()
}

// escaperNamed gives an escaper by html/template's name for it.
func escaperNamed(name string, from safe, first bool) (escaper, error) {
	asMarkup := first && from == markup
	switch name {
	case "htmlescaper":
		return func(text string, from safe) string {
			if from == markup {
				return text
			}
			return escaped(text)
		}, nil
	case "attrescaper", "rcdataescaper":
		if asMarkup { // its tags would have to be taken out
			return nil, unknown(name)
		}
		return func(text string, _ safe) string { return escaped(text) }, nil
	case "urlfilter":
		return func(text string, from safe) string {
			if from == address || safeAddress(text) {
				return text
			}
			return "#" + refused
		}, nil
	case "urlnormalizer":
		return func(text string, _ safe) string { return percent(text, true) }, nil
	case "urlescaper":
		return func(text string, from safe) string { return percent(text, from == address) }, nil
	case "srcsetescaper":
		return srcset, nil
	}
	return nil, unknown(name)
}

// refused stands where an address was unsafe, as in html/template, so that it can
// be found.
const refused = "ZgotmplZ"

// reference gives the character reference that stands for a byte in text and in
// quoted attributes; empty for one that may stand as it is.
func reference(b byte) string {
	switch b {
	case 0:
		return "\uFFFD"
	case '"':
		return "&#34;"
	case '&':
		return "&amp;"
	case '\'':
		return "&#39;"
	case '+':
		return "&#43;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return ""
}

func escapeTo(out *bytes.Buffer, text string) {
	from := 0
	for i := range len(text) {
		if b := text[i]; b > '>' {
			continue
		} else if ref := reference(b); ref != "" {
			out.WriteString(text[from:i])
			out.WriteString(ref)
			from = i + 1
		}
	}
	out.WriteString(text[from:])
}

func escaped(text string) string {
	if !strings.ContainsAny(text, "\x00\"&'+<>") {
		return text
	}
	var out bytes.Buffer
	escapeTo(&out, text)
	return out.String()
}

// safeAddress reports whether following an address can do no harm: it stays on
// the web or writes a mail.
func safeAddress(text string) bool {
	scheme, _, ok := strings.Cut(text, ":")
	if !ok || strings.Contains(scheme, "/") {
		return true
	}
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto")
}

// percent writes what may not stand in an address as percent signs and hex
// digits. whole says that text is an address already and not a part of one: its
// delimiters and escapes stay then (RFC 3986).
func percent(text string, whole bool) string {
	from := 0
	var out strings.Builder
	for i := range len(text) {
		switch b := text[i]; {
		case unreserved(b):
			continue
		case b == '%':
			if whole && i+2 < len(text) && hexDigit(text[i+1]) && hexDigit(text[i+2]) {
				continue
			}
		case whole && (b == '/' || strings.IndexByte("!#$&*+,:;=?@[]", b) >= 0):
			continue
		}
		const digits = "0123456789abcdef"
		out.WriteString(text[from:i])
		out.WriteByte('%')
		out.WriteByte(digits[text[i]>>4])
		out.WriteByte(digits[text[i]&15])
		from = i + 1
	}
	if from == 0 {
		return text
	}
	out.WriteString(text[from:])
	return out.String()
}

// unreserved reports whether a byte may stand anywhere in an address (RFC 3986, 2.3).
func unreserved(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-' || b == '.' || b == '_' || b == '~'
}

func hexDigit(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

// srcset makes a list of addresses safe, each with its width or density.
func srcset(text string, from safe) string {
	switch from {
	case addresses:
		return text
	case address:
		return strings.ReplaceAll(percent(text, true), ",", "%2c")
	}
	const space = "\t\n\f\r "
	parts := strings.Split(text, ",")
	for n, part := range parts {
		start := len(part) - len(strings.TrimLeft(part, space))
		end := len(part)
		if at := strings.IndexAny(part[start:], space); at >= 0 {
			end = start + at
		}
		sized := strings.IndexFunc(part[end:], func(r rune) bool {
			return !strings.ContainsRune(space, r) && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9')
		}) < 0
		if !sized || !safeAddress(part[start:end]) {
			parts[n] = "#" + refused
			continue
		}
		parts[n] = part[:start] + percent(part[start:end], true) + part[end:]
	}
	return strings.Join(parts, ",")
}
