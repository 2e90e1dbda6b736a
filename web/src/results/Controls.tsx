import { Button, Checkbox } from "react-aria-components";
import type { Value } from "../api/types";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Picker } from "../kit/Picker";
import { HISTORY_WAYS, MOST_LINES } from "./figures/history";
import { MATRIX_ORDERS } from "./figures/matrix";
import type { Web } from "./figures/network";
import { RANK_ORDERS } from "./figures/rank";
import { EVERY_LEVEL, type Look, shiftWord, wordOf } from "./look";
import { CLASSINGS } from "./scale";
import { type Field, listable, type Shape } from "./shape";
import type { NodeChoice } from "./useNodeColours";

/** What to draw and how: the same few controls for every method, as far as the view has use for them. */
export function Controls(props: {
  shape: Shape;
  look: Look;
  set: (next: Record<string, string>) => void;
  called: (field: Field, value: Value) => string;
  levels: ReadonlyMap<string, number>;
  level: string | null;
  web: Web | null;
  nodes: NodeChoice;
  bordered: boolean;
}) {
  const { shape, look, set, called, levels, level, web } = props;
  const { t, pick, term, number } = useSpeech();
  const { view, of } = look;
  const titled = (field: Field) => ({ id: field.name, title: pick(field.title) || field.name });
  const columns = view === "map" ? [...shape.measures, ...shape.kinds] : shape.measures;
  const classed = (view === "map" || view === "matrix") && of !== null && shape.measures.includes(of);
  const subject = look.rows;
  const lists = listable(shape);
  return (
    <div className="controls figure-controls">
      {columns.length > 1 && of && view !== "shares" && view !== "borders" && (
        <Choice
          label={t("look.of")}
          value={of.name}
          options={columns.map(titled)}
          onChange={(id) => set({ of: id })}
        />
      )}
      {lists.length > 1 && subject && (view === "rank" || view === "scatter" || view === "history") && (
        <Choice
          label={t("look.rows")}
          value={subject.name}
          options={lists.map(titled)}
          onChange={(id) => set({ rows: id, chosen: "" })}
        />
      )}
      {view === "scatter" && look.by && (
        <Choice
          label={t("look.by")}
          value={look.by.name}
          options={shape.measures.filter((field) => field !== of).map(titled)}
          onChange={(id) => set({ by: id })}
        />
      )}
      {(view === "scatter" || view === "rank") && shape.kinds.length > 0 && (
        <Choice
          label={t("look.kind")}
          value={look.kind?.name ?? "-"}
          options={[{ id: "-", title: t("none") }, ...shape.kinds.map(titled)]}
          onChange={(id) => set({ kind: id })}
        />
      )}
      {look.held.map(({ field, value }) => (
        <Choice
          key={field.name}
          label={pick(field.title) || field.name}
          value={wordOf(value)}
          options={valuesOf(field).map((one) => ({ id: wordOf(one), title: called(field, one) }))}
          onChange={(id) => set({ [`at.${field.name}`]: id })}
        />
      ))}
      {levels.size > 1 && level && (
        <Choice
          label={t("look.level")}
          value={level}
          options={[
            ...[...levels].map(([id, n]) => ({ id, title: `${term("level", id)} (${n})` })),
            ...(view === "map" ? [] : [{ id: EVERY_LEVEL, title: t("all") }]),
          ]}
          onChange={(id) => set({ level: id })}
        />
      )}
      {classed && (
        <>
          <Choice
            label={t("look.classing")}
            value={look.classing ?? "auto"}
            options={[
              { id: "auto", title: t("classing.auto") },
              ...CLASSINGS.map((id) => ({ id, title: t(`classing.${id}`) })),
            ]}
            onChange={(id) => set({ classing: id === "auto" ? "" : id })}
          />
          <Choice
            label={t("look.count")}
            value={String(look.count)}
            options={[3, 4, 5, 6, 7, 8, 9].map((n) => ({ id: String(n), title: String(n) }))}
            onChange={(id) => set({ count: id === "5" ? "" : id })}
          />
        </>
      )}
      {view === "matrix" && (
        <Choice
          label={t("look.order")}
          value={look.matrixOrder}
          options={MATRIX_ORDERS.map((id) => ({ id, title: t(`order.${id}`) }))}
          onChange={(id) => set({ order: id === "likeness" ? "" : id })}
        />
      )}
      {view === "rank" && (
        <>
          <Choice
            label={t("look.order")}
            value={look.rankOrder}
            options={RANK_ORDERS.map((id) => ({ id, title: t(`order.${id}`) }))}
            onChange={(id) => set({ order: id === "descending" ? "" : id })}
          />
          <Choice
            label={t("look.top")}
            value={String(look.top)}
            options={[10, 20, 30, 50, 100, 200].map((n) => ({ id: String(n), title: String(n) }))}
            onChange={(id) => set({ top: id === "30" ? "" : id })}
          />
        </>
      )}
      {view === "history" && (
        <Choice
          label={t("look.way")}
          value={look.way}
          options={HISTORY_WAYS.map((id) => ({ id, title: t(`way.${id}`) }))}
          onChange={(id) => set({ way: id === "lines" ? "" : id })}
        />
      )}
      {view === "network" && web && web.ties.length > 0 && (
        <label className="slider">
          <span>{t("look.cut", { value: number(web.cut, 3) })}</span>
          <input
            type="range"
            min={0}
            max={100}
            value={placeOf(web, web.cut)}
            aria-valuetext={number(web.cut, 3)}
            onChange={(event) => set({ cut: String(weightAt(web, Number(event.target.value))) })}
          />
        </label>
      )}
      {view === "network" && props.nodes.options.length > 0 && (
        <Choice
          label={t("look.nodes")}
          value={props.nodes.value}
          options={[{ id: "-", title: t("none") }, ...props.nodes.options]}
          onChange={(id) => set({ nodes: id === "-" ? "" : id, "nodes.at": "" })}
        />
      )}
      {view === "network" &&
        props.nodes.held.map(({ name, title, value, options }) => (
          <Choice
            key={name}
            label={title}
            value={value}
            options={options}
            onChange={(id) => set({ [`nodes.${name}`]: id })}
          />
        ))}
      {view === "map" && (
        <>
          <Checkbox
            className="check"
            isSelected={look.names}
            onChange={(on) => set({ names: on ? "" : "0" })}
          >
            <span className="box" aria-hidden="true" />
            {t("look.names")}
          </Checkbox>
          <span className="zoom">
            <Button
              className="tool boxed"
              aria-label={t("zoom.in")}
              onPress={() =>
                set({ shift: shiftWord({ ...look.shift, zoom: Math.min(60, look.shift.zoom * 1.5) }) })
              }
            >
              <Icon name="plus" />
            </Button>
            <Button
              className="tool boxed"
              aria-label={t("zoom.out")}
              onPress={() =>
                set({ shift: shiftWord({ ...look.shift, zoom: Math.max(0.2, look.shift.zoom / 1.5) }) })
              }
            >
              <Icon name="minus" />
            </Button>
            <Button className="tool boxed" aria-label={t("zoom.all")} onPress={() => set({ shift: "" })}>
              <Icon name="fit" />
            </Button>
          </span>
        </>
      )}
      {subject &&
        (view === "history" ||
          view === "rank" ||
          view === "scatter" ||
          view === "map" ||
          view === "network") && (
          <Chosen
            title={t("look.chosen")}
            most={view === "history" ? MOST_LINES : 40}
            chosen={look.chosen}
            options={valuesOf(subject)
              .filter((value): value is string => typeof value === "string")
              .map((id) => ({ id, title: called(subject, id) }))}
            onChange={(ids) => set({ chosen: ids.join("~") })}
          />
        )}
    </div>
  );
}

interface Option {
  id: string;
  title: string;
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (id: string) => void;
}) {
  return (
    <span className="choice">
      <span className="quiet" aria-hidden="true">
        {props.label}
      </span>
      <Picker label={props.label} value={props.value} options={props.options} onChange={props.onChange} />
    </span>
  );
}

/** Several of many: what is chosen as chips, the rest in a list. */
function Chosen(props: {
  title: string;
  most: number;
  chosen: readonly string[];
  options: readonly Option[];
  onChange: (ids: string[]) => void;
}) {
  const { chosen, options } = props;
  const { t } = useSpeech();
  const known = new Map(options.map(({ id, title }) => [id, title]));
  const shown = chosen.filter((id) => known.has(id));
  const rest = options.filter(({ id }) => !chosen.includes(id));
  return (
    <span className="choice">
      {shown.map((id) => (
        <Button
          key={id}
          className="chip"
          aria-label={t("look.release", { name: known.get(id) ?? id })}
          onPress={() => props.onChange(chosen.filter((other) => other !== id))}
        >
          {known.get(id)} <Icon name="close" />
        </Button>
      ))}
      {shown.length < props.most && rest.length > 0 && (
        <Picker
          label={props.title}
          value="-"
          options={[{ id: "-", title: props.title }, ...rest]}
          onChange={(id) => id !== "-" && props.onChange([...shown, id])}
        />
      )}
    </span>
  );
}

/** Periods from the latest back, everything else as it comes. */
function valuesOf(field: Field): Value[] {
  return field.domain === "period"
    ? [...field.values].sort((a, b) => String(b).localeCompare(String(a)))
    : field.values;
}

/** The slider goes over the ties, not over the measure: a step adds as many ties everywhere. */
function weightAt({ ties }: Web, place: number): number {
  const index = Math.round(((100 - place) / 100) ** 2 * (ties.length - 1));
  return ties[index]?.weight ?? 0;
}

function placeOf({ ties }: Web, cut: number): number {
  const index = Math.max(0, ties.filter(({ weight }) => weight >= cut).length - 1);
  return Math.round(100 - 100 * Math.sqrt(index / Math.max(1, ties.length - 1)));
}
