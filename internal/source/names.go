package source

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"blotter/internal/diag"
)

// passedOver says whether p goes unmentioned because nobody means it to be part
// of the site: what editors and desktops leave lying about, anywhere, and names
// with a dot in front in content/ and templates/ (.obsidian, .gitkeep). In
// static/ those are refused instead, because static/ is published as it is.
func passedOver(p string) bool {
	tree, _, below := strings.Cut(p, "/")
	if !below {
		return false // the tree itself
	}
	name := path.Base(p)
	return dropping(name) || tree != "static" && strings.HasPrefix(name, ".")
}

// dropping says whether name is one that an editor or a desktop makes by itself:
// swap files, backups, locks, the names under which a save is prepared.
func dropping(name string) bool {
	switch strings.ToLower(name) {
	case ".ds_store", "thumbs.db", "desktop.ini",
		"4913": // Vim tries with it whether it may write here
		return true
	}
	// Every look at the project asks this of every file, so no patterns here.
	begins := func(with string) bool { return strings.HasPrefix(name, with) }
	ends := func(with string) bool { return strings.HasSuffix(name, with) }
	n := len(name)
	switch {
	case ends("~"): // most editors' backups
	case ends(".swp"), n >= 5 && begins(".") && name[n-4:n-1] == ".sw": // Vim
	case begins(".#"), n > 1 && begins("#") && ends("#"): // Emacs: lock, unsaved changes
	case ends("___jb_tmp___"), ends("___jb_old___"): // JetBrains
	case begins(".goutputstream-"): // GNOME
	default:
		return false
	}
	return true
}

// secret says whether a file called name is likely to hold a key or a password,
// or is a backup that nobody remembers. The list is Vite's fs.deny and more.
func secret(name string) bool {
	name = strings.ToLower(name)
	for _, pattern := range [...]string{
		".env*", ".git", ".npmrc",
		"*.crt", "*.cer", "*.der", "*.key", "*.p12", "*.pem", "*.pfx", // certificates and private keys
		"id_*",   // SSH
		"*.kdbx", // KeePass
		"*.bak",
	} {
		if matches(pattern, name) {
			return true
		}
	}
	return false
}

// matches is path.Match for patterns that are known to be well formed.
func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// refusedName says why nothing called p can be published, or gives nil.
func refusedName(p string, folder bool) *diag.Diagnostic {
	name := path.Base(p)
	if !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) || strings.Contains(name, `\`) {
		return refuse(p, diag.Error, "file-name",
			"this name has characters in it that no address can have (a backslash, a control character, or bytes that are not UTF-8)",
			"rename it with letters, digits and hyphens")
	}
	published, ok := strings.CutPrefix(p, "static/")
	if !ok {
		return nil
	}
	wellKnown := published == ".well-known" || strings.HasPrefix(published, ".well-known/")
	if strings.HasPrefix(name, ".") && !wellKnown || !folder && secret(name) || name == ".git" {
		return refuse(p, diag.Error, "secret-file",
			fmt.Sprintf("«%s» is not for publication, and everything in static/ is published", name),
			"move it out of static/; if it is meant for readers, give it another name")
	}
	return nil
}

// printable gives p with whatever would disturb a terminal or a JSON reader escaped.
func printable(p string) string {
	if utf8.ValidString(p) && !strings.ContainsFunc(p, unicode.IsControl) {
		return p
	}
	quoted := strconv.Quote(p)
	return quoted[1 : len(quoted)-1]
}
