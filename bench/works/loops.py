"""130 apps with two endless loops each: what a quiet neighbour and the admin API notice."""

import statistics
import threading
import time

from load import client
from plan import Plan
from systems import nano
from systems.process import Server
from table import Row, Section
from works.hello import SAMPLE as NEIGHBOUR

NAME = "loops"
APPS = 130
P99_MS, SLOWEST_MS = 250, 1000


def run(plan: Plan) -> Section:
    if nano.NAME not in plan.systems:
        return Section([_row([], 0)])
    count = plan.count(APPS, 10)
    with nano.start(nano.single("hello"), plan.folder) as server:
        for number in range(count):
            code = "export default { fetch() { for (;;); } };"
            body = {"name": f"loop-{number}", "hostname": f"loop-{number}.bench.test", "timeout_ms": 60000,
                    "files": {"index.js": code}}
            assert nano.admin(server, "POST", "/admin/apps", body).status == 201
        _ask(server)
        for number in range(count):
            for _ in range(2):
                threading.Thread(target=_loop, args=(server, f"loop-{number}.bench.test"), daemon=True).start()
        time.sleep(2)
        took = []
        for _ in range(plan.count(200, 20)):
            took.append(_ask(server))
            time.sleep(0.05)
        began = time.monotonic()
        assert nano.admin(server, "GET", "/admin/apps").status == 200
        admin = (time.monotonic() - began) * 1000
    return Section([_row(took, admin)])


def _loop(server: Server, host: str) -> None:
    try:
        connection = client.Connection(server.port, timeout=90)
        connection.ask(host)
        connection.close()
    except OSError:
        pass  # the server is stopped first


def _ask(server: Server) -> float:
    """Milliseconds of one request to the neighbour."""
    began = time.monotonic()
    connection = client.Connection(server.port, timeout=60)
    try:
        answer = connection.ask(NEIGHBOUR.host)
        assert answer.status == 200, answer
    finally:
        connection.close()
    return (time.monotonic() - began) * 1000


def _row(took: list[float], admin: float) -> Row:
    p99 = statistics.quantiles(took, n=100)[98] if took else 0
    return Row(
        work=f"neighbour beside {APPS} apps with two endless loops each: p50, p99, slowest; one call of the admin API, ms",
        cells={"nano": f"{statistics.median(took):.0f}, {p99:.0f}, {max(took):.0f}; {admin:.0f}"} if took else {},
        ratio="–",
        target=f"p99 < {P99_MS}, slowest < {SLOWEST_MS}",
        met=p99 < P99_MS and max(took) < SLOWEST_MS if took else None,
    )
