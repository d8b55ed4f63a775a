package markdown

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"blotter/internal/news"
)

// reservedIDs are the ids that the pages of a site use themselves. A heading
// never gets one of them, so that a link to #corrections is never ambiguous.
func reservedIDs() []string {
	return []string{
		"attribution", "author", "authors", "claims", "contents", "corrections", "facts", "follow", "footer",
		"header", "headline", "hl", "impact", "incident", "indicators", "known", "latest", "legal", "main", "menu", "nav",
		"newsletter", "notice", "order", "pages", "record", "related", "response", "search", "serious", "share",
		"since", "sources", "statements", "story", "timeline", "top", "unknown", "updates", "vulnerabilities",
	}
}

// reservedPrefixes begin ids that a heading never gets: footnotes, the symbols
// of the theme, sources, and whatever else a theme wants.
func reservedPrefixes() []string { return []string{"fn-", "fnref-", "g-", "src-", "theme-"} }

// ReservedID reports whether no heading ever has this id, so that a page may use
// it. Ids of a theme that are not on the list begin with "theme-".
func ReservedID(id string) bool {
	return slices.Contains(reservedIDs(), id) ||
		slices.ContainsFunc(reservedPrefixes(), func(p string) bool { return strings.HasPrefix(id, p) })
}

// ids gives headings their ids: the slug of the text, with -2, -3 … where it was
// given before, and in front «section-» where it is reserved.
type ids struct {
	given map[string]bool
	last  map[string]int // the last number given behind a slug
}

func (s *ids) give(text string) string {
	slug, _ := news.Slug(text)
	if slug == "" {
		slug = "section"
	}
	if ReservedID(slug) {
		slug = "section-" + slug
	}
	if s.given == nil {
		s.given, s.last = map[string]bool{}, map[string]int{}
	}
	id := slug
	for n := max(2, s.last[slug]+1); s.given[id]; n++ {
		id = slug + "-" + strconv.Itoa(n)
		s.last[slug] = n
	}
	s.given[id] = true
	return id
}

// topHeading gives the level of the highest heading in n, 0 if there is none.
func topHeading(n ast.Node) int {
	top := 0
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		level := 0
		switch c := c.(type) {
		case *ast.Heading:
			level = c.Level
		case *alert:
			if c.kind != "pullquote" {
				level = topHeading(c)
			}
		default:
			if c.Type() == ast.TypeBlock && c.HasChildren() {
				level = topHeading(c)
			}
		}
		if level > 0 && (top == 0 || level < top) {
			top = level
		}
	}
	return top
}
