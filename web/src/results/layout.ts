// Where the nodes of a relatedness network stand: springs along the strongest ties, all nodes pushing each other away, from
// a fixed start. The same ties give the same picture everywhere; no chance is in it.

export interface Tie {
  from: number;
  to: number;
  weight: number;
}

/** Beyond this the picture says nothing and the table does. */
export const MOST_NODES = 600;
const ROUNDS = 320;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** The ties that hold every component together with the most weight, so that no node floats for being just below the cut. */
export function backbone(count: number, ties: readonly Tie[]): Tie[] {
  const parent = Int32Array.from({ length: count }, (_, k) => k);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  return [...ties]
    .sort((a, b) => b.weight - a.weight || a.from - b.from || a.to - b.to)
    .filter(({ from, to }) => {
      const [a, b] = [root(from), root(to)];
      parent[a] = b;
      return a !== b;
    });
}

/** Positions in a plane, about one unit from neighbour to neighbour, the longest extent across. */
export function layout(count: number, ties: readonly Tie[]): [number, number][] {
  const x = Float64Array.from({ length: count }, (_, k) => Math.sqrt(k + 0.5) * Math.cos(k * GOLDEN_ANGLE));
  const y = Float64Array.from({ length: count }, (_, k) => Math.sqrt(k + 0.5) * Math.sin(k * GOLDEN_ANGLE));
  const weights = ties.map(({ weight }) => weight);
  const [heaviest, lightest] = [Math.max(...weights), Math.min(...weights)];
  const strength = (weight: number) => 0.35 + 0.65 * ((weight - lightest) / (heaviest - lightest || 1));
  const degree = new Float64Array(count);
  for (const { from, to } of ties) {
    degree[from] = at(degree, from) + 1;
    degree[to] = at(degree, to) + 1;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const limit = 0.8 * (1 - round / ROUNDS) ** 2 + 0.004;
    const [fx, fy] = [new Float64Array(count), new Float64Array(count)];
    for (let a = 0; a < count; a++) {
      for (let b = a + 1; b < count; b++) {
        const [dx, dy] = [at(x, a) - at(x, b), at(y, a) - at(y, b)];
        const square = dx * dx + dy * dy + 1e-4;
        // All push each other away, and those that would cover each other much more.
        const force = 1 / square + (square < 1 ? 3 * (1 / square - 1) : 0);
        fx[a] = at(fx, a) + dx * force;
        fy[a] = at(fy, a) + dy * force;
        fx[b] = at(fx, b) - dx * force;
        fy[b] = at(fy, b) - dy * force;
      }
      // A weak pull to the middle keeps components that no tie joins in one picture.
      fx[a] = at(fx, a) - 0.02 * at(x, a) * Math.sqrt(count);
      fy[a] = at(fy, a) - 0.02 * at(y, a) * Math.sqrt(count);
    }
    for (const { from, to, weight } of ties) {
      const [dx, dy] = [at(x, from) - at(x, to), at(y, from) - at(y, to)];
      const length = Math.hypot(dx, dy);
      // A tie of a much-tied node pulls less: a hub does not swallow its neighbours.
      const pull = (length * strength(weight) * 1.4) / Math.sqrt(Math.min(at(degree, from), at(degree, to)));
      fx[from] = at(fx, from) - dx * pull;
      fy[from] = at(fy, from) - dy * pull;
      fx[to] = at(fx, to) + dx * pull;
      fy[to] = at(fy, to) + dy * pull;
    }
    for (let k = 0; k < count; k++) {
      const length = Math.hypot(at(fx, k), at(fy, k)) || 1;
      const move = Math.min(length * 0.12, limit) / length;
      x[k] = at(x, k) + at(fx, k) * move;
      y[k] = at(y, k) + at(fy, k) * move;
    }
  }
  return across(x, y);
}

const at = (list: Float64Array, index: number): number => list[index] as number;

/** Turned so that the longest extent lies across: figures are wider than high. */
function across(x: Float64Array, y: Float64Array): [number, number][] {
  const mean = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length);
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    const [dx, dy] = [at(x, k) - mx, at(y, k) - my];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return Array.from(x, (value, k) => {
    const [dx, dy] = [value - mx, at(y, k) - my];
    return [c * dx + s * dy, c * dy - s * dx];
  });
}
