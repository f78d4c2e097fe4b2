"""64 KB through a ReadableStream, 16 chunks of 4 KB."""

from load import client, wrk
from plan import Plan
from table import Section
from works import against

NAME = "stream"
HOST = "stream.bench.test"


def run(plan: Plan) -> Section:
    return against.run(plan, against.Work(
        app="stream",
        title="64 KB streamed in 16 chunks",
        load=wrk.Load(HOST),
        sample=client.Sample(HOST, b"".join(bytes([65 + chunk]) * 4096 for chunk in range(16))),
        targets={"node": 1},
    ))
