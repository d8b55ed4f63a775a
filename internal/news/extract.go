package news

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"blotter/internal/diag"
)

// StatementsOf gives all statements that a document makes, each with its
// speaker and its day.
//
// incident is the id that the top-level facts of an article belong to, or the
// id of an incident file; entries of `incidents` carry their own, whatever it
// is. Rows of `statements` are left out where visible says
// no (nil shows all). A withdrawn article, a form that is no report or advisory,
// and every other kind of document make none.
//
// What a correction struck through is among them: it takes no part in what
// stands, and appears in the History of Stand.
//
// The diagnostics are statements of an incident file that give no day.
func StatementsOf(d *Document, incident string, names *Names, visible func(Access) bool) ([]Statement, diag.List) {
	var out []Statement
	var found diag.List
	for _, p := range places(d, incident) {
		if p.row != nil && visible != nil && !visible(p.row.Access()) {
			continue
		}
		now := statementsAt(d, p)
		out = append(out, now...)
		for _, c := range correctionsAt(d, p) {
			out = append(out, struckThrough(d, p, c, now)...)
		}
	}
	out = slices.DeleteFunc(out, func(s Statement) bool {
		if s.Said.IsZero() {
			found = append(found, d.At(s.Path, diag.Error, "no-day", "nothing says on which day this was said",
				"give the row a date, or rest it on a source that has one"))
		}
		return s.Said.IsZero()
	})
	for _, s := range out {
		s.Speaker = names.Speaker(s.Speakers)
	}
	return out, found
}

// place is somewhere in a document where facts stand.
type place struct {
	// path goes before the keys of the facts: "", "updates[0].", "incidents[x]."
	path     string
	incident string
	// date is the day of what is said there and gives no day of its own;
	// printed is when readers first saw it.
	date, printed Date
	facts         *Facts
	row           *Row    // for a row of `statements`
	update        *Update // for an entry of `updates`
	sources       []Source
}

// places gives everywhere in a document where facts stand, in file order. Facts
// that belong to no incident (incident is "") are left out.
func places(d *Document, incident string) []place {
	var out []place
	add := func(p place) {
		if p.incident != "" {
			out = append(out, p)
		}
	}
	switch {
	case d.Kind == KindIncident:
		f := d.Incident
		add(place{incident: incident, facts: &Facts{Impact: f.Impact}, sources: f.Sources})
		for i := range f.Statements {
			row := &f.Statements[i]
			add(place{path: nth("statements", i) + ".", incident: incident, date: row.Date,
				printed: later(row.Date, row.Embargo), facts: &row.Facts, row: row, sources: f.Sources})
		}
	case d.Kind == KindArticle && d.Article.IsStatement() && d.Article.Withdrawn == nil:
		a := d.Article
		date := a.Date
		if date.IsZero() {
			date = a.Embargo
		}
		if len(a.Incidents) == 0 {
			add(place{incident: incident, date: date, printed: date, facts: &a.Facts, sources: a.Sources})
		}
		for i := range a.Incidents {
			entry := &a.Incidents[i]
			add(place{path: "incidents[" + entry.ID + "].", incident: entry.ID, date: date, printed: date, facts: &entry.Facts, sources: a.Sources})
		}
		if len(a.Incidents) > 0 {
			break // of which of them the rest speaks, nothing says: Rules refuses it
		}
		for i := range a.Statements {
			row := &a.Statements[i]
			said := row.Date
			if said.IsZero() {
				said = date
			}
			add(place{path: nth("statements", i) + ".", incident: incident, date: said,
				printed: later(date, row.Embargo), facts: &row.Facts, row: row, sources: a.Sources})
		}
		for i := range a.Updates {
			u := &a.Updates[i]
			add(place{path: nth("updates", i) + ".", incident: incident, date: u.Date, printed: u.Date, facts: &u.Facts, update: u, sources: a.Sources})
		}
	}
	return out
}

// statementsAt gives the statements that the facts of one place make.
func statementsAt(d *Document, p place) []Statement {
	f := p.facts
	out := make([]Statement, 0, 4+len(f.Impact)+len(f.Claims)+len(f.Legal))
	// add completes s: said is its own day, source the id of its source.
	add := func(subject Subject, path string, speakers []string, said Date, source string, s Remark) {
		s.Incident, s.Subject, s.Speakers, s.Doc, s.Path = p.incident, subject, speakers, d, p.path+path
		s.Source = sourceOf(p.sources, source)
		if said.IsZero() && s.Source != nil {
			said = s.Source.Date
		}
		s.Said = firstDate(said, p.date, s.asOf())
		s.Printed = firstDate(p.printed, s.Said)
		out = append(out, Statement{&s})
	}
	if len(f.IncidentType) > 0 {
		s := Remark{Types: f.IncidentType, TypeStatus: f.TypeStatus}
		if s.TypeStatus == "" {
			s.TypeStatus, s.implied = "reported", true
			if f.AttributionStatus == "claimed" {
				s.TypeStatus = "claimed"
			}
		}
		add(OnType, "incident_type", f.TypeBy, f.TypeOn, f.TypeSource, s)
	}
	if f.Via != "" {
		add(OnEntry, "via", f.TypeBy, f.TypeOn, f.TypeSource, Remark{Via: f.Via})
	}
	if f.AttributionStatus != "" {
		add(OnAttribution, "attribution_status", f.AttributedBy, f.AttributedOn, f.AttributedSource, Remark{
			Attribution: Attribution{Status: f.AttributionStatus, To: f.AttributedTo, Confidence: f.Confidence, DeniedBy: f.DeniedBy, DisputedBy: f.DisputedBy},
			behind:      stepsBehind(d, p),
		})
	}
	if f.IncidentStatus != "" {
		add(OnStatus, "incident_status", nil, Date{}, "", Remark{Status: f.IncidentStatus})
	}
	for i := range f.Impact {
		figure := &f.Impact[i]
		add(OnFigure, nth("impact", i), speakerOf(figure.By, p.sources, figure.Source), Date{}, figure.Source, Remark{Figure: figure})
	}
	for i := range f.Claims {
		claim := &f.Claims[i]
		add(OnClaim, nth("claims", i), speakerOf(claim.By, p.sources, claim.Source), claim.Date, claim.Source, Remark{Claim: claim})
	}
	for i := range f.Legal {
		step := &f.Legal[i]
		add(OnLegal, nth("legal", i), step.By, step.Date, step.Source, Remark{Legal: step})
	}
	return out
}

// speakerOf gives who says a figure or claim: whoever is named, else whoever
// published the source it rests on, else this newsroom.
func speakerOf(by []string, sources []Source, id string) []string {
	if source := sourceOf(sources, id); len(by) == 0 && source != nil && source.By != "" {
		return []string{source.By}
	}
	return by
}

// stepsBehind gives the steps of the law that a charge or conviction at p rests
// on: those beside it, else those of the same incident in the same document.
func stepsBehind(d *Document, p place) []LegalStep {
	if p.facts.AttributionStatus == "sanctioned" {
		return nil // ended by no court
	}
	stages := stagesBehind(p.facts.AttributionStatus)
	pick := func(steps []LegalStep) (out []LegalStep) {
		for _, step := range steps {
			if slices.Contains(stages, step.Stage) {
				out = append(out, step)
			}
		}
		return out
	}
	if len(stages) == 0 {
		return nil
	}
	if steps := pick(p.facts.Legal); len(steps) > 0 {
		return steps
	}
	var steps []LegalStep
	for _, other := range places(d, p.incident) {
		if other.incident == p.incident {
			steps = append(steps, pick(other.facts.Legal)...)
		}
	}
	return steps
}

// stagesBehind gives the legal stages, one of which an attribution status needs.
func stagesBehind(status string) []string {
	switch status {
	case "sanctioned":
		return []string{"sanctioned"}
	case "charged":
		return []string{"charged"}
	case "convicted":
		return []string{"convicted", "pleaded-guilty", "sentenced"}
	}
	return nil
}

// correctionsAt gives the corrections of what stands at p and say how it was.
func correctionsAt(d *Document, p place) []*Correction {
	if d.Kind != KindArticle || p.row != nil {
		return nil
	}
	var out []*Correction
	for i := range d.Article.Corrections {
		c := &d.Article.Corrections[i]
		if c.Was != nil && correctedPath(d.Article, c.At) == p.path {
			out = append(out, c)
		}
	}
	return out
}

// correctedPath gives the path of the place that `at` of a correction means:
// "" for the top level, and for what means nothing, the text itself.
func correctedPath(a *Article, at string) string {
	if at == "" {
		return ""
	}
	for _, entry := range a.Incidents {
		if entry.ID == at {
			return "incidents[" + entry.ID + "]."
		}
	}
	meant := -1
	for i, u := range a.Updates {
		date, err := ParseDate(at, u.Date.Time.Location())
		switch {
		case err != nil:
		case date.Equal(u.Date):
			return nth("updates", i) + "."
		case !date.Before(u.Date) && !u.Date.Before(date):
			if meant >= 0 {
				return at // two updates on that day
			}
			meant = i
		}
	}
	if meant >= 0 {
		return nth("updates", meant) + "."
	}
	return at
}

// struckThrough gives the statements at p as they were before the correction c,
// those among them that it changed.
func struckThrough(d *Document, p place, c *Correction, now []Statement) []Statement {
	before := *p.facts
	was := reflect.ValueOf(c.Was.Facts)
	for i := range was.NumField() {
		if !was.Field(i).IsZero() {
			reflect.ValueOf(&before).Elem().Field(i).Set(was.Field(i))
		}
	}
	p.facts = &before
	var out []Statement
	for _, s := range statementsAt(d, p) {
		same := false
		for _, n := range now {
			if n.Subject == s.Subject && n.Said.Equal(s.Said) && sayTheSame(n, s) && reflect.DeepEqual(n.Speakers, s.Speakers) {
				same = true
				break
			}
		}
		if !same {
			s.corrected = c
			out = append(out, s)
		}
	}
	return out
}

// sayTheSame reports whether two statements on one subject have the same words.
func sayTheSame(a, b Statement) bool {
	return reflect.DeepEqual(a.Types, b.Types) && a.TypeStatus == b.TypeStatus && a.Via == b.Via && a.Status == b.Status &&
		reflect.DeepEqual(a.Attribution, b.Attribution) && reflect.DeepEqual(a.Figure, b.Figure) &&
		reflect.DeepEqual(a.Claim, b.Claim) && reflect.DeepEqual(a.Legal, b.Legal)
}

// sourceOf gives the source of that id, nil if there is none.
func sourceOf(sources []Source, id string) *Source {
	for i := range sources {
		if sources[i].ID == id && id != "" {
			return &sources[i]
		}
	}
	return nil
}

func firstDate(dates ...Date) Date {
	for _, d := range dates {
		if !d.IsZero() {
			return d
		}
	}
	return Date{}
}

func later(a, b Date) Date {
	if b.Time.After(a.Time) && !b.IsZero() {
		return b
	}
	return a
}

// nth is the path of an entry of a list: "claims[1]".
func nth(key string, i int) string { return key + "[" + strconv.Itoa(i) + "]" }

// Access gathers the keys that say who may see the article.
func (a *Article) Access() Access {
	return Access{Draft: a.Draft, Embargo: a.Embargo, TLP: a.TLP, Removed: a.Removed}
}

// Access gathers the keys that say who may see the row.
func (r *Row) Access() Access {
	return Access{Draft: r.Draft, Embargo: r.Embargo, TLP: r.TLP, Removed: r.Removed}
}

// comparePaths orders front matter paths as the file is read: the top level
// before updates, and entries of lists by number.
func comparePaths(a, b string) int {
	for a != "" && b != "" {
		x, restA := pathStep(a)
		y, restB := pathStep(b)
		if x != y {
			if isNumber(x) && isNumber(y) {
				return cmp.Or(len(x)-len(y), strings.Compare(x, y))
			}
			return strings.Compare(x, y)
		}
		a, b = restA, restB
	}
	return len(a) - len(b)
}

func isNumber(step string) bool { return step != "" && step[0] >= '0' && step[0] <= '9' }

// pathStep cuts the first key or number off a path.
func pathStep(path string) (step, rest string) {
	if i := strings.IndexAny(path, ".[]"); i >= 0 {
		return path[:i], strings.TrimLeft(path[i:], ".[]")
	}
	return path, ""
}
