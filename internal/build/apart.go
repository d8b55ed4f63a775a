package build

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"blotter/internal/diag"
	"blotter/internal/output"
	"blotter/internal/site"
)

// apart keeps outputs apart that some file system or host would take for one:
// equal after NFKC and case folding, or a file where another output needs a
// folder. It gives files without the later of two equals and without what needs a
// folder of a file's name, and an error for each that names what both are made from.
// A save hardly ever makes or moves a file: paths that were apart last time still are.
func (b *Builder) apart(files []output.File, s *site.Site) ([]output.File, diag.List) {
	if slices.EqualFunc(b.paths, files, func(path string, f output.File) bool { return path == f.Path }) {
		return files, nil
	}
	kept, l := apart(files, s)
	b.paths = b.paths[:0]
	for _, f := range kept {
		b.paths = append(b.paths, f.Path)
	}
	return kept, l
}

func apart(files []output.File, s *site.Site) ([]output.File, diag.List) {
	fold := folder()
	keys := make([]string, len(files))
	first := make(map[string]int, len(files)) // key → index of the first file
	for i, f := range files {
		keys[i] = fold(f.Path)
		if _, taken := first[keys[i]]; !taken {
			first[keys[i]] = i
		}
	}
	var kept []output.File // nil as long as all are
	var l diag.List
	for i, f := range files {
		other, inside := first[keys[i]], false
		if other == i {
			other = -1
			for above := path.Dir(keys[i]); above != "."; above = path.Dir(above) {
				if at, isFile := first[above]; isFile {
					other, inside = at, true
				}
			}
		}
		if other < 0 {
			if kept != nil {
				kept = append(kept, f)
			}
			continue
		}
		if kept == nil {
			kept = append(make([]output.File, 0, len(files)), files[:i]...)
		}
		l = append(l, collision(files[other].Path, f.Path, inside, s))
	}
	if kept == nil {
		return files, nil
	}
	return kept, l
}

func collision(one, two string, inside bool, s *site.Site) diag.Diagnostic {
	d := diag.Diagnostic{Severity: diag.Error, Code: "output-collision"}
	a, b := madeFrom(s, one), madeFrom(s, two)
	d.Start, d.Related = b, []diag.Pos{a}
	d.End = d.Start
	switch {
	case one == two:
		d.Message = "two pages or files want to be published as " + one
	case inside:
		d.Message = "one wants to be published as the file " + one + ", the other as " + two + ", which needs a folder of that name"
	default:
		d.Message = one + " and " + two + " are one file on many systems (letter case, width and accents do not count)"
	}
	d.Hint = "rename one of " + a.File + " and " + b.File
	return d
}

// folder gives the function that makes a path's key.
func folder() func(string) string {
	fold := cases.Fold()
	return func(p string) string {
		for i := range len(p) {
			if p[i] >= 0x80 {
				return norm.NFKC.String(fold.String(norm.NFKC.String(p)))
			}
		}
		return strings.ToLower(p)
	}
}

// madeFrom gives the file of the project that the output at p is made from: the
// templates where it is made from the Site as a whole.
func madeFrom(s *site.Site, p string) diag.Pos {
	at := func(file string) diag.Pos { return diag.Pos{File: file} }
	for _, list := range [][]*site.Article{s.Articles, s.Withdrawn} {
		for _, a := range list {
			if a.File == p {
				return at(a.Path)
			}
		}
	}
	for _, x := range s.Pages {
		if x.File == p {
			return at(x.Path)
		}
	}
	for _, i := range s.Incidents {
		switch {
		case i.File != p:
		case i.Doc != nil:
			return at(i.Doc.Path)
		case len(i.Articles) > 0:
			return at(i.Articles[0].Path)
		}
	}
	for _, terms := range s.Terms {
		for _, t := range terms {
			switch {
			case t.File != p:
			case t.Doc != nil:
				return at(t.Doc.Path)
			case len(t.Articles) > 0:
				return at(t.Articles[0].Path)
			}
		}
	}
	for _, f := range s.Static {
		if strings.TrimPrefix(f.Path, "static/") == p {
			return at(f.Path)
		}
	}
	for _, x := range s.Attachments {
		if x.File == p {
			return at(x.Source.Path)
		}
	}
	name, _, _ := strings.Cut(path.Base(p), ".")
	for _, x := range s.Pictures {
		if strings.HasPrefix(p, "media/") && site.MediaName(x.Source) == name {
			return at(x.Source.Path)
		}
	}
	return at("templates/" + p)
}
