"""The SMTP server of Tests/Services, and the mails that it got."""
import email
import email.policy
import json
import pathlib
import re
import time

from bucket import Service


class MailServer(Service):
    script = "smtp.py"

    @property
    def folder(self):
        return pathlib.Path(self.facts["DIR"])

    @property
    def settings(self):
        """What a site needs to send by it."""
        return {
            "USER_ENABLE_EMAIL": 1, "USER_EMAIL_SENDER_EMAIL": "site@club.example", "MAIL_SERVER": "localhost",
            "MAIL_PORT": self.facts["PORT"],
        }

    def mails(self, to):
        """The mails to an address, in the order in which they came."""
        found = []
        for path in sorted(self.folder.glob("*.eml")):
            if to in json.loads(path.with_suffix(".json").read_text())["to"]:
                found.append(email.message_from_bytes(path.read_bytes(), policy=email.policy.default))
        return found

    def wait_for(self, to, subject, seconds=30):
        """The newest mail to an address about something, as soon as it is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            mails = [mail for mail in self.mails(to) if subject in mail["subject"]]
            if mails:
                return mails[-1]
            time.sleep(0.05)
        raise AssertionError(f"no mail about {subject} to {to}; there are {[str(m['subject']) for m in self.mails(to)]}")


def text(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(mail):
    return mail.get_body(("html",)).get_content()


def link(mail):
    """The link on a line of its own."""
    return re.search(r"^(https?://\S+/user/\S+)$", text(mail), re.M).group(1)
