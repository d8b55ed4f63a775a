package page

import (
	"cmp"
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"blotter/internal/site"
	"blotter/internal/source"
)

// What a page says to machines: JSON-LD in the words of schema.org, and what is
// shown where a link to it is shared. Neither says more than the page does:
// what an article tells of an incident stays with the article, in its own words
// and under its own date, for schema.org has no word for who says so.

// The things of schema.org that pages speak of.
type (
	ldGraph struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}
	ldArticle struct {
		Type         string         `json:"@type"`
		ID           string         `json:"@id"`
		URL          string         `json:"url"`
		Headline     string         `json:"headline"`
		Description  string         `json:"description,omitempty"`
		Language     string         `json:"inLanguage"`
		Published    string         `json:"datePublished"`
		Modified     string         `json:"dateModified"`
		Authors      []ldParty      `json:"author"`
		Publisher    ldParty        `json:"publisher"`
		Image        string         `json:"image,omitempty"`
		Part         []ldPage       `json:"isPartOf,omitempty"`
		About        []ldParty      `json:"about,omitempty"`
		Corrections  []ldCorrection `json:"correction,omitempty"`
		ReportNumber string         `json:"reportNumber,omitempty"`
		Version      string         `json:"version,omitempty"`
		Free         bool           `json:"isAccessibleForFree"`
	}
	ldParty struct {
		Type        string `json:"@type"`
		Name        string `json:"name"`
		URL         string `json:"url,omitempty"`
		Logo        string `json:"logo,omitempty"`
		Corrections string `json:"correctionsPolicy,omitempty"`
	}
	ldPage struct {
		Type string `json:"@type"`
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	ldCorrection struct {
		Type      string `json:"@type"`
		Text      string `json:"text"`
		Published string `json:"datePublished"`
	}
	ldSite struct {
		Type        string  `json:"@type"`
		ID          string  `json:"@id"`
		Name        string  `json:"name"`
		URL         string  `json:"url"`
		Description string  `json:"description,omitempty"`
		Language    string  `json:"inLanguage"`
		Publisher   ldParty `json:"publisher"`
	}
	ldTrail struct {
		Type  string   `json:"@type"`
		Items []ldStep `json:"itemListElement"`
	}
	ldStep struct {
		Type     string `json:"@type"`
		Position int    `json:"position"`
		Name     string `json:"name"`
		Item     string `json:"item"`
	}
)

// data writes things as a block of JSON-LD. encoding/json escapes < > & U+2028 and
// U+2029, so that no text can end the script element that holds it.
func data(things ...any) template.HTML {
	out, err := json.Marshal(ldGraph{Context: "https://schema.org", Graph: things})
	if err != nil {
		panic("page: " + err.Error()) // there are only texts and numbers in it
	}
	return template.HTML(`<script type="application/ld+json">` + string(out) + "</script>")
}

// articleData says what kind of article it is, whose, of when, and where it belongs.
func (d *desk) articleData(a *site.Article, f *Frame) template.HTML {
	url := d.absolute(a.URL)
	out := ldArticle{
		Type: articleType(a.Article.Form), ID: url + "#article", URL: url,
		Headline: a.Article.Title, Description: f.Description,
		Language:  cmp.Or(a.Article.Language, d.Language),
		Published: a.Published.ISO(), Modified: a.Newest().ISO(),
		Publisher: d.publisherData(), Image: f.Share.Image.URL, Free: true,
	}
	for _, t := range a.Authors {
		out.Authors = append(out.Authors, ldParty{Type: "Person", Name: t.Name, URL: d.absolute(t.URL)})
	}
	if len(out.Authors) == 0 {
		out.Authors = []ldParty{{Type: out.Publisher.Type, Name: out.Publisher.Name, URL: out.Publisher.URL}}
	}
	for _, i := range a.Incidents {
		if i.URL != "" {
			out.Part = append(out.Part, ldPage{Type: "CollectionPage", Name: i.Title, URL: d.absolute(i.URL)})
		}
	}
	for _, t := range a.Companies {
		out.About = append(out.About, ldParty{Type: "Organization", Name: t.Name, URL: d.absolute(t.URL)})
	}
	for n := range a.Article.Corrections {
		c := &a.Article.Corrections[n]
		out.Corrections = append(out.Corrections, ldCorrection{Type: "CorrectionComment", Text: c.Text, Published: c.Date.ISO()})
	}
	if id := a.Article.Advisory; id != nil {
		out.ReportNumber, out.Version = id.ID, id.Revision
	}
	return data(out, d.trail(d.articleTrail(a)...))
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

// publisherData says who is answerable.
func (d *desk) publisherData() ldParty {
	p := ldParty{Type: "NewsMediaOrganization", Name: d.publisher(), URL: d.absolute(d.Path)}
	logo := strings.TrimPrefix(strings.TrimPrefix(d.Publisher.Logo, "static"), "/")
	if slices.ContainsFunc(d.Static, func(f *source.File) bool { return f.Path == "static/"+logo }) {
		p.Logo = d.absolute(d.under(logo))
	}
	if policy := d.pageAt("corrections-policy/"); policy.URL != "" {
		p.Corrections = d.absolute(policy.URL)
	}
	return p
}

// homeData says that there is a site.
func (d *desk) homeData() template.HTML {
	url := d.absolute(d.Path)
	return data(ldSite{
		Type: "WebSite", ID: url + "#site", Name: d.Title, URL: url, Description: d.Tagline,
		Language: d.Language, Publisher: d.publisherData(),
	})
}

// trail is the way from the front page to a page, which is the last of the links.
func (d *desk) trail(links ...Link) ldTrail {
	out := ldTrail{Type: "BreadcrumbList"}
	for n, link := range append([]Link{{Text: d.Title, URL: d.Path}}, links...) {
		out.Items = append(out.Items, ldStep{Type: "ListItem", Position: n + 1, Name: link.Text, Item: d.absolute(link.URL)})
	}
	return out
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
	f.Share.Locale = localeOf(cmp.Or(a.Article.Language, d.Language))
	f.Share.Published = a.Published.ISO()
	if newest := a.Newest(); !newest.Equal(a.Published) {
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
