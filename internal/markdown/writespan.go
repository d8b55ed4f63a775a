package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// deepest is how many tags of emphasis may stand in each other.
const deepest = 64

// inline writes the tokens of the leaf that was read.
func (w *writer) inline() {
	w.html = append(w.html, w.box...)
	w.box = ""
	w.depth, w.beyond = 0, 0
	w.roles = w.spans.roles
	w.tokens(0, len(w.spans.tokens))
}

// tokens writes the tokens from start up to stop.
func (w *writer) tokens(start, stop int) {
	s := &w.spans
	var end linkEnd
	for n := start; n < stop; n++ {
		k := &s.tokens[n]
		switch k.kind {
		case plainToken:
			w.plain(s.text[k.start:k.stop])
		case literalToken, rawToken:
			w.escaped(s.text[k.start:k.stop])
		case decodedToken:
			w.escaped(s.decoded[k.start:k.stop])
		case codeToken:
			w.html = append(w.html, "<code"...)
			w.html = append(w.html, w.ltr...)
			w.html = append(w.html, '>')
			w.escaped(bytes.ReplaceAll(s.text[k.start:k.stop], []byte("\n"), []byte(" ")))
			w.html = append(w.html, "</code>"...)
		case breakToken:
			w.html = append(w.html, '\n')
			w.prose = append(w.prose, ' ')
		case hardToken:
			w.html = append(w.html, "<br>\n"...)
			w.prose = append(w.prose, ' ')
		case runToken:
			w.emphasis(&s.runs[k.n])
		case linkToken:
			end = w.openLink(&s.targets[k.n])
		case endLinkToken:
			w.closeLink(end)
			if end.open() && w.spoken() == end.spoken {
				w.faultAt(w.targetSpan(&s.targets[k.n]), diag.Warning, "link-without-text", "nothing says where this link leads", "write it between the brackets: [what it is](…)")
			}
			end = linkEnd{}
		case pictureToken:
			if !w.alt {
				t := &s.targets[k.n]
				w.picture(t, true)
				n = int(t.last)
			}
		case endPictureToken:
		case urlToken, wwwToken, emailToken:
			w.bareLink(k, end.open())
		case noteToken:
			w.mark(s.notes[k.n], end.open())
		}
		if len(w.html) > w.limits.HTML {
			return // blocks reports it
		}
	}
}

// emphasis writes what a run of emphasis characters stands for: what it ends,
// what is left of it as text, what it begins.
func (w *writer) emphasis(r *run) {
	for n := r.closes; n >= 0; n = w.spans.uses[n].next {
		if w.beyond > 0 {
			w.beyond--
			continue
		}
		w.depth--
		w.html = append(w.html, "</"...)
		w.html = append(w.html, emphasisTag(r.char, w.spans.uses[n].length)...)
		w.html = append(w.html, '>')
	}
	for range r.left {
		w.html = append(w.html, r.char)
		w.prose = append(w.prose, r.char)
	}
	for n := r.opens; n >= 0; n = w.spans.uses[n].next {
		if w.depth == deepest {
			if w.beyond++; !w.deepTold {
				w.deepTold = true
				w.fault(w.spans.offset(0), w.spans.offset(0), diag.Error, "too-deep",
					fmt.Sprintf("emphasis stands in emphasis more than %d deep in this paragraph", deepest), "")
			}
			continue
		}
		w.depth++
		w.html = append(w.html, '<')
		w.html = append(w.html, emphasisTag(r.char, w.spans.uses[n].length)...)
		w.html = append(w.html, '>')
	}
}

func emphasisTag(char byte, length int32) string {
	switch {
	case char == '~':
		return "del"
	case length == 2:
		return "strong"
	}
	return "em"
}

// plain writes text in which quotes, dashes and ellipses are set.
func (w *writer) plain(t []byte) {
	for i := 0; i < len(t); {
		j := i
		for j < len(t) && !setting[t[j]] {
			j++
		}
		w.html = append(w.html, t[i:j]...)
		w.prose = append(w.prose, t[i:j]...)
		if i = j; i == len(t) {
			return
		}
		c := t[i]
		switch c {
		case '"', '\'':
			mark := w.marks[w.roles[0]]
			w.roles = w.roles[1:]
			if mark == "" {
				mark = string(c)
			}
			w.html = append(w.html, mark...)
			w.prose = append(w.prose, mark...)
			i++
		case '-', '.':
			for j < len(t) && t[j] == c {
				j++
			}
			set := string(t[i:j])
			switch set {
			case "--":
				set = "–"
			case "---":
				set = "—"
			case "...":
				set = "…"
			case "....":
				set = "…."
			}
			w.html = append(w.html, set...)
			w.prose = append(w.prose, set...)
			i = j
		default:
			w.escaped(t[i : i+1])
			i++
		}
	}
}

// setting are the bytes at which plain has something to do.
var setting = [256]bool{'&': true, '<': true, '>': true, '"': true, '\'': true, '-': true, '.': true}

// escaped writes text as it is.
func (w *writer) escaped(t []byte) {
	w.html = appendEscaped(w.html, t)
	w.prose = append(w.prose, t...)
}

// appendEscaped appends text for HTML, inside elements and quoted attributes.
func appendEscaped(to, t []byte) []byte {
	from := 0
	for i, c := range t {
		var escape string
		switch c {
		case '&':
			escape = "&amp;"
		case '<':
			escape = "&lt;"
		case '>':
			escape = "&gt;"
		case '"':
			escape = "&quot;"
		default:
			continue
		}
		to = append(to, t[from:i]...)
		to = append(to, escape...)
		from = i + 1
	}
	return append(to, t[from:]...)
}

// phrase writes a text that is not Markdown, such as a caption, with quotes,
// dashes and ellipses set.
func (w *writer) phrase(text string) {
	s := &w.phrases
	s.leaf = leaf{text: []byte(text)}
	s.tokens, s.roles = append(s.tokens[:0], token{plainToken, 0, int32(len(text)), 0}), s.roles[:0]
	s.setQuotes()
	before := w.roles
	w.roles = s.roles
	w.plain(s.text)
	w.roles = before
}

// linkEnd is how the link that is being written ends.
type linkEnd struct {
	tag    string // "</a>"
	slot   bool   // the hole for CloseTag
	link   int    // index in body.Links
	spoken int    // how much text there was before it
}

// open says that a link is being written.
func (e linkEnd) open() bool { return e.slot || e.tag != "" }

// spoken measures the text so far, for readers who hear it: with what stands for pictures.
func (w *writer) spoken() int { return len(w.prose) + w.described }

// openLink writes the beginning of a link, or nothing if it may not be one.
func (w *writer) openLink(t *target) linkEnd {
	a := w.judge(t)
	switch {
	case a.kind == refused || w.inert:
		return linkEnd{}
	case a.kind == internal:
		w.body.Links = append(w.body.Links, news.Link{
			Target: a.target, Suffix: a.suffix, Title: titleText(t.title), Span: w.targetSpan(t),
		})
		n := len(w.body.Links) - 1
		w.slot(n, news.OpenTag)
		return linkEnd{slot: true, link: n, spoken: w.spoken()}
	case a.kind == fragment:
		w.anchors = append(w.anchors, anchor{a.target, w.targetSpan(t)})
	}
	w.openTag(a, t.title)
	return linkEnd{tag: "</a>", spoken: w.spoken()}
}

func (w *writer) openTag(a *address, title []byte) {
	w.html = append(w.html, `<a href="`...)
	w.html = appendEscaped(w.html, a.href)
	w.html = append(w.html, '"')
	w.title(title)
	if a.web {
		w.html = append(w.html, ` rel="external"`...)
	}
	w.html = append(w.html, '>')
}

// title writes the title of a link or picture as an attribute, if there is one.
func (w *writer) title(written []byte) {
	if len(written) == 0 {
		return
	}
	w.html = append(w.html, ` title="`...)
	w.html = appendEscaped(w.html, []byte(titleText(written)))
	w.html = append(w.html, '"')
}

// titleText gives what a title as written says, on one line.
func titleText(written []byte) string {
	return string(bytes.ReplaceAll(unescape(written), []byte("\n"), []byte(" ")))
}

func (w *writer) closeLink(e linkEnd) {
	if e.slot {
		w.slot(e.link, news.CloseTag)
	}
	w.html = append(w.html, e.tag...)
}

func (w *writer) slot(link int, part news.SlotPart) {
	w.body.Slots = append(w.body.Slots, news.Slot{Offset: len(w.html), Link: link, Part: part})
}

// judge reads the address of a target, and reports one that may not be.
func (w *writer) judge(t *target) *address {
	if d := t.definition; d != nil {
		if d.address == nil {
			a := readAddress(unescape(d.destination))
			d.address = &a
			if a.kind == refused {
				w.fault(d.start, d.stop, diag.Error, a.code, a.message, a.hint)
			}
		}
		return d.address
	}
	a := readAddress(unescape(t.destination))
	if a.kind == refused {
		w.faultAt(w.targetSpan(t), diag.Error, a.code, a.message, a.hint)
	}
	return &a
}

// targetSpan is where the address of a target stands.
func (w *writer) targetSpan(t *target) diag.Span {
	if d := t.definition; d != nil {
		if d.span == (diag.Span{}) {
			d.span = w.src.span(d.start, d.stop)
		}
		return d.span
	}
	start := w.spans.offset(t.start)
	if t.stop == t.start {
		return w.src.span(start, start)
	}
	return w.src.span(start, w.spans.offset(t.stop-1)+1)
}

// bareLink writes a link that is its own text.
func (w *writer) bareLink(k *token, within bool) {
	t := w.spans.text[k.start:k.stop]
	destination := t
	switch k.kind {
	case wwwToken:
		destination = append([]byte("http://"), t...)
	case emailToken:
		destination = append([]byte("mailto:"), t...)
	}
	a := readAddress(destination)
	if a.kind == refused {
		w.fault(w.spans.offset(int(k.start)), w.spans.offset(int(k.stop)-1)+1, diag.Error, a.code, a.message, a.hint)
	}
	if a.kind != external || within || w.inert {
		w.escaped(t)
		return
	}
	w.openTag(&a, nil)
	w.escaped(t)
	w.html = append(w.html, "</a>"...)
}

// mark writes a footnote's mark. It is no link where there is one already.
func (w *writer) mark(n *footnote, within bool) {
	if w.inert {
		return
	}
	if n.number == 0 {
		w.notes = append(w.notes, n)
		n.number = len(w.notes)
	}
	number := strconv.Itoa(n.number)
	if bytes.HasSuffix(w.html, []byte("</sup>")) {
		w.html = append(w.html, `<sup class="beside">`...) // 1 and 2 are not 12
	} else {
		w.html = append(w.html, "<sup>"...)
	}
	if within {
		w.html = append(w.html, number...)
	} else {
		n.marks++
		w.html = append(w.html, `<a href="#fn-`...)
		w.html = append(w.html, number...)
		w.html = append(w.html, `" id="fnref-`...)
		w.html = append(w.html, number...)
		if n.marks > 1 {
			w.html = append(w.html, '-')
			w.html = strconv.AppendInt(w.html, int64(n.marks), 10)
		}
		w.html = append(w.html, `" class="footnote-ref" role="doc-noteref">`...)
		w.html = append(w.html, number...)
		w.html = append(w.html, "</a>"...)
	}
	w.html = append(w.html, "</sup>"...)
}

// picture writes <img>; titled says that the title becomes an attribute. It gives
// the picture's place in body.Links. A picture that may not be shown is its
// alternative text.
func (w *writer) picture(t *target, titled bool) (link int, shown bool) {
	alt := w.alternative(t)
	a := w.judge(t)
	switch a.kind {
	case external:
		w.faultAt(w.targetSpan(t), diag.Error, "remote-picture",
			news.NoRemotePicture,
			"put the picture beside this file or in static/")
	case fragment:
		w.faultAt(w.targetSpan(t), diag.Error, "empty-link", "this picture has no address", "")
	}
	if a.kind != internal {
		w.escaped(alt)
		return 0, false
	}
	if len(bytes.TrimSpace(alt)) == 0 {
		open := w.spans.tokens[t.first]
		w.fault(w.spans.offset(int(open.start)), w.spans.offset(int(open.stop)-1)+1, diag.Warning, "picture-without-alt",
			"this picture says nothing to readers who do not see it", "describe it between the brackets: ![what it shows](…)")
	}
	w.body.Links = append(w.body.Links, news.Link{
		Target: a.target, Suffix: a.suffix, Title: titleText(t.title), Picture: true, Span: w.targetSpan(t),
	})
	n := len(w.body.Links) - 1
	w.described += len(bytes.TrimSpace(alt))
	w.slot(n, news.OpenPicture)
	w.html = append(w.html, ` alt="`...)
	w.html = appendEscaped(w.html, alt)
	w.html = append(w.html, '"')
	if titled {
		w.title(t.title)
	}
	w.html = append(w.html, '>')
	w.slot(n, news.ClosePicture)
	return n, true
}

// alternative gives the text between the brackets of a picture.
func (w *writer) alternative(t *target) []byte {
	html, prose, inert := len(w.html), len(w.prose), w.inert
	depth, beyond := w.depth, w.beyond
	w.inert, w.alt = true, true
	w.tokens(int(t.first)+1, int(t.last))
	w.inert, w.alt = inert, false
	w.depth, w.beyond = depth, beyond
	alt := bytes.Clone(w.prose[prose:])
	w.html, w.prose = w.html[:html], w.prose[:prose]
	return alt
}

// figure writes the leaf as a figure if it is a picture and nothing else, or a
// link around one.
func (w *writer) figure() bool {
	k := w.spans.tokens
	var around *target
	if len(k) > 0 && k[0].kind == linkToken && int(w.spans.targets[k[0].n].last) == len(k)-1 {
		around = &w.spans.targets[k[0].n]
		k = k[1 : len(k)-1]
	}
	if len(k) == 0 || k[0].kind != pictureToken {
		return false
	}
	t := &w.spans.targets[k[0].n]
	if int(t.last-t.first) != len(k)-1 {
		return false
	}
	w.depth, w.beyond, w.roles = 0, 0, w.spans.roles
	w.html = append(w.html, `<figure class="figure">`...)
	var end linkEnd
	if around != nil {
		end = w.openLink(around)
	}
	link, shown := w.picture(t, false)
	w.closeLink(end)
	credited := false
	title := strings.TrimSpace(titleText(t.title))
	if title != "" {
		credited = w.caption(title)
	}
	switch {
	case !shown || credited:
	case title == "":
		w.slot(link, news.Caption)
	default:
		w.slot(link, news.Credit)
	}
	if title != "" {
		w.html = append(w.html, "</figcaption>"...)
	}
	w.html = append(w.html, "</figure>\n"...)
	return true
}

// caption writes a caption, but for its end, and, behind « | », the credit, and
// reports whether there was one.
func (w *writer) caption(title string) (credited bool) {
	w.html = append(w.html, "<figcaption>"...)
	caption, credit, _ := strings.Cut(" "+title, " | ")
	caption, credit = strings.TrimSpace(caption), strings.TrimSpace(credit)
	w.phrase(caption)
	if !ended(caption) {
		w.both(".") // a credit may follow, from here or from the picture's own metadata
	}
	if credit != "" {
		if caption != "" {
			w.html = append(w.html, ' ')
			w.prose = append(w.prose, ' ')
		}
		w.html = append(w.html, `<span class="cr">`...)
		w.phrase(credit)
		w.html = append(w.html, "</span>"...)
	}
	return credit != ""
}

// ended reports whether no full stop belongs behind a caption.
func ended(caption string) bool {
	last, _ := utf8.DecodeLastRuneInString(caption)
	return caption == "" || strings.ContainsRune(".!?…\"'”’»", last)
}
