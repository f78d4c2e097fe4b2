"""A thousand different apps in one process, each asked once, and the memory they take."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from load import client
from plan import Plan
from systems import nano
from systems.process import Server
from table import Row, Section, number
from works import rounds

NAME = "thousand"
MB = 1_000_000
TARGET_MB = 2


def run(plan: Plan) -> Section:
    count = plan.count(1000, 50)
    if nano.NAME not in plan.systems:
        return Section(_rows(count, 0, None, None))
    with nano.start([], plan.folder) as empty:
        wait_until_ready(empty)
        empty_as_is = empty.resident_bytes()
        empty_live = live_heap(empty)
        empty_collected = empty.resident_bytes()
    with nano.start(nano.numbered(plan.folder, count), plan.folder) as server:
        rounds.ready(server, nano.sample(0), timeout=180)
        ready = time.perf_counter() - server.started
        answered, asked = ask_each(server, count)
        as_is = server.resident_bytes()
        isolates = _isolates(server)
        live = live_heap(server)
        collected = server.resident_bytes()
    per_app = (as_is - empty_as_is) / count / MB
    heap_per_app = None if live is None or empty_live is None else (live - empty_live) / count / MB
    notes = [
        f"Ready after {ready:.1f} s, all asked in {asked:.1f} s one after another; "
        f"isolates alive at the end: {isolates}.",
        f"Resident: empty {empty_as_is / MB:.0f} MB, with the apps {as_is / MB:.0f} MB; "
        f"after a full collection {empty_collected / MB:.0f} and {collected / MB:.0f} MB, "
        f"{(collected - empty_collected) / count / MB:.2f} MB an app.",
    ]
    if live is None:
        notes.append("Live heap not measured: no jcmd or no java process found.")
    rounds.say(f"nano: {answered} of {count} answered, {per_app:.2f} MB resident an app")
    return Section(_rows(count, answered, per_app, heap_per_app), notes)


def ask_each(server: Server, count: int) -> tuple[int, float]:
    """How many gave their own answer, and the seconds it took to ask all."""
    started = time.perf_counter()
    connection = client.Connection(server.port)
    answered = 0
    for index in range(count):
        answer = connection.ask(nano.HOSTS % index)
        answered += answer.status == 200 and answer.body == nano.sample(index).expected
    connection.close()
    return answered, time.perf_counter() - started


def live_heap(server: Server) -> int | None:
    """Bytes of reachable objects after a full collection, whatever the collector (jcmd's class histogram)."""
    jcmd = _jcmd()
    java = next((pid for pid in reversed(server.pids()) if "java" in os.path.basename(_executable(pid))), None)
    if not jcmd or java is None:
        return None
    done = subprocess.run([jcmd, str(java), "GC.class_histogram"], text=True, capture_output=True)
    total = re.search(r"^Total\s+\d+\s+(\d+)", done.stdout, re.MULTILINE)
    return int(total[1]) if total else None


def _rows(count: int, answered: int, per_app: float | None, heap: float | None) -> list[Row]:
    def row(what: str, value: float | None) -> Row:
        return Row(work=what, cells={} if value is None else {"nano": number(value)}, target=f"< {TARGET_MB} MB",
                   met=None if value is None else value < TARGET_MB)

    asked = f"{count:,} different apps loaded and each asked once"
    first = Row(work=f"{asked}: answered", cells={} if per_app is None else {"nano": f"{answered:,}"}, target="all",
                met=None if per_app is None else answered == count)
    return [first, row("… resident memory an app over the empty runtime, MB", per_app),
            row("… live heap an app over the empty runtime, MB", heap)]


def wait_until_ready(server: Server) -> None:
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline and server.alive():
        try:
            if nano.admin(server, "GET", "/readyz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"nano without apps: not ready\n{server.log_tail()}")


def _isolates(server: Server) -> object:
    apps = json.loads(nano.admin(server, "GET", "/admin/apps").body)["apps"]
    counts = [app["isolates"] for app in apps if isinstance(app.get("isolates"), int)]
    return sum(counts) if counts else "not reported"


def _executable(pid: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def _jcmd() -> str | None:
    homes = [Path(home) for home in [os.environ.get("JAVA_HOME", "")] if home]
    homes += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    return next((str(home / "bin/jcmd") for home in homes if (home / "bin/jcmd").exists()), shutil.which("jcmd"))
