"""Agreement against irrCAC, krippendorff, statsmodels and scikit-learn: the same values, sooner."""

from collections.abc import Sequence


def main(argv: Sequence[str] = ()) -> int:
    """Check the values, then measure; 1 when a value differs or a ratio is missed.

    ``check`` or ``speed`` in ``argv`` runs only that half.
    """
    import os

    # one thread on both sides: CPU time then does not count threads that wait for each other
    os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
    from benchmarks.agreement.check import check
    from benchmarks.agreement.speed import speed

    halves = {"check": check, "speed": speed}
    chosen = [halves[name] for name in argv if name in halves] or list(halves.values())
    kept = [half() for half in chosen]
    return 0 if all(kept) else 1
