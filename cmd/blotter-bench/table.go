package main

import (
	"fmt"
	"io"
	"strings"
)

// report is a whole run, as --json prints it.
type report struct {
	Machine  machine  `json:"machine"`
	Articles int      `json:"articles"`
	Rounds   int      `json:"rounds"`
	Edits    int      `json:"edits"`
	Results  []result `json:"results"`
}

// column is a figure that the tables show.
type column struct {
	title string
	of    func(result) *figure
	unit  func(f figure) string
}

// columns are the figures of the tables, in order.
func columns() []column {
	delayed := func(of func(saved) float64) func(result) *figure {
		return func(r result) *figure {
			if r.Saved == nil || of(*r.Saved) == 0 {
				return nil
			}
			f := exactly(of(*r.Saved))
			return &f
		}
	}
	return []column{
		{"cold build", func(r result) *figure { return r.Cold }, seconds},
		{"its CPU", func(r result) *figure { return r.ColdCPU }, seconds},
		{"its memory", func(r result) *figure { return r.BuildPeak }, megabytes},
		{"nothing changed", func(r result) *figure { return r.Warm }, seconds},
		{"one changed", func(r result) *figure { return r.Changed }, seconds},
		{"watch ready", func(r result) *figure { return r.Ready }, seconds},
		{"again", func(r result) *figure { return r.Again }, seconds},
		{"saved → article p50", delayed(func(s saved) float64 { return s.Article.P50 }), seconds},
		{"p95", delayed(func(s saved) float64 { return s.Article.P95 }), seconds},
		{"saved → every page p50", delayed(func(s saved) float64 { return s.All.P50 }), seconds},
		{"p95", delayed(func(s saved) float64 { return s.All.P95 }), seconds},
		{"watch memory", func(r result) *figure { return r.ServePeak }, megabytes},
	}
}

// print prints the report as Markdown: where it was measured, the figures, and
// the same as multiples of ours and of the floor's.
func (r report) print(out io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d articles; median of %s", r.Articles, count(r.Rounds, "round"))
	if r.Rounds > 1 {
		b.WriteString(", ± the farthest of them")
	}
	if r.Edits > 0 {
		fmt.Fprintf(&b, "; %s", count(r.Edits, "save"))
	}
	fmt.Fprintf(&b, ".\n%s.\n\n", r.Machine)

	shown := columns()
	head := []string{"", "files", "size"}
	for _, c := range shown {
		head = append(head, c.title)
	}
	head = append(head, "stale pages")
	row(&b, head)
	rule(&b, len(head))
	for _, x := range r.Results {
		cells := []string{x.Name + " " + x.Version, fmt.Sprint(x.Files), megabytes(exactly(float64(x.Bytes)))}
		for _, c := range shown {
			cells = append(cells, cell(c.of(x), c.unit))
		}
		stale := "–"
		if x.Saved != nil {
			stale = fmt.Sprintf("%d of %d", x.Saved.Stale, 2*x.Saved.Edits)
		}
		row(&b, append(cells, stale))
	}
	r.ratios(&b, "blotter", "Times Blotter's figure with the equal minimal theme", shown)
	r.ratios(&b, "floor", "Times the floor's (read, goldmark, write)", shown[:3])
	for _, x := range r.Results {
		if x.Failed != "" {
			first, _, _ := strings.Cut(x.Failed, "\n")
			fmt.Fprintf(&b, "\n%s failed: %s\n", x.Name, first)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// ratios prints the figures as multiples of those of the contender named of.
func (r report) ratios(b *strings.Builder, of, title string, shown []column) {
	var measure result
	for _, x := range r.Results {
		if x.Name == of {
			measure = x
		}
	}
	if measure.Cold == nil || len(r.Results) < 2 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", title)
	head := []string{""}
	for _, c := range shown {
		head = append(head, c.title)
	}
	row(b, head)
	rule(b, len(head))
	for _, x := range r.Results {
		if x.Name == of {
			continue
		}
		cells := []string{x.Name}
		for _, c := range shown {
			one, other := c.of(x), c.of(measure)
			if one == nil || other == nil || other.Median <= 0 {
				cells = append(cells, "–")
				continue
			}
			cells = append(cells, times(one.Median/other.Median))
		}
		row(b, cells)
	}
}

func row(b *strings.Builder, cells []string) { fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | ")) }

func rule(b *strings.Builder, n int) {
	row(b, append([]string{"---"}, strings.Split(strings.Repeat(" ---:", n-1)[1:], " ")...))
}

// cell prints a figure, and how far from it the farthest round was.
func cell(f *figure, unit func(figure) string) string {
	if f == nil || f.Median < 0 {
		return "–"
	}
	return unit(*f)
}

func seconds(f figure) string {
	far := max(f.Max-f.Median, f.Median-f.Min)
	if f.Median < 1 {
		return fmt.Sprintf("%.0f%s ms", f.Median*1000, spread("%.0f", far*1000))
	}
	return fmt.Sprintf("%.2f%s s", f.Median, spread("%.2f", far))
}

func megabytes(f figure) string {
	far := max(f.Max-f.Median, f.Median-f.Min)
	return fmt.Sprintf("%.0f%s MB", f.Median/(1<<20), spread("%.0f", far/(1<<20)))
}

// spread prints how far rounds were apart, if they were.
func spread(format string, far float64) string {
	text := fmt.Sprintf(format, far)
	if strings.Trim(text, "0.") == "" {
		return ""
	}
	return " ± " + text
}

// times prints a ratio with two digits that count: 0.85×, 7.1×, 31×.
func times(ratio float64) string {
	switch {
	case ratio < 1:
		return fmt.Sprintf("%.2f×", ratio)
	case ratio < 10:
		return fmt.Sprintf("%.1f×", ratio)
	}
	return fmt.Sprintf("%.0f×", ratio)
}

func exactly(v float64) figure { return figure{v, v, v} }

func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
