package news

import (
	"strings"
	"testing"
	"time"
)

func TestParseDateRefuses(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for text, advice := range map[string]string{
		"28.4.2025":                 "with hyphens and the year first",
		"28/04/2025":                "with hyphens and the year first",
		"2025-4-8":                  "a date is written",
		"April 2025":                "a date is written",
		"0205-04-28":                "far from our times",
		"2025-13":                   "no month 13",
		"2025-02-29":                "has no day 29",
		"2025-03-30T01:30":          "the clocks go forward",
		"2025-10-26T01:30":          "add the offset, +00:00 or +01:00",
		"2025-04-28T25:00":          "there is no time",
		"2025-04-28T16:40:00+25:00": "no offset",
	} {
		if d, err := ParseDate(text, zone); err == nil || !strings.Contains(err.Error(), advice) {
			t.Errorf("ParseDate(%q) = %v, %v, want advice «%s»", text, d, err, advice)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, text := range []string{"2025", "2025-04", "2025-04-28", "2025-04-28~", "2025-04-28T16:40", "2025-04-28 16:40:05", "2025-04-28T16:40:00+01:00", "2025-03-30T01:30", "2025-10-26T01:30", "2024-02-29", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59Z", "2025-04-28T16:40:00.5Z"} {
		f.Add(text)
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDate(text, zone)
		if err != nil {
			if err.Error() == "" || !d.IsZero() {
				t.Errorf("ParseDate(%q) = %v, %q", text, d, err)
			}
			return
		}
		again, err := ParseDate(d.String(), zone)
		if err != nil || !again.Equal(d) {
			t.Errorf("%q is printed %q and read %v, %v", text, d, again, err)
		}
		if !d.End().After(d.Time) || d.Before(d) || d.Compare(d) != 0 {
			t.Errorf("%q: from %v to %v", text, d.Time, d.End())
		}
	})
}
