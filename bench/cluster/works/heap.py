"""The heap of the operator with 5,000 NanoApps."""

from cluster.scene import CODE_BYTES, OPERATOR_HEAP, Scene
from plan import Plan
from table import Row, Section, number
from works import rounds, thousand

NAME = "heap"
MIB = 2**20
TARGET_MIB = 256


def run(plan: Plan) -> Section:
    count = plan.count(5000, 100)
    with Scene(plan.folder, "heap") as scene:
        empty = _live(scene)
        seconds = scene.fill(count, timeout=450)
        scene.rest()
        live = _live(scene)
        resident = scene.operator.resident_bytes() / MIB
    rounds.say(f"live heap {live:.0f} MiB, {empty:.0f} MiB without apps; all Ready after {seconds:.0f} s")
    row = Row(work=f"{count:,} NanoApps: live heap of the operator after a full collection, MiB",
              cells={"nano": number(live)}, target=f"< {TARGET_MIB} MiB", met=live < TARGET_MIB)
    note = (f"One run under -Xmx{OPERATOR_HEAP}, each app with {CODE_BYTES:,} bytes of code: all applied at once were Ready "
            f"after {seconds:.0f} s; live heap before {empty:.0f} MiB, resident memory after {resident:.0f} MiB.")
    return Section([row], [note])


def _live(scene: Scene) -> float:
    live = thousand.live_heap(scene.operator)
    if live is None:
        raise RuntimeError("no jcmd (expected: that of a JDK 25, found by JAVA_HOME or under /usr/lib/jvm)")
    return live / MIB
