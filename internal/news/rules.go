package news

import (
	"time"

	"blotter/internal/diag"
)

// Rules gives what is wrong with one document by itself, whatever the others
// and the clock say; editorial rules have their default severity (see Levels).
// language is the site's, for articles that name none.
func Rules(d *Document, v *Vocabulary, language string) diag.List { return nil }

// NameRules gives what is wrong with the names in a document once it is known
// which names have a file: a comma in a name that has none.
func NameRules(d *Document, names *Names) diag.List { return nil }

// Future gives the statements said after now: an error each. Pass the
// statements of visible documents only: a scheduled one may look ahead.
func Future(statements []Statement, now time.Time) diag.List { return nil }

// Rule is one editorial rule: a judgement that a site may set to another
// severity (`rules` in site.yaml) or an article set aside (`allow`).
type Rule struct {
	Code     string
	Severity string // its default, a word of RuleSeverities
	Text     string // what it demands, one sentence
}

// RuleTable gives all editorial rules, by code.
func RuleTable() []Rule { return nil }

// Levels applies the severities of site.yaml to editorial diagnostics in l:
// off drops them. Other diagnostics stay as they are.
func Levels(l diag.List, levels []RuleLevel) diag.List { return l }
