"""What else speaks Gopher: lynx, curl, and the first client of all."""

import subprocess

import pytest
from conftest import needs
from screen import DEADLINE, Screen

pytestmark = needs("tmux", "lynx", "curl", "gopher")

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


def test_lynx_shows_a_menu_with_where_its_lines_lead(server, tmp_path):
    text = output(*LYNX, "-dump", url(server, "/1/ferries/"),
                  home=tmp_path).decode()
    assert "(FILE) [1]When does the ferry leave?" in text
    assert "[3]배는 언제 출발하나요?" in text
    assert url(server, "/0/ferries/leave") in text
    assert "(UNKN)" not in text


def test_lynx_wraps_no_line_of_an_answer(server, tmp_path):
    text = output(*LYNX, "-dump", "-width=80", url(server, "/0/ferries/all"),
                  home=tmp_path).decode()
    raw = output("curl", "-sS", url(server, "/0/ferries/all"), home=tmp_path)
    wanted = [line.rstrip() for line in raw.decode().split("\r\n")]
    shown = [line.rstrip() for line in text.split("\n")]
    assert [line for line in shown if line] == \
        [line for line in wanted if line]


def test_lynx_follows_keys_from_menu_to_answer(server, tmp_path):
    with Screen(tmp_path, *LYNX, url(server, "/")) as screen:
        screen.opens("Harbour office", "Ferries of the harbour")
        screen.keys("Enter")
        screen.shows("When does the ferry leave?", "All questions")
        screen.keys("Enter")
        screen.shows("At nine.")


def test_curl_gets_the_bytes_of_a_menu(server, tmp_path):
    raw = output("curl", "-sS", url(server, "/1/"), home=tmp_path)
    assert raw.endswith(b"\r\n.\r\n")
    lines = raw.split(b"\r\n")[:-2]
    assert all(line.count(b"\t") == 3 for line in lines)


def test_curl_gets_a_picture_whole(server, tmp_path):
    raw = output("curl", "-sS", url(server, "/I/lamp.png"), home=tmp_path)
    assert raw.startswith(b"\x89PNG") and raw.endswith(b"IEND\xaeB`\x82")


@pytest.fixture
def gopher(server, tmp_path):
    return Screen(tmp_path, "gopher", url(server, "/"), PAGER="cat")


def test_the_first_client_reads_a_menu_and_follows_it(gopher):
    with gopher as screen:
        screen.opens("Press RETURN")  # its welcome
        screen.keys("Enter")
        screen.shows("Harbour office", "Ferries of the harbour/",
                     "lamp.png <Picture>")
        screen.keys("Enter")
        screen.shows("When does the ferry leave?", "All questions")
