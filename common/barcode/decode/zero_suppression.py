"""UPC-E: the eight digits that stand for the twelve of some UPC-A.

Source: ISO/IEC 15420:2009, table 5, and GS1 General Specifications, 5.2.2.4.2.
"""


def expanded(upce: str) -> str:
    """Return the 12 digits of UPC-A that 8 digits of UPC-E stand for."""
    system, six, check = upce[0], upce[1:7], upce[7]
    last = six[5]
    # The last digit of the six says which zeros were left out.
    if last in "012":
        maker = six[:2] + last + "0000" + six[2:5]
    elif last in "34":
        kept = int(last)
        maker = six[:kept] + "00000" + six[kept:5]
    else:
        maker = six[:5] + "0000" + last
    return system + maker + check


def forms(upca: str) -> tuple[str, ...]:
    """Return every 8 digits of UPC-E that stand for *upca*, of 12, in the order of the rules."""
    system, maker, item, check = upca[0], upca[1:6], upca[6:11], upca[11]
    sixes = [maker[:2] + item[2:] + maker[2]]
    sixes += [maker[:kept] + item[kept:] + str(kept) for kept in (3, 4)]
    sixes.append(maker + item[4])
    listed = (system + six + check for six in sixes)
    # Expanded again: a form may be short enough and stand for another number.
    return tuple(form for form in listed if expanded(form) == upca)


def suppressed(upca: str) -> str:
    """Return the 8 digits of UPC-E that stand for *upca*, of 12, or *upca* if none do.

    A number may fit several rules, of which the first is used.
    """
    return next(iter(forms(upca)), upca)
