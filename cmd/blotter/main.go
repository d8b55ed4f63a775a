// Command blotter turns Markdown articles about incidents into a static news
// site.
//
// main.go is the only place that touches the process: its arguments, its
// environment, its exit code. It hands them to the commands, one file each
// (build.go, serve.go, check.go, init.go, eject.go, help.go, version.go), as a
// machine, so that a test can run a command without a process. command.go holds
// what commands share: the flags every one has, and what exit codes mean.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	_ "time/tzdata" // a site's time zone must not depend on what the machine has installed

	"golang.org/x/term"

	"blotter/internal/serve"
)

// version is set by the linker in a release (.ci/release); otherwise the
// version is what Go knows of the build.
var version string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, thisMachine(), os.Args[1:])
	stop()
	os.Exit(code)
}

// machine is what a command may touch of the world.
type machine struct {
	out, err io.Writer
	dir      string // relative paths start here
	home     string // the user's home folder, "" if there is none
	caches   string // the user's folder for what can be made again, "" if there is none
	env      func(string) string
	clock    serve.Clock
	colour   bool // err is a terminal that shows colours
	// columns gives how wide err is, if it is a terminal; it is nil otherwise.
	columns func() int
	version string
	// program is the digest of the program that runs.
	program func() ([sha256.Size]byte, error)
	// open shows an address in the writer's browser.
	open func(url string) error
	// find looks for a program, as exec.LookPath does.
	find func(program string) (path string, err error)
	// keyboard gives the keys that the writer presses, and what makes the
	// terminal again what it was; no keys where nobody sits at one.
	keyboard func() (keys <-chan byte, restore func())
}

func thisMachine() machine {
	dir, err := os.Getwd()
	if err != nil {
		dir = "." // the commands say what they cannot find
	}
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	caches, err := os.UserCacheDir()
	if err != nil {
		caches = ""
	}
	return machine{
		out:     os.Stdout,
		err:     os.Stderr,
		dir:     dir,
		home:    home,
		caches:  caches,
		env:     os.Getenv,
		clock:   serve.RealClock(),
		columns: terminalWidth(os.Stderr),
		colour:  os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(os.Stderr.Fd())),
		version: version,
		program: hashExecutable,
		open:    openBrowser,
		find:    exec.LookPath,
		keyboard: func() (<-chan byte, func()) {
			if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stderr.Fd())) {
				return nil, func() {}
			}
			return openKeyboard(os.Stdin)
		},
	}
}

// terminalWidth gives what tells the width of the terminal f in columns, which
// may change; nil if f is none.
func terminalWidth(f *os.File) func() int {
	if !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return func() int {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
		return 80 // it does not say
	}
}

// hashExecutable gives the SHA-256 of the running program. Pages depend on the
// program that makes them, so its digest is part of every fingerprint; a version
// number would not do, because between two releases, and under «go run», many
// programs have the same one. Hashing takes 16 ms for 25 MB (measured).
func hashExecutable() (digest [sha256.Size]byte, err error) {
	name, err := os.Executable()
	if err != nil {
		return digest, fmt.Errorf("find this program: %w", err)
	}
	f, err := os.Open(name)
	if err != nil {
		return digest, fmt.Errorf("read this program: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return digest, fmt.Errorf("read this program: %w", err)
	}
	sum.Sum(digest[:0])
	return digest, nil
}

func openBrowser(url string) error {
	switch runtime.GOOS {
	case "darwin":
		return exec.Command("open", url).Start()
	case "windows":
		return exec.Command("rundll32", "url.dll,FileProtocolHandler", url).Start()
	}
	return exec.Command("xdg-open", url).Start()
}
