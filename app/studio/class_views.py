"""The trainers' pages of classes. A draft of a class has the address of every draft (views.edit)."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import NotFound
from app.lessons import exporting
from app.lessons.models import MicroClass
from app.studio import class_pages, classes, history, life_views, media_views, planning, queries, services, snapshots
from app.studio.models import Draft


def attach(bp: Blueprint) -> None:
    page = "/studio/classes/<int:class_id>"
    bp.add_url_rule("/studio/classes", view_func=list_classes, endpoint="classes")
    bp.add_url_rule("/studio/classes", view_func=create_class, methods=["POST"])
    bp.add_url_rule("/studio/classes/questions", view_func=find_questions)
    bp.add_url_rule("/studio/classes/curriculum.zip", view_func=take_curriculum)
    bp.add_url_rule(page, view_func=show_class)
    bp.add_url_rule(f"{page}/revise", view_func=revise_class, methods=["POST"])
    bp.add_url_rule(f"{page}/retire", view_func=retire_class, methods=["POST"])
    bp.add_url_rule(f"{page}/plan", view_func=expire_class, methods=["POST"])
    bp.add_url_rule(f"{page}/history", view_func=class_history)
    bp.add_url_rule(f"{page}/restore", view_func=restore_class, methods=["POST"])
    bp.add_url_rule(f"{page}/questions", view_func=write_question, methods=["POST"])


def list_classes() -> Any:
    """Every class by section, with what is being written."""
    return render_template("studio/classes.html", sections=class_pages.list_of_classes())


def take_curriculum() -> Any:
    """All that is published as a folder of files, which `flask curriculum import` reads."""
    data = io.BytesIO(exporting.archive(exporting.export().files))
    return send_file(data, "application/zip", as_attachment=True, download_name="curriculum.zip")


def create_class() -> Any:
    with transaction():
        draft = classes.create(request.form.get("section", ""), current_user, clock.now())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


def edit_page(draft: Draft, **typed: Any) -> str:
    page = class_pages.edit_page(draft, current_user, **typed)
    return render_template(
        "studio/class_edit.html",
        page=page,
        draft=draft,
        posts=queries.posts(),
        sections=queries.sections(),
        classes=queries.classes(),
        changed_texts=history.of_draft(draft),
        apart=history.apart(draft, page.written) if page.conflict else (),
        snapshots=snapshots.of_draft(draft.id),
        found_media=media_views.newest() if draft.is_open else (),
    )


def find_questions() -> Any:
    """Questions to be taken into a class, as choices of a field."""
    words = request.args.get("take", "").strip()[:100]
    return render_template("studio/_found.html", found=class_pages.questions_like(words) if len(words) > 1 else ())


def _class(class_id: int) -> MicroClass:
    found = session().get(MicroClass, class_id)
    if found is None:
        raise NotFound
    return found


def show_class(class_id: int) -> Any:
    """A class that is published, or was."""
    found = _class(class_id)
    newest = classes.newest_of(found)
    content = classes.as_written(found, newest.content)
    return render_template(
        "studio/class.html",
        found=found,
        newest=newest,
        previews=[class_pages.preview(found.key, content, language) for language in ("zh", "en")],
        asked=class_pages.asked_of(content["questions"]),
        requires=class_pages.titles(content["requires"]),
        draft_id=queries.open_draft_of(found.key, of_class=True),
    )


def revise_class(class_id: int) -> Any:
    with transaction():
        draft = classes.revise(_class(class_id), current_user, clock.now())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


def retire_class(class_id: int) -> Any:
    with transaction():
        classes.retire(class_id)
    flash(_("It is not offered any more. What was learned and answered stays."), "good")
    return redirect(url_for("studio.show_class", class_id=class_id), 303)


def expire_class(class_id: int) -> Any:
    back = url_for("studio.show_class", class_id=class_id)
    return life_views.kept(
        back, lambda: planning.expire(MicroClass, class_id, life_views.typed_moment("expires_at"), clock.now())
    )


def class_history(class_id: int) -> Any:
    """Two versions side by side; which ones stands in the address."""
    back, restores = (url_for(f"studio.{name}", class_id=class_id) for name in ("show_class", "restore_class"))
    return life_views.history_page(_class(class_id), back, restores)


def restore_class(class_id: int) -> Any:
    """An older version as a new draft."""
    found = _class(class_id)
    version = history.version(found, request.form.get("number", type=int) or 0)
    with transaction():
        draft = classes.restore(found, version.content, current_user, clock.now())
    flash(_("This draft holds version %(number)s. It goes the way of every change.", number=version.number), "good")
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


def write_question(class_id: int) -> Any:
    """A new question that this class is to ask."""
    found = _class(class_id)
    with transaction():
        draft = services.create(request.form.get("kind", ""), current_user, clock.now())
        draft.micro_class_id, draft.posts = found.id, classes.posts_being_written(found)
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)
