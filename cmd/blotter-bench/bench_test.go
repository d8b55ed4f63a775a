package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"blotter"
	"blotter/internal/build"
	"blotter/internal/diag"
	"blotter/internal/site"
	"blotter/internal/source"
)

func TestCorpusIsTheSameEachTime(t *testing.T) {
	one, two := slices.Collect(corpus(40)), slices.Collect(corpus(40))
	if !reflect.DeepEqual(one, two) {
		t.Fatal("two corpora of the same size differ")
	}
	words, slugs := 0, map[string]bool{}
	for i, a := range one {
		words += len(strings.Fields(a.Body))
		slugs[a.Slug] = true
		if i > 0 && a.Date.Before(one[i-1].Date) {
			t.Errorf("article %d is older than the one before it", i)
		}
	}
	if mean := words / len(one); mean < 400 || mean > 650 {
		t.Errorf("an article has %d words on average, want about 530", mean)
	}
	if len(slugs) != len(one) {
		t.Errorf("%d articles share %d slugs", len(one), len(slugs))
	}
}

func TestEveryGeneratorGetsEveryArticle(t *testing.T) {
	articles := slices.Collect(corpus(30))
	for _, g := range generators() {
		dir := filepath.Join(t.TempDir(), g.name)
		if err := g.write(corpus(30), dir); err != nil {
			t.Fatal(err)
		}
		for _, a := range articles {
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(g.file(a))))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(string(text), a.Body) || !strings.Contains(string(text), a.Company) {
				t.Errorf("%s lacks the body or the company of %s", g.name, a.Slug)
			}
		}
	}
}

func TestNewest(t *testing.T) {
	all := slices.Collect(corpus(50))
	slices.Reverse(all)
	for _, k := range []int{1, 7, 50, 60} {
		if got, want := newest(corpus(50), k), all[:min(k, len(all))]; !reflect.DeepEqual(got, want) {
			t.Errorf("the newest %d of 50 are %d others", k, len(got))
		}
	}
}

// The minimal theme follows the views of package page: what it names must exist.
// What it lists is what the peers' themes list.
func TestOurProject(t *testing.T) {
	g, err := generatorNamed("blotter")
	if err != nil {
		t.Fatal(err)
	}
	articles := newest(corpus(600), 600)
	dir := t.TempDir()
	if err := g.write(corpus(600), filepath.Join(dir, "site")); err != nil {
		t.Fatal(err)
	}
	root, err := source.Open(filepath.Join(dir, "site"), blotter.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	snapshot, err := root.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	r, _, err := build.New(build.Settings{}).Build(context.Background(), snapshot, site.Edition{Now: articles[0].Date}, build.Target{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Diagnostics {
		if d.Severity == diag.Error { // a headline of random words may well break a rule
			t.Error(d)
		}
	}
	read := func(address string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(address)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	cards := func(text string) int { return strings.Count(text, "<article><h3><a href=") }
	for _, a := range articles {
		page := read(a.url() + "index.html")
		if !strings.Contains(page, "<h1>"+a.Title+"</h1>") || !strings.Contains(page, `href="`+a.companyURL()+`"`) {
			t.Errorf("the page of %s is not in the minimal theme", a.Slug)
		}
		_, related, _ := strings.Cut(page, "<h2>Related</h2>")
		if n := strings.Count(related, "<li>"); n != 5 {
			t.Errorf("the page of %s lists %d related articles, want 5", a.Slug, n)
		}
	}
	home := read("index.html")
	for _, a := range articles[:20] {
		if !strings.Contains(home, a.Title) {
			t.Errorf("the home page lacks %s", a.Slug)
		}
		if !strings.Contains(read(a.companyURL()+"index.html"), a.Title) {
			t.Errorf("the page of %s lacks %s", a.Company, a.Slug)
		}
	}
	if n := cards(home); n < 20 || n > 39 {
		t.Errorf("the home page has %d articles", n)
	}
	for _, address := range []string{"page/1/index.html", "types/ransomware/page/1/index.html", "attribution/claimed/page/1/index.html"} {
		if n := cards(read(address)); n != 20 {
			t.Errorf("%s has %d articles, want 20", address, n)
		}
	}
	if n := strings.Count(read("companies/index.html"), "<li>"); n != 30 {
		t.Errorf("the index has %d organisations, want 30", n)
	}
	for _, address := range []string{"feed.xml", articles[0].companyURL() + "feed.xml", "types/ransomware/feed.xml", "sitemap.xml"} {
		read(address)
	}
}

func TestFloor(t *testing.T) {
	g, err := generatorNamed("blotter")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := g.write(corpus(10), dir); err != nil {
		t.Fatal(err)
	}
	if err := floor(filepath.Join(dir, "content", "articles"), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if n, size, err := weigh(filepath.Join(dir, "out")); err != nil || n != 10 || size < 10_000 {
		t.Errorf("%d files, %d bytes (%v), want 10 files of articles", n, size, err)
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		values []float64
		q      float64
		want   float64
	}{
		{[]float64{3}, .5, 3},
		{[]float64{1, 2, 3}, .5, 2},
		{[]float64{4, 1, 3, 2}, .5, 2},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, .95, 19},
	} {
		if got := quantile(c.values, c.q); got != c.want {
			t.Errorf("quantile(%v, %v) = %v, want %v", c.values, c.q, got, c.want)
		}
	}
}

func TestMachine(t *testing.T) {
	m := machine{
		Date: "2026-11-28", CPU: "AMD EPYC", Cores: 2, Memory: 24 << 30, System: "Debian GNU/Linux 13 (trixie), linux/amd64",
		Folder: "/dev/shm", FileSystem: "tmpfs",
	}
	const want = "2026-11-28; AMD EPYC; 2 cores; 24 GB; Debian GNU/Linux 13 (trixie), linux/amd64; /dev/shm on tmpfs"
	if got := m.String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	m.Load = 1.96
	if got := m.String(); got != want+"; busy with other work before (load 2.0)" {
		t.Error(got)
	}
	if got := (machine{Date: "2026-11-28", Cores: 1, System: "plan9/386"}).String(); got != "2026-11-28; 1 core; plan9/386" {
		t.Error(got)
	}
	if got := thisMachine(t.TempDir(), time.Unix(0, 0).UTC()); got.Cores < 1 || !strings.HasPrefix(got.String(), "1970-01-01; ") {
		t.Errorf("this machine: %s", got)
	}
}

func TestFileSystemOf(t *testing.T) {
	const mounts = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
25 22 0:23 / /dev rw,nosuid shared:2 - devtmpfs udev rw
26 25 0:24 / /dev/shm rw,nosuid,nodev shared:3 - tmpfs tmpfs rw
`
	for folder, want := range map[string]string{"/": "ext4", "/tmp/x": "ext4", "/dev": "devtmpfs", "/dev/shm": "tmpfs", "/dev/shm/x/": "tmpfs", "/dev/shmx": "devtmpfs"} {
		if got := fileSystemOf(mounts, folder); got != want {
			t.Errorf("%s is on %q, want %q", folder, got, want)
		}
	}
	if got := fileSystemOf("", "/tmp"); got != "" {
		t.Errorf("%q where nothing tells", got)
	}
}

func TestTables(t *testing.T) {
	r := report{
		Machine:  machine{Date: "2026-11-28", CPU: "AMD EPYC", Cores: 2, Memory: 24 << 30, System: "Debian, linux/amd64", Folder: "/dev/shm", FileSystem: "tmpfs"},
		Articles: 10000, Rounds: 3, Edits: 21,
		Results: []result{
			{Name: "floor", Version: "go1.26", Files: 10000, Bytes: 40 << 20, Cold: &figure{1, .9, 1.05}, ColdCPU: &figure{1.5, 1.5, 1.5}, BuildPeak: &figure{100 << 20, 90 << 20, 110 << 20}},
			{Name: "blotter", Version: "1.0", Files: 12000, Bytes: 60 << 20,
				Cold: &figure{2, 1.9, 2.1}, ColdCPU: &figure{3, 3, 3}, BuildPeak: &figure{200 << 20, 200 << 20, 200 << 20},
				Warm: &figure{.25, .25, .25}, Changed: &figure{.5, .45, .5}, Ready: &figure{1, 1, 1}, Again: &figure{.5, .5, .5}, ServePeak: &figure{300 << 20, 300 << 20, 300 << 20},
				Saved: &saved{Article: delay{.03, .04}, Home: delay{.03, .04}, Organisation: delay{.035, .045}, All: delay{.035, .045}, Edits: 21}},
			{Name: "hugo", Version: "0.111.3", Files: 11000, Bytes: 50 << 20,
				Cold: &figure{20, 19, 22}, ColdCPU: &figure{36, 36, 36}, BuildPeak: &figure{1600 << 20, 1600 << 20, 1600 << 20},
				Failed: "exit status 1\nand more"},
		},
	}
	var out strings.Builder
	if err := r.print(&out); err != nil {
		t.Fatal(err)
	}
	const want = `10000 articles; median of 3 rounds, ± the farthest of them; 21 saves.
2026-11-28; AMD EPYC; 2 cores; 24 GB; Debian, linux/amd64; /dev/shm on tmpfs.

|  | files | size | cold build | its CPU | its memory | nothing changed | one changed | watch ready | again | saved → article p50 | p95 | saved → every page p50 | p95 | watch memory | stale pages |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| floor go1.26 | 10000 | 40 MB | 1.00 ± 0.10 s | 1.50 s | 100 ± 10 MB | – | – | – | – | – | – | – | – | – | – |
| blotter 1.0 | 12000 | 60 MB | 2.00 ± 0.10 s | 3.00 s | 200 MB | 250 ms | 500 ± 50 ms | 1.00 s | 500 ms | 30 ms | 40 ms | 35 ms | 45 ms | 300 MB | 0 of 42 |
| hugo 0.111.3 | 11000 | 50 MB | 20.00 ± 2.00 s | 36.00 s | 1600 MB | – | – | – | – | – | – | – | – | – | – |

Times Blotter's figure with the equal minimal theme:

|  | cold build | its CPU | its memory | nothing changed | one changed | watch ready | again | saved → article p50 | p95 | saved → every page p50 | p95 | watch memory |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| floor | 0.50× | 0.50× | 0.50× | – | – | – | – | – | – | – | – | – |
| hugo | 10× | 12× | 8.0× | – | – | – | – | – | – | – | – | – |

Times the floor's (read, goldmark, write):

|  | cold build | its CPU | its memory |
| --- | ---: | ---: | ---: |
| blotter | 2.0× | 2.0× | 2.0× |
| hugo | 20× | 24× | 16× |

hugo failed: exit status 1
`
	if got := out.String(); got != want {
		t.Errorf("the report is\n%s\nwant\n%s", got, want)
	}
}

// A program's memory is that of what it started, too.
func TestMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells")
	}
	alone := memoryOf(os.Getpid())
	cmd := exec.CommandContext(t.Context(), "sleep", "10")
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	child := memoryOf(cmd.Process.Pid)
	if child <= 0 {
		t.Fatalf("a running process has %d bytes", child)
	}
	if with := watchMemory(os.Getpid())(); with < alone/2+child {
		t.Errorf("%d bytes with a child that has %d, %d without", with, child, alone)
	}
}

func TestTail(t *testing.T) {
	var said tail
	for i := range 5000 {
		fmt.Fprintf(&said, "%d\n", i)
	}
	if len(said) > 5<<10 || !strings.HasSuffix(string(said), "\n4999\n") {
		t.Errorf("%d bytes are kept, up to %q", len(said), said[len(said)-10:])
	}
}
