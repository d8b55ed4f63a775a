package page

import (
	"slices"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
)

// lines puts what stands of an incident into claim lines: what happened, and who
// did it if anybody has been named or cleared, or something said is taken back.
func (d *desk) lines(s *news.Standing) []Line {
	var out []Line
	if s.Type != nil {
		out = append(out, lineOf(d.words.TypeLine(s)))
	}
	switch s.Badge {
	case "", "unattributed", "not-applicable":
		if !s.Disputed && !s.Retracted && !s.Cleared {
			return out
		}
	case "claimed": // an actor that says what it did has said who did it
		if s.Type != nil && s.Type.TypeStatus == "claimed" && slices.Equal(feed.Claimants(s.Type, s.Attributions), s.Attribution.Speakers) && len(d.words.Flags(s)) == 0 {
			return out
		}
	}
	return append(out, lineOf(d.words.AttributionLine(s)))
}

// lineOf is a line for a view.
func lineOf(l feed.Line) Line {
	return Line{What: l.What, How: l.How, HowValue: l.Value, Bars: l.Bars, By: l.By}
}

// ofIncident says of which incident the lines of an article's card are, where
// the article tells of several: what is known of one is not known of all.
func (d *desk) ofIncident(a *site.Article, lines []Line) []Line {
	if len(a.Incidents) < 2 {
		return lines
	}
	lines = slices.Clone(lines)
	for n := range lines {
		if what := d.words.Of(a, lines[n].What); what != lines[n].What {
			lines[n].What, lines[n].Tongue = what, Tongue{}
		}
	}
	return lines
}

// claimLines gives standing claims of an incident, the newest first.
func (d *desk) claimLines(s *news.Standing, limit int) []Line {
	var out []Line
	for n := len(s.Claims) - 1; n >= 0 && len(out) < limit; n-- {
		line := lineOf(d.words.ClaimLine(&s.Claims[n]))
		if a := d.Article(s.Claims[n].Doc); a != nil {
			line.Tongue = d.tongueOf(a)
		}
		out = append(out, line)
	}
	return out
}
