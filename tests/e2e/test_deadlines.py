"""Peers that never finish what they began: closed without a byte, and not
kept alive by a byte now and then. All of them wait side by side, since each
costs the server's whole deadline."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import Tls, connect

SHORTEST, LONGEST = 5, 20  # seconds; the deadline is 10


def gemini_stalls(port, request):
    """A handshake, then these bytes of a request and no more."""
    with Tls(port) as client:
        assert client.handshake()
        if request:
            client.send(request)
        reply = client.receive()
    assert reply.close_notify
    return reply.raw, reply.reset


def stalls(port, request):
    with connect(port) as sock:
        sock.sendall(request)
        try:
            return sock.recv(100), False
        except ConnectionResetError:
            return b"", True


def drips(port, tls):
    """A byte in a while, for longer than the deadline."""
    client = Tls(port) if tls else None
    if client:
        assert client.handshake()
    sock = client.sock if client else connect(port)
    sock.settimeout(0.5)
    got, end = b"", time.monotonic() + LONGEST + 5
    with sock:
        while time.monotonic() < end:
            try:
                if client:
                    client.send(b"g")
                else:
                    sock.sendall(b"g")
                data = sock.recv(1000)
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
            if not data:
                break
            got += b"" if client else data  # of TLS: its close_notify
    return got, False


CASES = {
    "gemini: nothing": lambda s: stalls(s.gemini, b""),
    "gemini: half a handshake": lambda s: stalls(s.gemini, b"\x16\x03\x01\x02"),
    "gemini: a handshake": lambda s: gemini_stalls(s.gemini, b""),
    "gemini: no end of line": lambda s: gemini_stalls(
        s.gemini, b"gemini://localhost:%d/" % s.gemini),
    "gemini: half an end of line": lambda s: gemini_stalls(
        s.gemini, b"gemini://localhost:%d/\r" % s.gemini),
    "gemini: a line feed alone": lambda s: gemini_stalls(
        s.gemini, b"gemini://localhost:%d/\n" % s.gemini),
    "gemini: a drip": lambda s: drips(s.gemini, True),
    "gopher: nothing": lambda s: stalls(s.gopher, b""),
    "gopher: no end of line": lambda s: stalls(s.gopher, b"/notes"),
    "gopher: a drip": lambda s: drips(s.gopher, False),
}


@pytest.fixture(scope="module")
def endings(server):
    def timed(case):
        start = time.monotonic()
        ending = case(server)
        return ending, time.monotonic() - start

    with ThreadPoolExecutor(len(CASES)) as pool:
        return dict(zip(CASES, pool.map(timed, CASES.values())))


@pytest.mark.parametrize("name", CASES)
def test_closed_in_time_without_a_byte(endings, name):
    (raw, was_reset), seconds = endings[name]
    assert raw == b"" and not was_reset
    assert SHORTEST < seconds < LONGEST
