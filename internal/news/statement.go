package news

// Subject is what a statement is about. Statements replace one another only
// within a subject (and, for figures and claims, within its Key).
type Subject uint8

// The subjects, each replaced separately (MODEL §2.1).
const (
	OnType Subject = iota + 1
	OnEntry
	OnAttribution
	OnStatus
	OnFigure
	OnClaim
	OnLegal
)

// Statement is one thing said about one incident, by one speaker, on one day. It
// is a handle: copies share the Remark, which nobody changes. StatementsOf makes
// statements; the zero Statement is none.
type Statement struct{ *Remark }

// Remark is what there is to know of a Statement.
type Remark struct {
	Incident string
	Subject  Subject
	// Speakers are the names as written; none means that this newsroom speaks.
	Speakers []string
	// Speaker identifies the joint speaker after aliases are resolved; equal
	// speakers replace each other's statements.
	Speaker string
	// Said is the day it was said, not the day it was printed.
	Said Date
	// Printed is the date of the article or update that carries it; for a row of
	// an incident file, the row's date.
	Printed Date
	// Source is the source it rests on, nil if none is given.
	Source *Source
	// Doc and Path are where it is written: the document and the front matter
	// path of its leading value ("attribution_status", "claims[1]", "updates[0].impact[2]").
	Doc  *Document
	Path string

	// What is said, by Subject. The other fields are zero. What is rare is the
	// document's own: most statements are of a type, a status or an attribution,
	// and a large site has several hundred thousand.
	Types       []string // OnType: the first is primary
	TypeStatus  string   // OnType
	Via         string   // OnEntry
	Attribution Attribution
	Status      string  // OnStatus: incident status
	Figure      *Figure // OnFigure
	Claim       *Claim  // OnClaim
	Legal       *LegalStep

	// implied says that TypeStatus was not written.
	implied bool
	// behind are the steps of the law that a charge or conviction rests on.
	behind []LegalStep
	// corrected struck the statement through: it takes no part in what stands.
	corrected *Correction
}

// asOf is the day of a figure, zero if there is none.
func (s *Remark) asOf() Date {
	if s.Figure == nil {
		return Date{}
	}
	return s.Figure.AsOf
}

// Attribution is what one speaker says of who did it.
type Attribution struct {
	Status     string
	To         []ActorRef
	Confidence string
	DeniedBy   []string
	DisputedBy []string
}

// Standing is the state of an incident: the statements that stand, which of
// them lead, and what follows. The zero Standing is that of an incident of
// which nothing is said.
type Standing struct {
	// Type leads among Types; nil if nothing is said of it. TypeStatus is how
	// it is known: the leading statement's, in the words of ClaimStatuses.
	Type  *Statement
	Types []Statement // all standing, the leading first
	// Attribution leads among Attributions: the badge shows its status; Actors
	// are all actors named at that rank.
	Attribution  *Statement
	Attributions []Statement // all standing, highest rank first
	Actors       []ActorRef
	Entry        *Statement
	Entries      []Statement
	Status       *Statement
	Statuses     []Statement
	Figures      []Statement
	Claims       []Statement
	Legal        []Statement // oldest first, all of them: steps of the law add up
	// Badge is the attribution status to print: the leading rank, or
	// unattributed, or not-applicable.
	Badge string
	// Disputed, Cleared and Retracted are flags raised beside the badge.
	Disputed, Cleared, Retracted bool
	// Alleged says that the incident rests only on claimed or disputed
	// statements: it is listed apart, never counted as fact.
	Alleged bool
	// History is every statement ever made, oldest first, with what became of it.
	History []Past
}

// Past is a statement of an incident and what became of it.
type Past struct {
	Statement
	// Stands is false for one that was replaced, retracted or corrected.
	Stands bool
	// ReplacedBy is the index in History of the statement that took its place, -1 if none.
	ReplacedBy int
	// Corrected is the correction that struck it through, if any: what was said
	// before appears only here and in the correction.
	Corrected *Correction
}
