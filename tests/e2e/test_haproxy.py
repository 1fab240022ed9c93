"""HAProxy as contrib/haproxy.cfg sets it up, before two servers of a capsule.

One of them dies under load: only what HAProxy had begun there may be lost.
"""

import base64
import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from client import gemini, gopher, new_tls_context
from server import DEADLINE, run, wait_for

HAPROXY = shutil.which("haproxy", path=os.environ.get("PATH", "")
                       + ":/usr/sbin:/usr/local/sbin")
SHIPPED = Path(__file__).resolve().parents[2] / "contrib" / "haproxy.cfg"
pytestmark = pytest.mark.skipif(not HAPROXY, reason="no haproxy(1)")

CONF = """
ticket-keys = "{folder}/ticket.keys"
watch = false
host "example.org" {{ capsule = "{folder}/capsule" }}
listen "127.0.0.1:{ports[0]}" {{ protocol = gemini
    public-port = 1965  proxy-protocol = "127.0.0.1" }}
listen "127.0.0.1:{ports[1]}" {{ protocol = gopher
    public-port = 70  proxy-protocol = "127.0.0.1" }}
log {{ to = "{log}"  format = json  addresses = full }}
"""
READERS = 4
URL = b"gemini://example.org/faq/why\r\n"
SELECTOR = b"/faq/why\r\n"


class Machine:
    """One of two, with a configuration and a state of its own."""

    def __init__(self, start, folder, name):
        self.start, self.folder = start, folder
        self.conf = folder / f"{name}.conf"
        self.log = folder / f"{name}.log"
        self.run(("0", "00"))
        self.ports = [self.server.gemini, self.server.gopher]

    def run(self, ports):
        self.conf.write_text(CONF.format(folder=self.folder, log=self.log,
                                         ports=ports))
        self.server = self.start(conf=self.conf, certs=self.folder / "certs")

    def run_again(self):
        self.run(self.ports)

    def kill(self):
        """All of it at once, as a power cut would."""
        pids = [self.server.pid, *self.server.workers]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.server.process.wait()
        for pid in pids:
            wait_for(lambda pid=pid: not is_running(pid), "its end")

    def clients(self):
        lines = self.log.read_text().splitlines()
        return Counter(json.loads(line)["address"] for line in lines)

    def told(self, what):
        return json.loads(run("status", "--json", "--state",
                              self.server.state).stdout)[what]


def is_running(pid):
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


@pytest.fixture
def machines(start, tmp_path):
    (tmp_path / "capsule").mkdir()
    (tmp_path / "capsule" / "faq.qa").write_text("-\nId: why\nWhy?\nSo.\n")
    keys = tmp_path / "ticket.keys"
    keys.touch(0o600)
    keys.write_text(base64.b64encode(os.urandom(48)).decode() + "\n")
    return [Machine(start, tmp_path, name) for name in ("one", "two")]


class Balancer:
    def __init__(self, process, sockets, admin):
        self.process, self.admin = process, admin
        self.gemini, self.gopher = [sock.getsockname()[1] for sock in sockets]

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(str(self.admin))
            sock.sendall(command.encode() + b"\n")
            return sock.makefile().read()

    def up(self):
        """How many servers take part, having answered a check."""
        rows = csv.DictReader(self.ask("show stat").splitlines())
        return sum(row["status"] == "UP" and row["check_status"] == "L7OK"
                   for row in rows)


def configuration(machines, sockets, admin):
    """The shipped one, but for its addresses, its user and its log."""
    text = SHIPPED.read_text()
    text, users = re.subn(r"\n    (user|group) haproxy", "", text)
    assert users == 2
    text = text.replace("    log /dev/log local0\n",
                        f"    stats socket {admin} level admin\n")
    text = text.replace("    log global\n", "")
    for machine, address in zip(machines, ("192.0.2.11", "192.0.2.12")):
        for number, port in zip((1965, 70), machine.ports):
            text = re.sub(rf"{address}:{number}\b", f"127.0.0.1:{port}", text)
    for number, sock in zip((1965, 70), sockets):
        text = text.replace(f"bind :::{number} v4v6",
                            f"bind fd@{sock.fileno()}")
    assert "192.0.2" not in text and ":::" not in text
    return text


@pytest.fixture
def balancer(machines, tmp_path):
    admin, file = tmp_path / "a", tmp_path / "haproxy.cfg"
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    file.write_text(configuration(machines, sockets, admin))
    with open(tmp_path / "haproxy.out", "wb") as out, subprocess.Popen(
            [HAPROXY, "-db", "-f", file], stdout=out, stderr=out,
            pass_fds=[sock.fileno() for sock in sockets]) as process:
        try:
            wait_for(admin.exists, "HAProxy")
            one = Balancer(process, sockets, admin)
            wait_for(lambda: one.up() == 4, "servers that are up")
            yield one
        finally:
            process.kill()
            for sock in sockets:
                sock.close()


class Reader(threading.Thread):
    """Asks again and again, with the session of last time."""

    def __init__(self, balancer, number):
        super().__init__()
        self.balancer, self.source = balancer, f"127.77.0.{number + 1}"
        self.context = new_tls_context()
        self.session = None
        self.began, self.failed, self.took = [], [], []
        self.resumed, self.over = 0, False

    def ask_gemini(self):
        reply = gemini(self.balancer.gemini, URL, sni="example.org",
                       context=self.context, session=self.session,
                       source=self.source)
        good = reply.status == "20" and reply.close_notify
        if good:
            self.session = reply.session
            self.resumed += reply.resumed
        return good or reply

    def ask_gopher(self):
        reply = gopher(self.balancer.gopher, SELECTOR, source=self.source)
        return b"So." in reply.raw or reply

    def run(self):
        while not self.over:
            for ask in (self.ask_gemini, self.ask_gopher):
                began = time.monotonic()
                try:
                    answer = ask()
                except OSError as e:
                    answer = e
                self.took.append(time.monotonic() - began)
                self.began.append(began)
                if answer is not True:
                    self.failed.append((began, time.monotonic(), answer))

    def visits(self):
        return len(self.began) // 2


class Crowd:
    """Readers at work; on leaving, all of them have ended."""

    def __init__(self, balancer):
        self.readers = [Reader(balancer, n) for n in range(READERS)]

    def __enter__(self):
        for reader in self.readers:
            reader.start()
        return self

    def __exit__(self, *_):
        for reader in self.readers:
            reader.over = True
        for reader in self.readers:
            reader.join()

    def go_on(self, visits):
        """Until each has come so many times more."""
        goal = [reader.visits() + visits for reader in self.readers]
        wait_for(lambda: all(reader.visits() >= n for reader, n in
                             zip(self.readers, goal)), "visits")

    @property
    def began(self):
        return [began for reader in self.readers for began in reader.began]

    @property
    def failed(self):
        return [one for reader in self.readers for one in reader.failed]

    def count_resumed(self):
        return sum(reader.resumed for reader in self.readers)

    def count_visits(self):
        return sum(reader.visits() for reader in self.readers)


def test_the_shipped_configuration_is_one(tmp_path):
    text = SHIPPED.read_text()
    own = tmp_path / "haproxy.cfg"  # a user of that name need not be there
    own.write_text(re.sub(r"\n    (user|group) haproxy", "", text))
    told = subprocess.run([HAPROXY, "-c", "-f", own], capture_output=True,
                          text=True, timeout=DEADLINE, check=False)
    assert told.returncode == 0, told.stderr
    assert "WARNING" not in told.stderr


def test_both_machines_serve_and_know_the_reader(machines, balancer):
    with Crowd(balancer) as crowd:
        crowd.go_on(20)
    assert not crowd.failed
    sources = {reader.source for reader in crowd.readers}
    for machine in machines:
        # lines are written a moment later
        wait_for(lambda m=machine: sources <= m.clients().keys(), "the log")
        # its own checks are its own
        assert machine.clients().keys() - sources == {"127.0.0.1"}
        assert machine.told("connections_without_proxy_header") == 0
    # every visit but a reader's first, wherever that was
    assert crowd.count_resumed() == crowd.count_visits() - READERS


def test_a_machine_that_dies_costs_only_what_it_had_begun(machines, balancer,
                                                          capsys):
    one, two = machines
    with Crowd(balancer) as crowd:
        crowd.go_on(30)
        before = wait_for(lambda: one.clients().total(), "the log")
        killed = time.monotonic()
        one.kill()
        dead = time.monotonic()
        crowd.go_on(60)
        alone = time.monotonic()
        one.run_again()
        wait_for(lambda: balancer.up() == 4, "servers that are up")
        crowd.go_on(30)
    assert one.clients().total() > before
    lost = crowd.failed
    # while there is a process left of it, the kernel takes connections for it
    assert all(began < dead and killed < ended for began, ended, _ in lost), \
        (killed, dead, lost)
    meanwhile = sum(dead <= began < alone for began in crowd.began)
    assert meanwhile > READERS * 100
    # those of one and of two, and of one again
    assert crowd.count_resumed() >= crowd.count_visits() - READERS - len(lost)
    slowest = max(took for reader in crowd.readers for began, took
                  in zip(reader.began, reader.took) if dead <= began < alone)
    with capsys.disabled():
        print(f"\nHAProxy, 2 machines, {READERS} readers: "
              f"{len(crowd.began)} requests, {len(lost)} lost that were "
              f"begun before the end of one ({dead - killed:.3f} s); "
              f"{meanwhile} requests while it was dead, none lost, the "
              f"slowest {slowest:.3f} s; {crowd.count_resumed()} of "
              f"{crowd.count_visits()} TLS sessions resumed")


def test_reloads_on_both_machines_lose_nothing(machines, balancer):
    with Crowd(balancer) as crowd:
        for _ in range(5):
            for machine in machines:
                told = run("reload", "--state", machine.server.state)
                assert told.returncode == 0, told.stderr
        crowd.go_on(5)
    assert not crowd.failed
    assert crowd.count_resumed() == crowd.count_visits() - READERS


def test_a_machine_that_is_taken_out_first_can_stop_unnoticed(machines,
                                                              balancer):
    one, _ = machines
    with Crowd(balancer) as crowd:
        crowd.go_on(5)
        for backend in ("gemini", "gopher"):
            balancer.ask(f"set server {backend}/one state drain")
        wait_for(lambda: one.told("connections") == 0, "end of readers")
        one.server.stop()
        crowd.go_on(10)
        one.run_again()
        for backend in ("gemini", "gopher"):
            balancer.ask(f"set server {backend}/one state ready")
        crowd.go_on(10)
    assert not crowd.failed
