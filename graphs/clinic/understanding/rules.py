"""Reads the YAML files of this folder: named concepts and, per key and language, patterns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from graphs.clinic.understanding.patterns import PatternSet
from graphs.errors import BadInput

LANGUAGES = ("en", "es")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# every scalar stays a string: "no", "on" and "yes" are words here
_FOLDER = Path(__file__).parent


def read(path: Path) -> dict[str, Any]:
    """The file as a dict; BadInput with file and line when it is not YAML or not a mapping."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 it builds nothing but strings
    except OSError as error:
        raise BadInput(f"{path.name}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise BadInput(f"{path.name}{where}: not valid YAML: {getattr(error, 'problem', error)}") from error
    if not isinstance(content, dict):
        raise BadInput(f"{path.name}: expected sections with names, found {type(content).__name__}")
    return content


def read_rules(name: str) -> dict[str, Any]:
    """A rule file of this folder."""
    return read(_FOLDER / name)


def per_language(section: Any, where: str) -> list[str]:
    """The patterns of `{en: [...], es: [...]}`, both languages in one list; BadInput names `where` it is wrong."""
    if not isinstance(section, Mapping) or not set(section) <= set(LANGUAGES):
        raise BadInput(f"{where}: expected the languages en and es")
    patterns: list[str] = []
    for language, sources in section.items():
        if not isinstance(sources, list):
            raise BadInput(f"{where}, {language}: expected a list of patterns")
        wrong = [source for source in sources if not isinstance(source, str) or not source.strip()]
        if wrong:
            raise BadInput(f"{where}, {language}: {wrong[0]!r} is not a pattern")
        patterns.extend(sources)
    return patterns


def concepts(content: Mapping[str, Any], file: str) -> dict[str, list[str]]:
    """The section `concepts`: name -> member patterns of both languages."""
    section = content.get("concepts") or {}
    if not isinstance(section, Mapping):
        raise BadInput(f"{file}, concepts: expected names")
    return {name: per_language(members, f"{file}, concepts, {name}") for name, members in section.items()}


def pattern_set(sections: Mapping[str, Any], named: Mapping[str, list[str]], where: str) -> PatternSet:
    """A PatternSet whose keys are the names of `sections`; BadInput in one line when a pattern is wrong."""
    listed = [(key, source) for key, section in sections.items() for source in per_language(section, f"{where}, {key}")]
    try:
        return PatternSet(listed, named)
    except BadInput as error:
        raise BadInput(f"{where}, {error}") from error
