package page

import (
	"fmt"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
)

// incident makes the record of one incident: what stands now and who says so,
// and how it came to stand.
func (d *desk) incident(i *site.Incident) *IncidentPage {
	v := &IncidentPage{
		Frame: d.frame(i.URL, i.Title, d.incidentDescription(i)),
		ID:    i.ID, Title: i.Title,
		Status: d.words.Status(&i.Standing), Alleged: d.words.Alleged(&i.Standing),
		Badge: d.words.Attribution(&i.Standing), Flags: d.words.Flags(&i.Standing),
		Proceedings: i.Proceedings,
		Began:       timeOf(i.Began), Changed: timeOf(i.Changed),
		Count: count(len(i.Articles)+len(i.About), "article", "articles") + ", " +
			count(len(i.Standing.History), "statement", "statements"),
		Stands: d.rows(&i.Standing, i.Doc), Ladder: d.ladder(),
		Attributions: d.attributions(&i.Standing),
		History:      d.history(i),
		Legal:        d.legal(i.Standing.Legal, i.Doc),
		Impact:       d.figures(i.Standing.Figures, i.Doc),
		Articles:     d.cardsOf(i.Articles), About: d.cardsOf(i.About),
		Background: bodyOf(i.Doc, i.Links),
		Sources:    d.sources(i.Doc),
		Follow:     d.follow(i),
		CiteURL:    d.absolute(i.URL),
	}
	v.OwnFeed = ownFeed(feed.OfIncident(d.Site, i))
	v.Cite = fmt.Sprintf("%s, “%s”, incident %s, as of %s", d.Title, i.Title, i.ID, v.Changed.Text)
	for _, p := range i.Companies {
		v.Companies = append(v.Companies, Party{Link: termLink(p.Term), Role: feed.Lower(d.role(p.Role))})
	}
	return v
}

// role names the part of an organisation in an incident.
func (d *desk) role(value string) string {
	if value == "" {
		value = "victim"
	}
	return d.Vocabulary.Label(news.CompanyRoles, value)
}

// incidentDescription says in a line or two what stands, for search engines.
func (d *desk) incidentDescription(i *site.Incident) string {
	text := i.Title + ": what stands now and who says so"
	for _, line := range []string{d.words.Type(&i.Standing), d.words.Attribution(&i.Standing)} {
		if line != "" {
			text += ". " + line
		}
	}
	return text + "."
}

// incidents plans the two lists of incidents: those that stand as fact, and
// apart from them those that are alleged.
func (p *plan) incidents() {
	d := p.desk
	var facts, alleged []*site.Incident
	for _, i := range d.Incidents {
		if i.Standing.Alleged {
			alleged = append(alleged, i)
		} else {
			facts = append(facts, i)
		}
	}
	lists := []struct {
		title, path string
		alleged     bool
		incidents   []*site.Incident
		other       Link
		count       string
	}{
		{"Incidents", "incidents/", false, facts,
			Link{Text: "Alleged incidents", URL: d.under("incidents/alleged/")},
			count(len(facts), "incident", "incidents") + ", and " + count(len(alleged), "alleged one", "alleged ones") + " listed apart"},
		{"Alleged incidents", "incidents/alleged/", true, alleged,
			Link{Text: "Incidents", URL: d.under("incidents/")},
			count(len(alleged), "incident that rests", "incidents that rest") + " on somebody’s word only"},
	}
	for _, l := range lists {
		url := d.under(l.path)
		for _, part := range paged(len(l.incidents), url) {
			p.page("incidents", part.file(l.path+"index.html"), func() view {
				title := part.title(l.title)
				v := &IncidentsPage{
					Frame: d.frame(part.url, title, l.title+" in "+d.Title+", newest first."),
					Title: title, Alleged: l.alleged, Count: l.count, Other: l.other,
					Incidents: d.incidentCardsOf(l.incidents[part.from:part.to]),
					Pager:     part.pager("Pages of " + feed.Lower(l.title)),
				}
				if part.number > 0 {
					v.Count = "" // it would change with every new incident, and a full page never changes
				}
				v.OwnFeed = ownFeed(feed.Changes(d.Site), true)
				part.mark(&v.Frame)
				return v
			})
		}
	}
}
