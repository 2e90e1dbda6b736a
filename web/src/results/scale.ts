// From numbers to classes of colour, and to ticks of an axis.

export const CLASSINGS = ["quantile", "equal", "diverging"] as const;
export type Classing = (typeof CLASSINGS)[number];

export interface Classes {
  classing: Classing;
  /** Bounds of the classes, ascending: one more than there are classes. */
  breaks: number[];
  /** Where a diverging scale turns. */
  centre: number | null;
}

/** Measures that are read against another number than zero. */
const CENTRES: Record<string, number> = { location_quotient: 1, relative_comparative_advantage: 1, rca: 1 };

/** Where this measure turns from less to more, if the values lie on both sides. */
export function centreOf(name: string, values: readonly number[]): number | null {
  const centre = CENTRES[name] ?? 0;
  return values.some((value) => value < centre) && values.some((value) => value > centre) ? centre : null;
}

/** At most `count` classes over the known values; equal values never lie in two classes. */
export function classes(
  values: readonly number[],
  classing: Classing,
  count: number,
  centre: number | null,
): Classes | null {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, most] = [known[0], known.at(-1)];
  if (least === undefined || most === undefined) return null;
  if (least === most) return { classing, breaks: [least, most], centre: null };
  const steps = Array.from({ length: count - 1 }, (_, k) => (k + 1) / count);
  switch (classing) {
    case "quantile":
      return {
        classing,
        breaks: unique([least, ...steps.map((share) => quantile(known, share)), most]),
        centre: null,
      };
    case "equal":
      return {
        classing,
        breaks: unique([least, ...steps.map((share) => least + share * (most - least)), most]),
        centre: null,
      };
    case "diverging": {
      const turn = centre ?? 0;
      // As many classes on either side; each side by its own quantiles, so that one outlier does not drown the rest.
      const half = Math.max(1, Math.floor(count / 2));
      const side = (part: readonly number[], parts: number) =>
        Array.from({ length: parts - 1 }, (_, k) => quantile(part, (k + 1) / parts));
      const below = known.filter((value) => value < turn);
      const above = known.filter((value) => value > turn);
      return {
        classing,
        breaks: unique([
          Math.min(least, turn),
          ...(below.length > 0 ? side(below, half) : []),
          turn,
          ...(above.length > 0 ? side(above, half) : []),
          Math.max(most, turn),
        ]),
        centre: turn,
      };
    }
  }
}

const unique = (sorted: readonly number[]): number[] =>
  sorted.filter((value, index) => index === 0 || value > (sorted[index - 1] as number));

/** Linear between the order statistics. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const [a, b] = [sorted[low] as number, sorted[Math.min(low + 1, sorted.length - 1)] as number];
  return a + (place - low) * (b - a);
}

/** The same classes where all values are whole: a bound between two of them says nothing that the upper one does not. */
export const wholeClasses = (found: Classes): Classes => ({
  ...found,
  breaks: found.breaks.length === 2 ? found.breaks : unique(found.breaks.map(Math.ceil)),
});

/** The class of a value: the lower bound belongs to it, the upper one to the next; the last has both. */
export function classOf({ breaks }: Classes, value: number): number {
  let [low, high] = [0, Math.max(0, breaks.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (breaks[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a class lies on its colour ramp, 0 to 1; on a diverging one 0.5 is the centre. */
export function tone({ breaks, centre }: Classes, index: number): number {
  const count = Math.max(1, breaks.length - 1);
  if (centre === null) return count === 1 ? 0.6 : index / (count - 1);
  const below = breaks.filter((bound) => bound < centre).length;
  const above = count - below;
  return index < below
    ? 0.5 * (index / Math.max(1, below)) * (below === 1 ? 0.6 : 1) + (below === 1 ? 0.15 : 0)
    : 1 -
        0.5 * ((count - 1 - index) / Math.max(1, above)) * (above === 1 ? 0.6 : 1) -
        (above === 1 ? 0.15 : 0);
}

/** Round numbers that span the values, about `count` of them. */
export function ticks(least: number, most: number, count = 5): number[] {
  if (!(most > least)) return [least];
  const rough = (most - least) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** As many digits as write these numbers in full, or as tell neighbouring ones apart. */
export function digitsFor(bounds: readonly number[]): number {
  const sorted = [...bounds].sort((a, b) => a - b);
  const gaps = sorted
    .slice(1)
    .map((bound, index) => bound - (sorted[index] as number))
    .filter((gap) => gap > 0);
  const smallest = gaps.length > 0 ? Math.min(...gaps) : Math.abs(sorted[0] ?? 1) || 1;
  const apart = Math.max(0, Math.min(6, Math.ceil(-Math.log10(smallest)) + (smallest < 10 ? 1 : 0)));
  for (let digits = 0; digits < apart; digits++)
    if (
      sorted.every((bound) => Math.abs(bound - Number(bound.toFixed(digits))) < 1e-9 * (1 + Math.abs(bound)))
    )
      return digits;
  return apart;
}
