package media

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What no build asks for goes after 60 days; nothing else ever does.
func TestTidy(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	first := &store{dir: dir}
	keys := map[string]key{}
	for name, age := range map[string]time.Duration{"fresh": day / 2, "idle": 59 * day, "used": 61 * day, "forgotten": 61 * day, "broken": 61 * day} {
		k := keyOf(name)
		keys[name] = k
		first.put(k, []byte(name))
		if name == "broken" {
			if err := os.WriteFile(first.file(k), []byte("something else"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		age := now.Add(-age)
		if err := os.Chtimes(first.file(k), age, age); err != nil {
			t.Fatal(err)
		}
	}
	old := now.Add(-365 * day)
	shelf := filepath.Base(filepath.Dir(first.file(keys["forgotten"])))
	mine := map[string]bool{ // whether it stays
		"notes.md":                            true,
		shelf + "/notes.md":                   true,
		shelf + "/" + strings.Repeat("a", 62): true, // an object of git, perhaps
		"zz/" + strings.Repeat("a", 62):       true,
		"ab/" + strings.Repeat("b", 61):       true,
		"ab/new-123":                          true,
		"ab/" + unfinished + "123":            false,
		"cd/ef/" + strings.Repeat("a", 62):    true,
	}
	for name := range mine {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("a file of somebody's"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}

	second := &store{dir: dir}
	for _, name := range []string{"fresh", "used", "broken"} {
		second.get(keys[name])
	}
	second.tidy(now)
	for name, stays := range map[string]bool{"fresh": true, "idle": true, "used": true, "forgotten": false, "broken": true} {
		if _, err := os.Stat(first.file(keys[name])); (err == nil) != stays {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, stays := range mine {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); (err == nil) != stays {
			t.Errorf("%s: %v", name, err)
		}
	}
	age := func(name string) time.Duration {
		info, err := os.Stat(first.file(keys[name]))
		if err != nil {
			t.Fatal(err)
		}
		return now.Sub(info.ModTime())
	}
	if age("used") != 0 || age("fresh") != day/2 || age("idle") != 59*day {
		t.Errorf("ages: used %v, fresh %v, idle %v", age("used"), age("fresh"), age("idle"))
	}
	if body, ok := second.get(keys["used"]); !ok || string(body) != "used" {
		t.Errorf("what was used is %q now", body)
	}

	// A year on, all entries have gone, and their empty shelves.
	(&store{dir: dir}).tidy(now.Add(365 * day))
	for _, name := range []string{"fresh", "idle", "used"} {
		if _, err := os.Stat(filepath.Dir(first.file(keys[name]))); err == nil && !slices.Contains([]string{"ab", "cd", shelf}, filepath.Base(filepath.Dir(first.file(keys[name])))) {
			t.Errorf("the shelf of %s is still there", name)
		}
	}
	if _, err := os.Stat(first.file(keys["used"])); err == nil {
		t.Error("what nobody used for a year is still there")
	}

	// No folder, or none that is there: nothing happens.
	(&store{}).tidy(now)
	(&store{dir: filepath.Join(dir, "none")}).tidy(now)
}
