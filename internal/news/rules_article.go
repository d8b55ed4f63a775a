package news

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"blotter/internal/diag"
)

// article checks the front matter of an article.
func (c *checker) article(a *Article, language string) {
	c.dates(a)
	c.form(a)
	c.partyNames("company", a.Company)
	for _, entry := range a.Incidents {
		c.partyNames("incidents["+entry.ID+"].company", entry.Company)
	}
	c.names("authors", a.Authors)
	for i, tag := range a.Tags {
		c.comma(nth("tags", i), tag, "tags")
	}
	for i, m := range a.Mentions {
		c.names(nth("mentions", i), []string{m.Name})
	}
	c.sources(a.Sources)
	for i, event := range a.Timeline {
		path := nth("timeline", i)
		c.sourceID(path+".source", event.Source, a.Sources)
		c.confirmed(path+".status", event.Status, event.Source, a.Sources)
	}
	for i, flaw := range a.Vulnerabilities {
		path := nth("vulnerabilities", i)
		if flaw.CVSS < 0 || flaw.CVSS > 10 {
			c.wrong(path+".cvss", "bad-cvss", fmt.Sprintf("a CVSS score of %v does not exist", flaw.CVSS), "scores go from 0 to 10")
		}
		c.speakers(path+".by", flaw.By, a.Sources)
		if len(flaw.By) > 0 && flaw.Exploited == "" {
			c.wrong(path+".by", "speaker-without-claim", "somebody says whether «"+flaw.CVE+"» is exploited, and nothing says whether it is", "add exploited: none, reported or confirmed")
		}
		for _, other := range a.Vulnerabilities[:i] {
			if strings.EqualFold(other.CVE, flaw.CVE) {
				c.wrong(path, "duplicate-vulnerability", "«"+flaw.CVE+"» stands here twice", "take one of them out")
			}
		}
	}
	if a.Advisory != nil && a.Form != "advisory" {
		c.wrong("advisory", "advisory-of-another-form", "only an advisory has an «advisory» entry", "add form: advisory, or take the entry out")
	}
	for _, p := range places(c.d, cmp.Or(a.Incident, "report/"+c.d.ID)) {
		c.facts(p)
		if p.row != nil {
			c.instant(p.path, "embargo", p.row.Embargo)
		}
	}
	c.corrections(a)
	c.allowances(a)
	c.editorial(a, language)
}

// dates checks that an article has its dates and that they can follow one another.
func (c *checker) dates(a *Article) {
	const example = "2025-04-28 or 2025-04-28T16:40:00+01:00"
	switch {
	case a.Date.IsZero() && a.Embargo.IsZero():
		c.wrong("title", "missing-key", "«date» is missing", "add the day of publication: date: "+example)
	case !a.Date.IsZero() && (a.Date.Precision < ToDay || a.Date.About):
		c.wrong("date", "date-without-day", "an article is published on a day, and "+a.Date.String()+" is none", "write "+example+"; when it happened is told by occurred")
	}
	c.instant("", "embargo", a.Embargo)
	c.instant("", "expires", a.Expires)
	published := firstDate(a.Date, a.Embargo)
	notBefore := func(path string, d Date, what string) {
		if !d.IsZero() && d.Before(published) {
			c.wrong(path, "dates-out-of-order", what+" ("+d.String()+") lies before the article's date ("+published.String()+")", "mend one of the two")
		}
	}
	notBefore("updated", a.Updated, "the last change")
	notBefore("expires", a.Expires, "the end")
	for i, u := range a.Updates {
		notBefore(nth("updates", i)+".date", u.Date, "an update")
	}
	for i, correction := range a.Corrections {
		notBefore(nth("corrections", i)+".date", correction.Date, "a correction")
	}
	if a.Withdrawn != nil {
		notBefore("withdrawn.date", a.Withdrawn.Date, "the withdrawal")
		if a.Removed {
			c.wrong("removed", "withdrawn-and-removed", "an article is withdrawn (a notice stays) or removed (nothing stays), not both", "take one of the two out")
		}
	}
	if !a.Expires.IsZero() && !a.Embargo.IsZero() && !a.Embargo.Before(a.Expires) {
		c.wrong("expires", "dates-out-of-order", "the end ("+a.Expires.String()+") does not lie after the embargo ("+a.Embargo.String()+")", "mend one of the two")
	}
	if !a.Date.IsZero() && a.Withdrawn == nil && a.Date.Before(a.Embargo) {
		c.judge("date", datedBeforeEmbargo, "the page says that it was published on "+a.Date.String()+", but nobody may read it before "+a.Embargo.String(),
			"leave «date» out: the end of the embargo takes its place")
	}
	if !a.Occurred.IsZero() && published.Before(a.Occurred) {
		c.wrong("occurred", "dates-out-of-order", "it happened ("+a.Occurred.String()+") after the article's date ("+published.String()+")", "mend one of the two")
	}
}

// form checks which keys an article of its form must and must not have.
func (c *checker) form(a *Article) {
	form := cmp.Or(a.Form, "report")
	if a.Incident != "" && len(a.Incidents) > 0 {
		c.wrong("incident", "incident-and-incidents", "an article is about one incident (incident) or several (incidents), not both", "take one of the two out")
	}
	if !a.IsStatement() {
		for _, key := range c.statementKeys(a) {
			c.wrong(key, "statement-in-"+form, article(form)+" makes no statements, so it has no «"+lastKey(key)+"»",
				"take it out, name what it is about under mentions, or make it form: report")
		}
		return
	}
	if len(a.Incidents) > 0 {
		for _, key := range c.statementKeys(a) {
			if !strings.HasPrefix(key, "incidents[") {
				c.wrong(key, "statement-beside-incidents", "of which of the incidents «"+lastKey(key)+"» is true, nothing says", "put it under the incident's id in incidents")
			}
		}
		return
	}
	if a.Incident != "" || a.Follows != "" {
		return // omitted means unchanged
	}
	flaw := slices.Equal(a.IncidentType, []string{"vulnerability"}) // makes no incident that anybody did
	missing := func(key, hint string) {
		c.wrong("title", "missing-key", "«"+key+"» is missing: a "+form+" of a new incident says what happened, to whom, and who did it", hint)
	}
	if len(a.Company) == 0 {
		missing("company", "add company: and its name, undisclosed or many; or incident: with the id of the story that it belongs to")
	}
	if len(a.IncidentType) == 0 {
		missing("incident_type", "add incident_type: undisclosed if it is not known; or incident: with the id of the story that it belongs to")
	}
	if a.AttributionStatus == "" && !flaw {
		missing("attribution_status", "add attribution_status: unattributed if no one has been named; or incident: with the id of the story that it belongs to")
	}
}

// article puts the article before a form.
func article(form string) string {
	if strings.ContainsAny(form[:1], "aeiou") {
		return "an " + form
	}
	return "a " + form
}

// statementKeys gives the paths of company and of all statement keys of an
// article, wherever they stand.
func (c *checker) statementKeys(a *Article) []string {
	var paths []string
	if len(a.Company) > 0 {
		paths = append(paths, "company")
	}
	paths = append(paths, presentKeys("", a.Facts)...)
	for _, entry := range a.Incidents {
		path := "incidents[" + entry.ID + "]."
		if len(entry.Company) > 0 {
			paths = append(paths, path+"company")
		}
		paths = append(paths, presentKeys(path, entry.Facts)...)
	}
	for i, u := range a.Updates {
		paths = append(paths, presentKeys(nth("updates", i)+".", u.Facts)...)
	}
	if len(a.Statements) > 0 {
		paths = append(paths, "statements")
	}
	return paths
}

// presentKeys gives the paths of the keys that are given in a struct of the
// model, embedded structs included.
func presentKeys(path string, model any) []string {
	var paths []string
	v := reflect.ValueOf(model)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		switch {
		case v.Field(i).IsZero():
		case f.Anonymous:
			paths = append(paths, presentKeys(path, v.Field(i).Interface())...)
		default:
			name, _, _ := strings.Cut(f.Tag.Get("key"), ",")
			paths = append(paths, path+name)
		}
	}
	return paths
}

// lastKey is the key at the end of a path: "claims" of "updates[0].claims".
func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

var admiralty = regexp.MustCompile(`^[A-F][1-6]$`)

// sources checks the list of sources.
func (c *checker) sources(sources []Source) {
	for i, s := range sources {
		path := "sources[" + s.ID + "]"
		if s.Rating != "" && !admiralty.MatchString(s.Rating) {
			c.wrong(path+".rating", "bad-rating", "«"+s.Rating+"» is no Admiralty rating", "a letter A to F for the source and a digit 1 to 6 for the information: B2")
		}
		for _, other := range sources[:i] {
			if other.ID == s.ID {
				c.wrong(path, "duplicate-source", "two sources have the id «"+s.ID+"»", "give one of them another id")
				break
			}
		}
	}
}

// sourceID demands that an id of a source stands in the list of sources.
func (c *checker) sourceID(path, id string, sources []Source) {
	if id == "" || slices.ContainsFunc(sources, func(s Source) bool { return s.ID == id }) {
		return
	}
	var ids []string
	for _, s := range sources {
		ids = append(ids, s.ID)
	}
	hint := diag.DidYouMean(id, ids)
	if len(ids) == 0 {
		hint = "add sources: with an entry «" + id + "» that says what it is and who published it"
	}
	c.wrong(path, "unknown-source", "there is no source «"+id+"» in this file", hint)
}

// allowances demands that `allow` names rules that there are.
func (c *checker) allowances(a *Article) {
	if len(a.Allow) == 0 {
		return
	}
	var codes []string
	for _, r := range RuleTable() {
		codes = append(codes, r.Code)
	}
	for i, allowed := range a.Allow {
		path := nth("allow", i) + ".rule"
		if !slices.Contains(codes, allowed.Rule) {
			c.wrong(path, "unknown-rule", "there is no editorial rule «"+allowed.Rule+"»", diag.DidYouMean(allowed.Rule, codes))
		}
		for _, other := range a.Allow[:i] {
			if other.Rule == allowed.Rule {
				c.wrong(path, "duplicate-rule", "«"+allowed.Rule+"» is set aside twice", "take one of the entries out")
			}
		}
	}
}

// corrections checks `was`, `now` and `at`: the file says what is right, `now`
// repeats it, and `was` is what readers were told before.
func (c *checker) corrections(a *Article) {
	for i := range a.Corrections {
		correction := &a.Corrections[i]
		path := nth("corrections", i)
		if correction.Was == nil && correction.Now == nil {
			if correction.At != "" {
				c.wrong(path+".at", "correction-without-was", "«at» says where the keys of was and now stand, and there are none", "add was and now, or take at out")
			}
			continue
		}
		if correction.Was == nil {
			c.wrong(path, "correction-without-was", "«now» says what is right, and nothing says what was wrong", "add was: with the keys as they were")
			continue
		}
		file, ok := c.corrected(a, correction)
		if !ok {
			c.wrong(path+".at", "unknown-place", "there is no update and no incident «"+correction.At+"» in this file", "at is the date of an update as it is written there, or an id of incidents; leave it out for the keys at the top")
			continue
		}
		now := Corrected{}
		if correction.Now != nil {
			now = *correction.Now
		}
		c.compare(a, i, path, "", reflect.ValueOf(*correction.Was), reflect.ValueOf(now), file)
		for _, p := range []struct {
			path string
			keys Corrected
		}{{path + ".was", *correction.Was}, {path + ".now", now}} {
			c.sourceID(p.path+".type_source", p.keys.TypeSource, a.Sources)
			c.sourceID(p.path+".attributed_source", p.keys.AttributedSource, a.Sources)
		}
	}
}

// corrected gives the keys of the file that a correction is about.
func (c *checker) corrected(a *Article, correction *Correction) (reflect.Value, bool) {
	whole := Corrected{Title: a.Title, Company: a.Company, Occurred: a.Occurred, Sector: a.Sector, Country: a.Country, Facts: a.Facts}
	path := correctedPath(a, correction.At)
	if path == "" {
		return reflect.ValueOf(whole), true
	}
	for _, entry := range a.Incidents {
		if path == "incidents["+entry.ID+"]." {
			return reflect.ValueOf(Corrected{Company: entry.Company, Facts: entry.Facts}), true
		}
	}
	for i, u := range a.Updates {
		if path == nth("updates", i)+"." {
			return reflect.ValueOf(Corrected{Facts: u.Facts}), true
		}
	}
	return reflect.Value{}, false
}

// compare holds was and now of correction i, key by key, against the file, or
// against what a later correction of the same key found.
func (c *checker) compare(a *Article, i int, path, key string, was, now, file reflect.Value) {
	for f := range was.NumField() {
		field := was.Type().Field(f)
		if field.Anonymous {
			c.compare(a, i, path, field.Name, was.Field(f), now.Field(f), file.Field(f))
			continue
		}
		if was.Field(f).IsZero() && now.Field(f).IsZero() {
			continue
		}
		name := field.Tag.Get("key")
		right := file.Field(f)
		for _, later := range laterCorrections(a, i) {
			value := reflect.ValueOf(*later.Was)
			if key != "" {
				value = value.FieldByName(key)
			}
			if !value.Field(f).IsZero() {
				right = value.Field(f)
				break
			}
		}
		switch {
		case !reflect.DeepEqual(now.Field(f).Interface(), right.Interface()):
			where := path + ".now." + name
			message := "«now» says another «" + name + "» than the file"
			if now.Field(f).IsZero() {
				where, message = path+".was."+name, "«was» has «"+name+"», the file still has it, and «now» does not say what is right"
			}
			c.wrong(where, "correction-differs", message, "the file's own keys are what is right; repeat them in now")
		case reflect.DeepEqual(was.Field(f).Interface(), now.Field(f).Interface()):
			c.wrong(path+".was."+name, "correction-of-nothing", "«was» and «now» say the same «"+name+"»", "was is what readers were told before")
		}
	}
}

// laterCorrections gives the corrections of the same place made after the i-th,
// the earliest first.
func laterCorrections(a *Article, i int) []*Correction {
	var out []*Correction
	for j := range a.Corrections {
		other := &a.Corrections[j]
		if j == i || other.Was == nil || other.At != a.Corrections[i].At {
			continue
		}
		if order := other.Date.Compare(a.Corrections[i].Date); order > 0 || order == 0 && j > i {
			out = append(out, other)
		}
	}
	slices.SortStableFunc(out, func(x, y *Correction) int { return x.Date.Compare(y.Date) })
	return out
}
