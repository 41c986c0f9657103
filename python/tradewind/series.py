"""Thin a long series to what a chart can show, keeping every peak."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt


def thin(values: npt.NDArray[np.int64] | npt.NDArray[np.float64], limit: int) -> npt.NDArray[np.intp]:
    """Return at most `limit` indices, ascending: first, last, and the extremes of equal stretches between.

    `values` is any vector without NaN; `limit` is at least 4. A series that fits is returned whole.
    """
    if limit < 4:
        raise ValueError(f"thin: limit must be at least 4, was {limit}")
    size = values.size
    if size <= limit:
        return np.arange(size)
    buckets = (limit - 2) // 2
    edges = np.linspace(0, size, buckets + 1).astype(np.intp)
    keep = {0, size - 1}
    for start, stop in pairwise(edges):
        keep.add(int(start + values[start:stop].argmin()))
        keep.add(int(start + values[start:stop].argmax()))
    return np.array(sorted(keep), dtype=np.intp)
