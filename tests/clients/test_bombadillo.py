"""Bombadillo: both protocols on one terminal; bare LF in its requests."""

import pytest
from conftest import ZONE, needs
from screen import Screen

pytestmark = needs("tmux", "bombadillo")

CONFIG = """[SETTINGS]
homeurl=local:///dev/null
savelocation={}
webmode=none
timeout=15
"""


@pytest.fixture
def bombadillo(server, tmp_path):
    def browse(protocol, path, **size):
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / ".bombadillo.ini").write_text(
            CONFIG.format(tmp_path))
        port = server.gemini if protocol == "gemini" else server.gopher
        return Screen(tmp_path, "bombadillo",
                      f"{protocol}://localhost:{port}{path}", **size)
    return browse


def test_from_the_root_menu_to_an_answer(bombadillo):
    with bombadillo("gopher", "/") as screen:
        screen.opens("Harbour office", "==============", "Ask us.",
                     "MAP   [1]  Ferries of the harbour", "IMG")
        screen.type("1")
        screen.shows("TXT   [1]  When does the ferry leave?",
                     "TXT   [3]  배는 언제", "Links of the answers:",
                     "timetable")
        screen.type("1")
        screen.shows("When does the ferry leave?", "At nine.",
                     "timetable [1]", "From: Ferries of the harbour")


def test_from_the_home_page_to_an_answer(bombadillo):
    with bombadillo("gemini", "/") as screen:
        screen.opens("# Harbour office", "[1]   Ferries of the harbour")
        screen.type("1")
        screen.shows("# Ferries of the harbour", "[1]   When does")
        screen.type("1")
        screen.shows("# When does the ferry leave?", "At nine.")


@pytest.mark.parametrize("protocol, path", [
    ("gemini", "/ferries/korean"), ("gopher", "/0/ferries/korean")])
def test_the_same_words_on_both_protocols(bombadillo, protocol, path):
    with bombadillo(protocol, path) as screen:
        screen.opens("배는 언제 출발하나요?",
                     "아침 아홉 시에 출발합니다. 朝九時に出ます。")


def test_a_page_that_has_moved_is_found(bombadillo):
    with bombadillo("gemini", "/boats/") as screen:
        screen.opens("Follow redirect (y/n)", "/ferries/")
        screen.type("y")
        screen.shows("# Ferries of the harbour")


def test_gopher_serves_what_has_moved(bombadillo):
    with bombadillo("gopher", "/1/boats/") as screen:
        screen.opens("Ferries of the harbour", "When does the ferry leave?")


def test_a_missing_page_says_so(bombadillo):
    with bombadillo("gopher", "/1/nowhere") as screen:
        screen.opens("ERR", "/nowhere")


def test_a_missing_page_of_gemini_says_so(bombadillo):
    with bombadillo("gemini", "/nowhere") as screen:
        screen.opens("Permanent Failure", "Not found")


def test_the_whole_page_is_one_text(bombadillo):
    with bombadillo("gopher", "/0/ferries/all", rows=70) as screen:
        screen.opens("When does the ferry leave?", "At nine.",
                     "Why is the harbour closed", "朝九時に出ます。")


def test_the_whole_page_is_one_page_of_gemini(bombadillo):
    with bombadillo("gemini", "/ferries/all", rows=70) as screen:
        text = screen.opens("## When does the ferry leave?", "At nine.",
                            "## Why is the harbour closed",
                            "朝九時に出ます。")
        assert " ".join(text.split()).count("a long line of words") == 20


@pytest.mark.parametrize("protocol, path", [
    ("gemini", "/search"), ("gopher", "/7/search")])
def test_a_search_that_is_typed(bombadillo, protocol, path):
    with bombadillo(protocol, path) as screen:
        # it has begun; "Loading..." may write over the prompt, which is
        # what reads next all the same
        screen.opens("HST:")
        screen.type("ice")
        screen.keys("Enter")
        screen.shows("Search: ice", "[1]", "Why is the harbour closed",
                     "Page: Ferries of the harbour", "Because of the ice")


@pytest.mark.parametrize("protocol, path", [
    ("gemini", "/lamp.png"), ("gopher", "/I/lamp.png")])
def test_a_picture_is_drawn_in_dots(bombadillo, protocol, path):
    with bombadillo(protocol, path) as screen:
        screen.opens("% Read")
        dots = [c for c in screen.text() if "\u2801" <= c <= "\u28ff"]
        assert len(dots) > 500


def test_what_is_for_some_is_not_for_bombadillo(bombadillo):
    # which has no certificates
    with bombadillo("gemini", ZONE) as screen:
        screen.opens("Unsupported")


def test_what_is_for_some_is_nowhere_on_gopher(bombadillo):
    with bombadillo("gopher", "/0" + ZONE) as screen:
        screen.opens("does not exist")
