import { expect, it } from "vitest";
import { csv } from "./csv";

it("quotes what needs it, leaves the unknown empty, keeps zero", () => {
  expect(
    csv(
      ["a", "b"],
      [
        ['x, "y"', null],
        ["行", 0],
      ],
    ),
  ).toBe('\uFEFFa,b\r\n"x, ""y""",\r\n行,0\r\n');
});
