"""Certificates of every kind for tests, made by openssl(1)."""

import hashlib
import ssl
import subprocess
from datetime import datetime, timedelta, timezone

CONF = """
[ca]
default_ca = default
[default]
database = {folder}/index
serial = {folder}/serial
new_certs_dir = {folder}
default_md = sha256
policy = policy
unique_subject = no
[policy]
commonName = supplied
[leaf]
subjectAltName = DNS:{name}
[authority]
basicConstraints = critical, CA:TRUE
"""


def openssl(*args):
    ended = subprocess.run(["openssl", *map(str, args)], capture_output=True,
                           check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


class Identity:
    """A certificate with its key, self-signed or of an issuer."""

    def __init__(self, folder, name, *, issuer=None, days=(-1, 90),
                 authority=False):
        self.folder = folder / name
        self.folder.mkdir()
        self.key = self.folder / "key.pem"
        self.certificate = self.folder / "certificate.pem"
        self.both = self.folder / "both.pem"  # as Python wants it
        request = self.folder / "request.pem"
        conf = self.folder / "openssl.cnf"
        conf.write_text(CONF.format(folder=self.folder, name=name))
        (self.folder / "index").touch()
        (self.folder / "serial").write_text("01\n")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                "-out", request, "-subj", f"/CN={name}")
        signer = ["-selfsign", "-keyfile", self.key] if issuer is None else [
            "-cert", issuer.certificate, "-keyfile", issuer.key]
        start, end = (datetime.now(timezone.utc) + timedelta(days=day)
                      for day in days)
        openssl("ca", "-batch", "-notext", "-config", conf, *signer,
                "-extensions", "authority" if authority else "leaf",
                "-startdate", f"{start:%Y%m%d%H%M%SZ}",
                "-enddate", f"{end:%Y%m%d%H%M%SZ}",
                "-in", request, "-out", self.certificate)
        self.key.chmod(0o600)
        self.both.write_text(self.pem + self.key.read_text())

    @property
    def pem(self):
        return self.certificate.read_text()

    @property
    def digest(self):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.pem)).hexdigest()

    @property
    def key_digest(self):
        der = openssl("pkey", "-in", self.key, "-pubout", "-outform", "DER")
        return hashlib.sha256(der).hexdigest()
