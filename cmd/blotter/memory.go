package main

import "runtime/debug"

// habit is how the garbage collector works for a large site.
type habit struct {
	percent     int   // see debug.SetGCPercent
	least, file int64 // the process keeps to so many bytes, or to so many a file, whichever is more
}

var (
	// A build is short and allocates much, so it lets garbage lie (a tenth less
	// processor time, measured at 1,000 articles and when nothing changed at 10,000).
	// 10,000 articles stay below 300 MB, and there is room for what has to be kept of each.
	oneBuild = habit{percent: 400, least: 280 << 20, file: 22 << 10}
	// A preview runs all day beside an editor and a browser. It collects while nobody
	// saves (package serve). What a save leaves must have room until then: to collect
	// during a save makes it half as long again (132 ms for 82, measured at 10,000 articles).
	onePreview = habit{percent: 200, least: 240 << 20, file: 14 << 10}
)

// collecting adopts a habit for a site of so many files, and gives what ends it. Few files
// keep to no limit: they may be large pictures.
func collecting(h habit, files int) (undo func()) {
	percent, limit := debug.SetGCPercent(h.percent), debug.SetMemoryLimit(-1)
	if files >= 4000 {
		debug.SetMemoryLimit(max(h.least, int64(files)*h.file))
	}
	return func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
}
