/** Meridians and parallels every `step` degrees. */
export function graticule(step: number): [number, number][][] {
  const lines: [number, number][][] = [];
  for (let lon = -180; lon <= 180; lon += step) lines.push([-80, -40, 0, 40, 80].map((lat) => [lon, lat]));
  for (let lat = -80; lat <= 80; lat += step) lines.push([-180, -90, 0, 90, 180].map((lon) => [lon, lat]));
  return lines;
}
