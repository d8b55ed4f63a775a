package page

import (
	"strings"

	"blotter/internal/feed"
	"blotter/internal/news"
	"blotter/internal/site"
)

// lines puts what stands of an incident into claim lines: what happened, and who
// did it if anybody has been named or cleared, or something said is taken back.
func (d *desk) lines(s *news.Standing) []Line {
	var out []Line
	if s.Type != nil {
		out = append(out, d.typeLine(s))
	}
	switch s.Badge {
	case "", "unattributed", "not-applicable":
		if !s.Disputed && !s.Retracted && !s.Cleared {
			return out
		}
	}
	return append(out, d.attributionLine(s))
}

func (d *desk) typeLine(s *news.Standing) Line {
	speakers := feed.Claimants(s.Type, s.Attributions)
	l := d.claimLine(d.words.Types(s.Type.Types), s.Type.TypeStatus, speakers, s.Type)
	if s.Type.TypeStatus == "claimed" && len(speakers) == 0 { // a newsroom claims nothing, it tells of claims
		l.By = "by the actor, " + d.words.Says(nil) + dayAfter(s.Type.Said)
	}
	return l
}

// claimLine says how something is known, who says so and since when.
func (d *desk) claimLine(what, status string, speakers []string, said *news.Statement) Line {
	return Line{
		What: what, How: d.Vocabulary.Label(news.ClaimStatuses, status), HowValue: status, Bars: true,
		By: "by " + d.words.Speaker(speakers) + dayAfter(said.Said),
	}
}

// attributionLine gives the leading attribution, and what is raised beside it.
func (d *desk) attributionLine(s *news.Standing) Line {
	l := Line{What: "Who did it:", How: d.Vocabulary.Label(news.AttributionLadder, s.Badge), HowValue: s.Badge}
	var speakers []string
	named, said := s.Actors, ""
	if lead := s.Attribution; lead != nil && lead.Attribution.Status == s.Badge {
		speakers, said = lead.Speakers, dayAfter(lead.Said)
		named = lead.Attribution.To // what others of the same rank say is not this speaker's word
		if c := lead.Attribution.Confidence; c != "" {
			said = ", " + feed.Lower(d.Vocabulary.Label(news.Confidences, c)) + " confidence" + said
		}
	}
	switch actors := d.words.Actors(named); {
	case s.Badge == "claimed" && len(speakers) == 0 && actors != "":
		l.By = "by " + actors
	case s.Badge == "claimed":
		l.By = "by " + d.words.Speaker(speakers)
	case actors == "":
		l.How, l.By = l.How+",", d.words.Says(speakers)
	default:
		l.How, l.By = l.How+":", actors+", "+d.words.Says(speakers)
	}
	l.By = strings.Join(append([]string{l.By + said}, d.words.Flags(s)...), "; ")
	return l
}

// ofIncident says of which incident the lines of an article's card are, where
// the article tells of several: what is known of one is not known of all.
func ofIncident(a *site.Article, lines []Line) []Line {
	for n := range lines {
		lines[n].What = feed.Of(a, lines[n].What)
	}
	return lines
}

// claimLines gives standing claims of an incident, the newest first.
func (d *desk) claimLines(s *news.Standing, limit int) []Line {
	var out []Line
	for n := len(s.Claims) - 1; n >= 0 && len(out) < limit; n-- {
		c := &s.Claims[n]
		out = append(out, d.claimLine(c.Claim.Say, c.Claim.Status, c.Speakers, c))
	}
	return out
}

// dayAfter gives the day on which something was said, to follow the speaker.
func dayAfter(said news.Date) string {
	if said.IsZero() {
		return ""
	}
	return ", " + strings.ReplaceAll(shortDay(said), " ", "\u00a0") // a date does not break
}
