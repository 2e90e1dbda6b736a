"""The robust z of every month by NumPy (medians of a sliding window, month by month), and a joint rule over all series by
pandas and by polars. Prints CPU seconds: NumPy, pandas, polars, then how many values are unusual and how often the rule hits
in pandas and in polars."""
import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import time

import numpy as np
import pandas as pd
import polars as pl

STEPS, LENGTH = 60, 24
path, count = sys.argv[1], int(sys.argv[2])
with open(path, "rb") as file:
    quantity = np.fromfile(file, float, count * STEPS).reshape(count, STEPS)
    price = np.fromfile(file, float, count * STEPS).reshape(count, STEPS)

start = time.process_time()
scores = np.full((count, STEPS), np.nan)
for at in range(LENGTH, STEPS):
    window = quantity[:, at - LENGTH : at]
    median = np.median(window, axis=1)
    spread = np.median(np.abs(window - median[:, None]), axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores[:, at] = np.where(spread > 0, 0.6745 * (quantity[:, at] - median) / spread, np.nan)
by_numpy = time.process_time() - start
unusual = int((np.abs(scores) >= 5).sum())

series = np.repeat(np.arange(count), STEPS)
start = time.process_time()
frame = pd.DataFrame(dict(series=series, quantity=quantity.ravel(), price=price.ravel()))
groups = frame.groupby("series", sort=False)
before = groups[["quantity", "price"]].shift(12)
fall = frame["quantity"] / before["quantity"] - 1 <= -0.2
rise = (frame["price"] / before["price"] - 1).groupby(frame["series"], sort=False).rolling(3).mean().to_numpy() >= 0.05
hit = (fall & rise).astype(float)
hits_pandas = int((hit.groupby(frame["series"], sort=False).rolling(3).sum() >= 2).sum())
by_pandas = time.process_time() - start

start = time.process_time()
frame = pl.DataFrame(dict(series=series, quantity=quantity.ravel(), price=price.ravel()))
frame = frame.with_columns(
    fall=(pl.col("quantity") / pl.col("quantity").shift(12) - 1 <= -0.2).over("series"),
    rise=((pl.col("price") / pl.col("price").shift(12) - 1).rolling_mean(3) >= 0.05).over("series"),
)
hits_polars = frame.select(
    ((pl.col("fall") & pl.col("rise")).cast(pl.Int8).fill_null(0).rolling_sum(3).over("series") >= 2).sum()
).item()
by_polars = time.process_time() - start
print(by_numpy, by_pandas, by_polars, unusual, hits_pandas, hits_polars)
