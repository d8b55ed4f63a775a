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
	number       int // 0 for the landing page
	from, to     int // the entries, of a list that is newest first
	url          string
	newer, older string
	pages        []PageLink
}

// paged divides a list of n entries whose landing page is at url.
func paged(w *words.Words, n int, url string) []part {
	numbered := max(0, n/pageSize-1)
	address := func(number int) string {
		switch {
		case number < 1:
			return ""
		case number > numbered:
			return url
		}
		return url + "page/" + itoa(number) + "/"
	}
	// A page names those that are older than it, which never change, and the next
	// newer one, to which it leads anyhow.
	pages := func(number int) []PageLink {
		if numbered == 0 {
			return nil
		}
		out := []PageLink{{Text: w.Say("pager.newest"), URL: url}}
		from := numbered
		if number == 0 {
			out[0].URL = ""
		} else {
			from = min(numbered, number+1)
		}
		last := max(1, from-pagesNear)
		for n := from; n >= last; n-- {
			link := PageLink{Text: itoa(n), URL: address(n)}
			if n == number {
				link.URL = ""
			}
			out = append(out, link)
		}
		if last > 1 {
			out = append(out, PageLink{Text: "1", URL: address(1), Gap: last > 2})
		}
		return out
	}
	parts := []part{{from: 0, to: n - numbered*pageSize, url: url, older: address(numbered), pages: pages(0)}}
	for number := 1; number <= numbered; number++ {
		from := n - number*pageSize
		parts = append(parts, part{
			number: number, from: from, to: from + pageSize,
			url: address(number), newer: address(number + 1), older: address(number - 1), pages: pages(number),
		})
	}
	return parts
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
	return Pager{Label: w.Say("pager.pages", "list", list), Number: p.number, Newer: p.newer, Older: p.older, Pages: p.pages}
}

// mark tells the frame the page's neighbours: going back in time is going on.
func (p part) mark(f *Frame) { f.Prev, f.Next = p.newer, p.older }
