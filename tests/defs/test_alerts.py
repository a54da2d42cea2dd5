"""Alerts by mail against a server that really answers, with a certificate that nobody vouches for."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pipelines.defs import alerts


@contextmanager
def mail_server(folder: Path) -> Iterator[tuple[str, list[bytes]]]:
    """One that offers STARTTLS with a certificate that it signed itself; its address, and what it was sent in clear."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    began = datetime.now(UTC) - timedelta(days=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), began, began + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(secret + signed.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    said: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            connection.sendall(b"220 localhost\r\n")
            while line := connection.recv(4096):
                said.append(line)
                answer = (
                    b"250-localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"
                    if line.startswith(b"ehlo")
                    else b"220 go\r\n"
                )
                connection.sendall(answer)
                if line.startswith(b"STARTTLS"):
                    connection = context.wrap_socket(connection, server_side=True)

    with socket.create_server(("localhost", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield f"localhost:{listening.getsockname()[1]}", said


def test_a_mail_server_that_signs_for_itself_gets_neither_password_nor_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BILATERAL_ALERT_WEBHOOK", raising=False)
    with mail_server(tmp_path) as (address, said):
        for name, value in (("ALERT_MAIL", "desk@example.org"), ("SMTP_USER", "desk"), ("SMTP_PASSWORD", "secret"),
                            ("SMTP_HOST", address)):  # fmt: skip
            monkeypatch.setenv(f"BILATERAL_{name}", value)
        with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
            alerts.send("bilateral: rebuild failed", "why")
    assert [line.split()[0].lower() for line in said] == [b"ehlo", b"starttls"]
