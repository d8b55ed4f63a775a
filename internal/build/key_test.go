package build

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
)

// keyed is where a key was seen first, and what its fingerprint was.
type keyed struct {
	output.Fingerprint
	where string
}

// TestKeysStandForFingerprints: of all pages and feeds of all states of a site that
// were ever seen, those that have one key have one fingerprint. And keys are not there
// in vain: most of them outlast an edit.
func TestKeysStandForFingerprints(t *testing.T) {
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 11))
	f := fiction.New(fiction.Options{Seed: seed, Articles: 70, Many: 50, Templates: builtinTemplates(t)})
	b := New(Settings{})
	seen := map[output.Key]keyed{}
	told, again := 0, 0
	var extras extras
	for round := range fiction.Rounds(60, 3000) {
		tree := f.Tree()
		extras.into(tree)
		s := snapshot(t, tree)
		editions := []site.Edition{
			{Now: f.Now()},
			{Now: f.Now(), TLP: "amber"},
			{Now: f.Now().AddDate(0, 0, random.IntN(900)-600)},
			{Now: f.Now(), Drafts: true},
		}
		if round%4 > 0 {
			editions = editions[:1+random.IntN(2)]
		}
		for _, e := range editions {
			r := plan(t, b, s, e)
			for _, file := range r.Files {
				if file.Key == nil {
					continue
				}
				key, print := file.Key(), file.Fingerprint()
				where := fmt.Sprintf("%s in round %d at %v, %q", file.Path, round, e.Now.Format(time.DateTime), e.TLP)
				before, known := seen[key]
				if known && before.Fingerprint != print {
					t.Fatalf("BLOTTER_SEED=%d: one key and two fingerprints:\n%s\n%s", seed, before.where, where)
				}
				told++
				if known {
					again++
				}
				seen[key] = keyed{print, where}
			}
		}
		if random.IntN(4) == 0 {
			extras.edit(random)
			continue
		}
		f.Edit()
	}
	t.Logf("%d keys, %d of them seen before", told, again)
	if again*3 < told {
		t.Errorf("of %d keys only %d had been seen before", told, again)
	}
}

// extras are what invented sites do not have: settings of site.yaml, and files.
type extras struct {
	settings map[string]string // lines of site.yaml by key
	files    fiction.Tree
}

// edit changes one of them.
func (x *extras) edit(random *rand.Rand) {
	if x.settings == nil {
		x.settings, x.files = map[string]string{}, fiction.Tree{}
	}
	n := random.IntN(100)
	for _, change := range []func(){
		func() { x.settings["cards"] = []string{"cards: on", "cards: off", ""}[n%3] },
		func() {
			x.settings["newsletter"] = []string{"", "newsletter: {provider: netlify, sends: One letter a week., stop: Write to us.}",
				fmt.Sprintf("newsletter: {provider: form, endpoint: \"https://letters.example/%d\", sends: Letters.}", n)}[n%3]
		},
		func() { x.settings["fonts"] = []string{"", "fonts: system"}[n%2] },
		func() {
			x.files["content/pages/privacy.md"] = fmt.Appendf(nil, "---\ntitle: Privacy %d\n---\nWe keep nothing.\n", n)
		},
		func() { delete(x.files, "content/pages/privacy.md") },
	} {
		if random.IntN(3) == 0 {
			change()
		}
	}
}

func (x *extras) into(tree fiction.Tree) {
	for _, line := range x.settings {
		tree[siteFile] = append(append([]byte(nil), tree[siteFile]...), line+"\n"...)
	}
	maps.Copy(tree, x.files)
}
