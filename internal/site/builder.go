package site

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// builder holds what New needs on the way. Its methods run in the order in
// which New calls them; each reads what the ones before it made.
type builder struct {
	in          Input
	memory      *Memory
	site        *Site
	lock        sync.Mutex // guards diagnostics, site.next and site.nextWhy
	diagnostics diag.List

	// admit
	documents []*known
	nothing   news.Standing   // of an article that tells of no incident
	articles  []*Article      // seen or expired, oldest first
	hidden    map[string]bool // paths of documents that may not be seen
	unseen    map[string]bool // slugs of articles that may not be seen
	// unseenNames are the names, folded, that articles which stand in no list
	// use: to name one is no mistake, for time alone may have hidden it.
	unseenNames map[string]bool
	entities    []*news.Document
	naming      []*known // what is known of articles and entities, whose names count
	pages       []*Page

	// name
	names  *news.Names
	levels news.Levels

	// group
	incidents map[string]*Incident
	stories   []*Incident       // the same, oldest first
	merged    map[string]string // id of a merged incident → where it leads

	// file
	byID     map[entityKey]*news.Document
	terms    map[TermKind]map[string]*Term
	byNumber []*Term      // what names mean, by the number of the name in the memory
	filed    arena[*Term] // for what articles are filed under
	parties  arena[Party]

	// place
	claims      claims
	targets     map[string]string // path of a document but articles, or of a file of content/ or static/ → URL
	pictures    map[string]*Picture
	attachments map[string]Attachment

	// link
	paths    map[string]*Article // by path of the document; nil until somebody asks
	vanished map[string]bool     // paths of pages that hidden documents would make
}

func newBuilder(in Input) *builder {
	memory := in.Memory
	if memory == nil {
		memory = NewMemory()
	}
	n := len(in.Documents)
	return &builder{
		in:          in,
		memory:      memory,
		site:        &Site{Publication: in.Publication, Words: in.Words, Edition: in.Edition, Terms: map[TermKind][]*Term{}, article: make(map[*news.Document]*Article, n), sources: map[string][]news.Source{}},
		documents:   memory.recall(in.Documents),
		hidden:      map[string]bool{},
		unseen:      map[string]bool{},
		unseenNames: map[string]bool{},
		incidents:   make(map[string]*Incident, n),
		merged:      map[string]string{},
		terms:       map[TermKind]map[string]*Term{},
		claims:      follow(memory.claims, n),
		targets:     map[string]string{},
		pictures:    map[string]*Picture{},
		attachments: map[string]Attachment{},
	}
}

// report notes what is wrong; New sorts it in the end. Safe for concurrent use.
func (b *builder) report(d ...diag.Diagnostic) {
	if len(d) == 0 {
		return
	}
	b.lock.Lock()
	defer b.lock.Unlock()
	b.diagnostics = append(b.diagnostics, d...)
}

// inParallel does one thing for each of all on all cores. do may write only to
// what it is given; report and mayShow may be called.
func inParallel[T any](all []T, do func(T)) {
	if len(all) == 0 {
		return
	}
	var work sync.WaitGroup
	for part := range slices.Chunk(all, len(all)/runtime.GOMAXPROCS(0)+1) {
		work.Go(func() {
			for _, one := range part {
				do(one)
			}
		})
	}
	work.Wait()
}

// arena cuts small lists out of large pieces of memory: 10,000 articles have
// 50,000 of them.
type arena[T any] struct{ free []T }

// list gives an empty list with room for n.
func (a *arena[T]) list(n int) []T {
	if n > len(a.free) {
		a.free = make([]T, max(n, 1024))
	}
	out := a.free[:0:n]
	a.free = a.free[n:]
	return out
}

// inOrder sorts all. Those that have a last place, from 1, are in that order still, which
// leaves little to do; the place of others is 0.
func inOrder[T any](all []T, last func(T) int, compare func(T, T) int) {
	places := make([]T, len(all)+1)
	taken := make([]bool, len(all)+1)
	var others []T
	for _, one := range all {
		if n := last(one); n > 0 && n <= len(all) && !taken[n] {
			places[n], taken[n] = one, true
		} else {
			others = append(others, one)
		}
	}
	sorted := all[:0]
	for n, is := range taken {
		if is {
			sorted = append(sorted, places[n])
		}
	}
	if len(others) > 100 {
		slices.SortFunc(append(sorted, others...), compare)
		return
	}
	for _, one := range others {
		at, _ := slices.BinarySearchFunc(sorted, one, compare)
		sorted = slices.Insert(sorted, at, one)
	}
}

// byDate orders articles oldest first: by publication, then by what they tell
// of, then by slug. The order is total, so that nothing depends on the order of
// files. Once admit has sorted all articles, their rank says the same at once.
func byDate(a, b *Article) int {
	if a.rank != b.rank {
		return cmp.Compare(a.rank, b.rank)
	}
	if c := a.Published.Time.Compare(b.Published.Time); c != 0 {
		return c
	}
	return cmp.Or(
		a.Article.Occurred.Time.Compare(b.Article.Occurred.Time),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Path, b.Path))
}
