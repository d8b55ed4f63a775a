package fiction

import (
	"encoding/json"
	"fmt"
	"strings"
)

// matter is front matter: keys in their order.
type matter []field

// field is one key. Its value is a string, date, bool, int, float64, matter, or
// a list of those.
type field struct {
	key   string
	value any
}

// list is several values under one key.
type list []any

// date is text that reads as a date: TOML has a type of its own for it.
type date string

// format is a way to write front matter.
type format uint8

const (
	yamlMatter format = iota
	tomlMatter
	jsonMatter
)

// set puts value under key, unless it is empty: a zero string or date, an empty
// list, or false.
func (m *matter) set(key string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case date:
		if v == "" {
			return
		}
	case bool:
		if !v {
			return
		}
	case list:
		if len(v) == 0 {
			return
		}
	case matter:
		if v == nil {
			return
		}
	}
	*m = append(*m, field{key, value})
}

// file writes a whole file: front matter in the format, then the body.
func (m matter) file(f format, body string) string {
	switch f {
	case tomlMatter:
		return "+++\n" + m.toml() + "+++\n" + body
	case jsonMatter:
		return m.json() + "\n" + body
	}
	return "---\n" + m.yaml("") + "---\n" + body
}

// yaml writes m as a block, each line after the indent.
func (m matter) yaml(indent string) string {
	var b strings.Builder
	for _, f := range m {
		b.WriteString(indent + yamlKey(f.key) + ":")
		switch v := f.value.(type) {
		case matter:
			if len(v) == 0 {
				b.WriteString(" {}\n")
				continue
			}
			b.WriteString("\n" + v.yaml(indent+"  "))
		case list:
			b.WriteString("\n")
			for _, entry := range v {
				if nested, ok := entry.(matter); ok {
					text := nested.yaml(indent + "    ")
					b.WriteString(indent + "  - " + strings.TrimPrefix(text, indent+"    "))
					continue
				}
				b.WriteString(indent + "  - " + scalar(entry) + "\n")
			}
		default:
			b.WriteString(" " + scalar(v) + "\n")
		}
	}
	return b.String()
}

// yamlKey quotes ids that YAML could take for something else.
func yamlKey(key string) string {
	if strings.ContainsAny(key, " :#'\"") {
		return quoted(key)
	}
	return key
}

// scalar writes a plain value for YAML, or for JSON if it is no date.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case date:
		return string(v)
	}
	return fmt.Sprint(v)
}

// quoted gives text in double quotes, as JSON and YAML and TOML alike read it.
func quoted(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic("fiction: quote a text: " + err.Error()) // a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// toml writes m as lines, nested maps inline.
func (m matter) toml() string {
	var b strings.Builder
	for _, f := range m {
		b.WriteString(tomlKey(f.key) + " = " + tomlValue(f.value) + "\n")
	}
	return b.String()
}

func tomlKey(key string) string {
	for _, r := range key {
		if r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') {
			return quoted(key)
		}
	}
	return key
}

func tomlValue(v any) string {
	var parts []string
	switch v := v.(type) {
	case matter:
		for _, f := range v {
			parts = append(parts, tomlKey(f.key)+" = "+tomlValue(f.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, entry := range v {
			parts = append(parts, tomlValue(entry))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case date:
		if len(v) == len("2026-01-02") || strings.Count(string(v), ":") >= 2 {
			return string(v) // a day, or a full date and time: TOML has them
		}
		return quoted(string(v))
	}
	return scalar(v)
}

// json writes m as one object.
func (m matter) json() string {
	var parts []string
	for _, f := range m {
		parts = append(parts, quoted(f.key)+": "+jsonValue(f.value))
	}
	return "{\n  " + strings.Join(parts, ",\n  ") + "\n}"
}

func jsonValue(v any) string {
	var parts []string
	switch v := v.(type) {
	case matter:
		for _, f := range v {
			parts = append(parts, quoted(f.key)+": "+jsonValue(f.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		for _, entry := range v {
			parts = append(parts, jsonValue(entry))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case date:
		return quoted(string(v))
	}
	return scalar(v)
}
