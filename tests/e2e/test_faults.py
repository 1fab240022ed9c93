"""What befalls a machine: each fault costs a sentence, and serving goes on."""

import ctypes
import errno
import json
import os
import pwd
import resource
import shutil
import signal
import socket
import struct
import subprocess
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import server as e2e
from client import Tls, connect, gemini, gopher, menu
from server import children_of, go_on, halt, run, wait_for
from test_isolation import ROOT, open_to_all
from test_log import logging
from test_reload import answer, becomes, folder, reload, still, write

__all__ = ["folder", "open_to_all", "still"]  # fixtures
BIG = 1 << 24  # bytes, past any socket buffer
UNLIMITED = resource.RLIM_INFINITY


def served(one):
    assert menu(gopher(one.gopher, b"\r\n").raw)
    assert gemini(one.gemini, b"gemini://localhost:%d/\r\n"
                  % one.gemini).status == "20"


def allow_files_of(size, *pids):
    """What is longer cannot be written, as on a full disk."""
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, UNLIMITED))


def shown(one):
    return json.loads(run("status", "--json", "--state", one.state).stdout)


# --- disks ------------------------------------------------------------------


def test_a_log_without_room_is_told_and_costs_lines_only(start, tmp_path):
    log = tmp_path / "requests.log"
    one = logging(start, tmp_path, f'to = "{log}"')
    for _ in range(50):  # more than it has to say elsewhere
        served(one)
    wait_for(lambda: log.read_text().count("\n") == 100, "lines")
    allow_files_of(log.stat().st_size + 10, *one.workers)
    said = f"qapsule: warning: requests are not logged: cannot write {log}: "
    wait_for(lambda: served(one) or one.errors.count(said) == 2,
             "word of each worker")
    wait_for(lambda: shown(one)["log_lines_lost"] > 0, "count")
    allow_files_of(UNLIMITED, *one.workers)
    again = f"qapsule: requests are logged again: {log}"
    wait_for(lambda: served(one) or one.errors.count(again) == 2,
             "word of each worker")
    assert one.errors.count(said) == 2
    lines = log.read_text().splitlines()
    # what was cut stands alone
    assert all(line.count(" - - [") <= 1 for line in lines)


def test_a_ledger_without_room_stops_the_reload(still, folder):
    ledger = still.state / "localhost.ledger"
    before = ledger.read_bytes()
    (folder / "river.qa").write_text("".join(
        f"-\nWhere is the boat number {n}?\nAt noon.\n" for n in range(200)))
    allow_files_of(8192, still.pid)  # more than it has to say
    reload(still, "not reloaded")
    assert f"cannot write {ledger}: File too large; without it the " \
        "addresses of questions would not last" in still.errors
    assert "At nine." in answer(still)
    assert ledger.read_bytes() == before
    allow_files_of(UNLIMITED, still.pid)
    reload(still)
    wait_for(lambda: len(menu(gopher(still.gopher, b"/river/\r\n").raw)) > 200,
             "the new page")
    assert ledger.stat().st_size > 8192


def test_nobody_who_reads_what_it_says_holds_it_up(start, folder):
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    with suppress(BlockingIOError):
        while True:
            os.write(theirs, b"x" * 4096)
    os.set_blocking(theirs, True)
    one = start(capsule=folder, preexec_fn=lambda: os.dup2(theirs, 2),
                args=["--no-watch"])
    for _ in range(100):
        served(one)
    write(folder, "At ten.")
    assert run("reload", "--state", one.state).returncode == 0
    becomes(one, "At ten.")
    one.stop()
    os.close(ours)
    os.close(theirs)


def test_a_capsule_that_comes_back_is_served_again(start, folder):
    one = start(capsule=folder)
    shutil.rmtree(folder)
    wait_for(lambda: "not reloaded" in one.errors, "word of it")
    assert f"cannot read the capsule {folder}: " in one.errors
    assert "At nine." in answer(one)
    folder.mkdir()
    write(folder, "At ten.")
    becomes(one, "At ten.")


def test_a_key_that_became_public_is_not_taken(still):
    key = still.certs / "localhost.key"
    certificate = still.certs / "localhost.crt"
    os.utime(certificate, (0, 0))  # as if both had been renewed
    key.chmod(0o644)
    reload(still, "not reloaded")
    assert f"the key {key} is not secret: its mode is 0644" in still.errors
    served(still)
    key.chmod(0o600)
    reload(still)


@pytest.mark.skipif(not ROOT, reason="only root can give root up")
def test_a_key_of_another_owner_is_told_and_the_old_one_kept(open_to_all):
    """Renewed by root, beside a server that is not root any more."""
    nobody = pwd.getpwnam("nobody")
    (open_to_all / "run").mkdir()
    shutil.chown(open_to_all / "run", nobody.pw_uid)
    one = e2e.Server(open_to_all / "run", capsule=open_to_all / "capsule",
                     args=["--user", "nobody", "--no-watch"])
    try:
        key = one.certs / "localhost.key"
        os.utime(one.certs / "localhost.crt", (0, 0))
        shutil.chown(key, 0)
        reload(one, "not reloaded")
        assert f"{key}: Permission denied" in one.errors
        served(one)
        shutil.chown(key, nobody.pw_uid)
        reload(one)
        served(one)
    finally:
        one.stop()


# --- the clock and the network ----------------------------------------------


@pytest.fixture
def faketime():
    found = [file for where in ("lib*", "lib/*", "local/lib*")
             for file in Path("/usr").glob(f"{where}/faketime/"
                                           "libfaketime.so.1")]
    if not found:
        pytest.skip("no libfaketime")
    if b"__asan_init" in Path(e2e.BINARY).read_bytes():
        pytest.skip("the address sanitizer must be the first library")
    return found[0]


def test_a_clock_that_is_set_back_changes_nothing(start, tmp_path, faketime):
    clock = tmp_path / "clock"
    clock.write_text("+0")
    one = start(env=os.environ | {
        "LD_PRELOAD": faketime, "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"})

    def days_left():
        return shown(one)["certificates"]["localhost"]["days_left"]

    with connect(one.gopher) as waiting:
        left = days_left()
        for jump in ("-400d", "+400d"):
            clock.write_text(jump)
            wait_for(lambda: days_left() != left, "another date")
            left = days_left()
            assert shown(one)["uptime_seconds"] < 1000
            assert shown(one)["snapshot_age_seconds"] < 1000
            served(one)
        waiting.sendall(b"\r\n")  # its time is not over
        assert menu(waiting.makefile("rb").read())


def forget_ipv6():
    """From here on the system calls of this process know no such family."""
    number = {"x86_64": 41, "aarch64": 198}[os.uname().machine]  # socket
    program = b"".join(struct.pack("HBBI", *step) for step in [
        (0x20, 0, 0, 0),                        # the number of the call
        (0x15, 0, 3, number),
        (0x20, 0, 0, 16),                       # its first argument
        (0x15, 0, 1, socket.AF_INET6),
        (0x06, 0, 0, 0x00050000 | errno.EAFNOSUPPORT),
        (0x06, 0, 0, 0x7FFF0000)])
    steps = ctypes.create_string_buffer(program)
    head = struct.pack("HxxxxxxP", 6, ctypes.addressof(steps))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0      # PR_SET_NO_NEW_PRIVS
    assert libc.prctl(22, 2, head, 0, 0) == 0   # PR_SET_SECCOMP


def test_without_ipv6_the_other_family_is_served(tmp_path, capsule):
    # where nobody else has the usual ports
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if os.uname().machine not in ("x86_64", "aarch64") or \
            shutil.which("unshare") is None or \
            subprocess.run([*alone, "true"], capture_output=True,
                           check=False).returncode != 0:
        pytest.skip("no network of its own for a test")
    ports = tmp_path / "ports"
    with subprocess.Popen(
            [*alone, os.path.abspath(e2e.BINARY), "serve", "--capsule",
             capsule, "--certs", tmp_path / "certs", "--state",
             tmp_path / "state", "--ports-file", ports, "--user", "root"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            preexec_fn=forget_ipv6) as process:
        try:
            wait_for(lambda: ports.exists() or process.poll() is not None,
                     "ports")
        finally:
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=e2e.DEADLINE)[1]
    assert process.returncode == 0, said
    assert ports.read_text() == "gemini 0.0.0.0 1965\ngopher 0.0.0.0 7070\n"
    assert "warning: cannot listen on [::]:1965 for gemini: " in said


# --- processes --------------------------------------------------------------


@pytest.fixture
def big(start, tmp_path):
    """A server whose answers take as long as their reader wants."""
    folder = tmp_path / "big"
    folder.mkdir()
    (folder / "big.bin").write_bytes(bytes(range(256)) * (BIG >> 8))
    return start(capsule=folder)


def begun(stack, one, count):
    """So many answers that are under way."""
    clients = []
    for _ in range(count):
        client = stack.enter_context(Tls(one.gemini, receive_buffer=65536))
        assert client.handshake()
        client.send(b"gemini://localhost:%d/big.bin\r\n" % one.gemini)
        client.receive(until=100)
        clients.append(client)
    return clients


def sockets(pid):
    found = set()
    try:
        fds = os.listdir(f"/proc/{pid}/fd")
    except PermissionError:  # it is not dumpable
        pytest.skip("only root may see whose a connection is")
    for fd in fds:
        with suppress(OSError):
            found.add(os.readlink(f"/proc/{pid}/fd/{fd}"))
    return sum(name.startswith("socket:") for name in found)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT])
def test_a_worker_that_dies_takes_only_its_own_answers_along(big, number):
    with ExitStack() as stack:
        workers = big.workers
        before = {pid: sockets(pid) for pid in workers}
        clients = begun(stack, big, 12)
        own = {pid: sockets(pid) - before[pid] for pid in workers}
        assert sum(own.values()) == 12
        os.kill(workers[0], number)
        whole = [client.receive() for client in clients]
        whole = sum(len(reply.body) == BIG and reply.close_notify
                    for reply in whole)
        assert whole == own[workers[1]]
        served(big)
    wait_for(lambda: len(big.workers) == 2, "another worker")
    assert f"a worker died of signal {int(number)} " in big.errors


def test_without_its_parent_a_worker_finishes_and_goes(big, start, capsule):
    workers = big.workers
    with ExitStack() as stack:
        clients = begun(stack, big, 4)
        big.process.kill()
        big.process.wait()
        replies = [client.receive() for client in clients]
    assert all(len(reply.body) == BIG and reply.close_notify
               for reply in replies)
    wait_for(lambda: not any(alive(pid) for pid in workers), "end")
    assert big.errors.count("the parent process is gone") == 2
    served(start(capsule=capsule, gemini=big.gemini, gopher=big.gopher))


def alive(pid):
    with suppress(OSError), open(f"/proc/{pid}/stat", encoding="ascii") as f:
        return f.read().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize("said", [False, True], ids=["silent", "asked"])
def test_who_was_let_in_before_the_end_is_answered(start, said):
    """By the system already, while the workers were busy."""
    one = start()
    workers = one.workers
    halt(workers)
    with ExitStack() as stack:
        waiting = [stack.enter_context(connect(one.gopher))
                   for _ in range(20)]
        for sock in waiting if said else []:
            sock.sendall(b"\r\n")
        one.process.send_signal(signal.SIGTERM)
        go_on(workers)
        if not said:
            wait_for(lambda: refused(one.gopher), "end of listening")
        for sock in waiting:
            if not said:
                sock.sendall(b"\r\n")
            assert menu(sock.makefile("rb").read())
    one.ended_well()


def refused(port):
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) != 0


def test_answers_of_long_ago_keep_no_memory(big):
    """One for each generation, and none is read on."""
    count = 10
    with ExitStack() as stack:
        serving = big.workers
        clients = begun(stack, big, 1)
        for n in range(count):
            old, before = serving, big.workers
            halt(old)  # they take no more, whenever they hear of it
            big.process.send_signal(signal.SIGHUP)
            wait_for(lambda: big.errors.count("reloaded") == n + 1, "reload")
            serving = [pid for pid in big.workers if pid not in before]
            if n + 1 < count:
                clients += begun(stack, big, 1)
            go_on(old)
        cut = "answers from before the last 7 reloads are still under way"
        assert big.errors.count(cut) == count - 7
        wait_for(lambda: len(children_of(big.pid)) <= 9, "end of old ones")
        replies = [client.receive() for client in clients]
    assert all(reply.reset for reply in replies[:count - 7])
    assert all(len(reply.body) == BIG and reply.close_notify
               for reply in replies[count - 7:])
