package site

import (
	"slices"
	"sync"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/words"
)

// Memory keeps what a New has worked out of unchanged documents, for the next
// one. Everything in it is a pure function of what it is found by: documents,
// which are immutable and the same as long as their pointer is. What was not asked for in one New is
// forgotten after it. A Memory serves one New at a time.
type Memory struct {
	under  circumstances
	names  *news.Names
	named  diag.List // what is wrong with the names themselves
	rules  remembered[*news.Document, diag.List]
	stands remembered[string, *stand]
	titles remembered[titleKey, string]
}

// circumstances are what everything in a Memory depends on besides the documents
// it is of.
type circumstances struct {
	vocabulary *news.Vocabulary
	levels     []news.RuleLevel
	entities   []*news.Document // visible ones: who is who, and which incidents are merged
	words      *words.Words
}

// NewMemory remembers nothing yet.
func NewMemory() *Memory { return &Memory{} }

// settleInto forgets everything unless it was worked out under the same
// circumstances.
func (m *Memory) settleInto(c circumstances) {
	same := m.under.vocabulary == c.vocabulary && slices.Equal(m.under.levels, c.levels) && slices.Equal(m.under.entities, c.entities) && m.under.words == c.words
	if !same {
		*m = Memory{under: c}
	}
}

// stand is what stands of an incident, by what was said in its file and in the
// articles that speak of it.
type stand struct {
	doc        *news.Document
	speaking   []*news.Document
	statements []news.Statement
	standing   news.Standing
	found      diag.List

	mu    sync.Mutex
	stood map[string]stood // by the path of an article
}

// stood is what stood of an incident when an article was last brought up to date.
type stood struct {
	article  *news.Document
	standing news.Standing
	moved    bool
}

// stand gives what is remembered of an incident, or nil.
func (m *Memory) stand(i *Incident) *stand {
	known, ok := m.stands.get(i.ID)
	if !ok || known.doc != i.Doc || len(known.speaking) != len(i.speaking) {
		return nil
	}
	for n, a := range i.speaking {
		if known.speaking[n] != a.Document {
			return nil
		}
	}
	return known
}

// lasting reports whether what stands of an incident follows from its documents
// alone: no row has an audience or a time of its own, and no article has expired.
func lasting(i *Incident) bool {
	if i.Doc != nil && len(rowsOf(i.Doc)) > 0 || len(i.Articles) != len(i.speaking) {
		return false
	}
	for _, a := range i.speaking {
		if len(rowsOf(a.Document)) > 0 {
			return false
		}
	}
	return true
}

// turn forgets what the last New did not ask for.
func (m *Memory) turn() {
	m.rules.turn()
	m.stands.turn()
	m.titles.turn()
}

// remembered are values by key, of this New and of the one before.
type remembered[K comparable, V any] struct{ before, now map[K]V }

func (r *remembered[K, V]) get(key K) (V, bool) {
	v, ok := r.before[key]
	if ok {
		r.put(key, v)
	}
	return v, ok
}

func (r *remembered[K, V]) put(key K, v V) {
	if r.now == nil {
		r.now = make(map[K]V, len(r.before))
	}
	r.now[key] = v
}

func (r *remembered[K, V]) turn() { r.before, r.now = r.now, nil }
