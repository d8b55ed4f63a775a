package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// closeJSON looks for the brace that closes JSON front matter. Nothing may stand
// behind it on its line.
func (r *report) closeJSON(text []byte, f *frame) bool {
	window := text[:min(len(text), f.open+maxHeader+1)]
	depth := 0
	for at := f.open; at < len(window); at++ {
		switch window[at] {
		case '"':
			end, ok := quoteEnd(window, at)
			if !ok {
				at = len(window)
				break
			}
			at = end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth > 0 {
				continue
			}
			f.end = at + 1
			f.body = nextLine(text, f.end)
			if rest := lineAt(text, f.end); !isBlank(rest) {
				from := f.end + indentOf(rest)
				r.err(from, f.end+len(rest), "text-after-front-matter", "nothing may stand behind the brace that ends the front matter", "begin the text on a new line")
				return false
			}
			return true
		}
	}
	// It doesn't end: a quote or brace is missing, and the reader knows where.
	before := r.errors
	r.readJSON(window[f.open:], f.open)
	if r.errors == before {
		r.err(f.open, f.open+1, "unclosed-front-matter", "this front matter has no end: the brace that closes it is missing", "write «}» on a line of its own")
	}
	return false
}

// readJSON reads the front matter that begins at offset base of the ruler's
// text, up to the first mistake; sure is false if there is one.
func (r *report) readJSON(block []byte, base int) (root node, sure bool) {
	j := &jsonReader{report: r, decoder: json.NewDecoder(bytes.NewReader(block)), block: block, base: base}
	j.decoder.UseNumber()
	root, sure = j.value(0)
	return root, sure && !j.stopped
}

// jsonReader turns the tokens of the library into nodes.
type jsonReader struct {
	*report
	decoder *json.Decoder
	block   []byte // the front matter
	base    int    // its offset in the ruler's text
	values  int
	keyed   bool // a key was read, and its value not yet
	stopped bool
}

// next reads a token, and gives where in block it begins and ends.
func (j *jsonReader) next() (token json.Token, start, end int, ok bool) {
	before := int(j.decoder.InputOffset())
	start = skip(j.block, before, " \t\n")
	if start < len(j.block) && (j.block[start] == ',' || j.block[start] == ':') {
		start = skip(j.block, start+1, " \t\n")
	}
	token, err := j.decoder.Token()
	if err != nil {
		if !j.stopped {
			j.stopped = true
			j.failed(before, start)
		}
		return nil, start, start, false
	}
	return token, start, int(j.decoder.InputOffset()), true
}

func (j *jsonReader) value(depth int) (out node, ok bool) {
	token, start, end, ok := j.next()
	if !ok {
		return node{kind: broken}, false
	}
	out = node{start: j.base + start, end: j.base + end}
	j.keyed = false
	j.values++
	if depth > maxDepth || j.values > maxValues {
		j.stopped = true
		if depth > maxDepth {
			j.err(out.start, out.end, "too-deep", tooDeep, "")
		} else {
			j.err(out.start, out.end, "too-many-values", tooMany, "")
		}
		out.kind = broken
		return out, false
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '{' {
			return j.mapping(out, depth)
		}
		return j.list(out, depth)
	case string:
		out.form, out.text = quoted, token
		j.checkPairs(start, end)
	case json.Number:
		out.form, out.text = number, token.String()
	case bool:
		out.form, out.text = truth, fmt.Sprint(token)
	case nil:
		out.form, out.text = null, "null"
	}
	return out, true
}

func (j *jsonReader) mapping(out node, depth int) (node, bool) {
	out.kind = mapping
	for j.decoder.More() {
		token, start, end, ok := j.next()
		if !ok {
			return out, false
		}
		key, _ := token.(string)
		j.checkPairs(start, end)
		// The span of a key is that of its word, without the quotes.
		e := entry{key: key, start: j.base + start + 1, end: j.base + end - 1}
		j.keyed = true
		if e.value, ok = j.value(depth + 1); !ok {
			return out, false
		}
		out.entries = append(out.entries, e)
	}
	_, _, end, ok := j.next()
	out.end = j.base + end
	return out, ok
}

func (j *jsonReader) list(out node, depth int) (node, bool) {
	out.kind = list
	for j.decoder.More() {
		item, ok := j.value(depth + 1)
		if !ok {
			return out, false
		}
		out.items = append(out.items, item)
	}
	_, _, end, ok := j.next()
	out.end = j.base + end
	return out, ok
}

var (
	surrogatePair = regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)
	surrogate     = regexp.MustCompile(`\\u[dD][89a-fA-F][0-9a-fA-F]{2}`)
)

// checkPairs refuses half of a surrogate pair in the string from start to end,
// which the library would turn into U+FFFD in silence.
func (j *jsonReader) checkPairs(start, end int) {
	raw := j.block[start:end]
	if bytes.IndexByte(raw, '\\') < 0 {
		return
	}
	rest := surrogatePair.ReplaceAllFunc(raw, func(pair []byte) []byte { return bytes.Repeat([]byte("-"), len(pair)) })
	if half := surrogate.FindIndex(rest); half != nil {
		j.err(j.base+start+half[0], j.base+start+half[1], "bad-escape", "this is half of a character: such escapes come in pairs", "write the character itself")
	}
}

// failed tells why no token begins at start; before is where the last one ended.
func (j *jsonReader) failed(before, start int) {
	if start >= len(j.block) {
		j.err(j.base, j.base+1, "unclosed-front-matter", "this front matter has no end: the brace that closes it is missing", "write «}» on a line of its own")
		return
	}
	between := string(bytes.TrimSpace(j.block[before:start]))
	at, end := j.base+start, j.base+start+1
	code, message, hint := "json-syntax", "JSON cannot read this", ""
	c := j.block[start]
	follows := between == "" && before > 0 && strings.IndexByte("{[", j.block[before-1]) < 0
	switch {
	case between == "," && (c == '}' || c == ']'):
		message, hint = "nothing follows the comma before this", "delete the comma"
	case c == ',':
		message, hint = "two commas follow each other here", "delete one"
	case follows && j.keyed:
		message = "a colon is missing before this"
	case follows:
		message = "a comma is missing before this, or the bracket or brace that ends what stands before it"
	case c == '\'' || strings.ContainsRune("“”‘’«", firstRune(j.block[start:])):
		code, message = "quote-value", "texts and keys stand in straight double quotes"
	case c == '"':
		closed, ok := quoteEnd(j.block[:lineEnd(j.block, start)], start)
		if !ok {
			code, message = "unclosed-quote", "this quote isn't closed"
			break
		}
		end = j.base + closed
		code, message, hint = "bad-escape", "a backslash in this text begins no sign that JSON knows", "write two backslashes for one"
	case c == '/' || c == '#':
		message, hint = "JSON has no comments", "delete it, or write YAML between «---»"
	default:
		for end < j.base+len(j.block) && strings.IndexByte(" \t\n,:]}", j.ruler.text[end]) < 0 {
			end++
		}
		code, message, hint = "quote-value", "texts and keys stand in double quotes", "only numbers, true and false do without"
	}
	j.err(at, end, code, message, hint)
}

func firstRune(text []byte) rune {
	for _, c := range string(text[:min(len(text), 4)]) {
		return c
	}
	return 0
}
