package content

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// flat gives what a document says, one line a value, in the words of front matter.
func flat(doc *news.Document) []string {
	var out []string
	var walk func(v reflect.Value, t *table, path string)
	show := func(v reflect.Value, k key, path string) {
		switch x := v.Interface().(type) {
		case news.Date:
			if !x.IsZero() {
				out = append(out, path+"="+x.String())
			}
		case news.Amount:
			if !x.IsZero() {
				out = append(out, fmt.Sprintf("%s=%s %v", path, x.Text, x.Number))
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(x)) {
				out = append(out, fmt.Sprintf("%s.%s=%#v", path, name, x[name]))
			}
		default:
			if v.Kind() == reflect.Struct {
				walk(v, k.inner, path)
			} else if !v.IsZero() {
				out = append(out, fmt.Sprintf("%s=%v", path, x))
			}
		}
	}
	walk = func(v reflect.Value, t *table, path string) {
		for _, k := range t.keys {
			field, at := v.FieldByIndex(k.field), join(path, k.name)
			if field.Kind() == reflect.Pointer {
				if field.IsNil() {
					continue
				}
				field = field.Elem()
			}
			if !k.list {
				show(field, k, at)
				continue
			}
			for i := range field.Len() {
				show(field.Index(i), k, fmt.Sprintf("%s[%d]", at, i))
			}
		}
	}
	for _, model := range []any{doc.Article, doc.Incident, doc.Company, doc.Actor, doc.Author, doc.Page, doc.Site} {
		if v := reflect.ValueOf(model); !v.IsNil() {
			walk(v.Elem(), tableOf(doc.Kind), "")
		}
	}
	return out
}

// trickyFile is a file that is unusual and right. want are lines of flat that
// must be there; body is text that the body's HTML must hold, and marks is where
// values must stand.
type trickyFile struct {
	name, file string
	want       []string
	body       string
	marks      map[string]string
}

func trickyFiles() []trickyFile {
	const rest = "date: 2025-04-28\n---\nBody.\n"
	return []trickyFile{
		{name: "byte order mark", file: "\ufeff---\ntitle: M&S\n" + rest, want: []string{"title=M&S"}, marks: map[string]string{"title": "2:8-2:11"}},
		{name: "line feeds and carriage returns", file: "---\r\ntitle: M&S\r\ndate: 2025-04-28\r\n---\r\nBody.\r\n", want: []string{"title=M&S", "date=2025-04-28"}, marks: map[string]string{"date": "3:7-3:17"}},
		{name: "carriage returns alone", file: "---\rtitle: M&S\rdraft: true\rdate: 2025-04-28\r---\rBody.\r", want: []string{"title=M&S", "draft=true"}, marks: map[string]string{"draft": "3:8-3:12"}, body: "Body."},
		{name: "empty lines first", file: "\n\n---\ntitle: M&S\n" + rest, want: []string{"title=M&S"}, marks: map[string]string{"title": "4:8-4:11"}},
		{name: "blanks behind the fences", file: "---  \ntitle: M&S\ndate: 2025-04-28\n---\t\nBody.\n", want: []string{"title=M&S"}, body: "Body."},
		{name: "no line feed at the end", file: "---\ntitle: M&S\ndate: 2025-04-28\n---", want: []string{"title=M&S"}},
		{name: "fence within a text", file: "---\ntitle: M&S\nstandfirst: |\n  One.\n  ---\n  Two.\n" + rest, want: []string{"standfirst=One.\n—\nTwo.", "date=2025-04-28"}, body: "Body."},
		{name: "fences of every length within a text", file: "---\ntitle: M&S\nstandfirst: |\n  ---\n  ----\n  -----\n  x\n" + rest, want: []string{"standfirst=—\n----\n-----\nx"}},
		{name: "rule in the body", file: "---\ntitle: M&S\ndate: 2025-04-28\n---\nOne.\n\n---\n\nTwo.\n", want: []string{"title=M&S"}, body: "Two."},
		{name: "rule at the beginning of the body", file: "---\ntitle: M&S\ndate: 2025-04-28\n---\n\n---\n\nTwo.\n", want: []string{"title=M&S"}, body: "Two."},
		{name: "key-like words further down", file: "---\ntitle: M&S\ndate: 2025-04-28\n---\nOne.\n\ndraft: true is what the file said.\n", want: []string{"title=M&S"}, body: "draft: true"},
		{name: "number stays as written", file: "---\ntitle: 3.10\ntags: [007, 1_000, 1e3, 0x1F]\n" + rest, want: []string{"title=3.10", "tags[0]=007", "tags[1]=1_000", "tags[2]=1e3", "tags[3]=0x1F"}},
		{name: "Norway", file: "---\ntitle: NO\ncountry: NO\ntags: [on, no, yes, y, off, TRUE]\n" + rest, want: []string{"title=NO", "country[0]=NO", "tags[0]=on", "tags[1]=no", "tags[2]=yes", "tags[3]=y", "tags[4]=off", "tags[5]=TRUE"}},
		{name: "date as a title", file: "---\ntitle: 2025-04-28\n" + rest, want: []string{"title=2025-04-28"}},
		{name: "sixty base", file: "---\ntitle: 12:30:45\n" + rest, want: []string{"title=12:30:45"}},
		{name: "colon without blank", file: "---\ntitle: M&S:the story, https://example.org/#top\n" + rest, want: []string{"title=M&S:the story, https://example.org/#top"}},
		{name: "hash in quotes", file: "---\ntitle: \"Victim #3\" # a comment\n" + rest, want: []string{"title=Victim #3"}},
		{name: "comments where they cannot be text", file: "---\n# the desk's notes\ntitle: M&S\ndraft: false # for now\nvia: unknown # ask\n  # indented\ndate: 2025-04-28 # Monday\ncountry: [GB, # home\n  IE]\n---\n", want: []string{"title=M&S", "date=2025-04-28", "via=unknown", "country[1]=IE"}},
		{name: "comment behind a key of a block", file: "---\ntitle: M&S\nknown: # to be checked\n  - One.\n" + rest, want: []string{"known[0]=One."}},
		{name: "text over lines", file: "---\ntitle: M&S\n  pauses\n\n  orders\nstandfirst: >-\n  Shops\n  stay open\n" + rest, want: []string{"title=M&S pauses\norders", "standfirst=Shops stay open"}, marks: map[string]string{"title": "2:8-5:9"}},
		{name: "quotes over lines", file: "---\ntitle: \"M&S\n  pauses: orders\n  # here\"\n" + rest, want: []string{"title=M&S pauses: orders # here"}},
		{name: "escapes", file: "---\ntitle: \"caf\\u00e9 \\\"x\\\"\"\nstandfirst: 'It''s off'\n" + rest, want: []string{"title=café “x”", "standfirst=It’s off"}},
		{name: "columns count code points", file: "---\ntitle: M&S\ntags: [\"🙂é\", x, y\u0301]\n---\n", want: []string{"tags[0]=🙂é"}, marks: map[string]string{"tags[0]": "3:8-3:12", "tags[1]": "3:14-3:15", "tags[2]": "3:17-3:19"}},
		{name: "list at the margin", file: "---\ntitle: M&S\ntags:\n- one\n- two\n" + rest, want: []string{"tags[0]=one", "tags[1]=two"}, marks: map[string]string{"tags": "3:1-3:5", "tags[1]": "5:3-5:6"}},
		{name: "bracket closed at the margin", file: "---\ntitle: M&S\ntags: [\n  one,\n  two,\n]\n" + rest, want: []string{"tags[1]=two"}, marks: map[string]string{"tags": "3:7-6:2"}},
		{name: "everything in braces", file: "---\n{title: M&S, draft: true, date: 2025-04-28}\n---\nBody.\n", want: []string{"title=M&S", "draft=true"}, marks: map[string]string{"draft": "2:21-2:25"}},
		{name: "keys in quotes", file: "---\n\"title\": M&S\n'draft': true\n" + rest, want: []string{"title=M&S", "draft=true"}},
		{name: "keys with question marks", file: "---\n? title\n: M&S\n? draft\n: true\n" + rest, want: []string{"title=M&S", "draft=true"}},
		{name: "one or many", file: "---\ntitle: M&S\ncompany: M&S\nattributed_to:\n  name: DragonForce\n  role: operator\nsector: [retail, food]\n" + rest, want: []string{"company[0].name=M&S", "attributed_to[0].name=DragonForce", "attributed_to[0].role=operator", "sector[1]=food"}, marks: map[string]string{"company": "3:10-3:13", "attributed_to.role": "6:9-6:17"}},
		{name: "map of sources", file: "---\ntitle: M&S\nsources:\n  filing:\n    kind: filing\n    by: M&S\n    url: https://example.org/a?b=c#d\nclaims:\n  - say: One.\n    status: stated\n    by: [M&S, BBC]\n" + rest, want: []string{"sources[0].id=filing", "sources[0].url=https://example.org/a?b=c#d", "claims[0].by[1]=BBC"}, marks: map[string]string{"sources": "3:1-3:8", "sources[filing]": "4:3-4:9", "sources[filing].url": "7:10-7:37", "claims[0]": "9:5-9:8", "claims[0].by": "11:9-11:19", "claims[0].by[1]": "11:15-11:18"}},
		{name: "several incidents", file: "---\ntitle: M&S\nincidents:\n  m-and-s-2025-04: {}\n  co-op-2025-04:\n    company: Co-op\n    incident_type: intrusion\n" + rest, want: []string{"incidents[0].id=m-and-s-2025-04", "incidents[1].incident_type[0]=intrusion"}, marks: map[string]string{"incidents[co-op-2025-04].company": "6:14-6:19"}},
		{name: "free map", file: "---\ntitle: M&S\nextra:\n  wide: true\n  columns: 3\n  ratio: 1.5\n  version: 3.10\n  nested: {a: [1, b]}\n  on: no\n" + rest, want: []string{"extra.columns=3", `extra.nested=map[string]interface {}{"a":[]interface {}{1, "b"}}`, `extra.on="no"`, "extra.ratio=1.5", `extra.version="3.10"`, "extra.wide=true"}},
		{name: "amounts", file: "---\ntitle: M&S\nimpact:\n  - kind: people\n    value: ~147 million\n  - kind: outage\n    value: P46D\n" + rest, want: []string{"impact[0].value=~147 million 1.47e+08", "impact[1].value=P46D 46"}},
		{name: "dates", file: "---\ntitle: M&S\noccurred: 2025-04~\nupdated: 2025-04-28 16:40\nembargo: '2025-04-28T16:40:00+01:00'\n" + rest, want: []string{"occurred=2025-04~", "updated=2025-04-28T16:40:00+01:00", "embargo=2025-04-28T16:40:00+01:00"}},
		{name: "empty list", file: "---\ntitle: M&S\ntags: []\n" + rest, want: []string{"title=M&S"}},
		{name: "tab behind the colon", file: "---\ntitle:\tM&S\n" + rest, want: []string{"title=M&S"}, marks: map[string]string{"title": "2:8-2:11"}},

		{name: "TOML", file: "+++\ntitle = \"M&S: orders\" # a comment\ndate = 2025-04-28\ndraft = true\ntags = [\n  \"one\", # first\n  'two',\n]\nimpact = [ { kind = \"people\", value = 6_500_000 } ]\n+++\nBody.\n", want: []string{"title=M&S: orders", "date=2025-04-28", "draft=true", "tags[1]=two", "impact[0].value=6500000 6.5e+06"}, body: "Body.",
			marks: map[string]string{"title": "2:9-2:22", "tags": "5:8-8:2", "tags[1]": "7:3-7:8", "impact[0]": "9:12-9:50", "impact[0].value": "9:39-9:48"}},
		{name: "TOML tables", file: "+++\ntitle = \"M&S\"\ndate = 2025-04-28T16:40:00+01:00\n[sources.filing]\nkind = \"filing\"\nby = \"M&S\"\n[sources.bbc]\nkind = \"press\"\nby = \"BBC\"\n[[updates]]\ndate = 2025-04-29\ntext = \"One.\"\n[[updates.impact]]\nkind = \"people\"\nvalue = \"~147 million\"\n[[updates]]\ndate = 2025-04-30\ntext = \"Two.\"\n[hero]\nsrc = \"a.png\"\nalt = \"A shop\"\n+++\n", want: []string{"sources[1].id=bbc", "updates[0].impact[0].kind=people", "updates[1].text=Two.", "hero.alt=A shop", "date=2025-04-28T16:40:00+01:00"},
			marks: map[string]string{"sources[filing].kind": "5:8-5:16", "updates[0].impact[0].value": "15:9-15:23", "updates[1].date": "17:8-17:18"}},
		{name: "TOML dotted keys", file: "+++\ntitle = \"M&S\"\ndate = 2025-04-28\nhero.src = \"a.png\"\nhero.\"alt\" = \"A shop\"\nextra.a.b = 1.5\n+++\n", want: []string{"hero.alt=A shop", `extra.a=map[string]interface {}{"b":1.5}`}},
		{name: "TOML text with fences", file: "+++\ntitle = \"M&S\"\ndate = 2025-04-28\nstandfirst = \"\"\"\nOne.\n---\nTwo.\"\"\"\n+++\nBody.\n", want: []string{"standfirst=One.\n—\nTwo."}, body: "Body."},

		{name: "JSON", file: "{\n  \"title\": \"M&S \\ud83d\\ude42 \\u00e9 \\\\ud800\",\n  \"date\": \"2025-04-28\", \"draft\": true,\n  \"impact\": [{\"kind\": \"people\", \"value\": 6500000}]\n}\n\nBody.\n", want: []string{"title=M&S 🙂 é \\ud800", "draft=true", "impact[0].value=6500000 6.5e+06"}, body: "Body.", marks: map[string]string{"draft": "3:34-3:38", "impact[0].value": "4:42-4:49"}},
		{name: "JSON on one line", file: "{\"title\": \"}{\\\"\", \"date\": \"2025\", \"tags\": [\"a\", \"b\"]}\nBody.\n", want: []string{"title=}{”", "tags[1]=b"}, body: "Body."},
		{name: "JSON with a fence in it", file: "{\"title\":\n\"M&S\", \"date\": \"2025-04-28\"}\n---\n\nBody.\n", want: []string{"title=M&S"}, body: "Body."},
	}
}

func TestTricky(t *testing.T) {
	for _, c := range trickyFiles() {
		t.Run(c.name, func(t *testing.T) {
			doc, list := readAlone("content/articles/2025-04-28-M&S Story.md", []byte(c.file), testOptions(t))
			if doc == nil || len(list) > 0 {
				t.Fatal(list)
			}
			got := flat(doc)
			for _, w := range c.want {
				if !slices.Contains(got, w) {
					t.Errorf("%q is not among\n%s", w, strings.Join(got, "\n"))
				}
			}
			if !strings.Contains(doc.Body.HTML, c.body) {
				t.Errorf("body %q lacks %q", doc.Body.HTML, c.body)
			}
			for path, want := range c.marks {
				s := doc.Marks.Span(path)
				if got := fmt.Sprintf("%d:%d-%d:%d", s.Line, s.Col, s.EndLine, s.EndCol); got != want {
					t.Errorf("%s stands at %s, want %s", path, got, want)
				}
			}
		})
	}
}

// readAlone is Parse without the rules of package news, which these small
// articles may well break.
func readAlone(path string, text []byte, o Options) (*news.Document, diag.List) {
	kind, id, _ := KindOf(path)
	r := &report{file: path}
	doc := r.read(kind, id, text, o)
	return doc, r.told()
}
