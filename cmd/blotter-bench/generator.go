package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// themes are equal minimal themes, one for each generator. They have
//
//   - an article with its title, standfirst, author, time, organisation, type,
//     attribution and text, and five other articles on the same organisation;
//   - the newest twenty on the home page, and all articles in pages of twenty;
//   - an index of the organisations, of the types and of the attributions, and
//     the articles of each of them in pages of twenty;
//   - an RSS feed of the newest, and of each organisation and type; a sitemap.
//
// No theme lists the newest articles beside every page: with such a list every
// page is another one whenever something is published, in any generator.
// Blotter's lists are numbered from the oldest article, so that its first pages
// show 20 to 39. It publishes more than is asked here (authors, months,
// incidents, a dashboard, a log of corrections), and is not excused from that.
//
//go:embed all:themes
var themes embed.FS

// generator is one of the programs that are compared.
type generator struct {
	name string
	// program is what is looked for on PATH; "" for ours, which is built.
	program string
	// version are the arguments that print it.
	version []string
	// file and print give the path and the text of an article in its project.
	file  func(a article) string
	print func(a article) string
	// build gives the arguments of a build, serve those of the watch mode on a port
	// of localhost. Both run in the project's folder. The floor has no watch mode.
	build func(at place) []string
	serve func(at place, port int) []string
	// environment gives what a version needs besides.
	environment func(version string) []string
}

// place is where a contender works: all folders are its own, and absolute.
type place struct{ project, out, cache string }

func (g generator) theme() fs.FS {
	sub, err := fs.Sub(themes, path.Join("themes", g.name))
	if err != nil {
		panic(err) // the name is one of ours
	}
	return sub
}

// url is the address of an article, the same everywhere.
func (a article) url() string { return "/articles/" + a.Slug + "/" }

// companyURL is the address of the page of its organisation.
func (a article) companyURL() string { return "/companies/" + slugOf(a.Company) + "/" }

// listed are the addresses of the pages that show the title of a new article:
// its own and, as everywhere in our results, the home page and its organisation's.
func (a article) listed() [3]string { return [3]string{a.url(), "/", a.companyURL()} }

func (a article) iso() string { return a.Date.Format("2006-01-02T15:04:05Z07:00") }

func generators() []generator {
	none := func(string) []string { return nil }
	return []generator{{
		name: "blotter", version: []string{"version"},
		file:  blotterFile,
		print: blotterText,
		build: func(at place) []string {
			return []string{"build", "--project", at.project, "--out", at.out, "--cache", at.cache, "--quiet"}
		},
		serve: func(at place, port int) []string {
			return []string{"serve", "--project", at.project, "--cache", at.cache, "--addr", local(port)}
		},
		environment: none,
	}, {
		name: "hugo", program: "hugo", version: []string{"version"},
		file: func(a article) string { return "content/articles/" + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\ntitle: %s\ndate: %s\nsummary: %s\ncompanies: [%s]\ntypes: [%s]\nattributions: [%s]\nauthor: %s\n---\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(at place) []string {
			return []string{"--minify", "--quiet", "--source", at.project, "--destination", at.out, "--cacheDir", at.cache}
		},
		serve: func(at place, port int) []string {
			return []string{"server", "--minify", "--source", at.project, "--cacheDir", at.cache, "--bind", "127.0.0.1", "--port", strconv.Itoa(port)}
		},
		environment: func(version string) []string {
			if minorOf(version) < 128 {
				return []string{"HUGO_PAGINATE=20"} // the theme says it in today's words
			}
			return nil
		},
	}, {
		name: "zola", program: "zola", version: []string{"--version"},
		file: func(a article) string { return "content/articles/" + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("+++\ntitle = %s\ndate = %s\ndescription = %s\n[taxonomies]\ncompanies = [%s]\ntypes = [%s]\nattributions = [%s]\n[extra]\nauthor = %s\n+++\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), quote(a.Type), quote(a.Attribution), quote(a.Author), a.Body)
		},
		build: func(at place) []string {
			return []string{"--root", at.project, "build", "--force", "--output-dir", at.out}
		},
		serve: func(at place, port int) []string {
			return []string{"--root", at.project, "serve", "--interface", "127.0.0.1", "--port", strconv.Itoa(port)}
		},
		environment: none,
	}, {
		name: "eleventy", program: "eleventy", version: []string{"--version"},
		file: func(a article) string { return "articles/" + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\nlayout: article.njk\npermalink: %s\ntitle: %s\ndate: %s\nsummary: %s\ncompany: %s\nincidentType: %s\nattribution: %s\nauthor: %s\n---\n\n%s",
				quote(a.url()), quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(at place) []string {
			return []string{"--quiet", "--output=" + at.out} // with an absolute --input it serves stale pages
		},
		serve: func(_ place, port int) []string {
			return []string{"--quiet", "--serve", "--incremental", "--port=" + strconv.Itoa(port)}
		},
		environment: none,
	}, {
		name: "jekyll", program: "jekyll", version: []string{"--version"},
		file: func(a article) string { return "_posts/" + a.Date.Format("2006-01-02-") + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\nlayout: article\ntitle: %s\ndate: %s\nsummary: %s\ncompany: %s\nincident_type: %s\nattribution: %s\nauthor: %s\n---\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(at place) []string {
			return []string{"build", "--quiet", "--source", at.project, "--destination", at.out}
		},
		serve: func(at place, port int) []string {
			return []string{"serve", "--quiet", "--incremental", "--source", at.project, "--destination", filepath.Join(at.project, "_site"), "--port", strconv.Itoa(port)}
		},
		environment: none,
	}}
}

// floorGenerator is this program as a contender: it does the least that a build
// can do, with our articles.
func floorGenerator() generator {
	return generator{
		name: "blotter", file: blotterFile, print: blotterText,
		build: func(at place) []string {
			return []string{"floor", filepath.Join(at.project, "content", "articles"), at.out}
		},
		environment: func(string) []string { return nil },
	}
}

func blotterFile(a article) string { return "content/articles/" + a.Slug + ".md" }

func blotterText(a article) string {
	who := ""
	if a.Attribution != "unattributed" {
		who = "attributed_to: Night Heron\nattributed_by: Example Wire\n"
	}
	if a.Attribution == "charged" {
		who += "legal:\n  - {stage: charged, case: A, by: Example Court, date: " + a.Date.Format("2006-01-02") + "}\n"
	}
	return fmt.Sprintf("---\ntitle: %s\ndate: %s\nstandfirst: %s\ncompany: %s\nincident_type: %s\nattribution_status: %s\n%sauthors: [%s]\n---\n\n%s",
		quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, who, quote(a.Author), a.Body)
}

func generatorNames() []string {
	var names []string
	for _, g := range generators() {
		names = append(names, g.name)
	}
	return names
}

func generatorNamed(name string) (generator, error) {
	for _, g := range generators() {
		if g.name == name {
			return g, nil
		}
	}
	return generator{}, fmt.Errorf("%q is not one of %s", name, strings.Join(generatorNames(), ", "))
}

func local(port int) string { return "127.0.0.1:" + strconv.Itoa(port) }

// versionOf asks a program for its version: the first word of its answer that
// is not its name ("hugo v0.111.3-… linux/amd64", "zola 0.22.1", "3.1.2").
func versionOf(program string, arguments []string) string {
	text, err := exec.Command(program, arguments...).CombinedOutput()
	words := strings.Fields(string(text))
	if err != nil || len(words) == 0 {
		return "unknown"
	}
	if len(words) > 1 && words[0] == path.Base(program) || len(words) > 2 {
		words = words[1:]
	}
	if words[0] == "development" && len(words) > 1 && !strings.HasPrefix(words[1], "(") {
		return words[0] + " " + words[1] // of what commit
	}
	return strings.TrimPrefix(words[0], "v")
}

// minorOf gives the second number of a version.
func minorOf(version string) int {
	parts := strings.Split(version, ".")
	if len(parts) < 2 {
		return 0
	}
	n, _ := strconv.Atoi(parts[1])
	return n
}
