package main

import (
	"net/url"
	"slices"

	"blotter/internal/diag"
)

// The parts of SARIF 2.1.0 (OASIS, docs.oasis-open.org/sarif/sarif/v2.1.0) that
// code hosts read. Columns count code points, as ours do (§3.14.17).

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID string `json:"id"`
}

type sarifResult struct {
	RuleID           string          `json:"ruleId"`
	RuleIndex        int             `json:"ruleIndex"`
	Level            string          `json:"level"`
	Message          sarifText       `json:"message"`
	Locations        []sarifLocation `json:"locations"`
	RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	Fixes            []sarifFix      `json:"fixes,omitempty"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifLocation struct {
	PhysicalLocation sarifPlace `json:"physicalLocation"`
}

type sarifPlace struct {
	ArtifactLocation sarifFile    `json:"artifactLocation"`
	Region           *sarifRegion `json:"region,omitempty"`
}

type sarifFile struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifFix struct {
	Description     sarifText     `json:"description"`
	ArtifactChanges []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	ArtifactLocation sarifFile          `json:"artifactLocation"`
	Replacements     []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	DeletedRegion   sarifRegion `json:"deletedRegion"`
	InsertedContent sarifText   `json:"insertedContent"`
}

func newSARIF(version string, l diag.List) sarifLog {
	var codes []string
	for _, d := range l {
		codes = append(codes, d.Code)
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "Blotter", Version: version, Rules: []sarifRule{}}},
		ColumnKind: "unicodeCodePoints",
		Results:    []sarifResult{},
	}
	for _, code := range codes {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{code})
	}
	for _, d := range l {
		index, _ := slices.BinarySearch(codes, d.Code)
		message := d.Message
		if d.Hint != "" {
			message += "\n" + d.Hint
		}
		result := sarifResult{
			RuleID:    d.Code,
			RuleIndex: index,
			Level:     d.Severity.String(),
			Message:   sarifText{message},
			Locations: []sarifLocation{{sarifPlace{fileOf(d.Start), regionOf(d.Start, d.End)}}},
		}
		for _, p := range d.Related {
			result.RelatedLocations = append(result.RelatedLocations, sarifLocation{sarifPlace{fileOf(p), regionOf(p, p)}})
		}
		if d.Fix != nil {
			result.Fixes = []sarifFix{{
				Description: sarifText{"blotter check --fix"},
				ArtifactChanges: []sarifChange{{
					ArtifactLocation: fileOf(d.Fix.Start),
					Replacements:     []sarifReplacement{{*regionOf(d.Fix.Start, d.Fix.End), sarifText{d.Fix.Text}}},
				}},
			}}
		}
		run.Results = append(run.Results, result)
	}
	return sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	}
}

func fileOf(p diag.Pos) sarifFile {
	u := url.URL{Path: p.File}
	return sarifFile{u.EscapedPath()}
}

// regionOf gives a place in a file, or nil for the file as a whole.
func regionOf(start, end diag.Pos) *sarifRegion {
	if start.Line == 0 {
		return nil
	}
	r := &sarifRegion{StartLine: start.Line, StartColumn: start.Col}
	if end.Line > start.Line || end.Line == start.Line && end.Col >= start.Col {
		r.EndLine, r.EndColumn = end.Line, end.Col
	}
	return r
}
