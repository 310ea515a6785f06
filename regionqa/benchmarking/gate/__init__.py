"""The gate: what a release would print, as facts, and whether anybody can unpick them.

Pure: no database. ``regionqa.benchmarking.gathering`` brings what authorities gave.
"""
