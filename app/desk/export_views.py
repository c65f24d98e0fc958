"""The page from which everything of a final can be taken along, and the files that no other page makes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.desk import paper_sheets, result_lists
from app.finals import lists, queries
from app.finals.models import Final
from app.finals.sheets import workbook
from app.items.sheets import TYPES
from app.judging import audience_lines, exporting
from app.judging.models import ScoreSheet
from app.kit import clock, pdf
from app.kit.errors import NotFound
from app.people.models import Post

KINDS = ("blank", "filled", "results", "regions")
PDF = "application/pdf"


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/desk/finals/<int:final_id>/exports", "exports", exports)
    bp.add_url_rule("/desk/finals/<int:final_id>/exports/<kind>.<form>", "export", export)


def exports(final_id: int) -> Any:
    final = queries.get(final_id)
    return render_template(
        "desk/exports.html",
        final=final,
        lists=lists.titles(),
        posts=exporting.posts(final),
        regions=audience_lines.regions(final),
        can_print=pdf.can_print(),
    )


def export(final_id: int, kind: str, form: str) -> Response:
    """`?post=` and `?region=` narrow it down."""
    final = queries.get(final_id)
    if kind not in KINDS or form not in ("xlsx", "pdf"):
        raise NotFound
    posts = _posts(final)
    data = _pdf(final, kind, posts) if form == "pdf" else _xlsx(final, kind, posts)
    name = "-".join(filter(None, (kind, request.args.get("post"), request.args.get("region"))))
    kind_of_file = PDF if form == "pdf" else TYPES["xlsx"]
    file = f"{name[:80]}-{final.id}.{form}"
    return send_file(io.BytesIO(data), kind_of_file, as_attachment=True, download_name=file)


def _posts(final: Final) -> Sequence[Post]:
    code = request.args.get("post", "")
    found = [one for one in exporting.posts(final) if code in ("", one.code)]
    if code and not found:
        raise NotFound
    return found


def _region(final: Final) -> str:
    code = request.args.get("region", "")
    if code and code not in [one.code for one in audience_lines.regions(final)]:
        raise NotFound
    return code


def _pdf(final: Final, kind: str, posts: Sequence[Post]) -> bytes:
    now = clock.now()
    if kind == "results":
        return result_lists.by_post_pdf(final, posts, now)
    if kind == "regions":
        return result_lists.by_region_pdf(final, posts, _region(final), now)
    if len(posts) != 1:  # some hundred pages: one post after the other
        raise NotFound
    if kind == "blank":
        return paper_sheets.blank_pdf(final, posts[0], _address, now)
    return paper_sheets.filled_pdf(final, posts[0], now)


def _address(sheet: ScoreSheet) -> str:
    base: str = current_app.config["SETTINGS"].public_url
    return base.rstrip("/") + url_for("judging.sheet", token=sheet.token)


def _xlsx(final: Final, kind: str, posts: Sequence[Post]) -> bytes:
    if kind == "results":
        return workbook(_("Results by post"), *result_lists.by_post(final, posts))
    if kind == "regions":
        return workbook(_("Results by region"), *result_lists.by_region(final, posts, _region(final)))
    if kind == "blank":
        return workbook(_("Blank score sheets"), *paper_sheets.blank_rows(final, posts))
    return workbook(_("Filled score sheets"), *paper_sheets.filled_rows(final, posts))
