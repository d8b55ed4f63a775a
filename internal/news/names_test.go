package news

import (
	"slices"
	"testing"
)

func merged(id, into string) *Document {
	return &Document{Path: "content/companies/" + id + ".md", Kind: KindCompany, ID: id, Company: &CompanyFile{Merged: into}}
}

func renamed(id, now string) *Document {
	return &Document{Path: "content/actors/" + id + ".md", Kind: KindActor, ID: id, Actor: &ActorFile{Renamed: now}}
}

func TestNames(t *testing.T) {
	names, found := NewNames([]*Document{
		companyDoc("marks-and-spencer", "Marks & Spencer", "M&S", "M&S plc"),
		companyDoc("sainsburys", "Sainsbury’s"),
		merged("carphone-warehouse", "dixons-carphone"), merged("dixons-carphone", "currys"), companyDoc("currys", "Currys"),
		actorDoc("scattered-spider", "Scattered Spider", Alias{Name: "UNC3944", Relation: "overlaps"}, Alias{Name: "Octo Tempest"}),
		actorDoc("alphv", "ALPHV", Alias{Name: "BlackCat", Relation: "same"}, Alias{Name: "DarkSide", Relation: "disputed"}),
		renamed("unc2452", "apt29"), actorDoc("apt29", "APT29"),
	})
	if len(found) > 0 {
		t.Fatal(found)
	}
	for _, c := range []struct {
		find  func(string) (string, bool)
		name  string
		id    string
		known bool
	}{
		{names.Company, "Marks & Spencer", "marks-and-spencer", true},
		{names.Company, "M&S", "marks-and-spencer", true},
		{names.Company, "m&s  PLC", "marks-and-spencer", true},
		{names.Company, "marks-and-spencer", "marks-and-spencer", true},
		{names.Company, "Marks and Spencer", "marks-and-spencer", true}, // one URL, one organisation
		{names.Company, "Ｍ＆Ｓ", "marks-and-spencer", true},
		{names.Company, "Sainsbury's", "sainsburys", true},
		{names.Company, "Carphone Warehouse", "currys", true},
		{names.Company, "Acme & Sons", "acme-and-sons", false},
		{names.Actor, "scattered spider", "scattered-spider", true},
		{names.Actor, "UNC3944", "unc3944", false}, // overlaps is not the same
		{names.Actor, "Octo Tempest", "octo-tempest", false},
		{names.Actor, "BlackCat", "alphv", true},
		{names.Actor, "DarkSide", "darkside", false},
		{names.Actor, "UNC2452", "apt29", true},
	} {
		if id, known := c.find(c.name); id != c.id || known != c.known {
			t.Errorf("%s is %q, %v, want %q, %v", c.name, id, known, c.id, c.known)
		}
	}
	for _, c := range []struct {
		a, b  []string
		equal bool
	}{
		{[]string{"M&S"}, []string{"Marks & Spencer"}, true},
		{[]string{"UK", "US"}, []string{"us", "uk", "UK"}, true},
		{[]string{"UK"}, []string{"UK", "US"}, false},
		{[]string{"BlackCat"}, []string{"ALPHV"}, true},
		{[]string{"The BBC’s source"}, []string{"the BBC's  source"}, true},
		{nil, []string{"Blotter"}, false},
	} {
		if got := names.Speaker(c.a) == names.Speaker(c.b); got != c.equal {
			t.Errorf("%v and %v are one speaker: %v, want %v", c.a, c.b, got, c.equal)
		}
	}
	if names.Speaker(nil) != "" {
		t.Error("this newsroom has a name")
	}
	if names.strangers("unc3944", "octo-tempest") || names.strangers("unc3944", "scattered-spider") || !names.strangers("alphv", "darkside") || !names.strangers("apt29", "nobody") {
		t.Error("strangers are those that no file lists together")
	}
	if known := names.Known(KindActor); !slices.IsSorted(known) || !slices.Contains(known, "BlackCat") || slices.Contains(known, "UNC3944") {
		t.Errorf("known actors: %v", known)
	}
}

func TestNamesThatCannotBe(t *testing.T) {
	parent := func(id, of string) *Document {
		d := companyDoc(id, "")
		d.Company.Parent = of
		return d
	}
	for _, c := range []struct {
		name string
		docs []*Document
		want string
	}{
		{"a name of two files", []*Document{companyDoc("a", "Acme"), companyDoc("b", "ACME")}, "name-claimed-twice"},
		{"an alias that is another's id", []*Document{companyDoc("a", "A", "b"), companyDoc("b", "B")}, "name-claimed-twice"},
		{"unless the two are merged", []*Document{companyDoc("a", "Acme", "b"), merged("b", "a")}, ""},
		{"an actor and a company may share a name", []*Document{companyDoc("a", "Acme"), actorDoc("a", "Acme")}, ""},
		{"overlapping aliases are nobody's", []*Document{actorDoc("a", "A", Alias{Name: "X"}), actorDoc("b", "B", Alias{Name: "X"})}, ""},
		{"same aliases are", []*Document{actorDoc("a", "A", Alias{Name: "X", Relation: "same"}), actorDoc("b", "B", Alias{Name: "X", Relation: "same"})}, "name-claimed-twice"},
		{"merged into nothing", []*Document{merged("a", "x")}, "unknown-company"},
		{"merged in a circle", []*Document{merged("a", "b"), merged("b", "a"), merged("c", "a")}, "merged-in-a-circle merged-in-a-circle"},
		{"renamed to nothing", []*Document{renamed("a", "x")}, "unknown-actor"},
		{"belonging to itself", []*Document{parent("a", "b"), parent("b", "a"), parent("c", "a")}, "parent-in-a-circle parent-in-a-circle"},
	} {
		names, found := NewNames(c.docs)
		if got := codes(found); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		for _, d := range c.docs {
			if id, ok := names.Company(d.ID); d.Kind == KindCompany && (!ok || id == "") {
				t.Errorf("%s: %s is %q, %v", c.name, d.ID, id, ok)
			}
		}
	}
}
