package markdown

import (
	"fmt"
	"slices"
	"strings"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// alert writes a block of the trade. One of an unknown kind is written as the
// quotation that it is elsewhere.
func (w *writer) alert(n *alert) {
	kinds := alertKinds()
	i := slices.IndexFunc(kinds, func(k alertKind) bool { return k.name == n.kind })
	if i < 0 {
		var names []string
		for _, k := range kinds {
			names = append(names, k.name)
		}
		w.fault(n.start+2, n.stop-1, diag.Error, "unknown-block", fmt.Sprintf("«%s» is not a kind of block", n.kind), diag.DidYouMean(n.kind, names))
		w.html = append(w.html, "<blockquote>\n<p>"...)
		w.escaped(w.src.text[n.start:n.lineStop])
		w.endLine()
		w.html = append(w.html, "</p>\n"...)
		w.blocks(n)
		w.html = append(w.html, "</blockquote>\n"...)
		return
	}
	a := w.readAttributes(n, kinds[i])
	if !n.HasChildren() {
		w.fault(n.start, n.stop, diag.Error, "empty-block", fmt.Sprintf("this %s has no text", n.kind), "the text stands on the next lines, each behind >")
		return
	}
	switch n.kind {
	case "statement":
		w.statement(n, a)
	case "post":
		w.post(n, a)
	case "pullquote":
		w.pullquote(n)
	case "note":
		w.callout(n, "note", w.words.Say("body.note"))
	case "warning":
		w.callout(n, "warning", w.words.Say("body.warning"))
	case "iocs":
		w.iocs(n)
	}
}

// attributes are the attributes of an alert, read.
type attributes struct {
	by, to, platform string
	date, copied     news.Date
	url              *address // nil if there is none, or one that may not be
	span             diag.Span
}

// readAttributes reads what stands on the first line, and reports what is wrong.
func (w *writer) readAttributes(n *alert, kind alertKind) attributes {
	list, strayStart, strayStop := scanAttributes(w.src.text, n.stop, n.lineStop)
	if strayStop > strayStart {
		hint := "the text begins on the next line"
		if len(kind.keys) > 0 {
			hint += "; here stand " + strings.Join(kind.keys, ", ") + ", as in by=\"Marks & Spencer\""
		}
		w.fault(strayStart, strayStop, diag.Error, "bad-attribute", fmt.Sprintf("«%s» is not key=value", shorten(w.src.text[strayStart:strayStop])), hint)
	}
	var out attributes
	seen := map[string]bool{}
	for _, a := range list {
		key := strings.ToLower(a.key)
		switch {
		case !slices.Contains(kind.keys, key):
			hint := diag.DidYouMean(a.key, kind.keys)
			if len(kind.keys) == 0 {
				hint = "it has none"
			}
			w.fault(a.keyStart, a.keyStop, diag.Error, "unknown-key", fmt.Sprintf("«%s» is not a key of [!%s]", a.key, kind.name), hint)
			continue
		case a.unclosed:
			w.fault(a.valueStart, a.valueEnd, diag.Error, "bad-attribute", "the quotation mark before this value is not closed", "")
			seen[key] = true
			continue
		case seen[key]:
			w.fault(a.keyStart, a.keyStop, diag.Error, "duplicate-key", fmt.Sprintf("«%s» stands here twice", a.key), "")
			continue
		}
		seen[key] = true
		if strings.TrimSpace(a.value) == "" {
			w.fault(a.keyStart, a.keyStop+1, diag.Error, "empty-value", fmt.Sprintf("«%s» has no value", a.key), "")
			continue
		}
		switch key {
		case "by":
			out.by = a.value
		case "to":
			out.to = a.value
		case "platform":
			out.platform = a.value
		case "date":
			out.date = w.readDate(a.value, a.valueStart, a.valueEnd)
		case "copied":
			out.copied = w.readDate(a.value, a.valueStart, a.valueEnd)
		case "url":
			out.span = w.src.span(a.valueStart, a.valueEnd)
			u := readAddress([]byte(a.value))
			if u.kind == refused {
				w.faultAt(out.span, diag.Error, u.code, u.message, u.hint)
			} else {
				out.url = &u
			}
		}
	}
	if kind.needed != "" && !seen[kind.needed] {
		w.fault(n.start, n.stop, diag.Error, "missing-key", fmt.Sprintf("this %s does not say whose it is", kind.name),
			fmt.Sprintf("[!%s] %s=\"…\"", kind.name, kind.needed))
	}
	return out
}

// readDate reads a date that stands from start up to stop.
func (w *writer) readDate(value string, start, stop int) news.Date {
	d, err := news.ParseDate(value, w.zone)
	if err != nil {
		w.fault(start, stop, diag.Error, "bad-date", fmt.Sprintf("«%s» is not a date: %s", value, err), "")
		return d
	}
	w.body.Days = append(w.body.Days, news.Day{Date: d, Span: w.src.span(start, stop)})
	return d
}

// statement writes what somebody says, on record.
func (w *writer) statement(n *alert, a attributes) {
	w.html = append(w.html, "<figure class=\"quote\">\n<blockquote>\n"...)
	w.blocks(n)
	w.html = append(w.html, "</blockquote>\n"...)
	w.open("figcaption")
	if a.to == "" {
		w.phrase(a.by)
	} else {
		w.words.Each("body.statement", w.both, func(hole string) {
			w.phrase(map[string]string{"speaker": a.by, "to": a.to}[hole])
		})
	}
	if !a.date.IsZero() {
		w.both(w.words.Say("list.between"))
		w.time(a.date)
	}
	w.both(".")
	if a.url != nil {
		w.both(" ")
		end := w.attributeLink(a)
		if host := hostOf(a.url); host != "" {
			w.both(w.words.Say("body.source_of", "host", host))
		} else {
			w.both(w.words.Say("body.source"))
		}
		w.closeLink(end)
	}
	w.html = append(w.html, "</figcaption>\n</figure>\n"...)
	w.endLine()
}

// post writes a social-media post, copied as text.
func (w *writer) post(n *alert, a attributes) {
	w.html = append(w.html, "<figure class=\"post\">\n"...)
	w.open(`p class="by"`)
	if a.platform == "" {
		w.poster(a.by)
	} else {
		w.words.Each("body.post", w.both, func(hole string) {
			if hole == "speaker" {
				w.poster(a.by)
			} else {
				w.phrase(a.platform)
			}
		})
	}
	w.endLine()
	w.html = append(w.html, "</p>\n<blockquote>\n"...)
	w.blocks(n)
	w.html = append(w.html, "</blockquote>\n"...)
	if a.url != nil || !a.date.IsZero() || !a.copied.IsZero() {
		w.open("figcaption")
		if a.url != nil || !a.date.IsZero() {
			w.words.Each("body.posted", w.both, func(string) {
				var end linkEnd
				if a.url != nil {
					end = w.attributeLink(a)
				}
				if a.date.IsZero() {
					w.both(w.words.Say("body.here"))
				} else {
					w.time(a.date)
				}
				w.closeLink(end)
			})
		}
		if !a.copied.IsZero() {
			if a.url != nil || !a.date.IsZero() {
				w.both(" ")
			}
			w.words.Each("body.copied", w.both, func(string) { w.time(a.copied) })
		}
		w.html = append(w.html, "</figcaption>\n"...)
		w.endLine()
	}
	w.html = append(w.html, "</figure>\n"...)
}

// poster names who posted, with the handle: «Name, @handle».
func (w *writer) poster(by string) {
	name, handle, found := strings.Cut(by, ", @")
	w.html = append(w.html, "<b>"...)
	w.phrase(name)
	w.html = append(w.html, "</b>"...)
	if found {
		w.both(", @")
		w.phrase(handle)
	}
}

// attributeLink begins the link of an alert's url.
func (w *writer) attributeLink(a attributes) linkEnd {
	switch {
	case w.inert:
		return linkEnd{}
	case a.url.kind == internal:
		w.body.Links = append(w.body.Links, news.Link{Target: a.url.target, Suffix: a.url.suffix, Span: a.span})
		n := len(w.body.Links) - 1
		w.slot(n, news.OpenTag)
		return linkEnd{slot: true, link: n}
	case a.url.kind == fragment:
		w.anchors = append(w.anchors, anchor{a.url.target, a.span})
	}
	w.openTag(a.url, nil)
	return linkEnd{tag: "</a>"}
}

// hostOf gives the site that a web address leads to, without www.
func hostOf(a *address) string {
	if !a.web {
		return ""
	}
	_, host, _ := strings.Cut(string(a.href), "//")
	if i := strings.IndexAny(host, "/?#:"); i >= 0 {
		host = host[:i]
	}
	return strings.TrimPrefix(host, "www.")
}

// pullquote writes words of the text large. Screen readers leave it out, so
// nothing in it is a link, and its words are not counted.
func (w *writer) pullquote(n *alert) {
	from, inert := len(w.prose), w.inert
	w.inert = true
	w.html = append(w.html, "<div class=\"pull\" aria-hidden=\"true\">\n"...)
	w.blocks(n)
	w.html = append(w.html, "</div>\n"...)
	w.inert = inert
	text := strings.Join(strings.Fields(string(w.prose[from:])), " ")
	w.prose = w.prose[:from]
	start, stop := w.src.extent(n)
	if stop <= start {
		start, stop = n.start, n.stop
	}
	w.quotes = append(w.quotes, quotation{len(w.body.Quotes), foldWords(text)})
	w.body.Quotes = append(w.body.Quotes, news.Quote{Text: text, Span: w.src.span(start, stop)})
}

// callout writes an aside of the desk under its label.
func (w *writer) callout(n *alert, class, label string) {
	w.html = append(w.html, `<div class="callout `...)
	w.html = append(w.html, class...)
	w.html = append(w.html, "\" role=\"note\">\n"...)
	w.open(`p class="label"`)
	w.both(label)
	w.endLine()
	w.html = append(w.html, "</p>\n"...)
	w.blocks(n)
	w.html = append(w.html, "</div>\n"...)
}

// open begins an element whose text is words of ours, perhaps around a name.
func (w *writer) open(tag string) {
	w.html = append(w.html, '<')
	w.html = append(w.html, tag...)
	w.html = append(w.html, w.tongue...)
	w.html = append(w.html, '>')
}

// both writes words of ours.
func (w *writer) both(words string) {
	w.html = appendEscaped(w.html, []byte(words))
	w.prose = append(w.prose, words...)
}

// time writes a date for people and machines.
func (w *writer) time(d news.Date) {
	w.html = append(w.html, `<time datetime="`...)
	w.html = append(w.html, d.ISO()...)
	w.html = append(w.html, '"')
	w.html = append(w.html, w.tongue...)
	w.html = append(w.html, '>')
	d.Time = d.Time.In(w.zone)
	w.both(w.words.Date(d))
	w.html = append(w.html, "</time>"...)
}
