"""What readers get: previews of it, downloads, and what changed between two releases."""

from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, ValidationError

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.pages.doors import as_file
from regionqa.benchmarking.pages.releases.doors import COLOURS, TAGS, door
from regionqa.benchmarking.pages.releases.own import beside_release, own_product
from regionqa.benchmarking.policy import RUN_RELEASES, SEE_RELEASES
from regionqa.benchmarking.products import About, UnnamedProduct
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.members import list_members
from regionqa.benchmarking.release_tables import (
    as_csv,
    as_xlsx,
    named_rows,
    own_rows,
    region_rows,
)
from regionqa.benchmarking.schemas import ReaderSchema
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope


@door.page("/<uuid:release_id>/preview", permission=RUN_RELEASES)
def preview(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """What a reader gets, with the part masked that only this reader may see."""
    release = reading.get_release(scope, release_id)
    look = reading.find_look(scope, release_id, release.gate_number)
    if look is None or look.unnamed is None:
        raise NotFound("There is nothing to preview until the gate has passed the release.")
    members = [one for one in list_members(scope) if one.in_being(queries.today())]
    try:
        chosen = ReaderSchema().load(request.args.to_dict(), unknown=EXCLUDE)["reader"]
    except ValidationError as error:
        raise NotFound from error
    reader = next((one for one in members if one.id == chosen), members[0] if members else None)
    if reader is None or (chosen is not None and reader.id != chosen):
        raise NotFound
    return render_template(
        "benchmarking/releases/preview.html",
        release=release,
        product=look.unnamed,
        named=look.members,
        members=members,
        reader=reader,
        standing=reading.list_standings(scope, release_id).get(reader.id),
        tags=TAGS,
        colours=COLOURS,
    )


@door.page("/<uuid:release_id>/differences/<uuid:other_id>", permission=SEE_RELEASES)
def differences(scope: Scope, release_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Two published releases side by side, as this reader was given them."""
    before, after = (_given(scope, one) for one in (other_id, release_id))
    codes = list(dict.fromkeys(one.code for product in (before, after) for one in product.figures))
    rows = [(_figure(before, code), _figure(after, code)) for code in codes]
    releases = [reading.get_release(scope, one) for one in (other_id, release_id)]
    own = [] if scope.office else [own_product(scope, one) for one in releases]
    placed = [
        {one.own.code: one.own for one in product.figures} if product else {} for product in own
    ]
    return render_template(
        "benchmarking/releases/differences.html",
        before=before,
        after=after,
        rows=rows,
        own=placed,
        catalogue=measures(),
        moderated=[] if scope.office else [beside_release(scope, one.window) for one in releases],
    )


def _given(scope: Scope, release_id: UUID) -> UnnamedProduct:
    found = reading.find_unnamed(scope, release_id)
    if found is None:
        raise NotFound
    return found


def _figure(product: UnnamedProduct, code: str) -> object:
    return next((one for one in product.figures if one.code == code), None)


def _rows(scope: Scope, release_id: UUID) -> tuple[list[str], list[list[object]], About]:
    release = reading.get_release(scope, release_id)
    if not release.published:
        raise NotFound
    if scope.office:
        unnamed = _given(scope, release_id)
        return *region_rows(unnamed), unnamed.about
    product = own_product(scope, release)
    if product is None:
        raise NotFound
    return *own_rows(product, beside_release(scope, release.window).sentence), product.about


@door.page("/<uuid:release_id>/figures.csv", permission=SEE_RELEASES)
def figures_csv(scope: Scope, release_id: UUID) -> Response:
    """The published figures of this reader as CSV."""
    return as_file(as_csv(*_rows(scope, release_id)), "release.csv")


@door.page("/<uuid:release_id>/figures.xlsx", permission=SEE_RELEASES)
def figures_xlsx(scope: Scope, release_id: UUID) -> Response:
    """The published figures of this reader as a workbook with notes."""
    return as_file(as_xlsx(*_rows(scope, release_id)), "release.xlsx")


@door.page("/<uuid:release_id>/named.xlsx", permission=SEE_RELEASES)
def named_xlsx(scope: Scope, release_id: UUID) -> Response:
    """The named tables that members were given, as a workbook with notes."""
    named = reading.find_named(scope, release_id)
    if named is None:
        raise NotFound
    return as_file(as_xlsx(*named_rows(named), named.about), "release-by-name.xlsx")
