package feed

import (
	"testing"
	"time"

	"blotter"
	"blotter/internal/news"
	"blotter/internal/words"
)

// english gives the words of The Record.
func english(t testing.TB) Words {
	t.Helper()
	w, found := words.Shipped(blotter.Builtin(), "en")
	for _, d := range found {
		t.Fatal(d)
	}
	return Words{w, news.NewVocabulary(nil), "The Record"}
}

// A line is a claim, how it is known and whose word that is, with the day.
func TestLines(t *testing.T) {
	words := english(t)
	day := func(text string) news.Date {
		d, err := news.ParseDate(text, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	statement := func(r news.Remark) *news.Statement { return &news.Statement{Remark: &r} }
	kind := statement(news.Remark{Subject: news.OnType, Types: []string{"ransomware"}, TypeStatus: "confirmed", Speakers: []string{"Brackwater Council"}, Said: day("2026-11-06T10:00:00Z")})
	who := statement(news.Remark{Subject: news.OnAttribution, Speakers: []string{"the National Cyber Office"}, Said: day("2026-11-18"),
		Attribution: news.Attribution{Status: "attributed-by-government", Confidence: "high", To: []news.ActorRef{{Name: "Glass Heron"}}}})
	standing := &news.Standing{Type: kind, Attribution: who, Attributions: []news.Statement{*who}, Badge: "attributed-by-government", Actors: who.Attribution.To}
	disputed := *standing
	disputed.Disputed = true
	disputed.Attributions = []news.Statement{*statement(news.Remark{Attribution: news.Attribution{DisputedBy: []string{"Linden Clinics"}}})}
	for _, c := range []struct{ got, want Line }{
		{words.TypeLine(standing), Line{"Ransomware", "Confirmed", "confirmed", " by Brackwater Council, 6 Nov 2026", true}},
		{words.TypeLine(standing), Line{"Ransomware", "Confirmed", "confirmed", " by Brackwater Council, 6 Nov 2026", true}},
		{words.AttributionLine(standing), Line{"Who did it:", "Attributed by a government", "attributed-by-government", ": Glass Heron, says the National Cyber Office, high confidence, 18 Nov 2026", false}},
		{words.AttributionLine(&disputed), Line{"Who did it:", "Attributed by a government", "attributed-by-government", ": Glass Heron, says the National Cyber Office, high confidence, 18 Nov 2026; disputed by Linden Clinics", false}},
		{words.AttributionLine(&news.Standing{Badge: "unattributed"}), Line{"Who did it:", "Unattributed", "unattributed", ", says The Record", false}},
		{words.ClaimLine(statement(news.Remark{Subject: news.OnClaim, Claim: &news.Claim{Say: "Tills failed", Status: "disputed"}, Speakers: []string{"A", "B"}})),
			Line{"Tills failed", "Disputed", "disputed", ", said by A and B", true}},
		{words.ClaimLine(statement(news.Remark{Subject: news.OnClaim, Claim: &news.Claim{Say: "Tills failed"}})), Line{"Tills failed", "Said", "", " by The Record", false}},
		{words.ClaimLine(who), words.AttributionLine(standing)},
		{words.TypeLine(&news.Standing{}), Line{}},
		{words.AttributionLine(&news.Standing{}), Line{}},
	} {
		if c.got != c.want {
			t.Errorf("got  %+v\nwant %+v", c.got, c.want)
		}
	}
}

func TestAttributionNamesItsSpeaker(t *testing.T) {
	words := english(t)
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
		{say("attributed-by-government", []string{"FBI"}), "Attributed by a government, says FBI"},
		{say("attributed-by-government", []string{"CISA", "FBI"}, "Cl0p"), "Attributed by a government: Cl0p, say CISA and FBI"},
		{say("attributed-by-vendor", []string{"Mandiant"}, "nation-state"), "Attributed by a vendor: a nation state, says Mandiant"},
		{say("charged", []string{"US Department of Justice"}), "Charged, says US Department of Justice"},
		{say("charged", []string{"US Department of Justice"}, "FIN7"), "Charged, says US Department of Justice, naming FIN7"},
		{with(say("claimed", []string{"A"}, "A"), func(s *news.Standing) {
			s.Disputed = true
			s.Attributions[0].Attribution.DisputedBy = []string{"B"}
		}), "Claimed by A; disputed by B"},
		{with(say("attributed-by-vendor", []string{"A"}, "X"), func(s *news.Standing) {
			s.Disputed = true
			s.Attributions = append(s.Attributions, say("attributed-by-government", []string{"B"}, "Y").Attributions...)
		}), "Attributed by a vendor: X, says A; disputed: A and B disagree"},
		{with(say("retracted", []string{"A person"}), func(s *news.Standing) { s.Retracted, s.Badge = true, "unattributed" }),
			"Unattributed, says The Record; retracted by A person"},
		{with(say("charged", []string{"DoJ"}), func(s *news.Standing) {
			s.Cleared = true
			s.Legal = []news.Statement{{Remark: &news.Remark{Subject: news.OnLegal, Speakers: []string{"Southwark Crown Court"}, Legal: &news.LegalStep{Stage: "acquitted"}}}}
		}), "Charged, says DoJ; cleared: Southwark Crown Court"},
		{&news.Standing{}, ""},
	} {
		if got := words.Attribution(c.standing); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestTypeNamesItsSpeaker(t *testing.T) {
	words := english(t)
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
	words := english(t)
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
	words := english(t)
	heron := &news.Statement{Remark: &news.Remark{Speakers: []string{"Glass Heron"}}}
	if got, want := words.Alleged(&news.Standing{Alleged: true, Type: heron, Attribution: heron}), "Alleged: rests on the word of Glass Heron"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := words.Alleged(&news.Standing{Type: heron}); got != "" {
		t.Errorf("got %s of an incident that is not alleged", got)
	}
}
