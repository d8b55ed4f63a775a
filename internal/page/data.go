package page

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"blotter/internal/site"
	"blotter/internal/source"
)

// What a page says to machines: JSON-LD in the words of schema.org, and what is
// shown where a link to it is shared. Neither says more than the page does:
// what an article tells of an incident stays with the article, in its own words
// and under its own date, for schema.org has no word for who says so.

// data gives a block of JSON-LD with what write writes.
func (d *desk) data(write func(*things)) template.HTML {
	t, ok := d.things.Get().(*things)
	if !ok {
		t = new(things)
	}
	defer d.things.Put(t)
	t.buf = append(t.buf[:0], `<script type="application/ld+json">{"@context":"https://schema.org","@graph":[`...)
	write(t)
	t.buf = append(t.buf, `]}</script>`...)
	return template.HTML(t.buf)
}

// things writes things of schema.org, member after member, as encoding/json would:
// every article has some, and by reflection they were a fifth of what its view costs.
// Names of members are plain ASCII.
type things struct{ buf []byte }

// open begins a thing, as the next of a list.
func (t *things) open(kind string) {
	t.comma()
	t.buf = append(t.buf, '{')
	t.text("@type", kind)
}

// openMember begins a thing that another one has.
func (t *things) openMember(name, kind string) {
	t.name(name)
	t.buf = append(t.buf, '{')
	t.text("@type", kind)
}

func (t *things) close() { t.buf = append(t.buf, '}') }

// list begins a list that a thing has, and closeList ends it.
func (t *things) list(name string) {
	t.name(name)
	t.buf = append(t.buf, '[')
}

func (t *things) closeList() { t.buf = append(t.buf, ']') }

func (t *things) text(name, text string) {
	t.name(name)
	t.buf = appendJSON(t.buf, text)
}

// some writes a text that is not empty.
func (t *things) some(name, text string) {
	if text != "" {
		t.text(name, text)
	}
}

func (t *things) number(name string, n int) {
	t.name(name)
	t.buf = strconv.AppendInt(t.buf, int64(n), 10)
}

func (t *things) name(name string) {
	t.comma()
	t.buf = append(t.buf, '"')
	t.buf = append(t.buf, name...)
	t.buf = append(t.buf, `":`...)
}

// comma parts what comes from what there is.
func (t *things) comma() {
	if last := t.buf[len(t.buf)-1]; last != '{' && last != '[' {
		t.buf = append(t.buf, ',')
	}
}

// appendJSON appends a text as encoding/json writes it. That escapes < > & U+2028
// and U+2029, so that no text can end the script element that holds it.
func appendJSON(buf []byte, text string) []byte {
	buf = append(buf, '"')
	done := 0
	for at := 0; at < len(text); {
		c := text[at]
		if c < utf8.RuneSelf && c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' {
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		escaped := ""
		switch {
		case c == '"', c == '\\':
			escaped = `\` + string(c)
		case c == '\b':
			escaped = `\b`
		case c == '\f':
			escaped = `\f`
		case c == '\n':
			escaped = `\n`
		case c == '\r':
			escaped = `\r`
		case c == '\t':
			escaped = `\t`
		case c < utf8.RuneSelf, r == '\u2028', r == '\u2029', r == utf8.RuneError && size == 1:
			escaped = fmt.Sprintf(`\u%04x`, r)
		}
		if escaped != "" {
			buf = append(buf, text[done:at]...)
			buf = append(buf, escaped...)
			done = at + size
		}
		at += size
	}
	buf = append(buf, text[done:]...)
	return append(buf, '"')
}

// articleData says what kind of article it is, whose, of when, and where it belongs.
func (d *desk) articleData(a *site.Article, f *Frame) template.HTML {
	return d.data(func(t *things) {
		d.writeArticle(t, a, f)
		d.writeTrail(t, d.articleTrail(a)...)
	})
}

func (d *desk) writeArticle(t *things, a *site.Article, f *Frame) {
	url := d.absolute(a.URL)
	t.open(articleType(a.Article.Form))
	t.text("@id", url+"#article")
	t.text("url", url)
	t.text("headline", a.Article.Title)
	t.some("description", f.Description)
	t.text("inLanguage", cmp.Or(a.Article.Language, d.Language))
	t.text("datePublished", a.Published.ISO())
	t.text("dateModified", a.Newest.ISO())

	t.list("author")
	for _, author := range a.Authors {
		t.party("Person", author.Name, d.absolute(author.URL))
	}
	if len(a.Authors) == 0 {
		t.party(publisherKind, d.publisher(), d.absolute(d.Path))
	}
	t.closeList()
	d.writePublisher(t)
	t.some("image", f.Share.Image.URL)
	if slices.ContainsFunc(a.Incidents, hasPage) {
		t.list("isPartOf")
		for _, i := range a.Incidents {
			if hasPage(i) {
				t.party("CollectionPage", i.Title, d.absolute(i.URL))
			}
		}
		t.closeList()
	}
	if len(a.Companies) > 0 {
		t.list("about")
		for _, company := range a.Companies {
			t.party("Organization", company.Name, d.absolute(company.URL))
		}
		t.closeList()
	}
	if len(a.Article.Corrections) > 0 {
		t.list("correction")
		for n := range a.Article.Corrections {
			c := &a.Article.Corrections[n]
			t.open("CorrectionComment")
			t.text("text", c.Text)
			t.text("datePublished", c.Date.ISO())
			t.close()
		}
		t.closeList()
	}
	if id := a.Article.Advisory; id != nil {
		t.some("reportNumber", id.ID)
		t.some("version", id.Revision)
	}
	t.name("isAccessibleForFree")
	t.buf = append(t.buf, "true"...)
	t.close()
}

func hasPage(i *site.Incident) bool { return i.URL != "" }

// party writes whom or what a thing has to do with, as the next of a list.
func (t *things) party(kind, name, url string) {
	t.open(kind)
	t.text("name", name)
	t.some("url", url)
	t.close()
}

// articleType is the kind of article that a form is.
func articleType(form string) string {
	switch form {
	case "analysis":
		return "AnalysisNewsArticle"
	case "opinion":
		return "OpinionNewsArticle"
	case "explainer":
		return "BackgroundNewsArticle"
	case "advisory": // the kind that has a number
		return "Report"
	}
	return "NewsArticle"
}

// publisherKind is the kind of whom writePublisher names.
const publisherKind = "NewsMediaOrganization"

// writePublisher says who is answerable.
func (d *desk) writePublisher(t *things) {
	t.openMember("publisher", publisherKind)
	t.text("name", d.publisher())
	t.text("url", d.absolute(d.Path))
	logo := strings.TrimPrefix(strings.TrimPrefix(d.Publisher.Logo, "static"), "/")
	if slices.ContainsFunc(d.Static, func(f *source.File) bool { return strings.TrimPrefix(f.Path, "static/") == logo }) {
		t.text("logo", d.absolute(d.under(logo)))
	}
	if policy := d.pageAt("corrections-policy/"); policy.URL != "" {
		t.text("correctionsPolicy", d.absolute(policy.URL))
	}
	t.close()
}

// homeData says that there is a site.
func (d *desk) homeData() template.HTML {
	return d.data(func(t *things) {
		url := d.absolute(d.Path)
		t.open("WebSite")
		t.text("@id", url+"#site")
		t.text("name", d.Title)
		t.text("url", url)
		t.some("description", d.Tagline)
		t.text("inLanguage", d.Language)
		d.writePublisher(t)
		t.close()
	})
}

// trailData says how the front page leads to a page, which is the last of the links.
func (d *desk) trailData(links ...Link) template.HTML {
	return d.data(func(t *things) { d.writeTrail(t, links...) })
}

func (d *desk) writeTrail(t *things, links ...Link) {
	t.open("BreadcrumbList")
	t.list("itemListElement")
	for n, link := range append([]Link{{Text: d.Title, URL: d.Path}}, links...) {
		t.open("ListItem")
		t.number("position", n+1)
		t.text("name", link.Text)
		t.text("item", d.absolute(link.URL))
		t.close()
	}
	t.closeList()
	t.close()
}

// articleTrail leads over the incident's page, or else over the month's archive.
func (d *desk) articleTrail(a *site.Article) []Link {
	self := Link{Text: a.Article.Title, URL: a.URL}
	for _, i := range a.Incidents {
		if i.URL != "" {
			return append(d.incidentTrail(i), self)
		}
	}
	for _, m := range d.Months {
		if start := m.Start; start.Year() == a.Published.Time.Year() && start.Month() == a.Published.Time.Month() {
			return []Link{{Text: d.Words.Say("nav.archive"), URL: d.under("archive/")}, d.monthLink(m), self}
		}
	}
	return []Link{self}
}

func (d *desk) incidentTrail(i *site.Incident) []Link {
	list := Link{Text: d.Words.Say("nav.incidents"), URL: d.under("incidents/")}
	if i.Standing.Alleged {
		list = Link{Text: d.Words.Say("incidents.alleged"), URL: d.under("incidents/alleged/")}
	}
	return []Link{list, {Text: i.Title, URL: i.URL}}
}

// shareArticle says what a link to an article carries.
func (d *desk) shareArticle(a *site.Article, f *Frame) {
	f.Share.Type, f.Share.Image = "article", d.shareImage(a)
	if tag := a.Article.Language; tag != "" && tag != d.Language {
		f.Share.Locale = localeOf(tag)
	}
	f.Share.Published = a.Published.ISO()
	if newest := a.Newest; !newest.Equal(a.Published) {
		f.Share.Modified = newest.ISO()
	}
}

// localeOf writes a BCP 47 tag as Open Graph does, en_GB; nothing for one that
// names no region, for there it would be guessed.
func localeOf(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, _ := t.Base()
	region, sure := t.Region()
	if sure != language.Exact {
		return ""
	}
	return base.String() + "_" + region.String()
}
