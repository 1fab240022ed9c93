"""300 malformed requests to each port: the right class of answer to each, and
afterwards a server that is as it was before."""

import random

import pytest
from client import gemini, gopher, menu
from gemini_cases import CASES, line
from server import wait_for

COUNT = 300
SEED = 1436  # the same requests every time


def gemini_mistakes(port):
    """(URI, statuses that may answer it), each with one thing wrong."""
    rng = random.Random(SEED)
    good = b"gemini://localhost:%d/notes/plain.txt" % port
    illegal = bytes(range(0x21)) + b'"<>\\^`{|}\x7f'

    def illegal_byte():
        at = rng.randrange(len(good) + 1)
        return good[:at] + bytes([rng.choice(illegal)]) + good[at:], {"59"}

    def not_utf8():
        at = rng.randrange(len(good) + 1)
        bad = rng.choice([b"\x80", b"\xc3", b"\xc0\xaf", b"\xf5\x80\x80\x80",
                          b"\xed\xa0\x80", b"\xe2\x82", b"\xff"])
        return good[:at] + bad + good[at:], {"59"}

    def no_scheme():
        return bytes(rng.choices(b"abc/.-_~019", k=rng.randrange(1, 40))), \
            {"59"}

    def other_scheme():
        name = bytes(rng.choices(b"abcdefghijklm", k=rng.randrange(1, 12)))
        return name + b"://localhost/" + bytes(rng.choices(b"ab/?", k=9)), \
            {"53"}

    def fragment():
        return good + b"#" + bytes(rng.choices(b"abc", k=rng.randrange(4))), \
            {"59"}

    def user():
        name = bytes(rng.choices(b"abc:%41", k=rng.randrange(4)))
        return good.replace(b"//", b"//" + name.replace(b"%", b"") + b"@"), \
            {"59"}

    def bad_port():
        number = rng.choice([b"65536", b"x", b"-1", b"1965x", b"%31", b"1 ",
                             b"9" * rng.randrange(6, 300)])
        return b"gemini://localhost:" + number + b"/", {"59"}

    def foreign_port():
        number = rng.choice([n for n in (1, 80, 443, 1964, 65535)
                             if n != port])
        return b"gemini://localhost:%d/" % number, {"53"}

    def foreign_host():
        name = bytes(rng.choices(b"abcdefgh", k=rng.randrange(1, 30)))
        return b"gemini://%s.example:%d/" % (name, port), {"53"}

    def bad_escape():
        bad = rng.choice([b"%", b"%1", b"%g0", b"%0g", b"%%", b"%00", b"%u1"])
        return good + rng.choice([b"", b"/a"]) + bad, {"59"}

    def climb():
        step = rng.choice([b"/..", b"/%2e%2e", b"/.%2E", b"/%2e."])
        return b"gemini://localhost:%d" % port + \
            step * rng.randrange(1, 20) + b"/etc/passwd", {"59"}

    def too_long():
        return good + b"a" * (1025 - len(good) + rng.randrange(3000)), {"59"}

    def noise():
        return b"\xff" + bytes(rng.choices(range(256), k=200)) \
            .replace(b"\r", b"").replace(b"\n", b""), {"59"}

    makers = [illegal_byte, not_utf8, no_scheme, other_scheme, fragment, user,
              bad_port, foreign_port, foreign_host, bad_escape, climb,
              too_long, noise]
    return [makers[n % len(makers)]() for n in range(COUNT)]


def gopher_mistakes():
    """Requests that name nothing, or are none; the answer is an error menu,
    or b"" where it must be nothing at all, or HTTP's own refusal."""
    rng = random.Random(SEED)
    menu_error, http, nothing = "3", "HTTP/1.0 400", ""

    def word(letters=b"abcdefgh-", most=40):
        return b"x" + bytes(rng.choices(letters, k=rng.randrange(1, most)))

    def missing():
        return b"/" + word() + b"\r\n", menu_error

    def nul():
        return b"/notes/plain.txt" + word().replace(b"x", b"\0") + b"\r\n", \
            menu_error

    def climb():
        step = rng.choice([b"/..", b"/%2e%2e", b"../"])
        return step * rng.randrange(1, 30) + b"/etc/passwd\r\n", menu_error

    def controls():
        return b"/" + word(bytes(range(1, 9)) + b"\x0b\x1b\x7f") + b"\r\n", \
            menu_error

    def high():
        return b"/" + word(bytes(range(0x80, 0x100))) + b"\r\n", menu_error

    def too_long():
        return b"a" * rng.randrange(4200, 9000) + b"\r\n", menu_error

    def endless():
        return b"a" * rng.randrange(4200, 9000), menu_error

    def tabs():
        return b"/" + word(b"ab\t+!$") + b"\t" * rng.randrange(50) + b"\r\n", \
            menu_error

    def escapes():
        return b"/x" + word(b"%0aF") + b"\r\n", menu_error

    def web():
        method = rng.choice([b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS"])
        return method + b" /" + word() + b" HTTP/1.1\r\n\r\n", http

    def hello():
        return b"\x16\x03\x01" + bytes(rng.choices(range(256), k=300)), nothing

    makers = [missing, nul, climb, controls, high, too_long, endless, tabs,
              escapes, web, hello]
    return [makers[n % len(makers)]() for n in range(COUNT)]


@pytest.fixture
def watched(start):
    """A server that must be as before: its processes, and what they hold."""
    server = start()
    before = server.open_files()
    yield server
    assert server.alive()
    wait_for(lambda: server.open_files() == before, "descriptors back")
    ok = gemini(server.gemini, line(server, b"U/") + b"\r\n")
    assert ok.status == "20" and ok.close_notify
    assert menu(gopher(server.gopher, b"\r\n").raw)


def test_300_malformed_gemini_requests(watched):
    port = watched.gemini
    wrong = []
    for request, wanted in gemini_mistakes(port):
        reply = gemini(port, request + b"\r\n")
        if reply.status not in wanted or reply.body or not reply.close_notify:
            wrong.append((request, wanted, reply))
    assert not wrong, wrong[:5]


def test_the_table_of_gemini_requests_leaves_nothing_open(watched):
    for template, status in list(CASES.values())[::5]:
        reply = gemini(watched.gemini, line(watched, template) + b"\r\n")
        assert reply.status == status[:2]


def test_300_malformed_gopher_requests(watched):
    wrong = []
    for request, wanted in gopher_mistakes():
        reply = gopher(watched.gopher, request)
        right = reply.raw.startswith(wanted.encode()) if wanted \
            else reply.raw == b""
        if wanted == "3" and right:
            menu(reply.raw)
        if not right:
            wrong.append((request, wanted, reply))
    assert not wrong, wrong[:5]


def test_300_handshakes_of_noise(watched):
    """Plain text and broken TLS at the TLS port: closed, not one byte of a
    reply, an alert at most."""
    rng = random.Random(SEED)
    for n in range(COUNT):
        noise = bytes(rng.choices(range(256), k=rng.randrange(1, 600)))
        if n % 2:
            noise = b"\x16\x03\x01" + noise
        raw = gopher(watched.gemini, noise, half_close=True).raw
        assert raw == b"" or raw[0] == 0x15, (noise, raw)
