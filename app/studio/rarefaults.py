"""Rarer faults of a curriculum's folder, in the reader's language: in questions, cases, YAML and drawings."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

RARE = (
    (
        r"The English text is missing\. .*",
        _("The English text is missing. Add it."),
    ),
    (
        r"The Chinese text is missing\. .*",
        _("The Chinese text is missing. Add it."),
    ),
    (
        r"There is no kind `(?P<key>[^`]*)`\..*",
        _("There is no kind of question “%(key)s”."),
    ),
    (
        r"Write keys with values here: (?P<keys>.*)\.",
        _("Keys with values belong here: %(keys)s."),
    ),
    (
        r"Write an ordinary number here, .*",
        _("Write an ordinary number here."),
    ),
    (
        r"This text holds a broken sign\. .*",
        _("This text holds a broken sign. Write it again."),
    ),
    (
        r"A wrong region needs `why.*",
        _("A wrong place needs why: say why it is wrong."),
    ),
    (
        r"No region is right\. .*",
        _("No place is right. Mark at least one."),
    ),
    (
        r"All regions are right\. .*",
        _("All places are right. Add at least one that is wrong."),
    ),
    (
        r"These numbers draw no such shape .*",
        _("These numbers draw no such shape on the picture. Each is a share from 0 to 1."),
    ),
    (
        r"A hotspot needs a picture.*",
        _("A place on a picture needs its picture."),
    ),
    (
        r"A question shows one thing: .*",
        _("A question shows one thing: picture or media. Take one out."),
    ),
    (
        r"A question shows a picture .*",
        _("A question shows a picture (PNG, JPEG, WebP, GIF); drawings are for classes."),
    ),
    (
        r"A picture says its width, .*",
        _("A picture says its width, its height and the widths it comes in."),
    ),
    (
        r"`(?P<key>.*)` is named twice\. .*",
        _("“%(key)s” is named twice. Keep one."),
    ),
    (
        r"`all` stands alone\. .*",
        _("“all” stands alone. Leave out the other posts, or leave out “all”."),
    ),
    (
        r"`(?P<words>.*)` counts already .*",
        _("“%(words)s” counts already by an earlier spelling. Take it out."),
    ),
    (
        r"Gap (?P<number>\w+) has no place .*",
        _("Gap %(number)s has no place in this text. Write its mark where it belongs."),
    ),
    (
        r"\{+(?P<number>\w+)\}+ marks a gap that there is not\. .*",
        _("The text marks gap %(number)s, which there is not. Add it, or take the mark out."),
    ),
    (
        r"\{+(?P<number>\w+)\}+ stands here twice\. .*",
        _("Gap %(number)s stands here twice. Each gap has one place."),
    ),
    (
        r"This scene's id is used already\. .*",
        _("The id of this scene is used already. Choose another."),
    ),
    (
        r"This criterion's id is used already\. .*",
        _("The id of this criterion is used already. Choose another."),
    ),
    (
        r"There is no scene of this id\. .*",
        _("There is no scene of this id. Name one of this case, or none where the case ends."),
    ),
    (
        r"There is no criterion of this id\. .*",
        _("There is no criterion of this id. Name one of this case."),
    ),
    (
        r"A critical fault ends the case\. .*",
        _("A critical fault ends the case. Leave out what comes next, or the fault."),
    ),
    (
        r"A scene has (?P<least>\d+) to (?P<most>\d+) decisions\. .*",
        _("A scene has %(least)s to %(most)s decisions. Add one."),
    ),
    (
        r"This leads back to a scene .*",
        _("This leads back to a scene that led here. A case goes forward only."),
    ),
    (
        r"No decision leads to this scene\. .*",
        _("No decision leads to this scene. Let one lead here, or take it out."),
    ),
    (
        r"More than (?P<most>\d+) decisions on the way\. .*",
        _("More than %(most)s decisions on the way. Shorten it."),
    ),
    (
        r"No path earns a point\. .*",
        _("No path earns a point. Give points to what is right."),
    ),
    (
        r"Every path passes\. .*",
        _("Every path passes. Raise the pass mark, or give fewer points to what is wrong."),
    ),
    (
        r"A list or mapping cannot be a key\. .*",
        _("A list or mapping cannot be a key. Write a plain word."),
    ),
    (
        r"The sign (?P<sign>U\+\w+) is not allowed\. .*",
        _("The sign %(sign)s is not allowed. Take it out."),
    ),
    (
        r"Take out the lines that begin with `%`; .*",
        _("Take out the lines that begin with a percent sign; plain YAML is enough."),
    ),
    (
        r"Nested deeper than (?P<most>\d+) levels\. .*",
        _("Nested deeper than %(most)s levels. Make it flatter."),
    ),
    (
        r"`\*(?P<name>.*)` repeats another part\. .*",
        _("“%(name)s” repeats another part. Write it out."),
    ),
    (
        r"`&(?P<name>.*)` is an anchor\. .*",
        _("“%(name)s” is an anchor. Take it out, or put the text in quotes."),
    ),
    (
        r"`(?P<name>[^`]*)` is a tag\. .*",
        _("“%(name)s” is a tag. Take it out, or put the text in quotes."),
    ),
    (
        r"A second document begins here\. .*",
        _("A second document begins here. Keep one document a file."),
    ),
    (
        r"There is no such folder\. .*",
        _("There is no such folder. Name the folder that holds the sections."),
    ),
    (
        r"Not XML: (?P<what>.*)\. Close every tag, .*",
        _("This cannot be read as XML: %(what)s"),
    ),
    (
        r"A DOCTYPE or an entity\. .*",
        _("A DOCTYPE or an entity. Take it out; write signs as they are."),
    ),
    (
        r"Words stand outside <text>\. .*",
        _("Words stand outside <text>. Put them into one."),
    ),
    (
        r"<tspan> belongs inside <text>\.",
        _("<tspan> belongs inside <text>."),
    ),
    (
        r"A figure is one <svg>, .*",
        _("A figure is one <svg>, with nothing around it and no other inside."),
    ),
    (
        r"<(?P<name>[^>]*)> is not allowed\..*",
        _("<%(name)s> is not allowed in a drawing."),
    ),
    (
        r"<(?P<name>[^>]*)> holds words only\. .*",
        _("<%(name)s> holds words only. Move the element out."),
    ),
    (
        r"<svg> takes no (?P<name>.*): the page sets it\. .*",
        _("<svg> takes no %(name)s: the page sets it. Take it out."),
    ),
    (
        r"<svg> needs xmlns=.*",
        _("<svg> needs its xmlns."),
    ),
    (
        r"<svg> needs viewBox=.*",
        _("<svg> needs a viewBox 320 units wide: 0 0 320 H."),
    ),
    (
        r"<(?P<name>[^>]*)> takes no (?P<what>\S+)\..*",
        _("<%(name)s> takes no %(what)s. Take it out."),
    ),
    (
        r'(?P<what>\S+=".*") is not understood\. .*',
        _("%(what)s is not understood in a drawing. Write it simpler, or by class."),
    ),
    (
        r"Text of (?P<size>\S+) units is too small .*: (?P<least>\S+) is the least\.",
        _("Text of %(size)s units is too small to read on a phone: %(least)s is the least."),
    ),
    (
        r'id="(?P<name>.*)" does not begin with the class id\. .*',
        _("The id “%(name)s” does not begin with the id of the class."),
    ),
    (
        r'id="(?P<name>.*)" is used twice\. .*',
        _("The id “%(name)s” is used twice. Choose another."),
    ),
    (
        r'A label in Chinese needs lang="zh", .*',
        _('A label in Chinese needs lang="zh", and a twin with lang="en" at the same place.'),
    ),
    (
        r'This label with lang="(?P<tongue>.*)" has no twin\. .*',
        _('This label with lang="%(tongue)s" has no twin in the other language at the same place.'),
    ),
    (
        r"(?P<what>.*) points at nothing\. .*",
        _("%(what)s points at nothing. Draw what it means, or take it out."),
    ),
    (
        r"Figures know no class `(?P<name>[^`]*)`\..*",
        _("Drawings know no class “%(name)s”."),
    ),
)
