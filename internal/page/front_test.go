package page

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"blotter/internal/fiction"
	"blotter/internal/site"
)

// invented gives desks of invented newsrooms, which have all forms of articles,
// alleged incidents, corrections and what was withdrawn.
func invented(t *testing.T, check func(t *testing.T, d *desk)) {
	seed := fiction.Seed(t)
	for n := range uint64(fiction.Rounds(3, 30)) {
		story := fiction.New(fiction.Options{Seed: seed + n, Articles: 10 + 40*int(n%3)})
		s := read(t, story.Tree().FS())
		made := newsroom(t, s, site.Edition{Now: story.Now()})
		t.Run(strconv.FormatUint(seed+n, 10), func(t *testing.T) { check(t, newDesk(made, album(t, made))) })
	}
}

// Wherever a view says how something is known, it says who says so, and what.
func TestNoWordForHowStandsAlone(t *testing.T) {
	var walk func(t *testing.T, path string, v reflect.Value)
	walk = func(t *testing.T, path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Slice:
			for i := range v.Len() {
				walk(t, path, v.Index(i))
			}
		case reflect.Struct:
			if l, ok := v.Interface().(Line); ok && (l.How == "" || l.What == "" || l.By == "") {
				t.Errorf("%s: a line lacks its claim or its speaker: %+v", path, l)
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(t, path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		}
	}
	invented(t, func(t *testing.T, d *desk) {
		for _, part := range paged(len(d.Articles), d.Path)[:1] {
			walk(t, "home", reflect.ValueOf(d.home(part)).Elem())
		}
		walk(t, "card", reflect.ValueOf(d.cardsOf(d.Articles)))
		walk(t, "incident card", reflect.ValueOf(d.incidentCardsOf(d.Incidents)))
	})
}

// A card of an incident that rests on somebody's word only says so, whatever
// list it stands in.
func TestAllegedIncidentsAreMarked(t *testing.T) {
	invented(t, func(t *testing.T, d *desk) {
		for _, i := range d.Incidents {
			if card := d.incidentCard(i); (card.Alleged != "") != i.Standing.Alleged {
				t.Errorf("%s: alleged %v, its card says %q", i.ID, i.Standing.Alleged, card.Alleged)
			}
		}
		for _, a := range d.Articles {
			if a.Article.IsStatement() && a.Incidents[0].Standing.Alleged && d.card(a).Alleged == "" {
				t.Errorf("%s is of an alleged incident, and its card does not say so", a.ID)
			}
		}
	})
}

// The front page shows each of the newest articles in one place.
func TestFrontPageShowsEachArticleOnce(t *testing.T) {
	invented(t, func(t *testing.T, d *desk) {
		part := paged(len(d.Articles), d.Path)[0]
		v := d.home(part)
		shown := map[string]int{}
		for _, card := range slices.Concat([]Card{v.Lead, v.Second, v.Opinion}, v.Before, v.Latest, v.More) {
			if card.URL != "" {
				shown[card.URL]++
			}
		}
		for _, a := range d.Articles[part.from:part.to] {
			if shown[a.URL] != 1 {
				t.Errorf("%s is shown %d times", a.URL, shown[a.URL])
			}
		}
		for url, n := range shown {
			if n > 1 {
				t.Errorf("%s is shown %d times", url, n)
			}
		}
		if len(v.Latest) > 0 && v.Second.URL == "" {
			t.Error("short ones without a large one")
		}
	})
}

// The figures of the state of the record are those of the lists that they lead to.
func TestStateAgreesWithTheLists(t *testing.T) {
	invented(t, func(t *testing.T, d *desk) {
		facts, alleged := 0, 0
		for _, i := range d.Incidents {
			if i.Standing.Alleged {
				alleged++
			} else {
				facts++
			}
		}
		withdrawn := 0
		for _, e := range d.logEntries() {
			if e.Kind == d.Words.Say("corrections.withdrawn") {
				withdrawn++
			}
		}
		corrections := d.under("corrections/")
		want := map[string][]int{
			d.under("incidents/"): {facts}, d.under("incidents/alleged/"): {alleged},
			corrections: {len(d.logEntries()) - withdrawn, withdrawn},
		}
		said := map[string][]string{}
		for _, f := range d.state() {
			if f.Name.URL != "" {
				said[f.Name.URL] = append(said[f.Name.URL], f.Figure)
			}
		}
		for list, counts := range want {
			var figures []string
			for _, n := range counts {
				if n > 0 {
					figures = append(figures, d.Words.Number(n))
				}
			}
			if !slices.Equal(said[list], figures) {
				t.Errorf("the state says %q of %s, which has %v", said[list], list, counts)
			}
		}
		// The log is headed by the same figures.
		for n, count := range d.logCounts() {
			if want := want[corrections][n]; want > 0 && !strings.HasPrefix(count, d.Words.Number(want)+" ") {
				t.Errorf("the log is headed %q, and the state says %d", count, want)
			}
		}
	})
}

func report(title, date, more string) string {
	return "---\ntitle: " + title + "\ndate: " + date + "\n" + more + "---\nText.\n"
}

// An actor's word alone does not lead the paper, and neither does a column or what
// is in another language.
func TestWhatLeads(t *testing.T) {
	known := "company: Harbour Ferries\nincident_type: outage\nattribution_status: not-applicable\n"
	listed := "company: Orrell Brewing\nincident_type: data-extortion\ntype_status: claimed\nattribution_status: claimed\nattributed_to: Salt Meridian\nattributed_by: Salt Meridian\n"
	_, _, d := record(t, map[string]string{
		"articles/ferries.md": report("Ferries stop", "2025-11-01", known),
		"articles/brewer.md":  report("Leak site lists Orrell Brewing, which it claims to hold", "2025-11-02", listed),
		"articles/column.md":  report("A leak site is a press office", "2025-11-03", "form: opinion\n"),
	})
	if got := d.home(paged(3, d.Path)[0]); got.Lead.Title != "Ferries stop" || got.Opinion.Title != "A leak site is a press office" {
		t.Errorf("%q leads, and the opinion is %q", got.Lead.Title, got.Opinion.Title)
	}
	_, _, d = record(t, map[string]string{
		"articles/ferries.md": report("Ferries stop", "2025-11-01", known),
		"articles/fähren.md":  report("Fähren stehen still", "2025-11-02", known+"language: de\n"),
	})
	if got := d.home(paged(2, d.Path)[0]).Lead; got.Title != "Ferries stop" {
		t.Errorf("%q leads a paper in English", got.Title)
	}
	_, _, d = record(t, map[string]string{
		"articles/brewer.md": report("Leak site lists Orrell Brewing, which it claims to hold", "2025-11-02", listed),
		"articles/column.md": report("A leak site is a press office", "2025-11-03", "form: opinion\n"),
	})
	if got := d.home(paged(2, d.Path)[0]).Lead; !strings.HasPrefix(got.Title, "Leak site") || got.Alleged == "" {
		t.Errorf("%q leads, alleged %q", got.Title, got.Alleged)
	}
}

// The front page of a small site has no empty part, and that of a large one keeps
// to its budget of elements.
func TestFrontPagesOfAllSizes(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 20, 39, 60} {
		files := map[string]string{}
		for i := range n {
			name := "report-" + strconv.Itoa(i)
			files["articles/"+name+".md"] = report("Company "+strconv.Itoa(i)+" stops", "2025-"+strconv.Itoa(10+i%2)+"-"+strconv.Itoa(10+i%19)+"T10:"+strconv.Itoa(10+i%50),
				"company: Company "+strconv.Itoa(i)+"\nincident_type: "+[]string{"outage", "ransomware", "ddos"}[i%3]+"\nattribution_status: attributed-by-vendor\nattributed_to: Glass Heron\nattributed_by: Halden Research\nincident_status: developing\n")
		}
		theme, made, _ := record(t, files)
		for _, f := range theme.Files(made, album(t, made)) {
			if f.Path != "index.html" {
				continue
			}
			root, err := html.Parse(strings.NewReader(written(t, f)))
			if err != nil {
				t.Fatal(err)
			}
			elements := 0
			walk(root, func(node *html.Node) {
				if node.Type != html.ElementNode {
					return
				}
				elements++
				switch node.Data {
				case "ul", "ol", "dl", "section", "p", "h2", "h3", "nav":
					if textIn(node) == "" {
						class, _ := attribute(node, "class")
						t.Errorf("%d articles: an empty %s.%s", n, node.Data, class)
					}
				}
			})
			if elements > 800 {
				t.Errorf("%d articles: %d elements", n, elements)
			}
			t.Logf("%d articles: %d elements", n, elements)
		}
	}
}

func textIn(n *html.Node) string {
	var b strings.Builder
	walk(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return strings.TrimSpace(b.String())
}

// The log has every correction and every withdrawal, the newest first, each once.
func TestTheLogHasEverything(t *testing.T) {
	invented(t, func(t *testing.T, d *desk) {
		entries := d.logEntries()
		if len(entries) != len(d.Corrections)+len(d.Withdrawn) {
			t.Errorf("%d entries for %d corrections and %d withdrawn articles", len(entries), len(d.Corrections), len(d.Withdrawn))
		}
		for n := 1; n < len(entries); n++ {
			if entries[n].at.Time.After(entries[n-1].at.Time) {
				t.Errorf("entry %d is newer than the one before it", n)
			}
		}
	})
}

// Names stand under the letter that readers look for.
func TestLetters(t *testing.T) {
	for name, want := range map[string]string{"Équipe": "E", "orrell": "O", "3CX": "0–9", "«Anonymous»": "A", "Яндекс": "Я"} {
		if got := initial(name); got != want {
			t.Errorf("%s stands under %s, not %s", name, got, want)
		}
	}
}
