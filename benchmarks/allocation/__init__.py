"""The allocation core beside a greedy coordinator and lots, on the same made-up regions."""

from benchmarks.allocation.measure import main

__all__ = ["main"]
