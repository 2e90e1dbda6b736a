// Colours of a cascade: from little lost to all, and the two sides from which a loss comes (Okabe and Ito's, told apart by
// colour-blind readers).

import type { Speech } from "../i18n";
import { DARK, type Ink, type Rgb } from "../scene/palette";
import type { Sign } from "../scene/svg";
import type { Arrangement } from "../state/view";
import { BOUNDS, type Inks } from "./waves";

const RAMP: readonly Rgb[] = [
  [253, 219, 170],
  [250, 170, 104],
  [229, 108, 62],
  [188, 48, 38],
  [104, 10, 24],
];

/** In the dark much shines. */
const SHINING: readonly Rgb[] = [
  [92, 62, 52],
  [146, 78, 52],
  [206, 104, 60],
  [244, 154, 96],
  [255, 226, 190],
];

export const inksOf = (ink: Ink): Inks =>
  ink === DARK
    ? { ramp: SHINING, channels: { down: [235, 120, 40], up: [86, 180, 233] } }
    : { ramp: RAMP, channels: { down: [213, 94, 0], up: [0, 114, 178] } };

/** What the signs mean: on the screen and in the exports. */
export function signsOf(
  inks: Inks,
  arrangement: Arrangement,
  schematic: boolean,
  { t, number }: Speech,
): Sign[] {
  const percent = (step: number) => number((BOUNDS[step] ?? 0) * 100, 0);
  const signs: Sign[] = inks.ramp.map((colour, step) => ({
    sign: "dot",
    colour,
    text: `${step === 0 ? 0 : percent(step - 1)}–${percent(step)}%`,
  }));
  signs.push(
    { sign: "unknown", text: t("whatif.legend.unknown") },
    { sign: "ringed", text: t("whatif.legend.now") },
    { sign: "line", colour: inks.channels.down, text: t("whatif.channel.down") },
    { sign: "line", colour: inks.channels.up, text: t("whatif.channel.up") },
    { sign: "line", dash: [3, 3], text: t("whatif.legend.dashed") },
  );
  if (arrangement === "place" && schematic) signs.push({ sign: "cell", text: t("legend.cell") });
  return signs;
}
