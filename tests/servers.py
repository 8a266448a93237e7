"""The real app under gunicorn, in processes of its own, to be stopped, killed and started again by tests."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parent.parent
START_SECONDS = 30
STOP_SECONDS = 30


class LiveServer:
    """A server on one port and one database; what it writes goes to `log`."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self._environment = {
            **os.environ, **environment, "PUBLIC_URL": self.url, "PORT": str(self.port),
        }  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start, and return when `/health` says that database and disk answer."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "wsgi:app"],
                cwd=ROOT, env=self._environment, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self._wait_until_healthy(self._process)
        return self

    def stop(self) -> None:
        """End politely: requests under way are answered first. Stopping a stopped server is fine."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End as a power cut would: every process at once, with nothing finished."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start again on the same port and database."""
        self.stop()
        self.start()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(self._process.pid, how)
            else:
                self._process.send_signal(how)
        self._process.wait(STOP_SECONDS)
        self._process = None

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while ailment := self._ailment():
            if process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                message = f"The server did not start ({ailment}):\n{self.log.read_text()}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def _ailment(self) -> str:
        """What keeps the server from answering `/health` with 200; empty when nothing does."""
        try:
            urllib.request.urlopen(f"{self.url}/health", timeout=5).close()
        except urllib.error.HTTPError as error:
            with error:
                return f"{error}: {error.read(500).decode(errors='replace')}"
        except OSError as error:
            return str(error)
        return ""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
