package build

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"time"
)

// The codec writes closed trees of values (documents, diagnostics) as bytes and
// reads them again. Of a struct only the fields that are set are written, by their
// number: a document has two hundred, of which an article sets thirty. What it
// writes is for the same program only.
//
// Texts that are read are parts of the one text they are read from.

// errNotWritten means that a value holds something that the codec does not write.
var errNotWritten = errors.New("a value that cannot be kept")

// errDamaged means that bytes are not what the codec wrote.
var errDamaged = errors.New("what is kept is damaged")

var timeType = reflect.TypeFor[time.Time]()

// encode appends v to b. Times are in zone, or else cannot be written.
func encode(b []byte, v reflect.Value, zone *time.Location) ([]byte, error) {
	switch v.Kind() {
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...), nil
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1), nil
		}
		return append(b, 0), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint()), nil
	case reflect.Float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float())), nil
	case reflect.Array, reflect.Slice:
		return encodeList(b, v, zone)
	case reflect.Pointer:
		if v.IsNil() {
			return append(b, 0), nil
		}
		return encode(append(b, 1), v.Elem(), zone)
	case reflect.Struct:
		return encodeStruct(b, v, zone)
	case reflect.Map:
		return encodeMap(b, v, zone)
	case reflect.Interface:
		if !v.IsNil() {
			for n, t := range freeTypes() {
				if v.Elem().Type() == t {
					return encode(append(b, byte(n)), v.Elem(), zone)
				}
			}
		}
	}
	return b, fmt.Errorf("%w: a %s", errNotWritten, v.Type())
}

// freeTypes are what may stand in the free map `extra` of a document.
func freeTypes() []reflect.Type {
	return []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[bool](), reflect.TypeFor[int](), reflect.TypeFor[float64](),
		reflect.TypeFor[[]any](), reflect.TypeFor[map[string]any](),
	}
}

func encodeList(b []byte, v reflect.Value, zone *time.Location) (_ []byte, err error) {
	if v.Kind() == reflect.Slice {
		if v.IsNil() {
			return append(b, 0), nil
		}
		b = binary.AppendUvarint(b, uint64(v.Len())+1)
	}
	for n := range v.Len() {
		if b, err = encode(b, v.Index(n), zone); err != nil {
			return b, err
		}
	}
	return b, nil
}

func encodeStruct(b []byte, v reflect.Value, zone *time.Location) (_ []byte, err error) {
	if v.Type() == timeType {
		t := v.Interface().(time.Time)
		if !t.IsZero() && t.Location() != zone {
			return b, fmt.Errorf("%w: a time in another zone", errNotWritten)
		}
		b = binary.AppendVarint(b, t.Unix())
		return binary.AppendUvarint(b, uint64(t.Nanosecond())), nil
	}
	set := len(b)
	b = append(b, 0) // how many fields are set
	for n := range v.NumField() {
		f := v.Field(n)
		if f.IsZero() {
			continue
		}
		if b[set] == math.MaxUint8 || n > math.MaxUint8 || f.Kind() == reflect.Func {
			return b, fmt.Errorf("%w: a %s", errNotWritten, v.Type())
		}
		b[set]++
		if b, err = encode(append(b, byte(n)), f, zone); err != nil {
			return b, err
		}
	}
	return b, nil
}

func encodeMap(b []byte, v reflect.Value, zone *time.Location) (_ []byte, err error) {
	if v.Type().Key().Kind() != reflect.String {
		return b, fmt.Errorf("%w: a %s", errNotWritten, v.Type())
	}
	if v.IsNil() {
		return append(b, 0), nil
	}
	b = binary.AppendUvarint(b, uint64(v.Len())+1)
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int {
		if x.String() < y.String() {
			return -1
		}
		return 1
	})
	for _, key := range keys {
		if b, err = encode(b, key, zone); err != nil {
			return b, err
		}
		if b, err = encode(b, v.MapIndex(key), zone); err != nil {
			return b, err
		}
	}
	return b, nil
}

// decoder reads what encode wrote.
type decoder struct {
	text string
	zone *time.Location
	err  error // the first one; what is read after it means nothing
}

// decode fills v, which is a pointer's, with what was written of it first.
func decode(text string, v reflect.Value, zone *time.Location) (rest string, err error) {
	d := decoder{text: text, zone: zone}
	d.value(v)
	return d.text, d.err
}

func (d *decoder) fail() { d.text, d.err = "", errDamaged }

func (d *decoder) uvarint() uint64 {
	var out uint64
	for n := range min(len(d.text), binary.MaxVarintLen64) {
		c := d.text[n]
		out |= uint64(c&0x7f) << (7 * n)
		if c < 0x80 {
			d.text = d.text[n+1:]
			return out
		}
	}
	d.fail()
	return 0
}

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) byte() byte {
	if d.text == "" {
		d.fail()
		return 0
	}
	c := d.text[0]
	d.text = d.text[1:]
	return c
}

func (d *decoder) take(n uint64) string {
	if n > uint64(len(d.text)) {
		d.fail()
		return ""
	}
	out := d.text[:n]
	d.text = d.text[n:]
	return out
}

// count reads how many things follow, each of which takes at least a byte; false
// for none at all.
func (d *decoder) count() (int, bool) {
	n := d.uvarint()
	if n == 0 || d.err != nil {
		return 0, false
	}
	if n-1 > uint64(len(d.text)) {
		d.fail()
		return 0, false
	}
	return int(n - 1), true
}

func (d *decoder) value(v reflect.Value) {
	if d.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.take(d.uvarint()))
	case reflect.Bool:
		v.SetBool(d.byte() == 1)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(d.varint())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(d.uvarint())
	case reflect.Float64:
		if bits := d.take(8); d.err == nil {
			v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64([]byte(bits))))
		}
	case reflect.Array:
		for n := range v.Len() {
			d.value(v.Index(n))
		}
	case reflect.Slice:
		if n, ok := d.count(); ok {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				d.value(v.Index(i))
			}
		}
	case reflect.Pointer:
		if d.byte() == 1 && d.err == nil {
			v.Set(reflect.New(v.Type().Elem()))
			d.value(v.Elem())
		}
	case reflect.Struct:
		d.structure(v)
	case reflect.Map:
		if n, ok := d.count(); ok {
			v.Set(reflect.MakeMapWithSize(v.Type(), n))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				d.value(key)
				d.value(value)
				if d.err == nil {
					v.SetMapIndex(key, value)
				}
			}
		}
	case reflect.Interface:
		types, n := freeTypes(), int(d.byte())
		if n >= len(types) || d.err != nil {
			d.fail()
			return
		}
		value := reflect.New(types[n]).Elem()
		d.value(value)
		v.Set(value)
	default:
		d.fail()
	}
}

func (d *decoder) structure(v reflect.Value) {
	if v.Type() == timeType {
		seconds, nanoseconds := d.varint(), d.uvarint()
		t := time.Unix(seconds, int64(nanoseconds)).In(d.zone)
		if t.IsZero() {
			t = time.Time{}
		}
		v.Set(reflect.ValueOf(t))
		return
	}
	for range d.byte() {
		n := int(d.byte())
		if d.err != nil || n >= v.NumField() {
			d.fail()
			return
		}
		d.value(v.Field(n))
	}
}
