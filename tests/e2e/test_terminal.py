"""What a person sees who tries it on a terminal."""

import os
import pty
import pwd
import signal
import subprocess

import pytest
from server import BINARY, DEADLINE, run

ERROR = "tea.qa:2: \033[1;31merror\033[0m: "


@pytest.fixture
def capsule(tmp_path):
    folder = tmp_path / "capsule"
    folder.mkdir()
    (folder / "tea.qa").write_text("Title: Tea\nSlug: A B\n-\nWhen?\nAt five.\n")
    return folder


def on_terminal(*args, **environment):
    """What the program writes to a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [BINARY, *map(str, args)], stdin=theirs, stdout=theirs, stderr=theirs,
        env={"PATH": os.environ["PATH"], "TERM": "screen"} | environment)
    os.close(theirs)
    shown = b""
    try:
        while data := os.read(ours, 4096):
            shown += data
    except OSError:
        pass  # how a terminal ends
    os.close(ours)
    process.wait(DEADLINE)
    return shown.decode()


def test_an_error_is_coloured_on_a_terminal(capsule):
    assert ERROR in on_terminal("check", capsule / "tea.qa")


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_nothing_is_coloured_for_those_who_do_not_want_it(capsule, environment):
    shown = on_terminal("check", capsule / "tea.qa", **environment)
    assert "tea.qa:2: error: " in shown and "\033" not in shown


def test_an_empty_no_color_is_none(capsule):
    assert ERROR in on_terminal("check", capsule / "tea.qa", NO_COLOR="")


def test_nothing_is_coloured_in_a_pipe(capsule):
    result = run("check", capsule / "tea.qa",
                 env={"PATH": os.environ["PATH"], "TERM": "screen"})
    assert "tea.qa:2: error: " in result.stdout and "\033" not in result.stdout


def test_so_is_what_serve_says_of_a_configuration_and_of_documents(
        capsule, tmp_path):
    conf = tmp_path / "conf"
    conf.write_text('workers = "many"\n')
    assert "conf:1: \033[1;31merror\033[0m: " in on_terminal(
        "serve", "-c", conf)
    conf.write_text(f'certs = "{tmp_path}/certs"\nstate = "{tmp_path}/state"\n'
                    f'host "localhost" {{ capsule = "{capsule}" }}\n'
                    'listen "127.0.0.1:0" { protocol = gopher }\n')
    assert ERROR in on_terminal("serve", "-c", conf, "--ports-file",
                                tmp_path / "no" / "folder")


def test_it_is_said_how_to_open_what_is_served_and_how_to_stop_it(tmp_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [BINARY, "serve", "--capsule", tmp_path, "--certs", tmp_path / "certs",
         "--state", tmp_path / "state", "--gemini", "127.0.0.1:0",
         "--gopher", "127.0.0.1:0"],
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while b"Ctrl-C" not in shown:
        shown += os.read(ours, 4096)
    assert b"amfora gemini://localhost:" in shown
    assert b"lynx gopher://localhost:" in shown
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 0
    os.close(ours)


@pytest.mark.parametrize("command", [
    "serve", "check", "render", "ids", "cert", "status", "reload", "stop"])
def test_every_command_has_help(command):
    result = run(command, "--help")
    assert result.returncode == 0 and result.stderr == ""
    assert f"qapsule {command}" in result.stdout


@pytest.mark.parametrize("command", ["serve", "check", "import"])
def test_a_wrong_flag_is_said_in_the_name_of_the_command(command):
    result = run(command, "--wrong")
    assert result.returncode == 2
    assert result.stderr.startswith(f"qapsule {command}: ")


def knows(user):
    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has root to give up")
@pytest.mark.skipif(knows("qapsule"), reason="there is the user qapsule")
@pytest.mark.parametrize("name, warned", [
    ("localhost", False), ("example.org", True)])
def test_root_is_warned_when_others_are_served(tmp_path, name, warned):
    folder = tmp_path / "capsule"
    folder.mkdir()
    with open(tmp_path / "err", "wb") as err:
        process = subprocess.Popen(
            [BINARY, "serve", "--capsule", folder, "--host", name,
             "--certs", tmp_path / "certs", "--state", tmp_path / "state",
             "--gemini", "127.0.0.1:0", "--gopher", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err)
        for line in process.stdout:
            if line.startswith(b"Certificate "):
                break
        process.terminate()
        process.wait(DEADLINE)
    assert ("to give up root" in (tmp_path / "err").read_text()) == warned
