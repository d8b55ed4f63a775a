package news

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestKeys(t *testing.T) {
	find := func(keys []Key, path string) Key {
		var k Key
		for _, name := range strings.Split(path, ".") {
			i := slices.IndexFunc(keys, func(k Key) bool { return k.Name == name })
			if i < 0 {
				t.Fatalf("there is no key %s", path)
			}
			k, keys = keys[i], keys[i].Keys
		}
		k.Doc, k.Keys = "", nil
		return k
	}
	article := Keys(KindArticle)
	for path, want := range map[string]Key{
		"title":                         {Shape: "text", Needed: true},
		"date":                          {Shape: "date"},
		"draft":                         {Shape: "yes or no"},
		"company":                       {Shape: "name, entry, or list of them", List: true, Scalar: "name"},
		"company.role":                  {Shape: "word", Words: CompanyRoles},
		"incident_type":                 {Shape: "word or list of words", List: true, Words: IncidentTypes, Statement: true},
		"attributed_by":                 {Shape: "text or list of texts", List: true, Statement: true},
		"claims.status":                 {Shape: "word", Words: ClaimStatuses, Needed: true},
		"impact.value":                  {Shape: "figure"},
		"sources":                       {Shape: "entries by id", Map: true, By: "id"},
		"sources.url":                   {Shape: "text", As: "url"},
		"incidents":                     {Shape: "entries by id", Map: true, By: "id"},
		"incidents.attributed_by":       {Shape: "text or list of texts", List: true, Statement: true},
		"updates.incident_status":       {Shape: "word", Words: IncidentStatuses, Statement: true},
		"corrections.was.company":       {Shape: "name, entry, or list of them", List: true, Scalar: "name"},
		"vulnerabilities.cvss":          {Shape: "number"},
		"hero":                          {Shape: "entry"},
		"extra":                         {Shape: "free map"},
		"statements.attributed_to":      {Shape: "name, entry, or list of them", List: true, Scalar: "name", Statement: true},
		"statements.attributed_to.role": {Shape: "word", Words: ActorRoles},
	} {
		want.Name = path[strings.LastIndexByte(path, '.')+1:]
		if got := find(article, path); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", path, got, want)
		}
	}
	rules := find(Keys(KindSite), "rules")
	if want := (Key{Name: "rules", Shape: "severity by rule", Map: true, By: "rule", Scalar: "severity"}); !reflect.DeepEqual(rules, want) {
		t.Errorf("got %+v", rules)
	}
}

// TestEveryKeyIsDocumented holds the one table of keys to its promise: every key
// has a meaning, every vocabulary exists, no key is declared twice.
func TestEveryKeyIsDocumented(t *testing.T) {
	v := NewVocabulary(nil)
	shapes := strings.Fields("url path source slug incident article country language email currency cve colour typeface")
	var check func(where string, keys []Key)
	check = func(where string, keys []Key) {
		seen := map[string]bool{}
		for _, k := range keys {
			path := where + "." + k.Name
			if k.Doc == "" || strings.HasSuffix(k.Doc, ".") {
				t.Errorf("%s: its meaning is %q", path, k.Doc)
			}
			if k.Words != "" && len(v.Words(k.Words)) == 0 {
				t.Errorf("%s: there is no vocabulary %q", path, k.Words)
			}
			if k.As != "" && !slices.Contains(shapes, k.As) {
				t.Errorf("%s: there is no shape %q", path, k.As)
			}
			if seen[k.Name] {
				t.Errorf("%s is declared twice", path)
			}
			seen[k.Name] = true
			check(path, k.Keys)
		}
	}
	for kind := KindArticle; kind <= KindSite; kind++ {
		keys := Keys(kind)
		if len(keys) == 0 {
			t.Errorf("a %s has no keys", kind)
		}
		check(kind.String(), keys)
	}
}
