package page

import (
	"slices"
	"strconv"
	"strings"

	"blotter/internal/news"
	"blotter/internal/site"
	"blotter/internal/tally"
)

// shownCharts is how many incident types have a chart of their own, at most: the
// most frequent that have anything to show in these months. The table has all.
const shownCharts = 8

// dashboard makes the record in figures.
func (d *desk) dashboard() *DashboardPage {
	t := d.counts()
	v := &DashboardPage{
		Frame:   d.frame(d.under("dashboard/"), d.Words.Say("dashboard.title"), d.Words.Say("dashboard.description", "site", d.Title)),
		Changed: d.timeOf(d.newest()),
		Figures: d.keyFigures(t),
		Earlier: t.All.Earlier != (tally.Count{}),
	}
	for _, m := range t.Months {
		v.Months = append(v.Months, d.words.MonthName(m.Month(), true))
	}
	if n := len(t.Months); n > 0 {
		v.Span = d.Words.Say("incident.span", "from", d.words.Month(t.Months[0]), "to", d.words.Month(t.Months[n-1]))
	}
	d.typeCharts(v, t)
	d.ladderCharts(v, t)
	d.delayCharts(v, t)
	for _, i := range t.Stories {
		v.Stories = append(v.Stories, OpenStory{
			Incident: Link{Text: i.Title, URL: i.Lead()}, Since: d.timeOf(tally.Disclosed(i)),
			Status: d.words.Status(i.Standing), Alleged: i.Standing.Alleged,
			Type: lineOf(d.words.TypeLine(i.Standing)), Who: lineOf(d.words.AttributionLine(i.Standing)),
		})
	}
	return v
}

func (d *desk) keyFigures(t *tally.Tally) []KeyFigure {
	figure := func(n int, label string) KeyFigure { return KeyFigure{Number: d.words.Number(n), Label: label} }
	out := []KeyFigure{
		figure(t.All.All.Established, d.Words.Say("dashboard.established")),
		figure(t.All.All.Alleged, d.Words.Say("dashboard.alleged")),
		figure(t.Named, d.Words.Say("dashboard.named")),
	}
	var days tally.Delay
	for _, delay := range t.Delays {
		days.Days = append(days.Days, delay.Days...)
	}
	if len(days.Days) > 0 {
		slices.Sort(days.Days)
		out = append(out, figure(days.Quantile(0.5), d.Words.Say("dashboard.days")))
	}
	return append(out, figure(t.Open, d.Words.Say("dashboard.open")))
}

func (d *desk) cellOf(c tally.Count) Cell {
	cell := Cell{Count: d.words.Number(c.Established)}
	if c.Alleged > 0 {
		cell.Alleged = d.words.Number(c.Alleged)
	}
	return cell
}

func (d *desk) countRow(of Link, row *tally.Row, earlier bool) CountRow {
	out := CountRow{Of: of, All: d.cellOf(row.All)}
	if earlier {
		out.Earlier = d.cellOf(row.Earlier)
	}
	for _, c := range row.Months {
		out.Cells = append(out.Cells, d.cellOf(c))
	}
	return out
}

// chartHeight is the height of a chart of twelve months, which is 120 wide.
const chartHeight = 60

// monthLines draws the lines behind a chart of months whose highest bar is
// highest, and tells at which numbers they are.
func monthLines(highest int) (path string, at []string) {
	var lines drawing
	scale := float64(chartHeight-2) / float64(highest)
	step := roundStep(highest, 3)
	for n := step; n <= highest; n += step {
		lines.to('M', 0, chartHeight-float64(n)*scale)
		lines.add("h120")
		at = append(at, itoa(n))
	}
	return lines.String(), at
}

// monthBars draws the bars of twelve months, and on top of them, as outlines,
// what is alleged.
func monthBars(row *tally.Row, highest int) (established, alleged string) {
	var bars, rest drawing
	scale := float64(chartHeight-2) / float64(highest)
	for m, c := range row.Months {
		x, full, more := float64(m*10), float64(c.Established)*scale, float64(c.Alleged)*scale
		bars.box(x+1, chartHeight-full, 8, full)
		rest.box(x+1.5, chartHeight-full-more, 7, more)
	}
	return bars.String(), rest.String()
}

// yearOf draws the last twelve months of an incident type, for its page; it is
// empty where hardly anything of the type fell into them.
func (d *desk) yearOf(value string) YearChart {
	t := d.counts()
	at := slices.IndexFunc(t.Types, func(r tally.Row) bool { return r.Value == value })
	if at < 0 || len(t.Months) == 0 {
		return YearChart{}
	}
	row := &t.Types[at]
	var v YearChart
	highest := 0
	for _, c := range row.Months {
		highest = max(highest, c.Established+c.Alleged)
		v.Established += c.Established
		v.Alleged += c.Alleged
	}
	if v.Established+v.Alleged < 2 { // one bar is no chart
		return YearChart{}
	}
	v.Lines, _ = monthLines(highest)
	v.Bars, v.Rest = monthBars(row, highest)
	v.From, v.To = d.words.Month(t.Months[0]), d.words.Month(t.Months[len(t.Months)-1])
	return v
}

// typeCharts adds the charts and the table of incidents by type.
func (d *desk) typeCharts(v *DashboardPage, t *tally.Tally) {
	highest := 1
	var drawn []int
	for n := range t.Types {
		most := 0
		for _, c := range t.Types[n].Months {
			most = max(most, c.Established+c.Alleged)
		}
		if most > 0 && len(drawn) < shownCharts {
			drawn = append(drawn, n)
			highest = max(highest, most)
		}
	}
	var at []string
	v.TypesLines, at = monthLines(highest)
	v.TypesScale = strings.Join(at, ", ")
	for n := range t.Types {
		row := &t.Types[n]
		of := Link{Text: d.Words.Say("dashboard.not_said")}
		if row.Value != "" {
			of = d.word(site.Type, news.IncidentTypes, row.Value)
		}
		v.TypeRows = append(v.TypeRows, d.countRow(of, row, v.Earlier))
		if !slices.Contains(drawn, n) {
			continue
		}
		bars, rest := monthBars(row, highest)
		v.Types = append(v.Types, TypeChart{Of: of, Sum: d.cellOf(row.Recent()), Bars: bars, Rest: rest})
	}
	v.TypeTotal = d.countRow(Link{Text: d.Words.Say("dashboard.all_types")}, &t.All, v.Earlier)
}

// ladderCharts adds the chart and the table of established incidents by their
// highest standing rung.
func (d *desk) ladderCharts(v *DashboardPage, t *tally.Tally) {
	const height = 200
	names := [...]string{
		d.Words.Say("band.nobody"), d.Words.Say("band.claimed"), d.Words.Say("band.attributed"), d.Words.Say("band.charged"), d.Words.Say("band.convicted"),
	}
	paths := make([]drawing, len(names))
	for m := range t.Months {
		total := 0
		for n := range t.Ladder {
			total += t.Ladder[n].Months[m].Established
		}
		foot := float64(height)
		for n := range t.Ladder {
			if total == 0 {
				break
			}
			share := height * float64(t.Ladder[n].Months[m].Established) / float64(total)
			foot -= share
			paths[n].box(float64(m*10)+0.6, foot, 8.8, share)
		}
	}
	for n := range t.Ladder {
		row := d.countRow(Link{Text: names[n]}, &t.Ladder[n], v.Earlier)
		v.Ladder = append(v.Ladder, RungChart{Name: names[n], Count: d.cellOf(t.Ladder[n].Recent()).Count, Rung: n, Path: paths[n].String()})
		v.LadderRows = append(v.LadderRows, row)
	}
	slices.Reverse(v.LadderRows)
}

// delayCharts adds the strips of days from disclosure to the first naming.
func (d *desk) delayCharts(v *DashboardPage, t *tally.Tally) {
	longest := 1
	for _, delay := range t.Delays {
		longest = max(longest, delay.Days[len(delay.Days)-1])
	}
	step := roundStep(longest, 6)
	v.DelayWidth = (longest + step - 1) / step * step
	var lines drawing
	lines.add("M0 20h" + itoa(v.DelayWidth))
	for n := 0; n <= v.DelayWidth; n += step {
		v.DelayMarks = append(v.DelayMarks, itoa(n))
		if n > 0 && n < v.DelayWidth {
			lines.add("M" + itoa(n) + " 0v20")
		}
	}
	v.DelayLines = lines.String()
	names := map[tally.Namer]string{tally.Vendor: "namer.vendor", tally.Government: "namer.government", tally.Victim: "namer.victim", tally.Court: "namer.court"}
	for _, delay := range t.Delays {
		var ticks drawing
		for _, days := range delay.Days {
			ticks.add("M" + itoa(days) + " 4v12")
		}
		v.Delays = append(v.Delays, DelayChart{
			Name: d.Words.Say(names[delay.By]), Definition: d.Words.Say(names[delay.By] + "_meaning"), Count: d.words.Number(len(delay.Days)),
			Fastest: itoa(delay.Days[0]), Quarter: itoa(delay.Quantile(0.25)), Half: itoa(delay.Quantile(0.5)),
			Most: itoa(delay.Quantile(0.75)), Slowest: itoa(delay.Days[len(delay.Days)-1]),
			Ticks: ticks.String(), Median: "M" + itoa(delay.Quantile(0.5)) + " 0v20",
		})
	}
}

// roundStep gives the smallest of 1, 2, 5, 10, 20 … of which at most lines fit
// into highest, so that the lines of a chart are at round numbers.
func roundStep(highest, lines int) int {
	for step := 1; ; step *= 10 {
		for _, of := range []int{1, 2, 5} {
			if highest <= step*of*lines {
				return step * of
			}
		}
	}
}

// drawing is an SVG path while it is drawn.
type drawing struct{ strings.Builder }

func (p *drawing) add(command string) { p.WriteString(command) }

// to adds a command with a point, rounded to a tenth.
func (p *drawing) to(command byte, x, y float64) {
	p.WriteByte(command)
	p.WriteString(tenth(x))
	p.WriteByte(' ')
	p.WriteString(tenth(y))
}

// box adds a rectangle, if there is anything of it.
func (p *drawing) box(x, y, width, height float64) {
	if height <= 0 {
		return
	}
	p.to('M', x, y)
	p.add("h" + tenth(width) + "v" + tenth(height) + "h-" + tenth(width) + "z")
}

func tenth(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	text = strings.TrimSuffix(text, ".0")
	if text == "-0" {
		return "0"
	}
	return text
}
