"""Replacing one of 1,000 apps through the admin API while keep-alive connections ask it and its neighbours."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from load import client, wrk
from plan import Plan
from systems import nano
from systems.process import Server
from table import Row, Section, spread
from works import rounds, thousand

NAME = "replace"
TARGET_MS = 100
KEEPALIVE = Path(wrk.HERE, "keepalive.py")


def run(plan: Plan) -> Section:
    count = plan.count(1000, 50)
    if nano.NAME not in plan.systems:
        return Section(_rows(count, [], [], None))
    changed = count - 1
    with nano.start(nano.numbered(plan.folder, count - 1), plan.folder) as server:
        rounds.ready(server, nano.sample(0), timeout=180)
        _put(server, changed, 0)
        thousand.ask_each(server, count)
        load = _load(server, count, changed)
        try:
            time.sleep(plan.count(20, 3))
            calls, answers = _replace(server, load, changed, plan.count(100, 10))
            result = json.loads(load.communicate(timeout=60)[0])
        finally:
            load.kill()
            load.wait()
    failed = sum(result["failures"].values())
    rounds.say(f"nano: {statistics.median(calls):.1f} ms a call, {failed} of {result['requests']} requests failed")
    note = f"{len(calls)} replacements, {result['requests']:,} requests meanwhile over 8 connections"
    note += f", failures: {result['failures']}." if failed else ", every answer 200 and of a version that was live."
    return Section(_rows(count, calls, answers, failed), [note])


def _replace(server: Server, load: subprocess.Popen, changed: int, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds to the admin API's answer, and to the first answer of the new version."""
    calls, answers = [], []
    connection = client.Connection(server.port)
    for version in range(1, times + 1):
        started = time.perf_counter()
        _put(server, changed, version)
        calls.append((time.perf_counter() - started) * 1000)
        print("confirmed", version, file=load.stdin, flush=True)
        answer = connection.ask(nano.HOSTS % changed)
        answers.append((time.perf_counter() - started) * 1000)
        if answer.body != f"app {changed} version {version}".encode():
            raise RuntimeError(f"after PUT: {answer.status} {answer.body[:200]!r} (expected: version {version})")
        time.sleep(0.1)
    connection.close()
    return calls, answers


def _put(server: Server, number: int, version: int) -> None:
    host = nano.HOSTS % number
    app = {"name": f"app-{number}", "hostname": host, "files": {"index.js": nano.source(number, version)}}
    answer = nano.admin(server, "PUT", f"/admin/apps/{host}", app)
    if answer.status not in (200, 201):
        raise RuntimeError(f"PUT /admin/apps/{host}: {answer.status} {answer.body[:300]!r} (expected: 200)")


def _load(server: Server, count: int, changed: int) -> subprocess.Popen:
    argv = [sys.executable, str(KEEPALIVE), "--port", str(server.port), "--pattern", nano.HOSTS,
            "--apps", str(count), "--replaced", str(changed)]
    return subprocess.Popen(argv, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)


def _rows(count: int, calls: list[float], answers: list[float], failed: int | None) -> list[Row]:
    work = f"replacing one of {count:,} apps under load"
    return [
        Row(work=f"{work}: admin call to its answer, median ms", cells={"nano": spread(calls)} if calls else {},
            target=f"< {TARGET_MS} ms", met=statistics.median(calls) < TARGET_MS if calls else None),
        Row(work="… admin call to the first answer of the new version, median ms",
            cells={"nano": spread(answers)} if answers else {}),
        Row(work="… failed requests", cells={} if failed is None else {"nano": str(failed)}, target="0",
            met=None if failed is None else failed == 0),
    ]
