"""What the program of Inoue and Todo takes for the days of firms with stocks, one thread: PRONET names the compiled program, run
as it is. Usage: firms.py FOLDER DAYS; reads seller, buyer, value (edges.csv) and the industries
(sectors.csv); each firm sells 10 to final demand. One in fifty
loses 0.3 of what it can make. Prints name and number: processor seconds of the days without those of reading."""
import os
import resource
import subprocess
import sys

program = os.environ.get("PRONET")
if not program:
    sys.exit()
folder, days = sys.argv[1], int(sys.argv[2])
edges = [line.split(",") for line in open(folder + "/edges.csv")]
made = {}
with open(folder + "/a.txt", "w") as file:
    for seller, buyer, value in edges:
        file.write(f"{seller} {buyer} {float(value)}\n")
        made[int(seller)] = made.get(int(seller), 10.0) + float(value)
        made.setdefault(int(buyer), 10.0)
firms = sorted(made)
sectors = [line.strip() for line in open(folder + "/sectors.csv")]
for name, line in [("c", lambda firm: 10), ("p", lambda firm: made[firm]), ("f", lambda firm: f"{sectors[firm]} {made[firm]}")]:
    with open(f"{folder}/{name}.txt", "w") as file:
        file.writelines(f"{firm} {line(firm)}\n" for firm in firms)
with open(folder + "/d.txt", "w") as file:
    file.writelines(f"{firm} 0.3\n" for firm in firms if firm % 50 == 0)


def seconds(steps):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    command = [program, "-t", str(steps), "-d", "d.txt", "a.txt", "c.txt", "p.txt", "f.txt"]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


print(f"pronet {seconds(days + 1) - seconds(1)}")
