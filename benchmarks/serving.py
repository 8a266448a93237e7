"""The running server: throughput, memory, and answering pages while a report is rendered."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.measure import Figure
from benchmarks.pages import FORM, submission
from benchmarks.stage import app_on, environment, sqlite
from feedback_app.domain.visits import Visit
from feedback_app.services import reports
from feedback_app.store.database import db

CLIENTS = (1, 8, 32)
SECONDS = 4.0
HELLO = "benchmarks.hello:app"


def run(directory: Path) -> list[Figure]:
    """Requests a second beside hello world under the same server; memory; latency beside a rendering."""
    url = sqlite(directory)
    with app_on(url) as (app, made):
        path = f"/v/{made.open.code}/nb/visit-model"
        figures = []
        with _server(HELLO, url) as port:
            hello = {clients: _rate(port, "/", clients, None) for clients in CLIENTS}
        with _server("wsgi:app", url) as port:
            for clients in CLIENTS:
                floor = f"hello world, {clients} clients"
                figures += [
                    Figure(floor, hello[clients], "/s"),
                    Figure(f"form page, {clients} clients", _rate(port, path, clients, None), "/s", floor),
                    Figure(f"submission, {clients} clients", _rate(port, path, clients, made.open), "/s", floor),
                ]
            memory = _memory()
            alone = _latency(port, path, 2.0)
            with app.app_context():
                today = datetime.now(UTC)
                order = reports.Order(made.finished, "nb", today.date(), "")
                reports.file(db.session(), order, today)
                beside = _latency(port, path, 2.0)
                while reports.file(db.session(), order, today) is None:
                    time.sleep(0.1)
        figures += [
            Figure("memory of the running server", memory, "MB"),
            Figure("form page, slowest of 20, alone", alone, "ms"),
            Figure("form page, slowest of 20, beside a rendering", beside, "ms", "form page, slowest of 20, alone"),
        ]
    return figures


@contextmanager
def _server(target: str, url: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {**os.environ, **environment(url), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", target], env=settings, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for attempt in count():
            try:
                _request(http.client.HTTPConnection("127.0.0.1", port), "/", None)
                break
            except OSError:
                if attempt > 200:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _request(connection: http.client.HTTPConnection, path: str, visit: Visit | None) -> None:
    if visit is None:
        connection.request("GET", path)
    else:
        headers = {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
        connection.request("POST", path, urlencode(submission(visit)), headers)
    response = connection.getresponse()
    response.read()
    if response.status not in {200, 303}:
        raise RuntimeError(f"{path} answered {response.status}")


def _rate(port: int, path: str, clients: int, visit: Visit | None) -> float:
    def client(_: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        done, until = 0, time.monotonic() + SECONDS
        while time.monotonic() < until:
            _request(connection, path, visit)
            done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients))) / SECONDS


def _latency(port: int, path: str, seconds: float) -> float:
    """Milliseconds of the slowest of 20 in a hundred: the 95th percentile."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        _request(connection, path, None)
        times.append(1000 * (time.perf_counter() - began))
        time.sleep(0.005)
    return statistics.quantiles(times, n=20)[-1]


def _memory() -> float:
    """Megabytes that the server's processes hold after the load, shared pages counted once (PSS)."""
    listing = subprocess.run(["pgrep", "--parent", str(os.getpid())], capture_output=True, text=True, check=True)
    servers = [pid for pid in listing.stdout.split() if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text()]
    workers = subprocess.run(["pgrep", "--parent", ",".join(servers)], capture_output=True, text=True, check=True)
    total = 0
    for pid in [*servers, *workers.stdout.split()]:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1000
