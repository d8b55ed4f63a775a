package build_test

import (
	"testing"

	"blotter/internal/fiction"
)

// An invented newsroom can be published in every language that the program has
// words of, and in a region of one.
func TestEveryLanguage(t *testing.T) {
	seed, templates := fiction.Seed(t), theme(t)
	for _, language := range []string{"en", "de", "de-AT", "fr", "es"} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			invented := fiction.New(fiction.Options{Seed: seed, Language: language, Templates: templates})
			if files := published(t, invented.Tree().FS(), invented.Now(), fiction.Workplace(t)); len(files) < 100 {
				t.Errorf("BLOTTER_SEED=%d: %d files", seed, len(files))
			}
		})
	}
}
