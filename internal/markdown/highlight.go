package markdown

import (
	"bytes"
	"slices"
	"strings"

	"blotter/internal/diag"
)

// Code is coloured by what can be seen of it from left to right: comments,
// strings, numbers, the words of the language, names where they stand in a
// telling place. Nothing is parsed, no byte is looked at more often than a few
// times, and no clock or regular expression decides: the time is linear in the
// code, whatever it is, and equal code gives equal HTML. (chroma, measured: 2 s
// for 8 KiB of words as Java, 5 s for one line of 4 KiB as YAML; what it gives
// then depends on a clock.)

// tint is what a piece of code is, as far as its colour goes.
type tint uint8

const (
	noTint tint = iota
	aKeyword
	aString
	aNumber
	aComment
	aName     // of what is defined, or called by a telling name
	aTag      // a tag, or the key of a setting
	aVariable // also an attribute of a tag
	isAdded
	isRemoved
	aPrompt
)

// tintClasses are chroma's and Pygments' short names, so that a style sheet for
// those fits: Keyword, String, Number, Comment, Name.Function, Name.Tag,
// Name.Variable, Generic.Inserted, .Deleted and .Prompt.
func (t tint) class() string {
	return [...]string{"", "k", "s", "m", "c", "nf", "nt", "nv", "gi", "gd", "gp"}[t]
}

// mostColoured is how long code may be that is coloured, in bytes: some 1,500
// lines. Nobody reads more, and every tag costs every reader.
const mostColoured = 64 << 10

// language says how code of one language looks: enough to colour it.
type language struct {
	names string // what may stand behind the fence, the usual word first
	// paint colours all of it; as code, if nil.
	paint func(*painter, *language)

	comments string      // what begins a comment that ends with its line, each apart by a blank
	spaced   bool        // … only at the start of a line or behind a blank
	blocks   [][2]string // what begins and ends a comment of several lines
	strings  []literal
	keywords string // words of the language
	folded   bool   // letter case does not tell words apart
	defining string // keywords behind which a name stands that is defined
	letters  string // what names hold besides letters, digits and _
	sigils   string // what a variable begins with
	percent  bool   // %NAME% is a variable
	keyed    string // a name or string before one of these is a key
	heredoc  bool   // <<WORD … WORD is a string
	commands bool   // names with a hyphen are commands: Get-Item

	apart bool // a string begins only behind a blank or a bracket: it's

	marks []string        // of comments: those in comments, apart
	words map[string]bool // those in keywords; true for those in defining
}

// literal is a kind of string.
type literal struct {
	open, close string
	escape      byte // makes the next character part of the string; 0 if none does
	lines       bool // it may go on over several lines
}

// readLanguages gives the languages by all their names.
func readLanguages() map[string]*language {
	out := map[string]*language{}
	for _, l := range languages() {
		l.marks = strings.Fields(l.comments)
		l.words = map[string]bool{}
		for _, word := range strings.Fields(l.keywords) {
			l.words[word] = false
		}
		for _, word := range strings.Fields(l.defining) {
			l.words[word] = true
		}
		for _, name := range strings.Fields(l.names) {
			out[name] = &l
		}
	}
	return out
}

// misspeltLanguage gives the language that a word which is none was most likely
// meant to be, "" if it may well be one that is not known here.
func misspeltLanguage(word string, known map[string]*language) string {
	const shortest = 4 // there are many languages with short names
	if len(word) < shortest {
		return ""
	}
	var near []string
	for name := range known {
		if name[0] == word[0] {
			near = append(near, name)
		}
	}
	return diag.Nearest(word, near)
}

// Languages lists the languages that code is coloured in, by the word that
// stands behind the fence, with other words for them behind it.
func Languages() []string {
	var out []string
	for _, l := range languages() {
		if l.names != plainNames {
			out = append(out, l.names)
		}
	}
	slices.Sort(out)
	return out
}

// appendColoured appends code as HTML, coloured as its language reads, if it has one.
func appendColoured(to, code []byte, l *language, known map[string]*language) []byte {
	if l == nil || len(code) > mostColoured {
		return appendEscaped(to, code)
	}
	p := painter{out: to, code: code, stop: len(code), known: known}
	p.as(l)
	p.to(p.stop, noTint)
	p.flush()
	return p.out
}

// painter writes code from left to right.
type painter struct {
	out  []byte
	code []byte
	stop int // where the code ends that is being painted
	i    int // where the scanner is
	// known are the languages that may stand in another: scripts in a page.
	known map[string]*language

	noHeredoc bool
	// unclosed says, by what begins a string, up to where none has an end.
	unclosed map[string]int

	from, done int // code[from:done] is painted in now, but not yet written
	now        tint
}

// to paints what was not yet painted, up to stop. Blanks have no colour, so that
// neighbours of one colour share a tag.
func (p *painter) to(stop int, t tint) {
	if stop <= p.done {
		return
	}
	if t != p.now && (t != noTint || len(bytes.TrimSpace(p.code[p.done:stop])) > 0) {
		p.flush()
		p.now = t
	}
	p.done = stop
}

// flush writes what is painted.
func (p *painter) flush() {
	text := p.code[p.from:p.done]
	p.from = p.done
	if p.now == noTint || len(text) == 0 {
		p.out = appendEscaped(p.out, text)
		return
	}
	end := len(bytes.TrimRight(text, " \t\n"))
	p.out = append(p.out, `<span class="`...)
	p.out = append(p.out, p.now.class()...)
	p.out = append(p.out, `">`...)
	p.out = appendEscaped(p.out, text[:end])
	p.out = append(p.out, "</span>"...)
	p.out = appendEscaped(p.out, text[end:])
}

// as paints code[i:stop] as a language.
func (p *painter) as(l *language) {
	if l.paint != nil {
		l.paint(p, l)
	} else {
		p.asCode(l)
	}
}

// part paints the code up to stop as a language; what follows is left.
func (p *painter) part(stop int, l *language) {
	whole := p.stop
	p.stop = stop
	p.as(l)
	p.to(stop, noTint)
	p.i, p.stop = stop, whole
}

// take paints up to stop and goes on there.
func (p *painter) take(stop int, t tint) {
	p.to(p.i, noTint)
	p.to(stop, t)
	p.i = stop
}

// lineEnd gives where the line that i stands in ends: at its line feed.
func (p *painter) lineEnd(i int) int {
	if n := bytes.IndexByte(p.code[i:p.stop], '\n'); n >= 0 {
		return i + n
	}
	return p.stop
}

func (p *painter) has(at int, prefix string) bool {
	return prefix != "" && at+len(prefix) <= p.stop && string(p.code[at:at+len(prefix)]) == prefix
}

// end gives where text next ends at or behind from, stop if it never comes.
func (p *painter) end(from int, text string) int {
	if from >= p.stop {
		return p.stop
	}
	if n := bytes.Index(p.code[from:p.stop], []byte(text)); n >= 0 {
		return from + n + len(text)
	}
	return p.stop
}

// blankBefore reports whether a line or a word begins at i.
func (p *painter) blankBefore(i int) bool {
	return i == 0 || p.code[i-1] == ' ' || p.code[i-1] == '\t' || p.code[i-1] == '\n'
}

// asCode paints programs and settings.
func (p *painter) asCode(l *language) {
	var heredocs []string // whose text begins on the next line
	defining := false     // the next name is one that is defined
	clear(p.unclosed)
	for p.i < p.stop {
		switch c := p.code[p.i]; {
		case c == '\n':
			p.i++
			for _, word := range heredocs {
				p.heredoc(word)
			}
			heredocs, defining = nil, false
		case c == ' ' || c == '\t':
			p.i++
		case p.comment(l), p.quoted(l):
		case l.heredoc && p.has(p.i, "<<"):
			word, stop := p.heredocWord(p.i + len("<<"))
			if word == "" {
				p.i++
				continue
			}
			heredocs = append(heredocs, word)
			p.take(stop, aString)
		case strings.IndexByte(l.sigils, c) >= 0:
			p.variable()
		case l.percent && c == '%':
			p.percents()
		case c >= '0' && c <= '9':
			p.number()
		case wordByte(c, l.letters):
			defining = p.word(l, defining)
		default:
			p.i++
		}
	}
}

// comment paints a comment, if one begins here.
func (p *painter) comment(l *language) bool {
	for _, mark := range l.blocks {
		if p.has(p.i, mark[0]) {
			p.take(p.end(p.i+len(mark[0]), mark[1]), aComment)
			return true
		}
	}
	for _, mark := range l.marks {
		if !p.has(p.i, mark) || l.spaced && !p.blankBefore(p.i) {
			continue
		}
		if after := p.i + len(mark); !wordByte(mark[0], "") || !p.inWord(after) { // «remove» is no «rem»
			p.take(p.lineEnd(p.i), aComment)
			return true
		}
	}
	return false
}

// quoted paints a string, if one begins here.
func (p *painter) quoted(l *language) bool {
	for _, s := range l.strings {
		if !p.has(p.i, s.open) || p.i < p.unclosed[s.open] || l.apart && !p.blankBefore(p.i) && strings.IndexByte("([{,=:", p.code[p.i-1]) < 0 {
			continue
		}
		if s == pattern && !p.valueBegins() {
			continue
		}
		stop, ok := p.literal(s)
		if !ok { // an apostrophe, perhaps; nor has another one on the way an end
			if p.unclosed == nil {
				p.unclosed = map[string]int{}
			}
			p.unclosed[s.open] = stop
			continue
		}
		t := aString
		if l.keyed != "" && p.key(stop, l.keyed) {
			t = aTag
		}
		p.take(stop, t)
		return true
	}
	return false
}

// percents paints %NAME%, if it begins here.
func (p *painter) percents() {
	stop := p.i + 1
	for p.inWord(stop) {
		stop++
	}
	if stop == p.i+1 || !p.has(stop, "%") {
		p.i = stop
		return
	}
	p.take(stop+1, aVariable)
}

func (p *painter) number() {
	stop := p.i + 1
	for p.inWord(stop) || p.has(stop, ".") && p.inWord(stop+1) {
		stop++
	}
	p.take(stop, aNumber)
}

// word paints a name or keyword, and reports whether it says that the next name
// is defined by it.
func (p *painter) word(l *language, defined bool) (defining bool) {
	stop := p.i + 1
	for stop < p.stop && wordByte(p.code[stop], l.letters) {
		stop++
	}
	word := string(p.code[p.i:stop])
	if l.folded {
		word = strings.ToLower(word)
	}
	defining, known := l.words[word]
	switch {
	case known && p.i > 0 && p.code[p.i-1] == '.': // a field or method
	case l.keyed != "" && p.key(stop, l.keyed):
		p.take(stop, aTag)
	case known:
		p.take(stop, aKeyword)
		return defining
	case defined, l.commands && strings.Contains(word, "-") && word[0] != '-':
		p.take(stop, aName)
	}
	p.i = stop
	return false
}

// variable paints a variable that begins here, if one does.
func (p *painter) variable() {
	stop := p.i + 1
	if stop < p.stop && p.code[stop] == '{' {
		const longest = 80
		near := p.code[stop:min(stop+longest, p.stop)]
		if n := bytes.IndexAny(near, "}\n"); n >= 0 && near[n] == '}' {
			p.take(stop+n+1, aVariable)
			return
		}
	}
	for p.inWord(stop) || stop > p.i+1 && p.has(stop, ":") && p.inWord(stop+1) {
		stop++
	}
	if stop == p.i+1 {
		p.i++
		return
	}
	p.take(stop, aVariable)
}

// key reports whether what ends at i is the key of a setting: one of marks
// stands behind it.
func (p *painter) key(i int, marks string) bool {
	for i < p.stop && (p.code[i] == ' ' || p.code[i] == '\t') {
		i++
	}
	return i < p.stop && strings.IndexByte(marks, p.code[i]) >= 0
}

// valueBegins reports whether a value may begin at i, so that a slash there is
// no division.
func (p *painter) valueBegins() bool {
	i := p.i - 1
	for i >= 0 && p.code[i] == ' ' {
		i--
	}
	return i < 0 || strings.IndexByte("\n=(,:[!&|?{};", p.code[i]) >= 0
}

// literal gives where a string that begins here ends; false if it does not, and
// then up to where it was looked for.
func (p *painter) literal(s literal) (stop int, ok bool) {
	for i := p.i + len(s.open); i < p.stop; i++ {
		switch c := p.code[i]; {
		case s.escape != 0 && c == s.escape:
			i++
		case p.has(i, s.close):
			return i + len(s.close), true
		case c == '\n' && !s.lines:
			return i, false
		}
	}
	return p.stop, false
}

// heredocWord reads the word behind << that ends a heredoc, "" if it is a shift or
// the like; after is where it stops.
func (p *painter) heredocWord(i int) (word string, after int) {
	if i < p.stop && (p.code[i] == '-' || p.code[i] == '~') {
		i++
	}
	quoted := i < p.stop && (p.code[i] == '\'' || p.code[i] == '"')
	if quoted {
		i++
	}
	from := i
	for p.inWord(i) {
		i++
	}
	if i == from || p.code[from] < 'A' || p.code[from] > 'Z' || p.noHeredoc {
		return "", 0
	}
	word = string(p.code[from:i])
	if quoted && i < p.stop {
		i++
	}
	return word, i
}

// heredoc paints the lines up to the one that is word. If there is none, there
// are no heredocs in this code.
func (p *painter) heredoc(word string) {
	for i := p.i; i < p.stop; {
		end := p.lineEnd(i)
		if string(bytes.TrimSpace(p.code[i:end])) == word {
			p.take(end, aString)
			return
		}
		i = end + 1
	}
	p.noHeredoc = true
}

// inWord reports whether the byte at i goes on a word.
func (p *painter) inWord(i int) bool { return i < p.stop && wordByte(p.code[i], "") }

func wordByte(c byte, besides string) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80 || strings.IndexByte(besides, c) >= 0
}

// asMarkup paints XML and HTML, with the scripts and styles in it.
func (p *painter) asMarkup(*language) {
	for p.i < p.stop {
		n := bytes.IndexByte(p.code[p.i:p.stop], '<')
		if n < 0 {
			p.i = p.stop
			return
		}
		switch p.i += n; {
		case p.has(p.i, "<!--"):
			p.take(p.end(p.i+4, "-->"), aComment)
		case p.has(p.i, "<![CDATA["):
			p.take(p.end(p.i, "]]>"), aString)
		case p.has(p.i, "<!"), p.has(p.i, "<?"):
			p.take(p.end(p.i, ">"), aKeyword)
		case p.has(p.i+1, "/"), p.inWord(p.i + 1):
			p.tag()
		default:
			p.i++
		}
	}
}

// tag paints a tag, and what stands in <script> and <style>.
func (p *painter) tag() {
	from := p.i + 1
	stop := from + 1
	for stop < p.stop && wordByte(p.code[stop], "-:.") {
		stop++
	}
	name := strings.ToLower(string(p.code[from:stop]))
	p.take(stop, aTag)
	for p.i < p.stop && p.code[p.i] != '>' {
		switch c := p.code[p.i]; {
		case c == '<': // it was never closed
			return
		case c == '"' || c == '\'':
			p.take(p.end(p.i+1, string(c)), aString)
		case wordByte(c, "-:@."):
			stop := p.i + 1
			for stop < p.stop && wordByte(p.code[stop], "-:@.") {
				stop++
			}
			p.take(stop, aVariable)
		default:
			p.i++
		}
	}
	if p.i == p.stop {
		return
	}
	p.take(p.i+1, aTag)
	inside := map[string]string{"script": "javascript", "style": "css"}[name]
	if inside == "" {
		return
	}
	end := p.stop
	if n := bytes.Index(p.code[p.i:p.stop], []byte("</"+name)); n >= 0 {
		end = p.i + n
	}
	p.part(end, p.known[inside])
}

// lines calls paint for each line: where it ends. What it leaves is plain.
func (p *painter) lines(paint func(end int)) {
	for p.i < p.stop {
		end := p.lineEnd(p.i)
		paint(end)
		p.to(end, noTint)
		p.i = min(end+1, p.stop)
	}
}

// asPlain paints nothing.
func (p *painter) asPlain(*language) { p.i = p.stop }

// asDiff paints what was added and what was taken out.
func (p *painter) asDiff(*language) {
	p.lines(func(end int) {
		switch {
		case p.has(p.i, "@@"):
			p.take(end, aKeyword)
		case p.has(p.i, "+++"), p.has(p.i, "---"), p.has(p.i, "diff "), p.has(p.i, "index "):
			p.take(end, aComment)
		case p.has(p.i, "+"), p.has(p.i, ">"):
			p.take(end, isAdded)
		case p.has(p.i, "-"), p.has(p.i, "<"):
			p.take(end, isRemoved)
		}
	})
}

// asSession paints what somebody typed into a terminal, and not what came back.
func (p *painter) asSession(*language) {
	p.lines(func(end int) {
		if n := promptLength(p.code[p.i:end]); n > 0 {
			p.take(p.i+n, aPrompt)
			p.part(end, p.known["bash"])
		}
	})
}

// promptLength gives how long the prompt is that a line begins with: «$ », «# »,
// «> », «user@host:~$ », «PS C:\> ».
func promptLength(line []byte) int {
	const longest = 60
	for i, c := range line[:min(len(line), longest)] {
		if strings.IndexByte("$#%>", c) < 0 || i+1 < len(line) && line[i+1] != ' ' {
			continue
		}
		before := string(line[:i])
		if i == 0 || strings.Contains(before, "@") || strings.HasPrefix(before, "PS ") || len(before) > 2 && before[1:3] == `:\` {
			return min(i+2, len(line))
		}
		return 0
	}
	return 0
}

// asHTTP paints a request or an answer: its first line, its fields, and a body
// of JSON.
func (p *painter) asHTTP(*language) {
	p.take(p.lineEnd(p.i), aKeyword)
	p.lines(func(end int) {
		if p.i == end { // behind the first line, or before the body
			if p.i+1 < p.stop && strings.IndexByte("{[", p.code[p.i+1]) >= 0 {
				p.part(p.stop, p.known["json"])
			}
			return
		}
		if n := bytes.IndexByte(p.code[p.i:end], ':'); n > 0 && len(bytes.Trim(p.code[p.i:p.i+n], "-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")) == 0 {
			p.take(p.i+n, aTag)
		}
	})
}

// asSettings paints lines of the form key = value, under [sections].
func (p *painter) asSettings(l *language) {
	value := *l
	value.paint, value.keyed = nil, ""
	p.lines(func(end int) {
		line := bytes.TrimLeft(p.code[p.i:end], " \t")
		p.i = end - len(line)
		switch {
		case len(line) == 0:
		case line[0] == '#' || line[0] == ';':
			p.take(end, aComment)
		case line[0] == '[':
			p.take(end, aKeyword)
		default:
			if n := bytes.IndexAny(line, "=:"); n > 0 {
				p.take(p.i+n, aTag)
				p.part(end, &value)
			}
		}
	})
}

// asYAML paints keys and values by lines; a text behind | or > goes on as long
// as its lines stand further in.
func (p *painter) asYAML(l *language) {
	value := *l
	value.paint = nil
	text := -1 // the indentation of the key whose text goes on, -1 if none does
	p.lines(func(end int) {
		line := p.code[p.i:end]
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		switch {
		case indent == len(line):
			return
		case text >= 0 && indent > text:
			p.take(end, aString)
			return
		}
		text = -1
		p.i += indent
		for p.has(p.i, "- ") || p.has(p.i, "? ") {
			p.i += 2
		}
		if p.has(p.i, "---") || p.has(p.i, "...") || p.has(p.i, "%") {
			p.take(end, aKeyword)
			return
		}
		if n := yamlKey(p.code[p.i:end]); n > 0 {
			p.take(p.i+n, aTag)
		}
		rest := bytes.Trim(p.code[p.i:end], ": \t")
		if len(rest) > 0 && (rest[0] == '|' || rest[0] == '>') && len(rest) <= 3 {
			text = indent
			return
		}
		p.part(end, &value)
	})
}

// yamlKey gives how long the key is that a line begins with, 0 if it has none.
func yamlKey(line []byte) int {
	if len(line) == 0 || strings.IndexByte("#[{&*!|>", line[0]) >= 0 {
		return 0
	}
	from := 0
	if line[0] == '"' || line[0] == '\'' {
		if from = bytes.IndexByte(line[1:], line[0]) + 2; from < 2 {
			return 0
		}
	}
	for i := from; i < len(line); i++ {
		switch {
		case line[i] == ':' && (i+1 == len(line) || line[i+1] == ' '):
			return i
		case line[i] == '#' && i > 0 && line[i-1] == ' ':
			return 0
		}
	}
	return 0
}
