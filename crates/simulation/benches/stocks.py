"""What a peer takes for the days of an economy with stocks: BoARIO (ARIOPsiModel, its defaults) on the table given, one thread.
Usage: stocks.py FOLDER DAYS; reads transactions, sellers by buyers (z.f64, row after row), and final demand (y.f64). On day 5
the 50 sectors of the first region lose 0.3 of their capacity for 10 days, and it comes back in a line over 90.
Prints name and number: processor seconds of the days, production lost as a share of one day's."""
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
import numpy as np
import pandas as pd
import pymrio
from boario import event
from boario.extended_models import ARIOPsiModel
from boario.simulation import Simulation

folder, days = sys.argv[1], int(sys.argv[2])
demand = np.fromfile(folder + "/y.f64")
n = len(demand)
z = np.fromfile(folder + "/z.f64").reshape(n, n)
regions = [f"r{number:03}" for number in range(n // 50)]
sectors = [f"s{number:02}" for number in range(50)]
nodes = pd.MultiIndex.from_product([regions, sectors], names=["region", "sector"])
users = pd.MultiIndex.from_product([regions, ["final"]], names=["region", "category"])
bought = np.zeros((n, len(regions)))
bought[np.arange(n), np.arange(n) // 50] = demand
table = pymrio.IOSystem(Z=pd.DataFrame(z, index=nodes, columns=nodes), Y=pd.DataFrame(bought, index=nodes, columns=users))
table.calc_system()
table.x = pd.DataFrame(z.sum(1) + demand, index=nodes, columns=["indout"])
model = ARIOPsiModel(table, productive_capital_vector=None, productive_capital_to_VA_dict=dict.fromkeys(table.get_sectors(), 4.0))
simulation = Simulation(model, n_temporal_units_to_sim=days)
hit = pd.Series(0.3, index=nodes[:50])
simulation.add_event(event.from_series(hit, event_type="arbitrary", occurrence=5, duration=10, recovery_tau=90, recovery_function="linear"))
begin = time.process_time()
simulation.loop()
print(f"boario {time.process_time() - begin}")
made = simulation.production_realised.sum(axis=1).to_numpy()
print(f"boario_lost {(made[0] - made).sum() / made[0]}")
