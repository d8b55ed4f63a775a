package main

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
)

// article is one invented report, the same for every generator.
type article struct {
	Slug, Title, Summary, Company, Type, Attribution, Author, Body string
	Date                                                           time.Time
}

const phrases = `the company said on Tuesday that attackers gained access to a server used by its payment and logistics teams after a supplier
account was abused customers were told to watch for phishing messages while investigators work to restore ordering systems online sales were
paused stores remain open regulators have been notified and the firm has engaged outside experts to contain the breach no group has claimed
responsibility so far analysts warned that ransomware crews often wait for weeks before naming victims data including names addresses dates of
birth and order histories may have been copied passwords and card numbers were not stored on the affected hosts share price fell sharply in early
trading the outage is the latest in a string of attacks on retailers this year police and national cyber agency are supporting the response`

// writer invents articles. The same number of articles gives the same text.
type writer struct {
	*rand.Rand
	words []string
}

func (w writer) one(of ...string) string { return of[w.IntN(len(of))] }

func (w writer) word() string { return w.words[w.IntN(len(w.words))] }

// corpus invents n articles of about 530 words, oldest first, spread over
// fifteen years and over n/20 organisations. It gives one at a time, so that a
// hundred thousand need no memory, and each time it is ranged over the same.
func corpus(n int) iter.Seq[article] {
	return func(yield func(article) bool) {
		w := writer{rand.New(rand.NewPCG(20250425, 0)), strings.Fields(phrases)}
		companies := w.companies(max(10, n/20))
		start := time.Date(2010, time.January, 1, 8, 0, 0, 0, time.UTC)
		for i := range n {
			title := w.one(companies...) + " " + strings.TrimSuffix(w.plain(7), ".")
			a := article{
				Title:       title,
				Slug:        fmt.Sprintf("%s-%d", cut(slugOf(title), 60), i),
				Summary:     w.plain(16),
				Company:     w.one(companies...),
				Type:        w.one("ransomware", "data-breach", "ddos", "phishing", "intrusion", "insider", "disruption", "malware", "data-extortion", "espionage", "fraud", "defacement"),
				Attribution: w.one("unattributed", "claimed", "suspected", "attributed-by-vendor", "attributed-by-government", "charged"),
				Author:      w.one("Daniel Croft", "Ada Marsh", "Lin Okafor", "Priya Nair", "Tom Weil", "Ines Duarte", "Karl Voss", "Mei Tan"),
				Date:        start.Add(time.Duration(i*15*365*24*60/n) * time.Minute),
				Body:        w.body(),
			}
			if !yield(a) {
				return
			}
		}
	}
}

// newest gives the last k articles of a corpus, the newest first.
func newest(articles iter.Seq[article], k int) []article {
	var last []article
	for a := range articles {
		if last = append(last, a); len(last) == 2*k {
			last = append(last[:0], last[k:]...)
		}
	}
	last = slices.Clone(last[max(0, len(last)-k):])
	slices.Reverse(last)
	return last
}

// companies invents n names, sorted.
func (w writer) companies(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s%s %s %d",
			w.one("North", "Blue", "Iron", "Red", "Vale", "Crown", "Apex", "Lumen", "Harbor", "Quant", "Delta", "Orchid"),
			w.one("gate", "field", "stone", "works", "line", "mart", "bank", "net", "care", "soft"),
			w.one("Group", "plc", "Holdings", "Inc", "Ltd", "Health", "Retail", "Energy", "Air", "Systems"), i)
	}
	slices.Sort(names)
	return names
}

// plain gives a sentence of n words without Markdown.
func (w writer) plain(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = w.word()
	}
	s := strings.Join(out, " ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// sentence gives a sentence of n words, with Markdown in one of two or three.
func (w writer) sentence(n int) string {
	words := strings.Fields(strings.TrimSuffix(w.plain(n), "."))
	put := func(chance float64, text func() string) {
		if w.Float64() < chance {
			words[w.IntN(n)] = text()
		}
	}
	put(.25, func() string { return "**" + w.word() + "**" })
	put(.15, func() string { return "*" + w.word() + "*" })
	put(.12, func() string { return "[" + w.word() + "](https://example.org/" + w.word() + ")" })
	put(.06, func() string { return fmt.Sprintf("`CVE-20%02d-%04d`", 15+w.IntN(11), w.IntN(10000)) })
	return strings.Join(words, " ") + "."
}

// lines gives n lines, each from line.
func lines(n int, line func(i int) string) string {
	out := make([]string, n)
	for i := range out {
		out[i] = line(i)
	}
	return strings.Join(out, "\n")
}

func (w writer) body() string {
	var blocks []string
	for section := range 2 + w.IntN(3) {
		if section > 0 {
			blocks = append(blocks, "## "+strings.TrimSuffix(w.sentence(5), "."))
		}
		for range 2 + w.IntN(2) {
			var sentences []string
			for range 2 + w.IntN(4) {
				sentences = append(sentences, w.sentence(8+w.IntN(16)))
			}
			blocks = append(blocks, strings.Join(sentences, " "))
		}
		switch r := w.Float64(); {
		case r < .35:
			blocks = append(blocks, "> "+w.sentence(20)+"\n>\n> — spokesperson")
		case r < .55:
			blocks = append(blocks, lines(4, func(int) string { return "- " + w.sentence(9) }))
		case r < .65:
			blocks = append(blocks, "| Date | What happened |\n| --- | --- |\n"+lines(4, func(i int) string {
				return fmt.Sprintf("| 2025-0%d-1%d | %s |", i+1, i, w.sentence(7))
			}))
		case r < .72:
			blocks = append(blocks, "```\n"+lines(6, func(int) string {
				return fmt.Sprintf("192.0.2.%d - - GET /%s", w.IntN(255), w.word())
			})+"\n```")
		}
	}
	return strings.Join(blocks, "\n\n") + "\n"
}

func slugOf(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}

func cut(s string, n int) string { return strings.Trim(s[:min(n, len(s))], "-") }

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always encodes
	}
	return string(b)
}

// write writes the articles as the generator g reads them, with its theme, into
// a new folder dir.
func (g generator) write(articles iter.Seq[article], dir string) error {
	if err := os.CopyFS(dir, g.theme()); err != nil {
		return fmt.Errorf("write the theme of %s: %w", g.name, err)
	}
	for a := range articles {
		if err := g.save(a, dir); err != nil {
			return err
		}
	}
	return nil
}

// save writes one article into the project dir.
func (g generator) save(a article, dir string) error {
	name := filepath.Join(dir, filepath.FromSlash(g.file(a)))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(g.print(a)), 0o644)
}
