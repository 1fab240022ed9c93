"""qapsule reload: waits for the outcome of a reload, and tells it."""

import os
import signal
import subprocess

import pytest
from server import BINARY, run, wait_for
from test_reload import (CONF, answer, becomes, folder,  # noqa: F401
                         still, write)  # pylint: disable=unused-import


def reload(one, *args):
    return run("reload", *(args or ("--state", one.state)))


def test_it_returns_when_what_changed_is_served(still, folder):
    write(folder, "At ten.")
    write(folder, "At noon.", "river.qa")
    told = reload(still)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == "localhost: 2 pages, 2 questions\n"
    becomes(still, "At ten.")
    becomes(still, "At noon.", "river")


def test_a_page_at_fault_is_told_and_its_last_version_goes_on(still, folder):
    (folder / "harbour.qa").write_text("Title: Harbour\n\n-\n-\n")
    write(folder, "At noon.", "river.qa")
    told = reload(still)
    assert told.returncode == 0, told.stderr
    counts, *rest = told.stdout.splitlines()
    assert counts == "localhost: 2 pages, 2 questions"
    page = folder / "harbour.qa"
    assert any(line.startswith(f"{page}:4: error: empty item")
               for line in rest)
    assert f"{page}: its last good version goes on being served" in rest
    becomes(still, "At noon.", "river")
    assert "At nine." in answer(still)
    write(folder, "At ten.")
    assert reload(still).stdout == "localhost: 2 pages, 2 questions\n"


def test_status_tells_of_pages_at_fault(still, folder):
    def gauge():
        told = run("status", "--prometheus", "--state", still.state).stdout
        return int(told.split("\nqapsule_broken_documents ")[1].split()[0])

    assert gauge() == 0
    (folder / "harbour.qa").write_text("Title: Harbour\n\n-\n-\n")
    (folder / "river.qa").write_text("Title: River\n")
    assert reload(still).returncode == 0
    assert gauge() == 2
    told = run("status", "--state", still.state).stdout.splitlines()
    assert (f"{folder / 'harbour.qa'}: its last good version goes on being "
            "served") in told
    assert f"{folder / 'river.qa'}: it is not served" in told
    write(folder, "At ten.")
    write(folder, "At noon.", "river.qa")
    assert reload(still).returncode == 0
    assert gauge() == 0
    assert str(folder) not in run("status", "--state", still.state).stdout


@pytest.fixture
def configured(start, tmp_path, folder):
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(folder))
    one = start(conf=conf)
    one.conf = conf
    return one


def test_a_broken_configuration_changes_nothing_and_is_told(configured,
                                                            folder):
    configured.conf.write_text(CONF.format(folder) + "wathc = false\n")
    write(folder, "At ten.")
    told = reload(configured)
    assert (told.returncode, told.stdout) == (1, "")
    first, reason = told.stderr.splitlines()
    assert first.startswith("qapsule: not reloaded; what was served before ")
    assert reason.startswith(f"{configured.conf}:4: error: ")
    assert "At nine." in answer(configured)
    configured.conf.write_text(CONF.format(folder))
    assert reload(configured).returncode == 0
    becomes(configured, "At ten.")


def test_what_only_the_parent_can_try_is_told_too(configured, folder):
    port = configured.gemini
    configured.conf.write_text(CONF.format(folder)
                               + 'listen "192.0.2.1:0" '
                               + "{ protocol = gopher }\n")
    told = reload(configured)
    assert told.returncode == 1
    assert f"{configured.conf}:4: error: cannot " in told.stderr
    assert configured.gemini == port and "At nine." in answer(configured)


def test_the_state_folder_is_found_by_the_configuration(configured, folder,
                                                        tmp_path):
    client = tmp_path / "client.conf"
    client.write_text(f'state = "{configured.state}"\n'
                      + CONF.format(folder))
    assert reload(configured, "-c", client).returncode == 0
    client.write_text("state\n")
    told = reload(configured, "-c", client)
    assert told.returncode == 1
    assert told.stderr.startswith(f"{client}:")
    assert "--state DIR" in told.stderr
    assert reload(configured, "-c", client, "--state",
                  configured.state).returncode == 0


@pytest.fixture
def loading(configured):
    """Somebody has asked, and the child that loads waits for the rest of the
    configuration; (the one who asks, the child)."""
    workers = set(configured.workers)
    configured.conf.unlink()
    os.mkfifo(configured.conf)
    with subprocess.Popen([BINARY, "reload", "--state", configured.state],
                          stderr=subprocess.PIPE, text=True) as asking:
        child, = wait_for(lambda: set(configured.workers) - workers, "loader")
        yield asking, child


def test_a_loader_that_dies_is_told(configured, loading):
    asking, child = loading
    os.kill(child, signal.SIGKILL)
    told = asking.communicate()[1]
    assert asking.returncode == 1
    assert "loading died of signal 9" in told
    assert "At nine." in answer(configured)


def test_who_waits_is_told_when_the_server_stops(configured, loading):
    configured.stop()
    told = loading[0].communicate()[1]
    assert (loading[0].returncode, told) == (1, "qapsule: it stops\n")


def test_all_who_ask_at_once_are_answered_with_what_came_before(still,
                                                               folder):
    asking = []
    for i in range(8):
        write(folder, f"At {i}.", f"page{i}.qa")
        asking.append(subprocess.Popen(  # pylint: disable=consider-using-with
            [BINARY, "reload", "--state", still.state],
            stdout=subprocess.PIPE, text=True))
    for i, one in enumerate(asking):
        told = one.communicate()[0]
        assert one.returncode == 0
        pages = int(told.split(": ")[1].split()[0])
        assert pages >= 1 + i + 1, told  # at least those before it asked


def test_without_a_server_it_says_so(tmp_path):
    told = run("reload", "--state", tmp_path)
    assert told.returncode == 1
    assert told.stderr.startswith("qapsule: no server uses the state folder")
    assert run("reload", "left-over").returncode == 2
