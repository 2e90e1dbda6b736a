/** The coast, clipped and thinned while building (`scripts/land.mjs`). */
declare module "virtual:land" {
  const land: { window: [number, number, number, number]; land: [number, number][][][] }[];
  export default land;
}
