"""The rows of the table and how numbers are written."""

import statistics
from dataclasses import dataclass, field

SYSTEMS = ("nano", "node", "workerd", "deno")
COLUMNS = ("work", *SYSTEMS, "ratio", "target", "met")


@dataclass(frozen=True)
class Row:
    work: str
    cells: dict[str, str]
    target: str = "–"
    ratio: str = "–"
    met: bool | None = None

    def column(self, name: str) -> str:
        met = {True: "yes", False: "**no**", None: "–"}[self.met]
        fixed = {"work": self.work, "ratio": self.ratio, "target": self.target, "met": met}
        return fixed.get(name) or self.cells.get(name, "–")


@dataclass
class Section:
    """What one work found: rows of the table and lines that explain them."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def markdown(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> str:
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(map(row.column, columns)) + " |" for row in rows])


def spread(values: list[float], unit: str = "") -> str:
    """The median, and the least and the greatest behind it."""
    middle = f"{number(statistics.median(values))}{unit}"
    return middle if len(values) == 1 else f"{middle} ({number(min(values))}–{number(max(values))})"


def number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def ratios(ours: list[float], theirs: list[float]) -> list[float]:
    """Round by round, so that what the machine did to one round it did to both sides."""
    return [a / b for a, b in zip(ours, theirs) if b]
