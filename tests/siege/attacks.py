"""What hostile peers do. Every 127.x.y.z is this machine, so each attack comes
from one network (/24) or from a thousand.

An attack is called with the server and the moment when to end, and answers
with what it sent.
"""

import errno
import os
import random
import select
import socket
import ssl
import time

from client import Tls, connect, reset, tls_context

ONE = [f"127.66.6.{n}" for n in range(1, 255)]
MANY = [f"127.{a}.{b}.1" for a in range(2, 60) for b in range(256)]
PATIENCE = 2  # seconds for an answer, then on to the next
BIG = b"/big.bin\r\n"

# --- crowds in clear --------------------------------------------------------


class Crowd:
    """Keeps so many connections open, whatever the server does about it:
    one that is closed is opened again, at most `rate` a second."""

    def __init__(self, port, sources, size, *, say=b"", drip=b"", read=0,
                 rate=5000, small=False):
        self.port, self.sources, self.size = port, sources, size
        self.say, self.drip, self.read = say, drip, read
        self.rate, self.small = rate, small
        self.open, self.opened, self.closed, self.most = {}, 0, 0, 0
        self.epoll = select.epoll()

    def add(self):
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
        if self.small:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.bind((self.sources[self.opened % len(self.sources)], 0))
        if sock.connect_ex(("127.0.0.1", self.port)) not in (
                0, errno.EINPROGRESS):
            sock.close()
            return
        events = select.EPOLLRDHUP | (select.EPOLLOUT if self.say else 0)
        self.epoll.register(sock, events)
        self.open[sock.fileno()] = sock
        self.opened += 1

    def drop(self, fd):
        self.epoll.unregister(fd)
        self.open.pop(fd).close()
        self.closed += 1

    def turn(self):
        for fd, what in self.epoll.poll(0.005, 1000):
            if what & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP):
                self.drop(fd)
            elif what & select.EPOLLOUT:
                self.epoll.modify(fd, select.EPOLLRDHUP)
                self.send(fd, self.say)

    def send(self, fd, data):
        try:
            self.open[fd].send(data)
        except OSError:
            self.drop(fd)

    def each_second(self):
        for fd in list(self.open):
            if self.drip:
                self.send(fd, self.drip)
            if self.read and fd in self.open:
                try:
                    self.open[fd].recv(self.read)
                except BlockingIOError:
                    pass
                except OSError:
                    self.drop(fd)

    def run(self, end):
        start = second = time.monotonic()
        while (now := time.monotonic()) < end:
            while len(self.open) < self.size and \
                    self.opened < self.rate * (now - start) + 100:
                self.add()
                if self.opened % 100 == 0:
                    break
            self.turn()
            if now - second >= 1:
                second = now
                self.each_second()
            self.most = max(self.most, len(self.open))
        for fd in list(self.open):
            self.drop(fd)
        return f"{self.opened} connections, {self.most} at once"


def crowd(protocol, sources, size, **how):
    def attack(one, end):
        return Crowd(getattr(one, protocol), sources, size, **how).run(end)
    return attack


# --- one after the other ----------------------------------------------------


def over_and_over(visit, sources):
    """The visit, as often as time allows, from one address after the other."""
    def attack(one, end):
        n = met = 0
        while time.monotonic() < end:
            try:
                visit(one, sources[n % len(sources)])
                met += 1
            except (OSError, ssl.SSLError, AssertionError):
                pass
            n += 1
        return f"{n} times, let in {met}"
    return attack


def hello(source, one, **kwargs):
    client = Tls(one.gemini, source=source, **kwargs)
    client.sock.settimeout(PATIENCE)
    return client


def gives_up(one, source):
    """Lets the server sign, and goes away."""
    with hello(source, one) as client:
        try:
            client.tls.do_handshake()
        except ssl.SSLWantReadError:
            client.flush()
        client.sock.recv(1, socket.MSG_PEEK)
        reset(client.sock)


def renegotiates(one, source):
    """Handshakes of TLS 1.2 without end, and half a request in each."""
    with hello(source, one, high=ssl.TLSVersion.TLSv1_2) as client:
        assert client.handshake()
        client.send(b"gemini://")
        reset(client.sock)


def resets(protocol, data):
    def visit(one, source):
        sock = connect(getattr(one, protocol), source=source)
        sock.send(data)
        reset(sock)
    return visit


def half_closes(protocol, data):
    def visit(one, source):
        with connect(getattr(one, protocol), source=source) as sock:
            sock.settimeout(PATIENCE)
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            assert sock.recv(1)
    return visit


def noise(protocol, start=b""):
    def visit(one, source):
        with connect(getattr(one, protocol), source=source) as sock:
            sock.settimeout(PATIENCE)
            sock.sendall(start + random.randbytes(random.randrange(1, 5000)))
            sock.recv(65536)
    return visit


def endless_gopher(one, source):
    with connect(one.gopher, source=source) as sock:
        sock.settimeout(PATIENCE)
        for _ in range(256):
            sock.sendall(b"a" * 65536)


def endless_gemini(one, source):
    with hello(source, one) as client:
        assert client.handshake()
        for _ in range(1024):
            client.send(b"a" * 16384)
            assert not client.reply.reset


WORDS = "why who how what is the a of in to question answer page server".split()


def query():
    return " ".join(random.choices(WORDS, k=30)) + random.choice("abc*\"'(")


def searches_gopher(one, source):
    with connect(one.gopher, source=source) as sock:
        sock.settimeout(PATIENCE)
        sock.sendall(b"/search\t" + query().encode() + b"\r\n")
        data = sock.recv(65536)
        assert data and not data.startswith(b"3")
        while sock.recv(65536):
            pass


def searches_gemini(one, source):
    with hello(source, one) as client:
        assert client.handshake()
        asked = query().replace(" ", "%20").replace('"', "%22")
        client.send(f"gemini://localhost:{one.gemini}/search?{asked}\r\n"
                    .encode())
        assert client.receive().status == "20"


# --- crowds behind a handshake ----------------------------------------------


def tls_crowd(size, *, say=b"", drip=b"", small=False):
    """As many handshakes as time allows; then silence, or a byte a second."""
    def attack(one, end):
        held, made, second = [], 0, time.monotonic()
        while time.monotonic() < end:
            if len(held) < size:
                try:
                    client = hello(MANY[made % len(MANY)], one,
                                   receive_buffer=4096 if small else None)
                    if client.handshake():
                        client.send(say.replace(b"PORT", b"%d" % one.gemini))
                        held.append(client)
                        made += 1
                except OSError:
                    pass
            if drip and time.monotonic() - second > 1:
                second = time.monotonic()
                for client in held:
                    client.send(drip)
        count = len(held)
        for client in held:
            client.sock.close()
        return f"{count} handshakes, kept open"
    return attack


def updates_keys(one, end):
    """KeyUpdate after KeyUpdate, which only openssl's own client sends."""
    n = 0
    with open(os.devnull, "wb") as null:
        while time.monotonic() < end:
            read, write = os.pipe()
            pid = os.posix_spawnp(
                "openssl", ["openssl", "s_client", "-connect",
                            f"127.0.0.1:{one.gemini}", "-servername",
                            "localhost", "-tls1_3"], os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, read, 0),
                              (os.POSIX_SPAWN_DUP2, null.fileno(), 1),
                              (os.POSIX_SPAWN_DUP2, null.fileno(), 2),
                              (os.POSIX_SPAWN_CLOSE, write)])
            os.close(read)
            for _ in range(2000):
                os.write(write, b"K\n")
            os.close(write)
            os.waitpid(pid, 0)
            n += 1
    return f"{n} connections, 2000 KeyUpdates each"


tls_context()  # made before the fork

ATTACKS = {
    "nothing at all": lambda one, end: time.sleep(end - time.monotonic()),
    "Gemini: silent": crowd("gemini", MANY, 10000),
    "Gopher: silent": crowd("gopher", MANY, 10000),
    "Gemini: silent after the handshake": tls_crowd(10000),
    "Gemini: slow handshake": crowd(
        "gemini", MANY, 10000, say=b"\x16\x03\x01\x02\x00", drip=b"\x01"),
    "Gemini: slow request": tls_crowd(10000, drip=b"g"),
    "Gopher: slow request": crowd("gopher", MANY, 10000, say=b"/", drip=b"a"),
    "Gemini: a big answer is not read": tls_crowd(
        10000, say=b"gemini://localhost:PORT/big.bin\r\n", small=True),
    "Gopher: a big answer is not read": crowd(
        "gopher", MANY, 10000, say=BIG, small=True),
    "Gopher: a big answer read slowly": crowd(
        "gopher", MANY, 10000, say=BIG, read=65536),
    "Gopher: a flood of one network": crowd("gopher", ONE, 2000, say=b"\r\n"),
    "Gemini: a flood of one network": crowd("gemini", ONE, 2000, say=b"\r\n"),
    "Gemini: handshakes given up, one network": over_and_over(gives_up, ONE),
    "Gemini: handshakes given up, many": over_and_over(gives_up, MANY),
    "Gemini: TLS 1.2, half a request": over_and_over(renegotiates, ONE),
    "Gemini: KeyUpdates": updates_keys,
    "Gemini: reset in the handshake": over_and_over(
        resets("gemini", b"\x16\x03\x01\x02\x00\x01"), MANY),
    "Gopher: reset after the request": over_and_over(
        resets("gopher", BIG), MANY),
    "Gopher: half-closed": over_and_over(
        half_closes("gopher", b"\r\n"), MANY),
    "Gemini: noise": over_and_over(noise("gemini"), MANY),
    "Gemini: noise in a record": over_and_over(
        noise("gemini", b"\x16\x03\x01\x00\x80\x01\x00"), MANY),
    "Gopher: noise": over_and_over(noise("gopher"), MANY),
    "Gemini: an endless request": over_and_over(endless_gemini, MANY),
    "Gopher: an endless request": over_and_over(endless_gopher, MANY),
    "Gemini: searches of one network": over_and_over(searches_gemini, ONE),
    "Gopher: searches of one network": over_and_over(searches_gopher, ONE),
    "Gopher: searches of many networks": over_and_over(searches_gopher, MANY),
}
