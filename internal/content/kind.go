package content

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"blotter/internal/diag"
	"blotter/internal/news"
)

// datePrefix is a date that keeps files in order and is no part of the address.
var datePrefix = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}-.`)

// KindOf says what the file at path (slash-separated, relative to the project)
// is about, and its id: of an article the slug that its file name makes (which
// its `slug` key overrides), of a page its path within content/pages, of any
// other its file name, all without extension. ok is false for what is no
// document, such as a picture. A file that was meant as a document and lies where
// none is read from is ok and has no kind: Parse then says what is wrong.
func KindOf(file string) (kind news.Kind, id string, ok bool) {
	name, inside := strings.CutPrefix(file, "content/")
	base, ext := path.Base(name), path.Ext(name)
	if !inside || strings.HasPrefix(base, ".") {
		return 0, "", false
	}
	stem := strings.TrimSuffix(name, ext)
	switch strings.ToLower(ext) {
	case ".yaml", ".yml", ".toml", ".json":
		if name == "site.yaml" {
			return news.KindSite, "site", true
		}
		return 0, "", strings.EqualFold(stem, "site")
	case ".md", ".markdown", ".mdown", ".mkd", ".mdx":
		if ext != ".md" {
			return 0, "", true
		}
	default:
		return 0, "", false
	}
	folder, rest, nested := strings.Cut(stem, "/")
	if !nested {
		return 0, "", true
	}
	switch folder {
	case "articles":
		return news.KindArticle, articleSlug(rest), true
	case "pages":
		return news.KindPage, rest, true
	}
	if strings.Contains(rest, "/") {
		return 0, "", true
	}
	switch folder {
	case "incidents":
		return news.KindIncident, rest, true
	case "companies":
		return news.KindCompany, rest, true
	case "actors":
		return news.KindActor, rest, true
	case "authors":
		return news.KindAuthor, rest, true
	}
	return 0, "", true
}

// articleSlug makes a slug of the path of an article within content/articles,
// without extension. The folder counts only for an index.md that has it to
// itself, with its pictures.
func articleSlug(stem string) string {
	name := path.Base(stem)
	if dir := path.Dir(stem); name == "index" && dir != "." {
		name = path.Base(dir)
	}
	if datePrefix.MatchString(name) {
		name = name[len("2025-04-28-"):]
	}
	slug, ok := news.Slug(name)
	if !ok {
		return "" // the file needs a slug key
	}
	return slug
}

// misplaced tells of a file that was meant as a document.
func misplaced(file string) diag.List {
	message, hint := "no document is read from here", "documents lie in content/articles, incidents, companies, actors, authors and pages; only articles and pages may have folders within"
	stem := strings.TrimSuffix(file, path.Ext(file))
	switch ext := path.Ext(file); {
	case strings.EqualFold(stem, "content/site"):
		message, hint = "settings are read from content/site.yaml only", "call this file site.yaml"
	case ext != ".md":
		message, hint = fmt.Sprintf("no document is read from a «%s» file", ext), "call it "+path.Base(stem)+".md"
	}
	return diag.List{diag.At(file, diag.Span{}, diag.Error, "misplaced-file", message, hint)}
}

// identity gives the id of a document, and refuses a file name that makes none.
// Articles may be called as their writers like. Other files are referred to by
// name, and what is written there must be what the file is called.
func (r *report) identity(doc *news.Document, id string) string {
	if doc.Kind == news.KindArticle {
		if doc.Article.Slug != "" {
			return doc.Article.Slug
		}
		if id == "" {
			r.list = append(r.list, diag.At(r.file, diag.Span{}, diag.Error, "bad-file-name", "no address can be made of this file's name", "use letters or digits, or give the article a «slug»"))
		}
		return id
	}
	parts := strings.Split(id, "/")
	for i, part := range parts {
		parts[i], _ = news.Slug(part)
	}
	made := strings.Join(parts, "/")
	if made != norm.NFC.String(id) { // some file systems take letters and their accents apart
		r.list = append(r.list, diag.At(r.file, diag.Span{}, diag.Error, "bad-file-name",
			fmt.Sprintf("«%s» is no id: a file that others refer to is called by lower-case letters, digits and hyphens", id), "call it "+made+".md"))
	}
	return made
}
