package serve_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"blotter/internal/fiction"
)

// repository is a project's folder that is a git repository, with the real git.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T, dir string) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Fatal("this test needs git")
	}
	r := &repository{t, dir}
	r.run(dir, nil, "init", "-q", "-b", "one")
	return r
}

// run runs git in a folder, with more in its environment, and gives what it prints.
func (r *repository) run(dir string, environment []string, args ...string) string {
	r.Helper()
	c := exec.Command("git", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	c.Env = append(c.Env, environment...)
	out, err := c.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit makes a tree the tip of a branch, without touching the project's files.
func (r *repository) commit(branch string, tree fiction.Tree) {
	r.Helper()
	elsewhere := fiction.Workplace(r.T)
	defer os.RemoveAll(elsewhere)
	if err := tree.Write(elsewhere + "/tree"); err != nil {
		r.Fatal(err)
	}
	there := []string{"GIT_DIR=" + r.dir + "/.git", "GIT_WORK_TREE=" + elsewhere + "/tree", "GIT_INDEX_FILE=" + elsewhere + "/index"}
	r.run(elsewhere, there, "add", "-A")
	commit := r.run(elsewhere, there, "commit-tree", "-m", branch, r.run(elsewhere, there, "write-tree"))
	r.run(elsewhere, there, "update-ref", "refs/heads/"+branch, commit)
}

// stand says that the project's files are those of a branch.
func (r *repository) stand(on string) {
	r.Helper()
	r.run(r.dir, nil, "symbolic-ref", "HEAD", "refs/heads/"+on)
	r.run(r.dir, nil, "reset", "-q")
	if changed := r.run(r.dir, nil, "status", "--porcelain"); changed != "" {
		r.Fatalf("the project is not what branch %s is:\n%s", on, changed)
	}
}
