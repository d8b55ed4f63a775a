package main

import (
	"os"
	"os/exec"
)

func together(*exec.Cmd) {}

func endAll(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// peakOf gives the most memory that an ended process had; Windows does not tell.
func peakOf(*os.ProcessState) int64 { return -1 }
