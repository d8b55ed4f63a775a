package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"blotter"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"blotter": main})
}

// TestScripts runs testdata/*.txtar, which describe how the program behaves.
// Besides the commands of testscript they have:
//
//	exits CODE COMMAND...      runs a command that must end with CODE
//	port NAME                  puts a free port into the variable NAME
//	shows URL REGEXP           waits until the page matches
//	answers CODE URL           waits until the address answers with CODE
//	waitfor FILE REGEXP        waits until the file matches
//	photo FILE WIDTH HEIGHT    takes a photograph, as a camera with GPS leaves it;
//	                           with «broken» behind it, one that only its head tells of
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("NO_COLOR", "1")
			// Where blotter lies, and no other program.
			e.Setenv("PROGRAMS", filepath.SplitList(e.Getenv("PATH"))[0])
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"port":    port,
			"shows":   shows,
			"answers": answers,
			"waitfor": waitFor,
			"photo":   photo,
		},
	})
}

// photo writes a JPEG that was taken with the camera turned by a quarter, at a
// place that is nobody's business.
func photo(ts *testscript.TestScript, neg bool, args []string) {
	broken := len(args) == 4 && args[3] == "broken"
	if neg || len(args) != 3 && !broken {
		ts.Fatalf("usage: photo FILE WIDTH HEIGHT [broken]")
	}
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	height, err := strconv.Atoi(args[2])
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, height)), nil))
	if broken { // a table of codes that no decoder understands
		at := bytes.Index(b.Bytes(), []byte{0xff, 0xc4})
		b.Bytes()[at+5] = 255
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00at home"
	text := "\xff\xd8\xff\xe1\x00" + string(rune(len(exif)+2)) + exif + b.String()[2:]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &failed) {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: port NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	_, number, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], number)
}

// patience is how long a script waits for what must come.
const patience = 20 * time.Second

// eventually waits until try gives nil.
func eventually(ts *testscript.TestScript, try func() error) {
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%v", err)
		}
	}
}

func get(url string) (int, string, error) {
	client := http.Client{
		Timeout:       5 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	r, err := client.Get(url)
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return r.StatusCode, string(body), err
}

func shows(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] shows URL REGEXP")
	}
	want := regexp.MustCompile(args[1])
	eventually(ts, func() error {
		_, body, err := get(args[0])
		if err != nil {
			return err
		}
		if want.MatchString(body) == neg {
			return fmt.Errorf("%s, matching %q: %v\n%s", args[0], args[1], !neg, body)
		}
		return nil
	})
}

func answers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: answers CODE URL")
	}
	eventually(ts, func() error {
		code, _, err := get(args[1])
		if err == nil && strconv.Itoa(code) != args[0] {
			err = fmt.Errorf("%s: %d, want %s", args[1], code, args[0])
		}
		return err
	})
}

func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] waitfor FILE REGEXP")
	}
	want := regexp.MustCompile(args[1])
	eventually(ts, func() error {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		if err != nil {
			return err
		}
		if want.Match(text) == neg {
			return fmt.Errorf("%s, matching %q: %v\n%s", args[0], args[1], !neg, text)
		}
		return nil
	})
}

// TestHashExecutable: the digest is that of this very program, and quick.
func TestHashExecutable(t *testing.T) {
	began := time.Now()
	one, err := hashExecutable()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("took %v", time.Since(began))
	if two, err := hashExecutable(); err != nil || one != two || one == [32]byte{} {
		t.Errorf("%x, %x, %v", one, two, err)
	}
}

// TestInterrupted: a build that is told to stop says so and is not done.
func TestInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	m := thisMachine()
	m.out, m.err = io.Discard, io.Discard
	m.dir = t.TempDir()
	if code := run(t.Context(), m, []string{"init", "site"}); code != exitDone {
		t.Fatalf("init: %d", code)
	}
	if code := run(ctx, m, []string{"build", "--project", "site"}); code != exitMachine {
		t.Errorf("build: %d", code)
	}
}

// TestTemplateManual: the manual knows every template that comes with the
// program and what it is given, every function, and what each part is.
func TestTemplateManual(t *testing.T) {
	names, err := builtinFiles(blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	reference, spoken, err := templateManual()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, g := range reference.Templates {
		known[g.File] = true
		if len(g.Types) == 0 || g.About == "" {
			t.Errorf("%s: given %v, about «%s»: its first line is to say what it prints, in {{- /* */ -}}", g.File, g.Types, g.About)
		}
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".html") && strings.HasPrefix(name, "templates/") && !known[name] {
			t.Errorf("help templates does not know %s", name)
		}
	}
	for _, p := range reference.Parts {
		if p.About == "" || len(p.Fields) == 0 {
			t.Errorf("%s: nothing says what it is, or it has no fields", p.Name)
		}
	}
	for _, f := range reference.Functions {
		if f.About == "" {
			t.Errorf("%s: nothing says what it does", f.Name)
		}
	}
	if len(groupsOf(spoken)) < 5 {
		t.Errorf("groups of words: %v", groupsOf(spoken))
	}
}
