"""The same load over 100 different apps in turn and over one of them, each in a process of its own."""

import statistics
from contextlib import ExitStack

from load import client, wrk
from plan import Plan
from systems import nano
from table import Row, Section, ratios, spread
from works import rounds

NAME = "turns"
APPS = 100


def run(plan: Plan) -> Section:
    if nano.NAME not in plan.systems:
        return Section([_row({})])
    with ExitStack() as stack:
        contenders = []
        for count in (1, APPS):
            apps, load, sample = in_turn(plan, count)
            server = stack.enter_context(nano.start(apps, plan.folder, label=_label(count)))
            contenders.append(rounds.Contender(server, load, sample))
        measured, note = rounds.measure(plan, contenders)
    return Section([_row({label: [run.per_second for run in runs] for label, runs in measured.items()})], [note])


def in_turn(plan: Plan, count: int) -> tuple[list[nano.App], wrk.Load, client.Sample]:
    return nano.numbered(plan.folder, count), wrk.Load(nano.HOSTS, hosts=count), nano.sample(count - 1)


def _label(count: int) -> str:
    return f"{count} apps" if count > 1 else "one app"


def _row(rates: dict[str, list[float]]) -> Row:
    compared = ratios(rates[_label(APPS)], rates[_label(1)]) if rates else []
    cell = f"{spread(rates[_label(APPS)])}; one app {spread(rates[_label(1)])}" if rates else "–"
    return Row(
        work=f"hello over {APPS} different apps in turn: requests/s",
        cells={"nano": cell},
        ratio=f"{spread(compared)} x one app" if compared else "–",
        target="≥ 0.7 x one app",
        met=statistics.median(compared) >= 0.7 if compared else None,
    )
