"""Kristall: both protocols in a window."""

import pytest
from conftest import LAMP, needs
from kristall import NEEDS, Kristall

pytestmark = needs(*NEEDS)


@pytest.fixture
def kristall(server, tmp_path):
    def browse(protocol, path):
        port = server.gemini if protocol == "gemini" else server.gopher
        return Kristall(tmp_path, f"{protocol}://localhost:{port}{path}")
    return browse


def in_order(text, *words):
    at = [text.index(word) for word in words]
    return at == sorted(at)


def test_the_home_page(kristall):
    with kristall("gemini", "/") as window:
        window.titled("Harbour office - Kristall")
        text = window.shows("Search")
        assert in_order(text, "Harbour office", "Ask us.",
                        "→ Ferries of the harbour", "→ Timetable",
                        "→ lamp.png", "→ Search", "→ New and changed")


def test_a_page_of_questions(kristall):
    with kristall("gemini", "/ferries/") as window:
        window.titled("Ferries of the harbour - Kristall")
        text = window.shows("→ Home")
        assert in_order(text, "→ When does the ferry leave?",
                        "→ Why is the harbour closed", "→ 배는 언제",
                        "→ All questions on one page",
                        "→ Search in Ferries of the harbour")


def test_a_question_with_its_links(kristall):
    with kristall("gemini", "/ferries/leave") as window:
        window.titled("When does the ferry leave? - Kristall")
        text = window.shows("→ Home")
        assert in_order(text, "At nine. The timetable has the islands.",
                        "→ timetable", "→ Next: Why is the harbour closed",
                        "→ Ferries of the harbour")
        assert window.pixels(0, 0, 0) > 100  # it is drawn, too


def test_all_questions_on_one_page(kristall):
    with kristall("gemini", "/ferries/all") as window:
        text = window.shows("朝九時に出ます。")
        assert in_order(text, "Ferries of the harbour", "When does the ferry",
                        "At nine.", "Why is", "Because of the ice",
                        "배는 언제 출발하나요?", "아침 아홉 시에")
        assert text.count("a long line of words") == 20


def test_a_search_that_is_typed(kristall):
    with kristall("gemini", "/search") as window:
        window.wait(lambda: len(window.windows()) > 1, "dialogue")
        window.type("ice")
        window.keys("Return")
        window.titled("Search: ice - Kristall")
        window.shows("→ Why is the harbour closed", "Because of the ice")


def test_what_has_moved_is_found(kristall):
    with kristall("gemini", "/boats/") as window:
        window.titled("Ferries of the harbour - Kristall")


def test_a_missing_page_says_so(kristall):
    with kristall("gemini", "/ferries/nowhere") as window:
        window.shows("No such question; see /ferries/")


def test_a_picture_is_seen(kristall):
    with kristall("gemini", "/lamp.png") as window:
        window.wait(lambda: window.pixels(*LAMP) > 500, "lamp")


def test_a_menu_of_gopher(kristall):
    with kristall("gopher", "/") as window:
        text = window.shows("New and changed")
        assert in_order(text, "Harbour office\n==============", "Ask us.",
                        "Ferries of the harbour", "Timetable", "lamp.png",
                        "Search", "New and changed")


def test_a_text_of_gopher(kristall):
    with kristall("gopher", "/0/ferries/all") as window:
        text = window.shows("朝九時に出ます。")
        assert in_order(text, "Ferries of the harbour\n======",
                        "When does the ferry leave?\n----", "At nine.",
                        "배는 언제 출발하나요?")
        assert max(map(len, text.splitlines())) <= 70


def test_a_picture_of_gopher_is_seen(kristall):
    with kristall("gopher", "/I/lamp.png") as window:
        window.wait(lambda: window.pixels(*LAMP) > 500, "lamp")


def test_a_missing_menu_of_gopher_says_so(kristall):
    with kristall("gopher", "/1/nowhere") as window:
        window.shows("'/nowhere' does not exist")
