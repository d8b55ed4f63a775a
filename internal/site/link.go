package site

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// link resolves what every visible body and picture leads to.
func (b *builder) link() {
	for _, a := range b.site.Articles {
		if !a.known.leads {
			continue
		}
		a.Links = b.resolve(a.Document)
		if a.Article.Hero != nil {
			a.Hero = b.resolvePicture(a.Document, a.Article.Hero.Src, a.At("hero.src", diag.Error, "", "", ""))
		}
	}
	for _, p := range b.site.Pages {
		p.Links = b.resolve(p.Document)
	}
	b.linkMenus()
	for _, i := range b.site.Incidents {
		if i.Doc != nil {
			i.Links = b.resolve(i.Doc)
		}
	}
	for _, kind := range []TermKind{Company, Actor, Author} {
		for _, t := range b.site.Terms[kind] {
			if t.Doc == nil {
				continue
			}
			t.Links = b.resolve(t.Doc)
			if t.Kind == Author && t.Doc.Author.Photo != nil {
				t.Photo = b.resolvePicture(t.Doc, t.Doc.Author.Photo.Src, t.Doc.At("photo.src", diag.Error, "", "", ""))
			}
		}
	}
	slices.SortFunc(b.site.Pictures, func(x, y *Picture) int { return strings.Compare(x.Source.Path, y.Source.Path) })
	slices.SortFunc(b.site.Attachments, func(x, y Attachment) int { return strings.Compare(x.File, y.File) })
}

// resolve gives what the links of a body lead to, one each.
func (b *builder) resolve(d *news.Document) []Target {
	if len(d.Body.Links) == 0 {
		return nil
	}
	out := make([]Target, len(d.Body.Links))
	for n, l := range d.Body.Links {
		where := diag.At(d.Path, l.Span, diag.Error, "", "", "")
		if l.Picture {
			out[n].Picture = b.resolvePicture(d, l.Target, where)
			continue
		}
		out[n] = b.resolveLink(d, l, where)
	}
	return out
}

func (b *builder) resolveLink(d *news.Document, l news.Link, where diag.Diagnostic) Target {
	if strings.HasPrefix(l.Target, "/") {
		return b.resolveSitePath(l, where)
	}
	to := path.Join(path.Dir(d.Path), l.Target)
	if target := b.target(to); target != "" {
		return Target{URL: target + l.Suffix}
	}
	if f, ok := b.in.Snapshot.File(to); ok {
		if b.hidden[to] || strings.HasSuffix(to, ".md") {
			b.report(hiddenLink(where, l.Target))
			return Target{Hidden: true}
		}
		if strings.HasPrefix(to, "content/") {
			if isPicture(to) {
				return Target{Picture: b.picture(f, where)}
			}
			return Target{URL: b.attach(f) + l.Suffix}
		}
	}
	where.Code, where.Message = "broken-link", fmt.Sprintf("there is no file «%s»", to)
	switch file := nearest(to, b.linkable(path.Dir(to), isPicture(to))); {
	case isMailbox(l.Target):
		where.Hint = "write mailto:" + l.Target
	case isHost(l.Target):
		where.Hint = "write https://" + l.Target + l.Suffix
	case file != "":
		where.Hint = "did you mean «" + path.Join(path.Dir(l.Target), path.Base(file)) + "»?"
	default:
		where.Hint = "write the path from this file to the other one, or the whole address, https://…"
	}
	b.report(where)
	return Target{Hidden: true}
}

// isMailbox says whether a target looks like the address of a mailbox.
func isMailbox(target string) bool {
	name, host, ok := strings.Cut(target, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(target, "/ ")
}

// isHost says whether a target looks like the address of another site whose
// https:// was forgotten.
func isHost(target string) bool {
	host, _, _ := strings.Cut(target, "/")
	parts := strings.Split(strings.ToLower(host), ".")
	if len(parts) < 2 || slices.Contains(parts, "") || strings.ContainsAny(host, " _") {
		return false
	}
	common := []string{"at", "ch", "com", "de", "edu", "es", "eu", "fr", "gov", "info", "int", "io", "mil", "net", "nl", "org", "uk", "us"}
	return parts[0] == "www" || slices.Contains(common, parts[len(parts)-1])
}

// nearest gives the path among known that one was most likely meant to be, "" if
// none is near: one with nearly its name in the same folder, or with its name in a
// folder of nearly that name. What two paths share otherwise makes them no nearer.
func nearest(to string, known []string) string {
	stem := func(p string) string { return strings.TrimSuffix(path.Base(p), path.Ext(path.Base(p))) }
	folder := func(p string) string { return path.Dir(path.Clean(p)) }
	names, folders := map[string]string{}, map[string]string{}
	for _, k := range known {
		if folder(k) == folder(to) {
			names[stem(k)] = k
		}
		if path.Base(k) == path.Base(to) {
			folders[folder(k)] = k
		}
	}
	if near := diag.Nearest(stem(to), keysOf(names)); near != "" {
		return names[near]
	}
	return folders[diag.Nearest(folder(to), keysOf(folders))]
}

// target gives where the page of a document lies, or what static/ publishes; "" if
// it is not published.
func (b *builder) target(file string) string {
	if url := b.targets[file]; url != "" {
		return url
	}
	if b.paths == nil {
		b.paths = make(map[string]*Article, len(b.articles))
		for _, a := range b.articles {
			b.paths[a.Path] = a
		}
	}
	if a := b.paths[file]; a != nil {
		return a.URL
	}
	return ""
}

func hiddenLink(where diag.Diagnostic, target string) diag.Diagnostic {
	where.Severity, where.Code = diag.Warning, "link-to-hidden"
	where.Message = fmt.Sprintf("«%s» is not public now, so this link is printed as plain text", target)
	return where
}

// linkable are the files in a folder that a link may lead to: pictures, or others.
func (b *builder) linkable(folder string, pictures bool) []string {
	var out []string
	for _, f := range b.in.Snapshot.Files() {
		if path.Dir(f.Path) == folder && isPicture(f.Path) == pictures && !b.hidden[f.Path] {
			out = append(out, f.Path)
		}
	}
	return out
}

// resolveSitePath resolves a link that begins with a slash: a path of this site.
func (b *builder) resolveSitePath(l news.Link, where diag.Diagnostic) Target {
	if published, ok := b.published(l.Target); ok {
		return Target{URL: b.escaped(published) + l.Suffix}
	}
	if b.hiddenAddress(strings.TrimPrefix(l.Target, "/")) {
		b.report(hiddenLink(where, l.Target))
		return Target{Hidden: true}
	}
	b.report(b.brokenPath(where, l.Target))
	return Target{Hidden: true}
}

// published gives the path at which this site publishes what is asked for as target,
// which may lack the slash at the end of a page's.
func (b *builder) published(target string) (string, bool) {
	file := strings.TrimPrefix(target, "/")
	for _, candidate := range []string{file, path.Join(file, "index.html")} {
		if as, ok := b.claimed(candidate); ok && as == candidate {
			if candidate != file && file != "" && !strings.HasSuffix(target, "/") {
				target += "/"
			}
			return target, true
		}
	}
	// Package feed gives lists a feed; it comes after this one.
	if folder, ok := strings.CutSuffix(file, "feed.xml"); ok && folder != "" {
		as, ok := b.claimed(folder + "index.html")
		return target, ok && as == folder+"index.html"
	}
	return "", false
}

func (b *builder) brokenPath(where diag.Diagnostic, target string) diag.Diagnostic {
	where.Code, where.Message = "broken-link", fmt.Sprintf("this site has no page «%s»", target)
	var known []string
	for _, a := range b.claims.addresses {
		known = append(known, "/"+strings.TrimSuffix(a.file, "index.html"))
	}
	if near := nearest(target, known); near != "" {
		where.Hint = "did you mean «" + near + "»?"
	}
	return where
}

// linkMenus looks where the links lead that site.yaml puts on every page.
func (b *builder) linkMenus() {
	if b.in.Marks == nil {
		return
	}
	check := func(key string, entries []news.NavEntry) {
		for n, entry := range entries {
			u, err := url.Parse(entry.URL)
			if err != nil || !strings.HasPrefix(entry.URL, "/") || strings.HasPrefix(entry.URL, "//") {
				continue // another site, or told already
			}
			if _, ok := b.published(u.Path); ok {
				continue
			}
			where := diag.At("content/site.yaml", b.in.Marks.Span(fmt.Sprintf("%s[%d].url", key, n)), diag.Error, "", "", "")
			if b.hiddenAddress(strings.TrimPrefix(u.Path, "/")) {
				where.Severity, where.Code = diag.Warning, "link-to-hidden"
				where.Message = fmt.Sprintf("«%s» is not public now, and every page leads there", u.Path)
				where.Hint = "take the entry out until it is"
				b.report(where)
				continue
			}
			b.report(b.brokenPath(where, u.Path))
		}
	}
	check("nav", b.site.Nav)
	check("publisher.policies", b.site.Publisher.Policies)
}

// hiddenAddress reports whether a document that may not be seen now would make
// a page at file: its own, an old address, or that of something it is filed under.
func (b *builder) hiddenAddress(file string) bool {
	if b.vanished == nil {
		b.vanished = map[string]bool{}
		for _, d := range b.in.Documents {
			if b.hidden[d.Path] {
				b.noteVanished(d)
			}
		}
		for _, a := range b.articles {
			if !a.listed {
				b.noteVanished(a.Document)
			}
		}
	}
	return b.vanished[strings.TrimSuffix(strings.TrimSuffix(file, "index.html"), "/")]
}

func (b *builder) noteVanished(d *news.Document) {
	note := func(parts ...string) { b.vanished[strings.Trim(path.Join(parts...), "/")] = true }
	switch d.Kind {
	case news.KindPage:
		note(pageName(d))
		for _, alias := range d.Page.Aliases {
			note(alias)
		}
	case news.KindIncident:
		note("incidents", d.ID)
	case news.KindCompany:
		note(Company.Folder(), d.ID)
	case news.KindActor:
		note(Actor.Folder(), d.ID)
	case news.KindAuthor:
		note(Author.Folder(), d.ID)
	case news.KindArticle:
		a := &Article{Document: d, Published: cmp.Or(d.Article.Date, d.Article.Embargo)}
		note(b.permalink(a))
		note("archive", a.Published.Time.Format("2006-01"))
		for _, alias := range d.Article.Aliases {
			note(alias)
		}
		b.noteVanishedTerms(d.Article, note)
	}
}

// noteVanishedTerms notes the pages of what an article is filed under.
func (b *builder) noteVanishedTerms(a *news.Article, note func(...string)) {
	named := func(kind TermKind, resolve func(string) (string, bool), name string) {
		if id, _ := resolve(name); id != "" {
			note(kind.Folder(), id)
		}
	}
	values := func(kind TermKind, all ...string) {
		for _, value := range all {
			note(kind.Folder(), strings.ToLower(value))
		}
	}
	facts := func(company []news.Party, f *news.Facts) {
		for _, p := range company {
			named(Company, b.names.Company, p.Name)
			if id, _ := b.names.Company(p.Name); b.entity(news.KindCompany, id) != nil {
				file := b.entity(news.KindCompany, id).Company
				values(Sector, file.Sector...)
				values(Country, file.Country)
			}
		}
		for _, ref := range f.AttributedTo {
			named(Actor, b.names.Actor, ref.Name)
		}
		values(Type, f.IncidentType...)
		values(Status, f.AttributionStatus, "disputed", "cleared", "retracted")
	}
	facts(a.Company, &a.Facts)
	for n := range a.Incidents {
		facts(a.Incidents[n].Company, &a.Incidents[n].Facts)
		note("incidents", a.Incidents[n].ID)
	}
	for n := range a.Statements {
		facts(nil, &a.Statements[n].Facts)
	}
	for n := range a.Updates {
		facts(nil, &a.Updates[n].Facts)
	}
	note("incidents", a.Incident)
	for _, name := range a.Authors {
		named(Author, b.names.Author, name)
	}
	for _, tag := range a.Tags {
		named(Tag, news.Slug, tag)
	}
	values(Sector, a.Sector...)
	values(Country, a.Country...)
	for _, v := range a.Vulnerabilities {
		values(CVE, v.CVE)
	}
	for _, m := range a.Mentions {
		for _, name := range []string{m.Name, m.Company, m.Actor} {
			named(Company, b.names.Company, name)
			named(Actor, b.names.Actor, name)
			named(Author, b.names.Author, name)
			values(CVE, name)
		}
	}
}

// resolvePicture gives the picture that a document asks for: beside it, or in
// static/; nil if there is none.
func (b *builder) resolvePicture(d *news.Document, src string, where diag.Diagnostic) *Picture {
	file := path.Join(path.Dir(d.Path), src)
	if strings.HasPrefix(src, "/") {
		file = path.Join("static", src)
	}
	f, ok := b.in.Snapshot.File(file)
	switch {
	case !ok && (strings.Contains(src, "://") || strings.HasPrefix(src, "//")):
		where.Code, where.Message = "remote-picture", news.NoRemotePicture
		where.Hint = "put the picture beside this file or in static/"
	case !ok:
		where.Code, where.Message = "missing-picture", fmt.Sprintf("there is no picture «%s»", file)
		where.Hint = "put it there, or write the path from this file to the picture"
		if near := nearest(file, b.linkable(path.Dir(file), true)); near != "" {
			where.Hint = "did you mean «" + path.Join(path.Dir(src), path.Base(near)) + "»?"
		}
		if _, there := b.in.Snapshot.File(strings.TrimPrefix(src, "/")); there && strings.HasPrefix(src, "/static/") {
			where.Hint = "files of static/ are named without it: " + strings.TrimPrefix(src, "/static")
		}
	case !isPicture(file):
		where.Code, where.Message = "not-a-picture", fmt.Sprintf("«%s» is not a picture that browsers show", file)
		where.Hint = "use one of: " + strings.Join(pictureTypes(), ", ")
	case strings.HasPrefix(file, "content/"), b.targets[file] != "":
		return b.picture(f, where)
	default:
		where.Code, where.Message = "missing-picture", fmt.Sprintf("«%s» is not published under its own name", file)
	}
	b.report(where)
	return nil
}

// isPicture says by its name whether a file is a picture that browsers show.
func isPicture(file string) bool {
	return slices.Contains(pictureTypes(), strings.ToLower(path.Ext(file)))
}

func pictureTypes() []string {
	return []string{".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}
}
