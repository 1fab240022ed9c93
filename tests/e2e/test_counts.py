"""What readers look for, as their owner sees it."""

import json

import pytest
from client import gemini, gopher, links, tls_context
from pki import Identity
from server import run, wait_for

DOCUMENT = """Title: Boats
-
Id: red
What "colour" is the boat?
Red.
-
Id: door
Where is the door?
Behind it.
"""

CONF = """
{more}
host "localhost" {{
    capsule = "capsule"
    client-certificates "/asked" {{ fingerprints = {{ "{digest}" }} }}
}}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher }}
"""


@pytest.fixture(scope="module")
def owner(tmp_path_factory):
    return Identity(tmp_path_factory.mktemp("owner"), "owner")


@pytest.fixture
def configured(start, tmp_path, owner):
    """Servers of one configuration and one state folder."""
    (tmp_path / "capsule").mkdir()
    (tmp_path / "capsule" / "boats.qa").write_text(DOCUMENT)

    def one(more=""):
        conf = tmp_path / "qapsule.conf"
        conf.write_text(CONF.format(digest=owner.digest, more=more))
        return start(conf=conf, args=["--state", tmp_path / "state"])
    return one


def ask(one, path, **how):
    return gemini(one.gemini, f"gemini://localhost:{one.gemini}{path}\r\n"
                  .encode(), **how)


def counts(tmp_path, *flags):
    told = run("status", "--questions", *flags, "--state", tmp_path / "state")
    assert told.returncode == 0, told.stderr
    return told.stdout


def told_of(tmp_path):
    told = json.loads(counts(tmp_path, "--json"))
    assert told["counted"]
    host = told["hosts"]["localhost"]
    return ({q["address"]: q["read"] for q in host["questions"]},
            {m["words"]: m["times"] for m in host["in_vain"]})


def read(one):
    assert ask(one, "/boats/red").status == "20"
    assert gopher(one.gopher, b"/boats/red\r\n").raw
    assert ask(one, "/boats/door").status == "20"
    assert ask(one, "/boats/").status == "20"  # no question
    assert ask(one, "/search?Zeppelin").status == "20"
    assert gopher(one.gopher, b"/search\tzeppelin\r\n").raw
    assert ask(one, "/search?%1B%5B31m%0Axyzzy").status == "20"
    assert ask(one, "/search?door").status == "20"  # is found


READ = {"/boats/red": 2, "/boats/door": 1}
IN_VAIN = {"zeppelin": 2, "[31m xyzzy": 1}


def test_both_protocols_count_and_a_restart_keeps_it(configured, tmp_path):
    one = configured()
    assert told_of(tmp_path) == ({}, {})
    read(one)
    assert told_of(tmp_path) == (READ, IN_VAIN)
    text = counts(tmp_path)
    assert "         2  /boats/red  What \"colour\" is the boat?\n" in text
    assert "         2  zeppelin\n" in text and "\x1b" not in text
    one.stop()
    assert (tmp_path / "state" / "counts").stat().st_mode & 0o777 == 0o600
    again = configured()
    assert told_of(tmp_path) == (READ, IN_VAIN)
    assert ask(again, "/boats/door").status == "20"
    assert told_of(tmp_path)[0]["/boats/door"] == 2


def test_a_reload_loses_nothing(configured, tmp_path):
    one = configured()
    read(one)
    boats = tmp_path / "capsule" / "boats.qa"
    boats.write_text(DOCUMENT + "-\nId: mast\nWhere is the mast?\nUp.\n")
    wait_for(lambda: ask(one, "/boats/mast").status == "20", "a new question")
    assert told_of(tmp_path) == (READ | {"/boats/mast": 1}, IN_VAIN)
    assert (tmp_path / "state" / "counts").exists()  # at the reload


def test_nothing_of_who_asked_is_kept(configured, tmp_path):
    one = configured()
    read(one)
    one.stop()
    for line in (tmp_path / "state" / "counts").read_text().splitlines():
        kind, number, count, *words = line.split(" ")
        assert kind in ("question", "miss") and len(number) == 16
        assert count.isdigit() and " ".join(words) in {"", *IN_VAIN}
        assert "127" not in line.replace(number, "")


def test_the_owner_reads_it_in_a_client_and_nobody_else(configured, owner,
                                                        tmp_path):
    one = configured()
    read(one)
    stranger = Identity(tmp_path, "stranger")
    assert ask(one, "/asked").status == "60"
    assert ask(one, "/asked", context=tls_context(
        identity=stranger.both)).status == "61"
    reply = ask(one, "/asked", context=tls_context(identity=owner.both))
    assert reply.status == "20"
    assert links(reply.text) == [
        ("/boats/red", 'What "colour" is the boat? (2)'),
        ("/boats/door", "Where is the door? (1)"),
        ("/search?zeppelin", "zeppelin (2)"),
        ("/search?%5B31m%20xyzzy", "[31m xyzzy (1)"), ("/", "Home")]
    assert b"zeppelin" not in gopher(one.gopher, b"/asked\r\n").raw


def test_without_an_owner_there_is_no_such_page(server):
    assert ask(server, "/asked").status == "51"


def test_one_setting_switches_it_off(configured, owner, tmp_path):
    one = configured("counts = false")
    read(one)
    assert counts(tmp_path) == "What readers look for is not counted.\n"
    assert json.loads(counts(tmp_path, "--json")) == {
        "counted": False, "hosts": {}}
    reply = ask(one, "/asked", context=tls_context(identity=owner.both))
    assert "not counted" in reply.text and "zeppelin" not in reply.text
    one.stop()
    assert not (tmp_path / "state" / "counts").exists()


def test_a_file_that_cannot_be_written_stops_nobody(configured, tmp_path):
    one = configured()
    (tmp_path / "state" / "counts").mkdir()  # root could write a mere file
    read(one)
    boats = tmp_path / "capsule" / "boats.qa"
    boats.write_text(DOCUMENT.replace("Behind it", "Before it"))
    wait_for(lambda: "cannot write" in one.errors, "a complaint")
    assert f"cannot write {tmp_path}/state/counts: " in one.errors
    wait_for(lambda: "Before" in ask(one, "/boats/door").text, "the new text")
    assert told_of(tmp_path)[0]["/boats/red"] == 2
    one.stop()
    assert one.errors.count("cannot write") == 1
    again = configured()
    assert "cannot read" in again.errors
    assert ask(again, "/boats/red").status == "20"


def test_a_damaged_file_is_told_and_the_rest_counts(configured, tmp_path):
    one = configured()
    read(one)
    one.stop()
    file = tmp_path / "state" / "counts"
    file.write_bytes(b"\x00\xff nonsense\n" + file.read_bytes())
    again = configured()
    assert "is damaged" in again.errors
    assert told_of(tmp_path) == (READ, IN_VAIN)


def test_questions_do_not_go_with_prometheus(tmp_path):
    assert run("status", "--questions", "--prometheus", "--state",
               tmp_path).returncode == 2
