package build

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"math/rand/v2"
	"path"
	"testing"
	"time"

	"blotter/internal/diag"
	"blotter/internal/fiction"
	"blotter/internal/output"
	"blotter/internal/site"
)

// keyed is where a key was seen first, and what its fingerprint was.
type keyed struct {
	output.Fingerprint
	where string
}

// keys holds the keys of pages and feeds against their fingerprints: of all states
// of a site that it is shown, those that have one key have one fingerprint.
type keys struct {
	builder *Builder
	seen    map[output.Key]keyed
	shown   map[shown]bool
	told    int // keys of pages that an edition had shown before as they are
	again   int // of them, keys that had been seen before
}

// shown is a page as an edition shows it. Keys differ between editions for more and
// for fewer eyes, whatever the page.
type shown struct {
	output.Fingerprint
	tlp    string
	drafts bool
}

func newKeys() *keys {
	return &keys{builder: New(Settings{}), seen: map[output.Key]keyed{}, shown: map[shown]bool{}}
}

// show shows it a state of a site.
func (k *keys) show(t *testing.T, tree fiction.Tree, state string, editions ...site.Edition) {
	t.Helper()
	s := snapshot(t, tree)
	for _, e := range editions {
		r := plan(t, k.builder, s, e)
		if r.Diagnostics.Errors() > 0 {
			continue
		}
		for _, file := range r.Files {
			if file.Key == nil {
				continue
			}
			key, print := file.Key(), file.Fingerprint()
			where := fmt.Sprintf("%s, %s, at %s TLP:%s", file.Path, state, e.Now.Format(time.DateTime), e.TLP)
			before, known := k.seen[key]
			if known && before.Fingerprint != print {
				t.Fatalf("one key and two fingerprints:\n%s\n%s", before.where, where)
			}
			page := shown{print, e.TLP, e.Drafts}
			if k.shown[page] {
				k.told++
				if known {
					k.again++
				}
			}
			k.shown[page] = true
			k.seen[key] = keyed{print, where}
		}
	}
}

// TestKeysStandForFingerprints: a key and a fingerprint belong together through any
// edits of an invented site, and whatever the clock and the edition. And keys are not
// there in vain: many of them outlast an edit.
func TestKeysStandForFingerprints(t *testing.T) {
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 11))
	f := fiction.New(fiction.Options{Seed: seed, Articles: 60, Many: 40, Templates: builtinTemplates(t)})
	k := newKeys()
	var extras extras
	for round := range fiction.Rounds(60, 3000) {
		tree := f.Tree()
		extras.into(tree)
		k.show(t, tree, fmt.Sprintf("BLOTTER_SEED=%d, round %d", seed, round),
			site.Edition{Now: f.Now()}, site.Edition{Now: f.Now(), TLP: "amber"})
		if round%4 == 0 {
			k.show(t, tree, fmt.Sprintf("BLOTTER_SEED=%d, round %d", seed, round),
				site.Edition{Now: f.Now().AddDate(0, 0, random.IntN(900)-600)}, site.Edition{Now: f.Now(), Drafts: true})
		}
		if random.IntN(5) == 0 {
			extras.edit(random)
		} else {
			f.Edit()
		}
	}
	// How many pages the edits of a seed change says nothing of keys, so that only those
	// that are as they were count: keys know about half to two thirds of them, as some
	// edits change what any page could depend on. None would be known if a key told of
	// the clock or of the whole site.
	t.Logf("of %d unchanged pages, the keys of %d had been seen before", k.told, k.again)
	if k.again*3 < k.told {
		t.Errorf("of %d unchanged pages only %d had a key that had been seen before", k.told, k.again)
	}
}

// TestKeysOneThingAtATime: the same for a small paper in which one thing is changed
// at a time, and then several.
func TestKeysOneThingAtATime(t *testing.T) {
	paper := onePaper()
	editions := []site.Edition{
		{Now: noon}, {Now: noon, TLP: "amber"}, {Now: noon.AddDate(0, 0, 14)}, {Now: noon.AddDate(5, 0, 0)}, {Now: noon, Drafts: true},
		{Now: noon.AddDate(0, 0, 7), Drafts: true}, {Now: noon.AddDate(0, 1, 0), Drafts: true},
	}
	k := newKeys()
	for _, e := range editions {
		for _, d := range plan(t, k.builder, snapshot(t, paper), e).Diagnostics {
			if d.Severity == diag.Error {
				t.Errorf("%v: %v", e, d)
			}
		}
	}
	k.show(t, paper, "as it was", editions...)
	changed := func(tree fiction.Tree, c change) {
		text, there := tree[c.file]
		switch {
		case c.was == "" && c.is == "":
			delete(tree, c.file)
		case c.was == "":
			tree[c.file] = []byte(c.is)
		case there:
			tree[c.file] = bytes.ReplaceAll(text, []byte(c.was), []byte(c.is))
		}
	}
	for n, c := range changes() {
		tree := maps.Clone(paper)
		if changed(tree, c); maps.EqualFunc(tree, paper, bytes.Equal) {
			t.Errorf("nothing is changed by %.60q", c)
		}
		for _, d := range plan(t, k.builder, snapshot(t, tree), editions[0]).Diagnostics {
			if d.Severity == diag.Error {
				t.Errorf("after %.60q: %v", c, d)
			}
		}
		k.show(t, tree, fmt.Sprintf("after %.60q", c), editions[0], editions[1], editions[2+n%3])
	}
	moved := maps.Clone(paper)
	moved["content/pages/private.md"] = moved["content/pages/privacy.md"]
	delete(moved, "content/pages/privacy.md")
	k.show(t, moved, "with a page elsewhere", editions[0])
	// Whether any template asks for the lines of cards decides what social cards say.
	bare := maps.Clone(paper)
	changed(bare, change{siteFile, "newsletter:", "cards: on\nnewsletter:"})
	for name := range builtinTemplates(t) {
		if path.Dir(name) == "templates" {
			bare[name] = []byte("{{.SiteName}}")
		}
	}
	k.show(t, bare, "no template asks for lines", editions[0])
	bare["templates/404.html"] = []byte("{{range .Latest}}{{range .Lines}}{{.What}}{{end}}{{end}}")
	k.show(t, bare, "one template asks for lines", editions[0])
	seed := fiction.Seed(t)
	random := rand.New(rand.NewPCG(seed, 13))
	tree := maps.Clone(paper)
	all := changes()
	for range fiction.Rounds(40, 3000) {
		c := all[random.IntN(len(all))]
		if random.IntN(3) == 0 { // back
			tree[c.file] = paper[c.file]
			if paper[c.file] == nil {
				delete(tree, c.file)
			}
		} else {
			changed(tree, c)
		}
		k.show(t, tree, fmt.Sprintf("BLOTTER_SEED=%d, at last after %.60q", seed, c), editions[random.IntN(len(editions))])
	}
}

// change is one of a paper: in a file, text becomes other text; without such text the
// file becomes another, or goes.
type change struct{ file, was, is string }

// dot is a picture of one colour.
func dot(width int) string {
	var out bytes.Buffer
	_ = png.Encode(&out, image.NewGray(image.Rect(0, 0, width, 700))) // a Buffer never fails
	return out.String()
}

// onePaper is a paper with one of everything that pages tell of, and lists that are
// long enough to have several pages.
func onePaper() fiction.Tree {
	tree := fiction.Tree{}
	for name, text := range map[string]string{
		siteFile: `title: The Record
tagline: What happened
notice: A sample
base_url: https://example.org/
time_zone: Europe/London
permalink: /articles/SLUG/
nav: [{title: Cases, url: /incidents/}, {title: Who, url: /about/}]
publisher: {name: A Publisher, logo: static/logo.svg, contact: desk@example.org}
newsletter: {provider: netlify, sends: One letter a week., stop: Write to us.}
`,
		"static/logo.svg":                     `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`,
		"content/pages/about.md":              "---\ntitle: About\n---\nWe report. We are not [a bank](../companies/island.md), [a port](../companies/port.md) or [a quay](../companies/quay.md).\n",
		"content/pages/privacy.md":            "---\ntitle: Privacy\n---\nWe keep nothing.\n",
		"content/pages/corrections-policy.md": "---\ntitle: How we correct\n---\nAt once.\n",
		"content/companies/acme.md":           "---\nname: Acme\naliases: [Acme Limited]\ncountry: GB\nsector: retail\nwebsite: https://acme.example/\n---\nA shop. See [lures](../articles/lure-1.md).\n\n![Its house](house.png)\n",
		"content/companies/house.png":         dot(1200),
		"content/companies/branch.md":         "---\nname: Branch\nparent: Acme\n---\nA branch.\n",
		"content/companies/vendor.md":         "---\nname: Vendor\n---\nIt looks into things.\n",
		"content/companies/island.md":         "---\nname: Island Bank\ncountry: IS\nsector: finance\n---\nA bank.\n",
		"content/companies/port.md":           "---\nname: Port\n---\nA port.\n",
		"content/companies/quay.md":           "---\nname: Quay\nparent: Old Firm\n---\nA quay.\n",
		"content/companies/old.md":            "---\nname: Old Firm\nmerged: vendor\n---\n",
		"content/companies/past.md":           "---\nname: Past Firm\nmerged: island\n---\n",
		"content/actors/owl.md":               "---\nname: Glass Owl\nkind: criminal\naliases: [{name: Owl Two, by: Vendor, relation: same}, {name: Night Owl, by: Firm One, relation: same}]\n---\nA group.\n",
		"content/authors/ann.md":              "---\nname: Ann Ash\nrole: Reporter\nexpertise: [Shops]\nphoto: {src: ann.png, alt: Ann}\n---\nShe writes.\n",
		"content/authors/eva.md":              "---\nname: Eva Elm\n---\nShe thinks.\n",
		"content/authors/ann.png":             dot(900),
		"content/incidents/acme-2025.md":      "---\ntitle: The Acme case\ncompany: [Acme, {name: Vendor, role: supplier}]\nsources:\n  secret: {kind: press, by: The Courier, title: A story}\nstatements:\n  - {date: 2025-05-03, attribution_status: suspected, attributed_to: Glass Owl, attributed_by: Vendor, attributed_source: secret, tlp: amber}\n  - {date: 2025-05-06, incident_status: recovering, embargo: 2026-12-01T00:00:00Z}\n---\nThe story. See [lures](../articles/lure-2.md).\n\n![The scene](scene.png)\n",
		"content/incidents/sea-2025.md":       "---\ntitle: The Sea case\ncompany: Sea Line\n---\nAnother story.\n",
		"content/incidents/scene.png":         dot(1300),
		"content/articles/one.md":             "---\ntitle: Acme is down\ndate: 2025-05-01T09:00\nincident: acme-2025\ncompany: Acme\nincident_type: ransomware\ntype_status: claimed\ntype_by: Owl Two\nattribution_status: claimed\nattributed_to: Owl Two\nattributed_by: Owl Two\nauthors: ann\nhero: {src: one.png, alt: Tills}\nincident_status: developing\nclaims:\n  - {say: Orders are stopped, status: stated, by: Acme Limited}\n---\nThe text. See [Acme](../companies/acme.md), [what followed](two.md) and [a note](note.txt).\n\n![A till](till.png)\n",
		"content/articles/one.png":            dot(1400),
		"content/articles/till.png":           dot(1500),
		"content/articles/note.txt":           "A note.\n",
		"content/articles/two.md":             "---\ntitle: Acme is back\ndate: 2025-05-04T09:00\nincident: acme-2025\nauthors: ann\nincident_status: contained\nattribution_status: attributed-by-vendor\nattributed_to: Glass Owl\nattributed_by: Vendor\nattributed_on: 2025-05-04\n---\nThe text.\n",
		"content/articles/three.md":           "---\ntitle: Acme once more\ndate: 2025-05-06T09:00\nincident: acme-2025\nauthors: ann\n---\nThe text.\n",
		"content/articles/talk.md":            "---\ntitle: What we saw of the Past Firm\ndate: 2025-01-05T09:00\nform: opinion\nauthors: eva\nmentions: [Past Firm]\n---\nThe text.\n",
		"content/articles/soon.md":            "---\ntitle: What comes\ndate: 2026-12-10T09:00\nembargo: 2026-11-25T09:00:00Z\nform: opinion\nauthors: eva\n---\nThe text.\n",
		"content/articles/twice.md":           "---\ntitle: Lone Line is slow\ndate: 2025-01-07T09:00\ncompany: Lone Line\nincident_type: ddos\ntype_status: reported\ntype_by: The Courier\nattribution_status: unattributed\nsources:\n  letter: {kind: press, by: The Courier, title: A letter}\nstatements:\n  - {date: 2025-01-07T09:00, incident_type: ddos, type_status: reported, type_by: The Courier, type_source: letter, embargo: 2026-12-01T00:00:00Z}\n---\nThe text.\n",
		"content/articles/view.md":            "---\ntitle: What Acme teaches\ndate: 2025-05-05T09:00\nform: opinion\nincident: acme-2025\nauthors: eva\nmentions: [Vendor]\n---\nThe text.\n",
		"content/articles/other.md":           "---\ntitle: Branch is down\ndate: 2025-04-01T09:00\ncompany: [Branch, {name: Acme, role: cause}]\nincident_type: data-breach\ntype_status: confirmed\ntype_by: Branch\nattribution_status: unattributed\nembargo: 2025-04-01T10:00:00Z\n---\nThe text.\n",
		"content/articles/sea.md":             "---\ntitle: Sea Line is slow\ndate: 2025-05-10T09:00\nincident: sea-2025\ncompany: Sea Line\nincident_type: intrusion\ntype_status: confirmed\ntype_by: A Source\nattribution_status: suspected\nattributed_to: criminal\nattributed_by: A Source\ndenied_by: [Night Owl, Acme Stores]\n---\nThe text.\n",
		"content/articles/gone.md":            "---\ntitle: Sea Line stops\ndate: 2025-05-09T09:00\nexpires: 2025-06-01T00:00:00Z\nincident: sea-2025\ncompany: Sea Line\nincident_type: espionage\ntype_status: reported\ntype_by: The Courier\nattribution_status: unattributed\nclaims:\n  - {say: Ships wait, status: stated, by: Sea Line}\nstatements:\n  - {date: 2025-05-08, attribution_status: attributed-by-vendor, attributed_to: Red Fox, attributed_by: Firm One}\n  - {date: 2025-05-08, attribution_status: attributed-by-vendor, attributed_to: Blue Fox, attributed_by: Firm Two}\n---\nThe text.\n",
		"content/articles/sea-2.md":           "---\ntitle: Sea Line says more\ndate: 2025-05-12T09:00\nincident: sea-2025\nstatements:\n  - {date: 2025-05-11, attribution_status: attributed-by-vendor, attributed_to: criminal, attributed_by: Firm One}\n  - {date: 2025-05-11, attribution_status: attributed-by-vendor, attributed_to: criminal, attributed_by: Firm Two}\n---\nThe text.\n",
		"content/articles/lure-1.md":          "---\ntitle: Lures at Vendor\ndate: 2026-06-20T09:00\ncompany: Vendor\nincident_type: phishing\ntype_status: confirmed\ntype_by: Vendor\nattribution_status: unattributed\n---\nThe text.\n",
		"content/articles/lure-2.md":          "---\ntitle: Lures at Branch\ndate: 2026-07-20T09:00\ncompany: Branch\nincident_type: phishing\ntype_status: confirmed\ntype_by: Branch\nattribution_status: unattributed\n---\nThe text.\n",
		"content/articles/last.md":            "---\ntitle: Vendor is slow\ndate: 2026-08-10T09:00\ncompany: Vendor\nincident_type: disruption\nattribution_status: unattributed\n---\nThe text.\n",
		"content/articles/due.md":             "---\ntitle: Vendor is down\ndate: 2026-06-15T09:00\ncompany: Vendor\nincident_type: ransomware\nattribution_status: unattributed\n---\nThe text.\n",
	} {
		tree[name] = []byte(text)
	}
	for n := range 45 {
		company, more := fmt.Sprintf("Shop %d", n%7), ""
		switch n {
		case 2:
			more = "tags: [flaws]\n"
		case 30:
			more = "expires: 2028-01-01T00:00:00Z\n"
		case 41:
			company = "Old Firm"
		}
		tree[fmt.Sprintf("content/articles/flaw-%02d.md", n)] = fmt.Appendf(nil, `---
title: Flaw %d
date: 2025-03-%02dT09:%02d
form: advisory
advisory: {id: A-%d}
company: %s
incident_type: vulnerability
attribution_status: not-applicable
authors: ann
mentions: [Acme]
vulnerabilities:
  - {cve: CVE-2025-1111, cvss: 7.1, title: A flaw, affected: All, fixed: None}
%s---
The text.
`, n, n%28+1, n, n, company, more)
	}
	for n := range 58 { // one more, and their list has one page more
		status := "reported"
		if n == 36 {
			status = "claimed"
		}
		tree[fmt.Sprintf("content/articles/loss-%02d.md", n)] = fmt.Appendf(nil, `---
title: Loss %d
date: 2025-02-%02dT09:%02d
company: [Shop %d, {name: Host, role: supplier}]
incident_type: data-breach
type_status: %s
type_by: The Courier
attribution_status: unattributed
---
The text.
`, n, n%28+1, n, n%7, status)
	}
	for n := range 14 { // as many as leave the list of all incidents one short of a page more
		company := fmt.Sprintf("Shop %d", n%7)
		if n == 3 {
			company = "Old Firm"
		}
		tree[fmt.Sprintf("content/articles/stop-%02d.md", n)] = fmt.Appendf(nil, `---
title: Stop %d
date: 2025-01-%02dT10:00
company: %s
incident_type: disruption
attribution_status: unattributed
---
The text.
`, n, n+1, company)
	}
	return tree
}

// changes are those that are made to it.
func changes() []change {
	at := func(kind, name string) string { return "content/" + kind + "/" + name }
	words := func(text string) change { return change{"templates/strings/en.yaml", "", text} }
	return []change{
		{siteFile, "The Record", "The Other Record"}, {siteFile, "What happened", "What is new"}, {siteFile, "A sample", "No sample"},
		{siteFile, "example.org/", "example.org/news/"}, {siteFile, "Europe/London", "Asia/Tokyo"}, {siteFile, "/articles/SLUG/", "/YEAR/SLUG/"},
		{siteFile, "title: Cases", "title: Files"}, {siteFile, "/about/", "/privacy/"}, {siteFile, "A Publisher", "Another"}, {siteFile, "desk@", "news@"},
		{siteFile, "One letter", "Two letters"}, {siteFile, "newsletter:", "cards: on\nnewsletter:"}, {siteFile, "newsletter:", "feeds: {items: 3}\nnewsletter:"},
		{siteFile, "newsletter:", "language: de\nnewsletter:"}, {siteFile, "newsletter:", "images: {formats: []}\nnewsletter:"},
		{siteFile, "newsletter:", "vocabulary: {sectors: {toys: {label: Toys, definition: sells toys}}}\nnewsletter:"},
		{siteFile, "Write to us.", "Tell us."}, {siteFile, "provider: netlify", "provider: form, endpoint: \"https://letters.example/a\""},
		{siteFile, "provider: netlify", "provider: form, endpoint: \"https://letters.example/b\""},
		{siteFile, "provider: netlify", "provider: form, endpoint: \"https://letters.example/a\", field: address"},
		{siteFile, "newsletter:", "cards: on\ncards_since: 2025-03-10\nnewsletter:"},
		words("nav: {incidents: Cases}\n"), words("fact: {what: What it was}\n"), words("month: {5: Maius}\n"), words("list: {between: \" / \"}\n"),
		words("kind: {companies: Firms}\n"), words("follow: {incident: Go on}\n"), words("card: {alleged: They say}\n"),
		{"static/logo.svg", "", ""}, {"static/robots.txt", "", "User-agent: *\n"}, {"static/assets/more.css", "", "p{}"},
		{"templates/article.html", "", "{{.Title}} {{.Body.HTML}}"}, {"templates/partials/card.html", "", "{{.Title}}"},
		{at("pages", "privacy.md"), "Privacy", "Your data"}, {at("pages", "privacy.md"), "", ""}, {at("pages", "corrections-policy.md"), "", ""},
		{at("pages", "about.md"), "We report.", "We tell."},
		{at("companies", "acme.md"), "name: Acme", "name: Acme Group"}, {at("companies", "acme.md"), "[Acme Limited]", "[Acme Limited, The Courier]"},
		{at("companies", "acme.md"), "GB", "NL"}, {at("companies", "acme.md"), "retail", "health"}, {at("companies", "acme.md"), "A shop.", "A big shop."},
		{at("companies", "acme.md"), "https://acme", "https://www.acme"}, {at("companies", "branch.md"), "Acme", "Vendor"}, {at("companies", "branch.md"), "parent: Acme", "ticker: BR"},
		{at("companies", "branch.md"), "name: Branch", "name: The Branch\naliases: [Branch]"}, {at("companies", "vendor.md"), "looks", "sees"}, {at("companies", "courier.md"), "", "---\nname: The Courier\n---\nA paper.\n"},
		{at("companies", "shop-3.md"), "", "---\nname: Third Shop\naliases: [Shop 3]\nsector: retail\ncountry: NL\n---\nA shop.\n"},
		{at("actors", "owl.md"), "same", "overlaps"}, {at("actors", "owl.md"), "criminal", "nation-state"}, {at("actors", "owl.md"), "name: Glass Owl", "name: Iron Owl"},
		{at("actors", "owl.md"), "Owl Two", "Owl Three"}, {at("actors", "owl.md"), "", ""},
		{at("authors", "ann.md"), "Reporter", "Editor"}, {at("authors", "ann.md"), "Ann Ash", "Ann B. Ash"}, {at("authors", "ann.md"), "She writes.", "She reads."},
		{at("authors", "ann.md"), "Shops", "Banks"}, {at("authors", "ann.png"), "", dot(800)}, {at("companies", "house.png"), "", dot(1000)}, {at("incidents", "scene.png"), "", dot(700)},
		{at("articles", "one.png"), "", dot(1450)}, {at("articles", "one.png"), "", dot(500)}, {at("articles", "till.png"), "", dot(1100)}, {at("articles", "note.txt"), "", "Another.\n"},
		{at("incidents", "acme-2025.md"), "The Acme case", "The case"}, {at("incidents", "acme-2025.md"), "tlp: amber", "embargo: 2026-06-15T09:00:00Z"},
		{at("incidents", "acme-2025.md"), "statements:", "proceedings: active\nstatements:"}, {at("incidents", "acme-2025.md"), "statements:", "occurred: 2025-04-20\nstatements:"},
		{at("incidents", "acme-2025.md"), "supplier", "victim"}, {at("incidents", "acme-2025.md"), "The story.", "All of it."}, {at("incidents", "acme-2025.md"), "", ""},
		{at("articles", "one.md"), "Acme is down", "Acme stands still"}, {at("articles", "one.md"), "type_status: claimed", "type_status: reported"}, {at("articles", "one.md"), "The text.", "Another text."},
		{at("articles", "one.md"), "developing", "resolved"}, {at("articles", "one.md"), "authors: ann", "authors: Ben Birch"}, {at("articles", "one.md"), "stopped", "slow"},
		{at("articles", "one.md"), "company: Acme", "company: Acme\nlanguage: de"}, {at("articles", "one.md"), "company: Acme", "company: Acme\ntags: [tills]"},
		{at("articles", "two.md"), "Acme is back", "Acme works"}, {at("articles", "two.md"), "09:00", "11:00"}, {at("articles", "two.md"), "contained", "resolved"}, {at("articles", "two.md"), "vendor", "government"},
		{at("articles", "paper.md"), "", "---\ntitle: The Courier is down\ndate: 2025-05-20T09:00\ncompany: The Courier\nincident_type: ransomware\nattribution_status: unattributed\n---\nThe text.\n"},
		{at("articles", "two.md"), "incident_status", "slug: too\nincident_status"}, {at("articles", "two.md"), "date:", "draft: true\ndate:"},
		{at("articles", "view.md"), "teaches", "learns"}, {at("articles", "view.md"), "opinion", "analysis"}, {at("articles", "view.md"), "eva", "Ben Birch"}, {at("articles", "view.md"), "", ""},
		{at("articles", "view.md"), "[Vendor]", "[Vendor, Acme]"},
		{at("articles", "other.md"), "cause", "victim"}, {at("articles", "other.md"), "data-breach", "ransomware"}, {at("articles", "other.md"), "confirmed", "disputed"}, {at("articles", "other.md"), "company:", "withdrawn: {date: 2025-04-09, reason: It was wrong}\ncompany:"},
		{at("articles", "flaw-01.md"), "7.1", "7.2"}, {at("articles", "flaw-01.md"), "Flaw 1", "Flaw 1b"}, {at("articles", "flaw-20.md"), "2025-03", "2025-02"}, {at("articles", "flaw-21.md"), "mentions: [Acme]\n", ""},
		{at("articles", "flaw-22.md"), "authors: ann\n", ""}, {at("articles", "flaw-23.md"), "", ""}, {at("articles", "flaw-02.md"), "tags: [flaws]", "tags: [faults]"}, {at("articles", "flaw-02.md"), "tags: [flaws]\n", ""}, {at("articles", "flaw-03.md"), "date:", "removed: true\ndate:"},
		{at("articles", "flaw-04.md"), "form: advisory\nadvisory: {id: A-4}", "form: report"},
		{at("articles", "loss-07.md"), "reported", "claimed"}, {at("articles", "loss-08.md"), "2025-02", "2024-12"}, {at("articles", "loss-09.md"), "", ""}, {at("articles", "loss-10.md"), "attribution_status: unattributed", "attribution_status: suspected\nattributed_to: Glass Owl\nattributed_by: Vendor"},
		// What is not in the lists of a page, and yet tells on it.
		{at("companies", "island.md"), "A bank.", "A small bank."}, {at("authors", "eva.md"), "Eva Elm", "Eva Oak"}, {at("articles", "lure-2.md"), "Lures", "Baits"},
		{at("companies", "island.md"), "country: IS", "parent: Acme"}, {at("companies", "port.md"), "name: Port", "name: Port\nparent: Acme"}, {at("articles", "loss-08.md"), "2025-02", "2024-11"},
		{at("articles", "loss-30.md"), "attribution_status", "incident_status: developing\nattribution_status"},
		{at("articles", "loss-31.md"), "company: [Shop 3, {name: Host, role: supplier}]\nincident_type: data-breach\ntype_status: reported\ntype_by: The Courier\nattribution_status: unattributed", "form: analysis\nauthors: eva"},
		{at("articles", "loss-36.md"), "Loss 36", "A great loss"}, {at("articles", "loss-11.md"), "attribution_status", "country: IS\nattribution_status"},
		{at("articles", "loss-12.md"), "attribution_status", "sector: finance\nattribution_status"}, {at("articles", "loss-13.md"), "data-breach", "espionage"},
		{at("articles", "more.md"), "", "---\ntitle: A new loss\ndate: 2025-05-21T09:00\ncompany: Shop 1\nincident_type: data-breach\ntype_status: reported\ntype_by: The Courier\nattribution_status: unattributed\n---\nThe text.\n"},
		{at("articles", "gone.md"), "Ships wait", "Ships sink"}, {at("articles", "gone.md"), "by: Sea Line", "by: The Courier"},
		{at("companies", "acme.md"), "[Acme Limited]", "[Acme Limited, Acme Stores]"}, {at("companies", "acme.md"), "name: Acme", "name: Acme Stores"}, {at("actors", "owl.md"), "Night Owl", "Dark Owl"}, {at("actors", "owl.md"), "Firm One, relation: same", "Firm One, relation: overlaps"},
		{at("articles", "last.md"), "attribution_status", "type_on: 2026-07-05\nattribution_status"},
		{at("actors", "fox.md"), "", "---\nname: Red Fox\nkind: criminal\naliases: [{name: Blue Fox, by: Firm One, relation: same}]\n---\nA group.\n"},
		{at("actors", "fox.md"), "", "---\nname: Red Fox\nkind: criminal\naliases: [{name: Blue Fox, by: Firm One, relation: overlaps}]\n---\nA group.\n"},
		// What a page tells of and another file decides: where a link of a text leads, how
		// a tag is spelled, whom a name means, what the last report of a story is called.
		{at("articles", "lure-1.md"), "date:", "slug: a-lure\ndate:"}, {at("articles", "lure-2.md"), "date:", "slug: another-lure\ndate:"},
		{at("articles", "loss-08.md"), "attribution_status", "tags: [Flaws]\nattribution_status"}, {at("companies", "old.md"), "vendor", "port"}, {at("companies", "past.md"), "island", "quay"}, {at("articles", "three.md"), "Acme once more", "Acme at work"},
	}
}

// extras are what invented sites do not have: settings of site.yaml, and files.
type extras struct {
	settings map[string]string // lines of site.yaml by key
	files    fiction.Tree
}

// edit changes one of them.
func (x *extras) edit(random *rand.Rand) {
	if x.settings == nil {
		x.settings, x.files = map[string]string{}, fiction.Tree{}
	}
	n := random.IntN(100)
	for _, change := range []func(){
		func() { x.settings["cards"] = []string{"cards: on", "cards: off", ""}[n%3] },
		func() {
			x.settings["newsletter"] = []string{"", "newsletter: {provider: netlify, sends: One letter a week., stop: Write to us.}",
				fmt.Sprintf("newsletter: {provider: form, endpoint: \"https://letters.example/%d\", sends: Letters.}", n)}[n%3]
		},
		func() { x.settings["fonts"] = []string{"", "fonts: system"}[n%2] },
		func() {
			x.files["content/pages/privacy.md"] = fmt.Appendf(nil, "---\ntitle: Privacy %d\n---\nWe keep nothing.\n", n)
		},
		func() { delete(x.files, "content/pages/privacy.md") },
	} {
		if random.IntN(3) == 0 {
			change()
		}
	}
}

func (x *extras) into(tree fiction.Tree) {
	for _, line := range x.settings {
		tree[siteFile] = append(append([]byte(nil), tree[siteFile]...), line+"\n"...)
	}
	maps.Copy(tree, x.files)
}
