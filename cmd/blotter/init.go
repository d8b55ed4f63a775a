package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"blotter"
	"blotter/internal/diag"
)

// starter holds the files of a new site: site/ for every site, a folder for each
// host, and one for each language but English, whose files take the place of those
// of site/. Names that would mean something to git here lack their dot.
//
//go:embed starter
var starter embed.FS

// hosts are those for which init knows what they read.
func hosts() []string { return []string{"netlify", "cloudflare", "github-pages"} }

func (d *desk) initCommand() *cobra.Command {
	var host, language string
	c := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new site",
		Long: `Make a new site in an empty folder: one made-up article as a draft, the pages
that a newsroom needs, site.yaml, and what the host reads to build it.`,
		Args: cobra.ExactArgs(1),
		RunE: d.does(func(_ context.Context, args []string) error { return d.init(args[0], host, language) }),
	}
	c.Flags().StringVar(&host, "host", "netlify", "where it will be published: "+strings.Join(hosts(), ", "))
	c.Flags().StringVar(&language, "language", "en", "the language of the site: "+strings.Join(languages(), ", "))
	c.RegisterFlagCompletionFunc("language", cobra.FixedCompletions(languages(), cobra.ShellCompDirectiveNoFileComp))
	c.RegisterFlagCompletionFunc("host", cobra.FixedCompletions(hosts(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// languages are those that the program brings words of.
func languages() []string {
	names, err := fs.Glob(blotter.Builtin(), "templates/strings/*.yaml")
	if err != nil {
		panic(err) // the pattern is ours
	}
	for n, name := range names {
		names[n] = strings.TrimSuffix(path.Base(name), ".yaml")
	}
	return names
}

func (d *desk) init(name, host, language string) error {
	if !slices.Contains(hosts(), host) {
		return usage("--host %s is not known: %s", host, diag.DidYouMean(host, hosts()))
	}
	if !slices.Contains(languages(), language) {
		return usage("--language %s is not known: %s\nhint: «blotter help strings» says how a site brings words of its own", language, diag.DidYouMean(language, languages()))
	}
	dir := d.path(name)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return usage("%s is not empty: a new site needs a folder of its own", d.short(dir))
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	words := d.starterWords(filepath.Base(dir), language)
	parts := []string{"site", host}
	if language != "en" {
		parts = append(parts, language)
	}
	for _, part := range parts {
		if err := writeStarter(dir, part, words); err != nil {
			return err
		}
	}
	if !d.quiet {
		fmt.Fprint(d.out, nextSteps(d.short(dir), host))
	}
	return nil
}

// starterWords fills the blanks in the starter's files.
func (d *desk) starterWords(name, language string) *strings.Replacer {
	foreign := "" // of the draft, which is in English
	if language != "en" {
		foreign = "\nlanguage: en"
	}
	title := strings.Join(strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune("-_. \"'\\#:{}[]&*!|>%@`,?\t\n", c) }), " ")
	if title == "" {
		title = "Incident News"
	}
	first, size := utf8.DecodeRuneInString(title)
	title = string(unicode.ToUpper(first)) + title[size:]
	project := strings.ToLower(strings.ReplaceAll(title, " ", "-"))
	return strings.NewReplacer(
		"{{title}}", `"`+title+`"`,
		"{{name}}", project,
		"{{language}}", language,
		"{{foreign}}", foreign,
		"{{day}}", d.clock.Now().Format(time.DateOnly),
		"{{version}}", d.release(),
		"{{releases}}", strings.TrimSuffix(d.env("BLOTTER_RELEASES"), "/"),
	)
}

// writeStarter writes one part of the starter into dir.
func writeStarter(dir, part string, words *strings.Replacer) error {
	from := "starter/" + part
	return fs.WalkDir(starter, from, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := starter.ReadFile(name)
		if err != nil {
			return err
		}
		to := strings.TrimPrefix(name, from+"/")
		if first, rest, nested := strings.Cut(to, "/"); first == "gitignore" || first == "github" {
			to = "." + first
			if nested {
				to = path.Join(to, rest)
			}
		}
		file := filepath.Join(dir, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if strings.HasSuffix(to, ".sh") {
			mode = 0o755
		}
		return os.WriteFile(file, []byte(words.Replace(string(text))), mode)
	})
}

// nextSteps says what to do with the new site.
func nextSteps(dir, host string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%[1]s is a new site. Next:

  blotter serve --project %[2]s      see it while you write
  %[1]s/content/site.yaml            its name and its address (base_url)
  %[1]s/content/articles/            one Markdown file an article
  blotter build --project %[2]s      publish it into %[1]s/public

`, dir, shellWord(dir))
	switch host {
	case "netlify":
		b.WriteString("On Netlify: set BLOTTER_VERSION, BLOTTER_SHA256 and BLOTTER_RELEASES in netlify.toml,\nthen connect the repository.\n")
	case "cloudflare":
		b.WriteString("On Cloudflare Pages: build command «sh build.sh»; set the variables BLOTTER_VERSION,\nBLOTTER_SHA256 and BLOTTER_RELEASES.\n")
	case "github-pages":
		b.WriteString("On GitHub: set BLOTTER_VERSION, BLOTTER_SHA256 and BLOTTER_RELEASES in\n.github/workflows/pages.yml, and Settings → Pages → Source: GitHub Actions.\n")
	}
	return b.String()
}
