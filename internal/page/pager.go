package page

import (
	"path"

	"blotter/internal/words"
)

// pageSize is how many entries a numbered page holds.
const pageSize = 20

// pagesNear is how many older pages a pager names beside the nearest.
const pagesNear = 3

// part is one page of a long list. Numbered pages are counted from the oldest
// entry, so that a full page never changes when something new is published: all
// that is new lands on the landing page, which shows the newest 20 to 39.
type part struct {
	number   int // 0 for the landing page
	numbered int // how many numbered pages the list has
	from, to int // the entries, of a list that is newest first
	landing  string
}

// paged divides a list of n entries whose landing page is at url.
func paged(n int, url string) []part {
	numbered := max(0, n/pageSize-1)
	parts := make([]part, numbered+1)
	parts[0] = part{numbered: numbered, to: n - numbered*pageSize, landing: url}
	for number := 1; number <= numbered; number++ {
		from := n - number*pageSize
		parts[number] = part{number: number, numbered: numbered, from: from, to: from + pageSize, landing: url}
	}
	return parts
}

func (p part) url() string { return p.address(p.number) }

// newer gives the address of the next newer page, "" if there is none.
func (p part) newer() string {
	if p.number == 0 {
		return ""
	}
	return p.address(p.number + 1)
}

// older gives the address of the next older page, "" if there is none.
func (p part) older() string {
	older := p.number - 1
	if p.number == 0 {
		older = p.numbered
	}
	if older < 1 {
		return ""
	}
	return p.address(older)
}

// address gives the URL of a page of the list. The one after the newest numbered
// one is the landing page.
func (p part) address(number int) string {
	if number < 1 || number > p.numbered {
		return p.landing
	}
	return p.landing + "page/" + itoa(number) + "/"
}

// pages are those that a page names: those that are older than it, which never change,
// and the next newer one, to which it leads anyhow.
func (p part) pages(w *words.Words) []PageLink {
	if p.numbered == 0 {
		return nil
	}
	out := []PageLink{{Text: w.Say("pager.newest"), URL: p.landing}}
	from := p.numbered
	if p.number == 0 {
		out[0].URL = ""
	} else {
		from = min(p.numbered, p.number+1)
	}
	last := max(1, from-pagesNear)
	for n := from; n >= last; n-- {
		link := PageLink{Text: itoa(n), URL: p.address(n)}
		if n == p.number {
			link.URL = ""
		}
		out = append(out, link)
	}
	if last > 1 {
		out = append(out, PageLink{Text: "1", URL: p.address(1), Gap: last > 2})
	}
	return out
}

// file gives the output file of a part of the list whose landing page is at landing.
func (p part) file(landing string) string {
	if p.number == 0 {
		return landing
	}
	return path.Join(path.Dir(landing), "page", itoa(p.number), "index.html")
}

// title gives the heading with the page's number, which readers and search
// engines need to tell the pages apart. It does not say how many there are:
// that changes.
func (p part) title(w *words.Words, of string) string {
	if p.number == 0 {
		return of
	}
	return w.Say("pager.title", "list", of, "n", p.number)
}

// name is what a numbered page is called: «Page 12».
func (p part) name(w *words.Words) string {
	if p.number == 0 {
		return ""
	}
	return w.Say("pager.page", "n", p.number)
}

// pager leads to the other pages of a list of that name.
func (p part) pager(w *words.Words, list string) Pager {
	return Pager{Label: w.Say("pager.pages", "list", list), Number: p.number, Newer: p.newer(), Older: p.older(), Pages: p.pages(w)}
}

// mark tells the frame the page's neighbours: going back in time is going on.
func (p part) mark(f *Frame) { f.Prev, f.Next = p.newer(), p.older() }
