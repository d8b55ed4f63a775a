package fiction

import (
	"cmp"
	"path"
	"strings"
)

// block is one block of a body in Markdown. Where it leads somewhere, the text
// has a place for the link, which becomes plain words once the target is gone.
type block struct {
	text  string
	to    any // *article, *entity, *story, *page, *picture, or the path of a file in static/
	words string
	site  bool // the link is the path of a page of the site, where it has one that is sure
}

// linkPlace stands in a block's text where the link goes.
const linkPlace = "@@"

// text invents a body for the file at from. The mark stands in it.
func (s *Site) text(mark, from string) []block {
	out := []block{{text: s.inline(12) + " " + mark + " " + s.inline(6)}}
	for range s.between(1, 6) {
		out = append(out, s.block(mark, from))
	}
	return out
}

func (s *Site) block(mark, from string) block {
	switch s.IntN(14) {
	case 0:
		return block{text: "## " + capital(s.phrase(3)) + " " + mark}
	case 1:
		return block{text: "- " + s.inline(4) + "\n- " + s.sentence(3) + "\n  1. " + s.sentence(2)}
	case 2:
		return block{text: "| A | B |\n|:--|--:|\n| " + s.word() + " | " + mark + " |\n| `x` | " + s.word() + " |"}
	case 3:
		return block{text: "> " + s.inline(9)}
	case 4:
		return block{text: "```\n" + s.phrase(4) + " <" + mark + ">\n```"}
	case 5:
		note := s.word()
		return block{text: s.sentence(5) + "[^" + note + "]\n\n[^" + note + "]: " + s.sentence(4)}
	case 6:
		return block{text: "> [!statement] by=\"Office " + s.word() + "\" date=2024-05-06\n> " + s.sentence(8)}
	case 7:
		return block{text: "> [!" + pick(s, []string{"note", "warning"}) + "]\n> " + s.inline(5)}
	case 8:
		return block{text: "> [!iocs]\n> | type | value | first | last | note |\n> |---|---|---|---|---|\n> | domain | " + s.word() + "[.]example[.]org | | | " + mark + " |"}
	case 9:
		return block{text: linkPlace, to: s.newPicture(path.Dir(from), mark)}
	case 10, 11, 12:
		if to := s.anyTarget(); to != nil {
			return block{text: s.sentence(3) + " " + linkPlace + " " + s.sentence(3), to: to, words: s.phrase(2), site: s.chance(3)}
		}
	}
	return block{text: s.inline(s.between(6, 25))}
}

// anyTarget gives something that a body can lead to.
func (s *Site) anyTarget() any {
	switch s.IntN(8) {
	case 0:
		if p := pick(s, s.pages); p != nil {
			return p
		}
	case 1:
		if x := pick(s, s.stories); x != nil {
			return x
		}
	case 2:
		if e := pick(s, s.entities); e != nil {
			return e
		}
	case 3:
		if name := pick(s, s.otherFiles("static/files/")); name != "" {
			return name
		}
	default:
		if a := pick(s, s.articles); a != nil {
			return a
		}
	}
	return nil
}

// pathOf is the file of a link's target, or "" if there is none.
func (s *Site) pathOf(to any) string {
	switch to := to.(type) {
	case *article:
		return to.path()
	case *page:
		return to.path()
	case *picture:
		return to.path
	case *story:
		if to.file {
			return to.path()
		}
	case *entity:
		if to.file {
			return to.path()
		}
	case string:
		if _, ok := s.other[to]; ok {
			return to
		}
	}
	return ""
}

func (s *Site) printBody(body []block, from string, e edition) string {
	var texts []string
	for _, b := range body {
		texts = append(texts, strings.Replace(b.text, linkPlace, s.printLink(b, from, e), 1))
	}
	return strings.Join(texts, "\n\n") + "\n"
}

func (s *Site) printLink(b block, from string, e edition) string {
	to := s.pathOf(b.to)
	switch target := b.to.(type) {
	case nil:
		return ""
	case *picture:
		return "![Alt " + target.mark + "](" + relative(from, to) + " \"Caption " + target.mark + " | Desk\")"
	}
	switch {
	case to == "" || e.hidden[b.to]:
		return b.words
	case strings.HasPrefix(to, "static/"):
		to = strings.TrimPrefix(to, "static")
	case b.site && s.address(b.to) != "":
		to = s.address(b.to)
	default:
		to = relative(from, to)
	}
	return "[" + b.words + "](" + to + ")"
}

// address is the path within the site of a page or an article, "" if it depends
// on more than this package knows.
func (s *Site) address(of any) string {
	switch of := of.(type) {
	case *page:
		return "/" + path.Join(of.folder, of.name) + "/"
	case *article:
		if permalink := cmp.Or(s.paper.permalink, "/articles/SLUG/"); !strings.Contains(permalink, "YEAR") {
			return strings.Replace(permalink, "SLUG", of.id(), 1)
		}
	}
	return ""
}

// drop makes every link to what is being deleted plain words for good.
func (s *Site) drop(to any) {
	clean := func(body []block) {
		for i := range body {
			if body[i].to == to {
				body[i].text = strings.Replace(body[i].text, linkPlace, body[i].words, 1)
				body[i].to = nil
			}
		}
	}
	s.eachBody(func(_ any, body []block) { clean(body) })
	for _, a := range s.articles {
		if to == any(a.follows) {
			a.follows = nil
		}
	}
}

// eachBody calls f with every document and its body.
func (s *Site) eachBody(f func(of any, body []block)) {
	for _, a := range s.articles {
		f(a, a.body)
	}
	for _, x := range s.stories {
		f(x, x.body)
	}
	for _, x := range s.entities {
		f(x, x.body)
	}
	for _, p := range s.pages {
		f(p, p.body)
	}
}
