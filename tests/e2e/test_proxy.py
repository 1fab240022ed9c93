"""The PROXY protocol, from balancers that are listed and from anybody else.

Every 127.x.y.z is this machine: 127.0.0.1 is a balancer here."""

import json
import socket
import ssl
import struct
from contextlib import ExitStack

import pytest
from client import ADDRESS, Reply, Tls, connect, gemini, plain, tls_context
from server import run, wait_for

CONF = """
host "localhost" {{ capsule = "capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini  proxy-protocol = "127.0.0.1" }}
listen "127.0.0.1:00" {{ protocol = gopher
    proxy-protocol = {{ "127.0.0.0/31", "2001:db8::/32" }} }}
listen "127.0.0.1:000" {{ protocol = gopher  tls = only
    proxy-protocol = "127.0.0.1" }}
listen "127.0.0.1:0000" {{ protocol = gopher  tls = optional
    proxy-protocol = "127.0.0.1" }}
log {{ to = "{log}"  format = json  addresses = full }}
limits {{ {limits} }}
"""
STRANGER = "127.1.2.3"
CLIENT, OTHER = "198.51.100.7", "192.0.2.9"


def version_1(client=CLIENT):
    return f"PROXY TCP4 {client} 203.0.113.1 51234 1965\r\n".encode()


def version_2(client=CLIENT, more=b""):
    body = socket.inet_aton(client) + bytes([203, 0, 113, 1]) \
        + struct.pack("!HH", 51234, 1965) + more
    return b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + struct.pack("!H", len(body)) \
        + body


V6 = b"PROXY TCP6 2001:db8::7 2001:db8::1 51234 1965\r\n"
LOCAL = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"
HEADERS = {
    "version 1": (version_1(), CLIENT), "version 2": (version_2(), CLIENT),
    "IPv6": (V6, "2001:db8::7"), "LOCAL": (LOCAL, "127.0.0.1"),
    "UNKNOWN": (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    "long": (version_2(more=b"\x04\x03\x8d" + bytes(909)), CLIENT),
}


@pytest.fixture
def behind(start, tmp_path):
    """Starts a server behind a balancer."""
    folder = tmp_path / "capsule"
    folder.mkdir()
    (folder / "faq.qa").write_text("-\nWhy?\nSo.\n")
    log = tmp_path / "requests.log"

    def start_one(limits=""):
        conf = tmp_path / "qapsule.conf"
        conf.write_text(CONF.format(log=log, limits=limits))
        one = start(conf=conf, workers=1)
        one.requests = log
        return one
    return start_one


def url(one, path="/faq/"):
    return f"gemini://localhost:{one.gemini}{path}\r\n".encode()


def clients(one, count):
    """The addresses of the log, once it has so many lines."""
    lines = wait_for(lambda: (found := one.requests.read_text().splitlines())
                     and len(found) >= count and found, "log")
    return [json.loads(line)["address"] for line in lines]


def told(one, what):
    found = json.loads(run("status", "--json", "--state", one.state).stdout)
    return found[what]


def through(port, header, request, source=None):
    """Over TLS, behind that header, which comes in pieces."""
    with Tls(port, source=source) as client:
        for piece in header:
            client.sock.sendall(piece)
        if client.handshake():
            client.send(request)
            client.receive()
        return client.reply


@pytest.mark.parametrize("name", HEADERS)
def test_the_client_is_whom_the_header_names(behind, name):
    header, client = HEADERS[name]
    one = behind()
    clear, only, optional = one.ports("gopher")
    assert through(one.gemini, [header], url(one)).status == "20"
    for reply in (plain(clear, header + b"/faq\r\n"),
                  plain(clear, [header, b"/faq\r\n"]),
                  plain(optional, header + b"/faq\r\n"),
                  through(only, [header], b"/faq\r\n"),
                  through(optional, [header], b"/faq\r\n")):
        assert b"Why?" in reply.raw
    assert clients(one, 6) == [client] * 6


@pytest.mark.parametrize("name", ["version 1", "version 2"])
def test_a_header_may_be_cut_anywhere(behind, name):
    header, client = HEADERS[name]
    one = behind()
    for at in range(1, len(header)):
        reply = through(one.gemini, [header[:at], header[at:]], url(one))
        assert reply.status == "20", at
    pieces = [bytes([byte]) for byte in header]
    assert through(one.gemini, pieces, url(one)).status == "20"
    assert b"Why?" in plain(one.gopher, [*pieces, b"/faq\r\n"]).raw
    count = len(header) + 1
    assert clients(one, count) == [client] * count


def test_header_hello_and_all_may_be_one_segment(behind):
    one = behind()
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = tls_context().wrap_bio(incoming, outgoing,
                                 server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    hello = outgoing.read()
    with connect(one.gemini) as sock:
        sock.sendall(version_2() + hello)
        incoming.write(sock.recv(65536))
        tls.do_handshake()
        tls.write(url(one))
        sock.sendall(outgoing.read())
        reply = Reply()
        while data := sock.recv(65536):
            reply.wire += data
    incoming.write(bytes(reply.wire))
    assert tls.read(3) == b"20 "
    assert clients(one, 1) == [CLIENT]


WRONG = [
    b"PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
    b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
    b"PROXY " + b"x" * 200,
    b"\r\n\r\n\0\r\nQUIT\n\x11\x11\0\0",
    b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff",
    b"/faq\r\n",
    b"\x16\x03\x01",
]


def test_a_balancer_without_a_good_header_is_closed(behind):
    one = behind()
    for wrong in WRONG:
        for port in (one.gemini, *one.ports("gopher")):
            assert plain(port, wrong + b"/faq\r\n").raw == b""
    assert not gemini(one.gemini, url(one)).raw
    # one that goes away before its header has said nothing wrong
    for begun in (b"", version_1()[:20]):
        assert plain(one.gemini, begun, half_close=True).raw == b""
    assert told(one, "connections_without_proxy_header") == \
        4 * len(WRONG) + 1
    wait_for(lambda: told(one, "connections") == 0, "end of all")
    assert one.errors.count("that did not begin with a PROXY header") == 1
    assert "connection from 127.0.0.1 that" in one.errors
    assert not one.requests.read_text()


def test_from_elsewhere_a_header_is_a_request(behind):
    one = behind()
    reply = plain(one.gopher, version_1(), source=STRANGER)
    assert b"3'PROXY TCP4 " in reply.raw
    assert not through(one.gemini, [version_1()], url(one),
                       source=STRANGER).raw
    assert gemini(one.gemini, url(one), source=STRANGER).status == "20"
    assert b"Why?" in plain(one.gopher, b"/faq\r\n", source=STRANGER).raw
    assert clients(one, 3) == [STRANGER] * 3


def test_limits_are_the_client_s(behind):
    one = behind("requests-per-second = 1 burst = 3")
    asked = version_1() + b"/faq\r\n"
    while b"Why?" in (reply := plain(one.gopher, asked)).raw:
        assert told(one, "gopher_answers_ok") < 10
    assert reply.raw.startswith(b"3")
    other = version_1(OTHER) + b"/faq\r\n"
    assert b"Why?" in plain(one.gopher, other).raw


def test_connections_are_counted_for_the_client(behind):
    one = behind("connections-per-network = 5")
    with ExitStack() as held:
        for _ in range(5):
            sock = held.enter_context(connect(one.gopher))
            sock.sendall(version_1())
        wait_for(lambda: told(one, "connections") == 5, "connections")
        # those of whom nothing is known yet are nobody's
        for _ in range(8):
            held.enter_context(connect(one.gopher))
        wait_for(lambda: told(one, "connections") == 13, "connections")
        assert plain(one.gopher, version_1() + b"/faq\r\n").raw == b""
        assert told(one, "connections_refused_network") == 1
        assert b"Why?" in plain(one.gopher, version_1(OTHER)
                                + b"/faq\r\n").raw
    wait_for(lambda: told(one, "connections") == 0, "end of all")
    assert b"Why?" in plain(one.gopher, version_1() + b"/faq\r\n").raw


@pytest.mark.parametrize("sent", [b"", b"PROXY TCP4 ", version_1(),
                                  version_2()[:16]],
                         ids=["silent", "begun", "header", "length"])
def test_a_deadline_holds_for_header_and_handshake(behind, sent):
    one = behind("handshake = 1")
    with socket.create_connection((ADDRESS, one.gemini), 30) as sock:
        sock.sendall(sent)
        assert sock.recv(1) == b""
    assert told(one, "connections_timed_out") == 1
    assert told(one, "handshakes_failed") == 0


def test_a_stop_does_not_wait_for_those_who_only_sent_a_header(behind):
    one = behind("handshake = 600")
    with ExitStack() as held:
        for sent in (b"", version_1()):
            sock = held.enter_context(connect(one.gemini))
            sock.sendall(sent)
        wait_for(lambda: told(one, "connections") == 2, "connections")
        reply = plain(one.gopher, version_1() + b"/faq\r\n")
        assert b"Why?" in reply.raw  # so what came before has been read
        one.stop()
    assert "still open" not in one.errors


def test_what_is_no_network_is_an_error(tmp_path):
    conf = tmp_path / "qapsule.conf"
    conf.write_text('listen "127.0.0.1:0" { protocol = gemini\n'
                    'proxy-protocol = balancer }\n')
    told_of = run("check", "-c", conf)
    assert told_of.returncode == 1
    assert f'{conf}:2: error: "balancer" is not a network' in told_of.stdout \
        + told_of.stderr
