package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"blotter/internal/build"
	"blotter/internal/serve"
)

// defaultAddress is where the preview listens: on this machine only.
const defaultAddress = "127.0.0.1:1414"

type serveFlags struct {
	addr, now  string
	cache      string
	drafts     bool
	open       bool
	json       bool
	editor     string
	allowHosts []string
	addrGiven  bool
}

func (d *desk) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "See the site while you write",
		Long: `See the site in a browser while you write.

Nothing is written into the site, and no file but the cache.

The browser shows every save at once, where you are in the page, and goes to the
page of the file that was saved (a button at its foot stops that). An error leaves
the last good version of the page, and says what is wrong in a corner of it and
here.

Files open from the browser in the editor of --editor, else of $BLOTTER_EDITOR,
else of $VISUAL or $EDITOR if that one has a window of its own. Of an editor that
is not known here, the arguments can say where the place goes:
--editor 'edit --at {line}:{col} {file}'.

At a terminal the key o opens the browser, d hides or shows drafts, q ends it.`,
		Args: ofSite,
	}
	flags := c.Flags()
	flags.BoolVar(&f.drafts, "drafts", true, "show what is not published yet, with a badge")
	flags.StringVar(&f.addr, "addr", defaultAddress, "where browsers come")
	flags.BoolVar(&f.open, "open", false, "open the browser")
	flags.BoolVar(&f.json, "json", false, "print what happens as JSON, one object a line")
	flags.StringVar(&f.editor, "editor", "", "the program that opens files from the browser, such as code")
	flags.StringVar(&f.now, "now", "", nowUsage)
	flags.StringSliceVar(&f.allowHosts, "allow-host", nil, "a host name under which the preview may be reached besides localhost")
	flags.StringVar(&f.cache, "cache", "", cacheUsage)
	c.MarkFlagDirname("cache")
	c.RunE = d.does(func(ctx context.Context, _ []string) error {
		f.addrGiven = flags.Changed("addr")
		return d.serve(ctx, f)
	})
	return c
}

func (d *desk) serve(ctx context.Context, f serveFlags) error {
	collecting := previewing(0)
	defer collecting.adopt()()
	clock, err := d.clockFor(f.now)
	if err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(f.addr)
	if err != nil {
		return usage("--addr %s is not an address such as %s", f.addr, defaultAddress)
	}
	for _, name := range f.allowHosts {
		if strings.ContainsAny(name, "/:*") && net.ParseIP(name) == nil {
			return usage("--allow-host %s is not the name of a host alone, such as desk.example", name)
		}
	}
	editor, err := d.editor(f.editor)
	if err != nil {
		return err
	}
	root, err := d.openProject()
	if err != nil {
		return err
	}
	defer root.Close()
	settings, err := d.settings("", f.cache)
	if err != nil {
		return err
	}
	root.Remember(settings.Stamps())
	listener, err := serve.Listen(f.addr, !f.addrGiven)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use, perhaps by another preview: choose another port with --addr %s", f.addr, net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return err
	}
	// Whoever asks for an address means that browsers come to it.
	if ip := net.ParseIP(host); f.addrGiven && host != "" && (ip == nil || !ip.IsUnspecified()) {
		f.allowHosts = append(f.allowHosts, host)
	}
	preview := build.NewPreview(settings)
	defer preview.Close()
	terminal := &serve.Terminal{Out: d.err, Color: d.colour, Quiet: d.quiet}
	var keys <-chan byte
	help := "Ctrl+C to stop"
	switch {
	case f.json:
		terminal = &serve.Terminal{Out: d.out, JSON: true}
	case !d.quiet:
		var restore func()
		keys, restore = d.keyboard()
		defer restore()
		if keys != nil {
			help = serve.KeysHelp
		}
	}
	return serve.Run(ctx, serve.Options{
		Root:        root,
		Dir:         d.path(d.project),
		Preview:     preview,
		Drafts:      f.drafts,
		Clock:       clock,
		Listener:    listener,
		Hosts:       f.allowHosts,
		Terminal:    terminal,
		Editor:      editor,
		Keys:        keys,
		OpenBrowser: d.open,
		Planning: func(files int) {
			if h := previewing(files); h != collecting { // seldom: to change it waits for a collection to end
				h.adopt()
				collecting = h
			}
		},
		Ready: func(url string, first *build.Result, took time.Duration) {
			stories, incidents := 0, 0
			if first.Site != nil {
				stories, incidents = len(first.Site.Articles), len(first.Site.Incidents)
			}
			if !d.quiet && !f.json {
				fmt.Fprintf(d.out, "blotter %s · %s · %s · ready in %s\n  %s   (%s)\n",
					d.release(), serve.Count(stories, "article"), serve.Count(incidents, "incident"), serve.Took(took), url, help)
			}
			if f.open {
				if err := d.open(url); err != nil {
					terminal.Tell(fmt.Sprintf("cannot open the browser: %v", err))
				}
			}
		},
	})
}

// editor is the program that opens files from the browser: the one that was
// asked for, or one that the environment names. $VISUAL and $EDITOR are meant
// for terminals, so they count only if they name what is known to have a window.
func (d *desk) editor(asked string) (serve.Editor, error) {
	if asked != "" {
		e, err := serve.NewEditor(asked, d.find)
		if err != nil {
			return e, usage("--editor %s: %v", asked, err)
		}
		return e, nil
	}
	if named := d.env("BLOTTER_EDITOR"); named != "" {
		e, err := serve.NewEditor(named, d.find)
		if err != nil {
			return e, usage("$BLOTTER_EDITOR, %s: %v", named, err)
		}
		return e, nil
	}
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if e, err := serve.NewEditor(d.env(name), d.find); err == nil && e.Windowed {
			return e, nil
		}
	}
	return serve.Editor{}, nil
}
