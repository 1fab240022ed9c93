"""The real program, started as a person would and watched from outside."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

BINARY = os.environ.get("QAPSULE", "./qapsule")
DEADLINE = 60  # seconds for anything that the program should do by itself
REPORT = re.compile(r"(Address|Leak|Thread)Sanitizer|runtime error:")


def wait_for(condition, what):
    """Polls until condition() is true, and answers what it was."""
    end = time.monotonic() + DEADLINE
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"no {what} within {DEADLINE} s"
        time.sleep(0.01)


def run(*args, **kwargs):
    """qapsule with arguments, to its end."""
    return subprocess.run([BINARY, *map(str, args)], capture_output=True,
                          text=True, timeout=DEADLINE, check=False,
                          stdin=subprocess.DEVNULL, **kwargs)


def children_of(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (name, perhaps with blanks) state ppid ...
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it ended meanwhile
        if int(ppid) == pid and state != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def halt(pids):
    """From here on they get nothing done, as on a machine that is busy."""
    def stopped(pid):
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            return f.read().rpartition(")")[2].split()[0] == "T"
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    wait_for(lambda: all(map(stopped, pids)), "standstill")


def go_on(pids):
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


class Server:
    """qapsule serve, on ports of the kernel's choice unless one is named."""

    def __init__(self, tmp, *, capsule=None, conf=None, certs=None, workers=2,
                 gemini=0, gopher=0, args=(), **popen):
        """With conf, a file, hosts and listeners are what that says."""
        tmp.mkdir(exist_ok=True)
        self.certs = certs or tmp / "certs"
        self.certs.mkdir(exist_ok=True)
        self.state = tmp / "state"
        self.ports_file = tmp / "ports"
        self.ports_file.unlink(missing_ok=True)
        self.output_file = tmp / "output"
        self.errors_file = tmp / "errors"
        what = ["-c", conf] if conf else [
            "--host", "localhost", "--capsule", capsule,
            "--gemini", f"127.0.0.1:{gemini}",
            "--gopher", f"127.0.0.1:{gopher}"]
        command = [
            BINARY, "serve", *what, "--certs", self.certs,
            "--state", self.state, "--workers", workers,
            "--ports-file", self.ports_file, *args]
        if os.geteuid() == 0 and "--user" not in args:
            command += ["--user", "root"]  # who may look into its processes
        with open(self.output_file, "wb") as out, \
                open(self.errors_file, "wb") as err:
            self.process = subprocess.Popen(
                list(map(str, command)), stdout=out, stderr=err,
                **{"stdin": subprocess.DEVNULL} | popen)
        try:
            self.listeners = wait_for(self._listeners, "ports file")
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.gemini, *_ = [*self.ports("gemini"), None]
        self.gopher, *_ = [*self.ports("gopher"), None]

    def ports(self, protocol):
        """Of its listeners, in the order in which they were asked for."""
        return [port for name, port in self.listeners if name == protocol]

    def _listeners(self):
        assert self.process.poll() is None, \
            f"ended with {self.process.returncode}: {self.errors}"
        if not self.ports_file.exists():
            return None
        text = self.ports_file.read_text()
        lines = [line.split() for line in text.splitlines()]
        return [(name, int(port)) for name, _, port in lines]

    @property
    def output(self):
        return self.output_file.read_text()

    @property
    def errors(self):
        return self.errors_file.read_text()

    @property
    def pid(self):
        return self.process.pid

    @property
    def workers(self):
        return children_of(self.pid)

    def open_files(self):
        """How many descriptors each of its processes has open, by pid; None
        where only root may look, since they are not dumpable."""
        def count(pid):
            try:
                return len(os.listdir(f"/proc/{pid}/fd"))
            except PermissionError:
                return None
        return {pid: count(pid) for pid in [self.pid, *self.workers]}

    def alive(self):
        return self.process.poll() is None

    def stop(self, number=signal.SIGTERM):
        """Asks it to end, which it must do well and without a complaint."""
        self.process.send_signal(number)
        self.ended_well()

    def ended_well(self):
        try:
            status = self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        assert status == 0, self.errors
        assert not REPORT.search(self.errors), self.errors
