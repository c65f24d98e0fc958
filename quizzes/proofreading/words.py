"""Words that texts about anything hold, and words that stand for numbers."""

from __future__ import annotations

STOP = """
the and for with that this from are was were has have had not but you your what which who when where how why does did
his her they them their will would can could should must may one all any only then than there here into out its been
being per about after before also because first next now says customer car vehicle
"""
STOP_SIGNS = "的了是在和与或也都就不有这那个为对把被要会能可你我他她它们吗呢吧什么怎先再后前"
ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth"
MONTHS = "january february march april may june july august september october november december"
