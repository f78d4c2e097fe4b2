"""The smallest app, where everything around it is what is measured."""

from load import client, wrk
from plan import Plan
from table import Section
from works import against

NAME = "hello"
HOST = "hello.bench.test"
SAMPLE = client.Sample(HOST, b"Hello, world!\n")


def run(plan: Plan) -> Section:
    return against.run(plan, against.Work(
        app="hello",
        title="hello, 64 connections, warm",
        load=wrk.Load(HOST),
        sample=SAMPLE,
        targets={"node": 1.2, "workerd": 4},
        latency=True,
    ))
