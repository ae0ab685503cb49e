"""`config/*.toml` as frozen settings. An unknown key is an error that names the file and the key."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ConfigError, UsageError
from pipeline.records import MentionType, content_hash

PACKAGE = Path(__file__).parent
SHIPPED = "shipped"
SHIPPED_ENCODER = PACKAGE / "language" / "encoder"
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PathSettings(Section):
    store: str = "data/evidence.duckdb"
    export: str = "data/export"
    report: str = "data/report.html"
    quarantine: str = "data/quarantine"
    status: str = "data/status.json"
    log: str = "data/refresh.log"
    corpora: str = "corpora"


class PubmedSettings(Section):
    url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    rate: float = Field(default=3.0, gt=0)
    rate_with_key: float = Field(default=10.0, gt=0)
    cap: int = Field(default=9_999, gt=0, le=9_999)
    batch: int = Field(default=200, gt=0)


class EuropePmcSettings(Section):
    url: str = "https://www.ebi.ac.uk/europepmc/webservices/rest/"
    rate: float = Field(default=5.0, gt=0)
    page: int = Field(default=500, gt=0, le=1_000)


class BulkSettings(Section):
    url: str = "https://ftp.ncbi.nlm.nih.gov/pubmed/"
    rate: float = Field(default=2.0, gt=0)


class FetchSettings(Section):
    """How the services are asked. Rates are requests a second; `timeout` and `longest_wait` are seconds."""

    contact: str = ""
    tool: str = Field(default="secretome-evidence", pattern=r"^\S+$")
    overlap_days: int = Field(default=3, ge=0)
    timeout: float = Field(default=60.0, gt=0)
    retries: int = Field(default=6, ge=0)
    backoff: float = Field(default=1.0, ge=0)
    longest_wait: int = Field(default=300, ge=0)
    pubmed: PubmedSettings = PubmedSettings()
    europepmc: EuropePmcSettings = EuropePmcSettings()
    bulk: BulkSettings = BulkSettings()


class ReadSettings(Section):
    max_characters: int = Field(default=40_000, gt=0)
    max_member_bytes: int = Field(default=2_000_000_000, gt=0)


class LanguageSettings(Section):
    """`model` is a spaCy model, "" the shipped one; `encoder` the folder of an encoder, "shipped", or "" for none."""

    model: str = ""
    encoder: str = SHIPPED
    batch_size: int = Field(default=32, gt=0)

    @property
    def encoder_folder(self) -> Path | None:
        """Where the encoder is, or None when none is wanted."""
        if not self.encoder:
            return None
        return SHIPPED_ENCODER if self.encoder == SHIPPED else Path(self.encoder)


class TagSettings(Section):
    lexicons: list[str] = Field(min_length=1)
    labels: dict[str, Annotated[MentionType, Field(strict=False)]] = {}


class RelateSettings(Section):
    """`encoder_confidence` is what a claim that only the encoder reads needs to be kept at all."""

    rules: list[str] = Field(min_length=1)
    encoder_confidence: float = Field(default=0.6, ge=0.0, le=1.0)


class PublishSettings(Section):
    min_confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    formats: list[Literal["parquet", "csv"]] = ["parquet", "csv"]


class RefreshSettings(Section):
    """How `secretome refresh` runs by itself. `on_failure` is a shell command, "" for none."""

    corpus: str = Field(default="msc-secretome", pattern=NAME)
    schedule: Literal["hourly", "daily", "weekly", "monthly"] = "weekly"
    on_failure: str = ""


class GuardSettings(Section):
    """What holds a publication back: shares (a limit of 1 never does), and `least_expected` in records."""

    max_set_aside: float = Field(default=0.05, ge=0, le=1)
    max_article_drop: float = Field(default=0.1, ge=0, le=1)
    max_claim_drop: float = Field(default=0.2, ge=0, le=1)
    max_record_drop: float = Field(default=0.9, ge=0, le=1)
    least_expected: float = Field(default=10.0, ge=0)


class Settings(Section):
    """Everything in `pipeline.toml`, and `folder`, where the lexicons, rules and cues lie beside it."""

    paths: PathSettings = PathSettings()
    read: ReadSettings = ReadSettings()
    language: LanguageSettings = LanguageSettings()
    tag: TagSettings
    relate: RelateSettings
    publish: PublishSettings = PublishSettings()
    fetch: FetchSettings = FetchSettings()
    refresh: RefreshSettings = RefreshSettings()
    guards: GuardSettings = GuardSettings()
    folder: Path = Field(exclude=True)

    def for_corpus(self, name: str) -> "Settings":
        """The settings for one corpus: another one than `refresh.corpus` has its files in folders of its own name."""
        if name == self.refresh.corpus:
            return self
        own = {
            key: str(Path(path).parent / name / Path(path).name)
            for key, path in self.paths.model_dump().items()
            if key != "corpora"
        }
        refresh = self.refresh.model_copy(update={"corpus": name})
        return self.model_copy(update={"paths": self.paths.model_copy(update=own), "refresh": refresh})

    @property
    def lexicon_paths(self) -> list[Path]:
        return [self.folder / "lexicons" / f"{name}.tsv" for name in self.tag.lexicons]

    @property
    def rule_paths(self) -> list[Path]:
        return [self.folder / "relations" / f"{name}.toml" for name in self.relate.rules]

    @property
    def cue_path(self) -> Path:
        return self.folder / "cues.tsv"

    @property
    def confidence_path(self) -> Path:
        """The numbers of the confidence; the rules by themselves have their own."""
        return self.folder / ("confidence.toml" if self.language.encoder else "confidence_rules.toml")


def file_hash(*paths: Path) -> str:
    """One hash over the files' bytes, in the order given.

    Raises:
        UsageError: a file cannot be read.
    """
    try:
        return content_hash(*(path.read_bytes().hex() for path in paths))
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}. Restore the file, or name another one.") from error


def bundled(name: str) -> Path:
    """A folder that travels with the package (`config`, `corpora/demo`): in a checkout beside it, in a wheel inside."""
    inside = PACKAGE / "defaults" / name
    return inside if inside.exists() else PACKAGE.parent / name


def config_path(given: Path | None = None) -> Path:
    """The file to read: the one given, else `config/pipeline.toml` here, else the one that travels with the package."""
    if given is not None:
        return given / "pipeline.toml" if given.is_dir() else given
    here = Path("config/pipeline.toml")
    return here if here.exists() else bundled("config") / "pipeline.toml"


def toml_values(path: Path, mend: str) -> dict[str, Any]:
    """What a TOML file holds; `mend` says what to do when it cannot be read.

    Raises:
        ConfigError: the file is missing or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(path, [f"{error.strerror}. {mend}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(path, [f"not valid TOML: {error}"]) from error


def load_settings(path: Path | None = None) -> Settings:
    """Read and check the configuration.

    Raises:
        ConfigError: the file is missing, is not TOML, or has an unknown key or a wrong value; lists all of them.
    """
    path = config_path(path)
    values = toml_values(path, "Name a configuration with --config.")
    if "folder" in values:
        raise ConfigError(path, ["folder: unknown key; remove it"])
    try:
        return Settings(**values, folder=path.parent)
    except ValidationError as error:
        raise ConfigError(path, faults(error)) from error


def corpus_settings(path: Path | None, corpus: str | None) -> Settings:
    """The configuration for one corpus, the one of `refresh.corpus` when none is named.

    Raises:
        ConfigError: see `load_settings`.
        UsageError: `corpus` cannot be the name of a folder.
    """
    settings = load_settings(path)
    name = corpus if corpus is not None else settings.refresh.corpus
    if not re.fullmatch(NAME, name):
        raise UsageError(f"{name!r} cannot be a corpus: its name is that of a folder below {settings.paths.corpora}")
    return settings.for_corpus(name)


def faults(error: ValidationError) -> list[str]:
    """One line for each wrong key or value."""
    return [_fault(item["loc"], item["type"], item["msg"]) for item in error.errors()]


def _fault(location: tuple[int | str, ...], kind: str, message: str) -> str:
    key = ".".join(str(part) for part in location)
    return (
        f"{key}: unknown key; remove it or correct its spelling" if kind == "extra_forbidden" else f"{key}: {message}"
    )
