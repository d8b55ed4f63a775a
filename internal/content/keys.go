package content

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"blotter/internal/news"
)

// table is the keys of one struct type of package news, as its tags give them.
type table struct {
	keys  []key
	index map[string]int // by key as written
	names []string       // as written, for did-you-mean
	// plain is the key that a plain value in the place of the map stands for, and
	// mapped the one that holds the key under which the entry stands; -1 if none.
	plain, mapped int
}

// key is one front matter key.
type key struct {
	name   string
	field  []int // of the struct, as for reflect.Value.FieldByIndex
	shape  shape
	list   bool // several values may stand in a list
	inner  *table
	needed bool
	words  string // a vocabulary of package news
	as     string
	exact  bool // a text is taken to the letter: no quotation marks are set in it
	doc    string
}

// shape is what one value of a key is.
type shape uint8

const (
	aText shape = iota
	aDate
	anAmount
	aTruth
	anInteger
	aNumber
	aMap  // with the keys of inner
	aFree // anything, for themes
)

// free says that ` #` may be part of the text: any text will do, or a colour.
func (k *key) free() bool {
	switch {
	case k.shape == aMap:
		return k.inner.plain >= 0 && k.inner.keys[k.inner.plain].free()
	case k.shape == aText:
		return k.words == "" && (k.as == "" || k.as == "source" || k.as == "colour")
	}
	return k.shape == aFree
}

// tables are the keys of each kind of document. They are made once, when the
// first document is read, and never change.
var tables = sync.OnceValue(func() map[news.Kind]*table {
	c := compiler{}
	return map[news.Kind]*table{
		news.KindArticle:  c.table(reflect.TypeFor[news.Article]()),
		news.KindIncident: c.table(reflect.TypeFor[news.IncidentFile]()),
		news.KindCompany:  c.table(reflect.TypeFor[news.CompanyFile]()),
		news.KindActor:    c.table(reflect.TypeFor[news.ActorFile]()),
		news.KindAuthor:   c.table(reflect.TypeFor[news.AuthorFile]()),
		news.KindPage:     c.table(reflect.TypeFor[news.PageFile]()),
		news.KindSite:     c.table(reflect.TypeFor[news.SiteFile]()),
	}
})

func tableOf(kind news.Kind) *table { return tables()[kind] }

// vocabularies gives the names of all vocabularies that keys take words from.
func vocabularies() []string {
	names := map[string]bool{}
	var collect func(t *table, seen map[*table]bool)
	collect = func(t *table, seen map[*table]bool) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		for _, k := range t.keys {
			if k.words != "" {
				names[k.words] = true
			}
			collect(k.inner, seen)
		}
	}
	seen := map[*table]bool{}
	for _, t := range tables() {
		collect(t, seen)
	}
	return slices.Sorted(maps.Keys(names))
}

// compiler reads struct types, each once.
type compiler map[reflect.Type]*table

func (c compiler) table(t reflect.Type) *table {
	if made, ok := c[t]; ok {
		return made
	}
	out := &table{index: map[string]int{}, plain: -1, mapped: -1}
	c[t] = out
	c.fields(t, nil, out)
	for i, k := range out.keys {
		if i != out.mapped {
			out.index[k.name] = i
			out.names = append(out.names, k.name)
		}
	}
	return out
}

// fields adds the keys of t's fields to out; embedded structs are flattened.
func (c compiler) fields(t reflect.Type, path []int, out *table) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(slices.Clone(path), i)
		if f.Anonymous {
			c.fields(f.Type, at, out)
			continue
		}
		tag, ok := f.Tag.Lookup("key")
		if !ok {
			continue
		}
		name, option, _ := strings.Cut(tag, ",")
		switch option {
		case "":
		case "scalar":
			out.plain = len(out.keys)
		case "map":
			out.mapped = len(out.keys)
		default:
			panic(fmt.Sprintf("content: field %s.%s has a key tag with option %q", t, f.Name, option))
		}
		k := key{name: name, field: at, needed: f.Tag.Get("need") == "always",
			words: f.Tag.Get("words"), as: f.Tag.Get("as"), exact: f.Tag.Get("exact") == "yes", doc: f.Tag.Get("doc")}
		c.shape(f.Type, &k)
		out.keys = append(out.keys, k)
	}
}

// shape works out what a field of type t takes.
func (c compiler) shape(t reflect.Type, k *key) {
	switch t {
	case reflect.TypeFor[news.Date]():
		k.shape = aDate
		return
	case reflect.TypeFor[news.Amount]():
		k.shape = anAmount
		return
	case reflect.TypeFor[map[string]any]():
		k.shape = aFree
		return
	}
	switch t.Kind() {
	case reflect.String:
		k.shape = aText
	case reflect.Bool:
		k.shape = aTruth
	case reflect.Int:
		k.shape = anInteger
	case reflect.Float64:
		k.shape = aNumber
	case reflect.Slice:
		k.list = true
		c.shape(t.Elem(), k)
	case reflect.Pointer:
		c.shape(t.Elem(), k)
	case reflect.Struct:
		k.shape, k.inner = aMap, c.table(t)
	default:
		panic(fmt.Sprintf("content: no front matter value fills a field of type %s", t))
	}
}

// zoneOf gives the time zone of that name, UTC if there is none.
func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil && name != "Local" {
		return zone
	}
	return time.UTC
}
