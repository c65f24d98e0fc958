"""The form of a new token."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length


class TokenForm(FlaskForm):
    name = StringField(
        _("What is it for?"),
        [DataRequired(_("Please fill this in.")), Length(max=60, message=_("At most 60 characters."))],
        filters=[lambda text: text.strip() if text else text],
    )
