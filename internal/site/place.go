package site

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/source"
)

// address is an output file, its key and who wants it.
type address struct {
	file, key string
	by        claimant
}

// claims are the output files that were claimed, in the order in which they were.
// Those of two runs are mostly the same in the same order, and as long as they are
// what the last run found stands: nothing clashes that did not clash before.
type claims struct {
	addresses []address
	// taken finds them: it holds the key of a file with its place among addresses,
	// from 1, and that of a folder with minus that of the first file in it. While this
	// run follows last it is that one's, and tells of claims that are still to come.
	taken map[string]int32
	last  []address // of the last run; nil if this one goes its own way
}

// follow begins claims of so many documents that are expected to be as the last ones were.
func follow(last claims, documents int) claims {
	c := claims{addresses: make([]address, 0, documents+documents/8), taken: last.taken, last: last.addresses}
	if c.taken == nil {
		c.taken = make(map[string]int32, 2*documents+documents/4)
	}
	return c
}

// settled gives the claims of a run that is done, for the next to follow.
func (c *claims) settled() claims { return claims{addresses: c.addresses, taken: c.taken} }

// at gives the place of a key among what was claimed until now, as in taken; 0 if it was not.
func (c *claims) at(key string) int32 {
	if n := c.taken[key]; int(max(n, -n)) <= len(c.addresses) {
		return n
	}
	return 0
}

// add notes a claim, or gives the place of the address that it clashes with.
func (c *claims) add(a address) (clash int32) {
	here := len(c.addresses)
	if here < len(c.last) && c.last[here].key == a.key {
		c.addresses = append(c.addresses, a)
		return 0
	}
	if c.last != nil {
		c.leave()
	}
	if clash = c.clash(a.key); clash == 0 {
		c.addresses = append(c.addresses, a)
		c.enter(a.key, int32(here+1))
	}
	return clash
}

// leave lets the claims go their own way.
func (c *claims) leave() {
	c.last, c.taken = nil, make(map[string]int32, len(c.taken))
	for n, a := range c.addresses {
		c.enter(a.key, int32(n+1))
	}
}

// clash gives the place of the file that has the key, or that has a file where the key
// has a folder, or the other way round; 0 if there is none.
func (c *claims) clash(key string) int32 {
	if n := c.taken[key]; n != 0 {
		return max(n, -n)
	}
	for folder := range foldersOf(key) {
		if n := c.taken[folder]; n != 0 {
			return max(n, 0) // those above a folder are folders
		}
	}
	return 0
}

// enter enters the key of the file at a place, and the folders that it is the first in.
func (c *claims) enter(key string, place int32) {
	c.taken[key] = place
	for folder := range foldersOf(key) {
		if c.taken[folder] != 0 {
			break
		}
		c.taken[folder] = -place
	}
}

// foldersOf gives the folders that a file lies in, from the innermost.
func foldersOf(file string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for end := strings.LastIndexByte(file, '/'); end >= 0 && yield(file[:end]); {
			end = strings.LastIndexByte(file[:end], '/')
		}
	}
}

// claimant wants an output file: a document, which says so at a key of its front
// matter; a file of static/; or, if both are missing, the site itself.
type claimant struct {
	*news.Document
	at   string
	path string
}

func (c claimant) pos() diag.Pos {
	if c.Document == nil {
		return diag.Pos{File: c.path}
	}
	return c.Pos(c.at)
}

// key folds what some file systems and hosts do not tell apart: letter case,
// Unicode composition and full-width forms (NFKC).
func key(file string) string {
	for n := range len(file) {
		if file[n] >= 0x80 {
			return cases.Fold().String(norm.NFKC.String(file))
		}
	}
	return strings.ToLower(file)
}

// claim takes an output file, or reports that another has it.
func (b *builder) claim(file string, by claimant) { b.claimKey(file, key(file), by) }

// claimKey is claim for a file whose key is known.
func (b *builder) claimKey(file, k string, by claimant) {
	if clash := b.claims.add(address{file, k, by}); clash != 0 {
		b.conflict(file, by, b.claims.addresses[clash-1])
	}
}

// claimed gives the file that was claimed as file, however it is written.
func (b *builder) claimed(file string) (as string, ok bool) {
	if n := b.claims.at(key(file)); n > 0 {
		return b.claims.addresses[n-1].file, true
	}
	return "", false
}

func (b *builder) conflict(file string, by claimant, other address) {
	one, two := by.pos(), other.by.pos()
	who := func(p diag.Pos) string {
		if p.File == "" {
			return "the site itself"
		}
		return p.File
	}
	if one.File == "" {
		one, two = two, one
	}
	d := diag.Diagnostic{
		Start: one, End: one, Severity: diag.Error, Code: "same-url",
		Message: fmt.Sprintf("%s and %s both want /%s", who(one), who(two), strings.TrimSuffix(file, "index.html")),
		Hint:    "give one of them another name, slug or alias (letter case does not tell them apart)",
	}
	if two.File != "" {
		d.Related = []diag.Pos{two}
	}
	b.report(d)
}

// escaped gives the URL path on the host of a path within the site ("/about/").
func (b *builder) escaped(sitePath string) string {
	if isPlain(sitePath) && isPlain(b.site.Path) {
		return b.site.Path + strings.TrimPrefix(sitePath, "/")
	}
	u := url.URL{Path: b.site.Path + strings.TrimPrefix(sitePath, "/")}
	return u.EscapedPath()
}

// isPlain says whether a path has nothing in it that a URL would escape.
func isPlain(path string) bool {
	for n := range len(path) {
		switch c := path[n]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '/', c == '-', c == '_', c == '.':
		default:
			return false
		}
	}
	return true
}

// page claims the page at a path within the site that ends in a slash, and
// gives its URL and output file.
func (b *builder) page(sitePath string, by claimant) (url, file string) {
	file = strings.TrimPrefix(sitePath, "/") + "index.html"
	b.claim(file, by)
	return b.escaped(sitePath), file
}

// place gives every page its URL, and reports two that want the same.
func (b *builder) place() {
	b.placeStatic()
	for _, file := range []string{"index.html", "404.html", "feed.xml", "sitemap.xml", "robots.txt", "data/incidents.csv", "data/ladder.csv", "data/days.csv"} {
		b.claim(file, claimant{})
	}
	for _, folder := range []string{"incidents", "incidents/alleged", "archive", "corrections", "dashboard", "feeds"} {
		b.page("/"+folder+"/", claimant{})
	}
	if b.site.Newsletter != nil {
		b.page("/newsletter/", claimant{})
		b.page("/newsletter/thanks/", claimant{})
	}
	for _, kind := range TermKinds() {
		b.page("/"+kind.Folder()+"/", claimant{})
	}
	for _, a := range slices.Concat(b.site.Articles, b.site.Withdrawn) {
		p := &a.known.place
		if p.url == "" {
			link := b.permalink(a)
			*p = place{url: b.escaped(link), file: strings.TrimPrefix(link, "/") + "index.html"}
			p.key = key(p.file)
		}
		a.URL, a.File = p.url, p.file
		b.claimKey(p.file, p.key, claimant{Document: a.Document, at: "slug"})
		if !a.known.plain {
			b.placeAliases(a.Document, a.Article.Aliases, a.URL)
		}
	}
	for _, p := range b.pages {
		if name := pageName(p.Document); name == Status.Folder() {
			// It has no page of its own: its text stands on that of the ladder.
			p.URL, p.File = b.escaped("/"+name+"/"), name+"/index.html"
			b.site.Ladder = p
		} else {
			p.URL, p.File = b.page("/"+name+"/", claimant{Document: p.Document})
		}
		b.targets[p.Path] = p.URL
		b.placeAliases(p.Document, p.Page.Aliases, p.URL)
	}
	slices.SortFunc(b.pages, func(x, y *Page) int { return strings.Compare(x.URL, y.URL) })
	b.site.Pages = b.pages
	for _, i := range b.site.Incidents {
		if i.Doc == nil && (len(i.Articles) < 2 || implied(i.ID)) {
			continue
		}
		i.URL, i.File = b.page("/incidents/"+i.ID+"/", b.whereOf(i))
		if i.Doc != nil {
			b.targets[i.Doc.Path] = i.URL
		}
	}
	b.nameLinked()
	for _, kind := range TermKinds() {
		b.placeTerms(kind)
	}
	for _, m := range b.site.Months {
		m.URL, m.File = b.page("/archive/"+m.Start.Format("2006-01")+"/", claimant{})
	}
	b.redirectMoved()
	slices.SortFunc(b.site.Redirects, func(x, y Redirect) int { return strings.Compare(x.From, y.From) })
}

// pageName is the path of a page within the site, as its file lies in content/pages.
func pageName(d *news.Document) string {
	return strings.TrimSuffix(strings.TrimPrefix(d.Path, "content/pages/"), path.Ext(d.Path))
}

func (b *builder) whereOf(i *Incident) claimant {
	if i.Doc != nil {
		return claimant{Document: i.Doc}
	}
	return claimant{Document: i.Articles[0].Document, at: "incident"}
}

// permalink gives the path of an article within the site.
func (b *builder) permalink(a *Article) string {
	link := b.site.Permalink
	if strings.Contains(link, "YEAR") || strings.Contains(link, "MONTH") {
		link = strings.ReplaceAll(link, "YEAR", a.Published.Time.Format("2006"))
		link = strings.ReplaceAll(link, "MONTH", a.Published.Time.Format("01"))
	}
	return strings.ReplaceAll(link, "SLUG", a.ID)
}

// placeStatic publishes static/ as it is, but for static/assets.
func (b *builder) placeStatic() {
	for _, f := range b.in.Snapshot.Files() {
		name, ok := strings.CutPrefix(f.Path, "static/")
		if !ok {
			continue
		}
		if strings.HasPrefix(name, "assets/") {
			b.site.Assets = append(b.site.Assets, f)
			continue
		}
		b.site.Static = append(b.site.Static, f)
		if !slices.Contains([]string{"_headers", "_redirects", "robots.txt"}, name) { // these join or replace the site's own
			b.claim(name, claimant{path: f.Path})
		}
		b.targets[f.Path] = b.escaped("/" + name)
	}
}

// placeAliases makes the redirects of a document's old addresses.
func (b *builder) placeAliases(d *news.Document, aliases []string, to string) {
	for n, alias := range aliases {
		b.redirect(alias, to, claimant{Document: d, at: fmt.Sprintf("aliases[%d]", n)})
	}
}

// redirect leads from an old path within the site to a URL.
func (b *builder) redirect(from, to string, by claimant) {
	file := strings.TrimPrefix(from, "/")
	if ext := path.Ext(file); file == "" || strings.HasSuffix(file, "/") || ext != ".html" && ext != ".htm" {
		file = path.Join(file, "index.html")
	}
	b.claim(file, by)
	b.site.Redirects = append(b.site.Redirects, Redirect{From: b.escaped(from), File: file, To: to})
}

// nameLinked makes terms of entity files that nothing is filed under but that
// a visible document links to: a link names them.
func (b *builder) nameLinked() {
	byPath := map[string]*news.Document{}
	for _, d := range b.entities {
		byPath[d.Path] = d
	}
	named := map[string]bool{}
	var follow func(d *news.Document)
	follow = func(d *news.Document) {
		for _, l := range d.Body.Links {
			entity := byPath[path.Join(path.Dir(d.Path), l.Target)]
			if l.Picture || strings.HasPrefix(l.Target, "/") || entity == nil || named[entity.Path] {
				continue
			}
			named[entity.Path] = true
			switch entity.Kind {
			case news.KindCompany:
				b.company(entity.ID)
			case news.KindActor:
				b.actor(entity.ID)
			case news.KindAuthor:
				b.author(entity.ID)
			default:
				continue
			}
			follow(entity)
		}
	}
	for _, a := range b.site.Articles {
		if a.known.leads {
			follow(a.Document)
		}
	}
	for _, p := range b.site.Pages {
		follow(p.Document)
	}
	for _, i := range b.site.Incidents {
		if i.Doc != nil {
			follow(i.Doc)
		}
	}
	for _, kind := range []TermKind{Company, Actor, Author} {
		for _, id := range keysOf(b.terms[kind]) {
			if t := b.terms[kind][id]; t.Doc != nil && !named[t.Doc.Path] {
				follow(t.Doc)
			}
		}
	}
}

// placeTerms gives the terms of a kind their URLs and their order: vocabulary
// order for types and statuses, else by name.
func (b *builder) placeTerms(kind TermKind) {
	rank := map[string]int{}
	switch kind {
	case Type:
		rank = order(b.site.Vocabulary.Values(news.IncidentTypes))
	case Status:
		rank = order(b.site.Vocabulary.Values(news.AttributionLadder))
	}
	terms := make([]*Term, 0, len(b.terms[kind]))
	for _, id := range keysOf(b.terms[kind]) {
		t := b.terms[kind][id]
		by := claimant{Document: t.Doc}
		if n := len(t.Articles); t.Doc == nil && n > 0 {
			by.Document = t.Articles[n-1].Document
		}
		t.URL, t.File = b.page("/"+kind.Folder()+"/"+t.ID+"/", by)
		if t.Doc != nil {
			b.targets[t.Doc.Path] = t.URL
		}
		terms = append(terms, t)
	}
	slices.SortStableFunc(terms, func(x, y *Term) int {
		return cmp.Or(cmp.Compare(rank[x.ID], rank[y.ID]), strings.Compare(key(x.Name), key(y.Name)))
	})
	b.site.Terms[kind] = terms
}

func order(values []string) map[string]int {
	out := map[string]int{}
	for n, v := range values {
		out[v] = n
	}
	return out
}

// redirectMoved leads from merged incidents and companies and from renamed
// actors to where they are now, if that is visible.
func (b *builder) redirectMoved() {
	for _, d := range b.entities {
		var folder, to string
		switch {
		case d.Kind == news.KindIncident && d.Incident.Merged != "":
			folder = "incidents"
			if i := b.incidents[b.resolved(d.ID)]; i != nil {
				to = i.URL
			}
		case d.Kind == news.KindCompany && d.Company.Merged != "":
			folder = Company.Folder()
			to = b.urlOf(Company, d.ID, b.names.Company)
		case d.Kind == news.KindActor && d.Actor.Renamed != "":
			folder = Actor.Folder()
			to = b.urlOf(Actor, d.ID, b.names.Actor)
		}
		if to != "" {
			b.redirect("/"+folder+"/"+d.ID+"/", to, claimant{Document: d})
			b.targets[d.Path] = to
		}
	}
}

func (b *builder) urlOf(kind TermKind, id string, resolve func(string) (string, bool)) string {
	resolved, _ := resolve(id)
	if t := b.terms[kind][resolved]; t != nil && resolved != id {
		return t.URL
	}
	return ""
}

// picture publishes a picture that a document asks for at where.
func (b *builder) picture(f *source.File, where diag.Diagnostic) *Picture {
	p := b.pictures[f.Path]
	if p == nil {
		p = &Picture{Source: f, Asked: where}
		b.pictures[f.Path] = p
		b.site.Pictures = append(b.site.Pictures, p)
	} else if where.Start.Compare(p.Asked.Start) < 0 {
		p.Asked = where
	}
	return p
}

// attach publishes a file that lies beside a document and is no picture, once,
// under a name that holds the hash of what is in it.
func (b *builder) attach(f *source.File) string {
	if a, ok := b.attachments[f.Path]; ok {
		return a.URL
	}
	file := "media/" + MediaName(f) + "." + hex.EncodeToString(f.Hash[:6]) + strings.ToLower(path.Ext(f.Path))
	a := Attachment{Source: f, URL: b.escaped("/" + file), File: file}
	if _, taken := b.claimed(file); !taken { // the same file may lie in two folders
		b.claim(file, claimant{path: f.Path})
		b.site.Attachments = append(b.site.Attachments, a)
	}
	b.attachments[f.Path] = a
	return a.URL
}

// MediaName is the readable part of the name under which a file beside a
// document is published.
func MediaName(f *source.File) string {
	if stem, ok := news.Slug(strings.TrimSuffix(path.Base(f.Path), path.Ext(f.Path))); ok {
		return stem
	}
	return "picture"
}
