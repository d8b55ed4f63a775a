package fiction

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Edit is what happened to a Site at one stroke.
type Edit struct {
	// Name says what kind of edit it was.
	Name string
	// Moved are files that were renamed, old path to new. What they say may differ
	// besides.
	Moved map[string]string
}

// editKind is a kind of edit and how often it is made. make reports false if
// there is nothing that it could be made to.
type editKind struct {
	name  string
	often int
	make  func(*Site) bool // nil: several others at one stroke
}

func editKinds() []editKind {
	return []editKind{
		{"add an article", 6, func(s *Site) bool { s.newArticle(); return true }},
		{"edit a title", 6, editTitle},
		{"edit a body", 10, editBody},
		{"edit a standfirst", 4, editStandfirst},
		{"edit keys", 4, editKeys},
		{"delete an article", 4, deleteArticle},
		{"rename a file", 4, renameFile},
		{"rename a folder", 2, renameFolder},
		{"date an article to the newest", 3, dateNewest},
		{"date an article to the past", 3, datePast},
		{"schedule an article", 4, schedule},
		{"tag anew", 4, retag},
		{"flip a draft", 5, flipDraft},
		{"hide an article", 4, hideArticle},
		{"show an article", 3, showArticle},
		{"let an article expire", 5, expireArticle},
		{"withdraw an article", 2, withdrawArticle},
		{"change a slug", 3, changeSlug},
		{"add an alias", 2, addAlias},
		{"follow another article", 2, follow},
		{"rename a company", 4, renameCompany},
		{"add an entity file", 3, addFile},
		{"delete an entity file", 2, deleteFile},
		{"hide an entity file", 2, hideFile},
		{"show an entity file", 2, showFile},
		{"merge companies", 1, mergeCompany},
		{"rename an actor", 1, renameActor},
		{"merge incidents", 1, mergeStories},
		{"edit an incident", 2, editStory},
		{"state something in an update", 5, addUpdate},
		{"add a row of statements", 3, addRow},
		{"show or hide a row of statements", 2, flipRow},
		{"correct a title", 3, correctTitle},
		{"clarify", 2, clarify},
		{"edit a page", 3, editPage},
		{"edit a template", 6, editTemplate},
		{"remove a template override", 3, removeTemplate},
		{"add a static file", 2, addStatic},
		{"replace a static file", 2, replaceStatic},
		{"delete a static file", 2, deleteStatic},
		{"replace a picture", 3, replacePicture},
		{"edit site.yaml", 14, editPaper},
		{"break a file", 8, breakFile},
		{"change many files", 3, nil},
		{"step the clock", 14, stepClock},
		{"change nothing", 1, func(*Site) bool { return true }},
	}
}

// Edit makes one random edit. While something is broken it is soon repaired.
func (s *Site) Edit() Edit {
	before := s.places()
	name := ""
	if s.Broken() && s.chance(2) {
		s.damage = map[string][]byte{}
		name = "repair"
	} else {
		name = s.edit(true)
	}
	s.mend()
	moved := s.moved(before)
	s.carryDamage(moved)
	return Edit{Name: name, Moved: moved}
}

// carryDamage lets what is broken go where its file went: to another path, or away.
func (s *Site) carryDamage(moved map[string]string) {
	sound := s.Sound()
	damage := map[string][]byte{}
	for p, text := range s.damage {
		if to, ok := moved[p]; ok {
			p = to
		}
		if _, there := sound[p]; there {
			damage[p] = text
		}
	}
	s.damage = damage
}

func (s *Site) edit(many bool) string {
	kinds := editKinds()
	total := 0
	for _, k := range kinds {
		total += k.often
	}
	for {
		n := s.IntN(total)
		i := 0
		for ; n >= kinds[i].often; i++ {
			n -= kinds[i].often
		}
		switch k := kinds[i]; {
		case k.make == nil && many:
			var names []string
			for range s.between(4, 9) {
				names = append(names, s.edit(false))
			}
			return k.name + ": " + strings.Join(names, ", ")
		case k.make != nil && k.make(s):
			return k.name
		}
	}
}

// places are the paths of all articles.
func (s *Site) places() map[*article]string {
	out := map[*article]string{}
	for _, a := range s.articles {
		out[a] = a.path()
	}
	return out
}

// moved gives the files of articles that were renamed since before.
func (s *Site) moved(before map[*article]string) map[string]string {
	out := map[string]string{}
	for _, a := range s.articles {
		if was, ok := before[a]; ok && was != a.path() {
			out[was] = a.path()
		}
	}
	return out
}

// mend keeps the Site valid after an edit: a story whose full reports are gone
// is told in full by its first one, and nothing files itself under, or mentions,
// what nobody can see.
func (s *Site) mend() {
	first := map[*story]*article{}
	full := map[*story]bool{}
	for _, a := range s.articles {
		if a.also != nil && a.also.now() == a.story.now() {
			a.also = nil // they were merged
		}
		if !a.speaks() || a.hidden(s.now) {
			continue
		}
		tell := func(told *story, inFull bool) {
			if told == nil {
				return
			}
			x := told.now()
			full[x] = full[x] || inFull
			if first[x] == nil || a.when.Before(first[x].when) {
				first[x] = a
			}
		}
		tell(a.story, a.full)
		tell(a.also, a.fullAlso)
	}
	for x, a := range first {
		switch {
		case full[x]:
		case a.story.now() == x:
			a.full = true
		default:
			a.fullAlso = true
		}
	}
	for _, a := range s.articles {
		if a.story != nil && !a.reports() && !s.told(a.story) {
			a.story = nil
		}
		a.mentions = those(a.mentions, func(e *entity) bool { return e.file && e.former == nil && !e.access.hidden(s.now) })
	}
}

// visible gives the articles whose page anybody can see.
func (s *Site) visible() []*article {
	return those(s.articles, func(a *article) bool { return !a.hidden(s.now) && !a.expired(s.now) && !a.withdrawn })
}

// change calls f with an article that is seen, and reports whether there is one.
func (s *Site) change(f func(a *article)) bool {
	a := pick(s, s.visible())
	if a == nil || len(s.visible()) < 4 {
		return false
	}
	f(a)
	return true
}

func editTitle(s *Site) bool {
	return s.change(func(a *article) { a.title = s.headline(a) })
}

func editBody(s *Site) bool {
	return s.change(func(a *article) {
		if s.chance(2) {
			a.body = s.text(a.tail, a.path())
			return
		}
		i := s.IntN(len(a.body))
		a.body[i] = block{text: s.inline(9) + " " + a.tail}
	})
}

func editStandfirst(s *Site) bool {
	return s.change(func(a *article) {
		a.standfirst = ""
		if !s.chance(4) {
			a.standfirst = s.sentence(7) + " " + a.tail
		}
	})
}

func editKeys(s *Site) bool {
	return s.change(func(a *article) {
		a.more = nil
		s.decorate(a)
		if a.speaks() {
			to := a.said.companies
			a.said = s.statement(a.story)
			if a.story == nil && s.chance(2) {
				a.said.companies = to
			}
		}
	})
}

func deleteArticle(s *Site) bool {
	if len(s.articles) < 12 {
		return false
	}
	a := pick(s, s.articles)
	s.articles = those(s.articles, func(b *article) bool { return b != a })
	s.drop(a)
	return true
}

func renameFile(s *Site) bool {
	return s.change(func(a *article) { a.name = a.mark + "-" + s.word() + "-" + s.word() })
}

func renameFolder(s *Site) bool {
	from := pick(s, s.articles).folder
	to := "moved-" + s.word() + "-" + s.word()
	if from == "" {
		return false
	}
	for _, a := range s.articles {
		if a.folder != from {
			continue
		}
		was := path.Dir(a.path())
		a.folder = to
		for _, p := range s.pictures {
			if path.Dir(p.path) == was {
				p.path = path.Join(path.Dir(a.path()), path.Base(p.path))
			}
		}
	}
	return true
}

// redate gives an article another date, without what was added to it later.
func (s *Site) redate(a *article, to time.Time, precise bool) {
	a.when, a.precise, a.undated = to, precise, false
	a.updates, a.corrections, a.oldTitle, a.expires = nil, nil, "", time.Time{}
	a.more = those(a.more, func(f field) bool { return f.key != "updated" })
}

func dateNewest(s *Site) bool {
	return s.change(func(a *article) { s.redate(a, s.instant(), true) })
}

// instant gives an instant shortly before now that no statement has yet.
func (s *Site) instant() time.Time {
	s.ticks++
	return s.now.Add(-time.Hour + time.Duration(s.ticks%3500)*time.Second).Truncate(time.Second)
}

func datePast(s *Site) bool {
	return s.change(func(a *article) { s.redate(a, s.day().Add(12*time.Hour), s.chance(2)) })
}

func schedule(s *Site) bool {
	return s.change(func(a *article) { s.redate(a, s.later(), true) })
}

func retag(s *Site) bool {
	return s.change(func(a *article) { a.tags = s.tagsFor(a) })
}

func flipDraft(s *Site) bool {
	a := pick(s, s.articles)
	a.access.draft = !a.access.draft
	return len(s.visible()) >= 4 || !a.access.draft
}

func hideArticle(s *Site) bool {
	return s.change(func(a *article) {
		a.access, a.undated, a.expires = s.hide(), false, time.Time{}
		if embargo := a.access.embargo; !embargo.IsZero() && s.chance(3) {
			s.redate(a, embargo, true)
			a.undated = true
		}
	})
}

func showArticle(s *Site) bool {
	a := pick(s, those(s.articles, func(a *article) bool { return a.hidden(s.now) || a.expired(s.now) || a.withdrawn }))
	if a == nil {
		return false
	}
	a.access, a.expires, a.withdrawn, a.undated = access{}, time.Time{}, false, false
	if a.when.After(s.now) {
		s.redate(a, s.instant(), true)
	}
	return true
}

func expireArticle(s *Site) bool {
	return s.change(func(a *article) {
		a.expires = s.later()
		if s.chance(3) {
			a.expires = s.now.Add(-time.Minute).Truncate(time.Second)
		}
	})
}

func withdrawArticle(s *Site) bool {
	return s.change(func(a *article) { a.withdrawn, a.withdrawnOn = true, s.now.Truncate(time.Second) })
}

func changeSlug(s *Site) bool {
	return s.change(func(a *article) {
		was := a.id()
		a.slug = a.mark + "-" + s.word() + "-" + s.word()
		if s.chance(2) {
			a.aliases = append(a.aliases, "/articles/"+was+"/old/")
		}
	})
}

func addAlias(s *Site) bool {
	alias := func(mark string) string {
		return "/old/" + mark + "-" + s.newMark() + pick(s, []string{"/", ".html", ""})
	}
	if s.chance(4) {
		p := pick(s, s.pages)
		p.aliases = append(p.aliases, alias(p.mark))
		return true
	}
	return s.change(func(a *article) { a.aliases = append(a.aliases, alias(a.mark)) })
}

func follow(s *Site) bool {
	return s.change(func(a *article) {
		leads := those(s.articles, func(b *article) bool {
			return b != a && b.follows == nil && b.speaks() && a.also == nil && b.also == nil && (b.story == nil || a.story == nil || b.story.now() == a.story.now())
		})
		led := slices.ContainsFunc(s.articles, func(b *article) bool { return b.follows == a })
		if !led && a.speaks() {
			a.follows = pick(s, leads)
			a.full = true
		}
	})
}

func renameCompany(s *Site) bool {
	e := pick(s, those(s.entities, func(e *entity) bool { return e.kind == company && e.file && e.former == nil }))
	if e == nil {
		return false
	}
	was := e.name
	e.name = capital(e.mark) + " " + capital(s.word()) + " " + capital(s.word())
	if s.chance(2) {
		e.aliases = append(e.aliases, was)
	}
	if !s.chance(3) {
		return true
	}
	for _, a := range s.articles { // the newsroom follows
		for i := range a.said.companies {
			if a.said.companies[i].entity == e {
				a.said.companies[i].name = e.name
			}
		}
	}
	return true
}

func addFile(s *Site) bool {
	e := pick(s, those(s.entities, func(e *entity) bool { return !e.file }))
	if e == nil {
		return false
	}
	e.file = true
	return true
}

// needed reports whether other files rest on the file of e.
func (s *Site) needed(e *entity) bool {
	return e.kind == author || slices.ContainsFunc(s.entities, func(other *entity) bool { return other.former == e })
}

func deleteFile(s *Site) bool {
	e := pick(s, those(s.entities, func(e *entity) bool { return e.file && e.former == nil && !s.needed(e) }))
	if e == nil {
		return false
	}
	e.file = false
	return true
}

// hideFile hides the file of an entity, a story or a page.
func hideFile(s *Site) bool {
	var found []*access
	for _, e := range s.entities {
		if e.file && e.former == nil && !s.needed(e) {
			found = append(found, &e.access)
		}
	}
	for _, x := range s.stories {
		if x.file && x.merged == nil && !slices.ContainsFunc(s.stories, func(y *story) bool { return y.merged == x }) {
			found = append(found, &x.access)
		}
	}
	for _, p := range s.pages {
		if !p.fixed {
			found = append(found, &p.access)
		}
	}
	a := pick(s, found)
	if a == nil {
		return false
	}
	*a = s.hide()
	return true
}

func showFile(s *Site) bool {
	for _, e := range s.entities {
		if e.access.hidden(s.now) {
			e.access = access{}
			return true
		}
	}
	for _, p := range s.pages {
		if p.access.hidden(s.now) {
			p.access = access{}
			return true
		}
	}
	return false
}

// supersede merges an entity of the kind into another, which need a file each.
func (s *Site) supersede(k kind) bool {
	able := those(s.entities, func(e *entity) bool {
		return e.kind == k && e.file && e.former == nil && e.access == access{} && !s.needed(e)
	})
	if len(able) < 3 {
		return false
	}
	from, to := able[0], able[1]
	from.former, from.aliases, from.parent, to.parent = to, nil, nil, nil
	for _, e := range s.entities {
		if e.parent == from {
			e.parent = nil
		}
	}
	once := func(st *said) { // no report names one organisation twice
		if slices.ContainsFunc(st.companies, func(p party) bool { return p.entity == to }) {
			st.companies = those(st.companies, func(p party) bool { return p.entity != from })
		}
	}
	for _, a := range s.articles {
		once(&a.said)
	}
	return true
}

func mergeCompany(s *Site) bool { return s.supersede(company) }

func renameActor(s *Site) bool { return s.supersede(actor) }

func mergeStories(s *Site) bool {
	able := those(s.stories, func(x *story) bool {
		return x.file && x.merged == nil && x.access == access{} && !slices.ContainsFunc(s.stories, func(y *story) bool { return y.merged == x })
	})
	if len(able) < 2 {
		return false
	}
	able[0].merged = able[1]
	return true
}

func editStory(s *Site) bool {
	x := pick(s, those(s.stories, func(x *story) bool { return x.merged == nil }))
	if x == nil {
		return false
	}
	switch {
	case !x.file:
		x.file = true
	case s.chance(2):
		x.title = s.sentence(4) + " " + x.mark
	default:
		x.body = s.text(x.tail, x.path())
	}
	return true
}

func addUpdate(s *Site) bool {
	return s.change(func(a *article) {
		u := update{when: s.instant(), text: s.sentence(6) + " " + a.tail}
		if !u.when.After(a.when) {
			return
		}
		if a.speaks() && s.chance(2) {
			s.attribute(&u.said)
			if u.said.status == "charged" {
				u.said = said{}
			}
		}
		a.updates = append(a.updates, u)
	})
}

func addRow(s *Site) bool {
	return s.change(func(a *article) {
		if a.speaks() {
			a.rows = append(a.rows, s.newRow())
		}
	})
}

func flipRow(s *Site) bool {
	a := pick(s, those(s.articles, func(a *article) bool { return len(a.rows) > 0 }))
	if a == nil {
		return false
	}
	r := &a.rows[s.IntN(len(a.rows))]
	if r.access.hidden(s.now) {
		r.access = access{}
	} else {
		r.access = s.hide()
	}
	return true
}

func correctTitle(s *Site) bool {
	return s.change(func(a *article) {
		if a.when.AddDate(0, 0, 2).Before(s.now) {
			a.oldTitle, a.title = a.title, s.headline(a)
		}
	})
}

func clarify(s *Site) bool {
	return s.change(func(a *article) {
		if a.when.AddDate(0, 0, 2).Before(s.now) {
			a.corrections = append(a.corrections, matter{{"date", s.dayAfter(a)}, {"kind", "clarified"}, {"text", s.sentence(7) + " " + a.tail}, {"serious", s.chance(2)}})
		}
	})
}

func editPage(s *Site) bool {
	if s.chance(3) {
		s.newPage()
		return true
	}
	p := pick(s, s.pages)
	p.title = s.sentence(2) + " " + p.tail
	p.body = s.text(p.tail, p.path())
	return true
}

// editTemplate overrides a built-in template, or edits an override: it prints
// a few words more before an end tag, or holds a comment more. Of the words of a
// language it replaces a month's name.
func editTemplate(s *Site) bool {
	name := pick(s, slices.Sorted(maps.Keys(s.templates)))
	if name == "" {
		return false
	}
	if path.Ext(name) == ".yaml" {
		s.other[name] = fmt.Appendf(nil, "month: {%d: %s}\n", s.between(1, 12), s.word())
		return true
	}
	text := s.templates[name]
	tags := those([]string{"</main>", "</footer>", "</header>", "</article>", "</ul>"}, func(tag string) bool { return bytes.Contains(text, []byte(tag)) })
	if tag := pick(s, tags); tag != "" && !s.chance(6) {
		text = bytes.Replace(text, []byte(tag), []byte("<!-- -->"+s.word()+tag), 1)
		text = bytes.ReplaceAll(text, []byte("<!-- -->"), nil)
	} else {
		text = fmt.Appendf(bytes.Clone(text), "{{/* %s */}}", s.word())
	}
	s.other[name] = text
	return true
}

func removeTemplate(s *Site) bool {
	name := pick(s, s.otherFiles("templates/"))
	delete(s.other, name)
	return name != ""
}

func addStatic(s *Site) bool {
	name := "static/" + pick(s, []string{"", "files/", "files/deep/", "assets/"}) + s.newMark()
	switch s.IntN(3) {
	case 0:
		s.other[name+".css"] = []byte("." + s.word() + " { color: #" + fmt.Sprintf("%06x", s.IntN(1<<24)) + " }\n")
	case 1:
		s.other[name+".png"] = s.picture("static")
	default:
		s.other[name+".txt"] = []byte(s.sentence(5) + "\n")
	}
	return true
}

func replaceStatic(s *Site) bool {
	name := pick(s, s.otherFiles("static/"))
	switch path.Ext(name) {
	case ".png":
		s.other[name] = s.picture("static")
	case ".css":
		s.other[name] = []byte("." + s.word() + " { margin: 0 }\n")
	case ".txt":
		s.other[name] = []byte(s.sentence(6) + "\n")
	}
	return name != ""
}

func deleteStatic(s *Site) bool {
	name := pick(s, s.otherFiles("static/"))
	delete(s.other, name)
	return name != ""
}

func replacePicture(s *Site) bool {
	p := pick(s, s.pictures)
	if p == nil {
		return false
	}
	p.data = s.picture(p.mark)
	return true
}

func editPaper(s *Site) bool {
	switch p := &s.paper; s.IntN(11) {
	case 0, 9:
		p.zone = pick(s, timeZones())
	case 10:
		p.language = cmp.Or(s.language, pick(s, languages()))
	case 1:
		mark := s.newMark()
		p.types = append(p.types, field{mark, matter{{"label", capital(mark)}, {"definition", s.phrase(5)}, {"parent", "other"}}})
	case 2:
		p.nav = append(slices.Clone(p.nav), matter{{"title", capital(s.word())}, {"url", pick(s, []string{"/types/", "/archive/", "https://example.org/x"})}})
		p.nav = p.nav[max(0, len(p.nav)-6):]
	case 3:
		p.base = pick(s, []string{"https://example.org/", "https://desk.example/news/", "https://example.com/a/b/", "https://example.net"})
	case 4:
		p.title = "The " + capital(s.word()) + " Record"
	case 5:
		p.notice = pick(s, []string{"", s.sentence(5)})
	case 6:
		p.permalink = pick(s, permalinks())
	case 7:
		p.feeds = matter{{"items", s.between(5, 30)}}
	case 8:
		p.publisher = matter{{"name", "Publisher " + s.word()}}
	}
	return true
}

// breakFile breaks one file, or two, in a way that no build can overlook.
func breakFile(s *Site) bool {
	if s.Broken() {
		return false
	}
	for range s.between(1, 2) {
		tree := s.Tree()
		if s.chance(5) && len(s.otherFiles("templates/")) > 0 {
			name := pick(s, s.otherFiles("templates/"))
			s.damage[name] = append(bytes.Clone(tree[name]), pick(s, []string{"{{ if }}", "{{ .NoSuchField }}", "{{ range", "{{ template \"none-of-this-name\" . }}"})...)
			continue
		}
		a := pick(s, those(s.visible(), func(a *article) bool { return s.damage[a.path()] == nil }))
		if a == nil {
			return false
		}
		text := string(tree[a.path()])
		switch s.IntN(6) {
		case 0:
			text = strings.Replace(text, "title", "titel", 1)
		case 1:
			text = text[:s.IntN(9)]
		case 2:
			text += "\n[nowhere](no-such-file.md)\n"
		case 3:
			text += "\n![nothing](no-such-picture.png)\n"
		case 4:
			text = strings.Replace(text, "date", "draft: yes\ndate", 1)
		case 5:
			text = "\xff" + text
		}
		s.damage[a.path()] = []byte(text)
	}
	return true
}

// stepClock lets time pass: to the second before something is due, to the very
// instant, or to any.
func stepClock(s *Site) bool {
	to := s.now.Add(time.Duration(s.between(1, 3*24*60)) * time.Minute)
	if due := s.due(); !due.IsZero() && !s.chance(4) {
		to = due
		if before := due.Add(-time.Second); before.After(s.now) && s.chance(3) {
			to = before
		}
	}
	s.now = to
	return true
}

// due is the next instant at which something is shown, or is not any more; zero
// if there is none.
func (s *Site) due() (next time.Time) {
	at := func(t time.Time) {
		if t.After(s.now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	rows := func(all []row) {
		for _, r := range all {
			at(r.access.embargo)
		}
	}
	for _, a := range s.articles {
		at(a.access.embargo)
		at(a.when)
		at(a.expires)
		rows(a.rows)
	}
	for _, x := range s.stories {
		at(x.access.embargo)
		rows(x.rows)
	}
	for _, e := range s.entities {
		at(e.access.embargo)
	}
	for _, p := range s.pages {
		at(p.access.embargo)
	}
	return next
}
