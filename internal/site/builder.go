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
	articles []*Article // seen or expired, oldest first
	slugs    map[string]*Article
	hidden   map[string]bool // paths of documents that may not be seen
	unseen   map[string]bool // slugs of articles that may not be seen
	// unseenNames are the names, folded, that articles which stand in no list
	// use: to name one is no mistake, for time alone may have hidden it.
	unseenNames map[string]bool
	entities    []*news.Document
	pages       []*Page

	// name
	names  *news.Names
	levels news.Levels

	// group
	incidents map[string]*Incident
	merged    map[string]string // id of a merged incident → where it leads

	// file
	byID  map[entityKey]*news.Document
	terms map[TermKind]map[string]*Term
	spelt map[spelling]*Term // companies, actors and authors by a name as it is written

	// place
	addresses   map[string]address
	folders     map[string]address
	targets     map[string]string // path of a document, or of a file of content/ or static/ → URL
	pictures    map[string]*Picture
	attachments map[string]Attachment

	// link
	vanished map[string]bool // paths of pages that hidden documents would make
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
		site:        &Site{Publication: in.Publication, Words: in.Words, Edition: in.Edition, Terms: map[TermKind][]*Term{}, byPath: make(map[string]*Article, n), sources: map[string][]news.Source{}},
		slugs:       make(map[string]*Article, n),
		hidden:      map[string]bool{},
		unseen:      map[string]bool{},
		unseenNames: map[string]bool{},
		incidents:   make(map[string]*Incident, n),
		merged:      map[string]string{},
		terms:       map[TermKind]map[string]*Term{},
		spelt:       map[spelling]*Term{},
		addresses:   make(map[string]address, n+n/8),
		folders:     make(map[string]address, n+n/8),
		targets:     make(map[string]string, n),
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

// byDate orders articles oldest first: by publication, then by what they tell
// of, then by slug. The order is total, so that nothing depends on the order of
// files. Once admit has sorted all articles, their rank says the same at once.
func byDate(a, b *Article) int {
	if a.rank != b.rank {
		return cmp.Compare(a.rank, b.rank)
	}
	return cmp.Or(
		a.Published.Time.Compare(b.Published.Time),
		a.Article.Occurred.Time.Compare(b.Article.Occurred.Time),
		strings.Compare(a.ID, b.ID),
		strings.Compare(a.Path, b.Path))
}
