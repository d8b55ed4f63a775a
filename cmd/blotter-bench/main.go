// Command blotter-bench writes sites of any size and times Blotter beside the
// general site generators that are found on PATH.
//
//	blotter-bench gen N DIR [--for blotter,hugo]
//	    writes the same N articles, with equal minimal themes, into DIR/blotter, DIR/hugo …
//	blotter-bench run [-n 10000] [--peers hugo,eleventy] [--rounds 3] [--json]
//	    measures builds, watch mode and memory, and prints tables
//	blotter-bench photos [-n 50] [--profile FILE]
//	    measures what photographs of 12 megapixels cost a build
//
// Run it from the repository: it builds Blotter from there (or takes --blotter).
// The floor is what no generator in Go can go below: read every file, render it
// with goldmark, write the result. Everything lies on a tmpfs (/dev/shm, or
// --dir), so that the engines are compared and not the disks.
//
// The contenders take turns, round by round, and the median of the rounds
// counts. A turn is: the project is written; a build into nothing and without
// caches; one with nothing changed; one with a new word in a recent title, which
// has to be on the article, the home page and the organisation's page; the watch
// mode, started twice, and saves of recent articles, each watched until it is on
// those three pages; the project is deleted. Memory is that of a program and all
// it started.
//
// Peers on Debian: apt-get install hugo jekyll. Eleventy: npm install --prefix
// DIR @11ty/eleventy@3.1.2, and DIR/node_modules/.bin on PATH.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
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
	"       blotter-bench run [-n 10000] [--peers hugo,eleventy] [--skip floor,default] [--rounds 3] [--edits 21] [--no-serve]\n" +
	"                         [--dir /dev/shm] [--blotter FILE] [--json]\n" +
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
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	wanted := flags.String("for", strings.Join(generatorNames(), ","), "generators to write for")
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
	for name := range strings.SplitSeq(*wanted, ",") {
		g, err := generatorNamed(name)
		if err != nil {
			return err
		}
		if err := g.write(corpus(n), filepath.Join(places[1], name)); err != nil {
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
	peers := flags.String("peers", "", "peers to measure, or none; empty: all that are on PATH")
	skip := flags.String("skip", "", "contenders to leave out: floor, blotter, default, or a peer")
	rounds := flags.Int("rounds", 3, "turns of each contender; the median counts")
	edits := flags.Int("edits", 21, "saves in watch mode, in all rounds together; fewer for who takes two minutes a round")
	noServe := flags.Bool("no-serve", false, "measure builds only")
	dir := flags.String("dir", memoryFolder(), "where to work")
	blotter := flags.String("blotter", "", "the program to measure; empty: built from this repository")
	asJSON := flags.Bool("json", false, "print JSON")
	if rest, err := parse(flags, arguments); err != nil || len(rest) > 0 {
		return fmt.Errorf("run takes no arguments: %q (%w)\n%s", rest, err, usage)
	}
	if *n < 30 || *rounds < 1 || *edits < 0 {
		return fmt.Errorf("run takes 30 articles or more and a round or more\n%s", usage)
	}
	if *noServe {
		*edits = 0
	}
	on := thisMachine(*dir, time.Now())
	work, err := os.MkdirTemp(*dir, "blotter-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if *blotter == "" {
		if *blotter, err = buildBlotter(ctx, work); err != nil {
			return err
		}
	}
	contenders, err := contendersOf(*blotter, *peers, *skip)
	if err != nil {
		return err
	}
	b := bench{work: work, n: *n, rounds: *rounds, edits: *edits, serve: !*noServe, progress: progress}
	results, err := b.measure(ctx, contenders)
	if err != nil {
		return err
	}
	r := report{on, *n, *rounds, *edits, results}
	if *asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	} else {
		err = r.print(out)
	}
	for _, x := range results {
		if x.Failed != "" {
			err = errors.Join(err, fmt.Errorf("%s failed", x.Name))
		}
	}
	return err
}

// memoryFolder is a folder in memory, where there is one.
func memoryFolder() string {
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		return shared
	}
	return os.TempDir()
}

// buildBlotter builds the program from the repository this is run in.
func buildBlotter(ctx context.Context, work string) (program string, err error) {
	program = filepath.Join(work, "bin", "blotter")
	if text, err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/blotter").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build blotter (run this from the repository): %w\n%s", err, text)
	}
	return program, nil
}

// contendersOf gives the floor, Blotter with the minimal and with its own theme,
// and the peers that are there: those named, or all on PATH. Those in skip are
// left out.
func contendersOf(blotter, peers, skip string) ([]contender, error) {
	among := func(list, name string) bool { return strings.Contains(","+list+",", ","+name+",") }
	ours, err := generatorNamed("blotter")
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	version := versionOf(blotter, ours.version)
	var contenders []contender
	if !among(skip, "floor") {
		contenders = append(contenders, contender{generator: floorGenerator(), label: "floor", program: self, version: runtime.Version()})
	}
	if !among(skip, "blotter") {
		contenders = append(contenders, contender{generator: ours, label: "blotter", program: blotter, version: version})
	}
	if !among(skip, "default") {
		contenders = append(contenders, contender{generator: ours, label: "blotter, default theme", program: blotter, version: version, bare: true})
	}
	for _, g := range generators() {
		if g.program == "" || peers != "" && !among(peers, g.name) || among(skip, g.name) {
			continue
		}
		program, err := exec.LookPath(g.program)
		if err != nil {
			if peers != "" {
				return nil, fmt.Errorf("%s is not on PATH", g.program)
			}
			continue
		}
		contenders = append(contenders, contender{generator: g, label: g.name, program: program, version: versionOf(program, g.version)})
	}
	return contenders, nil
}
