package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"blotter/internal/news"
)

// calendar is how a language writes dates. Dates stand on every page many times,
// so that nothing is looked up for them.
type calendar struct {
	months, monthsShort [13]string // from 1
	weekdays            [7]string  // from Sunday, as package time counts
	first               string     // how the first day of a month is written
	zones               map[string]string
	layouts             [layouts]pattern
}

// layout is a way to write a date.
type layout int

// The ways.
const (
	asYear layout = iota
	asMonth
	asDay
	asInstant
	asShortDay
	asWeekday
	asClock
	asZonedClock
	asAbout
	layouts
)

func (w *Words) settleCalendar() {
	for n := 1; n <= 12; n++ {
		w.months[n] = w.Say("month." + strconv.Itoa(n))
		w.monthsShort[n] = w.Say("month_short." + strconv.Itoa(n))
	}
	for n := 1; n <= 7; n++ { // ISO 8601 counts from Monday
		w.weekdays[n%7] = w.Say("weekday." + strconv.Itoa(n))
	}
	w.first = w.Say("date.first")
	w.zones = map[string]string{}
	for key, t := range w.texts {
		if zone, ok := strings.CutPrefix(key, "zone."); ok {
			w.zones[zone] = t.String()
		}
	}
	for way, key := range map[layout]string{
		asYear: "date.year", asMonth: "date.month", asDay: "date.day", asInstant: "date.instant",
		asShortDay: "date.day_short", asWeekday: "date.weekday", asClock: "date.clock", asZonedClock: "date.clock_zone", asAbout: "date.about",
	} {
		w.layouts[way] = w.texts[key].forms[0]
	}
}

// Date writes a date as precisely as it is known, in the zone that it carries:
// «2025», «April 2025», «28 April 2025», «28 April 2025, 09:05 BST», «about 2025».
func (w *Words) Date(d news.Date) string {
	way := asDay
	switch d.Precision {
	case news.ToYear:
		way = asYear
	case news.ToMonth:
		way = asMonth
	case news.ToDay:
	case news.ToSecond:
		way = asInstant
	default:
		return ""
	}
	return w.about(d, w.write(way, d.Time))
}

// Day writes the day of a date, without the time of day: «28 April 2025».
func (w *Words) Day(d news.Date) string {
	if d.Precision == news.ToSecond {
		d.Precision = news.ToDay
	}
	return w.Date(d)
}

// ShortDay writes a day for tables: «28 Apr 2025».
func (w *Words) ShortDay(d news.Date) string {
	if d.Precision < news.ToDay {
		return w.Date(d)
	}
	return w.about(d, w.write(asShortDay, d.Time))
}

// Weekday writes a day with its name: «Monday 28 April 2025».
func (w *Words) Weekday(d news.Date) string {
	if d.Precision < news.ToDay {
		return w.Date(d)
	}
	return w.about(d, w.write(asWeekday, d.Time))
}

// Clock writes the time of day, «09:05»; nothing for a date without a time.
func (w *Words) Clock(d news.Date) string { return w.clock(asClock, d) }

// ZonedClock is Clock with the zone: «09:05 BST».
func (w *Words) ZonedClock(d news.Date) string { return w.clock(asZonedClock, d) }

func (w *Words) clock(way layout, d news.Date) string {
	if d.Precision < news.ToSecond {
		return ""
	}
	return w.write(way, d.Time)
}

// Month writes a month of a year: «April 2025».
func (w *Words) Month(t time.Time) string { return w.write(asMonth, t) }

// MonthName gives the name of a month: «April»; short: «Apr».
func (w *Words) MonthName(m time.Month, short bool) string {
	if short {
		return w.monthsShort[m]
	}
	return w.months[m]
}

func (w *Words) about(d news.Date, text string) string {
	if !d.About {
		return text
	}
	return string(w.lay(nil, asAbout, d.Time, text))
}

func (w *Words) write(way layout, t time.Time) string {
	var room [64]byte
	return string(w.lay(room[:0], way, t, ""))
}

// lay writes the pattern of a layout; date is what stands in its hole {date}.
func (w *Words) lay(buf []byte, way layout, t time.Time, date string) []byte {
	year, month, day := t.Date()
	for _, p := range w.layouts[way] {
		switch p.hole {
		case "":
			buf = append(buf, p.text...)
		case "year":
			buf = strconv.AppendInt(buf, int64(year), 10)
		case "month":
			buf = append(buf, w.months[month]...)
		case "month_short":
			buf = append(buf, w.monthsShort[month]...)
		case "weekday":
			buf = append(buf, w.weekdays[t.Weekday()]...)
		case "day":
			if day == 1 {
				buf = append(buf, w.first...)
			} else {
				buf = strconv.AppendInt(buf, int64(day), 10)
			}
		case "hour":
			buf = appendTwo(buf, t.Hour())
		case "minute":
			buf = appendTwo(buf, t.Minute())
		case "zone":
			buf = append(buf, w.zone(t)...)
		case "date":
			buf = append(buf, date...)
		}
	}
	return buf
}

func appendTwo(buf []byte, n int) []byte { return append(buf, byte('0'+n/10), byte('0'+n%10)) }

// zone is the zone's abbreviation, BST; where a zone has none and Go gives the
// bare offset (+03, -0330), UTC+3, UTC−3:30.
func (w *Words) zone(t time.Time) string {
	name, offset := t.Zone()
	if name != "" && !strings.ContainsAny(name[:1], "+-0123456789") {
		if ours, ok := w.zones[name]; ok {
			return ours
		}
		return name
	}
	sign := "+"
	if offset < 0 {
		sign, offset = "−", -offset
	}
	hours, minutes := offset/3600, offset%3600/60
	if minutes == 0 {
		return fmt.Sprintf("UTC%s%d", sign, hours)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, hours, minutes)
}
