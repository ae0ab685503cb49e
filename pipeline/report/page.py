"""The evidence as one HTML page that needs no network, no server and no script to be read."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from pipeline.records import MentionType, Relation, Run
from pipeline.report.assets import asset, environment, policy, write_html
from pipeline.report.highlight import pieces

MAX_CLAIMS = 500  # a browser stays quick up to about here; the rest is in the exported table
MAX_EVIDENCE = 10  # rows under one claim
RELATIONS = {
    Relation.INCREASES: "increases",
    Relation.DECREASES: "decreases",
    Relation.AFFECTS: "affects",
    Relation.CONTAINS: "contains",
    Relation.NO_EFFECT: "has no effect on",
}
# NCBI Taxonomy, the organisms of the field; another one is shown by its id.
SPECIES = {
    "NCBITaxon:9606": "human",
    "NCBITaxon:10090": "mouse",
    "NCBITaxon:10116": "rat",
    "NCBITaxon:9615": "dog",
    "NCBITaxon:9796": "horse",
    "NCBITaxon:9823": "pig",
    "NCBITaxon:9940": "sheep",
    "NCBITaxon:9986": "rabbit",
}
Row = Mapping[str, object]


def write_page(
    path: Path, claims: Sequence[Row], evidence: Sequence[Row], counts: Mapping[str, int], run: Run | None
) -> None:
    """Write the page: rows of the claim view, strongest first, and rows of the published table under their claims.

    At most MAX_CLAIMS claims and MAX_EVIDENCE rows under each are shown; the page says how many are left out. The
    same input gives the same bytes.

    Raises:
        PipelineError: the file could not be written; the page that was there before stands.
    """
    html = page_html(claims, evidence, counts, run)
    write_html(path, html, "Name another place with [paths] report")


def page_html(claims: Sequence[Row], evidence: Sequence[Row], counts: Mapping[str, int], run: Run | None) -> str:
    """The page as text."""
    under: dict[object, list[Row]] = defaultdict(list)
    for row in evidence:
        under[row["claim_id"]].append(row)
    shown = claims[:MAX_CLAIMS]
    concepts: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for claim in shown:
        concepts[_concept(claim)].append(claim)
    style, script = asset("page.css"), asset("page.js")
    return (
        environment()
        .get_template("page.html")
        .render(
            claims=[
                {
                    **claim,
                    "verb": RELATIONS[Relation(str(claim["relation"]))],
                    "evidence": [_shown(row) for row in under[claim["claim_id"]][:MAX_EVIDENCE]],
                    "more": int(str(claim["n_evidence"])) - min(len(under[claim["claim_id"]]), MAX_EVIDENCE),
                    "others": [
                        {"id": other["claim_id"], "verb": RELATIONS[Relation(str(other["relation"]))]}
                        for other in (concepts[_concept(claim)] if claim["contradiction"] else ())
                        if other is not claim
                    ],
                }
                for claim in shown
            ],
            left_out=max(len(claims), counts.get("claims", 0)) - len(shown),
            counts=counts,
            run=run,
            types=[kind for kind in MentionType if not kind.is_context],
            relations=RELATIONS,
            style=style,
            script=script,
            policy=policy(style, script),
        )
    )


def _shown(row: Row) -> dict[str, object]:
    pmid, doi = str(row["pmid"] or ""), str(row["doi"] or "")
    return {
        **row,
        "pieces": pieces(row),
        "pubmed": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if re.fullmatch(r"[0-9]{1,9}", pmid) else "",
        "doi_link": f"https://doi.org/{quote(doi, safe='/():;.,-_')}" if re.fullmatch(r"10\.\d{4,9}/\S+", doi) else "",
        "tags": _tags(row),
    }


def _tags(row: Row) -> list[str]:
    """What a reader must know before believing the sentence, in plain words."""
    certainty = {"hedged": "hedged", "aim": "aim of the study"}.get(str(row["certainty"]))
    role, system, species = (str(row[name] or "") for name in ("role", "model_system", "species"))
    return [
        tag
        for tag in (
            "negated: speaks against" if row["negated"] else None,
            certainty,
            "review" if row["is_review"] else None,
            "preprint" if row["is_preprint"] else None,
            {"concern": "expression of concern", "erratum": "has an erratum"}.get(str(row["status"])),
            role if role not in ("", "unclear") else None,
            system.replace("_", " ") if system not in ("", "unclear", "review") else None,
            SPECIES.get(species, species),
            str(row["producer_source"] or "").replace("_", " "),
            str(row["priming"] or ""),
        )
        if tag
    ]


def _concept(claim: Row) -> tuple[object, ...]:
    """What a claim is about, whatever it says of it."""
    return tuple(claim[f"{part}_id"] or claim[f"{part}_label"] for part in ("subject", "object", "process"))
