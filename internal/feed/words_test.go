package feed

import (
	"testing"

	"blotter/internal/news"
)

func TestAttributionNamesItsSpeaker(t *testing.T) {
	words := Words{news.NewVocabulary(nil), "The Record"}
	say := func(status string, speakers []string, actors ...string) *news.Standing {
		var to []news.ActorRef
		for _, a := range actors {
			to = append(to, news.ActorRef{Name: a})
		}
		st := news.Statement{Remark: &news.Remark{Subject: news.OnAttribution, Speakers: speakers, Attribution: news.Attribution{Status: status, To: to}}}
		return &news.Standing{Badge: status, Attribution: &st, Attributions: []news.Statement{st}, Actors: to}
	}
	with := func(s *news.Standing, change func(*news.Standing)) *news.Standing { change(s); return s }
	for _, c := range []struct {
		standing *news.Standing
		want     string
	}{
		{say("unattributed", nil), "Unattributed, says The Record"},
		{say("unattributed", []string{"NCSC"}), "Unattributed, says NCSC"},
		{say("not-applicable", []string{"CrowdStrike"}), "No attacker, says CrowdStrike"},
		{say("claimed", []string{"DragonForce"}, "DragonForce"), "Claimed by DragonForce"},
		{say("suspected", []string{"The Telegraph"}, "Scattered Spider"), "Suspected: Scattered Spider, says The Telegraph"},
		{say("attributed-by-government", []string{"FBI"}), "Attributed by a government: FBI"},
		{say("attributed-by-government", []string{"CISA", "FBI"}, "Cl0p"), "Attributed by a government: CISA and FBI, naming Cl0p"},
		{say("attributed-by-vendor", []string{"Mandiant"}, "nation-state"), "Attributed by a vendor: Mandiant, naming a nation state"},
		{say("charged", []string{"US Department of Justice"}), "Charged: US Department of Justice"},
		{with(say("claimed", []string{"A"}, "A"), func(s *news.Standing) {
			s.Disputed = true
			s.Attributions[0].Attribution.DisputedBy = []string{"B"}
		}), "Claimed by A; disputed by B"},
		{with(say("attributed-by-vendor", []string{"A"}, "X"), func(s *news.Standing) {
			s.Disputed = true
			s.Attributions = append(s.Attributions, say("attributed-by-government", []string{"B"}, "Y").Attributions...)
		}), "Attributed by a vendor: A, naming X; disputed: A and B disagree"},
		{with(say("retracted", []string{"A person"}), func(s *news.Standing) { s.Retracted, s.Badge = true, "unattributed" }),
			"Unattributed, says The Record; retracted by A person"},
		{with(say("charged", []string{"DoJ"}), func(s *news.Standing) {
			s.Cleared = true
			s.Legal = []news.Statement{{Remark: &news.Remark{Subject: news.OnLegal, Speakers: []string{"Southwark Crown Court"}, Legal: news.LegalStep{Stage: "acquitted"}}}}
		}), "Charged: DoJ; cleared: Southwark Crown Court"},
		{&news.Standing{}, ""},
	} {
		if got := words.Attribution(c.standing); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestTypeNamesItsSpeaker(t *testing.T) {
	words := Words{news.NewVocabulary(nil), "The Record"}
	for _, c := range []struct {
		statement news.Remark
		want      string
	}{
		{news.Remark{Types: []string{"ransomware"}, TypeStatus: "reported", Speakers: []string{"The Telegraph"}}, "Ransomware, reported by The Telegraph"},
		{news.Remark{Types: []string{"data-breach", "ddos"}, TypeStatus: "confirmed", Speakers: []string{"A", "B", "C"}}, "Data breach and DDoS, confirmed by A, B and C"},
		{news.Remark{Types: []string{"undisclosed"}, TypeStatus: "reported"}, "Undisclosed, reported by The Record"},
		{news.Remark{Types: []string{"ransomware"}, TypeStatus: "claimed"}, "Ransomware, claimed, says The Record"},
	} {
		if got := words.Type(&news.Standing{Type: &news.Statement{Remark: &c.statement}}); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// A newsroom claims nothing: a type that is only claimed is the word of whoever
// claims the incident.
func TestClaimedTypeIsTheActorsWord(t *testing.T) {
	words := Words{news.NewVocabulary(nil), "The Record"}
	doc := &news.Document{}
	kind := news.Statement{Remark: &news.Remark{Doc: doc, Types: []string{"data-extortion"}, TypeStatus: "claimed"}}
	claim := news.Statement{Remark: &news.Remark{Doc: doc, Speakers: []string{"Glass Heron"}, Attribution: news.Attribution{Status: "claimed"}}}
	standing := &news.Standing{Type: &kind, Attribution: &claim, Attributions: []news.Statement{claim}, Alleged: true}
	if got, want := words.Type(standing), "Data extortion, claimed by Glass Heron"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := words.Alleged(standing), "Alleged: rests on the word of Glass Heron"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAllegedSaysWhoseWord(t *testing.T) {
	words := Words{news.NewVocabulary(nil), "The Record"}
	heron := &news.Statement{Remark: &news.Remark{Speakers: []string{"Glass Heron"}}}
	if got, want := words.Alleged(&news.Standing{Alleged: true, Type: heron, Attribution: heron}), "Alleged: rests on the word of Glass Heron"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := words.Alleged(&news.Standing{Type: heron}); got != "" {
		t.Errorf("got %s of an incident that is not alleged", got)
	}
}
