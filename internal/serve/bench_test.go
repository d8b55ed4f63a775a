package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/fiction"
	"blotter/internal/site"
	"blotter/internal/source"
)

// BenchmarkSave saves one of 10,000 articles: what passes from the notice to the
// state in which every page is right, without the page itself. It says how long is
// spent looking, planning, and preparing to be asked.
func BenchmarkSave(b *testing.B) {
	dir := fiction.Workplace(b)
	types := []string{"ransomware", "data-breach", "ddos", "phishing", "outage"}
	article := func(n int, title string) (name string, text []byte) {
		return fmt.Sprintf("content/articles/a-%05d.md", n), fmt.Appendf(nil, "---\ntitle: Company %d %s\ndate: %d-%02d-%02d\n"+
			"company: Company %d\nincident_type: %s\nattribution_status: suspected\nattributed_to: Night Heron\nattributed_by: Example Wire\n"+
			"authors: [Author %d]\ntags: [tag %d, tag %d]\nsector: finance\ncountry: DE\n---\nText.\n",
			n%500, title, 2010+n/1000, 1+n%12, 1+n%28, n%500, types[n%len(types)], n%8, n%40, 40+n%30)
	}
	tree := fiction.Tree{"content/site.yaml": []byte("title: The Paper\nbase_url: https://example.org/\n")}
	for n := range 10_000 {
		name, text := article(n, "stops sales")
		tree[name] = text
	}
	if err := tree.Write(dir); err != nil {
		b.Fatal(err)
	}
	root, err := source.Open(dir, blotter.Builtin())
	if err != nil {
		b.Fatal(err)
	}
	defer root.Close()
	snapshot, err := root.Read(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	preview := build.NewPreview(build.Settings{})
	defer preview.Close()
	edition := site.Edition{Now: noon, Drafts: true}
	var looking, planning, preparing time.Duration
	save := func() {
		began := time.Now()
		if snapshot, err = snapshot.RefreshOnly(b.Context(), "content/articles/a-05000.md"); err != nil {
			b.Fatal(err)
		}
		looked := time.Now()
		r, err := preview.Plan(b.Context(), snapshot, edition)
		if err != nil || r.Diagnostics.Errors() > 0 {
			b.Fatal(err, r.Diagnostics)
		}
		planned := time.Now()
		if _, err := newShown(b.Context(), r, noon); err != nil {
			b.Fatal(err)
		}
		looking, planning, preparing = looking+looked.Sub(began), planning+planned.Sub(looked), preparing+time.Since(planned)
	}
	save()
	looking, planning, preparing = 0, 0, 0
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		name, text := article(5000, fmt.Sprint("stops sales for the ", n, "th time"))
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), text, 0o644); err != nil {
			b.Fatal(err)
		}
		save()
	}
	perSave := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(n) }
	b.ReportMetric(perSave(looking), "ms-looking/op")
	b.ReportMetric(perSave(planning), "ms-planning/op")
	b.ReportMetric(perSave(preparing), "ms-preparing/op")
}
