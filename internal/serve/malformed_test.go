package serve_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"blotter/internal/fiction"
)

// Whatever is wrong in some files, the preview shows the others: with every file
// of the malformed corpus in a good site, each of its addresses gives the bytes
// it gave before, and every mistake is told.
func TestMalformedFilesLeaveTheRestAlone(t *testing.T) {
	seed := fiction.Seed(t)
	invented := fiction.New(fiction.Options{Seed: seed, Articles: 24, Templates: theme(t)})
	tree := invented.Tree()
	// The corpus was written for this time zone.
	settings := regexp.MustCompile(`(?m)^time_zone: .*\n`).ReplaceAll(tree["content/site.yaml"], nil)
	tree["content/site.yaml"] = append(settings, "time_zone: Europe/London\n"...)
	dir := fiction.Workplace(t)
	if err := tree.Write(dir); err != nil {
		t.Fatal(err)
	}
	good, problems := clean(t, tree, invented.Now())
	if problems.Errors() > 0 {
		t.Fatalf("BLOTTER_SEED=%d is not valid:\n%v", seed, problems)
	}
	p := start(t, dir, invented.Now())
	expect(t, p, good, good, "before")

	bad, want := corpus(t)
	both := maps.Clone(tree)
	maps.Copy(both, bad)
	if err := both.Follow(dir, tree, fiction.Edit{}); err != nil {
		t.Fatal(err)
	}
	// The panel of the page that is open counts them.
	deadline := time.Now().Add(patience)
	for errorsShown(t, p, good.base) != len(want) {
		if time.Now().After(deadline) {
			t.Fatalf("BLOTTER_SEED=%d: the panel tells of %d errors, want %d", seed, errorsShown(t, p, good.base), len(want))
		}
		time.Sleep(20 * time.Millisecond)
	}
	expect(t, p, good, good, "beside malformed files")

	// A server that begins with them shows the same.
	p = start(t, dir, invented.Now())
	told := map[string]bool{}
	for _, d := range p.first.Diagnostics {
		told[fmt.Sprintf("%s: %s", d.Start, d.Code)] = true
	}
	for _, w := range want {
		if !told[w] {
			t.Errorf("not told: %s", w)
		}
	}
	expect(t, p, good, good, "with malformed files from the beginning")

	// And when they are gone, so are the errors.
	if err := tree.Follow(dir, both, fiction.Edit{}); err != nil {
		t.Fatal(err)
	}
	for deadline = time.Now().Add(patience); errorsShown(t, p, good.base) != 0; {
		if time.Now().After(deadline) {
			t.Fatalf("the panel still tells of %d errors", errorsShown(t, p, good.base))
		}
		time.Sleep(20 * time.Millisecond)
	}
	expect(t, p, good, good, "after malformed files")
}

// corpus is the malformed files of package content, as articles, and what has to
// be told of them: position and code.
func corpus(t *testing.T) (files fiction.Tree, want []string) {
	t.Helper()
	const folder = "../content/testdata/malformed"
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	const to = "content/articles/malformed/"
	files = fiction.Tree{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(e.Name()) == ".md" {
			files[to+e.Name()] = text
			continue
		}
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				want = append(want, to+line)
			}
		}
	}
	if len(files) < 60 || len(want) < len(files) {
		t.Fatalf("only %d files with %d mistakes: the test looks in the wrong place", len(files), len(want))
	}
	return files, want
}

// errorsShown asks the events of a page how many errors the panel shows.
func errorsShown(t *testing.T, p *preview, page string) int {
	t.Helper()
	response, err := p.client.Get(p.host + "/_blotter/events?page=" + url.QueryEscape(page))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var event struct{ Panel struct{ Errors int } }
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			t.Fatal(err)
		}
		return event.Panel.Errors
	}
	t.Fatalf("the events of %s end: %v", page, lines.Err())
	return 0
}
