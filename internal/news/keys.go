package news

import (
	"reflect"
	"strings"
)

// Key is one front matter key of one kind of document, as the struct tags of
// this package say it.
type Key struct {
	Name string
	// Shape says in words what is written: "text", "date", "yes or no", "number",
	// "figure", "list of texts", "text or list of texts", "list of entries",
	// "name, or entry with name and role", "entries by id", "entry", "free map".
	Shape string
	// List says that several values may stand in a list; Map that entries stand
	// under a key of their own, which is the nested key By.
	List, Map bool
	By        string
	// Scalar is the nested key that a plain value stands for, if any.
	Scalar string
	// Words names the vocabulary that the value is taken from, As the shape of
	// the text: url, path, source, slug, incident, article, country, language,
	// email, currency, cve.
	Words, As string
	// Needed says that it cannot be left out.
	Needed bool
	// Statement says that it is one of the statement keys (Facts), which stand in
	// several places.
	Statement bool
	Doc       string
	Keys      []Key // of an entry
}

// Keys gives the front matter keys of a kind of document, in the order in which
// the model declares them. It is made anew on each call; keep it where it is
// wanted often.
func Keys(kind Kind) []Key {
	models := map[Kind]any{
		KindArticle: Article{}, KindIncident: IncidentFile{}, KindCompany: CompanyFile{}, KindActor: ActorFile{},
		KindAuthor: AuthorFile{}, KindPage: PageFile{}, KindSite: SiteFile{},
	}
	model, ok := models[kind]
	if !ok {
		return nil
	}
	return keysOf(reflect.TypeOf(model), false)
}

func keysOf(t reflect.Type, statement bool) []Key {
	var out []Key
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			out = append(out, keysOf(f.Type, f.Type == reflect.TypeFor[Facts]())...)
			continue
		}
		tag, ok := f.Tag.Lookup("key")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(tag, ",")
		k := Key{Name: name, Words: f.Tag.Get("words"), As: f.Tag.Get("as"), Needed: f.Tag.Get("need") == "always",
			Statement: statement, Doc: f.Tag.Get("doc")}
		k.describe(f.Type)
		out = append(out, k)
	}
	return out
}

// describe fills in what the Go type says.
func (k *Key) describe(t reflect.Type) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Slice {
		k.List = true
		t = t.Elem()
	}
	one, many := "entry", "entries"
	switch {
	case t == reflect.TypeFor[Date]():
		one, many = "date", "dates"
	case t == reflect.TypeFor[Amount]():
		one, many = "figure", "figures"
	case t.Kind() == reflect.Struct:
		k.Keys = keysOf(t, false)
		k.By, k.Scalar = optionsOf(t)
	case t.Kind() == reflect.Map:
		k.Shape = "free map"
		return
	case t.Kind() == reflect.String:
		one, many = "text", "texts"
		if k.Words != "" {
			one, many = "word", "words"
		}
	case t.Kind() == reflect.Bool:
		one, many = "yes or no", ""
	case t.Kind() == reflect.Int, t.Kind() == reflect.Float64:
		one, many = "number", "numbers"
	}
	switch {
	case k.By != "" && k.Scalar != "":
		k.List, k.Map, k.Shape = false, true, k.Scalar+" by "+k.By
	case k.By != "":
		k.List, k.Map, k.Shape = false, true, "entries by "+k.By
	case k.List && k.Scalar != "":
		k.Shape = k.Scalar + ", entry, or list of them"
	case k.List && k.Keys != nil:
		k.Shape = "list of " + many
	case k.List:
		k.Shape = one + " or list of " + many
	default:
		k.Shape = one
	}
}

// optionsOf gives the nested keys that a struct marks with the options map and scalar.
func optionsOf(t reflect.Type) (by, scalar string) {
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("key"), ",")
		switch option {
		case "map":
			by = name
		case "scalar":
			scalar = name
		}
	}
	return by, scalar
}
