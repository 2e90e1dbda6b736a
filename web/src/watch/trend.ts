// A series as a line with the band in which it was to be expected: where each value stands, and where the line breaks off because
// nothing is known.

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Curve {
  /** Lines between values that follow each other; a gap is a gap. */
  line: string;
  /** Values without a neighbour, which no line would show. */
  dots: { x: number; y: number }[];
  /** The band, one area for each unbroken stretch. */
  band: string;
  /** Steps of which nothing is known, between the first and the last: from and up to. */
  unknown: [number, number][];
  ticks: { y: number; value: number }[];
  x: (step: number) => number;
  y: (value: number) => number;
}

export function curveOf(
  values: readonly (number | null)[],
  band: readonly ([number, number] | null)[],
  frame: Frame,
): Curve {
  const seen = [...values, ...band.flatMap((ends) => ends ?? [])].filter(
    (value): value is number => value !== null && Number.isFinite(value),
  );
  const ticks = ticksOf(Math.min(...seen), Math.max(...seen));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const span = Math.max(1, values.length - 1);
  const x = (step: number) => frame.left + ((frame.width - frame.left - frame.right) * step) / span;
  const y = (value: number) =>
    frame.height -
    frame.bottom -
    ((frame.height - frame.top - frame.bottom) * (value - low)) / (high - low || 1);
  const write = (step: number, value: number) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`;
  const line: string[] = [];
  const dots: { x: number; y: number }[] = [];
  for (const [from, to] of stretches(values)) {
    if (to - from === 1) dots.push({ x: x(from), y: y(values[from] as number) });
    else
      line.push(
        `M${values
          .slice(from, to)
          .map((value, index) => write(from + index, value as number))
          .join("L")}`,
      );
  }
  const areas = stretches(band).map(([from, to]) => {
    const part = band.slice(from, to) as [number, number][];
    const upper = part.map((ends, index) => write(from + index, ends[1]));
    const lower = part.map((ends, index) => write(from + index, ends[0])).reverse();
    return `M${[...upper, ...lower].join("L")}Z`;
  });
  return {
    line: line.join(""),
    dots,
    band: areas.join(""),
    unknown: gaps(values),
    ticks: ticks.map((value) => ({ value, y: y(value) })),
    x,
    y,
  };
}

/** Runs of known values: from and up to. */
export function stretches(values: readonly unknown[]): [number, number][] {
  const found: [number, number][] = [];
  for (let step = 0; step < values.length; step++) {
    if (values[step] === null || values[step] === undefined) continue;
    const last = found.at(-1);
    if (last && last[1] === step) last[1] = step + 1;
    else found.push([step, step + 1]);
  }
  return found;
}

/** What is unknown, also before the first value and after the last. */
export function gaps(values: readonly unknown[]): [number, number][] {
  const found: [number, number][] = [];
  let at = 0;
  for (const [from, to] of [...stretches(values), [values.length, values.length] as const]) {
    if (from > at) found.push([at, from]);
    at = to;
  }
  return found;
}

/** Round numbers that hold both ends. */
export function ticksOf(low: number, high: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (low === high) {
    const margin = Math.abs(low) / 2 || 1;
    return ticksOf(low - margin, high + margin);
  }
  const rough = (high - low) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(15)),
  );
}

/** Which steps are written under the line: the first of each year where the steps are finer, and never too many. */
export function marksOf(steps: readonly string[], most: number): number[] {
  const finer = steps.some((step) => step.length > 4);
  const firsts = steps.flatMap((step, index) => (!finer || /-(01|Q1)$/.test(step) ? [index] : []));
  if (firsts.length < 2) return steps.length > 0 ? [...new Set([0, steps.length - 1])] : [];
  const every = Math.ceil(firsts.length / most);
  return firsts.filter((_, index) => index % every === 0);
}
