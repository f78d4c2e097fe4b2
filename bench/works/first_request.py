"""The first request to an app that no isolate has been started for, in a process that is warm."""

import statistics

from load import client, wrk
from plan import Plan
from systems import nano
from table import Row, Section, number, spread
from works import rounds
from works.hello import SAMPLE

NAME = "first"
TARGET_MS = 30


def run(plan: Plan) -> Section:
    times = _ask(plan) if nano.NAME in plan.systems else []
    row = Row(
        work="first request to an app not yet started, warm process: median, ms",
        cells={"nano": spread(times)} if times else {},
        target=f"< {TARGET_MS} ms",
        met=statistics.median(times) < TARGET_MS if times else None,
    )
    return Section([row], [f"{len(times)} apps, 90 % of them within {number(_ninetieth(times))} ms."] if times else [])


def _ask(plan: Plan) -> list[float]:
    count = plan.count(100, 20)
    apps = nano.single("hello") + nano.numbered(plan.folder, count)
    with nano.start(apps, plan.folder) as server:
        rounds.warm_up(plan, rounds.Contender(server, wrk.Load(SAMPLE.host), SAMPLE))
        rounds.quiet([server])
        connection = client.Connection(server.port)
        connection.ask(SAMPLE.host)
        times = []
        for index in range(count):
            answer = connection.ask(nano.HOSTS % index)
            if answer.status != 200 or answer.body != nano.sample(index).expected:
                raise RuntimeError(f"app {index}: {answer.status} {answer.body[:200]!r} (expected: its own answer)")
            times.append(answer.seconds * 1000)
        connection.close()
    rounds.say(f"nano: {statistics.median(times):.1f} ms")
    return times


def _ninetieth(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.9)]
