"""What is said of a finding, in English as all commands speak. What the studio finds as well is said by the studio."""

from __future__ import annotations

from collections.abc import Mapping

SAYINGS: Mapping[str, str] = {
    "unreadable": "%(message)s",
    "translation-missing": "%(message)s",
    # of a class
    "questions-few": "%(count)s questions; a class has at least %(least)s",
    "part-thing": "nothing stands before the first heading: begin with the one thing to know",
    "part-why": "it does not seem to say why it matters",
    "part-how": "no list, no steps, no table: say how to do it",
    "part-mistake": "the usual mistake is missing",
    "part-remember": "the line to remember is missing",
    "hard-to-read": "reading grade %(level)s (Flesch-Kincaid); %(most)s at most: shorter sentences, shorter words",
    "long-sentences": "%(level)s signs a sentence; %(most)s at most: split some",
    "stands-too-early": "`%(key)s` has to come before it and stands later in the section",
    "figure-without-words": "say what the figure shows",
    "figure-words-few": "%(length)s characters: too few to tell what the figure shows",
    "figure-one-language": "its labels are in one language only",
    "figure-words-alike": "“%(words)s” stands in both languages: give it a twin",
    "classes-alike": "about the same as `%(key)s`? (likeness of rare words %(share)s)",
    # of a question
    "right-stands-out": "the right option has %(right)s characters, the wrong ones %(wrong)s: that gives it away",
    "refers-to-another": "an option speaks of others, but options are shuffled",
    "unit-missing": "a number without a unit: is there none?",
    "source-vague": "“%(words)s” is no source: name the standard, the law or the practice",
    "questions-alike": "asks for the same as `%(key)s`? (likeness of rare words %(share)s)",
    "reads-nearly-as-another": "reads nearly like `%(key)s`",
    # of both
    "not-translated": "not in this language",
    "numbers-differ": "the numbers differ: %(en)s in English, %(zh)s in Chinese",
    "number-in-one-language": "%(numbers)s: not in the other language",
    "reads-as-another": "reads the same as `%(key)s`",
    # of the whole
    "sections-few": "%(count)s sections; %(least)s are wanted",
    "classes-few": "%(count)s classes in it; %(least)s are wanted",
    "figures-few": "%(count)s classes with a figure; %(least)s are wanted",
    "post-few": "%(post)s: %(count)s questions that fit; %(least)s are wanted",
    "craft-few": "%(post)s: %(count)s questions of its own craft; %(least)s are wanted",
    "kind-unused": "no question of the kind `%(kind)s`",
    "mostly-single": "%(share)s of the questions are of another kind than `single`; %(least)s are wanted",
    "difficulty-few": "difficulty %(level)s: %(count)s questions, %(share)s; %(least)s are wanted",
    "option-length": "right is the %(what)s: %(times)s of %(of)s; chance gives %(expected)s (%(away)s deviations)",
    "statements-true": "%(times)s of %(of)s statements are true; chance gives %(expected)s (%(away)s deviations)",
    "right-place": "the right option stands in first, second … place %(times)s times (chi-square %(chi_square)s)",
    "accepted-in-vain": "there is no `%(code)s` of `%(key)s` to accept any more: take it out of the targets",
}
