package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"blotter/internal/fiction"
)

// mount mounts something for the length of a test. Continuous integration runs
// as root and must not skip these tests.
func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	must(t, os.MkdirAll(target, 0o755))
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		cannot(t, "mount "+kind+", which takes root", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(target, syscall.MNT_DETACH)) })
}

// cannot ends a test that this machine does not allow; continuous integration must.
func cannot(t *testing.T, what string, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("cannot %s: %v", what, err)
	}
	t.Skipf("cannot %s: %v", what, err)
}

// TestFullDisk publishes to a disk with ever less room on it. It works, or
// nothing has happened and the error names a file.
func TestFullDisk(t *testing.T) {
	disk256 := filepath.Join(t.TempDir(), "disk")
	mount(t, "tmpfs", disk256, "tmpfs", 0, "size=256k")
	dir := filepath.Join(disk256, "public")
	old, next := news(), news()
	for i := range 20 {
		p := fmt.Sprintf("articles/%d/index.html", i)
		old[p], next[p] = "old", strings.Repeat(p, 500)[:4000]
	}
	full, fine := 0, 0
	for ballast := 252; ballast >= 0; ballast -= 12 {
		must(t, os.RemoveAll(dir))
		must(t, os.RemoveAll(filepath.Join(disk256, "ballast")))
		for _, first := range []bool{true, false} {
			if !first {
				must(t, os.RemoveAll(filepath.Join(disk256, "ballast")))
				must(t, os.RemoveAll(dir))
				publish(t, dir, old, Options{})
			}
			before := disk(t, orEmpty(t, dir))
			os.WriteFile(filepath.Join(disk256, "ballast"), make([]byte, ballast<<10), 0o644) // as much as there is room for
			_, err := Publish(t.Context(), dir, next.files(), Options{})
			switch {
			case err == nil:
				fine++
				checkClean(t, "there was room", dir, next, nil)
			case errors.Is(err, syscall.ENOSPC):
				full++
				checkDisk(t, "the disk was full", orEmpty(t, dir), before)
				checkTidy(t, dir)
				named := strings.Contains(err.Error(), manifestName) || strings.Contains(err.Error(), "journal")
				for p := range next {
					named = named || strings.Contains(err.Error(), ": "+p+": ")
				}
				if !named {
					t.Errorf("the error names no file: %v", err)
				}
			default:
				t.Errorf("error %v", err)
			}
		}
	}
	if full < 5 || fine < 5 {
		t.Errorf("%d runs met a full disk, %d did not", full, fine)
	}
}

// TestMountedOutput publishes into a folder that is a mount of its own, as in a
// container, so that nothing can be renamed into it from beside.
func TestMountedOutput(t *testing.T) {
	for _, kind := range []string{"tmpfs", "bind"} {
		t.Run(kind, func(t *testing.T) {
			above := t.TempDir()
			dir := filepath.Join(above, "public")
			if kind == "tmpfs" {
				mount(t, "tmpfs", dir, "tmpfs", 0, "")
			} else {
				write(t, above, "elsewhere/", "")
				mount(t, filepath.Join(above, "elsewhere"), dir, "", syscall.MS_BIND, "")
			}
			publish(t, dir, news(), Options{})
			checkClean(t, "first", dir, news(), nil)
			write(t, dir, "CNAME", "example.org")
			next := news().with("index.html", "2", "articles/x/index.html", "-", "new/page.html", "N")
			sawStage := false
			files := append(next.files(), File{Path: "z.html", Fingerprint: func() Fingerprint { return Fingerprint{} },
				Write: func(_ context.Context, w io.Writer) error {
					_, err := os.Stat(filepath.Join(dir, stageName))
					sawStage = err == nil
					_, err = io.WriteString(w, "Z")
					return err
				}})
			for _, swap := range []bool{true, false} {
				_, err := Publish(t.Context(), dir, files, Options{Swap: swap, Workers: 1})
				must(t, err)
			}
			if !sawStage {
				t.Error("it was not staged inside the output")
			}
			publish(t, dir, next, Options{Swap: true})
			checkClean(t, "then", dir, next, site{"CNAME": "example.org"})
			publish(t, dir, news(), Options{Clean: true})
			checkClean(t, "clean", dir, news(), nil)
		})
	}
}

// TestOthersFolderAbove publishes as a user who may write to the output and not
// to the folder that it lies in.
func TestOthersFolderAbove(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can run something as somebody else")
	}
	const nobody = 65534
	for _, mode := range []fs.FileMode{0o755, 0o711} { // 0711: may not even be listed
		above := fiction.Workplace(t)
		dir := filepath.Join(above, "public")
		must(t, os.Mkdir(dir, 0o755))
		must(t, os.Chown(dir, nobody, nobody))
		must(t, os.Chmod(above, mode))
		for first := 1; first <= 4; first += 3 {
			cmd := exec.Command("/proc/self/exe")
			cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprint(childFirst, "=", first), childCount+"=3", childSwap+"=yes")
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			// The second time there is a folder that nobody may look into.
			write(t, dir, "lost+found/x", "theirs")
			must(t, os.Chmod(filepath.Join(dir, "lost+found"), 0o700))
			checkClean(t, "as nobody", dir, version(first+2), site{"lost+found/x": "theirs"})
		}
	}
}

func TestOthersStaging(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make somebody else's files")
	}
	above := t.TempDir()
	dir := filepath.Join(above, "public")
	write(t, above, ".public.blotter-stage/new/file0", "planted", ".public.blotter-stage/journal", "planted")
	must(t, os.Chown(filepath.Join(above, ".public.blotter-stage"), 65534, 65534))
	if _, err := Publish(t.Context(), dir, news().files(), Options{}); err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("error %v", err)
	}
	checkDisk(t, "untouched", above, site{".public.blotter-stage/new/file0": "planted", ".public.blotter-stage/journal": "planted"})
}

func TestUmask(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o027, 0o077} {
		before := syscall.Umask(umask)
		dir := filepath.Join(t.TempDir(), "public")
		publish(t, dir, news(), Options{})
		publish(t, dir, news().with("index.html", "2", "new/folder/page.html", "N", "articles/new/x.html", "X"), Options{})
		syscall.Umask(before)
		must(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			must(t, err)
			info, err := d.Info()
			must(t, err)
			want := fs.FileMode(0o644)
			if d.IsDir() {
				want = 0o755
			}
			if info.Mode().Perm() != want {
				t.Errorf("umask %03o: %s has mode %v", umask, p, info.Mode())
			}
			return nil
		}))
	}
}

// TestSwap looks at what only Swap does.
func TestSwap(t *testing.T) {
	above := fiction.Workplace(t)
	dir := filepath.Join(above, "public")
	publish(t, dir, news(), Options{})
	write(t, dir, "CNAME", "example.org", "private/notes.txt", "mine", "link", "→nowhere")
	must(t, os.Chmod(filepath.Join(dir, "private"), 0o700))
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	kept, err := os.Stat(filepath.Join(dir, "feed.xml"))
	must(t, err)
	folder, err := os.Stat(dir)
	must(t, err)

	next := news().with("index.html", "2", "articles/x/index.html", "-")
	files := append(next.files(), File{Path: "z.html", Fingerprint: file("z.html", "Z").Fingerprint,
		Write: func(_ context.Context, w io.Writer) error {
			// While the next output is made, somebody works on this one.
			write(t, dir, "late/file.txt", "late")
			must(t, os.Remove(filepath.Join(dir, "CNAME")))
			write(t, dir, "CNAME", "late.example.org")
			_, err = io.WriteString(w, "Z")
			return err
		}})
	_, err = Publish(t.Context(), dir, files, Options{Swap: true, Workers: 1})
	must(t, err)

	now, err := os.Stat(dir)
	must(t, err)
	if os.SameFile(folder, now) {
		t.Error("the output was not exchanged")
	}
	if still, err := os.Stat(filepath.Join(dir, "feed.xml")); err != nil || !os.SameFile(kept, still) {
		t.Errorf("feed.xml was not kept: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "private")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the mode of somebody's folder: %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(filepath.Join(dir, "pipe")); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("somebody's pipe: %v", err)
	}
	must(t, os.Remove(filepath.Join(dir, "pipe")))
	foreign := site{"CNAME": "late.example.org", "late/file.txt": "late", "private/notes.txt": "mine", "link": "→nowhere"}
	checkClean(t, "exchanged", dir, next.with("z.html", "Z"), foreign)
}

// TestKillAtEachCall kills a publishing process before each system call in turn that
// changes a folder, every other time the one that comes after it too, and lets the
// next run finish: where TestKill meets what is likely, this meets everything.
func TestKillAtEachCall(t *testing.T) {
	exe, err := os.Executable()
	must(t, err)
	dir := filepath.Join(fiction.Workplace(t), "public")
	foreign := site{"CNAME": "example.org"}
	every := 1
	if testing.Short() {
		every = 3
	}
	for _, swap := range []string{"", "yes"} {
		child := func(v int) *exec.Cmd {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), childDir+"="+dir, fmt.Sprint(childFirst, "=", v), childCount+"=1", childSmall+"=yes", childSwap+"="+swap)
			return cmd
		}
		kills, resumed := 0, 0
		for call, ended := 0, false; !ended; call += every {
			must(t, os.RemoveAll(dir))
			publish(t, dir, smallVersion(0), Options{})
			write(t, dir, "CNAME", "example.org")
			if ended = killAt(t, child(1), call); !ended {
				kills++
			}
			checkWhole(t, dir, smallVersion(0), smallVersion(1), foreign)
			if call%2 == 1 && !killAt(t, child(1), call/2) {
				kills++
				checkWhole(t, dir, smallVersion(0), smallVersion(1), foreign)
			}
			if publish(t, dir, smallVersion(3), Options{}).Resumed {
				resumed++
			}
			what := fmt.Sprintf("swap %q, killed at call %d", swap, call)
			if checkClean(t, what, dir, smallVersion(3), foreign); t.Failed() {
				t.FailNow()
			}
		}
		t.Logf("swap %q: %d kills, %d of them on the way into place", swap, kills, resumed)
		if kills*every < 40 || swap == "" && resumed*every < 15 {
			t.Error("these were too few")
		}
	}
}

// killAt starts cmd and kills it as it is about to make its nth system call, from 0
// on, that changes a folder. If it ends before, ended is true.
func killAt(t *testing.T, cmd *exec.Cmd, n int) (ended bool) {
	t.Helper()
	runtime.LockOSThread() // whoever traces a process is a thread
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	cmd.Stderr = os.Stderr
	err := cmd.Start()
	if errors.Is(err, syscall.EPERM) {
		cannot(t, "trace a process", err)
	}
	must(t, err)
	const sysgood = 0x80 // what a stop at a system call adds to its signal
	var status syscall.WaitStatus
	_, err = syscall.Wait4(cmd.Process.Pid, &status, 0, nil)
	must(t, err)
	must(t, syscall.PtraceSetOptions(cmd.Process.Pid, syscall.PTRACE_O_TRACESYSGOOD|syscall.PTRACE_O_TRACECLONE|unix.PTRACE_O_EXITKILL))
	for thread := cmd.Process.Pid; ; {
		signal := 0
		switch stop := status.StopSignal(); {
		case status.Stopped() && stop == syscall.SIGTRAP|sysgood:
			if entersChange(t, thread) {
				if n == 0 {
					must(t, cmd.Process.Kill())
				}
				n--
			}
		case status.Stopped() && stop != syscall.SIGTRAP && stop != syscall.SIGSTOP:
			signal = int(stop)
		}
		if err := syscall.PtraceSyscall(thread, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
		thread, err = syscall.Wait4(-1, &status, syscall.WALL, nil)
		must(t, err)
		if thread != cmd.Process.Pid || status.Stopped() {
			continue
		}
		if status.Exited() && status.ExitStatus() != 0 {
			t.Fatalf("the child ended by itself: %v", status)
		}
		return status.Exited()
	}
}

// entersChange says whether the thread is stopped before a system call that changes a folder.
func entersChange(t *testing.T, thread int) bool {
	t.Helper()
	var info struct { // struct ptrace_syscall_info of linux/ptrace.h
		op     uint8
		_      [7]uint8
		_, _   uint64
		number uint64
		_      [7]uint64
	}
	const entry = 1 // PTRACE_SYSCALL_INFO_ENTRY
	_, _, errno := syscall.Syscall6(syscall.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(thread), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 {
		if errno == syscall.ESRCH {
			return false
		}
		t.Fatal(errno)
	}
	return info.op == entry && slices.Contains([]uint64{
		unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_LINKAT, unix.SYS_FCHMODAT,
	}, info.number)
}
