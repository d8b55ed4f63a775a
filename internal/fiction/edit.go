package fiction

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Edit is what happened to a Site at one stroke.
type Edit struct {
	// Name says what it was, for people.
	Name string
	// Kinds are the kinds of edit it was, several if many things changed at one
	// stroke; each is of Kinds.
	Kinds []string
	// Folders were renamed with all that lay in them, in this order.
	Folders []Renamed
	// Moved are files that were renamed besides, old path to new. What they say may
	// differ, too.
	Moved map[string]string
}

// Renamed is a folder that was renamed.
type Renamed struct{ From, To string }

// editKind is a kind of edit and how often it is made. make reports false if
// there is nothing that it could be made to.
type editKind struct {
	name  string
	often int
	make  func(*Site) bool // nil: several others at one stroke
	alone bool             // not among several at one stroke, and no branch has it more than another
}

func editKinds() []editKind {
	settings := func(change func(*Site, *paper)) func(*Site) bool {
		return func(s *Site) bool { change(s, &s.paper); return true }
	}
	return []editKind{
		{name: "add an article", often: 4, make: func(s *Site) bool { s.newArticle(); return true }},
		{name: "add the newest article", often: 4, make: func(s *Site) bool { s.redate(s.newArticle(), s.instant(), true); return true }},
		{name: "edit a title", often: 6, make: editTitle},
		{name: "edit the title of an old article", often: 4, make: editOldTitle},
		{name: "edit a body", often: 10, make: editBody},
		{name: "edit a standfirst", often: 4, make: editStandfirst},
		{name: "edit keys", often: 4, make: editKeys},
		{name: "delete an article", often: 6, make: deleteArticle},
		{name: "rename a file", often: 4, make: renameFile},
		{name: "rename a folder", often: 2, make: renameFolder},
		{name: "date an article to the newest", often: 3, make: dateNewest},
		{name: "date an article to the past", often: 3, make: datePast},
		{name: "schedule an article", often: 4, make: schedule},
		{name: "tag anew", often: 2, make: retag},
		{name: "rename a tag", often: 2, make: renameTag},
		{name: "move an article from one tag to another", often: 2, make: moveTag},
		{name: "add a new tag", often: 2, make: newTag},
		{name: "flip a draft", often: 5, make: flipDraft},
		{name: "hide an article", often: 3, make: hideArticle},
		{name: "put an article under embargo", often: 3, make: embargo},
		{name: "show an article", often: 3, make: showArticle},
		{name: "let an article expire", often: 5, make: expireArticle},
		{name: "withdraw an article", often: 2, make: withdrawArticle},
		{name: "change a slug", often: 3, make: changeSlug},
		{name: "add an alias", often: 2, make: addAlias},
		{name: "follow another article", often: 2, make: follow},
		{name: "rename a company", often: 4, make: renameCompany},
		{name: "add a company's file", often: 2, make: func(s *Site) bool { return s.addFile(company) }},
		{name: "add an actor's file", often: 1, make: func(s *Site) bool { return s.addFile(actor) }},
		{name: "delete an entity file", often: 2, make: deleteFile},
		{name: "hide an entity file", often: 2, make: hideFile},
		{name: "show an entity file", often: 2, make: showFile},
		{name: "merge companies", often: 1, make: mergeCompany},
		{name: "rename an actor", often: 1, make: renameActor},
		{name: "merge incidents", often: 1, make: mergeStories},
		{name: "edit an incident", often: 2, make: editStory},
		{name: "update an article", often: 3, make: addUpdate},
		{name: "state something in an update", often: 3, make: stateInUpdate},
		{name: "add a row of statements", often: 3, make: addRow},
		{name: "show or hide a row of statements", often: 2, make: flipRow},
		{name: "correct a title", often: 3, make: correctTitle},
		{name: "clarify", often: 2, make: clarify},
		{name: "add a page", often: 1, make: func(s *Site) bool { s.newPage(); return true }},
		{name: "edit a page", often: 2, make: editPage},
		{name: "edit a template", often: 4, make: editTemplate},
		{name: "add a partial", often: 2, make: addPartial},
		{name: "edit a string", often: 2, make: editString},
		{name: "rename a month", often: 1, make: renameMonth},
		{name: "remove a template override", often: 3, make: removeTemplate},
		{name: "add a static file", often: 2, make: addStatic},
		{name: "replace a static file", often: 2, make: replaceStatic},
		{name: "delete a static file", often: 2, make: deleteStatic},
		{name: "replace a picture", often: 3, make: replacePicture},
		{name: "edit site.yaml: time zone", often: 2, make: settings(func(s *Site, p *paper) { p.zone = s.another(p.zone, timeZones()) })},
		{name: "edit site.yaml: language", often: 1, make: editLanguage},
		{name: "edit site.yaml: vocabulary", often: 1, make: settings(addType)},
		{name: "edit site.yaml: menu", often: 1, make: settings(editMenu)},
		{name: "edit site.yaml: address", often: 1, make: settings(func(s *Site, p *paper) { p.base = s.another(p.base, bases()) })},
		{name: "edit site.yaml: title", often: 1, make: settings(func(s *Site, p *paper) { p.title = "The " + capital(s.word()) + " Record" })},
		{name: "edit site.yaml: notice", often: 1, make: settings(func(s *Site, p *paper) { p.notice = s.another(p.notice, []string{"", s.sentence(5)}) })},
		{name: "edit site.yaml: permalink", often: 1, make: settings(func(s *Site, p *paper) { p.permalink = s.another(p.permalink, permalinks()) })},
		{name: "edit site.yaml: feeds", often: 1, make: settings(func(s *Site, p *paper) { p.feeds = matter{{"items", s.between(5, 30)}} })},
		{name: "edit site.yaml: publisher", often: 1, make: settings(func(s *Site, p *paper) { p.publisher = matter{{"name", "Publisher " + s.word()}} })},
		{name: "break a file", often: 8, make: breakFile, alone: true},
		{name: "change several things", often: 3},
		{name: "change ten files", often: 2, make: changeTen},
		{name: "add very many files", often: 1, make: addMany, alone: true},
		{name: "change very many files", often: 1, make: changeMany, alone: true},
		{name: "delete very many files", often: 1, make: deleteMany, alone: true},
		{name: "step the clock past an embargo", often: 3, make: passEmbargo, alone: true},
		{name: "step the clock to what is due", often: 6, make: stepToDue, alone: true},
		{name: "step the clock to just before something is due", often: 3, make: stepBeforeDue, alone: true},
		{name: "let time pass", often: 3, make: passTime, alone: true},
		{name: "change nothing", often: 1, make: func(*Site) bool { return true }, alone: true},
	}
}

// repair is the kind of edit that makes what is broken whole.
const repair = "repair"

// Kinds are all kinds of edit that there are.
func Kinds() []string {
	names := []string{repair}
	for _, k := range editKinds() {
		names = append(names, k.name)
	}
	return names
}

// Edit makes one random edit. At first every kind is made once, in an order that
// the seed chooses, as soon as it can be; after that each as often as newsrooms
// do. While something is broken, or there is very much, it is soon not so any more.
func (s *Site) Edit() Edit {
	return s.stroke(func() []string {
		switch {
		case s.Broken() && s.chance(2):
			s.damage = map[string][]byte{}
			return []string{repair}
		case len(s.crowd) > 0 && s.chance(3) && changeMany(s):
			return []string{"change very many files"}
		case len(s.crowd) > 0 && s.chance(2) && deleteMany(s):
			return []string{"delete very many files"}
		}
		kinds := editKinds()
		for i, n := range s.unmade {
			if made := s.try(kinds[n]); made != nil {
				s.unmade = slices.Delete(s.unmade, i, i+1)
				return made
			}
		}
		return s.edit(func(editKind) bool { return true })
	})
}

// EditOf makes one random edit of the kinds that are named. What is broken is
// repaired first.
func (s *Site) EditOf(kinds ...string) Edit {
	return s.stroke(func() []string {
		if s.Broken() {
			s.damage = map[string][]byte{}
			return []string{repair}
		}
		return s.edit(func(k editKind) bool { return slices.Contains(kinds, k.name) })
	})
}

// Branch makes some edits at one stroke, as another branch of the project may
// have them: nothing of it is broken, and the clock stands still.
func (s *Site) Branch() Edit {
	return s.stroke(func() (made []string) {
		for range s.between(2, 12) {
			made = append(made, s.edit(func(k editKind) bool { return !k.alone && k.make != nil })...)
		}
		return made
	})
}

// stroke makes edits, which change gives the kinds of, at one stroke.
func (s *Site) stroke(change func() []string) Edit {
	before := s.places()
	s.folders = nil
	kinds := change()
	s.mend()
	moved := s.moved(before)
	s.carryDamage(moved)
	name := kinds[0]
	if len(kinds) > 1 {
		name += ": " + strings.Join(kinds[1:], ", ")
	}
	return Edit{Name: name, Kinds: kinds, Folders: s.folders, Moved: moved}
}

// carryDamage lets what is broken go where its file went: to another path, or away.
func (s *Site) carryDamage(moved map[string]string) {
	if !s.Broken() {
		return
	}
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

// edit makes an edit of a random kind among those that are wanted.
func (s *Site) edit(wanted func(editKind) bool) []string {
	kinds := those(editKinds(), wanted)
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
		if made := s.try(kinds[i]); made != nil {
			return made
		}
	}
}

// try makes an edit of the kind and gives all kinds that were made; nil if
// there is nothing that it could be made to.
func (s *Site) try(k editKind) []string {
	if k.make != nil {
		if !k.make(s) {
			return nil
		}
		return []string{k.name}
	}
	made := []string{k.name}
	for range s.between(4, 9) {
		made = append(made, s.edit(func(k editKind) bool { return k.make != nil && (!k.alone || k.name == "break a file") })...)
	}
	return made
}

// another gives one of all that is not the present one.
func (s *Site) another(present string, all []string) string {
	return pick(s, those(all, func(one string) bool { return one != present }))
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

// editOldTitle edits one of the older half: of a site that is large enough, not
// one of those that the front page lists.
func editOldTitle(s *Site) bool {
	all := s.visible()
	slices.SortFunc(all, func(a, b *article) int { return a.when.Compare(b.when) })
	a := pick(s, all[:len(all)/2])
	if a == nil {
		return false
	}
	a.title = s.headline(a)
	return true
}

func editBody(s *Site) bool {
	return s.change(s.rewrite)
}

// rewrite edits the body of a, or writes it anew.
func (s *Site) rewrite(a *article) {
	if s.chance(2) {
		a.body = s.text(a.tail, a.path())
		return
	}
	a.body[s.IntN(len(a.body))] = block{text: s.inline(9) + " " + a.tail}
}

// changeTen edits ten files at one stroke, as searching and replacing does.
func changeTen(s *Site) bool {
	all := s.visible()
	if len(all) < 10 {
		return false
	}
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, a := range all[:10] {
		s.rewrite(a)
	}
	return true
}

// addMany adds as many articles as Options.Many says, as an import does. They
// lie between the others in time, and go again before long.
func addMany(s *Site) bool {
	if s.many == 0 || len(s.crowd) > 0 {
		return false
	}
	folder := "import-" + s.newMark()
	when := time.Date(s.between(2016, 2024), time.January, 1, 0, 0, 0, 0, time.UTC)
	for range s.many {
		when = when.Add(time.Duration(s.between(60, 500)) * time.Minute)
		mark := s.newMark()
		a := &article{
			mark: mark, tail: s.newMark(), folder: folder, name: mark + "-" + s.word(), form: "opinion", when: when, precise: true,
			body: []block{{text: s.inline(12)}},
		}
		a.title, a.tags = s.headline(a), s.tagsFor(a)
		s.articles, s.crowd = append(s.articles, a), append(s.crowd, a)
	}
	return true
}

func changeMany(s *Site) bool {
	for _, a := range s.crowd {
		a.body = []block{{text: s.inline(9) + " " + a.tail}}
	}
	return len(s.crowd) > 0
}

func deleteMany(s *Site) bool {
	if len(s.crowd) == 0 {
		return false
	}
	gone := map[*article]bool{}
	for _, a := range s.crowd {
		gone[a] = true
		s.drop(a)
	}
	s.articles, s.crowd = those(s.articles, func(a *article) bool { return !gone[a] }), nil
	return true
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
	other := func(b *article) bool { return b != a }
	s.articles, s.crowd = those(s.articles, other), those(s.crowd, other)
	s.drop(a)
	return true
}

func renameFile(s *Site) bool {
	return s.change(func(a *article) { a.name = a.mark + "-" + s.word() + "-" + s.word() })
}

// renameFolder renames a folder with all that lies in it, folders too.
func renameFolder(s *Site) bool {
	from := pick(s, s.articles).folder
	if from == "" {
		return false
	}
	to := "moved-" + s.word() + "-" + s.newMark()
	under := func(p, folder string) bool { return p == folder || strings.HasPrefix(p, folder+"/") }
	for _, a := range s.articles {
		if under(a.folder, from) {
			a.folder = to + strings.TrimPrefix(a.folder, from)
		}
	}
	was, is := path.Join("content/articles", from), path.Join("content/articles", to)
	for _, p := range s.pictures {
		if under(p.path, was) {
			p.path = is + strings.TrimPrefix(p.path, was)
		}
	}
	s.folders = append(s.folders, Renamed{was, is})
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

// tagged gives an article that is seen and has a tag, and the tag; nil if there
// is none.
func (s *Site) tagged() (*article, string) {
	a := pick(s, those(s.visible(), func(a *article) bool { return len(a.tags) > 0 }))
	if a == nil {
		return nil, ""
	}
	return a, pick(s, a.tags)
}

// renameTag renames a tag in every article that has it.
func renameTag(s *Site) bool {
	a, was := s.tagged()
	if a == nil {
		return false
	}
	is := "renamed " + s.phrase(2)
	for _, a := range s.articles {
		if i := slices.Index(a.tags, was); i >= 0 && !slices.Contains(a.tags, is) {
			a.tags = slices.Clone(a.tags)
			a.tags[i] = is
		}
	}
	return true
}

// moveTag gives an article one that others have in place of one that it has.
func moveTag(s *Site) bool {
	a, from := s.tagged()
	b, to := s.tagged()
	if a == nil || a == b || slices.Contains(a.tags, to) {
		return false
	}
	a.tags = slices.Clone(a.tags)
	a.tags[slices.Index(a.tags, from)] = to
	return true
}

func newTag(s *Site) bool {
	return s.change(func(a *article) { a.tags = append(slices.Clone(a.tags), "new "+s.word()+" "+a.tail) })
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

func embargo(s *Site) bool {
	return s.change(func(a *article) {
		a.access, a.undated, a.expires = access{embargo: s.later()}, false, time.Time{}
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
		ended := s.now.Add(-time.Minute).Truncate(time.Second)
		if s.chance(3) && a.when.Before(ended) && a.access.embargo.Before(ended) { // what came out this minute has not ended before
			a.expires = ended
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
		agree := func(b *article) bool { return b.story == nil || a.story == nil || b.story.now() == a.story.now() }
		leads := those(s.articles, func(b *article) bool {
			// What follows b may have named its incident.
			named := slices.ContainsFunc(s.articles, func(c *article) bool { return c.follows == b && !agree(c) })
			return b != a && b.follows == nil && b.speaks() && a.also == nil && b.also == nil && agree(b) && !named
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

func (s *Site) addFile(k kind) bool {
	e := pick(s, those(s.entities, func(e *entity) bool { return e.kind == k && !e.file }))
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

func addUpdate(s *Site) bool { return s.update(false) }

// stateInUpdate lets an update say who did it.
func stateInUpdate(s *Site) bool { return s.update(true) }

func (s *Site) update(states bool) bool {
	u := update{when: s.instant(), text: s.sentence(6)}
	a := pick(s, those(s.visible(), func(a *article) bool { return u.when.After(a.when) && (a.speaks() && a.also == nil || !states) }))
	if a == nil {
		return false
	}
	u.text += " " + a.tail
	for states && (u.said.by == "" || u.said.status == "charged") {
		u.said = said{}
		s.attribute(&u.said)
	}
	a.updates = append(a.updates, u)
	return true
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

// settled gives an article that is old enough to have been corrected; nil if
// there is none.
func (s *Site) settled() *article {
	return pick(s, those(s.visible(), func(a *article) bool { return a.when.AddDate(0, 0, 2).Before(s.now) }))
}

func correctTitle(s *Site) bool {
	a := s.settled()
	if a == nil {
		return false
	}
	a.oldTitle, a.title = a.title, s.headline(a)
	return true
}

func clarify(s *Site) bool {
	a := s.settled()
	if a == nil {
		return false
	}
	a.corrections = append(a.corrections, matter{{"date", s.dayAfter(a)}, {"kind", "clarified"}, {"text", s.sentence(7) + " " + a.tail}, {"serious", s.chance(2)}})
	return true
}

func editPage(s *Site) bool {
	p := pick(s, s.pages)
	p.title = s.sentence(2) + " " + p.tail
	p.body = s.text(p.tail, p.path())
	return true
}

// editTemplate overrides a built-in template, or edits an override: it prints
// a few words more before an end tag, or holds a comment more.
func editTemplate(s *Site) bool {
	name, text := s.template()
	if name == "" {
		return false
	}
	if tag := s.endTag(text); tag != "" && !s.chance(6) {
		text = with(text, tag, s.word())
	} else {
		text = fmt.Appendf(bytes.Clone(text), "{{/* %s */}}", s.word())
	}
	s.other[name] = text
	return true
}

// partials are where a site's own pieces of templates lie.
const partials = "templates/partials/"

// addPartial adds a template that the program knows nothing of, and an override
// that calls it.
func addPartial(s *Site) bool {
	name, text := s.template()
	tag := s.endTag(text)
	if tag == "" {
		return false
	}
	own := "own-" + s.newMark()
	s.other[partials+own+".html"] = []byte(s.word() + " {{/* of the site's own */}}" + s.word())
	s.other[name] = with(text, tag, `{{template "partials/`+own+`" .}}`)
	return true
}

// template gives the path and the built-in text of a template of HTML; "" if
// there is none.
func (s *Site) template() (string, []byte) {
	name := pick(s, those(slices.Sorted(maps.Keys(s.templates)), func(name string) bool { return path.Ext(name) == ".html" }))
	return name, s.templates[name]
}

// endTag gives an end tag of a template that text may stand before; "" if it has none.
func (s *Site) endTag(text []byte) string {
	tags := []string{"</main>", "</footer>", "</header>", "</article>", "</ul>"}
	return pick(s, those(tags, func(tag string) bool { return bytes.Contains(text, []byte(tag)) }))
}

// with gives a template with words before the first of a tag.
func with(text []byte, tag, words string) []byte {
	return bytes.Replace(text, []byte(tag), []byte(words+tag), 1)
}

// wordsFile gives the path of the built-in words that the site speaks; "" if there
// are none.
func (s *Site) wordsFile() string {
	language, _, _ := strings.Cut(cmp.Or(s.paper.language, "en"), "-")
	if name := "templates/strings/" + language + ".yaml"; s.templates[name] != nil {
		return name
	}
	return ""
}

// plainWord is a line of such a file that says plain words, without holes.
var plainWord = regexp.MustCompile(`(?m)^([a-z_]+):\n|^  ([a-z_]+): \pL[\pL ]+$`)

// editString replaces a word of the site's language, which may stand on any page
// or on none.
func editString(s *Site) bool {
	name := s.wordsFile()
	var keys [][2]string // group and key
	group := ""
	for _, found := range plainWord.FindAllSubmatch(s.templates[name], -1) {
		if len(found[1]) > 0 {
			group = string(found[1])
		} else {
			keys = append(keys, [2]string{group, string(found[2])})
		}
	}
	if len(keys) == 0 {
		return false
	}
	key := pick(s, keys)
	s.other[name] = fmt.Appendf(nil, "%s:\n  %s: %s\n", key[0], key[1], capital(s.phrase(2)))
	return true
}

// renameMonth replaces the name of a month, which dates are written with.
func renameMonth(s *Site) bool {
	name := s.wordsFile()
	if name == "" {
		return false
	}
	s.other[name] = fmt.Appendf(nil, "month: {%d: %s}\n", s.between(1, 12), s.word())
	return true
}

// removeTemplate takes an override away, or a partial of the site's own and all
// overrides that call it.
func removeTemplate(s *Site) bool {
	name := pick(s, s.otherFiles("templates/"))
	delete(s.other, name)
	if own, ok := strings.CutPrefix(strings.TrimSuffix(name, ".html"), partials+"own-"); ok {
		for _, name := range s.otherFiles("templates/") {
			if bytes.Contains(s.other[name], []byte(own)) {
				delete(s.other, name)
			}
		}
	}
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

// replacePicture replaces one that an article shows.
func replacePicture(s *Site) bool {
	var shown []*picture
	for _, a := range s.visible() {
		if a.hero != nil {
			shown = append(shown, a.hero)
		}
		for _, b := range a.body {
			if p, ok := b.to.(*picture); ok {
				shown = append(shown, p)
			}
		}
	}
	p := pick(s, shown)
	if p == nil {
		return false
	}
	p.data = s.picture(p.mark)
	return true
}

func bases() []string {
	return []string{"https://example.org/", "https://desk.example/news/", "https://example.com/a/b/", "https://example.net"}
}

func editLanguage(s *Site) bool {
	if s.language != "" {
		return false
	}
	s.paper.language = s.another(s.paper.language, languages())
	return true
}

func addType(s *Site, p *paper) {
	mark := s.newMark()
	p.types = append(p.types, field{mark, matter{{"label", capital(mark)}, {"definition", s.phrase(5)}, {"parent", "other"}}})
}

func editMenu(s *Site, p *paper) {
	p.nav = append(slices.Clone(p.nav), matter{{"title", capital(s.word())}, {"url", pick(s, []string{"/types/", "/archive/", "https://example.org/x"})}})
	p.nav = p.nav[max(0, len(p.nav)-6):]
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

// passEmbargo lets the first embargo end that keeps an article from its readers.
func passEmbargo(s *Site) bool {
	var ends []time.Time
	for _, a := range s.articles {
		if end := a.access.embargo; end.After(s.now) && !a.hidden(end) {
			ends = append(ends, end)
		}
	}
	if len(ends) == 0 {
		return false
	}
	s.now = slices.MinFunc(ends, time.Time.Compare)
	return true
}

// stepToDue steps to the very instant at which something is due.
func stepToDue(s *Site) bool {
	due := s.due()
	if due.IsZero() {
		return false
	}
	s.now = due
	return true
}

func stepBeforeDue(s *Site) bool {
	before := s.due().Add(-time.Second)
	if !before.After(s.now) {
		return false
	}
	s.now = before
	return true
}

func passTime(s *Site) bool {
	s.now = s.now.Add(time.Duration(s.between(1, 3*24*60)) * time.Minute)
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
