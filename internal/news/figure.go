package news

// Amount is a figure as a writer gives it: 6500000, "£300m", "~147 million",
// "46 days", "P46D" (ISO 8601 duration). The zero Amount means that none is given.
type Amount struct {
	// Text is the figure as written.
	Text string
	// Number is its value in units: persons, records, money in whole units of
	// the currency, or days for a duration.
	Number float64
	// Currency is the ISO 4217 code that a sign in the text stands for (£, $, €), if any.
	Currency string
	// Unit is "days" for a duration, else empty.
	Unit string
	// About is true where the text says about ("~").
	About bool
}

// IsZero reports whether no figure is given.
func (a Amount) IsZero() bool { return a.Text == "" }

// ParseAmount reads a figure.
func ParseAmount(text string) (Amount, error) { return Amount{Text: text}, nil }

// NumberAmount gives the Amount of a plain number, as TOML and JSON write it.
func NumberAmount(n float64) (Amount, error) { return Amount{Number: n}, nil }
