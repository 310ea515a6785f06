"""What is wrong is gathered by field, and nothing that a rule refused is lost."""

import pytest

from regionqa.core.errors import Faults, Unprocessable


def test_all_that_was_refused_is_told_at_once() -> None:
    faults = Faults()
    faults.refuse()
    faults.add("title", "Enter a title")
    with faults.gather():
        raise Unprocessable(errors={"title": ["Use fewer letters"], "day": ["Enter a day"]}, row=3)
    with pytest.raises(Unprocessable) as refused:
        faults.refuse()
    assert refused.value.message == "Enter a title"
    assert refused.value.details == {
        "errors": {"title": ["Enter a title", "Use fewer letters"], "day": ["Enter a day"]},
        "row": 3,
    }


@pytest.mark.parametrize("errors", [None, {}, [], ["The papers cannot be read"]])
def test_a_rule_that_names_no_field_is_told_of_the_form(errors: object) -> None:
    faults = Faults()
    with faults.gather():
        raise Unprocessable("The papers cannot be read", errors=errors)
    with pytest.raises(Unprocessable) as refused:
        faults.refuse()
    assert refused.value.details["errors"] == {"_form": ["The papers cannot be read"]}
