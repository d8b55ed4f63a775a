// Command blotter-bench writes sites of any size and times Blotter beside the
// general site generators that are found on PATH.
//
//	blotter-bench gen N DIR [--for blotter,hugo]
//	    writes the same N articles, with equal minimal themes, into DIR/blotter, DIR/hugo …
//	blotter-bench run [-n 10000] [--peers hugo,zola] [--rounds 3] [--json]
//	    measures cold and warm builds, watch mode and memory, and prints a table
//	blotter-bench photos [-n 50] [--profile FILE]
//	    measures what photographs of 12 megapixels cost a build
//
// Run it from the repository: it builds Blotter from there (or takes --blotter).
// The floor is what no generator in Go can go below: read every file, render it
// with goldmark, write the result. Everything lies on a tmpfs (/dev/shm, or
// --dir), so that the engines are compared and not the disks. The generators
// take turns, and the median of the rounds counts.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "blotter-bench:", err)
		os.Exit(1)
	}
}

const usage = "usage: blotter-bench gen N DIR [--for blotter,hugo]\n" +
	"       blotter-bench run [-n 10000] [--peers hugo] [--rounds 3] [--edits 20] [--dir /dev/shm] [--blotter FILE] [--json]\n" +
	"       blotter-bench photos [-n 50] [--dir /dev/shm] [--blotter FILE] [--profile FILE]"

func command(ctx context.Context, arguments []string, out, progress io.Writer) error {
	if len(arguments) == 0 {
		return fmt.Errorf("nothing to do\n%s", usage)
	}
	switch arguments[0] {
	case "gen":
		return gen(arguments[1:])
	case "run":
		return run(ctx, arguments[1:], out, progress)
	case "floor": // a child of run
		return floor(arguments[1], arguments[2])
	case "photos":
		return photos(ctx, arguments[1:], out, progress)
	case "photos-floor": // a child of photos
		return photosFloor(arguments[1])
	}
	return fmt.Errorf("there is no %q\n%s", arguments[0], usage)
}

// gen writes projects.
func gen(arguments []string) error {
	var all []string
	for _, g := range generators() {
		all = append(all, g.name)
	}
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	wanted := flags.String("for", strings.Join(all, ","), "generators to write for")
	places, err := parse(flags, arguments)
	if err != nil {
		return err
	}
	if len(places) != 2 {
		return fmt.Errorf("gen takes a number and a folder\n%s", usage)
	}
	n, err := strconv.Atoi(places[0])
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no number of articles", places[0])
	}
	articles := corpus(n)
	for name := range strings.SplitSeq(*wanted, ",") {
		g, err := generatorNamed(name)
		if err != nil {
			return err
		}
		if err := g.write(articles, filepath.Join(places[1], name)); err != nil {
			return err
		}
	}
	return nil
}

// parse lets flags stand between and after other arguments, and gives those.
func parse(flags *flag.FlagSet, arguments []string) (rest []string, err error) {
	for {
		if err := flags.Parse(arguments); err != nil {
			return nil, err
		}
		arguments = flags.Args()
		if len(arguments) == 0 {
			return rest, nil
		}
		rest = append(rest, arguments[0])
		arguments = arguments[1:]
	}
}

// run measures and prints.
func run(ctx context.Context, arguments []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("run", flag.ContinueOnError)
	n := flags.Int("n", 10000, "articles")
	peers := flags.String("peers", "", "peers to measure; empty: all that are on PATH")
	rounds := flags.Int("rounds", 3, "builds of each kind; the median counts")
	edits := flags.Int("edits", 20, "saves in watch mode")
	dir := flags.String("dir", "/dev/shm", "where to work")
	blotter := flags.String("blotter", "", "the program to measure; empty: built from this repository")
	asJSON := flags.Bool("json", false, "print JSON")
	if rest, err := parse(flags, arguments); err != nil || len(rest) > 0 {
		return fmt.Errorf("run takes no arguments: %q (%w)\n%s", rest, err, usage)
	}
	work, err := os.MkdirTemp(*dir, "blotter-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if *blotter == "" {
		*blotter = filepath.Join(work, "blotter-program")
		if text, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", *blotter, "./cmd/blotter").CombinedOutput(); err != nil {
			return fmt.Errorf("build blotter (run this from the repository): %w\n%s", err, text)
		}
	}
	contenders, err := contendersOf(*blotter, *peers)
	if err != nil {
		return err
	}
	b := bench{work: work, rounds: *rounds, edits: *edits, articles: corpus(*n), progress: progress}
	results, err := b.measure(ctx, contenders)
	if err != nil {
		return err
	}
	if *asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(results)
	}
	return printTable(out, *n, results)
}

// contendersOf gives Blotter with the minimal and with its own theme, and the
// peers that are there: those named, or all on PATH.
func contendersOf(blotter, peers string) ([]contender, error) {
	ours, err := generatorNamed("blotter")
	if err != nil {
		return nil, err
	}
	version := versionOf(blotter, ours.version)
	contenders := []contender{
		{generator: ours, label: "blotter", program: blotter, version: version},
		{generator: ours, label: "blotter, default theme", program: blotter, version: version, bare: true},
	}
	for _, g := range generators() {
		named := strings.Contains(","+peers+",", ","+g.name+",")
		if g.program == "" || peers != "" && !named {
			continue
		}
		program, err := exec.LookPath(g.program)
		if err != nil {
			if named {
				return nil, fmt.Errorf("%s is not on PATH", g.program)
			}
			continue
		}
		contenders = append(contenders, contender{generator: g, label: g.name, program: program, version: versionOf(program, g.version)})
	}
	return contenders, nil
}
