package news

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"blotter/internal/diag"
)

// day reads a date in UTC; tests have no bad ones.
func day(text string) Date {
	if text == "" {
		return Date{}
	}
	d, err := ParseDate(text, time.UTC)
	if err != nil {
		panic(err)
	}
	return d
}

func amount(text string) Amount {
	a, err := ParseAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

// report is an article that makes statements; the marks of its keys are numbered lines.
func report(name string, a Article) *Document {
	if a.Title == "" {
		a.Title = name
	}
	return &Document{Path: "content/articles/" + name + ".md", Kind: KindArticle, ID: name, Article: &a}
}

func companyDoc(id, name string, aliases ...string) *Document {
	return &Document{Path: "content/companies/" + id + ".md", Kind: KindCompany, ID: id, Company: &CompanyFile{Name: name, Aliases: aliases}}
}

func actorDoc(id, name string, aliases ...Alias) *Document {
	return &Document{Path: "content/actors/" + id + ".md", Kind: KindActor, ID: id, Actor: &ActorFile{Name: name, Aliases: aliases}}
}

func to(names ...string) []ActorRef {
	var out []ActorRef
	for _, n := range names {
		name, role, _ := strings.Cut(n, "/")
		out = append(out, ActorRef{Name: name, Role: role})
	}
	return out
}

// told puts what stands into one readable line: the type and who says so; the
// badge, the speakers at its rank and the actors; then the flags.
func told(st Standing) string {
	var b strings.Builder
	who := func(s *Statement) string {
		if len(s.Speakers) == 0 {
			return "desk"
		}
		return strings.Join(s.Speakers, "+")
	}
	if st.Type != nil {
		fmt.Fprintf(&b, "%s %s by %s %s", strings.Join(st.Type.Types, "+"), st.Type.TypeStatus, who(st.Type), st.Type.Said)
	}
	fmt.Fprintf(&b, "; %s", st.Badge)
	if st.Attribution != nil {
		fmt.Fprintf(&b, " by %s %s", who(st.Attribution), st.Attribution.Said)
	}
	for _, a := range st.Actors {
		b.WriteString(", " + a.Name)
		if a.Role != "" {
			b.WriteString("/" + a.Role)
		}
	}
	for _, f := range []struct {
		raised bool
		name   string
	}{{st.Disputed, "disputed"}, {st.Cleared, "cleared"}, {st.Retracted, "retracted"}, {st.Alleged, "alleged"}} {
		if f.raised {
			b.WriteString("; " + f.name)
		}
	}
	return b.String()
}

// story is the statements of one incident, in a few documents.
type story struct {
	names *Names
	all   []Statement
	found diag.List
}

func newStory(t *testing.T, docs ...*Document) story {
	t.Helper()
	names, found := NewNames(docs)
	if len(found) > 0 {
		t.Fatal(found)
	}
	s := story{names: names}
	for _, d := range docs {
		if d.Kind == KindArticle || d.Kind == KindIncident {
			said, found := StatementsOf(d, "the-incident", names, nil)
			s.all = append(s.all, said...)
			s.found = append(s.found, found...)
		}
	}
	return s
}

func (s story) stand(t *testing.T) Standing {
	t.Helper()
	st, found := Stand(s.all, NewVocabulary(nil), s.names)
	if len(found) > 0 {
		t.Errorf("unexpected: %v", found)
	}
	return st
}

func (s story) on(t *testing.T, date string) Standing {
	t.Helper()
	st, found := Stand(until(s.all, day(date)), NewVocabulary(nil), s.names)
	if len(found) > 0 {
		t.Errorf("%s: unexpected: %v", date, found)
	}
	return st
}

// TestMarksAndSpencer tells the story day by day: who says what stands beside
// what others say, and only their own later word replaces it.
func TestMarksAndSpencer(t *testing.T) {
	filing := []Source{{ID: "filing", Kind: "filing", By: "Marks & Spencer", Date: day("2025-05-21")}}
	s := newStory(t,
		companyDoc("marks-and-spencer", "Marks & Spencer", "M&S"),
		actorDoc("scattered-spider", "Scattered Spider", Alias{Name: "UNC3944", By: []string{"Mandiant"}, Relation: "overlaps"}),
		actorDoc("dragonforce", "DragonForce"),
		report("incident-disclosed", Article{Date: day("2025-04-22"), Company: []Party{{Name: "M&S"}}, Facts: Facts{
			IncidentType: []string{"undisclosed"}, TypeStatus: "stated", TypeBy: []string{"M&S"}, AttributionStatus: "unattributed"}}),
		report("orders-paused", Article{Date: day("2025-04-25"), Facts: Facts{
			// Copied from the first report: adds nothing.
			IncidentType: []string{"undisclosed"}, TypeStatus: "stated", TypeBy: []string{"Marks & Spencer"}, AttributionStatus: "unattributed"},
			Statements: []Row{{Facts: Facts{IncidentType: []string{"ransomware"}, TypeBy: []string{"The Telegraph"}}}}}),
		report("scattered-spider", Article{Date: day("2025-04-28"), Facts: Facts{
			AttributionStatus: "suspected", AttributedTo: to("Scattered Spider/intruder", "DragonForce/operator"), AttributedBy: []string{"BleepingComputer"}}}),
		report("callers", Article{Date: day("2025-05-02"), Facts: Facts{
			AttributionStatus: "claimed", AttributedTo: to("DragonForce"), AttributedBy: []string{"people calling themselves DragonForce"}}}),
		report("data-taken", Article{Date: day("2025-05-13"), Facts: Facts{
			IncidentType: []string{"data-breach"}, TypeStatus: "confirmed", TypeBy: []string{"M&S"}}}),
		report("results", Article{Date: day("2025-05-22"), Sources: filing, Facts: Facts{
			Impact: []Figure{{Kind: "money/business-disruption", Value: amount("£300m"), Estimate: true, Scope: "operating profit 2025/26", Source: "filing"}}}}),
		report("mps", Article{Date: day("2025-07-08"), Facts: Facts{Via: "social-engineering", TypeBy: []string{"M&S"},
			AttributionStatus: "attributed-by-victim", AttributedTo: to("DragonForce/operator"), AttributedBy: []string{"M&S"}}}),
		report("arrests", Article{Date: day("2025-07-10"), Facts: Facts{
			Legal: []LegalStep{{Stage: "arrested", Count: 4, By: []string{"National Crime Agency"}, Date: day("2025-07-10")}}}}),
	)
	for _, c := range []struct{ on, want string }{
		{"2025-04-21", "; "},
		{"2025-04-22", "undisclosed stated by M&S 2025-04-22; unattributed by desk 2025-04-22"},
		// The press says ransomware: undisclosed yields to what is more than claimed.
		{"2025-04-25", "ransomware reported by The Telegraph 2025-04-25; unattributed by desk 2025-04-22"},
		{"2025-04-28", "ransomware reported by The Telegraph 2025-04-25; suspected by BleepingComputer 2025-04-28, Scattered Spider/intruder, DragonForce/operator"},
		// The callers' claim does not replace the suspicion, and suspected leads.
		{"2025-05-02", "ransomware reported by The Telegraph 2025-04-25; suspected by BleepingComputer 2025-04-28, Scattered Spider/intruder, DragonForce/operator"},
		{"2025-05-13", "data-breach confirmed by M&S 2025-05-13; suspected by BleepingComputer 2025-04-28, Scattered Spider/intruder, DragonForce/operator"},
		{"2025-07-08", "data-breach confirmed by M&S 2025-05-13; attributed-by-victim by M&S 2025-07-08, DragonForce/operator"},
		// An arrest is not an attribution.
		{"2025-07-10", "data-breach confirmed by M&S 2025-05-13; attributed-by-victim by M&S 2025-07-08, DragonForce/operator"},
	} {
		if got := told(s.on(t, c.on)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.on, got, c.want)
		}
	}

	st := s.stand(t)
	if len(st.Attributions) != 4 || len(st.Legal) != 1 || len(st.Figures) != 1 || st.Entry == nil || st.Entry.Via != "social-engineering" {
		t.Errorf("%d attributions, %d legal steps, %d figures, entry %v", len(st.Attributions), len(st.Legal), len(st.Figures), st.Entry)
	}
	if f := st.Figures[0]; !f.Said.Equal(day("2025-05-21")) || !f.Printed.Equal(day("2025-05-22")) || f.Speaker != "company marks-and-spencer" {
		t.Errorf("the figure was said %s by %s, printed %s: want the filing's day and publisher", f.Said, f.Speaker, f.Printed)
	}
	if len(st.History) != 10 {
		t.Errorf("the history has %d statements, want 10: a copied value is none", len(st.History))
	}
	replaced := slices.IndexFunc(st.History, func(p Past) bool { return !p.Stands })
	if p := st.History[replaced]; p.Types[0] != "undisclosed" || st.History[p.ReplacedBy].Types[0] != "data-breach" {
		t.Errorf("%v was replaced by %v", p.Types, st.History[p.ReplacedBy].Types)
	}
}

func TestStand(t *testing.T) {
	doj, fbi := []string{"US Department of Justice"}, []string{"FBI"}
	northKorea := actorDoc("north-korea", "North Korea")
	charge := func(label, date string) LegalStep {
		return LegalStep{Stage: "charged", Case: label, Count: 1, By: doj, Date: day(date)}
	}
	step := func(stage, label, date string) LegalStep {
		return LegalStep{Stage: stage, Case: label, By: []string{"the court"}, Date: day(date)}
	}
	for _, c := range []struct {
		name string
		docs []*Document
		want string
	}{
		{"Change Healthcare: the same speaker names somebody else", []*Document{
			report("a", Article{Date: day("2024-02-22"), Facts: Facts{IncidentType: []string{"undisclosed"},
				AttributionStatus: "attributed-by-victim", AttributedTo: to("nation-state"), AttributedBy: []string{"UnitedHealth"}}}),
			report("b", Article{Date: day("2024-02-29"), Facts: Facts{IncidentType: []string{"ransomware"},
				AttributionStatus: "attributed-by-victim", AttributedTo: to("ALPHV"), AttributedBy: []string{"UnitedHealth"}},
				Statements: []Row{{Date: day("2024-02-28"), Facts: Facts{AttributionStatus: "claimed", AttributedTo: to("ALPHV"), AttributedBy: []string{"ALPHV"}}}}}),
		}, "ransomware reported by desk 2024-02-29; attributed-by-victim by UnitedHealth 2024-02-29, ALPHV"},

		{"Optus: the claimant withdraws", []*Document{
			report("a", Article{Date: day("2022-09-22"), Facts: Facts{IncidentType: []string{"data-breach"}, TypeStatus: "confirmed", TypeBy: []string{"Optus"},
				AttributionStatus: "unattributed"}}),
			report("b", Article{Date: day("2022-09-24"), Facts: Facts{AttributionStatus: "claimed", AttributedBy: []string{"a forum user"}}}),
			report("c", Article{Date: day("2022-09-27"), Facts: Facts{AttributionStatus: "retracted", AttributedBy: []string{"a forum user"}}}),
		}, "data-breach confirmed by Optus 2022-09-22; unattributed by desk 2022-09-22; retracted"},

		{"Illinois: attributed, retracted, no attacker after all", []*Document{
			report("a", Article{Date: day("2011-11-17"), Facts: Facts{IncidentType: []string{"destructive"}, TypeBy: []string{"Illinois fusion centre"},
				AttributionStatus: "attributed-by-government", AttributedTo: to("nation-state"), AttributedBy: []string{"Illinois fusion centre"}}}),
			report("b", Article{Date: day("2011-11-23"), Facts: Facts{IncidentType: []string{"outage"}, TypeStatus: "confirmed", TypeBy: []string{"FBI", "DHS"},
				AttributionStatus: "not-applicable", AttributedBy: []string{"FBI", "DHS"}},
				Statements: []Row{{Facts: Facts{AttributionStatus: "retracted", AttributedBy: []string{"Illinois fusion centre"}}}}}),
		}, "outage confirmed by FBI+DHS 2011-11-23; not-applicable by FBI+DHS 2011-11-23; retracted"},

		{"Sony: charged, and disputed beside it", []*Document{northKorea,
			report("a", Article{Date: day("2014-12-19"), Facts: Facts{IncidentType: []string{"destructive"}, AttributionStatus: "attributed-by-government",
				AttributedTo: to("North Korea"), AttributedBy: fbi, DeniedBy: []string{"North Korea"}, DisputedBy: []string{"some researchers"}}}),
			// A short copy does not take the dispute back.
			report("b", Article{Date: day("2015-01-08"), Facts: Facts{AttributionStatus: "attributed-by-government", AttributedTo: to("North Korea"), AttributedBy: fbi}}),
			report("c", Article{Date: day("2018-09-06"), Facts: Facts{AttributionStatus: "charged", AttributedTo: to("North Korea"), AttributedBy: doj,
				Legal: []LegalStep{charge("A", "2018-09-06")}}}),
		}, "destructive reported by desk 2014-12-19; charged by US Department of Justice 2018-09-06, North Korea; disputed"},

		{"a denial by the accused alone disputes nothing", []*Document{
			report("a", Article{Date: day("2014-12-19"), Facts: Facts{IncidentType: []string{"destructive"}, AttributionStatus: "attributed-by-government",
				AttributedTo: to("North Korea"), AttributedBy: fbi, DeniedBy: []string{"North Korea"}}}),
		}, "destructive reported by desk 2014-12-19; attributed-by-government by FBI 2014-12-19, North Korea"},

		{"two on record name strangers", []*Document{
			report("a", Article{Date: day("2024-01-01"), Facts: Facts{IncidentType: []string{"espionage"},
				AttributionStatus: "attributed-by-vendor", AttributedTo: to("APT29"), AttributedBy: []string{"Firm One"}}}),
			report("b", Article{Date: day("2024-01-02"), Facts: Facts{AttributionStatus: "attributed-by-vendor", AttributedTo: to("Lazarus"), AttributedBy: []string{"Firm Two"}}}),
		}, "espionage reported by desk 2024-01-01; attributed-by-vendor by Firm Two 2024-01-02, Lazarus, APT29; disputed"},

		{"two firms' names for overlapping activity are no dispute", []*Document{
			actorDoc("scattered-spider", "Scattered Spider", Alias{Name: "UNC3944"}, Alias{Name: "Octo Tempest"}),
			report("a", Article{Date: day("2024-01-01"), Facts: Facts{IncidentType: []string{"intrusion"},
				AttributionStatus: "attributed-by-vendor", AttributedTo: to("UNC3944"), AttributedBy: []string{"Mandiant"}}}),
			report("b", Article{Date: day("2024-01-02"), Facts: Facts{AttributionStatus: "attributed-by-vendor", AttributedTo: to("Octo Tempest"), AttributedBy: []string{"Microsoft"}}}),
		}, "intrusion reported by desk 2024-01-01; attributed-by-vendor by Microsoft 2024-01-02, Octo Tempest, UNC3944"},

		{"an operator and an intruder are no dispute, nor is a category", []*Document{
			report("a", Article{Date: day("2024-01-01"), Facts: Facts{IncidentType: []string{"ransomware"},
				AttributionStatus: "attributed-by-vendor", AttributedTo: to("Scattered Spider"), AttributedBy: []string{"Firm One"}}}),
			report("b", Article{Date: day("2024-01-02"), Facts: Facts{AttributionStatus: "attributed-by-victim", AttributedTo: to("DragonForce/operator"), AttributedBy: []string{"Victim"}}}),
			report("c", Article{Date: day("2024-01-03"), Facts: Facts{AttributionStatus: "attributed-by-government", AttributedTo: to("nation-state"), AttributedBy: []string{"NCSC"}}}),
		}, "ransomware reported by desk 2024-01-01; attributed-by-government by NCSC 2024-01-03, nation-state, DragonForce/operator, Scattered Spider"},

		{"a listing on a leak site is alleged", []*Document{
			report("a", Article{Date: day("2025-10-01"), Facts: Facts{IncidentType: []string{"data-extortion"},
				AttributionStatus: "claimed", AttributedTo: to("Cl0p"), AttributedBy: []string{"Cl0p"},
				Claims: []Claim{{Say: "The company is looking into it", Status: "stated", By: []string{"Acme"}}}}}),
		}, "data-extortion claimed by desk 2025-10-01; claimed by Cl0p 2025-10-01, Cl0p; alleged"},

		{"until the organisation says something itself", []*Document{
			report("a", Article{Date: day("2025-10-01"), Facts: Facts{IncidentType: []string{"data-extortion"},
				AttributionStatus: "claimed", AttributedTo: to("Cl0p"), AttributedBy: []string{"Cl0p"}}}),
			report("b", Article{Date: day("2025-10-02"), Facts: Facts{IncidentType: []string{"undisclosed"}, TypeStatus: "stated", TypeBy: []string{"Acme"}}}),
		}, "undisclosed stated by Acme 2025-10-02; claimed by Cl0p 2025-10-01, Cl0p"},

		{"it never happened, says the organisation", []*Document{
			report("a", Article{Date: day("2025-10-01"), Facts: Facts{IncidentType: []string{"data-extortion"},
				AttributionStatus: "claimed", AttributedTo: to("Cl0p"), AttributedBy: []string{"Cl0p"}}}),
			report("b", Article{Date: day("2025-10-02"), Facts: Facts{IncidentType: []string{"data-extortion"}, TypeStatus: "disputed", TypeBy: []string{"Acme"}}}),
		}, "data-extortion claimed by desk 2025-10-01; claimed by Cl0p 2025-10-01, Cl0p; alleged"},

		{"acquitted: the charge no longer stands", []*Document{
			report("a", Article{Date: day("2020-01-10"), Facts: Facts{IncidentType: []string{"data-breach"}, AttributionStatus: "charged", AttributedBy: doj,
				Legal: []LegalStep{charge("A", "2020-01-10")}}}),
			report("b", Article{Date: day("2021-05-05"), Facts: Facts{Legal: []LegalStep{step("acquitted", "A", "2021-05-04")}}}),
		}, "data-breach reported by desk 2020-01-10; unattributed; cleared"},

		{"one of two acquitted: the charge of the other stands", []*Document{
			report("a", Article{Date: day("2020-01-10"), Facts: Facts{IncidentType: []string{"data-breach"}, AttributionStatus: "charged", AttributedBy: doj,
				Legal: []LegalStep{charge("A", "2020-01-10"), charge("B", "2020-01-10")}}}),
			report("b", Article{Date: day("2021-05-05"), Facts: Facts{Legal: []LegalStep{step("acquitted", "A", "2021-05-04")}}}),
		}, "data-breach reported by desk 2020-01-10; charged by US Department of Justice 2020-01-10; cleared"},

		{"overturned, then convicted again", []*Document{
			report("a", Article{Date: day("2020-01-10"), Facts: Facts{IncidentType: []string{"data-breach"}, AttributionStatus: "convicted", AttributedBy: []string{"the court"},
				Legal: []LegalStep{step("convicted", "A", "2020-01-10")}}}),
			report("b", Article{Date: day("2021-05-05"), Facts: Facts{Legal: []LegalStep{step("overturned", "A", "2021-05-04")}}}),
			report("c", Article{Date: day("2022-05-05"), Facts: Facts{AttributionStatus: "convicted", AttributedBy: []string{"the court"},
				Legal: []LegalStep{step("convicted", "A", "2022-05-04")}}}),
		}, "data-breach reported by desk 2020-01-10; convicted by the court 2022-05-05"},

		{"charged in May, acquitted in that year: cleared", []*Document{
			report("a", Article{Date: day("2026-11-22"), Facts: Facts{IncidentType: []string{"data-breach"}, AttributionStatus: "charged", AttributedBy: doj,
				Legal: []LegalStep{charge("A", "2020-05"), step("acquitted", "A", "2020")}}}),
		}, "data-breach reported by desk 2026-11-22; unattributed; cleared"},

		{"told in one article, long afterwards: the legal days decide", []*Document{
			report("a", Article{Date: day("2026-11-22"), Facts: Facts{IncidentType: []string{"data-breach"}, AttributionStatus: "charged", AttributedBy: doj,
				Legal: []LegalStep{charge("A", "2020-01-10"), step("dropped", "A", "2021-05-04")}}}),
		}, "data-breach reported by desk 2026-11-22; unattributed; cleared"},

		{"joint speakers in any order are one", []*Document{
			report("a", Article{Date: day("2018-02-15"), Facts: Facts{IncidentType: []string{"destructive"},
				AttributionStatus: "attributed-by-government", AttributedTo: to("nation-state"), AttributedBy: []string{"UK", "US"}}}),
			report("b", Article{Date: day("2018-02-16"), Facts: Facts{AttributionStatus: "retracted", AttributedBy: []string{"US", "UK"}}}),
		}, "destructive reported by desk 2018-02-15; unattributed by US+UK 2018-02-16; retracted"},

		{"a retraction that would not lead raises no flag", []*Document{
			report("a", Article{Date: day("2024-01-01"), Facts: Facts{IncidentType: []string{"ransomware"},
				AttributionStatus: "claimed", AttributedTo: to("Somebody"), AttributedBy: []string{"Somebody"}}}),
			report("b", Article{Date: day("2024-01-02"), Facts: Facts{AttributionStatus: "retracted", AttributedBy: []string{"Somebody"}}}),
			report("c", Article{Date: day("2024-01-03"), Facts: Facts{AttributionStatus: "attributed-by-government", AttributedTo: to("Cl0p"), AttributedBy: fbi}}),
		}, "ransomware claimed by desk 2024-01-01; attributed-by-government by FBI 2024-01-03, Cl0p"},

		{"named in a year, retracted in it: the retraction came later", []*Document{
			report("a", Article{Date: day("2026-11-22"), Facts: Facts{IncidentType: []string{"data-breach"},
				AttributionStatus: "retracted", AttributedBy: []string{"Somebody"}, AttributedOn: day("2022")},
				Statements: []Row{{Facts: Facts{AttributionStatus: "claimed", AttributedTo: to("Somebody"), AttributedBy: []string{"Somebody"}, AttributedOn: day("2022-09")}}}}),
		}, "data-breach reported by desk 2026-11-22; unattributed by Somebody 2022; retracted"},

		{"a written type status outlives a short copy", []*Document{
			report("a", Article{Date: day("2024-01-01"), Facts: Facts{IncidentType: []string{"ransomware"}, TypeStatus: "corroborated", AttributionStatus: "unattributed"}}),
			report("b", Article{Date: day("2024-01-02"), Facts: Facts{IncidentType: []string{"ransomware"}, AttributionStatus: "unattributed"}}),
		}, "ransomware corroborated by desk 2024-01-01; unattributed by desk 2024-01-01"},

		{"a later article may tell what was said earlier", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: Facts{IncidentType: []string{"data-breach"}, TypeBy: []string{"Acme"}, AttributionStatus: "unattributed"}}),
			report("b", Article{Date: day("2024-03-01"), Facts: Facts{IncidentType: []string{"disruption"}, TypeBy: []string{"Acme"}, TypeOn: day("2024-01-15")}}),
		}, "data-breach reported by Acme 2024-02-01; unattributed by desk 2024-02-01"},

		{"updates of one day come after the report", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: Facts{IncidentType: []string{"disruption"}, AttributionStatus: "unattributed"},
				Updates: []Update{
					{Date: day("2024-02-01T18:00"), Text: "…", Facts: Facts{IncidentType: []string{"ransomware"}}},
					{Date: day("2024-02-01T12:00"), Text: "…", Facts: Facts{IncidentType: []string{"intrusion"}}},
				}}),
		}, "ransomware reported by desk 2024-02-01T18:00:00Z; unattributed by desk 2024-02-01"},

		{"nobody else's statement is replaced by suspected or by time", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: Facts{IncidentType: []string{"intrusion"}, AttributionStatus: "suspected", AttributedTo: to("Cl0p"), AttributedBy: []string{"The Paper"}}}),
			report("b", Article{Date: day("2024-02-05"), Facts: Facts{AttributionStatus: "claimed", AttributedTo: to("DarkSide"), AttributedBy: []string{"DarkSide"}}}),
		}, "intrusion reported by desk 2024-02-01; suspected by The Paper 2024-02-01, Cl0p, DarkSide"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(newStory(t, c.docs...).stand(t)); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestTwoWordsOfOneSpeaker: which of two differing statements came later is
// never guessed.
func TestTwoWordsOfOneSpeaker(t *testing.T) {
	kind := func(value, on string) Facts {
		return Facts{IncidentType: []string{value}, TypeBy: []string{"Acme"}, TypeOn: day(on)}
	}
	for _, c := range []struct {
		name string
		docs []*Document
		want string // file and path of the diagnostic, "" for none
	}{
		{"on one day", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: kind("disruption", "")}),
			report("b", Article{Date: day("2024-02-01"), Facts: kind("ransomware", "")}),
		}, "content/articles/b.md incident_type"},
		{"the diagnostic stands at what was printed later", []*Document{
			report("a", Article{Date: day("2024-02-09"), Facts: kind("disruption", "2024-02-01")}),
			report("b", Article{Date: day("2024-02-01"), Facts: kind("ransomware", "")}),
		}, "content/articles/a.md incident_type"},
		{"a month that holds the day", []*Document{
			report("a", Article{Date: day("2024-02-09"), Facts: kind("disruption", "2024-02")}),
			report("b", Article{Date: day("2024-02-01"), Facts: kind("ransomware", "")}),
		}, "content/articles/a.md incident_type"},
		{"with times", []*Document{
			report("a", Article{Date: day("2024-02-01T09:00"), Facts: kind("disruption", "")}),
			report("b", Article{Date: day("2024-02-01T10:00"), Facts: kind("ransomware", "")}),
		}, ""},
		{"the same word twice", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: kind("ransomware", "")}),
			report("b", Article{Date: day("2024-02-01"), Facts: kind("ransomware", "")}),
		}, ""},
		{"a copy may hide which came last", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: kind("disruption", "")}),
			report("b", Article{Date: day("2024-02-02"), Facts: kind("disruption", "")}),
			report("c", Article{Date: day("2024-02-02"), Facts: kind("ransomware", "")}),
		}, "content/articles/c.md incident_type"},
		{"two figures of one kind and scope in one list", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: Facts{Impact: []Figure{
				{Kind: "people", Value: amount("5m"), By: []string{"Acme"}}, {Kind: "people", Value: amount("6m"), By: []string{"Acme"}}}}}),
		}, "content/articles/a.md impact[1]"},
		{"two counts of different days", []*Document{
			report("a", Article{Date: day("2024-02-01"), Facts: Facts{Impact: []Figure{
				{Kind: "people", Value: amount("147m"), AsOf: day("2018-03"), By: []string{"Acme"}}, {Kind: "people", Value: amount("143m"), AsOf: day("2017-09"), By: []string{"Acme"}}}}}),
		}, ""},
	} {
		s := newStory(t, c.docs...)
		_, found := Stand(s.all, NewVocabulary(nil), s.names)
		got := ""
		for _, d := range found {
			if d.Severity != diag.Error || len(d.Related) != 1 || d.Hint == "" {
				t.Errorf("%s: %v", c.name, d)
			}
			got = d.Start.File
		}
		if want, _, _ := strings.Cut(c.want, " "); got != want {
			t.Errorf("%s: got %q, want %q: %v", c.name, got, want, found)
		}
	}
}

func TestStandWarns(t *testing.T) {
	doj := []string{"DOJ"}
	s := newStory(t,
		report("a", Article{Date: day("2020-01-10"), Facts: Facts{AttributionStatus: "charged", AttributedBy: doj,
			Legal: []LegalStep{{Stage: "charged", Count: 4, By: doj, Date: day("2020-01-10")}}}}),
		report("b", Article{Date: day("2021-01-10"), Facts: Facts{Legal: []LegalStep{{Stage: "acquitted", Count: 1, By: doj, Date: day("2021-01-10")}}}}),
		report("c", Article{Date: day("2021-02-10"), Facts: Facts{Legal: []LegalStep{{Stage: "dropped", Case: "Z", By: doj, Date: day("2021-02-10")}}}}),
		report("d", Article{Date: day("2021-03-10"), Facts: Facts{AttributionStatus: "retracted", AttributedBy: []string{"Nobody"}}}),
	)
	st, found := Stand(s.all, NewVocabulary(nil), s.names)
	var codes []string
	for _, d := range found {
		codes = append(codes, d.Code)
	}
	if want := []string{"case-of-several", "nothing-to-clear", "nothing-to-retract"}; !slices.Equal(codes, want) {
		t.Errorf("got %v, want %v", codes, want)
	}
	if st.Badge != "charged" || !st.Cleared {
		t.Errorf("one of four acquitted: badge %s, cleared %v; the charge of three stands", st.Badge, st.Cleared)
	}
}

func TestCorrectedStatementsAreStruckThrough(t *testing.T) {
	was := Facts{IncidentType: []string{"ransomware"}}
	now := Facts{IncidentType: []string{"data-breach"}}
	s := newStory(t, report("a", Article{Date: day("2024-02-01"),
		Facts: Facts{IncidentType: now.IncidentType, AttributionStatus: "unattributed", Claims: []Claim{{Say: "Kept", Status: "stated"}, {Say: "Right", Status: "stated"}}},
		Corrections: []Correction{
			{Date: day("2024-02-03"), Kind: "corrected", Text: "…", Was: &Corrected{Facts: was}, Now: &Corrected{Facts: now}},
			{Date: day("2024-02-04"), Kind: "corrected", Text: "…", Was: &Corrected{Facts: Facts{Claims: []Claim{{Say: "Kept", Status: "stated"}, {Say: "Wrong", Status: "stated"}}}}},
		}}))
	st := s.stand(t)
	if got, want := told(st), "data-breach reported by desk 2024-02-01; unattributed by desk 2024-02-01"; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	var struck []string
	for _, p := range st.History {
		if p.Corrected != nil {
			said := strings.Join(p.Types, "")
			if p.Claim != nil {
				said += p.Claim.Say
			}
			struck = append(struck, said)
			if p.Stands || p.ReplacedBy < 0 || st.History[p.ReplacedBy].Corrected != nil {
				t.Errorf("%v: stands %v, replaced by %d", p.Path, p.Stands, p.ReplacedBy)
			}
		}
	}
	slices.Sort(struck)
	if want := []string{"Wrong", "ransomware"}; !slices.Equal(struck, want) {
		t.Errorf("struck through: %v, want %v", struck, want)
	}
}

func TestHiddenRowsSayNothing(t *testing.T) {
	d := &Document{Path: "content/incidents/x.md", Kind: KindIncident, ID: "x", Incident: &IncidentFile{Statements: []Row{
		{Date: day("2024-02-01"), Facts: Facts{IncidentType: []string{"intrusion"}}},
		{Date: day("2024-02-02"), TLP: "amber", Facts: Facts{IncidentType: []string{"espionage"}}},
		{Date: day("2024-02-03"), Embargo: day("2024-02-09T06:00"), Facts: Facts{IncidentType: []string{"ransomware"}}},
	}}}
	names, _ := NewNames(nil)
	all, found := StatementsOf(d, "x", names, func(a Access) bool { return a.TLP == "" })
	if len(found) > 0 || len(all) != 2 {
		t.Fatalf("%d statements, %v", len(all), found)
	}
	if all[1].Printed != day("2024-02-09T06:00") {
		t.Errorf("an embargoed row was printed %s, before its embargo ended", all[1].Printed)
	}
	d.Incident.Statements[0].Date = Date{}
	if _, found := StatementsOf(d, "x", names, nil); len(found) != 1 || found[0].Code != "no-day" {
		t.Errorf("a row without a day: %v", found)
	}
}

func TestOtherFormsSayNothing(t *testing.T) {
	names, _ := NewNames(nil)
	for _, a := range []Article{
		{Form: "analysis", Facts: Facts{IncidentType: []string{"ransomware"}}},
		{Withdrawn: &Withdrawal{Date: day("2024-02-01"), Reason: "…"}, Facts: Facts{IncidentType: []string{"ransomware"}}},
		{Incidents: []IncidentFacts{{ID: "y"}}, Facts: Facts{IncidentType: []string{"ransomware"}}},
	} {
		a.Date = day("2024-02-01")
		if all, _ := StatementsOf(report("a", a), "x", names, nil); len(all) > 0 {
			t.Errorf("%+v says %v", a, all)
		}
	}
}

// TestStandIsTheSameInAnyOrder makes random stories of a few speakers and
// shuffles them; and checks what must hold of every story.
func TestStandIsTheSameInAnyOrder(t *testing.T) {
	v := NewVocabulary(nil)
	names, _ := NewNames([]*Document{companyDoc("acme", "Acme", "ACME plc"), actorDoc("cl0p", "Cl0p", Alias{Name: "Clop", Relation: "same"}, Alias{Name: "TA505"})})
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		pick := func(words ...string) string { return words[r.IntN(len(words))] }
		when := func() Date {
			return day(pick("2024", "2024-02", "2024-02-01", "2024-02-02", "2024-02-02T10:00", "2024-02-02T11:00", "2024-03-01", "2024-03-02T09:00~"))
		}
		speaker := func() []string {
			return [][]string{nil, {"Acme"}, {"ACME plc"}, {"FBI"}, {"FBI", "Acme"}, {"acme", "fbi"}, {"The Paper"}}[r.IntN(7)]
		}
		facts := func() Facts {
			f := Facts{}
			if r.IntN(2) == 0 {
				f.IncidentType, f.TypeBy, f.TypeStatus = []string{pick("undisclosed", "ransomware", "data-breach")}, speaker(), pick("", "claimed", "confirmed", "disputed")
			}
			if r.IntN(2) == 0 {
				f.AttributionStatus = pick("unattributed", "claimed", "suspected", "attributed-by-government", "retracted", "charged")
				f.AttributedBy, f.AttributedTo = speaker(), to(pick("Clop", "TA505", "Lazarus", "nation-state", "Cl0p/operator"))
				if r.IntN(3) == 0 {
					f.AttributedOn = when()
				}
			}
			if r.IntN(3) == 0 {
				f.Legal = []LegalStep{{Stage: pick("charged", "acquitted", "arrested", "convicted"), Case: pick("", "A"), By: []string{"DOJ"}, Date: when()}}
			}
			if r.IntN(3) == 0 {
				f.Impact = []Figure{{Kind: pick("people", "records"), Value: amount(pick("5", "6")), By: speaker(), AsOf: when()}}
			}
			if r.IntN(3) == 0 {
				f.IncidentStatus = pick("developing", "closed")
			}
			return f
		}
		var all []Statement
		for i := range 4 + r.IntN(4) {
			a := Article{Date: when(), Facts: facts(), Updates: []Update{{Date: when(), Facts: facts()}}, Statements: []Row{{Facts: facts()}}}
			if r.IntN(3) == 0 {
				a.Corrections = []Correction{{Date: when(), Was: &Corrected{Facts: facts()}}}
			}
			said, _ := StatementsOf(report(fmt.Sprint("a", i), a), "x", names, nil)
			all = append(all, said...)
		}
		want, wantFound := Stand(all, v, names)
		for range 5 {
			r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			got, gotFound := Stand(all, v, names)
			if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(gotFound, wantFound) {
				t.Fatalf("seed %d: the order of the statements matters:\n%s\n%s", seed, told(got), told(want))
			}
		}

		standing := map[topic]int{}
		for i, p := range want.History {
			if p.Stands && p.Subject != OnLegal {
				standing[topicOf(p.Statement)]++
			}
			if p.Stands && (p.ReplacedBy >= 0 || p.Corrected != nil) || p.ReplacedBy == i || p.ReplacedBy >= len(want.History) {
				t.Errorf("seed %d: history %d stands %v, replaced by %d", seed, i, p.Stands, p.ReplacedBy)
			}
			if by := p.ReplacedBy; by >= 0 && p.Corrected == nil && want.History[by].Subject != OnLegal && want.History[by].Speaker != p.Speaker {
				t.Errorf("seed %d: %s was replaced by %s", seed, p.Speaker, want.History[by].Speaker)
			}
		}
		for topic, n := range standing {
			if n > 1 {
				t.Errorf("seed %d: %d statements of one speaker stand on %v", seed, n, topic)
			}
		}
		if (want.Badge == "") != (len(want.Attributions) == 0 && want.Attribution == nil) && want.Badge != "unattributed" {
			t.Errorf("seed %d: badge %q, attributions %d", seed, want.Badge, len(want.Attributions))
		}
	}
}

// until gives the statements that were in print at the given date: those whose
// Printed does not begin after it. Stand of them is what stood then.
func until(statements []Statement, date Date) []Statement {
	var out []Statement
	for _, s := range statements {
		if !s.Printed.Time.After(date.Time) {
			out = append(out, s)
		}
	}
	return out
}
