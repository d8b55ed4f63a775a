package content

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"blotter/internal/diag"
	"blotter/internal/markdown"
	"blotter/internal/news"
)

// decoder fills the structs of package news from a tree of nodes, by the tables
// made of their tags.
type decoder struct {
	*report
	options Options
	kind    news.Kind
	marks   news.Marks
	// prose are the texts in which quotation marks and dashes are to be set, once
	// the language is known.
	prose []reflect.Value
	// unsure says that some of the front matter could not be read. Keys may be
	// missing for that reason alone, so that none is asked for.
	unsure bool
}

// document reads the front matter of a file into a document of the kind. The
// document is whole only if no error was reported.
func (d *decoder) document(kind news.Kind, text []byte, f frame) *news.Document {
	d.kind = kind
	var root node
	failure := take(d.options.readers, text[f.block:f.end], func(block []byte) error {
		sure := true
		switch f.syntax {
		case yamlSyntax:
			root, sure = d.readYAML(block, f.block)
		case tomlSyntax:
			root, sure = d.readTOML(block, f.block)
		case jsonSyntax:
			root, sure = d.readJSON(block, f.block)
		}
		d.unsure = !sure
		return nil
	})
	if failure != nil {
		d.err(f.open, f.open, "front-matter", failure.Error(), "please report this to the makers of Blotter")
	}
	doc := &news.Document{Path: d.file, Kind: kind}
	var into reflect.Value
	switch kind {
	case news.KindArticle:
		doc.Article = &news.Article{}
		into = reflect.ValueOf(doc.Article)
	case news.KindIncident:
		doc.Incident = &news.IncidentFile{}
		into = reflect.ValueOf(doc.Incident)
	case news.KindCompany:
		doc.Company = &news.CompanyFile{}
		into = reflect.ValueOf(doc.Company)
	case news.KindActor:
		doc.Actor = &news.ActorFile{}
		into = reflect.ValueOf(doc.Actor)
	case news.KindAuthor:
		doc.Author = &news.AuthorFile{}
		into = reflect.ValueOf(doc.Author)
	case news.KindPage:
		doc.Page = &news.PageFile{}
		into = reflect.ValueOf(doc.Page)
	case news.KindSite:
		doc.Site = &news.SiteFile{}
		into = reflect.ValueOf(doc.Site)
		d.options.zone = zoneOf(siteZone(&root))
	}
	switch root.kind {
	case broken:
	case mapping:
		d.fill(&root, tableOf(kind), into.Elem(), "", span{f.open, lineEnd(text, f.open)})
	default:
		d.err(root.start, root.start, "wrong-type", "front matter is lines of «key: value»", "")
	}
	doc.Marks = slices.Clip(d.marks)
	return doc
}

// siteZone gives the time zone that site.yaml sets for its own dates.
func siteZone(root *node) string {
	for _, e := range root.entries {
		if e.key == "time_zone" {
			return e.value.text
		}
	}
	return ""
}

// span is the bytes that a message points at.
type span struct{ start, end int }

// mark notes where the value at path stands.
func (d *decoder) mark(path string, at span) {
	d.marks = append(d.marks, news.Mark{Path: path, Span: d.ruler.span(at.start, at.end)})
}

// where gives what stands for n in messages: n itself, or, for a block of
// several lines, its key.
func where(n *node, key span) span {
	if n.block && key.end > 0 || n.start == n.end {
		return key
	}
	return span{n.start, n.end}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// fill reads the keys of n into a struct. at is where the map as a whole stands.
func (d *decoder) fill(n *node, t *table, into reflect.Value, path string, at span) {
	first := make(map[string]*entry, len(n.entries))
	var meant map[string]bool // keys that were probably misspelt
	for i := range n.entries {
		if d.full() {
			return
		}
		e := &n.entries[i]
		if earlier := first[e.key]; earlier != nil {
			d.repeated(e, earlier)
			continue
		}
		first[e.key] = e
		number, known := t.index[e.key]
		if !known {
			if meant == nil {
				meant = map[string]bool{}
			}
			meant[d.unknownKey(e, t, path)] = true
			continue
		}
		k := &t.keys[number]
		d.value(&e.value, k, into.FieldByIndex(k.field), join(path, k.name), span{e.start, e.end})
	}
	if d.unsure {
		return
	}
	for i := range t.keys {
		k := &t.keys[i]
		if _, given := first[k.name]; k.needed && !given && !meant[k.name] && i != t.mapped {
			of := ""
			if path != "" {
				of = " in «" + path + "»"
			}
			d.err(at.start, at.end, "missing-key", fmt.Sprintf("«%s» is missing%s", k.name, of), fmt.Sprintf("add «%s»: %s", k.name, k.doc))
		}
	}
}

func (d *decoder) repeated(e, earlier *entry) {
	begin, _ := d.ruler.span(earlier.start, earlier.end).In(d.file)
	diagnostic := d.err(e.start, e.end, "duplicate-key", fmt.Sprintf("«%s» stands here a second time", short(e.key)), "keep one of the two")
	diagnostic.Related = append(diagnostic.Related, begin)
}

// unknownKey tells of a key that t doesn't have, and gives the one that was
// probably meant.
func (d *decoder) unknownKey(e *entry, t *table, path string) (meant string) {
	near := diag.Nearest(e.key, t.names)
	if near != "" && diag.Distance(near, e.key) == 0 {
		d.err(e.start, e.end, "key-spelling", fmt.Sprintf("«%s» is written «%s»", short(e.key), near), "").
			Fix = d.replace(e.start, e.end, near)
		return near
	}
	hint := diag.DidYouMean(e.key, t.names)
	if other, ok := elsewhere(e.key); ok && near == "" && slices.Contains(t.names, other) {
		hint = "did you mean «" + other + "»?"
	}
	if hint == "" && path == "" && d.kind == news.KindArticle {
		hint = "keys for a theme of your own stand under «extra»"
	}
	message := fmt.Sprintf("«%s» is not a key of %s", short(e.key), d.nameOf(path))
	d.err(e.start, e.end, "unknown-key", message, hint)
	return near
}

// nameOf says in words what the map at path is.
func (d *decoder) nameOf(path string) string {
	if path != "" {
		return "«" + path + "»"
	}
	switch d.kind {
	case news.KindArticle, news.KindIncident, news.KindActor, news.KindAuthor:
		return "an " + d.kind.String()
	case news.KindSite:
		return "site.yaml"
	}
	return "a " + d.kind.String()
}

// elsewhere translates keys of other site generators.
func elsewhere(key string) (ours string, ok bool) {
	switch key {
	case "description", "summary", "excerpt", "subtitle", "dek":
		return "standfirst", true
	case "image", "cover", "thumbnail", "featured_image":
		return "hero", true
	case "category", "categories", "keywords":
		return "tags", true
	case "lastmod", "modified", "last_modified_at":
		return "updated", true
	case "publishDate", "publish_date":
		return "embargo", true
	case "expiryDate", "unpublish":
		return "expires", true
	case "victim", "organisation", "organization", "target":
		return "company", true
	case "lang", "locale":
		return "language", true
	case "redirect_from":
		return "aliases", true
	case "permalink", "url":
		return "slug", true
	case "headline":
		return "title", true
	case "byline":
		return "authors", true
	case "params":
		return "extra", true
	}
	return "", false
}

// value reads what stands behind the key k: one value, a list of them, or a map
// of entries under keys of their own.
func (d *decoder) value(n *node, k *key, into reflect.Value, path string, key span) {
	if n.kind == broken {
		return
	}
	at := where(n, key)
	d.mark(path, at)
	switch {
	case n.nothing():
		d.empty(n, k, path, at)
	case k.list && k.inner != nil && k.inner.mapped >= 0:
		d.mapped(n, k, into, path, at)
	case k.list && n.kind == list:
		d.list(n, k, into, path, at)
	case k.list && k.inner != nil && k.inner.plain < 0:
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a list, even of one entry", path), "begin each entry with «- » on a line of its own (in TOML: «[["+k.name+"]]»)")
	case k.list:
		into.Set(reflect.MakeSlice(into.Type(), 1, 1))
		d.one(n, k, into.Index(0), path, at)
	default:
		d.one(n, k, into, path, at)
	}
}

// empty tells of a key with nothing behind it.
func (d *decoder) empty(n *node, k *key, path string, at span) {
	if n.hash != 0 && k.free() {
		d.cut(n, path)
		return
	}
	message := fmt.Sprintf("«%s» has no value", path)
	if n.text != "" {
		message = fmt.Sprintf("«%s» means that there is no value", n.text)
	}
	hint := wantedValue(k)
	switch {
	case k.inner != nil && k.inner.mapped >= 0 || k.shape == aMap && !k.list && !hasNeeded(k.inner):
		hint = "write {} for none"
	case n.text != "" && k.free():
		hint = "delete the key; if the word is meant, put it in quotes"
	}
	d.err(at.start, at.end, "empty-value", message, hint)
}

// wantedValue is the hint for a key without a value.
func wantedValue(k *key) string {
	if k.needed {
		return "write it: " + k.doc
	}
	return "write one, or delete the key (" + k.doc + ")"
}

func hasNeeded(t *table) bool {
	return slices.ContainsFunc(t.keys, func(k key) bool { return k.needed })
}

// cut tells of a text that YAML ends at a ` #`.
func (d *decoder) cut(n *node, path string) {
	end := lineEnd(d.ruler.text, n.hash)
	diagnostic := d.err(n.hash, end, "comment-in-text", fmt.Sprintf("YAML takes this for a comment: «%s» would end before it", path),
		"put the value in quotes; a comment stands on a line of its own")
	if n.edge > 0 {
		diagnostic.Fix = d.quote(n.start, n.edge)
	}
}

func (d *decoder) list(n *node, k *key, into reflect.Value, path string, at span) {
	into.Set(reflect.MakeSlice(into.Type(), len(n.items), len(n.items)))
	for i := range n.items {
		if d.full() {
			return
		}
		item, itemPath := &n.items[i], path+"["+strconv.Itoa(i)+"]"
		if item.kind == broken {
			continue
		}
		place := d.item(item, at)
		d.mark(itemPath, place)
		switch {
		case item.nothing():
			d.empty(item, k, itemPath, place)
		case item.kind == list:
			d.err(place.start, place.end, "wrong-type", fmt.Sprintf("«%s» is a list within a list", itemPath), "write one list")
		default:
			d.one(item, k, into.Index(i), itemPath, place)
		}
	}
	if len(n.items) == 0 && k.needed && !d.unsure {
		d.err(at.start, at.end, "empty-value", fmt.Sprintf("«%s» is an empty list", path), k.doc)
	}
}

// item gives what stands for an entry of a list in messages: of a block, its
// first key.
func (d *decoder) item(n *node, list span) span {
	switch {
	case n.block && n.kind == mapping && len(n.entries) > 0 && n.start < n.entries[0].end:
		return span{n.entries[0].start, n.entries[0].end}
	case n.start == n.end:
		return span{n.start, n.start}
	case n.block:
		return span{n.start, min(n.end, lineEnd(d.ruler.text, n.start))}
	}
	return span{n.start, n.end}
}

// mapped reads a list whose entries stand under keys of their own, such as the
// ids of sources.
func (d *decoder) mapped(n *node, k *key, into reflect.Value, path string, at span) {
	if n.kind != mapping {
		id := k.inner.keys[k.inner.mapped].name
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a map: each entry stands under its %s", path, id), fmt.Sprintf("write «%s:», then below it, indented, an %s and a colon, then its keys", k.name, id))
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(n.entries), len(n.entries)))
	first := make(map[string]*entry, len(n.entries))
	for i := range n.entries {
		if d.full() {
			return
		}
		e, id := &n.entries[i], &k.inner.keys[k.inner.mapped]
		if earlier := first[e.key]; earlier != nil {
			d.repeated(e, earlier)
			continue
		}
		first[e.key] = e
		entryPath, place := path+"["+e.key+"]", span{e.start, e.end}
		d.mark(entryPath, place)
		if id.as != "" {
			d.checkShape(e.key, id, "«"+path+"»", place, quoted)
		} else if !identifier(e.key) {
			d.err(e.start, e.end, "bad-id", fmt.Sprintf("«%s» is no %s", short(e.key), id.name), "use letters, digits and hyphens")
		}
		entry := into.Index(i)
		entry.FieldByIndex(id.field).SetString(strings.Clone(e.key))
		switch {
		case e.value.kind == broken:
		case e.value.nothing():
			d.empty(&e.value, k, entryPath, place)
		default:
			d.one(&e.value, k, entry, entryPath, where(&e.value, place))
		}
	}
}

// one reads a single value.
func (d *decoder) one(n *node, k *key, into reflect.Value, path string, at span) {
	if into.Kind() == reflect.Pointer {
		into.Set(reflect.New(into.Type().Elem()))
		into = into.Elem()
	}
	if k.shape == aMap {
		switch {
		case n.kind == mapping:
			d.fill(n, k.inner, into, path, at)
		case n.kind == scalar && k.inner.plain >= 0:
			plain := &k.inner.keys[k.inner.plain]
			d.one(n, plain, into.FieldByIndex(plain.field), path, at)
		case n.kind == scalar:
			d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a map, not a single value", path), "its keys: "+strings.Join(k.inner.names, ", "))
		default:
			d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a map, not a list", path), "its keys: "+strings.Join(k.inner.names, ", "))
		}
		return
	}
	if k.shape == aFree {
		if n.kind != mapping {
			d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a map: lines of «key: value», indented", path), "")
			return
		}
		for i := range n.entries {
			if e := &n.entries[i]; hides(strings.ToLower(e.key)) {
				d.err(e.start, e.end, "unknown-key", fmt.Sprintf("«%s» under «%s» has no effect: the file would be published", e.key, path), "write it at the margin, outside «"+path+"»")
			}
		}
		into.Set(reflect.ValueOf(d.free(n, path)))
		return
	}
	if n.kind != scalar {
		what := "a map"
		if n.kind == list {
			what = "a list"
		}
		wanted := "one value is wanted"
		if k.list {
			wanted = "a value or a list of values is wanted"
		}
		diagnostic := d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is %s here: %s", path, what, wanted), k.doc)
		if end, ok := d.colonText(n); ok && k.shape == aText {
			diagnostic.Hint = "a colon in a text? put the text in quotes: " + short(inQuotes(string(d.ruler.text[n.start:end])))
			diagnostic.Fix = d.quote(n.start, end)
		}
		return
	}
	switch k.shape {
	case aText:
		d.text(n, k, into, path, at)
	case aDate:
		d.date(n, into, path, at)
	case anAmount:
		d.amount(n, into, path, at)
	case aTruth:
		d.truth(n, into, path, at)
	case anInteger, aNumber:
		d.number(n, k, into, path, at)
	}
}

// colonText says that n may be a text with a colon in it, `- Shops: still
// closed`, which YAML reads as a map; end is where the text ends.
func (d *decoder) colonText(n *node) (end int, ok bool) {
	if n.kind != mapping || !n.block || len(n.entries) != 1 || n.start != n.entries[0].start {
		return 0, false
	}
	text := d.ruler.text
	e, begin := n.entries[0], bytes.LastIndexByte(text[:n.start], '\n')+1
	dash := strings.TrimSpace(string(text[begin:n.start]))
	end = lineEnd(text, n.start)
	return end, dash == "-" && e.value.kind == scalar && e.value.start < end && e.value.form == plain
}

func (d *decoder) text(n *node, k *key, into reflect.Value, path string, at span) {
	if n.form > quoted {
		what := [...]string{number: "a number", truth: "true or false", date: "a date"}[n.form]
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a text, and without quotes this is %s", path, what), `write "`+short(n.text)+`"`).
			Fix = d.replace(at.start, at.end, `"`+n.text+`"`)
		return
	}
	if n.hash != 0 && k.free() {
		d.cut(n, path)
		return
	}
	text := strings.TrimSpace(n.text)
	if text == "" {
		d.err(at.start, at.end, "empty-value", fmt.Sprintf("«%s» is an empty text", path), wantedValue(k))
		return
	}
	if i := strings.IndexFunc(text, isControl); i >= 0 {
		d.err(at.start, at.end, "control-character", fmt.Sprintf("«%s» holds a control character (%U)", path, []rune(text[i:])[0]), "delete it")
		return
	}
	if strings.IndexByte(text, 0xe2) >= 0 { // not in most texts
		if turns := markdown.Turns([]byte(text)); len(turns) > 0 { // isolates, and what is written as an escape
			d.err(at.start, at.end, "hidden-direction", fmt.Sprintf("«%s»: %s", path, turns[0].Message), turns[0].Hint)
			return
		}
	}
	switch {
	case k.words != "":
		d.word(text, k, path, at, n.form)
	case k.as != "":
		text = d.checkShape(text, k, "«"+path+"»", at, n.form)
	case !k.exact:
		d.prose = append(d.prose, into)
	}
	into.SetString(strings.Clone(text))
}

// typeset sets the quotation marks, dashes and ellipses of all texts that
// readers see. Nobody types them in front matter, and every page, feed and
// export shall print the same.
func (d *decoder) typeset(r *markdown.Renderer) {
	for _, text := range d.prose {
		text.SetString(r.Phrase(text.String()))
	}
}

// word checks a word of a closed vocabulary.
func (d *decoder) word(text string, k *key, path string, at span, written form) {
	v := d.options.vocabulary
	if _, known := v.Word(k.words, text); known {
		return
	}
	values := v.Written(k.words)
	hint := diag.DidYouMean(text, values)
	if k.words == news.TLPLabels {
		hint = diag.DidYouMean(label(text), values)
	}
	if k.list && strings.Contains(text, ",") {
		hint = "more than one? write a list: [" + short(text) + "]"
	}
	diagnostic := d.err(at.start, at.end, "unknown-word", fmt.Sprintf("«%s» is not one of the %s", short(text), k.words), hint)
	if near := diag.Nearest(text, values); near != "" && diag.Distance(near, text) == 0 {
		diagnostic.Fix = d.rewrite(at, written, near)
	}
}

// label gives a Traffic Light Protocol label as it is written here, without «TLP:»;
// what was white is called clear since version 2.0.
func label(text string) string {
	text = strings.TrimPrefix(strings.ToLower(text), "tlp:")
	if strings.TrimSpace(text) == "white" {
		return "clear"
	}
	return text
}

// rewrite is the edit that puts text in the place of a value, in the quotes it has.
func (d *decoder) rewrite(at span, written form, text string) *diag.Edit {
	if written == quoted && at.end-at.start >= 2 {
		return d.replace(at.start+1, at.end-1, text)
	}
	return d.replace(at.start, at.end, text)
}

func (d *decoder) date(n *node, into reflect.Value, path string, at span) {
	date, err := news.ParseDate(strings.TrimSpace(n.text), d.options.zone)
	if err != nil {
		hint := ""
		if meant := news.NearestDate(strings.TrimSpace(n.text)); meant != "" {
			hint = "did you mean «" + meant + "»?"
		}
		d.err(at.start, at.end, "bad-date", fmt.Sprintf("«%s» is no date for «%s»: %s", short(n.text), path, err), hint)
		return
	}
	into.Set(reflect.ValueOf(date))
}

func (d *decoder) amount(n *node, into reflect.Value, path string, at span) {
	var amount news.Amount
	var err error
	value, isNumber := 0.0, false
	if n.form == number {
		if f, bad := strconv.ParseFloat(n.text, 64); bad == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			value, isNumber = f, true
		}
	}
	if isNumber {
		amount, err = news.NumberAmount(value)
	} else {
		amount, err = news.ParseAmount(strings.Clone(strings.TrimSpace(n.text)))
	}
	if err != nil {
		d.err(at.start, at.end, "bad-amount", fmt.Sprintf("«%s» is no figure for «%s»: %s", short(n.text), path, err), "")
		return
	}
	into.Set(reflect.ValueOf(amount))
}

// truth reads true or false. YAML's other words for them are refused, because
// programs differ in what they make of `draft: yes`.
func (d *decoder) truth(n *node, into reflect.Value, path string, at span) {
	if n.form == plain || n.form == truth {
		switch n.text {
		case "true":
			into.SetBool(true)
			return
		case "false":
			return
		}
	}
	hint := "write true or false"
	if n.form == quoted {
		hint += ", without quotes"
	}
	diagnostic := d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is true or false, and nothing else", path), hint)
	switch strings.ToLower(n.text) {
	case "yes", "on", "true", "1", "y":
		diagnostic.Fix = d.replace(at.start, at.end, "true")
	case "no", "off", "false", "0", "n":
		diagnostic.Fix = d.replace(at.start, at.end, "false")
	}
}

func (d *decoder) number(n *node, k *key, into reflect.Value, path string, at span) {
	f, err := strconv.ParseFloat(n.text, 64)
	whole := k.shape == anInteger
	switch {
	case n.form == quoted:
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a number, without quotes", path), k.doc)
	case err != nil || math.IsNaN(f) || math.IsInf(f, 0) || !strings.ContainsAny(n.text[:1], "+-.0123456789") || strings.ContainsAny(n.text, "xXpP_"):
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a number", path), k.doc)
	case whole && f != math.Trunc(f):
		d.err(at.start, at.end, "wrong-type", fmt.Sprintf("«%s» is a whole number", path), k.doc)
	case f < 0 || f > math.MaxInt32: // no key counts below nothing, or more than that
		d.err(at.start, at.end, "out-of-range", fmt.Sprintf("«%s» is a number from 0 to %d", path, math.MaxInt32), k.doc)
	case whole:
		into.SetInt(int64(f))
	default:
		into.SetFloat(f)
	}
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// free gives what stands in `extra`: texts, true and false, whole and other
// numbers, lists and maps. A number that would print otherwise than it is
// written (3.10, 007) stays a text.
func (d *decoder) free(n *node, path string) any {
	switch n.kind {
	case mapping:
		out := map[string]any{}
		first := make(map[string]*entry, len(n.entries))
		for i := range n.entries {
			e := &n.entries[i]
			if d.full() {
				break
			}
			if earlier := first[e.key]; earlier != nil {
				d.repeated(e, earlier)
				continue
			}
			first[e.key] = e
			inner := join(path, e.key)
			d.freeEmpty(&e.value, inner, where(&e.value, span{e.start, e.end}))
			out[strings.Clone(e.key)] = d.free(&e.value, inner)
		}
		return out
	case list:
		out := make([]any, 0, len(n.items))
		for i := range n.items {
			inner := path + "[" + strconv.Itoa(i) + "]"
			d.freeEmpty(&n.items[i], inner, d.item(&n.items[i], span{n.start, n.end}))
			out = append(out, d.free(&n.items[i], inner))
		}
		return out
	}
	if n.form == plain || n.form == number || n.form == truth {
		switch n.text {
		case "true":
			return true
		case "false":
			return false
		}
		if i, err := strconv.Atoi(n.text); err == nil && strconv.Itoa(i) == n.text {
			return i
		}
		if f, err := strconv.ParseFloat(n.text, 64); err == nil && decimal(f) == n.text {
			return f
		}
		if n.hash != 0 {
			d.cut(n, path)
		}
	}
	return strings.Clone(n.text)
}

// freeEmpty marks a value of `extra`, and tells of an empty one.
func (d *decoder) freeEmpty(n *node, path string, at span) {
	d.mark(path, at)
	if n.nothing() {
		d.empty(n, &key{shape: aFree, doc: "free map for themes"}, path, at)
	}
}
