"""Our position: a Director's page, and its version for the chief executive and lead member."""

from collections.abc import Iterator

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.charts import run_chart
from regionqa.benchmarking.history import RULES
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.pages.doors import name_in_use
from regionqa.benchmarking.pages.releases.own import put_together
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.benchmarking.position.charts import position_chart
from regionqa.benchmarking.position.discussion import Discussion, gather_discussion
from regionqa.benchmarking.position.paper import Paper, gather_paper, lead, percent_words
from regionqa.benchmarking.products import OwnProduct
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.return_measures import GOOD
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home, navigation
from regionqa.web.door import Door
from regionqa.web.home import Panel

door = Door("position", "regionqa.benchmarking", url_prefix="/benchmark/position",
            template_folder="templates")  # fmt: skip
navigation.add("Our position", "position.index", permission=READ_RETURNS, order=34)


def _panels(scope: Scope) -> Iterator[Panel]:
    if allowed(scope, READ_RETURNS):
        yield Panel(
            "Our position",
            "Our figures against the limits, how sure they are, what moved, and three questions "
            "for a management team, on two sheets.",
            url_for("position.index"),
            "Read it",
            order=34,
        )


home.add_source("benchmarking position", _panels)


door.add_app_template_filter(percent_words, "percent_words")


def newest_product(scope: Scope) -> OwnProduct | None:
    """The newest release that the paper is about, as this reader was given it; None before it."""
    found = reading.find_newest(scope, GOOD.code)
    return put_together(*found) if found is not None else None


def paper_of(scope: Scope) -> Paper:
    """The paper as of today."""
    return gather_paper(scope, name_in_use(), newest_product(scope), queries.today())


@door.page("/", permission=READ_RETURNS)
def index(scope: Scope) -> ResponseReturnValue:
    """The paper with everything."""
    paper = paper_of(scope)
    discussion = gather_discussion(scope, paper, queries.today())
    run = next((one for one in discussion.runs if one.measure is GOOD), None)
    drawn = run is not None and any(one.value is not None for one in run.points)
    return render_template(
        "benchmarking/position.html",
        paper=paper,
        discussion=discussion,
        lead=lead(paper),
        chart=position_chart(paper.placed),
        run=run_chart(run) if drawn and run is not None else None,
        moved=_moved(discussion),
        rules=RULES,
    )


@door.page("/brief", permission=READ_RETURNS)
def brief(scope: Scope) -> ResponseReturnValue:
    """The paper for the chief executive and the lead member, without numbers of audits."""
    paper = paper_of(scope)
    return render_template(
        "benchmarking/position_brief.html",
        paper=paper,
        lead=lead(paper, numbers=False),
        chart=position_chart(paper.placed),
        catalogue=measures(),
    )


def _moved(discussion: Discussion) -> list[tuple[str, str, list[str]]]:
    """What moved, by measure: its code and title, and the sentences of its signals."""
    return [
        (run.measure.code, run.measure.title, run.signals) for run in discussion.runs if run.signals
    ]
