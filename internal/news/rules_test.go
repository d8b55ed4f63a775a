package news

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blotter/internal/diag"
)

// five gives a correct report of a new incident, with changes made to it.
func five(change func(a *Article)) *Document {
	a := Article{Title: "M&S pauses orders", Date: day("2025-04-28"), Company: []Party{{Name: "Marks & Spencer"}},
		Facts: Facts{IncidentType: []string{"undisclosed"}, AttributionStatus: "unattributed"}}
	if change != nil {
		change(&a)
	}
	return report("a", a)
}

// codes gives the codes of l, sorted, those of rules that are off left out.
func codes(l diag.List) string {
	var out []string
	for _, d := range NewLevels(nil).Append(nil, l) {
		out = append(out, d.Code)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestRulesOfArticles(t *testing.T) {
	doj := []string{"DOJ"}
	charged := LegalStep{Stage: "charged", Case: "A", By: doj, Date: day("2025-04-01")}
	press := []Source{{ID: "bbc", Kind: "press", By: "The BBC", Date: day("2025-04-02")}}
	for _, c := range []struct {
		name   string
		change func(a *Article)
		want   string // codes, sorted
	}{
		{"five lines make a report", nil, ""},
		{"without a date", func(a *Article) { a.Date = Date{} }, "missing-key"},
		{"an embargo is date enough", func(a *Article) { a.Date, a.Embargo = Date{}, day("2025-04-28T06:00") }, ""},
		{"a month is no day of publication", func(a *Article) { a.Date = day("2025-04") }, "date-without-day"},
		{"nor is about a day", func(a *Article) { a.Date = day("2025-04-28~") }, "date-without-day"},
		{"without the other three", func(a *Article) { a.Company, a.Facts = nil, Facts{} }, "missing-key missing-key missing-key"},
		{"which a follow-up may leave out", func(a *Article) { a.Company, a.Facts, a.Incident = nil, Facts{}, "marks-and-spencer-2025-04" }, ""},
		{"also by its predecessor", func(a *Article) { a.Company, a.Facts, a.Follows = nil, Facts{}, "orders-paused" }, ""},
		{"a flaw has no attribution", func(a *Article) { a.Facts = Facts{IncidentType: []string{"vulnerability"}} }, ""},
		{"an analysis needs two", func(a *Article) { a.Form, a.Company, a.Facts = "analysis", nil, Facts{} }, ""},
		{"and makes no statements", func(a *Article) { a.Form = "analysis" }, "statement-in-analysis statement-in-analysis statement-in-analysis"},
		{"in its updates neither", func(a *Article) {
			a.Form, a.Company, a.Facts = "opinion", nil, Facts{}
			a.Updates = []Update{{Date: day("2025-04-29"), Text: "…", Facts: Facts{IncidentStatus: "closed"}}}
		}, "statement-in-opinion"},
		{"nor in rows", func(a *Article) {
			a.Form, a.Company, a.Facts, a.Statements = "explainer", nil, Facts{}, []Row{{Date: day("2025-04-28")}}
		}, "statement-in-explainer"},
		{"but it is filed under several", func(a *Article) {
			a.Form, a.Company, a.Facts, a.Incidents = "round-up", nil, Facts{}, []IncidentFacts{{ID: "x"}, {ID: "y"}}
		}, ""},
		{"incident or incidents", func(a *Article) {
			a.Company, a.Facts, a.Incident, a.Incidents = nil, Facts{}, "x", []IncidentFacts{{ID: "y"}}
		}, "incident-and-incidents"},
		{"facts beside incidents", func(a *Article) { a.Incidents = []IncidentFacts{{ID: "y"}} },
			"statement-beside-incidents statement-beside-incidents statement-beside-incidents"},

		{"disputed is raised", func(a *Article) { a.AttributionStatus = "disputed" }, "raised-not-written"},
		{"cleared is raised", func(a *Article) { a.AttributionStatus = "cleared" }, "raised-not-written"},
		{"who says so", func(a *Article) { a.AttributionStatus = "suspected" }, "attribution-without-speaker"},
		{"whose is retracted", func(a *Article) { a.AttributionStatus = "retracted" }, "attribution-without-speaker"},
		{"unattributed names nobody", func(a *Article) { a.AttributedTo = to("Cl0p") }, "actor-without-attribution"},
		{"an actor without a status", func(a *Article) { a.Incident, a.AttributionStatus, a.AttributedTo = "x", "", to("Cl0p") }, "attribution-missing"},
		{"a dispute without a status", func(a *Article) { a.Incident, a.AttributionStatus, a.DisputedBy = "x", "", []string{"Firm"} }, "attribution-missing"},
		{"how sure is who", func(a *Article) { a.Confidence = "high" }, "confidence-without-speaker"},
		{"a charge needs its step", func(a *Article) { a.AttributionStatus, a.AttributedBy = "charged", doj }, "no-legal-step"},
		{"an arrest is no charge", func(a *Article) {
			a.AttributionStatus, a.AttributedBy, a.Legal = "charged", doj, []LegalStep{{Stage: "arrested", By: doj, Date: day("2025-04-01")}}
		}, "no-legal-step"},
		{"with its step", func(a *Article) {
			a.AttributionStatus, a.AttributedBy, a.Legal = "charged", doj, []LegalStep{charged}
		}, ""},
		{"which may stand elsewhere in the file", func(a *Article) {
			a.Legal = []LegalStep{charged}
			a.Statements = []Row{{Facts: Facts{AttributionStatus: "charged", AttributedBy: doj}}}
		}, ""},
		{"a case is no name", func(a *Article) {
			a.Legal = []LegalStep{{Stage: "charged", Case: "John D.", By: doj, Date: day("2025-04-01")}}
		}, "case-is-a-name"},

		{"three types at most", func(a *Article) {
			a.IncidentType = []string{"ransomware", "data-breach", "disruption", "fraud"}
		}, "too-many-types"},
		{"each once", func(a *Article) { a.IncidentType = []string{"ransomware", "ransomware"} }, "duplicate-type"},
		{"a type status without its type", func(a *Article) { a.Incident, a.IncidentType, a.TypeStatus = "x", nil, "confirmed" }, "type-missing"},
		{"via takes the speaker of the type", func(a *Article) {
			a.Incident, a.IncidentType, a.Via, a.TypeBy = "x", nil, "vulnerability", []string{"Acme"}
		}, ""},
		{"several companies", func(a *Article) { a.Company = append(a.Company, Party{Name: "Co-op"}) }, "several-companies"},
		{"a supplier is no victim", func(a *Article) { a.Company = append(a.Company, Party{Name: "TCS", Role: "supplier"}) }, ""},

		{"a source that is not there", func(a *Article) { a.Sources, a.TypeSource = press, "bcc" }, "unknown-source"},
		{"a source as speaker", func(a *Article) { a.Sources, a.TypeBy = press, []string{"bbc"} }, "source-id-as-speaker"},
		{"two sources of one id", func(a *Article) { a.Sources = append(press, press[0]) }, "duplicate-source"},
		{"a rating", func(a *Article) { a.Sources = []Source{{ID: "x", Rating: "B2"}, {ID: "y", Rating: "2B"}} }, "bad-rating"},
		{"the press confirms nothing", func(a *Article) {
			a.Sources = press
			a.Claims = []Claim{{Say: "Data was taken", Status: "confirmed", Source: "bbc"}}
		}, "confirmed-by-press"},
		{"a claim of nobody", func(a *Article) { a.Claims = []Claim{{Say: "Data was taken", Status: "stated"}} }, "claim-without-source"},
		{"a comma cut a name", func(a *Article) { a.Company = []Party{{Name: "Acme"}, {Name: "Inc."}} }, "comma-cut-a-name several-companies"},
		{"also in a speaker's", func(a *Article) { a.TypeBy = []string{"Acme", "Ltd"} }, "comma-cut-a-name"},
		{"a timeline's source", func(a *Article) { a.Timeline = []Event{{Date: day("2025-04-28"), Text: "…", Source: "x"}} }, "unknown-source"},

		{"an update before the article", func(a *Article) { a.Updates = []Update{{Date: day("2025-04-27"), Text: "…"}} }, "dates-out-of-order"},
		{"an update on its day", func(a *Article) { a.Updates = []Update{{Date: day("2025-04-28T18:00"), Text: "…"}} }, ""},
		{"it happens before it is told", func(a *Article) { a.Occurred = day("2025-05") }, "dates-out-of-order"},
		{"an embargo is an instant", func(a *Article) { a.Embargo = day("2025-04-28") }, "embargo-without-time"},
		{"also in a row", func(a *Article) { a.Statements = []Row{{Embargo: day("2025-04-28")}} }, "embargo-without-time"},
		{"an end before the beginning", func(a *Article) { a.Expires = day("2025-04-01T00:00") }, "dates-out-of-order"},
		{"an end before the embargo", func(a *Article) { a.Embargo, a.Expires = day("2025-05-02T00:00"), day("2025-05-01T00:00") }, "dated-before-embargo dates-out-of-order"},
		{"dated before its embargo ends", func(a *Article) { a.Embargo = day("2025-05-02T00:00") }, "dated-before-embargo"},
		{"its embargo ends on its day", func(a *Article) { a.Embargo = day("2025-04-28T18:00") }, ""},
		{"withdrawn or removed", func(a *Article) { a.Removed, a.Withdrawn = true, &Withdrawal{Date: day("2025-05-01"), Reason: "…"} }, "withdrawn-and-removed"},
		{"a score of eleven", func(a *Article) { a.Vulnerabilities = []Vulnerability{{CVE: "CVE-2021-44228", CVSS: 11}} }, "bad-cvss"},
		{"who says that it is exploited", func(a *Article) {
			a.Vulnerabilities = []Vulnerability{{CVE: "CVE-2021-44228", Exploited: "confirmed", By: []string{"CISA"}}}
		}, ""},
		{"somebody says nothing", func(a *Article) {
			a.Vulnerabilities = []Vulnerability{{CVE: "CVE-2021-44228", By: []string{"CISA"}}}
		}, "speaker-without-claim"},
		{"an advisory's number", func(a *Article) { a.Advisory = &Advisory{ID: "X-1"} }, "advisory-of-another-form"},

		{"developing, and nothing unknown", func(a *Article) { a.IncidentStatus = "developing" }, "missing-unknown"},
		{"developing", func(a *Article) { a.IncidentStatus, a.Unknown = "developing", []string{"Who did it."} }, ""},
		{"developed", func(a *Article) {
			a.IncidentStatus, a.Updates = "developing", []Update{{Date: day("2025-04-29"), Facts: Facts{IncidentStatus: "closed"}}}
		}, ""},
		{"an entry of incidents is judged like a report", func(a *Article) {
			a.Title, a.Company, a.Facts = "Cl0p hacks three", nil, Facts{}
			a.Incidents = []IncidentFacts{{ID: "x", Company: []Party{{Name: "Acme"}, {Name: "Globex"}}, Facts: Facts{IncidentStatus: "developing",
				IncidentType: []string{"fraud"}, AttributionStatus: "claimed", AttributedTo: to("Cl0p"), AttributedBy: []string{"Cl0p"}}}}
		}, "headline-stronger-than-status missing-unknown several-companies"},
		{"an unknown rule", func(a *Article) { a.Allow = []Allowance{{Rule: "several-companys", Because: "…"}} }, "unknown-rule"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := Rules(five(c.change), NewVocabulary(nil), "en-GB")
			if got := codes(found); got != c.want {
				t.Errorf("got %q, want %q:\n%v", got, c.want, found)
			}
			for _, d := range found {
				if d.Message == "" || d.Hint == "" || strings.HasSuffix(d.Message, ".") || d.Start.File == "" {
					t.Errorf("no words for the writer: %+v", d)
				}
			}
		})
	}
}

func TestRulesOfFigures(t *testing.T) {
	for _, c := range []struct {
		figure Figure
		want   string
	}{
		{Figure{Kind: "people", Value: amount("6.5 million")}, ""},
		{Figure{Kind: "people", Min: amount("5m"), Max: amount("6m")}, ""},
		{Figure{Kind: "people", Max: amount("18000")}, ""},
		{Figure{Kind: "people"}, "no-figure"},
		{Figure{Kind: "people", Value: amount("5m"), Max: amount("6m")}, "value-and-bounds"},
		{Figure{Kind: "people", Min: amount("6m"), Max: amount("5m")}, "bounds-out-of-order"},
		{Figure{Kind: "people", Value: amount("46 days")}, "figure-of-another-kind"},
		{Figure{Kind: "records", Value: amount("£5m")}, "figure-of-another-kind"},
		{Figure{Kind: "people", Value: amount("5m"), Currency: "GBP"}, "figure-of-another-kind"},
		{Figure{Kind: "outage", Value: amount("46 days")}, ""},
		{Figure{Kind: "outage", Value: amount("46")}, "figure-of-another-kind"},
		{Figure{Kind: "service", Text: "online orders"}, ""},
		{Figure{Kind: "service"}, "no-figure"},
		{Figure{Kind: "people", Value: amount("5"), Text: "members"}, "text-of-another-kind"},
		{Figure{Kind: "money/other", Value: amount("£300m"), Scope: "M&S"}, ""},
		{Figure{Kind: "money/other", Value: amount("300m"), Currency: "GBP", Scope: "M&S"}, ""},
		{Figure{Kind: "money/other", Value: amount("£300m"), Currency: "GBP", Scope: "M&S"}, ""},
		{Figure{Kind: "money/other", Value: amount("$300m"), Currency: "AUD", Scope: "Optus"}, ""},
		{Figure{Kind: "money/other", Value: amount("£300m"), Currency: "EUR", Scope: "M&S"}, "currencies-differ"},
		{Figure{Kind: "money/other", Min: amount("£1m"), Max: amount("€2m"), Scope: "M&S"}, "currencies-differ"},
		{Figure{Kind: "money/other", Value: amount("300m"), Scope: "M&S"}, "money-without-currency"},
		{Figure{Kind: "money/other", Value: amount("£300m")}, "money-without-scope"},
		{Figure{Kind: "money/other", Value: amount("46 days"), Currency: "GBP", Scope: "M&S"}, "figure-of-another-kind"},
	} {
		c.figure.By = []string{"Acme"}
		found := Rules(five(func(a *Article) { a.Impact = []Figure{c.figure} }), NewVocabulary(nil), "en")
		if got := codes(found); got != c.want {
			t.Errorf("%+v:\n got %q, want %q", c.figure, got, c.want)
		}
	}
}

func TestHeadlines(t *testing.T) {
	claimed := Facts{IncidentType: []string{"data-extortion"}, AttributionStatus: "claimed", AttributedTo: to("Cl0p"), AttributedBy: []string{"Cl0p"}}
	suspected := Facts{IncidentType: []string{"ransomware"}, AttributionStatus: "suspected", AttributedTo: to("Scattered Spider"), AttributedBy: []string{"The Paper"}}
	victim := Facts{IncidentType: []string{"ransomware"}, AttributionStatus: "attributed-by-victim", AttributedTo: to("Cl0p"), AttributedBy: []string{"Acme"}}
	for _, c := range []struct {
		title    string
		facts    Facts
		language string
		strong   bool
	}{
		{"Cl0p hacks Acme", claimed, "", true},
		{"Hackers stole data of Acme", claimed, "", true},
		{"Ransomware attack on Acme", claimed, "", true},
		{"Cl0p claims attack on Acme", claimed, "", false},
		{"Acme says it is looking into a listing", claimed, "", false},
		{"Acme appears on a leak site", claimed, "", false},
		{"Did Cl0p attack Acme?", claimed, "", false},
		{"Cl0p hackt Acme", claimed, "de", false},
		{"Scattered Spider behind M&S outage", suspected, "", true},
		{"Scattered Spider's attack on M&S", suspected, "", true},
		{"Scattered Spider suspected in M&S outage", suspected, "", false},
		{"M&S: ransomware attack linked to Scattered Spider", suspected, "", false},
		{"Ransomware attack stops orders at M&S", suspected, "", false}, // the type is reported, the actor is not named
		{"Cl0p hacked Acme", victim, "", false},
	} {
		d := five(func(a *Article) { a.Title, a.Facts, a.Language = c.title, c.facts, c.language })
		if got := codes(Rules(d, NewVocabulary(nil), "en-GB")); (got == headlineStronger) != c.strong || got != "" && !c.strong {
			t.Errorf("«%s» (%s): got %q", c.title, c.facts.AttributionStatus, got)
		}
	}
}

// TestHeadlineOfUnattributed: where nobody was named the headline names no actor,
// however hedged. What is no capitalised name there is none.
func TestHeadlineOfUnattributed(t *testing.T) {
	names, _ := NewNames([]*Document{actorDoc("lazarus", "Lazarus Group", Alias{Name: "Hidden Cobra", Relation: "same"}), actorDoc("royal", "Royal"), actorDoc("play", "")})
	status := func(status string) Facts { return Facts{IncidentType: []string{"fraud"}, AttributionStatus: status} }
	named := Facts{AttributionStatus: "claimed", AttributedTo: to("Lazarus"), AttributedBy: []string{"Lazarus"}}
	for _, c := range []struct {
		title  string
		change func(*Article)
		strong bool
	}{
		{"Lazarus hacked M&S", nil, true},
		{"Lazarus Group’s hand seen in M&S outage", nil, true},
		{"Did HIDDEN COBRA hit M&S?", nil, true},
		{"Lazarus hat M&S angegriffen", func(a *Article) { a.Language = "de" }, true},
		{"Lazarus hacked M&S", func(a *Article) { a.Facts = status("not-applicable") }, true},
		{"Lazarus hacked M&S", func(a *Article) { a.Facts = status("attributed-by-vendor") }, false},
		{"Lazarus hacked M&S", func(a *Article) { a.Facts = status("") }, false},
		{"Lazarus hacked M&S", func(a *Article) { a.Updates = []Update{{Facts: named}} }, false},
		{"Lazarus hacked M&S", func(a *Article) { a.Statements = []Row{{Facts: named}} }, false},
		{"Lazarus hacked M&S", func(a *Article) {
			a.Company, a.Facts, a.Incidents = nil, Facts{}, []IncidentFacts{{ID: "x", Facts: status("unattributed")}, {ID: "y", Facts: named}}
		}, false},
		{"Lazarus and its hacks", func(a *Article) { a.Form, a.Facts = "analysis", Facts{} }, false},
		{"Lazarus hacked M&S", func(a *Article) { a.Allow = []Allowance{{Rule: headlineNames, Because: "…"}} }, false},
		{"Royal Mail stops deliveries", func(a *Article) { a.Company = []Party{{Name: "Royal Mail"}} }, false},
		{"M&S and Co-op play down the outage", nil, false},
		{"M&S pauses orders", nil, false},
	} {
		d := five(func(a *Article) {
			a.Title = c.title
			if c.change != nil {
				c.change(a)
			}
		})
		if got := codes(NameRules(d, names)); (got == headlineNames) != c.strong || got != "" && !c.strong {
			t.Errorf("«%s» (%s): got %q", c.title, d.Article.AttributionStatus, got)
		}
	}
}

func TestRulesOfCorrections(t *testing.T) {
	typed := func(value string) *Corrected { return &Corrected{Facts: Facts{IncidentType: []string{value}}} }
	for _, c := range []struct {
		name        string
		corrections []Correction
		want        string
	}{
		{"a text is enough", []Correction{{}}, ""},
		{"now repeats the file", []Correction{{Was: typed("ransomware"), Now: typed("undisclosed")}}, ""},
		{"now says something else", []Correction{{Was: typed("ransomware"), Now: typed("data-breach")}}, "correction-differs"},
		{"was alone, of a key that the file still has", []Correction{{Was: typed("ransomware")}}, "correction-differs"},
		{"was alone, of a key that is gone", []Correction{{Was: &Corrected{Facts: Facts{Via: "vulnerability"}}}}, ""},
		{"now alone", []Correction{{Now: typed("undisclosed")}}, "correction-without-was"},
		{"nothing changed", []Correction{{Was: typed("undisclosed"), Now: typed("undisclosed")}}, "correction-of-nothing"},
		{"corrected twice: the later one goes on from the earlier", []Correction{
			{Date: day("2025-05-02"), Was: typed("data-breach"), Now: typed("undisclosed")},
			{Date: day("2025-05-01"), Was: typed("ransomware"), Now: typed("data-breach")}}, ""},
		{"of the headline", []Correction{{Was: &Corrected{Title: "M&S hacked"}, Now: &Corrected{Title: "M&S pauses orders"}}}, ""},
		{"of an update", []Correction{{At: "2025-04-29", Was: &Corrected{Facts: Facts{IncidentStatus: "closed"}}, Now: &Corrected{Facts: Facts{IncidentStatus: "recovering"}}}}, ""},
		{"of an update that is not there", []Correction{{At: "2025-04-30", Was: typed("ransomware"), Now: typed("undisclosed")}}, "unknown-place"},
		{"before the article", []Correction{{Date: day("2025-04-01")}}, "dates-out-of-order"},
	} {
		d := five(func(a *Article) {
			a.Corrections = c.corrections
			for i := range a.Corrections {
				a.Corrections[i].Date = firstDate(a.Corrections[i].Date, day("2025-05-01"))
			}
			a.Updates = []Update{{Date: day("2025-04-29T18:00"), Text: "…", Facts: Facts{IncidentStatus: "recovering"}}}
		})
		if found := Rules(d, NewVocabulary(nil), "en"); codes(found) != c.want {
			t.Errorf("%s: got %q, want %q: %v", c.name, codes(found), c.want, found)
		}
	}
}

func TestRulesOfOtherFiles(t *testing.T) {
	incident := func(f IncidentFile, marks ...string) *Document {
		d := &Document{Path: "content/incidents/x.md", Kind: KindIncident, ID: "x", Incident: &f}
		for _, m := range marks {
			d.Marks = append(d.Marks, Mark{Path: m})
		}
		return d
	}
	site := func(f SiteFile) *Document {
		return &Document{Path: "content/site.yaml", Kind: KindSite, Site: &f}
	}
	company := companyDoc("many", "Many", "Inc")
	for _, c := range []struct {
		name string
		doc  *Document
		want string
	}{
		{"merged has no other key", incident(IncidentFile{Merged: "y", Title: "X"}, "merged", "title"), "key-beside-merged"},
		{"merged with itself", incident(IncidentFile{Merged: "x"}, "merged"), "merged-in-a-circle"},
		{"rows obey the same rules", incident(IncidentFile{Statements: []Row{{Date: day("2025-04-28"), Facts: Facts{AttributionStatus: "claimed"}}}}), "attribution-without-speaker"},
		{"figures too", incident(IncidentFile{Impact: []Figure{{Kind: "people", By: []string{"Acme"}}}}), "no-figure"},
		{"no organisation is called many", company, "comma-cut-a-name reserved-name"},
		{"no actor is called criminal", actorDoc("criminal", "Criminal"), "reserved-name"},
		{"an alias is another name", actorDoc("cl0p", "Cl0p", Alias{Name: "CL0P"}), "alias-is-name"},
		{"a site", site(SiteFile{BaseURL: "https://example.org/", Nav: []NavEntry{{Title: "About", URL: "/about/"}}}), ""},
		{"its mistakes", site(SiteFile{BaseURL: "example.org", TimeZone: "Mars/Olympus", Permalink: "/x/",
			Nav:        []NavEntry{{Title: "About", URL: "about"}},
			Rules:      []RuleLevel{{Rule: "no-such-rule", Severity: "off"}},
			Newsletter: &Newsletter{Provider: "form"},
			Vocabulary: Additions{Sectors: []Word{{Value: "energy"}, {Value: "Two Words"}, {Value: "rail", Parent: "transprot"}}},
		}), "bad-base-url bad-menu-url bad-permalink bad-word duplicate-word newsletter-without-endpoint newsletter-without-stop unknown-rule unknown-time-zone unknown-word"},
	} {
		if found := Rules(c.doc, NewVocabulary(nil), "en"); codes(found) != c.want {
			t.Errorf("%s: got %q, want %q: %v", c.name, codes(found), c.want, found)
		}
	}
}

func TestEditorialRulesAreSetAside(t *testing.T) {
	several := func(allow ...string) *Document {
		return five(func(a *Article) {
			a.Company = append(a.Company, Party{Name: "Co-op"})
			for _, rule := range allow {
				a.Allow = append(a.Allow, Allowance{Rule: rule, Because: "it is true of each"})
			}
		})
	}
	v := NewVocabulary(nil)
	for _, c := range []struct {
		doc    *Document
		levels []RuleLevel
		want   string
	}{
		{several(), nil, "warning several-companies"},
		{several(), []RuleLevel{{"several-companies", "error"}}, "error several-companies"},
		{several(), []RuleLevel{{"several-companies", "off"}}, ""},
		{several("several-companies"), nil, ""},
		{several("several-companies", "missing-unknown"), nil, "warning unused-allowance"},
		{several("several-companies", "company-without-file"), nil, ""}, // judged with all documents: NameRules
	} {
		var got []string
		for _, d := range NewLevels(c.levels).Append(nil, SetAside(c.doc, Rules(c.doc, v, "en"))) {
			got = append(got, d.Severity.String()+" "+d.Code)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%v, %v: got %q, want %q", c.doc.Article.Allow, c.levels, got, c.want)
		}
	}
}

func TestRuleTable(t *testing.T) {
	table := RuleTable()
	if !slices.IsSortedFunc(table, func(a, b Rule) int { return strings.Compare(a.Code, b.Code) }) {
		t.Error("the rules are not sorted by code")
	}
	for _, r := range table {
		if _, ok := NewVocabulary(nil).Word(RuleSeverities, r.Severity); !ok || !strings.HasSuffix(strings.TrimSuffix(r.Text, ")"), ".") && !strings.HasSuffix(r.Text, ").") {
			t.Errorf("%+v", r)
		}
	}
}

// TestCommas: several names in one are told from one name with a comma in it.
func TestCommas(t *testing.T) {
	names, _ := NewNames([]*Document{{Path: "content/authors/doe.md", Kind: KindAuthor, ID: "doe", Author: &AuthorFile{Name: "Jane Doe, PhD"}}})
	for _, c := range []struct {
		tags, authors []string
		hint          string
	}{
		{[]string{"ransomware", "retail"}, []string{"Ann Lee", "Bo Ek"}, ""},
		{[]string{"ransomware, retail,crime"}, nil, "two tags? use a list: [ransomware, retail, crime]"},
		{nil, []string{"Ann Lee, Bo Ek"}, "two authors? use a list: [Ann Lee, Bo Ek]"},
		{nil, []string{"Ann Lee", "Bo Ek, Jr."}, "write «Bo Ek», or give «Bo Ek, Jr.» a file in content/authors"},
		{nil, []string{"Jane Doe, PhD"}, ""},
	} {
		d := five(func(a *Article) { a.Tags, a.Authors = c.tags, c.authors })
		found := append(Rules(d, NewVocabulary(nil), "en"), NameRules(d, names)...)
		got := NewLevels(nil).Append(nil, found)
		if c.hint == "" && len(got) == 0 {
			continue
		}
		if len(got) != 1 || got[0].Code != "comma-in-name" || got[0].Hint != c.hint {
			t.Errorf("%v, %v: %v, want %q", c.tags, c.authors, got, c.hint)
		}
	}
}

func TestNameRules(t *testing.T) {
	names, found := NewNames([]*Document{companyDoc("acme", "Acme, Inc.", "Acme"), companyDoc("co-op", "Co-op")})
	if len(found) > 0 {
		t.Fatal(found)
	}
	for _, c := range []struct {
		company string
		want    string
	}{
		{"Acme, Inc.", ""},
		{"Acme", ""},
		{"undisclosed", ""},
		{"Globex", "company-without-file"},
		{"Globex, Initech", "comma-in-name company-without-file"},
		{"Globex, Inc.", "comma-in-name company-without-file"},
		{"Co-op|The Co-op", "company-without-file"},
		{"Acne", "company-without-file near-name"},
		{"Acme|acme", "company-twice"},
		{"Acme|ACME, INC.", "company-twice"},
	} {
		d := five(func(a *Article) {
			a.Company = nil
			for _, name := range strings.Split(c.company, "|") {
				a.Company = append(a.Company, Party{Name: name})
			}
		})
		got := codes(NewLevels([]RuleLevel{{"company-without-file", "warning"}}).Append(nil, NameRules(d, names)))
		var all []string
		for _, f := range NameRules(d, names) {
			all = append(all, f.Code)
		}
		slices.Sort(all)
		if strings.Join(all, " ") != c.want {
			t.Errorf("%s: got %q (%q), want %q", c.company, all, got, c.want)
		}
	}
}

// TestNearName: a name is told as it is written in its file.
func TestNearName(t *testing.T) {
	names, _ := NewNames([]*Document{companyDoc("marks-and-spencer", "Marks & Spencer"), companyDoc("optus", "Optus")})
	for name, want := range map[string]string{"Marks & Spenser": "Marks & Spencer", "Optas": "Optus"} {
		found := NewLevels(nil).Append(nil, NameRules(five(func(a *Article) { a.Company = []Party{{Name: name}} }), names))
		if len(found) != 1 || !strings.HasPrefix(found[0].Hint, "did you mean «"+want+"»?") {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestFuture(t *testing.T) {
	names, _ := NewNames(nil)
	d := five(func(a *Article) {
		a.Statements = []Row{{Date: day("2025-05-02"), Facts: Facts{IncidentType: []string{"fraud"}, TypeBy: []string{"Acme"}}}}
	})
	all, _ := StatementsOf(d, "x", names, nil)
	if found := Future(all, day("2025-05-01T12:00").Time); codes(found) != "said-in-the-future" {
		t.Errorf("got %v", found)
	}
	if found := Future(all, day("2025-05-02T00:00").Time.Add(time.Second)); len(found) > 0 {
		t.Errorf("got %v", found)
	}
}
