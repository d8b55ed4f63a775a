package words

import (
	"strings"

	"blotter/internal/news"
)

// shownLists are the vocabularies that readers see.
func shownLists() []string {
	return []string{
		news.IncidentTypes, news.AttributionLadder, news.ClaimStatuses, news.IncidentStatuses, news.Forms, news.SourceKinds,
		news.ImpactKinds, news.LegalStages, news.Sectors, news.Entries, news.Confidences, news.ActorKinds, news.ActorRoles,
		news.CompanyRoles, news.AliasRelations, news.CorrectionKinds, news.Answers, news.Exploitations, news.TLPLabels, news.IndicatorTypes,
	}
}

// vocabularyKey is the key of a word of a vocabulary:
// vocabulary.incident_types.data-breach.
func vocabularyKey(list, value string) string {
	return "vocabulary." + strings.ReplaceAll(strings.ToLower(list), " ", "_") + "." + value
}

// vocabularyWords are the English labels and definitions, which package news has.
func vocabularyWords() map[string]text {
	out := map[string]text{}
	v := news.NewVocabulary(nil)
	for _, list := range shownLists() {
		for _, word := range v.Words(list) {
			key := vocabularyKey(list, word.Value)
			out[key+".label"] = plain(word.Label)
			if word.Definition != "" {
				out[key+".definition"] = plain(word.Definition)
			}
		}
	}
	return out
}

// Translated gives v with the labels and definitions of the built-in words in
// the language. What site.yaml adds has the words that it gives itself.
func (w *Words) Translated(v *news.Vocabulary) *news.Vocabulary {
	builtin := news.NewVocabulary(nil)
	shown := map[string]bool{}
	for _, list := range shownLists() {
		shown[list] = true
	}
	return v.With(func(list string, word news.Word) news.Word {
		if _, ours := builtin.Word(list, word.Value); !ours || !shown[list] {
			return word
		}
		key := vocabularyKey(list, word.Value)
		word.Label = w.Say(key + ".label")
		if word.Definition != "" {
			word.Definition = w.Say(key + ".definition")
		}
		return word
	})
}
