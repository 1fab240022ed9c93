"""Addresses over the years: what becomes of them when an author edits.

Each row of qapsule-format(5), "When things change", on both protocols. The
server is stopped and started anew on the same state folder in between.
"""

import os
import re
import stat

import pytest
from client import get, gopher, menu
from server import run

REFUNDS = """Can I have my money back?
Within fourteen days, when nothing was used. Send us the receipt, and the
number of the account that it was paid from; the bank takes a week.
"""
PETS = """Can I bring a dog?
Yes, on a lead.
"""
HOURS = """When are you open?
From nine to five, but on Mondays.
"""
REFUNDS_ID, PETS_ID, HOURS_ID = ("can-i-have-my-money-back",
                                 "can-i-bring-a-dog", "when-are-you-open")


def page(*items, header=""):
    return f"Title: Answers\n{header}\n" + "".join(f"-\n{i}" for i in items)


class House:
    """A capsule, its state folder, and the server of both."""

    def __init__(self, start, folder):
        self.start_one = start
        self.capsule = folder / "capsule"
        self.state = folder / "state"
        self.certs = folder / "certs"
        self.capsule.mkdir()
        self.server = None

    def serve(self, **files):
        """Exactly these pages, by a server that has just been started."""
        if self.server:
            self.server.stop()
        for old in self.capsule.iterdir():
            old.unlink()
        for name, text in files.items():
            (self.capsule / f"{name}.qa").write_text(text)
        self.server = self.start_one(
            capsule=self.capsule, certs=self.certs, workers=1,
            args=("--state", self.state))

    @property
    def ledger(self):
        return self.state / "localhost.ledger"

    @property
    def log(self):
        """What the server had to say, but for its lines of requests."""
        return "".join(line for line in
                       self.server.errors.splitlines(keepends=True)
                       if line.startswith("qapsule: "))

    def asked(self, path):
        """The question that both protocols have at path, without a detour."""
        reply = get(self.server, path)
        assert reply.status == "20", (path, reply.header)
        question = re.search(r"^# (.*)", reply.text).group(1)
        text = gopher(self.server.gopher, path.encode() + b"\r\n").raw
        assert text.decode().startswith(question), text
        return question

    def is_gone(self, path):
        reply = get(self.server, path)
        menu = gopher(self.server.gopher, path.encode() + b"\r\n").raw
        assert (reply.status == "52") == (b"withdrawn" in menu)
        assert reply.status != "52" or \
            re.fullmatch("52 Withdrawn; see /(faq/|)", reply.header)
        assert menu.startswith(b"3") == (reply.status != "20")
        return reply.status == "52"

    def leads_to(self, path):
        """Gemini redirects; Gopher, which cannot, serves the same there."""
        reply = get(self.server, path)
        assert reply.status == "31", (path, reply.header)
        there = reply.meta
        assert gopher(self.server.gopher, path.encode() + b"\r\n").raw == \
            gopher(self.server.gopher, there.encode() + b"\r\n").raw
        return there


@pytest.fixture
def house(start, tmp_path):
    return House(start, tmp_path)


def test_reordered_and_moved_to_another_section(house):
    house.serve(faq=page(REFUNDS, PETS, HOURS))
    house.serve(faq=page(HOURS, "Section: Money\n" + REFUNDS, PETS))
    assert house.asked(f"/faq/{REFUNDS_ID}") == "Can I have my money back?"
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring a dog?"
    assert house.asked(f"/faq/{HOURS_ID}") == "When are you open?"
    assert house.log == ""


def test_twins_are_told_apart_by_their_answers(house):
    twins = ["How much is it?\nTen a day.\n", "How much is it?\nFree.\n"]
    house.serve(faq=page(*twins))
    house.serve(faq=page(*reversed(twins)))
    text = gopher(house.server.gopher, b"/faq/how-much-is-it\r\n").raw
    assert b"Ten a day." in text
    text = gopher(house.server.gopher, b"/faq/how-much-is-it-2\r\n").raw
    assert b"Free." in text


def test_answer_edited(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(faq=page(REFUNDS, "Can I bring a dog?\nNot any more.\n"))
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring a dog?"
    text = gopher(house.server.gopher, b"/faq/can-i-bring-a-dog\r\n").raw
    assert b"Not any more." in text


def test_question_edited(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(faq=page(REFUNDS, PETS.replace("a dog", "my own dog")))
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring my own dog?"
    assert house.log.endswith(
        f'faq.qa:8: note: kept id "{PETS_ID}" for the edited question '
        '[N801]\n')


def test_question_edited_and_its_answer_a_little(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(faq=page(
        REFUNDS.replace("my money", "all my money").replace("us the", "us a"),
        PETS))
    assert house.asked(f"/faq/{REFUNDS_ID}") == "Can I have all my money back?"


def test_question_and_answer_rewritten(house):
    house.serve(faq=page(REFUNDS, PETS))
    other = "Who pays for what is broken?\nYou do.\n"
    house.serve(faq=page(other, PETS))
    assert house.is_gone(f"/faq/{REFUNDS_ID}")
    assert house.asked("/faq/who-pays-for-what-is-broken")
    house.serve(faq=page(f"Was: {REFUNDS_ID}\n{other}", PETS))
    assert house.leads_to(f"/faq/{REFUNDS_ID}") == \
        "/faq/who-pays-for-what-is-broken"


def test_item_removed(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(faq=page(REFUNDS))
    assert house.is_gone(f"/faq/{PETS_ID}")
    # not even a question from which the same id would be made gets it
    other = "Can I bring a 'dog'...@?\nWho knows.\n"
    house.serve(faq=page(REFUNDS, other))
    assert house.is_gone(f"/faq/{PETS_ID}")
    assert house.asked(f"/faq/{PETS_ID}-2") == "Can I bring a 'dog'...@?"
    # only the same question again
    house.serve(faq=page(REFUNDS, other, "Can I bring a dog?\nMaybe.\n"))
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring a dog?"
    assert house.asked(f"/faq/{PETS_ID}-2") == "Can I bring a 'dog'...@?"


def test_what_is_like_a_withdrawn_item_is_offered(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(faq=page(REFUNDS, "Where can I bring a cat?\nHome.\n"))
    lines = menu(gopher(house.server.gopher,
                        f"/faq/{PETS_ID}\r\n".encode()).raw)
    assert lines[0].type == "3" and "withdrawn" in lines[0].text
    assert "/faq/where-can-i-bring-a-cat" in [i.selector for i in lines]


def test_page_removed(house):
    house.serve(faq=page(REFUNDS), more=page(PETS))
    house.serve(faq=page(REFUNDS))
    for path in ("/more", "/more/", "/more/all", f"/more/{PETS_ID}"):
        assert house.is_gone(path), path
    assert not house.is_gone("/more/never-was")
    house.serve(faq=page(REFUNDS), more=page(PETS))
    assert house.asked(f"/more/{PETS_ID}")


def test_was_on_item_and_page(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(help=page("Id: refunds\nWas: money, cash\n" + REFUNDS, PETS,
                          header="Was: faq, answers\n"))
    assert house.leads_to("/help/money") == "/help/refunds"
    assert house.leads_to("/help/cash") == "/help/refunds"
    assert house.leads_to("/faq/cash") == "/help/refunds"
    assert house.leads_to("/faq") == "/help/"
    assert house.leads_to("/answers/all") == "/help/all"
    assert house.leads_to(f"/faq/{PETS_ID}") == f"/help/{PETS_ID}"
    # the id that was made before the author wrote one
    assert house.leads_to(f"/faq/{REFUNDS_ID}") == "/help/refunds"


def test_file_renamed_without_a_word(house):
    house.serve(faq=page(REFUNDS, PETS))
    house.serve(help=page(REFUNDS, PETS))
    assert house.leads_to("/faq/") == "/help/"
    assert house.leads_to(f"/faq/{PETS_ID}") == f"/help/{PETS_ID}"


def test_question_moved_to_another_page(house):
    house.serve(faq=page(REFUNDS, PETS), more=page(HOURS))
    house.serve(faq=page(REFUNDS), more=page(HOURS, PETS))
    assert house.leads_to(f"/faq/{PETS_ID}") == f"/more/{PETS_ID}"
    assert house.asked(f"/faq/{REFUNDS_ID}")


def test_ledger_lost(house):
    texts = page("Id: dogs\n" + PETS, REFUNDS, "Safe?\nYes.\n",
                 "Safe?\nNo.\n")
    house.serve(faq=texts)
    before = house.ledger.read_text()
    house.server.stop()
    house.ledger.unlink()
    house.serve(faq=texts)
    times = r"\t\d{4}-\S+\t\d{4}-\S+\t"
    assert re.sub(f"{times}|end.*", "", before) == \
        re.sub(f"{times}|end.*", "", house.ledger.read_text())
    assert house.asked("/faq/dogs") == "Can I bring a dog?"
    assert house.asked(f"/faq/{REFUNDS_ID}")
    assert b"No." in gopher(house.server.gopher, b"/faq/safe-2\r\n").raw


# --- the ledger itself ------------------------------------------------------

def test_a_second_run_changes_nothing(house):
    house.serve(faq=page(REFUNDS, PETS, HOURS))
    first = house.ledger.read_bytes()
    before = os.stat(house.ledger)
    assert stat.S_IMODE(before.st_mode) == 0o600
    house.serve(faq=page(REFUNDS, PETS, HOURS))
    assert house.ledger.read_bytes() == first
    after = os.stat(house.ledger)
    assert (after.st_ino, after.st_mtime_ns) == \
        (before.st_ino, before.st_mtime_ns)
    assert not [f for f in house.state.iterdir() if f.name.endswith(".new")]


def test_a_document_at_fault_loses_no_address(house):
    house.serve(faq=page(REFUNDS, PETS), more=page(HOURS))
    house.serve(faq=page(REFUNDS, "Can I bring a dog?\n"), more=page(HOURS))
    assert "[E203]" in house.log
    assert not house.is_gone(f"/faq/{PETS_ID}")
    house.serve(faq=page(REFUNDS, PETS.replace("a dog", "dogs")))
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring dogs?"


def serve_and_fail(house, **kwargs):
    house.server.stop()
    done = run("serve", "--capsule", house.capsule, "--state", house.state,
               "--certs", house.certs, "--gemini", "127.0.0.1:0",
               "--gopher", "127.0.0.1:0", **kwargs)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Sanitizer" not in done.stderr
    # root is told before that it should not be root
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize("damage", [
    lambda text: text[:len(text) // 2],
    lambda text: b"",
    lambda text: text.replace(b"dog", b"cat"),
    lambda text: bytes(range(256)) * 10,
], ids=["shortened", "emptied", "edited", "noise"])
def test_a_damaged_ledger_is_never_taken_nor_lost(house, damage):
    house.serve(faq=page(REFUNDS, PETS))
    damaged = damage(house.ledger.read_bytes())
    house.ledger.write_bytes(damaged)
    said = serve_and_fail(house)
    assert re.fullmatch(r"qapsule: \S+/localhost\.ledger is damaged, line "
                        r"\d+: .*", said), said
    assert "put back a copy of it" in said
    assert house.ledger.read_bytes() == damaged


def test_nothing_is_served_under_addresses_that_cannot_be_kept(house):
    house.serve(faq=page(REFUNDS))
    before = house.ledger.read_bytes()
    (house.capsule / "more.qa").write_text(page(PETS))
    # a folder in its place can be replaced by nobody, not even by root
    (house.state / ".localhost.ledger.new").mkdir()
    said = serve_and_fail(house)
    assert re.fullmatch(r"qapsule: cannot write \S+/localhost\.ledger: .*; "
                        r"without it the addresses of questions would not "
                        r"last", said), said
    assert house.ledger.read_bytes() == before
    # where there is nothing new, there is nothing to write
    house.serve(faq=page(REFUNDS))
    assert house.asked(f"/faq/{REFUNDS_ID}")


# --- qapsule ids ------------------------------------------------------------

def ids(*args):
    done = run("ids", *args)
    assert "Sanitizer" not in done.stderr, done.stderr
    return done


def test_ids_are_printed(tmp_path):
    file = tmp_path / "faq.qa"
    file.write_text(page(REFUNDS, "Id: dogs\n" + PETS))
    (tmp_path / "prose.gmi").write_text("# Prose\n")
    expected = (f"{file}:4: {REFUNDS_ID}\tCan I have my money back?\n"
                f"{file}:9: dogs\tCan I bring a dog?\n")
    for path in (file, tmp_path):
        done = ids(path)
        assert (done.returncode, done.stdout) == (0, expected)
    done = ids(tmp_path / "prose.gmi")
    assert done.returncode == 1
    assert done.stderr.endswith("prose.gmi has no questions\n")


def test_ids_written_change_no_address(house):
    house.serve(faq=page(REFUNDS, PETS), more=page(HOURS))
    edited = page("Id: cash\n" + REFUNDS, PETS.replace("a dog", "dogs"))
    house.serve(faq=edited, more=page(HOURS))
    before = house.ledger.read_bytes()
    house.server.stop()
    flags = ("--capsule", house.capsule, "--state", house.state)
    file = house.capsule / "faq.qa"
    assert f"{file}:9: {PETS_ID}\tCan I bring dogs?\n" in \
        ids(*flags, file).stdout
    done = ids("--write", *flags, file)
    assert (done.returncode, done.stdout) == (0, f"{file}: wrote 1 id\n")
    assert file.read_text() == \
        edited.replace("Can I bring", f"Id: {PETS_ID}\nCan I bring")
    assert (house.capsule / "more.qa").read_text() == page(HOURS)
    done = ids("--write", *flags, file)
    assert done.stdout == f"{file}: all questions have an id\n"
    assert house.ledger.read_bytes() == before
    house.serve(faq=file.read_text(), more=page(HOURS))
    assert house.ledger.read_bytes() == before
    assert house.asked(f"/faq/{PETS_ID}") == "Can I bring dogs?"


def test_ids_are_written_between_the_bytes_that_were_there(tmp_path):
    text = (b"\xef\xbb\xbfTitle: T\r\n\r\n-\r\nSection: S\r\n\r\n%% c\r\n"
            b"Why \\\r\nso?  \r\nHow.\r\n```\r\n-\r\nNot a question\r\n```\r\n"
            b"-\n\\Id: what?\nA\n-\nId: y\nZ?\nend")
    file = tmp_path / "odd.txt"
    file.write_bytes(text)
    file.chmod(0o640)
    link = tmp_path / "link.qa"
    link.symlink_to(file)
    done = ids("--write", link)
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes() == (
        text.replace(b"Why \\", b"Id: why-so\r\nWhy \\")
        .replace(b"\\Id:", b"Id: id-what\n\\Id:"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.qa", "odd.txt"]


def test_ids_are_never_written_into_a_document_at_fault(tmp_path):
    (tmp_path / "bad.qa").write_text("-\nWhy?\n-\nHow?\nSo.\n")
    (tmp_path / "good.qa").write_text("-\nHow?\nSo.\n")
    done = ids("--write", tmp_path)
    assert done.returncode == 1
    assert "bad.qa:2: error: question has no answer [E203]\n" in done.stderr
    assert (tmp_path / "bad.qa").read_text() == "-\nWhy?\n-\nHow?\nSo.\n"
    assert (tmp_path / "good.qa").read_text() == "-\nId: how\nHow?\nSo.\n"


def test_ids_wants_something_to_work_on(tmp_path):
    assert ids().returncode == 2
    done = ids(tmp_path / "none.qa")
    assert done.returncode == 1
    assert done.stderr == (f"qapsule: cannot read {tmp_path}/none.qa: No such "
                           "file or directory\n")
