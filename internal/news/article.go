package news

// Facts are the statement keys: what may be said of an incident. They stand at
// the top level of a report, in an entry of updates, under an id of incidents,
// and in the rows of statements.
type Facts struct {
	IncidentType []string `key:"incident_type" words:"incident types" doc:"what happened; up to three, the first is primary"`
	TypeStatus   string   `key:"type_status" words:"claim statuses" doc:"how the incident type is known; reported if left out, claimed when attribution_status is claimed"`
	TypeBy       []string `key:"type_by" doc:"who says what type it is; left out, this newsroom speaks"`
	TypeOn       Date     `key:"type_on" doc:"the day the type was said"`
	TypeSource   string   `key:"type_source" as:"source" doc:"where the type was said"`
	Via          string   `key:"via" words:"ways in" doc:"how they got in; said by type_by"`

	AttributionStatus string     `key:"attribution_status" words:"attribution statuses" doc:"the rung of the attribution ladder"`
	AttributedTo      []ActorRef `key:"attributed_to" doc:"who is said to have done it: actors, or a category"`
	AttributedBy      []string   `key:"attributed_by" doc:"who says who did it"`
	AttributedOn      Date       `key:"attributed_on" doc:"the day it was said"`
	AttributedSource  string     `key:"attributed_source" as:"source" doc:"where it was said"`
	Confidence        string     `key:"confidence" words:"confidences" doc:"how sure the speaker is, only if the speaker said so"`
	DeniedBy          []string   `key:"denied_by" doc:"the named party denies it"`
	DisputedBy        []string   `key:"disputed_by" doc:"someone on record contradicts it"`

	IncidentStatus string      `key:"incident_status" words:"incident statuses" doc:"where the incident stands; nothing is «developing» unless said"`
	Claims         []Claim     `key:"claims" doc:"single things that somebody says"`
	Impact         []Figure    `key:"impact" doc:"figures of the harm"`
	Legal          []LegalStep `key:"legal" doc:"steps of the law, shown apart from attribution"`
}

// ActorRef names an actor, or a category of actors (nation-state, criminal,
// hacktivist, insider), which makes no actor page.
type ActorRef struct {
	Name string `key:"name,scalar" need:"always" doc:"the name the speaker used, or a category"`
	Role string `key:"role" words:"actor roles" doc:"what the actor did"`
}

// Claim is one thing that somebody says.
type Claim struct {
	Say    string   `key:"say" need:"always" doc:"the claim, as a sentence"`
	Status string   `key:"status" need:"always" words:"claim statuses" doc:"how it is known"`
	By     []string `key:"by" doc:"who says so"`
	Date   Date     `key:"date" doc:"the day it was said"`
	Source string   `key:"source" as:"source" doc:"where it was said"`
}

// Figure is one figure of the harm. Figures of different kinds or scopes are
// never added up.
type Figure struct {
	Kind     string   `key:"kind" need:"always" words:"impact kinds" doc:"what is counted"`
	Value    Amount   `key:"value" doc:"the figure: 6500000, £300m, ~147 million, 46 days, P46D"`
	Min      Amount   `key:"min" doc:"at least"`
	Max      Amount   `key:"max" doc:"at most"`
	Currency string   `key:"currency" as:"currency" doc:"ISO 4217 code; needed for money"`
	Scope    string   `key:"scope" doc:"what the figure covers; needed for money"`
	Estimate bool     `key:"estimate" doc:"the speaker estimates"`
	AsOf     Date     `key:"as_of" doc:"the day the figure holds for"`
	Status   string   `key:"status" words:"claim statuses" doc:"how it is known"`
	By       []string `key:"by" doc:"who says so"`
	Source   string   `key:"source" as:"source" doc:"where it was said"`
	Text     string   `key:"text" doc:"what is reduced or stopped, for kind service"`
}

// LegalStep is one step of the law against one accused.
type LegalStep struct {
	Stage  string   `key:"stage" need:"always" words:"legal stages" doc:"what happened"`
	Case   string   `key:"case" doc:"this desk's label for one accused («A»), never a name"`
	Count  int      `key:"count" doc:"how many persons"`
	Actor  string   `key:"actor" doc:"the group that the authority named; left out prints «no group named»"`
	By     []string `key:"by" need:"always" doc:"which authority"`
	Date   Date     `key:"date" need:"always" doc:"the day of the step"`
	Source string   `key:"source" as:"source" doc:"where it was said"`
}

// Article is the front matter of a file in content/articles.
type Article struct {
	Title   string  `key:"title" need:"always" doc:"the headline"`
	Date    Date    `key:"date" doc:"the day or time of publication; a future one is scheduled"`
	Form    string  `key:"form" words:"forms" doc:"report if left out"`
	Company []Party `key:"company" doc:"who it happened to: one name or a list; undisclosed, many"`
	Facts

	Incident  string          `key:"incident" as:"incident" doc:"id of the developing story"`
	Incidents []IncidentFacts `key:"incidents" doc:"for one article about several incidents: id and what is said of each"`
	Follows   string          `key:"follows" as:"article" doc:"slug of the article that it follows up"`
	Mentions  []Mention       `key:"mentions" doc:"known names it is also about, without a statement"`

	Statements      []Row           `key:"statements" doc:"further statements, for several speakers"`
	Sources         []Source        `key:"sources" doc:"where things were said, by an id of your choice"`
	Vulnerabilities []Vulnerability `key:"vulnerabilities" doc:"the flaws it is about"`
	Advisory        *Advisory       `key:"advisory" doc:"identity of an advisory (form advisory)"`
	Timeline        []Event         `key:"timeline" doc:"events that are not articles"`
	Known           []string        `key:"known" doc:"what we know"`
	Unknown         []string        `key:"unknown" doc:"what we don't know yet"`
	Response        []Reply         `key:"response" doc:"right of reply"`

	Standfirst string   `key:"standfirst" doc:"one or two sentences; also the description for search engines"`
	Authors    []string `key:"authors" doc:"ids or names"`
	Tags       []string `key:"tags" doc:"free tags"`
	Sector     []string `key:"sector" words:"sectors" doc:"of the organisations"`
	Country    []string `key:"country" as:"country" doc:"ISO 3166-1 alpha-2 codes"`
	Language   string   `key:"language" as:"language" doc:"BCP 47, if other than the site's"`
	Dir        string   `key:"dir" words:"directions" doc:"direction of the script, if other than the language's"`
	Hero       *Picture `key:"hero" doc:"the leading picture"`
	Occurred   Date     `key:"occurred" doc:"when it happened"`
	Updated    Date     `key:"updated" doc:"the last change of substance"`

	Updates     []Update       `key:"updates" doc:"what was added later"`
	Corrections []Correction   `key:"corrections" doc:"what was wrong and is mended"`
	Withdrawn   *Withdrawal    `key:"withdrawn" doc:"the article is taken back: URL, date and notice stay"`
	Removed     bool           `key:"removed" doc:"true: absent everywhere, as if it had never been"`
	Aliases     []string       `key:"aliases" as:"path" doc:"old URLs of this site that lead here"`
	Slug        string         `key:"slug" as:"slug" doc:"the last part of the URL, if other than the file name"`
	Draft       bool           `key:"draft" doc:"true: never in a build"`
	Embargo     Date           `key:"embargo" doc:"not before this time (with offset)"`
	Expires     Date           `key:"expires" doc:"not after this time (with offset)"`
	TLP         string         `key:"tlp" words:"TLP labels" doc:"only clear is in a public build"`
	Allow       []Allowance    `key:"allow" doc:"an editorial rule set aside on purpose"`
	Extra       map[string]any `key:"extra" doc:"free map for themes"`
}

// Party is an organisation and its part in an incident.
type Party struct {
	Name string `key:"name,scalar" need:"always" doc:"name or id; undisclosed, many"`
	Role string `key:"role" words:"company roles" doc:"victim if left out"`
}

// IncidentFacts are the facts that one article states of one of its incidents.
type IncidentFacts struct {
	ID      string  `key:"id,map" as:"incident" doc:"id of the incident"`
	Company []Party `key:"company" doc:"who it happened to"`
	Facts
}

// Mention is a known name that an article is also about.
type Mention struct {
	Name    string `key:"name,scalar" doc:"a known company, actor, author, incident or CVE"`
	Company string `key:"company" doc:"an organisation that is not yet known"`
	Actor   string `key:"actor" doc:"an actor that is not yet known"`
}

// Row is a set of statements with its own audience.
type Row struct {
	Date Date `key:"date" doc:"the day it was said, where the facts give none of their own"`
	Facts
	Draft   bool   `key:"draft" doc:"true: never in a build"`
	Embargo Date   `key:"embargo" doc:"not before this time (with offset)"`
	TLP     string `key:"tlp" words:"TLP labels" doc:"only clear is in a public build"`
	Removed bool   `key:"removed" doc:"true: absent everywhere"`
}

// Source is where something was said.
type Source struct {
	ID       string `key:"id,map" doc:"id used by the source keys of the same file"`
	Kind     string `key:"kind" need:"always" words:"source kinds" doc:"what it is"`
	By       string `key:"by" need:"always" doc:"who published it"`
	Title    string `key:"title" doc:"its title"`
	URL      string `key:"url" as:"url" doc:"its address"`
	Date     Date   `key:"date" doc:"the day it was published"`
	Archived string `key:"archived" as:"url" doc:"address of an archived copy"`
	Rating   string `key:"rating" doc:"Admiralty code: source A to F, information 1 to 6"`
	Unnamed  bool   `key:"unnamed" doc:"true: rests on sources that are not named"`
}

// Vulnerability is a flaw with a CVE number.
type Vulnerability struct {
	CVE       string   `key:"cve,scalar" need:"always" as:"cve" doc:"CVE-YYYY-NNNN"`
	CVSS      float64  `key:"cvss" doc:"base score, 0 to 10"`
	Title     string   `key:"title" doc:"what it is, in a few words"`
	Exploited string   `key:"exploited" words:"exploitation states" doc:"whether it is exploited"`
	By        []string `key:"by" doc:"who says whether it is exploited; left out, this newsroom speaks"`
	Affected  string   `key:"affected" doc:"affected products and versions"`
	Fixed     string   `key:"fixed" doc:"fixed versions"`
	Due       Date     `key:"due" doc:"the day by which it must be mended"`
}

// Advisory is the identity of an advisory, and what it leads with.
type Advisory struct {
	ID       string   `key:"id" exact:"yes" need:"always" doc:"the advisory's number"`
	Revision string   `key:"revision" exact:"yes" doc:"its revision"`
	Who      string   `key:"who" doc:"who must act, in a sentence; left out, whoever runs what is affected"`
	Steps    []string `key:"steps" doc:"what to do, in this order; left out, go to what is fixed"`
}

// Event is an event that is no article.
type Event struct {
	Date   Date   `key:"date" need:"always" doc:"when"`
	Text   string `key:"text" need:"always" doc:"what"`
	Status string `key:"status" words:"claim statuses" doc:"how it is known"`
	Source string `key:"source" as:"source" doc:"where it was said"`
}

// Reply records the right of reply.
type Reply struct {
	Who    string `key:"who" need:"always" doc:"who was asked"`
	Asked  Date   `key:"asked" doc:"when"`
	Answer string `key:"answer" need:"always" words:"answers" doc:"what came of it"`
	Text   string `key:"text" doc:"the answer in short"`
}

// Picture is a picture with what readers must know of it.
type Picture struct {
	Src     string `key:"src" exact:"yes" need:"always" doc:"file, relative to this one, or /path in static"`
	Alt     string `key:"alt" need:"always" doc:"what it shows, for those who cannot see it"`
	Caption string `key:"caption" doc:"the line below it"`
	Credit  string `key:"credit" doc:"who made it"`
	Licence string `key:"licence" doc:"under which licence"`
}

// Update is a dated addition to an article, with statements of its own date.
type Update struct {
	Date    Date   `key:"date" need:"always" doc:"when it was added"`
	Text    string `key:"text" need:"always" doc:"what is new"`
	Serious bool   `key:"serious" doc:"true: shown at the top"`
	Facts
}

// Correction says what was wrong.
type Correction struct {
	Date    Date       `key:"date" need:"always" doc:"when it was mended"`
	Kind    string     `key:"kind" need:"always" words:"correction kinds" doc:"what was done"`
	Text    string     `key:"text" need:"always" doc:"what was wrong and is right now"`
	Serious bool       `key:"serious" doc:"true: shown at the top"`
	Was     *Corrected `key:"was" doc:"keys as they were"`
	Now     *Corrected `key:"now" doc:"keys as they are; equal to the file"`
	At      string     `key:"at" exact:"yes" doc:"an update's date or an incident id, where the keys stand there"`
}

// Corrected are the keys that a correction can change.
type Corrected struct {
	Title    string   `key:"title" doc:"the headline"`
	Company  []Party  `key:"company" doc:"who it happened to"`
	Occurred Date     `key:"occurred" doc:"when it happened"`
	Sector   []string `key:"sector" words:"sectors" doc:"of the organisations"`
	Country  []string `key:"country" as:"country" doc:"ISO 3166-1 alpha-2 codes"`
	Facts
}

// Withdrawal takes an article back.
type Withdrawal struct {
	Date   Date   `key:"date" need:"always" doc:"when"`
	Reason string `key:"reason" need:"always" doc:"why, for readers"`
}

// Allowance sets an editorial rule aside.
type Allowance struct {
	Rule    string `key:"rule" exact:"yes" need:"always" doc:"the rule's code"`
	Because string `key:"because" need:"always" doc:"why"`
}

// IsStatement reports whether the article's form makes statements.
func (a *Article) IsStatement() bool {
	return a.Form == "" || a.Form == "report" || a.Form == "advisory"
}
