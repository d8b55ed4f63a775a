package news

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// editorial judges the article by the rules that a newsroom may set aside.
func (c *checker) editorial(a *Article, language string) {
	if !a.IsStatement() || a.Withdrawn != nil {
		return
	}
	tag := strings.ToLower(cmp.Or(a.Language, language, "en"))
	english := tag == "en" || strings.HasPrefix(tag, "en-")
	if len(a.Incidents) == 0 {
		c.story(a, "", a.Company, newest(a), english)
	}
	for _, entry := range a.Incidents {
		c.story(a, "incidents["+entry.ID+"].", entry.Company, entry.Facts, english)
	}
	if len(a.Response) == 0 && len(a.Company) > 0 {
		c.judge("title", silentAboutResponse, "nothing says whether the organisation was asked for a reply", "add response: with who, asked and answer (none-needed if it spoke itself)")
	}
}

// newest gives the facts at the top of an article with what its updates changed.
func newest(a *Article) Facts {
	f := a.Facts
	for _, u := range a.Updates {
		f.IncidentStatus = cmp.Or(u.IncidentStatus, f.IncidentStatus)
		if u.AttributionStatus != "" {
			f.AttributionStatus, f.AttributedTo = u.AttributionStatus, u.AttributedTo
		}
		if len(u.IncidentType) > 0 {
			f.IncidentType, f.TypeStatus = u.IncidentType, cmp.Or(u.TypeStatus, "reported")
		}
	}
	return f
}

// story judges what the article says of one incident.
func (c *checker) story(a *Article, path string, company []Party, f Facts, english bool) {
	victims := 0
	for _, p := range company {
		if (p.Role == "" || p.Role == "victim") && p.Name != Many && p.Name != Undisclosed {
			victims++
		}
	}
	if victims > 1 && len(f.IncidentType) > 0 {
		c.judge(path+"incident_type", severalCompanies, "one type for several organisations: is it true of each?", "use incidents: with an entry for each, where it is not")
	}
	if f.IncidentStatus == "developing" && len(a.Unknown) == 0 {
		c.judge(path+"incident_status", missingUnknown, "a developing story, and nothing says what is not known yet", "add unknown: with a sentence or two")
	}
	if english {
		c.headline(a, f)
	}
}

// headline judges whether an English headline says more than the status does.
// What is claimed or suspected needs a word that says so as soon as the
// headline names an actor; what is only claimed, as soon as it tells of a deed.
func (c *checker) headline(a *Article, f Facts) {
	status, kind := f.AttributionStatus, f.TypeStatus
	if kind == "" && len(f.IncidentType) > 0 && status == "claimed" {
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
		for _, actor := range f.AttributedTo {
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

// nameless judges whether the headline names an actor although the article says of
// each incident that nobody was named, or that there was no attacker. No hedge makes
// that right: who suspects somebody, or claims it, gives another status.
func (c *checker) nameless(a *Article, names *Names) {
	if !a.IsStatement() || a.Withdrawn != nil {
		return
	}
	told, parties := []Facts{newest(a)}, a.Company
	if len(a.Incidents) > 0 {
		told = nil
	}
	for _, entry := range a.Incidents {
		told, parties = append(told, entry.Facts), append(slices.Clip(parties), entry.Company...)
	}
	for _, row := range a.Statements {
		if row.AttributionStatus != "" {
			told = append(told, row.Facts)
		}
	}
	for _, f := range told {
		if f.AttributionStatus != "unattributed" && f.AttributionStatus != "not-applicable" {
			return
		}
	}
	actor := names.actorIn(a.Title, func(actor []string) bool { // «Royal» stands in «Royal Mail»
		return slices.ContainsFunc(parties, func(p Party) bool { return containsPhrase(headlineWords(p.Name), actor) })
	})
	if actor != "" {
		c.judge("title", headlineNames, "the headline names «"+actor+"», and the attribution is «"+told[0].AttributionStatus+"»",
			"take the name out, or give the attribution_status of whoever names it: claimed, suspected …")
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
	var room [4]string
	for _, p := range phrases {
		phrase := room[:0]
		for word := range strings.SplitSeq(p, " ") {
			phrase = append(phrase, word)
		}
		if containsPhrase(words, phrase) {
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
