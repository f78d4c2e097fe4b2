"""A JSON API: 2 KB in, parsed and worked on, 2 KB out."""

import json

from load import client, wrk
from plan import Plan
from table import Section
from works import against

NAME = "json"
HOST = "json.bench.test"
ITEMS = 29


def run(plan: Plan) -> Section:
    load, sample = request(plan)
    return against.run(plan, against.Work(
        app="json",
        title=f"JSON API ({len(sample.body):,} bytes in, {len(sample.expected):,} out)",
        load=load,
        sample=sample,
        targets={"node": 0.8, "workerd": 3},
    ))


def request(plan: Plan) -> tuple[wrk.Load, client.Sample]:
    body = compact(order())
    post = plan.folder / "order.json"
    post.write_bytes(body)
    return (wrk.Load(HOST, post=post),
            client.Sample(HOST, compact(priced(order())), body, {"Content-Type": "application/json"}))


def order() -> dict:
    items = [{"sku": f"SKU-{n:04d}", "name": f"Part number {n}", "quantity": 1 + n % 7, "price": 199 + 100 * n}
             for n in range(ITEMS)]
    return {"id": "order-1001", "customer": {"name": "Ada Example", "city": "Utrecht"}, "currency": "EUR",
            "items": items}


def priced(asked: dict) -> dict:
    """What bench/apps/json must answer, keys in the same order."""
    lines = [{"sku": item["sku"], "name": item["name"], "quantity": item["quantity"],
              "total": item["quantity"] * item["price"]} for item in asked["items"]]
    return {"id": asked["id"], "customer": asked["customer"]["name"], "currency": asked["currency"], "lines": lines,
            "total": sum(line["total"] for line in lines)}


def compact(value: dict) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
