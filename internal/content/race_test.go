//go:build race

package content

// The race detector makes everything slower and larger: under it, only that
// hostile files come to an end is checked.
const underRace = true
