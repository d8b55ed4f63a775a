package words

import (
	"context"
	"html/template"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"blotter"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/source"
)

// shipped gives the built-in words of a language.
func shipped(t testing.TB, language string) *Words {
	t.Helper()
	w, found := Shipped(blotter.Builtin(), language)
	for _, d := range found {
		t.Fatal(d)
	}
	return w
}

// builtin is a small set of built-in files: English knows every word of the real
// one, and three more.
func builtin(t testing.TB) fstest.MapFS {
	t.Helper()
	english, err := fs.ReadFile(blotter.Builtin(), "templates/strings/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := string(english) + ("test:\n  greet: Hello, {name}\n  count:\n    zero: no files\n    one: \"{n} file\"\n    other: \"{n} files\"\n  plain: Plain\n")
	return fstest.MapFS{"templates/strings/en.yaml": {Data: []byte(text)}}
}

// load gives the words of a project over builtin.
func load(t testing.TB, builtin fstest.MapFS, language string, files map[string]string) (*Words, diag.List) {
	t.Helper()
	project := fstest.MapFS{}
	for name, text := range files {
		project["templates/strings/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	s, err := source.FromFS(project, builtin).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return Load(s, language, diag.Span{Line: 3, Col: 11, EndLine: 3, EndCol: 13})
}

func TestSay(t *testing.T) {
	w, found := load(t, builtin(t), "en", nil)
	if len(found) > 0 {
		t.Fatal(found)
	}
	for _, c := range []struct{ got, want string }{
		{w.Say("test.plain"), "Plain"},
		{w.Say("test.greet", "name", "Ada"), "Hello, Ada"},
		{w.Say("test.count", "n", 0), "no files"},
		{w.Say("test.count", "n", 1), "1 file"},
		{w.Say("test.count", "n", 12500), "12,500 files"},
		{w.Number(-1234567), "−1,234,567"},
		{w.Decimal(9.8, 1), "9.8"},
		{w.Grouped("1500.25"), "1,500.25"},
		{w.List([]string{"A"}), "A"},
		{w.List([]string{"A", "B"}), "A and B"},
		{w.List([]string{"A", "B", "C"}), "A, B and C"},
		{w.Inside("Data breach"), "data breach"},
		{w.Inside("DDoS"), "DDoS"},
		{Heading("élan"), "Élan"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestHTML(t *testing.T) {
	w, _ := load(t, builtin(t), "en", nil)
	got, err := w.HTML("test.greet", "name", "<b>")
	if err != nil || got != "Hello, &lt;b&gt;" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, _ = w.HTML("test.greet", "name", template.HTML("<b>Ada</b>")); got != "Hello, <b>Ada</b>" {
		t.Errorf("got %q", got)
	}
	for _, args := range [][]any{{"test.nothing"}, {"test.greet"}, {"test.greet", "name", true}, {"test.count", "n", "many"}} {
		if _, err := w.Text(args[0].(string), args[1:]...); err == nil {
			t.Errorf("%v is said", args)
		}
	}
}

func TestDates(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	w := shipped(t, "en")
	date := func(text string) news.Date {
		d, err := news.ParseDate(text, london)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ got, want string }{
		{w.Date(news.Date{}), ""},
		{w.Date(date("2025")), "2025"},
		{w.Date(date("2025-04")), "April 2025"},
		{w.Date(date("2025-04-28")), "28 April 2025"},
		{w.Date(date("2025-04-28T09:05")), "28 April 2025, 09:05 BST"},
		{w.Date(date("2025-12-01T09:05")), "1 December 2025, 09:05 GMT"},
		{w.Date(date("2025-04~")), "about April 2025"},
		{w.Day(date("2025-04-28T09:05")), "28 April 2025"},
		{w.ShortDay(date("2025-04-28")), "28 Apr 2025"},
		{w.Weekday(date("2025-04-28")), "Monday 28 April 2025"},
		{w.Clock(date("2025-04-28T09:05")), "09:05"},
		{w.ZonedClock(date("2025-04-28T09:05")), "09:05 BST"},
		{w.Clock(date("2025-04-28")), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	for zone, want := range map[string]string{"Asia/Tehran": "1 July 2025, 15:30 UTC+3:30", "America/Sao_Paulo": "1 July 2025, 09:00 UTC−3"} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		d := news.Date{Time: time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC).In(place), Precision: news.ToSecond}
		if got := w.Date(d); got != want {
			t.Errorf("%s: got %q, want %q", zone, got, want)
		}
	}
}

// A site replaces single words; a region comes before its language.
func TestOverrides(t *testing.T) {
	w, found := load(t, builtin(t), "en-GB", map[string]string{
		"en.yaml":    "test:\n  plain: Ours\n  greet: Good day, {name}\n",
		"en-GB.yaml": "test.plain: Britain's\nmine:\n  word: Mine\nvocabulary:\n  incident_types:\n    ransomware: {label: Extortion}\n",
		"fr.yaml":    "nothing: {here\n", // another language's mistakes are nobody's business
	})
	if len(found) > 0 {
		t.Error(found)
	}
	for key, want := range map[string]string{"test.plain": "Britain's", "mine.word": "Mine", "month.4": "April"} {
		if got := w.Say(key); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if got := w.Say("test.greet", "name", "Ada"); got != "Good day, Ada" {
		t.Errorf("got %q", got)
	}
	v := w.Translated(news.NewVocabulary(map[string][]news.Word{news.IncidentTypes: {{Value: "deepfake", Label: "Deepfake"}}}))
	for value, want := range map[string]string{"ransomware": "Extortion", "deepfake": "Deepfake", "ddos": "DDoS"} {
		if got := v.Label(news.IncidentTypes, value); got != want {
			t.Errorf("%s: got %q, want %q", value, got, want)
		}
	}
	if own := w.Own(); len(own) != 1 || own[0].Key != "mine.word" || own[0].Span.Line != 3 {
		t.Errorf("own words: %v", own)
	}
	if w.Digest() == shipped(t, "en").Digest() {
		t.Error("other words, the same digest")
	}
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		language string
		files    map[string]string
		want     string
	}{
		"no such language": {"nl-BE", nil, "content/site.yaml:3:11: error: there are no words in the language «nl-BE» [unknown-language]"},
		"hole":             {"en", map[string]string{"en.yaml": "test: {greet: 'Hello, {nmae}'}\n"}, "templates/strings/en.yaml:1:8: error: «test.greet» leaves out {name} [missing-hole]\ntemplates/strings/en.yaml:1:8: error: nothing is known to fill {nmae} in «test.greet» with [unknown-hole]"},
		"braces":           {"en", map[string]string{"en.yaml": "test: {plain: 'a } b'}\n"}, "templates/strings/en.yaml:1:15: error: the word «test.plain» cannot be read: braces hold the name of a hole, in small letters: {speaker} [bad-hole]"},
		"plural":           {"en", map[string]string{"en.yaml": "test: {count: {other: '{n} files'}}\n"}, "templates/strings/en.yaml:1:8: error: «test.count» lacks the plural form «one» [missing-plural]"},
		"empty":            {"en", map[string]string{"en.yaml": "test:\n  plain:\n"}, "templates/strings/en.yaml:2:3: error: the word «test.plain» has no text [words-syntax]"},
		"twice":            {"en", map[string]string{"en.yaml": "test.plain: a\ntest: {plain: b}\n"}, "templates/strings/en.yaml:2:8: error: the word «test.plain» stands here twice [duplicate-key]"},
		"alias":            {"en", map[string]string{"en.yaml": "a: &x b\ntest: {plain: *x}\n"}, "templates/strings/en.yaml:2:8: error: references have no use here [words-syntax]"},
		"list":             {"en", map[string]string{"en.yaml": "- a\n"}, "templates/strings/en.yaml:1:1: error: words stand here, each a key, a colon and its text [words-syntax]"},
		"setting":          {"en", map[string]string{"en.yaml": "label: {inside: upper}\n"}, "templates/strings/en.yaml:1:9: error: «label.inside» is how labels begin within a sentence [bad-word]"},
	} {
		w, found := load(t, builtin(t), c.language, c.files)
		var got []string
		for _, d := range found {
			got = append(got, strings.SplitN(d.String(), "\n", 2)[0])
		}
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), c.want)
		}
		if w.Say("month.1") != "January" {
			t.Errorf("%s: there are no words beside the error", name)
		}
	}
	if _, found := load(t, builtin(t), "en", map[string]string{"en.yaml": "a: b: c\n"}); found.Errors() != 1 || found[0].Code != "words-syntax" || found[0].Start.Line != 1 {
		t.Errorf("got %v", found)
	}
}

// A language that is not shipped needs every word; all that lack are named.
func TestMissingWords(t *testing.T) {
	files := builtin(t)
	w, found := load(t, files, "nl", map[string]string{"nl.yaml": "test:\n  plain: Gewoon\n  count: {one: '{n} bestand', other: '{n} bestanden'}\n"})
	if w.Say("test.plain") != "Gewoon" || w.Say("test.count", "n", 3) != "3 bestanden" {
		t.Error("the words that there are are not said")
	}
	named := map[string]bool{}
	for _, d := range found {
		if d.Code != "missing-word" || d.Start.File != "templates/strings/nl.yaml" {
			t.Error(d)
		}
		named[d.Message] = true
	}
	for _, key := range []string{"test.greet", "month.1", "vocabulary.sectors.energy.label", "vocabulary.incident_types.ransomware.definition"} {
		if !named["the word «"+key+"» is missing"] {
			t.Errorf("nobody says that «%s» is missing", key)
		}
	}
	english, _ := load(t, files, "en", nil)
	if want := len(english.Keys()) - 2; len(found) != want {
		t.Errorf("%d words are missing, want %d", len(found), want)
	}
}

// Plurals follow CLDR.
func TestPlurals(t *testing.T) {
	for language, want := range map[string]string{"en": "one other", "de": "one other", "pl": "few many one", "ar": "few many one other two zero", "ja": "other"} {
		w, _ := load(t, builtin(t), language, map[string]string{language + ".yaml": "test: {plain: x}\n"})
		if got := strings.Join(demanded(w.Language()), " "); got != want {
			t.Errorf("%s has the forms %s, want %s", language, got, want)
		}
	}
}

func BenchmarkDate(b *testing.B) {
	w := shipped(b, "en")
	d := news.Date{Time: time.Date(2025, 7, 1, 12, 0, 0, 0, time.UTC), Precision: news.ToDay}
	b.ReportAllocs()
	for b.Loop() {
		w.Date(d)
	}
}

func BenchmarkSay(b *testing.B) {
	w := shipped(b, "en")
	b.ReportAllocs()
	for b.Loop() {
		w.Say("list.last", "rest", "A, B", "last", "C")
	}
}

func TestAmount(t *testing.T) {
	w := shipped(t, "en")
	amount := func(text string) news.Amount {
		a, err := news.ParseAmount(text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct {
		figure news.Figure
		want   string
	}{
		{news.Figure{Value: amount("6500000")}, "6,500,000"},
		{news.Figure{Value: amount("£300m"), Currency: "GBP"}, "£300m"},
		{news.Figure{Value: amount("400000"), Currency: "GBP"}, "GBP 400,000"},
		{news.Figure{Value: amount("~147 million"), Estimate: true}, "about 147 million (estimate)"},
		{news.Figure{Value: amount("about 147 million")}, "about 147 million"},
		{news.Figure{Value: amount("46 days")}, "46 days"},
		{news.Figure{Value: amount("P46D")}, "46 days"},
		{news.Figure{Min: amount("1000")}, "at least 1,000"},
		{news.Figure{Max: amount("9.8 million")}, "up to 9.8 million"},
		{news.Figure{Min: amount("10"), Max: amount("20")}, "10 to 20"},
		{news.Figure{Text: "online orders stopped"}, "online orders stopped"},
	} {
		if got := w.Amount(&c.figure); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "ltr", "en-GB": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "ur": "rtl", "yi": "rtl", "ku-Arab": "rtl", "ku": "ltr",
		"az": "ltr", "az-Arab": "rtl", "dv": "rtl", "ja": "ltr", "pa": "ltr", "pa-PK": "rtl", "nonsense-tag-here": "ltr",
	} {
		if got := Direction(tag); got != want {
			t.Errorf("%s runs %s, want %s", tag, got, want)
		}
	}
}
