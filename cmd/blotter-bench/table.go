package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
)

// printTable prints the results as a Markdown table: each figure, and in
// parentheses how many times ours it is.
func printTable(out io.Writer, articles int, results []result) error {
	var ours result
	for _, r := range results {
		if r.Name == "blotter" {
			ours = r
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d articles, %d cores, %s/%s; in parentheses: times Blotter's figure with the equal minimal theme\n\n",
		articles, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	columns := []struct {
		title string
		of    func(result) float64
		unit  func(float64) string
	}{
		{"cold build", func(r result) float64 { return r.Cold }, seconds},
		{"its CPU", func(r result) float64 { return r.ColdCPU }, seconds},
		{"build peak", func(r result) float64 { return float64(r.BuildPeak) }, megabytes},
		{"warm, unchanged", func(r result) float64 { return r.Warm }, seconds},
		{"warm, 1 changed", func(r result) float64 { return r.Changed }, seconds},
		{"serve ready", func(r result) float64 { return r.ServeReady }, seconds},
		{"save → served p50", func(r result) float64 { return r.SavedP50 }, seconds},
		{"p95", func(r result) float64 { return r.SavedP95 }, seconds},
		{"stale home pages", func(r result) float64 {
			if r.ServePeak < 0 {
				return -1
			}
			return float64(r.Stale)
		}, func(v float64) string { return fmt.Sprint(v) }},
		{"serve peak", func(r result) float64 { return float64(r.ServePeak) }, megabytes},
	}
	head, rule := []string{"", "files"}, []string{"---", "---:"}
	for _, c := range columns {
		head, rule = append(head, c.title), append(rule, "---:")
	}
	row := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	row(head)
	row(rule)
	for _, r := range results {
		cells := []string{r.Name + " " + r.Version, fmt.Sprint(r.Files)}
		for _, c := range columns {
			value := c.of(r)
			switch {
			case value < 0:
				cells = append(cells, "–")
			case r.Name == ours.Name || c.of(ours) <= 0:
				cells = append(cells, c.unit(value))
			default:
				cells = append(cells, fmt.Sprintf("%s (%.2g×)", c.unit(value), value/c.of(ours)))
			}
		}
		row(cells)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func seconds(v float64) string {
	if v < 1 {
		return fmt.Sprintf("%.0f ms", v*1000)
	}
	return fmt.Sprintf("%.2f s", v)
}

func megabytes(v float64) string { return fmt.Sprintf("%.0f MB", v/(1<<20)) }
