package page

import "html/template"

// The views are what templates print: one type for each kind of page, and the
// parts that pages are made of. They are the theme's contract; a template that
// asks for anything else is an error when it is loaded.
//
// A view is a closed tree of values: text, numbers, yes or no, structs and
// lists of them. Nothing in it points into the Site, computes itself later or
// has no fixed order, so that a page is a pure function of its view, and the
// view's digest stands for the page. A test holds every type to it.
//
// Conventions: an empty text means that there is none; a Link without URL is
// text alone; a Time without ISO is no time. Texts that say how something is
// known («Ransomware, reported by The Telegraph») always name who says so.

// Time is a date or time: ISO for machines (2025, 2025-04, 2025-04-28 or RFC
// 3339), Text for readers (28 April 2025, 09:05 BST).
type Time struct{ ISO, Text string }

// Link is text that may lead somewhere.
type Link struct{ Text, URL string }

// Tongue is the language of an author's words, for lang and dir, as far as it is
// another than the site's: labels and dates are in the site's language on every
// page. Both are empty where it is the same.
type Tongue struct{ Lang, Dir string } // BCP 47; ltr or rtl

// Frame is what every page has around its text.
type Frame struct {
	Lang, Dir   string // of the site's own words: BCP 47; ltr or rtl
	PageTitle   string // the browser's title, without the site's name
	SiteName    string
	Description string
	Canonical   string // absolute URL; none on pages that are not to be found
	NoIndex     bool   // search engines are asked to pass it over
	Refresh     string // URL that a redirect page leads to
	Prev, Next  string // URLs of the neighbours in a numbered list
	Feed        Link   // the site's feed
	OwnFeed     Link   // the feed of what this page lists, if it has one
	Share       Share
	Data        template.HTML // a block of JSON-LD: the page in the words of schema.org
	Preview     Preview
	Chrome      Chrome
}

func (f *Frame) frame() *Frame { return f }

// Share is what a link to the page carries where it is shared (Open Graph). Title
// and description are the page's own.
type Share struct {
	Type                string // article or website; empty for a page that is not to be shared
	Title               string
	Locale              string // of its words: en_GB; empty without a region
	Published, Modified string // of an article: RFC 3339, or as precisely as it is known
	Image               ShareImage
}

// ShareImage is the picture beside a shared link.
type ShareImage struct {
	URL           string // absolute; empty if there is none
	Width, Height int    // in pixels; 0 where nobody knows
	Alt           string
}

// Preview is the badge of an article that readers may not see yet. Only the
// preview on the writer's own machine has it; Label is empty elsewhere.
type Preview struct {
	Label string // Draft, Embargoed …
	Until Time
}

// Chrome is the header and footer, the same on every page but for the place
// in the menu. It is a part.
type Chrome struct {
	digest    digest
	SiteName  string
	Tagline   string
	Home      string // URL
	Nav       []NavLink
	Notice    string // one sentence on every page: «This is a sample»
	Publisher string
	Contact   Link
	Groups    []LinkGroup // of the footer: every list of the site, its rules, its feeds
	Feed      Link
	Front     bool // the front page: the name stands large
	Changed   Time // the newest article or change of one, on the front page
}

// LinkGroup is a headed list of links.
type LinkGroup struct {
	Title string
	Links []Link
}

// Line is one claim on one line, for teasers: what is said, how it is known and
// who says so. How never stands without By.
type Line struct {
	What     string // Ransomware; Who did it:
	How      string // Confirmed; Attributed by a government:
	HowValue string // the word of the vocabulary: confirmed
	Bars     bool   // it stands on the ladder of claims, so it has a glyph
	By       string // follows How: by Brackwater Council, 6 Nov 2026
	Tongue   Tongue // of What, where an author wrote it
}

// NavLink is an entry of the menu. Current is the value of aria-current:
// page, true (somewhere below it) or empty.
type NavLink struct{ Text, URL, Current string }

// layoutView is what the layout is given: the frame, what every page loads, and
// the page's own HTML.
type layoutView struct {
	Frame
	Preload          []string // URLs of the fonts that are needed first; none with fonts: system
	Paper, DarkPaper string   // the colours of the ground, for light and dark pages
	Main             template.HTML
}

// Body is a text of the author's, as HTML. It is a part.
type Body struct {
	digest digest
	HTML   template.HTML
}

// Follow is how readers follow an incident, or the whole site: by e-mail, where
// site.yaml has a newsletter, and by feeds. It is a part.
type Follow struct {
	digest digest
	ID     string // begins the ids of its elements; two on one page need two of them
	Title  string // Follow this incident
	Form   FollowForm
	Feeds  []Link
}

// FollowForm is the form that asks for letters by e-mail. Its texts say what
// becomes of the address.
type FollowForm struct {
	Action   string // where it is sent; empty where the site has no newsletter
	Netlify  bool   // Netlify finds it in the page and takes it
	Field    string // what the e-mail address is called
	Incident string // id of the incident; empty for the whole site
	Sends    string // what is sent, and how often
	Stop     string // how to stop
	By       string // who runs it, and who takes the form
	Privacy  Link
}

// Card stands for an article in every list. It is a part.
type Card struct {
	digest      digest
	URL, Title  string
	Lang, Dir   string // of its words, where other than the site's
	Standfirst  string
	Published   Time    // in full: 28 April 2025, 09:05 BST
	Day         string  // 28 Apr 2025
	Clock       string  // 09:05; empty where the time is not known
	By          string  // who wrote it: Ines Marlow and Dana Whitlock
	Form        string  // Analysis, Opinion …; empty for a report
	Opinion     bool    // it is its writer's opinion, so that its headline is in italics
	Label       string  // TLP label, if the article carries one
	Sector      string  // Retail
	Incident    Link    // the story it belongs to, if that has a page
	Story       string  // Story 3 of 5
	Since       int     // which day of the incident it was, from the first statement on: 9; 0 if not known, or the incident is over
	Status      string  // where the incident stands: Developing
	Live        bool    // it is developing
	Lines       []Line  // what stands of the incident, and who says so: its type; who did it, if anybody is named
	Alleged     string  // why the incident is not counted as fact; empty if it is
	Proceedings bool    // proceedings are active: mind what is said of guilt
	Corrected   bool    // it carries a correction
	Picture     Picture // its leading picture; URL is empty if there is none
	Preview     Preview
}

// IncidentCard stands for an incident in every list. It is a part.
type IncidentCard struct {
	digest      digest
	ID          string
	URL, Title  string
	Tongue      Tongue // of the title, where it is an article's
	Companies   string
	Status      string
	Live        bool // it is developing
	Since       int  // which day of the incident it is, from the first statement to the last; 0 if not known, or it is over
	Last        LastLine
	Lines       []Line
	Alleged     string
	Proceedings bool
	Began       Time   // when it happened, or was first reported
	Changed     Time   // the newest statement or article
	Day         string // of the change, in short: 28 Apr 2025
	Articles    string
}

// LastLine is the newest that an article says of an incident: its headline, or
// the text of its last update. Text is empty where the card's title says it.
type LastLine struct {
	ISO, Day, Clock string
	Text            string
	Tongue          // of the text
}

// Pager leads through a long list. The landing page has the newest entries;
// numbered pages hold the older ones, counted from the oldest.
type Pager struct {
	Label        string // accessible name: Pages of …
	Number       int    // 0 on the landing page
	Newer, Older string // URLs
	Pages        []PageLink
}

// PageLink is a page of a long list. Its URL is empty for the page itself.
type PageLink struct {
	Text, URL string
	Gap       bool // pages between it and the one before are left out
}

// Row is one standing statement in words.
type Row struct {
	About    string // What happened, Who did it, Way in …; empty for a claim, which is a sentence
	Claim    []Link // what is said
	Tongue   Tongue // of a claim
	How      string // how it is known: Reported, Confirmed, Attributed by a vendor
	HowValue string // the word of the vocabulary: reported, attributed-by-vendor
	Bars     bool   // it is a claim: its word stands on the ladder of claims
	Speakers []Link
	Note     string // moderate confidence, in its own words; denied by …
	Said     Time
	Source   Link   // where it was said; where that is not named, the article that printed it
	Printed  Tongue // of Source, where it is an article's headline
}

// Side is what one speaker says of who did it, to be set beside what others say.
type Side struct {
	Label, Value         string // Attributed by a government, attributed-by-government
	Actors               []Link
	Leads                bool // it stands on the highest rung, which the badge shows
	Struck               bool // it was taken back, or a court ended it
	Speakers             []Link
	Said, Until          Time   // Until is of those that do not stand any more
	Sure                 string // high confidence; empty if the speaker did not say
	DeniedBy, DisputedBy []Link
	ClearedBy            []Link // who ended a charge or conviction
	Source               Link   // where it was said; where that is not named, the article that printed it
	Printed              Tongue // of Source, where it is an article's headline
}

// Past is a statement of an incident's history.
type Past struct {
	Said      Time
	Turn      string // First statement, New, Changed, Withdrawn, Corrected
	About     string // what happened, who did it …
	Was       string // what the same speaker said before
	WasTongue Tongue // of what was said, where that was a claim
	Claim     string
	Tongue    Tongue // of a claim
	How       string
	HowValue  string
	Bars      bool
	By        string // follows How at once: « by Brackwater Council», «, says the FBI»
	Note      string
	Struck    bool   // it does not stand any more
	Became    string // replaced on 3 May 2025; corrected on …
	Source    Link
	Article   Link // where we printed it
}

// Chapter is an article in its place in an incident.
type Chapter struct {
	Link
	Lang, Dir string // of its words, where other than the site's
	Published Time
	Place, Of int    // 3 of 5; 0 for what makes no statements
	Form      string // Analysis, Opinion …; empty for a report
	Authors   string // of an opinion or analysis, whose judgement it is
	Corrected bool
	Preview   Preview
}

// Figure is one figure of the harm. Figures are never added up.
type Figure struct {
	Kind, Amount, Scope string
	How, HowValue       string
	Bars                bool
	Speakers            []Link
	AsOf, Said          Time
	Source              Link
}

// LegalStep is one step of the law against one accused.
type LegalStep struct {
	Stage, Definition string
	Who               string // 2 persons, case A
	Group             Link   // the group that the authority named, if it named one
	Groupless         bool   // the step is against persons, and no group was named
	Speakers          []Link
	Date              Time
	Source            Link
}

// Source is where something was said. A leak site has no URL: a link would serve
// the extortion.
type Source struct {
	Anchor   string // id on the page
	Kind, By string
	Title    string
	URL      string
	Date     Time
	Archived string // URL of an archived copy
	Rating   string // Admiralty code in words
	Unnamed  bool   // rests on sources that are not named
	LeakSite bool   // an actor's own site
}

// Picture is a picture with what readers must know of it.
//
// Srcset, Sizes and Sources let the browser take the smallest file that is sharp
// enough: Srcset lists the files in the format of URL, Sources the same in better
// formats, best first, and Sizes says how wide the theme shows the picture. A
// template that shows it in another place writes sizes of its own. Each is empty
// where there is only one file.
type Picture struct {
	URL           string // of a file of middling size
	Width, Height int    // of that file, in pixels; 0 where nobody knows (some SVG)
	Srcset, Sizes string
	Sources       []PictureSource
	Full          string // URL of the largest file
	First         bool   // it leads the page, so it is loaded at once
	Tongue        Tongue // of Alt and Caption
	Alt           string
	Caption       string
	Credit        string // from the front matter, else from the file
	Licence       string
}

// PictureSource is one <source> of a <picture>.
type PictureSource struct{ Type, Srcset string }

// Event is an event of a timeline that is no article. Its text is the claim;
// How never stands without By, which follows it directly: « by The Telegraph».
type Event struct {
	When          Time
	Text          string
	How, HowValue string
	Bars          bool
	By            string
	Source        Link
}

// Fact is one line of the key facts: Values, then how that is known, by whom, and
// a note. How never stands without By, which follows it directly.
type Fact struct {
	Name          string
	Values        []Link
	How, HowValue string
	Bars          bool
	By            string
	Note          string
}

// Vulnerability is a flaw with a CVE number.
type Vulnerability struct {
	CVE             Link
	Title           string // what it is
	Score           string // CVSS base score
	How, HowValue   string // whether it is exploited: Confirmed, Reported; No exploitation known
	Bars            bool   // it is
	By              string // who says so; follows How directly
	Affected, Fixed string
	Due             Time
}

// Act is what an advisory leads with: who must act, by when, and what to do.
type Act struct {
	Who      string   // in the advisory's own words
	Affected []string // where it has none: what is affected
	Due      Time     // the first day by which something must be mended
	Steps    []string // in this order
	Fixed    []string // where it has none: the fixed versions
}

// Reply records the right of reply.
type Reply struct {
	Who    string
	Asked  Time
	Answer string
	Text   string
}

// Update is a dated addition to an article.
type Update struct {
	Date    Time
	Text    string
	Serious bool
}

// Correction says what was wrong.
type Correction struct {
	Tongue  Tongue // of Text and of what was and is
	Date    Time
	Kind    string
	Text    string
	Serious bool
	Changes []Change
}

// Change is something that reads otherwise now.
type Change struct {
	Tongue          Tongue // of what was and is, where that is the author's
	About, Was, Now string
}

// Moved says what is known now that an article does not know.
type Moved struct {
	Incident Link
	Changed  Time
	Changes  []News
	More     int // figures and claims that are new and not among Changes
}

// News is one thing that was said otherwise, or not at all, when an article was
// last brought up to date. Both sides say who says so.
type News struct {
	About, Was, Now string
	On              Time // the day it was said
}

// Docket is the line above a headline.
type Docket struct {
	Form, FormDefinition string // empty for a report
	FormValue            string // the word of the vocabulary: report, opinion
	Label, LabelMeaning  string // TLP label
	LabelValue           string // the word of the vocabulary: amber+strict
	Number               string // of an advisory, with its revision
	Status               string
	Live                 bool // developing, when it was written and now
	Incident             Link
	Day                  string // Day 4 of the incident
	Story                string
	Others               []Link // further incidents it tells of
}

// Author is a name in the byline, and what readers may want to know of its bearer.
type Author struct {
	Link
	Anchor    string // id on the page
	Role      string
	Bio       string // the first paragraph, cut at a word
	Expertise []string
	Contact   Link
}

// Step is an article in the order of its story.
type Step struct {
	Link
	Tongue  Tongue
	Date    Time
	Current bool   // the one that shows the list
	Rel     string // prev, next beside the current one; else empty
	Skipped int    // articles left out before it
}

// Related is an article that may interest readers, and what relates it.
type Related struct {
	Why  string // Same incident, Same organisation …
	Card Card
}

// FiledUnder is a heading and the terms an article is filed under.
type FiledUnder struct {
	Name  string
	Terms []Link
}

// Extra is a value of the free map `extra`, flattened: key "review.by".
type Extra struct{ Key, Value string }

// ArticlePage is an article.
type ArticlePage struct {
	Frame
	Tongue             Tongue // of all that the author wrote
	Docket             Docket
	Title              string
	Standfirst         string
	Authors            []Author
	Published, Updated Time
	Newest             Time // the last of the two
	Words, Minutes     int  // of the body, and to read it
	Short              bool // a few paragraphs and no more: what stands beside longer ones stands below

	SeriousUpdates     []Update
	SeriousCorrections []Correction
	Proceedings        bool
	Alleged            string
	Later              Step // the newest article of its story, if that is another
	Moved              Moved

	FactsTitle      string
	Facts           []Fact
	Stood           []Row  // what stood at the article's newest update
	StoodOf         string // of which incident, where the article tells of several
	StoodMore       int    // further statements that stood
	Record          Link   // where they are
	Ladder          Link   // how to read it
	Hero            Picture
	Body            Body
	Known, Unknown  []string
	Timeline        []Event
	Impact          []Figure
	Legal           []LegalStep
	Act             Act
	Vulnerabilities []Vulnerability
	Sources         []Source
	Replies         []Reply
	Updates         []Update
	Corrections     []Correction
	Order           []Step // its story, oldest first; empty for a lone article
	FiledUnder      []FiledUnder
	Related         []Related
	Follow          Follow
	Extra           []Extra
}

// IncidentPage is the record of one incident.
type IncidentPage struct {
	Frame
	ID, Title      string
	Status         string // Developing; Contained, says Marks & Spencer
	Live           bool   // it is developing
	Alleged        string
	Proceedings    bool
	Day            int // from the first statement to the last, counting both; 0 if the days are not known
	ArticleCount   int
	StatementCount int
	Changed        Time
	Summary        string // what stands, in a sentence or two
	Companies      []Party
	Began          Time
	First, Last    Time  // statement
	Stands         []Row // all but who did it
	Ladder         Link
	Sides          []Side // who did it: the highest rung first, what was taken back last
	Flags          []string
	Unnamed        []Row  // who says that nobody is named, where somebody else does
	Highest        string // the leading rung, in the middle of a sentence
	History        []Past // newest first
	Legal          []LegalStep
	Impact         []Figure
	Articles       []Chapter // newest first
	About          []Chapter
	Background     Body
	Sources        []Source
	Follow         Follow
}

// Party is an organisation in its role.
type Party struct {
	Link
	Role string
}

// Filed is what is filed under a term. What is alleged is never in the other
// counts and lists.
type Filed struct {
	IncidentCount, OpenCount, AllegedCount, ArticleCount int

	Countable    bool           // incidents are filed under it, not only articles
	Open         []IncidentCard // whose story is not over
	Incidents    []IncidentCard // the others, by when they began, the newest first
	MoreFacts    int            // incidents that are not shown
	Alleged      []IncidentCard
	MoreAlleged  int
	Articles     []Card
	Pager        Pager
	Mentions     []Card
	MoreMentions int
}

// CompanyPage is an organisation.
type CompanyPage struct {
	Frame
	Name       string
	Intro      Body // what it is, in a paragraph
	Aliases    []string
	Country    Link
	Sectors    []Link
	Ticker     string
	Website    Link
	Parent     Link
	Parts      []Link // organisations that belong to it
	NamedAs    []RoleCount
	Background Body
	Filed      Filed // incidents it was a victim of
	Elsewhere  []Elsewhere
	OfParts    []IncidentCard // incidents that happened to organisations that belong to it
}

// RoleCount counts the incidents in which an organisation had one part.
type RoleCount struct {
	Role  string
	Count int
}

// Elsewhere is an incident in which an organisation had another part than the
// victim's.
type Elsewhere struct {
	Incident IncidentCard
	Role     string
}

// ActorPage is an actor. What is attributed to it on record and what it only
// claimed, or is suspected of, are two lists, never counted together.
type ActorPage struct {
	Frame
	Name           string
	Kind           string
	Intro          Body
	Aliases        []Alias
	Background     Body
	Attributed     []Naming
	MoreAttributed int
	Claimed        []Naming
	MoreClaimed    int
	Legal          []LegalNaming
	Filed          Filed
}

// Naming is an incident with the statements in it that name an actor.
type Naming struct {
	Incident    Link
	Tongue      Tongue // of its title, where that is an article's
	Alleged     bool
	Proceedings bool
	Said        Time // the leading statement
	Statements  []NamedBy
}

// NamedBy is a statement that names an actor.
type NamedBy struct {
	Label                string // Attributed by a government
	As                   string // the name it used, where that is another
	Role                 string // operator
	By                   string // says the National Cyber Office
	Sure                 string // high confidence, in its own words
	DeniedBy, DisputedBy string
	Said                 Time // where there are several
}

// LegalNaming is a step of the law in which an authority named an actor.
type LegalNaming struct {
	Incident Link
	Tongue   Tongue // of its title, where that is an article's
	LegalStep
}

// Alias is another name of an actor, and who uses it.
type Alias struct {
	Name               string
	By                 string
	Relation, Meaning  string
	RelationVocabulary string // the word: same, overlaps …
}

// AuthorPage is an author.
type AuthorPage struct {
	Frame
	Name      string
	Role      string
	Expertise []string
	Languages []string
	Contact   Link
	Links     []Link
	Photo     Picture
	Bio       Body
	Filed     Filed
}

// TopicPage is an incident type, an attribution status, a tag, a sector or a
// country.
type TopicPage struct {
	Frame
	Kind        Link // Incident types
	Name        string
	Definition  string
	Value       string    // the word in the vocabulary
	VERIS, RSIT string    // the nearest words of two others
	Year        YearChart // of an incident type
	Parent      Link      // the built-in type that a site's own one is a kind of
	OnLadder    bool      // it is a rung
	Rank        int
	Headline    string // what a headline may say
	Ladder      Link   // where it is explained
	Filed       Filed
}

// YearChart shows how many incidents of a type there were in each of the twelve
// months up to the newest disclosure. What is alleged is drawn and counted apart.
type YearChart struct {
	From, To             string
	Lines, Bars, Rest    string // SVG paths; Bars and Rest are empty where there is nothing to draw
	Established, Alleged int
}

// LadderPage says how the site attributes: the ladder, rung by rung, each with
// an example; what stands beside it; and how claims are known.
type LadderPage struct {
	Frame
	Title, Standfirst string
	Rungs             []Rung // from the top down
	Flags             []RungWord
	Claims            []ClaimWord
	Lines             []Row // of the newest incident, to show how to read them
	LinesOf           Link
	Body              Body // what the site itself says of it
}

// Rung is a step of the ladder with the words that stand on it.
type Rung struct {
	Rank     int
	Note     string // what its words have in common, where there are several
	Headline string // what a headline may say
	Words    []RungWord
}

// RungWord is an attribution status, explained by the newest example.
type RungWord struct {
	Label, Value string
	Definition   string
	Headline     string
	Struck       bool
	Example      Example
	List         Link // of its incidents, if there are any, with their number
}

// Example is an incident to which a word applies.
type Example struct {
	Incident Link   // without text where there is no example
	Tongue   Tongue // of its title, where that is an article's
	Alleged  bool
	Who      string // whom it names
	Says     string // says the National Cyber Office
	Said     Time
}

// ClaimWord is a word for how a claim is known, with a claim that it applies to.
type ClaimWord struct {
	Label, Value, Definition string
	Rank                     int    // how many bars it fills
	What, By                 string // the example; its glyph never stands without them
	Said                     Tongue // of What, where an author wrote it
	Incident                 Link
	Tongue                   Tongue // of its title, where that is an article's
	Alleged                  bool
}

// CVEPage is a flaw with a CVE number: what each article says of it.
type CVEPage struct {
	Frame
	Name    string
	Kind    Link
	Reports []CVEReport
	Filed   Filed
}

// CVEReport is what one article says of a flaw.
type CVEReport struct {
	Article   Link
	Tongue    Tongue // of its headline
	Published Time
	Vulnerability
}

// Entry is a line of an index.
type Entry struct {
	Link
	Definition string
	Count      string
}

// IndexPage lists the terms of one kind, a long list by its first letters.
type IndexPage struct {
	Frame
	Title  string
	Intro  string
	Count  string
	Plain  bool // no entry has a definition
	Groups []IndexGroup
}

// IndexGroup is the terms under one letter, or all of them: then it has no name.
type IndexGroup struct {
	Name, Anchor string
	Entries      []Entry
}

// IncidentsPage lists incidents: those that stand as fact, or, apart, those
// that are alleged.
type IncidentsPage struct {
	Frame
	Title     string
	Page      string // Page 12; empty on the landing page
	Alleged   bool
	Count     string
	Other     Link // the other of the two lists
	Incidents []IncidentCard
	Pager     Pager
}

// ListPage is a numbered page of a long list of articles.
type ListPage struct {
	Frame
	Title string
	Page  string // Page 12
	Of    Link   // the list's landing page
	Cards []Card
	Pager Pager
}

// HomePage is the front page.
type HomePage struct {
	Frame
	Tagline     string
	State       []StateFigure
	Lead        Card           // Lead.URL is empty on a site without articles
	Claims      []Line         // further claims that stand of the lead's incident
	Before      []Card         // earlier articles of the lead's incident, newest first
	Open        []IncidentCard // other incidents whose story is not over
	Live        bool           // one of them is developing
	Second      Card           // the large one of the latest
	Opinion     Card           // the newest opinion or analysis
	Latest      []Card
	More        []Card // the rest of the newest, for a list of headlines
	Archive     Link
	Pager       Pager
	Types       []TypeFigures
	Bars        string // what the bars of Types stand for
	Dashboard   Link
	Incidents   Link
	Correction  LogEntry // the newest; Correction.Article.URL is empty if there is none
	Corrections Link
	Follow      Follow
}

// StateFigure is a figure of the state of the record.
type StateFigure struct {
	Figure string // 7; a time of day
	ISO    string // where the figure is a time
	Name   Link   // open incidents
}

// TypeFigures are the figures of an incident type.
type TypeFigures struct {
	Link
	Bars  string // of an SVG path in a box of 120 by 24
	Count string // of established incidents
	Note  string // what the figure counts, and the alleged, which are apart
}

// MonthPage is the archive of one month. Articles whose times are known stand
// under their days; otherwise there is one Day without name.
type MonthPage struct {
	Frame
	Title          string
	Archive        Link
	Count          string // 31 articles, 24 reports of incidents
	Days           []Day
	Pager          Pager
	Year           Year   // the months of its year
	Years          []Link // the others
	Earlier, Later Link
}

// Day is the articles of one day.
type Day struct {
	Name, Anchor string
	Cards        []Card
}

// ArchivePage lists the months.
type ArchivePage struct {
	Frame
	Count string
	Years []Year
}

// Year is a year of the archive, newest month first.
type Year struct {
	Name, Anchor string
	Count        string
	Months       []MonthEntry
}

// MonthEntry is a month of the archive. URL is empty on its own page.
type MonthEntry struct {
	Link
	Count string // 31: a number alone
}

// DashboardPage is the record in figures. What is alleged is counted beside the
// rest and never added to it. The charts are SVG paths; each stands beside a
// table of the same numbers.
type DashboardPage struct {
	Frame
	Changed Time // the newest change of any article
	Figures []KeyFigure
	Span    string   // April 2025 to March 2026; empty on a site without incidents
	Months  []string // the twelve of the charts and tables, in short: Dec
	Earlier bool     // there are incidents before them

	Types      []TypeChart // the most frequent incident types
	TypesLines string      // path of the horizontal lines, one scale for all charts
	TypesScale string      // what the lines are at
	TypeRows   []CountRow
	TypeTotal  CountRow

	Ladder     []RungChart // from the bottom
	LadderRows []CountRow  // from the top

	Delays     []DelayChart
	DelayWidth int    // of the charts' view box, in days
	DelayLines string // path of the lines at DelayMarks
	DelayMarks []string

	Stories []OpenStory // oldest first
}

// KeyFigure is a number that stands for itself, with what it counts.
type KeyFigure struct{ Number, Label string }

// Cell is a number of incidents, with the alleged ones apart.
type Cell struct{ Count, Alleged string }

// CountRow is a line of a table of incidents by month.
type CountRow struct {
	Of           Link
	Cells        []Cell
	Earlier, All Cell
}

// TypeChart shows how many incidents of one type there were, month by month: a
// view box of 120 by 60, ten units a month.
type TypeChart struct {
	Of   Link
	Sum  Cell   // of the months that the chart shows
	Bars string // path: established incidents
	Rest string // path: alleged ones, on top, as outlines
}

// RungChart is one rung's share of each month's incidents: a view box of 120 by
// 200, ten units a month.
type RungChart struct {
	Name  string
	Count string // in the months that the chart shows
	Rung  int    // 0 nobody named … 4 convicted
	Path  string
}

// DelayChart shows the days until somebody was named.
type DelayChart struct {
	Name, Definition string
	Count            string
	Fastest, Quarter string
	Half, Most       string // the median; three quarters
	Slowest          string
	Ticks            string // path: one tick for each incident
	Median           string // path
}

// OpenStory is an incident that nobody has said is over.
type OpenStory struct {
	Incident  Link
	Since     Time // when it was disclosed
	Status    string
	Alleged   bool
	Type, Who Line
}

// FeedsPage lists the site's feeds, with addresses to copy.
type FeedsPage struct {
	Frame
	Groups []FeedGroup
}

// FeedGroup is a heading and some feeds.
type FeedGroup struct {
	Title string
	Note  string
	Feeds []FeedLink
}

// FeedLink is a feed: what it is of, and its whole address.
type FeedLink struct {
	Of      Link // the page
	Address string
}

// TextPage is an ordinary page.
type TextPage struct {
	Frame
	Title      string
	Standfirst string
	Body       Body
}

// CorrectionsPage is the log of all corrections, and of articles taken back.
type CorrectionsPage struct {
	Frame
	Page    string   // Page 2; empty on the landing page
	Counts  []string // of corrections, and of articles taken back; on the landing page
	Policy  Link
	Contact Link
	Kinds   []Entry // each with its definition and how many there are; on the landing page
	Months  []LogMonth
	Pager   Pager
}

// LogMonth is a month of the corrections log.
type LogMonth struct {
	Name, Anchor string
	Entries      []LogEntry
}

// LogEntry is one line of the corrections log.
type LogEntry struct {
	Article Link
	Day     string // 28 Apr 2025
	Correction
}

// NewsletterPage asks whether readers want letters.
type NewsletterPage struct {
	Frame
	Title  string
	Follow Follow
}

// ThanksPage is where Netlify leads after the form was sent, and where any other
// endpoint may lead.
type ThanksPage struct {
	Frame
	Title string
	Text  string
	Stop  string // how to stop the letters
	Home  Link
}

// WithdrawnPage stands at the URL of an article that was taken back.
type WithdrawnPage struct {
	Frame
	Tongue    Tongue // of the reason
	Published Time
	Withdrawn Time
	Reason    string
}

// RedirectPage stands at an old URL.
type RedirectPage struct {
	Frame
	At Link // where it is now
}

// NotFoundPage is shown where there is nothing.
type NotFoundPage struct {
	Frame
	Latest  []Card
	Index   []Link
	Contact Link
}

// view is a pointer to one of the page types above.
type view interface{ frame() *Frame }

// pageKind is a template that every theme must have.
type pageKind struct {
	template string
	view     view // a zero one
}

// pageKinds lists the page templates and what each of them is given.
func pageKinds() []pageKind {
	return []pageKind{
		{"404", &NotFoundPage{}},
		{"actor", &ActorPage{}},
		{"archive", &ArchivePage{}},
		{"article", &ArticlePage{}},
		{"author", &AuthorPage{}},
		{"company", &CompanyPage{}},
		{"corrections", &CorrectionsPage{}},
		{"cve", &CVEPage{}},
		{"dashboard", &DashboardPage{}},
		{"feeds", &FeedsPage{}},
		{"home", &HomePage{}},
		{"incident", &IncidentPage{}},
		{"incidents", &IncidentsPage{}},
		{"index", &IndexPage{}},
		{"ladder", &LadderPage{}},
		{"list", &ListPage{}},
		{"month", &MonthPage{}},
		{"newsletter", &NewsletterPage{}},
		{"page", &TextPage{}},
		{"redirect", &RedirectPage{}},
		{"thanks", &ThanksPage{}},
		{"topic", &TopicPage{}},
		{"withdrawn", &WithdrawnPage{}},
	}
}

// layoutTemplate is printed around the page templates' output.
const layoutTemplate = "layout"
