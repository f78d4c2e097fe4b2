"""1,000 NanoApps whose code is in ConfigMaps, one each: so many watches."""

from cluster import kubernetes
from cluster.scene import Scene, config_map, nanoapp_from_config_map
from plan import Plan
from table import Row, Section, number
from works import rounds, thousand

NAME = "sources"
MIB = 2**20


def run(plan: Plan) -> Section:
    count = plan.count(1000, 50)
    with Scene(plan.folder, "sources") as scene:
        scene.create(kubernetes.CONFIG_MAPS, [config_map(number) for number in range(count)])
        empty = thousand.live_heap(scene.operator) or 0
        seconds = scene.fill(count, make=nanoapp_from_config_map)
        scene.rest()
        live = thousand.live_heap(scene.operator) or 0
        resident = scene.operator.resident_bytes() / MIB
    rounds.say(f"all Ready after {seconds:.1f} s, live heap {live / MIB:.0f} MiB")
    row = Row(work=f"{count:,} NanoApps, each with its code in a ConfigMap of its own, applied at once: all Ready, s",
              cells={"nano": number(seconds)})
    note = (f"One run; {count:,} ConfigMaps are watched then: live heap {live / MIB:.0f} MiB ({empty / MIB:.0f} MiB before), "
            f"resident memory {resident:.0f} MiB.")
    return Section([row], [note])
