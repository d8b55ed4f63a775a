package page

import (
	"context"
	"testing"
	"testing/fstest"

	"blotter"
	"blotter/internal/source"
)

// builtin loads the default theme.
func builtin(t testing.TB) *Theme {
	t.Helper()
	theme, found := Load(snapshot(t, nil), [32]byte{1})
	for _, d := range found {
		t.Error(d)
	}
	return theme
}

// snapshot is a project of the given files over the built-in ones.
func snapshot(t testing.TB, files map[string]string) *source.Snapshot {
	t.Helper()
	project := fstest.MapFS{}
	for name, text := range files {
		project[name] = &fstest.MapFile{Data: []byte(text)}
	}
	s, err := source.FromFS(project, blotter.Builtin()).Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDefaultThemeIsSound(t *testing.T) { builtin(t) }
