"""python3 peer.py {make|window|join} FILE: the peer's side of the location quotient benchmark (polars).

make writes the table: 10 years × 1000 regions × 1000 industries, shuffled, string keys, seed 7. The other two read it and
compute the quotient in the two ways that suit polars, and print the processor and wall seconds of reading and computing.
"""

import os
import random
import sys
import time

import polars as pl

what, file = sys.argv[1], sys.argv[2]
if what == "make":
    rows = 10_000_000
    order = list(range(rows))
    random.Random(7).shuffle(order)
    cell = pl.Series("cell", order, dtype=pl.Int64)
    draw = random.Random(8)
    frame = pl.DataFrame({"cell": cell, "value": pl.Series([draw.lognormvariate(2, 1.5) for _ in range(rows)])})
    pad = lambda letter, width, part: pl.lit(letter) + part.cast(pl.String).str.zfill(width)
    frame.select(
        year=(2010 + pl.col("cell") // 1_000_000).cast(pl.Int16),
        region=pad("R", 6, pl.col("cell") // 1000 % 1000),
        activity=pad("A", 4, pl.col("cell") % 1000),
        value="value",
    ).write_parquet(file, compression="snappy", row_group_size=1 << 20)
    sys.exit()
wall, cpu = time.perf_counter(), time.process_time()
table = pl.scan_parquet(file)
if what == "window":
    value = pl.col("value")
    quotient = (value / value.sum().over("year", "region")) / (value.sum().over("year", "activity") / value.sum().over("year"))
    result = table.with_columns(quotient=quotient).collect()
else:
    region = table.group_by("year", "region").agg(r=pl.col("value").sum())
    activity = table.group_by("year", "activity").agg(a=pl.col("value").sum())
    year = table.group_by("year").agg(t=pl.col("value").sum())
    joined = table.join(region, on=["year", "region"]).join(activity, on=["year", "activity"]).join(year, on="year")
    quotient = (pl.col("value") / pl.col("r")) / (pl.col("a") / pl.col("t"))
    result = joined.with_columns(quotient=quotient).drop("r", "a", "t").collect()
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
print(wall, cpu, result["quotient"].mean(), pl.__version__, pl.thread_pool_size())
