// Money as the ledger says it: decimals in words, written and added without ever becoming a floating-point number.

import type { Language } from "../../state/view";

interface Exact {
  /** In minor units, of which `digits` decimals make one unit. */
  minor: bigint;
  digits: number;
}

const FORM = /^([+-]?)(\d+)(?:\.(\d+))?$/;

function read(amount: string): Exact | null {
  const found = FORM.exec(amount.trim());
  if (!found) return null;
  const [, sign, whole = "", part = ""] = found;
  const minor = BigInt(whole + part);
  return { minor: sign === "-" ? -minor : minor, digits: part.length };
}

function write({ minor, digits }: Exact): string {
  const sign = minor < 0n ? "-" : "";
  const figures = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const whole = figures.slice(0, figures.length - digits);
  return sign + whole + (digits > 0 ? `.${figures.slice(figures.length - digits)}` : "");
}

/** The sum, to the last digit; null where one of them is no amount. */
export function add(amounts: readonly string[]): string | null {
  const all = amounts.map(read);
  if (all.some((one) => one === null)) return null;
  const digits = Math.max(0, ...all.map((one) => one?.digits ?? 0));
  const minor = all.reduce(
    (sum, one) => sum + (one ? one.minor * 10n ** BigInt(digits - one.digits) : 0n),
    0n,
  );
  return write({ minor, digits });
}

/** What is left of one after the other is taken away. */
export const less = (whole: string, part: string): string | null =>
  add([whole, part.startsWith("-") ? part.slice(1) : `-${part}`]);

export const isZero = (amount: string): boolean => read(amount)?.minor === 0n;
export const isPositive = (amount: string): boolean => (read(amount)?.minor ?? 0n) > 0n;

/** From 0 to 1, for the length of a bar; null where it says nothing. */
export function shareOf(part: string, whole: string): number | null {
  const [a, b] = [read(part), read(whole)];
  if (!a || !b || b.minor <= 0n) return null;
  const scale = 10n ** BigInt(Math.max(a.digits, b.digits));
  const [x, y] = [a, b].map(({ minor, digits }) => (minor * scale) / 10n ** BigInt(digits)) as [
    bigint,
    bigint,
  ];
  return y === 0n ? null : Math.min(1, Math.max(0, Number((x * 10_000n) / y) / 10_000));
}

/** As people write it: grouped by thousands, with as many decimals as the ledger has, and the sign of the currency. */
export function money(amount: string, currency: string | null, language: Language): string {
  const exact = read(amount);
  if (!exact) return amount;
  const plain = write({ minor: exact.minor < 0n ? -exact.minor : exact.minor, digits: exact.digits });
  const [whole = "", part] = plain.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const figures = part === undefined ? grouped : `${grouped}.${part}`;
  const minus = exact.minor < 0n ? "−" : "";
  return currency === null ? minus + figures : `${minus}${symbol(currency, language)}${figures}`;
}

function symbol(currency: string, language: Language): string {
  try {
    const parts = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", {
      style: "currency",
      currency,
    }).formatToParts(0);
    const sign = parts.find(({ type }) => type === "currency")?.value ?? currency;
    // Letters need a space before the figures.
    return /[A-Za-z]$/.test(sign) ? `${sign}\u00A0` : sign;
  } catch {
    return `${currency}\u00A0`;
  }
}
