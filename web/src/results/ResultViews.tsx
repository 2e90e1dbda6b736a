import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Execution, Method, Value } from "../api/types";
import { useDark } from "../app/theme";
import { useSpeech } from "../i18n";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { Controls } from "./Controls";
import { draw, type Parts } from "./draw";
import type { Item } from "./drawing";
import { Exports } from "./Exports";
import { Figure } from "./Figure";
import { web } from "./figures/network";
import { ON_DARK, ON_LIGHT, ON_PAPER } from "./ink";
import { EVERY_LEVEL, type Look, lookOf, pick as pickRows, shiftWord } from "./look";
import { Readout } from "./Readout";
import { ResultTable } from "./ResultTable";
import {
  CODE_DOMAINS,
  type Field,
  pairOf,
  periodOf,
  regionOf,
  type Shape,
  shapeOf,
  type ViewKind,
  viewsOf,
} from "./shape";
import { cell, heading, type Sheet } from "./sheet";
import { useCodes } from "./useCodes";
import { useGround } from "./useGround";
import { useNodeColours } from "./useNodeColours";
import { useSummary } from "./useSummary";
import { Why } from "./Why";

/** The width of a figure on paper, whatever the window. */
const PAPER_WIDTH = 960;
const NARROW = 620;
/** Views that list regions, of one level unless asked otherwise. */
const LEVELLED: ReadonlySet<ViewKind> = new Set(["map", "rank", "scatter", "history"]);
const NO_LEVELS: ReadonlyMap<string, number> = new Map();

/** The result of a method: the views that its columns call for, and the table that holds the same. */
export default function ResultViews({
  method,
  methods,
  execution,
}: {
  method: Method;
  methods: readonly Method[];
  execution: Execution;
}) {
  const view = useView();
  const speech = useSpeech();
  const { t, pick, term } = speech;
  const dark = useDark();
  const { table, provenance } = execution;
  const codes = useCodes(provenance.revision);
  const shape = useMemo(
    () => (codes.ready ? shapeOf(method.outputs, table, codes.known) : null),
    [codes, method, table],
  );
  const offered = useMemo(
    () =>
      shape
        ? viewsOf(shape, (code) => {
            const region = codes.regions.get(code);
            return region?.lon != null && region.lat != null;
          })
        : [],
    [shape, codes],
  );
  const look = useMemo(
    () => (shape ? lookOf(view.look, shape, offered, method.id) : null),
    [shape, offered, view.look, method],
  );
  const set = useCallback(
    // A drag is one movement: its single moves are no steps to undo.
    (next: Record<string, string>, dragged = false) => {
      const { view: now, change, drift } = useStore.getState();
      (dragged ? drift : change)({
        look: Object.fromEntries(Object.entries({ ...now.look, ...next }).filter(([, word]) => word !== "")),
      });
    },
    [],
  );

  const called = useCallback(
    (field: Field, value: Value): string => {
      if (value === null) return t("all");
      if (typeof value === "boolean") return t(value ? "yes" : "no");
      if (typeof value === "string") {
        const name = field.domain ? codes.name(field.domain, value) : null;
        if (name) return name;
        return field.kind.type === "choice" || field.kind.type === "text" ? term(field.name, value) : value;
      }
      return field.values.length > 0
        ? `${pick(field.title) || field.name} ${value}`
        : speech.number(value, 6).replace(/\.?0+$/, "");
    },
    [codes, t, term, pick, speech],
  );
  const name = useCallback(
    (column: string, value: Value): string | null => {
      const field = shape?.fields.find((candidate) => candidate.name === column);
      if (typeof value !== "string") return null;
      if (field?.domain && !field.domain.startsWith("words:")) return codes.name(field.domain, value);
      return (
        CODE_DOMAINS.filter((domain) => !field && codes.known(domain, value)).map((domain) =>
          codes.name(domain, value),
        )[0] ?? null
      );
    },
    [shape, codes],
  );

  const levels = useMemo(() => levelsOf(shape, codes.regions), [shape, codes]);
  const onMap = look?.view === "map";
  const listed = look !== null && LEVELLED.has(look.view) && (onMap || look.rows?.domain === "region");
  const level =
    look?.level && (levels.has(look.level) || (look.level === EVERY_LEVEL && !onMap))
      ? look.level
      : ([...levels.keys()][0] ?? null);
  const ground = useGround(onMap || look?.view === "borders", level, codes.regions);
  const region = shape ? regionOf(shape) : null;
  const picked = useMemo(() => {
    if (!look) return [];
    const rows = pickRows(table.rows, look.held);
    // Regions of one level only: a province and its cities would lie on each other, and count twice.
    return listed && region && level !== EVERY_LEVEL
      ? rows.filter((row) => {
          const code = table.rows[row]?.[region.index];
          const known = typeof code === "string" ? codes.regions.get(code) : undefined;
          return known === undefined || known.level === level;
        })
      : rows;
  }, [look, table, listed, region, codes, level]);

  const [box, width] = useWidth();
  const sheetFor = useCallback(
    (ink: Sheet["ink"], wide: number): Sheet => ({
      rows: table.rows,
      picked,
      ink,
      speech,
      called,
      width: wide,
    }),
    [table, picked, speech, called],
  );
  const pair = shape ? pairOf(shape) : null;
  const of = look?.of ?? null;
  const cut = look?.cut ?? null;
  const showsWeb = look?.view === "network";
  const found = useMemo(
    () => (showsWeb && pair && of ? web(sheetFor(ON_LIGHT, PAPER_WIDTH), pair, of, cut) : null),
    [showsWeb, pair, of, cut, sheetFor],
  );
  const nodes = useNodeColours(
    methods,
    method,
    showsWeb ? (pair?.[0] ?? null) : null,
    execution,
    codes,
    view.look,
  );
  const summary = useSummary(look?.view === "borders", method, execution);
  const parts: Parts | null = useMemo(() => {
    const needsGround = look?.view === "map" || look?.view === "borders";
    if (needsGround && !ground) return null;
    return {
      ground: ground ?? { land: [], regions: codes.regions, borders: null, review: null, unitOf: () => null },
      web: found,
      nodes: nodes.colours,
      summary,
    };
  }, [look, ground, codes, found, nodes.colours, summary]);
  const drawn = useCallback(
    (ink: Sheet["ink"], wide: number) => {
      const found = look && shape && parts ? draw(look, shape, sheetFor(ink, wide), parts) : null;
      if (found && table.truncated)
        found.notes.push(t("figure.truncated", { n: table.rows.length, all: table.total ?? "?" }));
      return found;
    },
    [look, shape, parts, sheetFor, table, t],
  );
  const drawing = useMemo(
    () => (width > 0 ? drawn(dark ? ON_DARK : ON_LIGHT, width) : null),
    [drawn, dark, width],
  );

  const [chosen, setChosen] = useState<{ title: string; row: number | null; id?: string } | null>(null);
  const [why, setWhy] = useState<{ row: number; of: Field } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another result or another view begins without a choice
  useEffect(() => setChosen(null), [execution, look?.view]);
  useReady(shape !== null && (look === null || drawing !== null) && !nodes.loading);

  if (!shape) return <p className="quiet pad">{t("loading")}</p>;
  const sheet = sheetFor(ON_LIGHT, PAPER_WIDTH);
  const tell = (item: Item): string => {
    if (item.row === null) return look?.view === "network" ? t("figure.node") : t("figure.absent");
    const field =
      look?.view === "shares"
        ? (shape.measures.find(({ name }) => /share|probability/.test(name)) ?? of)
        : of;
    if (!field) return "";
    const value = cell(sheet, item.row, field);
    return `${heading(sheet, field)}: ${value === null ? t("unknown") : called(field, value)}`;
  };
  const titleOf = (id: ViewKind) =>
    id === "history" && periodOf(shape)?.domain === "axis" ? t("view.curve") : t(`view.${id}`);
  const toggle = (id: string) => {
    const now = look?.chosen ?? [];
    set({ chosen: (now.includes(id) ? now.filter((other) => other !== id) : [...now, id]).join("~") });
  };
  const chosenItem = chosen
    ? (drawing?.items.find(
        ({ row, id, title }) => row === chosen.row && id === chosen.id && title === chosen.title,
      ) ?? null)
    : null;
  return (
    <div className="views" ref={box}>
      {look && (
        <section className="panel figure-panel" aria-label={titleOf(look.view)}>
          <div className="field-row">
            <Segments
              label={t("view")}
              options={offered.map((id) => ({ id, title: titleOf(id) }))}
              value={look.view}
              onChange={(next) => set({ view: next === offered[0] ? "" : next })}
            />
            <span className="grow" />
            <Exports
              name={`${method.id}-${look.view}-r${provenance.revision ?? 0}`}
              execution={execution}
              drawing={() => drawn(ON_PAPER, PAPER_WIDTH)}
              title={[...new Set([pick(method.title), figureTitle(sheet, look)])].filter(Boolean).join(" · ")}
              subtitle={subtitle(sheet, look, levels.size > 1 && listed ? level : null)}
              rows={picked}
            />
          </div>
          <Controls
            shape={shape}
            look={look}
            set={set}
            called={called}
            levels={listed ? levels : NO_LEVELS}
            level={level}
            web={found}
            nodes={nodes}
            bordered={ground?.borders != null}
          />
          {nodes.problem && <Trouble problem={nodes.problem} />}
          {drawing ? (
            <Figure
              drawing={drawing}
              label={`${titleOf(look.view)}: ${figureTitle(sheet, look)}. ${t("figure.same")}`}
              tell={tell}
              chosen={chosenItem}
              onChoose={({ title, row, id }) => setChosen({ title, row, id })}
              onDrag={
                onMap
                  ? (dx, dy) => {
                      const { shift } = look;
                      const scale = 540 * shift.zoom;
                      const moved = { ...shift, x: shift.x + dx / scale, y: shift.y + dy / scale };
                      set({ shift: shiftWord(moved) }, true);
                    }
                  : undefined
              }
            />
          ) : (
            <p className="quiet pad">{t("loading")}</p>
          )}
          {chosen && (
            <Readout
              shape={shape}
              title={chosen.title}
              row={chosen.row === null ? null : (table.rows[chosen.row] ?? null)}
              called={called}
              highlighted={chosen.id !== undefined && look.chosen.includes(chosen.id)}
              onHighlight={chosen.id === undefined ? null : () => toggle(chosen.id as string)}
              onWhy={(field) => chosen.row !== null && setWhy({ row: chosen.row, of: field })}
              onClose={() => setChosen(null)}
            />
          )}
        </section>
      )}
      {!look && table.rows.length === 1 && (
        <Readout
          shape={{ ...shape, keys: [] }}
          title={pick(method.title)}
          row={table.rows[0] ?? null}
          called={called}
          highlighted={false}
          onHighlight={null}
          onWhy={(field) => setWhy({ row: 0, of: field })}
          onClose={null}
        />
      )}
      <ResultTable
        method={method}
        grid={table}
        shape={shape}
        name={name}
        called={called}
        provenance={provenance}
        onWhy={(row, field) => setWhy({ row, of: field })}
      />
      {why && table.rows[why.row] && (
        <Why
          method={method}
          provenance={provenance}
          fields={shape.fields}
          row={table.rows[why.row] as Value[]}
          of={why.of}
          called={called}
          name={name}
          onClose={() => setWhy(null)}
        />
      )}
    </div>
  );
}

const figureTitle = (sheet: Sheet, look: Look): string =>
  look.view === "scatter" && look.by && look.of
    ? `${heading(sheet, look.of)} / ${heading(sheet, look.by)}`
    : look.of
      ? heading(sheet, look.of)
      : "";

function subtitle(sheet: Sheet, look: Look, level: string | null): string {
  const { pick, term, t } = sheet.speech;
  return [
    ...look.held.map(
      ({ field, value }) => `${pick(field.title)}: ${value === null ? t("all") : sheet.called(field, value)}`,
    ),
    ...(level && level !== EVERY_LEVEL ? [term("level", level)] : []),
  ].join(" · ");
}

/** How many regions of the result lie on each level, the most first. */
function levelsOf(shape: Shape | null, regions: ReadonlyMap<string, { level: string }>): Map<string, number> {
  const counts = new Map<string, number>();
  const region = shape ? regionOf(shape) : null;
  for (const code of region?.values ?? []) {
    const level = typeof code === "string" ? regions.get(code)?.level : undefined;
    if (level) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

/** The width of the panel, in steps, so that a scroll bar does not redraw everything. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const measure = () => {
      const inner = (box.current?.clientWidth ?? 0) - 40;
      setWidth(Math.max(NARROW, Math.min(1200, Math.floor(inner / 10) * 10)));
    };
    // The box stands only once the names are there.
    const watch = new ResizeObserver(measure);
    let frame = 0;
    const attach = () => {
      if (box.current) {
        watch.observe(box.current);
        measure();
      } else frame = requestAnimationFrame(attach);
    };
    attach();
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
    };
  }, []);
  return [box, width];
}

/** For tests: the views have drawn what they have. */
function useReady(ready: boolean): void {
  useEffect(() => {
    window.__ready = ready;
  }, [ready]);
}
