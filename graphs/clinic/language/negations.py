"""Words before or behind a day or a time which say that it does not suit."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.language.wordlist import either

NEVER: dict[Language, str] = {
    "en": either(
        r"not|no|never|nothing|avoid|skip|hate|excluding|anything but|instead of|rather than",
        r"except(?: for)?|besides|other than|apart from",
        r"(?:can't|cannot|can not|couldn't|won't|don't|do not) ?(?:do|make(?: it)?|come|want|like|be there|work)?",
        r"(?:any|every|all|whatever|each)(?: ?day| ?time| days)? but",
        r"i'm (?:busy|away|out|working|off|gone)|i work",
    ),
    "es": either(
        r"menos|excepto|salvo|tampoco|nunca|nada|ni|en vez|en lugar",
        r"(?:pero )?que no sea[n]?|pero no",
        r"no(?: (?:puedo|quiero|me (?:sirve|queda|viene|conviene)|trabajo|tengo|estoy|hay))?(?: (?:ir|venir))?",
    ),
}
# stands before it
UNFIT: dict[Language, str] = {
    "en": either(
        r"(?:is|are|does|do|did|will|would|was)(?: not|n't|nt)(?: \w+)?",
        r"(?:doesn't|don't|won't|isn't|aren't|wouldn't) \w+",
        r"(?:is|are|'s) (?:no good|bad|out|impossible|terrible|difficult|hard|taken)",
        r"(?:won't|can't|cannot) \w+|i (?:can't|cannot|work|am busy)",
    ),
    "es": either(
        r"(?:ya )?no(?: (?:puedo|me (?:sirve|queda|viene|conviene)n?|se puede|estoy|quiero)(?: bien)?)?(?= *,|$)",
        r"(?:trabajo|estoy ocupad[oa])|tampoco",
    ),
}
# stands behind it
