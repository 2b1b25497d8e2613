"""A visitor's address: what is refused, what is connected to, and what an answer may take."""

import gzip
import json
import logging
import ssl
import time
import traceback
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import httpcore
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from persona_collapse.backends import Prompt, Sampling
from persona_collapse.backends.api import Api
from persona_collapse.backends.retry import Patience
from persona_collapse.errors import InputError
from space.asking import pinned_client
from space.asking.addresses import Endpoint, checked, is_public
from tests.support.loopback import Handler, Server, running
from tests.support.openai_stub import openai_stub
from tests.support.waiting import PATIENCE

KEY = "sk-a-key-nobody-may-see"
NAME = "models.example.org"
PUBLIC = "93.184.215.14"
ONCE = Patience(attempts=1)
ASKED = [Prompt("a", "1", 1, "", "Are you talkative?", tuple("12345"))]


def names(*addresses):
    """A resolver that gives these, and counts how often it is asked."""

    def resolve(host, port):
        resolve.asked.append((host, port))
        return list(addresses)

    resolve.asked = []
    return resolve


# addresses


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8", "192.0.2.1", "198.18.0.1"),
        *("192.88.99.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
        *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1", "2001:db8::1", "3fff::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378::1", "5f00::1"),
    ],
)
def test_an_address_that_is_not_public(address):
    assert not is_public(ip_address(address))
    with pytest.raises(InputError, match=f"{NAME} is not on the public network"):
        checked(f"https://{NAME}/v1", resolve=names(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "2606:4700:4700::1111"])
def test_an_address_that_is_public(address):
    endpoint = checked(f"https://{NAME}/v1/", resolve=names(address))
    assert endpoint == Endpoint(f"https://{NAME}/v1", "https", NAME, 443, address)


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_public(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert not is_public(address)


@pytest.mark.parametrize("among", [0, 1, 2])
@pytest.mark.parametrize("private", ["127.0.0.1", "::1", "fe80::1%eth0"])
def test_one_private_address_among_several_refuses_the_name(among, private):
    found = ["1.1.1.1", "2606:4700:4700::1111"]
    found.insert(among, private)
    with pytest.raises(InputError, match="not on the public network"):
        checked(f"https://{NAME}/v1", resolve=names(*found))


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/v1", "https://0.0.0.0/v1", "https://[::1]/v1", "https://[::]/v1"),
        *("https://[::ffff:127.0.0.1]/v1", "https://[::ffff:7f00:1]/v1", "https://[fe80::1]/v1"),
        *("https://localhost/v1", "https://LOCALHOST/v1", "https://169.254.169.254/latest/meta-data"),
    ],
)
def test_names_and_literals_of_this_machine_are_refused(url):
    with pytest.raises(InputError, match="not on the public network"):
        checked(url)


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "017700000001", "127.1", "127.0.1", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.01"),
        *("127.0.0.1.", "0", "0x", "1.2.3.4.5", "256.1.1.1", "example.0x1", "1.1.1.1.."),
    ],
)
def test_other_ways_to_write_a_number_are_refused(host):
    with pytest.raises(InputError, match="is a number in place of a name"):
        checked(f"https://{host}/v1", resolve=names(PUBLIC))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "not an address of an endpoint"),
        ("example.org/v1", "not an address of an endpoint"),
        ("https://", "not an address of an endpoint"),
        ("https:///v1", "not an address of an endpoint"),
        ("https:/example.org", "not an address of an endpoint"),
        ("ftp://example.org", "not an address of an endpoint"),
        ("file:///etc/passwd", "not an address of an endpoint"),
        ("gopher://example.org:70/_", "not an address of an endpoint"),
        ("https://example.org./v1", "not an address of an endpoint"),
        ("https://localhost./v1", "not an address of an endpoint"),
        ("https://a..b/v1", "not an address of an endpoint"),
        ("https://-a.org/v1", "not an address of an endpoint"),
        ("https://[::1%25eth0]/v1", "not an address of an endpoint"),
        ("https://[::1/v1", "not an address of an endpoint"),
        ("https://[v1.x]/v1", "not an address of an endpoint"),
        ("https://ex%61mple.org/v1", "not an address of an endpoint"),
        ("https://example.org:port/v1", "not an address of an endpoint"),
        ("https://example.org:70000/v1", "not an address of an endpoint"),
        ("https://example.org:-1/v1", "not an address of an endpoint"),
        ("https://user:secret@example.org/v1", "has a name or password in it"),
        ("https://1.1.1.1@127.0.0.1/v1", "has a name or password in it"),
        ("https://example.org/v1?key=secret", "continues after its path"),
        ("https://example.org/v1#secret", "continues after its path"),
        ("https://example.org/v1?", "continues after its path"),
        ("https://example.org/../v1", r"% or \.\. in it"),
        ("https://example.org/%2e%2e/v1", r"% or \.\. in it"),
        ("https://\uff11\uff12\uff17.\uff10.\uff10.\uff11/v1", "characters that an address cannot have"),
        ("https://münchen.example/v1", "characters that an address cannot have"),
        ("https://example。org/v1", "characters that an address cannot have"),
        ("https://exa\tmple.org/v1", "characters that an address cannot have"),
        ("https://example.org\\@127.0.0.1/v1", "characters that an address cannot have"),
        ("https://example.org/v1\r\nHost: a", "characters that an address cannot have"),
        ("https://exam\u00adple.org", "characters that an address cannot have"),
        (f"https://{'a.' * 200}org/v1", "has 414 characters"),
        ("https://example.org:22/v1", "port 22 is kept for other services"),
        ("https://example.org:80/v1", "port 80 is kept for other services"),
        ("https://example.org:0/v1", "port 0 is kept for other services"),
        ("http://example.org/v1", "http would show your key"),
        ("http://example.org:443/v1", "port 443 is kept for other services"),
    ],
)
@pytest.mark.parametrize("local_use", [False, True])
def test_what_is_no_address_of_an_endpoint(url, told, local_use):
    resolve = names(PUBLIC)
    with pytest.raises(InputError, match=told) as refused:
        checked(url, local_use, resolve=resolve)
    assert "secret" not in str(refused.value)
    if not told.startswith("http"):
        assert resolve.asked == [], "what cannot be an endpoint is not looked up"


@given(st.text(max_size=60))
def test_no_text_breaks_it_or_leads_home(text):
    for url in (text, f"https://{text}", f"https://{text}/v1"):
        try:
            endpoint = checked(url, resolve=lambda host, port: [PUBLIC])
        except InputError:
            continue
        assert (endpoint.scheme, endpoint.address) == ("https", PUBLIC)
        assert httpx.URL(endpoint.url).host == endpoint.host, "who reads it next finds the same host"


def test_a_name_that_is_not_found():
    def resolve(host, port):
        raise OSError("no such name")

    with pytest.raises(InputError, match=f"there is no host {NAME}"):
        checked(f"https://{NAME}/v1", resolve=resolve)
    with pytest.raises(InputError, match=f"there is no host {NAME}"):
        checked(f"https://{NAME}/v1", resolve=names())


@pytest.mark.parametrize(
    ("url", "address", "expected"),
    [
        ("http://localhost:8000/v1", "127.0.0.1", ("http", 8000)),
        ("http://[::1]:8000/v1", "::1", ("http", 8000)),
        ("http://box.lan/v1", "192.168.1.7", ("http", 80)),
        ("https://box.lan:8443", "fd00::7", ("https", 8443)),
        ("https://example.org/v1", PUBLIC, ("https", 443)),
    ],
)
def test_local_use_reaches_this_machine_and_its_network(url, address, expected):
    endpoint = checked(url, local_use=True, resolve=names(address))
    assert (endpoint.scheme, endpoint.port, endpoint.address) == (*expected, address)
    if address != PUBLIC:
        with pytest.raises(InputError, match="not on the public network"):
            checked(url, resolve=names(address))


@pytest.mark.parametrize("address", ["0.0.0.0", "169.254.169.254", "fe80::1", "224.0.0.1", "::ffff:127.0.0.1"])
def test_local_use_does_not_open_everything(address):
    with pytest.raises(InputError, match="not on the public network"):
        checked("http://box.lan/v1", local_use=True, resolve=names(address))


# connections


class Scripted(Server):
    """Does what a function of the request says; keeps paths and headers."""

    def __init__(self, script):
        super().__init__(Line)
        self.script, self.seen = script, []


class Line(Handler):
    def do_POST(self):
        self.body()
        self.server.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.server.script(self)

    do_GET = do_POST


def served(script=lambda line: line.answer(200, reply())):
    return running(Scripted(script))


def reply(text="4"):
    message = {"role": "assistant", "content": text}
    return {"model": "said", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def endpoint_of(server, scheme="http", address="127.0.0.1"):
    """The server by a name that nothing but the endpoint knows an address of."""
    port = server.server_port
    return checked(f"{scheme}://{NAME}:{port}/v1", local_use=True, resolve=names(address))


def asked(endpoint, key=KEY, patience=ONCE, **options):
    """The one reply to one question, through the backend that the app uses."""
    with pinned_client.client(endpoint, **options) as client:
        backend = Api("said", key=key, base_url=endpoint.url, patience=patience, http_client=client)
        [(_, found)] = backend.replies(iter(ASKED), Sampling())
    return found


def test_requests_go_to_the_checked_address_under_the_hosts_name():
    with served() as server:
        endpoint = endpoint_of(server)
        assert asked(endpoint).text == "4"
    [(path, headers)] = server.seen
    assert path == "/v1/chat/completions"
    assert headers["host"] == f"{NAME}:{server.server_port}"
    assert headers["authorization"] == f"Bearer {KEY}"


def test_a_stub_of_a_real_model_answers_through_it(checkpoint):
    with openai_stub(checkpoint, require_key=KEY) as server:
        endpoint = endpoint_of(server)
        with pinned_client.client(endpoint) as client:
            backend = Api(server.name, key=KEY, base_url=endpoint.url, http_client=client)
            [(_, found)] = backend.replies(iter(ASKED), Sampling(mode="probabilities", thinking=False))
    assert sum(found.probabilities) == pytest.approx(1, abs=0.2)


def test_a_name_that_moves_home_after_it_was_checked_is_not_followed(monkeypatch):
    """Checked as public, then answered as loopback: the second answer is never asked for."""
    found = iter([[PUBLIC], ["127.0.0.1"]])
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up again"))
    dialled = []

    def connect(self, host, port, *_):
        dialled.append((host, port))
        raise httpcore.ConnectError("no route")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with served() as server:
        url = f"https://{NAME}:{server.server_port}/v1"
        endpoint = checked(url, resolve=lambda host, port: next(found))
        assert asked(endpoint).error == "no connection (NetworkError)"
    assert dialled == [(PUBLIC, server.server_port)]
    assert server.seen == []
    assert next(found) == ["127.0.0.1"], "the second answer was there to be asked for"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(code):
    with served() as private:
        away = f"http://127.0.0.1:{private.server_port}/v1/chat/completions"
        with served(lambda line: line.answer(code, b"", Location=away)) as server:
            endpoint = endpoint_of(server)
            with pytest.raises(InputError, match=rf"redirects requests to another address \({code}\)"):
                asked(endpoint)
        with served(lambda line: line.answer(code, b"", Location="/v1/elsewhere")) as same:
            with pytest.raises(InputError, match="another address"):
                asked(endpoint_of(same))
            assert [path for path, _ in same.seen] == ["/v1/chat/completions"]
    assert private.seen == []


@pytest.mark.parametrize("change", [{"host": "other.example.org"}, {"scheme": "https"}, {"port": 9}])
def test_another_origin_is_refused_before_anything_is_sent(change):
    with served() as server:
        endpoint = endpoint_of(server)
        with pinned_client.client(endpoint) as client, pytest.raises(pinned_client.Elsewhere):
            client.get(httpx.URL(endpoint.url).copy_with(**change), follow_redirects=True)
    assert server.seen == []


def test_neither_proxies_nor_passwords_of_the_environment(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text(f"machine {NAME} login me password {KEY}")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with served() as proxy, served() as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server_port}")
        endpoint = endpoint_of(server)
        for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
            monkeypatch.setenv(name, KEY)
        monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Secret: {KEY}")
        assert asked(endpoint, key="").text == "4"
        assert (len(server.seen), proxy.seen) == (1, [])
    assert KEY not in str(server.seen)


def test_cookies_are_not_sent_back():
    with served(lambda line: line.answer(200, reply(), Set_Cookie="who=you; Path=/")) as server:
        endpoint = endpoint_of(server)
        with pinned_client.client(endpoint) as client:
            for _ in range(2):
                client.get(endpoint.url)
            assert not client.cookies
    assert [headers.get("cookie") for _, headers in server.seen] == [None, None]


@pytest.mark.parametrize("name", ["X-Long", None])
def test_an_answer_that_is_too_long_is_not_read_to_its_end(name):
    def script(line):
        if name:
            line.answer(200, reply(), **{f"{name}-{place}": "a" * 9000 for place in range(9)})
        else:
            line.answer(200, reply("a" * 100_000))

    with served(script) as server:
        bounds = pinned_client.Bounds(most=50_000)
        assert asked(endpoint_of(server), bounds=bounds).error == "no connection (TooLong)"
        assert asked(endpoint_of(server)).error == ""


def test_each_answer_has_its_own_bytes_and_a_connection_is_used_again():
    with served() as server:
        endpoint = endpoint_of(server)
        sockets = []
        with pinned_client.client(endpoint, pinned_client.Bounds(most=1000)) as client:
            for _ in range(20):
                found = client.get(endpoint.url, extensions={"trace": lambda event, _: sockets.append(event)})
                assert found.json() == reply()
    assert sockets.count("connection.connect_tcp.complete") == 1


@pytest.mark.parametrize("where", ["head", "body"])
def test_an_answer_that_drips_ends_in_time(where):
    def script(line):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
        line.wfile.write(head if where == "head" else head + b"\r\n")
        for _ in range(most):
            line.wfile.write(b"a")
            dripped.append(1)
            time.sleep(0.05)

    dripped, most = [], int(PATIENCE / 0.05)
    with served(script) as server:
        assert asked(endpoint_of(server), bounds=pinned_client.Bounds(seconds=0.4)).error == "no answer in time"
        assert len(dripped) < most


def test_a_compressed_answer_is_refused():
    """A thousand bytes may become a gigabyte; they are not unpacked to see."""

    def script(line):
        packed = gzip.compress(json.dumps(reply("a" * 5_000_000)).encode())
        line.answer(200, packed, Content_Encoding="gzip")

    with served(script) as server:
        assert asked(endpoint_of(server)).error == "no connection (Compressed)"
    assert server.seen[0][1]["accept-encoding"] == "identity"


# certificates


def certificate(folder, name):
    """A key and a certificate of its own for a name, valid for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def behind_tls(server, file):
    """The server behind TLS; it keeps the names that clients ask for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.asked_for = []
    context.sni_callback = lambda _, name, __: server.asked_for.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


@pytest.mark.parametrize(("named", "told"), [(NAME, ""), ("other.example.org", "no connection (NetworkError)")])
def test_certificates_are_verified_against_the_name(tmp_path, named, told):
    file = certificate(tmp_path, named)
    with running(behind_tls(Scripted(lambda line: line.answer(200, reply())), file)) as server:
        endpoint = endpoint_of(server, "https")
        found = asked(endpoint, context=ssl.create_default_context(cafile=file))
        assert found.error == told
        assert server.asked_for == [NAME]
        assert len(server.seen) == (0 if told else 1)


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path, monkeypatch):
    file = certificate(tmp_path, NAME)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with running(behind_tls(Scripted(lambda line: line.answer(200, reply())), file)) as server:
        assert asked(endpoint_of(server, "https")).error == "no connection (NetworkError)"
    assert server.seen == []


# the key


@pytest.mark.parametrize("code", [200, 302, 400, 401, 404, 500])
def test_the_key_is_in_no_error_and_no_log(caplog, code):
    def script(line):
        echoed = f"bad: {line.headers['Authorization']}"
        line.answer(code, {"error": {"message": echoed}} if code != 200 else echoed.encode())

    caplog.set_level(logging.DEBUG)
    with served(script) as server:
        try:
            told = asked(endpoint_of(server)).error
        except InputError as error:
            told = "".join(traceback.format_exception(error))
    assert server.seen[0][1]["authorization"] == f"Bearer {KEY}"
    assert told
    assert KEY not in told
    assert len(caplog.records) > 3, "the libraries did log"
    assert KEY not in caplog.text
