"""qapsule check: what it says of files and folders, word for word."""

import os
import pty
import subprocess

import pytest
from server import BINARY, DEADLINE, run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which messages then name as "c"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c").mkdir()
    return tmp_path / "c"


@pytest.fixture(autouse=True)
def found_from_anywhere(monkeypatch):
    monkeypatch.setattr("server.BINARY", os.path.abspath(BINARY))


def check(*args):
    done = run("check", *args)
    assert done.stderr == "", done.stderr
    return done.returncode, done.stdout


def test_it_says_what_each_file_was_taken_for(folder):
    (folder / "a.qa").write_text("Title: T\n\n-\nOne?\nA\n-\nTwo?\nB\n")
    (folder / "b.txt").write_text("Title: T\n\n-\nOne?\nA\n")
    (folder / "c.txt").write_text("No separator.\n")
    (folder / "d.gmi").write_text("# Prose\n")
    (folder / "e").mkdir()
    (folder / "e" / "f.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.qa").write_text("")
    assert check("c") == (0, """\
c/a.qa: questions and answers (2)
c/b.txt: questions and answers (1)
c/c.txt: file, served as it is
c/d.gmi: prose page
c/e/f.png: file, served as it is
5 files: 0 errors, 0 warnings
""")


def test_files_and_folders_may_be_mixed(folder):
    (folder / "a.qa").write_text("-\nOne?\n")
    (folder / "b.qa").write_text("Title: T\n\n-\nOne?\nA\n")
    (folder / "link.qa").symlink_to(folder / "b.qa")
    assert check("c/a.qa", "c/link.qa", "c/") == (1, """\
c/a.qa: questions and answers
c/a.qa:2: error: question has no answer [E203]
c/link.qa: questions and answers (1)
c/a.qa: questions and answers
c/a.qa:2: error: question has no answer [E203]
c/b.qa: questions and answers (1)
4 files: 2 errors, 0 warnings
""")


def test_a_path_that_is_not_there(folder):
    done = run("check", "c/none.qa")
    assert done.returncode == 1
    assert done.stderr == \
        "qapsule: cannot read c/none.qa: No such file or directory\n"


def test_two_files_of_one_address(folder):
    text = "Title: T\n\n-\nOne?\nA\n"
    (folder / "a.qa").write_text(text)
    (folder / "a.txt").write_text(text)
    (folder / "x").mkdir()
    (folder / "x" / "y.png").write_text("")
    (folder / "x.qa").write_text(text)
    assert check("c") == (1, """\
c/a.qa: questions and answers (1)
c/a.txt: questions and answers
c/a.txt:1: error: address "/a" is already that of a.qa; rename one of them \
or give this page a Slug: [E405]
c/x/y.png: file, served as it is
c/x.qa: questions and answers
c/x.qa:1: error: address "/x" is already that of the folder x [E405]
4 files: 2 errors, 0 warnings
""")


def test_addresses_of_the_server_itself(folder):
    text = "Title: T\n\n-\nOne?\nA\n"
    for name in ("atom.xml/x.txt", "deep/new/a.txt", "new/index.gmi",
                 "search", "tag/x.qa", "tags.qa"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text if name.endswith("qa") else "# T\n")
    (folder / "asked.qa").write_text(text)
    (folder / "titled.qa").write_text("Slug: tag\n" + text)
    own = "is one of the server's own;"
    assert check("c") == (1, f"""\
c/asked.qa: questions and answers (1)
c/atom.xml/x.txt: file, served as it is
c/atom.xml/x.txt:1: error: address "/atom.xml" {own} give the folder another \
name [E406]
c/deep/new/a.txt: file, served as it is
c/new/index.gmi: prose page
c/new/index.gmi:1: error: address "/new" {own} give the folder another name \
[E406]
c/search: file, served as it is
c/search:1: error: address "/search" {own} rename the file [E406]
c/tag/x.qa: questions and answers
c/tag/x.qa:1: error: address "/tag" {own} give the folder another name [E406]
c/tags.qa: questions and answers (1)
c/titled.qa: questions and answers
c/titled.qa:1: error: address "/tag" {own} rename the file or give this page \
a Slug: [E406]
8 files: 5 errors, 0 warnings
""")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read(folder):
    (folder / "a.qa").write_text("")
    (folder / "a.qa").chmod(0)
    (folder / "b").mkdir()
    (folder / "b").chmod(0)
    try:
        assert check("c") == (1, """\
c/a.qa: questions and answers
c/a.qa:1: error: cannot be read: Permission denied [E007]
c/b: questions and answers
c/b:1: error: cannot be read: Permission denied [E007]
2 files: 2 errors, 0 warnings
""")
    finally:
        (folder / "b").chmod(0o700)


def test_twenty_messages_of_a_kind_are_enough(folder):
    (folder / "a.qa").write_text("Title: T\n\n" + "".join(
        f"-\nQ{i}?\n-\nNo mark\nA\n" for i in range(30)))
    status, said = check("c/a.qa")
    assert status == 1
    lines = said.splitlines()
    assert sum("[E203]" in line for line in lines) == 20
    assert sum("[W204]" in line for line in lines) == 20
    assert lines[-3:] == [
        "c/a.qa: warning: too many warnings",
        "c/a.qa: error: too many errors",
        "1 file: 30 errors, 29 warnings",
    ]


# --- remarks ----------------------------------------------------------------

WIDE = ("Is this a question that is wider by far than the columns of a menu "
        "are?")
LINT = [
    # a title, a question
    ("Title: " + WIDE + "\n\n-\nQ?\nA\n",
     "1: warning: title of 71 columns is broken in Gopher menus, whose lines "
     "have 67 [W209]"),
    ("Title: T\n\n-\n" + WIDE + "\nA\n",
     "4: warning: question of 71 columns is broken in Gopher menus, whose "
     "lines have 67 [W209]"),
    # wide characters count twice
    ("Title: T\n\n-\n" + "字" * 33 + "?\nA\n", None),
    ("Title: T\n\n-\n" + "字" * 33 + "?!\nA\n",
     "4: warning: question of 68 columns is broken in Gopher menus, whose "
     "lines have 67 [W209]"),
    ("Title: T\n\n-\nWhy not\nA\n",
     "4: warning: question has no question mark [W203]"),
    # a zero-width space and a joiner
    ("Title: T\n\n-\nQ?\n\u200b \u2060\n",
     "4: warning: nothing in the answer can be seen [W208]"),
    ("Title: T\n\n-\nQ?\n=> /c/p.png\n",
     "5: warning: picture without a label: say what it shows [W403]"),
    ("Title: T\n\n=> /c/p.png\n-\nQ?\nA\n",
     "3: warning: picture without a label: say what it shows [W403]"),
    ("Title: T\n\n-\nQ?\n=> /c/p.png A map.\n", None),
    ("Title: T\n\n-\nQ?\n```\n/\\\n```\n",
     "5: warning: preformatted text without a label: say what it is [W404]"),
    ("Title: T\n\n-\nQ?\n``` A hill\n/\\\n```\n", None),
    # links within the capsule
    ("Title: T\n\n-\nQ?\nSee\n[it](/nowhere/).\n",
     "6: warning: link to /nowhere/, where nothing is [W401]"),
    ("Title: T\n\n-\nQ?\n* [it](other#none)\n",
     "5: warning: link to /c/other/none, where nothing is [W401]"),
    ("Title: T\n\n-\nQ?\n=> no%20file.txt Text\n",
     "5: warning: link to /c/no file.txt, where nothing is [W401]"),
    ("Title: T\n\n-\nQ?\n=> /was/ Page\n",
     "5: warning: link to /c/was/, which is now /c/other/ [W402]"),
    ("Title: T\n\n-\nQ?\n[it](other#former)\n",
     "5: warning: link to /c/other/former, which is now /c/other/one [W402]"),
    ("Title: T\n\n-\nQ?\n[a](/c), [b](other), [c](/c/other/all), "
     "[d](other#one), [e](#q), [f](/robots.txt), [g](/search?x), "
     "[h](gemini://example.org/nowhere)\n", None),
]


@pytest.mark.parametrize("text,said", LINT,
                         ids=[f"{i}" for i in range(len(LINT))])
def test_remarks_that_lint_asks_for(folder, text, said):
    inner = folder / "c"
    inner.mkdir()
    text = text.replace("=> /was/", "=> /c/was/")
    (inner / "a.qa").write_text(text)
    (inner / "p.png").write_bytes(b"")
    (inner / "other.qa").write_text(
        "Title: O\nWas: was\n\n-\nId: one\nWas: former\nOne?\nA\n")
    status, out = check("--lint", "c")
    expected = f"c/c/a.qa:{said}\n" if said else ""
    assert (status, out) == (0, f"""\
c/c/a.qa: questions and answers (1)
{expected}c/c/other.qa: questions and answers (1)
c/c/p.png: file, served as it is
3 files: 0 errors, {"1 warning" if said else "0 warnings"}
""")
    # and nothing of it else
    assert "0 warnings" in check("c")[1]


def test_a_single_file_has_no_dead_links(folder):
    (folder / "a.qa").write_text("Title: T\n\n-\nQ?\n=> /b Label\n")
    assert "0 warnings" in check("--lint", "c/a.qa")[1]


# --- a bar on a terminal ----------------------------------------------------

def on_terminal(*args):
    """What the program writes to a terminal that is its standard error."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([os.path.abspath(BINARY), *args], stderr=theirs,
                          stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        seen = b""
        try:
            while data := os.read(ours, 65536):
                seen += data
        except OSError:
            pass  # how a terminal ends on Linux
        os.close(ours)
        assert process.wait(DEADLINE) == 0
    return seen


def test_a_bar_is_shown_on_a_terminal_while_much_is_read(folder):
    for i in range(1000):
        (folder / f"{i}.txt").write_text("")
    seen = on_terminal("check", "c")
    assert b"\rReading [####################                    ] " \
        b"500 of 1000\r" in seen
    assert seen.count(b"\rReading") == 99
    assert seen.endswith(b"\r\x1b[K")
    assert check("c")[1].endswith("1000 files: 0 errors, 0 warnings\n")
    (folder / "0.txt").unlink()
    assert on_terminal("check", "c") == b""
