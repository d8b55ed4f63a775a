package tally

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"sync"

	"blotter/internal/output"
)

// Files plans the numbers as CSV (RFC 4180, UTF-8, with a heading line), in the
// words of the vocabulary and for all months, not only the twelve shown:
//
//	data/incidents.csv  type, month, established, alleged
//	data/ladder.csv     rung (0 nobody named … 4 convicted), month, incidents
//	data/days.csv       first_named_by, days, incident
//
// A month is YYYY-MM, empty where only the year is known. tally is called when
// the first of them is asked for.
func Files(program [32]byte, tally func() *Tally) []output.File {
	var files []output.File
	for _, sheet := range []struct {
		path string
		rows func(*Tally) [][]string
	}{
		{"data/incidents.csv", (*Tally).incidents},
		{"data/ladder.csv", (*Tally).ladder},
		{"data/days.csv", (*Tally).days},
	} {
		text := sync.OnceValue(func() []byte {
			var out bytes.Buffer
			w := csv.NewWriter(&out)
			w.UseCRLF = true
			_ = w.WriteAll(sheet.rows(tally())) // a Buffer never fails
			return out.Bytes()
		})
		files = append(files, output.File{
			Path: sheet.path,
			Fingerprint: func() output.Fingerprint {
				return sha256.Sum256(slices.Concat(program[:], []byte(sheet.path), text()))
			},
			Write: func(ctx context.Context, w io.Writer) error {
				if err := ctx.Err(); err != nil {
					return err
				}
				_, err := w.Write(text())
				return err
			},
		})
	}
	return files
}

// slot is a line of a sheet: what is counted, in which month.
type slot struct{ kind, month string }

func (t *Tally) incidents() [][]string {
	counts := map[slot]*Count{}
	for n := range t.records {
		r := &t.records[n]
		at := slot{r.kind, r.monthText()}
		if counts[at] == nil {
			counts[at] = &Count{}
		}
		counts[at].add(r.alleged)
	}
	rows := [][]string{{"type", "month", "established", "alleged"}}
	for _, at := range sorted(counts) {
		c := counts[at]
		rows = append(rows, []string{at.kind, at.month, strconv.Itoa(c.Established), strconv.Itoa(c.Alleged)})
	}
	return rows
}

func (t *Tally) ladder() [][]string {
	counts := map[slot]int{}
	for n := range t.records {
		if r := &t.records[n]; !r.alleged {
			counts[slot{strconv.Itoa(r.rung), r.monthText()}]++
		}
	}
	rows := [][]string{{"rung", "month", "incidents"}}
	for _, at := range sorted(counts) {
		rows = append(rows, []string{at.kind, at.month, strconv.Itoa(counts[at])})
	}
	return rows
}

func (t *Tally) days() [][]string {
	var named []*record
	for n := range t.records {
		if r := &t.records[n]; r.named && !r.alleged && r.days >= 0 {
			named = append(named, r)
		}
	}
	slices.SortFunc(named, func(x, y *record) int {
		return cmp.Or(cmp.Compare(x.by, y.by), cmp.Compare(x.days, y.days), cmp.Compare(x.incident.Name(), y.incident.Name()))
	})
	rows := [][]string{{"first_named_by", "days", "incident"}}
	for _, r := range named {
		rows = append(rows, []string{r.by.String(), strconv.Itoa(r.days), r.incident.Name()})
	}
	return rows
}

func (r *record) monthText() string {
	if m, ok := r.month(); ok {
		return m.Format("2006-01")
	}
	return ""
}

func sorted[V any](counts map[slot]V) []slot {
	var out []slot
	for at := range counts {
		out = append(out, at)
	}
	slices.SortFunc(out, func(x, y slot) int { return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.month, y.month)) })
	return out
}
