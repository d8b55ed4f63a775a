package feed

import (
	"slices"
	"strings"
	"unicode"

	"blotter/internal/news"
	"blotter/internal/site"
)

// Words puts what stands of an incident into one line each, for cards, feeds
// and badges. A line never says what something is without saying who says so
// (MODEL §1.6): where no speaker is written, this newsroom speaks, by name.
type Words struct {
	Vocabulary *news.Vocabulary
	Newsroom   string
}

// NewWords gives the words of a publication.
func NewWords(p *news.Publication) Words { return Words{p.Vocabulary, p.Title} }

// Speaker names who speaks: «The Telegraph and the BBC».
func (w Words) Speaker(names []string) string {
	if len(names) == 0 {
		return w.Newsroom
	}
	return Join(names)
}

// Says ends a line with who says so: «says the FBI», «say CISA and the FBI».
func (w Words) Says(names []string) string {
	if len(names) > 1 {
		return "say " + w.Speaker(names)
	}
	return "says " + w.Speaker(names)
}

// Type says what happened, how that is known and who says so: «Ransomware,
// reported by The Telegraph».
func (w Words) Type(s *news.Standing) string {
	if s.Type == nil {
		return ""
	}
	return w.Types(s.Type.Types) + ", " + w.Known(s.Type.TypeStatus, Claimants(s.Type, s.Attributions))
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
			label = Lower(label)
		}
		labels = append(labels, label)
	}
	return Join(labels)
}

// Known says how a claim is known and who says so: «reported by The Telegraph».
func (w Words) Known(status string, speakers []string) string {
	switch {
	case status == "":
		return "said by " + w.Speaker(speakers)
	case status == "claimed" && len(speakers) == 0: // a newsroom claims nothing, it tells of claims
		return "claimed, " + w.Says(nil)
	}
	return Lower(w.Vocabulary.Label(news.ClaimStatuses, status)) + " by " + w.Speaker(speakers)
}

// Attribution says who did it, in the words of the ladder, and who says so:
// «Attributed by a government: FBI, naming Lazarus Group; disputed by North
// Korea».
func (w Words) Attribution(s *news.Standing) string {
	if s.Badge == "" {
		return ""
	}
	return strings.Join(append([]string{w.badge(s)}, w.Flags(s)...), "; ")
}

// badge is the leading rung with its speaker.
func (w Words) badge(s *news.Standing) string {
	label := w.Vocabulary.Label(news.AttributionLadder, s.Badge)
	var speakers []string
	if lead := s.Attribution; lead != nil && lead.Attribution.Status == s.Badge {
		speakers = lead.Speakers // else nothing said stands, and the newsroom says that
	}
	speaker := w.Speaker(speakers)
	actors := w.Actors(s.Actors)
	switch s.Badge {
	case "unattributed", "not-applicable":
		return label + ", " + w.Says(speakers)
	case "claimed":
		if len(speakers) == 0 && actors != "" {
			speaker = actors
		}
		return label + " by " + speaker
	case "suspected":
		if actors == "" {
			return label + ", " + w.Says(speakers)
		}
		return label + ": " + actors + ", " + w.Says(speakers)
	}
	line := label + ": " + speaker
	if actors != "" && actors != speaker {
		line += ", naming " + actors
	}
	return line
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
			out = append(out, "disputed: "+w.Speaker(by)+" disagree")
		} else {
			out = append(out, "disputed by "+Join(by))
		}
	}
	if s.Retracted && s.Badge != "retracted" {
		var by []string
		for _, a := range s.Attributions {
			if a.Attribution.Status == "retracted" {
				by = unite(by, a.Speakers)
			}
		}
		out = append(out, "retracted by "+w.Speaker(by))
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
		out = append(out, "cleared: "+w.Speaker(by))
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
	label := w.Vocabulary.Label(news.IncidentStatuses, s.Status)
	if len(s.Speakers) > 0 {
		label += ", " + w.Says(s.Speakers)
	}
	return label
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
	return "Alleged: rests on the word of " + w.Speaker(by)
}

// Of begins a line about an article's first incident with the incident's name,
// where the article tells of several: what is known of one is not known of all.
func Of(a *site.Article, line string) string {
	if line == "" || len(a.Incidents) < 2 {
		return line
	}
	return a.Incidents[0].Title + ": " + line
}

// Actors names actors; a category of actors is no name and reads as what it is.
func (w Words) Actors(refs []news.ActorRef) string {
	var names []string
	for _, r := range refs {
		names = append(names, w.Actor(r.Name))
	}
	return Join(names)
}

// Actor is the name the speaker used, or a category in words.
func (w Words) Actor(name string) string {
	switch name {
	case "nation-state":
		return "a nation state"
	case "criminal":
		return "criminals"
	case "hacktivist":
		return "hacktivists"
	case "insider":
		return "an insider"
	}
	return name
}

// Join puts a list of words into a sentence: «A, B and C».
func Join(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// Lower begins a label in the middle of a sentence: «Data breach» becomes «data
// breach», «DDoS» stays.
func Lower(label string) string {
	letters := []rune(label)
	if len(letters) < 2 || unicode.IsUpper(letters[1]) {
		return label
	}
	letters[0] = unicode.ToLower(letters[0])
	return string(letters)
}

func unite(list, more []string) []string {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
