"""The settings: safe when nothing is said, loud when something is wrong."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import config
from config.settings import SETTINGS

KEY = "x3-production-key-of-some-length-4711"
PRODUCTION = {
    "REGIONQA_SECRET_KEY": KEY,
    "REGIONQA_KEY_FOLDER": "/srv/regionqa-keys",
    "REGIONQA_WRAPPING_KEY": f"wrapping-{KEY}",
    "REGIONQA_DATABASE_URL": "postgresql://app:secret-app@db/regionqa",
    "REGIONQA_PUBLIC_URL": "https://quality.example.gov.uk",
    "REGIONQA_MAIL_SERVER": "mail.example.gov.uk",
    "REGIONQA_MAIL_FROM": "quality@example.gov.uk",
}


def problems(environment: str, **changes: str) -> list[str]:
    variables = PRODUCTION | {f"REGIONQA_{name}": value for name, value in changes.items()}
    with pytest.raises(config.ConfigurationError) as caught:
        config.load(environment, variables)
    return caught.value.problems


def test_production_is_what_an_installation_gets_that_says_nothing() -> None:
    assert config.chosen_environment({}) == "production"
    with pytest.raises(config.ConfigurationError) as caught:
        config.load(None, {})
    named = {problem.partition(":")[0] for problem in caught.value.problems}
    assert named == set(PRODUCTION)


def test_production_is_safe() -> None:
    settings = config.load("production", PRODUCTION)
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["DEBUG"] is False
    assert settings["TESTING"] is False
    assert settings["WTF_CSRF_ENABLED"] is True
    assert settings["TRUSTED_PROXIES"] == 0
    assert settings["JOBS_EMBEDDED"] is False
    assert settings["PREFERRED_URL_SCHEME"] == "https"
    assert settings["PERMANENT_SESSION_LIFETIME"] == timedelta(hours=12)
    assert settings["MAX_CONTENT_LENGTH"] > settings["UPLOAD_MAX_MB"] * 1024 * 1024
    assert "quality.example.gov.uk" in settings["TRUSTED_HOSTS"]


def test_postgresql_is_always_reached_by_the_one_driver() -> None:
    settings = config.load("production", PRODUCTION)
    assert settings["DATABASE_URL"] == "postgresql+psycopg://app:secret-app@db/regionqa"
    assert settings["DATABASE_OWNER_URL"] is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("DATABSE_URL", "DATABASE_URL"),
        ("MAIL_SENDER", "MAIL_SERVER"),
        ("ENVIROMENT", "ENVIRONMENT"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_known_name(wrong: str, right: str) -> None:
    assert problems("production", **{wrong: "x"}) == [
        f"REGIONQA_{wrong}: no such setting; did you mean REGIONQA_{right}?"
    ]


def test_an_unknown_variable_that_is_near_nothing_is_refused_too() -> None:
    assert problems("production", QQQQ="x") == ["REGIONQA_QQQQ: no such setting"]


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(config.ConfigurationError, match="'staging' is not an environment"):
        config.load(None, {"REGIONQA_ENVIRONMENT": "staging"})


def test_an_empty_variable_counts_as_not_set() -> None:
    assert problems("production", SECRET_KEY="  ")[0].startswith("REGIONQA_SECRET_KEY: must be set")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", "short", "at least 32 random characters"),
        ("SECRET_KEY", "a" * 64, "at least 32 random characters"),
        ("SECRET_KEY_FALLBACKS", f"{KEY},short", "item 2 must be at least 32"),
        ("DATABASE_URL", "mysql://app:secret-app@db/regionqa", "must be a database address"),
        ("DATABASE_URL", "not an address", "must be a database address"),
        ("PUBLIC_URL", "quality.example.gov.uk", "must be an address such as"),
        ("PUBLIC_URL", "http://quality.example.gov.uk", "must begin with https://"),
        ("MAIL_PORT", "smtp", "Not a valid integer"),
        ("MAIL_PORT", "70000", "less than or equal to 65535"),
        ("MAIL_SECURITY", "ssl", "must be one of starttls, tls, none"),
        ("MAIL_FROM", "nobody", "Not a valid email address"),
        ("MAIL_USERNAME", "sender", "go together"),
        ("LOG_LEVEL", "LOUD", "must be one of DEBUG, INFO, WARNING, ERROR"),
        ("JOBS_EMBEDDED", "perhaps", "Not a valid boolean"),
        ("SESSION_IDLE_MINUTES", "0", "greater than or equal to 1"),
        ("SESSION_IDLE_MINUTES", "1000", "must not be longer than SESSION_HOURS"),
        ("ARGON2_MEMORY_KIB", "8192", "at least 19456 in production"),
        ("BIND", "8000", "must be an address and port"),
        ("SERVICE_NAME", "two\nlines", "must be one line"),
        ("DATABASE_OWNER_URL", "postgresql://app:other@db/regionqa", "must not be the owner's"),
        ("DATABASE_OWNER_URL", "sqlite:////tmp/x.db", "the same kind of database"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, says: str) -> None:
    (problem,) = problems("production", **{name: value})
    assert says in problem
    assert problem.startswith("REGIONQA_")


def test_a_password_is_not_sent_unprotected() -> None:
    assert problems("production", MAIL_USERNAME="u", MAIL_PASSWORD="p", MAIL_SECURITY="none") == [
        "REGIONQA_MAIL_SECURITY: none would send MAIL_PASSWORD unprotected; use starttls or tls"
    ]


def test_a_problem_never_repeats_a_secret() -> None:
    text = "\n".join(
        problems(
            "production",
            SECRET_KEY="hunter2",
            DATABASE_URL="mysql://app:hunter3@db/x",
            SECRET_KEY_FALLBACKS="hunter4",
        )
    )
    assert "hunter" not in text


def test_every_problem_is_named_at_once() -> None:
    found = problems("production", MAIL_PORT="x", LOG_LEVEL="x", SECRET_KEY="x", UNKNOWN_THING="x")
    assert len(found) == 4


@pytest.mark.parametrize("environment", ["demonstration", "testing"])
def test_the_demonstration_and_the_tests_need_nothing_set(environment: str, tmp_path: Path) -> None:
    settings = config.load(environment, {"REGIONQA_DATA_FOLDER": str(tmp_path)})
    assert settings["DATABASE_OWNER_URL"] == settings["DATABASE_URL"]
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert urlsplit(settings["PUBLIC_URL"]).hostname in settings["TRUSTED_HOSTS"]


def test_development_asks_for_a_key() -> None:
    with pytest.raises(config.ConfigurationError, match="REGIONQA_SECRET_KEY: must be set"):
        config.load("development", {})


def test_development_keeps_its_database_in_the_data_folder(tmp_path: Path) -> None:
    settings = config.load(
        "development",
        {
            "REGIONQA_SECRET_KEY": KEY,
            "REGIONQA_WRAPPING_KEY": f"wrapping-{KEY}",
            "REGIONQA_DATA_FOLDER": str(tmp_path),
        },
    )
    assert settings["DATABASE_URL"] == f"sqlite:///{tmp_path}/development.db"


def test_the_demonstrations_key_is_its_own_and_stays(tmp_path: Path) -> None:
    def key(folder: str) -> str:
        variables = {"REGIONQA_DATA_FOLDER": str(tmp_path / folder)}
        return str(config.load("demonstration", variables)["SECRET_KEY"])

    assert key("one") == key("one")
    assert key("one") != key("two")
    files = list((tmp_path / "one").iterdir())
    assert sorted(file.name for file in files) == ["demonstration.key", "wrapping.key"]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_only_the_given_mapping_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIONQA_SERVICE_NAME", "from the process")
    assert config.load("testing", {})["SERVICE_NAME"] == "RegionQA"
    assert config.load("testing")["SERVICE_NAME"] == "from the process"


@pytest.mark.parametrize("environment", config.ENVIRONMENTS)
def test_every_environment_gives_every_setting(environment: str, tmp_path: Path) -> None:
    settings = config.load(environment, PRODUCTION | {"REGIONQA_DATA_FOLDER": str(tmp_path)})
    assert {setting.name for setting in SETTINGS} <= set(settings)
    assert settings["ENVIRONMENT"] == environment
    assert all(name == name.upper() for name in settings)


@pytest.mark.parametrize(
    ("folder", "database"),
    [
        ("/srv/data", "sqlite:////srv/data/regionqa.db"),
        ("/srv/data/keys", "sqlite:////srv/data/regionqa.db"),
        ("/srv", "sqlite:////srv/data/regionqa.db"),
        ("/data/keys", "postgresql://app@db/regionqa"),
    ],
)
def test_keys_never_lie_where_the_database_or_its_backup_is(folder: str, database: str) -> None:
    (problem,) = problems(
        "production", KEY_FOLDER=folder, DATABASE_URL=database, DATA_FOLDER="/data"
    )
    assert problem.startswith("REGIONQA_KEY_FOLDER: must lie apart")


def test_the_wrapping_key_is_not_the_signing_key() -> None:
    assert "another than the signing key" in problems("production", WRAPPING_KEY=KEY)[0]
