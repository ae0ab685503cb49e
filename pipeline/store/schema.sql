-- The evidence store, schema version 2 (see SCHEMA_VERSION in database.py).
--
-- Offsets are character offsets into the article's text: title, newline, and the sections joined by newlines.
-- NULL means unknown or none; an empty string never does.
-- The values in CHECK (… IN …) are those of the enums in pipeline/records.py; a test keeps the two in step.
-- DuckDB refuses to delete a row and the rows that point at it in one transaction. An article is updated and
-- never deleted, so foreign keys can point at it; what hangs on a sentence is checked when it is saved.

CREATE TABLE meta (
    key   VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- One pass of the pipeline. Times are ISO 8601, as the caller gave them; versions and counts are JSON objects.
CREATE TABLE run (
    id       VARCHAR PRIMARY KEY CHECK (id <> ''),
    started  VARCHAR NOT NULL,
    finished VARCHAR,
    status   VARCHAR NOT NULL CHECK (status IN ('started', 'ok', 'failed', 'held')),
    versions VARCHAR NOT NULL CHECK (json_valid(versions)),
    counts   VARCHAR NOT NULL CHECK (json_valid(counts))
);

-- `extractor` names the code, lexicons, rules and model that mined it; `mined_hash` covers all that they found.
CREATE TABLE article (
    id               VARCHAR PRIMARY KEY CHECK (id <> ''),
    source_id        VARCHAR NOT NULL,
    source           VARCHAR,
    origin           VARCHAR CHECK (origin IN ('pubmed', 'europepmc', 'file')),
    pmid             VARCHAR,
    pmid_version     INTEGER NOT NULL CHECK (pmid_version >= 0),
    doi              VARCHAR,
    pmcid            VARCHAR,
    title            VARCHAR NOT NULL,
    vernacular_title VARCHAR,
    language         VARCHAR,
    journal          VARCHAR,
    published        VARCHAR,
    entered          VARCHAR,
    revised          VARCHAR,
    year             INTEGER,
    types            VARCHAR NOT NULL CHECK (json_valid(types)),
    mesh             VARCHAR NOT NULL CHECK (json_valid(mesh)),
    status           VARCHAR NOT NULL CHECK (status IN ('ok', 'retracted', 'concern', 'erratum', 'notice')),
    is_review        BOOLEAN NOT NULL,
    is_preprint      BOOLEAN NOT NULL,
    published_as     VARCHAR,
    preprinted_as    VARCHAR,
    content_hash     VARCHAR NOT NULL,
    mined_hash       VARCHAR NOT NULL,
    extractor        VARCHAR NOT NULL
);

CREATE TABLE section (
    article_id VARCHAR NOT NULL REFERENCES article (id),
    position   INTEGER NOT NULL CHECK (position >= 0),
    label      VARCHAR,
    category   VARCHAR,
    text       VARCHAR NOT NULL,
    PRIMARY KEY (article_id, position)
);

CREATE TABLE sentence (
    article_id VARCHAR NOT NULL REFERENCES article (id),
    position   INTEGER NOT NULL CHECK (position >= 0),
    span_start INTEGER NOT NULL CHECK (span_start >= 0),
    span_end   INTEGER NOT NULL CHECK (span_end >= span_start),
    text       VARCHAR NOT NULL CHECK (length(text) = span_end - span_start),
    section    VARCHAR,
    category   VARCHAR,
    PRIMARY KEY (article_id, position)
);

CREATE TABLE mention (
    article_id      VARCHAR NOT NULL REFERENCES article (id),
    position        INTEGER NOT NULL CHECK (position >= 0),
    sentence        INTEGER NOT NULL,
    span_start      INTEGER NOT NULL CHECK (span_start >= 0),
    span_end        INTEGER NOT NULL CHECK (span_end > span_start),
    text            VARCHAR NOT NULL CHECK (length(text) = span_end - span_start),
    type            VARCHAR NOT NULL
        CHECK (type IN ('SECRETOME', 'FACTOR', 'CELL', 'PROCESS', 'DISEASE', 'SPECIES', 'TISSUE')),
    id              VARCHAR,
    label           VARCHAR,
    via             VARCHAR NOT NULL CHECK (via IN ('lexicon', 'abbreviation', 'model', 'product')),
    score           DOUBLE NOT NULL,
    vehicle         VARCHAR CHECK (vehicle IN
        ('ev', 'exosome', 'microvesicle', 'apoptotic_body', 'conditioned_medium', 'secretome', 'soluble')),
    producer        VARCHAR,
    producer_source VARCHAR,
    priming         VARCHAR,
    PRIMARY KEY (article_id, position)
);

-- One claim in one sentence. A *_key is the concept's id, or `text:…` where it has none. `cues` is a JSON list.
CREATE TABLE evidence (
    id                      VARCHAR PRIMARY KEY CHECK (id <> ''),
    claim_id                VARCHAR NOT NULL CHECK (claim_id <> ''),
    article_id              VARCHAR NOT NULL REFERENCES article (id),
    sentence                INTEGER NOT NULL,
    subject_key             VARCHAR NOT NULL,
    subject_text            VARCHAR NOT NULL,
    subject_start           INTEGER NOT NULL CHECK (subject_start >= 0),
    subject_end             INTEGER NOT NULL CHECK (subject_end > subject_start),
    subject_type            VARCHAR NOT NULL
        CHECK (subject_type IN ('SECRETOME', 'FACTOR', 'CELL', 'PROCESS', 'DISEASE', 'SPECIES', 'TISSUE')),
    subject_id              VARCHAR,
    subject_label           VARCHAR,
    subject_vehicle         VARCHAR CHECK (subject_vehicle IN
        ('ev', 'exosome', 'microvesicle', 'apoptotic_body', 'conditioned_medium', 'secretome', 'soluble')),
    subject_producer        VARCHAR,
    relation                VARCHAR NOT NULL
        CHECK (relation IN ('increases', 'decreases', 'affects', 'contains', 'no_effect')),
    object_key              VARCHAR NOT NULL,
    object_text             VARCHAR NOT NULL,
    object_start            INTEGER NOT NULL CHECK (object_start >= 0),
    object_end              INTEGER NOT NULL CHECK (object_end > object_start),
    object_type             VARCHAR NOT NULL
        CHECK (object_type IN ('SECRETOME', 'FACTOR', 'CELL', 'PROCESS', 'DISEASE', 'SPECIES', 'TISSUE')),
    object_id               VARCHAR,
    object_label            VARCHAR,
    process_key             VARCHAR,
    process_text            VARCHAR,
    process_start           INTEGER,
    process_end             INTEGER,
    process_type            VARCHAR
        CHECK (process_type IN ('SECRETOME', 'FACTOR', 'CELL', 'PROCESS', 'DISEASE', 'SPECIES', 'TISSUE')),
    process_id              VARCHAR,
    process_label           VARCHAR,
    via_text                VARCHAR,
    via_start               INTEGER,
    via_end                 INTEGER,
    via_type                VARCHAR
        CHECK (via_type IN ('SECRETOME', 'FACTOR', 'CELL', 'PROCESS', 'DISEASE', 'SPECIES', 'TISSUE')),
    via_id                  VARCHAR,
    via_label               VARCHAR,
    negated                 BOOLEAN NOT NULL,
    certainty               VARCHAR NOT NULL CHECK (certainty IN ('asserted', 'hedged', 'aim')),
    role                    VARCHAR NOT NULL
        CHECK (role IN ('title', 'background', 'aim', 'method', 'result', 'conclusion', 'unclear')),
    trigger                 VARCHAR NOT NULL,
    trigger_start           INTEGER NOT NULL,
    trigger_end             INTEGER NOT NULL,
    rule                    VARCHAR NOT NULL,
    cross_sentence          BOOLEAN NOT NULL,
    species                 VARCHAR,
    disease                 VARCHAR,
    model_system            VARCHAR NOT NULL
        CHECK (model_system IN ('in_vitro', 'ex_vivo', 'in_vivo', 'clinical', 'review', 'unclear')),
    producer_source         VARCHAR,
    priming                 VARCHAR,
    cues                    VARCHAR NOT NULL CHECK (json_valid(cues)),
    confidence              DOUBLE NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    row_hash                VARCHAR NOT NULL,
    first_seen_run          VARCHAR NOT NULL REFERENCES run (id),
    last_changed_run        VARCHAR NOT NULL REFERENCES run (id),
    CHECK ((process_key IS NULL) = (process_text IS NULL)),
    CHECK ((process_key IS NULL) = (process_start IS NULL)),
    CHECK ((process_key IS NULL) = (process_end IS NULL)),
    CHECK ((process_key IS NULL) = (process_type IS NULL)),
    CHECK ((via_text IS NULL) = (via_start IS NULL)),
    CHECK ((via_text IS NULL) = (via_end IS NULL)),
    CHECK ((via_text IS NULL) = (via_type IS NULL))
);

-- A raw batch that was read to its end, by the reader, code, lexicons, rules and model that `reading` hashes: it is read
-- again only when one of them, or the batch, has changed. `path` is SOURCE/PULL/FILE, as in `article.source`.
CREATE TABLE batch (
    path      VARCHAR PRIMARY KEY CHECK (path <> ''),
    sha256    VARCHAR NOT NULL,
    reading   VARCHAR NOT NULL,
    records   INTEGER NOT NULL CHECK (records >= 0),
    set_aside INTEGER NOT NULL CHECK (set_aside >= 0),
    run_id    VARCHAR NOT NULL REFERENCES run (id)
);

-- An article that its source took back after it was stored (deleted), or whose paper has another id since a second
-- source named it (merged), and the batch that said so. A retraction is no entry here: it is the article's own status.
CREATE TABLE deletion (
    article_id VARCHAR PRIMARY KEY CHECK (article_id <> ''),
    batch      VARCHAR NOT NULL,
    reason     VARCHAR NOT NULL CHECK (reason IN ('deleted', 'merged'))
);

-- What speaks against a claim: a claim that X increases Y is denied by `X does not increase Y`, and contradicted
-- by `X decreases Y` and `X has no effect on Y`.
CREATE TABLE opposition (
    relation VARCHAR NOT NULL,
    against  VARCHAR NOT NULL,
    negated  BOOLEAN NOT NULL,
    PRIMARY KEY (relation, against, negated)
);
INSERT INTO opposition VALUES
    ('increases', 'increases', true), ('increases', 'decreases', false),
    ('increases', 'no_effect', false), ('increases', 'affects', true),
    ('decreases', 'decreases', true), ('decreases', 'increases', false),
    ('decreases', 'no_effect', false), ('decreases', 'affects', true),
    ('affects', 'affects', true), ('affects', 'no_effect', false),
    ('no_effect', 'no_effect', true), ('no_effect', 'increases', false),
    ('no_effect', 'decreases', false), ('no_effect', 'affects', false),
    ('contains', 'contains', true);

-- Articles whose evidence is not published, and why. They and their evidence stay in the store.
CREATE VIEW withdrawal AS
SELECT a.id AS article_id,
    coalesce(d.reason, a.status) AS reason,
    coalesce(d.batch, a.source) AS source
FROM article a LEFT JOIN deletion d ON d.article_id = a.id
WHERE d.article_id IS NOT NULL OR a.status IN ('retracted', 'notice');

-- The published table: the evidence of all articles that stand, from the publishing threshold on. The threshold is the
-- configuration's, a variable of the session; without one (another program that opens this file) all is published.
CREATE VIEW published AS
SELECT
    e.id AS evidence_id, e.claim_id, e.article_id,
    a.pmid, a.doi, a.pmcid, a.year, a.journal, a.title, a.is_review, a.is_preprint, a.status,
    s.section, e.role, s.position AS sentence_index, s.text AS sentence, s.span_start AS sentence_start,
    e.subject_text, e.subject_start, e.subject_end, e.subject_type, e.subject_id, e.subject_label,
    e.subject_vehicle, e.subject_producer,
    e.relation,
    e.object_text, e.object_start, e.object_end, e.object_type, e.object_id, e.object_label,
    e.process_text, e.process_start, e.process_end, e.process_type, e.process_id, e.process_label,
    e.negated, e.certainty,
    e.via_text, e.via_start, e.via_end, e.via_type, e.via_id, e.via_label,
    e.trigger, e.trigger_start, e.trigger_end, e.rule, e.cross_sentence,
    e.species, e.disease, e.model_system, e.producer_source, e.priming,
    e.confidence, a.source, a.extractor
FROM evidence e
JOIN article a ON a.id = e.article_id
JOIN sentence s ON s.article_id = e.article_id AND s.position = e.sentence
WHERE a.id NOT IN (SELECT article_id FROM withdrawal)
    AND e.confidence >= coalesce(getvariable('min_confidence'), 0);

-- One row per claim: the same subject, relation, object and process over all its evidence that still stands.
--
-- An article is a primary study of a claim when it is no review and says it outside its background.
-- n_for     articles that assert the claim (not negated; an aim asserts nothing)
-- n_against articles that deny it or assert its opposite (`opposition`) of the same concepts
-- belief    the greater of 1 - product(1 - c) over the primary studies for it, c being the confidence of the best
--           evidence in each, and the best c of a review or background sentence: what repeats others' findings
--           is not independent of them, so it never adds up. 0 when nothing is for it. Four decimals.
CREATE VIEW claim AS
WITH standing AS (
    SELECT e.*, a.year, a.is_review OR e.role = 'background' AS secondary,
        NOT e.negated AND e.certainty <> 'aim' AS asserts
    FROM evidence e JOIN article a ON a.id = e.article_id
    WHERE a.id NOT IN (SELECT article_id FROM withdrawal)
        AND e.confidence >= coalesce(getvariable('min_confidence'), 0)
),
support AS (
    SELECT claim_id, article_id,
        max(confidence) FILTER (NOT secondary) AS primary_confidence,
        max(confidence) FILTER (secondary) AS secondary_confidence
    FROM standing WHERE asserts GROUP BY ALL
),
belief AS (
    SELECT claim_id, count(*) AS n_for,
        greatest(
            coalesce(1 - product(1 - primary_confidence ORDER BY primary_confidence), 0),
            coalesce(max(secondary_confidence), 0)
        ) AS belief
    FROM support GROUP BY claim_id
),
summary AS (
    SELECT claim_id, relation, subject_key, object_key, process_key,
        min(subject_id) AS subject_id, min(coalesce(subject_label, subject_text)) AS subject_label,
        min(subject_type) AS subject_type,
        min(object_id) AS object_id, min(coalesce(object_label, object_text)) AS object_label,
        min(object_type) AS object_type,
        min(process_id) AS process_id, min(coalesce(process_label, process_text)) AS process_label,
        min(process_type) AS process_type,
        count(*) AS n_evidence,
        count(DISTINCT article_id) AS n_articles,
        count(DISTINCT article_id) FILTER (NOT secondary AND certainty <> 'aim') AS n_primary,
        min(year) AS first_year, max(year) AS last_year
    FROM standing GROUP BY ALL
),
contrary AS (
    SELECT c.claim_id, count(DISTINCT e.article_id) AS n_against
    FROM summary c
    JOIN opposition o ON o.relation = c.relation
    JOIN standing e ON e.subject_key = c.subject_key AND e.object_key = c.object_key
        AND e.process_key IS NOT DISTINCT FROM c.process_key
        AND e.relation = o.against AND e.negated = o.negated AND e.certainty <> 'aim'
    GROUP BY c.claim_id
)
SELECT
    claim_id, subject_id, subject_label, subject_type, relation, object_id, object_label, object_type,
    process_id, process_label, process_type, n_evidence, n_articles, n_primary,
    coalesce(n_for, 0) AS n_for, coalesce(n_against, 0) AS n_against,
    coalesce(n_for, 0) > 0 AND coalesce(n_against, 0) > 0 AS contradiction,
    first_year, last_year, round(coalesce(belief, 0), 4) AS belief
FROM summary LEFT JOIN belief USING (claim_id) LEFT JOIN contrary USING (claim_id);
