import { useMemo, useRef, useState } from "react";
import type { Execution } from "../api/types";
import { useDark } from "../app/theme";
import { useBoundaries } from "../atlas/boundaries";
import { Canvas, type CanvasHandle } from "../atlas/Canvas";
import { CanvasTools } from "../atlas/CanvasTools";
import { Signs } from "../atlas/LegendPanel";
import { useSpeech } from "../i18n";
import { sourceLine } from "../results/source";
import { DARK, LIGHT } from "../scene/palette";
import { project, type XY } from "../scene/plane";
import { useStore, useView } from "../state/store";
import { type Course, standingOf } from "./course";
import { inksOf, signsOf } from "./inks";
import type { Names } from "./names";
import { type Firm, firmsOf, ground, type Site, waves } from "./waves";

/** Where the arrangements that are no map stand: fixed, so that a link shows the same pixels whatever is loaded first. */
const ANCHOR: XY = project(118.8, 31.2);
const NOTHING: Course = { hits: [], last: 0, of: new Map(), truncated: false };

/** The picture of a cascade after a round: the canvas of the Atlas with other dots on it. */
export function Stage(props: {
  course: Course | null;
  execution: Execution | null;
  firms: readonly Firm[];
  /** How many trade without being drawn. */
  beyond: number;
  names: Names;
  round: number;
  subtitle: string;
  busy: boolean;
  /** What to do first, where nothing is computed yet. */
  caption: string | null;
}) {
  const { execution, names, round } = props;
  const view = useView();
  const { arrangement, hit, aim } = view;
  const speech = useSpeech();
  const { t, number } = speech;
  const { change, drift } = useStore.getState();
  const ink = useDark() ? DARK : LIGHT;
  const inks = inksOf(ink);
  const boundaries = useBoundaries(view);
  const schematic = boundaries.features === null;
  const canvas = useRef<CanvasHandle>(null);
  const [hover, setHover] = useState<{ node: string; x: number; y: number } | null>(null);
  const course = props.course ?? NOTHING;
  const firms = useMemo(() => firmsOf(course, props.firms), [course, props.firms]);
  const base = useMemo(
    () =>
      names.codes.ready
        ? ground(course, firms, {
            arrangement,
            anchor: ANCHOR,
            naming: names,
            site: (region) => siteOf(names, region),
            schematic,
          })
        : null,
    [course, firms, arrangement, names, schematic],
  );
  const scene = useMemo(
    () => base && waves(course, firms, base, { arrangement, round, selected: hit, inks: inksOf(ink) }),
    [base, course, firms, arrangement, round, hit, ink],
  );
  const metres = (value: number) =>
    value >= 1000 ? `${number(value / 1000)} ${t("km")}` : `${number(value)} ${t("m")}`;
  const signs = signsOf(inks, arrangement, schematic, speech);
  const review = arrangement === "place" ? boundaries.review : null;
  const struck = firms.filter((firm) => standingOf(course, firm.id, round) !== null).length;
  return (
    <section className="stage" aria-label={t("canvas")}>
      <div className="stage-box">
        <Canvas
          ref={canvas}
          scene={scene}
          ink={ink}
          anchor={ANCHOR}
          camera={aim}
          selection={hit && `n:${hit}`}
          boundaries={arrangement === "place" ? boundaries.features : null}
          review={review}
          label={t("whatif.canvas", { n: struck, all: firms.length, round })}
          metres={metres}
          busy={props.busy || boundaries.loading || !scene}
          onSelect={(target) => change({ hit: target?.startsWith("n:") ? target.slice(2) : null })}
          onHover={(target, x, y) => setHover(target ? { node: target.slice(2), x, y } : null)}
          onCamera={(camera) => drift({ aim: camera })}
          onFit={() => {}}
        />
        {scene && (
          <CanvasTools
            canvas={canvas}
            scene={scene}
            ink={ink}
            review={review}
            boundaries={boundaries.features}
            metres={metres}
            name={`liantu-whatif-${arrangement}-${round}-r${execution?.provenance.revision ?? 0}`}
            caption={() => ({
              title: t("whatif.question"),
              subtitle: [props.subtitle, names.round(round)].filter(Boolean).join(" · "),
              source: execution ? sourceLine(execution, speech) : t("whatif.not.run"),
              layers: [],
              signs,
            })}
            onHome={() => change({ aim: null })}
          />
        )}
        {hover && <Tip {...hover} course={course} firms={firms} names={names} round={round} />}
        {props.caption && <p className="caption">{props.caption}</p>}
        {base && (base.unplaced > 0 || props.beyond > 0) && (
          <p className="stage-note">
            {[
              base.unplaced > 0 ? t("whatif.unplaced", { n: base.unplaced }) : "",
              props.beyond > 0 ? t("whatif.beyond", { n: props.beyond }) : "",
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        )}
      </div>
      <Signs ink={ink} layers={[]} signs={signs} />
    </section>
  );
}

/** The place of a region, or else of the nearest region above that has one. */
function siteOf(names: Names, region: string): Site | null {
  let above = false;
  for (
    let at = names.codes.regions.get(region);
    at;
    at = at.parent === null ? undefined : names.codes.regions.get(at.parent)
  ) {
    if (at.lon !== null && at.lat !== null) return { lon: at.lon, lat: at.lat, above };
    above = true;
  }
  return null;
}

/** What lies under the pointer; the card has the rest. */
function Tip(props: {
  node: string;
  x: number;
  y: number;
  course: Course;
  firms: readonly Firm[];
  names: Names;
  round: number;
}) {
  const { node, course, names } = props;
  const { t, number } = useSpeech();
  const firm = props.firms.find(({ id }) => id === node);
  const hit = standingOf(course, node, props.round);
  if (!firm) return null;
  return (
    <div className="tooltip" style={{ left: props.x + 14, top: props.y + 14 }} aria-hidden="true">
      <strong>{names.node(firm)}</strong>
      <span>
        {names.region(firm.region)} · {names.industry(firm.industry)}
      </span>
      <span>
        {hit
          ? `${names.round(hit.round)} · ${t(`whatif.channel.${hit.channel}`)} · ${
              hit.total === null ? t("unknown") : `${number(hit.total * 100, 1)}%`
            }`
          : t("whatif.spared")}
      </span>
    </div>
  );
}
