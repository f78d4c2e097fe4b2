"""One app spins in while(true){} all the time: what its neighbour's users notice."""

import statistics
import threading
import time
from collections import Counter
from contextlib import contextmanager

from load import client, wrk
from plan import Plan
from systems import nano
from systems.process import Server
from table import Row, Section, ratios, spread
from works import rounds
from works.hello import SAMPLE as NEIGHBOUR

NAME = "spin"
TARGET = 5
CONNECTIONS = (64, 8)
SPINNER = "spin.bench.test"


def run(plan: Plan) -> Section:
    if nano.NAME not in plan.systems:
        return Section([_row(connections, [], []) for connections in CONNECTIONS])
    alone: dict[int, list[float]] = {connections: [] for connections in CONNECTIONS}
    beside: dict[int, list[float]] = {connections: [] for connections in CONNECTIONS}
    spun: Counter[int] = Counter()
    with nano.start(nano.single("hello") + nano.single("spin"), plan.folder) as server:
        warmed = rounds.warm_up(plan, _neighbour(server, 64))
        for _ in range(plan.rounds):
            for connections in CONNECTIONS:
                rounds.quiet([server])
                alone[connections].append(rounds.one_round(plan, _neighbour(server, connections)).p99)
                with spinning(server, spun):
                    beside[connections].append(rounds.one_round(plan, _neighbour(server, connections)).p99)
    answers = ", ".join(f"{status} x {times}" for status, times in sorted(spun.items()))
    note = f"Warm-up: {warmed}. Answers to the spinning requests: {answers}. Every request to the neighbour succeeded."
    return Section([_row(connections, alone[connections], beside[connections]) for connections in CONNECTIONS], [note])


@contextmanager
def spinning(server: Server, answers: Counter[int]):
    """One request to the spinning app is under way at any time; the next is sent when the runtime ends it."""
    stop = threading.Event()

    def spin() -> None:
        while not stop.is_set():
            connection = client.Connection(server.port, timeout=60)
            try:
                status = connection.ask(SPINNER).status
            except OSError:
                status = 0
            connection.close()
            answers[status] += 1
            # A refusal comes at once: without a pause this would be a load of its own.
            if status != 504:
                time.sleep(0.05)

    thread = threading.Thread(target=spin, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=60)


def _neighbour(server: Server, connections: int) -> rounds.Contender:
    return rounds.Contender(server, wrk.Load(NEIGHBOUR.host, connections=connections), NEIGHBOUR)


def _row(connections: int, alone: list[float], beside: list[float]) -> Row:
    compared = ratios(beside, alone)
    return Row(
        work=f"one app spinning all the time, neighbour with {connections} connections: p99, ms",
        cells={"nano": f"{spread(beside)}; alone {spread(alone)}"} if alone else {},
        ratio=f"{spread(compared)} x alone" if compared else "–",
        target=f"< {TARGET} x alone",
        met=statistics.median(compared) < TARGET if compared else None,
    )
