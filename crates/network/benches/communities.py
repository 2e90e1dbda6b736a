"""Communities of a CSV graph (s,d,w; collapsed to undirected, weights added) by igraph or NetworKit: CPU seconds and Q."""
import sys
import time

which, path = sys.argv[1], sys.argv[2]
import numpy as np

table = np.loadtxt(path, delimiter=",", skiprows=1)
low, high = np.minimum(table[:, 0], table[:, 1]).astype(np.int64), np.maximum(table[:, 0], table[:, 1]).astype(np.int64)
n = int(high.max()) + 1
keep = low != high
key, place = np.unique(low[keep] * n + high[keep], return_inverse=True)
weight = np.bincount(place, weights=table[keep, 2])
low, high = key // n, key % n


def timed(name, work):
    start = time.process_time()
    quality = work()
    print(f"{name} {time.process_time() - start if not isinstance(quality, tuple) else quality[1]:.3f} "
          f"{quality[0] if isinstance(quality, tuple) else quality:.5f}", flush=True)


if which == "igraph":
    import igraph
    import random

    random.seed(1)
    graph = igraph.Graph(n=n, edges=np.column_stack([low, high]))
    graph.es["weight"] = weight

    def leiden():
        start = time.process_time()
        found = graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=2)
        taken = time.process_time() - start
        return graph.modularity(found, weights="weight"), taken

    timed("igraph_leiden_n2", leiden)
else:
    import networkit

    networkit.setNumberOfThreads(1)
    networkit.setSeed(1, False)
    graph = networkit.GraphFromCoo((weight, (low.astype(np.uint64), high.astype(np.uint64))), n=n, weighted=True, directed=False)

    def run(make):
        def work():
            start = time.process_time()
            algorithm = make()
            algorithm.run()
            taken = time.process_time() - start
            return networkit.community.Modularity().getQuality(algorithm.getPartition(), graph), taken

        return work

    timed("networkit_plm_refine", run(lambda: networkit.community.PLM(graph, refine=True)))
    timed("networkit_parallel_leiden", run(lambda: networkit.community.ParallelLeiden(graph, True, 3, 1.0)))
