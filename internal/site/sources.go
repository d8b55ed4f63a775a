package site

import (
	"slices"

	"blotter/internal/news"
)

func sourcesOf(d *news.Document) []news.Source {
	switch d.Kind {
	case news.KindArticle:
		return d.Article.Sources
	case news.KindIncident:
		return d.Incident.Sources
	}
	return nil
}

// rowsOf gives the rows of statements of a document: what has an audience of its own.
func rowsOf(d *news.Document) []news.Row {
	switch d.Kind {
	case news.KindArticle:
		return d.Article.Statements
	case news.KindIncident:
		return d.Incident.Statements
	}
	return nil
}

// withholdSources takes out of the sources of d those that only hidden rows of
// its statements rest on: the name of a source can tell as much as the row.
func (b *builder) withholdSources(d *news.Document) {
	rows := rowsOf(d)
	if len(rows) == 0 {
		return // as hardly any document has
	}
	shown := map[string]bool{}
	facts := func(f *news.Facts, to map[string]bool) {
		to[f.TypeSource], to[f.AttributedSource] = true, true
		for _, c := range f.Claims {
			to[c.Source] = true
		}
		for _, i := range f.Impact {
			to[i.Source] = true
		}
		for _, l := range f.Legal {
			to[l.Source] = true
		}
	}
	switch d.Kind {
	case news.KindArticle:
		a := d.Article
		facts(&a.Facts, shown)
		for n := range a.Incidents {
			facts(&a.Incidents[n].Facts, shown)
		}
		for n := range a.Updates {
			facts(&a.Updates[n].Facts, shown)
		}
		for _, e := range a.Timeline {
			shown[e.Source] = true
		}
	case news.KindIncident:
		facts(&news.Facts{Impact: d.Incident.Impact}, shown)
	}
	hidden := map[string]bool{}
	for n := range rows {
		if b.mayShow(rows[n].Access()) {
			facts(&rows[n].Facts, shown)
		} else {
			facts(&rows[n].Facts, hidden)
		}
	}
	if len(hidden) == 0 {
		return
	}
	b.site.sources[d.Path] = slices.DeleteFunc(slices.Clone(sourcesOf(d)), func(s news.Source) bool {
		return hidden[s.ID] && !shown[s.ID]
	})
}
