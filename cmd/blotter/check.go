package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/media"
	"blotter/internal/serve"
	"blotter/internal/site"
	"blotter/internal/source"
)

type checkFlags struct {
	json, sarif, fix, strict bool
	now                      string
}

func (d *desk) checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check",
		Short: "Say everything that is wrong with the site",
		Long: `Say everything that is wrong with the site, in all its files, and write nothing.

What readers cannot see yet is looked at, too. What is wrong only there stops no
build today: it is a warning, but an error in an article that is scheduled or under
an embargo, for it will stop the build that publishes it.

Exit code 0: no errors; 1: errors (with --strict also warnings).`,
		Args: ofSite,
		RunE: d.does(func(ctx context.Context, _ []string) error { return d.check(ctx, f) }),
	}
	flags := c.Flags()
	flags.BoolVar(&f.json, "json", false, "print as JSON")
	flags.BoolVar(&f.sarif, "sarif", false, "print as SARIF 2.1.0, for code hosts")
	flags.BoolVar(&f.fix, "fix", false, "mend in the files what can be mended for certain")
	flags.BoolVar(&f.strict, "strict", false, "count warnings as errors")
	flags.StringVar(&f.now, "now", "", nowUsage)
	c.MarkFlagsMutuallyExclusive("json", "sarif")
	return c
}

func (d *desk) check(ctx context.Context, f checkFlags) error {
	clock, err := d.clockFor(f.now)
	if err != nil {
		return err
	}
	root, err := d.openProject()
	if err != nil {
		return err
	}
	defer root.Close()
	snapshot, err := root.Read(ctx)
	if err != nil {
		return err
	}
	builder := build.New(build.Settings{Darkroom: media.New(d.cacheFolder(""), d.find)}) // nothing is written, so no fingerprint is wanted
	unseen := ""
	plan := func(s *source.Snapshot) (r *build.Result, err error) {
		r, unseen, err = everything(ctx, builder, s, clock.Now())
		return r, err
	}
	r, err := plan(snapshot)
	if err != nil {
		return err
	}
	if f.fix {
		if r, err = d.mend(ctx, r, plan); err != nil {
			return err
		}
	}
	if err := d.tellCheck(r, unseen, f); err != nil {
		return err
	}
	if !r.Publishable(f.strict) {
		return errContent
	}
	return nil
}

// everything plans the site as readers see it at now, tells what is wrong with what
// they cannot see as well, and says how much that is.
func everything(ctx context.Context, builder *build.Builder, s *source.Snapshot, now time.Time) (r *build.Result, unseen string, err error) {
	whole, err := builder.Plan(ctx, s, site.Edition{Now: now, Drafts: true})
	if err != nil {
		return nil, "", err
	}
	r, err = builder.Plan(ctx, s, site.Edition{Now: now})
	if err != nil || r.Site == nil {
		return r, "", err
	}
	type mistake struct {
		at            diag.Pos
		code, message string
	}
	of := func(d diag.Diagnostic) mistake { return mistake{d.Start, d.Code, d.Message} }
	told := map[mistake]bool{}
	for _, d := range r.Diagnostics {
		told[of(d)] = true
	}
	coming := map[string]bool{} // paths of articles that time alone will publish
	count := map[site.State]int{}
	for _, a := range whole.Site.Articles {
		coming[a.Path] = a.State == site.Scheduled || a.State == site.Embargoed
		count[a.State]++
	}
	for _, d := range whole.Diagnostics {
		if told[of(d)] {
			continue
		}
		if !coming[d.Start.File] {
			d.Severity = diag.Warning
		}
		r.Diagnostics = append(r.Diagnostics, d)
	}
	r.Diagnostics = r.Diagnostics.Sort()
	for _, state := range []site.State{site.Draft, site.Scheduled, site.Embargoed, site.Restricted} {
		if n := count[state]; n > 0 {
			unseen += fmt.Sprintf("; %d %s", n, state)
		}
	}
	return r, unseen, nil
}

// tellCheck prints what was found; unseen says what else there is that readers cannot see.
func (d *desk) tellCheck(r *build.Result, unseen string, f checkFlags) error {
	switch {
	case f.json:
		return printJSON(d.out, newReport(r.Diagnostics))
	case f.sarif:
		return printJSON(d.out, newSARIF(d.release(), r.Diagnostics))
	}
	for _, x := range r.Diagnostics {
		if !d.quiet || x.Severity == diag.Error || f.strict {
			tell(d.out, diag.List{x})
		}
	}
	switch {
	case d.quiet:
	case len(r.Diagnostics) > 0:
		fmt.Fprintln(d.out, sum(r.Diagnostics))
		if !f.fix {
			tellFixes(d.out, r.Diagnostics)
		}
	default:
		fmt.Fprintf(d.out, "nothing is wrong: %s, %s%s\n",
			serve.Count(len(r.Site.Articles), "article"), serve.Count(len(r.Site.Incidents), "incident"), unseen)
	}
	return nil
}
