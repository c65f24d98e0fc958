"""What is wrong with a row of a sheet, in the reader's language. The readers of formats speak English."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kit.phrases import phrases, said

SENTENCES = phrases(
    (
        (r"Column question: it is empty\.", _("Column question: it is empty.")),
        (r"Column (?P<what>.*): a formula: .*", _("Column %(what)s: a formula: write its value instead.")),
        (r"Column kind: nobody knows (?P<what>.*)\. Write .*", _("Column kind: nobody knows %(what)s.")),
        (
            r"Column why wrong: .*",
            _("Column why wrong: of options each has its own, such as why A; it is left out."),
        ),
        (r"Column difficulty: .*", _("Column difficulty: write a number from 1 to 5.")),
        (r"Column (?P<what>.*): it is empty, though .*", _("Column %(what)s: it is empty, though a later one is not.")),
        (r"Column A: say what belongs in \{\{1\}\}\.", _("Column A: say what belongs in {{1}}.")),
        (
            r"Column (?P<what>.*): write spellings \(.*",
            _("Column %(what)s: write spellings, a number or a choice, the same in both languages."),
        ),
        (r"Columns A and B: .*", _("Columns A and B: there must be at least two options.")),
        (
            r"Column answer: (?P<what>.*) names none .*",
            _("Column answer: %(what)s names none of the options. Write letters, such as B or AC."),
        ),
        (r"Column answer: a question of the kind single.*", _("Column answer: of this kind only one option is right.")),
        (r"Column answer: write true or false\.", _("Column answer: write true or false.")),
        (r"Column answer: write a number\.", _("Column answer: write a number.")),
        (r"Column tolerance: .*", _("Column tolerance: write a number, 0 or more.")),
        (
            r"Column answer: name each step once.*",
            _("Column answer: name each step once, in the right order, such as BACD; or leave it empty."),
        ),
        (r"Column answer: write what is right.*", _("Column answer: write what is right.")),
        (r"Column (?P<what>match .*): say what .*", _("Column %(what)s: say what belongs together.")),
        (
            r"Column id: (?P<what>.*) stands in row (?P<row>\d+) already\.",
            _("Column id: %(what)s stands in row %(row)s already."),
        ),
        (r"Column (?P<what>.*) means nothing here.*", _("Column %(what)s means nothing here and is left out.")),
        (r"There is no heading row\..*", _("There is no heading row: question, A, B, answer.")),
        (r"More than (?P<most>\d+) rows\..*", _("More than %(most)s rows. Remove empty ones, or send it in parts.")),
        (r"A cell of more than (?P<most>\d+) .*", _("A cell of more than %(most)s characters.")),
        (r"A row of more than (?P<most>\d+) .*", _("A row of more than %(most)s characters, or of too many columns.")),
        (r"A cell holds a date: .*", _("A cell holds a date. Give the column the format text and write it again.")),
        (r"The sheet (?P<what>.*) is not read.*", _("The sheet %(what)s is not read: only the first one is.")),
        (r"The CSV breaks off here: .*", _("The CSV breaks off here. Save it again as CSV or xlsx.")),
        (r"The workbook cannot be read\..*", _("The workbook cannot be read. Save it again as xlsx.")),
        (r"The workbook unpacks to .*", _("The workbook unpacks to far too much; it is refused.")),
        (r"The letters cannot be read\..*", _("The letters cannot be read. Save the file as UTF-8.")),
    )
)


def told(reason: str) -> str:
    """A reason of the sheets' readers in the language of the moment; one of another reader stays English."""
    return said(reason, SENTENCES)
