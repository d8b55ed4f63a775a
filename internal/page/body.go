package page

import (
	"crypto/sha256"
	"html"
	"html/template"
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
)

// bodyOf fills the holes of a document's body with what its links lead to: a
// link to what readers may not see is plain text. An empty body is the zero
// Body, so that templates can ask for it.
func bodyOf(d *news.Document, targets []site.Target) Body {
	if d == nil || d.Body.HTML == "" {
		return Body{}
	}
	return Body{digest: bodyDigest(d, targets), HTML: template.HTML(filled(&d.Body, targets))}
}

// bodyDigest stands for a filled body without looking at it: the document's
// digest covers the text and how it was rendered, the rest is where links lead.
func bodyDigest(d *news.Document, targets []site.Target) digest {
	h := leaves{buf: append(make([]byte, 0, 1024), d.Digest[:]...)}
	for _, t := range targets {
		h.text(t.URL)
		if t.Hidden {
			h.text("hidden")
		}
	}
	return sha256.Sum256(h.buf)
}

func filled(body *news.Body, targets []site.Target) string {
	if len(body.Slots) == 0 {
		return body.HTML
	}
	var out strings.Builder
	out.Grow(len(body.HTML) + 64*len(body.Slots))
	at := 0
	for _, slot := range body.Slots {
		out.WriteString(body.HTML[at:slot.Offset])
		at = slot.Offset
		var target site.Target
		if slot.Link < len(targets) {
			target = targets[slot.Link]
		} else {
			target.Hidden = true
		}
		switch {
		case slot.Part == news.Address:
			out.WriteString(html.EscapeString(target.URL))
		case target.Hidden:
		case slot.Part == news.CloseTag:
			out.WriteString("</a>")
		default:
			out.WriteString(`<a href="`)
			out.WriteString(html.EscapeString(target.URL))
			if title := body.Links[slot.Link].Title; title != "" {
				out.WriteString(`" title="`)
				out.WriteString(html.EscapeString(title))
			}
			out.WriteString(`">`)
		}
	}
	out.WriteString(body.HTML[at:])
	return out.String()
}
