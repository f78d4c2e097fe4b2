"""Throughput second by second from the start of the process."""

import statistics
import time

from load import wrk
from plan import Plan
from systems import nano
from systems.process import Server
from table import Row, Section, spread
from works import rounds
from works.hello import HOST, SAMPLE

NAME = "startup"
REACHED = 0.8
TARGET_SECONDS = 20


def run(plan: Plan) -> Section:
    starts = [_watch(plan) for _ in range(plan.count(3, 1))] if nano.NAME in plan.systems else []
    reached = [_reached(seconds) for seconds in starts]
    row = Row(
        work=f"from process start to {REACHED:.0%} of warm throughput, s",
        cells={"nano": spread(reached)} if reached else {},
        target=f"< {TARGET_SECONDS} s",
        met=statistics.median(reached) < TARGET_SECONDS if reached else None,
    )
    return Section([row], [_note(seconds) for seconds in starts])


def _watch(plan: Plan) -> list[tuple[float, float]]:
    """(seconds since the process was started at the end of the slice, requests/s in that slice)."""
    length = plan.count(60, 10)
    with nano.start(nano.single("hello"), plan.folder) as server:
        rounds.ready(server, SAMPLE)
        points = [(_age(server), 0.0)]
        while _age(server) < length:
            rate = wrk.run(server.port, wrk.Load(HOST), 1).per_second
            points.append((_age(server), rate))
            server.trim_log()
        SAMPLE.check(server.port)
    rounds.say(f"nano: ready after {points[0][0]:.1f} s, 80 % of warm after {_reached(points):.0f} s")
    return points


def _age(server: Server) -> float:
    return time.perf_counter() - server.started


def _warm(points: list[tuple[float, float]]) -> float:
    """The median of the last sixth of the run."""
    return statistics.median(rate for _, rate in points[-max(2, len(points) // 6):])


def _reached(points: list[tuple[float, float]]) -> float:
    """The end of the first second with 80 % of the warm rate that the next two, together, keep up."""
    enough = REACHED * _warm(points)
    for index, (age, rate) in enumerate(points):
        following = [later for _, later in points[index + 1:index + 3]] or [rate]
        if rate >= enough and statistics.mean(following) >= enough:
            return age
    return points[-1][0]


def _note(points: list[tuple[float, float]]) -> str:
    shown = [point for point in points[1:] if point[0] <= 20] + [p for p in points[21:] if round(p[0]) % 10 == 0]
    rates = ", ".join(f"{age:.0f} s {rate:,.0f}" for age, rate in shown)
    return f"Ready after {points[0][0]:.2f} s; requests/s by second since the process was started: {rates}."
