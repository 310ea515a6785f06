"""The whole framework as one readable document, and by the questions it answers."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.frameworks.answers import Content
from regionqa.frameworks.docx_export import MEDIA_TYPE, write_framework
from regionqa.frameworks.pages.doors import framework_door as door
from regionqa.frameworks.policy import READ_FRAMEWORK
from regionqa.frameworks.queries import framework as queries
from regionqa.frameworks.queries import versions as approved
from regionqa.frameworks.queries.versions import VersionHead
from regionqa.frameworks.standard import standards
from regionqa.web.identity import identity
from regionqa.web.layout import long_date


@door.page("/whole", permission=READ_FRAMEWORK)
def whole(scope: Scope) -> ResponseReturnValue:
    """All of it on one page: a version, by default the latest, or the draft."""
    version, content = _asked(scope)
    return render_template(
        "frameworks/whole.html",
        content=content,
        version=version,
        standing=_standing(version),
        sharing=queries.sharing_now(scope),
        versions=approved.list_versions(scope),
    )


@door.page("/whole.docx", permission=READ_FRAMEWORK)
def whole_docx(scope: Scope) -> ResponseReturnValue:
    """The same as a Word document."""
    version, content = _asked(scope)
    who = identity()
    name = (who.authority_name if who else None) or ""
    response = Response(
        write_framework(name, _standing(version), content, queries.sharing_now(scope)),
        content_type=MEDIA_TYPE,
    )
    number = f"version-{version.number}" if version else "draft"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="quality-assurance-framework-{number}.docx"'
    )
    return response


def _asked(scope: Scope) -> tuple[VersionHead | None, Content]:
    asked = request.args.get("version", "")
    if asked == "draft":
        return None, queries.draft_content(scope)
    if asked:
        if not asked.isdecimal() or len(asked) > 6:
            raise NotFound
        version = approved.get_version(scope, int(asked))
        return version, version.content
    latest = approved.find_latest(scope)
    return (latest, latest.content) if latest else (None, queries.draft_content(scope))


def _standing(version: VersionHead | None) -> str:
    if version is None:
        return "Draft, not approved"
    return f"Version {version.number}, approved on {long_date(version.approved_at)}"


@door.page("/questions", permission=READ_FRAMEWORK)
def mapping(scope: Scope) -> ResponseReturnValue:
    """The same content by the three questions and the four leadership headings."""
    version, content = _asked(scope)
    standard = standards()[content["standard"]]
    components = content["components"]
    return render_template(
        "frameworks/mapping.html",
        content=content,
        standing=_standing(version),
        sharing=queries.sharing_now(scope),
        questions=[
            (words, [one for one in components if key in one["questions"]])
            for key, words in standard.questions.items()
        ],
        headings=[
            (words, [one for one in components if key in one["headings"]])
            for key, words in standard.headings.items()
        ],
    )
