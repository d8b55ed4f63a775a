//go:build race

package markdown

// repetitions is lower with the race detector, which takes ten times as long.
const repetitions = 5_000
