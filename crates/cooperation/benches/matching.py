"""Peers of the bench `matching`: reads what the bench wrote, prints processor seconds and totals."""

import sys
import threading
import time

# This file is called like one of the peers.
sys.path.pop(0)

task, size, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]


def timed(run, runs=9):
    least, last = float("inf"), None
    for _ in range(runs):
        before = time.process_time()
        last = run()
        least = min(least, time.process_time() - before)
    return least, last


told = []
if task.startswith("assign"):
    import numpy as np

    weights = np.fromfile(path).reshape(size, size)
    try:
        from scipy.optimize import linear_sum_assignment

        seconds, (rows, columns) = timed(lambda: linear_sum_assignment(weights, maximize=True))
        told.append(f"SciPy {seconds:.4f} s, total {weights[rows, columns].sum():.6f}")
    except ImportError:
        pass
    costs = -weights
    try:
        if task == "assign_hard":
            raise ImportError("not asked")
        import lapjv

        seconds, found = timed(lambda: lapjv.lapjv(costs))
        told.append(f"lapjv {seconds:.4f} s, total {weights[np.arange(size), found[0]].sum():.6f}")
    except ImportError:
        pass
    try:
        import lap

        seconds, found = timed(lambda: lap.lapjv(costs, return_cost=False))
        told.append(f"lap {seconds:.4f} s, total {weights[np.arange(size), found[0]].sum():.6f}")
    except ImportError:
        pass
elif task == "sparse":
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    listed = np.fromfile(path).reshape(-1, 3)
    table = csr_array((listed[:, 2], (listed[:, 0].astype(int), listed[:, 1].astype(int))), shape=(size, size))
    try:
        seconds, (rows, columns) = timed(lambda: min_weight_full_bipartite_matching(table, maximize=True), 1)
        told.append(f"SciPy (full matchings) {seconds:.3f} s, total {table[rows, columns].sum():.6f}")
    except ValueError as error:
        told.append(f"SciPy (full matchings): {error}")
elif task == "stable":
    from matching.games import StableMarriage

    # It copies its players through each other.
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(1 << 29)

    with open(path) as file:
        lists = [list(map(int, line.split())) for line in file]
    suitors = {f"s{n}": [f"r{m}" for m in lists[n]] for n in range(size)}
    reviewers = {f"r{n}": [f"s{m}" for m in lists[size + n]] for n in range(size)}

    def solve():
        game = StableMarriage.create_from_dictionaries(suitors, reviewers)
        seconds, _ = timed(lambda: game.solve(optimal="suitor"), 1)
        told.append(f"matching {seconds:.3f} s (without reading the lists)")

    thread = threading.Thread(target=solve)
    thread.start()
    thread.join()
print("; ".join(told))
