package page

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"blotter/internal/feed"
	"blotter/internal/media"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/site"
	"blotter/internal/tally"
	"blotter/internal/words"
)

// desk makes the views of one Site. Views are made when a page is asked for;
// what many pages share (cards, header and footer, who is who) is made once and
// kept. It is safe for concurrent use.
type desk struct {
	*site.Site
	album  *media.Album
	words  feed.Words
	origin string // scheme and host: https://example.org
	dir    string // of the site's language
	locale string // of the site's language, as Open Graph writes it
	nav    []NavLink
	feed   Link
	wanted wanted

	cards         []atomic.Pointer[Card]            // by the article's number
	incidentCards []atomic.Pointer[IncidentCard]    // by the incident's number
	coverage      []atomic.Pointer[[]*site.Article] // what is related, by the article's number
	chromes       sync.Map                          // chromeKey → *Chrome
	follows       sync.Map                          // id of an incident, or "" → *Follow
	things        sync.Pool                         // of *things
	terms         func() *directory
	years         func() []Year
	failure       atomic.Pointer[error] // why the text of a body could not be read, once it could not
	social        func() map[*site.Article]output.File
	counts        func() *tally.Tally
	subsidiaries  func() map[*site.Term][]*site.Term // of organisations that have some
}

// newDesk makes a desk that makes all of every view.
func newDesk(s *site.Site, album *media.Album) *desk {
	d := &desk{
		wanted: (*asked)(nil).wants(),
		Site:   s,
		album:  album,
		words:  feed.NewWords(s),
		origin: strings.TrimSuffix(s.Base, strings.TrimSuffix(s.Path, "/")),
		dir:    words.Direction(s.Language),
		locale: localeOf(s.Language),
		terms:  sync.OnceValue(func() *directory { return newDirectory(s) }),
		counts: sync.OnceValue(func() *tally.Tally { return tally.New(s) }),

		cards:         make([]atomic.Pointer[Card], len(s.Articles)+len(s.Withdrawn)),
		incidentCards: make([]atomic.Pointer[IncidentCard], len(s.Incidents)),
		coverage:      make([]atomic.Pointer[[]*site.Article], len(s.Articles)+len(s.Withdrawn)),
	}
	d.social, d.subsidiaries = sync.OnceValue(d.socialCards), sync.OnceValue(d.subsidiariesOf)
	d.years = sync.OnceValue(d.monthsByYear)
	d.feed = Link{Text: d.Words.Say("feed.rss_of", "site", d.Title), URL: d.under("feed.xml")}
	d.nav = d.menu()
	return d
}

// directory finds the page of a name or of a word.
type directory struct {
	names map[string]*site.Term       // companies and actors, by folded name, id and alias
	words map[directoryKey]*site.Term // terms of a closed vocabulary, by value
}

type directoryKey struct {
	kind  site.TermKind
	value string
}

func newDirectory(s *site.Site) *directory {
	d := &directory{names: map[string]*site.Term{}, words: map[directoryKey]*site.Term{}}
	enter := func(name string, t *site.Term) {
		if key := news.Fold(name); key != "" && d.names[key] == nil {
			d.names[key] = t
		}
	}
	// Names go before aliases, organisations before actors: of two that are
	// called alike the first is meant.
	for _, kind := range []site.TermKind{site.Company, site.Actor} {
		for _, t := range s.Terms[kind] {
			enter(t.Name, t)
			enter(t.ID, t)
		}
	}
	for _, kind := range []site.TermKind{site.Company, site.Actor} {
		for _, t := range s.Terms[kind] {
			switch {
			case t.Doc == nil:
			case t.Doc.Company != nil:
				for _, alias := range t.Doc.Company.Aliases {
					enter(alias, t)
				}
			case t.Doc.Actor != nil:
				for _, alias := range t.Doc.Actor.Aliases {
					if alias.Relation == "same" {
						enter(alias.Name, t)
					}
				}
			}
		}
	}
	for _, kind := range []site.TermKind{site.Type, site.Status} {
		for _, t := range s.Terms[kind] {
			d.words[directoryKey{kind, t.ID}] = t
		}
	}
	return d
}

// named links a name to its page, if there is one. The name is printed as the
// speaker used it.
func (d *desk) named(name string) Link {
	if t := d.terms().names[news.Fold(name)]; t != nil {
		return Link{Text: name, URL: t.URL}
	}
	return Link{Text: name}
}

// actor links the name of an actor; a category of actors has no page.
func (d *desk) actor(ref news.ActorRef) Link {
	if words := d.words.Actor(ref.Name); words != ref.Name {
		return Link{Text: words}
	}
	link := d.named(ref.Name)
	if ref.Role != "" {
		link.Text = d.Words.Say("label.noted", "text", link.Text, "note", d.words.Inside(d.Vocabulary.Label(news.ActorRoles, ref.Role)))
	}
	return link
}

// speakers links those who speak; where nobody is named, this newsroom does.
func (d *desk) speakers(names []string) []Link {
	if len(names) == 0 {
		return []Link{{Text: d.words.Newsroom}}
	}
	return d.allNamed(names)
}

func (d *desk) allNamed(names []string) []Link {
	out := make([]Link, len(names))
	for n, name := range names {
		out[n] = d.named(name)
	}
	return out
}

// word links the label of a type or status to its page.
func (d *desk) word(kind site.TermKind, list, value string) Link {
	link := Link{Text: d.Vocabulary.Label(list, value)}
	if t := d.terms().words[directoryKey{kind, value}]; t != nil {
		link.URL = t.URL
	}
	return link
}

func termLink(t *site.Term) Link {
	if t == nil {
		return Link{}
	}
	return Link{Text: t.Name, URL: t.URL}
}

func termLinks(terms []*site.Term) []Link {
	out := make([]Link, len(terms))
	for n, t := range terms {
		out[n] = termLink(t)
	}
	return out
}

// under gives the URL of a path within the site: under("incidents/").
func (d *desk) under(path string) string { return d.Path + path }

// absolute gives the whole address of a URL path on the host.
func (d *desk) absolute(url string) string { return d.origin + url }

// frame gives the frame of the page at url.
func (d *desk) frame(url, title, description string) Frame {
	return Frame{
		Lang: d.Language, Dir: d.dir,
		PageTitle: title, SiteName: d.Title,
		Description: description,
		Canonical:   d.absolute(url),
		Feed:        d.feed,
		Share:       Share{Type: "website", Title: cmp.Or(title, d.Title), Locale: d.locale},
		Chrome:      d.chrome(url),
	}
}

// unlisted is a frame for a page that search engines should not show.
func (d *desk) unlisted(url, title string) Frame {
	f := d.frame(url, title, "")
	f.Canonical, f.NoIndex, f.Share = "", true, Share{}
	return f
}

// chromeKey says in which of its few states the header is.
type chromeKey struct {
	entry   int    // of the menu, -1 for none
	current string // its aria-current
	front   bool   // it is the front page
}

// chrome gives the header and footer for the page at url.
func (d *desk) chrome(url string) Chrome {
	key := chromeKey{entry: -1, front: url == d.Path}
	for n, link := range d.nav {
		switch {
		case link.URL == url:
			key.entry, key.current = n, "page"
		case key.current != "page" && link.URL != d.Path && strings.HasSuffix(link.URL, "/") && strings.HasPrefix(url, link.URL):
			key.entry, key.current = n, "true"
		}
	}
	if made, ok := d.chromes.Load(key); ok {
		return *made.(*Chrome)
	}
	c := &Chrome{
		SiteName: d.Title, Tagline: d.Tagline, Home: d.Path, Nav: slices.Clone(d.nav),
		Notice: d.Notice, Publisher: d.publisher(), Contact: contactLink(d.Publisher.Contact),
		Groups: d.groups(), Feed: Link{Text: d.Words.Say("feed.rss"), URL: d.feed.URL},
	}
	if key.front {
		newest := d.newest()
		c.Front, c.Changed = true, Time{ISO: newest.ISO(), Text: d.words.Weekday(newest)}
	}
	if key.entry >= 0 {
		c.Nav[key.entry].Current = key.current
	}
	c.digest = sealOf(c)
	d.chromes.Store(key, c)
	return *c
}

// publisher names who is answerable: the publication itself, where nobody is named.
func (d *desk) publisher() string { return cmp.Or(d.Publisher.Name, d.Title) }

// newest is when the newest thing was said or mended: the front page tells what it
// is the state of, and needs no clock for it.
func (d *desk) newest() news.Date {
	var newest news.Date
	for _, a := range d.Articles {
		if at := a.Newest; newest.IsZero() || at.Time.After(newest.Time) {
			newest = at
		}
	}
	for _, c := range d.Corrections[:min(1, len(d.Corrections))] {
		if c.Correction.Date.Time.After(newest.Time) {
			newest = c.Correction.Date
		}
	}
	return newest
}

// groups gives the footer: every list, how the newsroom works, what readers can
// take with them, and whom to tell.
func (d *desk) groups() []LinkGroup {
	record := LinkGroup{Title: d.Words.Say("nav.record"), Links: []Link{{Text: d.Words.Say("nav.incidents"), URL: d.under("incidents/")}}}
	filed := LinkGroup{Title: d.Words.Say("nav.filed")}
	for _, kind := range site.TermKinds() {
		if len(d.Terms[kind]) == 0 {
			continue
		}
		switch kind {
		case site.Company, site.Actor, site.Type:
			record.Links = append(record.Links, d.kindLink(kind))
		case site.Status: // how we work
		default:
			filed.Links = append(filed.Links, d.kindLink(kind))
		}
	}
	record.Links = append(record.Links, Link{Text: d.Words.Say("nav.archive_by_month"), URL: d.under("archive/")})
	work := LinkGroup{Title: d.Words.Say("nav.work"), Links: []Link{d.kindLink(site.Status), {Text: d.Words.Say("nav.corrections"), URL: d.under("corrections/")}}}
	for _, entry := range d.Publisher.Policies {
		work.Links = append(work.Links, d.siteLink(entry))
	}
	take := LinkGroup{Title: d.Words.Say("nav.take"), Links: []Link{
		{Text: d.Words.Say("nav.data"), URL: d.under("dashboard/")}, {Text: d.Words.Say("nav.feeds"), URL: d.under("feeds/")}}}
	if d.Newsletter != nil {
		take.Links = append(take.Links, Link{Text: d.Words.Say("nav.newsletter"), URL: d.under("newsletter/")})
	}
	if contact := contactLink(d.Publisher.Contact); contact.Text != "" {
		take.Links = append(take.Links, contact)
	}
	out := []LinkGroup{record}
	if len(filed.Links) > 0 {
		out = append(out, filed)
	}
	return append(out, work, take)
}

// menu gives the menu: the site's own, or what every site has.
func (d *desk) menu() []NavLink {
	links := []Link{
		{Text: d.Words.Say("nav.incidents"), URL: d.under("incidents/")},
		d.kindLink(site.Company),
		{Text: d.Words.Say("nav.types"), URL: d.under(site.Type.Folder() + "/")},
		d.kindLink(site.Status),
		{Text: d.Words.Say("nav.dashboard"), URL: d.under("dashboard/")},
		{Text: d.Words.Say("nav.archive"), URL: d.under("archive/")},
	}
	if len(d.Nav) > 0 {
		links = nil
	}
	for _, entry := range d.Nav {
		links = append(links, d.siteLink(entry))
	}
	out := make([]NavLink, len(links))
	for n, link := range links {
		out[n] = NavLink{Text: link.Text, URL: link.URL}
	}
	return out
}

// siteLink makes a link of an entry of site.yaml: a path of the site, or an address.
func (d *desk) siteLink(entry news.NavEntry) Link {
	if path, ok := strings.CutPrefix(entry.URL, "/"); ok {
		return Link{Text: entry.Title, URL: d.under(path)}
	}
	return Link{Text: entry.Title, URL: publicURL(entry.URL)}
}

// index gives every list of the site. How it attributes is no list.
func (d *desk) index() []Link {
	out := []Link{{Text: d.Words.Say("nav.incidents"), URL: d.under("incidents/")}}
	for _, kind := range site.TermKinds() {
		if len(d.Terms[kind]) > 0 && kind != site.Status {
			out = append(out, d.kindLink(kind))
		}
	}
	return append(out, Link{Text: d.Words.Say("nav.archive_by_month"), URL: d.under("archive/")})
}

// kindTitle is the heading of a kind's index.
func (d *desk) kindTitle(kind site.TermKind) string { return d.Words.Say("kind." + kind.Folder()) }

func (d *desk) kindLink(kind site.TermKind) Link {
	return Link{Text: d.kindTitle(kind), URL: d.under(kind.Folder() + "/")}
}

// preview is the badge of an article that is not live.
func (d *desk) preview(a *site.Article) Preview {
	switch a.State {
	case site.Draft, site.Embargoed, site.Scheduled, site.Restricted:
		return Preview{Label: d.Words.Say("preview." + a.State.String()), Until: d.instantOf(a.Until)}
	}
	return Preview{}
}

// card gives an article's card: what stands now, not what stood when it was written.
// It is every page's, which takes a copy.
func (d *desk) card(a *site.Article) *Card {
	if made := d.cards[a.Number].Load(); made != nil {
		return made
	}
	c := &Card{
		URL: a.URL, Title: a.Article.Title, Standfirst: standfirst(a),
		Published: d.timeOf(a.Published), Day: d.words.ShortDay(a.Published), Clock: d.words.Clock(a.Published),
		Form: d.formLabel(a), Opinion: a.Article.Form == "opinion", Label: d.tlpLabel(a),
		Story:     d.story(a),
		Corrected: len(a.Article.Corrections) > 0,
		Preview:   d.preview(a),
	}
	tongue := d.tongueOf(a)
	c.Lang, c.Dir = tongue.Lang, tongue.Dir
	var writers []string
	for _, t := range a.Authors {
		writers = append(writers, t.Name)
	}
	c.By = d.words.List(writers)
	if len(a.Sectors) > 0 {
		c.Sector = a.Sectors[0].Name
	}
	if len(a.Incidents) > 0 {
		i := a.Incidents[0]
		c.Proceedings = slices.ContainsFunc(a.Incidents, func(i *site.Incident) bool { return i.Proceedings })
		if i.URL != "" {
			c.Incident = Link{Text: i.Title, URL: i.URL}
		}
		if a.Article.IsStatement() {
			of := d.incidentCard(i)
			c.Status, c.Live = of.Status, of.Live
			if d.wanted.lines {
				c.Lines = d.ofIncident(a, of.Lines)
			}
			c.Alleged = d.words.Of(a, of.Alleged)
			if tally.Open(i) {
				c.Since = recentDays(a.Stood)
			}
		}
	}
	if a.Hero != nil {
		c.Picture = d.picture(a.Article.Hero, a.Hero, sizesOfCard)
	}
	c.digest = sealOf(c)
	d.cards[a.Number].Store(c)
	return c
}

// How wide site.css shows pictures, for the browser's choice among files: the one
// that leads an article or its text, an author's, the one that leads the front
// page, one on a card.
const (
	sizesOfHero  = "(min-width: 75rem) 46rem, (min-width: 62rem) 40rem, 93vw"
	sizesOfPhoto = "(min-width: 62rem) 22rem, 93vw"
	sizesOfLead  = "(min-width: 66rem) 34rem, (min-width: 48rem) 46vw, 93vw"
	sizesOfCard  = "(min-width: 66rem) 20rem, (min-width: 48rem) 46vw, 93vw"
)

// picture is what readers see of a picture: the zero Picture if it cannot be
// published. Whom the writer does not name, the file may.
func (d *desk) picture(said *news.Picture, p *site.Picture, sizes string) Picture {
	shown := d.album.Of(p)
	if shown.URL == "" {
		return Picture{}
	}
	out := Picture{
		URL: shown.URL, Width: shown.Width, Height: shown.Height, Srcset: shown.Srcset, Full: shown.Full,
		Alt: said.Alt, Caption: said.Caption, Credit: cmp.Or(said.Credit, shown.Credit), Licence: said.Licence,
	}
	for _, s := range shown.Sources {
		out.Sources = append(out.Sources, PictureSource(s))
	}
	if out.Srcset != "" || out.Sources != nil {
		out.Sizes = sizes
	}
	return out
}

func (d *desk) cardsOf(articles []*site.Article) []Card {
	out := make([]Card, len(articles))
	for n, a := range articles {
		out[n] = *d.card(a)
	}
	return out
}

// incidentCard gives an incident's card, which is every page's.
func (d *desk) incidentCard(i *site.Incident) *IncidentCard {
	if made := d.incidentCards[i.Number].Load(); made != nil {
		return made
	}
	c := &IncidentCard{
		ID: i.Name(), URL: i.Lead(), Title: i.Title, Companies: d.companies(i),
		Status: d.words.Status(i.Standing), Live: developing(i.Standing),
		Alleged:     d.words.Alleged(i.Standing),
		Proceedings: i.Proceedings,
		Began:       d.timeOf(i.Began), Changed: d.timeOf(i.Changed), Day: d.words.ShortDay(i.Changed),
		Articles: d.Words.Say("count.articles", "n", len(i.Articles)+len(i.About)),
	}
	if d.wanted.incidentLines || d.wanted.lines { // an article's card has them from here
		c.Lines = d.lines(i.Standing)
	}
	if tally.Open(i) {
		c.Since = recentDays(i.Standing)
	}
	if i.URL == "" && len(i.Articles) == 1 { // a lone report is its own record
		c.Title, c.Tongue = i.Articles[0].Article.Title, d.tongueOf(i.Articles[0])
	}
	if strings.HasPrefix(c.Title, c.Companies) {
		c.Companies = ""
	}
	if n := len(i.Articles); n > 0 {
		c.Last = d.lastLine(i.Articles[n-1])
		if c.Last.Text == c.Title {
			c.Last = LastLine{}
		}
	}
	c.digest = sealOf(c)
	d.incidentCards[i.Number].Store(c)
	return c
}

// lastLine gives the newest that an article says: its last update, or else its
// headline.
func (d *desk) lastLine(a *site.Article) LastLine {
	at, text := a.Published, a.Article.Title
	for n := range a.Article.Updates {
		if u := &a.Article.Updates[n]; u.Date.Time.After(at.Time) {
			at, text = u.Date, u.Text
		}
	}
	l := LastLine{ISO: at.ISO(), Day: d.words.ShortDay(at), Clock: d.words.Clock(at), Text: text}
	l.Tongue = d.tongueOf(a)
	return l
}

// recentDays is days while readers still count them: nobody says «day 447».
func recentDays(s *news.Standing) int {
	if n := days(s); n < 100 {
		return n
	}
	return 0
}

func (d *desk) incidentCardsOf(incidents []*site.Incident) []IncidentCard {
	out := make([]IncidentCard, len(incidents))
	for n, i := range incidents {
		out[n] = *d.incidentCard(i)
	}
	return out
}

// companies names whom an incident happened to; where no victim is named, who
// else had a part in it.
func (d *desk) companies(i *site.Incident) string {
	var victims, others []string
	for _, p := range i.Companies {
		if p.Role == "victim" || p.Role == "" {
			victims = append(victims, p.Name)
		} else {
			others = append(others, d.Words.Say("label.noted", "text", p.Name, "note", d.words.Inside(d.role(p.Role))))
		}
	}
	if len(victims) == 0 {
		victims = others
	}
	return d.words.List(victims)
}

// standfirst is the article's own, or else its first paragraph, cut at a word.
func standfirst(a *site.Article) string {
	if a.Article.Standfirst != "" {
		return a.Article.Standfirst
	}
	return a.Body.Excerpt
}

// tongueOf gives the language and direction of an article's words, as far as they
// are other than the site's.
func (d *desk) tongueOf(a *site.Article) Tongue {
	var t Tongue
	lang, dir := d.Language, d.dir
	if a.Article.Language != "" {
		lang, dir = a.Article.Language, words.Direction(a.Article.Language)
	}
	if a.Article.Dir != "" {
		dir = a.Article.Dir
	}
	if lang != d.Language {
		t.Lang = lang
	}
	if dir != d.dir {
		t.Dir = dir
	}
	return t
}

// formLabel names every form but the report, which is what readers expect.
func (d *desk) formLabel(a *site.Article) string {
	if a.Article.Form == "" || a.Article.Form == "report" {
		return ""
	}
	return d.Vocabulary.Label(news.Forms, a.Article.Form)
}

func (d *desk) tlpLabel(a *site.Article) string {
	if a.Article.TLP == "" {
		return ""
	}
	return d.Vocabulary.Label(news.TLPLabels, a.Article.TLP)
}

// story says where an article stands in its incident: «Story 3 of 5».
func (d *desk) story(a *site.Article) string {
	if len(a.Incidents) == 0 {
		return ""
	}
	told := a.Incidents[0].Articles
	at := slices.Index(told, a)
	if at < 0 || len(told) < 2 {
		return ""
	}
	return d.words.Say("story.place", "n", at+1, "of", len(told))
}
