package page

import (
	"path"
)

// pageSize is how many entries a numbered page holds.
const pageSize = 20

// part is one page of a long list. Numbered pages are counted from the oldest
// entry, so that a full page never changes when something new is published: all
// that is new lands on the landing page, which shows the newest 20 to 39.
type part struct {
	number       int // 0 for the landing page
	from, to     int // the entries, of a list that is newest first
	url          string
	newer, older string
}

// paged divides a list of n entries whose landing page is at url.
func paged(n int, url string) []part {
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
	parts := []part{{from: 0, to: n - numbered*pageSize, url: url, older: address(numbered)}}
	for number := 1; number <= numbered; number++ {
		from := n - number*pageSize
		parts = append(parts, part{
			number: number, from: from, to: from + pageSize,
			url: address(number), newer: address(number + 1), older: address(number - 1),
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
func (p part) title(of string) string {
	if p.number == 0 {
		return of
	}
	return of + ", page " + itoa(p.number)
}

func (p part) pager(label string) Pager {
	return Pager{Label: label, Number: p.number, Newer: p.newer, Older: p.older}
}

// mark tells the frame the page's neighbours: going back in time is going on.
func (p part) mark(f *Frame) { f.Prev, f.Next = p.newer, p.older }
