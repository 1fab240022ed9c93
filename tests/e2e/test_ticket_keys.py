"""Session tickets that several servers share, by a file of keys."""

import base64
import ssl

import pytest
from client import gemini, tls_context
from server import run

CONF = """
ticket-keys = "{keys}"
watch = false
host "a.example" {{ capsule = "capsule" }}
host "b.example" {{ capsule = "capsule" }}
listen "127.0.0.1:0" {{ protocol = gemini }}
"""
KEYS = [base64.b64encode(bytes([n]) * 48).decode() for n in range(4)]


@pytest.fixture(params=["1.2", "1.3"])
def context(request):
    version = {"1.2": ssl.TLSVersion.TLSv1_2,
               "1.3": ssl.TLSVersion.TLSv1_3}[request.param]
    return tls_context(version, version)


class Machine:
    """One of several: its own certificates, configuration and keys."""

    def __init__(self, start, folder, keys):
        folder.mkdir()
        (folder / "capsule").mkdir()
        self.keys = folder / "ticket.keys"
        self.conf = folder / "qapsule.conf"
        self.conf.write_text(CONF.format(keys=self.keys))
        self.write(*keys)
        self.server = start(conf=self.conf)

    def write(self, *keys):
        new = self.keys.with_suffix(".new")
        new.write_text("".join(f"{key}\n" for key in keys))
        new.chmod(0o600)
        new.rename(self.keys)

    def reload(self):
        return run("reload", "--state", self.server.state)

    def visit(self, context, session=None, host="a.example"):
        url = f"gemini://{host}:{self.server.gemini}/\r\n".encode()
        reply = gemini(self.server.gemini, url, sni=host, context=context,
                       session=session)
        assert reply.status == "20", reply
        return reply


@pytest.fixture
def machines(start, tmp_path):
    return [Machine(start, tmp_path / name, KEYS[:1])
            for name in ("one", "two")]


def test_a_ticket_of_one_machine_is_resumed_at_another(machines, context):
    one, two = machines
    first = one.visit(context)
    assert not first.resumed
    second = two.visit(context, first.session)
    assert second.resumed
    assert one.visit(context, second.session).resumed


@pytest.mark.parametrize("first, second", [("a.example", "b.example"),
                                           ("b.example", "a.example")])
def test_but_not_at_another_host(machines, context, first, second):
    one, two = machines
    session = one.visit(context, host=first).session
    for machine in (one, two):
        assert not machine.visit(context, session, host=second).resumed
        assert machine.visit(context, session, host=first).resumed


def test_keys_are_replaced_without_a_full_handshake(machines, context):
    one, two = machines
    session = one.visit(context).session
    steps = ([KEYS[0], KEYS[1]], [KEYS[1], KEYS[0]], [KEYS[1]])
    for keys in steps:  # machine after machine, readers going to and fro
        for machine in machines:
            machine.write(*keys)
            assert machine.reload().returncode == 0
            for other in (two, one):
                reply = other.visit(context, session)
                assert reply.resumed, (keys, machine)
                session = reply.session


def test_a_key_that_is_gone_opens_nothing(machines, context):
    one, two = machines
    session = one.visit(context).session
    two.write(KEYS[2])
    assert two.visit(context, session).resumed  # until it is read
    assert two.reload().returncode == 0
    assert not two.visit(context, session).resumed
    one.conf.write_text(one.conf.read_text().replace("ticket-keys", "# "))
    assert one.reload().returncode == 0
    assert not one.visit(context, session).resumed  # random ones now
    fresh = one.visit(context).session
    assert one.reload().returncode == 0
    assert one.visit(context, fresh).resumed        # and still the same


@pytest.mark.parametrize("fault", ["mode", "content", "missing"])
def test_a_file_at_fault_changes_nothing(machines, context, fault):
    one, two = machines
    session = one.visit(context).session
    if fault == "mode":
        two.write(KEYS[1])
        two.keys.chmod(0o644)
    elif fault == "content":
        two.write(KEYS[1], "no key")
    else:
        two.keys.unlink()
    told = two.reload()
    assert told.returncode == 1
    assert f"{two.conf}:2: error: " in told.stderr
    assert str(two.keys) in told.stderr
    assert KEYS[1] not in told.stderr
    assert two.visit(context, session).resumed
    checked = run("check", "-c", two.conf)
    assert checked.returncode == 1 and str(two.keys) in checked.stderr \
        + checked.stdout


def test_a_server_does_not_start_with_keys_that_others_can_read(tmp_path):
    keys = tmp_path / "ticket.keys"
    keys.write_text(KEYS[0] + "\n")
    keys.chmod(0o644)
    (tmp_path / "capsule").mkdir()
    conf = tmp_path / "qapsule.conf"
    conf.write_text(CONF.format(keys=keys))
    told = run("serve", "-c", conf)
    assert told.returncode == 1
    assert "not secret: its mode is 0644" in told.stderr
