package main

import (
	"embed"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"strconv"
	"strings"
)

// themes are equal minimal themes, one for each generator: article with the
// latest ten and five related ones, home, lists by organisation, type and
// attribution, feeds and sitemap.
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
	// build gives the arguments of a build of the project src into out, serve
	// those of its watch mode on a port of localhost. Both run in src.
	build func(src, out string) []string
	serve func(src string, port int) []string
	// caches are what a cold build must not find, in the project.
	caches []string
	// environment gives what a version needs besides.
	environment func(version string) []string
}

func (g generator) theme() fs.FS {
	sub, err := fs.Sub(themes, path.Join("themes", g.name))
	if err != nil {
		panic(err) // the name is one of ours
	}
	return sub
}

// url is the address of an article, the same everywhere.
func (a article) url() string { return "/articles/" + a.Slug + "/" }

func (a article) iso() string { return a.Date.Format("2006-01-02T15:04:05Z07:00") }

func generators() []generator {
	none := func(string) []string { return nil }
	return []generator{{
		name: "blotter", version: []string{"version"},
		file: func(a article) string { return "content/articles/" + a.Slug + ".md" },
		print: func(a article) string {
			who := ""
			if a.Attribution != "unattributed" {
				who = "attributed_to: Night Heron\nattributed_by: Example Wire\n"
			}
			if a.Attribution == "charged" {
				who += "legal:\n  - {stage: charged, case: A, by: Example Court, date: " + a.Date.Format("2006-01-02") + "}\n"
			}
			return fmt.Sprintf("---\ntitle: %s\ndate: %s\nstandfirst: %s\ncompany: %s\nincident_type: %s\nattribution_status: %s\n%sauthors: [%s]\n---\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, who, quote(a.Author), a.Body)
		},
		build:       func(src, out string) []string { return []string{"build", "--project", src, "--out", out, "--quiet"} },
		serve:       func(src string, port int) []string { return []string{"serve", "--project", src, "--addr", local(port)} },
		environment: none,
	}, {
		name: "hugo", program: "hugo", version: []string{"version"},
		file: func(a article) string { return "content/articles/" + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\ntitle: %s\ndate: %s\nsummary: %s\ncompanies: [%s]\ntypes: [%s]\nattributions: [%s]\nauthor: %s\n---\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(src, out string) []string {
			return []string{"--minify", "--quiet", "--source", src, "--destination", out}
		},
		serve: func(src string, port int) []string {
			return []string{"server", "--minify", "--source", src, "--bind", "127.0.0.1", "--port", strconv.Itoa(port)}
		},
		caches: []string{"resources", ".hugo_build.lock"},
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
		build: func(src, out string) []string {
			return []string{"--root", src, "build", "--force", "--output-dir", out}
		},
		serve: func(src string, port int) []string {
			return []string{"--root", src, "serve", "--interface", "127.0.0.1", "--port", strconv.Itoa(port)}
		},
		environment: none,
	}, {
		name: "eleventy", program: "eleventy", version: []string{"--version"},
		file: func(a article) string { return "articles/" + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\nlayout: article.njk\npermalink: %s\ntitle: %s\ndate: %s\nsummary: %s\ncompany: %s\nincidentType: %s\nattribution: %s\nauthor: %s\n---\n\n%s",
				quote(a.url()), quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(_, out string) []string {
			return []string{"--quiet", "--output=" + out} // with an absolute --input it serves stale pages
		},
		serve: func(_ string, port int) []string {
			return []string{"--quiet", "--serve", "--incremental", "--port=" + strconv.Itoa(port)}
		},
		caches:      []string{"_site", ".cache"},
		environment: none,
	}, {
		name: "jekyll", program: "jekyll", version: []string{"--version"},
		file: func(a article) string { return "_posts/" + a.Date.Format("2006-01-02-") + a.Slug + ".md" },
		print: func(a article) string {
			return fmt.Sprintf("---\nlayout: article\ntitle: %s\ndate: %s\nsummary: %s\ncompany: %s\nincident_type: %s\nattribution: %s\nauthor: %s\n---\n\n%s",
				quote(a.Title), a.iso(), quote(a.Summary), quote(a.Company), a.Type, a.Attribution, quote(a.Author), a.Body)
		},
		build: func(src, out string) []string {
			return []string{"build", "--quiet", "--source", src, "--destination", out}
		},
		serve: func(src string, port int) []string {
			return []string{"serve", "--quiet", "--incremental", "--source", src, "--destination", src + "/_site", "--port", strconv.Itoa(port)}
		},
		caches:      []string{"_site", ".jekyll-cache", ".jekyll-metadata"},
		environment: none,
	}}
}

func generatorNamed(name string) (generator, error) {
	var names []string
	for _, g := range generators() {
		if g.name == name {
			return g, nil
		}
		names = append(names, g.name)
	}
	return generator{}, fmt.Errorf("%q is not one of %s", name, strings.Join(names, ", "))
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
