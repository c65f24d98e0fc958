"""Why readers and writers of formats leave something out, in the reader's language. They themselves speak English."""

from __future__ import annotations

import re

from flask_babel import gettext

from app.studio import sheetwords
from quizzes.formats.reasons import Reason

FILE = re.compile(r"(?P<what>.*) \(in (?P<file>.*)\)", re.DOTALL)


def _(sentence: str) -> str:
    """It is translated when it is said: here it only stands, so that the catalogue holds it."""
    return sentence


SENTENCES = frozenset(
    (
        _(
            "1,000 pieces are refused, and fewer are read. Nothing is read from this line on: "
            "correct what is said first."
        ),
        _("A gap of it has no place in a sheet: more than eight, several numbers, or words with | # *. Left out."),
        _("A spelling holds |, which divides spellings in a sheet; it is left out."),
        _("A calculated question draws its numbers by a formula and cannot be taken. Write it with fixed numbers."),
        _("A description asks nothing. Put its text into a micro-class."),
        _("A drawing is marked by people and cannot be taken."),
        _("A file holds at most 10,000 questions. Send the rest, from this line on, in another file."),
        _("A file is damaged and is left out: "),
        _("A file is larger than 10 MB or one of too many; it is left out: "),
        _("A file is written in an unknown encoding and is left out: "),
        _("A file of the package is damaged."),
        _("A file of the package is larger than 10 MB."),
        _("A file that a text shows does not come along: "),
        _("A file to hand in is marked by people and cannot be taken."),
        _("A gap has no answer marked as right. Put = before it."),
        _("A gap is not closed. End it with }."),
        _("A gap is of a kind that is not known: "),
        _("A gap names a word that is not in the list: "),
        _("A gap with a pattern (REGEXP) cannot be taken. List the answers."),
        _("A gap with several right answers to tick cannot be taken. Make it a question of its own."),
        _("A left-hand side has no right-hand side."),
        _("A question that draws its numbers cannot be taken. Write it with fixed numbers."),
        _("A random question names others. Export those."),
        _("A share of the mark is not a number between -100 and 100: "),
        _("A tag is longer than 512 kB. Nothing is read from this line on."),
        _("A test only names its questions. Send the whole package as zip."),
        _("A text is longer than 20,000 characters. Shorten it, or make several questions of it."),
        _("A true/false question needs one right answer, true or false."),
        _("ANSWER: names a letter that no answer has."),
        _("ANSWER: takes one letter. Questions with several right answers need another format."),
        _("Aiken carries questions with one right answer among 26 at most; this one is left out."),
        _("Aiken carries the question and its answers only; the rest is left out."),
        _("Aiken has one line for a text; its lines are joined."),
        _("An arrow (->) divides pairs in GIFT, so this question is left out. Write the arrow in another way."),
        _("An asterisk stands for any letters in Moodle; here it is a sign like others."),
        _("An essay is marked by people and cannot be taken. Ask for a short answer instead."),
        _("An interaction names a response that is not declared: "),
        _("Different shares of the mark are left out: an answer is right or wrong."),
        _("Each gap now offers the words of its group to choose from."),
        _("Elements are nested more than 100 deep. Nothing is read from this line on."),
        _("Elements or attributes of HTML that QTI does not know are left out."),
        _("Feedback for right, partly right or wrong answers as a whole is left out."),
        _("Feedback in the middle of the text is left out."),
        _("GIFT carries no pictures or files; they are left out."),
        _("GIFT does not know this kind of question; it is left out."),
        _("GIFT does not say that capital letters matter."),
        _("GIFT gives the full mark to an answer that is marked as right; the best one has it now."),
        _("GIFT has no cloze questions. Export this one as Moodle XML."),
        _("Hints for further tries are left out."),
        _("How many marks the question gives (default grade) is left out."),
        _("Its HTML is written as plain words."),
        _("Its category is left out."),
        _("Its pictures and files are left out."),
        _("Moodle shows right-hand sides as plain text; their formatting is left out."),
        _("More than eight options; it is left out."),
        _("No answer gave 100 %; now the best one does. It gave: "),
        _("No answer gives 100 %. Correct the shares, or have them rounded. The best gives: "),
        _("No answer gives the full mark; the shares are taken as they are."),
        _("Nothing is asked here: there is no interaction. Put its text into a micro-class."),
        _("Only some of the things were drawn in Moodle; here all are asked for."),
        _("QTI has no place for feedback on the answers of a gap; it is left out."),
        _("Questions of this type cannot be taken: "),
        _("Questions with this interaction cannot be taken: "),
        _("Remarks for markers or learners (rubricBlock) are left out."),
        _("Right-hand sides that belong to nothing; it is left out."),
        _("Several interactions in one item cannot be taken. Make an item of each."),
        _("Several numbers count; it is left out."),
        _("Shares below zero are left out."),
        _("Signs that XML does not know are left out."),
        _("Some gaps minded capital letters and some did not; now all do."),
        _("Something belongs to more than one partner. Make several questions of it."),
        _("Something on the left belongs to nothing. Give it a partner or take it out."),
        _("Something on the left belongs to nothing. Write it as = left -> right."),
        _("The answers had a fixed order; here they are shuffled."),
        _("The feedback for any other answer (*) is left out."),
        _("The file unpacks to far more than questions need. Nothing is read from this line on."),
        _("The path of a category is longer than 1,000 characters; it is left out."),
        _("There are more names of elements or attributes than questions need. Nothing is read from here."),
        _("The file brings a document type or entities of its own, which is not allowed. Export it without."),
        _("The gaps give marks that are no whole numbers; they now count alike."),
        _("The item has no body (itemBody)."),
        _("The letters cannot be read. Save the file as UTF-8."),
        _("The letters of the answers do not follow one another from A on."),
        _("The line with the right answer is missing. Write ANSWER: and its letter."),
        _("The package is damaged. Export it again."),
        _("The package is encrypted or packed in an unusual way. Export it again as an ordinary zip."),
        _("The package names a file that it does not hold."),
        _("The package unpacks to far more than questions need; it is refused."),
        _("The question does not say of which type it is."),
        _("The question has too many elements: more than 5,000, or than 800 very short ones. Make it simpler."),
        _("The question has no text."),
        _("The question was all or nothing; the right answers now share the mark."),
        _("The question was hidden in Moodle."),
        _("The right order is not stated, or does not name everything once."),
        _("The shares of the right answers did not add up to 100 %; they are rounded. Sum: "),
        _("The shares of the right answers do not add up to 100 %. Correct them, or have them rounded. Sum: "),
        _("The shares of the right answers do not add up to the full mark; they are taken as they are."),
        _("The text holds {{1}} or the like, which stands for gaps here. Write it in another way."),
        _("The workbook cannot be read. Open it in a spreadsheet and save it again as xlsx."),
        _("The workbook unpacks to far more than a sheet of questions needs; it is refused."),
        _("The { of the answers is not closed. A blank line ends a question; write \\n for a new line in a text."),
        _("The { } is empty: an essay cannot be taken."),
        _("There are fewer than two answers to choose from."),
        _("There are fewer than two pairs to match."),
        _("There are fewer than two things to bring into order."),
        _("There are more than 500 answers or 200 gaps. Make several questions of it."),
        _("There are more than 1,500,000 elements. Nothing is read from this line on."),
        _("There are no questions in this file. Is it a Moodle XML export?"),
        _("There are no questions in this file. Is it in the Aiken format?"),
        _("There are no questions in this file. Is it in the GIFT format?"),
        _("There are no questions in this package."),
        _("There are too many gaps with too many words. Make several questions of it."),
        _("There is more than one { } with answers. Make several questions of it, or put \\ before the { of the text."),
        _("There is no QTI question (assessmentItem) in this file."),
        _("There is no answer marked as right."),
        _("There is no answer marked as right. Put = before it, or its share as %50%."),
        _("There is no gap in the text. Write one as [[1]]."),
        _("There is no gap in the text. Write one as {1:SHORTANSWER:=answer}."),
        _("There is no { } with answers: a text that asks nothing cannot be taken."),
        _("This is QTI 1.x. Export the questions as QTI 2.1, 2.2 or 3.0."),
        _("This is a manifest without its package. Send the whole zip."),
        _("This is not a number, a range 1..5, or a number with a tolerance 3:0.5: "),
        _("This is not a number: "),
        _("This is not a text file. Save the questions as text in UTF-8."),
        _("This is not well-formed XML. Export the file again, or correct it from this line on."),
        _("Two gaps share a response. Give each its own."),
        _("Units are left out; the number alone is asked for."),
        _("The places lie on no picture."),
        _("How large the picture is, is not said, so its places cannot be found. Send the whole package."),
        _("How large a picture is, cannot be read (PNG, JPEG, GIF and WebP can): "),
        _("A place encloses nothing on its picture, or is of an unknown shape: "),
        _("Several places have to be found at once. Make a question of each."),
        _("Markers that belong nowhere are left out; say in their stead which places are wrong."),
        _("The picture that its places lie on is missing, so the question is left out."),
        _("It asks for a place on a picture, which a sheet cannot hold; it is left out."),
        _(
            "Moodle asks for places by markers that are dragged, and makes large pictures smaller without moving the "
            "places; the question is left out."
        ),
    )
)


def told(reason: str) -> str:
    """A reason in the language of the moment."""
    if not isinstance(reason, Reason):
        return sheetwords.told(reason)
    words = gettext(reason.sentence)
    found = FILE.fullmatch(reason.added)
    if found is None:
        return words + reason.added
    where = gettext("(in %(file)s)", file=found["file"])
    return f"{words}{found['what']} {where}"
