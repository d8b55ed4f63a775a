package page

import (
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"text/template/parse"

	"golang.org/x/net/html"

	"blotter"
)

// TestNoWordsInTemplates holds that the built-in templates say nothing by
// themselves: every word comes from templates/strings.
func TestNoWordsInTemplates(t *testing.T) {
	files := 0
	err := fs.WalkDir(blotter.Builtin(), "templates", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".html" || name == "templates/partials/lang.html" { // it stands inside a tag
			return err
		}
		text, err := fs.ReadFile(blotter.Builtin(), name)
		if err != nil {
			return err
		}
		files++
		for _, said := range wordsInTemplate(t, name, string(text)) {
			t.Errorf("%s says %q: say it with {{word}}", name, said)
		}
		return nil
	})
	if err != nil || files < 20 {
		t.Fatal(files, err)
	}
}

// TestDotsGoWithWhatTheyIntroduce holds that no line of a page ends in a dot that
// parts two things: an ordinary blank behind it would let the line break there.
func TestDotsGoWithWhatTheyIntroduce(t *testing.T) {
	err := fs.WalkDir(blotter.Builtin(), "templates", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		text, err := fs.ReadFile(blotter.Builtin(), name)
		if strings.Contains(string(text), "· ") {
			t.Errorf("%s has a dot with an ordinary blank behind it: write ·&nbsp;", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// names are what is the same in every language.
var names = regexp.MustCompile(`\b(?:CVE|CVSS|JSON|RSS|CSV|TLP|VERIS|RSIT|VEX|EPSS|KEV|UTC|Netlify|Atom)\b`)

var letters2 = regexp.MustCompile(`\pL{2,}`)

// wordsInTemplate gives what a template says by itself: the text between tags,
// the attributes that readers see or hear, and constants that are printed.
func wordsInTemplate(t *testing.T, name, text string) []string {
	t.Helper()
	parser := parse.New(name)
	parser.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := parser.Parse(text, "", "", set); err != nil {
		t.Fatal(err)
	}
	var out []string
	say := func(s string) {
		if letters2.MatchString(names.ReplaceAllString(s, "")) {
			out = append(out, strings.TrimSpace(s))
		}
	}
	var bare strings.Builder
	for _, tree := range set {
		inspect(tree.Root, func(node parse.Node) {
			switch n := node.(type) {
			case *parse.TextNode:
				bare.Write(n.Text)
			case *parse.ActionNode:
				bare.WriteString("0") // whatever is printed, it is no word of the template
				if len(n.Pipe.Cmds) == 1 && len(n.Pipe.Cmds[0].Args) == 1 {
					if constant, ok := n.Pipe.Cmds[0].Args[0].(*parse.StringNode); ok {
						say(constant.Text)
					}
				}
			}
		})
	}
	z := html.NewTokenizer(strings.NewReader(bare.String()))
	raw := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.TextToken:
			if !raw {
				say(z.Token().Data)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			raw = tag.Data == "script" || tag.Data == "style"
			for _, a := range tag.Attr {
				switch a.Key {
				case "aria-label", "aria-roledescription", "aria-valuetext", "title", "alt", "placeholder", "data-l", "summary", "label":
					say(a.Val)
				}
			}
		case html.EndTagToken:
			raw = false
		}
	}
}
