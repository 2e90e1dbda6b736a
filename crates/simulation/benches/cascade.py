"""What a peer takes for the systemic risk of all firms: the equations in Numba, one thread, one firm after the other, all links
in every round. Usage: cascade.py FOLDER EPSILON; reads seller,buyer,value (edges.csv), sector (sectors.csv), class (ess.csv).
Prints name and processor seconds, without compiling."""
import resource
import sys
import time

import numba
import numpy as np

folder, epsilon = sys.argv[1], float(sys.argv[2])
edges = np.loadtxt(folder + "/edges.csv", delimiter=",")
sector = np.loadtxt(folder + "/sectors.csv", dtype=int)
classes = np.loadtxt(folder + "/ess.csv", delimiter=",", dtype=int)
firms, sectors = len(sector), len(classes)
order = np.argsort(edges[:, 0], kind="stable")
seller, buyer, value = edges[order, 0].astype(int), edges[order, 1].astype(int), edges[order, 2]
sales, bought = np.bincount(seller, value, firms), np.bincount(buyer, value, firms)
key = buyer * sectors + sector[seller]
kind = classes[sector[seller], sector[buyer]]
part = np.where(kind == 2, value / np.bincount(key, value, firms * sectors)[key], value / bought[buyer])
taken = value / sales[seller]
start = np.r_[0, np.cumsum(np.bincount(seller, minlength=firms))]
essential = np.nonzero(kind == 2)[0]
groups, place = np.unique(key[essential], return_inverse=True)
slot = np.full(len(seller), -1, np.int32)
slot[essential] = place
of_group = (groups // sectors).astype(np.int32)
kind, buyer = kind.astype(np.int8), buyer.astype(np.int32)


@numba.njit
def run(which, result):
    down, up = np.empty(firms), np.empty(firms)
    next_down, next_up = np.empty(firms), np.empty(firms)
    group_loss, linear, worst, left = np.empty(len(of_group)), np.empty(firms), np.empty(firms), np.empty(sectors)
    for row in range(len(which)):
        stopped, rounds = which[row], 0
        down[:] = 0
        up[:] = 0
        down[stopped] = 1
        up[stopped] = 1
        while True:
            left[:] = 0
            group_loss[:] = 0
            linear[:] = 0
            worst[:] = 0
            for i in range(firms):
                left[sector[i]] += sales[i] * (1 - down[i])
            for i in range(firms):
                market = left[sector[i]]
                felt = min(1.0, sales[i] / (market if market > 1e-10 else 1.0)) * down[i]
                orders = 0.0
                for q in range(start[i], start[i + 1]):
                    j = buyer[q]
                    orders += taken[q] * up[j]
                    if felt != 0.0:
                        if kind[q] == 2:
                            group_loss[slot[q]] += part[q] * felt
                        elif kind[q] == 1:
                            linear[j] += part[q] * felt
                next_up[i] = 1.0 if i == stopped else min(1.0, orders)
            for g in range(len(of_group)):
                worst[of_group[g]] = max(worst[of_group[g]], group_loss[g])
            change = 0.0
            for j in range(firms):
                next_down[j] = 1.0 if j == stopped else min(1.0, max(worst[j], linear[j]))
                change = max(change, next_down[j] - down[j], next_up[j] - up[j])
            down, next_down = next_down, down
            up, next_up = next_up, up
            rounds += 1
            if change <= epsilon:
                break
        total = 0.0
        for j in range(firms):
            total += sales[j] * max(down[j], up[j])
        result[row, 0] = total
        result[row, 1] = rounds


result = np.zeros((firms, 2))
run(np.arange(1), result)
begin = time.process_time()
run(np.arange(firms), result)
print(f"numba {time.process_time() - begin}")
print(f"numba_sum {result[:, 0].sum() / sales.sum()!r}")
print(f"numba_rounds {result[:, 1].sum()}")
print(f"numba_peak_mb {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}")
