package page

import (
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/words"
)

// ladder makes the page that explains attribution by what this site has printed:
// every word with its newest example. A word of which there is no example stands
// without one.
func (d *desk) ladder() *LadderPage {
	v := &LadderPage{
		Frame: d.frame(d.under(site.Status.Folder()+"/"), d.kindTitle(site.Status), d.Words.Say("ladder.description", "site", d.Title)),
		Title: d.Words.Say("ladder.title"), Standfirst: d.Words.Say("ladder.standfirst"),
	}
	if own := d.Site.Ladder; own != nil {
		v.Title, v.Body = own.Page.Title, d.body(own.Document, own.Links)
		if own.Page.Standfirst != "" {
			v.Standfirst = own.Page.Standfirst
		}
	}
	for rank := 4; rank >= 0; rank-- {
		rung := Rung{Rank: rank}
		for _, w := range d.Vocabulary.Words(news.AttributionLadder) {
			if w.Rank == rank && !offLadder(w.Value) {
				rung.Words = append(rung.Words, d.rungWord(w))
			}
		}
		switch rank {
		case 2:
			rung.Note, rung.Headline = d.Words.Say("rung.note_2"), d.Words.Say("headline.say")
		case 1:
			rung.Note, rung.Headline = d.Words.Say("rung.note_1"), d.Words.Say("headline.hedge")
		}
		v.Rungs = append(v.Rungs, rung)
	}
	for _, w := range d.Vocabulary.Words(news.AttributionLadder) {
		if offLadder(w.Value) {
			v.Flags = append(v.Flags, d.rungWord(w))
		}
	}
	for _, w := range d.Vocabulary.Words(news.ClaimStatuses) {
		v.Claims = append(v.Claims, d.claimWord(w))
	}
	for _, i := range d.Incidents {
		if !i.Standing.Alleged && i.URL != "" && i.Standing.Type != nil && i.Standing.Attribution != nil {
			v.LinesOf = Link{Text: i.Title, URL: i.URL}
			v.Lines = []Row{d.row(i.Standing.Type, i.Standing, nil), d.row(i.Standing.Attribution, i.Standing, nil)}
			break
		}
	}
	return v
}

// offLadder are the words that are no rungs: flags raised beside one, and the
// word for what nobody did.
func offLadder(status string) bool {
	switch status {
	case "disputed", "retracted", "cleared", "not-applicable":
		return true
	}
	return false
}

// headline says what a headline may say of an incident of which no more than
// this status is known (MODEL §3).
func (d *desk) headline(status string) string {
	switch status {
	case "not-applicable":
		status = "unattributed"
	case "attributed-by-vendor", "attributed-by-victim", "attributed-by-government", "sanctioned":
		status = "say"
	}
	return d.Words.Say("headline." + status)
}

func (d *desk) rungWord(w news.Word) RungWord {
	out := RungWord{
		Label: w.Label, Value: w.Value,
		Definition: sentence(w.Definition), Headline: d.headline(w.Value), Struck: w.Value == "retracted",
	}
	if t := d.terms().words[directoryKey{site.Status, w.Value}]; t != nil {
		out.List = Link{Text: d.entry(t).Count, URL: t.URL}
	}
	for _, i := range d.Incidents { // newest first
		if e, ok := d.example(i, w.Value); ok {
			c := d.incidentCard(i)
			e.Incident, e.Tongue, e.Alleged = Link{Text: c.Title, URL: c.URL}, c.Tongue, i.Standing.Alleged
			out.Example = e
			break
		}
	}
	return out
}

// example tells how an attribution status applies to an incident, and who says so.
func (d *desk) example(i *site.Incident, status string) (Example, bool) {
	s := i.Standing
	switch status {
	case "disputed":
		return Example{Says: strings.Join(d.words.Flags(s), d.Words.Say("list.apart"))}, s.Disputed
	case "cleared":
		for n := len(s.Legal) - 1; n >= 0 && s.Cleared; n-- {
			switch step := &s.Legal[n]; step.Legal.Stage {
			case "acquitted", "overturned", "dropped":
				return Example{Who: d.accusedText(step.Legal), Says: d.words.Sayer(d.speakerNames(step, nil)), Said: d.timeOf(step.Said)}, true
			}
		}
		return Example{}, false
	}
	for n := range s.Attributions {
		st := &s.Attributions[n]
		if st.Attribution.Status != status || d.sitsOut(st, s) {
			continue
		}
		side := d.side(st)
		if status == "retracted" {
			d.retract(&side, st, s)
			side.Said = side.Until
		}
		e := Example{Who: textOf(side.Actors), Says: d.words.Sayer(st.Speakers), Said: side.Said}
		if status == "unattributed" || status == "not-applicable" || e.Who == d.words.List(st.Speakers) {
			e.Who = ""
		}
		return e, true
	}
	if status == "unattributed" && s.Badge == status { // all that was said has ended
		return Example{Says: d.words.Sayer(nil), Said: d.timeOf(i.Changed)}, true
	}
	return Example{}, false
}

// claimWord gives a word for how a claim is known with the newest claim of this
// site that is known so.
func (d *desk) claimWord(w news.Word) ClaimWord {
	out := ClaimWord{Label: w.Label, Value: w.Value, Definition: sentence(w.Definition), Rank: w.Rank}
	for _, i := range d.Incidents {
		s := i.Standing
		for _, list := range [][]news.Statement{s.Types, s.Claims, s.Figures} {
			for n := range list {
				if _, value, _ := d.knownAs(&list[n]); value == w.Value {
					out.What, out.By = textOf(d.claimOf(&list[n])), strings.TrimLeft(d.sayer(&list[n], s.Attributions), ", ")
					if a := d.Article(list[n].Doc); a != nil && list[n].Subject == news.OnClaim {
						out.Said = d.tongueOf(a)
					}
					c := d.incidentCard(i)
					out.Incident, out.Tongue, out.Alleged = Link{Text: c.Title, URL: c.URL}, c.Tongue, s.Alleged
					return out
				}
			}
		}
	}
	return out
}

// sentence makes a sentence of a definition: «an agency says so» becomes «An
// agency says so.»
func sentence(definition string) string {
	if definition == "" {
		return ""
	}
	return words.Heading(definition) + "."
}
