//go:build !race

package markdown

// repetitions is how often a pathological pattern is repeated: as in cmark's tests.
const repetitions = 50_000
