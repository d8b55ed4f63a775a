package serve

import (
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestNewEditor: how each kind of editor is told a place. The program is what was
// found, the place never begins like a flag, and nothing is split or obeyed.
func TestNewEditor(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of other systems")
	}
	const path = "/site/content/articles/-a b;$(x) {line}.md"
	find := func(name string) (string, error) {
		if strings.Contains(name, "missing") {
			return "", fs.ErrNotExist
		}
		if filepath.IsAbs(name) {
			return name, nil
		}
		return "/usr/bin/" + name, nil
	}
	for _, c := range []struct {
		command, name, program string
		windowed               bool
		args                   []string
	}{
		{"code", "code", "/usr/bin/code", true, []string{"--goto", path + ":3:9"}},
		{"code --wait --new-window", "code", "/usr/bin/code", true, []string{"--new-window", "--goto", path + ":3:9"}},
		{"/opt/Visual Studio/code", "visual", "", false, nil},
		{`"/opt/Visual Studio/code" -w`, "code", "/opt/Visual Studio/code", true, []string{"--goto", path + ":3:9"}},
		{"subl -n -w", "subl", "/usr/bin/subl", true, []string{"-n", path + ":3:9"}},
		{"zed", "zed", "/usr/bin/zed", true, []string{path + ":3:9"}},
		{"idea", "idea", "/usr/bin/idea", true, []string{"--line", "3", "--column", "9", path}},
		{"kate", "kate", "/usr/bin/kate", true, []string{"--line", "3", "--column", "9", path}},
		{"gvim", "gvim", "/usr/bin/gvim", true, []string{"+3", path}},
		{"gedit", "gedit", "/usr/bin/gedit", true, []string{"+3:9", path}},
		{"emacsclient -c", "emacsclient", "/usr/bin/emacsclient", true, []string{"-c", "--no-wait", "+3:9", path}},
		{"mine", "mine", "/usr/bin/mine", false, []string{path}},
		{"mine -w", "mine", "/usr/bin/mine", false, []string{"-w", path}},
		{"mine --at {line}:{col} {file} --x", "mine", "/usr/bin/mine", false, []string{"--at", "3:9", path, "--x"}},
		{"code {file}", "code", "/usr/bin/code", true, []string{path}},
		{`mine '{file}' "" 'a b' $HOME`, "mine", "/usr/bin/mine", false, []string{path, "", "a b", "$HOME"}},
	} {
		e, err := NewEditor(c.command, find)
		if c.args == nil { // a blank outside of quotes
			if err != nil || e.Name == "code" {
				t.Errorf("%s: %+v, %v", c.command, e, err)
			}
			continue
		}
		if err != nil || e.Name != c.name || e.program != c.program || e.Windowed != c.windowed {
			t.Errorf("%s: %+v, %v", c.command, e, err)
		}
		if got := e.arguments(path, 3, 9); !slices.Equal(got, c.args) {
			t.Errorf("%s: %q, want %q", c.command, got, c.args)
		}
	}
	for _, terminal := range []string{"vim", "nano", "/usr/bin/nvim -p", "hx", "emacs -nw", "emacsclient -t", `C:\Tools\Vim.exe`} {
		if _, err := NewEditor(terminal, find); err == nil || !strings.Contains(err.Error(), "terminal") {
			t.Errorf("%s: %v", terminal, err)
		}
	}
	for _, command := range []string{"", "  ", `"code`, "missing"} {
		if e, err := NewEditor(command, find); err == nil || e.Name != "" {
			t.Errorf("%q is an editor: %+v", command, e)
		}
	}
	if _, err := NewEditor("missing", find); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a program that is missing: %v", err)
	}
}

// TestEditorRefuses: a path that could be a flag, and what the shell of Windows
// would obey, are not handed over.
func TestEditorRefuses(t *testing.T) {
	never := func(err error) { t.Errorf("it was started: %v", err) }
	if err := (Editor{Name: "x", program: "/nonexistent"}).open(t.TempDir(), "--version", 1, 1, never); err == nil || !strings.Contains(err.Error(), "absolute") {
		t.Errorf("a path like a flag: %v", err)
	}
	path := filepath.Join(t.TempDir(), "a&calc.md")
	if err := (Editor{Name: "code", program: "/nonexistent/code.cmd"}).open(t.TempDir(), path, 1, 1, never); err == nil || !strings.Contains(err.Error(), "Windows") {
		t.Errorf("a path that cmd.exe would obey: %v", err)
	}
	if err := (Editor{Name: "x", program: "/nonexistent/x"}).open(t.TempDir(), path, 1, 1, never); err == nil {
		t.Error("a program that is not there was started")
	}
}
