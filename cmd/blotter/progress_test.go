package main

import (
	"strings"
	"testing"
	"time"

	"blotter/internal/serve"
)

// screen is the line that a terminal shows after text was written to it.
func screen(text string) string {
	line, at := []byte{}, 0
	for n := range len(text) {
		switch c := text[n]; {
		case c == '\r':
			at = 0
		case at < len(line):
			line[at] = c
			at++
		default:
			line = append(line, c)
			at++
		}
	}
	return strings.TrimRight(string(line), " ")
}

func TestProgress(t *testing.T) {
	var out strings.Builder
	columns := 80
	p := &progress{out: &out, columns: func() int { return columns }}
	reading, parsing, writing := p.at("reading"), p.at("parsing"), p.at("writing")
	reading(0, 0)
	for range untold - 1 {
		p.draw()
	}
	if out.Len() > 0 {
		t.Errorf("before a second is over it drew %q", out.String())
	}
	shows := func(want string) {
		t.Helper()
		p.draw()
		if got := screen(out.String()); got != want || len(got) >= columns {
			t.Errorf("the screen shows %q, want %q", got, want)
		}
	}
	shows("reading")
	parsing(1, 2000)
	shows("parsing  [                                        ]     1 of 2000")
	parsing(1000, 2000)
	parsing(999, 2000) // a slower worker
	shows("parsing  [====================                    ]  1000 of 2000")
	written := out.Len()
	p.draw()
	if out.Len() != written {
		t.Errorf("a line that stays the same was drawn again: %q", out.String()[written:])
	}
	columns = 40
	writing(5, 10)
	shows("writing  [=========         ]   5 of 10")
	columns = 20
	writing(6, 10)
	shows("writing   6 of 10")
	for columns = range 60 {
		if got := p.line(); len(got) > max(0, columns-1) {
			t.Errorf("%d columns have no room for %q", columns, got)
		}
	}
	p.put("")
	if got := screen(out.String()); got != "" || !strings.HasSuffix(out.String(), "\r") {
		t.Errorf("in the end the screen shows %q", got)
	}
}

func TestProgressEnds(t *testing.T) {
	var out strings.Builder
	p := &progress{out: &out, columns: func() int { return 80 }}
	ticks := make(chan time.Time)
	end := p.begin(ticks)
	for n := range 2 * untold {
		p.at("writing")(n, 2*untold)
		ticks <- time.Time{}
	}
	end()
	if !strings.Contains(out.String(), "writing  [==") || screen(out.String()) != "" {
		t.Errorf("it drew %q", out.String())
	}
}

// A build on a terminal ends with its summary and nothing before it on the line;
// elsewhere, and where it is to be quiet or is read by machines, nothing is drawn.
func TestProgressOfABuild(t *testing.T) {
	project := t.TempDir()
	for _, c := range []struct {
		arguments []string
		columns   func() int
	}{
		{[]string{"init", "--quiet", "site"}, nil},
		{[]string{"build", "--project", "site"}, func() int { return 60 }},
		{[]string{"build", "--project", "site", "--quiet"}, func() int { t.Error("--quiet asks for the width"); return 60 }},
		{[]string{"build", "--project", "site", "--json"}, func() int { t.Error("--json asks for the width"); return 60 }},
		{[]string{"build", "--project", "site"}, nil},
	} {
		var out, told strings.Builder
		m := machine{
			out: &out, err: &told, dir: project, columns: c.columns, clock: serve.RealClock(), env: func(string) string { return "" },
			program: func() (digest [32]byte, err error) { return digest, nil },
		}
		if code := run(t.Context(), m, c.arguments); code != exitDone || screen(told.String()) != "" {
			t.Errorf("%q: exit code %d, %q", c.arguments, code, told.String())
		}
	}
}
