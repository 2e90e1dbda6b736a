// The terms that are tried: who takes part, what there is to share, what everybody has without a deal. Inputs of the methods,
// read from the address; nothing of it is data.

export type Deal = Readonly<Record<string, string>>;

export interface Partner {
  name: string;
  /** What it has without a deal; null is unknown. */
  alone: number | null;
  /** Its strength in bargaining; only ratios matter. */
  weight: number;
  /** Its part of what is shared, from 0 to 1; the first party collects the tax and keeps the rest. */
  share: number;
}

/** Numbers that one drags, with where they begin; the slider ends at `most`, more may be typed up to `limit`. */
export const NUMBERS = {
  tax: { start: 100, least: 0, most: 1000, limit: 1e15, step: 5 },
  base: { start: 0, least: 0, most: 1000, limit: 1e15, step: 5 },
  fallback: { start: 30, least: 0, most: 1000, limit: 1e15, step: 5 },
  patience: { start: 0.9, least: 0, most: 0.99, limit: 0.999999, step: 0.01 },
  growth: { start: 0.03, least: -0.2, most: 0.3, limit: 10, step: 0.01 },
  lag: { start: 1, least: 1, most: 10, limit: 1000, step: 1 },
  horizon: { start: 0, least: 0, most: 50, limit: 10_000, step: 1 },
  volatility: { start: 0.1, least: 0, most: 0.6, limit: 10, step: 0.01 },
  years: { start: 10, least: 1, most: 30, limit: 100, step: 1 },
  discount: { start: 0.04, least: 0, most: 0.2, limit: 10, step: 0.005 },
  yield: { start: 20, least: 1, most: 100, limit: 1e12, step: 1 },
  slope: { start: 1, least: 0.1, most: 10, limit: 1e12, step: 0.1 },
  capital: { start: 8, least: 1, most: 100, limit: 1e15, step: 1 },
} as const;
export type NumberName = keyof typeof NUMBERS;

export interface Terms {
  parties: Partner[];
  unit: string;
  numbers: Record<NumberName, number>;
}

export const LEAST_PARTIES = 2;
export const MOST_PARTIES = 6;

const list = (text: string | undefined) => (text === undefined ? [] : text.split("|"));
const numeric = (text: string | undefined): number | null => {
  if (text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
};

/** What the address says; what it does not say or says wrongly begins as an example does. */
export function termsOf(deal: Deal): Terms {
  const names = list(deal.parties);
  const count = Math.min(MOST_PARTIES, Math.max(LEAST_PARTIES, names.length));
  const [alone, weights, shares] = [list(deal.alone), list(deal.weights), list(deal.shares)];
  let left = 1;
  const parties = Array.from({ length: count }, (_, index): Partner => {
    const weight = numeric(weights[index]);
    const asked = numeric(shares[index]);
    // A blank that someone left is unknown; where nothing was ever said the example speaks.
    const given = deal.alone === undefined ? (index === 0 ? 30 : 10) : numeric(alone[index]);
    const share =
      index === 0
        ? 0
        : Math.min(left, Math.max(0, asked ?? (deal.shares === undefined && index === 1 ? 0.4 : 0)));
    left -= share;
    return {
      name: names[index] ?? "",
      alone: given,
      weight: weight !== null && weight > 0 ? weight : 1,
      share,
    };
  });
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, { start, least, limit }]) => {
      const value = numeric(deal[name]);
      return [name, value !== null && value >= least && value <= limit ? value : start];
    }),
  ) as Record<NumberName, number>;
  return { parties, unit: deal.unit ?? "", numbers };
}

/** The state with these parties. */
export function withParties(deal: Deal, parties: readonly Partner[]): Deal {
  const join = (of: (party: Partner) => string | number | null) =>
    parties.map((party) => String(of(party) ?? "")).join("|");
  return {
    ...deal,
    // A bar parts names.
    parties: join(({ name }) => name.replaceAll("|", "/")),
    alone: join(({ alone }) => alone),
    weights: join(({ weight }) => weight),
    shares: join(({ share }) => round(share)),
  };
}

const round = (value: number) => Math.round(value * 1e6) / 1e6;

/** The part of what is shared that goes to the partners. */
export const sharedOf = ({ parties }: Terms): number =>
  round(parties.reduce((sum, { share }) => sum + share, 0));

/** What lies above the base, of all tax; what is promised of the increment is so much less of all tax. */
export const increment = ({ numbers: { tax, base } }: Terms): number =>
  tax > 0 ? Math.max(0, tax - base) / tax : 0;

/** What each has under the deal in the first period: the proposal that is tested. */
export function proposal(terms: Terms): number[] {
  const above = terms.numbers.tax * increment(terms);
  const parts = terms.parties.map(({ share }) => round(share * above));
  const given = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part, index) => (index === 0 ? round(terms.numbers.tax - given) : part));
}

/** The parts of all tax with which nobody has less than without a deal, or null where there is none or it is unknown. */
export function bearable({ parties, numbers: { tax } }: Terms): { from: number; to: number } | null {
  const [host, ...partners] = parties;
  if (tax <= 0 || !host || host.alone === null) return null;
  let from = 0;
  for (const { alone } of partners) {
    if (alone === null) return null;
    from += alone / tax;
  }
  const to = 1 - host.alone / tax;
  return from <= to ? { from: Math.max(0, from), to: Math.min(1, to) } : null;
}
