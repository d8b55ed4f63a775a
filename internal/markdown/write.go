package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// writer writes one body. Its buffers are used again for the next.
type writer struct {
	*Renderer
	src *source
	// spans reads the text of blocks, phrases what is not Markdown: captions.
	spans, phrases spans

	html []byte
	// prose is the text that readers see, a line for each block, in the order of
	// html. Titles, excerpt, words and quotes are taken from it.
	prose []byte

	body    news.Body
	ids     ids
	seen    map[string]int // names of tables
	shift   int            // from the level of a heading as written to that printed
	level   int            // of the heading before, as printed
	notes   []*footnote    // to be printed, in the order of their marks
	anchors []anchor
	quotes  []quotation
	// lead is the excerpt of the first paragraph that stands by itself, fallback
	// that of the first of any kind.
	lead, fallback string
	// inert says that links are printed as text: in what is hidden from screen
	// readers, and among indicators.
	inert bool
	// unlinked says that bare URLs stay text.
	unlinked bool
	// alt says that only text is wanted, for what stands for a picture.
	alt bool
	// box is what a task begins with, until its text is written.
	box string
	// described is the length of all that stands for pictures.
	described int
	// depth is how many tags of emphasis are open, beyond how many more there
	// would be; deepTold says that this was reported.
	depth, beyond int
	deepTold      bool
	// roles are those of the straight quotes that are still to be written.
	roles []role
	// full says that the HTML has reached its limit: nothing is added any more.
	full bool
}

// anchor is a link to a place of the same page, to be checked at the end.
type anchor struct {
	id   string
	span diag.Span
}

// quotation is a pull quote: where its text is in body.Quotes, and its folded words.
type quotation struct {
	n     int
	words string
}

// start makes w ready for a body.
func (w *writer) start(r *Renderer, file string, b body) {
	*w = writer{
		Renderer: r,
		html:     w.html[:0], prose: w.prose[:0], spans: w.spans, phrases: w.phrases,
	}
	w.src = &source{body: b, file: file, limits: r.limits}
	w.spans.src = w.src
}

// fault reports what is wrong with the bytes from start up to stop of the body.
func (w *writer) fault(start, stop int, severity diag.Severity, code, message, hint string) {
	w.src.fault(start, stop, severity, code, message, hint)
}

// faultAt reports what is wrong at span.
func (w *writer) faultAt(span diag.Span, severity diag.Severity, code, message, hint string) {
	w.src.faultAt(span, severity, code, message, hint)
}

// document writes all blocks, and the footnotes behind them.
func (w *writer) document(root ast.Node) {
	if top := topHeading(root); top > 0 {
		w.shift = 2 - top
	}
	w.level = 1
	w.blocks(root)
	if w.lead == "" {
		w.lead = w.fallback
	}
	w.body.Excerpt = w.lead
	w.footnotes()
}

// finish gives what was written, and drops w's references to it.
func (w *writer) finish() (news.Body, diag.List) {
	w.checkAnchors()
	w.checkQuotes()
	w.body.HTML = string(w.html)
	w.body.Words = countWords(w.prose)
	body, list := w.body, w.src.list.Sort()
	const keep = 1 << 20 // bytes of buffers; larger bodies are rare
	if cap(w.html)+cap(w.prose) > keep || cap(w.spans.tokens) > keep/64 {
		*w = writer{}
		return body, list
	}
	*w = writer{html: w.html, prose: w.prose, spans: w.spans, phrases: w.phrases}
	w.spans.forget()
	w.phrases.forget()
	return body, list
}

// forget drops what s refers to, but keeps its memory.
func (s *spans) forget() {
	clear(s.notes[:cap(s.notes)])
	clear(s.targets[:cap(s.targets)])
	s.src, s.text, s.ticks = nil, nil, nil
}

// checkAnchors holds links to a place of the same page against its headings.
func (w *writer) checkAnchors() {
	var known []string
	for _, a := range w.anchors {
		if a.id == "" || ReservedID(a.id) || w.ids.given[a.id] {
			continue
		}
		if known == nil {
			for _, h := range w.body.Headings[:min(len(w.body.Headings), 200)] {
				known = append(known, h.ID)
			}
		}
		hint := ""
		if w.src.errors < 20 { // each is held against all headings
			hint = diag.DidYouMean(a.id, known)
		}
		if hint == "" {
			hint = "link to a heading: its words in small letters, with hyphens"
		}
		w.faultAt(a.span, diag.Error, "unknown-fragment", fmt.Sprintf("no heading of this text has the id «%s»", a.id), hint)
	}
}

// checkQuotes looks for the words of pull quotes in the text.
func (w *writer) checkQuotes() {
	const limit = 100 // each is a search through the whole text
	if len(w.quotes) == 0 {
		return
	}
	words := foldWords(string(w.prose))
	for _, q := range w.quotes[:min(len(w.quotes), limit)] {
		if q.words != " " && !strings.Contains(words, q.words) {
			w.faultAt(w.body.Quotes[q.n].Span, diag.Warning, "pullquote-not-in-text",
				"the words of this pull quote do not stand in the text",
				"a pull quote repeats the text word by word; screen readers leave it out")
		}
	}
}

// blocks writes the children of n.
func (w *writer) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil && !w.full; c = c.NextSibling() {
		w.block(c)
		if len(w.html) > w.limits.HTML {
			w.full = true
			start := max(0, c.Pos())
			w.fault(start, start, diag.Error, "too-large",
				fmt.Sprintf("the HTML of this text is larger than %s; what comes after this is left out", mebibytes(w.limits.HTML)), "")
		}
	}
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		w.paragraph(n)
	case *ast.TextBlock:
		if w.leaf(w.src.linesOf(n)) {
			w.inline()
			w.remember(w.endLine(), false)
		}
		if n.NextSibling() != nil {
			w.html = append(w.html, '\n')
		}
	case *ast.Heading:
		w.heading(n)
	case *ast.Blockquote:
		w.html = append(w.html, "<blockquote>\n"...)
		w.blocks(n)
		w.html = append(w.html, "</blockquote>\n"...)
	case *alert:
		w.alert(n)
	case *ast.List:
		w.bullets(n)
	case *ast.CodeBlock:
		w.codeBlock(n.Lines(), nil)
	case *ast.FencedCodeBlock:
		w.codeBlock(n.Lines(), n.Info)
	case *ast.HTMLBlock:
		w.rawBlock(n)
	case *ast.ThematicBreak:
		w.html = append(w.html, "<hr>\n"...)
	case *table:
		w.table(n)
	case *footnote: // printed at the end
	}
}

// leaf makes the tokens of the text in lines; false if there is none, or too much.
func (w *writer) leaf(lines *text.Segments) bool {
	if lines.Len() == 0 || w.src.oversized(lines) {
		return false
	}
	w.src.scratch = w.spans.set(w.src.text, lines.Sliced(0, lines.Len()), w.src.scratch)
	if w.box != "" {
		w.spans.drop(len("[ ] "))
	}
	w.spans.read(!w.inert && !w.unlinked)
	return true
}

// oversized reports, once each, a block that is larger than the limit.
func (s *source) oversized(lines *text.Segments) bool {
	first, last := lines.At(0), lines.At(lines.Len()-1)
	if last.Stop-first.Start <= s.limits.Block {
		return false
	}
	if _, told := s.large[first.Start]; !told {
		if s.large == nil {
			s.large = map[int]bool{}
		}
		s.large[first.Start] = true
		s.fault(first.Start, first.Start, diag.Error, "too-large",
			fmt.Sprintf("a paragraph of more than %s begins here; it is left out", mebibytes(s.limits.Block)), "part it with blank lines")
	}
	return true
}

// endLine ends a line of prose and gives where it began.
func (w *writer) endLine() (line []byte) {
	i := bytes.LastIndexByte(w.prose, '\n') + 1
	line = w.prose[i:]
	w.prose = append(w.prose, '\n')
	return line
}

// remember keeps the first text for the excerpt; alone says that it is a
// paragraph of the body itself.
func (w *writer) remember(line []byte, alone bool) {
	switch {
	case w.inert || len(bytes.TrimSpace(line)) == 0:
	case alone && w.lead == "":
		w.lead = excerpt(line)
	case w.lead == "" && w.fallback == "":
		w.fallback = excerpt(line)
	}
}

func (w *writer) paragraph(n *ast.Paragraph) {
	if !w.leaf(w.src.linesOf(n)) {
		return
	}
	if w.box == "" && w.figure() {
		w.endLine()
		return
	}
	w.html = append(w.html, "<p>"...)
	w.inline()
	w.html = append(w.html, "</p>\n"...)
	_, alone := n.Parent().(*ast.Document)
	w.remember(w.endLine(), alone)
}

func (w *writer) heading(n *ast.Heading) {
	if !w.leaf(w.src.linesOf(n)) || len(bytes.TrimSpace(w.spans.text)) == 0 {
		w.fault(max(0, n.Pos()), max(0, n.Pos())+1, diag.Warning, "empty-heading", "this heading has no text, so it is not printed", "")
		return
	}
	if w.inert {
		w.html = append(w.html, "<p>"...)
		w.inline()
		w.html = append(w.html, "</p>\n"...)
		w.endLine()
		return
	}
	level := min(max(n.Level+w.shift, 2), 6)
	if level > w.level+1 {
		w.fault(w.spans.offset(0), w.spans.offset(len(w.spans.text)-1)+1, diag.Warning, "heading-skipped",
			fmt.Sprintf("this heading is of level %d, under one of level %d", n.Level, w.level-w.shift),
			"go down one level at a time: screen readers announce the levels")
	}
	w.level = level
	digit := byte('0' + level)
	w.html = append(w.html, "<h"...)
	w.html = append(w.html, digit, ' ', 'i', 'd', '=', '"')
	// The id is made of the text, which is known once it is written.
	tag := len(w.html)
	w.inline()
	title := strings.Join(strings.Fields(string(w.endLine())), " ")
	id := w.ids.give(title)
	w.insert(insertion{at: tag, html: id + `">`})
	w.html = append(w.html, "</h"...)
	w.html = append(w.html, digit, '>', '\n')
	w.body.Headings = append(w.body.Headings, news.Heading{Level: level, ID: id, Text: title})
}

// insertion is HTML that is known only after what stands behind it.
type insertion struct {
	at     int
	html   string
	behind bool // it stands behind the slots at its place, not before them
}

// moves reports whether a slot at offset moves when i is inserted.
func (i insertion) moves(offset int) bool { return offset > i.at || offset == i.at && !i.behind }

// insert puts html, all of it in the order of its places, into what was written
// and moves the slots behind it.
func (w *writer) insert(html ...insertion) {
	if len(html) == 0 {
		return
	}
	tail := slices.Clone(w.html[html[0].at:])
	from := html[0].at
	slot := len(w.body.Slots)
	for slot > 0 && html[0].moves(w.body.Slots[slot-1].Offset) {
		slot--
	}
	w.html = w.html[:from]
	longer := 0
	for i, add := range html {
		w.html = append(w.html, add.html...)
		longer += len(add.html)
		stop := from + len(tail)
		if i+1 < len(html) {
			stop = html[i+1].at
		}
		w.html = append(w.html, tail[:stop-from]...)
		for ; slot < len(w.body.Slots) && (i+1 == len(html) || !html[i+1].moves(w.body.Slots[slot].Offset)); slot++ {
			w.body.Slots[slot].Offset += longer
		}
		tail, from = tail[stop-from:], stop
	}
}

func (w *writer) bullets(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	w.html = append(w.html, '<')
	w.html = append(w.html, tag...)
	if n.IsOrdered() && n.Start != 1 {
		w.html = append(w.html, ` start="`...)
		w.html = strconv.AppendInt(w.html, int64(n.Start), 10)
		w.html = append(w.html, '"')
	}
	w.html = append(w.html, ">\n"...)
	for c := n.FirstChild(); c != nil && !w.full; c = c.NextSibling() {
		w.item(c)
	}
	w.html = append(w.html, "</"...)
	w.html = append(w.html, tag...)
	w.html = append(w.html, ">\n"...)
}

// taskBox is the box of a task, with words for those who do not see it.
func (w *writer) taskBox(sign, words string) string {
	return `<span aria-hidden="true">` + sign + `</span> <span class="hid"` + w.tongue + `>` + string(appendEscaped(nil, []byte(words))) + `</span> `
}

// item writes an item of a list; `[ ]` or `[x]` in front makes it a task.
func (w *writer) item(n ast.Node) {
	first := n.FirstChild()
	if done, ok := w.task(first); ok {
		if done {
			w.html = append(w.html, `<li class="task done">`...)
			w.box = w.taskBox("☑", w.words.Say("body.task_done"))
		} else {
			w.html = append(w.html, `<li class="task">`...)
			w.box = w.taskBox("☐", w.words.Say("body.task_open"))
		}
	} else {
		w.html = append(w.html, "<li>"...)
	}
	if first != nil && first.Kind() != ast.KindTextBlock {
		w.html = append(w.html, '\n')
	}
	w.blocks(n)
	w.html = append(w.html, "</li>\n"...)
}

// task reports whether the first block of an item begins with a task's box.
func (w *writer) task(first ast.Node) (done, ok bool) {
	if first == nil || first.Kind() != ast.KindTextBlock && first.Kind() != ast.KindParagraph || first.Lines().Len() == 0 {
		return false, false
	}
	line := w.src.linesOf(first).At(0)
	return scanTask(w.src.text[line.Start:line.Stop])
}

// scanTask reads `[ ] ` or `[x] ` in front of a line.
func scanTask(t []byte) (done, ok bool) {
	if len(t) < 4 || t[0] != '[' || t[2] != ']' || t[3] != ' ' && t[3] != '\t' && t[3] != '\n' {
		return false, false
	}
	switch t[1] {
	case 'x', 'X':
		return true, true
	case ' ', '\t', '\n':
		return false, true
	}
	return false, false
}

// codeBlock writes code; info is what stands behind the fence: its first word is
// the language.
func (w *writer) codeBlock(lines *text.Segments, info *ast.Text) {
	w.html = append(w.html, "<pre"...)
	w.html = append(w.html, w.ltr...)
	if !w.inert { // so that it can be scrolled with the keyboard
		w.html = append(w.html, ` tabindex="0"`...)
	}
	w.html = append(w.html, "><code"...)
	name := w.language(info)
	if name != "" {
		w.html = append(w.html, ` class="language-`...)
		w.html = append(w.html, name...)
		w.html = append(w.html, '"')
	}
	w.html = append(w.html, '>')
	from := len(w.prose)
	for i := range lines.Len() {
		line := lines.At(i)
		w.prose = append(w.prose, line.Value(w.src.text)...)
	}
	var known map[string]*language
	if name != "" {
		known = w.languages()
	}
	w.html = appendColoured(w.html, w.prose[from:], known[name], known)
	w.html = append(w.html, "</code></pre>\n"...)
	w.prose = append(w.prose, '\n')
}

// language gives the word for the language of code, and tells of one that is
// most likely misspelt.
func (w *writer) language(info *ast.Text) string {
	if info == nil {
		return ""
	}
	word := languageOf(info.Segment.Value(w.src.text))
	if word == "" || w.languages()[word] != nil {
		return word
	}
	if near := misspeltLanguage(word, w.languages()); near != "" {
		w.fault(info.Segment.Start, info.Segment.Start+len(word), diag.Warning, "unknown-language",
			fmt.Sprintf("code in «%s» has no colours here", word), "did you mean «"+near+"»?")
	}
	return word
}

// languageOf gives the first word of a fence's info, as far as it is a language.
func languageOf(info []byte) string {
	const longest = 32
	word, _, _ := bytes.Cut(bytes.ToLower(unescape(info)), []byte(" "))
	out := make([]byte, 0, len(word))
	for _, c := range word {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '#' || c == '-' {
			out = append(out, c)
		}
	}
	if len(out) > longest {
		return ""
	}
	return string(out)
}

// rawBlock shows a block of raw HTML as text.
func (w *writer) rawBlock(n *ast.HTMLBlock) {
	lines := slices.Clone(n.Lines().Sliced(0, n.Lines().Len()))
	if n.HasClosure() {
		lines = append(lines, n.ClosureLine)
	}
	if len(lines) == 0 {
		return
	}
	first, last := lines[0], lines[len(lines)-1]
	html := bytes.TrimSpace(w.src.text[first.Start:last.Stop])
	start := trimLeft(w.src.text, first)
	w.fault(start, start+len(html), diag.Warning, "raw-html",
		fmt.Sprintf("HTML is not interpreted: «%s» is printed as text", shorten(html)), rawHint(html))
	w.html = append(w.html, "<p>"...)
	from := len(w.prose)
	for _, line := range lines {
		w.prose = append(w.prose, line.Value(w.src.text)...)
	}
	w.prose = bytes.TrimRight(w.prose, " \t\n")
	w.html = appendEscaped(w.html, bytes.TrimLeft(w.prose[min(from, len(w.prose)):], " \t"))
	w.html = append(w.html, "</p>\n"...)
	w.prose = append(w.prose, '\n')
}

// table writes a table, in a region that scrolls if it can be named by its head.
func (w *writer) table(t *table) {
	from, at := len(w.html), len(w.prose)
	w.html = append(w.html, "<table>\n<thead>\n"...)
	w.row(t, t.rows[0], true)
	name := w.tableName(string(w.prose[at:]))
	w.html = append(w.html, "</thead>\n"...)
	if len(t.rows) > 1 {
		w.html = append(w.html, "<tbody>\n"...)
		for _, row := range t.rows[1:] {
			if w.row(t, row, false); w.full || len(w.html) > w.limits.HTML {
				break
			}
		}
		w.html = append(w.html, "</tbody>\n"...)
	}
	w.html = append(w.html, "</table>\n"...)
	if name == "" || w.inert {
		return
	}
	open := append([]byte(nil), `<section class="table" tabindex="0" aria-label="`...)
	open = appendEscaped(open, []byte(name))
	w.insert(insertion{at: from, html: string(append(open, "\">\n"...))})
	w.html = append(w.html, "</section>\n"...)
}

// tableName makes a name that no other table has out of the head's cells, "" if
// they are empty.
func (w *writer) tableName(head string) string {
	const longest = 80 // code points
	var cells []string
	for _, cell := range strings.Split(head, "\n") {
		if cell = strings.TrimSpace(cell); cell != "" {
			cells = append(cells, cell)
		}
	}
	if len(cells) == 0 {
		return ""
	}
	name := w.words.Say("body.table", "columns", strings.Join(cells, w.words.Say("list.between")))
	if r := []rune(name); len(r) > longest {
		name = string(r[:longest-1]) + "…"
	}
	if w.seen == nil {
		w.seen = map[string]int{}
	}
	if w.seen[name]++; w.seen[name] > 1 {
		name = w.words.Say("label.noted", "text", name, "note", w.seen[name])
	}
	return name
}

func (w *writer) row(t *table, cells []text.Segment, head bool) {
	w.html = append(w.html, "<tr>\n"...)
	for i, a := range t.columns {
		tag := "td"
		empty := i >= len(cells) || cells[i].Len() == 0
		if head && !empty { // an empty heading would be announced as one
			tag = "th"
		}
		w.html = append(w.html, '<')
		w.html = append(w.html, tag...)
		if tag == "th" {
			w.html = append(w.html, ` scope="col"`...)
		}
		if a != unaligned {
			w.html = append(w.html, ` class="`...)
			w.html = append(w.html, a.String()...)
			w.html = append(w.html, '"')
		}
		w.html = append(w.html, '>')
		if !empty && w.cell(cells[i]) {
			w.inline()
			w.endLine()
		}
		w.html = append(w.html, "</"...)
		w.html = append(w.html, tag...)
		w.html = append(w.html, ">\n"...)
	}
	w.html = append(w.html, "</tr>\n"...)
}

// cell makes the tokens of a cell.
func (w *writer) cell(cell text.Segment) bool {
	if cell.Len() > w.limits.Block {
		w.fault(cell.Start, cell.Start, diag.Error, "too-large",
			fmt.Sprintf("a cell of more than %s begins here; it is left out", mebibytes(w.limits.Block)), "")
		return false
	}
	w.src.scratch = w.spans.setCell(w.src.text, cell, w.src.scratch)
	w.spans.read(!w.inert && !w.unlinked)
	return true
}

// footnotes writes the footnotes that marks lead to; marks in footnotes may lead
// to more.
func (w *writer) footnotes() {
	if len(w.notes) > 0 {
		w.html = append(w.html, "<div class=\"footnotes\" role=\"doc-endnotes\" aria-label=\""...)
		w.html = appendEscaped(w.html, []byte(w.words.Say("body.footnotes")))
		w.html = append(w.html, "\">\n<ol>\n"...)
		var backs []insertion // marks in later footnotes may lead to earlier ones
		for i := 0; i < len(w.notes) && !w.full; i++ {
			backs = append(backs, insertion{at: w.footnote(w.notes[i]), behind: true})
		}
		for i := range backs {
			backs[i].html = w.backLinks(w.notes[i])
		}
		w.insert(backs...)
		w.html = append(w.html, "</ol>\n</div>\n"...)
	}
	for _, n := range w.src.notes {
		if n.number == 0 {
			w.fault(n.start, n.stop, diag.Warning, "unused-footnote", "nothing in the text leads to this footnote, so it is not printed",
				fmt.Sprintf("put %s where it belongs", w.src.text[n.start:n.stop]))
		}
	}
}

// footnote writes a footnote and gives the place where its links back belong:
// in the last paragraph, or one of their own.
func (w *writer) footnote(n *footnote) (back int) {
	w.html = append(w.html, `<li id="fn-`...)
	w.html = strconv.AppendInt(w.html, int64(n.number), 10)
	w.html = append(w.html, "\">\n"...)
	w.blocks(n)
	const end = "</p>\n"
	if n.LastChild() == nil || n.LastChild().Kind() != ast.KindParagraph || !bytes.HasSuffix(w.html, []byte(end)) {
		w.html = append(w.html, "<p></p>\n"...)
	}
	back = len(w.html) - len(end)
	w.html = append(w.html, "</li>\n"...)
	return back
}

// backLinks gives the links from a footnote to its marks.
func (w *writer) backLinks(n *footnote) string {
	var b strings.Builder
	for i := 1; i <= n.marks; i++ {
		mark := strconv.Itoa(n.number)
		if i > 1 {
			mark += "-" + strconv.Itoa(i)
		}
		b.WriteString(` <a href="#fnref-` + mark + `" class="footnote-back" role="doc-backlink" aria-label="` + string(appendEscaped(nil, []byte(w.words.Say("body.footnote_back", "mark", mark)))) + `">↩︎</a>`)
	}
	return b.String()
}
