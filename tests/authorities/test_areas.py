"""What a code in a file stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.areas import Area, AreaKind, Areas, Closeness, UnknownAreaError
from regionqa.authorities.reference_tables import reference_areas


def test_newer_code_means_the_same_area() -> None:
    assert reference_areas().get_area("E08000038").name == "Barnsley"
    assert reference_areas().get_area("E08000016").name == "Barnsley"


def test_code_of_a_county_that_was_split_stays_its_own_area() -> None:
    cumbria = reference_areas().get_area("E10000006")
    assert (cumbria.name, cumbria.kind) == ("Cumbria", AreaKind.AUTHORITY)
    assert reference_areas().continued_from("E06000063") is None


def test_unchanged_area_continues_its_older_code() -> None:
    assert reference_areas().continued_from("E06000065") == "E10000023"


@pytest.mark.parametrize("code", ["E09000021 / E09000027", "e09000021/e09000027 "])
def test_joint_return_is_one_area_with_two_members(code: str) -> None:
    joint = reference_areas().get_area(code)
    assert joint.kind is AreaKind.JOINT
    assert joint.name == "Kingston upon Thames and Richmond upon Thames"
    assert joint.members == ("E09000021", "E09000027")
    assert {reference_areas().joint_code(m) for m in joint.members} == {joint.code}
    assert reference_areas().joint_code("E10000014") is None


@given(st.text(alphabet="ESWN0123456789/ ", max_size=12))
def test_unknown_code_is_named_and_never_guessed(code: str) -> None:
    areas = Areas([Area("E06000001", "Hartlepool", AreaKind.AUTHORITY)])
    if code.strip().upper() == "E06000001":
        assert areas.get_area(code).name == "Hartlepool"
        return
    assert areas.find_area(code) is None
    with pytest.raises(UnknownAreaError) as refused:
        areas.get_area(code)
    assert refused.value.code == code


def test_closeness_in_words() -> None:
    assert Closeness(5).words == "Extremely close"
    assert Closeness(1).words == "Not close"
