package news

import (
	"math"
	"strings"
	"testing"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]Amount{
		"6500000":             {Number: 6.5e6},
		"6,500,000":           {Number: 6.5e6},
		"6 500 000":           {Number: 6.5e6},
		"6\u202f500\u00a0000": {Number: 6.5e6},
		"1,500.25":            {Number: 1500.25},
		"8.5 million":         {Number: 8.5e6, Scale: 6},
		"4.4m":                {Number: 4400000, Scale: 6},
		"147k":                {Number: 147000, Scale: 3},
		"0":                   {Number: 0},
		"£300m":               {Number: 3e8, Currency: "GBP", Scale: 6},
		"$22m":                {Number: 2.2e7, Currency: "USD", Scale: 6},
		"US$22 million":       {Number: 2.2e7, Currency: "USD", Scale: 6},
		"A$1m":                {Number: 1e6, Currency: "AUD", Scale: 6},
		"€1.5bn":              {Number: 1.5e9, Currency: "EUR", Scale: 9},
		"1.5bn EUR":           {Number: 1.5e9, Currency: "EUR", Scale: 9},
		"GBP 400,000":         {Number: 4e5, Currency: "GBP"},
		"300 €":               {Number: 300, Currency: "EUR"},
		"~147 million":        {Number: 1.47e8, About: true, Scale: 6},
		"about £1.9bn":        {Number: 1.9e9, Currency: "GBP", About: true, Scale: 9},
		"46 days":             {Number: 46, Unit: "days"},
		"P46D":                {Number: 46, Unit: "days"},
		"P2W":                 {Number: 14, Unit: "days"},
		"PT6H":                {Number: 0.25, Unit: "days"},
		"P1DT12H":             {Number: 1.5, Unit: "days"},
		"6h":                  {Number: 0.25, Unit: "days"},
		"6 hours":             {Number: 0.25, Unit: "days"},
		"1 day and 6 hours":   {Number: 1.25, Unit: "days"},
		"1h30m":               {Number: 0.0625, Unit: "days"},
		"90 minutes":          {Number: 0.0625, Unit: "days"},
		"~3 weeks":            {Number: 21, Unit: "days", About: true},
	} {
		want.Text = text
		got, err := ParseAmount(text)
		if err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestParseAmountTellsWhatIsRight(t *testing.T) {
	for text, advice := range map[string]string{
		"":                       "a figure is missing",
		"many":                   "a figure is written",
		"up to 18,000":           "alone as max",
		"more than 5m":           "alone as min",
		">5m":                    "alone as min",
		"5m+":                    "alone as min",
		"£270m–£440m":            "as min and max",
		"£270m - £440m":          "as min and max",
		"270 to 440":             "as min and max",
		"-5":                     "below zero",
		"6.500.000":              "a full stop is the decimal sign",
		"1,5":                    "groups of three",
		"65,00,000":              "groups of three",
		"8.5 million PCs":        "said by kind and scope",
		"2 months":               "give days",
		"P2M":                    "give days",
		"¥3bn":                   "JPY or CNY",
		"12%":                    "a share",
		"9999999999999999999999": "at most a quintillion",
	} {
		got, err := ParseAmount(text)
		if err == nil || !strings.Contains(err.Error(), advice) {
			t.Errorf("ParseAmount(%q) = %+v, %v, want advice «%s»", text, got, err, advice)
		}
	}
}

func TestNumberAmount(t *testing.T) {
	got, err := NumberAmount(6.5e6)
	if want := (Amount{Text: "6500000", Number: 6.5e6}); got != want || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, n := range []float64{-1, math.NaN(), math.Inf(1), 1e30} {
		if got, err := NumberAmount(n); err == nil {
			t.Errorf("NumberAmount(%v) = %+v", n, got)
		}
	}
}

func FuzzAmount(f *testing.F) {
	for _, text := range []string{"6,500,000", "£300m", "~147 million", "46 days", "P46D", "PT6H", "1h30m", "1.5bn EUR", "6 500", "US$1", "1e9", "P", "PT", "0.0000001"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAmount(text)
		if err != nil {
			if err.Error() == "" || !a.IsZero() {
				t.Errorf("ParseAmount(%q) = %+v, %q", text, a, err)
			}
			return
		}
		if a.Text != strings.TrimSpace(text) || !(a.Number >= 0 && a.Number <= largest) || a.Unit != "" && a.Unit != "days" || a.Unit != "" && a.Currency != "" {
			t.Errorf("ParseAmount(%q) = %+v", text, a)
		}
		if again, err := ParseAmount(a.Text); err != nil || again != a {
			t.Errorf("ParseAmount(%q) = %+v, then %+v, %v", text, a, again, err)
		}
		plain, err := NumberAmount(a.Number)
		if err != nil {
			t.Fatalf("NumberAmount(%v): %v", a.Number, err)
		}
		if back, err := ParseAmount(plain.Text); err != nil || back.Number != a.Number {
			t.Errorf("%v is written %q and read %+v, %v", a.Number, plain.Text, back, err)
		}
	})
}
