"""Bytes as text: UTF-8 with and without its mark, UTF-16 by its mark, else Windows-1252, which is said."""

import codecs
from pathlib import Path

from persona_collapse.errors import InputError

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(content: bytes, file: str | Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what had to be decided about its encoding.

    Parameters
    ----------
    content : of the file
    file : its name, for the message

    Raises
    ------
    InputError : a null byte (UTF-16 without a mark, or no text), or bytes that are text in none of these encodings.

    >>> decoded("caf\u00e9".encode("cp1252"), "a.csv")
    ('caf\xe9', ('not UTF-8, read as Windows-1252',))
    """
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text, notes = content.decode(encoding), ()
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise InputError(f"{file} is damaged text (byte {error.start}); save it as UTF-8") from None
        if b"\0" not in content:
            return _windows(content, file, error.start), ("not UTF-8, read as Windows-1252",)
        text, notes = "\0", ()
    if "\0" in text:
        line = content.split(b"\0", 1)[0].count(b"\n") + 1
        raise InputError(f"{file}, line {line} holds a null byte; save the file as plain UTF-8 text")
    return text, notes


def encoding_of(start: bytes, *, whole: bool) -> str:
    """The encoding of a text by its beginning, for files that are read piece by piece.

    Parameters
    ----------
    start : the first bytes
    whole : whether these are all; otherwise the last character may be cut

    >>> encoding_of(b"a,b", whole=False), encoding_of(b"caf\\xe9 1", whole=True), encoding_of(b"\\xc3", whole=False)
    ('utf-8', 'cp1252', 'utf-8')
    """
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked is not None:
        return marked
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=whole)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _windows(content: bytes, file: str | Path, byte: int) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise InputError(f"{file} is not UTF-8 text (byte {byte}); save it as UTF-8") from None
