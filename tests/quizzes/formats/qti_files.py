"""Small items and packages of QTI for tests."""

from __future__ import annotations

import io
import zipfile

from quizzes.formats import qti
from quizzes.formats.exchange import Item

CORRECT = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'


MAPPED = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'


NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"


AB = '<simpleChoice identifier="A">Lamp</simpleChoice><simpleChoice identifier="B">Horn</simpleChoice>'


def declared(
    values: str, base: str = "identifier", cardinality: str = "single", more: str = "", name: str = "RESPONSE"
):
    right = "".join(f"<value>{value}</value>" for value in values.split("|") if value)
    attrs = f'identifier="{name}" cardinality="{cardinality}" baseType="{base}"'
    return f"<responseDeclaration {attrs}><correctResponse>{right}</correctResponse>{more}</responseDeclaration>"


def mapping(**values: float) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in values.items())
    return f'<mapping defaultValue="0">{entries}</mapping>'


def xml(declarations: str, body: str, end: str = CORRECT, attrs: str = 'identifier="q1" title="T"') -> bytes:
    inside = f"{declarations}<itemBody>{body}</itemBody>{end}"
    return f'<assessmentItem xmlns="{NAMESPACE}" {attrs}>\n{inside}</assessmentItem>'.encode()


def asked(choices: str = AB, prompt: str = "Which?", tag: str = "choiceInteraction") -> str:
    return f'<{tag} responseIdentifier="RESPONSE" shuffle="true"><prompt>{prompt}</prompt>{choices}</{tag}>'


def only(data: bytes) -> Item:
    reading = qti.read(data)
    assert not reading.refused, reading.refused
    return reading.items[0]


def reason(data: bytes) -> str:
    return qti.read(data).refused[0].reason


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return file.getvalue()


ENTRY = '<p>Capital: <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


def rule(condition: str, then: str = "1", tag: str = "responseIf") -> str:
    score = f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{then}</baseValue></setOutcomeValue>'
    return f"<{tag}>{condition}{score}</{tag}>"


def rules(*branches: str) -> str:
    return f"<responseProcessing><responseCondition>{''.join(branches)}</responseCondition></responseProcessing>"


VARIABLE = '<variable identifier="RESPONSE"/>'


RIGHT = '<correct identifier="RESPONSE"/>'


def value(number: str) -> str:
    return f'<baseValue baseType="float">{number}</baseValue>'


def manifest(*resources: str) -> str:
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{"".join(resources)}</resources></manifest>'


def resource(href: str, inside: str = "", kind: str = "imsqti_item_xmlv2p1") -> str:
    return f'<resource identifier="r" type="{kind}" href="{href}">{inside}</resource>'


LOM = """<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string>From the manifest</string></title>
<keyword><langstring>light</langstring></keyword></general><classification><taxonPath>
<taxon><entry><string>Cars</string></entry></taxon><taxon><entry><string>Lamps</string></entry></taxon>
</taxonPath></classification></lom></metadata>"""
