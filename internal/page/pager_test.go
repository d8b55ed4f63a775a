package page

import (
	"slices"
	"testing"
)

// A numbered page holds the same entries whatever is published later, every
// entry stands on exactly one page, and the landing page shows 20 to 39.
func TestFullPagesNeverChange(t *testing.T) {
	held := map[int][]int{} // number → entries, counted from the oldest
	for n := range 200 {
		seen := map[int]bool{}
		for _, p := range paged(n, "/list/") {
			var entries []int
			for i := p.from; i < p.to; i++ {
				oldest := n - 1 - i
				if seen[oldest] {
					t.Fatalf("of %d entries, %d stands on two pages", n, oldest)
				}
				seen[oldest] = true
				entries = append(entries, oldest)
			}
			switch {
			case p.number == 0 && n >= pageSize && (len(entries) < pageSize || len(entries) >= 2*pageSize):
				t.Errorf("of %d entries, the landing page shows %d", n, len(entries))
			case p.number > 0 && held[p.number] == nil:
				held[p.number] = entries
			case p.number > 0 && !slices.Equal(held[p.number], entries):
				t.Errorf("page %d held %v and holds %v of %d", p.number, held[p.number], entries, n)
			}
		}
		if len(seen) != n {
			t.Errorf("of %d entries, %d are shown", n, len(seen))
		}
	}
}

func TestPagesLeadToTheirNeighbours(t *testing.T) {
	parts := paged(85, "/list/")
	type links struct{ url, newer, older string }
	var got []links
	for _, p := range parts {
		got = append(got, links{p.url(), p.newer(), p.older()})
	}
	want := []links{
		{"/list/", "", "/list/page/3/"},
		{"/list/page/1/", "/list/page/2/", ""},
		{"/list/page/2/", "/list/page/3/", "/list/page/1/"},
		{"/list/page/3/", "/list/", "/list/page/2/"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if file := parts[2].file("tags/x/index.html"); file != "tags/x/page/2/index.html" {
		t.Errorf("page 2 lies at %s", file)
	}
	if file := parts[2].file("index.html"); file != "page/2/index.html" {
		t.Errorf("page 2 of the front page lies at %s", file)
	}
}
