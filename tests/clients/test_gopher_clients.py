"""What else speaks Gopher: lynx, curl, and the first client of all."""

import subprocess

import pytest
from conftest import needs
from screen import DEADLINE, Screen

with_lynx = needs("tmux", "lynx")
with_curl = needs("curl")

LYNX = ["lynx", "-nopause", "-noprint", "-display_charset=utf-8",
        "-assume_charset=utf-8", "-assume_unrec_charset=utf-8",
        "-cookies=off"]


def url(server, path):
    return f"gopher://localhost:{server.gopher}{path}"


def output(*command, home):
    return subprocess.run(
        list(map(str, command)), check=True, capture_output=True,
        timeout=DEADLINE, stdin=subprocess.DEVNULL,
        env={"HOME": str(home), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    ).stdout


@with_lynx
def test_lynx_shows_a_menu_with_where_its_lines_lead(server, tmp_path):
    text = output(*LYNX, "-dump", url(server, "/1/ferries/"),
                  home=tmp_path).decode()
    assert "(FILE) [1]When does the ferry leave?" in text
    assert "[3]배는 언제 출발하나요?" in text
    assert url(server, "/0/ferries/leave") in text
    assert "(UNKN)" not in text


@needs("lynx", "curl")
def test_lynx_wraps_no_line_of_an_answer(server, tmp_path):
    text = output(*LYNX, "-dump", "-width=80", url(server, "/0/ferries/all"),
                  home=tmp_path).decode()
    raw = output("curl", "-sS", url(server, "/0/ferries/all"), home=tmp_path)
    wanted = [line.rstrip() for line in raw.decode().split("\r\n")]
    shown = [line.rstrip() for line in text.split("\n")]
    assert [line for line in shown if line] == \
        [line for line in wanted if line]


@with_lynx
def test_lynx_follows_keys_from_menu_to_answer(server, tmp_path):
    with Screen(tmp_path, *LYNX, url(server, "/")) as screen:
        screen.opens("Harbour office", "Ferries of the harbour")
        screen.keys("Enter")
        screen.shows("When does the ferry leave?", "All questions")
        screen.keys("Enter")
        screen.shows("At nine.")


@with_lynx
def test_lynx_searches_for_what_is_typed(server, tmp_path):
    with Screen(tmp_path, *LYNX, url(server, "/")) as screen:
        screen.opens("Harbour office", "Search")
        screen.keys("End", "Up", "Enter")  # the one above "New and changed"
        screen.shows("Enter a database query:")
        screen.type("ice")
        screen.keys("Enter")
        screen.shows("Search: ice", "(FILE) Why is the harbour closed",
                     "Page: Ferries of the harbour", "Because of the ice")


@with_lynx
def test_lynx_finds_what_has_moved(server, tmp_path):
    text = output(*LYNX, "-dump", url(server, "/1/boats/"),
                  home=tmp_path).decode()
    assert "Ferries of the harbour" in text
    assert "(FILE) [1]When does the ferry leave?" in text


@with_lynx
def test_lynx_says_what_is_missing(server, tmp_path):
    text = output(*LYNX, "-dump", url(server, "/1/nowhere"),
                  home=tmp_path).decode()
    assert "'/nowhere' does not exist" in text


@with_lynx
def test_lynx_offers_to_download_a_picture(server, tmp_path):
    with Screen(tmp_path, *LYNX, url(server, "/I/lamp.png")) as screen:
        screen.opens("D)ownload, or C)ancel")


@with_lynx
def test_lynx_breaks_a_long_question_where_we_did(server, tmp_path):
    text = output(*LYNX, "-dump", "-width=80", url(server, "/1/ferries/"),
                  home=tmp_path).decode()
    lines = [line.rstrip() for line in text.split("\n")]
    at = next(i for i, line in enumerate(lines) if "Why is the" in line)
    assert lines[at].endswith("is there another way to")
    assert lines[at + 1].split() == ["reach", "the", "islands?"]


@with_curl
def test_curl_gets_the_bytes_of_a_menu(server, tmp_path):
    raw = output("curl", "-sS", url(server, "/1/"), home=tmp_path)
    assert raw.endswith(b"\r\n.\r\n")
    lines = raw.split(b"\r\n")[:-2]
    assert all(line.count(b"\t") == 3 for line in lines)


@with_curl
def test_curl_gets_a_picture_whole(server, tmp_path):
    raw = output("curl", "-sS", url(server, "/I/lamp.png"), home=tmp_path)
    assert raw.startswith(b"\x89PNG") and raw.endswith(b"IEND\xaeB`\x82")


@with_curl
@pytest.mark.parametrize("path, words", [
    ("/0/ferries/leave", ["When does the ferry leave?", "At nine."]),
    ("/0/ferries/all", ["At nine.", "Because of the ice", "朝九時に出ます。"]),
    ("/0/ferries/why-closed", ["Why is the harbour closed"]),
    ("/7/search%09ice", ["Search: ice", "Why is the harbour closed"]),
    ("/1/nowhere", ["'/nowhere' does not exist"]),
])
def test_curl_gets_what_is_there(server, tmp_path, path, words):
    text = output("curl", "-sS", url(server, path), home=tmp_path).decode()
    assert [word for word in words if word not in text] == []
    assert text.count("\n") == text.count("\r\n")


@pytest.fixture
def gopher(server, tmp_path):
    return Screen(tmp_path, "gopher", url(server, "/"), PAGER="cat")


@needs("tmux", "gopher")
def test_the_first_client_reads_a_menu_and_follows_it(gopher):
    with gopher as screen:
        screen.opens("Press RETURN")  # its welcome
        screen.keys("Enter")
        screen.shows("Harbour office", "Ferries of the harbour/",
                     "lamp.png <Picture>")
        screen.keys("Enter")
        screen.shows("When does the ferry leave?", "All questions")


@needs("tmux", "gopher")
def test_the_first_client_reads_an_answer(server, tmp_path):
    with Screen(tmp_path, "gopher", url(server, "/1/ferries/"),
                PAGER="cat") as screen:
        screen.opens("Press RETURN")
        screen.keys("Enter")
        screen.shows("When does the ferry leave?")
        screen.keys("Enter")
        screen.shows("At nine. The timetable", "From: Ferries of the harbour")


@needs("tmux", "gopher")
def test_the_first_client_searches(server, tmp_path):
    with Screen(tmp_path, "gopher", url(server, "/1/ferries/"),
                PAGER="cat") as screen:
        screen.opens("Press RETURN")
        screen.keys("Enter")
        number = next(line.split("]")[0].split("[")[1]
                      for line in screen.shows("Search in").split("\n")
                      if "Search in" in line)
        screen.type(number)
        screen.keys("Enter")
        screen.shows("Words to search for")
        screen.type("ice")
        screen.keys("Enter")
        screen.shows("Search in Ferries of the harbour: ice",
                     "Why is the harbour closed")


@needs("tmux", "gopher")
def test_the_first_client_says_what_is_missing(server, tmp_path):
    with Screen(tmp_path, "gopher", url(server, "/1/nowhere"),
                PAGER="cat") as screen:
        screen.opens("Press RETURN")
        screen.keys("Enter")
        screen.shows("'/nowhere' does not exist")
