"""Draws the numbers of a final again from the file that stands on its page of results, knowing nothing of Paddock.
`python tests/independent/drawagain.py lot.json [SEAL]`; SEAL: as it was told before. Exit code 1: they do not agree.
"""

import json
import sys
from hashlib import sha256


def hashed(text):
    return sha256(text.encode()).hexdigest()


def faults(lot, told=None):
    """What does not agree, one line each."""
    if hashed(lot["secret"]) != lot["seal"] or told not in (None, lot["seal"]):
        yield "The secret does not have the hash that was told before."
    for place, numbers in enumerate(lot["rounds"], 1):
        order = sorted(numbers, key=lambda one: hashed(f"{lot['words']}:{lot['secret']}:{one}"))
        if [numbers[one] for one in order] != sorted(numbers.values()):
            yield f"The numbers of round {place} are not those of the lot."


def main(path, *told):
    with open(path, encoding="utf-8") as file:
        lot = json.load(file)
    wrong = list(faults(lot, *told))
    count = sum(map(len, lot["rounds"]))
    sys.stdout.write("\n".join(wrong or [f"{count} numbers agree with words, secret and seal."]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
