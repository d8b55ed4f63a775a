package serve

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Editor is the program in which the writer reads and mends files. It is chosen
// by the writer alone; a page only says which file. The zero Editor opens
// nothing.
//
// No shell is ever asked: a program is started with its arguments as they are,
// and a file is always an absolute path, which no program takes for a flag.
type Editor struct {
	// Name is what the buttons call it: "code".
	Name string
	// Windowed says that it is known to open a window of its own. An editor that
	// needs a terminal cannot be opened by a server.
	Windowed bool

	program string
	args    []string // with {file}, {line} and {col} where they belong
}

// NewEditor understands what a writer calls an editor: a program, «code» or
// «/opt/zed/bin/zed», with arguments, «subl -n», in quotes where they hold blanks.
// How it is told the place is known of the usual ones; for others {file}, {line}
// and {col} can stand in the arguments («edit --at {line} {file}»), or else the
// file comes last. find looks for the program, as exec.LookPath does.
func NewEditor(command string, find func(string) (string, error)) (Editor, error) {
	words, err := splitCommand(command)
	if err != nil {
		return Editor{}, err
	}
	if len(words) == 0 {
		return Editor{}, errors.New("no program is named")
	}
	name := programName(words[0])
	if inTerminal(name, words[1:]) {
		return Editor{}, fmt.Errorf("%s works in a terminal, and the preview has none to give: choose an editor with a window of its own", name)
	}
	program, err := find(words[0])
	if err != nil {
		return Editor{}, err
	}
	if program, err = filepath.Abs(program); err != nil {
		return Editor{}, err
	}
	e := Editor{Name: name, program: program, args: words[1:]}
	place := placeArguments(name)
	e.Windowed = place != nil
	if slices.ContainsFunc(e.args, func(word string) bool { return strings.Contains(word, "{file}") }) {
		return e, nil
	}
	if e.Windowed { // nobody here waits until the window is closed
		e.args = slices.DeleteFunc(e.args, func(word string) bool { return word == "-w" || word == "--wait" })
	} else {
		place = []string{"{file}"}
	}
	e.args = append(e.args, place...)
	return e, nil
}

// programName gives the name by which a program is known, on any system.
func programName(program string) string {
	name := program[strings.LastIndexAny(program, `/\`)+1:]
	lower := strings.ToLower(name)
	for _, extension := range []string{".exe", ".cmd", ".bat", ".sh"} {
		if strings.HasSuffix(lower, extension) {
			return lower[:len(lower)-len(extension)]
		}
	}
	return lower
}

// placeArguments says how an editor that has a window is told a place, nil if it
// is not known to have one.
//
// Sources: code --help; www.sublimetext.com/docs/command_line.html;
// zed --help; www.jetbrains.com/help/idea/opening-files-from-command-line.html;
// kate(1), geany(1), gedit(1), emacsclient(1); macromates.com mate --help;
// npp-user-manual.org/docs/command-prompt.
func placeArguments(name string) []string {
	switch name {
	case "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "positron":
		return []string{"--goto", "{file}:{line}:{col}"}
	case "subl", "sublime_text", "zed", "zeditor":
		return []string{"{file}:{line}:{col}"}
	case "idea", "idea64", "webstorm", "phpstorm", "pycharm", "goland", "rubymine", "rider", "clion":
		return []string{"--line", "{line}", "--column", "{col}", "{file}"}
	case "kate", "kwrite", "geany":
		return []string{"--line", "{line}", "--column", "{col}", "{file}"}
	case "gedit":
		return []string{"+{line}:{col}", "{file}"}
	case "gvim", "mvim", "bbedit":
		return []string{"+{line}", "{file}"}
	case "emacsclient":
		return []string{"--no-wait", "+{line}:{col}", "{file}"}
	case "mate":
		return []string{"--line", "{line}:{col}", "{file}"}
	case "notepad++":
		return []string{"-n{line}", "-c{col}", "{file}"}
	case "gnome-text-editor", "mousepad", "xed", "pluma":
		return []string{"{file}"}
	}
	return nil
}

// inTerminal says whether an editor is known to need a terminal.
func inTerminal(name string, args []string) bool {
	switch name {
	case "vi", "vim", "nvim", "view", "nano", "pico", "rnano", "micro", "hx", "helix", "kak", "joe", "jed", "ne", "ed", "mcedit":
		return true
	case "emacs", "emacsclient":
		return slices.ContainsFunc(args, func(word string) bool {
			return word == "-t" || word == "-nw" || word == "--tty" || word == "--no-window-system"
		})
	}
	return false
}

// open starts the editor and does not wait for it. ended is told, in another
// goroutine, if it ends with a failure. path is absolute.
func (e Editor) open(dir, path string, line, col int, ended func(error)) error {
	if !filepath.IsAbs(path) {
		return fmt.Errorf("%q is not absolute", path) // it could be a flag
	}
	switch strings.ToLower(filepath.Ext(e.program)) {
	case ".cmd", ".bat":
		// Windows runs these through its shell, which obeys some characters.
		if strings.ContainsAny(path, "\"%!&|<>^`'\n") {
			return fmt.Errorf("%q has characters that Windows would obey", path)
		}
	}
	command := exec.Command(e.program, e.arguments(path, line, col)...)
	command.Dir = dir
	command.SysProcAttr = detached()
	if err := command.Start(); err != nil {
		return err
	}
	go func() {
		if err := command.Wait(); err != nil {
			ended(err)
		}
	}()
	return nil
}

// arguments fills in a place.
func (e Editor) arguments(path string, line, col int) []string {
	fill := strings.NewReplacer("{file}", path, "{line}", strconv.Itoa(line), "{col}", strconv.Itoa(col))
	args := make([]string, len(e.args))
	for i, word := range e.args {
		args[i] = fill.Replace(word)
	}
	return args
}

// splitCommand splits a command at blanks outside of quotes. Nothing else means
// anything: no variables, no escapes (a backslash is part of a Windows path).
func splitCommand(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, c := range command {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote, inWord = c, true
		case quote == 0 && unicode.IsSpace(c):
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quote %c is not closed", quote)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}
