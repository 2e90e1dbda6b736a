"""Processor seconds of the peers on the graph of `central.rs`: python central.py graph.bin"""
import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(name, "1")
import numpy as np


def timed(name, work, runs):
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    print(name, best, flush=True)
    return result


arcs = np.fromfile(sys.argv[1]).reshape(-1, 3)
ends, weights = arcs[:, :2].astype(np.int64), arcs[:, 2]
nodes = int(ends.max()) + 1
sources = np.sort(np.random.default_rng(1).choice(nodes, 100, replace=False)).tolist()
try:
    import igraph

    graph = timed("build igraph", lambda: igraph.Graph(n=nodes, edges=ends, directed=True), 1)
    timed("pagerank plain igraph", lambda: graph.pagerank(damping=0.85), 3)
    timed("pagerank weighted igraph", lambda: graph.pagerank(damping=0.85, weights=weights.tolist()), 3)
    timed("betweenness 100 sources igraph", lambda: graph.betweenness(sources=sources), 2)
    timed("coreness igraph", lambda: graph.coreness(mode="all"), 3)
    timed("constraint igraph", lambda: graph.constraint(), 1)
except ImportError:
    print("igraph is not installed", file=sys.stderr)
try:
    import rustworkx

    def build():
        graph = rustworkx.PyDiGraph()
        graph.add_nodes_from(range(nodes))
        graph.add_edges_from(list(zip(*ends.T.tolist(), weights.tolist())))
        return graph

    graph = timed("build rustworkx", build, 1)
    timed("pagerank plain rustworkx", lambda: rustworkx.pagerank(graph, alpha=0.85, tol=1e-10), 3)
    timed("pagerank weighted rustworkx", lambda: rustworkx.pagerank(graph, alpha=0.85, weight_fn=float, tol=1e-10), 3)
except ImportError:
    print("rustworkx is not installed", file=sys.stderr)
