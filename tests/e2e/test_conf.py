"""The configuration file, as check and serve take it."""

import pytest
from client import gemini, gopher
from conftest import ROOT
from server import run


@pytest.fixture
def write(tmp_path):
    """Writes the file and a capsule, empty but for one page."""
    (tmp_path / "capsule").mkdir()
    (tmp_path / "capsule" / "faq.qa").write_text("Title: F\n\n-\nWhy?\nBecause.\n")

    def write_one(text):
        conf = tmp_path / "qapsule.conf"
        conf.write_text(text)
        return conf

    return write_one


LISTEN = """
listen "127.0.0.1:0" { protocol = gemini }
listen "127.0.0.1:00" { protocol = gopher }
"""


def test_check_is_content_and_makes_nothing(write, tmp_path):
    conf = write(LISTEN)
    before = sorted(tmp_path.rglob("*"))
    ended = run("check", "-c", conf)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.endswith("2 files: 0 errors, 0 warnings\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_check_reads_the_capsules_of_all_hosts(write, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "bad.qa").write_text("-\nWhy?\n")
    conf = write('host a { }\nhost b { capsule = "other" }\n')
    ended = run("check", "-c", conf)
    assert ended.returncode == 1
    assert f"{tmp_path}/other/bad.qa:2: error:" in ended.stdout
    assert f"{tmp_path}/capsule/faq.qa:" in ended.stdout


def test_a_path_counts_from_the_folder_of_the_file(write, tmp_path):
    write("")
    ended = run("check", "-c", "qapsule.conf", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    ended = run("check", "-c", f"{tmp_path.name}/qapsule.conf",
                cwd=tmp_path.parent)
    assert ended.returncode == 0, ended.stdout


BROKEN = {
    "an unknown key": ("colour = red\n", 1, "no such option 'colour'"),
    "a wrong type": ("\nworkers = { a }\n", 2, "unexpected token"),
    "a bad value": ("\n\nworkers = few\n", 3, "not a number"),
    "a missing capsule": ("host a {\n capsule = none\n}\n", 1,
                          "cannot read the capsule"),
    "a missing certificate": ("\nhost a { certificate = a key = b }\n", 2,
                              "/a: No such file or directory"),
    "clashing names": ("host a { }\nhost b { aliases = A }\n", 2,
                       "already that of"),
    "clashing addresses": (LISTEN + 'listen "127.0.0.1:0" {\n}', 4,
                           "duplicate"),
    "an open brace": ("\nhost a {\n", 2, 'has no "}"'),
}


@pytest.mark.parametrize("text, line, sentence", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("command", ["check", "serve"])
def test_a_fault_has_its_line_and_nothing_is_started(
        write, tmp_path, command, text, line, sentence):
    conf = write(text)
    ports = ["--ports-file", tmp_path / "ports"] if command == "serve" else []
    ended = run(command, "-c", conf, *ports)
    assert ended.returncode == 1
    said = ended.stdout if command == "check" else ended.stderr
    first = said.splitlines()[0]
    assert first.startswith(f"{conf}:{line}: error: "), said
    assert sentence in first
    assert not (tmp_path / "ports").exists()
    if command == "serve":
        assert len(said.splitlines()) == 1
    assert not (tmp_path / "state").exists()
    assert not (tmp_path / "certs").exists()


@pytest.mark.parametrize("command", ["check", "serve"])
def test_a_missing_file_is_named(tmp_path, command):
    ended = run(command, "-c", tmp_path / "none.conf")
    assert ended.returncode == 1
    assert f"{tmp_path}/none.conf: error: cannot read it: No such file" in \
        ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["check", "serve"])
def test_a_log_that_cannot_be_written_is_named(write, tmp_path, command):
    ended = run(command, "-c", write('\nlog { to = "logs/requests" }\n'))
    assert ended.returncode == 1
    assert (f"qapsule.conf:2: error: cannot write the log {tmp_path}/logs/"
            "requests: No such file") in ended.stdout + ended.stderr


@pytest.mark.parametrize("command", ["check", "serve"])
@pytest.mark.parametrize("name", ["folder", "link"])
def test_a_log_that_is_no_file_is_named(write, tmp_path, command, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").touch()
    ended = run(command, "-c", write(f'\nlog {{ to = "./{name}" }}\n'))
    assert ended.returncode == 1
    assert f"qapsule.conf:2: error: cannot write the log {tmp_path}" in \
        ended.stdout + ended.stderr


def test_check_makes_no_log(write, tmp_path):
    ended = run("check", "-c", write('log { to = "./requests" }\n'))
    assert ended.returncode == 0, ended.stdout
    assert not (tmp_path / "requests").exists()


def test_flags_for_hosts_do_not_go_with_a_file(write):
    for flag in ("--host", "--capsule"):
        ended = run("serve", "-c", write(""), flag, "a")
        assert ended.returncode == 2
        assert "go without -c" in ended.stderr


def test_other_flags_hold_in_place_of_the_file(write, start, tmp_path):
    conf = write('workers = 7\nlisten "127.0.0.1:0" { protocol = gopher }\n')
    one = start(conf=conf, workers=1, args=["--gemini", "127.0.0.1:0"])
    assert len(one.workers) == 1
    assert not (tmp_path / "certs").exists()
    uri = b"gemini://localhost:%d/faq/why\r\n" % one.gemini
    assert "Because." in gemini(one.gemini, uri).text
    assert b"Because." in gopher(one.gopher, b"/faq/why\r\n").raw


def test_a_file_may_leave_out_a_protocol(write, start):
    one = start(conf=write('listen "127.0.0.1:0" { protocol = gemini }\n'))
    assert one.gopher is None
    assert "gopher" not in one.output


def test_a_question_is_not_protected_apart_from_its_page(write):
    zone = ' client-certificates "{}" {{ fingerprints = "{}" }}\n'
    for path in ("/faq/why", "/faq/all"):
        conf = write("\nhost a {\n" + zone.format(path, "0" * 64) + "}\n" + LISTEN)
        for command in ("check", "serve"):
            ended = run(command, "-c", conf)
            assert ended.returncode == 1
            assert (f'{conf}:2: error: "{path}" cannot be protected by itself:'
                    ' protect its page, "/faq/"') in ended.stdout + \
                ended.stderr


def test_the_example_is_accepted(tmp_path):
    """As it is shipped, but that its folders are below ours."""
    text = (ROOT / "contrib" / "qapsule.conf").read_text()
    for folder in ("/srv/", "/var/lib/"):
        assert folder in text
        text = text.replace(f'"{folder}', f'"{tmp_path}{folder}')
    for host in ("example.org", "club.example"):
        (tmp_path / "srv" / "qapsule" / host).mkdir(parents=True)
    conf = tmp_path / "qapsule.conf"
    conf.write_text(text)
    ended = run("check", "-c", conf)
    assert ended.returncode == 0, ended.stdout
    assert ended.stdout == "1 file: 0 errors, 0 warnings\n"
