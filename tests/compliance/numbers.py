"""Area codes of every state and their clocks, typed by hand: the oracle's map of the country."""

from .oracle import Spot

# state: (clock, area codes) where one clock rules the whole area
SINGLE = {
    "AL": ("central", "205 251 334"),
    "AZ": ("arizona", "480 520 602 623"),
    "AR": ("central", "479 501 870"),
    "CA": ("pacific", "213 310 415 530 619 707 916"),
    "CO": ("mountain", "303 719 970"),
    "CT": ("eastern", "203 860"),
    "DE": ("eastern", "302"),
    "DC": ("eastern", "202"),
    "FL": ("eastern", "305 407 561 813 904"),
    "GA": ("eastern", "229 404 706 912"),
    "HI": ("hawaii", "808"),
    "IL": ("central", "217 312 618 815"),
    "IN": ("eastern", "260 317 765"),
    "IA": ("central", "319 515 712"),
    "KS": ("central", "316 913"),
    "KY": ("eastern", "502 859"),
    "LA": ("central", "225 318 504"),
    "ME": ("eastern", "207"),
    "MD": ("eastern", "301 410"),
    "MA": ("eastern", "413 508 617"),
    "MI": ("eastern", "231 313 517 616"),
    "MN": ("central", "218 507 612"),
    "MS": ("central", "228 601 662"),
    "MO": ("central", "314 417 816"),
    "MT": ("mountain", "406"),
    "NE": ("central", "402"),
    "NV": ("pacific", "702"),
    "NH": ("eastern", "603"),
    "NJ": ("eastern", "201 609 973"),
    "NM": ("mountain", "505 575"),
    "NY": ("eastern", "212 315 516 716"),
    "NC": ("eastern", "252 704 919"),
    "OH": ("eastern", "216 419 513 614"),
    "OK": ("central", "405 580 918"),
    "OR": ("pacific", "503"),
    "PA": ("eastern", "215 412 570 717"),
    "RI": ("eastern", "401"),
    "SC": ("eastern", "803 843"),
    "TN": ("central", "615 901"),
    "TX": ("central", "210 214 512 713 806"),
    "UT": ("mountain", "435 801"),
    "VT": ("eastern", "802"),
    "VA": ("eastern", "276 703 804"),
    "WA": ("pacific", "206 360 509"),
    "WV": ("eastern", "304"),
    "WI": ("central", "262 414 715"),
    "WY": ("mountain", "307"),
}
MULTIPLE = {
    "208": ("ID", "mountain pacific"),
    "219": ("IN", "central eastern"),
    "270": ("KY", "central eastern"),
    "308": ("NE", "central mountain"),
    "423": ("TN", "central eastern"),
    "541": ("OR", "mountain pacific"),
    "605": ("SD", "central mountain"),
    "701": ("ND", "central mountain"),
    "775": ("NV", "mountain pacific"),
    "785": ("KS", "central mountain"),
    "812": ("IN", "central eastern"),
    "850": ("FL", "central eastern"),
    "906": ("MI", "central eastern"),
    "907": ("AK", "alaska aleutian"),
    "928": ("AZ", "arizona mountain"),
    "986": ("ID", "mountain pacific"),
}

SPOTS: dict[str, tuple[Spot, ...]] = {
    area: (Spot(state, clock),) for state, (clock, areas) in SINGLE.items() for area in areas.split()
} | {area: tuple(Spot(state, clock) for clock in clocks.split()) for area, (state, clocks) in MULTIPLE.items()}
STATES = {spot.state for spots in SPOTS.values() for spot in spots}
# Where people may have moved: states that have one clock only.
WHOLE = {
    state: (Spot(state, clock),)
    for state, (clock, _) in SINGLE.items()
    if state not in {"AZ", "FL", "IN", "KS", "KY", "MI", "NE", "NV", "OR", "TN", "TX"}
}
