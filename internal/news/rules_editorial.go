package news

import (
	"cmp"
	"strings"
	"unicode"
)

// editorial judges the article by the rules that a newsroom may set aside.
func (c *checker) editorial(a *Article, language string) {
	if !a.IsStatement() || a.Withdrawn != nil {
		return
	}
	victims := 0
	for _, p := range a.Company {
		if (p.Role == "" || p.Role == "victim") && p.Name != Many && p.Name != Undisclosed {
			victims++
		}
	}
	if victims > 1 && len(a.IncidentType) > 0 {
		c.judge("incident_type", severalCompanies, "one type for several organisations: is it true of each?", "use incidents: with an entry for each, where it is not")
	}
	status := a.IncidentStatus
	for _, u := range a.Updates {
		status = cmp.Or(u.IncidentStatus, status)
	}
	if status == "developing" && len(a.Unknown) == 0 {
		c.judge("incident_status", missingUnknown, "a developing story, and nothing says what is not known yet", "add unknown: with a sentence or two")
	}
	if len(a.Response) == 0 && len(a.Company) > 0 {
		c.judge("title", silentAboutResponse, "nothing says whether the organisation was asked for a reply", "add response: with who, asked and answer (none-needed if it spoke itself)")
	}
	if tag := strings.ToLower(cmp.Or(a.Language, language, "en")); tag == "en" || strings.HasPrefix(tag, "en-") {
		c.headline(a)
	}
}

// headline judges whether an English headline says more than the status does.
// What is claimed or suspected needs a word that says so as soon as the
// headline names an actor; what is only claimed, as soon as it tells of a deed.
func (c *checker) headline(a *Article) {
	status, kind := a.AttributionStatus, a.TypeStatus
	if kind == "" && len(a.IncidentType) > 0 && status == "claimed" {
		kind = "claimed"
	}
	if status != "claimed" && status != "suspected" && kind != "claimed" {
		return
	}
	words := headlineWords(a.Title)
	if strings.HasSuffix(strings.TrimSpace(a.Title), "?") || anyPhrase(words, hedges()) {
		return
	}
	if status == "claimed" || status == "suspected" {
		for _, actor := range a.AttributedTo {
			if !IsCategory(actor.Name) && containsPhrase(words, headlineWords(actor.Name)) {
				c.judge("title", headlineStronger, "the headline names «"+actor.Name+"» as if it were known, and it is only "+status,
					"say whose word it is: «"+actor.Name+" claims …», «… suspected», «… says»")
				return
			}
		}
	}
	if (status == "claimed" || kind == "claimed") && anyPhrase(words, deeds()) {
		c.judge("title", headlineStronger, "the headline tells as a fact what an actor only claims",
			"say whose word it is: «claims», «says», «alleged»")
	}
}

// headlineWords gives the words of a text, folded, without punctuation and without 's.
func headlineWords(text string) []string {
	words := strings.FieldsFunc(Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '$' && r != '&'
	})
	for i, w := range words {
		words[i] = strings.Trim(strings.TrimSuffix(w, "'s"), "'")
	}
	return words
}

func anyPhrase(words []string, phrases []string) bool {
	for _, p := range phrases {
		if containsPhrase(words, strings.Fields(p)) {
			return true
		}
	}
	return false
}

// containsPhrase reports whether phrase stands in words; a final * stands for
// any ending.
func containsPhrase(words, phrase []string) bool {
	if len(phrase) == 0 {
		return false
	}
	for i := 0; i+len(phrase) <= len(words); i++ {
		match := true
		for j, p := range phrase {
			stem, open := strings.CutSuffix(p, "*")
			if words[i+j] != p && !(open && strings.HasPrefix(words[i+j], stem)) {
				match = false
				break
			}
		}
		if match {
			return true
		}
	}
	return false
}

// hedges are the words by which a headline says that it is somebody's word.
func hedges() []string {
	return []string{
		"claim*", "alleg*", "suspect*", "report*", "say", "says", "said", "accus*", "blame*", "link*", "tie", "tied", "ties", "point*",
		"believ*", "think", "thinks", "possib*", "appear*", "apparent*", "may", "might", "could", "would be", "likely", "unconfirmed", "unverified",
		"purport*", "supposed*", "assert*", "boast*", "threaten*", "tell", "tells", "told", "according to", "takes credit", "take credit", "took credit",
		"takes responsibility", "claims responsibility", "rumour*", "rumor*", "calling themselves", "so called", "list", "lists", "listed", "name", "names", "named", "attribut*",
	}
}

// deeds are the words by which a headline tells of an attack.
func deeds() []string {
	return []string{
		"hack", "hacks", "hacked", "hackers", "steal", "steals", "stole", "stolen", "breach*", "attack*", "encrypt*", "leak*", "extort*",
		"ransomware", "infiltrat*", "compromis*", "hit by", "hits", "knocks", "cripple*", "wipe", "wipes", "wiped", "exfiltrat*", "raid*", "dump*", "behind",
	}
}
