"""How every picture looks and is stored: one style for print, colours that the colour-blind tell apart, exact files.

Pictures are made with matplotlib's objects, without ``pyplot``: no global figures, no display, nothing to close.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import MissingLibraryError
from stance.records import atomic
from stance.report.markup import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Wong, "Points of view: Color blindness", Nature Methods 8 (2011), without yellow, which print does not show.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""One for each line; after the last, they begin again with other marks."""
MARKS = ("o", "s", "^", "D", "v", "P", "X")
"""Shape of each line's points, so that grey print tells them apart too."""
DASHES = ("-", "--", "-.", ":")
INK, PALE = "#222222", "#D9D9D9"
COLUMN, PAGE = 3.4, 7.0
"""Width in inches of a column and of a page of a two-column paper."""
FORMATS = ("svg", "png", "pdf")

_STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same picture everywhere
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": PALE,
    "grid.linewidth": 0.5,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "figure.dpi": 100,
    "savefig.dpi": 200,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.parse_math": False,  # a "$" in a name is a "$"
    "svg.fonttype": "path",
    "svg.hashsalt": "stance",
    "pdf.fonttype": 42,
    "path.simplify": True,
}


def style() -> AbstractContextManager[None]:
    """Settings of matplotlib while a picture is drawn or stored; what the caller had set comes back afterwards.

    Raises:
        MissingLibraryError: matplotlib is not installed.
    """
    try:
        from matplotlib import rc_context, rcParamsDefault
    except ImportError as error:
        raise MissingLibraryError("drawing plots", "matplotlib", "train") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the defaults hold settings that matplotlib itself has deprecated
        kept = {name: value for name, value in rcParamsDefault.items() if not name.startswith(("backend", "date."))}
    settings: Any = kept | _STYLE
    return rc_context(settings)


def new_figure(width: float, height: float) -> Figure:
    """An empty picture; to be called within :func:`style`.

    Args:
        width: In inches.
        height: In inches.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def save(figure: Figure, path: Path, *, formats: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Store a picture; the same picture gives the same bytes.

    Args:
        figure: The picture.
        path: Without suffix.
        formats: Of :data:`FORMATS`.

    Returns:
        The files, each written atomically.

    Raises:
        OSError: They cannot be written.
    """
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
        "png": {"Software": None},
    }
    made = []
    engine = figure.get_layout_engine()
    try:
        for suffix in formats:
            made.append(_stored(figure, path.with_name(f"{path.name}.{suffix}"), metadata[suffix]))
            figure.set_layout_engine("none")  # the first format has put all in its place
    finally:
        figure.set_layout_engine(engine)
    return made


def _stored(figure: Figure, path: Path, metadata: Mapping[str, Any]) -> Path:
    with style(), warnings.catch_warnings(), atomic(path, "wb") as file:
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # drawn as a box; the tables have it
        figure.savefig(file, format=path.suffix[1:], metadata=metadata)
    return path


def look(place: int) -> dict[str, Any]:
    """Colour, mark and dash of the line at a place."""
    return {
        "color": COLOURS[place % len(COLOURS)],
        "marker": MARKS[place % len(MARKS)],
        "linestyle": DASHES[place % len(DASHES)],
    }


def short(name: str, limit: int = 34) -> str:
    """A name of data that fits beside an axis: one line, its middle left out where it is long.

    >>> short("a" * 20, 11)
    'aaaaa…aaaaa'
    """
    text = plain(name)
    half = (limit - 1) // 2
    return text if len(text) <= limit else f"{text[:half].rstrip()}…{text[-half:].lstrip()}"


def legend_below(figure: Figure, axes: Axes, *, columns: int = 2) -> None:
    """The legend under the axes, where it covers nothing; none for a single line."""
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        figure.legend(handles, labels, loc="outside lower center", ncols=min(columns, len(handles)))


def png(figure: Figure) -> bytes:
    """A picture as the content of a PNG file, for notebooks."""
    buffer = io.BytesIO()
    with style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def as_percent(axes: Axes, which: str) -> None:
    """Show the shares of an axis (``x`` or ``y``) in per cent."""
    from matplotlib.ticker import FuncFormatter

    formatter = FuncFormatter(lambda value, _: f"{round(100 * value, 6):g} %")
    (axes.xaxis if which == "x" else axes.yaxis).set_major_formatter(formatter)


def titled(axes: Axes, title: str) -> None:
    """Give a panel its title, if there is one."""
    if title:
        axes.set_title(short(title, 60))


def reach(length: float) -> float:
    """Length of one arm of an interval; 0 where there is none."""
    return max(length, 0.0) if math.isfinite(length) else 0.0


def error_bars(
    axes: Axes, x: Sequence[float], y: Sequence[float], bars: Sequence[tuple[float, float]], **options: Any
) -> None:
    """A line with an interval at each point.

    Args:
        axes: Where.
        x: Places.
        y: Figures.
        bars: Lower and upper ends of their intervals; ``nan`` for none.
        **options: Of the line.
    """
    drop = [reach(value - low) for value, (low, _) in zip(y, bars, strict=True)]
    rise = [reach(high - value) for value, (_, high) in zip(y, bars, strict=True)]
    axes.errorbar(x, y, yerr=(drop, rise), capsize=2, elinewidth=0.8, **options)
