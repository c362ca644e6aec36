#!/usr/bin/env python
"""An SMTP server on a free port of 127.0.0.1 that keeps every mail in a folder: DIR/0001.eml as it came, and DIR/0001.json
(who sent it to whom, over TLS or not, signed in as whom). The .eml appears last, and whole.

    smtp.py [--tls starttls|implicit] [--bad-certificate] [--auth USER:PASSWORD] [--fail STAGE=CODE[@TIMES]] …

STAGE is mail, rcpt, rcpt:ADDRESS or data, or drop, which takes the mail and cuts the connection instead of an answer. With --tls
an authority and a certificate for localhost and 127.0.0.1 are made; --bad-certificate serves one that nobody vouches for.
"""
import argparse
import asyncio
import datetime
import ipaddress
import json
import pathlib
import re
import ssl
import tempfile

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from service import announce, end_with_parent

end_with_parent()
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--bad-certificate", action="store_true")
parser.add_argument("--auth")
parser.add_argument("--fail", action="append", default=[])
options = parser.parse_args()
folder = pathlib.Path(tempfile.mkdtemp(prefix="satchel-smtp-"))


def certificate(name, issuer=None):
    """A key and a certificate, signed by `issuer` (a key and a certificate) or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer[1].subject if issuer else subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=name == "authority", path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False))
    return key, builder.sign(issuer[0] if issuer else key, hashes.SHA256())


def tls_context():
    authority = certificate("authority")
    (folder / "ca.pem").write_bytes(authority[1].public_bytes(serialization.Encoding.PEM))
    key, chain = certificate("localhost", None if options.bad_certificate else authority)
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(key.private_bytes(*plain) + chain.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")
    return context


class Rule:
    def __init__(self, text):
        found = re.fullmatch(r"(?P<stage>[^=]+?)(=(?P<code>\d+))?(@(?P<times>\d+))?", text)
        self.stage, self.code, times = found["stage"], found["code"], found["times"]
        self.left = int(times) if times else None

    def applies(self, *stages):
        if self.stage not in stages or self.left == 0:
            return False
        if self.left:
            self.left -= 1
        return True


rules = [Rule(text) for text in options.fail]


def failure(*stages):
    return next((f"{rule.code or 451} 4.0.0 refused by rule" for rule in rules if rule.applies(*stages)), None)


class Handler:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if answer := failure("mail"):
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if answer := failure("rcpt", f"rcpt:{address}"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := failure("data"):
            return answer
        Handler.count += 1
        path = folder / f"{Handler.count:04d}"
        facts = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "helo": session.host_name,
            "tls": session.ssl is not None or options.tls == "implicit",
            "user": session.auth_data if isinstance(session.auth_data, str) else None,
        }
        path.with_suffix(".json").write_text(json.dumps(facts))
        path.with_suffix(".part").write_bytes(envelope.original_content)
        path.with_suffix(".part").rename(path.with_suffix(".eml"))
        if failure("drop"):
            server.transport.abort()
        return f"250 2.0.0 kept as {path.name}"


def authenticate(server, session, envelope, mechanism, data):
    isRight = isinstance(data, LoginPassword) and f"{data.login.decode()}:{data.password.decode()}" == options.auth
    return AuthResult(success=isRight, handled=isRight, auth_data=data.login.decode() if isRight else None)


async def main():
    context = tls_context() if options.tls != "none" else None
    settings = {"hostname": "localhost"}
    if options.tls == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if options.auth:
        settings |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": options.tls == "starttls"}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **settings), "127.0.0.1", 0, ssl=context if options.tls == "implicit" else None)
    announce(PORT=server.sockets[0].getsockname()[1], DIR=folder, CA=folder / "ca.pem")
    await asyncio.Event().wait()


asyncio.run(main())
