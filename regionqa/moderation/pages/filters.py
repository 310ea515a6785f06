"""What templates of moderation say of states and grades."""

from regionqa.moderation.pages import words
from regionqa.moderation.pages.contents import grade_label
from regionqa.moderation.pages.doors import door


@door.app_template_filter("lower_first")
def lower_first(text: str) -> str:
    """A title inside a sentence."""
    return text[:1].lower() + text[1:]


door.add_app_template_filter(words.round_state, "round_state")
door.add_app_template_filter(words.anchor_state, "anchor_state")
door.add_app_template_filter(words.case_state, "case_state")
door.add_app_template_filter(words.reading_state, "reading_state")
door.add_app_template_filter(grade_label, "grade_label")
door.add_app_template_filter(words.pack_state, "pack_state")
