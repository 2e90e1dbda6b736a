import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, isPositive, isZero, less, money, shareOf } from "./money";

describe("money", () => {
  it("is written to the last digit, whatever the size", () => {
    expect(money("123456789012345678.91", "CNY", "zh")).toBe("¥123,456,789,012,345,678.91");
    expect(money("-1234.50", "CNY", "en")).toBe("−CN¥1,234.50");
    expect(money("1000", "JPY", "en")).toBe("JP¥1,000");
    expect(money("0.005", "KWD", "en")).toBe("KWD\u00A00.005");
    expect(money("0.00", null, "zh")).toBe("0.00");
    expect(money("nonsense", "CNY", "zh")).toBe("nonsense");
  });

  it("adds without a rounding", () => {
    expect(add(["0.10", "0.20"])).toBe("0.30");
    expect(add(["-0.05", "0.01"])).toBe("-0.04");
    expect(add(["99999999999999999.99", "0.01"])).toBe("100000000000000000.00");
    expect(less("36.00", "20.00")).toBe("16.00");
    expect(less("1.00", "-0.50")).toBe("1.50");
    expect(add([])).toBe("0");
    expect(add(["1", "x"])).toBeNull();
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { maxLength: 20 }),
        (minors) => {
          const text = (minor: bigint) => {
            const figures = (minor < 0n ? -minor : minor).toString().padStart(3, "0");
            return `${minor < 0n ? "-" : ""}${figures.slice(0, -2)}.${figures.slice(-2)}`;
          };
          const sum = minors.reduce((whole, minor) => whole + minor, 0n);
          expect(add([...minors.map(text), "0.00"])).toBe(text(sum));
        },
      ),
    );
  });

  it("tells nothing from something", () => {
    expect(isZero("0.00")).toBe(true);
    expect(isZero("0.01")).toBe(false);
    expect(isPositive("-0.01")).toBe(false);
    expect(shareOf("5.00", "20")).toBe(0.25);
    expect(shareOf("5", "0.00")).toBeNull();
  });
});
