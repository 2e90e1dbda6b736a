"""python3 complexity.py {make|reference|whole|ecomplexity} FILE [REGIONS INDUSTRIES PERIODS]: the other side of the complexity benchmark.

make writes a nested table of regions, industries and periods (seed 42): the number of rows, then the columns region,
industry, period (u32) and value (f64). reference is the shortest NumPy and SciPy way we know: two singular vectors and two
dense products; whole adds the outlook gain, a third, which ours has too. ecomplexity is the PyPI package, its check of log-supermodularity switched off. Both print processor
seconds, peak memory (MB), and three sums to compare.
"""

import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
import resource
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")
what, file = sys.argv[1], sys.argv[2]
if what == "make":
    regions, industries, periods = map(int, sys.argv[3:6])
    draw = np.random.default_rng(42)
    able = np.sort(draw.beta(2, 4, regions))
    hard = np.sort(draw.beta(2, 3, industries))
    size, demand = draw.lognormal(0, 1.2, regions), draw.lognormal(0, 1.0, industries)
    columns = [[], [], [], []]
    for period in range(periods):
        chance = 1 / (1 + np.exp(-12 * (able[:, None] - hard[None, :] + 0.15)))
        value = chance * size[:, None] * demand[None, :] * draw.lognormal(0, 0.8, (regions, industries)) * 1000
        r, a = np.nonzero(draw.random((regions, industries)) < 0.05 + 0.9 * chance)
        for column, part in zip(columns, (r, a, np.full(len(r), period), value[r, a])):
            column.append(part)
    with open(file, "wb") as out:
        np.uint64(sum(map(len, columns[0]))).tofile(out)
        for column, kind in zip(columns, (np.uint32, np.uint32, np.uint32, np.float64)):
            np.concatenate(column).astype(kind).tofile(out)
    sys.exit()

import pandas as pd

with open(file, "rb") as source:
    rows = int(np.fromfile(source, np.uint64, 1)[0])
    kinds = dict(region=np.uint32, industry=np.uint32, period=np.uint32, value=np.float64)
    table = pd.DataFrame({name: np.fromfile(source, kind, rows) for name, kind in kinds.items()})
start = time.process_time()
if what == "ecomplexity":
    import ecomplexity

    start = time.process_time()
    names = dict(time="period", loc="region", prod="industry", val="value")
    result = ecomplexity.ecomplexity(table, names, verbose=False, check_logsupermodularity=False)
    seconds = time.process_time() - start
    sums = (result.eci * result.region).sum(), result.density.sum(), result.cog.sum()
else:
    import scipy.sparse.linalg

    start = time.process_time()
    sums = np.zeros(3)
    for _, part in table.groupby("period"):
        value = np.zeros((part.region.max() + 1, part.industry.max() + 1))
        value[part.region, part.industry] = part.value
        quotient = (value / value.sum(1, keepdims=True)) / (value.sum(0) / value.sum())
        present = (quotient >= 1).astype(np.float64)
        diversity, ubiquity = present.sum(1), present.sum(0)
        scaled = present / np.sqrt(diversity)[:, None] / np.sqrt(ubiquity)[None, :]
        _, values, vectors = scipy.sparse.linalg.svds(scaled, k=2, which="LM", random_state=0)
        pci = vectors[np.argsort(values)[0]] / np.sqrt(ubiquity)
        eci = (present @ pci) / diversity
        if np.corrcoef(eci, diversity)[0, 1] < 0:
            eci, pci = -eci, -pci
        mean, deviation = eci.mean(), eci.std()
        potential = pci / deviation
        eci, pci = (eci - mean) / deviation, (pci - mean) / deviation
        proximity = (present.T @ present) / np.maximum(ubiquity[:, None], ubiquity[None, :])
        np.fill_diagonal(proximity, 1)
        density = (present @ proximity) / proximity.sum(0)
        gain = np.nan
        if what == "whole":
            gain = ((1 - present) * (potential / proximity.sum(0))) @ proximity
            gain[present > 0] = np.nan
            gain = np.nansum(gain)
        sums += (eci * np.arange(len(eci))).sum() * value.shape[1], density.sum(), gain
    seconds = time.process_time() - start
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *sums)
