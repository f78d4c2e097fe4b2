"""Hostile apps beside a neighbour in one process: what `bench/fence` and `bench/soak` have in common."""
