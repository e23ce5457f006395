"""The split of fund money, computed a second time in fractions.

Reads a JSON array of cases from stdin and writes one answer per case, in the same order:

case:   {"rate": [2, 3], "unit": 1000, "decided": null,
         "leaves": [{"body": "152021", "no": "1", "ordinal": 0, "fund": 0, "kept": null}, ...]}
answer: {"rule": 0, "national": 0, "leaves": [{"body", "no", "ordinal", "exact": "1 1/3", "national", "units", "yen"}, ...]}
        or {"refused": true} where no split exists.

All amounts are integer yen. Leaves are answered in the order of (body, No., ordinal).
"""

import json
import sys
from fractions import Fraction


def leaf_order(leaf):
    no = leaf["no"]
    if no.isascii() and no.isdigit():
        return (leaf["body"], 0, int(no), "", leaf["ordinal"], no)
    return (leaf["body"], 1, 0, no, leaf["ordinal"], no)


def floor_to(unit, amount):
    return unit * (Fraction(amount) / unit).__floor__()


def ceil_to(unit, amount):
    return unit * (Fraction(amount) / unit).__ceil__()


def mixed(fraction):
    whole, rest = divmod(fraction.numerator, fraction.denominator)
    return f"{whole:,} {rest}/{fraction.denominator}" if rest else f"{whole:,}"


def share(amount, leaves, unit):
    """Largest remainders: `leaves` are in the order that breaks ties and receive exact, units, yen and national."""
    fund = sum(leaf["fund"] for leaf in leaves)
    if amount == fund:
        for leaf in leaves:
            leaf.update(exact=Fraction(leaf["fund"]), units=0, yen=0, national=leaf["fund"])
        return
    for leaf in leaves:
        leaf["exact"] = Fraction(leaf["fund"]) * amount / fund
        leaf["national"] = floor_to(unit, leaf["exact"])
        leaf["ceiling"] = min(ceil_to(unit, leaf["exact"]), leaf["fund"])
        leaf["remainder"] = leaf["exact"] - leaf["national"]
        leaf["units"] = leaf["yen"] = 0
    queue = sorted(enumerate(leaves), key=lambda item: (-item[1]["remainder"], item[0]))
    left = amount - sum(leaf["national"] for leaf in leaves)
    for _, leaf in queue:
        if left >= unit and leaf["national"] + unit <= leaf["ceiling"]:
            leaf["units"] = unit
            leaf["national"] += unit
            left -= unit
    while left > 0:
        leaf = next(leaf for _, leaf in queue if leaf["national"] < leaf["ceiling"])
        leaf["yen"] = min(left, leaf["ceiling"] - leaf["national"])
        leaf["national"] += leaf["yen"]
        left -= leaf["yen"]


def split(case):
    leaves = sorted((dict(leaf) for leaf in case["leaves"]), key=leaf_order)
    fund = sum(leaf["fund"] for leaf in leaves)
    rate = Fraction(*case["rate"])
    rule = fund if rate == 1 else floor_to(case["unit"], fund * rate)
    national = rule if case["decided"] is None else case["decided"]
    kept = [leaf for leaf in leaves if leaf["kept"] is not None]
    touched = [leaf for leaf in leaves if leaf["kept"] is None]
    rest = national - sum(leaf["kept"] for leaf in kept)
    refused = (
        not 0 <= national <= fund
        or any(not 0 <= leaf["kept"] <= leaf["fund"] for leaf in kept)
        or not 0 <= rest <= sum(leaf["fund"] for leaf in touched)
    )
    if refused:
        return {"refused": True}
    share(rest, touched, case["unit"])
    for leaf in kept:
        leaf.update(exact=Fraction(leaf["kept"]), units=0, yen=0, national=leaf["kept"])
    answered = ("body", "no", "ordinal", "units", "yen", "national")
    return {
        "rule": rule,
        "national": national,
        "leaves": [{**{name: leaf[name] for name in answered}, "exact": mixed(leaf["exact"])} for leaf in leaves],
    }


if __name__ == "__main__":
    json.dump([split(case) for case in json.load(sys.stdin)], sys.stdout)
