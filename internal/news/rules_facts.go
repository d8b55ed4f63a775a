package news

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// facts checks the statement keys of one place.
func (c *checker) facts(p place) {
	c.incidentType(p)
	c.attribution(p)
	for i := range p.facts.Impact {
		c.figure(p.path+nth("impact", i), &p.facts.Impact[i], p.sources)
	}
	for i, claim := range p.facts.Claims {
		path := p.path + nth("claims", i)
		c.speakers(path+".by", claim.By, p.sources)
		c.sourceID(path+".source", claim.Source, p.sources)
		c.confirmed(path+".status", claim.Status, claim.Source, p.sources)
		if len(claim.By) == 0 && claim.Source == "" {
			c.judge(path, claimWithoutSource, "nothing says whose claim this is", "add by: who says so, and source: where")
		}
	}
	for i, step := range p.facts.Legal {
		path := p.path + nth("legal", i)
		c.speakers(path+".by", step.By, p.sources)
		c.sourceID(path+".source", step.Source, p.sources)
		if threeLetters.MatchString(step.Case) {
			c.wrong(path+".case", "case-is-a-name", "«"+step.Case+"» could be a name; a case is this desk's label for one accused", "use a letter: A, B, C")
		}
		if step.Count < 0 {
			c.wrong(path+".count", "bad-count", "fewer than no persons", "count is how many persons")
		}
	}
}

var threeLetters = regexp.MustCompile(`\p{L}{3}`)

// incidentType checks what is said of the type, and of the way in, which shares its speaker.
func (c *checker) incidentType(p place) {
	f := p.facts
	if len(f.IncidentType) > 3 {
		c.wrong(p.path+"incident_type", "too-many-types", fmt.Sprintf("%d incident types", len(f.IncidentType)), "an incident has at most three; the first is primary")
	}
	for i, t := range f.IncidentType {
		if slices.Contains(f.IncidentType[:i], t) {
			c.wrong(p.path+nth("incident_type", i), "duplicate-type", "«"+t+"» stands here twice", "take one of them out")
		}
	}
	if len(f.IncidentType) == 0 {
		orphan := func(key string, given bool) {
			if given {
				c.wrong(p.path+key, "type-missing", "«"+key+"» stands here without the incident_type that it belongs to", "repeat the incident_type, or take «"+key+"» out")
			}
		}
		orphan("type_status", f.TypeStatus != "")
		if f.Via == "" {
			orphan("type_by", len(f.TypeBy) > 0)
			orphan("type_on", !f.TypeOn.IsZero())
			orphan("type_source", f.TypeSource != "")
		}
	}
	c.speakers(p.path+"type_by", f.TypeBy, p.sources)
	c.sourceID(p.path+"type_source", f.TypeSource, p.sources)
	c.confirmed(p.path+"type_status", f.TypeStatus, f.TypeSource, p.sources)
}

// attribution checks what is said of who did it.
func (c *checker) attribution(p place) {
	f, status := p.facts, p.facts.AttributionStatus
	path := p.path + "attribution_status"
	word, _ := c.v.Word(AttributionLadder, status)
	c.speakers(p.path+"attributed_by", f.AttributedBy, p.sources)
	c.names(p.path+"denied_by", f.DeniedBy)
	c.names(p.path+"disputed_by", f.DisputedBy)
	c.sourceID(p.path+"attributed_source", f.AttributedSource, p.sources)
	for i, a := range f.AttributedTo {
		if isSuffix(a.Name) {
			c.wrong(nth(p.path+"attributed_to", i), "comma-cut-a-name", "«"+a.Name+"» is no name", "a comma inside a name? quote it")
		}
	}
	switch status {
	case "":
		for _, key := range presentKeys("", Facts{AttributedTo: f.AttributedTo, AttributedBy: f.AttributedBy, AttributedOn: f.AttributedOn,
			AttributedSource: f.AttributedSource, Confidence: f.Confidence, DeniedBy: f.DeniedBy, DisputedBy: f.DisputedBy}) {
			c.wrong(p.path+key, "attribution-missing", "«"+key+"» stands here without the attribution_status that it belongs to",
				"repeat the attribution_status with attributed_by, or take «"+key+"» out")
		}
		return
	case "disputed":
		c.wrong(path, "raised-not-written", "«disputed» is never written: it is raised when those on record contradict one another",
			"write what was said (attributed-by-government …), and who contradicts it in disputed_by; the accused's own denial goes into denied_by")
		return
	case "cleared":
		c.wrong(path, "raised-not-written", "«cleared» is never written: it is raised by a step of the law",
			"add a legal row with stage acquitted, dropped or overturned, and the case of the charge that it ends")
		return
	case "unattributed", "not-applicable":
		if len(f.AttributedTo) > 0 {
			c.wrong(p.path+"attributed_to", "actor-without-attribution", "«"+status+"» names no actor, and attributed_to does",
				"take attributed_to out, or write the status of what was said: claimed, suspected …")
		}
	}
	if len(f.AttributedBy) == 0 {
		switch {
		case word.Rank > 0:
			c.wrong(path, "attribution-without-speaker", "nothing says who says so", "add attributed_by: "+whoSays(status))
		case status == "retracted":
			c.wrong(path, "attribution-without-speaker", "nothing says whose attribution is retracted", "add attributed_by: the speaker whose earlier attribution is withdrawn")
		case f.Confidence != "":
			c.wrong(p.path+"confidence", "confidence-without-speaker", "nothing says who is that sure", "add attributed_by, or take confidence out")
		}
	}
	if stages := stagesBehind(status); stages != nil && !c.hasStage(p, stages) {
		c.wrong(path, "no-legal-step", "«"+status+"» rests on a step of the law, and none is given",
			"add legal: with stage "+strings.Join(stages, " or ")+", by, and date; a follow-up that changes nothing leaves attribution_status out")
	}
}

// whoSays tells who can be the speaker of an attribution status.
func whoSays(status string) string {
	switch status {
	case "claimed":
		return "the actor, or those who speak in its name"
	case "suspected":
		return "the newsroom, or the analyst, who names someone"
	case "attributed-by-vendor":
		return "the security firm or researcher"
	case "attributed-by-victim":
		return "the organisation itself"
	case "convicted":
		return "the court"
	}
	return "the state, agency or authority"
}

// hasStage reports whether the document tells of one of the stages, of the same incident.
func (c *checker) hasStage(p place, stages []string) bool {
	has := func(steps []LegalStep) bool {
		return slices.ContainsFunc(steps, func(s LegalStep) bool { return slices.Contains(stages, s.Stage) })
	}
	if has(p.facts.Legal) {
		return true
	}
	return slices.ContainsFunc(places(c.d, p.incident), func(other place) bool { return other.incident == p.incident && has(other.facts.Legal) })
}

// speakers demands names: no fragment that a comma cut off, no id of a source.
func (c *checker) speakers(path string, names []string, sources []Source) {
	c.names(path, names)
	for i, name := range names {
		if s := sourceOf(sources, name); s != nil && s.By != "" && Fold(s.By) != Fold(name) {
			c.wrong(nth(path, i), "source-id-as-speaker", "«"+name+"» is the id of a source, and a speaker has a name", "write «"+s.By+"», or whoever spoke there")
		}
	}
}

// confirmed judges what is called confirmed on the word of a source that cannot confirm.
func (c *checker) confirmed(path, status, id string, sources []Source) {
	s := sourceOf(sources, id)
	if status != "confirmed" || s == nil {
		return
	}
	switch s.Kind {
	case "press", "social", "leak-site":
		c.judge(path, confirmedByPress, "«confirmed» rests on a source of kind «"+s.Kind+"»",
			"write reported (press) or claimed (an actor); confirmed is what an authority, a filing or an admission says")
	}
}

// figure checks one figure of the harm.
func (c *checker) figure(path string, f *Figure, sources []Source) {
	wrong := func(key, code, message, hint string) { c.wrong(path+key, code, message, hint) }
	c.speakers(path+".by", f.By, sources)
	c.sourceID(path+".source", f.Source, sources)
	c.confirmed(path+".status", f.Status, f.Source, sources)
	if len(f.By) == 0 && f.Source == "" {
		c.judge(path, claimWithoutSource, "nothing says whose figure this is", "add by: who says so, and source: where")
	}

	bounds := !f.Min.IsZero() || !f.Max.IsZero()
	switch {
	case !f.Value.IsZero() && bounds:
		wrong(".value", "value-and-bounds", "a figure has a value, or bounds (min, max), not both", "take one of them out")
	case f.Value.IsZero() && !bounds && f.Kind != "service":
		wrong("", "no-figure", "there is no figure", "add value, or min and max")
	case f.Value.IsZero() && !bounds && f.Text == "":
		wrong("", "no-figure", "nothing says which service is reduced or stopped", "add text: what customers cannot do, or value: a figure")
	case !f.Min.IsZero() && !f.Max.IsZero() && f.Min.Number > f.Max.Number:
		wrong(".min", "bounds-out-of-order", "min ("+f.Min.Text+") is more than max ("+f.Max.Text+")", "swap them")
	}
	if f.Text != "" && f.Kind != "service" {
		wrong(".text", "text-of-another-kind", "«text» is for kind service", "say what the figure covers in scope")
	}

	money := strings.HasPrefix(f.Kind, "money/")
	signs := ""
	for _, a := range []struct {
		key    string
		amount Amount
	}{{".value", f.Value}, {".min", f.Min}, {".max", f.Max}} {
		if a.amount.IsZero() {
			continue
		}
		signs += a.amount.Currency
		switch {
		case money && a.amount.Unit != "":
			wrong(a.key, "figure-of-another-kind", "«"+a.amount.Text+"» is no sum of money", "write £300m, or 300m with currency: GBP")
		case f.Kind == "outage" && a.amount.Unit != "days":
			wrong(a.key, "figure-of-another-kind", "«"+a.amount.Text+"» is no duration", "write 46 days, 6 hours or P46D")
		case (f.Kind == "people" || f.Kind == "records") && a.amount.Unit != "":
			wrong(a.key, "figure-of-another-kind", "«"+a.amount.Text+"» is a duration, and kind "+f.Kind+" counts", "write a number: 6.5 million; durations have kind outage")
		case !money && a.amount.Currency != "":
			wrong(a.key, "figure-of-another-kind", "«"+a.amount.Text+"» is money, and kind "+f.Kind+" is not", "money has a kind money/…: money/other")
		case f.Currency != "" && !a.amount.inCurrency(f.Currency):
			wrong(".currency", "currencies-differ", "«"+a.amount.Text+"» is not in "+f.Currency, "take currency out, or the sign")
		}
	}
	if money && f.Currency == "" && signs == "" && (bounds || !f.Value.IsZero()) {
		wrong("", "money-without-currency", "nothing says in which currency this is", "add currency: GBP, or a sign to the figure: £300m")
	}
	if money && f.Currency == "" && f.Min.Currency != f.Max.Currency && !f.Min.IsZero() && !f.Max.IsZero() {
		wrong(".max", "currencies-differ", "min and max are not in one currency", "give both the same sign, or add currency")
	}
	if money && f.Scope == "" {
		wrong("", "money-without-scope", "nothing says what the sum covers", "add scope: the company alone, all victims, the UK economy …")
	}
	if !money && f.Currency != "" {
		wrong(".currency", "figure-of-another-kind", "kind «"+f.Kind+"» is no money", "take currency out")
	}
}
