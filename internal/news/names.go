package news

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"blotter/internal/diag"
)

// The words that stand in `company` for organisations without a name: one that
// is not named, and the uncounted victims of mass exploitation. They have no page.
const (
	Undisclosed = "undisclosed"
	Many        = "many"
)

// IsCategory reports whether a name in `attributed_to` is a category of actors,
// which has no page.
func IsCategory(name string) bool {
	switch name {
	case "nation-state", "criminal", "hacktivist", "insider":
		return true
	}
	return false
}

// Fold gives the form in which two spellings of one name are equal: NFKC, case
// folded, blanks collapsed, apostrophes, quotation marks and hyphens plain,
// invisible characters dropped.
func Fold(name string) string {
	plain := true
	for i := range len(name) {
		if name[i] >= utf8.RuneSelf || name[i] < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return foldPlain(name)
	}
	typewritten := func(r rune) rune {
		switch {
		case isApostrophe(r):
			return '\''
		case invisible(r):
			return -1
		}
		switch r {
		case '“', '”', '„', '«', '»', '″':
			return '"'
		case '‐', '‑', '‒', '–', '—', '−':
			return '-'
		}
		return r
	}
	folded := norm.NFKC.String(strings.Map(typewritten, strings.ToValidUTF8(name, " ")))
	// Lower case after folding: Cherokee alone folds upwards.
	folded = norm.NFKC.String(strings.ToLower(cases.Fold().String(folded)))
	return strings.Join(strings.Fields(strings.Map(typewritten, folded)), " ")
}

// foldPlain is Fold for a name in printable ASCII, as nearly all are. One that is
// folded already it gives as it is.
func foldPlain(name string) string {
	var room [64]byte
	folded := room[:0]
	for i := range len(name) {
		c := name[i]
		switch {
		case c == ' ' && (len(folded) == 0 || folded[len(folded)-1] == ' '):
			continue
		case c == '`':
			c = '\''
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		folded = append(folded, c)
	}
	folded = bytes.TrimSuffix(folded, []byte(" "))
	if string(folded) == name {
		return name
	}
	return string(folded)
}

// Names knows who is who: which organisation, actor or author a name means. It
// is immutable.
//
// A name means the file that has it as id, `name` or alias, in any spelling that
// folds or slugs alike. A name that no file has means itself, under its slug.
type Names struct {
	companies, actors, authors *roster
	// groups are, for an actor's id, the files that list it as themselves or as
	// an overlapping alias; actors with a file in common are not strangers.
	groups map[string][]string
	// headed are the names of actors as headlines have them, by their first word.
	headed map[string][]heading
}

// heading is the name of an actor, and the words of one of its names as
// headlineWords gives them.
type heading struct {
	name  string
	words []string
}

// roster is the names of one kind of document.
type roster struct {
	byName map[string]string // folded name → id, merges and renames followed
	bySlug map[string]string // slug of a name → id, "" where two files have it
	// written is how the file writes a folded name.
	written map[string]string
	known   []string
	slips   diag.Slips // of the folded names
	met     sync.Map   // name → meaning: what find has answered before
}

// NewNames reads the identities out of the company, actor and author documents
// among docs; it ignores the others. Pass visible documents only. The
// diagnostics are names that two files claim, and `merged`, `renamed` and
// `parent` that lead to no file or in a circle.
func NewNames(docs []*Document) (*Names, diag.List) {
	n := &Names{groups: map[string][]string{}, headed: map[string][]heading{}}
	var found diag.List
	n.companies, found = newRoster(docs, KindCompany, found)
	n.actors, found = newRoster(docs, KindActor, found)
	n.authors, found = newRoster(docs, KindAuthor, found)
	found = append(found, n.parentCircles(docs)...)
	for _, d := range docs {
		if d.Kind != KindActor {
			continue
		}
		for _, c := range append(claims(d), claim{d.ID, ""}) {
			if words := headlineWords(c.name); len(words) > 0 {
				n.headed[words[0]] = append(n.headed[words[0]], heading{cmp.Or(d.Actor.Name, d.ID), words})
			}
		}
		id, _ := n.Actor(d.ID)
		group := []string{id}
		for _, alias := range d.Actor.Aliases {
			if alias.Relation == "" || alias.Relation == "overlaps" || alias.Relation == "same" {
				other, _ := n.Actor(alias.Name)
				group = append(group, other)
			}
		}
		for _, member := range group {
			n.groups[member] = append(n.groups[member], id)
		}
	}
	return n, found.Sort()
}

// claim is one name that a file says is its own.
type claim struct{ name, path string }

// claims gives the name and aliases of an identity document.
func claims(d *Document) []claim {
	var out []claim
	add := func(name, path string) {
		if name != "" {
			out = append(out, claim{name, path})
		}
	}
	switch d.Kind {
	case KindCompany:
		add(d.Company.Name, "name")
		for i, alias := range d.Company.Aliases {
			add(alias, nth("aliases", i))
		}
	case KindActor:
		add(d.Actor.Name, "name")
		for i, alias := range d.Actor.Aliases {
			if alias.Relation == "same" {
				add(alias.Name, nth("aliases", i)+".name")
			}
		}
	case KindAuthor:
		add(d.Author.Name, "name")
	}
	return out
}

// successor gives the id that a file says it is now part of or called, and the key.
func successor(d *Document) (id, key string) {
	switch d.Kind {
	case KindCompany:
		return d.Company.Merged, "merged"
	case KindActor:
		return d.Actor.Renamed, "renamed"
	}
	return "", ""
}

func newRoster(docs []*Document, kind Kind, found diag.List) (*roster, diag.List) {
	files := map[string]*Document{}
	var sorted []*Document
	for _, d := range docs {
		if d.Kind == kind {
			files[d.ID] = d
			sorted = append(sorted, d)
		}
	}
	slices.SortFunc(sorted, func(a, b *Document) int { return cmp.Compare(a.Path, b.Path) })

	// Every file comes to rest at the file that nothing follows.
	rest := map[string]string{}
	for _, d := range sorted {
		id, trouble := follow(d, files)
		rest[d.ID] = id
		if trouble != nil {
			found = append(found, *trouble)
		}
	}

	r := &roster{byName: map[string]string{}, bySlug: map[string]string{}, written: map[string]string{}}
	type owner struct {
		doc  *Document
		path string
	}
	owners := map[string]owner{}
	enter := func(d *Document, c claim) {
		id, folded := rest[d.ID], Fold(c.name)
		r.known = append(r.known, c.name)
		first, taken := owners[folded]
		switch {
		case !taken:
			owners[folded] = owner{d, c.path}
			r.slips.Add(folded)
			r.byName[folded] = id
		case r.byName[folded] != id:
			twice := d.At(c.path, diag.Error, "name-claimed-twice",
				"«"+c.name+"» is a name of two "+plural(kind)+": "+first.doc.ID+" and "+d.ID,
				"take it out of one of them, or merge the two")
			twice.Related = []diag.Pos{first.doc.Pos(first.path)}
			found = append(found, twice)
		}
		if r.byName[folded] == id {
			r.written[folded] = c.name // of an id and a name, the name, which comes later
		}
		slug, ok := Slug(c.name)
		if other, taken := r.bySlug[slug]; ok && taken && other != id {
			r.bySlug[slug] = ""
		} else if ok {
			r.bySlug[slug] = id
		}
	}
	// Ids come first: where one is another file's alias, the alias is the mistake.
	for _, d := range sorted {
		enter(d, claim{d.ID, ""})
	}
	for _, d := range sorted {
		for _, c := range claims(d) {
			enter(d, c)
		}
	}
	for id := range files { // an id is a URL: it always means its own file
		r.bySlug[id] = rest[id]
	}
	slices.Sort(r.known)
	r.known = slices.Compact(r.known)
	return r, found
}

// follow walks from d along `merged` or `renamed` to the id where that ends.
func follow(d *Document, files map[string]*Document) (id string, trouble *diag.Diagnostic) {
	seen := map[string]bool{d.ID: true}
	for at := d; ; {
		next, key := successor(at)
		if next == "" {
			return at.ID, nil
		}
		target := files[next]
		if target == nil {
			if at != d { // told at the file that says so
				return at.ID, nil
			}
			t := d.At(key, diag.Error, "unknown-"+d.Kind.String(),
				"there is no "+d.Kind.String()+" file «"+next+"»",
				diag.DidYouMean(next, slices.Collect(maps.Keys(files))))
			return d.ID, &t
		}
		if seen[next] {
			if next != d.ID { // a circle further on, told there
				return at.ID, nil
			}
			t := d.At(key, diag.Error, key+"-in-a-circle",
				"«"+d.ID+"» leads back to itself", "take «"+key+"» out of the file that is current")
			return d.ID, &t
		}
		seen[next] = true
		at = target
	}
}

// parentCircles finds companies that belong to themselves in the end.
func (n *Names) parentCircles(docs []*Document) diag.List {
	parent := map[string]string{}
	for _, d := range docs {
		if d.Kind == KindCompany && d.Company.Parent != "" {
			parent[d.ID], _ = n.Company(d.Company.Parent)
		}
	}
	var found diag.List
	for _, d := range docs {
		if d.Kind != KindCompany {
			continue
		}
		for at, steps := parent[d.ID], 0; at != "" && steps <= len(parent); at, steps = parent[at], steps+1 {
			if at == d.ID {
				found = append(found, d.At("parent", diag.Error, "parent-in-a-circle",
					"«"+d.ID+"» belongs to itself in the end", "take «parent» out of the organisation at the top"))
				break
			}
		}
	}
	return found
}

func plural(kind Kind) string {
	if kind == KindCompany {
		return "companies"
	}
	return kind.String() + "s"
}

// find gives the id that name means.
func (r *roster) find(name string) (id string, ok bool) {
	// The same few names are asked for again and again, and folding costs.
	if m, ok := r.met.Load(name); ok {
		return m.(meaning).id, m.(meaning).ok
	}
	m := r.look(name)
	r.met.Store(name, m)
	return m.id, m.ok
}

func (r *roster) look(name string) meaning {
	if id, ok := r.byName[Fold(name)]; ok {
		return meaning{id, true}
	}
	slug, _ := Slug(name)
	if id := r.bySlug[slug]; id != "" {
		return meaning{id, true}
	}
	return meaning{slug, false}
}

// meaning is what find gives for a name.
type meaning struct {
	id string
	ok bool
}

// Company gives the id of the organisation that name means; ok says that it has
// a file. An organisation without a file has its slug as id.
func (n *Names) Company(name string) (id string, ok bool) { return n.companies.find(name) }

// Actor gives the id of the actor that name means, as Company does. Of an
// actor's aliases only those of relation «same» lead to it.
func (n *Names) Actor(name string) (id string, ok bool) { return n.actors.find(name) }

// actorIn gives the name of the first actor with a file that a headline names, ""
// if it names none. except says which names are none here.
func (n *Names) actorIn(headline string, except func(words []string) bool) string {
	if len(n.headed) == 0 {
		return ""
	}
	words := headlineWords(headline)
	for i, first := range words {
		for _, h := range n.headed[first] {
			if len(h.words) <= len(words)-i && slices.Equal(h.words, words[i:i+len(h.words)]) && capitalised(headline, first) && !except(h.words) {
				return h.name
			}
		}
	}
	return ""
}

// capitalised reports whether a word stands in a headline as names do: «play» is
// not Play.
func capitalised(headline, word string) bool {
	for written := range strings.FieldsSeq(headline) {
		if strings.Contains(Fold(written), word) && (strings.ToLower(written) != written || strings.ToUpper(written) == written) {
			return true
		}
	}
	return false
}

// Author gives the id of the author that name means, as Company does.
func (n *Names) Author(name string) (id string, ok bool) { return n.authors.find(name) }

// Speaker identifies a joint speaker: equal for the same organisations, actors
// or persons in any order and under any of their names; "" for this newsroom.
func (n *Names) Speaker(names []string) string {
	var ids []string
	for _, name := range names {
		if id, ok := n.Company(name); ok {
			ids = append(ids, "company "+id)
		} else if id, ok := n.Actor(name); ok {
			ids = append(ids, "actor "+id)
		} else {
			ids = append(ids, "name "+Fold(name))
		}
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), "\n")
}

// strangers reports whether two actors have nothing to do with each other: they
// are not the same, and no file lists both, as itself or as an overlapping alias.
func (n *Names) strangers(a, b string) bool {
	if a == b {
		return false
	}
	for _, group := range n.groups[a] {
		if slices.Contains(n.groups[b], group) {
			return false
		}
	}
	return true
}

// Known gives every id, name and alias that leads to a file of the kind
// (KindCompany, KindActor, KindAuthor), sorted, for did-you-mean.
func (n *Names) Known(kind Kind) []string {
	switch kind {
	case KindCompany:
		return n.companies.known
	case KindActor:
		return n.actors.known
	case KindAuthor:
		return n.authors.known
	}
	return nil
}
