package fiction

import (
	"path"
	"strings"
)

// kind is what an entity is; its value is the folder of its files.
type kind string

const (
	company kind = "companies"
	actor   kind = "actors"
	author  kind = "authors"
)

// entity is an organisation, an actor or an author, with a file or without.
type entity struct {
	kind kind
	// mark stands in the name and the id, tail in what only the file says.
	mark, tail string
	id, name   string
	aliases    []string
	file       bool
	access     access
	parent     *entity // of a company
	former     *entity // what it was merged into, or is called now
	photo      *picture
	more       matter
	body       []block
}

func (e *entity) path() string { return path.Join("content", string(e.kind), e.id+".md") }

// names are those that an article may use.
func (e *entity) names() []string {
	if !e.file {
		return []string{e.name}
	}
	return append([]string{e.name, e.id}, e.aliases...)
}

func (s *Site) newEntity(k kind) *entity {
	mark, word := s.newMark(), s.word()
	e := &entity{kind: k, mark: mark, tail: s.newMark(), id: mark + "-" + word, name: capital(mark) + " " + capital(word)}
	if s.chance(3) {
		e.aliases = []string{capital(mark) + " Also " + capital(s.word())}
	}
	e.file = s.chance(2) || k == author
	if k == author && s.chance(3) {
		e.photo = s.newPicture(path.Dir(e.path()), e.tail)
	}
	if k == company && s.chance(4) {
		e.parent = pick(s, those(s.entities, func(other *entity) bool { return other.kind == company && other.parent == nil && other.former == nil }))
	}
	s.describe(e)
	s.entities = append(s.entities, e)
	return e
}

// describe invents what the file of e says.
func (s *Site) describe(e *entity) {
	switch e.kind {
	case company:
		e.more.set("country", pick(s, []string{"", "GB", "NL"}))
		e.more.set("sector", pick(s, []string{"", "retail", "health"}))
		e.more.set("website", "https://"+e.id+".example/")
	case actor:
		e.more.set("kind", pick(s, []string{"criminal", "nation-state", "unknown"}))
	case author:
		e.more.set("role", "Desk "+s.word())
		e.more.set("expertise", list{s.phrase(2)})
	}
	e.body = s.text(e.tail, e.path())
}

// anyone gives an entity of the kind that articles may name: not one that was
// merged into another.
func (s *Site) anyone(k kind) *entity {
	return pick(s, those(s.entities, func(e *entity) bool { return e.kind == k && e.former == nil }))
}

func (s *Site) printEntity(x *entity, e edition) string {
	var m matter
	m.set("name", x.name)
	switch {
	case x.former != nil && x.kind == company:
		m.set("merged", x.former.id)
	case x.former != nil:
		m.set("renamed", x.former.id)
	}
	if x.former != nil {
		return m.file(yamlMatter, "")
	}
	if x.kind == actor {
		var aliases list
		for _, alias := range x.aliases {
			aliases = append(aliases, matter{{"name", alias}, {"by", "Bureau"}, {"relation", "same"}})
		}
		m.set("aliases", aliases)
	} else if x.kind == company {
		m.set("aliases", listOf(x.aliases))
	}
	if x.parent != nil { // whose own file may be hidden: the name is said here
		m.set("parent", x.parent.name)
	}
	if x.photo != nil {
		m.set("photo", matter{{"src", relative(x.path(), x.photo.path)}, {"alt", "Portrait " + x.tail}})
	}
	m = append(m, x.more...)
	x.access.write(&m)
	return m.file(yamlMatter, s.printBody(x.body, x.path(), e))
}

// story is an incident that articles name by id, with a file or without.
type story struct {
	mark, tail string
	id         string
	file       bool
	title      string
	access     access
	said       said // companies, which every report of it shares
	rows       []row
	merged     *story
	active     bool // proceedings
	body       []block
}

func (x *story) path() string { return "content/incidents/" + x.id + ".md" }

// now is the story that x was merged into in the end, or x.
func (x *story) now() *story {
	for x.merged != nil {
		x = x.merged
	}
	return x
}

func (s *Site) newStory() *story {
	mark := s.newMark()
	x := &story{mark: mark, tail: s.newMark(), id: mark + "-2025-04", file: s.chance(2)}
	e := s.anyone(company)
	x.said.companies = []party{{e, e.name, ""}}
	if s.chance(2) {
		x.title = s.sentence(3) + " " + mark
	}
	if x.file && s.chance(3) {
		x.rows = []row{s.newRow()}
	}
	x.active = s.chance(4)
	x.body = s.text(x.tail, x.path())
	s.stories = append(s.stories, x)
	return x
}

// newRow invents a row of statements that may be hidden.
func (s *Site) newRow() row {
	r := row{mark: s.newMark(), when: s.day()}
	s.attribute(&r.said)
	if s.chance(2) {
		r.access = s.hide()
	}
	return r
}

// tells reports whether the article names the story, under whatever id.
func (a *article) tells(x *story) bool {
	return a.story != nil && a.story.now() == x.now() || a.also != nil && a.also.now() == x.now()
}

// told reports whether a visible report tells of the story.
func (s *Site) told(x *story) bool {
	for _, a := range s.articles {
		if a.tells(x) && a.speaks() && !a.hidden(s.now) && !a.expired(s.now) {
			return true
		}
	}
	return false
}

func (s *Site) printStory(x *story, e edition) string {
	var m matter
	if x.merged != nil {
		m.set("merged", x.merged.id)
		return m.file(yamlMatter, "")
	}
	m.set("title", x.title)
	x.said.writeCompanies(&m)
	m.set("statements", s.printRows(x.rows, e))
	if x.active {
		m.set("proceedings", "active")
	}
	x.access.write(&m)
	return m.file(yamlMatter, s.printBody(x.body, x.path(), e))
}

// page is one file of content/pages.
type page struct {
	mark, tail   string
	folder, name string
	title        string
	fixed        bool // always there: the menu leads to it
	access       access
	aliases      []string
	body         []block
}

func (p *page) path() string { return path.Join("content/pages", p.folder, p.name+".md") }

func (s *Site) newPage() *page {
	mark := s.newMark()
	p := &page{mark: mark, tail: s.newMark(), folder: pick(s, []string{"", "house"}), name: mark}
	p.title = s.sentence(2) + " " + p.tail
	p.body = s.text(p.tail, p.path())
	s.pages = append(s.pages, p)
	return p
}

func (s *Site) printPage(p *page, e edition) string {
	var m matter
	m.set("title", p.title)
	m.set("aliases", listOf(p.aliases))
	p.access.write(&m)
	return m.file(yamlMatter, s.printBody(p.body, p.path(), e))
}

// picture is a file beside a document.
type picture struct {
	path string
	mark string
	data []byte
}

func (s *Site) newPicture(folder, mark string) *picture {
	p := &picture{path: path.Join(folder, mark+"-"+s.newMark()+".png"), mark: mark, data: s.picture(mark)}
	s.pictures = append(s.pictures, p)
	return p
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }
