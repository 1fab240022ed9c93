"""Paths for some only: client certificates, and what nobody else sees."""

import ssl
import subprocess

import pytest
from client import gemini, gopher, menu, new_tls_context, tls_context
from pki import Identity
from server import Server, run

CONF = """
host "a.example" {{
    capsule = "capsule"
    client-certificates "/drafts/" {{
        fingerprints = {{ "sha256:{friend.digest}" }}
    }}
    client-certificates "/drafts/key" {{
        fingerprints = {{ "{colons}", "{ended.digest}", "{later.digest}" }}
    }}
    client-certificates "/club" {{
        authority = "{authority.certificate}"
    }}
    client-certificates "/faq2" {{
        fingerprints = {{ "{friend.digest}" }}
    }}
}}
host "b.example" {{
    capsule = "capsule"
    client-certificates "/drafts" {{ fingerprints = {{ "{friend.digest}" }} }}
}}
host "c.example" {{
    capsule = "capsule"
}}
listen "127.0.0.1:0" {{ protocol = gemini }}
listen "127.0.0.1:00" {{ protocol = gopher  tls = optional }}
"""


class People:
    def __init__(self, folder):
        self.friend = Identity(folder, "friend")
        self.keyed = Identity(folder, "keyed")
        self.ended = Identity(folder, "ended", days=(-9, -1))
        self.later = Identity(folder, "later", days=(1, 9))
        self.authority = Identity(folder, "authority", authority=True)
        self.member = Identity(folder, "member", issuer=self.authority)
        self.former = Identity(folder, "former", issuer=self.authority,
                               days=(-9, -1))
        # no member: signed by one who was signed by the authority
        middle = Identity(folder, "middle", issuer=self.authority,
                          authority=True)
        self.guest = Identity(folder, "guest", issuer=middle)
        # nor is who has signed with a certificate that may not
        self.forged = Identity(folder, "forged", issuer=self.member)
        self.colons = ":".join(
            self.keyed.key_digest[i:i + 2] for i in range(0, 64, 2)).upper()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    return People(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def zones(tmp_path_factory, people):
    tmp = tmp_path_factory.mktemp("zones")
    for folder in ("capsule", "capsule/drafts", "capsule/drafts/key",
                   "capsule/club"):
        (tmp / folder).mkdir()
    page = "Title: {}\n\nIntro.\n-\nWhy?\nBecause.\n-\nWhat?\nNo.\n"
    for file, title in (("faq", "Questions"), ("drafts/next", "Next"),
                        ("drafts/key/deep", "Deep"), ("club/rules", "Rules")):
        (tmp / "capsule" / f"{file}.qa").write_text(page.format(title))
    (tmp / "capsule" / "drafts" / "old.qa").write_text(
        "Title: Renamed\nWas: once\n\n-\nWhy?\nBecause.\n")
    (tmp / "capsule" / "faq2.qa").write_text(
        "Title: Second\nWas: before\n\n-\nId: secret\nWhat?\nThis.\n")
    (tmp / "capsule" / "club" / "list.txt").write_text("A member.\n")
    conf = tmp / "qapsule.conf"
    conf.write_text(CONF.format(**vars(people)))
    assert run("check", "-c", conf).returncode == 0
    one = Server(tmp / "run", conf=conf)
    yield one
    one.stop()


@pytest.fixture(params=["1.2", "1.3"])
def version(request):
    return {"1.2": ssl.TLSVersion.TLSv1_2,
            "1.3": ssl.TLSVersion.TLSv1_3}[request.param]


def ask(zones, path, *, context=None, host="a.example", sni="a.example",
        **kwargs):
    uri = f"gemini://{host}:{zones.gemini}{path}\r\n".encode()
    return gemini(zones.gemini, uri, sni=sni, context=context, **kwargs)


# --- 60, 61, 62 -------------------------------------------------------------


@pytest.mark.parametrize("who, path, status", [
    (None, "/", "20"),
    (None, "/faq/", "20"),
    (None, "/faq/why", "20"),
    (None, "/faq2/", "60"),  # one page
    (None, "/faq2/secret", "60"),
    (None, "/faq2/all", "60"),
    (None, "/before/", "60"),  # where it was lies outside
    (None, "/before/secret", "60"),
    (None, "/drafts", "60"),
    (None, "/drafts/", "60"),
    (None, "/drafts/next/", "60"),
    (None, "/drafts/next/why", "60"),
    (None, "/drafts/nothing", "60"),  # what is there is not told
    (None, "/drafts/once/", "60"),
    (None, "/DRAFTS/", "51"),
    (None, "/draftsman", "51"),
    (None, "//drafts//next/", "60"),
    (None, "/./x/../drafts/", "60"),
    (None, "/%64rafts/next/", "60"),
    (None, "/club/list.txt", "60"),
    ("friend", "/drafts/", "20"),
    ("friend", "/drafts/next/why", "20"),
    ("friend", "/drafts/nothing", "51"),
    ("friend", "/faq2/secret", "20"),
    ("friend", "/before/secret", "31"),
    ("friend", "/faq/", "20"),
    ("friend", "/club/rules/", "61"),
    ("friend", "/drafts/key/deep/", "61"),  # the innermost zone decides
    ("keyed", "/drafts/key/deep/", "20"),
    ("keyed", "/drafts/", "61"),
    ("ended", "/drafts/key/deep/", "62"),
    ("ended", "/drafts/", "62"),
    ("ended", "/faq/", "20"),  # nobody looks at it here
    ("later", "/drafts/key/deep/", "62"),
    ("member", "/club/list.txt", "20"),
    ("member", "/club/rules/why", "20"),
    ("member", "/drafts/", "61"),
    ("former", "/club/", "62"),
    ("guest", "/club/", "61"),
    ("forged", "/club/", "61"),
])
def test_who_may_read_what(zones, people, version, who, path, status):
    identity = getattr(people, who).both if who else None
    reply = ask(zones, path, context=tls_context(version, version,
                                                 identity=identity))
    assert reply.status == status
    assert reply.close_notify
    if status != "20":
        assert reply.meta and not reply.body


def test_only_hosts_with_zones_ask(zones, version):
    """TLS 1.2 tells in clear: CertificateRequest is message 13."""
    assert asks(zones, "a.example")
    assert asks(zones, "b.example")
    assert not asks(zones, "c.example")


def asks(zones, name):
    ended = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{zones.gemini}",
         "-servername", name, "-tls1_2", "-msg"],
        input="gemini://x/\r\n", capture_output=True, text=True, timeout=60,
        check=False)
    assert "ServerHelloDone" in ended.stdout
    return "CertificateRequest" in ended.stdout


# --- resumption -------------------------------------------------------------


def test_a_resumed_session_keeps_its_certificate(zones, people, version):
    context = tls_context(version, version, identity=people.friend.both)
    first = ask(zones, "/drafts/", context=context)
    second = ask(zones, "/drafts/next/", context=context,
                 session=first.session)
    assert not first.resumed and second.resumed
    assert (first.status, second.status) == ("20", "20")
    third = ask(zones, "/club/", context=context, session=second.session)
    assert third.status == "61"


def test_a_member_stays_one_when_resumed(zones, people, version):
    context = tls_context(version, version, identity=people.member.both)
    first = ask(zones, "/club/", context=context)
    second = ask(zones, "/club/", context=context, session=first.session)
    assert second.resumed and second.status == "20"


def test_who_chooses_a_certificate_later_is_asked_again(zones, people,
                                                        version):
    """A session without one would hide that there is one now."""
    context = new_tls_context(version, version)
    first = ask(zones, "/drafts/", context=context)
    assert first.status == "60"
    context.load_cert_chain(people.friend.both)
    second = ask(zones, "/drafts/", context=context, session=first.session)
    assert not second.resumed and second.status == "20"


def test_a_host_without_zones_resumes_anybody(zones, version):
    context = tls_context(version, version)
    first = ask(zones, "/", context=context, host="c.example",
                sni="c.example")
    second = ask(zones, "/", context=context, host="c.example",
                 sni="c.example", session=first.session)
    assert second.resumed and second.status == "20"


# --- nothing of one host at another -----------------------------------------


@pytest.mark.parametrize("first, second", [
    ("a.example", "b.example"), ("b.example", "a.example"),
    (None, "b.example"), ("c.example", "b.example")])
def test_a_certificate_is_not_carried_to_another_host(zones, people, version,
                                                      first, second):
    """The friend may read both, but must show it to both."""
    context = tls_context(version, version, identity=people.friend.both)
    one = ask(zones, "/drafts/", context=context, host=first or "a.example",
              sni=first)
    two = ask(zones, "/drafts/", context=context, host=second, sni=second,
              session=one.session)
    assert not two.resumed and two.status == "20"  # asked anew, and shown


def test_without_a_server_name_it_is_shown_to_the_default(zones, people):
    context = tls_context(identity=people.friend.both)
    assert ask(zones, "/drafts/", context=context, sni=None).status == "20"
    for name in ("b.example", "c.example"):
        assert ask(zones, "/", context=context, host=name,
                   sni=None).status == "20"
    other = ask(zones, "/drafts/", context=context, host="b.example",
                sni=None)
    assert other.status == "60"
    stranger = ask(zones, "/drafts/", context=context, host="b.example",
                   sni="a.example")
    assert stranger.status == "53"


# --- what nobody else sees --------------------------------------------------


def test_drafts_are_in_no_listing_outside(zones, people):
    outside = ask(zones, "/").text
    assert "Questions" in outside
    for title in ("Next", "Renamed", "Deep", "Rules", "Second", "drafts", "club"):
        assert title not in outside
    context = tls_context(identity=people.friend.both)
    # not even for those who may: the page is the same for everybody
    assert ask(zones, "/", context=context).text == outside
    inside = ask(zones, "/drafts/", context=context).text
    assert "Next" in inside and "Renamed" in inside
    assert "key" not in inside  # a place within for others
    everybody = ask(zones, "/", host="c.example", sni="c.example").text
    assert "Next" in everybody and "Rules" in everybody


def test_a_protected_address_does_not_exist_on_gopher(zones, people):
    labels = [item.text for item in menu(gopher(zones.gopher, b"\r\n").raw)]
    assert "Questions" in labels and "Next" not in labels
    for selector in (b"/drafts/", b"/drafts/next/", b"/drafts/next/why",
                     b"/drafts/once/", b"/%64rafts/", b"/club/list.txt",
                     b"/faq2/secret", b"/before/", b"/before/secret", b"drafts"):
        reply = gopher(zones.gopher, selector + b"\r\n").raw
        assert reply.startswith(b"3") and b"does not exist" in reply
        # what is near it is for everybody, or it would tell
        for item in menu(reply)[1:]:
            assert not item.selector.startswith(("/drafts", "/club/", "/faq2"))
    assert b"Because." in gopher(zones.gopher, b"/faq/why\r\n").raw


def test_what_is_protected_is_not_found(zones):
    for line in (b"/search\tthis", b"/search\tnext", b"/search\tsecond",
                 b"/drafts/next/search\twhy", b"/faq2/search\tthis"):
        reply = gopher(zones.gopher, line + b"\r\n").raw
        for item in menu(reply):
            assert not item.selector.startswith(("/drafts", "/club/", "/faq2"))


def test_over_tls_gopher_knows_its_friends(zones, people):
    def fetch(identity, name="a.example"):
        return gemini(zones.gopher, b"/drafts/next/why\r\n", sni=name,
                      context=tls_context(identity=identity)).raw

    assert b"Because." in fetch(people.friend.both)
    assert fetch(people.keyed.both).startswith(b"3")
    assert fetch(None).startswith(b"3")
