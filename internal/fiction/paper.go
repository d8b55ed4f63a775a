package fiction

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// paper is what site.yaml says.
type paper struct {
	title, tagline, notice string
	base, language, zone   string
	permalink              string
	types                  matter // words added to the incident types
	nav                    list
	publisher, feeds       matter
}

func (s *Site) foundPaper() {
	s.paper = paper{
		title:    "The " + capital(s.word()) + " Record",
		tagline:  s.sentence(4),
		base:     pick(s, []string{"https://example.org/", "https://desk.example/news/", "https://example.org/a/b/"}),
		language: cmp.Or(s.language, pick(s, languages())),
		zone:     pick(s, timeZones()),
		nav:      list{matter{{"title", "Organisations"}, {"url", "/companies/"}}},
	}
	for _, name := range []string{"about", "corrections-policy"} {
		p := s.newPage()
		p.folder, p.name, p.fixed = "", name, true
		s.paper.nav = append(s.paper.nav, matter{{"title", capital(name)}, {"url", "/" + name + "/"}})
	}
	if s.chance(3) {
		s.paper.permalink = pick(s, permalinks())
	}
	if s.chance(2) {
		s.paper.publisher = matter{{"name", "Publisher " + s.word()}, {"contact", "desk@example.org"}}
	}
	s.other["static/files/"+s.word()+".txt"] = []byte(s.sentence(9) + "\n")
	s.other["static/robots-"+s.word()+".txt"] = []byte(s.sentence(4) + "\n")
}

func timeZones() []string {
	return []string{"", "UTC", "Europe/London", "America/New_York", "Asia/Tokyo", "Asia/Kathmandu"}
}

func languages() []string {
	return []string{"", "en", "en-GB", "de", "de-AT", "fr", "es"}
}

func permalinks() []string {
	return []string{"/articles/SLUG/", "/YEAR/MONTH/SLUG/", "/read/SLUG/"}
}

func (p paper) matter() matter {
	var m matter
	m.set("title", p.title)
	m.set("tagline", p.tagline)
	m.set("notice", p.notice)
	m.set("base_url", p.base)
	m.set("language", p.language)
	m.set("time_zone", p.zone)
	m.set("permalink", p.permalink)
	m.set("publisher", p.publisher)
	m.set("nav", p.nav)
	m.set("feeds", p.feeds)
	if p.types != nil {
		m.set("vocabulary", matter{{"incident_types", p.types}})
	}
	return m
}

// otherFiles are the files of static/ or templates/ whose path begins with prefix.
func (s *Site) otherFiles(prefix string) []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range maps.Keys(s.other) {
			if strings.HasPrefix(name, prefix) && !yield(name) {
				return
			}
		}
	})
}
