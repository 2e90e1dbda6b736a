"""Tables for the benchmark of accounts, and what the peer and the libraries of linear algebra take for them.

make REGIONS SECTORS FOLDER: a random table of regions by sectors, 7 categories of final demand and 21 rows, as raw
    little-endian columns.
peer FOLDER: pymrio's calc_all; compares with what ours wrote; CPU seconds and the largest difference.
floor FOLDER RIGHT: LU factors and RIGHT right-hand sides by OpenBLAS; CPU seconds.
"""
import sys, time, resource, logging, warnings
import numpy as np

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def make(regions, sectors, folder):
    n = regions * sectors
    rng = np.random.default_rng(7)
    region = np.repeat(np.arange(regions), sectors)
    near = region[:, None] == region[None, :]
    a = rng.lognormal(0, 1.5, (n, n))
    a *= np.where(near, 1.0, (rng.random((n, n)) < 0.3) * 0.02)
    a *= rng.uniform(0.3, 0.7, n) / a.sum(0)
    y = rng.lognormal(0, 1, (n, regions * 7)) * 1e3
    buyer = np.repeat(np.arange(regions), 7)
    y *= np.where(region[:, None] == buyer[None, :], 1.0, 0.2 / max(regions - 1, 1))
    x = np.linalg.solve(np.eye(n) - a, y.sum(1))
    f = np.vstack([rng.lognormal(0, 1, (20, n)) * x / 1e3, x * (1 - a.sum(0))])
    (a * x).ravel(order="F").tofile(f"{folder}/z.f64")
    y.ravel(order="F").tofile(f"{folder}/y.f64")
    f.ravel(order="C").tofile(f"{folder}/f.f64")
    open(f"{folder}/size", "w").write(f"{regions} {sectors} {y.shape[1]} {f.shape[0]}")


def load(folder):
    regions, sectors, columns, rows = map(int, open(f"{folder}/size").read().split())
    n = regions * sectors
    z = np.fromfile(f"{folder}/z.f64").reshape(n, n, order="F")
    y = np.fromfile(f"{folder}/y.f64").reshape(n, columns, order="F")
    f = np.fromfile(f"{folder}/f.f64").reshape(rows, n)
    return regions, sectors, z, y, f


def peer(folder):
    import pandas as pd, pymrio

    regions, sectors, z, y, f = load(folder)
    names = [f"r{r:03d}" for r in range(regions)]
    index = pd.MultiIndex.from_product([names, [f"s{s:03d}" for s in range(sectors)]], names=["region", "sector"])
    each = y.shape[1] // regions
    demand = pd.MultiIndex.from_product([names, [f"c{c}" for c in range(each)]], names=["region", "category"])
    lines = pd.Index([f"f{k:02d}" for k in range(f.shape[0])], name="stressor")
    io = pymrio.IOSystem(
        Z=pd.DataFrame(z, index=index, columns=index),
        Y=pd.DataFrame(y, index=index, columns=demand),
        unit=pd.DataFrame({"unit": "M"}, index=index),
    )
    io.ext = pymrio.Extension(
        name="ext", F=pd.DataFrame(f, index=lines, columns=index), unit=pd.DataFrame({"unit": "u"}, index=lines)
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    io.calc_all()
    spent = time.process_time() - start
    worst = 0.0
    for name in ["D_pba", "D_cba", "D_imp", "D_exp"]:
        ours = np.fromfile(f"{folder}/{name}.f64").reshape(f.shape[0], regions * sectors)
        theirs = getattr(io.ext, name).values
        # pymrio takes what no sector made for zero, as we take it for undefined.
        gap = np.abs(np.nan_to_num(ours) - theirs) / np.maximum(np.abs(theirs), np.abs(theirs).max(axis=1, keepdims=True) * 1e-3)
        worst = max(worst, float(np.nanmax(gap)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{spent:.3f} {peak:.0f} {worst:.1e} {before:.0f}")


def floor(folder, right):
    regions, sectors, z, y, f = load(folder)
    x = z.sum(1) + y.sum(1)
    n = len(x)
    matrix = np.eye(n) - z / np.where(x == 0, 1, x)
    right = np.random.default_rng(1).random((n, right))
    start = time.process_time()
    np.linalg.solve(matrix, right)
    print(f"{time.process_time() - start:.3f}")


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "make":
        make(int(rest[0]), int(rest[1]), rest[2])
    elif verb == "peer":
        peer(rest[0])
    else:
        floor(rest[0], int(rest[1]))
