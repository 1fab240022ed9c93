"""Readers that come back: what is new, as their programs follow it."""

import sqlite3
import subprocess

import pytest
from client import gemini, gopher  # of the end-to-end tests
from conftest import needs
from screen import DEADLINE, Screen
from server import Server, wait_for

DOCUMENT = """Title: Tea & <cake>
Date: 2024-05-06
-
Id: price
Updated: 2025-01-31
What does "tea" cost <now> & then?
Two.
-
Id: when
When?
At five.
"""
MORE = "-\nId: milk\nUpdated: 2025-02-03\nWith milk?\nAs you like.\n"

AMFORA = """[a-general]
home = "about:blank"
color = false
http = "off"
"""


@pytest.fixture
def tea(tmp_path):
    folder = tmp_path / "tea"
    folder.mkdir()
    (folder / "tea.qa").write_text(DOCUMENT)
    running = Server(tmp_path / "server", capsule=folder)
    running.document = folder / "tea.qa"
    yield running
    running.stop()


def fetch(server, path):
    return gemini(server.gemini, f"gemini://localhost:{server.gemini}{path}"
                  "\r\n".encode()).text


class Newsboat:
    """It speaks HTTP and reads files: the feed is brought to it."""

    def __init__(self, server, home):
        self.server = server
        self.home = home
        self.home.mkdir()
        (home / "urls").write_text(f"file://{home}/atom.xml\n")

    def reload(self):
        feed = gopher(self.server.gopher, b"/atom.xml\r\n").raw
        (self.home / "atom.xml").write_bytes(feed)
        return subprocess.run(
            ["newsboat", "-u", "urls", "-c", "cache.db", "-C", "/dev/null",
             "-x", "reload", "print-unread"], cwd=self.home, check=True,
            capture_output=True, text=True, timeout=DEADLINE,
            stdin=subprocess.DEVNULL,
            env={"HOME": str(self.home), "LANG": "C.UTF-8",
                 "PATH": "/usr/bin:/bin"}).stdout

    def articles(self):
        with sqlite3.connect(self.home / "cache.db") as db:
            return db.execute("SELECT title, url FROM rss_item "
                              "ORDER BY pubDate DESC").fetchall()


@needs("newsboat")
def test_newsboat_has_each_change_once(tea, tmp_path):
    reader = Newsboat(tea, tmp_path / "home")
    assert reader.reload() == "2 unread articles\n"
    prefix = f"gopher://localhost:{tea.gopher}/"
    known = [('What does "tea" cost <now> & then?', prefix + "0/tea/price"),
             ("Tea & <cake>", prefix + "1/tea/")]
    assert reader.articles() == known
    assert reader.reload() == "2 unread articles\n"
    tea.document.write_text(DOCUMENT + MORE)
    wait_for(lambda: "With milk?" in fetch(tea, "/new"), "the change")
    assert reader.reload() == "3 unread articles\n"
    assert reader.articles() == [
        ("With milk?", prefix + "0/tea/milk"), *known]


@pytest.fixture
def amfora(tea, tmp_path):
    def browse(path):
        config = tmp_path / "config" / "amfora"
        config.mkdir(parents=True)
        (config / "config.toml").write_text(AMFORA)
        return Screen(tmp_path, "amfora",
                      f"gemini://localhost:{tea.gemini}{path}")
    return browse


@needs("tmux", "amfora")
def test_amfora_follows_atom(amfora):
    with amfora("/new") as screen:
        screen.opens("# localhost: new and changed", "[3]  The same as Atom")
        screen.type("3")
        screen.shows("Feed Subscription")
        screen.keys("Enter")
        screen.gone("Feed Subscription")
        screen.keys("C-a")
        text = screen.shows("# Subscriptions", "Jan 31, 2025",
                            'What does "tea" cost <now> & then?',
                            "May 06, 2024", "Tea & <cake>")
        assert text.index("Jan 31") < text.index("May 06")
        screen.type("2")
        screen.shows('# What does "tea" cost', "Two.")


@needs("tmux", "amfora")
def test_amfora_subscribes_to_what_is_new(amfora, tea):
    with amfora("/new") as screen:
        screen.opens("# localhost: new and changed", "2025-01-31 What does")
        screen.keys("C-x")
        screen.shows("Page Subscription")
        screen.keys("Enter")
        screen.gone("Page Subscription")
        screen.keys("C-a")
        screen.shows("# Subscriptions", f"localhost:{tea.gemini} - /new")
        screen.type("2")
        screen.shows("# localhost: new and changed", "2025-01-31 What does")
