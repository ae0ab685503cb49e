"""Products of cells, composed: `exosomes derived from human adipose MSCs` is one mention with vehicle and producer.

The id is `SECRETOME:PRODUCER-VEHICLE`: `SECRETOME:MSC-EV`, `SECRETOME:BM-MSC-EXOSOME`, `SECRETOME:CL_0000235-EV`. A product
of a cell that has no id of its own has none either.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.records import Mention, MentionType, Vehicle, Via
from pipeline.tag.items import Item, codes_of, is_glued, merged
from pipeline.tag.matcher import Hit

_PRODUCER = r"(?:(?:[TtD]d?)*C(?:\([CtN]\))?|[TtD]+(?:\([TtDN]\))?)"
_PRIMED = r"(?:[FPDCnNw]x)"
_BEFORE = re.compile(
    rf"(?:(?:(?:{_PRIMED}|n)+O?)?(?:[FN](?=C))?(?:{_PRODUCER}|[NS]d|[FNw](?=[Ss]))[de]?|(?:{_PRIMED}|n)+|(?:[FN]\+)+)?[Ss]"
)
_AFTER = re.compile(
    r"(?:\(S\))?(?:[dg]f[OxnFDPTtmwNC/]{0,7}?(?:C|T(?![TCmd])|D(?!d?c)|N(?!x))(?:[&/]C(?!S))?"
    r"|f(?:[OnTtm]|[FPDCNw]x|N(?=C)){0,5}?C)"
)
# The last part of a product's id, with what it says.
VEHICLES = {
    "EV": (Vehicle.EV, "extracellular vesicle"),
    "EXOSOME": (Vehicle.EXOSOME, "exosome"),
    "MICROVESICLE": (Vehicle.MICROVESICLE, "microvesicle"),
    "APOPTOTIC-BODY": (Vehicle.APOPTOTIC_BODY, "apoptotic body"),
    "CM": (Vehicle.CONDITIONED_MEDIUM, "conditioned medium"),
    "SECRETOME": (Vehicle.SECRETOME, "secretome"),
    "EXO-D-MAPPS": (Vehicle.EXOSOME, "Exo-d-MAPPS"),
}
_VEHICLE = re.compile(rf"SECRETOME:(?:(?P<producer>.+)-)?(?P<vehicle>{'|'.join(VEHICLES)})")
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
_MSC = "CL:0000134"
_PRODUCER_IDS = {short: id_ for id_, (short, _) in PRODUCERS.items()}
# What a source is called, where it is not the name of the tissue.
_SOURCES = {
    "adipose tissue": "adipose",
    "umbilical cord blood": "cord_blood",
    "Wharton's jelly": "whartons_jelly",
    "layer of synovial tissue": "synovium",
    "mouth mucosa": "oral_mucosa",
    "blood plasma": "plasma",
    "blood serum": "serum",
}
# Sources that the name of a cell tells, the longer one first.
_NAMED = re.compile(
    r"(?P<cord_blood>cord blood)|(?P<umbilical_cord>umbilical cord)|(?P<adipose>adipose)|(?P<bone_marrow>bone marrow)"
    r"|(?P<whartons_jelly>wharton)|(?P<placenta>placent)|(?P<amniotic_fluid>amniotic fluid)|(?P<amnion>amnio)"
    r"|(?P<dental_pulp>dental pulp)|(?P<synovium>synovi)|(?P<menstrual_blood>menstrual)|(?P<endometrium>endometri)"
    r"|(?P<gingiva>gingiva)|(?P<periodontal_ligament>periodontal ligament)|(?P<tonsil>tonsil)"
    r"|(?P<oral_mucosa>oral mucosa)|(?P<blood>peripheral blood)|(?P<heart>cardi(?:ac|osphere))|(?P<ipsc>pluripotent|ips(?:c|\b))",
    re.IGNORECASE,
)


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
        tail = _tail(text, items, found.end(), codes)
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


def _tail(text: str, items: list[Item], at: int, codes: str) -> list[Item]:
    """What stands behind the vehicle: `derived from MSCs`, or a cargo after a dash (`Exo-SDF1`)."""
    after = _AFTER.match(codes, at)
    if after:
        return items[at : after.end()]
    cargo = items[at : at + 1]
    is_cargo = cargo and cargo[0].code in "FN" and "RNA" not in cargo[0].text
    return cargo if is_cargo and text[items[at - 1].end : cargo[0].start] == "-" else []


def _via(parts: list[Item]) -> Via:
    if len(parts) > 1:
        return Via.PRODUCT
    return parts[0].hit.via if parts[0].hit else Via.LEXICON


def _reach(text: str, parts: list[Item]) -> list[Item]:
    """From the vehicle leftwards as far as the words belong together."""
    for at in range(len(parts) - 2, -1, -1):
        part, after = parts[at], parts[at + 1]
        gap = text[part.end : after.start]
        loose = part.code in "FNw" and after.code in "SsC"
        if (loose and not is_glued(text, part, after)) or not _is_joint(gap):
            return parts[at + 1 :]
        if part.code in "nOw" and after.code in "Ss" and part.text.lower() in ("control", "primary"):
            return parts[at + 1 :]
    return parts


def _is_joint(gap: str) -> bool:
    return gap in ("", " ", "_", " (") or (len(gap) == 1 and not gap.isalnum() and gap not in ".,;:")


def with_producers(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """The products with what the rest of the record tells of their producer.

    A bare `exosomes` has the producer of the products named before it, where the record names only one. Its id stays that of
    the vehicle: the words themselves do not say whose it is.
    """
    mentions = _with_tissue(text, mentions)
    made = {(one.producer, one.producer_source) for one in mentions if one.producer}
    of_a_tissue = {one for one in made if one[0] != _MSC and one[0] in PRODUCERS}
    named = of_a_tissue or made  # `MSCs` are then those of that tissue
    others = {producer for producer, _ in made} - {_MSC, *PRODUCERS}
    first = next((one.start for one in mentions if one.producer), 0)
    if len({producer for producer, _ in named}) != 1 or (others and len(made) > 1):
        return mentions
    producer, source = max(named, key=lambda one: len(one[1]))
    return tuple(
        replace(one, producer=producer, producer_source=source) if one.start > first and _is_bare(one) else one
        for one in mentions
    )


def _with_tissue(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Products of mesenchymal stem cells with the tissue of the record's, where it names only one."""
    stem_cells = [one for one in mentions if _MSC in (one.producer, one.id)]
    ends = {found.end() for one in stem_cells if (found := _FROM.match(text, one.end))}
    placed = {_source_of(one.label) for one in mentions if one.type is MentionType.TISSUE and one.start in ends}
    named = {source for one in mentions if (source := _stem_cell_source(one))} | placed
    if len(named) != 1:
        return mentions
    source = named.pop()
    return tuple(
        replace(one, producer_source=source) if one.producer == _MSC and not one.producer_source else one
        for one in mentions
    )


# `MSCs (hMSCs) isolated from the bone marrow`
_FROM = re.compile(
    r"s?(?: \([^()]*\))?,?(?: (?:were|was|that|which|can|be|have|been|are))*"
    r"(?: (?:isolated|derived|obtained|harvested|collected|extracted|cultured|generated|purified))?"
    r" (?:from|of)(?: (?:a|the|human|rat|mouse|murine|healthy|donor|adult))* "
)


def _stem_cell_source(one: Mention) -> str:
    """The tissue of the mesenchymal stem cells that are named, or whose product is."""
    if one.type is MentionType.SECRETOME:
        return one.producer_source if one.producer in PRODUCERS else ""
    if one.type is not MentionType.CELL:
        return ""
    known = PRODUCERS.get(one.id or "", ("", ""))[1]
    return known or (_source_in(f"{one.text} {one.label}") if one.id == _MSC or _IS_MSC.search(one.label) else "")


def _is_bare(one: Mention) -> bool:
    base = _VEHICLE.fullmatch(one.id or "")
    return one.type is MentionType.SECRETOME and base is not None and not base["producer"] and not one.producer


def product_of(item: Item) -> Product:
    """Vehicle, producer, source and priming of a composed or plain SECRETOME item."""
    parts = item.parts or (item,)
    leaves = [leaf for part in parts for leaf in (part.parts or (part,))]
    head = next((part for part in parts if part.code in "Ss"), item)
    known = head.hit.id if head.hit else None
    base = _VEHICLE.fullmatch(known or "")
    if base is None:
        return Product(known, item.text, _vehicle_in(item), None, _source(leaves), _priming(leaves))
    vehicle, words = VEHICLES[base["vehicle"]]
    cells = [part.hit for part in parts if part.code == "C" and part.hit]
    producer = _cell_of(cells[-1]) if cells else _producer_of(base["producer"] or "")
    producer = producer or _tumor_cell_of(leaves)
    source = (
        PRODUCERS.get(producer or "", ("", ""))[1] or _source(leaves) or _source_in(*(cell.label for cell in cells))
    )
    made = (vehicle, producer, source, _priming(leaves))
    if producer:
        short = PRODUCERS.get(producer, (producer.replace(":", "_"), ""))[0]
        return Product(f"SECRETOME:{short}-{base['vehicle']}", f"{cells[-1].label if cells else short} {words}", *made)
    if cells or any(part.code in "TDN" for part in parts):
        return Product(None, item.text, *made)
    return Product(known, words, *made)


def _cell_of(cell: Hit) -> str | None:
    """The cell's id; where no ontology has a concept, that of mesenchymal stem cells or of malignant cells of a kind."""
    if cell.id or not cell.label:
        return cell.id
    return _MSC if _IS_MSC.search(cell.label) else _MALIGNANT if _IS_MALIGNANT.search(cell.label) else None


_IS_MSC = re.compile(r"mesenchymal (?:stem|stromal) cell|MSCs?$|periodontal ligament stem cell", re.IGNORECASE)
_MALIGNANT, _NEOPLASTIC = "CL:0001064", "CL:0001063"
_CANCERS = "cancer|carcinoma|blastoma|glioma|melanoma|myeloma|leuka?emi[ac]|lymphoma|sarcoma|malignan"
_CANCER = re.compile(_CANCERS, re.IGNORECASE)
_IS_MALIGNANT = re.compile(rf"(?:{_CANCERS})\w* cells?(?: lines?)?$", re.IGNORECASE)


def _tumor_cell_of(parts: list[Item]) -> str | None:
    """Who gives off `melanoma exosomes`, `tumor-derived exosomes` and the exosomes of `HCC cells`."""
    for part in parts:
        if part.hit and part.hit.type is MentionType.DISEASE:
            name = part.hit.label
            return _MALIGNANT if _CANCER.search(name) else _NEOPLASTIC if name == "neoplasm" else None
    return None


def _producer_of(short: str) -> str | None:
    return _PRODUCER_IDS.get(short, short.replace("_", ":") or None)


def _vehicle_in(item: Item) -> Vehicle | None:
    """The vehicle that the words of an unknown product name."""
    words = f"{item.text} {item.hit.label if item.hit else ''}".lower()
    return next((vehicle for vehicle, name in VEHICLES.values() if name in words), None)


def _source(parts: list[Item]) -> str:
    for part in parts:
        if part.hit and part.hit.type is MentionType.TISSUE:
            return _source_of(part.hit.label)
    return ""


def _source_of(tissue: str) -> str:
    return _SOURCES.get(tissue, tissue.replace(" ", "_"))


def _source_in(*names: str) -> str:
    """The tissue that the names of cells tell: `periodontal ligament stem cell`."""
    found = next(filter(None, map(_NAMED.search, names)), None)
    return (found and found.lastgroup) or ""


def _priming(parts: list[Item]) -> str:
    """What the producer was treated with: the item before `primed`, or `hypoxia` for `hypoxic`."""
    for before, part in pairwise(parts):
        if part.code == "x" and before.code in "FPNwn":
            return before.hit.label if before.hit else before.text
    return "hypoxia" if any(part.text.lower() == "hypoxic" for part in parts) else ""
