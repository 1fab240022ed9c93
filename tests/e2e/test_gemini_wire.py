"""Gemini requests on the wire: what is answered to which bytes, however they
are cut into TLS records, and how connections end."""

import ssl
import time

import pytest
from client import ADDRESS, Tls, connect, gemini, plain, reset
from server import wait_for

# A request, with P for the port and U for "gemini://localhost:P"; then the
# status.
ROWS = {
    "root": (b"U/", "20"),
    "empty path": (b"U", "20"),
    "empty path and query": (b"U?x", "20"),
    "query on a page": (b"U/?q", "20"),
    "empty query": (b"U/?", "20"),
    "stray percent in the query": (b"U/?100%+", "20"),
    "capitals": (b"GEMINI://LOCALHOST:P/", "20"),
    "final dot of the host": (b"gemini://localhost.:P/", "20"),
    "escaped host": (b"gemini://%6cocalhost:P/", "20"),
    "leading zeros of the port": (b"gemini://localhost:0P/", "20"),
    "dot": (b"U/./notes/plain.txt", "20"),
    "dot dot inside": (b"U/x/../notes/plain.txt", "20"),
    "escaped letter": (b"U/%6eotes/plain.txt", "20"),
    "escaped dot dot inside": (b"U/x/%2e%2e/notes/plain.txt", "20"),
    "brackets in the path": (b"U/a[1]", "51"),
    "brackets in the query": (b"U/?a[1]", "20"),
    "raw utf-8 in the path": ("U/caf\u00e9".encode(), "51"),
    "folder without slash": (b"U/notes", "31"),
    "file with slash": (b"U/notes/plain.txt/", "51"),
    "nothing there": (b"U/nothing", "51"),
    "dot file": (b"U/.hidden", "51"),
    "escaped slash": (b"U/notes%2Fplain.txt", "51"),
    "escaped line end": (b"U/a%0D%0Ab", "51"),
    "escaped byte that is not utf-8": (b"U/%FF", "51"),
    "plus is a plus": (b"U/notes/a+b.txt", "51"),
    "encoded twice": (b"U/notes/a%2520b.txt", "51"),
    "empty": (b"", "59"),
    "relative": (b"/", "59"),
    "network path": (b"//localhost/", "59"),
    "host without scheme": (b"localhost/", "59"),
    "words": (b"Hello Gemini!", "59"),
    "http request": (b"GET / HTTP/1.1", "59"),
    "no authority": (b"gemini:localhost", "59"),
    "empty host": (b"gemini:///", "59"),
    "only a port": (b"gemini://:P/", "59"),
    "user": (b"gemini://u@localhost:P/", "59"),
    "empty user": (b"gemini://@localhost:P/", "59"),
    "fragment": (b"U/#x", "59"),
    "empty fragment": (b"U/#", "59"),
    "port over 65535": (b"gemini://localhost:99999/", "59"),
    "port of letters": (b"gemini://localhost:x/", "59"),
    "unclosed bracket": (b"gemini://[::1/", "59"),
    "zone id": (b"gemini://[fe80::1%25eth0]:P/", "59"),
    "climbing": (b"U/../x", "59"),
    "climbing twice": (b"U/../../", "59"),
    "climbing, escaped": (b"U/%2e%2e/x", "59"),
    "climbing from a folder": (b"U/notes/../../outside.txt", "59"),
    "escaped nul": (b"U/a%00", "59"),
    "bad escape": (b"U/a%zz", "59"),
    "cut escape": (b"U/a%", "59"),
    "bad escape in the host": (b"gemini://local%zzhost:P/", "59"),
    "raw nul": (b"U/a\0b", "59"),
    "raw tab": (b"U/a\tb", "59"),
    "raw blank": (b"U/a b", "59"),
    "raw delete": (b"U/a\x7fb", "59"),
    "raw backslash": (b"U/a\\b", "59"),
    "raw angle bracket": (b"U/<a>", "59"),
    "raw quote": (b'U/"a"', "59"),
    "raw brace": (b"U/{a}", "59"),
    "raw line feed": (b"U/a\nb", "59"),
    "raw carriage return": (b"U/a\rb", "59"),
    "not utf-8": (b"U/\xdc", "59"),
    "overlong utf-8": (b"U/\xc0\xaf", "59"),
    "surrogate": (b"U/\xed\xa0\x80", "59"),
    "byte order mark": (b"\xef\xbb\xbfU/", "59"),
    "http": (b"http://localhost/", "53"),
    "https": (b"https://localhost/", "53"),
    "gopher": (b"gopher://localhost/", "53"),
    "titan": (b"titan://localhost:P/x;size=0", "53"),
    "mailto": (b"mailto:a", "53"),
    "other host": (b"gemini://other.example:P/", "53"),
    "other port": (b"gemini://localhost:443/", "53"),
    "default port": (b"gemini://localhost/", "53"),
    "empty port": (b"gemini://localhost:/", "53"),
    "port zero": (b"gemini://localhost:0/", "53"),
    "ipv4 that is no name of ours": (b"gemini://127.0.0.1:P/", "53"),
    "ipv6 that is no name of ours": (b"gemini://[::1]:P/", "53"),
}


def line(server, template):
    port = b"%d" % server.gemini
    return template.replace(b"U", b"gemini://localhost:P", 1) \
        .replace(b":P", b":" + port).replace(b":0P", b":0" + port)


def ended_well(reply):
    return reply.close_notify and reply.eof and not reply.reset


CUTS = {
    "whole": lambda data: data,
    "byte by byte": lambda data: [bytes([b]) for b in data],
    "cut before the end of line": lambda data: [data[:-2], data[-2:]],
    "cut inside the end of line": lambda data: [data[:-1], data[-1:]],
    "cut in the middle": lambda data: [data[:len(data) // 2],
                                       data[len(data) // 2:]],
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("template, status", ROWS.values(), ids=ROWS)
def test_request(server, template, status, cut):
    data = line(server, template) + b"\r\n"
    reply = gemini(server.gemini, cut(data))
    assert reply.status == status, reply
    assert ended_well(reply), reply
    well_formed(reply)


def well_formed(reply):
    """A header as A.7 has it, and a body only after 2x."""
    header = reply.header
    assert header[2:3] == " " and header[3:].strip() == header[3:] != ""
    assert header.isprintable() and len(header.encode()) <= 1024 + 3
    if reply.status[0] != "2":
        assert reply.body == b""


# --- length -----------------------------------------------------------------


def of_length(server, n):
    uri = line(server, b"U/")
    return uri + b"a" * (n - len(uri)) + b"\r\n"


@pytest.mark.parametrize("n, status", [(1023, "51"), (1024, "51"),
                                       (1025, "59"), (1026, "59"),
                                       (2000, "59"), (60000, "59")])
@pytest.mark.parametrize("cut", [CUTS["whole"], CUTS["cut in the middle"]],
                         ids=["whole", "cut in the middle"])
def test_length(server, n, status, cut):
    reply = gemini(server.gemini, cut(of_length(server, n)))
    assert reply.status == status and ended_well(reply)


def test_bytes_count_and_not_characters(server):
    uri = line(server, b"U/")
    fits = uri + "\u00e9".encode() * ((1024 - len(uri)) // 2)
    assert gemini(server.gemini, fits + b"\r\n").status == "51"
    over = uri + "\u00e9".encode() * ((1024 - len(uri)) // 2 + 1)
    assert gemini(server.gemini, over + b"\r\n").status == "59"


def test_1026_bytes_without_an_end_are_answered_at_once(server):
    before = time.monotonic()
    reply = gemini(server.gemini, of_length(server, 1026)[:1026])
    assert reply.status == "59" and ended_well(reply)
    assert time.monotonic() - before < 5  # the deadline of a line is 10


# --- what comes after, and the ways to leave --------------------------------


@pytest.mark.parametrize("junk", [b"JUNK", b"x" * 20000,
                                  b"gemini://localhost/\r\n" * 100],
                         ids=["a word", "20 kB", "more requests"])
@pytest.mark.parametrize("template, status", [(b"U/", "20"), (b"/", "59"),
                                              (b"U/picture.png", "20")])
def test_junk_after_the_request_costs_no_reply(server, template, status, junk):
    reply = gemini(server.gemini, line(server, template) + b"\r\n" + junk)
    assert reply.status == status and ended_well(reply)
    apart = gemini(server.gemini, [line(server, template) + b"\r\n", junk])
    assert apart.raw == reply.raw and apart.close_notify


def test_half_close_after_the_request_still_gets_the_reply(server):
    reply = gemini(server.gemini, line(server, b"U/picture.png") + b"\r\n",
                   half_close=True)
    assert reply.status == "20" and reply.close_notify
    assert len(reply.body) == 256 * 300


def test_half_close_before_the_end_of_line_gets_no_reply(server):
    reply = gemini(server.gemini, line(server, b"U/"), half_close=True)
    assert reply.raw == b""


def test_vanishing_clients_do_no_harm(start):
    server = start()
    before = server.open_files()
    for template in (b"", b"U/", b"U/picture.png\r\n"):
        for _ in range(10):
            client = Tls(server.gemini)
            assert client.handshake()
            if template:
                client.send(line(server, template))
            reset(client.sock)
    for _ in range(10):
        reset(connect(server.gemini))
    assert gemini(server.gemini, line(server, b"U/\r\n")).status == "20"
    wait_for(lambda: server.open_files() == before, "descriptors back")


# --- TLS --------------------------------------------------------------------


@pytest.mark.parametrize("version, name", [
    (ssl.TLSVersion.TLSv1_2, "TLSv1.2"), (ssl.TLSVersion.TLSv1_3, "TLSv1.3")],
    ids=["1.2", "1.3"])
@pytest.mark.parametrize("template, status", [(b"U/", "20"), (b"U/no", "51"),
                                              (b"/", "59")])
def test_tls_version(server, version, name, template, status):
    reply = gemini(server.gemini, line(server, template) + b"\r\n",
                   low=version, high=version)
    assert reply.version == name
    assert reply.status == status and ended_well(reply)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1,
                                     ssl.TLSVersion.TLSv1_1],
                         ids=["1.0", "1.1"])
def test_older_tls_is_refused(server, version):
    reply = gemini(server.gemini, line(server, b"U/\r\n"), low=version,
                   high=version, ciphers="ALL:@SECLEVEL=0")
    assert reply.raw == b"" and reply.error
    # a fatal alert (21) of the server's, protocol_version (70)
    assert reply.wire[:1] == b"\x15" and reply.wire[5:7] == b"\x02\x46"


@pytest.mark.parametrize("sni, template, status", [
    (None, b"U/", "20"),
    (None, b"gemini://other.example:P/", "53"),
    ("LOCALHOST", b"U/", "20"),
    (ADDRESS, b"U/", "20"),
    ("unknown.example", b"U/", "53"),
    ("unknown.example", b"gemini://unknown.example:P/", "53"),
], ids=["none", "none, other host", "capitals", "address", "unknown",
        "unknown, its own host"])
def test_server_name(server, sni, template, status):
    reply = gemini(server.gemini, line(server, template) + b"\r\n", sni=sni)
    assert reply.status == status and ended_well(reply)


@pytest.mark.parametrize("data", [
    b"gemini://localhost/\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\r\n", b"\0" * 50,
    b"SSH-2.0-x\r\n"], ids=["gemini", "http", "line end", "nul", "ssh"])
def test_plain_text_gets_zero_bytes(server, data):
    reply = plain(server.gemini, data, half_close=True)
    assert reply.raw == b""


def test_a_handshake_that_waits_does_not_hold_others_up(server):
    idle = [connect(server.gemini) for _ in range(100)]
    half = [connect(server.gemini) for _ in range(20)]
    for sock in half:
        sock.sendall(b"\x16\x03\x01")
    assert gemini(server.gemini, line(server, b"U/\r\n")).status == "20"
    for sock in idle + half:
        sock.close()


def test_two_requests_at_once_are_answered_each(server):
    port = server.gemini
    with Tls(port) as first, Tls(port) as second:
        assert first.handshake() and second.handshake()
        first.send(line(server, b"U/"))
        second.send(line(server, b"U/notes/plain.txt\r\n"))
        assert second.receive().status == "20"
        first.send(b"nothing\r\n")
        assert first.receive().status == "51"


def test_a_slow_reader_gets_all_of_it(server, capsule):
    content = (capsule / "picture.png").read_bytes()
    with Tls(server.gemini, receive_buffer=4096) as client:
        assert client.handshake()
        client.send(line(server, b"U/picture.png\r\n"))
        for n in range(1000, len(content), 1000):
            client.receive(until=n)
        reply = client.receive()
    assert reply.body == content and ended_well(reply)
