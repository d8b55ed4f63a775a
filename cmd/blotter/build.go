package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/news"
	"blotter/internal/output"
	"blotter/internal/serve"
	"blotter/internal/site"
	"blotter/internal/source"
)

type buildFlags struct {
	out, now, baseURL, tlp, cache string
	watch, strict, json           bool
	output.Options
}

func (d *desk) buildCommand() *cobra.Command {
	var f buildFlags
	c := &cobra.Command{
		Use:   "build",
		Short: "Publish the site into public/",
		Long: `Publish the site into public/, writing only what changed.

Drafts, embargoed and scheduled articles are never published, and no flag makes
them so. If there is any error, nothing is written.`,
		Args: ofSite,
		RunE: d.does(func(ctx context.Context, _ []string) error { return d.build(ctx, f) }),
	}
	flags := c.Flags()
	flags.StringVar(&f.out, "out", "", "the folder to publish into (default: public in the site's folder)")
	flags.BoolVar(&f.watch, "watch", false, "stay, and publish again after every change")
	flags.StringVar(&f.now, "now", "", nowUsage)
	flags.StringVar(&f.baseURL, "base-url", "", "the site's address, instead of base_url in site.yaml")
	flags.StringVar(&f.tlp, "tlp", "", "an edition up to this TLP label: green, amber, amber+strict, red (needs --out)")
	flags.BoolVar(&f.strict, "strict", false, "publish nothing if there are warnings")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON")
	flags.BoolVar(&f.Swap, "swap", false, "exchange the whole folder in one step, where the system can")
	flags.BoolVar(&f.Adopt, "adopt", false, "take over a folder that holds other files, which stay")
	flags.BoolVar(&f.Clean, "clean", false, "remove all other files from the folder")
	flags.StringVar(&f.cache, "cache", "", cacheUsage)
	c.MarkFlagDirname("out")
	c.MarkFlagDirname("cache")
	c.RegisterFlagCompletionFunc("tlp", cobra.FixedCompletions(tlpLabels(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func tlpLabels() []string {
	var labels []string
	for _, w := range news.NewVocabulary(nil).Words(news.TLPLabels) {
		labels = append(labels, w.Value)
	}
	return labels
}

func (d *desk) build(ctx context.Context, f buildFlags) error {
	clock, err := d.clockFor(f.now)
	if err != nil {
		return err
	}
	if f.tlp != "" && !slices.Contains(tlpLabels(), f.tlp) {
		return usage("--tlp %s: %s", f.tlp, diag.DidYouMean(f.tlp, tlpLabels()))
	}
	if f.tlp != "clear" {
		f.Edition = f.tlp
	}
	if f.baseURL != "" {
		if u, err := url.Parse(f.baseURL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return usage("--base-url %s is not an address such as https://example.org/", f.baseURL)
		}
	}
	public := filepath.Join(d.path(d.project), "public")
	out := public
	if f.out != "" {
		out = d.path(f.out)
	}
	asked := out
	if strings.HasPrefix(f.out, "~") {
		asked = f.out // Refuse knows what went wrong
	}
	if err := output.Refuse(asked, d.path(d.project), d.home); err != nil {
		return usageError{err}
	}
	if f.Edition != "" {
		if err := output.RefuseEdition(out, public); err != nil {
			return usageError{err}
		}
	}
	root, err := d.openProject()
	if err != nil {
		return err
	}
	defer root.Close()
	settings, err := d.settings(f.baseURL, f.cache)
	if err != nil {
		return err
	}
	root.Remember(settings.Stamps())
	p := press{desk: d, flags: f, to: out}
	if d.columns != nil && !d.quiet && !f.json {
		p.progress = &progress{out: d.err, columns: d.columns}
		settings.Progress = p.progress.at("parsing")
		p.flags.Progress = p.progress.at("writing")
	}
	p.builder = build.New(settings)
	defer p.builder.Close()
	if f.watch {
		return p.watch(ctx, root, clock)
	}
	r, err := p.once(clock.Now(), func(e site.Edition, to build.Target) (r *build.Result, changes output.Changes, err error) {
		err = build.Anew(func() error {
			if p.progress != nil {
				p.progress.at("reading")(0, 0)
			}
			snapshot, err := root.Read(ctx)
			if err != nil {
				return err
			}
			defer building(len(snapshot.Files())).adopt()()
			r, changes, err = p.builder.Build(ctx, snapshot, e, to)
			return err
		})
		return r, changes, err
	})
	if err != nil {
		return err
	}
	p.builder.Tidy(d.clock.Now()) // not --now: it is the files' time that counts
	if !r.Publishable(f.strict) {
		return errContent
	}
	return nil
}

// press publishes, once or again and again.
type press struct {
	*desk
	flags    buildFlags
	builder  *build.Builder
	to       string    // the output folder
	progress *progress // nil where nobody watches
}

// once publishes by means of publish, and tells what came of it.
func (p *press) once(now time.Time, publish func(site.Edition, build.Target) (*build.Result, output.Changes, error)) (*build.Result, error) {
	began := time.Now()
	end := p.draws()
	r, changes, err := publish(site.Edition{Now: now, TLP: p.flags.tlp},
		build.Target{Dir: p.to, Strict: p.flags.strict, Options: p.flags.Options})
	end()
	if errors.Is(err, output.ErrNotOurs) || errors.Is(err, output.ErrForeign) || errors.Is(err, output.ErrEdition) {
		return nil, usageError{err} // another folder was meant, or --adopt or --clean
	}
	if err != nil {
		return nil, err
	}
	if p.flags.json {
		return r, p.report(r, changes)
	}
	for _, x := range r.Diagnostics {
		if !p.quiet || x.Severity == diag.Error || p.flags.strict {
			tell(p.err, diag.List{x})
		}
	}
	switch {
	case !r.Publishable(p.flags.strict):
		fmt.Fprintf(p.err, "%s: nothing was published\n", sum(r.Diagnostics))
		if !p.quiet {
			tellFixes(p.err, r.Diagnostics)
		}
	case !p.quiet:
		fmt.Fprintln(p.out, p.summary(r, changes, time.Since(began)))
	}
	return r, nil
}

// draws shows how far a run is until end is called.
func (p *press) draws() (end func()) {
	if p.progress == nil {
		return func() {}
	}
	ticker := time.NewTicker(tick)
	erase := p.progress.begin(ticker.C)
	return func() {
		ticker.Stop()
		erase()
	}
}

// summary is the line that says what was published.
func (p *press) summary(r *build.Result, c output.Changes, took time.Duration) string {
	var b strings.Builder
	if n := r.Diagnostics.Warnings(); n > 0 {
		fmt.Fprintf(&b, "%s\n", serve.Count(n, "warning"))
	}
	fmt.Fprintf(&b, "%s in %s: ", serve.Count(len(r.Site.Articles), "article"), serve.Count(len(r.Files), "file"))
	if len(c.Added)+len(c.Changed)+len(c.Deleted) == 0 {
		b.WriteString("nothing changed")
	} else {
		fmt.Fprintf(&b, "%d new, %d changed, %d deleted", len(c.Added), len(c.Changed), len(c.Deleted))
	}
	fmt.Fprintf(&b, " in %s (%s)", p.short(p.to), serve.Took(took))
	for _, name := range c.Edited {
		fmt.Fprintf(&b, "\nleft alone, because somebody edited it: %s", name)
	}
	return b.String()
}

// report prints the result for machines.
func (p *press) report(r *build.Result, c output.Changes) error {
	type published struct {
		Dir     string   `json:"dir"`
		Files   int      `json:"files"`
		Added   []string `json:"added"`
		Changed []string `json:"changed"`
		Deleted []string `json:"deleted"`
	}
	all := struct {
		report
		Published *published `json:"published"`
	}{report: newReport(r.Diagnostics)}
	if r.Publishable(p.flags.strict) {
		all.Published = &published{p.short(p.to), len(r.Files), list(c.Added), list(c.Changed), list(c.Deleted)}
	}
	return printJSON(p.out, all)
}

// watch publishes at once and after every change, until ctx ends. What is wrong
// with the content is told and waited out.
func (p *press) watch(ctx context.Context, root *source.Root, clock serve.Clock) error {
	watch := serve.NewWatch(root, p.path(p.project), clock, func(message string) { fmt.Fprintln(p.err, message) })
	return watch.Run(ctx, func(ctx context.Context, t serve.Turn) (serve.Settled, error) {
		if !t.Quiet {
			return serve.Settled{Wait: true}, nil // publish what is saved, not what is being saved
		}
		r, err := p.once(t.Now, func(e site.Edition, to build.Target) (*build.Result, output.Changes, error) {
			return p.builder.Build(ctx, t.Snapshot, e, to)
		})
		if err != nil || r.Site == nil {
			return serve.Settled{}, err
		}
		next, _ := r.Site.NextChange()
		return serve.Settled{Next: next}, nil
	})
}
