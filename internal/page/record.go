package page

import (
	"cmp"
	"slices"
	"strings"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
)

// This file puts statements into words: rows of what stands, steps of a
// history, figures, steps of the law. Each says who says so.

// claimOf says what a statement says.
func (d *desk) claimOf(s *news.Statement) []Link {
	switch s.Subject {
	case news.OnType:
		var out []Link
		for n, value := range s.Types {
			link := d.word(site.Type, news.IncidentTypes, value)
			if n > 0 {
				link.Text = d.words.Inside(link.Text)
			}
			out = append(out, link)
		}
		return out
	case news.OnEntry:
		return []Link{{Text: d.Vocabulary.Label(news.Entries, s.Via)}}
	case news.OnAttribution:
		return d.accused(&s.Attribution)
	case news.OnStatus:
		return []Link{{Text: d.Vocabulary.Label(news.IncidentStatuses, s.Status)}}
	case news.OnFigure:
		return []Link{{Text: d.words.Figure(s.Figure)}}
	case news.OnClaim:
		return []Link{{Text: s.Claim.Say}}
	case news.OnLegal:
		text := d.Vocabulary.Label(news.LegalStages, s.Legal.Stage)
		if who := d.accusedText(s.Legal); who != "" {
			text += ": " + who
		}
		return []Link{{Text: text}}
	}
	return nil
}

// accused names whom an attribution names.
func (d *desk) accused(a *news.Attribution) []Link {
	if len(a.To) == 0 {
		switch a.Status {
		case "unattributed":
			return []Link{{Text: d.words.Say("who.nobody")}}
		case "not-applicable":
			return []Link{{Text: d.words.Say("who.none")}}
		}
		return []Link{{Text: d.words.Say("who.unnamed")}}
	}
	var out []Link
	for _, ref := range a.To {
		out = append(out, d.actor(ref))
	}
	return out
}

// about heads a statement by its subject.
func (d *desk) about(subject news.Subject) string {
	switch subject {
	case news.OnType:
		return d.words.Say("fact.what")
	case news.OnEntry:
		return d.words.Say("fact.entry")
	case news.OnAttribution:
		return d.words.Say("fact.who")
	case news.OnStatus:
		return d.words.Say("fact.status")
	case news.OnFigure:
		return d.words.Say("fact.impact")
	case news.OnLegal:
		return d.words.Say("fact.law")
	}
	return d.words.Say("fact.claim")
}

// knownAs gives the word for how a statement is known, its value in the
// vocabulary, and whether it stands on the ladder of claims. Attribution has a
// ladder of its own, in words.
func (d *desk) knownAs(s *news.Statement) (label, value string, bars bool) {
	switch s.Subject {
	case news.OnType:
		value, bars = s.TypeStatus, true
	case news.OnFigure:
		value, bars = s.Figure.Status, true
	case news.OnClaim:
		value, bars = s.Claim.Status, true
	case news.OnAttribution:
		return d.Vocabulary.Label(news.AttributionLadder, s.Attribution.Status), s.Attribution.Status, false
	}
	if value == "" {
		return d.words.How(""), "", false
	}
	return d.Vocabulary.Label(news.ClaimStatuses, value), value, bars
}

// speakersOf links who makes a statement. attributions are those beside it,
// which tell whose word a claimed type is.
func (d *desk) speakersOf(s *news.Statement, attributions []news.Statement) []Link {
	return d.speakers(d.speakerNames(s, attributions))
}

func (d *desk) speakerNames(s *news.Statement, attributions []news.Statement) []string {
	switch {
	case len(s.Speakers) > 0:
	case s.Subject == news.OnType:
		return feed.Claimants(s, attributions)
	case s.Subject == news.OnLegal:
		return s.Legal.By
	}
	return s.Speakers
}

// noteOf says how sure the speaker is, and who contradicts.
func (d *desk) noteOf(s *news.Statement) string {
	if s.Subject != news.OnAttribution {
		return ""
	}
	var notes []string
	a := &s.Attribution
	if a.Confidence != "" {
		notes = append(notes, d.confidence(a.Confidence))
	}
	if len(a.DeniedBy) > 0 {
		notes = append(notes, d.words.Say("flag.denied", "speaker", d.words.List(a.DeniedBy)))
	}
	if len(a.DisputedBy) > 0 {
		notes = append(notes, d.words.Say("flag.disputed", "speaker", d.words.List(a.DisputedBy)))
	}
	return strings.Join(notes, d.words.Say("list.apart"))
}

func (d *desk) confidence(value string) string {
	return d.words.Say("incident.own_words", "confidence", d.words.Say("confidence."+value))
}

// sourceOf links the source of a statement: on the page of the document that
// lists it, to its line there; elsewhere to the source itself. A leak site is
// named and never linked to: a link would serve the extortion.
//
// Whoever speaks need not be named again as who published it: «Filing».
func (d *desk) sourceOf(s *news.Statement, on *news.Document) Link {
	if s.Source == nil {
		return Link{}
	}
	link := d.sourceLink(s.Source, s.Doc, on)
	if names := d.speakerNames(s, nil); len(names) == 1 && s.Source.Kind != "" && d.sameName(names[0], s.Source.By) {
		alone := *s.Source
		alone.By = ""
		link.Text = d.sourceText(&alone)
	}
	return link
}

// sameName reports whether two names mean the same, as far as this site knows.
func (d *desk) sameName(a, b string) bool {
	x := d.named(a)
	return news.Fold(a) == news.Fold(b) || x.URL != "" && x.URL == d.named(b).URL
}

func (d *desk) sourceLink(s *news.Source, listedIn, on *news.Document) Link {
	if s.Kind == "" && s.By == "" {
		return Link{}
	}
	link := Link{Text: d.sourceText(s)}
	if on != nil && listedIn == on {
		if at := slices.IndexFunc(d.Sources(on), func(listed news.Source) bool { return listed.ID == s.ID }); at >= 0 {
			link.URL = "#" + anchorOf(at)
			return link
		}
	}
	if s.Kind != "leak-site" {
		link.URL = publicURL(s.URL)
	}
	return link
}

func (d *desk) sourceText(s *news.Source) string {
	text := d.Vocabulary.Label(news.SourceKinds, s.Kind)
	switch {
	case text == "":
		text = s.By
	case s.By != "":
		text += d.words.Say("list.between") + s.By
	}
	if s.Unnamed {
		text = d.words.Say("source.unnamed_short", "source", text)
	}
	return text
}

// anchorOf is the id of the nth source on its page. As with the theme's own ids
// (page.facts), the full stop keeps it apart from those of the author's
// headings, which are slugs and never have one.
func anchorOf(n int) string { return "source." + itoa(n+1) }

// row gives a statement of a standing. Where it names no source, it leads to the
// article that printed it.
func (d *desk) row(s *news.Statement, standing *news.Standing, on *news.Document) Row {
	how, value, bars := d.knownAs(s)
	r := Row{
		About: d.about(s.Subject), Claim: d.claimOf(s), How: how, HowValue: value, Bars: bars,
		Speakers: d.speakersOf(s, standing.Attributions), Note: d.noteOf(s), Said: d.timeOf(s.Said), Source: d.sourceOf(s, on),
	}
	if r.Source.Text == "" && s.Doc != on {
		r.Source, r.Printed = d.printed(s)
	}
	if s.Subject == news.OnClaim { // a sentence of its own, in its author's words
		r.About = ""
		if a := d.Article(s.Doc); a != nil {
			r.Tongue = d.tongueOf(a)
		}
	}
	return r
}

// printed links the article that printed a statement, if readers may see it, and
// says in which language its headline is.
func (d *desk) printed(s *news.Statement) (Link, Tongue) {
	if a := d.Article(s.Doc); a != nil && a.State != site.Withdrawn {
		return Link{Text: a.Article.Title, URL: a.URL}, d.tongueOf(a)
	}
	return Link{}, Tongue{}
}

// claims gives what stands but for who did it, which an incident's page sets side
// by side, and for figures and steps of the law, which have tables of their own.
func (d *desk) claims(s *news.Standing, on *news.Document) []Row {
	var out []Row
	for _, list := range [][]news.Statement{s.Types, s.Entries, s.Statuses, s.Claims} {
		for n := range list {
			out = append(out, d.row(&list[n], s, on))
		}
	}
	return out
}

// figures gives the figures that stand, each for itself.
func (d *desk) figures(list []news.Statement, on *news.Document) []Figure {
	var out []Figure
	for n := range list {
		s := &list[n]
		how, value, bars := d.knownAs(s)
		out = append(out, Figure{
			Kind:   d.Vocabulary.Label(news.ImpactKinds, s.Figure.Kind),
			Amount: d.words.Amount(s.Figure), Scope: s.Figure.Scope,
			How: how, HowValue: value, Bars: bars && value != "", Speakers: d.speakersOf(s, nil),
			AsOf: d.timeOf(s.Figure.AsOf), Said: d.timeOf(s.Said), Source: d.sourceOf(s, on),
		})
	}
	return out
}

// legal gives the steps of the law, oldest first.
func (d *desk) legal(list []news.Statement, on *news.Document) []LegalStep {
	var out []LegalStep
	for n := range list {
		s := &list[n]
		stage, _ := d.Vocabulary.Word(news.LegalStages, s.Legal.Stage)
		step := LegalStep{
			Stage: cmp.Or(stage.Label, s.Legal.Stage), Definition: stage.Definition,
			Who: d.accusedText(s.Legal), Speakers: d.speakersOf(s, nil),
			Date: d.timeOf(s.Legal.Date), Source: d.sourceOf(s, on),
		}
		if s.Legal.Date.IsZero() {
			step.Date = d.timeOf(s.Said)
		}
		switch s.Legal.Stage {
		case "fined", "sued", "settled": // these are against organisations
		default:
			step.Groupless = s.Legal.Actor == ""
		}
		if s.Legal.Actor != "" {
			step.Group = d.named(s.Legal.Actor)
		}
		out = append(out, step)
	}
	return out
}

// accusedText says who a step of the law is against: how many, under which of
// this desk's labels. It never names anybody.
func (d *desk) accusedText(l *news.LegalStep) string {
	var words []string
	if l.Count > 0 {
		words = append(words, d.words.Say("who.persons", "n", l.Count))
	}
	if l.Case != "" {
		words = append(words, d.words.Say("who.case", "label", l.Case))
	}
	return strings.Join(words, d.words.Say("list.between"))
}

// sources gives the sources that a document lists.
func (d *desk) sources(doc *news.Document) []Source {
	var out []Source
	for n, s := range d.Sources(doc) {
		source := Source{
			Anchor: anchorOf(n), Kind: d.Vocabulary.Label(news.SourceKinds, s.Kind), By: s.By, Title: s.Title,
			Date: d.timeOf(s.Date), Rating: d.rating(s.Rating), Unnamed: s.Unnamed, LeakSite: s.Kind == "leak-site",
		}
		if !source.LeakSite {
			source.URL, source.Archived = publicURL(s.URL), publicURL(s.Archived)
		}
		out = append(out, source)
	}
	return out
}

// howToRead links to how attribution and claims are graded.
func (d *desk) howToRead() Link {
	return Link{Text: d.words.Say("article.ladder"), URL: d.under(site.Status.Folder() + "/")}
}
