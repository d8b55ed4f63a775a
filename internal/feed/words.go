package feed

import (
	"slices"
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/words"
)

// Words puts what stands of an incident into one line each, for cards, feeds
// and badges. A line never says what something is without saying who says so
// (MODEL §1.6): where no speaker is written, this newsroom speaks, by name.
type Words struct {
	*words.Words
	Vocabulary *news.Vocabulary
	Newsroom   string
}

// NewWords gives the words of a site.
func NewWords(s *site.Site) Words { return Words{s.Words, s.Vocabulary, s.Title} }

// Line is what a line says, taken apart for pages: a claim, how it is known, and
// whose word that is. There is never a How without a By. The zero Line says
// nothing.
type Line struct {
	// What is claimed: «Ransomware»; for attribution «Who did it:».
	What string
	// How it is known: «Confirmed», «Attributed by a government».
	How string
	// Value is the word of the vocabulary for that: confirmed. It is empty where
	// the speaker gave none.
	Value string
	// By follows How directly, with the day: « by Brackwater Council, 6 Nov 2026»,
	// «: Glass Heron, says the National Cyber Office, high confidence, 18 Nov 2026».
	By string
	// Bars says that Value stands on the ladder of claims, and so has a glyph.
	// Attribution has a ladder of its own, in words.
	Bars bool
}

// TypeLine says what happened, how that is known and who says so.
func (w Words) TypeLine(s *news.Standing) Line {
	if s.Type == nil {
		return Line{}
	}
	return w.claimLine(w.Types(s.Type.Types), s.Type, Claimants(s.Type, s.Attributions))
}

// ClaimLine says what a statement about a type, a figure or anything else
// claims, how that is known and who says so.
func (w Words) ClaimLine(s *news.Statement) Line {
	what := ""
	switch s.Subject {
	case news.OnType:
		what = w.Types(s.Types)
	case news.OnFigure:
		what = w.Figure(s.Figure)
	case news.OnClaim:
		what = s.Claim.Say
	case news.OnEntry:
		what = w.Vocabulary.Label(news.Entries, s.Via)
	case news.OnStatus:
		what = w.Vocabulary.Label(news.IncidentStatuses, s.Status)
	case news.OnAttribution:
		standing := news.Standing{Badge: s.Attribution.Status, Attribution: s, Attributions: []news.Statement{*s}, Actors: s.Attribution.To}
		return w.AttributionLine(&standing)
	case news.OnLegal:
		what = w.Vocabulary.Label(news.LegalStages, s.Legal.Stage)
	}
	return w.claimLine(what, s, s.Speakers)
}

func (w Words) claimLine(what string, s *news.Statement, speakers []string) Line {
	value := ClaimStatus(s)
	return Line{
		What: what, How: w.How(value), Value: value, Bars: value != "",
		By: w.saidBy(s, speakers, w.dated(w.Speaker(speakers), s.Said)),
	}
}

// By follows the word for how a statement is known: « by The Telegraph», «, says
// the FBI».
func (w Words) By(s *news.Statement, speakers []string) string {
	return w.saidBy(s, speakers, w.Speaker(speakers))
}

// ByStatus is By for what is no statement and yet known: an event, a flaw's
// exploitation.
func (w Words) ByStatus(value string, speakers []string) string {
	if value == "claimed" && len(speakers) == 0 {
		return w.Says(nil)
	}
	return w.Say("by."+status(value), "speaker", w.Speaker(speakers))
}

// saidBy is By with the speakers in words.
func (w Words) saidBy(s *news.Statement, speakers []string, speaker string) string {
	switch value := ClaimStatus(s); {
	case s.Subject == news.OnAttribution || value == "claimed" && len(speakers) == 0: // a newsroom claims nothing, it tells of claims
		return w.says(speakers, speaker)
	case s.Subject != news.OnType && (value == "disputed" || value == "refuted"): // who contradicts is not on record here
		return w.Say("by.said", "speaker", speaker)
	default:
		return w.Say("by."+status(value), "speaker", speaker)
	}
}

// ClaimStatus is how a statement is known, in the words of news.ClaimStatuses;
// empty where it is only said, and for statements that have no such word.
func ClaimStatus(s *news.Statement) string {
	switch s.Subject {
	case news.OnType:
		return s.TypeStatus
	case news.OnFigure:
		return s.Figure.Status
	case news.OnClaim:
		return s.Claim.Status
	}
	return ""
}

// status is the part of a key for a claim status.
func status(value string) string {
	if value == "" {
		return "stated"
	}
	return value
}

// How is the word for how a claim is known: «Reported», «Said».
func (w Words) How(value string) string {
	if value == "" {
		return w.Say("known.word")
	}
	return w.Vocabulary.Label(news.ClaimStatuses, value)
}

// AttributionLine says who did it, in the words of the ladder, who says so, and
// what is raised beside it.
func (w Words) AttributionLine(s *news.Standing) Line {
	if s.Badge == "" {
		return Line{}
	}
	var more []string
	speakers := w.leading(s)
	if lead := s.Attribution; len(speakers) > 0 {
		if lead.Attribution.Confidence != "" {
			more = append(more, w.Say("confidence."+lead.Attribution.Confidence))
		}
		if !lead.Said.IsZero() {
			more = append(more, w.day(lead.Said))
		}
	}
	by := strings.Join(append([]string{w.by(s, speakers)}, more...), w.Say("list.between"))
	return Line{
		What: w.Say("fact.who_line"), How: w.Vocabulary.Label(news.AttributionLadder, s.Badge), Value: s.Badge,
		By: strings.Join(append([]string{by}, w.Flags(s)...), w.Say("list.apart")),
	}
}

// leading are the speakers of the badge; none where nothing said stands, and the
// newsroom says that.
func (w Words) leading(s *news.Standing) []string {
	if lead := s.Attribution; lead != nil && lead.Attribution.Status == s.Badge {
		return lead.Speakers
	}
	return nil
}

// by follows the word of the badge: whom the leading speaker names, and who that
// speaker is. An authority that charges or convicts a person names a group, and
// is not said to charge it.
func (w Words) by(s *news.Standing, speakers []string) string {
	named := s.Actors
	if lead := s.Attribution; lead != nil && lead.Attribution.Status == s.Badge {
		named = lead.Attribution.To // what others on the same rung say is not this speaker's word
	}
	speaker, actors := w.Speaker(speakers), w.Actors(named)
	switch s.Badge {
	case "unattributed", "not-applicable":
		actors = ""
	case "claimed":
		if len(speakers) == 0 && actors != "" {
			speaker = actors
		}
		return w.Say("by.claimed", "speaker", speaker)
	}
	n := max(1, len(speakers))
	switch {
	case actors == "" || actors == speaker:
		return w.says(speakers, speaker)
	case s.Badge == "suspected" || strings.HasPrefix(s.Badge, "attributed-by-"):
		return w.Say("by.names", "n", n, "actors", actors, "speaker", speaker)
	}
	return w.Say("by.naming", "n", n, "actors", actors, "speaker", speaker)
}

// day is a day that does not break at a line's end.
func (w Words) day(d news.Date) string { return strings.ReplaceAll(w.ShortDay(d), " ", "\u00a0") }

// dated puts the day on which a speaker said something behind its name.
func (w Words) dated(speaker string, said news.Date) string {
	if said.IsZero() {
		return speaker
	}
	return speaker + w.Say("list.between") + w.day(said)
}

// Speaker names who speaks: «The Telegraph and the BBC».
func (w Words) Speaker(names []string) string {
	if len(names) == 0 {
		return w.Newsroom
	}
	return w.List(names)
}

// Type says what happened, how that is known and who says so: «Ransomware,
// reported by The Telegraph».
func (w Words) Type(s *news.Standing) string {
	if s.Type == nil {
		return ""
	}
	return w.Known(w.Types(s.Type.Types), s.Type.TypeStatus, Claimants(s.Type, s.Attributions))
}

// Known says how something is known and who says so: «£300m, stated by Marks &
// Spencer».
func (w Words) Known(what, status string, speakers []string) string {
	key := "known." + status
	switch {
	case status == "":
		key = "known.said"
	case status == "claimed" && len(speakers) == 0: // a newsroom claims nothing, it tells of claims
		key = "known.claim_told"
	}
	return w.Say(key, "what", what, "speaker", w.Speaker(speakers))
}

// Claimants are the speakers of a statement about the type. A type that is only
// claimed is the actor's word, not this newsroom's: where nobody is named, it is
// the word of whoever claims the incident in the same document.
func Claimants(s *news.Statement, attributions []news.Statement) []string {
	if s.TypeStatus != "claimed" || len(s.Speakers) > 0 {
		return s.Speakers
	}
	for _, a := range attributions {
		if a.Doc == s.Doc && a.Attribution.Status == "claimed" && len(a.Speakers) > 0 {
			return a.Speakers
		}
	}
	return nil
}

// Types names incident types: «Ransomware and data breach».
func (w Words) Types(values []string) string {
	var labels []string
	for n, value := range values {
		label := w.Vocabulary.Label(news.IncidentTypes, value)
		if n > 0 {
			label = w.Inside(label)
		}
		labels = append(labels, label)
	}
	return w.List(labels)
}

// Attribution says who did it, in the words of the ladder, and who says so:
// «Attributed by a government: Lazarus Group, says the FBI; disputed by North
// Korea».
func (w Words) Attribution(s *news.Standing) string {
	if s.Badge == "" {
		return ""
	}
	line := w.Vocabulary.Label(news.AttributionLadder, s.Badge) + w.by(s, w.leading(s))
	return strings.Join(append([]string{line}, w.Flags(s)...), w.Say("list.apart"))
}

// Flags are what is raised beside the badge, each with its speaker: «disputed
// by Marks & Spencer», «cleared: Southwark Crown Court».
func (w Words) Flags(s *news.Standing) []string {
	var out []string
	if s.Disputed {
		var by []string
		for _, a := range s.Attributions {
			by = unite(by, a.Attribution.DisputedBy)
		}
		if len(by) == 0 {
			for _, a := range s.Attributions {
				if rung, _ := w.Vocabulary.Word(news.AttributionLadder, a.Attribution.Status); rung.Rank >= 2 {
					by = unite(by, a.Speakers)
				}
			}
			out = append(out, w.Say("flag.disagree", "speakers", w.Speaker(by)))
		} else {
			out = append(out, w.Say("flag.disputed", "speaker", w.List(by)))
		}
	}
	if s.Retracted && s.Badge != "retracted" {
		var by []string
		for _, a := range s.Attributions {
			if a.Attribution.Status == "retracted" {
				by = unite(by, a.Speakers)
			}
		}
		out = append(out, w.Say("flag.retracted", "speaker", w.Speaker(by)))
	}
	if s.Cleared {
		var by []string
		for _, step := range s.Legal {
			switch step.Legal.Stage {
			case "acquitted", "dropped", "overturned":
				by = unite(by, step.Speakers)
				by = unite(by, step.Legal.By)
			}
		}
		out = append(out, w.Say("flag.cleared", "speaker", w.Speaker(by)))
	}
	return out
}

// Status says where the incident stands, and who says so if that is not this
// newsroom: «Developing», «Contained, says Marks & Spencer».
func (w Words) Status(s *news.Standing) string {
	if s.Status == nil {
		return ""
	}
	return w.StatusOf(s.Status)
}

// StatusOf is Status of one statement.
func (w Words) StatusOf(s *news.Statement) string {
	return w.Told(w.Vocabulary.Label(news.IncidentStatuses, s.Status), s.Speakers)
}

// Told says who says something, if that is not this newsroom.
func (w Words) Told(what string, speakers []string) string {
	if len(speakers) == 0 {
		return what
	}
	return what + w.Says(speakers)
}

// Says ends a line with who says so: «, says the FBI», «, say CISA and the FBI».
func (w Words) Says(speakers []string) string { return w.says(speakers, w.Speaker(speakers)) }

// Sayer is Says on its own: «says the FBI».
func (w Words) Sayer(speakers []string) string {
	return w.Say("known.says", "n", max(1, len(speakers)), "speaker", w.Speaker(speakers))
}

// says is Says with the speakers in words.
func (w Words) says(speakers []string, speaker string) string {
	return w.Say("by.says", "n", max(1, len(speakers)), "speaker", speaker)
}

// Alleged says why the incident is not counted as fact, or nothing if it is:
// «Alleged: rests on the word of DragonForce».
func (w Words) Alleged(s *news.Standing) string {
	if !s.Alleged {
		return ""
	}
	var by []string
	if s.Type != nil {
		by = unite(by, Claimants(s.Type, s.Attributions))
	}
	if s.Attribution != nil {
		by = unite(by, s.Attribution.Speakers)
	}
	return w.Say("alleged.line", "speaker", w.Speaker(by))
}

// Of begins a line about an article's first incident with the incident's name,
// where the article tells of several: what is known of one is not known of all.
func (w Words) Of(a *site.Article, line string) string {
	if line == "" || len(a.Incidents) < 2 {
		return line
	}
	return w.Labelled(a.Incidents[0].Title, line)
}

// Labelled puts a label before a text: «Who did it: Claimed by A»; nothing if
// there is no text.
func (w Words) Labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return w.Say("label.before", "label", label, "text", text)
}

// Actors names actors; a category of actors is no name and reads as what it is.
func (w Words) Actors(refs []news.ActorRef) string {
	var names []string
	for _, r := range refs {
		names = append(names, w.Actor(r.Name))
	}
	return w.List(names)
}

// Actor is the name the speaker used, or a category in words.
func (w Words) Actor(name string) string {
	switch name {
	case "nation-state", "criminal", "hacktivist", "insider":
		return w.Say("actor." + strings.ReplaceAll(name, "-", "_"))
	}
	return name
}

// Figure says what a figure is of, the figure itself, and its scope.
func (w Words) Figure(f *news.Figure) string {
	text := w.Labelled(w.Vocabulary.Label(news.ImpactKinds, f.Kind), w.Amount(f))
	if f.Scope != "" {
		text += w.Say("list.between") + f.Scope
	}
	return text
}

func unite(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
