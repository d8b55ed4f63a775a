package main

import (
	"math"
	"runtime/debug"
)

// habit is how the garbage collector works: see debug.SetGCPercent and SetMemoryLimit.
type habit struct {
	percent int
	limit   int64
}

// Few files keep to no limit: they may be large pictures.
const few = 4000

// building is the habit of a build of so many files. It is short and allocates much, so
// it lets garbage lie (a tenth less processor time, measured at 1,000 articles and when
// nothing changed at 10,000); a large one keeps to a limit, within which 10,000
// articles stay below 300 MB and which leaves room for what has to be kept of each.
func building(files int) habit {
	if files < few {
		return habit{400, math.MaxInt64}
	}
	return habit{400, max(280<<20, int64(files)*(22<<10))}
}

// previewing is the habit of a preview of so many files. It runs all day beside an
// editor and a browser, and collects while nobody saves (package serve). What a few
// saves leave has room until then, within 300 MB at 10,000 articles: to collect
// during a save makes it twice as long (146 ms for 70, measured there). Beyond that
// there are not that many gigabytes to be had.
func previewing(files int) habit {
	switch {
	case files < few:
		return habit{100, math.MaxInt64}
	case files < 15_000:
		return habit{200, 240 << 20}
	}
	return habit{50, math.MaxInt64}
}

// adopt begins a habit and gives what ends it.
func (h habit) adopt() (undo func()) {
	before := habit{debug.SetGCPercent(h.percent), debug.SetMemoryLimit(h.limit)}
	return func() {
		debug.SetGCPercent(before.percent)
		debug.SetMemoryLimit(before.limit)
	}
}
