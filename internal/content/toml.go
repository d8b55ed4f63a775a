package content

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// readTOML reads the front matter that begins at offset base of the ruler's
// text. After a line that is no TOML it goes on with the next; sure is then false.
func (r *report) readTOML(block []byte, base int) (root node, sure bool) {
	t := &tomlReader{report: r, block: block, base: base}
	t.root = &node{kind: mapping, start: base, end: base}
	t.table = t.root
	sure = true
	for from := 0; from < len(block) && !r.full(); {
		p := &t.parser
		p.Reset(block[from:])
		t.from = from
		for p.NextExpression() {
			t.expression(p.Expression())
		}
		if p.Error() == nil {
			break
		}
		sure = false
		at := t.failed(p.Error())
		from = nextLine(block, at)
	}
	return *t.root, sure
}

// tomlReader turns TOML expressions into nodes. The parser knows only syntax:
// which tables an expression adds to is worked out here.
type tomlReader struct {
	*report
	parser unstable.Parser
	block  []byte // the front matter
	base   int    // its offset in the ruler's text
	from   int    // offset in block at which the parser began
	root   *node
	table  *node // that key = value lines add to
	depth  int   // of table within root
	values int
}

// offset gives where in the ruler's text a range of the parser begins and ends.
func (t *tomlReader) offset(r unstable.Range) (start, end int) {
	start = t.base + t.from + int(r.Offset)
	return start, start + int(r.Length)
}

// word gives where the word of a key begins and ends, without its quotes.
func (t *tomlReader) word(key *unstable.Node) (start, end int) {
	start, end = t.offset(key.Raw)
	if c := t.ruler.text[start]; c == '"' || c == '\'' {
		return start + 1, end - 1
	}
	return start, end
}

func (t *tomlReader) expression(e *unstable.Node) {
	switch e.Kind {
	case unstable.KeyValue:
		t.add(t.table, e, t.depth)
	case unstable.Table, unstable.ArrayTable:
		t.open(e)
	}
}

// open makes the table of a [header] or [[header]] the one that is added to.
func (t *tomlReader) open(e *unstable.Node) {
	table := t.root
	t.depth = 0
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		start, end := t.word(key)
		if t.depth++; t.depth > maxDepth {
			t.err(start, end, "too-deep", tooDeep, "")
			return
		}
		if !keys.IsLast() {
			table = t.step(table, key)
			continue
		}
		name := string(key.Data)
		last := find(table, name)
		if e.Kind == unstable.ArrayTable {
			if last == nil || last.value.kind != list || !last.value.block {
				last = push(table, entry{key: name, start: start, end: end, value: node{kind: list, block: true, start: start, end: end}})
			}
			last.value.items = append(last.value.items, node{kind: mapping, block: true, start: start, end: end})
			table = &last.value.items[len(last.value.items)-1]
			continue
		}
		// A table that so far only came about as the parent of others may still
		// be opened itself; any other makes a repeated key, which the decoder tells.
		if last == nil || !implicit(&last.value) {
			last = push(table, entry{key: name, start: start, end: end, value: node{kind: mapping, block: true, start: start, end: end}})
		}
		last.value.opened = true
		table = &last.value
	}
	t.table = table
}

// implicit says that n is a table without a header of its own.
func implicit(n *node) bool { return n.kind == mapping && n.block && !n.opened }

// step goes from table into the table under key, the newest of several, and
// makes it if there is none.
func (t *tomlReader) step(table *node, key *unstable.Node) *node {
	start, end := t.word(key)
	if e := find(table, string(key.Data)); e != nil {
		switch {
		case e.value.kind == mapping && e.value.block:
			return &e.value
		case e.value.kind == list && e.value.block && len(e.value.items) > 0:
			return &e.value.items[len(e.value.items)-1]
		}
	}
	return &push(table, entry{key: string(key.Data), start: start, end: end,
		value: node{kind: mapping, block: true, start: start, end: end}}).value
}

// add adds a `key = value` to table. A dotted key leads through tables.
func (t *tomlReader) add(table *node, e *unstable.Node, depth int) (end int) {
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		start, keyEnd := t.word(key)
		if depth++; depth > maxDepth {
			t.err(start, keyEnd, "too-deep", tooDeep, "")
			return keyEnd
		}
		if !keys.IsLast() {
			table = t.step(table, key)
			continue
		}
		_, rawEnd := t.offset(key.Raw)
		value := t.value(e.Value(), skip(t.ruler.text, rawEnd, " \t="), depth)
		push(table, entry{key: string(key.Data), start: start, end: keyEnd, value: value})
		end = value.end
	}
	return end
}

// value reads the value that begins at offset at.
func (t *tomlReader) value(v *unstable.Node, at, depth int) node {
	out := node{start: at, end: at}
	t.values++
	switch {
	case t.values > maxValues+1 || depth > maxDepth+1:
		out.kind = broken
		return out
	case t.values > maxValues:
		t.err(at, at+1, "too-many-values", tooMany, "")
		out.kind = broken
		return out
	case depth > maxDepth:
		t.err(at, at+1, "too-deep", tooDeep, "")
		out.kind = broken
		return out
	}
	switch v.Kind {
	case unstable.Array:
		out.kind = list
		at++
		children := v.Children()
		for children.Next() {
			item := t.value(children.Node(), t.skipSpace(at), depth+1)
			out.items = append(out.items, item)
			at = item.end
		}
		out.end = t.skipSpace(at) + 1
	case unstable.InlineTable:
		out.kind = mapping
		at++
		children := v.Children()
		for children.Next() {
			at = t.add(&out, children.Node(), depth)
		}
		out.end = t.skipSpace(at) + 1
	default:
		out.text = string(v.Data)
		out.start, out.end = t.offset(v.Raw)
		switch v.Kind {
		case unstable.String:
			out.form = quoted
		case unstable.Bool:
			out.form = truth
		case unstable.Integer, unstable.Float:
			out.form = number
			out.text = strings.ReplaceAll(out.text, "_", "")
		default:
			out.form = date
		}
	}
	return out
}

// skipSpace goes over what may stand between the values of a list: blanks, line
// ends, commas, comments.
func (t *tomlReader) skipSpace(at int) int {
	for text := t.ruler.text; at < len(text); {
		if at = skip(text, at, " \t\n,"); at < len(text) && text[at] == '#' {
			at = lineEnd(text, at)
			continue
		}
		return at
	}
	return at
}

// failed tells the parser's error, and gives the offset in block where it is.
func (t *tomlReader) failed(failure error) int {
	var e *unstable.ParserError
	at := t.from
	message := failure.Error()
	if errors.As(failure, &e) {
		at = min(max(t.from+cap(t.block[t.from:])-cap(e.Highlight), t.from), len(t.block))
		message = e.Message
	}
	if at == len(t.block) && at > 0 {
		at-- // a line feed: the error is on the line it ends
	}
	begin := bytes.LastIndexByte(t.block[:at], '\n') + 1
	line := lineAt(t.block, begin)
	value := begin + skip(line, bytes.IndexByte(line, '=')+1, " \t")
	end := begin + len(bytes.TrimRight(line, " \t"))
	text := string(t.block[min(value, end):end])
	tell := func(from, to int, code, message, hint string) {
		d := t.err(t.base+from, t.base+to, code, message, hint)
		if code == "quote-value" {
			d.Fix = t.replace(t.base+from, t.base+to, inQuotes(text))
		}
	}
	switch {
	case strings.Contains(message, "expected '=' after key"), strings.Contains(message, "start of key"):
		hint := "write «key = value»"
		if keyLine.Match(line) && bytes.IndexByte(line, ':') >= 0 {
			hint = "front matter between «+++» is TOML: write «=», not a colon"
		}
		tell(begin+indentOf(line), end, "no-equals", "this line has no key: a word and an equals sign", hint)
	case strings.Contains(message, "string") && (strings.Contains(message, "new lines") || strings.Contains(message, "terminated")):
		tell(value, end, "unclosed-quote", "this quote isn't closed", "")
	case strings.Contains(message, "at start of value"), strings.Contains(message, "expected keyword"):
		tell(value, end, "quote-value", "a text must stand in quotes", "write "+short(inQuotes(text)))
	case strings.Contains(message, "expected newline"):
		if text != "" && text[0] != '"' && text[0] != '\'' && text[0] != '[' && text[0] != '{' {
			tell(value, end, "quote-value", "a text must stand in quotes", "write "+short(inQuotes(text)))
			break
		}
		tell(at, end, "text-after-quote", "the value ends before this, and TOML expects nothing behind it", "")
	case strings.Contains(message, "']'"), strings.Contains(message, "'}'"), strings.Contains(message, "incomplete"):
		tell(at, at+1, "unclosed-bracket", "a bracket above isn't closed, or a comma is missing before this", "")
	case strings.Contains(message, "nested"):
		tell(at, at+1, "too-deep", tooDeep, "")
	case strings.Contains(message, "escape"):
		tell(at, min(at+1, end), "bad-escape", "in double quotes a backslash begins a sign such as \\n or \\u00e9, and this is none", "use single quotes, or write two backslashes")
	default:
		tell(at, end, "toml-syntax", "TOML cannot read this: "+message, "")
	}
	return at
}

// find gives the newest entry of table under key, nil if there is none.
func find(table *node, key string) *entry {
	for i := len(table.entries) - 1; i >= 0; i-- {
		if table.entries[i].key == key {
			return &table.entries[i]
		}
	}
	return nil
}

func push(table *node, e entry) *entry {
	table.entries = append(table.entries, e)
	return &table.entries[len(table.entries)-1]
}

// skip gives the first offset from at on whose byte is not one of set.
func skip(text []byte, at int, set string) int {
	for at < len(text) && strings.IndexByte(set, text[at]) >= 0 {
		at++
	}
	return at
}
