package output

import (
	"os"
	"path"
	"sync"
)

// handles keeps some folders under a root open. An os.Root opens each folder on
// the way to a file, one after the other, so that no link leads out of it; from
// an open folder near the file the way is short. They are for the time in which
// files are compared and staged and no folder moves; let them go after that. It
// may be used concurrently.
type handles struct {
	root *os.Root

	mu    sync.Mutex
	open  map[string]*os.Root // by path under root
	asked map[string]int      // how often, of those that are not open
	gone  bool                // no folder is kept open any more
}

const (
	// mostHandles bounds how many folders are open at a time.
	mostHandles = 128
	// worthOpening is how often a folder has to be asked for before it is kept open.
	worthOpening = 4
)

// near gives a folder at or above the folder p, and the way from there to p.
func (h *handles) near(p string) (from *os.Root, rest string) {
	above, name := path.Split(p)
	if above == "" {
		return h.root, p
	}
	above = above[:len(above)-1]
	h.mu.Lock()
	defer h.mu.Unlock()
	folder := h.open[above]
	if folder == nil {
		if h.asked == nil {
			h.asked = map[string]int{}
		}
		h.asked[above]++
		if h.gone || h.asked[above] < worthOpening || len(h.open) >= mostHandles {
			return h.root, p
		}
		var err error
		if folder, err = h.root.OpenRoot(above); err != nil {
			return h.root, p // which will tell what is wrong
		}
		if h.open == nil {
			h.open = map[string]*os.Root{}
		}
		h.open[above] = folder
	}
	return folder, name
}

// nearFile is near for the file at p: it keeps no folder open that has only this
// one file in it, as that of a page has.
func (h *handles) nearFile(p string) (from *os.Root, rest string) {
	folder, name := path.Split(p)
	if folder == "" {
		return h.root, p
	}
	from, rest = h.near(folder[:len(folder)-1])
	return from, path.Join(rest, name)
}

// letGo closes all folders, and keeps none open from now on.
func (h *handles) letGo() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, folder := range h.open {
		folder.Close()
	}
	h.open, h.gone = nil, true
}
