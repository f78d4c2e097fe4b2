"""The operator with 1,000 NanoApps when nothing happens."""

import statistics
import time

from cluster.scene import RUNTIMES, Scene
from plan import Plan
from table import Row, Section, spread
from works import rounds

NAME = "idle"
TARGET_CPU = 1
DRIFT_S = 60  # the default of --drift-interval


def run(plan: Plan) -> Section:
    count, seconds = plan.count(1000, 50), plan.count(60, 10)
    shares = []
    with Scene(plan.folder, "idle") as scene:
        scene.fill(count)
        scene.rest()
        # What was compiled for the rush is compiled.
        time.sleep(plan.count(30, 2))
        before, writes = scene.calls(), scene.metric("nano_operator_status_writes_total")
        events, begun = scene.ready.events, time.perf_counter()
        for _ in range(plan.count(4, 1)):
            started, cpu = time.perf_counter(), scene.operator.cpu_seconds()
            time.sleep(seconds)
            shares.append((scene.operator.cpu_seconds() - cpu) / (time.perf_counter() - started) * 100)
            rounds.say(f"{shares[-1]:.2f} % CPU")
        took = time.perf_counter() - begun
        after = scene.calls()
        written = scene.metric("nano_operator_status_writes_total") - writes
        seen = scene.ready.events - events
    looks = after.pop("look ok", 0) - before.pop("look ok", 0)
    others = {call: number - before.get(call, 0) for call, number in after.items() if number != before.get(call, 0)}
    most = RUNTIMES * (took / (DRIFT_S * 0.75) + 1)
    rows = [
        Row(work=f"idle, {count:,} apps: CPU of the operator, % of one core", cells={"nano": spread(shares)},
            target=f"< {TARGET_CPU} %", met=statistics.median(shares) < TARGET_CPU),
        Row(work="… admin calls but the drift check", cells={"nano": str(sum(others.values()))}, target="0",
            met=not others and looks <= most),
    ]
    note = (f"{len(shares)} times {seconds} s; in all {looks} drift checks of {RUNTIMES} runtimes, {written:.0f} statuses "
            f"written and {seen} changes of NanoApps seen" + (f"; other calls: {others}." if others else "."))
    return Section(rows, [note])
