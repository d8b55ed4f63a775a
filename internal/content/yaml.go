package content

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"blotter/internal/diag"
)

// readYAML reads the front matter that begins at offset base of the ruler's
// text. Where the library finds no YAML, mend explains why, and the reading goes
// on with what was probably meant, so that other mistakes can be told too; lines
// so mended are silent from then on, and sure is false.
//
// The library only ever fills its own nodes. Into Go maps or structs it would
// take seconds and gigabytes over 25 KB of one repeated key, and read `draft:
// yes` as true.
func (r *report) readYAML(block []byte, base int) (root node, sure bool) {
	if root, ok := ordinary(r.ruler.text, block, base); ok {
		return root, true
	}
	return r.readAnyYAML(block, base)
}

// readAnyYAML is readYAML for whatever may be written.
func (r *report) readAnyYAML(block []byte, base int) (root node, sure bool) {
	sure = true
	head := r.ruler.text[:base]
	for range maxErrors {
		if isEmpty(block) {
			return node{kind: mapping, start: base, end: base}, sure
		}
		var doc yaml.Node
		err := yaml.Load(block, &doc)
		if err == nil && doc.Content[0].Kind == yaml.ScalarNode {
			err = errNoColon
		}
		if err == nil {
			y := &yamlReader{report: r, text: r.ruler.text}
			y.firstLine, _ = r.ruler.place(base)
			if count(&doc) > maxValues {
				r.err(base, base, "too-many-values", tooMany, "")
				return node{kind: broken}, false
			}
			return y.node(doc.Content[0], -1, 0), sure
		}
		sure = false
		mended, ok := r.mend(block, base, err)
		if !ok || r.full() {
			break
		}
		block = mended
		r.ruler = newRuler(append(append(make([]byte, 0, len(head)+len(block)), head...), block...))
	}
	return node{kind: broken}, false
}

// errNoColon is what is wrong with a front matter that YAML reads as one text.
var errNoColon = errors.New("no key in it")

// isEmpty says that block holds nothing but blanks and comments.
func isEmpty(block []byte) bool {
	for line := range bytes.Lines(block) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

func count(n *yaml.Node) int {
	total := 1
	for _, c := range n.Content {
		total += count(c)
	}
	return total
}

// yamlReader turns the library's nodes into ours. The library tells where a node
// begins; where it ends, and whether what stands behind it was meant to belong
// to it, is read from the text.
type yamlReader struct {
	*report
	text      []byte
	firstLine int
}

func (y *yamlReader) at(n *yaml.Node) int { return y.ruler.at(y.firstLine+n.Line-1, n.Column) }

// node reads n. Lines of a value in quotes or brackets must be indented deeper
// than indent, the column (from 0) of the key or dash it belongs to; else the
// quote or bracket was forgotten and swallowed the keys that follow.
func (y *yamlReader) node(n *yaml.Node, indent, depth int) node {
	start := y.at(n)
	out := node{start: start, end: start}
	if depth > maxDepth {
		y.err(start, start, "too-deep", tooDeep, "")
		out.kind = broken
		return out
	}
	if y.refused(n, start, &out) {
		return out
	}
	switch n.Kind {
	case yaml.ScalarNode:
		y.scalar(n, indent, &out)
	case yaml.SequenceNode:
		y.list(n, indent, depth, &out)
	case yaml.MappingNode:
		y.mapping(n, indent, depth, &out)
	default:
		out.kind = broken
		y.err(start, start, "yaml-syntax", "this is no value", "")
	}
	return out
}

// refused tells of what YAML has beyond values: references, labels and types.
// None of them is of use in front matter, and each hides a headline that was
// meant to begin with the sign.
func (y *yamlReader) refused(n *yaml.Node, start int, out *node) bool {
	if start >= len(y.text) {
		return false
	}
	end := lineEnd(y.text, start)
	if bytes.HasPrefix(y.text[start:], []byte("!!")) {
		y.err(start, end, "yaml-tag", "«!!» names a type in YAML, which isn't used here", "write the value alone")
		out.kind, out.end = broken, end
		return true
	}
	var code, what string
	switch y.text[start] {
	case '&':
		code, what = "yaml-alias", "a label"
	case '*':
		code, what = "yaml-alias", "a reference to another value"
	case '!':
		code, what = "yaml-tag", "a type"
	default:
		return false
	}
	d := y.err(start, start+1, code, fmt.Sprintf("a «%c» at the beginning makes this %s in YAML, which isn't used here", y.text[start], what),
		"put the value in quotes: "+short(inQuotes(strings.TrimSpace(string(y.text[start:end])))))
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode && y.standsAlone(start) {
		d.Fix = y.quote(start, end)
	}
	out.kind, out.end = broken, end
	return true
}

// quote is the edit that puts the text from start to end in quotes.
func (r *report) quote(start, end int) *diag.Edit {
	text := strings.TrimRight(string(r.ruler.text[start:end]), " \t")
	return r.replace(start, start+len(text), inQuotes(text))
}

// standsAlone says that the value at start is the last thing on its line: it
// stands behind a key or dash, not within brackets.
func (y *yamlReader) standsAlone(start int) bool {
	line := y.text[bytes.LastIndexByte(y.text[:start], '\n')+1 : start]
	return !bytes.ContainsAny(line, "[{")
}

func (y *yamlReader) scalar(n *yaml.Node, indent int, out *node) {
	out.text = n.Value
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		out.form = quoted
		out.end, _ = quoteEnd(y.text, out.start)
		if y.outdented(out.start, out.end, indent) {
			y.err(out.start, out.start+1, "unclosed-quote", "this quote isn't closed on its line, and swallows the lines below", "close it, or indent the lines that belong to it")
			out.kind = broken
			return
		}
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		out.form, out.block = quoted, true
		out.end = y.blockEnd(out.start, indent)
	default:
		y.plain(n, out)
	}
	y.hashBefore(out)
}

// plain reads a value without quotes: where it ends, and whether a ` #` ends it.
func (y *yamlReader) plain(n *yaml.Node, out *node) {
	out.end = plainEnd(y.text, out.start, n.Value)
	if bytes.IndexByte(y.text[out.start:out.end], '\n') >= 0 && y.swallowed(out) {
		out.kind = broken
		return
	}
	at := out.end
	for at < len(y.text) && (y.text[at] == ' ' || y.text[at] == '\t') {
		at++
	}
	if at == len(y.text) || y.text[at] != '#' || at == out.end && n.Value != "" {
		return
	}
	out.hash = at
	if n.Value == "" {
		out.start, out.end = at, at
	}
	if y.standsAlone(at) && bytes.IndexByte(y.text[out.start:at], '\n') < 0 {
		out.edge = lineEnd(y.text, at)
	}
}

// hiding is a line that was meant to hide the document.
var hiding = regexp.MustCompile(`^["']?([A-Za-z]+)["']?[ \t]*[:=]`)

// swallowed tells of a line within the unquoted value n that cannot have been
// meant as text: an indented fence, or a key that hides the document and lacks
// the blank behind its colon.
func (y *yamlReader) swallowed(n *node) bool {
	for at := nextLine(y.text, n.start); at < n.end; at = nextLine(y.text, at) {
		end := lineEnd(y.text, at)
		line := bytes.TrimSpace(y.text[at:end])
		from := at + indentOf(y.text[at:end])
		if string(line) == "---" {
			y.err(at, end, "bad-fence", "front matter ends with a line of «---» and nothing else, not even a blank before it", "write «---»").
				Fix = y.replace(at, end, "---")
			return true
		}
		if m := hiding.FindSubmatch(line); m != nil && hides(strings.ToLower(string(m[1]))) {
			y.err(from, end, "bad-indent", fmt.Sprintf("«%s» is indented here, and so belongs to the text above", m[1]), "write it at the margin, with a blank behind the colon; if it is text, put the whole text in quotes")
			return true
		}
	}
	return false
}

// hashBefore notes a comment between a key or dash and the value on the line
// below it: the beginning of a text that began with `#`.
func (y *yamlReader) hashBefore(out *node) {
	lineStart := out.start
	for lineStart > 0 && (y.text[lineStart-1] == ' ' || y.text[lineStart-1] == '\t') {
		lineStart--
	}
	if out.hash != 0 || lineStart == 0 || y.text[lineStart-1] != '\n' {
		return
	}
	for lineStart > 0 {
		above := bytes.LastIndexByte(y.text[:lineStart-1], '\n') + 1
		line := y.text[above : lineStart-1]
		lineStart = above
		if bare := bytes.TrimLeft(line, " \t"); len(bare) == 0 || bare[0] == '#' {
			continue
		}
		for _, opening := range []string{": #", ":\t#", "- #", "-\t#"} {
			if i := bytes.Index(line, []byte(opening)); i >= 0 {
				out.hash = above + i + len(opening) - 1
			}
		}
		return
	}
}

func (y *yamlReader) list(n *yaml.Node, indent, depth int, out *node) {
	out.kind = list
	out.block = n.Style&yaml.FlowStyle == 0
	if out.block {
		indent = n.Column - 1
	}
	out.items = make([]node, 0, len(n.Content))
	for _, c := range n.Content {
		if y.full() {
			break
		}
		if !out.block && y.strayed(n, c, indent) {
			out.kind = broken
			return
		}
		item := y.node(c, indent, depth+1)
		out.items = append(out.items, item)
		out.end = max(out.end, item.end)
	}
	if !out.block {
		out.end = y.closing(max(out.end, out.start+1), ']')
	}
}

func (y *yamlReader) mapping(n *yaml.Node, indent, depth int, out *node) {
	out.kind = mapping
	out.block = n.Style&yaml.FlowStyle == 0
	out.entries = make([]entry, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		if y.full() {
			break
		}
		k, v := n.Content[i], n.Content[i+1]
		if !out.block && (y.strayed(n, k, indent) || y.strayed(n, v, indent)) {
			out.kind = broken
			return
		}
		key := y.node(k, indent, depth+1)
		switch {
		case key.kind == broken:
			continue
		case key.kind != scalar || key.nothing():
			y.err(key.start, max(key.end, key.start+1), "wrong-type", "a key is a word, and a colon stands behind it", "")
			continue
		case key.text == "<<" && key.form == plain:
			y.err(key.start, key.end, "yaml-alias", "«<<» merges another map in YAML, which isn't used here", "write the keys out")
			continue
		}
		inner := indent
		if out.block {
			inner = k.Column - 1
		}
		if key.form == quoted && key.end-key.start >= 2 {
			key.start, key.end = key.start+1, key.end-1
		}
		e := entry{key: key.text, start: key.start, end: key.end, value: y.node(v, inner, depth+1)}
		out.entries = append(out.entries, e)
		out.end = max(out.end, e.end, e.value.end)
	}
	if !out.block && out.start < len(y.text) && y.text[out.start] == '{' {
		out.end = y.closing(max(out.end, out.start+1), '}')
	}
}

// strayed tells of a bracket that wasn't closed: its content goes on at the
// margin, where the next key was meant to be.
func (y *yamlReader) strayed(opening, inside *yaml.Node, indent int) bool {
	if inside.Line == opening.Line || inside.Column-1 > indent || opening.Line == 0 {
		return false
	}
	start := y.at(opening)
	y.err(start, start+1, "unclosed-bracket", "this bracket isn't closed on its line, and swallows the lines below", "close it, or indent the lines that belong to it")
	return true
}

// outdented says that a line between start and end does not stand deeper than indent.
func (y *yamlReader) outdented(start, end, indent int) bool {
	for at := nextLine(y.text, start); at < end; at = nextLine(y.text, at) {
		line := lineAt(y.text, at)
		bare := bytes.TrimLeft(line, " \t")
		if len(bare) > 0 && len(line)-len(bare) <= indent {
			return true
		}
	}
	return false
}

// closing gives the offset behind the bracket that closes what ends at offset at.
func (y *yamlReader) closing(at int, bracket byte) int {
	for at < len(y.text) {
		switch y.text[at] {
		case bracket:
			return at + 1
		case ' ', '\t', '\n', ',', ':':
			at++
		case '#':
			at = lineEnd(y.text, at)
		default:
			return at
		}
	}
	return at
}

// blockEnd gives the end of a text that begins with | or > at start: the last
// line that is indented deeper than its key or dash.
func (y *yamlReader) blockEnd(start, indent int) int {
	end := lineEnd(y.text, start)
	for at := nextLine(y.text, start); at < len(y.text); at = nextLine(y.text, at) {
		line := lineAt(y.text, at)
		bare := bytes.TrimLeft(line, " ")
		if len(bare) == 0 {
			continue
		}
		if len(line)-len(bare) <= indent {
			break
		}
		end = at + len(line)
	}
	return end
}

// plainEnd gives the end of the unquoted value at start. Over several lines the
// value has a blank or line feeds where the text has a line's end and an indent.
func plainEnd(text []byte, start int, value string) int {
	at := start
	for i := 0; i < len(value); {
		if at < len(text) && text[at] == value[i] {
			at++
			i++
			continue
		}
		moved := false
		for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n') {
			at++
			moved = true
		}
		for i < len(value) && (value[i] == ' ' || value[i] == '\n') {
			i++
			moved = true
		}
		if !moved {
			return at
		}
	}
	return at
}

// quoteEnd gives the offset behind the quote that closes the one at start; ok is
// false, and end the text's, if none does.
func quoteEnd(text []byte, start int) (end int, ok bool) {
	if start >= len(text) {
		return len(text), false
	}
	quote := text[start]
	for i := start + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case text[i] == quote:
			return i + 1, true
		}
	}
	return len(text), false
}
