package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"blotter"
	"blotter/internal/diag"
)

func (d *desk) ejectCommand() *cobra.Command {
	var force bool
	c := &cobra.Command{
		Use:   "eject [PATH...]",
		Short: "Copy a built-in template or static file into the site, to be edited",
		Long: `Copy a built-in template or static file into the site, where it replaces the
built-in one. Without a path: list what there is.`,
		RunE: d.does(func(_ context.Context, args []string) error { return d.eject(args, force) }),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			names, _ := builtinFiles(blotter.Builtin())
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}
	c.Flags().BoolVar(&force, "force", false, "replace the site's own file")
	return c
}

func (d *desk) eject(args []string, force bool) error {
	builtin := blotter.Builtin()
	names, err := builtinFiles(builtin)
	if err != nil {
		return err
	}
	for i, name := range args {
		args[i] = path.Clean(strings.ReplaceAll(name, "\\", "/"))
		if !slices.Contains(names, args[i]) {
			hint := "«blotter eject» lists them"
			if near := nearestFile(args[i], names); near != "" {
				hint = "did you mean «" + near + "»?"
			}
			return usage("there is no built-in file %s\nhint: %s", name, hint)
		}
	}
	project, err := os.OpenRoot(d.path(d.project))
	if errors.Is(err, fs.ErrNotExist) {
		return usage("there is no folder %s (--project)", d.short(d.path(d.project)))
	}
	if err != nil {
		return err
	}
	defer project.Close()
	if len(args) == 0 {
		for _, name := range names {
			if _, err := project.Lstat(name); err == nil {
				name += "   (the site has its own)"
			}
			fmt.Fprintln(d.out, name)
		}
		return nil
	}
	if !force {
		for _, name := range args {
			if _, err := project.Lstat(name); err == nil {
				return usage("the site has its own %s already; --force replaces it", name)
			}
		}
	}
	for _, name := range args {
		text, err := fs.ReadFile(builtin, name)
		if err != nil {
			return err
		}
		if err := project.MkdirAll(path.Dir(name), 0o755); err != nil {
			return err
		}
		if err := project.WriteFile(name, text, 0o644); err != nil {
			return err
		}
		if !d.quiet {
			fmt.Fprintln(d.out, "copied", name)
		}
	}
	return nil
}

// builtinFiles lists what comes with the program.
func builtinFiles(builtin fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(builtin, ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// nearestFile gives the file that name was most likely meant to be: also one
// whose folder or extension was left out.
func nearestFile(name string, names []string) string {
	if near := diag.Nearest(name, names); near != "" {
		return near
	}
	base := path.Base(name)
	for _, n := range names {
		if b := path.Base(n); b == base || strings.TrimSuffix(b, path.Ext(b)) == base {
			return n
		}
	}
	return ""
}
