package content

import (
	"slices"
	"strings"
	"testing"

	"blotter/internal/news"
)

// TestTypeset: what readers see of front matter has the quotation marks, dashes
// and ellipses of its language; what is taken to the letter stays as it is.
func TestTypeset(t *testing.T) {
	site := func(language string) Options {
		return NewOptions(&news.Publication{SiteFile: news.SiteFile{Language: language}}, english(t))
	}
	for _, c := range []struct{ path, site, file, want string }{
		{"articles/it-s.md", "en", `
title: Ferry firm's site "still down" -- since '26...
date: 2026-10-01
standfirst: It's 'terrifying'
company: Sainsbury's
tags: [rock 'n' roll]
known: [The "core" is off]
unknown: [Who's behind it]
aliases: [/it's--old/]
hero: {src: it's--a.png, alt: "A 5'10\" gap", caption: It's shut, credit: O'Brien}
sources:
  a: {kind: press, by: Women's Wear, title: '"Off"', url: "https://example.org/it's--x..."}
claims:
  - {say: The "core" isn't on, status: claimed, by: [O'Brien], source: a}
extra: {as: it's}
`, `id=it-s
title=Ferry firm’s site “still down” – since ’26…
standfirst=It’s ‘terrifying’
company[0].name=Sainsbury’s
tags[0]=rock ’n’ roll
known[0]=The “core” is off
unknown[0]=Who’s behind it
aliases[0]=/it's--old/
hero.src=it's--a.png
hero.alt=A 5′10″ gap
hero.caption=It’s shut
hero.credit=O’Brien
sources[0].by=Women’s Wear
sources[0].title=“Off”
sources[0].url=https://example.org/it's--x...
claims[0].say=The “core” isn’t on
claims[0].by[0]=O’Brien
extra.as="it's"
body=<p>It’s “here”.</p>`},

		// The article's own language goes before the site's, for its text too.
		{"articles/a.md", "en", "title: '\"Gut\"'\nlanguage: de-CH\ndate: 2026-10-01\n", "title=«Gut»\nbody=<p>It’s «here».</p>"},
		{"articles/a.md", "fr", "title: L'été \"chaud\"\ndate: 2026-10-01\n", "title=L’été «\u202fchaud\u202f»\nbody=<p>It’s «\u202fhere\u202f».</p>"},
		{"articles/a.md", "de", "title: '\"Gut\"'\nlanguage: en\ndate: 2026-10-01\n", "title=“Gut”\nbody=<p>It’s “here”.</p>"},
		{"companies/sainsbury-s.md", "es", "name: Sainsbury's\nwebsite: https://example.org/'\n", "name=Sainsbury’s\nwebsite=https://example.org/'\nbody=<p>It’s «here».</p>"},
		{"pages/about.md", "de", "title: \"'Wir'\"\n", "title=‚Wir‘"},
	} {
		t.Run(c.path+" "+c.site, func(t *testing.T) {
			doc, list := Parse("content/"+c.path, []byte("---\n"+strings.TrimLeft(c.file, "\n")+"---\nIt's \"here\".\n"), site(c.site))
			if doc == nil {
				t.Fatal(list)
			}
			got := append(flat(doc), "id="+doc.ID, "body="+strings.TrimSpace(doc.Body.HTML))
			for _, want := range strings.Split(c.want, "\n") {
				if !slices.Contains(got, want) {
					t.Errorf("%s is not among\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
	doc, list := ParseSite("content/site.yaml", []byte("title: L'Heure\ntagline: '\"Tout\"'\nlanguage: fr\nbase_url: https://example.org/\npublisher: {name: L'Heure, contact: o'brien@example.org}\nnav: [{title: L'été, url: /l'ete/}]\n"))
	if doc == nil {
		t.Fatal(list)
	}
	s := doc.Site
	if got := strings.Join([]string{s.Title, s.Tagline, s.Publisher.Name, s.Publisher.Contact, s.Nav[0].Title, s.Nav[0].URL}, " "); got != "L’Heure «\u202fTout\u202f» L’Heure o'brien@example.org L’été /l'ete/" {
		t.Error(got)
	}
}
