"""Gemini requests on the wire: what is answered to which bytes, however they
are cut into TLS records, and how connections end."""

import re
import time

import pytest
from client import WAYS, Tls, connect, gemini, reset
from gemini_cases import CASES, line
from server import Server, wait_for


def ended_well(reply):
    return reply.close_notify and reply.eof and not reply.reset


def well_formed(reply):
    """A header as the specification has it, and a body only after 2x."""
    header = reply.header
    assert header[2:3] == " " and header[3:].strip() == header[3:] != ""
    assert header.isprintable() and len(header.encode()) <= 1024 + 3
    assert reply.status in ("20", "31", "51", "53", "59")
    if reply.status[0] == "2":
        assert re.fullmatch(
            r'[a-z]+/[-+.\w]+(; (charset=[-\w]+|lang=([-\w]+|"[-\w, ]+")))*',
            reply.meta)
    else:
        assert reply.body == b""
    if reply.status[0] == "3":
        assert re.fullmatch(r"/([^/#]+/?)*", reply.meta)


# --- one line, cut in all ways ----------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", CASES)
def test_request(server, case, way):
    template, wanted = CASES[case]
    reply = gemini(server.gemini, way(line(server, template) + b"\r\n"))
    assert reply.raw.startswith(wanted.encode()), reply
    assert ended_well(reply), reply
    well_formed(reply)


def test_a_request_cut_at_every_boundary(server):
    data = line(server, b"U/notes/plain.txt") + b"\r\n"
    for at in range(1, len(data)):
        reply = gemini(server.gemini, [data[:at], data[at:]])
        assert reply.status == "20" and ended_well(reply), at


# --- length -----------------------------------------------------------------


def of_length(server, n):
    uri = line(server, b"U/")
    return uri + b"a" * (n - len(uri)) + b"\r\n"


def at_the_limit(data):
    return [data[:1020], *(bytes([byte]) for byte in data[1020:1030]),
            data[1030:]]


@pytest.mark.parametrize("way", [*WAYS, at_the_limit])
@pytest.mark.parametrize("n, status", [
    (1023, "51"), (1024, "51"), (1025, "59"), (1026, "59"), (1027, "59"),
    (2000, "59"), (60000, "59")])
def test_length(server, n, status, way):
    reply = gemini(server.gemini, way(of_length(server, n)))
    assert reply.status == status and ended_well(reply)


def test_bytes_count_and_not_characters(server):
    uri = line(server, b"U/")
    fits = uri + "\u00e9".encode() * ((1024 - len(uri)) // 2)
    assert gemini(server.gemini, fits + b"\r\n").status == "51"
    over = uri + "\u00e9".encode() * ((1024 - len(uri)) // 2 + 1)
    assert gemini(server.gemini, over + b"\r\n").status == "59"


@pytest.mark.parametrize("data", [b"a" * 1026, b"a" * 1025, b"a" * 1024 +
                                  b"\n\n", b"\r" * 1026, b"a" * 1025 + b"\r"],
                         ids=["1026 bytes", "1025 bytes", "line feeds",
                              "carriage returns", "a carriage return late"])
def test_too_long_without_an_end_is_answered_at_once(server, data):
    before = time.monotonic()
    reply = gemini(server.gemini, data)
    assert reply.status == "59" and ended_well(reply)
    assert time.monotonic() - before < 5  # the deadline of a line is 10


# --- replies that depend on nothing but the path ----------------------------


@pytest.mark.parametrize("one, other", [
    (b"U", b"U/"), (b"U?x", b"U/?x"), (b"U/?", b"U/"), (b"U/.", b"U/"),
    (b"U/notes/.", b"U/notes/"), (b"U/notes/plain.txt?q",
                                  b"U/notes/plain.txt"),
    (b"GEMINI://LOCALHOST.:0P", b"U/")], ids=lambda uri: uri.decode())
def test_two_addresses_of_one_thing(server, one, other):
    first = gemini(server.gemini, line(server, one) + b"\r\n")
    second = gemini(server.gemini, line(server, other) + b"\r\n")
    assert first.status == "20" and first.raw == second.raw


def test_robots_txt_shuts_nobody_out(server):
    body = gemini(server.gemini, line(server, b"U/robots.txt\r\n")).body
    lines = [text for text in body.decode().splitlines()
             if text and not text.startswith("#")]
    assert not any(text.lower().startswith("disallow") for text in lines)
    assert not any(text.lower().startswith("allow") for text in lines)


def test_favicon_txt_is_one_emoji(server):
    body = gemini(server.gemini, line(server, b"U/favicon.txt\r\n")).body
    assert 1 <= len(body.decode().rstrip("\n")) <= 8
    assert not body.decode().rstrip("\n").isascii()


@pytest.mark.parametrize("path, kind", [
    (b"/.hidden", "hidden"), (b"/.absent", "absent"),
    (b"/outside.txt", "outside")], ids=["hidden", "absent", "outside"])
def test_the_answer_tells_not_why_it_is_51(server, path, kind):
    reply = gemini(server.gemini, line(server, b"U" + path + b"\r\n"))
    absent = gemini(server.gemini, line(server, b"U/x\r\n"))
    assert reply.header == absent.header, kind


# --- what comes after, and the ways to leave --------------------------------


@pytest.mark.parametrize("junk", [b"JUNK", b"x" * 20000,
                                  b"gemini://localhost/\r\n" * 100,
                                  b"x" * 50000],
                         ids=["a word", "20 kB", "more requests", "50 kB"])
@pytest.mark.parametrize("template, status", [
    (b"U/", "20"), (b"/", "59"), (b"U/no", "51"), (b"http://x/", "53"),
    (b"U/notes", "31"), (b"U/picture.png", "20")],
    ids=["page", "59", "51", "53", "31", "file"])
def test_junk_after_the_request_costs_no_reply(server, template, status, junk):
    wanted = gemini(server.gemini, line(server, template) + b"\r\n").raw
    assert wanted.startswith(status.encode())
    for pieces in (line(server, template) + b"\r\n" + junk,
                   [line(server, template) + b"\r\n", junk]):
        reply = gemini(server.gemini, pieces)
        assert reply.raw == wanted and ended_well(reply)


def test_a_reply_waits_for_a_client_that_reads_late(server):
    """All is sent, junk too, before a byte of the reply is read: input that
    the server has left unread must not turn its close into a reset."""
    for template, status in ((b"U/", "20"), (b"/", "59"),
                             (b"U/picture.png", "20")):
        with Tls(server.gemini) as client:
            assert client.handshake()
            client.send(line(server, template) + b"\r\n" + b"x" * 16000)
            for _ in range(20):
                client.send(b"y" * 1000)
            reply = client.receive()
        assert reply.status == status and ended_well(reply)


def test_half_close_after_the_request_still_gets_the_reply(server):
    reply = gemini(server.gemini, line(server, b"U/picture.png") + b"\r\n",
                   half_close=True)
    assert reply.status == "20" and reply.close_notify
    assert len(reply.body) == 256 * 300


@pytest.mark.parametrize("data", [b"", b"g", b"U/", b"U/\r", b"U/\n"],
                         ids=["nothing", "a byte", "no end", "half an end",
                              "a line feed"])
@pytest.mark.parametrize("politely", [False, True],
                         ids=["FIN", "close_notify"])
def test_an_end_before_the_end_of_line_gets_no_reply(server, data, politely):
    with Tls(server.gemini) as client:
        assert client.handshake()
        if data:
            client.send(line(server, data))
        client.half_close(politely)
        reply = client.receive()
    assert reply.raw == b"" and reply.eof and reply.close_notify


def test_close_notify_after_the_request_still_gets_the_reply(server):
    with Tls(server.gemini) as client:
        assert client.handshake()
        client.send(line(server, b"U/picture.png\r\n"))
        client.half_close(politely=True)
        reply = client.receive()
    assert reply.status == "20" and len(reply.body) == 256 * 300


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


# --- names that are ours ----------------------------------------------------

NAMES = {
    "a-label": b"gemini://xn--bcher-kva.example:P/",
    "a-label in capitals": b"gemini://XN--BCHER-KVA.EXAMPLE:P/",
    "u-label": "gemini://b\u00fccher.example:P/".encode(),
    "u-label in capitals": "gemini://B\u00dcCHER.example:P/".encode(),
    "u-label, decomposed": "gemini://bu\u0308cher.example:P/".encode(),
    "u-label with a final dot": "gemini://b\u00fccher.example.:P/".encode(),
    "u-label with an ideographic dot":
        "gemini://b\u00fccher\u3002example:P/".encode(),
    "korean": "gemini://\ud55c\uad6d.example:P/".encode(),
    "korean a-label": b"gemini://xn--3e0b707e.example:P/",
    "ipv4": b"gemini://127.0.0.1:P/",
    "ipv6": b"gemini://[::1]:P/",
    "ipv6 in full": b"gemini://[0:0:0:0:0:0:0:1]:P/",
    "ipv6 in capitals": b"gemini://[2001:DB8::A]:P/",
    "ipv6 with zeros": b"gemini://[2001:0db8:0000::000a]:P/",
    "name with digits": b"gemini://4.example:P/",
}


@pytest.fixture(scope="module")
def named(tmp_path_factory, capsule):
    """A server that has all these names."""
    names = ["b\u00fccher.example", "xn--3e0b707e.example", "127.0.0.1",
             "::1", "2001:db8::a", "4.example"]
    running = Server(tmp_path_factory.mktemp("named"), capsule=capsule,
                     workers=1,
                     args=[word for name in names for word in ("--host", name)])
    yield running
    running.stop()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", NAMES)
def test_name_of_ours(named, case, way):
    reply = gemini(named.gemini, way(line(named, NAMES[case]) + b"\r\n"),
                   sni=None)
    assert reply.status == "20" and ended_well(reply)


@pytest.mark.parametrize("name", ["gemini://xn--bcher-kvb.example:P/",
                                  "gemini://[::2]:P/",
                                  "gemini://127.0.0.2:P/",
                                  "gemini://xn--a.example:P/"])
def test_name_that_is_nearly_ours(named, name):
    reply = gemini(named.gemini, line(named, name.encode()) + b"\r\n",
                   sni=None)
    assert reply.status == "53" and ended_well(reply)
