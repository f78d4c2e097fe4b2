"""Keeps an app that is being replaced under load and checks every answer.

Every second request of a connection goes to the app that changes, the others to its neighbours in turn. A line
`confirmed N` on stdin says that version N is live: a request sent after it must not be answered by an older one.
At the end of stdin the counts are printed as one line of JSON.
"""

import argparse
import asyncio
import itertools
import json
import re
import sys
from collections import Counter

ANSWER = re.compile(rb"app (\d+) version (\d+)")
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Checks:
    def __init__(self, replaced: int, apps: int):
        self.replaced = replaced
        self.neighbours = itertools.cycle(number for number in range(apps) if number != replaced)
        self.confirmed = 0
        self.requests = 0
        self.failures: Counter[str] = Counter()
        self.running = True

    def judge(self, number: int, floor: int, status: int, body: bytes) -> None:
        """`floor` is the version that was live when the request was sent."""
        self.requests += 1
        match = ANSWER.fullmatch(body)
        if status != 200 or not match:
            self.failures[f"status {status}"] += 1
        elif int(match[1]) != number:
            self.failures["answer of another app"] += 1
        elif number == self.replaced and int(match[2]) < floor:
            self.failures["answer of an old version"] += 1


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = LENGTH.search(head)
    if length:
        return int(head[9:12]), await reader.readexactly(int(length[1]))
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return int(head[9:12]), body


async def load(port: int, pattern: str, checks: Checks) -> None:
    writer = None
    for turn in itertools.count():
        number = checks.replaced if turn % 2 else next(checks.neighbours)
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            floor = checks.confirmed
            writer.write(f"GET / HTTP/1.1\r\nHost: {pattern % number}\r\n\r\n".encode())
            checks.judge(number, floor, *await read_answer(reader))
        except (OSError, EOFError, ValueError) as failure:
            checks.failures[type(failure).__name__] += 1
            if writer is not None:
                writer.close()
            writer = None
            await asyncio.sleep(0.01)
        if not checks.running:
            return


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--apps", type=int, required=True)
    parser.add_argument("--replaced", type=int, required=True)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    checks = Checks(options.replaced, options.apps)
    loads = [asyncio.create_task(load(options.port, options.pattern, checks)) for _ in range(options.connections)]

    stdin = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    while line := await stdin.readline():
        checks.confirmed = int(line.split()[1])
    checks.running = False
    await asyncio.wait(loads, timeout=30)
    print(json.dumps({"requests": checks.requests, "failures": checks.failures}))


asyncio.run(main())
