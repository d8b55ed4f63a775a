package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/serve"
	"blotter/internal/source"
)

// Exit codes.
const (
	exitDone    = 0
	exitContent = 1 // the content has errors
	exitUsage   = 2 // the command was not understood
	exitMachine = 3 // the machine failed: a full disk, a lost file
)

// errContent ends a command that has told what is wrong with the content.
var errContent = errors.New("the content has errors")

// usageError is a command that cannot be carried out as it was given.
type usageError struct{ error }

func usage(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// desk is one run of the program: the machine, and the flags that every command has.
type desk struct {
	machine
	project string // as given
	quiet   bool
	began   bool // a command's own work began: what fails now is not usage
}

// run carries out one command line and gives the exit code.
func run(ctx context.Context, m machine, args []string) int {
	d := &desk{machine: m}
	root := d.root()
	root.SetArgs(args)
	root.SetOut(m.out)
	root.SetErr(m.err)
	err := root.ExecuteContext(ctx)
	var wrong usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errContent):
		return exitContent
	case ctx.Err() != nil:
		fmt.Fprintln(m.err, "blotter: interrupted")
		return exitMachine
	case errors.As(err, &wrong):
		fmt.Fprintf(m.err, "blotter: %v\n", err)
		return exitUsage
	case !d.began:
		fmt.Fprintf(m.err, "blotter: %v\n«blotter help» lists the commands, «blotter COMMAND --help» their flags\n", err)
		return exitUsage
	}
	fmt.Fprintf(m.err, "blotter: %v\n", err)
	return exitMachine
}

func (d *desk) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "blotter",
		Short: "Turns Markdown articles about incidents into a static news site",
		Long: `Blotter turns Markdown articles about incidents into a static news site.

  blotter init mysite     a new site
  blotter serve           see it while you write
  blotter check           what is wrong with it
  blotter build           publish it into public/`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			var names []string
			for _, known := range c.Commands() {
				names = append(names, known.Name())
			}
			return fmt.Errorf("unknown command «%s»: %s", args[0], diag.DidYouMean(args[0], names))
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.PersistentFlags().StringVar(&d.project, "project", ".", "the site's folder")
	root.PersistentFlags().BoolVar(&d.quiet, "quiet", false, "print errors only")
	root.MarkPersistentFlagDirname("project")
	root.AddCommand(d.buildCommand(), d.serveCommand(), d.checkCommand(), d.initCommand(), d.ejectCommand(), d.versionCommand())
	root.SetHelpCommand(d.helpCommand())
	root.SetFlagErrorFunc(flagError)
	return root
}

// elsewhere says what the flags of other generators are called here.
var elsewhere = map[string]string{
	"port": "addr 127.0.0.1:PORT", "bind": "addr", "host": "addr", "listen": "addr",
	"destination": "out", "output": "out", "source": "project", "root": "project", "input": "project",
}

// flagError says which flag was meant, where one that a command does not have is like
// one that it has.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || unknown.GetSpecifiedShortnames() != "" {
		return err
	}
	name := unknown.GetSpecifiedName()
	meant := elsewhere[name]
	if ours, _, _ := strings.Cut(meant, " "); c.Flags().Lookup(ours) == nil {
		var names []string
		c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		meant = diag.Nearest(name, names)
	}
	if meant == "" {
		return err
	}
	return fmt.Errorf("%w: did you mean --%s?", err, meant)
}

// ofSite are the arguments of a command that works on a site: none. Whoever names a
// folder means the site's.
func ofSite(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("«%s» takes no argument; the site's folder is named so: blotter %s --project %s", c.Name(), c.Name(), shellWord(args[0]))
}

// shellWord gives a path as it has to be typed at a prompt.
func shellWord(path string) string {
	if strings.ContainsAny(path, " \t'&;()<>|*?") {
		return `"` + path + `"`
	}
	return path
}

// does wraps a command's work: from its beginning on, failures are the machine's
// unless they say otherwise.
func (d *desk) does(work func(context.Context, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		d.began = true
		return work(c.Context(), args)
	}
}

// path gives name as an absolute path.
func (d *desk) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(d.dir, name)
}

// short gives an absolute path as a person would write it here.
func (d *desk) short(name string) string {
	if rel, err := filepath.Rel(d.dir, name); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return name
}

// openProject opens the site's folder over the built-in theme.
func (d *desk) openProject() (*source.Root, error) {
	dir := d.path(d.project)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usage("there is no folder %s (--project)", d.short(dir))
	}
	return source.Open(dir, blotter.Builtin())
}

// settings are those of a Builder whose outputs are written or shown. cache is
// the flag --cache.
func (d *desk) settings(baseURL, cache string) (build.Settings, error) {
	if cache != "" {
		cache = d.path(cache)
		for _, tree := range []string{"content", "static", "templates"} {
			if rel, err := filepath.Rel(filepath.Join(d.path(d.project), tree), cache); err == nil && filepath.IsLocal(rel) {
				return build.Settings{}, usage("--cache %s lies in %s/, which is part of the site", d.short(cache), tree)
			}
		}
	}
	cache = d.cacheFolder(cache)
	program, err := d.program()
	return build.Settings{
		Program: program, BaseURL: baseURL, Darkroom: media.New(cache, d.find),
		Cache: cache, Project: d.path(d.project),
	}, err
}

// cacheFolder gives the folder for what can be made again: the one asked for, or
// the user's own; "" if there is none.
func (d *desk) cacheFolder(asked string) string {
	if asked == "" && d.caches != "" {
		return filepath.Join(d.caches, "blotter")
	}
	return asked
}

const cacheUsage = "the folder that keeps pictures that were made and, of large sites, what was read and published last time (default: blotter in the user's cache folder); what no build asks for in 60 days is removed"

// clockFor gives the clock for the flag --now.
func (d *desk) clockFor(now string) (serve.Clock, error) {
	if now == "" {
		return d.clock, nil
	}
	t, err := time.Parse(time.RFC3339, now)
	if err != nil {
		return serve.Clock{}, usage("--now %s is not a time such as 2026-04-28T16:40:00+01:00", now)
	}
	return serve.FixedClock(t), nil
}

const nowUsage = "make the site as of this time (RFC 3339)"

// tell prints diagnostics, each as diag.Diagnostic.String has it. Text from
// files may hold control characters, which a terminal would obey.
func tell(w io.Writer, l diag.List) {
	for _, x := range l {
		fmt.Fprintln(w, serve.Printable(x.String()))
	}
}

// files counts the files that l is about.
func files(l diag.List) int {
	names := map[string]bool{}
	for _, x := range l {
		names[x.Start.File] = true
	}
	return len(names)
}

// sum says how many problems there are: "2 errors, 1 warning in 3 files".
func sum(l diag.List) string {
	return fmt.Sprintf("%s, %s in %s", serve.Count(l.Errors(), "error"), serve.Count(l.Warnings(), "warning"), serve.Count(files(l), "file"))
}

// tellFixes says how many of the diagnostics that were told can be mended for certain.
func tellFixes(out io.Writer, l diag.List) {
	n := 0
	for _, x := range l {
		if x.Fix != nil {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(out, "«blotter check --fix» mends %d of these\n", n)
	}
}

// report is what --json prints of diagnostics.
type report struct {
	Errors      int       `json:"errors"`
	Warnings    int       `json:"warnings"`
	Diagnostics diag.List `json:"diagnostics"`
}

func newReport(l diag.List) report {
	return report{l.Errors(), l.Warnings(), list(l)}
}

// list gives l, or an empty list instead of none: JSON has [] for it, not null.
func list[S ~[]E, E any](l S) S {
	if l == nil {
		return S{}
	}
	return l
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
