package page

import (
	"html"
	"html/template"
	"strings"

	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/site"
)

// body is the body of a document, with what its links lead to.
func (d *desk) body(doc *news.Document, targets []site.Target) Body {
	b, err := bodyOf(doc, targets, d.album.Of)
	if err != nil {
		d.failure.CompareAndSwap(nil, &err)
	}
	return b
}

// bodyOf fills the holes of a document's body with what its links lead to and
// how its pictures are shown: a link to what readers may not see is plain text.
// An empty body is the zero Body, so that templates can ask for it.
//
// It is sealed by what readers see and no more: the document's own digest would
// also tell of a hidden row in its front matter, and fingerprints are published.
func bodyOf(d *news.Document, targets []site.Target, of func(*site.Picture) media.Shown) (Body, error) {
	if d == nil || d.Body.IsEmpty() {
		return Body{}, nil
	}
	text, err := d.Body.Text()
	if err != nil {
		return Body{}, err
	}
	b := Body{HTML: template.HTML(filled(text, &d.Body, targets, of))}
	b.digest = sealOf(&b)
	return b, nil
}

func filled(text string, body *news.Body, targets []site.Target, of func(*site.Picture) media.Shown) string {
	if len(body.Slots) == 0 {
		return text
	}
	var out strings.Builder
	out.Grow(len(text) + 64*len(body.Slots))
	at := 0
	for _, slot := range body.Slots {
		out.WriteString(text[at:slot.Offset])
		at = slot.Offset
		target := site.Target{Hidden: true} // what leads nowhere is hidden
		if slot.Link < len(targets) {
			target = targets[slot.Link]
		}
		switch {
		case slot.Part >= news.OpenPicture:
			fillPicture(&out, slot.Part, of(target.Picture))
		case target.Hidden:
		case slot.Part == news.CloseTag:
			out.WriteString("</a>")
		default:
			address := target.URL
			if target.Picture != nil {
				address = of(target.Picture).Full
			}
			out.WriteString(`<a href="`)
			out.WriteString(html.EscapeString(address))
			if title := body.Links[slot.Link].Title; title != "" {
				out.WriteString(`" title="`)
				out.WriteString(html.EscapeString(title))
			}
			out.WriteString(`">`)
		}
	}
	out.WriteString(text[at:])
	return out.String()
}

// fillPicture writes what a hole of a picture is filled with.
func fillPicture(out *strings.Builder, part news.SlotPart, p media.Shown) {
	attribute := func(name, value string) {
		if value != "" {
			out.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
		}
	}
	switch {
	case part == news.OpenPicture:
		if len(p.Sources) > 0 {
			out.WriteString("<picture>")
		}
		for _, s := range p.Sources {
			out.WriteString("<source")
			attribute("type", s.Type)
			attribute("srcset", s.Srcset)
			attribute("sizes", sizesOfHero)
			out.WriteString(">")
		}
		out.WriteString("<img")
		attribute("src", p.URL)
		if p.Srcset != "" {
			attribute("srcset", p.Srcset)
			attribute("sizes", sizesOfHero)
		}
		if p.Width > 0 {
			attribute("width", itoa(p.Width))
			attribute("height", itoa(p.Height))
		}
		out.WriteString(` loading="lazy" decoding="async"`)
	case part == news.ClosePicture:
		if len(p.Sources) > 0 {
			out.WriteString("</picture>")
		}
	case p.Credit == "":
	case part == news.Caption:
		out.WriteString(`<figcaption><span class="cr">` + html.EscapeString(p.Credit) + "</span></figcaption>")
	case part == news.Credit:
		out.WriteString(` <span class="cr">` + html.EscapeString(p.Credit) + "</span>")
	}
}
