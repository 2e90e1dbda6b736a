// In which order the rows of a matrix make its blocks visible: average-linkage clustering, its leaves turned so that
// neighbours are alike.

/** Larger tables keep the order of their means: the clustering needs all pairs. */
export const MOST_CLUSTERED = 600;

type Cell = number | null;

/** Root mean squared difference over what both rows know; unknown against unknown says nothing. */
function distance(a: Float64Array, b: Float64Array): number {
  let [sum, count] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const gap = (a[k] as number) - (b[k] as number);
    // Unknown is NaN here.
    if (!Number.isNaN(gap)) {
      sum += gap * gap;
      count++;
    }
  }
  return count === 0 ? Number.MAX_VALUE : Math.sqrt(sum / count);
}

export function byMean(rows: readonly (readonly Cell[])[]): number[] {
  const means = rows.map((row) => {
    const known = row.filter((value): value is number => value !== null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : -Infinity;
  });
  return rows.map((_, k) => k).sort((a, b) => (means[b] as number) - (means[a] as number) || a - b);
}

/** Indices of the rows, alike next to alike. Depends on the rows only, and on their order only where distances tie. */
export function byLikeness(rows: readonly (readonly Cell[])[]): number[] {
  const n = rows.length;
  if (n < 3 || n > MOST_CLUSTERED) return n < 3 ? rows.map((_, k) => k) : byMean(rows);
  const known = rows.map((row) => Float64Array.from(row, (value) => value ?? Number.NaN));
  const apart = rows.map(() => new Float64Array(n));
  for (const [i, a] of known.entries())
    for (let j = 0; j < i; j++) {
      const gap = distance(a, known[j] as Float64Array);
      (apart[i] as Float64Array)[j] = gap;
      (apart[j] as Float64Array)[i] = gap;
    }
  const between = (a: number, b: number) => (apart[a] as Float64Array)[b] as number;
  const linked = apart.map((row) => Float64Array.from(row));
  let clusters: { id: number; leaves: number[] }[] = rows.map((_, k) => ({ id: k, leaves: [k] }));
  const nearest = new Int32Array(n).fill(-1);
  const reach = (a: number, b: number) => (linked[a] as Float64Array)[b] as number;
  const find = (id: number) => {
    let best = -1;
    for (const { id: other } of clusters)
      if (other !== id && (best < 0 || reach(id, other) < reach(id, best))) best = other;
    nearest[id] = best;
  };
  for (const { id } of clusters) find(id);
  while (clusters.length > 1) {
    let pair = clusters[0] as (typeof clusters)[number];
    for (const cluster of clusters)
      if (reach(cluster.id, nearest[cluster.id] as number) < reach(pair.id, nearest[pair.id] as number))
        pair = cluster;
    const other = clusters.find(({ id }) => id === nearest[pair.id]) as typeof pair;
    const [p, q] = [pair.leaves.length, other.leaves.length];
    for (const { id } of clusters) {
      if (id === pair.id || id === other.id) continue;
      const mean = (p * reach(pair.id, id) + q * reach(other.id, id)) / (p + q);
      (linked[pair.id] as Float64Array)[id] = mean;
      (linked[id] as Float64Array)[pair.id] = mean;
    }
    pair.leaves = joined(pair.leaves, other.leaves, between);
    clusters = clusters.filter((cluster) => cluster !== other);
    for (const { id } of clusters)
      if (id === pair.id || nearest[id] === pair.id || nearest[id] === other.id) find(id);
  }
  return clusters[0]?.leaves ?? [];
}

/** Two ordered groups end to end, the way round that puts their most similar ends together. */
function joined(a: number[], b: number[], apart: (a: number, b: number) => number): number[] {
  const ends = (list: readonly number[]) => [list[0] as number, list.at(-1) as number] as const;
  const [[a0, a1], [b0, b1]] = [ends(a), ends(b)];
  const ways = [
    { gap: apart(a1, b0), make: () => [...a, ...b] },
    { gap: apart(a1, b1), make: () => [...a, ...[...b].reverse()] },
    { gap: apart(a0, b0), make: () => [...[...a].reverse(), ...b] },
    { gap: apart(a0, b1), make: () => [...b, ...a] },
  ];
  return ways.reduce((best, way) => (way.gap < best.gap ? way : best)).make();
}
