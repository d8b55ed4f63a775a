// Package site makes one Site of all documents and an instant: which articles
// may be seen, what stands of each incident, which pages and URLs there are,
// what each of them lists, and when the whole would next be different.
//
// It takes parsed documents, the publication and an edition (the clock is an
// input) and gives the Site and the diagnostics that only the whole can show:
// broken links, names that do not resolve, two pages that want one URL. It
// reads no file and writes no page. A Site is immutable; whatever is hidden is
// not in it, so that no later stage can leak it.
package site

import (
	"slices"
	"strings"
	"sync"
	"time"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/source"
	"blotter/internal/words"
)

// Edition says for whom and when a Site is made.
type Edition struct {
	// Now is the instant that decides what is scheduled, embargoed or expired.
	Now time.Time
	// Drafts shows what is hidden, badged: for the preview on the writer's own
	// machine only.
	Drafts bool
	// TLP is the highest Traffic Light Protocol label shown; "" means clear.
	TLP string
}

// Site is everything that pages are made of.
type Site struct {
	*news.Publication
	// Words are what the program says, in the site's language.
	Words   *words.Words
	Edition Edition

	// Articles are those that lists show, newest first. Withdrawn ones have a
	// page but stand in no list.
	Articles  []*Article
	Withdrawn []*Article
	// Incidents are newest first by their last statement, the alleged among them.
	Incidents []*Incident
	// Terms are what articles are filed under, by kind; each kind in the order
	// in which its index shows it.
	Terms  map[TermKind][]*Term
	Months []*Month // newest first
	Pages  []*Page  // by URL
	// Ladder is the page «attribution» among Pages, nil if there is none: what
	// the site itself says of how it attributes, to stand beside the ladder.
	Ladder *Page
	// Corrections are all corrections of visible articles, newest first.
	Corrections []CorrectionEntry

	// Redirects are old addresses, by path.
	Redirects []Redirect
	// Pictures are what visible documents show, by path.
	Pictures []*Picture
	// Attachments are other files beside documents that visible ones link to, by path.
	Attachments []Attachment
	// Static are the files of static/ that are published under their own name.
	Static []*source.File
	// Assets are the files of static/assets/, which are published under a name
	// that holds the hash of what is in them.
	Assets []*source.File

	next    time.Time
	nextWhy string
	article map[*news.Document]*Article
	sources map[string][]news.Source // of documents with hidden rows, by path
	digests func() *Digests
}

// Article gives the visible article of a document, nil if there is none: an
// expired article's statements stand, without title or link.
func (s *Site) Article(d *news.Document) *Article {
	if d == nil {
		return nil
	}
	return s.article[d]
}

// Sources gives the sources that a document lists, without those that only
// hidden rows of its statements rest on.
func (s *Site) Sources(d *news.Document) []news.Source {
	if d == nil {
		return nil
	}
	if visible, ok := s.sources[d.Path]; ok {
		return visible
	}
	return sourcesOf(d)
}

// NextChange gives the first instant after Edition.Now at which the Site would
// be different (an embargo ends, a schedule comes, an article expires), and why;
// the zero time if there is none.
func (s *Site) NextChange() (time.Time, string) { return s.next, s.nextWhy }

// State says whether and why a reader may see an article.
type State uint8

// The states. Only Live, Expired and Withdrawn articles have any effect on a build.
const (
	Live State = iota
	Draft
	Embargoed
	Scheduled
	Restricted // its TLP label is above the edition's
	Expired
	Withdrawn
	Removed
)

// String gives the word for a badge.
func (s State) String() string {
	return [...]string{"live", "draft", "embargoed", "scheduled", "restricted", "expired", "withdrawn", "removed"}[s]
}

// hidden says whether only the preview shows an article.
func (s State) hidden() bool {
	return s == Draft || s == Embargoed || s == Scheduled || s == Restricted
}

// Article is an article in its place.
type Article struct {
	*news.Document
	// State is Live or Withdrawn in a build; in the preview it may be a hidden
	// one's, which the page says in a badge, with Until where time will end it.
	State State
	Until time.Time
	// Published is its date; where only an embargo is given, the end of that. Newest is
	// the instant of its newest update, at least Published.
	Published, Newest news.Date
	// Number is its place in Articles and then Withdrawn, for tables of all of them.
	Number int
	// URL is the path on the host, escaped, with the base path: /news/articles/x/.
	// File is its output file: articles/x/index.html.
	URL, File string
	// Incidents it belongs to; the first is the one its docket line names.
	// A lone report has one that has no page of its own.
	Incidents []*Incident
	// Stood is what stood of Incidents[0] at the article's newest update, and
	// nothing where there is none; Moved says that more is known now.
	Stood *news.Standing
	Moved bool
	// What it is filed under, each list in the article's own order.
	Companies, Actors, Authors, Types, Statuses, Tags, Sectors, Countries, CVEs []*Term
	// Mentioned are terms it names without a statement.
	Mentioned []*Term
	// Earlier and Later are its neighbours in the story of Incidents[0].
	Earlier, Later *Article
	// Links are what Body.Links lead to, one each; Hero is the leading picture.
	Links []Target
	Hero  *Picture

	known    *known
	explicit []string // incident ids that its front matter names, merged ones resolved
	listed   bool     // stands in lists: seen, and not withdrawn
	speaks   bool     // makes statements about incidents
	rank     int      // place among all articles by byDate, from 1
}

// Target is where a link of a body leads.
type Target struct {
	URL string // escaped, with base path and fragment; empty for a picture
	// Picture is shown here, or its largest file is what the link leads to.
	Picture *Picture
	// Hidden says that the target may not be seen: the link becomes plain text.
	Hidden bool
}

// Incident is one incident and all that is said of it.
type Incident struct {
	ID, Title string
	// Number is its place in the Site's Incidents, for tables of all of them.
	Number int
	// URL and File are empty for an incident without a page: a lone report
	// without a file is its own record.
	URL, File string
	// Doc is its file, nil if it has none.
	Doc *news.Document
	// Companies are the organisations with their roles, victims first.
	Companies []Party
	// Articles make statements about it, oldest first; About are analyses,
	// opinions and other forms that are filed under it, newest first.
	Articles, About []*Article
	Standing        *news.Standing
	// Began is when it happened, or was first reported; Changed is the day of the
	// newest statement or article.
	Began, Changed news.Date
	Proceedings    bool
	Links          []Target // of Doc's body

	stand    *stand
	speaking []*Article // all that make statements, the expired among them, oldest first
}

// Lead is the page that tells of the incident: its own, or its only article's.
func (i *Incident) Lead() string {
	if i.URL == "" && len(i.Articles) > 0 {
		return i.Articles[0].URL
	}
	return i.URL
}

// Name is the id that readers see. That of a report's own incident is its slug,
// which nobody may see any more when the report has expired: then it is that of
// the first one that follows it.
func (i *Incident) Name() string {
	slug, own := strings.CutPrefix(i.ID, "report/")
	if !own || slices.ContainsFunc(i.Articles, func(a *Article) bool { return a.ID == slug }) || len(i.Articles) == 0 {
		return i.ID
	}
	return "report/" + i.Articles[0].ID
}

// Party is an organisation in its role.
type Party struct {
	*Term
	Role string
}

// TermKind is a way to file articles.
type TermKind uint8

// The kinds of terms.
const (
	Company TermKind = iota + 1
	Actor
	Author
	Type
	Status
	Tag
	Sector
	Country
	CVE
)

// TermKinds are all of them, in the order of the site's menu of indexes.
func TermKinds() []TermKind {
	return []TermKind{Company, Type, Status, Actor, Sector, Country, Tag, CVE, Author}
}

// Folder is the first part of the URLs of the kind: /companies/, /types/ …
func (k TermKind) Folder() string {
	return [...]string{"", "companies", "actors", "authors", "types", "attribution", "tags", "sectors", "countries", "cves"}[k]
}

// Term is something that articles are filed under.
type Term struct {
	Kind      TermKind
	ID, Name  string
	URL, File string
	// Doc is its file in companies, actors or authors; nil if it has none.
	Doc *news.Document
	// Definition is the vocabulary's, for types, statuses and sectors.
	Word news.Word
	// Articles are filed under it, newest first; Mentions only name it.
	Articles, Mentions []*Article
	// Incidents are filed under it as fact, newest first: for a company, those it
	// was a victim of; for an actor, those attributed to it on record.
	Incidents []*Incident
	// Alleged are those that rest on somebody's word only: for an actor, those
	// that it claimed or is suspected of.
	Alleged []*Incident
	// Elsewhere are the incidents in which a company had another part than the victim's.
	Elsewhere []*Incident
	Parent    *Term    // of a company
	Photo     *Picture // of an author
	Links     []Target
}

// Month is the archive of one month.
type Month struct {
	Start     time.Time
	URL, File string
	Articles  []*Article // newest first

	end time.Time // of the month
}

// Page is an ordinary page.
type Page struct {
	*news.Document
	URL, File string
	Links     []Target
}

// CorrectionEntry is one line of the corrections log.
type CorrectionEntry struct {
	Article    *Article
	Correction *news.Correction
}

// Redirect leads from an old address to a new one.
type Redirect struct {
	From string // path on the host with base path, escaped: /old/
	File string // output file of the redirect page: old/index.html
	To   string // URL with base path
}

// Picture is a picture that visible documents show. Package media says what
// files are made of it and under which names they are published.
type Picture struct {
	Source *source.File // beside a document, or in static/
	// Asked is where it is asked for, of several places the first by file and
	// line: there it is told what is wrong with the picture.
	Asked diag.Diagnostic
}

// Attachment is a file beside a document that is published as it is.
type Attachment struct {
	Source *source.File
	URL    string
	File   string // media/NAME.HASH.ext
}

// Input is what a Site is made of.
type Input struct {
	Publication *news.Publication
	// Marks tell where in site.yaml its values stand; without them nobody is told of
	// its broken links.
	Marks     news.Marks
	Words     *words.Words
	Documents []*news.Document
	Snapshot  *source.Snapshot
	Edition   Edition
	// Memory is what an earlier New has worked out; nil for none. Only time depends
	// on it.
	Memory *Memory
}

// New makes the Site. It always gives one, also beside errors: the preview
// shows what can be shown; a build publishes nothing then.
func New(in Input) (*Site, diag.List) {
	b := newBuilder(in)
	b.admit()
	b.checkDays()
	b.name()
	b.group()
	b.file()
	b.number()
	b.place()
	b.link()
	b.relate()
	b.memory.claims = b.claims.settled()
	made := b.site
	made.digests = sync.OnceValue(func() *Digests { return newDigests(made) })
	return b.site, b.diagnostics.Sort()
}
