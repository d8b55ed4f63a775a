package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// machine is where and when something was measured. What the system does not
// tell is empty or 0.
type machine struct {
	Date       string  `json:"date"` // 2026-11-28
	CPU        string  `json:"cpu"`
	Cores      int     `json:"cores"`
	Memory     int64   `json:"memory"` // bytes
	System     string  `json:"system"` // Debian GNU/Linux 13 (trixie), linux/amd64
	Folder     string  `json:"folder"` // where it worked
	FileSystem string  `json:"file_system"`
	Load       float64 `json:"load"` // how much else ran in the minute before
}

// thisMachine asks the system for what it is. Linux tells all of it.
func thisMachine(folder string, now time.Time) machine {
	read := func(name string) string {
		text, _ := os.ReadFile(name) // what is not told stays empty
		return string(text)
	}
	m := machine{
		Date:   now.Format(time.DateOnly),
		CPU:    valueOf(read("/proc/cpuinfo"), "model name", ":"),
		Cores:  runtime.NumCPU(),
		System: strings.Trim(valueOf(read("/etc/os-release"), "PRETTY_NAME", "="), `"`),
		Folder: folder, FileSystem: fileSystemOf(read("/proc/self/mountinfo"), folder),
	}
	kilobytes, _, _ := strings.Cut(valueOf(read("/proc/meminfo"), "MemTotal", ":"), " ")
	if n, err := strconv.ParseInt(kilobytes, 10, 64); err == nil {
		m.Memory = n << 10
	}
	if load, _, ok := strings.Cut(read("/proc/loadavg"), " "); ok {
		m.Load, _ = strconv.ParseFloat(load, 64)
	}
	platform := runtime.GOOS + "/" + runtime.GOARCH
	if m.System != "" {
		m.System += ", "
	}
	m.System += platform
	return m
}

// valueOf gives the value of a key in lines of keys, a separator and values.
func valueOf(text, key, separator string) string {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), separator)
		if ok && strings.TrimSpace(name) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// fileSystemOf gives the type of the file system that has the folder, by the
// mounts as /proc/self/mountinfo lists them (proc(5)).
func fileSystemOf(mounts, folder string) string {
	folder, longest := filepath.Clean(folder)+"/", 0
	name := ""
	for line := range strings.Lines(mounts) {
		place, kind, ok := strings.Cut(line, " - ")
		fields, kinds := strings.Fields(place), strings.Fields(kind)
		if !ok || len(fields) < 5 || len(kinds) == 0 {
			continue
		}
		at := strings.TrimSuffix(fields[4], "/") + "/"
		if strings.HasPrefix(folder, at) && len(at) >= longest { // a later mount covers an earlier one
			name, longest = kinds[0], len(at)
		}
	}
	return name
}

// String says it in one line.
func (m machine) String() string {
	parts := []string{m.Date}
	add := func(known bool, format string, a ...any) {
		if known {
			parts = append(parts, fmt.Sprintf(format, a...))
		}
	}
	add(m.CPU != "", "%s", m.CPU)
	cores := "cores"
	if m.Cores == 1 {
		cores = "core"
	}
	add(true, "%d %s", m.Cores, cores)
	add(m.Memory > 0, "%.0f GB", float64(m.Memory)/(1<<30))
	add(true, "%s", m.System)
	add(m.FileSystem != "", "%s on %s", m.Folder, m.FileSystem)
	add(m.Load >= .5, "busy with other work before (load %.1f)", m.Load)
	return strings.Join(parts, "; ")
}
