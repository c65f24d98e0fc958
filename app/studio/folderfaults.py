"""What is wrong with a curriculum's folder, in the reader's language. The readers of files speak English."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kit.phrases import phrases, said
from app.studio import reasons
from app.studio.rarefaults import RARE

SENTENCES = phrases(
    (
        (
            r"There is no section\.yaml in this zip\. .*",
            _("There is no section.yaml in this zip. Pack the folder that holds the sections."),
        ),
        (
            r"More than (?P<most>\d+) files\. .*",
            _("More than %(most)s files. Send the sections in several zips."),
        ),
        (
            r"This name leads out of .*",
            _("This is no name of a file in a folder. Rename it."),
        ),
        (
            r"A folder within a section\. .*",
            _("A folder within a section. Put its files into the section itself."),
        ),
        (
            r"No section here\. .*",
            _("No section here. Make one folder a section, each with a section.yaml."),
        ),
        (
            r"Only the folders of sections .*",
            _("Only the folders of sections and questions.yaml belong here."),
        ),
        (
            r"section\.yaml is missing\. .*",
            _("section.yaml is missing. Write one with id, number, title and summary."),
        ),
        (
            r"Neither a class .*",
            _("This is no class (.yaml), drawing (.svg) or picture."),
        ),
        (
            r"Larger than (?P<most>\d+ [kM]B)\. .*",
            _("Larger than %(most)s. Split it, or save it smaller."),
        ),
        (
            r"Not UTF-8 from this byte on\. .*",
            _("Not UTF-8 from here on. Save the file as UTF-8."),
        ),
        (
            r"Not YAML: (?P<what>.*)",
            _("This cannot be read as YAML: %(what)s"),
        ),
        (
            r"A tab\. .*",
            _("A tab. Indent and separate with spaces."),
        ),
        (
            r"An invisible sign \((?P<sign>U\+\w+)\) .*",
            _("An invisible sign (%(sign)s) stands here. Take it out."),
        ),
        (
            r"`(?P<key>.*)` stands here twice\. .*",
            _("“%(key)s” stands here twice. Keep one of them."),
        ),
        (
            r"`(?P<key>.*)` is missing\..*",
            _("“%(key)s” is missing. Add it."),
        ),
        (
            r"There is no key `(?P<key>.*)` here\..*",
            _("Nobody knows “%(key)s” here. Take it out, or write it as in the guide."),
        ),
        (
            r"Write true or false here\.",
            _("Write true or false here."),
        ),
        (
            r"Write a number here, .*",
            _("Write a number here, without quotes or a unit."),
        ),
        (
            r"Write a whole number here, .*",
            _("Write a whole number here, without quotes or a unit."),
        ),
        (
            r"Too small: (?P<least>.*) is the least\.",
            _("Too small: %(least)s is the least."),
        ),
        (
            r"Too large: (?P<most>.*) is the most\.",
            _("Too large: %(most)s is the most."),
        ),
        (
            r"Lower case, digits and single hyphens .*",
            _("Lower case, digits and single hyphens only, like warm-handover."),
        ),
        (
            r"Too long: at most (?P<most>\d+) characters\.",
            _("Too long: at most %(most)s characters."),
        ),
        (
            r"This is empty\. .*",
            _("This is empty. Write something here."),
        ),
        (
            r"Write text here\. .*",
            _("Write text here; numbers, true and false need quotes to be text."),
        ),
        (
            r"Too many \((?P<count>\d+)\): at most (?P<most>\d+)\.",
            _("Too many (%(count)s): at most %(most)s."),
        ),
        (
            r"Too few \((?P<count>\d+)\): at least (?P<least>\d+)\.",
            _("Too few (%(count)s): at least %(least)s."),
        ),
        (
            r"Write a list here, .*",
            _("Write a list here, one entry a line."),
        ),
        (
            r"`(?P<name>.*)` is used already at (?P<place>.*)\. .*",
            _("“%(name)s” is used already at %(place)s. Choose another."),
        ),
        (
            r"The file is named (?P<file>.*)\. Make the id .*",
            _("The file is named %(file)s. Give the class the id of its file."),
        ),
        (
            r"A question's id begins with its class: `(?P<form>.*)`\.",
            _("A question's id begins with its class: %(form)s."),
        ),
        (
            r"There is no class `(?P<key>[^`]*)`\..*",
            _("There is no class %(key)s in this folder."),
        ),
        (
            r"There is no post `(?P<code>[^`]*)`\..*",
            _("There is no post “%(code)s”."),
        ),
        (
            r"These classes wait for each other: (?P<ring>.*)\. .*",
            _("These classes wait for each other: %(ring)s."),
        ),
        (
            r"There is no file `(?P<file>.*)` beside the class\. .*",
            _("There is no file %(file)s beside the class. Add it."),
        ),
        (
            r"No class shows this (?:figure|picture)\. .*",
            _("No class shows this file. Name it in a class, or take it away."),
        ),
        (
            r"A wrong option needs `why.*",
            _("A wrong option needs why: say why it is wrong."),
        ),
        (
            r"(?P<count>\d+) options are right\. .*",
            _("%(count)s options are right. Mark exactly one as right."),
        ),
        (
            r"No option is right\. .*",
            _("No option is right. Mark at least one."),
        ),
        (
            r"All options are right\. .*",
            _("All options are right. Add at least one that is wrong."),
        ),
        (
            r"(?P<count>\d+) characters; (?:a|the) .* has at most (?P<most>\d+)\. .*",
            _("%(count)s characters; %(most)s are the most here. Shorten it."),
        ),
        (
            r"Two .* read the same\. .*",
            _("Two of them read the same. Make them differ."),
        ),
        (
            r"`(?P<what>.*)` is HTML\. .*",
            _("%(what)s is HTML. Write Markdown instead."),
        ),
        (
            r"A question of no class needs `posts`.*",
            _("A question of no class says whom it is for: posts."),
        ),
        *RARE,
    )
)


def told(message: str) -> str:
    """A fault in the language of the moment; words of the parsers within it stay English."""
    return gettext(message) if message in reasons.SENTENCES else said(message, SENTENCES)
