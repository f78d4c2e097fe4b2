"""How long a run takes, and which systems it can start."""

from dataclasses import dataclass
from pathlib import Path

from systems import deno, nano, node, process, workerd


@dataclass(frozen=True)
class Plan:
    """Seconds and counts of a run; `folder` holds what it writes and is removed at its end."""

    folder: Path
    systems: frozenset[str]
    quick: bool

    @property
    def rounds(self) -> int:
        return 1 if self.quick else 5

    @property
    def seconds(self) -> int:
        """Of one measured run of wrk."""
        return 2 if self.quick else 5

    @property
    def warm_up(self) -> int:
        """The longest a system is warmed up for; it ends earlier when the throughput is steady."""
        return 3 if self.quick else 80

    def count(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def start(self, system: str, app: str) -> process.Server:
        """Starts one of bench/apps in a system."""
        if system == nano.NAME:
            return nano.start(nano.single(app), self.folder)
        return {node.NAME: node, workerd.NAME: workerd, deno.NAME: deno}[system].start(app, self.folder)
