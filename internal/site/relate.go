package site

import "slices"

// Related coverage: how much a shared term says, and how many articles are shown.
const (
	sharedCompany = 8
	sharedActor   = 6
	sharedCVE     = 6
	sharedTag     = 3
	sharedType    = 1
	relatedShown  = 5
	// neighbours are how many articles before and after an article are looked
	// at in each term's list: near in time, so that a new article changes only
	// the pages of its neighbours, and the cost does not grow with the list.
	neighbours = 6
)

// relate finds each article's neighbours in its story.
func (b *builder) relate() {
	for _, i := range b.site.Incidents {
		for n, a := range i.Articles {
			if len(a.Incidents) == 0 || a.Incidents[0] != i {
				continue
			}
			if n > 0 {
				a.Earlier = i.Articles[n-1]
			}
			if n+1 < len(i.Articles) {
				a.Later = i.Articles[n+1]
			}
		}
	}
}

// candidate is an article that may be related, and how much says so.
type candidate struct {
	*Article
	weight int
}

// Related gives the related coverage of an article: the same incident first, then
// shared terms, by weight and nearness in time. It is worked out when it is asked
// for: a preview hardly ever asks.
func (a *Article) Related() []*Article {
	found := make([]candidate, 0, 4*neighbours)
	weigh := func(articles []*Article, weight int) {
		for _, other := range articles {
			if other == a {
				continue
			}
			at := slices.IndexFunc(found, func(c candidate) bool { return c.Article == other })
			if at < 0 {
				found = append(found, candidate{other, weight})
			} else {
				found[at].weight += weight
			}
		}
	}
	for _, i := range a.Incidents {
		// Reports of the story stand in the story's own list; other forms are coverage of it.
		weigh(i.About[:min(len(i.About), relatedShown)], 100)
		if !a.speaks {
			weigh(near(newestFirst(i.Articles), a), 100)
		}
	}
	for _, shared := range []struct {
		terms  []*Term
		weight int
	}{{a.Companies, sharedCompany}, {a.Actors, sharedActor}, {a.CVEs, sharedCVE}, {a.Tags, sharedTag}, {a.Types, sharedType}} {
		for _, t := range shared.terms {
			weigh(near(t.Articles, a), shared.weight)
		}
	}
	for _, t := range a.Mentioned {
		weigh(near(t.Articles, a), sharedTag)
	}
	// Of some fifty candidates the first few are wanted, so that they are picked and
	// not sorted.
	out := make([]*Article, 0, relatedShown)
	for len(found) > 0 && len(out) < relatedShown {
		first := 0
		for n := range found {
			if found[n].before(found[first]) {
				first = n
			}
		}
		other := found[first].Article
		found[first] = found[len(found)-1]
		found = found[:len(found)-1]
		if own := a.speaks && other.speaks && len(a.Incidents) > 0 && slices.Contains(other.Incidents, a.Incidents[0]); !own {
			out = append(out, other)
		}
	}
	return out
}

// before says whether c stands before d: by weight, then the newer first.
func (c candidate) before(d candidate) bool {
	if c.weight != d.weight {
		return c.weight > d.weight
	}
	return byDate(c.Article, d.Article) > 0
}

// near gives the articles around a in a list that is newest first.
func near(articles []*Article, a *Article) []*Article {
	at, _ := slices.BinarySearchFunc(articles, a, func(x, y *Article) int { return byDate(y, x) })
	return articles[max(0, at-neighbours):min(len(articles), at+neighbours+1)]
}

// newestFirst gives a copy of articles, which are oldest first, the other way round.
func newestFirst(articles []*Article) []*Article {
	out := slices.Clone(articles)
	slices.Reverse(out)
	return out
}
