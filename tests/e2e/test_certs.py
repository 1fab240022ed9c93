"""The server's own certificates: made, shown, renewed, brought along."""

import hashlib
import re
import ssl

import pytest
from client import Tls, gemini, new_tls_context
from pki import Identity, openssl
from server import run

LISTEN = '\nlisten "127.0.0.1:0" { protocol = gemini }\n'


@pytest.fixture
def write(tmp_path):
    (tmp_path / "capsule").mkdir()

    def write_one(text):
        conf = tmp_path / "qapsule.conf"
        conf.write_text(text + LISTEN)
        return conf

    return write_one


def brought(identity, *, chain=(), key=None):
    """A host that brings its own certificate."""
    file = identity.folder / "chain.pem"
    file.write_text("".join(one.pem for one in [identity, *chain]))
    return (f'\nhost localhost {{\n certificate = "{file}"\n'
            f' key = "{key or identity.key}"\n}}\n')


def check(conf):
    ended = run("check", "-c", conf)
    return ended.returncode, ended.stdout


def shown(text, label):
    return re.search(rf"^ +{label} +(.*)$", text, re.MULTILINE)[1]


def pinned(port):
    with Tls(port) as client:
        assert client.handshake()
        return client.reply.certificate


# --- of our own -------------------------------------------------------------


def test_show_prints_what_clients_compare(tmp_path):
    made = run("cert", "new", "--certs", tmp_path, "--host", "a.example",
               "--host", "b.example")
    assert made.returncode == 0, made.stderr
    text = run("cert", "show", "--certs", tmp_path, "--host",
               "a.example").stdout
    assert text == made.stdout
    der = ssl.PEM_cert_to_DER_cert((tmp_path / "a.example.crt").read_text())
    sha = hashlib.sha256(der).hexdigest()
    key = hashlib.sha256(openssl("pkey", "-in", tmp_path / "a.example.key",
                                 "-pubout", "-outform", "DER")).hexdigest()
    colons = ":".join(re.findall("..", sha.upper()))
    assert shown(text, "certificate, SHA-256") == colons
    colons = ":".join(re.findall("..", key.upper()))
    assert shown(text, "public key, SHA-256") == colons
    assert shown(text, "as in Amfora") == key.upper()
    assert shown(text, "as in Lagrange") == key
    assert shown(text, "names") == "DNS:a.example, DNS:b.example"
    assert shown(text, "issued by") == "itself"
    assert int(shown(text, "valid").split(" to ")[1][:4]) >= 2070


def test_new_never_replaces_one(tmp_path):
    flags = ["--certs", tmp_path]
    assert run("cert", "new", *flags).returncode == 0
    before = (tmp_path / "localhost.crt").read_bytes()
    again = run("cert", "new", *flags)
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert (tmp_path / "localhost.crt").read_bytes() == before


def test_a_renewal_keeps_the_key(tmp_path):
    flags = ["--certs", tmp_path]
    first = run("cert", "new", *flags).stdout
    key = (tmp_path / "localhost.key").read_bytes()
    second = run("cert", "renew", *flags)
    assert second.returncode == 0, second.stderr
    assert (tmp_path / "localhost.key").read_bytes() == key
    for label, same in (("certificate, SHA-256", False),
                        ("public key, SHA-256", True), ("names", True)):
        assert (shown(first, label) == shown(second.stdout, label)) == same
    third = run("cert", "renew", "--new-key", *flags)
    assert third.returncode == 0, third.stderr
    assert (tmp_path / "localhost.key").read_bytes() != key
    assert (tmp_path / "localhost.key").stat().st_mode & 0o777 == 0o600


def test_commands_are_for_all_hosts_of_a_file_or_one(write, tmp_path):
    conf = write('host a { aliases = b }\nhost c { }\n')
    told = run("cert", "show", "-c", conf)
    assert told.returncode == 1
    assert "qapsule cert new" in told.stderr
    assert not (tmp_path / "certs").exists()
    (tmp_path / "certs").mkdir()
    made = run("cert", "new", "-c", conf, "--host", "c")
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith(f"{tmp_path}/certs/c.crt\n")
    some = run("cert", "new", "-c", conf)
    assert some.returncode == 1  # that of c is there
    assert shown(some.stdout, "names") == "DNS:a, DNS:b"
    both = run("cert", "show", "-c", conf)
    assert both.returncode == 0
    assert both.stdout.count("public key") == 2
    assert "no host" in run("cert", "show", "-c", conf, "--host", "x").stderr


def test_a_new_alias_wants_a_renewal(write, start, tmp_path):
    text = "\nhost localhost { aliases = { www.example } }\n"
    one = start(conf=write("\nhost localhost { }\n"),
                certs=tmp_path / "certs")
    before = pinned(one.gemini)
    one.stop()
    conf = write(text)
    warning = (f"{conf}:2: warning: the certificate {tmp_path}/certs/"
               "localhost.crt does not hold the name www.example: ")
    status, said = check(conf)
    assert status == 0 and warning in said and "1 warning\n" in said
    two = start(conf=conf, certs=tmp_path / "certs")
    assert warning in two.errors
    assert pinned(two.gemini) == before
    two.stop()
    assert run("cert", "renew", "-c", conf).returncode == 0
    assert check(conf)[1].endswith("0 errors, 0 warnings\n")
    three = start(conf=conf, certs=tmp_path / "certs")
    assert pinned(three.gemini) != before
    assert not three.errors


# --- brought along ----------------------------------------------------------


@pytest.fixture
def authority(tmp_path):
    return Identity(tmp_path, "authority", authority=True)


def test_the_whole_chain_is_sent(write, start, tmp_path, authority):
    middle = Identity(tmp_path, "middle", issuer=authority, authority=True)
    leaf = Identity(tmp_path, "localhost", issuer=middle, days=(-1, 90))
    conf = write(brought(leaf, chain=[middle]))
    assert check(conf)[1].endswith("0 errors, 0 warnings\n")
    one = start(conf=conf)
    context = new_tls_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.certificate)
    uri = b"gemini://localhost:%d/\r\n" % one.gemini
    assert gemini(one.gemini, uri, context=context).status == "20"
    renewal = run("cert", "renew", "-c", conf)
    assert renewal.returncode == 1
    assert "issued by somebody else" in renewal.stderr
    text = run("cert", "show", "-c", conf).stdout
    assert shown(text, "issued by") == "/CN=middle"


def test_a_chain_out_of_order_is_told(write, tmp_path, authority):
    leaf = Identity(tmp_path, "localhost", issuer=authority, days=(-1, 90))
    other = Identity(tmp_path, "other")
    conf = write(brought(leaf, chain=[other, authority]))
    status, said = check(conf)
    assert status == 0
    assert f"{conf}:2: warning: " in said
    assert "place 2 of the file did not issue the one before it" in said
    assert "place 3" in said


@pytest.mark.parametrize("days, sentence", [
    ((-1, 28.5), "in 28 days"), ((-9, -1), "ended on"), ((1, 90), "begins on")])
def test_dates_are_told_and_it_is_served(write, start, tmp_path, days,
                                         sentence):
    leaf = Identity(tmp_path, "localhost", days=days)
    conf = write(brought(leaf))
    status, said = check(conf)
    assert status == 0
    assert f"{conf}:2: warning: the certificate " in said
    assert sentence in said
    one = start(conf=conf)
    assert sentence in one.errors
    assert hashlib.sha256(pinned(one.gemini)).hexdigest() == leaf.digest


def refused(conf, sentence):
    status, said = check(conf)
    assert status == 1
    assert said.startswith(f"{conf}:2: error: "), said
    assert sentence in said
    ended = run("serve", "-c", conf)
    assert ended.returncode == 1
    assert said.startswith(ended.stderr)


def test_a_key_of_another_certificate_is_refused(write, tmp_path):
    leaf = Identity(tmp_path, "localhost")
    other = Identity(tmp_path, "other")
    refused(write(brought(leaf, key=other.key)), "cannot use the key")


def test_a_key_that_everybody_can_read_is_refused(write, tmp_path):
    leaf = Identity(tmp_path, "localhost")
    leaf.key.chmod(0o644)
    refused(write(brought(leaf)), "is not secret: its mode is 0644")


def test_what_is_no_key_is_refused(write, tmp_path):
    leaf = Identity(tmp_path, "localhost")
    leaf.key.write_text("secret\n")
    refused(write(brought(leaf)), "it is not in PEM form, or has a "
                          "passphrase")


def test_a_passphrase_is_not_asked_for(write, tmp_path):
    leaf = Identity(tmp_path, "localhost")
    openssl("pkcs8", "-topk8", "-in", leaf.key, "-out", tmp_path / "locked",
            "-passout", "pass:secret")
    (tmp_path / "locked").chmod(0o600)
    conf = write(brought(leaf, key=tmp_path / "locked"))
    refused(conf, "it is not in PEM form, or has a passphrase")
    assert run("check", "-c", conf).stderr == ""
    renewed = run("cert", "renew", "-c", conf)
    assert renewed.returncode == 1
    assert renewed.stderr.startswith("qapsule: cannot renew ")


def test_what_is_no_certificate_is_refused(write, tmp_path):
    leaf = Identity(tmp_path, "localhost")
    leaf.certificate.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
    refused(write(brought(leaf)), "cannot use the certificate")


def test_half_of_a_pair_is_not_made_whole(write, tmp_path):
    (tmp_path / "certs").mkdir()
    (tmp_path / "certs" / "localhost.key").touch(mode=0o600)
    refused(write("\nhost localhost { }"), "localhost.crt is not: put it back")
