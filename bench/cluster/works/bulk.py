"""1,000 NanoApps applied at once, to a cluster that has none."""

import statistics
import time

from cluster.scene import Scene
from plan import Plan
from table import Row, Section, spread
from works import rounds

NAME = "bulk"
TARGET_S = 60


def run(plan: Plan) -> Section:
    count = plan.count(1000, 50)
    taken, writes = [], []
    for number in range(plan.count(3, 1)):
        with Scene(plan.folder, f"bulk-{number}") as scene:
            taken.append(scene.fill(count))
            cpu = scene.operator.cpu_seconds()
            time.sleep(1)
            writes.append(scene.metric("nano_operator_status_writes_total"))
            rounds.say(f"{count} Ready after {taken[-1]:.1f} s, {writes[-1]:.0f} statuses written, operator {cpu:.1f} s CPU")
    row = Row(work=f"{count:,} NanoApps applied at once: all Ready, s", cells={"nano": spread(taken)},
              target=f"< {TARGET_S} s", met=statistics.median(taken) < TARGET_S)
    note = (f"{len(taken)} rounds, each with a new API server, new runtimes and a new operator, from the first POST to "
            f"the last NanoApp's Ready; statuses written: {spread(writes)}.")
    return Section([row], [note])
