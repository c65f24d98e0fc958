"""What is no YAML, in the reader's language. The reader of YAML (quizzes/formats/tree.py) speaks English."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.kit.phrases import phrases, said

SENTENCES = phrases(
    (
        (r"A tab\. .*", _("A tab. Indent and separate with spaces.")),
        (
            r"An invisible sign \((?P<sign>[^)]*)\).*",
            _("An invisible sign (%(sign)s) stands in this text. Take it out."),
        ),
        (r"The sign (?P<sign>\S+) is not allowed.*", _("The sign %(sign)s is not allowed. Take it out.")),
        (r"A second document begins.*", _("A second document begins here. Keep one in a file: take out `---`.")),
        (r"Take out the lines that begin.*", _("Take out the lines that begin with `%%`; plain YAML is enough.")),
        (r"Nested deeper than (?P<most>\d+) .*", _("Nested deeper than %(most)s levels. Write it flatter.")),
        (r"(?P<what>`\*.*`) repeats .*", _("%(what)s repeats another part. Write it out; aliases are refused.")),
        (r"(?P<what>`&.*`) is an anchor.*", _("%(what)s is an anchor. Take it out, or put the text in quotes.")),
        (r"(?P<what>`.*`) is a tag\. .*", _("%(what)s is a tag. Take it out, or put the text in quotes.")),
        (r"(?P<what>`.*`) stands here twice.*", _("%(what)s stands here twice. Keep one of them.")),
        (r"A list or mapping cannot.*", _("A list or mapping cannot be a key. Write a plain word.")),
        (r"The file is larger than (?P<most>\d+) kB.*", _("The file is larger than %(most)s kB. A season needs less.")),
        (r"The letters cannot be read.*", _("The letters cannot be read. Save the file as UTF-8.")),
        (
            r"Not YAML: a text that holds.*",
            _("Not YAML: a text that holds a colon and a space needs quotes around it."),
        ),
        (
            r"Not YAML: this line has no .*",
            _("Not YAML: this line has no `key:`; indent it if it belongs to the text above."),
        ),
        (r"Not YAML: this line is ind.*", _("Not YAML: this line is indented differently from its neighbours.")),
        (r"Not YAML: put text.*", _("Not YAML: put text that begins with a special sign in quotes.")),
        (r"Not YAML: a quote that.*", _("Not YAML: a quote that opens here is never closed.")),
        (r"Not YAML: .*", _("Not YAML. Compare this line with those around it: indents, colons and quotes.")),
    )
)


def told(slip: str) -> str:
    """A sentence of the reader in the language of the moment; one that is not known stays as it is."""
    return said(slip, SENTENCES)
