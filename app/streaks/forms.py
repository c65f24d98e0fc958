"""The forms of calendars."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

NEEDED = _("Please fill this in.")
TOO_MUCH_TEXT = _("Shorter, please: 80 characters at most.")
NO_DATE = _("That is no date of the calendar.")
WEEKDAYS = [
    SelectChoice("0", _("Monday")),
    SelectChoice("1", _("Tuesday")),
    SelectChoice("2", _("Wednesday")),
    SelectChoice("3", _("Thursday")),
    SelectChoice("4", _("Friday")),
    SelectChoice("5", _("Saturday")),
    SelectChoice("6", _("Sunday")),
]


class RestForm(FlaskForm):
    weekdays = SelectMultipleField(
        _("My rest days"),
        choices=WEEKDAYS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


class DayField(DateField):
    """A date, with our words for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(NO_DATE) from error


class StretchForm(FlaskForm):
    first = DayField(_("First day"), [InputRequired(NO_DATE)])
    last = DayField(_("Last day"), [InputRequired(NO_DATE)])


class RestDayForm(FlaskForm):
    day = DayField(_("A single rest day"), [InputRequired(NO_DATE)])


class NamedStretchForm(StretchForm):
    name = StringField(_("What it is"), [InputRequired(NEEDED), Length(max=80, message=TOO_MUCH_TEXT)])


class HolidayForm(NamedStretchForm):
    """As an organizer fills it in."""

    scope = RadioField(
        _("For whom"),
        default="one",
        choices=[SelectChoice("one", _("One dealer")), SelectChoice("all", _("All dealers"))],
    )
    dealer = StringField(_("Code of the dealer"), [Length(max=40, message=TOO_MUCH_TEXT)])
