package fiction

import (
	"maps"
	"slices"
)

// Minus prints the project as it would be if what is hidden at Now had never
// been written: without hidden articles, pages, entity files and rows of
// statements, and without every entity file and picture that only they refer
// to. Where something visible leads to what is gone, it has plain words.
func (s *Site) Minus() Tree {
	hidden, roots := s.hidden()
	seen := s.named(s.visibleRoots(), hidden)
	for what := range s.named(roots, nil) {
		if !seen[what] {
			hidden[what] = true
		}
	}
	return s.print(edition{hidden: hidden, rows: true})
}

// Canaries are words that nothing published at Now may contain, in any letter
// case: each stands in something that is hidden, expired or withdrawn, and in
// nothing that anybody can see.
func (s *Site) Canaries() []string {
	hidden, _ := s.hidden()
	seen := s.named(s.publicRoots(), hidden)
	words := map[string]bool{}
	for _, a := range s.articles {
		switch {
		case a.hidden(s.now) || a.expired(s.now):
			words[a.mark], words[a.tail] = true, true
		case a.withdrawn:
			words[a.tail] = true
		}
		for _, r := range a.rows {
			words[r.mark] = r.access.hidden(s.now) || a.hidden(s.now) || a.withdrawn
		}
	}
	for _, x := range s.stories {
		for _, r := range x.rows {
			words[r.mark] = r.access.hidden(s.now) || hidden[x]
		}
		words[x.tail] = hidden[x]
		words[x.mark] = !seen[x]
	}
	for _, e := range s.entities {
		words[e.tail] = hidden[e] || !seen[e]
		words[e.mark] = !seen[e]
	}
	for _, p := range s.pages {
		words[p.mark], words[p.tail] = hidden[p], hidden[p]
	}
	maps.DeleteFunc(words, func(_ string, secret bool) bool { return !secret })
	return slices.Sorted(maps.Keys(words))
}

// hidden gives the documents that nobody may see, and all that is written where
// nobody may see it: those documents and the hidden rows of others.
func (s *Site) hidden() (documents map[any]bool, roots []any) {
	documents = map[any]bool{}
	hide := func(what any, hidden bool) {
		if hidden {
			documents[what] = true
			roots = append(roots, what)
		}
	}
	for _, a := range s.articles {
		hide(a, a.hidden(s.now))
		roots = append(roots, s.hiddenRows(a.rows)...)
	}
	for _, p := range s.pages {
		hide(p, p.access.hidden(s.now))
	}
	for _, x := range s.stories {
		hide(x, x.file && x.access.hidden(s.now))
		roots = append(roots, s.hiddenRows(x.rows)...)
	}
	for _, e := range s.entities {
		hide(e, e.file && e.access.hidden(s.now))
	}
	return documents, roots
}

func (s *Site) hiddenRows(rows []row) []any {
	var out []any
	for _, r := range rows {
		if r.access.hidden(s.now) && r.said.to != nil {
			out = append(out, r.said.to)
		}
	}
	return out
}

// visibleRoots are the documents that are public by themselves. Any other is
// public because one of them names it.
func (s *Site) visibleRoots() []any {
	var roots []any
	for _, a := range s.articles {
		if !a.hidden(s.now) {
			roots = append(roots, a)
		}
	}
	for _, p := range s.pages {
		if !p.access.hidden(s.now) {
			roots = append(roots, p)
		}
	}
	return roots
}

// publicRoots are the visible roots, and in place of an article without a page
// what is still said of it: the statements of an expired one, and the byline of
// a withdrawn one.
func (s *Site) publicRoots() []any {
	var roots []any
	for _, what := range s.visibleRoots() {
		a, ok := what.(*article)
		switch {
		case ok && a.withdrawn:
			what = &article{authors: a.authors}
		case ok && a.expired(s.now):
			what = &article{story: a.story, also: a.also, fullAlso: a.fullAlso, said: a.said, rows: a.rows, updates: a.updates}
		}
		roots = append(roots, what)
	}
	return roots
}

// named gives all that the roots name, and what that names, and so on, the
// roots included. What is closed names nothing.
func (s *Site) named(roots []any, closed map[any]bool) map[any]bool {
	found := map[any]bool{}
	for len(roots) > 0 {
		what := roots[0]
		roots = roots[1:]
		if found[what] {
			continue
		}
		found[what] = true
		if !closed[what] {
			roots = append(roots, s.references(what)...)
		}
	}
	return found
}

// references are the entities, stories and pictures that a document names. An
// old name belongs to the new one: who names an entity names all that was
// merged into it.
func (s *Site) references(of any) []any {
	var out []any
	who := func(list ...*entity) {
		for _, e := range list {
			if e != nil {
				out = append(out, e)
			}
		}
	}
	says := func(st said) {
		for _, p := range st.companies {
			who(p.entity)
		}
		who(st.kindBy, st.to)
	}
	rows := func(all []row) {
		for _, r := range all {
			if !r.access.hidden(s.now) {
				says(r.said)
			}
		}
	}
	shown := func(p *picture) {
		if p != nil {
			out = append(out, p)
		}
	}
	body := func(blocks []block) {
		for _, b := range blocks {
			switch b.to.(type) {
			case *entity, *story, *picture:
				out = append(out, b.to)
			}
		}
	}
	switch of := of.(type) {
	case *article:
		for _, x := range []*story{of.story, of.also} {
			if x != nil {
				out = append(out, x)
			}
		}
		if of.fullAlso {
			says(of.also.said)
		}
		says(of.said)
		rows(of.rows)
		for _, u := range of.updates {
			says(u.said)
		}
		who(of.authors...)
		who(of.mentions...)
		shown(of.hero)
		body(of.body)
	case *page:
		body(of.body)
	case *story:
		for _, other := range s.stories {
			if other.merged == of || of.merged == other {
				out = append(out, other)
			}
		}
		if of.file {
			says(of.said)
			rows(of.rows)
			body(of.body)
		}
	case *entity:
		for _, other := range s.entities {
			if other.former == of {
				out = append(out, other)
			}
		}
		if of.file {
			who(of.parent, of.former)
			shown(of.photo)
			body(of.body)
		}
	}
	return out
}
