"""Menus as every client can read them: fields, widths, and names of files
that would break a line."""

import os
import unicodedata

import pytest
from client import gemini, gopher, links, menu
from server import Server

# Names of files as authors, archives and other systems leave them.
NAMES = {
    "blank": b"two words.txt",
    "question mark": b"what?.txt",
    "percent": b"100%.txt",
    "escape": b"x%41.txt",
    "number sign": b"a#b.txt",
    "tab": b"tab\there.txt",
    "line feed": b"line\nfeed.txt",
    "carriage return": b"carriage\rreturn.txt",
    "escape sequence": b"\x1b[31mred.txt",
    "delete": b"\x7f.txt",
    "utf-8": "caf\u00e9.txt".encode(),
    "decomposed": "cafe\u0301.txt".encode(),
    "korean": "\uc9c8\ubb38.txt".encode(),
    "not utf-8": b"\xff\xfe.txt",
    "right to left": "\u202egpj.txt".encode(),
    "colon": b"a:b.txt",
    "backslash": b"a\\b.txt",
    "semicolon": b"a;b.txt",
    "plus": b"a+b.txt",
    "long": b"long " * 40 + b".txt",
    "long without a blank": b"x" * 200 + b".txt",
    "long and wide": "\uc9c8".encode() * 80 + b".txt",
    "angles": b"<a href=x>.txt",
    "link": b"=> evil.example x.txt",
    "type": b"1a menu.txt",
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    capsule = tmp_path_factory.mktemp("odd") / "capsule"
    (capsule / "names").mkdir(parents=True)
    for case, name in NAMES.items():
        with open(os.path.join(os.fsencode(capsule / "names"), name),
                  "wb") as f:
            f.write(case.encode())
    running = Server(capsule.parent / "run", capsule=capsule, workers=1)
    yield running
    running.stop()


def columns(string):
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1
               for c in string)


def is_narrow(items):
    return all(columns(item.text) <= 67 for item in items)


def test_the_menu_of_odd_names_is_well_formed(odd):
    items = menu(gopher(odd.gopher, b"/names\r\n").raw)
    assert is_narrow(items)
    assert sum(item.type == "0" for item in items) == len(NAMES)


@pytest.fixture(scope="module")
def behind_menu(odd):
    """What is behind each link of the menu."""
    items = menu(gopher(odd.gopher, b"/names\r\n").raw)
    return [gopher(odd.gopher, item.selector.encode() + b"\r\n").raw
            for item in items if item.type == "0"]


@pytest.fixture(scope="module")
def behind_listing(odd):
    text = gemini(odd.gemini, b"gemini://localhost:%d/names/\r\n"
                  % odd.gemini).text
    return [gemini(odd.gemini, f"gemini://localhost:{odd.gemini}{target}"
                   "\r\n".encode()).body
            for target, _ in links(text) if target.startswith("/names/")
            and len(target) > len("/names/")]


@pytest.mark.parametrize("case", NAMES)
def test_a_name_leads_to_its_file(behind_menu, behind_listing, case):
    assert behind_menu.count(case.encode() + b"\r\n") == 1
    assert behind_listing.count(case.encode()) == 1


@pytest.mark.parametrize("selector", ["", "/notes", "/qapsule", "/nope",
                                      "/north-korea-rejects-dialogue"])
def test_lines_have_four_fields_and_fit_a_screen(server, selector):
    raw = gopher(server.gopher, selector.encode() + b"\r\n").raw
    items = menu(raw)  # fields, controls, ports, final dot
    assert b"\r\n" in raw and b"\n" not in raw.replace(b"\r\n", b"")
    assert is_narrow(items)
    for item in items:
        if item.type == "i":
            assert (item.selector, item.host, item.port) == \
                ("", "null.host", 1)
        elif item.type == "3":
            assert (item.selector, item.host, item.port) == \
                ("", "error.host", 1)
        elif not item.selector.startswith("URL:"):
            assert item.host == "localhost" and item.port == server.gopher
            assert item.type in "01579gIhs"


def test_a_menu_leads_back_to_the_port_it_came_from(server):
    for item in menu(gopher(server.gopher, b"\r\n").raw):
        if item.type in "01":
            assert (item.host, item.port) == ("localhost", server.gopher)


def test_only_the_end_is_a_lone_dot(server):
    raw = gopher(server.gopher, b"\r\n").raw
    assert raw.split(b"\r\n").count(b".") == 1 and raw.endswith(b"\r\n.\r\n")
