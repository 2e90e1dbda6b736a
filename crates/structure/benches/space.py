"""Processor seconds of the peers over the points of the benchmark: python3 space.py points.csv

Prints `<what>_<peer> <seconds>`; a peer that is not installed is left out."""
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(name, "1")
warnings.simplefilter("ignore")
import numpy as np

x, y, value = np.loadtxt(sys.argv[1], delimiter=",", unpack=True)


def timed(name, work, times=1):
    least = float("inf")
    for _ in range(times):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    print(name, f"{least:.4f}", flush=True)
    return result


try:
    import esda
    import libpysal

    points = np.column_stack([x, y])
    w = timed("knn_libpysal_W", lambda: libpysal.weights.KNN(points, k=10))
    w.transform = "r"
    # The road by way of a graph, which the goal was set against.
    timed("knn_graph_libpysal", lambda: libpysal.graph.Graph.build_knn(points, k=10).to_W())
    timed("moran_esda", lambda: esda.Moran(value, w, permutations=999))
    esda.Moran_Local(value, w, permutations=9, seed=1)  # compiles
    timed(
        "lisa_independent_esda",
        lambda: esda.Moran_Local(value, w, permutations=999, seed=1, keep_simulations=False, n_jobs=1),
    )
except ImportError:
    pass

try:
    import geopandas
    import pygeoda

    frame = pygeoda.open(geopandas.GeoDataFrame({"z": value}, geometry=geopandas.points_from_xy(x, y)))
    w = timed("knn_pygeoda", lambda: pygeoda.knn_weights(frame, 10), 3)
    for method, name in (("lookup-table", "lisa_shared_pygeoda"), ("complete", "lisa_independent_pygeoda")):
        timed(
            name,
            lambda: pygeoda.local_moran(
                w, list(value), permutations=999, permutation_method=method, seed=1, cpu_threads=1
            ),
        )
except ImportError:
    pass
