package news

import (
	"slices"
	"strings"
)

// Word is one value of a closed vocabulary.
type Word struct {
	Value string `key:"value,map" doc:"the word as written in front matter"`
	// Label is what readers see.
	Label string `key:"label" need:"always" doc:"what readers see"`
	// Definition is one sentence that the site shows.
	Definition string `key:"definition" need:"always" doc:"one sentence that the site shows"`
	// Parent is the built-in word that exports and counts fall back on; only
	// words added by site.yaml have one.
	Parent string `key:"parent" doc:"the built-in word that exports fall back on"`
	// Rank is the rung of an attribution status on the ladder, or the number of
	// filled bars of a claim status; 0 elsewhere.
	Rank int
	// VERIS and RSIT are the nearest terms of the VERIS 1.3 schema and of the
	// Reference Security Incident Taxonomy (incident types only).
	VERIS, RSIT string
}

// The names of the vocabularies, as `words` tags of the model use them.
const (
	IncidentTypes      = "incident types"
	AttributionLadder  = "attribution statuses"
	ClaimStatuses      = "claim statuses"
	IncidentStatuses   = "incident statuses"
	Forms              = "forms"
	SourceKinds        = "source kinds"
	ImpactKinds        = "impact kinds"
	LegalStages        = "legal stages"
	Sectors            = "sectors"
	Entries            = "ways in"
	Confidences        = "confidences"
	ActorKinds         = "actor kinds"
	ActorRoles         = "actor roles"
	CompanyRoles       = "company roles"
	AliasRelations     = "alias relations"
	CorrectionKinds    = "correction kinds"
	Answers            = "answers"
	Exploitations      = "exploitation states"
	TLPLabels          = "TLP labels"
	Directions         = "directions"
	RuleSeverities     = "rule severities"
	ProceedingsStates  = "proceedings states"
	IndicatorTypes     = "indicator types"
	NewsletterServices = "newsletter services"
	FontSets           = "font sets"
	Switches           = "switches"
	PictureFormats     = "picture formats"
)

// Vocabulary is every closed word list of a site: the built-in ones and what
// site.yaml adds. It is immutable.
type Vocabulary struct{ lists map[string][]Word }

// NewVocabulary gives the built-in vocabulary with more words added to the named lists.
func NewVocabulary(more map[string][]Word) *Vocabulary {
	v := &Vocabulary{lists: builtinWords()}
	for name, words := range more {
		v.lists[name] = append(slices.Clip(v.lists[name]), words...)
	}
	return v
}

// With gives the vocabulary with other words for the same values: say is asked
// for each word of each list.
func (v *Vocabulary) With(say func(list string, w Word) Word) *Vocabulary {
	out := &Vocabulary{lists: map[string][]Word{}}
	for name, words := range v.lists {
		words = slices.Clone(words)
		for i := range words {
			words[i] = say(name, words[i])
		}
		out.lists[name] = words
	}
	return out
}

// Words gives the list of that name, in the order in which the site shows it.
func (v *Vocabulary) Words(list string) []Word { return v.lists[list] }

// Values gives the words of a list as they are written in front matter.
func (v *Vocabulary) Values(list string) []string {
	words := v.lists[list]
	out := make([]string, len(words))
	for n := range words {
		out[n] = words[n].Value
	}
	return out
}

// Written gives those values of a list that a writer can write: without the flags of
// the attribution ladder that are raised by what is said.
func (v *Vocabulary) Written(list string) []string {
	values := v.Values(list)
	if list == AttributionLadder {
		values = slices.DeleteFunc(values, func(value string) bool { return value == "disputed" || value == "cleared" })
	}
	return values
}

// Word looks up one value of a list.
func (v *Vocabulary) Word(list, value string) (Word, bool) {
	words := v.lists[list]
	for n := range words {
		if words[n].Value == value {
			return words[n], true
		}
	}
	return Word{}, false
}

// Label gives what readers see for a value, or the value itself if it is unknown.
func (v *Vocabulary) Label(list, value string) string {
	if w, ok := v.Word(list, value); ok {
		return w.Label
	}
	return value
}

// plain makes words from "value: definition" rows; the label is the value with
// its first letter raised and hyphens as blanks.
func plain(rows ...string) []Word {
	var out []Word
	for _, row := range rows {
		value, definition, _ := strings.Cut(row, ": ")
		out = append(out, Word{Value: value, Label: labelOf(value), Definition: definition})
	}
	return out
}

func labelOf(value string) string {
	switch value { // names that are written in a way of their own
	case "ipv4":
		return "IPv4"
	case "ipv6":
		return "IPv6"
	case "url", "md5", "sha1", "sha256":
		return strings.ToUpper(strings.Replace(value, "sha", "sha-", 1))
	case "round-up":
		return "Round-up"
	case "ict-services":
		return "ICT services"
	case "email":
		return "E-mail"
	}
	_, label, found := strings.Cut(value, "/")
	if !found {
		label = value
	}
	label = strings.ReplaceAll(label, "-", " ")
	return strings.ToUpper(label[:1]) + label[1:]
}

func builtinWords() map[string][]Word {
	return map[string][]Word{
		IncidentTypes: {
			{Value: "undisclosed", Label: "Undisclosed", Definition: "the organisation has not said what happened", VERIS: "action.unknown", RSIT: "other=undetermined"},
			{Value: "attempt", Label: "Attempt", Definition: "tried; no sign that it succeeded", VERIS: "hacking, security_incident Near miss", RSIT: "intrusion-attempts=exploit"},
			{Value: "disruption", Label: "Disruption", Definition: "systems or services down, cause not known", VERIS: "availability.Interruption", RSIT: "availability=outage"},
			{Value: "ransomware", Label: "Ransomware", Definition: "systems encrypted for extortion", VERIS: "malware.Ransomware", RSIT: "information-content-security=unauthorised-information-modification"},
			{Value: "data-extortion", Label: "Data extortion", Definition: "stolen data published or threatened, nothing encrypted", VERIS: "hacking + social.Extortion", RSIT: "information-content-security=data-leak"},
			{Value: "data-breach", Label: "Data breach", Definition: "an attacker obtained data", VERIS: "hacking, data_disclosure", RSIT: "information-content-security=unauthorised-information-access"},
			{Value: "data-exposure", Label: "Data exposure", Definition: "data left open or misdirected, no attacker", VERIS: "error.Misconfiguration, Publishing error, Misdelivery", RSIT: "information-content-security=data-leak"},
			{Value: "intrusion", Label: "Intrusion", Definition: "access gained, effect unknown", VERIS: "hacking.Unknown", RSIT: "intrusions=system-compromise"},
			{Value: "account-takeover", Label: "Account takeover", Definition: "stolen credentials used", VERIS: "hacking.Use of stolen creds", RSIT: "intrusions=unprivileged-account-compromise"},
			{Value: "malware", Label: "Malware", Definition: "other malicious code", VERIS: "malware.*", RSIT: "malicious-code=infected-system"},
			{Value: "ddos", Label: "DDoS", Definition: "a flood of traffic", VERIS: "hacking.DoS", RSIT: "availability=ddos"},
			{Value: "destructive", Label: "Destructive attack", Definition: "a wiper or sabotage", VERIS: "malware.Destroy data", RSIT: "availability=sabotage"},
			{Value: "defacement", Label: "Defacement", Definition: "a site or account altered", VERIS: "integrity.Defacement", RSIT: "information-content-security=unauthorised-information-modification"},
			{Value: "espionage", Label: "Espionage", Definition: "covert collection", VERIS: "hacking, motive Espionage", RSIT: "intrusions=system-compromise"},
			{Value: "financial-theft", Label: "Financial theft", Definition: "money or crypto taken", VERIS: "integrity.Fraudulent transaction", RSIT: "other=other"},
			{Value: "fraud", Label: "Fraud", Definition: "deception: business e-mail compromise, impersonation", VERIS: "social.Pretexting, Scam", RSIT: "fraud=masquerade"},
			{Value: "phishing", Label: "Phishing", Definition: "a campaign that lures for credentials", VERIS: "social.Phishing", RSIT: "fraud=phishing"},
			{Value: "vulnerability", Label: "Vulnerability", Definition: "a flaw, no exploitation known", RSIT: "vulnerable=vulnerable-system"},
			{Value: "exploitation", Label: "Exploitation", Definition: "mass exploitation of a flaw", VERIS: "hacking.Exploit vuln", RSIT: "other=other"},
			{Value: "insider", Label: "Insider misuse", Definition: "an authorised person misused access", VERIS: "misuse.*", RSIT: "information-content-security=unauthorised-information-access"},
			{Value: "influence", Label: "Influence operation", Definition: "an information operation", VERIS: "social.Influence", RSIT: "other=other"},
			{Value: "physical", Label: "Physical attack", Definition: "theft of or tampering with equipment, an attack on premises", VERIS: "physical.*", RSIT: "intrusions=burglary"},
			{Value: "outage", Label: "Outage", Definition: "a failure; the operator or an authority says no attacker", VERIS: "error, environmental", RSIT: "availability=outage"},
			{Value: "other", Label: "Other", Definition: "none of the other types; the report says which", RSIT: "other=other"},
		},
		AttributionLadder: {
			{Value: "unattributed", Label: "Unattributed", Definition: "no one has been publicly named, if anyone did it"},
			{Value: "claimed", Label: "Claimed", Rank: 1, Definition: "an actor says it was them; an actor’s own word is no evidence"},
			{Value: "suspected", Label: "Suspected", Rank: 1, Definition: "press, an unnamed source or a hedged analyst names someone"},
			{Value: "attributed-by-vendor", Label: "Attributed by a vendor", Rank: 2, Definition: "a named security firm or researcher says so, on record"},
			{Value: "attributed-by-victim", Label: "Attributed by the organisation", Rank: 2, Definition: "the affected organisation itself says so, on record"},
			{Value: "attributed-by-government", Label: "Attributed by a government", Rank: 2, Definition: "a state, an agency or a multilateral body says so"},
			{Value: "sanctioned", Label: "Sanctioned", Rank: 2, Definition: "a state has sanctioned a person or entity for it; not a criminal accusation"},
			{Value: "charged", Label: "Charged", Rank: 3, Definition: "a person or entity has been indicted or charged; not a finding of guilt"},
			{Value: "convicted", Label: "Convicted", Rank: 4, Definition: "a court has found so: of that person, not of a group"},
			{Value: "disputed", Label: "Disputed", Definition: "on-record statements conflict"},
			{Value: "retracted", Label: "Retracted", Definition: "the attributor or we withdrew the attribution"},
			{Value: "cleared", Label: "Cleared", Definition: "the case was dropped, or ended in an acquittal or an overturned verdict"},
			{Value: "not-applicable", Label: "No attacker", Definition: "there is no actor: an accident or an outage"},
		},
		ClaimStatuses: {
			{Value: "claimed", Label: "Claimed", Definition: "an actor says so"},
			{Value: "stated", Label: "Stated", Rank: 2, Definition: "an interested party, the organisation itself, says so"},
			{Value: "reported", Label: "Reported", Rank: 2, Definition: "the press says so"},
			{Value: "corroborated", Label: "Corroborated", Rank: 3, Definition: "we saw independent evidence"},
			{Value: "confirmed", Label: "Confirmed", Rank: 4, Definition: "an authority, a filing, or an admission against interest says so"},
			{Value: "disputed", Label: "Disputed", Definition: "someone on record contradicts it"},
			{Value: "refuted", Label: "Refuted", Definition: "shown to be wrong"},
		},
		IncidentStatuses: plain(
			"developing: still changing from day to day",
			"contained: the attack or fault is stopped, its effects are not over",
			"recovering: services are coming back",
			"resolved: services are back, questions remain",
			"closed: nothing more is expected",
			"false-alarm: there was no incident"),
		Forms: plain(
			"report: what happened and who says so; the only form, with advisory, that makes statements",
			"advisory: what to do about a flaw or a campaign",
			"analysis: what it means, in the writer’s judgement",
			"opinion: what the writer thinks of it",
			"explainer: how something works",
			"interview: questions and answers",
			"round-up: several stories in short"),
		SourceKinds: plain(
			"statement: by the organisation or person concerned",
			"filing: to an exchange or a registry, under duty of truth",
			"regulator: a supervising authority",
			"advisory: by a CERT, an agency or the maker",
			"court: a court document or judgment",
			"testimony: to a parliament or a court",
			"law-enforcement: police or a prosecutor",
			"vendor-report: by a security firm",
			"research: by an academic or independent researcher or body",
			"press: another newsroom",
			"leak-site: an actor’s own site",
			"social: a post on a social network",
			"document: a document that we have seen",
			"interview: said to us"),
		ImpactKinds: plain(
			"records: data records concerned", "people: persons concerned", "outage: time until service returned",
			"service: a service reduced or stopped",
			"money/ransom-demand: asked for as ransom", "money/ransom-payment: paid as ransom",
			"money/business-disruption: lost business", "money/response-and-recovery: spent on response and recovery",
			"money/regulatory-fine: fined by a regulator", "money/market-value: lost market value",
			"money/stolen-funds: stolen money", "money/other: other money"),
		LegalStages: plain(
			"investigation: an authority investigates", "arrested: a person was arrested; not a charge",
			"released: released without charge for now", "bailed: released on bail", "extradited: handed to another state",
			"charged: charged or indicted; not a finding of guilt", "sanctioned: put under sanctions by a state",
			"pleaded-guilty: admitted before a court", "convicted: found guilty by a court", "sentenced: sentenced by a court",
			"acquitted: found not guilty", "overturned: a verdict was set aside", "dropped: the case was dropped",
			"sued: a civil claim was filed", "settled: a civil claim was settled", "fined: fined by an authority"),
		Sectors: plain("energy", "transport", "banking", "finance", "health", "water", "digital-infrastructure", "ict-services",
			"public-administration", "space", "post", "waste", "chemicals", "food", "manufacturing", "digital-providers", "research",
			"retail", "education", "media", "telecoms", "technology", "hospitality", "professional-services", "defence", "nonprofit", "other"),
		Entries: plain(
			"supply-chain: through a supplier or its software", "stolen-credentials: with credentials of somebody else",
			"social-engineering: by deceiving a person", "vulnerability: through a flaw in software",
			"misconfiguration: through something left open", "unknown: not known how"),
		Confidences: plain("low", "moderate", "high"),
		ActorKinds:  plain("nation-state", "criminal", "hacktivist", "insider", "unknown"),
		ActorRoles: plain("intruder: broke in", "operator: runs the malware or the service that was used",
			"affiliate: uses the malware or the service of another"),
		CompanyRoles: plain("victim: harmed by it; the only role that is counted", "supplier: the way in, or its product was",
			"cause: its fault caused it", "affected: felt the effects of an incident elsewhere"),
		AliasRelations: plain("overlaps: partly the same activity", "same: another name of the same group",
			"disputed: some say so, others not", "not: explicitly not the same"),
		CorrectionKinds: plain("corrected: something was wrong", "clarified: something was unclear",
			"refiled: the article was replaced"),
		Answers: {
			{Value: "received", Label: "Answered"}, {Value: "declined", Label: "Declined to answer"},
			{Value: "none-yet", Label: "No answer yet"}, {Value: "none-needed", Label: "No answer needed"},
		},
		Exploitations: plain("none: no exploitation known", "reported: exploitation reported", "confirmed: exploitation confirmed"),
		TLPLabels: {
			{Value: "clear", Label: "TLP:CLEAR", Rank: 0, Definition: "may be shared without restriction"},
			{Value: "green", Label: "TLP:GREEN", Rank: 1, Definition: "may be shared within the community"},
			{Value: "amber", Label: "TLP:AMBER", Rank: 2, Definition: "may be shared within the organisation and with its clients"},
			{Value: "amber+strict", Label: "TLP:AMBER+STRICT", Rank: 3, Definition: "may be shared within the organisation only"},
			{Value: "red", Label: "TLP:RED", Rank: 4, Definition: "for the eyes and ears of individual recipients only"},
		},
		Directions:         plain("ltr: left to right", "rtl: right to left"),
		RuleSeverities:     plain("off", "warning", "error"),
		ProceedingsStates:  plain("active: proceedings are active: mind what is said of guilt", "none"),
		IndicatorTypes:     plain("ipv4", "ipv6", "domain", "url", "email", "md5", "sha1", "sha256", "filename"),
		NewsletterServices: plain("netlify: Netlify Forms", "form: any endpoint that takes a POST"),
		PictureFormats:     plain("avif: made by the program avifenc", "webp: made by the program cwebp"),
		FontSets:           plain("embedded: the theme’s own fonts", "system: the reader’s fonts; nothing to load"),
		Switches:           plain("on", "off"),
	}
}
