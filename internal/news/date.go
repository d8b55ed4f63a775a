package news

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// The precisions, from the coarsest; zero is «no date».
const (
	ToYear Precision = iota + 1
	ToMonth
	ToDay
	ToSecond
)

// Date is a possibly partial date of the form 2025, 2025-04, 2025-04-28 or
// 2025-04-28T16:40:00+01:00 (RFC 3339; seconds and offset may be left out; a
// blank may stand for the T), with a trailing ~ for «about», as in EDTF
// (ISO 8601-2). The zero Date means that none is given.
type Date struct {
	// Time is the first instant of the period, in the site's time zone.
	Time      time.Time
	Precision Precision
	About     bool
}

var datePattern = regexp.MustCompile(`^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?([Zz]|[+-]\d{2}:\d{2})?)?)?)?(~?)$`)

// ParseDate reads a date. A time without an offset is read in zone; one that
// does not exist there (the clocks went forward) or happens twice (they went
// back) is an error, as is a day that no calendar has.
func ParseDate(text string, zone *time.Location) (Date, error) {
	m := datePattern.FindStringSubmatch(text)
	if m == nil {
		return Date{}, errors.New(dateAdvice(text))
	}
	number := func(i, absent int) int {
		if m[i] == "" {
			return absent
		}
		n, _ := strconv.Atoi(m[i])
		return n
	}
	year, month, day := number(1, 0), number(2, 1), number(3, 1)
	hour, minute, second := number(4, 0), number(5, 0), number(6, 0)
	d := Date{About: m[8] == "~"}
	switch {
	case m[4] != "":
		d.Precision = ToSecond
	case m[3] != "":
		d.Precision = ToDay
	case m[2] != "":
		d.Precision = ToMonth
	default:
		d.Precision = ToYear
	}
	if year == 0 || month < 1 || month > 12 {
		return Date{}, fmt.Errorf("there is no month %s in a year", m[2])
	}
	if day < 1 || day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return Date{}, fmt.Errorf("%s %d has no day %d", time.Month(month), year, day)
	}
	if hour > 23 || minute > 59 || second > 59 {
		return Date{}, fmt.Errorf("there is no time %02d:%02d:%02d", hour, minute, second)
	}
	if m[7] != "" {
		layout := "2006-01-02T15:04:05Z07:00"
		t, err := time.Parse(layout, fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, day, hour, minute, second, strings.ToUpper(m[7])))
		if err != nil {
			return Date{}, fmt.Errorf("there is no offset %s from UTC", m[7])
		}
		d.Time = t.In(zone)
		return d.inOurTimes()
	}
	d.Time = time.Date(year, time.Month(month), day, hour, minute, second, 0, zone)
	if _, err := d.inOurTimes(); err != nil {
		return Date{}, err
	}
	if d.Precision < ToSecond {
		return d, nil
	}
	if d.Time.Hour() != hour || d.Time.Minute() != minute || d.Time.Day() != day {
		return Date{}, fmt.Errorf("the time %02d:%02d does not exist on that day in %s: the clocks go forward", hour, minute, zone)
	}
	if other, twice := secondReading(d.Time); twice {
		return Date{}, fmt.Errorf("the time %02d:%02d happens twice on that day in %s: the clocks go back; add the offset, %s or %s",
			hour, minute, zone, d.Time.Format("-07:00"), other.Format("-07:00"))
	}
	return d, nil
}

// inOurTimes refuses years that can only be a slip: 0205, 2925.
func (d Date) inOurTimes() (Date, error) {
	if y := d.Time.Year(); y < 1900 || y > 2199 {
		return Date{}, fmt.Errorf("the year %04d is far from our times", y)
	}
	return d, nil
}

// secondReading gives the other instant that shows t's wall clock time in t's zone.
func secondReading(t time.Time) (time.Time, bool) {
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	for _, neighbour := range []time.Time{start.Add(-time.Second), end} {
		if neighbour.IsZero() || neighbour.Year() < 1 {
			continue
		}
		_, o := neighbour.Zone()
		other := t.Add(time.Duration(offset-o) * time.Second)
		if _, now := other.Zone(); o != offset && now == o && other.Format(time.DateTime) == t.Format(time.DateTime) {
			return other, true
		}
	}
	return time.Time{}, false
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	yearLast  = regexp.MustCompile(`^(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4})$`)
)

// NearestDate gives the day that a text, which is no date, must mean, in the form in
// which it is written: 2026-01-05 for 2026-1-5, 2026/01/05 or 5.1.2026; "" where it
// could be another, as 5/11/2026 could.
func NearestDate(text string) string {
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits)
		return n
	}
	var year, month, day int
	if m := yearFirst.FindStringSubmatch(text); m != nil {
		year, month, day = number(m[1]), number(m[2]), number(m[3])
	} else if m := yearLast.FindStringSubmatch(text); m != nil {
		day, month, year = number(m[1]), number(m[3]), number(m[4])
		switch {
		case m[2] == "." || day > 12 || day == month: // only Americans put the month first, and never with full stops
		case month > 12:
			day, month = month, day
		default:
			return ""
		}
	}
	meant := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	if _, err := ParseDate(meant, time.UTC); err != nil {
		return ""
	}
	return meant
}

// dateAdvice says what is wrong with text, which is no date, for the commonest slips.
func dateAdvice(text string) string {
	const wanted = "a date is written 2025, 2025-04, 2025-04-28 or 2025-04-28T16:40:00+01:00"
	if strings.ContainsAny(text, "/.") && !strings.Contains(text, "-") {
		return wanted + ", with hyphens and the year first"
	}
	return wanted
}

// IsZero reports whether no date is given.
func (d Date) IsZero() bool { return d.Precision == 0 }

// End is the first instant after the period that d names; for a date with a
// time, one second later.
func (d Date) End() time.Time {
	switch d.Precision {
	case ToYear:
		return d.Time.AddDate(1, 0, 0)
	case ToMonth:
		return d.Time.AddDate(0, 1, 0)
	case ToDay:
		return d.Time.AddDate(0, 0, 1)
	case ToSecond:
		return d.Time.Add(time.Second)
	}
	return d.Time
}

// Before reports whether d's period ended before e's began, so that d
// certainly came first.
func (d Date) Before(e Date) bool { return !d.End().After(e.Time) }

// Equal reports whether d and e say the same.
func (d Date) Equal(e Date) bool {
	return d.Time.Equal(e.Time) && d.Precision == e.Precision && d.About == e.About
}

// Compare orders dates for lists: by first instant, then the coarser first.
func (d Date) Compare(e Date) int {
	if c := d.Time.Compare(e.Time); c != 0 {
		return c
	}
	return int(d.Precision) - int(e.Precision)
}

// String gives the date in the form it is written in, with its offset.
func (d Date) String() string {
	s := d.ISO()
	if d.About {
		s += "~"
	}
	return s
}

// ISO gives the value for a <time datetime> attribute: 2025, 2025-04,
// 2025-04-28 or RFC 3339.
func (d Date) ISO() string {
	switch d.Precision {
	case ToYear:
		return d.Time.Format("2006")
	case ToMonth:
		return d.Time.Format("2006-01")
	case ToDay:
		return d.Time.Format("2006-01-02")
	case ToSecond:
		return d.Time.Format(time.RFC3339)
	}
	return ""
}
