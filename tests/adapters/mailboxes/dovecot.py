"""A real IMAP server on loopback, with a certificate made in the test and every question it was asked.

It forgives a wrong password at once: one test does not wait for what another typed.
"""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    import trustme

USER = "me@example.com"
PASSWORD = "hunter2 pässword"  # noqa: S105  # made up
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
auth_verbose = yes
auth_failure_delay = 0
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
mail_location = maildir:~/Maildir
protocol imap {{
  rawlog_dir = {folder}/talk
}}
"""


class Dovecot:
    """Runs as long as the block; `plain` and `tls` are its ports, `mails` the Maildir that it serves."""

    def __init__(self, certificate: trustme.LeafCert) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dovecot"))  # short: its sockets have long names
        self.plain, self.tls = _free_port(), _free_port()
        self.mails = self._folder / "home" / "Maildir"
        certificate.private_key_pem.write_to_path(str(self._folder / "key.pem"))
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(str(self._folder / "certificate.pem"), append=True)
        (self._folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        # As the user of the tests, or as its own where those run as root, which it refuses.
        me = pwd.getpwuid(os.geteuid())
        internal, login = (me.pw_name, me.pw_name) if me.pw_uid else ("dovecot", "dovenull")
        self._user = pwd.getpwnam(internal)
        (self._folder / "talk").mkdir()
        self.empty()
        self._write_config(internal, login)

    def empty(self) -> None:
        """Forget all mails and folders, and what was asked; nobody may be logged in."""
        home, talk = self._folder / "home", self._folder / "talk"
        shutil.rmtree(home, ignore_errors=True)
        for name in ("cur", "new", "tmp"):
            (self.mails / name).mkdir(parents=True)
        self.forget()
        if not os.geteuid():
            self._folder.chmod(0o755)
            for path in (talk, home, *home.rglob("*")):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _write_config(self, internal: str, login: str) -> None:
        user = self._user
        text = _CONFIG.format(
            folder=self._folder,
            internal=internal,
            login=login,
            group=grp.getgrgid(user.pw_gid).gr_name,
            uid=user.pw_uid,
            gid=user.pw_gid,
            plain=self.plain,
            tls=self.tls,
        )
        (self._folder / "dovecot.conf").write_text(text, encoding="utf-8")

    def __enter__(self) -> Self:
        assert PROGRAM is not None
        self._process = subprocess.Popen([PROGRAM, "-F", "-c", str(self._folder / "dovecot.conf")])
        end = time.monotonic() + 10
        while time.monotonic() < end and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.tls), 1):
                return self
            time.sleep(0.05)
        raise RuntimeError((self._folder / "log").read_text(encoding="utf-8"))

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
        shutil.rmtree(self._folder)

    def session(self) -> imaplib.IMAP4:
        """Return a session that is not ours, to fill the server and to look at what it holds."""
        client = imaplib.IMAP4("127.0.0.1", self.plain)
        client.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
        return client

    def add(self, *mails: bytes, folder: str = "INBOX", flags: str = "", day: str | None = None) -> None:
        """Deliver mails, by default now and with no flag."""
        with self.session() as client:
            for mail in mails:
                client.append(folder, flags, day or "", mail)

    def flags(self) -> list[bytes]:
        """Return the UID and the flags of every mail, as another program sees them."""
        with self.session() as client:
            client.select("INBOX", readonly=True)
            return list(client.uid("FETCH", "1:*", "(UID FLAGS)")[1])

    def asked(self) -> str:
        """Return what was asked in all sessions after their login."""
        return "".join(path.read_text("latin-1") for path in sorted((self._folder / "talk").glob("*.in")))

    def forget(self) -> None:
        """Forget what was asked."""
        for path in (self._folder / "talk").iterdir():
            path.unlink()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
