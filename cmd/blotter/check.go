package main

import (
	"context"
	"fmt"

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

Exit code 0: no errors; 1: errors (with --strict also warnings).`,
		Args: cobra.NoArgs,
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
	plan := func(s *source.Snapshot) (*build.Result, error) {
		return builder.Plan(ctx, s, site.Edition{Now: clock.Now()})
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
	if err := d.tellCheck(r, f); err != nil {
		return err
	}
	if !r.Publishable(f.strict) {
		return errContent
	}
	return nil
}

func (d *desk) tellCheck(r *build.Result, f checkFlags) error {
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
		fmt.Fprintf(d.out, "nothing is wrong: %s, %s\n",
			serve.Count(len(r.Site.Articles), "article"), serve.Count(len(r.Site.Incidents), "incident"))
	}
	return nil
}
