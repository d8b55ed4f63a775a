package diag

import "testing"

func TestNearest(t *testing.T) {
	keys := []string{"company", "attribution_status", "attributed_to", "date", "draft", "title"}
	for word, want := range map[string]string{
		"darft":              "draft",
		"Draft":              "draft",
		"comapny":            "company",
		"attribution-status": "attribution_status",
		"attribution_sttaus": "attribution_status",
		"tilte":              "title",
		"weather":            "",
		"":                   "",
		"x":                  "",
	} {
		if got := Nearest(word, keys); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestOpposite: a hint never turns a word into its opposite.
func TestOpposite(t *testing.T) {
	for _, c := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"attributed", []string{"unattributed", "attributed-by-victim", "attributed-by-vendor"}, "use one of: attributed-by-vendor, attributed-by-victim"},
		{"atributed", []string{"unattributed", "claimed"}, "use one of: claimed, unattributed"},
		{"unclaimed", []string{"claimed"}, "use one of: claimed"},
		{"Not appliable", []string{"applicable", "not-applicable"}, "did you mean «not-applicable»?"},
		{"unatributed", []string{"unattributed"}, "did you mean «unattributed»?"},
		{"nattributed", []string{"unattributed"}, "did you mean «unattributed»?"},
		{"data", []string{"fraud", "data-breach"}, "did you mean «data-breach»?"},
		{"money", []string{"money/other", "people", "moneyed"}, "did you mean «money/other»?"},
	} {
		if got := DidYouMean(c.word, c.candidates); got != c.want {
			t.Errorf("DidYouMean(%q, %q) = %q, want %q", c.word, c.candidates, got, c.want)
		}
	}
}

func TestDiagnosticString(t *testing.T) {
	d := At("content/articles/a.md", Span{3, 1, 3, 6}, Error, "unknown-key", "«darft» is not a key of an article", "did you mean «draft»?")
	want := "content/articles/a.md:3:1: error: «darft» is not a key of an article [unknown-key]\n  hint: did you mean «draft»?"
	if got := d.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSortDropsRepetitions(t *testing.T) {
	a := At("b.md", Span{1, 1, 1, 2}, Error, "x", "m", "")
	b := At("a.md", Span{9, 1, 9, 2}, Warning, "y", "n", "")
	got := List{a, b, a}.Sort()
	if len(got) != 2 || got[0].Start.File != "a.md" || got.Errors() != 1 || got.Warnings() != 1 {
		t.Errorf("got %v", got)
	}
}

func TestSlips(t *testing.T) {
	var known Slips
	for _, word := range []string{"acme-2025-04", "acme-2025-05", "marks & spencer", "optus"} {
		known.Add(word)
	}
	for word, want := range map[string]string{
		"acne-2025-04":    "acme-2025-04",
		"acme-2025-06":    "", // another month is another incident
		"acme-2025-04":    "",
		"marks & spenser": "marks & spencer",
		"marks & sponsor": "",
		"opus":            "optus",
		"ops":             "",
	} {
		if got := known.Of(word); got != want {
			t.Errorf("Of(%q) = %q, want %q", word, got, want)
		}
	}
}
