package news

import "blotter/internal/diag"

// Names knows who is who: which organisation, actor or author a name means. It
// is immutable.
type Names struct{}

// NewNames reads the identities out of the company, actor and author documents
// among docs; the others are ignored. Pass visible documents only.
func NewNames(docs []*Document) (*Names, diag.List) { return &Names{}, nil }

// Company gives the id of the organisation that name means; ok says that it has
// a file. An organisation without a file has its slug as id.
func (n *Names) Company(name string) (id string, ok bool) { id, _ = Slug(name); return id, false }

// Actor gives the id of the actor that name means, as Company does. Of an
// actor's aliases only those of relation «same» lead to it.
func (n *Names) Actor(name string) (id string, ok bool) { id, _ = Slug(name); return id, false }

// Author gives the id of the author that name means, as Company does.
func (n *Names) Author(name string) (id string, ok bool) { id, _ = Slug(name); return id, false }

// Speaker identifies a joint speaker: equal for the same organisations, actors
// or persons in any order and under any of their names; "" for this newsroom.
func (n *Names) Speaker(names []string) string { return "" }

// Known gives every id, name and alias that leads to a file of the kind, sorted,
// for did-you-mean.
func (n *Names) Known(kind Kind) []string { return nil }

// Fold gives the form in which two spellings of one name are equal: compatibility
// composed, case folded, blanks collapsed, apostrophes and quotes straight.
func Fold(name string) string { return name }
