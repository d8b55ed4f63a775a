package news

import "testing"

// A typical report of the size that the sample site has.
func typical() *Document {
	return five(func(a *Article) {
		a.TypeBy, a.TypeStatus, a.TypeSource = []string{"Marks & Spencer"}, "stated", "filing"
		a.Sources = []Source{{ID: "filing", Kind: "filing", By: "Marks & Spencer", Date: day("2025-04-22")}}
		a.Claims = []Claim{{Say: "Orders are paused", Status: "stated", By: []string{"Marks & Spencer"}, Source: "filing"},
			{Say: "Shops are open", Status: "stated", By: []string{"Marks & Spencer"}, Source: "filing"}}
		a.Impact = []Figure{{Kind: "money/other", Value: amount("£300m"), Scope: "M&S", Source: "filing"}}
	})
}

func BenchmarkRules(b *testing.B) {
	d, v := typical(), NewVocabulary(nil)
	for b.Loop() {
		Rules(d, v, "en")
	}
}

func BenchmarkStatementsAndStand(b *testing.B) {
	d, v := typical(), NewVocabulary(nil)
	names, _ := NewNames([]*Document{companyDoc("marks-and-spencer", "Marks & Spencer", "M&S")})
	for b.Loop() {
		all, _ := StatementsOf(d, "x", names, nil)
		Stand(all, v, names)
	}
}
