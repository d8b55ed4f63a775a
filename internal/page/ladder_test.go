package page

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/news"
	"blotter/internal/site"
)

// Every word of the ladder is on the page, the highest rung first, each with the
// newest incident to which it applies and with who says so; a word without an
// example stands without one.
func TestLadder(t *testing.T) {
	_, _, d := record(t, map[string]string{
		"articles/old.md": `---
title: Old
date: 2024-04-01
company: Old Shop
incident_type: intrusion
attribution_status: attributed-by-vendor
attributed_to: Red Crab
attributed_by: Pike Lane
---
`,
		"articles/new.md": `---
title: New
date: 2025-04-01
company: New Shop
incident_type: intrusion
attribution_status: attributed-by-vendor
attributed_to: Blue Crab
attributed_by: Halden
---
`,
		"articles/claim.md": `---
title: Claim
date: 2025-04-02
company: Brewer
incident_type: data-extortion
attribution_status: claimed
attributed_to: Blue Crab
attributed_by: Blue Crab
---
`,
	})
	v := d.ladder()
	var got []string
	for _, rung := range v.Rungs {
		for _, w := range rung.Words {
			line := itoa(rung.Rank) + " " + w.Value
			if e := w.Example; e.Incident.Text != "" {
				line += ": " + e.Incident.Text + ", " + e.Who + ", " + e.Says
				if e.Alleged {
					line += ", alleged"
				}
			}
			got = append(got, line)
		}
	}
	want := `4 convicted
3 charged
2 attributed-by-vendor: New, Blue Crab, says Halden
2 attributed-by-victim
2 attributed-by-government
2 sanctioned
1 claimed: Claim, , says Blue Crab, alleged
1 suspected
0 unattributed`
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
	for _, w := range v.Claims {
		if wanted := w.Value == "reported" || w.Value == "claimed"; (w.What != "") != wanted || (w.By != "") != wanted {
			t.Errorf("%s: %q, %q", w.Value, w.What, w.By)
		}
	}
}

// Every word has a headline, on every site.
func TestHeadlineOfEveryStatus(t *testing.T) {
	_, _, d := record(t, nil)
	for _, w := range d.Vocabulary.Words(news.AttributionLadder) {
		if d.headline(w.Value) == "" {
			t.Errorf("%s: nothing is said of headlines", w.Value)
		}
	}
}

// A content page «attribution» adds its words to the ladder's page and takes no
// address of its own; its old addresses lead there.
func TestOwnTextOnTheLadder(t *testing.T) {
	theme, s, _ := record(t, map[string]string{
		"pages/attribution.md": "---\ntitle: How we do it\nstandfirst: In short.\naliases: [/how/]\n---\nWe ask [twice](about.md).\n",
		"pages/about.md":       "---\ntitle: About\n---\nSee [how](attribution.md).\n",
	})
	page := printed(t, theme, s, "attribution/index.html")
	for _, want := range []string{"<h1>How we do it</h1>", ">In short.</p>", `We ask <a href="/about/">twice</a>`, ">Convicted</h3>"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if about := printed(t, theme, s, "about/index.html"); !strings.Contains(about, `<a href="/attribution/">how</a>`) {
		t.Error("a link to the file does not lead to the ladder")
	}
	if moved := printed(t, theme, s, "how/index.html"); !strings.Contains(moved, `url=/attribution/`) {
		t.Error("the alias does not lead to the ladder")
	}
}

// A glyph never stands without its claim and its speaker: beside every one, in
// the same line or row, there is more than the word.
func TestGlyphsHaveClaimAndSpeaker(t *testing.T) {
	sites(t, func(t *testing.T, theme *Theme, s *site.Site) {
		glyphs := 0
		for _, f := range theme.Files(s, album(t, s)) {
			if !strings.HasSuffix(f.Path, ".html") {
				continue
			}
			root, err := html.Parse(strings.NewReader(written(t, f)))
			if err != nil {
				t.Fatal(err)
			}
			walk(root, func(n *html.Node) {
				if class, _ := attribute(n, "class"); n.Data != "span" || !strings.HasPrefix(class, "how ") {
					return
				}
				glyphs++
				before, after, _ := strings.Cut(text(above(n, "p", "tr", "dd")), text(n))
				if before == "" { // what is said may stand in the line above
					before, after, _ = strings.Cut(text(above(n, "li")), text(n))
				}
				if len(strings.Fields(before)) == 0 || len(strings.Fields(after)) == 0 {
					t.Errorf("%s: a glyph without claim or speaker: %q, %q", f.Path, before, after)
				}
			})
		}
		if glyphs == 0 {
			t.Error("there is no glyph")
		}
	})
}

// above gives the nearest element of one of these names around n; nil if there is none.
func above(n *html.Node, names ...string) *html.Node {
	for n != nil && !slices.Contains(names, n.Data) {
		n = n.Parent
	}
	return n
}

// text gives the words of a node.
func text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var out strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
	})
	return strings.Join(strings.Fields(out.String()), " ")
}
