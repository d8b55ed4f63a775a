package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The kernel tells the most memory that one process had, but not a process and
// its children together; that is looked up while they run, as far as there is a
// /proc (Linux). For a program that is one process the kernel's figure counts.

// watchMemory looks at the memory of a process and its children ten times a
// second, until it is first asked for the most that they had together; -1 if it
// saw nothing.
func watchMemory(pid int) (peak func() int64) {
	var most int64 = -1
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, memoryOf(pid))
			select {
			case <-stop:
				return
			case <-tick.C:
			}
		}
	}()
	once := sync.OnceFunc(func() { close(stop) })
	return func() int64 {
		once()
		<-stopped
		return most
	}
}

// memoryOf gives what a process and its children have in memory now, in bytes;
// -1 if there is no telling. Pages that two of them share count twice.
func memoryOf(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return -1
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return -1
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return -1
	}
	total := pages * int64(os.Getpagesize())
	threads, _ := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	for _, thread := range threads {
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, thread.Name()))
		for child := range strings.FieldsSeq(string(children)) {
			if id, err := strconv.Atoi(child); err == nil {
				total += max(0, memoryOf(id))
			}
		}
	}
	return total
}

// peakOfRunning gives the most memory that a running process has had, as Linux
// tells it (VmHWM); -1 elsewhere.
func peakOfRunning(pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return -1
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			if err != nil {
				return -1
			}
			return kilobytes << 10
		}
	}
	return -1
}
