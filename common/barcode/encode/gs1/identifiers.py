"""The GS1 Application Identifiers: format and title of each, as data.

Source: GS1 General Specifications 25.0, figure 3.2-1 and the sections it names. A format is that
figure's: N for digits, X for character set 82, Y for 39, Z for 64; a length, or ``..`` and the
greatest; ``+`` joins parts, ``?`` marks a part that may be left out, ``:`` names the rules that
the part obeys (see gs1_rules).
"""

from typing import NamedTuple


class Part(NamedTuple):
    """A part of an element's value."""

    characters: str
    least: int
    most: int
    optional: bool
    rules: tuple[str, ...]


class ApplicationIdentifier(NamedTuple):
    """What an Application Identifier says of its value."""

    code: str
    parts: tuple[Part, ...]
    title: str

    @property
    def least(self) -> int:
        """Return the least length of the value."""
        return sum(part.least for part in self.parts if not part.optional)

    @property
    def most(self) -> int:
        """Return the greatest length of the value."""
        return sum(part.most for part in self.parts)


_LINES = """
00 N18:check,key SSCC
01 N14:check GTIN
02 N14:check CONTENT
03 N14:check MTO GTIN
10 X..20 BATCH/LOT
11 N6:day PROD DATE
12 N6:day DUE DATE
13 N6:day PACK DATE
15 N6:day BEST BEFORE or BEST BY
16 N6:day SELL BY
17 N6:day USE BY or EXPIRY
20 N2 VARIANT
21 X..20 SERIAL
22 X..20 CPV
235 X..28 TPX
240 X..30 ADDITIONAL ID
241 X..30 CUST. PART No.
242 N..6 MTO VARIANT
243 X..20 PCN
250 X..30 SECONDARY SERIAL
251 X..30 REF. TO SOURCE
253 N13:check+X..17? GDTI
254 X..20 GLN EXTENSION COMPONENT
255 N13:check+N..12? GCN
30 N..8 VAR. COUNT
310n N6 NET WEIGHT (kg)
311n N6 LENGTH (m)
312n N6 WIDTH (m)
313n N6 HEIGHT (m)
314n N6 AREA (m²)
315n N6 NET VOLUME (l)
316n N6 NET VOLUME (m³)
320n N6 NET WEIGHT (lb)
321n N6 LENGTH (in)
322n N6 LENGTH (ft)
323n N6 LENGTH (yd)
324n N6 WIDTH (in)
325n N6 WIDTH (ft)
326n N6 WIDTH (yd)
327n N6 HEIGHT (in)
328n N6 HEIGHT (ft)
329n N6 HEIGHT (yd)
330n N6 GROSS WEIGHT (kg)
331n N6 LENGTH (m), log
332n N6 WIDTH (m), log
333n N6 HEIGHT (m), log
334n N6 AREA (m²), log
335n N6 VOLUME (l), log
336n N6 VOLUME (m³), log
337n N6 KG PER m²
340n N6 GROSS WEIGHT (lb)
341n N6 LENGTH (in), log
342n N6 LENGTH (ft), log
343n N6 LENGTH (yd), log
344n N6 WIDTH (in), log
345n N6 WIDTH (ft), log
346n N6 WIDTH (yd), log
347n N6 HEIGHT (in), log
348n N6 HEIGHT (ft), log
349n N6 HEIGHT (yd), log
350n N6 AREA (in²)
351n N6 AREA (ft²)
352n N6 AREA (yd²)
353n N6 AREA (in²), log
354n N6 AREA (ft²), log
355n N6 AREA (yd²), log
356n N6 NET WEIGHT (t oz)
357n N6 NET VOLUME (oz)
360n N6 NET VOLUME (qt)
361n N6 NET VOLUME (gal.)
362n N6 VOLUME (qt), log
363n N6 VOLUME (gal.), log
364n N6 VOLUME (in³)
365n N6 VOLUME (ft³)
366n N6 VOLUME (yd³)
367n N6 VOLUME (in³), log
368n N6 VOLUME (ft³), log
369n N6 VOLUME (yd³), log
37 N..8 COUNT
390d N..15 AMOUNT
391d N3+N..15 AMOUNT
392d N..15 PRICE
393d N3+N..15 PRICE
394p N4 PRCNT OFF
395n N6 PRICE/UoM
400 X..30 ORDER NUMBER
401 X..30:key GINC
402 N17:check GSIN
403 X..30 ROUTE
410 N13:check SHIP TO LOC
411 N13:check BILL TO
412 N13:check PURCHASE FROM
413 N13:check SHIP FOR LOC
414 N13:check LOC No.
415 N13:check PAY TO
416 N13:check PROD/SERV LOC
417 N13:check PARTY
420 X..20 SHIP TO POST
421 N3+X..9 SHIP TO POST
422 N3 ORIGIN
423 N3+N..12?:threes COUNTRY - INITIAL PROCESS
424 N3 COUNTRY - PROCESS
425 N3+N..12?:threes COUNTRY - DISASSEMBLY
426 N3 COUNTRY - FULL PROCESS
427 X..3 ORIGIN SUBDIVISION
4300 X..35:percent SHIP TO COMP
4301 X..35:percent SHIP TO NAME
4302 X..70:percent SHIP TO ADD1
4303 X..70:percent SHIP TO ADD2
4304 X..70:percent SHIP TO SUB
4305 X..70:percent SHIP TO LOC
4306 X..70:percent SHIP TO REG
4307 X2:country SHIP TO COUNTRY
4308 X..30 SHIP TO PHONE
4309 N10:latitude+N10:longitude SHIP TO GEO
4310 X..35:percent RTN TO COMP
4311 X..35:percent RTN TO NAME
4312 X..70:percent RTN TO ADD1
4313 X..70:percent RTN TO ADD2
4314 X..70:percent RTN TO SUB
4315 X..70:percent RTN TO LOC
4316 X..70:percent RTN TO REG
4317 X2:country RTN TO COUNTRY
4318 X..20 RTN TO POST
4319 X..30 RTN TO PHONE
4320 X..35:percent SRV DESCRIPTION
4321 N1:yesno DANGEROUS GOODS
4322 N1:yesno AUTH TO LEAVE
4323 N1:yesno SIG REQUIRED
4324 N6:day+N4:time NOT BEF DEL DT
4325 N6:day+N4:time NOT AFT DEL DT
4326 N6:date REL DATE
4330 N6+X1?:minus MAX TEMP F.
4331 N6+X1?:minus MAX TEMP C.
4332 N6+X1?:minus MIN TEMP F.
4333 N6+X1?:minus MIN TEMP C.
7001 N13 NSN
7002 X..30 MEAT CUT
7003 N6:date+N4:time EXPIRY TIME
7004 N..4 ACTIVE POTENCY
7005 X..12 CATCH AREA
7006 N6:date FIRST FREEZE DATE
7007 N6:date+N6?:date HARVEST DATE
7008 X..3 AQUATIC SPECIES
7009 X..10 FISHING GEAR TYPE
7010 X..2 PROD METHOD
7011 N6:date+N4?:time TEST BY DATE
7020 X..20 REFURB LOT
7021 X..20 FUNC STAT
7022 X..20 REV STAT
7023 X..30:key GIAI - ASSEMBLY
703s N3+X..27 PROCESSOR
7040 N1+X3 UIC+EXT
7041 X..4 UFRGT UNIT TYPE
710 X..20 NHRN PZN
711 X..20 NHRN CIP
712 X..20 NHRN CN
713 X..20 NHRN DRN
714 X..20 NHRN AIM
715 X..20 NHRN NDC
716 X..20 NHRN AIC
723s X2+X..28 CERT
7240 X..20 PROTOCOL
7241 N2:media AIDC MEDIA TYPE
7242 X..25 VCN
7250 N8:long_date DOB
7251 N8:long_date+N4:time DOB TIME
7252 N1:sex BIO SEX
7253 X..40:percent FAMILY NAME
7254 X..40:percent GIVEN NAME
7255 X..10:percent SUFFIX
7256 X..90:percent FULL NAME
7257 X..70:percent PERSON ADDR
7258 X3:birth BIRTH SEQUENCE
7259 X..40:percent BABY
8001 N4:nonzero+N5:nonzero+N3:nonzero+N1:winding+N1 DIMENSIONS
8002 X..20 CMT No.
8003 N1:zero+N13:check+X..16? GRAI
8004 X..30:key GIAI
8005 N6 PRICE PER UNIT
8006 N14:check+N4:piece ITIP
8007 X..34:iban IBAN
8008 N8:date_hour+N..4?:minutes PROD TIME
8009 X..50 OPTSEN
8010 Y..30:key CPID
8011 N..12:no_leading_zero CPID SERIAL
8012 X..20 VERSION
8013 X..25:check_pair,key GMN
8014 X..25:check_pair,key MUDI
8017 N18:check GSRN - PROVIDER
8018 N18:check GSRN - RECIPIENT
8019 N..10 SRIN
8020 X..25 REF No.
8026 N14:check+N4:piece ITIP CONTENT
8030 Z..90 DIGSIG
8110 X..70 COUPON
8111 N4 POINTS
8112 X..70 PAPERLESS COUPON
8200 X..70 PRODUCT URL
90 X..30 INTERNAL
9c X..90 INTERNAL
"""

# The digits that the last letter of a code stands for.
_LAST_DIGITS = {"n": "012345", "d": "0123456789", "p": "0123", "s": "0123456789", "c": "123456789"}

# Their values have a length that their first two digits fix, so no separator follows
# (General Specifications, figure 7.8.5-2).
PREDEFINED = frozenset(f"{n:02}" for n in (*range(5), *range(11, 21), *range(31, 37), 41))

# Never in one symbol with the first (General Specifications 4.14, invalid pairs).
EXCLUDED = {
    "01": ("02", "03", "37", "255", "8026"),
    "02": ("03",),
    "21": ("235",),
    "255": ("02", "415", "8006", "8020", "8026"),
    "420": ("421",),
    "421": ("4307",),
    "422": ("426",),
    "423": ("426",),
    "424": ("426",),
    "425": ("426",),
    "4330": ("4331",),
    "4332": ("4333",),
    "8006": ("01", "03", "37", "8026"),
    "8017": ("8018",),
    "8026": ("02",),
}

_TRADE_ITEMS = ("01", "02", "8006", "8026")

# What an item must bear with the first, one of those behind it, in this symbol or another (General
# Specifications 4.13.2, mandatory associations).
ASSOCIATED: dict[str, tuple[str, ...]] = {
    "02": ("37",),
    "10": _TRADE_ITEMS,
    "11": _TRADE_ITEMS,
    "12": ("8020",),
    "13": _TRADE_ITEMS,
    "15": _TRADE_ITEMS,
    "16": _TRADE_ITEMS,
    "17": (*_TRADE_ITEMS, "255"),
    "20": _TRADE_ITEMS,
    "21": ("01", "03", "8006"),
    "22": ("01",),
    "235": ("01",),
    "240": _TRADE_ITEMS,
    "241": _TRADE_ITEMS,
    "242": _TRADE_ITEMS,
    "243": ("01",),
    "250": ("21",),
    "251": ("01", "8006"),
    "254": ("414",),
    "30": ("01", "02"),
    "37": ("02", "8026"),
    "403": ("00",),
    "415": ("8020",),
    "422": _TRADE_ITEMS,
    "7001": _TRADE_ITEMS,
    "7003": ("01", "02"),
    "710": ("01",),
    "711": ("01",),
    "712": ("01",),
    "713": ("01",),
    "714": ("01",),
    "715": ("01",),
    "716": ("01",),
    "8001": ("01",),
    "8005": ("01", "02"),
    "8007": ("415",),
    "8008": ("01", "02"),
    "8011": ("8010",),
    "8012": ("01", "8006"),
    "8019": ("8017", "8018"),
    "8020": ("415",),
    "8026": ("37",),
    "8111": ("255",),
    "8200": ("01",),
}


def _part(text: str) -> Part:
    form, _, rules = text.partition(":")
    optional = form.endswith("?")
    form = form.rstrip("?")
    most = int(form[1:].lstrip("."))
    least = 1 if ".." in form else most
    return Part(form[0], least, most, optional, tuple(rules.split(",")) if rules else ())


def _identifiers() -> dict[str, ApplicationIdentifier]:
    table: dict[str, ApplicationIdentifier] = {}
    for line in _LINES.strip().splitlines():
        code, form, title = line.split(" ", 2)
        parts = tuple(_part(part) for part in form.split("+"))
        for digit in _LAST_DIGITS.get(code[-1], code[-1]):
            table[code[:-1] + digit] = ApplicationIdentifier(code[:-1] + digit, parts, title)
    return table


IDENTIFIERS = _identifiers()
