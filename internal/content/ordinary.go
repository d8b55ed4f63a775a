package content

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// ordinary reads front matter that is written as nearly all is: keys at the
// margin, each with a value on its own line (unquoted, in quotes without escapes,
// a list in brackets) or with a list of such values below it. ok is false for
// anything else, however right it may be, and for anything that could be wrong:
// that is for the YAML library, which takes twenty times as long, and for what we
// say of it.
//
// What it reads it reads exactly as the library does, positions included
// (FuzzOrdinary). The front matter begins at offset base of text.
func ordinary(text, block []byte, base int) (root node, ok bool) {
	if len(block) == 0 || len(block) > 8<<10 || base+len(block) > len(text) || !bytes.Equal(text[base:base+len(block)], block) {
		return node{}, false
	}
	o := ordinaryReader{s: string(block), base: base}
	root = node{kind: mapping, block: true, start: base, entries: make([]entry, 0, bytes.Count(block, []byte("\n")))}
	for o.at < len(o.s) {
		e, ok := o.entry()
		if !ok {
			return node{}, false
		}
		for _, other := range root.entries {
			if other.key == e.key {
				return node{}, false
			}
		}
		root.entries = append(root.entries, e)
		root.end = max(root.end, e.end, e.value.end)
	}
	return root, true
}

// ordinaryReader reads s from at on. Its methods give false where s is not ordinary.
type ordinaryReader struct {
	s        string
	at, base int
}

// entry reads a key at the margin and its value.
func (o *ordinaryReader) entry() (e entry, ok bool) {
	e.key, e.start, e.end, ok = o.key()
	if !ok || !o.next(':') {
		return e, false
	}
	if o.next('\n') {
		e.value, ok = o.below()
		return e, ok
	}
	if !o.next(' ') || o.at == len(o.s) {
		return e, false
	}
	if o.s[o.at] == '[' {
		e.value, ok = o.brackets()
	} else {
		e.value, ok = o.value("")
	}
	return e, ok && o.next('\n')
}

// next passes over c, if that comes next.
func (o *ordinaryReader) next(c byte) bool {
	if o.at < len(o.s) && o.s[o.at] == c {
		o.at++
		return true
	}
	return false
}

// key reads a word.
func (o *ordinaryReader) key() (key string, start, end int, ok bool) {
	from := o.at
	for o.at < len(o.s) && (isWord(o.s[o.at]) || o.at > from && o.s[o.at] == '-') {
		o.at++
	}
	return o.s[from:o.at], o.base + from, o.base + o.at, o.at > from
}

// isWord says whether c is an ASCII letter, a figure or an underscore.
func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// below reads the list that stands below its key, a dash and a value a line.
func (o *ordinaryReader) below() (n node, ok bool) {
	indent := 0
	for o.next(' ') {
		indent++
	}
	n = node{kind: list, block: true, start: o.base + o.at}
	for o.at+2 < len(o.s) && o.s[o.at] == '-' && o.s[o.at+1] == ' ' {
		o.at += 2
		var item node
		if o.s[o.at] == '{' {
			item, ok = o.braces()
		} else {
			item, ok = o.value("")
		}
		if !ok || !o.next('\n') {
			return n, false
		}
		n.items = append(n.items, item)
		n.end = max(n.end, item.end)
		// The next dash stands below this one.
		if !strings.HasPrefix(o.s[o.at:], strings.Repeat(" ", indent)+"- ") {
			return n, o.at == len(o.s) || isWord(o.s[o.at])
		}
		o.at += indent
	}
	return n, false
}

// brackets reads a list in brackets on one line.
func (o *ordinaryReader) brackets() (n node, ok bool) {
	n = node{kind: list, start: o.base + o.at}
	for o.at++; ; {
		item, ok := o.value(",]")
		if !ok {
			return n, false
		}
		n.items = append(n.items, item)
		if o.next(']') {
			n.end = o.base + o.at
			return n, true
		}
		if !o.next(',') || !o.next(' ') {
			return n, false
		}
	}
}

// braces reads a map in braces on one line.
func (o *ordinaryReader) braces() (n node, ok bool) {
	n = node{kind: mapping, start: o.base + o.at}
	for o.at++; ; {
		var e entry
		if e.key, e.start, e.end, ok = o.key(); !ok || !o.next(':') || !o.next(' ') {
			return n, false
		}
		for _, other := range n.entries {
			if other.key == e.key {
				return n, false
			}
		}
		if e.value, ok = o.value(",}"); !ok {
			return n, false
		}
		n.entries = append(n.entries, e)
		if o.next('}') {
			n.end = o.base + o.at
			return n, true
		}
		if !o.next(',') || !o.next(' ') {
			return n, false
		}
	}
}

// value reads a value up to the end of its line or, within brackets or braces, up
// to one of the characters in ends.
func (o *ordinaryReader) value(ends string) (n node, ok bool) {
	if o.at == len(o.s) {
		return n, false
	}
	from := o.at
	n = node{start: o.base + from}
	quote := o.s[from]
	if quote == '"' || quote == '\'' {
		stop := strings.IndexAny(o.s[from+1:], "\"'\\\n")
		if stop < 0 || o.s[from+1+stop] != quote {
			return n, false
		}
		o.at = from + stop + 2
		n.form, n.text = quoted, o.s[from+1:from+1+stop]
	} else {
		if !isWord(quote) && quote < utf8.RuneSelf {
			return n, false // one of YAML's signs
		}
		for o.at < len(o.s) && o.s[o.at] != '\n' && strings.IndexByte(ends, o.s[o.at]) < 0 {
			switch o.s[o.at] {
			case ':', '#', '\t', '\\':
				// «16:40» is a time of day, and «a: b» something else.
				if o.s[o.at] != ':' || ends != "" || o.at+1 == len(o.s) || !isWord(o.s[o.at+1]) && o.s[o.at+1] != '/' {
					return n, false
				}
			case '[', ']', '{', '}', ',', '"', '\'':
				if ends != "" {
					return n, false
				}
			}
			o.at++
		}
		n.text = o.s[from:o.at]
		if n.text == "" || n.text[len(n.text)-1] == ' ' {
			return n, false
		}
	}
	n.end = o.base + o.at
	return n, printableLine(n.text)
}

// printableLine says whether text holds nothing but what YAML calls printable on one
// line, and no mark that some programs take for a line end.
func printableLine(text string) bool {
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == utf8.RuneError, c < 0xa0, c == '\u2028', c == '\u2029', c == '\ufeff', c > 0xffff:
			return false
		}
		i += size
	}
	return true
}
