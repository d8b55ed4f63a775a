// Package fiction invents sites for tests: whole projects with articles in all
// forms, incidents, companies, actors, authors, pages, pictures, static files,
// template overrides and a site.yaml, and with everything that can be hidden.
//
// It takes a seed (New) and gives a Site, from which a Tree is printed: the
// project as files. Edit changes the Site as a newsroom changes its folder, one
// save or one checkout at a time. Tree.Follow makes them in a folder on disk.
// Minus gives the Tree without what is hidden, Canaries the words that may then
// be found nowhere. The same seed gives the same site and the same edits.
//
// A Site is valid: it has no error diagnostics, except between an edit that
// breaks something (Broken) and the one that repairs it. What is hidden is
// worked out from what this package itself decided to write; package fiction
// imports no other, so that a mistake elsewhere cannot hide behind the same
// mistake here. Tests alone import it.
package fiction

import (
	"maps"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"time"
)

// Tree is a project: the bytes of every file by its path, slash-separated and
// relative to the project.
type Tree map[string][]byte

// Options say what kind of site to invent.
type Options struct {
	Seed uint64
	// Articles is how many there are at first; 30 if zero.
	Articles int
	// Language is the language of the site, as long as it is edited; any that the
	// program has words of if empty.
	Language string
	// Many is how many articles an import brings at one stroke; there is none if zero.
	Many int
	// Templates are the built-in templates by path (templates/…), of which some
	// are overridden; none if nil.
	Templates Tree
}

// Site is an invented newsroom's project and clock.
type Site struct {
	prose
	now       time.Time
	templates Tree // built-in
	language  string
	paper     paper
	articles  []*article
	stories   []*story
	entities  []*entity
	pages     []*page
	pictures  []*picture
	other     Tree              // static/ and templates/
	damage    map[string][]byte // broken files, in place of what the Site says
	days      []int             // day numbers before now that no article has yet
	asked     map[string]bool   // marks given out
	ticks     int               // instants given out
	many      int               // articles of an import
	crowd     []*article        // those of an import, of the articles
	unmade    []int             // kinds of edit that were not made yet, by number
	folders   []Renamed         // by the present stroke
}

// New invents a site.
func New(o Options) *Site {
	if o.Articles == 0 {
		o.Articles = 30
	}
	s := &Site{
		prose:     newProse(rand.New(rand.NewPCG(o.Seed, 1))),
		now:       time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC),
		templates: o.Templates,
		language:  o.Language,
		many:      o.Many,
		other:     Tree{},
		damage:    map[string][]byte{},
		asked:     map[string]bool{},
	}
	s.now = s.now.Add(time.Duration(s.IntN(200*24*60)) * time.Minute)
	s.days = s.Perm(manyDays)
	s.foundPaper()
	for range o.Articles/4 + 3 {
		s.newEntity(company)
		if s.chance(2) {
			s.newEntity(actor)
		}
		if s.chance(3) {
			s.newEntity(author)
		}
	}
	s.newEntity(actor)
	s.newEntity(author)
	for range s.between(2, 4) {
		s.newPage()
	}
	for range o.Articles {
		s.newArticle()
	}
	for _, change := range []func(*Site) bool{
		mergeCompany, renameActor, mergeStories, withdrawArticle, hideArticle, hideArticle, hideArticle, hideFile, hideFile, addRow, addRow,
		editTemplate, addStatic, addStatic,
	} {
		if s.chance(4) {
			continue
		}
		change(s)
	}
	s.mend()
	s.unmade = s.Perm(len(editKinds()))
	return s
}

// Now is the site's clock. It stands still until an edit steps it.
func (s *Site) Now() time.Time { return s.now }

// Broken reports whether a file is broken at present, so that no build can succeed.
func (s *Site) Broken() bool { return len(s.damage) > 0 }

// Tree prints the project.
func (s *Site) Tree() Tree {
	t := s.Sound()
	maps.Copy(t, s.damage)
	return t
}

// Sound prints the project as it would be if nothing were broken.
func (s *Site) Sound() Tree { return s.print(edition{}) }

// Damaged are the paths of the broken files, sorted.
func (s *Site) Damaged() []string { return slices.Sorted(maps.Keys(s.damage)) }

// edition says how a Tree is printed: in full, or without what is hidden.
type edition struct {
	// hidden says what is left out; nil for nothing. Links to it are plain text.
	hidden map[any]bool
	// rows leaves hidden rows of statements out.
	rows bool
}

func (s *Site) print(e edition) Tree {
	t := maps.Clone(s.other)
	t["content/site.yaml"] = []byte(s.paper.matter().yaml(""))
	put := func(what any, path, text string) {
		if !e.hidden[what] {
			t[path] = []byte(text)
		}
	}
	for _, a := range s.articles {
		put(a, a.path(), s.printArticle(a, e))
	}
	for _, x := range s.stories {
		if x.file {
			put(x, x.path(), s.printStory(x, e))
		}
	}
	for _, x := range s.entities {
		if x.file {
			put(x, x.path(), s.printEntity(x, e))
		}
	}
	for _, p := range s.pages {
		put(p, p.path(), s.printPage(p, e))
	}
	for _, p := range s.pictures {
		if !e.hidden[p] {
			t[p.path] = p.data
		}
	}
	return t
}

// manyDays is how many days are given out, every second one, so that no two
// articles share one whatever the time zone.
const manyDays = 900

// newMark gives a mark that nothing else has.
func (s *Site) newMark() string {
	for {
		if m := s.mark(); !s.asked[m] {
			s.asked[m] = true
			return m
		}
	}
}

// day gives a day that no other article has, at least four days past.
func (s *Site) day() time.Time {
	if len(s.days) == 0 {
		s.days = s.Perm(manyDays) // after very many edits most articles are gone that had them
	}
	n := s.days[0]
	s.days = s.days[1:]
	first := time.Date(2020, time.June, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, 2*n)
}

// zone gives an offset from UTC, for dates with a time.
func (p prose) zone() *time.Location {
	hours := []int{0, 0, 1, 2, -5, 9}[p.IntN(6)]
	return time.FixedZone("", hours*3600)
}

// access is what may hide a file or a row. Times are instants.
type access struct {
	draft, removed bool
	embargo        time.Time
	tlp            string
}

func (a access) hidden(now time.Time) bool {
	return a.draft || a.removed || a.embargo.After(now) || a.tlp != "" && a.tlp != "clear"
}

func (a access) write(m *matter) {
	m.set("draft", a.draft)
	m.set("removed", a.removed)
	m.set("tlp", a.tlp)
	if !a.embargo.IsZero() {
		m.set("embargo", date(a.embargo.Format(time.RFC3339)))
	}
}

// hide gives a way to be hidden at s.now, and until when: zero for good.
func (s *Site) hide() access {
	switch s.IntN(5) {
	case 0:
		return access{removed: true}
	case 1, 2:
		return access{embargo: s.later()}
	case 3:
		return access{tlp: []string{"green", "amber", "amber+strict", "red"}[s.IntN(4)]}
	}
	return access{draft: true}
}

// later gives an instant a little after now, which a step of the clock may reach.
func (s *Site) later() time.Time {
	return s.now.Add(time.Duration(s.between(1, 5*24*60)) * time.Minute).Truncate(time.Second)
}

// pick gives one of all, or the zero value of none.
func pick[T any](s *Site, all []T) (one T) {
	if len(all) > 0 {
		one = all[s.IntN(len(all))]
	}
	return one
}

// those gives the elements of all that are wanted.
func those[T any](all []T, wanted func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(x T) bool { return !wanted(x) })
}

// relative gives the path of the file at to as a link in the file at from.
func relative(from, to string) string {
	up := strings.Split(path.Dir(from), "/")
	down := strings.Split(to, "/")
	for len(up) > 0 && len(down) > 1 && up[0] == down[0] {
		up, down = up[1:], down[1:]
	}
	return strings.Repeat("../", len(up)) + strings.Join(down, "/")
}
