"""Amfora: Gemini on a terminal, strict about what it is sent."""

import pytest
from conftest import ZONE, needs
from screen import Screen

pytestmark = needs("tmux", "amfora")

CONFIG = """[a-general]
home = "about:blank"
color = false
http = "off"
"""

IDENTITY = """
[auth.certs]
"localhost:{port}" = "{certificate}"
[auth.keys]
"localhost:{port}" = "{key}"
"""


@pytest.fixture
def amfora(server, tmp_path):
    def browse(path, identity=None, **size):
        config = tmp_path / "config" / "amfora"
        config.mkdir(parents=True)
        text = CONFIG
        if identity:
            text += IDENTITY.format(port=server.gemini, **vars(identity))
        (config / "config.toml").write_text(text)
        return Screen(tmp_path, "amfora",
                      f"gemini://localhost:{server.gemini}{path}", **size)
    return browse


def test_from_the_home_page_to_an_answer_and_on(amfora):
    with amfora("/") as screen:
        screen.opens("# Harbour office", "Ask us.", "[1]  Ferries",
                     "Timetable", "lamp.png")
        screen.type("1")
        screen.shows("# Ferries of the harbour", "[1]  When does",
                     "All questions on one page")
        screen.type("1")
        screen.shows("# When does the ferry leave?", "At nine.",
                     "[1]  timetable", "Next: Why is the harbour")
        screen.type("2")
        screen.shows("# Why is the harbour", "Because of the ice",
                     "Previous: When does", "Next: 배는")


def test_all_questions_on_one_page(amfora):
    with amfora("/ferries/all", rows=60) as screen:
        screen.opens("# Ferries of the harbour", "## When does the ferry",
                     "At nine.", "## Why is", "## 배는 언제", "朝九時に出ます。")


def test_a_page_that_has_moved_is_found(amfora):
    with amfora("/boats/") as screen:
        screen.opens("Follow redirect?", "/ferries/")
        screen.keys("Enter")
        screen.shows("# Ferries of the harbour")


def test_a_former_id_leads_to_its_question(amfora):
    with amfora("/ferries/why-closed") as screen:
        screen.opens("Follow redirect?", "/ferries/winter")
        screen.keys("Enter")
        screen.shows("# Why is the harbour closed in winter")


def test_a_missing_page_says_so(amfora):
    with amfora("/nowhere") as screen:
        screen.opens("Not Found")


def test_a_picture_is_offered_as_a_file(amfora):
    with amfora("/lamp.png") as screen:
        screen.opens("could not be displayed", "Download")


def test_prose_keeps_its_verse_and_its_table(amfora):
    with amfora("/timetable.gmi") as screen:
        text = screen.opens("# Timetable", "short lines.", "The ferries")
        lines = [line.strip() for line in text.split("\n")]
        assert lines.index("short lines.") == lines.index("Verse has") + 1
        assert lines.index("eleven Wester") == lines.index("nine   Oster") + 1


def test_a_long_line_wraps_and_loses_nothing(amfora):
    with amfora("/ferries/winter", columns=60) as screen:
        text = screen.opens("Because of the ice")
        assert " ".join(text.split()).count("a long line of words") == 20


def test_a_search_that_is_typed(amfora):
    with amfora("/search") as screen:
        screen.opens(" Input ", "Search")
        screen.type("ice")
        screen.keys("Enter")  # to the button
        screen.keys("Enter")
        screen.shows("# Search: ice", "[1]  Why is the harbour closed",
                     "Page: Ferries of the harbour", "Because of the ice")
        screen.type("1")
        screen.shows("# Why is the harbour closed")


def test_korean_and_japanese_keep_their_places(amfora):
    with amfora("/ferries/korean") as screen:
        screen.opens("# 배는 언제 출발하나요?",
                     "아침 아홉 시에 출발합니다. 朝九時に出ます。")


def test_what_is_for_some_asks_who_is_there(amfora):
    with amfora(ZONE) as screen:
        screen.opens("Client Certificate", "Only for those who show a")


def test_a_certificate_opens_what_is_for_its_owner(amfora, friend):
    with amfora(ZONE, friend) as screen:
        screen.opens("# What is planned?", "A second boat.")


def test_another_certificate_does_not(amfora, stranger):
    with amfora(ZONE, stranger) as screen:
        screen.opens("Certificate Not Authorised")
