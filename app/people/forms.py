"""The forms of signing in and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length

LOGIN = _("Staff number or e-mail")
NEEDED = _("Please fill this in.")


class SignInForm(FlaskForm):
    login = StringField(LOGIN, [InputRequired(NEEDED), Length(max=160)])
    password = PasswordField(_("Password"), [InputRequired(NEEDED), Length(max=200)])


class AskForLinkForm(FlaskForm):
    login = StringField(LOGIN, [InputRequired(NEEDED), Length(max=160)])


class NewPasswordForm(FlaskForm):
    password = PasswordField(_("New password"), [InputRequired(NEEDED), Length(max=200)])
    again = PasswordField(_("Once more"), [EqualTo("password", _("The two are not the same."))])


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_("Present password"), [InputRequired(NEEDED), Length(max=200)])


class ChoicesForm(FlaskForm):
    theme = RadioField(
        _("Appearance"),
        choices=[
            SelectChoice("auto", _("Like the device")),
            SelectChoice("light", _("Light")),
            SelectChoice("dark", _("Dark")),
        ],
    )
    shows_name = BooleanField(_("Show my name on boards below the top ten"))
    plain = BooleanField(_("Plain mode"))
