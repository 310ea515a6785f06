"""The charts of an authority's own months."""

from regionqa.benchmarking.history import Run, Shares
from regionqa.benchmarking.months import month_words
from regionqa.web.charts import Chart, Drawing, Estimate, forest, scale_for
from regionqa.web.charts.drawing import NARROW, Scale, both, mark_text


def run_chart(run: Run) -> Chart:
    """An XmR chart: months, average, limits; a diamond and a word where a rule holds."""
    low, high = _within(run)
    unit = "%" if run.measure.share else "for every 100"
    title = f"{run.measure.title}, by month"
    description = _described(run)
    lines = [
        (name, value)
        for name, value in (
            ("Upper limit", high),
            ("Average", run.limits.centre),
            ("Lower limit", low),
        )
        if value is not None
    ]
    values = [one.value for one in run.points if one.value is not None]

    def draw(width: float) -> Drawing:
        narrow = width == NARROW
        left, right = (46.0, width - 16.0) if narrow else (56.0, width - 130.0)
        drawing = Drawing(width, 320.0 if narrow else 340.0, title, description)
        drawing.text(left - 40, 18, unit, "quiet")
        ends = [0.0, *values, *(value for _, value in lines)]
        scale = scale_for(ends, drawing.height - 44.0, 34.0)
        for mark in scale.marks:
            drawing.line(left, scale(mark), right, scale(mark), "grid")
            drawing.text(left - 8, scale(mark) + 5, mark_text(mark), "quiet", "end")
        for name, value in lines:
            css = "line second" if name == "Average" else "line other"
            drawing.line(left, scale(value), right, scale(value), css)
            if not narrow:
                drawing.text(right + 8, scale(value) + 5, f"{name} {value:.0f}", "quiet")
        _points(drawing, run, scale, left, right, narrow=narrow)
        return drawing

    wide, narrow = both(draw)
    rows = [
        (month_words(one.month), one.shown, one.signal.capitalize() if one.signal else "–")
        for one in run.points
    ]
    return Chart(title, description, wide, narrow, ("Month", run.measure.title, "Signal"), rows)


def _within(run: Run) -> tuple[float | None, float | None]:
    """The limits that a figure could pass: none below 0, and for a share none above 100."""
    low, high = run.limits.low, run.limits.high
    if low is not None and low <= 0:
        low = None
    if high is not None and run.measure.share and high >= 100:
        high = None
    return low, high


def _described(run: Run) -> str:
    limits = run.limits
    low, high = _within(run)
    said = [f"{run.measure.title}, {len(run.points)} months."]
    if limits.centre is not None:
        said.append(f"The average is {limits.centre:.1f} (dotted line).")
    drawn = [f"{name} limit is {end:.1f}" for name, end in (("lower", low), ("upper", high)) if end]
    if drawn:
        said.append(f"The {' and the '.join(drawn)} (dashed).")
    if limits.low is not None and (low is None or high is None):
        said.append("A limit that no figure could pass is not drawn.")
    flagged = sum(1 for one in run.points if one.signal)
    said.append(
        f"A rule holds at {flagged} of the months, drawn as diamonds."
        if flagged
        else "No rule holds at any month."
    )
    return " ".join(said)


def _points(
    drawing: Drawing, run: Run, scale: Scale, left: float, right: float, *, narrow: bool
) -> None:
    gap = (right - left - 30) / max(len(run.points) - 1, 1)
    every = max(1, round(len(run.points) * (84.0 if narrow else 70.0) / (right - left)))
    line: list[tuple[float, float]] = []
    for place, one in enumerate(run.points):
        x = left + 15 + gap * place
        if (len(run.points) - 1 - place) % every == 0:
            words = f"{one.month:%b} {one.month.year % 100:02}"
            drawing.text(x, drawing.height - 16, words, "quiet", "middle")
        if one.value is None:
            drawing.path(line, "line own")
            line = []
        else:
            line.append((x, scale(one.value)))
    drawing.path(line, "line own")
    for place, one in enumerate(run.points):
        if one.value is not None:
            mark = drawing.diamond if one.signal else drawing.circle
            mark(left + 15 + gap * place, scale(one.value), 9 if one.signal else 5, "own")


def shares_chart(shares: Shares) -> Chart:
    """The grades' shares with their intervals, lowest grade first."""
    rows = [
        Estimate(
            one.grade,
            one.count / one.total if one.enough else None,
            one.low if one.enough else None,
            one.high if one.enough else None,
            one.shown,
            f"{one.count:,} of {one.total:,}",
        )
        for one in shares.of
    ]
    return forest(
        f"Shares of the grades, {shares.span}",
        "A dot is the share of graded audits with the grade, the line its 95% interval (Wilson). "
        f"{shares.graded:,} graded audits of {shares.months} "
        f"{'month' if shares.months == 1 else 'months'}.",
        rows,
        measure="Share of graded audits, 95% interval",
        shares=True,
    )
