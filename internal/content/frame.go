package content

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/adrg/frontmatter"
)

// syntax is how front matter is written.
type syntax uint8

const (
	yamlSyntax syntax = iota
	tomlSyntax
	jsonSyntax
)

// fence gives the line that stands above and below front matter.
func (s syntax) fence() string {
	return [...]string{"---", "+++", ""}[s]
}

// frame says where in a text the front matter stands and where the body begins.
// All fields but syntax are offsets.
type frame struct {
	syntax     syntax
	open       int // the opening fence, in JSON the brace
	block, end int // the front matter itself, without fences
	body       int
}

// keyLine is a line that looks like front matter: a key, a colon or equals sign,
// and a blank or nothing.
var keyLine = regexp.MustCompile(`^["']?([A-Za-z][A-Za-z0-9_-]*)["']?[ \t]*[:=](?:[ \t]|$)`)

// hyphens are what a line of three hyphens becomes under the hand or in a word
// processor: too few, too many, dashes.
var hyphens = regexp.MustCompile(`^(?:-{2,}|-*[–—‒―−][-–—‒―−]*)$`)

// findFrame finds the front matter of text. The keys tell a line of front
// matter from one of the body. It is strict where the library that takes the
// front matter out is lenient: whatever is no fence but was meant as one is an
// error, because behind it `draft: true` would be read as the article's text.
// clean is text without the characters that were refused.
func (r *report) findFrame(text []byte, keys *table) (clean []byte, f frame, ok bool) {
	f.open = firstLine(text, 0)
	if f.open == len(text) {
		r.err(0, 0, "empty-file", "this file is empty", "an article begins with a line of three hyphens, then `title: …`")
		return text, f, false
	}
	line := lineAt(text, f.open)
	switch {
	case isFence(line, "---"):
		f.block = nextLine(text, f.open)
		ok = r.closeYAML(text, &f)
	case isFence(line, "+++"):
		f.syntax = tomlSyntax
		f.block = nextLine(text, f.open)
		ok = r.closeTOML(text, &f)
	case line[0] == '{':
		f.syntax = jsonSyntax
		f.block = f.open
		ok = r.closeJSON(text, &f)
	default:
		r.noFrame(text, f.open, keys)
		return text, f, false
	}
	if !ok || !r.checkSize(&f) {
		return text, f, false
	}
	r.checkBody(text, f.body, keys)
	return r.checkCharacters(text, f.open, f.end), f, true
}

// wholeFrame is the frame of a file that is front matter from end to end.
func (r *report) wholeFrame(text []byte) (clean []byte, f frame, ok bool) {
	f = frame{open: firstLine(text, 0), end: len(text), body: len(text)}
	for f.open < len(text) && text[f.open] == '#' {
		f.open = firstLine(text, nextLine(text, f.open))
	}
	f.block = f.open
	if f.open == len(text) {
		r.err(0, 0, "empty-file", "this file is empty", "it needs `title` and `base_url`")
		return text, f, false
	}
	if isFence(lineAt(text, f.open), "---") {
		f.block = nextLine(text, f.open)
	}
	for at := f.block; at < f.end; at = nextLine(text, at) {
		if line := lineAt(text, at); isFence(line, "---") || isFence(line, "...") {
			r.err(at, at+3, "bad-fence", "this file is one document: nothing ends here", "delete this line")
		}
	}
	if !r.checkSize(&f) || r.errors > 0 {
		return text, f, false
	}
	return r.checkCharacters(text, f.block, f.end), f, true
}

func (r *report) checkSize(f *frame) bool {
	if f.end-f.block <= maxHeader {
		return true
	}
	r.err(f.open, f.open, "front-matter-too-large", fmt.Sprintf("this front matter has %d bytes; it may have %d", f.end-f.block, maxHeader),
		"is the line that ends it missing?")
	return false
}

// closeYAML looks for the end of YAML front matter: three hyphens at the
// beginning of a line. Anything else at the beginning of a line that looks like
// an end is an error, and the front matter is taken to end there, so that what
// else is wrong above it can be told too.
func (r *report) closeYAML(text []byte, f *frame) bool {
	for at := f.block; at < len(text); at = nextLine(text, at) {
		line := lineAt(text, at)
		if isFence(line, "---") {
			f.end, f.body = at, nextLine(text, at)
			return true
		}
		bare := bytes.TrimRight(line, " \t")
		switch {
		case len(bare) == 0, isWord(bare[0]): // an expression would take longer to see it
		case string(bare) == "...", string(bare) == "+++", hyphens.Match(bare), bytes.HasPrefix(line, []byte("---")) && len(line) > 3 && (line[3] == ' ' || line[3] == '\t'):
			r.err(at, at+len(bare), "bad-fence", "front matter ends with a line of three hyphens and nothing else", "write «---»").
				Fix = r.replace(at, at+len(bare), "---")
			f.end, f.body = at, nextLine(text, at)
			return true
		}
	}
	r.unclosed(text, f)
	return false
}

// closeTOML looks for the end of TOML front matter. What is no fence may be
// the text of a string in three quotes here, so that nothing else is remarkable
// unless the end is missing.
func (r *report) closeTOML(text []byte, f *frame) bool {
	for at := f.block; at < len(text); at = nextLine(text, at) {
		if isFence(lineAt(text, at), "+++") {
			f.end, f.body = at, nextLine(text, at)
			return true
		}
	}
	r.unclosed(text, f)
	return false
}

// unclosed tells of front matter without an end, and where the end might belong:
// at an indented fence, or at the first empty line that is followed by a line
// which is no front matter.
func (r *report) unclosed(text []byte, f *frame) {
	for at := f.block; at < len(text); at = nextLine(text, at) {
		bare := bytes.Trim(lineAt(text, at), " \t")
		if f.syntax == yamlSyntax && string(bare) == "---" || f.syntax == tomlSyntax && (string(bare) == "---" || string(bare) == "+++" || string(bare) == "++" || string(bare) == "++++") {
			end := lineEnd(text, at)
			r.err(at, end, "bad-fence", "front matter ends with a line of «"+f.syntax.fence()+"» and nothing else, not even a blank before it", "write «"+f.syntax.fence()+"»").
				Fix = r.replace(at, end, f.syntax.fence())
			return
		}
	}
	hint := "end it with a line of «" + f.syntax.fence() + "»"
	for at := f.block; at < len(text); at = nextLine(text, at) {
		if len(bytes.TrimSpace(lineAt(text, at))) > 0 {
			continue
		}
		next := firstLine(text, at)
		if line := lineAt(text, next); next < len(text) && !keyLine.Match(line) && !bytes.ContainsAny(line[:1], " \t-#[]{}") {
			n, _ := r.ruler.place(next)
			hint = fmt.Sprintf("%s: does it belong above line %d?", hint, n)
			break
		}
	}
	r.err(f.open, lineEnd(text, f.open), "unclosed-front-matter", "this front matter has no end: the whole file would be read as front matter", hint)
}

// noFrame tells why a file that does not begin with a fence has no front matter.
func (r *report) noFrame(text []byte, at int, keys *table) {
	end := lineEnd(text, at)
	line := lineAt(text, at)
	bare := bytes.Trim(line, " \t")
	switch {
	case hyphens.Match(bare), string(bare) == "+++", bytes.HasPrefix(bare, []byte("---")), bytes.HasPrefix(bare, []byte("```")):
		r.err(at, end, "bad-fence", "front matter begins with a line of three hyphens and nothing else", "write «---»").
			Fix = r.replace(at, end, "---")
		return
	case keys.knows(line):
		d := r.err(at, end, "no-front-matter", "the line of three hyphens that begins front matter is missing", "write «---» above this line")
		d.Fix = r.replace(at, at, "---\n")
		return
	}
	for fence := nextLine(text, at); fence < len(text); fence = nextLine(text, fence) {
		l := lineAt(text, fence)
		if next := nextLine(text, fence); (isFence(l, "---") || isFence(l, "+++")) && next < len(text) && keys.knows(lineAt(text, next)) {
			begin, _ := r.ruler.span(fence, fence).In(r.file)
			d := r.err(at, end, "text-before-front-matter", "nothing may stand above the front matter", "move this below the front matter, or delete it")
			d.Related = append(d.Related, begin)
			return
		}
	}
	r.err(0, 0, "no-front-matter", "this file has no front matter: its lines of «key: value» between two lines of three hyphens",
		"begin the file with «---», «title: …» and «---»; a note that is no article belongs outside content/")
}

// checkBody refuses a body that begins with front matter: a second block, or a
// key that slipped below the fence. The body's first line alone decides, so that
// an article may well say «title: …» further down.
func (r *report) checkBody(text []byte, body int, keys *table) {
	at := firstLine(text, body)
	if at == len(text) {
		return
	}
	line := lineAt(text, at)
	next := firstLine(text, nextLine(text, at))
	switch {
	case isFence(line, "---") || isFence(line, "+++"):
		if next < len(text) && keyLine.Match(lineAt(text, next)) {
			r.err(at, at+3, "second-front-matter", "front matter begins a second time here", "write one front matter; delete this line and move its keys up")
		}
	case line[0] == '{' && keys.knows(lineAt(bytes.TrimLeft(text[at+1:], " \t\n"), 0)):
		r.err(at, at+1, "second-front-matter", "front matter begins a second time here", "write one front matter")
	case keys.knows(line):
		key := keyLine.FindSubmatch(line)[1]
		r.err(at, at+len(key), "key-below-front-matter", fmt.Sprintf("«%s» stands below the front matter, where it would be printed as text", key),
			"move this line above the fence; if it is text, write the colon as «\\:»")
	}
}

// knows says that line looks like a line of front matter with a key of t. The
// keys that hide a document count in any letter case.
func (t *table) knows(line []byte) bool {
	m := keyLine.FindSubmatch(line)
	if m == nil {
		return false
	}
	if _, known := t.index[string(m[1])]; known {
		return true
	}
	return hides(strings.ToLower(string(m[1])))
}

// hides says that key decides who may see a document.
func hides(key string) bool {
	switch key {
	case "draft", "embargo", "expires", "removed", "tlp":
		return true
	}
	return false
}

// take hands the front matter between its fences to the front matter library,
// and what the library takes out to decode.
//
// The library trims each line before it compares it with the fence, so that an
// indented `---` within a text would end the front matter early and in silence.
// The fence it gets is therefore lengthened until no line of the block is one.
func take(readers *sync.Pool, block []byte, decode func(block []byte) error) error {
	fence := "---"
	for lines := block; len(lines) > 0; {
		line, rest, _ := bytes.Cut(lines, []byte("\n"))
		lines = rest
		if string(bytes.TrimSpace(line)) == fence {
			fence += "-"
			lines = block
		}
	}
	opening, closing := fence+"\n", fence+"\n"
	if len(block) > 0 && block[len(block)-1] != '\n' {
		closing = "\n" + closing
	}
	format := frontmatter.NewFormat(fence, fence, func(taken []byte, _ any) error {
		if taken = taken[:min(len(taken), len(block))]; !bytes.Equal(taken, block) {
			return errors.New("the front matter library took something else out than what stands there")
		}
		return decode(taken)
	})
	// The library would make a buffer of its own for each file.
	reader := readers.Get().(*bufio.Reader)
	defer func() {
		reader.Reset(nil)
		readers.Put(reader)
	}()
	reader.Reset(io.MultiReader(strings.NewReader(opening), bytes.NewReader(block), strings.NewReader(closing)))
	rest, err := frontmatter.MustParse(reader, nil, format)
	if err == nil && len(rest) > 0 {
		return errors.New("the front matter library left something over")
	}
	return err
}

// firstLine gives the offset of the first line from at on that is not blank, or
// the end of the text.
func firstLine(text []byte, at int) int {
	for at < len(text) && len(bytes.TrimSpace(lineAt(text, at))) == 0 {
		at = nextLine(text, at)
	}
	return at
}

// lineAt gives the line that begins at offset at, without its line feed.
func lineAt(text []byte, at int) []byte { return text[at:lineEnd(text, at)] }

func nextLine(text []byte, at int) int { return min(lineEnd(text, at)+1, len(text)) }

func isFence(line []byte, fence string) bool {
	return bytes.HasPrefix(line, []byte(fence)) && len(bytes.Trim(line[len(fence):], " \t")) == 0
}
