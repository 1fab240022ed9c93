"""Requests in the system's log: a socket in a /dev of the server's own."""

import ctypes
import json
import os
import re
import socket

import pytest
from client import gemini, gopher
from server import run, wait_for
from test_log import logging, url

NEW_NAMESPACE, BIND, PRIVATE = 0x20000, 0x1000, 0x44000  # CLONE_, MS_
LIBC = ctypes.CDLL(None, use_errno=True)


def put_over_dev(folder):
    """In a child: what is in the folder is all there is of /dev."""
    if LIBC.unshare(NEW_NAMESPACE) == -1 or \
            LIBC.mount(b"none", b"/", None, PRIVATE, None) == -1 or \
            LIBC.mount(bytes(folder), b"/dev", None, BIND, None) == -1:
        os._exit(1)


def possible(folder):
    pid = os.fork()
    if pid == 0:
        put_over_dev(folder)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


class Syslog:
    """What listens on /dev/log: datagrams, as they come."""

    def __init__(self, dev):
        self.path = dev / "log"
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.sock.settimeout(30)
        self.sock.bind(str(self.path))

    def heard(self):
        return self.sock.recv(65536).decode()

    def end(self):
        self.sock.close()
        self.path.unlink()


@pytest.fixture
def dev(tmp_path):
    folder = tmp_path / "dev"
    folder.mkdir()
    if not possible(folder):
        pytest.skip("no mount namespaces for us here")
    return folder


@pytest.fixture
def logged(start, tmp_path, dev):
    """Starts a server that logs there."""
    def start_one(log="to = syslog"):
        return logging(lambda **kwargs: start(
            preexec_fn=lambda: put_over_dev(dev), **kwargs), tmp_path, log)
    return start_one


def lost(one):
    told = run("status", "--json", "--state", one.state)
    return json.loads(told.stdout)["log_lines_lost"]


LINE = re.compile(r'<30>qapsule\[(\d+)\]: 127\.0\.0\.0 - - \[[^]]+\] '
                  r'"([^"]*)" (\d+) \d+ "-" "-" \d+')


def test_each_request_is_a_datagram(dev, logged):
    syslog = Syslog(dev)
    one = logged()
    gemini(one.gemini, url(one, "/faq/"))
    pid, request, status = LINE.fullmatch(syslog.heard()).groups()
    assert int(pid) in one.workers and status == "20"
    assert request == f"gemini://localhost:{one.gemini}/faq/"
    gopher(one.gopher, b"/no\x1b<0>such\r\n")
    _, request, status = LINE.fullmatch(syslog.heard()).groups()
    assert (request, status) == ("gopher:/no\\x1b<0>such", "3")
    assert "gopher:" not in one.errors
    assert lost(one) == 0


def test_json_goes_there_too(dev, logged):
    syslog = Syslog(dev)
    one = logged("to = syslog format = json addresses = full")
    gopher(one.gopher, b"/faq\r\n")
    head, _, record = syslog.heard().partition(": ")
    assert head.startswith("<30>qapsule[")
    assert json.loads(record)["address"] == "127.0.0.1"


def test_a_new_syslogd_is_found(dev, logged):
    syslog = Syslog(dev)
    one = logged()
    gopher(one.gopher, b"/faq\r\n")
    assert syslog.heard()
    syslog.end()
    gopher(one.gopher, b"/unheard\r\n")
    wait_for(lambda: lost(one) == 1, "lost line")
    syslog = Syslog(dev)
    gopher(one.gopher, b"/heard\r\n")
    assert "gopher:/heard" in syslog.heard()
    assert lost(one) == 1


def test_a_syslogd_that_hangs_holds_nobody_up(dev, logged):
    syslog = Syslog(dev)
    one = logged()
    for n in range(2000):
        assert gopher(one.gopher, b"/faq/%d\r\n" % n).raw
        if n % 100 == 0 and lost(one) > 0:
            break
    wait_for(lambda: lost(one) > 0, "lost lines")
    assert "\"gopher:/faq/" in syslog.heard()  # what there was room for
