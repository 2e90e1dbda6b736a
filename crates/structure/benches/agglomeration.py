"""Ellison-Glaeser with all pairs of industries by NumPy (sums by bincount) and by pandas (pivot table), and a K-density of
690 plants (or as many as said) with 100 counterfactuals by SciPy. Prints CPU seconds: NumPy, pandas, then the sums of both indices, SciPy."""
import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import time

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist

INDUSTRIES, REGIONS = 300, 340
path, count = sys.argv[1], int(sys.argv[2])
# With a third argument only the density, of so many plants.
plants = int(sys.argv[3]) if len(sys.argv) > 3 else 690
with open(path, "rb") as file:
    region = np.fromfile(file, np.uint32, count).astype(np.int64)
    industry = np.fromfile(file, np.uint32, count).astype(np.int64)
    size = np.fromfile(file, float, count)
    place = np.fromfile(file, float, 2 * count).reshape(-1, 2)


def indices(table, squares):
    share = table / table.sum(0)
    base = table.sum(1) / table.sum()
    gaps = share - base[:, None]
    room = 1 - (base**2).sum()
    herfindahl = squares / table.sum(0) ** 2
    gamma = ((gaps**2).sum(0) - room * herfindahl) / (room * (1 - herfindahl))
    return gamma, (gaps.T @ gaps) / room


by_numpy = by_pandas = 0.0
gamma = pairs = np.zeros((INDUSTRIES, INDUSTRIES))
# As often as ours.
times = max(1, min(50, 4_000_000 // count))
if len(sys.argv) == 3:
    start = time.process_time()
    for _ in range(times):
        table = np.bincount(region * INDUSTRIES + industry, size, REGIONS * INDUSTRIES).reshape(REGIONS, INDUSTRIES)
        gamma, pairs = indices(table, np.bincount(industry, size * size, INDUSTRIES))
    by_numpy = (time.process_time() - start) / times

    start = time.process_time()
    for _ in range(times):
        rows = pd.DataFrame(dict(region=region, industry=industry, size=size))
        pivot = rows.pivot_table(index="region", columns="industry", values="size", aggfunc="sum", fill_value=0).to_numpy(float)
        shares = rows["size"] / rows.groupby("industry")["size"].transform("sum")
        herfindahl = (shares**2).groupby(rows["industry"]).sum().to_numpy()
        indices(pivot, herfindahl * pivot.sum(0) ** 2)
    by_pandas = (time.process_time() - start) / times

start = time.process_time()
few = place[: min(count, 200_000)]
# Kilometres on a plane: cheaper than the great circle that we take.
plane = np.c_[few[:, 0] * 111.19 * np.cos(np.radians(31)), few[:, 1] * 111.19]
grid = np.linspace(0, 180, 181)


def density(points):
    apart = pdist(points)
    quarters = np.percentile(apart, [25, 75])
    width = 0.9 * min(apart.std(ddof=1), (quarters[1] - quarters[0]) / 1.34) * len(apart) ** -0.2
    counts, edges = np.histogram(apart[apart < 180 + 6 * width], bins=4096, range=(0, 180 + 6 * width))
    middle = (edges[1:] + edges[:-1]) / 2
    kernel = np.exp(-0.5 * ((grid[:, None] - middle) / width) ** 2) + np.exp(-0.5 * ((grid[:, None] + middle) / width) ** 2)
    return (kernel @ counts) / (np.sqrt(2 * np.pi) * width * len(apart))


draws = np.random.default_rng(0)
density(plane[:plants])
np.array([density(plane[draws.choice(len(plane), plants, replace=False)]) for _ in range(100)])
by_scipy = time.process_time() - start
upper = np.triu_indices(INDUSTRIES, 1)
print(by_numpy, by_pandas, np.nansum(gamma), np.nansum(pairs[upper]), by_scipy)
