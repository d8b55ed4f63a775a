// Package blotter holds what the program brings along: the default theme.
//
// Blotter turns Markdown articles about incidents into a static news site. This
// comment is the map of the house; each room's own comment says the rest.
//
//	content/            the live starter site: articles, companies …, site.yaml
//	templates/ static/  the default theme; a site's file of the same path takes
//	                    the place of the one here, file by file
//	cmd/                the programs
//	internal/           the rooms, in the order in which they may know each other:
//
//	diag      where in which file, and what to tell the writer
//	news      the vocabulary and the model; what stands of an incident; rules
//	source    a project directory as a snapshot
//	words     what the program says to readers, in the site's language
//	markdown  a body as HTML, with holes for its links
//	content   one file as one document
//	site      all documents and an instant as the Site
//	output    the output tree: stage, journal, manifest
//	feed      what machines read: the feed, the sitemap, headers, redirects
//	page      HTML: views, templates, assets
//	build     the sentence: Read → Parse → Check → New → Plan → Write
//	serve     watch, preview, error panel
//	fiction   invented sites, for tests
//
// The repository is itself a working site: fork it, replace content/, deploy.
// content/ is never embedded, so that nobody publishes it by accident.
package blotter

import (
	"embed"
	"io/fs"
)

//go:embed templates static
var builtin embed.FS

// Builtin gives the default theme: the built-in templates/ and static/.
func Builtin() fs.FS { return builtin }
