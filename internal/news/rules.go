package news

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"blotter/internal/diag"
)

// Rules gives what is wrong with one document by itself, whatever the others
// and the clock say. It leaves to package content what a single value must look
// like (its shape, its vocabulary, whether it may be left out). Editorial
// diagnostics have their default severity, those that are off among them: run
// all that is found of a document through SetAside, and all of a site through
// Levels.
//
// language is the site's, for articles that name none.
func Rules(d *Document, v *Vocabulary, language string) diag.List {
	c := checker{d: d, v: v}
	switch d.Kind {
	case KindArticle:
		c.article(d.Article, language)
	case KindIncident:
		c.incident(d.Incident)
	case KindCompany:
		c.access(d.Company.Access)
		c.company(d.Company)
	case KindActor:
		c.access(d.Actor.Access)
		c.actor(d.Actor)
	case KindAuthor:
		c.access(d.Author.Access)
	case KindPage:
		c.access(d.Page.Access)
	case KindSite:
		c.found = siteRules(d)
	}
	return c.found.Sort()
}

// checker gathers what is wrong with one document.
type checker struct {
	d     *Document
	v     *Vocabulary
	found diag.List
}

// wrong reports an error at the front matter value at path.
func (c *checker) wrong(path, code, message, hint string) {
	c.found = append(c.found, c.d.At(path, diag.Error, code, message, hint))
}

// judge reports a breach of an editorial rule.
func (c *checker) judge(path, rule, message, hint string) {
	c.found = append(c.found, c.d.At(path, diag.Warning, rule, message, hint))
}

// Rule is one editorial rule: a judgement that a site may give another severity
// (`rules` in site.yaml) and an article may set aside (`allow`).
type Rule struct {
	Code     string
	Severity string // its default, a word of RuleSeverities
	Text     string // what it demands, as a sentence
	// whole says that it takes all documents to judge it.
	whole bool
}

// The editorial rules.
const (
	claimWithoutSource  = "claim-without-source"
	companyWithoutFile  = "company-without-file"
	confirmedByPress    = "confirmed-by-press"
	datedBeforeEmbargo  = "dated-before-embargo"
	headlineNames       = "headline-names-actor"
	headlineStronger    = "headline-stronger-than-status"
	missingUnknown      = "missing-unknown"
	nearName            = "near-name"
	severalCompanies    = "several-companies"
	pictureWithoutAlt   = "picture-without-alt"
	pullquoteNotInText  = "pullquote-not-in-text"
	silentAboutResponse = "no-right-of-reply"
)

// RuleTable gives all editorial rules, by code. The rules about pictures and
// pull quotes are judged by package markdown, which holds the text.
func RuleTable() []Rule {
	return []Rule{
		{Code: claimWithoutSource, Severity: "warning", Text: "A claim or figure says who says so, or where it was said."},
		{Code: companyWithoutFile, Severity: "off", Text: "Every organisation that is named has a file in content/companies.", whole: true},
		{Code: confirmedByPress, Severity: "warning", Text: "«confirmed» rests on an authority, a filing or an admission, not on a press report, a post or a leak site."},
		{Code: datedBeforeEmbargo, Severity: "warning", Text: "An article is not dated before its embargo ends: it says that it was published then."},
		{Code: headlineNames, Severity: "warning", Text: "The headline names no actor where nobody was named, or there is none.", whole: true},
		{Code: headlineStronger, Severity: "warning", Text: "The headline of what is only claimed or suspected says so (checked in English)."},
		{Code: missingUnknown, Severity: "warning", Text: "A developing report says what is not known yet."},
		{Code: nearName, Severity: "warning", Text: "A name without a file is not a letter or two away from one that has a file.", whole: true},
		{Code: silentAboutResponse, Severity: "off", Text: "A report says whom it asked for a reply, and what came of it."},
		{Code: pictureWithoutAlt, Severity: "warning", Text: "A picture says what it shows, for those who cannot see it."},
		{Code: pullquoteNotInText, Severity: "warning", Text: "A pull quote stands word for word in the text."},
		{Code: severalCompanies, Severity: "warning", Text: "An incident type that is given to several organisations at once is true of each."},
	}
}

// Levels are the severities of the editorial rules, by their codes.
type Levels map[string]string

// NewLevels gives the severities that site.yaml sets, and their defaults.
func NewLevels(set []RuleLevel) Levels {
	severity := Levels{}
	for _, r := range RuleTable() {
		severity[r.Code] = r.Severity
	}
	for _, level := range set {
		if severity[level.Rule] != "" {
			severity[level.Rule] = level.Severity
		}
	}
	return severity
}

// Append appends the diagnostics of l to a list: editorial ones with their
// severities and without those that are off, others as they are.
func (s Levels) Append(list, l diag.List) diag.List {
	for _, d := range l {
		switch s[d.Code] {
		case "off":
			continue
		case "warning":
			d.Severity = diag.Warning
		case "error":
			d.Severity = diag.Error
		}
		list = append(list, d)
	}
	return list
}

// SetAside takes out of l, which is all that is found wrong with one document by
// itself, the breaches of rules that its `allow` sets aside, and adds a warning for each
// entry of `allow` that sets nothing aside.
func SetAside(d *Document, l diag.List) diag.List { return setAside(d, l, false) }

func setAside(d *Document, l diag.List, whole bool) diag.List {
	if d.Kind != KindArticle || len(d.Article.Allow) == 0 {
		return l
	}
	table := RuleTable()
	mine := func(code string) bool {
		return slices.ContainsFunc(table, func(r Rule) bool { return r.Code == code && r.whole == whole })
	}
	used := map[string]bool{}
	var out diag.List
	for _, found := range l {
		if mine(found.Code) && slices.ContainsFunc(d.Article.Allow, func(a Allowance) bool { return a.Rule == found.Code }) {
			used[found.Code] = true
			continue
		}
		out = append(out, found)
	}
	for i, a := range d.Article.Allow {
		if mine(a.Rule) && !used[a.Rule] {
			out = append(out, d.At(nth("allow", i), diag.Warning, "unused-allowance",
				"«"+a.Rule+"» is set aside, but nothing here breaks it", "take the entry out"))
		}
	}
	return out
}

// NameRules gives what is wrong with the names in a document once it is known
// which names have a file: a comma in a new name, one organisation named twice,
// a new name that is a slip of the pen away from a known one, an actor in the
// headline of what is unattributed.
func NameRules(d *Document, names *Names) diag.List {
	c := checker{d: d}
	switch d.Kind {
	case KindArticle:
		c.parties("company", d.Article.Company, names)
		for _, entry := range d.Article.Incidents {
			c.parties("incidents["+entry.ID+"].company", entry.Company, names)
		}
		for i, ref := range d.Article.AttributedTo {
			if _, known := names.Actor(ref.Name); !known && !IsCategory(ref.Name) {
				c.near(nth("attributed_to", i), ref.Name, names.actors)
			}
		}
		for i, name := range d.Article.Authors {
			if _, known := names.Author(name); !known {
				c.comma(nth("authors", i), name, "authors")
				c.near(nth("authors", i), name, names.authors)
			}
		}
		c.nameless(d.Article, names)
	case KindIncident:
		c.parties("company", d.Incident.Company, names)
	}
	return setAside(d, c.found.Sort(), true)
}

func (c *checker) parties(path string, parties []Party, names *Names) {
	seen := map[string]int{}
	for i, p := range parties {
		here := nth(path, i)
		if p.Name == Undisclosed || p.Name == Many {
			continue
		}
		id, known := names.Company(p.Name)
		if first, twice := seen[id]; twice {
			c.wrong(here, "company-twice", fmt.Sprintf("«%s» and «%s» are one organisation", parties[first].Name, p.Name), "take one of them out")
		} else {
			seen[id] = i
		}
		if known {
			continue
		}
		c.comma(here, p.Name, "companies")
		c.judge(here, companyWithoutFile, "«"+p.Name+"» has no file", "write content/companies/"+id+".md")
		c.near(here, p.Name, names.companies)
	}
}

// comma refuses a comma in a name that no file has: it may be two. kinds is the
// folder of such files, or tags, which have none.
func (c *checker) comma(path, name, kinds string) {
	parts := strings.Split(name, ",")
	if len(parts) == 1 {
		return
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	hint := "two " + kinds + "? use a list: [" + strings.Join(parts, ", ") + "]"
	if rest := strings.Join(parts[1:], ", "); isSuffix(rest) && kinds != "tags" {
		hint = "write «" + parts[0] + "», or give «" + name + "» a file in content/" + kinds
	}
	message := "«" + name + "» has a comma in it and is not a known name"
	if kinds == "tags" {
		message = "«" + name + "» has a comma in it, and is one tag"
	}
	c.wrong(path, "comma-in-name", message, hint)
}

// near judges a name that has no file against those that have one.
func (c *checker) near(path, name string, r *roster) {
	if known := r.written[r.slips.Of(Fold(name))]; known != "" {
		c.judge(path, nearName, "«"+name+"» is not known, and close to «"+known+"», which has a file",
			"did you mean «"+known+"»? If it is somebody else, give it a file")
	}
}

// Future gives an error for each statement that was said after now. Pass the
// statements of visible documents only: a scheduled one may look ahead.
func Future(statements []Statement, now time.Time) diag.List {
	var found diag.List
	for _, s := range statements {
		if s.Said.Time.After(now) {
			found = append(found, notYet(s.Doc, s.Doc.Marks.Span(dayPath(s)), s.Said))
		}
	}
	return found.Sort()
}

// FutureDays gives an error for each day after now on which a document says that
// something was said or done, beside the days of its statements, which Future judges.
func FutureDays(d *Document, now time.Time) diag.List {
	var found diag.List
	eachDay(d, func(path string, day Date) {
		if day.Time.After(now) {
			found = append(found, notYet(d, d.Marks.Span(path), day))
		}
	})
	for _, day := range d.Body.Days {
		if day.Time.After(now) {
			found = append(found, notYet(d, day.Span, day.Date))
		}
	}
	return found.Sort()
}

// Latest gives the last of the days that FutureDays looks at, the zero time if
// there are none.
func Latest(d *Document) time.Time {
	var latest time.Time
	later := func(_ string, day Date) {
		if day.Time.After(latest) {
			latest = day.Time
		}
	}
	eachDay(d, later)
	for _, day := range d.Body.Days {
		later("", day.Date)
	}
	return latest
}

// eachDay calls do for each day in the front matter of an article on which
// something was said or done, beside those of statements; zero where none is given. A
// timeline may look ahead: a hearing is set for a day.
func eachDay(d *Document, do func(path string, day Date)) {
	if d.Kind != KindArticle {
		return
	}
	a := d.Article
	do("updated", a.Updated)
	for i := range a.Updates {
		do(nth("updates", i)+".date", a.Updates[i].Date)
	}
	for i := range a.Corrections {
		do(nth("corrections", i)+".date", a.Corrections[i].Date)
	}
	if a.Withdrawn != nil {
		do("withdrawn.date", a.Withdrawn.Date)
	}
	for i := range a.Response {
		do(nth("response", i)+".asked", a.Response[i].Asked)
	}
}

func notYet(d *Document, at diag.Span, day Date) diag.Diagnostic {
	return diag.At(d.Path, at, diag.Error, "said-in-the-future", "nobody can have said or done this yet: "+day.String()+" is still to come",
		"give the day on which it was said or done, or schedule the article with date or embargo")
}

// dayPath is the path of the front matter value that gives the day of s, as far
// as there is one.
func dayPath(s Statement) string {
	parent := s.Path[:strings.LastIndexByte(s.Path, '.')+1]
	switch s.Subject {
	case OnType, OnEntry:
		parent += "type_on"
	case OnAttribution:
		parent += "attributed_on"
	case OnClaim, OnLegal:
		parent = s.Path + ".date"
	}
	if s.Doc.Marks.Has(parent) {
		return parent
	}
	// The day of an update, or of a row, is that of all that it says.
	row := s.Path[:strings.LastIndexByte(s.Path, '.')+1] + "date"
	if row != "date" && s.Doc.Marks.Has(row) && (s.Source == nil || s.Source.Date.IsZero()) {
		return row
	}
	return s.Path
}

// access checks who may see a document.
func (c *checker) access(a Access) { c.instant("", "embargo", a.Embargo) }

// instant demands that a date has a time: an embargo that ends «on Monday» ends
// at another moment in every head.
func (c *checker) instant(path, key string, d Date) {
	if !d.IsZero() && (d.Precision != ToSecond || d.About) {
		c.wrong(path+key, key+"-without-time", "«"+key+"» is an instant, and "+d.String()+" is none",
			"write date and time with the offset: "+d.Time.Format("2006-01-02")+"T06:00:00"+d.Time.Format("-07:00"))
	}
}

// incident checks the file of an incident.
func (c *checker) incident(f *IncidentFile) {
	c.access(f.Access)
	if f.Merged != "" {
		for _, m := range c.d.Marks {
			if m.Path != "merged" && !strings.ContainsAny(m.Path, ".[") {
				c.wrong(m.Path, "key-beside-merged", "this incident is part of «"+f.Merged+"», which alone says what it is", "move «"+m.Path+"» there")
			}
		}
		if f.Merged == c.d.ID {
			c.wrong("merged", "merged-in-a-circle", "«"+f.Merged+"» is this incident itself", "name the other incident")
		}
		return
	}
	c.partyNames("company", f.Company)
	c.sources(f.Sources)
	for _, p := range places(c.d, c.d.ID) {
		c.facts(p)
		if p.row != nil {
			c.instant(p.path, "embargo", p.row.Embargo)
		}
	}
}

func (c *checker) company(f *CompanyFile) {
	if c.d.ID == Undisclosed || c.d.ID == Many {
		c.wrong("", "reserved-name", "«"+c.d.ID+"» means an organisation without a name, so no organisation can be called that", "give the file another name")
	}
	c.names("aliases", f.Aliases)
}

func (c *checker) actor(f *ActorFile) {
	if IsCategory(c.d.ID) {
		c.wrong("", "reserved-name", "«"+c.d.ID+"» is a category of actors, so no actor can be called that", "give the file another name")
	}
	for i, a := range f.Aliases {
		path := nth("aliases", i)
		c.names(path+".by", a.By)
		if Fold(a.Name) == Fold(cmp.Or(f.Name, c.d.ID)) {
			c.wrong(path+".name", "alias-is-name", "«"+a.Name+"» is its name already", "take the alias out")
		}
		for _, other := range f.Aliases[:i] {
			if Fold(other.Name) == Fold(a.Name) && slices.Equal(other.By, a.By) {
				c.wrong(path+".name", "duplicate-alias", "«"+a.Name+"» stands here twice", "take one of them out")
			}
		}
	}
}

// names refuses entries of a list of names that are what a comma cut off a name.
func (c *checker) names(path string, names []string) {
	for i, name := range names {
		if isSuffix(name) {
			c.wrong(nth(path, i), "comma-cut-a-name", "«"+name+"» is no name", "a comma inside a name? quote it: \"Acme, "+name+"\"")
		}
	}
}

func (c *checker) partyNames(path string, parties []Party) {
	for i, p := range parties {
		if isSuffix(p.Name) {
			c.wrong(nth(path, i), "comma-cut-a-name", "«"+p.Name+"» is no name", "a comma inside a name? quote it: \"Acme, "+p.Name+"\"")
		}
	}
}

// isSuffix reports whether a name is only the legal form that follows a comma in
// the names of companies, or the suffix of a person.
func isSuffix(name string) bool {
	switch strings.Trim(strings.ReplaceAll(Fold(name), ".", ""), " ") {
	case "inc", "ltd", "plc", "gmbh", "llc", "llp", "lp", "corp", "co", "ag", "sa", "sas", "se", "nv", "bv", "ab", "as", "oy", "oyj", "spa", "srl", "kg", "kk",
		"pty ltd", "pte ltd", "co ltd", "limited", "incorporated", "corporation", "company", "jr", "sr":
		return true
	}
	return false
}
