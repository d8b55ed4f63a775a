package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Refuse says why the site of the project in the folder project must not be
// published to out, or gives nil: because files would be written, and with
// --clean deleted, where something else lives. home is the user's home folder, or
// "" if there is none. Links are followed first, and other spellings of a name
// are seen through where the file system does so.
func Refuse(out, project, home string) error {
	refuse := func(why string) error { return fmt.Errorf("cannot publish to %q: %s", out, why) }
	switch {
	case out == "":
		return refuse("no folder is named")
	case out == "~" || strings.HasPrefix(out, "~/"):
		return refuse("the shell did not replace ~ by your home folder; write the path in full")
	}
	at, err := resolve(out)
	if err != nil {
		return refuse(err.Error())
	}
	if project, err = resolve(project); err != nil {
		return err
	}
	if info, err := os.Stat(at); err == nil && !info.IsDir() {
		return refuse("it is a file")
	}
	switch {
	case filepath.Dir(at) == at:
		return refuse("it is the root of the file system")
	case within(project, at) && within(at, project):
		return refuse("it is the project itself; give the site a folder of its own, such as public")
	case within(project, at):
		return refuse("the project lies in it; give the site a folder of its own, such as public")
	case home != "" && within(home, at):
		return refuse("it is your home folder, or your home folder lies in it")
	case slices.Contains(strings.Split(filepath.ToSlash(at), "/"), ".git"):
		return refuse("it lies in .git, where git keeps the project's history")
	}
	inside, err := filepath.Rel(project, at)
	first, _, _ := strings.Cut(filepath.ToSlash(inside), "/")
	for _, name := range []string{"content", "templates", "static", "cmd", "internal", ".git"} {
		if within(at, filepath.Join(project, name)) || err == nil && strings.EqualFold(first, name) {
			return refuse(fmt.Sprintf("it lies in %s, where the project's own files are", name))
		}
	}
	return nil
}

// RefuseEdition says why an edition that is not for everybody must not be published to
// out, or gives nil: because it is, or lies in, the folder of the public site.
func RefuseEdition(out, public string) error {
	at, err := resolve(out)
	if err != nil {
		return err
	}
	if public, err = resolve(public); err != nil {
		return err
	}
	if within(at, public) {
		return fmt.Errorf("cannot publish to %q: this edition is not for everybody, and must not get into the public folder: name another one with --out", out)
	}
	return nil
}

// resolve gives p as an absolute path without links, as far as it exists.
func resolve(p string) (string, error) {
	p, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	resolved, err := filepath.EvalSymlinks(p)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, err
	}
	if _, err := os.Lstat(p); err == nil {
		return "", fmt.Errorf("%s is a link that leads to nothing", p)
	}
	above, err := resolve(filepath.Dir(p))
	return filepath.Join(above, filepath.Base(p)), err
}

// within says whether p is folder or lies in it. It compares what the names
// stand for, not only how they are spelt.
func within(p, folder string) bool {
	target, err := os.Stat(folder)
	for {
		if p == folder {
			return true
		}
		if info, there := os.Stat(p); err == nil && there == nil && os.SameFile(info, target) {
			return true
		}
		above := filepath.Dir(p)
		if above == p {
			return false
		}
		p = above
	}
}
