package page

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"testing"
)

// A view is a closed tree of values: text, whole numbers, yes or no, structs and
// lists. Anything else could change without the fingerprint knowing.
func TestViewsAreClosed(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var closed func(path string, v reflect.Type)
	closed = func(path string, v reflect.Type) {
		switch v.Kind() {
		case reflect.String, reflect.Bool, reflect.Int:
		case reflect.Slice:
			closed(path+"[]", v.Elem())
		case reflect.Struct:
			if seen[v] {
				return
			}
			seen[v] = true
			if v.NumMethod() > 0 {
				t.Errorf("%s: %s has exported methods, which templates could call", path, v)
			}
			for i := range v.NumField() {
				f := v.Field(i)
				switch {
				case f.Type == reflect.TypeFor[digest]():
					if i != 0 || f.Name != "digest" {
						t.Errorf("%s: the digest of %s must be its first field", path, v)
					}
				case !f.IsExported():
					t.Errorf("%s: %s has the hidden field %s", path, v, f.Name)
				default:
					closed(path+"."+f.Name, f.Type)
				}
			}
			if isPart(v) && !v.Implements(reflect.TypeFor[sealed]()) {
				t.Errorf("%s: %s is a part without seal", path, v)
			}
		default:
			t.Errorf("%s is a %s", path, v)
		}
	}
	for _, kind := range pageKinds() {
		v := reflect.TypeOf(kind.view).Elem()
		closed(v.Name(), v)
	}
	closed("layoutView", reflect.TypeFor[layoutView]())
}

// Every leaf of every view, changed alone, gives another fingerprint. Parts are
// sealed again after the change, as their makers would have sealed them; that
// the makers do is what digestOf's panic is for.
func TestEveryLeafIsInTheFingerprint(t *testing.T) {
	theme := builtin(t)
	p := &plan{theme: theme, press: theme.press("/")}
	leaves := 0
	for _, kind := range pageKinds() {
		v := reflect.New(reflect.TypeOf(kind.view).Elem())
		fill(v.Elem())
		sealParts(v.Elem())
		first := p.fingerprint(kind.template, v.Interface().(view))
		changeEach(v.Elem(), kind.template, func(leaf string) {
			leaves++
			sealParts(v.Elem())
			if p.fingerprint(kind.template, v.Interface().(view)) == first {
				t.Errorf("%s can change unnoticed", leaf)
			}
		})
		sealParts(v.Elem())
		if p.fingerprint(kind.template, v.Interface().(view)) != first {
			t.Errorf("%s: the fingerprint of the same view differs", kind.template)
		}
		if p.fingerprint("other", v.Interface().(view)) == first {
			t.Errorf("%s: the fingerprint does not depend on the kind of page", kind.template)
		}
	}
	if leaves < 1000 {
		t.Errorf("only %d leaves were changed", leaves)
	}
}

// fill gives every leaf a value and every list two entries.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i))
			}
		}
	}
}

// changeEach changes each leaf below v, one after the other, calls check, and
// puts it back. Lists also lose their last entry.
func changeEach(v reflect.Value, path string, check func(leaf string)) {
	switch v.Kind() {
	case reflect.String:
		was := v.String()
		v.SetString(was + "y")
		check(path)
		v.SetString("")
		check(path + " (empty)")
		v.SetString(was)
	case reflect.Int:
		v.SetInt(v.Int() + 1)
		check(path)
		v.SetInt(v.Int() - 1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
		check(path)
		v.SetBool(!v.Bool())
	case reflect.Slice:
		whole := reflect.ValueOf(v.Interface())
		v.Set(whole.Slice(0, 1))
		check(path + " (shorter)")
		v.Set(whole)
		for i := range v.Len() {
			changeEach(v.Index(i), fmt.Sprintf("%s[%d]", path, i), check)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				changeEach(v.Field(i), path+"."+v.Type().Field(i).Name, check)
			}
		}
	}
}

// sealParts seals every part below v, the innermost first.
func sealParts(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			sealParts(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			sealParts(v.Field(i))
		}
		if isPart(v.Type()) {
			switch part := v.Addr().Interface().(type) {
			case *Card:
				part.digest = sealOf(part)
			case *IncidentCard:
				part.digest = sealOf(part)
			case *Chrome:
				part.digest = sealOf(part)
			case *Follow:
				part.digest = sealOf(part)
			case *Body:
				part.digest = sealOf(part)
			default:
				panic(fmt.Sprintf("%T is a part that this test does not know", part))
			}
		}
	}
}

func TestAnUnsealedPartIsOurBug(t *testing.T) {
	defer func() {
		if r := recover(); r == nil || !strings.Contains(fmt.Sprint(r), "Card was not sealed") {
			t.Errorf("recovered %v", r)
		}
	}()
	digestOf(&ListPage{Cards: []Card{{Title: "x"}}})
}

// Lengths stand before texts and lists, so that no two trees look alike.
func TestDigestTellsNeighboursApart(t *testing.T) {
	type pair struct{ A, B string }
	if digestOf(&pair{"ab", "c"}) == digestOf(&pair{"a", "bc"}) {
		t.Error("texts run into each other")
	}
	type lists struct{ A, B []string }
	if digestOf(&lists{[]string{"a"}, nil}) == digestOf(&lists{nil, []string{"a"}}) {
		t.Error("lists run into each other")
	}
	var html template.HTML = "<p>"
	type typed struct{ H template.HTML }
	if digestOf(&typed{html}) == digestOf(&typed{}) {
		t.Error("HTML is not counted")
	}
}

// fillView gives a view a value in every leaf.
func fillView(v view) {
	fill(reflect.ValueOf(v).Elem())
	sealParts(reflect.ValueOf(v).Elem())
}
