"""What templates of moderation say of states and grades."""

from functools import cache
from uuid import UUID

from markupsafe import Markup, escape

from regionqa.moderation.pages import words
from regionqa.moderation.pages.contents import grade_label
from regionqa.moderation.pages.doors import door


@door.app_template_filter("lower_first")
def lower_first(text: str) -> str:
    """A title inside a sentence."""
    return text[:1].lower() + text[1:]


@door.app_template_filter("case_tag")
@cache
def case_tag(state: str) -> Markup:
    """Where a case stands, as a tag; kept, since lists have one in each row."""
    colour = words.CASE_COLOURS.get(state, "light-blue")
    tag = Markup('<strong class="govuk-tag govuk-tag--{}">{}</strong>')
    return tag.format(colour, words.case_state(state))


@door.app_template_filter("at")
def at(key: UUID, address: str) -> Markup:
    """The address of one thing, from that of any with ``KEY`` in it, which a list builds once."""
    return escape(address).replace("KEY", str(key))


door.add_app_template_filter(words.round_state, "round_state")
door.add_app_template_filter(words.anchor_state, "anchor_state")
door.add_app_template_filter(words.case_state, "case_state")
door.add_app_template_filter(words.reading_state, "reading_state")
door.add_app_template_filter(grade_label, "grade_label")
door.add_app_template_filter(words.pack_state, "pack_state")
