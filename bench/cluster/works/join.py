"""A new pod, when there are 1,000 NanoApps."""

import statistics
import time
from contextlib import ExitStack

from cluster.scene import RUNTIMES, Scene
from plan import Plan
from table import Row, Section, spread
from works import rounds

NAME = "join"
TARGET_S = 10


def run(plan: Plan) -> Section:
    count = plan.count(1000, 50)
    taken, loaded = [], []
    with Scene(plan.folder, "join") as scene:
        scene.fill(count)
        scene.rest()
        for number in range(RUNTIMES + 1, RUNTIMES + 1 + plan.count(5, 1)):
            with ExitStack() as stack:
                started = time.perf_counter()
                runtime = scene.start_runtime(stack, number)
                # As the kubelet does: the pod is Running as soon as the process is there.
                scene.create_pod(runtime, is_ready=False)
                scene.wait(lambda: runtime.probe("/readyz") == 200, 120, "the new pod is not ready", runtime.server)
                taken.append(time.perf_counter() - started)
                scene.check([runtime], count)
                scene.wait(lambda: scene.metric('nano_operator_pods{state="in_step"}') == RUNTIMES + 1, 120,
                           "the new pod is not in step", runtime.server)
                loaded.append(time.perf_counter() - started)
                scene.delete_pod(runtime)
            rounds.say(f"ready after {taken[-1]:.1f} s, all loaded after {loaded[-1]:.1f} s")
    row = Row(work=f"a new pod with {count:,} desired apps: process start to /readyz 200, s", cells={"nano": spread(taken)},
              target=f"< {TARGET_S} s", met=statistics.median(taken) < TARGET_S)
    whole = Row(work="… until it has loaded every app and counts in statuses, s", cells={"nano": spread(loaded)})
    return Section([row, whole], [f"{len(taken)} pods, one after the other; the start of the JVM counts. As soon as it is ready, ten of the apps "
                                  "are asked, and answer."])
