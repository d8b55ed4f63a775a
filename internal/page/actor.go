package page

import (
	"cmp"

	"blotter/internal/news"
	"blotter/internal/site"
)

// actorPage makes the page of an actor. What is attributed to it on record and
// what is only claimed or suspected stand in two lists and are never counted
// together.
func (d *desk) actorPage(t *site.Term, part part) *ActorPage {
	v := &ActorPage{
		Frame: d.termFrame(t, part, d.Words.Say("actor.description", "name", t.Name)),
		Name:  t.Name, Filed: d.filed(t, part),
		Legal: d.legalAgainst(t),
	}
	v.Intro, v.Background = parted(d.body(t.Doc, t.Links))
	for _, i := range t.Incidents[:min(len(t.Incidents), shownIncidents)] {
		v.Attributed = append(v.Attributed, d.naming(i, t, true))
	}
	for _, i := range t.Alleged[:min(len(t.Alleged), shownIncidents)] {
		v.Claimed = append(v.Claimed, d.naming(i, t, false))
	}
	v.MoreAttributed, v.MoreClaimed = len(t.Incidents)-len(v.Attributed), len(t.Alleged)-len(v.Claimed)
	if t.Doc == nil || t.Doc.Actor == nil {
		return v
	}
	if kind, ok := d.Vocabulary.Word(news.ActorKinds, t.Doc.Actor.Kind); ok {
		v.Kind = d.words.Inside(kind.Label)
	}
	for _, alias := range t.Doc.Actor.Aliases {
		word, _ := d.Vocabulary.Word(news.AliasRelations, cmp.Or(alias.Relation, "overlaps"))
		v.Aliases = append(v.Aliases, Alias{
			Name: alias.Name, By: d.words.List(alias.By),
			Relation: word.Label, Meaning: word.Definition, RelationVocabulary: word.Value,
		})
	}
	return v
}

// naming gives the standing statements of an incident that name an actor: those
// on record, or else the actor's own word and what is suspected.
func (d *desk) naming(i *site.Incident, t *site.Term, onRecord bool) Naming {
	c := d.incidentCard(i)
	n := Naming{Incident: Link{Text: c.Title, URL: c.URL}, Tongue: c.Tongue, Alleged: c.Alleged != "", Proceedings: c.Proceedings}
	for at := range i.Standing.Attributions {
		st := i.Standing.Attributions[at]
		a := &st.Attribution
		rung, _ := d.Vocabulary.Word(news.AttributionLadder, a.Status)
		if (rung.Rank >= 2) != onRecord {
			continue
		}
		for _, ref := range a.To {
			if news.IsCategory(ref.Name) || !d.means(ref.Name, t) {
				continue
			}
			said := NamedBy{Label: rung.Label, By: d.words.Sayer(st.Speakers), Said: d.timeOf(st.Said)}
			if ref.Name != t.Name {
				said.As = ref.Name
			}
			if ref.Role != "" {
				said.Role = d.words.Inside(d.Vocabulary.Label(news.ActorRoles, ref.Role))
			}
			if a.Confidence != "" {
				said.Sure = d.confidence(a.Confidence)
			}
			said.DeniedBy, said.DisputedBy = d.words.List(a.DeniedBy), d.words.List(a.DisputedBy)
			n.Statements = append(n.Statements, said)
			break
		}
	}
	if len(n.Statements) > 0 {
		n.Said = n.Statements[0].Said
	}
	if len(n.Statements) == 1 {
		n.Statements[0].Said = Time{} // it stands at the head of the entry
	}
	return n
}

// legalAgainst gives the steps of the law in which an authority named the actor,
// each with its incident.
func (d *desk) legalAgainst(t *site.Term) []LegalNaming {
	var out []LegalNaming
	for _, list := range [][]*site.Incident{t.Incidents, t.Alleged} {
		for _, i := range list {
			steps := d.legal(i.Standing.Legal, nil)
			for n := range i.Standing.Legal {
				if name := i.Standing.Legal[n].Legal.Actor; name != "" && d.means(name, t) {
					c := d.incidentCard(i)
					out = append(out, LegalNaming{Incident: Link{Text: c.Title, URL: c.URL}, Tongue: c.Tongue, LegalStep: steps[n]})
				}
			}
		}
	}
	return out
}

// means reports whether a name means this actor, whatever else is called so.
func (d *desk) means(name string, t *site.Term) bool {
	key := news.Fold(name)
	return key == news.Fold(t.Name) || key == news.Fold(t.ID) || d.terms().names[key] == t
}
