package build_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"testing"

	"blotter/internal/fiction"
)

// Hidden is absent: a site with drafts, embargoed, scheduled, restricted and
// removed work is, byte for byte and with its manifest, the site without them
// and without what only they refer to; and no word of them is found anywhere.
func TestHiddenIsAbsent(t *testing.T) {
	seed := fiction.Seed(t)
	templates := theme(t)
	for n := range uint64(fiction.Rounds(100, 1000)) {
		t.Run(fmt.Sprint(seed+n), func(t *testing.T) {
			t.Parallel()
			invented := fiction.New(fiction.Options{Seed: seed + n, Articles: 24, Templates: templates})
			tree, minus, canaries := hiding(invented)
			dir := fiction.Workplace(t)
			with := published(t, tree.FS(), invented.Now(), filepath.Join(dir, "with"))
			without := published(t, minus.FS(), invented.Now(), filepath.Join(dir, "without"))
			if sum(with) != sum(without) {
				t.Errorf("BLOTTER_SEED=%d: the site tells that something is hidden:\n%s", seed+n, differences(without, with))
			}
			secret := map[string]bool{}
			for _, word := range canaries {
				secret[word] = true
			}
			for p, text := range with {
				for _, word := range marks.FindAll(bytes.ToLower(append([]byte(p+"\n"), text...)), -1) {
					if secret[string(word)] {
						t.Errorf("BLOTTER_SEED=%d: %s stands in %s", seed+n, word, p)
					}
				}
			}
		})
	}
}

// hiding edits a site for a while, and until something in it is hidden.
func hiding(invented *fiction.Site) (tree, minus fiction.Tree, canaries []string) {
	for edits := 0; ; edits++ {
		tree, minus, canaries = invented.Tree(), invented.Minus(), invented.Canaries()
		if edits >= 12 && !invented.Broken() && len(tree)-len(minus) > 1 && len(canaries) > 5 {
			return tree, minus, canaries
		}
		invented.Edit()
	}
}

// marks are the words that package fiction makes up to be looked for.
var marks = regexp.MustCompile(`zq(?:[bdfgklmnprtvz][aeiou]){5}`)
