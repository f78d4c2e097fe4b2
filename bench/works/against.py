"""One app in every system under the same load: the rows hello, json and stream."""

import statistics
from contextlib import ExitStack
from dataclasses import dataclass

from load import client, wrk
from plan import Plan
from systems import nano
from table import SYSTEMS, Row, Section, ratios, spread
from works import rounds

PEERS = ("node", "workerd", "deno")
NO_ACCESS_LOG = "nano, no access log"


@dataclass(frozen=True)
class Work:
    """An app of bench/apps, its load, a known answer, and the least ratio to each peer."""

    app: str
    title: str
    load: wrk.Load
    sample: client.Sample
    targets: dict[str, float]
    latency: bool = False


def run(plan: Plan, work: Work) -> Section:
    with ExitStack() as stack:
        servers = [stack.enter_context(plan.start(system, work.app)) for system in SYSTEMS if system in plan.systems]
        flags = nano.access_log_off() if work.latency and nano.NAME in plan.systems else None
        if flags:
            servers.append(stack.enter_context(
                nano.start(nano.single(work.app), plan.folder, flags, label=NO_ACCESS_LOG)))
        contenders = [rounds.Contender(server, work.load, work.sample) for server in servers]
        measured, note = rounds.measure(plan, contenders)

    section = Section(notes=[note])
    section.rows.append(_throughput(work, work.title, measured, nano.NAME))
    if work.latency:
        section.rows.append(_latency(work.title, measured, nano.NAME))
    if NO_ACCESS_LOG in measured:
        title = f"{work.title}, access log off"
        section.rows += [_throughput(work, title, measured, NO_ACCESS_LOG), _latency(title, measured, NO_ACCESS_LOG)]
    return section


def _throughput(work: Work, title: str, measured, label: str) -> Row:
    rates = {name: [run.per_second for run in runs] for name, runs in measured.items()}
    compared = {peer: ratios(rates[label], rates[peer]) for peer in PEERS
                if label in rates and peer in rates}
    verdicts = [statistics.median(compared[peer]) >= least for peer, least in work.targets.items() if peer in compared]
    return Row(
        work=f"{title}: requests/s",
        cells=_cells(rates, label),
        ratio=", ".join(f"{spread(values)} x {peer}" for peer, values in compared.items()) or "–",
        target=", ".join(f"≥ {least} x {peer}" for peer, least in work.targets.items()),
        met=all(verdicts) if len(verdicts) == len(work.targets) else None,
    )


def _latency(title: str, measured, label: str) -> Row:
    slowest = {name: [run.p99 for run in runs] for name, runs in measured.items()}
    both = label in slowest and "node" in slowest
    compared = ratios(slowest[label], slowest["node"]) if both else []
    return Row(
        work=f"{title}: p99, ms",
        cells=_cells(slowest, label),
        ratio=f"{spread(compared)} x node" if compared else "–",
        target="≤ 1 x node",
        met=statistics.median(compared) <= 1 if compared else None,
    )


def _cells(values: dict[str, list[float]], label: str) -> dict[str, str]:
    """The column nano shows the variant `label`; the peers are the same for every variant."""
    cells = {name: spread(numbers) for name, numbers in values.items() if name in PEERS}
    if label in values:
        cells["nano"] = spread(values[label])
    return cells
