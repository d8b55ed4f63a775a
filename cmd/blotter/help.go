package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"blotter"
	"blotter/internal/diag"
	"blotter/internal/markdown"
	"blotter/internal/news"
	"blotter/internal/words"
)

//go:embed manual/*.md
var manual embed.FS

// topic is one chapter of the manual.
type topic struct {
	name, about string
	print       func(io.Writer) error
}

// topics are the chapters. What the program knows by itself (keys, words,
// rules) is printed from its own tables; the rest is text.
func topics() []topic {
	text := func(name string) func(io.Writer) error {
		return func(w io.Writer) error {
			b, err := manual.ReadFile("manual/" + name + ".md")
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		}
	}
	return []topic{
		{"front-matter", "every key of every kind of file", printKeys},
		{"words", "the vocabularies and what each word means", printWords},
		{"rules", "the editorial rules, and how to set them", printRules},
		{"markdown", "what can be written in the text", printMarkdown},
		{"strings", "the words that readers see, by language, and how to replace them", printStrings},
		{"templates", "how to change the look, and what templates are given", printTemplates},
		{"sharing", "what shared links and search engines are given: social cards, tags", text("sharing")},
		{"deploy", "how to publish on Netlify, Cloudflare Pages, GitHub Pages", text("deploy")},
	}
}

func (d *desk) helpCommand() *cobra.Command {
	var list strings.Builder
	var names []string
	for _, t := range topics() {
		fmt.Fprintf(&list, "  %-14s %s\n", t.name, t.about)
		names = append(names, t.name)
	}
	c := &cobra.Command{
		Use:       "help [COMMAND or TOPIC]",
		Short:     "Explain a command or a topic: " + strings.Join(names, ", "),
		Long:      "Explain a command or a topic:\n\n" + strings.TrimRight(list.String(), "\n"),
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: names,
	}
	c.RunE = d.does(func(_ context.Context, args []string) error {
		root := c.Root()
		if len(args) == 0 {
			if err := root.Help(); err != nil {
				return err
			}
			fmt.Fprintf(d.out, "\nTopics (blotter help TOPIC):\n%s", list.String())
			return nil
		}
		for _, t := range topics() {
			if t.name == args[0] {
				return t.print(d.out)
			}
		}
		known := slices.Clone(names)
		for _, command := range root.Commands() {
			if command.Name() == args[0] {
				return command.Help()
			}
			known = append(known, command.Name())
		}
		return usage("there is no command or topic %s\nhint: %s", args[0], diag.DidYouMean(args[0], known))
	})
	return c
}

// printKeys prints the tables of front matter keys from the model itself.
func printKeys(w io.Writer) error {
	kinds := []struct {
		kind news.Kind
		file string
	}{
		{news.KindArticle, "content/articles/**.md"},
		{news.KindIncident, "content/incidents/ID.md"},
		{news.KindCompany, "content/companies/ID.md"},
		{news.KindActor, "content/actors/ID.md"},
		{news.KindAuthor, "content/authors/ID.md"},
		{news.KindPage, "content/pages/**.md"},
		{news.KindSite, "content/site.yaml"},
	}
	var b strings.Builder
	b.WriteString("# Front matter\n\nKeys marked * cannot be left out. Straight quotation marks, -- and ... in texts are\nset as the language does: \"a\" is printed “a”, or «a» in an article with language: es.\n")
	for _, k := range kinds {
		fmt.Fprintf(&b, "\n## %s\n\n", k.file)
		columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		writeKeys(columns, news.Keys(k.kind), "", k.kind != news.KindArticle)
		columns.Flush()
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeKeys prints keys and those within them. The statement keys, which stand
// in many places, are printed once, at the top level of an article.
func writeKeys(w io.Writer, keys []news.Key, indent string, known bool) {
	for _, k := range keys {
		if k.Statement && (known || indent != "") {
			continue
		}
		name := indent + k.Name
		if k.Needed {
			name += "*"
		}
		about := k.Doc
		switch {
		case k.Words != "":
			about += " (one of the " + k.Words + ")"
		case k.As != "":
			about += " (" + k.As + ")"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", name, k.Shape, about)
		writeKeys(w, k.Keys, indent+"  ", known)
		if hasStatements(k.Keys) {
			fmt.Fprintf(w, "%s  …\t\tand the statement keys of an article\n", indent)
		}
	}
	if indent == "" && known && hasStatements(keys) {
		fmt.Fprintf(w, "…\t\tand the statement keys of an article\n")
	}
}

func hasStatements(keys []news.Key) bool {
	return slices.ContainsFunc(keys, func(k news.Key) bool { return k.Statement })
}

// printMarkdown prints the manual's chapter, and the languages of code.
func printMarkdown(w io.Writer) error {
	text, err := manual.ReadFile("manual/markdown.md")
	if err != nil {
		return err
	}
	var b strings.Builder
	b.Write(text)
	b.WriteString("\n")
	for _, names := range markdown.Languages() {
		fmt.Fprintf(&b, "    %s\n", names)
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// printWords prints the built-in vocabularies.
func printWords(w io.Writer) error {
	v := news.NewVocabulary(nil)
	var b strings.Builder
	b.WriteString("# Words\n\ncontent/site.yaml can add incident types, sectors and source kinds.\n")
	for _, list := range []string{
		news.Forms, news.IncidentTypes, news.AttributionLadder, news.ClaimStatuses, news.IncidentStatuses, news.Entries,
		news.ImpactKinds, news.LegalStages, news.SourceKinds, news.Sectors, news.ActorKinds, news.ActorRoles,
		news.CompanyRoles, news.AliasRelations, news.Confidences, news.CorrectionKinds, news.Answers, news.Exploitations,
		news.ProceedingsStates, news.TLPLabels,
	} {
		fmt.Fprintf(&b, "\n## %s\n\n", list)
		columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, word := range v.Words(list) {
			fmt.Fprintf(columns, "%s\t%s\n", word.Value, word.Definition)
		}
		columns.Flush()
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printStrings prints the manual's chapter, the languages, and every word in English.
func printStrings(w io.Writer) error {
	text, err := manual.ReadFile("manual/strings.md")
	if err != nil {
		return err
	}
	english, found := words.Shipped(blotter.Builtin(), "en")
	if len(found) > 0 {
		return fmt.Errorf("the program's own words: %s", found[0])
	}
	var b strings.Builder
	b.Write(text)
	fmt.Fprintf(&b, "\n## The words in English; there are %s\n\n", strings.Join(languages(), ", "))
	columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, key := range english.Keys() {
		fmt.Fprintf(columns, "%s\t%s\n", key, strings.ReplaceAll(english.Written(key), "\n", " "))
	}
	columns.Flush()
	_, err = io.WriteString(w, b.String())
	return err
}

// printRules prints the editorial rules.
func printRules(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Editorial rules\n\n")
	columns := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, r := range news.RuleTable() {
		fmt.Fprintf(columns, "%s\t%s\t%s\n", r.Code, r.Severity, r.Text)
	}
	columns.Flush()
	text, err := manual.ReadFile("manual/rules.md")
	if err != nil {
		return err
	}
	b.WriteString("\n")
	b.Write(text)
	_, err = io.WriteString(w, b.String())
	return err
}
