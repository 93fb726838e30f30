"""Who issued a GS1 key: the member organisation of its GS1 Prefix.

The first three digits of a GTIN-13, and the digits at the same place of other keys, are the prefix
(GS1 General Specifications 1.4.2). It names the organisation that the company belongs to, not where
the product was made. The table is the one that GS1 publishes as "GS1 Company Prefix", of 2025:
https://www.gs1.org/standards/id-keys/company-prefix. Prefixes that are not assigned are missing.
"""

from bisect import bisect_right
from collections.abc import Iterable

from common.barcode.encode import zero_suppression
from common.barcode.encode.gs1.element import Element

_RESTRICTED = "restricted circulation: a number within a region or a company"
_COUPONS = "coupons"

# First and last prefix, and who uses it.
RANGES = (
    (1, 19, "GS1 US"),
    (20, 29, _RESTRICTED),
    (30, 39, "GS1 US"),
    (40, 49, _RESTRICTED),
    (50, 139, "GS1 US"),
    (200, 299, _RESTRICTED),
    (300, 379, "GS1 France"),
    (380, 380, "GS1 Bulgaria"),
    (383, 383, "GS1 Slovenia"),
    (385, 385, "GS1 Croatia"),
    (387, 387, "GS1 BIH (Bosnia-Herzegovina)"),
    (389, 389, "GS1 Montenegro"),
    (400, 440, "GS1 Germany"),
    (450, 459, "GS1 Japan"),
    (460, 469, "GS1 Russia"),
    (470, 470, "GS1 Kyrgyzstan"),
    (471, 471, "GS1 Chinese Taipei"),
    (474, 474, "GS1 Estonia"),
    (475, 475, "GS1 Latvia"),
    (476, 476, "GS1 Azerbaijan"),
    (477, 477, "GS1 Lithuania"),
    (478, 478, "GS1 Uzbekistan"),
    (479, 479, "GS1 Sri Lanka"),
    (480, 480, "GS1 Philippines"),
    (481, 481, "GS1 Belarus"),
    (482, 482, "GS1 Ukraine"),
    (483, 483, "GS1 Turkmenistan"),
    (484, 484, "GS1 Moldova"),
    (485, 485, "GS1 Armenia"),
    (486, 486, "GS1 Georgia"),
    (487, 487, "GS1 Kazakhstan"),
    (488, 488, "GS1 Tajikistan"),
    (489, 489, "GS1 Hong Kong, China"),
    (490, 499, "GS1 Japan"),
    (500, 509, "GS1 UK"),
    (520, 521, "GS1 Association Greece"),
    (528, 528, "GS1 Lebanon"),
    (529, 529, "GS1 Cyprus"),
    (530, 530, "GS1 Albania"),
    (531, 531, "GS1 North Macedonia"),
    (535, 535, "GS1 Malta"),
    (539, 539, "GS1 Ireland"),
    (540, 549, "GS1 Belgium & Luxembourg"),
    (560, 560, "GS1 Portugal"),
    (569, 569, "GS1 Iceland"),
    (570, 579, "GS1 Denmark"),
    (590, 590, "GS1 Poland"),
    (594, 594, "GS1 Romania"),
    (599, 599, "GS1 Hungary"),
    (600, 601, "GS1 South Africa"),
    (603, 603, "GS1 Ghana"),
    (604, 604, "GS1 Senegal"),
    (608, 608, "GS1 Bahrain"),
    (609, 609, "GS1 Mauritius"),
    (611, 611, "GS1 Morocco"),
    (613, 613, "GS1 Algeria"),
    (615, 615, "GS1 Nigeria"),
    (616, 616, "GS1 Kenya"),
    (617, 617, "GS1 Cameroon"),
    (618, 618, "GS1 Côte d'Ivoire"),
    (619, 619, "GS1 Tunisia"),
    (620, 620, "GS1 Tanzania"),
    (621, 621, "GS1 Syria"),
    (622, 622, "GS1 Egypt"),
    (624, 624, "GS1 Libya"),
    (625, 625, "GS1 Jordan"),
    (626, 626, "GS1 Iran"),
    (627, 627, "GS1 Kuwait"),
    (628, 628, "GS1 Saudi Arabia"),
    (629, 629, "GS1 Emirates"),
    (630, 630, "GS1 Qatar"),
    (631, 631, "GS1 Namibia"),
    (632, 632, "GS1 Rwanda"),
    (640, 649, "GS1 Finland"),
    (680, 681, "GS1 China"),
    (690, 699, "GS1 China"),
    (700, 709, "GS1 Norway"),
    (729, 729, "GS1 Israel"),
    (730, 739, "GS1 Sweden"),
    (740, 740, "GS1 Guatemala"),
    (741, 741, "GS1 El Salvador"),
    (742, 742, "GS1 Honduras"),
    (743, 743, "GS1 Nicaragua"),
    (744, 744, "GS1 Costa Rica"),
    (745, 745, "GS1 Panama"),
    (746, 746, "GS1 Dominican Republic"),
    (750, 750, "GS1 Mexico"),
    (754, 755, "GS1 Canada"),
    (759, 759, "GS1 Venezuela"),
    (760, 769, "GS1 Switzerland"),
    (770, 771, "GS1 Colombia"),
    (773, 773, "GS1 Uruguay"),
    (775, 775, "GS1 Peru"),
    (777, 777, "GS1 Bolivia"),
    (778, 779, "GS1 Argentina"),
    (780, 780, "GS1 Chile"),
    (784, 784, "GS1 Paraguay"),
    (786, 786, "GS1 Ecuador"),
    (789, 790, "GS1 Brazil"),
    (800, 839, "GS1 Italy"),
    (840, 849, "GS1 Spain"),
    (850, 850, "GS1 Cuba"),
    (858, 858, "GS1 Slovakia"),
    (859, 859, "GS1 Czech Republic"),
    (860, 860, "GS1 Serbia"),
    (865, 865, "GS1 Mongolia"),
    (867, 867, "GS1 North Korea"),
    (868, 869, "GS1 Türkiye"),
    (870, 879, "GS1 Netherlands"),
    (880, 880, "GS1 South Korea"),
    (883, 883, "GS1 Myanmar"),
    (884, 884, "GS1 Cambodia"),
    (885, 885, "GS1 Thailand"),
    (888, 888, "GS1 Singapore"),
    (890, 890, "GS1 India"),
    (893, 893, "GS1 Vietnam"),
    (896, 896, "GS1 Pakistan"),
    (899, 899, "GS1 Indonesia"),
    (900, 919, "GS1 Austria"),
    (930, 939, "GS1 Australia"),
    (940, 949, "GS1 New Zealand"),
    (950, 951, "GS1 Global Office"),
    (952, 952, "GS1 Global Office: demonstrations and examples"),
    (955, 955, "GS1 Malaysia"),
    (958, 958, "GS1 Macau, China"),
    (960, 969, "GS1 Global Office: GTIN-8"),
    (977, 977, "ISSN International Centre: serial publications"),
    (978, 979, "International ISBN Agency: books and music"),
    (980, 980, "refund receipts"),
    (981, 984, _COUPONS),
    (990, 999, _COUPONS),
)
_FIRSTS = [first for first, _, _ in RANGES]
_GTIN_8_PADDING = "00000"
_KEYS = ("01", "02", "00")  # GTIN, GTIN of the content, SSCC
_RETAIL = ("ean13", "ean8", "upca", "isbn", "isbn10", "issn", "ismn", "jan", "itf14")


def issuer(key: str) -> str:
    """Return who issued a GTIN of 8, 12, 13 or 14 digits or an SSCC of 18; empty if unknown."""
    if not (key.isascii() and key.isdigit() and len(key) in (8, 12, 13, 14, 18)):
        return ""
    # The first digit of a GTIN-14 or an SSCC is an indicator or an extension digit, not the prefix.
    digits = key[1:] if len(key) in (14, 18) else key.zfill(13)
    if len(key) != 12 and digits.startswith(_GTIN_8_PADDING):
        digits = digits.removeprefix(_GTIN_8_PADDING)
        if digits[0] in "02":  # 1.4.3: GS1-8 Prefixes 000 to 099 and 200 to 299
            return _RESTRICTED
    prefix = int(digits[:3])
    first, last, who = RANGES[max(0, bisect_right(_FIRSTS, prefix) - 1)]
    return who if first <= prefix <= last else ""


def issuer_of(symbology: str, data: str, elements: Iterable[Element]) -> str:
    """Return who issued the product or logistic unit number that a barcode holds; empty if none."""
    for element in elements:
        if element.ai in _KEYS:
            return issuer(element.value)
    if symbology == "upce" and len(data) == 8:
        return issuer(zero_suppression.expand(data[:7]) + data[7])
    return issuer(data.partition("+")[0]) if symbology in _RETAIL else ""
