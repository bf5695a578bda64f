"""Text from data, made harmless for Markdown and LaTeX: what a sentence or a file name holds is shown, never obeyed."""

from __future__ import annotations

import re

_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)), "\ufffd")
# Marks that turn the reading direction would let a cell rearrange its neighbours.
_UNSEEN |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd")
# Every sign that opens inline markup (CommonMark 0.31, GitHub's tables and mathematics); an underscore inside a word
# opens nothing.
_MARKDOWN = re.compile(r"[\\`*\[\]<>|~&$#!]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=:])")
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    "[": "{[}",  # after "\\" it would begin an optional argument, as "*" would be a variant of the command
    "]": "{]}",
    "*": "{*}",
    "–": "--",
    "—": "---",
    "−": "$-$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "→": r"$\to$",
    "·": r"$\cdot$",
    "α": r"$\alpha$",
    "Δ": r"$\Delta$",
    "†": r"$\dagger$",
    "…": r"\ldots{}",
    "’": "'",
}


def plain(text: str) -> str:
    r"""One line without control characters.

    >>> plain("a\n b\x1b[31m") == "a b\ufffd[31m"
    True
    """
    return " ".join(str(text).translate(_UNSEEN).split())


def markdown(text: str) -> str:
    r"""``text`` so that Markdown shows it as it is, in a paragraph, a list or a table's cell.

    >>> print(markdown("a|b <b>*x*</b> test_zero [l](u)"))
    a\|b \<b\>\*x\*\</b\> test_zero \[l\](u)
    >>> print(markdown("1. one"), markdown("- item"))
    1\. one \- item
    """
    escaped = _MARKDOWN.sub(r"\\\g<0>", plain(text))
    return _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[0]}", escaped)


def latex(text: str) -> str:
    r"""``text`` so that LaTeX prints it as it is.

    >>> print(latex("50 % of R&D_x"))
    50 \% of R\&D\_x
    """
    escaped = "".join(_LATEX.get(sign, sign) for sign in plain(text).replace("--", "-\u200b-"))
    return escaped.replace("-\u200b-", "-{}-")  # two hyphens of the data are no dash


def code(text: str) -> str:
    """``text`` as Markdown code, whatever backticks it holds.

    >>> print(code("a`b"), code("x"))
    `` a`b `` `x`
    """
    inner = plain(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", inner)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {inner} {fence}" if longest or not inner else f"`{inner}`"


# What XML 1.0 cannot hold in any form (section 2.2), beyond what `plain` replaces.
_NOT_XML = re.compile("[\ufffe\uffff]")


def storable(value: object) -> str:
    """A name or value that no XML reader, table or terminal stumbles over."""
    return _NOT_XML.sub("\ufffd", plain(str(value)))
