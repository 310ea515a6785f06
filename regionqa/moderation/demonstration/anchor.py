"""The demonstration's anchor: made up, keyed by a panel of three authorities, open to be read."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from regionqa.moderation.operations import anchors
from regionqa.moderation.tools import ToolContent

if TYPE_CHECKING:
    from regionqa.core.scope import Scope
    from regionqa.moderation.demonstration.player import Player

PAPERS = (
    "Referral, September. School tells of a girl of eight who falls asleep in class and will "
    "not say why. Her mother has a new partner; the family moved twice in a year.\n\n"
    "Assessment, six weeks. The worker saw the girl three times, twice alone. She drew the "
    "three homes she has had and put herself outside each. The assessment sets out what "
    "moving has cost her and names the partner's history, which the previous authority sent. "
    "It does not ask what the mother makes of it.\n\n"
    "Plan. The girl stays at her school whatever the address; a place in the walking bus from"
    " Monday; the mother meets the worker every week. The partner does not stay overnight "
    "until checks are back. Each line has a name and a day.\n\n"
    "Visits. Every ten days for two months. In November the partner's shoes were in the hall."
    " The worker asked, wrote down the mother's answer and told the manager that day; a "
    "meeting followed in a week.\n\n"
    "Oversight. The manager wrote in October what would make this safe enough to step down, "
    "and in November why it was not. The girl's views stand in both notes."
)
PLACES = (2, 3, 2, 2, 3)
NEAR = ((0, 0, 0, 0, 0), (-1, 0, 0, 0, 0), (0, 0, 1, 0, -1))


def add_anchor(player: "Player", tool_id: UUID, tool: ToolContent, round_id: UUID) -> UUID:
    """An anchor whose panel agreed its key, which the readers of a round have before them.

    The panel are auditors where they were offered once, so that moderators read it blind.
    """
    panel = [player.auditor(home) for home in list(player.people)[:3]]
    anchor_id: UUID = player.do(
        player.coordinator,
        anchors.create_anchor,
        title="Three addresses (made-up case)",
        service="Children in need",
        age_band="5 to 9",
        papers=PAPERS,
        tool_id=tool_id,
        people=[one.person_id for one in panel],
    )
    for who, steps in zip(panel, NEAR, strict=True):
        player.do(who, anchors.submit_anchor, anchor_id, _content(tool, steps), version=0)
    player.work()
    for who in panel:
        _hold_key(player, who, anchor_id, tool)
    player.work()
    player.do(player.coordinator, anchors.use_anchor, anchor_id, round_id)
    player.work()
    return anchor_id


def _hold_key(player: "Player", who: "Scope", anchor_id: UUID, tool: ToolContent) -> None:
    key = _content(tool, NEAR[0])
    player.do(who, anchors.propose_key, anchor_id, key["grades"], key["evidence"])


def _content(tool: ToolContent, steps: tuple[int, ...]) -> dict[str, Any]:
    """A made-up reading: so many steps from where the case lies, in each domain."""
    top = len(tool.scale) - 1
    chosen = {
        domain.key: tool.scale[min(max(place + step, 0), top)].key
        for domain, place, step in zip(tool.domains, PLACES, steps, strict=False)
    }
    chosen = {one.key: chosen.get(one.key, tool.good) for one in tool.domains}
    return {
        "grades": chosen,
        "evidence": {key: f"Made up: {tool.domain(key).described[chosen[key]]}" for key in chosen},
        "minutes": 45,
    }
