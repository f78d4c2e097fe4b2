"""One change of one NanoApp, until every runtime serves it."""

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from cluster import kubernetes
from cluster.scene import Runtime, Scene, code
from plan import Plan
from systems import nano
from table import Row, Section, spread
from works import rounds

NAME = "change"
P50_MS, P99_MS = 100, 500
PAUSE_S = 0.002


def run(plan: Plan) -> Section:
    others = plan.count(1000, 50)
    served: list[list[float]] = []
    ready: list[float] = []
    with Scene(plan.folder, "change") as scene:
        scene.fill(others + 1)
        scene.rest()
        clients = [runtime.connect() for runtime in scene.runtimes]
        chance = random.Random(1)
        with ThreadPoolExecutor(len(clients)) as threads:
            version = 0
            for number in range(plan.count(3, 1) + 1):
                measured = []
                for _ in range(plan.count(200, 10) if number else plan.count(50, 5)):
                    version += 1
                    at_all, is_ready = _change(scene, clients, threads, chance.randrange(others + 1), version)
                    measured.append(at_all)
                    if number:
                        ready.append(is_ready)
                if number:
                    served.append(measured)
                    rounds.say(f"p50 {statistics.median(measured):.0f} ms, p99 {_p99(measured):.0f} ms")
        for connection in clients:
            connection.close()
    p50, p99 = [statistics.median(times) for times in served], [_p99(times) for times in served]
    work = f"one change to served by all pods, {others:,} other apps present"
    rows = [
        Row(work=f"{work}: p50, ms", cells={"nano": spread(p50)}, target=f"< {P50_MS} ms",
            met=statistics.median(p50) < P50_MS),
        Row(work="… p99, ms", cells={"nano": spread(p99)}, target=f"< {P99_MS} ms", met=statistics.median(p99) < P99_MS),
        Row(work="… to Ready in its status: p50, ms", cells={"nano": spread([statistics.median(ready)])}),
        Row(work="… to Ready in its status: p99, ms", cells={"nano": spread([_p99(ready)])}),
    ]
    note = (f"{len(served)} rounds of {len(served[0])} changes one after the other, each to a random app, after some that are "
            f"not counted; from the API server's answer to the first answer of the new version by the last of "
            f"{len(scene.runtimes)} runtimes, which are asked every {PAUSE_S * 1000:.0f} ms; worst: {max(map(max, served)):.0f} ms.")
    return Section(rows, [note])


def _change(scene: Scene, clients: list, threads: ThreadPoolExecutor, number: int, version: int) -> tuple[float, float]:
    """Milliseconds from the API server's answer until all runtimes serve it, and until it is Ready."""
    host, expected = nano.HOSTS % number, f"app {number} version {version}".encode()
    for connection in clients:
        # The version before is in use.
        connection.ask(host)
    answer = scene.kubernetes.patch(f"{kubernetes.NANOAPPS}/app-{number}", {
        "spec": {"source": {"inline": {"index.js": code(number, version)}}}})
    generation = kubernetes.generation(answer)
    at = max(threads.map(lambda connection: _served(connection, host, expected), clients))
    is_ready = scene.ready.wait_for_generation(f"app-{number}", generation, 30)
    time.sleep(0.05)
    return max(0.0, at - answer.at) * 1000, max(0.0, is_ready - answer.at) * 1000


def _served(connection, host: str, expected: bytes) -> float:
    deadline = time.perf_counter() + 30
    while True:
        answer = connection.ask(host)
        now = time.perf_counter()
        if answer.status != 200 or now > deadline:
            raise RuntimeError(f"{host}: {answer.status} {answer.body[:200]!r} (expected: 200 {expected!r})")
        if answer.body == expected:
            return now
        time.sleep(PAUSE_S)


def _p99(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]
