"""Raw-byte clients for Gemini and Gopher.

They send exactly the bytes they are given, in the pieces they are given, and
tell what no library tells: whether close_notify came before the end, whether
the connection was reset, and every byte that was on the wire. Nothing here
retries or repairs.
"""

import functools
import socket
import ssl
import struct
import zlib
from dataclasses import dataclass, field

DEADLINE = 30  # seconds for one exchange; a server that needs them has failed
ADDRESS = "127.0.0.1"


@dataclass
class Reply:
    raw: bytearray = field(default_factory=bytearray)  # what a client reads
    close_notify: bool = False  # TLS ended as it should (RFC 8446 6.1)
    eof: bool = False           # FIN came
    reset: bool = False         # RST came, or a write met one
    error: str = ""             # what TLS complained of
    version: str = ""           # "TLSv1.3"
    certificate: bytes = b""    # DER
    session: object = None      # for a later visit in the same context
    resumed: bool = False
    # all that came, undecrypted
    wire: bytearray = field(default_factory=bytearray, repr=False)

    @property
    def header(self):
        """The line before the first CRLF; None when there is none."""
        line, crlf, _ = self.raw.partition(b"\r\n")
        return line.decode() if crlf else None

    @property
    def status(self):
        return self.header[:2] if self.header else None

    @property
    def meta(self):
        return self.header[3:]

    @property
    def body(self):
        return self.raw.partition(b"\r\n")[2]

    @property
    def text(self):
        return self.body.decode()


def connect(port, receive_buffer=None, source=None):
    sock = socket.socket()
    sock.settimeout(DEADLINE)
    if receive_buffer:  # before connect, or the window is agreed already
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    if source:
        sock.bind((source, 0))
    sock.connect((ADDRESS, port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def reset(sock):
    """Closes with RST, as a client that vanishes."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack("ii", 1, 0))
    sock.close()


def pieces_of(data):
    return [data] if isinstance(data, bytes) else list(data)


def new_tls_context(low=None, high=None, ciphers=None, identity=None,
                    alpn=()):
    """identity: the file of a client certificate with its key."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # else the end of the connection would pass for a close_notify
    context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF
    if ciphers:
        context.set_ciphers(ciphers)
    if low:
        context.minimum_version = low
    if high:
        context.maximum_version = high
    if identity:
        context.load_cert_chain(identity)
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


# Dear to make, and a session belongs to its context. Shared: not to be changed.
tls_context = functools.cache(new_tls_context)


class Tls:
    """A TLS client over a socket, a record a write."""

    def __init__(self, port, sni="localhost", low=None, high=None,
                 ciphers=None, receive_buffer=None, context=None,
                 session=None, alpn=(), source=None):
        context = context or tls_context(low, high, ciphers, alpn=tuple(alpn))
        self.reply = Reply()
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing,
                                    server_hostname=sni, session=session)
        self.sock = connect(port, receive_buffer, source)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def flush(self):
        data = self.outgoing.read()
        if data:
            try:
                self.sock.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                self.reply.reset = True

    def fill(self):
        """Takes what the peer sent; False at the end."""
        try:
            data = self.sock.recv(65536)
        except ConnectionResetError:
            self.reply.reset = True
            data = b""
        self.reply.wire += data
        if data:
            self.incoming.write(data)
        else:
            self.reply.eof = not self.reply.reset
            self.incoming.write_eof()
        return bool(data)

    def handshake(self):
        """False, with reply.error, when TLS could not be agreed."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                self.flush()
                self.fill()
                continue
            except ssl.SSLError as e:
                self.reply.error = str(e)
                self.flush()
                return False
            self.flush()
            self.reply.version = self.tls.version()
            self.reply.certificate = self.tls.getpeercert(binary_form=True)
            self.reply.resumed = self.tls.session_reused
            return True

    def send(self, data):
        """Each piece is a record of its own and a send(2) of its own."""
        for piece in pieces_of(data):
            self.tls.write(piece)
            self.flush()

    def half_close(self, politely=True):
        """Sends no more: close_notify, or only the end of the connection."""
        if politely:
            try:
                self.tls.unwrap()
            except ssl.SSLWantReadError:
                self.flush()
        else:
            self.sock.shutdown(socket.SHUT_WR)

    def receive(self, until=None):
        """Reads to the end, or until so many bytes are there."""
        reply = self.reply
        while until is None or len(reply.raw) < until:
            try:
                data = self.tls.read(65536)
            except ssl.SSLWantReadError:
                self.fill()
                continue
            except ssl.SSLZeroReturnError:  # close_notify, where we sent ours
                data = b""
            except ssl.SSLError as e:
                reply.error = str(e)
                break
            reply.raw += data
            if not data:  # only close_notify reads as nothing
                reply.close_notify = True
                while not reply.eof and not reply.reset:
                    self.fill()
                break
        reply.session = self.tls.session
        return reply


def gemini(port, request, *, sni="localhost", low=None, high=None,
           ciphers=None, half_close=False, context=None, session=None,
           source=None):
    """One transaction. request: bytes, or a list of them, a record each."""
    with Tls(port, sni, low, high, ciphers, context=context,
             session=session, source=source) as client:
        if not client.handshake():
            return client.reply
        client.send(request)
        if half_close:
            client.sock.shutdown(socket.SHUT_WR)
        return client.receive()


def get(server, path):
    """What Gemini has at a path of a server that was started for a test."""
    return gemini(server.gemini, b"gemini://localhost:%d%s\r\n"
                  % (server.gemini, path.encode()))


def plain(port, request, *, half_close=False, source=None):
    """Bytes out, all bytes in: Gopher, or plain text where TLS is spoken."""
    reply = Reply()
    with connect(port, source=source) as sock:
        try:
            for piece in pieces_of(request):
                sock.sendall(piece)
            if half_close:
                sock.shutdown(socket.SHUT_WR)
            while data := sock.recv(65536):
                reply.raw += data
            reply.eof = True
        except (BrokenPipeError, ConnectionResetError):
            reply.reset = True
    return reply


gopher = plain


# --- one request, cut in all ways -------------------------------------------


def whole(data):
    return [data]


def in_two(data):
    """Each request is cut at another place, so that a table of them is cut
    everywhere."""
    at = 1 + zlib.crc32(data) % max(len(data) - 1, 1)
    return [data[:at], data[at:]]


def byte_by_byte(data):
    """But for the most of a long one."""
    first = max(len(data) - 100, 0)
    pieces = [bytes([byte]) for byte in data[first:]]
    return [data[:first], *pieces] if first else pieces


WAYS = [whole, in_two, byte_by_byte]

# --- what comes back --------------------------------------------------------


@dataclass
class Item:
    """One line of a Gopher menu."""
    type: str
    text: str
    selector: str
    host: str
    port: int


def menu(raw):
    """The lines of a menu, which must be well formed (RFC 1436, appendix)."""
    assert raw.endswith(b"\r\n.\r\n"), raw[-80:]
    items = []
    for line in raw[:-len(b"\r\n.\r\n")].split(b"\r\n"):
        fields = line.decode().split("\t")
        assert len(fields) == 4, line
        assert not any(c < 0x20 and c != 9 or c == 0x7F for c in line), line
        display, selector, host, number = fields
        assert display and 1 <= int(number) <= 65535, line
        items.append(Item(display[0], display[1:], selector, host,
                          int(number)))
    return items


def links(text):
    """(target, label) of the link lines of a gemtext outside ``` blocks."""
    found, raw = [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            raw = not raw
        elif not raw and line.startswith("=>"):
            target, _, label = line[2:].strip().partition(" ")
            found.append((target, label.strip()))
    return found
