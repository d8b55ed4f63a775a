package serve

import (
	"fmt"
	"iter"
	"time"

	"blotter/internal/content"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/page"
	"blotter/internal/site"
	"blotter/internal/source"
)

// written is a page that has a file of its own.
type written struct {
	source  string // content/articles/x.md
	output  string // articles/x/index.html
	url     string // /news/articles/x/
	article *site.Article
	words   int
}

// writtenPages goes through all pages of s that have a file of their own.
func writtenPages(s *site.Site) iter.Seq[written] {
	return func(yield func(written) bool) {
		for _, articles := range [][]*site.Article{s.Articles, s.Withdrawn} {
			for _, a := range articles {
				if !yield(written{a.Path, a.File, a.URL, a, a.Body.Words}) {
					return
				}
			}
		}
		for _, i := range s.Incidents {
			if i.Doc != nil && i.URL != "" && !yield(written{i.Doc.Path, i.File, i.URL, nil, i.Doc.Body.Words}) {
				return
			}
		}
		for _, kind := range site.TermKinds() {
			for _, t := range s.Terms[kind] {
				if t.Doc != nil && t.URL != "" && !yield(written{t.Doc.Path, t.File, t.URL, nil, t.Doc.Body.Words}) {
					return
				}
			}
		}
		for _, p := range s.Pages {
			if !yield(written{p.Path, p.File, p.URL, nil, p.Body.Words}) {
				return
			}
		}
	}
}

// address gives the URL of the page that a file has of its own, "" if it has none.
func (s *shown) address(file string) string {
	if s.result.Site == nil || file == "" {
		return ""
	}
	for p := range writtenPages(s.result.Site) {
		if p.source == file {
			return p.url
		}
	}
	return ""
}

// about is what the toolbar says of the file behind a page. The words are
// English, as all that the program says to the writer.
type about struct {
	File string `json:"file"`
	// State is an article's: "draft", "embargoed", "live" …; Until is when time
	// will end it, in the site's time zone ("06:00 BST"), and In how long that is
	// from now ("3 h 12 m").
	State   string `json:"state,omitempty"`
	Until   string `json:"until,omitempty"`
	In      string `json:"in,omitempty"`
	Words   int    `json:"words"`
	Minutes int    `json:"minutes"`
	// Problems are those of the file, which the panel of the whole site may be
	// too full to list.
	Problems []problem `json:"problems"`
}

// behind says what there is to say of the file behind a page; nil if the page
// is made of many.
func (s *shown) behind(f found, now func() time.Time) *about {
	if s.result.Site == nil || f.file.Path == "" {
		return nil
	}
	for p := range writtenPages(s.result.Site) {
		if p.output != f.file.Path {
			continue
		}
		a := &about{File: p.source, Words: p.words, Minutes: page.Minutes(p.words)}
		if p.article != nil {
			a.State = p.article.State.String()
			if until := p.article.Until; !until.IsZero() {
				now := now()
				a.Until, a.In = instant(until, now, s.result.Site.Zone), remaining(until.Sub(now))
			}
		}
		var here diag.List
		for _, d := range s.result.Diagnostics {
			if d.Start.File == p.source {
				here = append(here, d)
			}
		}
		a.Problems = problemsOf(here, s.result.Snapshot)
		return a
	}
	return nil
}

// instant says when t is, in zone: the time of day, and the date if it is not
// today's.
func instant(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	layout := "15:04 MST"
	if t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		layout = "2 Jan, 15:04 MST"
		if t.Year() != now.Year() {
			layout = "2 Jan 2006, 15:04 MST"
		}
	}
	return t.Format(layout)
}

// remaining says how long d is, to the minute: "3 h 12 m", "2 d 5 h". What is
// left of a minute counts as one; what is over is "".
func remaining(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	switch {
	case minutes <= 0:
		return ""
	case minutes < 60:
		return fmt.Sprintf("%d m", minutes)
	case minutes < 24*60:
		return fmt.Sprintf("%d h %d m", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%d d %d h", minutes/(24*60), minutes/60%24)
}

// saved is the writer's last save, which a browser may follow.
type saved struct {
	// N counts the states in which documents changed; a browser goes where one
	// leads that it has not seen yet.
	N int `json:"n"`
	// URL is the page of the document that changed, "" if there is none or if
	// several changed at once: a checkout must not drag the writer about.
	URL string `json:"url,omitempty"`

	file string
}

// after gives the last save once changed files are shown as s.
func (last saved) after(changed []string, s *shown) saved {
	var documents []string
	for _, name := range changed {
		if kind, _, ok := content.KindOf(name); ok && kind != news.KindSite {
			documents = append(documents, name)
		}
	}
	switch len(documents) {
	case 0:
	case 1:
		last = saved{N: last.N + 1, file: documents[0]}
	default:
		last = saved{N: last.N + 1}
	}
	last.URL = s.address(last.file) // it may be another one since
	return last
}

// openable says whether the preview may open a file in the writer's editor: it
// is the project's own, and not refused.
func openable(name string, snapshot *source.Snapshot) bool {
	f, ok := snapshot.File(name)
	return ok && !f.Builtin
}
