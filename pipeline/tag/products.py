"""Products of cells, composed: `exosomes derived from human adipose MSCs` is one mention with vehicle and producer.

The id is `SECRETOME:PRODUCER-VEHICLE`: `SECRETOME:MSC-EV`, `SECRETOME:BM-MSC-EXOSOME`, `SECRETOME:CL_0000235-EV`. A product
of a cell that has no id of its own has none either.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records import MentionType, Vehicle, Via
from pipeline.tag.items import Item, codes_of, is_glued, merged
from pipeline.tag.matcher import Hit

_PRODUCER = r"(?:O?(?:[TtD]d?)*C(?:\([CtN]\))?|[TtD]+(?:\([TtDN]\))?)"
_PRIMED = r"(?:[FPDCnNw]x)"
_BEFORE = re.compile(rf"(?:(?:{_PRIMED}|n)*(?:{_PRODUCER}|[NS]d|[FNw](?=[Ss]))d?|(?:{_PRIMED}|n)+)?[Ss]")
_AFTER = re.compile(
    r"(?:\(S\))?(?:[dg]f[OxnFDPTtmwNC/]{0,7}?(?:C|T(?![TCmd])|D(?!d?c)|N(?!x))(?:[&/]C(?!S))?"
    r"|f(?:[OnTtm]|[FPDCNw]x|N(?=C)){0,5}?C)"
)
VEHICLES = {
    "SECRETOME:EV": Vehicle.EV,
    "SECRETOME:EXOSOME": Vehicle.EXOSOME,
    "SECRETOME:MICROVESICLE": Vehicle.MICROVESICLE,
    "SECRETOME:APOPTOTIC-BODY": Vehicle.APOPTOTIC_BODY,
    "SECRETOME:CM": Vehicle.CONDITIONED_MEDIUM,
    "SECRETOME:SECRETOME": Vehicle.SECRETOME,
    "SECRETOME:EXO-D-MAPPS": Vehicle.EXOSOME,
    "SECRETOME:MSC-EV": Vehicle.EV,
    "SECRETOME:MSC-EXO": Vehicle.EXOSOME,
    "SECRETOME:MSC-CM": Vehicle.CONDITIONED_MEDIUM,
    "SECRETOME:MSC-SECRETOME": Vehicle.SECRETOME,
}
# Short names of producers in ids, and the tissue that each comes from.
PRODUCERS = {
    "CL:0000134": ("MSC", ""),
    "CL:0002540": ("BM-MSC", "bone_marrow"),
    "CL:0002570": ("AT-MSC", "adipose"),
    "CL:0002569": ("UC-MSC", "umbilical_cord"),
    "CL:0002568": ("WJ-MSC", "whartons_jelly"),
    "CL:0002537": ("AM-MSC", "amnion"),
    "CL:4030035": ("DP-SC", "dental_pulp"),
}
_SOURCES = {
    "bone marrow": "bone_marrow",
    "adipose tissue": "adipose",
    "umbilical cord": "umbilical_cord",
    "umbilical cord blood": "cord_blood",
    "Wharton's jelly": "whartons_jelly",
    "placenta": "placenta",
    "amniotic fluid": "amniotic_fluid",
    "amnion": "amnion",
    "dental pulp": "dental_pulp",
    "layer of synovial tissue": "synovium",
    "menstrual blood": "menstrual_blood",
    "endometrium": "endometrium",
    "gingiva": "gingiva",
    "periodontal ligament": "periodontal_ligament",
    "blood": "blood",
    "tonsil": "tonsil",
}


@dataclass(frozen=True, slots=True)
class Product:
    """What is known of a SECRETOME mention beside its span."""

    id: str | None
    label: str
    vehicle: Vehicle | None
    producer: str | None
    producer_source: str
    priming: str


def with_products(text: str, items: list[Item]) -> list[Item]:
    """The items with each product of cells in one piece, whichever side its producer stands on."""
    result: list[Item] = []
    at = 0
    codes = codes_of(items)
    for found in _BEFORE.finditer(codes):
        if found.start() < at:
            continue
        parts = _reach(text, items[found.start() : found.end()])
        after = _AFTER.match(codes, found.end())
        tail = items[found.end() : after.end()] if after else []
        head = parts[-1]
        if head.code == "s" and len(parts) == 1 and not tail:
            continue
        first = found.end() - len(parts)
        whole = parts + tail
        hit = Hit(
            whole[0].start, whole[-1].end, MentionType.SECRETOME, head.hit.id if head.hit else None, "", via=_via(whole)
        )
        result += items[at:first]
        result.append(merged(text, whole, hit))
        at = found.end() + len(tail)
    return result + items[at:]


def _via(parts: list[Item]) -> Via:
    if len(parts) > 1:
        return Via.PRODUCT
    return parts[0].hit.via if parts[0].hit else Via.LEXICON


def _reach(text: str, parts: list[Item]) -> list[Item]:
    """From the vehicle leftwards as far as the words belong together."""
    for at in range(len(parts) - 2, -1, -1):
        part, after = parts[at], parts[at + 1]
        gap = text[part.end : after.start]
        loose = part.code in "FNw" and after.code in "Ss"
        if (loose and not is_glued(text, part, after)) or not _is_joint(gap):
            return parts[at + 1 :]
        if part.code in "nOw" and after.code in "Ss" and part.text.lower() in ("control", "primary"):
            return parts[at + 1 :]
    return parts


def _is_joint(gap: str) -> bool:
    return gap in ("", " ", "_", " (") or (len(gap) == 1 and not gap.isalnum() and gap not in ".,;:")


def product_of(item: Item) -> Product:
    """Vehicle, producer, source and priming of a composed or plain SECRETOME item."""
    parts = item.parts or (item,)
    flat = [leaf for part in parts for leaf in (part.parts or (part,))]
    head = next((part for part in parts if part.code in "Ss"), item)
    base = head.hit.id if head.hit else None
    vehicle = VEHICLES.get(base or "")
    cells = [part for part in parts if part.code == "C" and part.hit]
    producer = cells[-1].hit.id if cells and cells[-1].hit else None
    if base and base.startswith("SECRETOME:MSC-") and producer is None:
        producer = "CL:0000134"
    source = PRODUCERS.get(producer or "", ("", ""))[1] or _source(flat)
    named = bool(cells) or any(part.code in "TDN" for part in parts)
    short = PRODUCERS.get(producer or "", ((producer or "").replace(":", "_"), ""))[0]
    id_: str | None = base
    if named:
        id_ = f"SECRETOME:{short}-{base.split(':', 1)[1].removeprefix('MSC-')}" if producer and base else None
    label = (
        item.text
        if id_ is None or not head.hit
        else " ".join(filter(None, (short if named else "", _plain(vehicle, head.hit.label))))
    )
    return Product(id_, label, vehicle, producer, source, _priming(flat))


def _plain(vehicle: Vehicle | None, label: str) -> str:
    return vehicle.replace("_", " ") if vehicle else label


def _source(parts: list[Item]) -> str:
    for part in parts:
        if part.hit and part.hit.type is MentionType.TISSUE:
            return _SOURCES.get(part.hit.label, "")
    return ""


def _priming(parts: list[Item]) -> str:
    """What the producer was treated with: the item before `primed`, or `hypoxia` for `hypoxic`."""
    for before, part in pairwise(parts):
        if part.code == "x" and before.code in "FPNwn":
            return before.hit.label if before.hit else before.text
    return "hypoxia" if any(part.text.lower() == "hypoxic" for part in parts) else ""
