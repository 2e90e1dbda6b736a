"""Peers of `econometrics.rs`: prints CPU seconds of the estimation alone (second run, so that compilers are warm), then its numbers."""

import sys
import time

import numpy as np
import pandas as pd


def lag(table, pairs):
    import libpysal
    import spreg

    data, pairs = pd.read_csv(table), pd.read_csv(pairs)
    neighbours = {n: [] for n in range(len(data))}
    for one, two in zip(pairs["from"], pairs["to"]):
        neighbours[one].append(two)
    weights = libpysal.weights.W(neighbours, silence_warnings=True)
    weights.transform = "r"
    y, x = data[["y"]].to_numpy(), data[["x1", "x2", "x3"]].to_numpy()
    start = time.process_time()
    fit = spreg.ML_Lag(y, x, w=weights, method="ord", spat_impacts=None, spat_diag=False)
    return time.process_time() - start, fit.betas.ravel()


def gravity(table):
    import pyfixest

    data = pd.read_csv(table)
    formula = "value ~ distance + border | origin + destination"
    for _ in range(2):
        start = time.process_time()
        fit = pyfixest.fepois(formula, data=data, vcov={"CRV1": "origin"}, ssc=pyfixest.ssc(k_adj=False), fixef_rm="none")
        seconds = time.process_time() - start
    return seconds, np.concatenate([fit.coef().to_numpy(), fit.se().to_numpy()])


seconds, numbers = {"lag": lag, "gravity": gravity}[sys.argv[1]](*sys.argv[2:])
print(seconds, [float(number) for number in numbers])
