package news

import "blotter/internal/diag"

// StatementsOf gives all statements that a document makes, each with its
// speaker and its day.
//
// incident is the id that the top-level facts of an article belong to, or the
// id of an incident file; entries of `incidents` carry their own, and an article
// that has them passes "". Rows of `statements` are left out where visible says
// no (nil shows all). A withdrawn article, and a form that is no report or
// advisory, makes none. Documents of other kinds make none.
func StatementsOf(d *Document, incident string, names *Names, v *Vocabulary, visible func(Access) bool) ([]Statement, diag.List) {
	return nil, nil
}

// Access gathers the keys that say who may see the article.
func (a *Article) Access() Access {
	return Access{Draft: a.Draft, Embargo: a.Embargo, TLP: a.TLP, Removed: a.Removed}
}

// Access gathers the keys that say who may see the row.
func (r *Row) Access() Access {
	return Access{Draft: r.Draft, Embargo: r.Embargo, TLP: r.TLP, Removed: r.Removed}
}

// Until gives the statements that were in print at the given date: those whose
// Printed does not begin after it. Stand(Until(s, d), …) is what stood then.
func Until(statements []Statement, date Date) []Statement {
	var out []Statement
	for _, s := range statements {
		if !s.Printed.Time.After(date.Time) {
			out = append(out, s)
		}
	}
	return out
}
