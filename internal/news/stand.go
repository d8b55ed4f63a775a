package news

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"blotter/internal/diag"
)

// Stand gives the state of one incident from all statements made of it, in any
// order. The rules are MODEL §1.2, §1.5 and §2.1; each step below is one of them.
//
// The diagnostics are about one speaker who says two different things of which
// nothing tells which came later (an error: add a time), a retraction of nothing,
// and an acquittal that ends no charge.
func Stand(statements []Statement, v *Vocabulary, names *Names) (Standing, diag.List) {
	ordered := slices.Clone(statements)
	slices.SortStableFunc(ordered, compareStatements)
	r := record{v: v, names: names, history: make([]Past, 0, len(ordered)), topics: make(map[topic]*thread, len(ordered))}
	for _, s := range ordered {
		r.enter(s)
	}
	r.strike()
	cleared := r.clear()
	st := r.standing()
	st.Cleared = cleared
	return st, r.found.Sort()
}

// compareStatements is the order in which things were said. It is total: equal
// statements stand at the same place of the same document.
func compareStatements(a, b Statement) int {
	return cmp.Or(
		a.Said.Compare(b.Said),
		a.asOf().Compare(b.asOf()), // of two counts told on one day, the later count is the newer
		a.Printed.Compare(b.Printed),
		cmp.Compare(a.docPath(), b.docPath()),
		cmp.Compare(layer(a.Path), layer(b.Path)),
		comparePaths(a.Path, b.Path),
		corrections(a)-corrections(b))
}

// corrections sorts what was corrected before what stands there now, and the
// first correction of several first.
func corrections(s Statement) int {
	if s.corrected == nil {
		return 1 << 20
	}
	for i := range s.Doc.Article.Corrections {
		if &s.Doc.Article.Corrections[i] == s.corrected {
			return i
		}
	}
	return 0
}

func (s *Remark) docPath() string {
	if s.Doc == nil {
		return ""
	}
	return s.Doc.Path
}

// layer is 0 for what a document said from the start and 1 for its updates: of
// one day, an update says the later word.
func layer(path string) int {
	if strings.HasPrefix(path, "updates[") {
		return 1
	}
	return 0
}

// topic is what replaces what: statements of one topic by one speaker.
type topic struct {
	subject      Subject
	key, speaker string
}

func topicOf(s Statement) topic {
	t := topic{subject: s.Subject, speaker: s.Speaker}
	switch s.Subject {
	case OnFigure:
		t.key = s.Figure.Kind + "\n" + Fold(s.Figure.Scope)
	case OnClaim:
		t.key = Fold(s.Claim.Say)
	}
	return t
}

// record is the history of an incident while it is written.
type record struct {
	v       *Vocabulary
	names   *Names
	history []Past
	struck  []Statement
	topics  map[topic]*thread
	found   diag.List
}

// thread is what one speaker says of one topic.
type thread struct {
	stands int         // index into history of what stands
	open   []Statement // what may have been said at the same time as what comes next
}

// enter adds the next statement. One that says what its speaker's standing one
// says already adds nothing: the earlier day stays.
func (r *record) enter(s Statement) {
	if s.corrected != nil {
		r.struck = append(r.struck, s)
		return
	}
	if s.Subject == OnLegal { // steps of the law add up
		for i := range r.history {
			if h := &r.history[i]; h.Subject == OnLegal && h.Speaker == s.Speaker && r.sameStep(*h.Legal, *s.Legal) {
				return
			}
		}
		r.history = append(r.history, Past{Statement: s, Stands: true, ReplacedBy: -1})
		return
	}
	here := len(r.history)
	t := topicOf(s)
	said := r.topics[t]
	if said == nil {
		r.topics[t] = &thread{stands: here, open: []Statement{s}}
		r.history = append(r.history, Past{Statement: s, Stands: true, ReplacedBy: -1})
		return
	}
	before := &r.history[said.stands]
	s = r.withOmitted(s, before.Statement)
	r.demandOrder(said, s)
	switch {
	case r.same(s, before.Statement) && len(s.behind) == len(before.behind):
	case retracts(before.Statement) && !before.Said.Before(s.Said):
		// «Named in 2022, retracted in 2022»: whatever the order of the rows, a
		// retraction comes after what it retracts.
		r.history = append(r.history, Past{Statement: s, ReplacedBy: said.stands})
	default:
		before.Stands, before.ReplacedBy = false, here
		said.stands = here
		r.history = append(r.history, Past{Statement: s, Stands: true, ReplacedBy: -1})
	}
}

func retracts(s Statement) bool { return s.Attribution.Status == "retracted" }

// withOmitted fills in what s leaves out of what its speaker said before, where
// the two otherwise say the same: omitted means unchanged. A denial or dispute
// on record does not vanish because a follow-up repeats the attribution in short.
func (r *record) withOmitted(s, before Statement) Statement {
	whole := *s.Remark
	switch s.Subject {
	case OnType:
		if !s.implied || before.implied || !slices.Equal(s.Types, before.Types) {
			return s
		}
		whole.TypeStatus, whole.implied = before.TypeStatus, false
	case OnAttribution:
		a, b := &whole.Attribution, &before.Attribution
		if a.Status != b.Status || len(a.To) > 0 && r.actorsText(a.To) != r.actorsText(b.To) {
			return s
		}
		a.Confidence = cmp.Or(a.Confidence, b.Confidence)
		if len(a.To) == 0 {
			a.To = b.To
		}
		if len(a.DeniedBy) == 0 {
			a.DeniedBy = b.DeniedBy
		}
		if len(a.DisputedBy) == 0 {
			a.DisputedBy = b.DisputedBy
		}
		// Another accused does not take the first one's charge back.
		whole.behind = slices.Clip(before.behind)
		for _, step := range s.behind {
			if !slices.ContainsFunc(whole.behind, func(b LegalStep) bool { return r.sameStep(b, step) }) {
				whole.behind = append(whole.behind, step)
			}
		}
	default:
		return s
	}
	return Statement{&whole}
}

// same reports whether two statements of one topic say the same.
func (r *record) same(a, b Statement) bool {
	switch a.Subject {
	case OnType:
		return a.TypeStatus == b.TypeStatus && slices.Equal(a.Types, b.Types)
	case OnEntry:
		return a.Via == b.Via
	case OnStatus:
		return a.Status == b.Status
	case OnClaim:
		return a.Claim.Status == b.Claim.Status
	case OnAttribution:
		x, y := a.Attribution, b.Attribution
		return x.Status == y.Status && x.Confidence == y.Confidence && r.actorsText(x.To) == r.actorsText(y.To) &&
			r.names.Speaker(x.DeniedBy) == r.names.Speaker(y.DeniedBy) && r.names.Speaker(x.DisputedBy) == r.names.Speaker(y.DisputedBy)
	case OnFigure:
		x, y := a.Figure, b.Figure
		return x.Value.equal(y.Value) && x.Min.equal(y.Min) && x.Max.equal(y.Max) && x.Currency == y.Currency &&
			x.Estimate == y.Estimate && x.Status == y.Status && x.Text == y.Text
	}
	return false
}

func (a Amount) equal(b Amount) bool {
	return a.Number == b.Number && a.Unit == b.Unit && a.About == b.About && a.Currency == b.Currency && a.IsZero() == b.IsZero()
}

// sameStep reports whether two articles tell of one step of the law.
func (r *record) sameStep(a, b LegalStep) bool {
	return a.Stage == b.Stage && a.Case == b.Case && a.Count == b.Count && a.Date.Equal(b.Date) &&
		r.actorsText([]ActorRef{{Name: a.Actor}}) == r.actorsText([]ActorRef{{Name: b.Actor}})
}

// actorsText identifies a set of actors with their roles.
func (r *record) actorsText(to []ActorRef) string {
	var ids []string
	for _, a := range to {
		ids = append(ids, r.actorID(a.Name)+" "+cmp.Or(a.Role, "intruder"))
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), "\n")
}

func (r *record) actorID(name string) string {
	if IsCategory(name) {
		return name
	}
	id, _ := r.names.Actor(name)
	return id
}

// demandOrder reports a speaker who says something else in a period that
// overlaps with that of an earlier statement: which of them came later would be
// a guess. Within one document an update comes after what it updates, of two
// counts the later is newer, and a retraction comes after what it retracts.
func (r *record) demandOrder(said *thread, s Statement) {
	open := slices.DeleteFunc(said.open, func(other Statement) bool { return other.Said.Before(s.Said) })
	said.open = append(open, s)
	for _, other := range open {
		sameDoc := other.Doc == s.Doc
		switch {
		case r.same(s, other):
			continue
		case sameDoc && layer(other.Path) < layer(s.Path):
			continue
		case sameDoc && layer(s.Path) == 1 && layer(other.Path) == 1 && other.Printed.Before(s.Printed):
			continue
		case !other.asOf().IsZero() && other.asOf().Before(s.asOf()):
			continue
		case retracts(s) != retracts(other):
			continue
		}
		first, second := other, s
		if cmp.Or(first.Printed.Compare(second.Printed), cmp.Compare(first.docPath(), second.docPath()), comparePaths(first.Path, second.Path)) > 0 {
			first, second = second, first
		}
		d := second.Doc.At(second.Path, diag.Error, "unordered-statements",
			fmt.Sprintf("%s says two different things %s on %s, and nothing tells which came later", speakerText(s), aboutWhat(s), second.Said),
			"add a time to both, for example "+dayKey(second)+": "+exampleTime(second.Said)+", or take one of them out")
		d.Related = []diag.Pos{first.Doc.Pos(first.Path)}
		r.found = append(r.found, d)
		return
	}
}

func speakerText(s Statement) string {
	if len(s.Speakers) == 0 {
		return "this newsroom"
	}
	return strings.Join(s.Speakers, " and ")
}

// aboutWhat names the subject of s in a sentence.
func aboutWhat(s Statement) string {
	switch s.Subject {
	case OnType:
		return "about the incident type"
	case OnEntry:
		return "about the way in (via)"
	case OnAttribution:
		return "about who did it"
	case OnStatus:
		return "about the incident status"
	case OnFigure:
		return "about the figure «" + s.Figure.Kind + "» of the same scope"
	case OnClaim:
		return "about the claim «" + s.Claim.Say + "»"
	}
	return "about a step of the law"
}

// dayKey is the key that gives the day of s.
func dayKey(s Statement) string {
	switch s.Subject {
	case OnType, OnEntry:
		return "type_on"
	case OnAttribution:
		return "attributed_on"
	case OnFigure:
		return "as_of"
	}
	return "date"
}

func exampleTime(d Date) string { return d.Time.Format("2006-01-02") + "T16:40" }

// strike enters what corrections struck through, each where it was said, with
// the statement that is right in its place.
func (r *record) strike() {
	if len(r.struck) == 0 {
		return
	}
	for _, s := range r.struck {
		r.history = append(r.history, Past{Statement: s, ReplacedBy: -1, Corrected: s.corrected})
	}
	order := make([]int, len(r.history))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return compareStatements(r.history[a].Statement, r.history[b].Statement)
	})
	moved := make([]int, len(order)) // old index → new index
	history := make([]Past, len(order))
	for to, from := range order {
		moved[from] = to
		history[to] = r.history[from]
	}
	for i := range history {
		if p := &history[i]; p.ReplacedBy >= 0 {
			p.ReplacedBy = moved[p.ReplacedBy]
		}
	}
	r.history = history
	for i := range history {
		p := &history[i]
		if p.Corrected == nil {
			continue
		}
		for j := range history {
			q := &history[j]
			if q.Corrected == nil && q.Doc == p.Doc && q.Path == p.Path && q.Subject == p.Subject {
				p.ReplacedBy = j
			}
		}
	}
}

// clear ends charges and convictions of cases that were dropped, or ended in an
// acquittal or an overturned verdict, whoever said so; and tells whether anyone
// was cleared.
func (r *record) clear() (anyone bool) {
	cases := r.lawCases()
	for i := range r.history {
		p := &r.history[i]
		if !p.Stands || p.Subject != OnAttribution || p.Attribution.Status != "charged" && p.Attribution.Status != "convicted" {
			continue
		}
		ended, open := -1, len(p.behind) == 0
		for _, step := range p.behind {
			if c := cases[step.Case]; c != nil && c.cleared >= c.accused {
				ended = max(ended, c.last)
			} else {
				open = true
			}
		}
		if !open {
			p.Stands, p.ReplacedBy = false, ended
		}
	}
	for _, c := range cases {
		anyone = anyone || c.cleared > 0
	}
	return anyone
}

// lawCase is where the law stands with one case (label of an accused).
type lawCase struct {
	accused, cleared int // persons
	last             int // index into the history of the step that cleared last
}

// lawCases follows the steps of the law, case by case.
func (r *record) lawCases() map[string]*lawCase {
	cases := map[string]*lawCase{}
	for _, i := range r.lawOrder() {
		p := &r.history[i]
		c := cases[p.Legal.Case]
		if accuses(p.Legal.Stage) {
			if c == nil {
				c = &lawCase{}
				cases[p.Legal.Case] = c
			}
			c.accused, c.cleared = max(c.accused, p.Legal.Count, 1), 0
			continue
		}
		if c == nil {
			if len(cases) > 0 {
				r.found = append(r.found, p.Doc.At(p.Path+".case", diag.Warning, "nothing-to-clear",
					fmt.Sprintf("«%s» ends no charge: no step of the law of this incident charges case «%s»", p.Legal.Stage, p.Legal.Case),
					"give it the case of the charge that it ends"))
			}
			c = &lawCase{accused: 1}
			cases[p.Legal.Case] = c
		}
		c.last = i
		if p.Legal.Count == 0 {
			c.cleared = c.accused
			continue
		}
		if c.cleared += p.Legal.Count; c.cleared < c.accused {
			r.found = append(r.found, p.Doc.At(p.Path, diag.Warning, "case-of-several",
				fmt.Sprintf("%d of %d accused were cleared, and nothing tells whom the charge still concerns", c.cleared, c.accused),
				"give each of the accused a case of their own: A, B, C"))
		}
	}
	return cases
}

// lawOrder gives the steps that accuse or clear, oldest first, as indices into
// the history. Where partial dates leave it open which came first («charged in
// May 2020, acquitted in 2020»), the accused was cleared last: a charge that
// comes back after that says so with a later date.
func (r *record) lawOrder() []int {
	var order []int
	for i := range r.history {
		p := &r.history[i]
		switch {
		case p.Subject != OnLegal || !p.Stands:
		case clears(p.Legal.Stage):
			order = append(order, i)
		case accuses(p.Legal.Stage):
			at := slices.IndexFunc(order, func(j int) bool {
				other := &r.history[j]
				return clears(other.Legal.Stage) && other.Legal.Case == p.Legal.Case && !other.Said.Before(p.Said)
			})
			if at < 0 {
				at = len(order)
			}
			order = slices.Insert(order, at, i)
		}
	}
	return order
}

func clears(stage string) bool {
	return stage == "acquitted" || stage == "overturned" || stage == "dropped"
}

func accuses(stage string) bool {
	return stage == "charged" || stage == "convicted" || stage == "pleaded-guilty" || stage == "sentenced"
}

// standing reads off the history what stands.
func (r *record) standing() Standing {
	st := Standing{History: r.history}
	for i := range r.history {
		p := &r.history[i]
		if !p.Stands {
			continue
		}
		switch p.Subject {
		case OnType:
			st.Types = append(st.Types, p.Statement)
		case OnEntry:
			st.Entries = append(st.Entries, p.Statement)
		case OnAttribution:
			st.Attributions = append(st.Attributions, p.Statement)
		case OnStatus:
			st.Statuses = append(st.Statuses, p.Statement)
		case OnFigure:
			st.Figures = append(st.Figures, p.Statement)
		case OnClaim:
			st.Claims = append(st.Claims, p.Statement)
		case OnLegal:
			st.Legal = append(st.Legal, p.Statement)
		}
	}
	newest := func(a, b Statement) int { return compareStatements(b, a) }
	slices.SortStableFunc(st.Types, func(a, b Statement) int {
		return cmp.Or(r.typeRank(b)-r.typeRank(a), newest(a, b))
	})
	slices.SortStableFunc(st.Attributions, func(a, b Statement) int {
		return cmp.Or(
			r.rank(b)-r.rank(a),
			attributionOrder(a)-attributionOrder(b),
			newest(a, b))
	})
	slices.SortStableFunc(st.Entries, func(a, b Statement) int {
		unknown := func(s Statement) int {
			if s.Via == "unknown" {
				return 1
			}
			return 0
		}
		return cmp.Or(unknown(a)-unknown(b), newest(a, b))
	})
	slices.SortStableFunc(st.Statuses, newest)
	kinds := r.v.Values(ImpactKinds)
	slices.SortStableFunc(st.Figures, func(a, b Statement) int {
		return cmp.Or(
			slices.Index(kinds, a.Figure.Kind)-slices.Index(kinds, b.Figure.Kind),
			cmp.Compare(Fold(a.Figure.Scope), Fold(b.Figure.Scope)),
			newest(a, b))
	})
	st.Type, st.Attribution, st.Entry, st.Status = first(st.Types), first(st.Attributions), first(st.Entries), first(st.Statuses)
	r.judge(&st)
	return st
}

func first(s []Statement) *Statement {
	if len(s) == 0 {
		return nil
	}
	return &s[0]
}

// typeRank orders types: the best-known word leads, but undisclosed and
// disruption yield to any other that is not merely claimed.
func (r *record) typeRank(s Statement) int {
	rank := r.knownRank(s.TypeStatus)
	if rank >= 2 && !r.yields(s.Types[0]) {
		return rank + 10
	}
	return rank
}

// knownRank is the number of bars of a claim status; below claimed, which has
// none, stand disputed and refuted.
func (r *record) knownRank(status string) int {
	switch status {
	case "disputed":
		return -1
	case "refuted":
		return -2
	}
	w, _ := r.v.Word(ClaimStatuses, status)
	return w.Rank
}

// yields reports whether a type says only that something happened.
func (r *record) yields(incidentType string) bool {
	w, _ := r.v.Word(IncidentTypes, incidentType)
	value := cmp.Or(w.Parent, incidentType)
	return value == "undisclosed" || value == "disruption"
}

func (r *record) rank(s Statement) int {
	w, _ := r.v.Word(AttributionLadder, s.Attribution.Status)
	return w.Rank
}

// attributionOrder orders statuses of one rank: suspected before claimed; and
// among those that name nobody, a retraction last.
func attributionOrder(s Statement) int {
	switch s.Attribution.Status {
	case "claimed", "retracted":
		return 1
	}
	return 0
}

// judge fills in the badge and the flags.
func (r *record) judge(st *Standing) {
	leading := 0
	if st.Attribution != nil {
		leading = r.rank(*st.Attribution)
	}
	switch {
	case leading > 0:
		st.Badge = st.Attribution.Attribution.Status
	case st.Attribution != nil && st.Attribution.Attribution.Status == "not-applicable":
		st.Badge = "not-applicable"
	case slices.ContainsFunc(r.history, func(p Past) bool { return p.Subject == OnAttribution && p.Corrected == nil }):
		st.Badge = "unattributed" // said so, or all that was said has ended
	}
	named := map[string]bool{}
	for i, s := range st.Attributions {
		rank := r.rank(s)
		if rank == leading && rank > 0 {
			for _, a := range s.Attribution.To {
				if id := r.actorID(a.Name); !named[id] {
					named[id] = true
					st.Actors = append(st.Actors, a)
				}
			}
		}
		// An actor's own word that is contradicted is no news once somebody
		// else is on record.
		if len(s.Attribution.DisputedBy) > 0 && rank >= min(2, leading) && rank > 0 {
			st.Disputed = true
		}
		if s.Attribution.Status == "retracted" && r.retractedRank(s) >= leading {
			st.Retracted = true
		}
		for j := range i {
			if rank >= 2 && r.rank(st.Attributions[j]) >= 2 && r.conflict(s, st.Attributions[j]) {
				st.Disputed = true
			}
		}
	}
	st.Alleged = r.alleged(st)
	r.demandRetracted(st)
}

// retractedRank is the rank of what a retraction withdrew. It is a flag on the
// incident only if that would lead today.
func (r *record) retractedRank(retraction Statement) int {
	rank := 1 // at least somebody's word, on record here or not
	for _, p := range r.replacedBy(retraction) {
		rank = max(rank, r.rank(p.Statement))
	}
	return rank
}

// replacedBy gives what a standing attribution took the place of.
func (r *record) replacedBy(s Statement) []Past {
	var out []Past
	here := slices.IndexFunc(r.history, func(p Past) bool { return p.Stands && p.Subject == s.Subject && p.Speaker == s.Speaker })
	for _, p := range r.history {
		if p.ReplacedBy == here && p.Corrected == nil {
			out = append(out, p)
		}
	}
	return out
}

// demandRetracted warns of a retraction by a speaker who has named nobody here,
// while others have: the name may be another spelling of one of theirs.
func (r *record) demandRetracted(st *Standing) {
	if st.Attribution == nil || r.rank(*st.Attribution) == 0 {
		return
	}
	for _, s := range st.Attributions {
		if retracts(s) && len(r.replacedBy(s)) == 0 {
			r.found = append(r.found, s.Doc.At(s.Path, diag.Warning, "nothing-to-retract",
				speakerText(s)+" has named nobody on record, so there is nothing to retract",
				"attributed_by must be the speaker whose earlier attribution is withdrawn"))
		}
	}
}

// conflict reports whether two attributions name intruders who have nothing to
// do with each other. Operators and affiliates are no intruders, and a category
// contradicts nobody.
func (r *record) conflict(a, b Statement) bool {
	x, y := r.intruders(a), r.intruders(b)
	for _, one := range x {
		for _, other := range y {
			if !r.names.strangers(one, other) {
				return false
			}
		}
	}
	return len(x) > 0 && len(y) > 0
}

func (r *record) intruders(s Statement) []string {
	var ids []string
	for _, a := range s.Attribution.To {
		if (a.Role == "" || a.Role == "intruder") && !IsCategory(a.Name) {
			ids = append(ids, r.actorID(a.Name))
		}
	}
	return ids
}

// alleged reports whether the incident rests only on claimed or disputed
// statements: of what is said of its type and of who did it, somebody says
// something, and nothing of it is more than an actor's word or is undisputed.
// Single claims and figures do not count: «the company says it is investigating»
// makes no incident of a leak-site listing.
func (r *record) alleged(st *Standing) bool {
	said := false
	for i := range st.Types {
		said = true
		if r.knownRank(st.Types[i].TypeStatus) > 0 {
			return false
		}
	}
	for _, s := range st.Attributions {
		switch {
		case r.rank(s) == 0:
		case s.Attribution.Status == "claimed", len(s.Attribution.DisputedBy) > 0:
			said = true
		default:
			return false
		}
	}
	return said
}
