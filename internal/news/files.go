package news

// Access says who may see a file other than an article.
type Access struct {
	Draft   bool   `key:"draft" doc:"true: never in a build"`
	Embargo Date   `key:"embargo" doc:"not before this time (with offset)"`
	TLP     string `key:"tlp" words:"TLP labels" doc:"only clear is in a public build"`
	Removed bool   `key:"removed" doc:"true: absent everywhere"`
}

// IncidentFile is the front matter of content/incidents/ID.md.
type IncidentFile struct {
	Title       string   `key:"title" doc:"the incident's name; made from company and month if left out"`
	Occurred    Date     `key:"occurred" doc:"when it happened"`
	Company     []Party  `key:"company" doc:"who it happened to"`
	Sources     []Source `key:"sources" doc:"where things were said, by an id of your choice"`
	Statements  []Row    `key:"statements" doc:"what is said, and by whom"`
	Impact      []Figure `key:"impact" doc:"figures of the harm"`
	Proceedings string   `key:"proceedings" words:"proceedings states" doc:"active: a warning stands on every article"`
	Merged      string   `key:"merged" as:"incident" doc:"this incident is part of that one; no other key then"`
	Access
}

// CompanyFile is the front matter of content/companies/ID.md.
type CompanyFile struct {
	Name    string   `key:"name" doc:"the name readers see; the id if left out"`
	Aliases []string `key:"aliases" doc:"other names that lead to it"`
	Country string   `key:"country" as:"country" doc:"ISO 3166-1 alpha-2 code"`
	Sector  []string `key:"sector" words:"sectors" doc:"what it does"`
	Ticker  string   `key:"ticker" exact:"yes" doc:"exchange and symbol: LSE:MKS"`
	Website string   `key:"website" as:"url" doc:"its address"`
	Parent  string   `key:"parent" doc:"the organisation it belongs to"`
	Merged  string   `key:"merged" doc:"id of the organisation that it became part of"`
	Access
}

// ActorFile is the front matter of content/actors/ID.md.
type ActorFile struct {
	Name    string  `key:"name" doc:"the name readers see; the id if left out"`
	Kind    string  `key:"kind" words:"actor kinds" doc:"what it is"`
	Aliases []Alias `key:"aliases" doc:"other names, and who uses them"`
	Renamed string  `key:"renamed" doc:"id of the actor that it is called now"`
	Access
}

// Alias is another name of an actor, and how far it is the same.
type Alias struct {
	Name     string   `key:"name" need:"always" doc:"the other name"`
	By       []string `key:"by" doc:"who uses it"`
	Relation string   `key:"relation" words:"alias relations" doc:"overlaps if left out; only «same» leads to one page"`
}

// AuthorFile is the front matter of content/authors/ID.md.
type AuthorFile struct {
	Name      string   `key:"name" need:"always" doc:"the name in the byline"`
	Role      string   `key:"role" doc:"their job"`
	Expertise []string `key:"expertise" doc:"what they know about"`
	Languages []string `key:"languages" as:"language" doc:"what they speak, BCP 47"`
	Contact   string   `key:"contact" exact:"yes" doc:"e-mail or address"`
	Links     []string `key:"links" as:"url" doc:"profiles elsewhere"`
	Photo     *Picture `key:"photo" doc:"their picture"`
	Access
}

// PageFile is the front matter of content/pages/**.md.
type PageFile struct {
	Title      string   `key:"title" need:"always" doc:"the heading"`
	Standfirst string   `key:"standfirst" doc:"one or two sentences below it"`
	Aliases    []string `key:"aliases" as:"path" doc:"old URLs of this site that lead here"`
	Access
}

// SiteFile is content/site.yaml.
type SiteFile struct {
	Title      string      `key:"title" need:"always" doc:"the name of the publication"`
	Tagline    string      `key:"tagline" doc:"one line below it"`
	Notice     string      `key:"notice" doc:"one sentence that stands on every page: «This is a sample»"`
	BaseURL    string      `key:"base_url" need:"always" as:"url" doc:"where it is published, https://example.org/ or with a path"`
	Language   string      `key:"language" as:"language" doc:"BCP 47; en if left out"`
	TimeZone   string      `key:"time_zone" exact:"yes" doc:"IANA name, Europe/London; UTC if left out"`
	Publisher  Publisher   `key:"publisher" doc:"who is answerable"`
	Nav        []NavEntry  `key:"nav" doc:"the menu"`
	Newsletter *Newsletter `key:"newsletter" doc:"the form with which readers follow by e-mail; left out, there is none"`
	Permalink  string      `key:"permalink" exact:"yes" doc:"URL of an article; /articles/SLUG/ if left out; YEAR and MONTH may be used"`
	Vocabulary Additions   `key:"vocabulary" doc:"words of your own"`
	Rules      []RuleLevel `key:"rules" doc:"how severe each editorial rule is"`
	Theme      Theme       `key:"theme" doc:"colours and typefaces, without CSS"`
	Fonts      string      `key:"fonts" words:"font sets" doc:"embedded or system"`
	Cards      string      `key:"cards" words:"switches" doc:"social cards on or off; on if cards_since is given, else off"`
	CardsSince Date        `key:"cards_since" doc:"social cards for articles of this day and later"`
	Feeds      *Feeds      `key:"feeds" doc:"what feeds hold"`
	Images     Images      `key:"images" doc:"how pictures are published"`
}

// Images says how pictures are published.
type Images struct {
	Formats []string `key:"formats" words:"picture formats" doc:"formats besides JPEG and PNG: webp, made by the program cwebp, and avif, by avifenc"`
}

// Publisher is who answers for the site.
type Publisher struct {
	Name     string     `key:"name" doc:"the organisation's name"`
	Logo     string     `key:"logo" exact:"yes" doc:"path of its logo in static"`
	Contact  string     `key:"contact" exact:"yes" doc:"e-mail or address for readers"`
	Policies []NavEntry `key:"policies" doc:"links to corrections, ethics, ownership"`
}

// NavEntry is one entry of a menu.
type NavEntry struct {
	Title string `key:"title" need:"always" doc:"what it says"`
	URL   string `key:"url" exact:"yes" need:"always" doc:"where it leads: /path/ or https://…"`
}

// Additions are words that a site adds to the vocabulary.
type Additions struct {
	IncidentTypes []Word `key:"incident_types" doc:"further incident types"`
	Sectors       []Word `key:"sectors" doc:"further sectors"`
	SourceKinds   []Word `key:"source_kinds" doc:"further kinds of source"`
}

// RuleLevel sets the severity of one editorial rule.
type RuleLevel struct {
	Rule     string `key:"rule,map" doc:"the rule's code"`
	Severity string `key:"severity,scalar" need:"always" words:"rule severities" doc:"off, warning or error"`
}

// Feeds says what feeds hold.
type Feeds struct {
	Items int `key:"items" doc:"how many entries, 20 if left out"`
}
