package page

import (
	"runtime"
	"slices"
	"strings"
	"sync"

	"blotter/internal/media"
	"blotter/internal/output"
	"blotter/internal/site"
)

// socialCards plans the social cards of all articles that get one.
func (d *desk) socialCards() map[*site.Article]output.File {
	var wanted []*site.Article
	if d.Cards == "on" {
		for _, a := range d.Articles {
			if !a.Published.Time.Before(d.CardsSince.Time) && d.album.Of(a.Hero).Shared.URL == "" {
				wanted = append(wanted, a)
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	out := make(map[*site.Article]output.File, len(wanted))
	var lock sync.Mutex
	var work sync.WaitGroup
	for part := range slices.Chunk(wanted, len(wanted)/runtime.GOMAXPROCS(0)+1) {
		work.Go(func() {
			for _, a := range part {
				if file, ok := d.album.Card(d.socialCard(a)); ok {
					lock.Lock()
					out[a] = file
					lock.Unlock()
				}
			}
		})
	}
	work.Wait()
	return out
}

// socialCard says what the social card of an article says: what its card in a
// list says, which is what stands now.
func (d *desk) socialCard(a *site.Article) media.Card {
	c := d.card(a)
	out := media.Card{
		Site: d.Title, Date: d.dayOf(a.Published).Text, Form: c.Form,
		Headline: c.Title, Opinion: c.Opinion, Language: c.Lang,
	}
	if out.Language == "" {
		out.Language = d.Language
	}
	if c.Live {
		out.Status = c.Status
	}
	if len(a.Incidents) == 1 {
		out.Organisation = d.companies(a.Incidents[0])
	} else {
		var names []string
		for _, t := range a.Companies {
			names = append(names, t.Name)
		}
		out.Organisation = d.words.List(names)
	}
	for _, l := range c.Lines {
		out.Lines = append(out.Lines, media.CardLine{What: l.What, How: l.How, HowValue: l.HowValue, Bars: l.Bars, By: l.By})
	}
	if c.Alleged != "" {
		out.Alleged = d.Words.Say("card.alleged")
		out.Lines = append(out.Lines, media.CardLine{What: c.Alleged})
	}
	if c.Proceedings {
		out.Lines = append(out.Lines, media.CardLine{What: d.Words.Say("proceedings.short")})
	}
	if len(c.Lines) == 0 && c.By != "" && !a.Article.IsStatement() {
		out.Lines = append(out.Lines, media.CardLine{What: d.Words.Say("card.by", "authors", c.By)})
	}
	return out
}

// shareImage is the picture beside a link to an article: its leading one, or else
// its social card, with all that the card says.
func (d *desk) shareImage(a *site.Article) ShareImage {
	if shared := d.album.Of(a.Hero).Shared; shared.URL != "" {
		return ShareImage{URL: d.absolute(shared.URL), Width: shared.Width, Height: shared.Height, Alt: a.Article.Hero.Alt}
	}
	file, ok := d.social()[a]
	if !ok {
		return ShareImage{}
	}
	card := d.socialCard(a)
	says := []string{card.Headline}
	for _, l := range card.Lines {
		says = append(says, strings.TrimSpace(l.What+" "+l.How+l.By))
	}
	return ShareImage{URL: d.absolute(d.under(file.Path)), Width: media.CardWidth, Height: media.CardHeight, Alt: strings.Join(says, ". ")}
}
