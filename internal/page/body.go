package page

import (
	"html"
	"html/template"
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
)

// bodyOf fills the holes of a document's body with what its links lead to: a
// link to what readers may not see is plain text. An empty body is the zero
// Body, so that templates can ask for it.
//
// It is sealed by what readers see and no more: the document's own digest would
// also tell of a hidden row in its front matter, and fingerprints are published.
func bodyOf(d *news.Document, targets []site.Target) Body {
	if d == nil || d.Body.HTML == "" {
		return Body{}
	}
	b := Body{HTML: template.HTML(filled(&d.Body, targets))}
	b.digest = sealOf(&b)
	return b
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
		target := site.Target{Hidden: true} // what leads nowhere is hidden
		if slot.Link < len(targets) {
			target = targets[slot.Link]
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
