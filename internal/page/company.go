package page

import (
	"cmp"
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
)

// company makes the page of an organisation: its entry in the register, the
// incidents that happened to it, and apart from them those that are alleged and
// those in which it had another part.
func (d *desk) company(t *site.Term, part part) *CompanyPage {
	v := &CompanyPage{
		Frame: d.termFrame(t, part, d.Words.Say("company.description", "name", t.Name)),
		Name:  t.Name, Parent: termLink(t.Parent),
		Filed: d.filed(t, part), Parts: termLinks(d.subsidiaries()[t]),
		NamedAs: d.namedAs(t),
	}
	v.Intro, v.Background = parted(d.body(t.Doc, t.Links))
	for _, part := range d.subsidiaries()[t] {
		v.OfParts = append(v.OfParts, d.incidentCardsOf(part.Incidents[:min(len(part.Incidents), shownIncidents)])...)
	}
	for _, i := range t.Elsewhere {
		v.Elsewhere = append(v.Elsewhere, Elsewhere{Incident: *d.incidentCard(i), Role: d.role(roleIn(i, t))})
	}
	if t.Doc == nil || t.Doc.Company == nil {
		return v
	}
	c := t.Doc.Company
	v.Aliases, v.Ticker = c.Aliases, c.Ticker
	if url := publicURL(c.Website); url != "" {
		v.Website = Link{Text: strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"), "/"), URL: url}
	}
	for _, country := range d.Terms[site.Country] {
		if strings.EqualFold(country.ID, c.Country) {
			v.Country = termLink(country)
		}
	}
	if c.Country != "" && v.Country.Text == "" {
		v.Country.Text = d.words.Country(c.Country)
	}
	for _, value := range c.Sector {
		link := Link{Text: d.Vocabulary.Label(news.Sectors, value)}
		for _, sector := range d.Terms[site.Sector] {
			if sector.ID == value {
				link.URL = sector.URL
			}
		}
		v.Sectors = append(v.Sectors, link)
	}
	return v
}

// subsidiariesOf gives the organisations that belong to another, by that.
func (d *desk) subsidiariesOf() map[*site.Term][]*site.Term {
	out := map[*site.Term][]*site.Term{}
	for _, t := range d.Terms[site.Company] {
		if t.Parent != nil {
			out[t.Parent] = append(out[t.Parent], t)
		}
	}
	return out
}

// roleIn gives the part that an organisation had in an incident.
func roleIn(i *site.Incident, t *site.Term) string {
	for _, p := range i.Companies {
		if p.Term == t {
			return cmp.Or(p.Role, "victim")
		}
	}
	return ""
}

// namedAs counts the incidents in which an organisation had each part. What is
// alleged is not counted.
func (d *desk) namedAs(t *site.Term) []RoleCount {
	counted := map[string]int{"victim": len(t.Incidents)}
	for _, i := range t.Elsewhere {
		if !i.Standing.Alleged {
			counted[roleIn(i, t)]++
		}
	}
	var out []RoleCount
	for _, w := range d.Vocabulary.Words(news.CompanyRoles) {
		if n := counted[w.Value]; n > 0 {
			out = append(out, RoleCount{Role: w.Label, Count: n})
		}
	}
	return out
}
