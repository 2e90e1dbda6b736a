// Colours for the nodes of a network, taken from another method: the complexity of an industry, what a region is specialised
// in. Any method with the same kind of key and the parameters at hand can be asked.

import { useEffect, useMemo, useState } from "react";
import { Problem } from "../api/client";
import type { Execution, Method, Value } from "../api/types";
import { useSpeech } from "../i18n";
import { execute } from "../methods/indicator";
import { useView } from "../state/store";
import { HATCH } from "./drawing";
import type { NodeColours } from "./figures/network";
import { wordOf } from "./look";
import { type Field, type Shape, shapeOf } from "./shape";
import { cell, colouring, heading, type Sheet } from "./sheet";
import type { Codes } from "./useCodes";

export interface NodeChoice {
  options: { id: string; title: string }[];
  value: string;
  held: { name: string; title: string; value: string; options: { id: string; title: string }[] }[];
  colours: ((sheet: Sheet) => NodeColours) | null;
  problem: Problem | null;
  loading: boolean;
}

const COLOURABLE = /^(number|boolean|choice)$/;

export function useNodeColours(
  methods: readonly Method[],
  method: Method,
  node: Field | null,
  execution: Execution,
  codes: Codes,
  look: Readonly<Record<string, string>>,
): NodeChoice {
  const { pick, t } = useSpeech();
  const { at } = useView();
  const system = node?.kind.type === "code" ? node.kind.system : null;
  const options = useMemo(
    () =>
      system === null
        ? []
        : methods
            .filter((other) => other.id !== method.id && askable(other, method))
            .filter(
              ({ outputs }) =>
                outputs.filter(({ kind }) => kind.type === "code" && kind.system === system).length === 1,
            )
            .flatMap((other) =>
              other.outputs
                .filter(({ kind }) => COLOURABLE.test(kind.type))
                .map((column) => ({
                  id: `${other.id}.${column.name}`,
                  title: `${pick(column.title)} · ${pick(other.title)}`,
                })),
            ),
    [methods, method, system, pick],
  );
  const value = options.some(({ id }) => id === look.nodes) ? (look.nodes as string) : "-";
  const [asked = "", column = ""] = value === "-" ? [] : value.split(".");
  const other = methods.find(({ id }) => id === asked) ?? null;
  // A method of two sides is asked for that of the nodes.
  const sided = other?.parameters.some(
    ({ name, kind }) =>
      name === "side" && kind.type === "choice" && system !== null && kind.of.includes(system),
  );
  const inputs = JSON.stringify({
    ...Object.fromEntries(
      Object.entries({ ...execution.provenance.inputs, ...execution.provenance.parameters }).filter(
        ([name]) =>
          other?.parameters.some(
            (parameter) =>
              parameter.name === name &&
              method.parameters.some((own) => own.name === name && own.kind.type === parameter.kind.type),
          ),
      ),
    ),
    ...(sided && system !== null ? { side: system } : {}),
  });
  const [state, setState] = useState<{ asked: string; found: Execution | null; problem: Problem | null }>({
    asked: "",
    found: null,
    problem: null,
  });
  const key = other ? `${other.id} ${inputs} ${at ?? ""}` : "";
  useEffect(() => {
    if (!other || key === "") return;
    const abort = new AbortController();
    execute(other, JSON.parse(inputs), at, abort.signal).then(
      (found) => setState({ asked: key, found, problem: null }),
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState({
            asked: key,
            found: null,
            problem: error instanceof Problem ? error : new Problem(0, "offline", String(error)),
          });
      },
    );
    return () => abort.abort();
  }, [other, inputs, at, key]);
  const current = state.asked === key && key !== "" ? state : null;
  const found = current?.found ?? null;
  const shape = useMemo(
    () => (found && other ? shapeOf(other.outputs, found.table, codes.known) : null),
    [found, other, codes],
  );
  const own = shape?.fields.find(({ kind }) => kind.type === "code" && kind.system === system) ?? null;
  const held = useMemo(() => (shape && own ? heldOf(shape, own, look) : []), [shape, own, look]);
  const drawn = shape?.fields.find(({ name }) => name === column) ?? null;
  const colours = useMemo(() => {
    if (!found || !own || !drawn) return null;
    const rows = found.table.rows;
    const picked = rows.flatMap((row, index) =>
      held.every(({ field, value: at }) => (row[field.index] ?? null) === at) ? [index] : [],
    );
    return (sheet: Sheet): NodeColours => {
      const joined: Sheet = { ...sheet, rows, picked };
      const paint = colouring(joined, drawn, { classing: null, count: 5 });
      const rowOf = new Map(picked.map((row) => [String(cell(joined, row, own)), row]));
      return {
        heading: heading(joined, drawn),
        swatches: paint.swatches,
        fill: (id) => {
          const row = rowOf.get(id);
          return row === undefined ? HATCH : paint.fill(row);
        },
      };
    };
  }, [found, own, drawn, held]);
  const named = (field: Field, one: Value) =>
    (typeof one === "string" && field.domain ? codes.name(field.domain, one) : null) ??
    (one === null ? t("all") : String(one));
  return {
    options,
    value,
    held: held.map(({ field, value: one }) => ({
      name: field.name,
      title: pick(field.title),
      value: wordOf(one),
      options: field.values.map((each) => ({ id: wordOf(each), title: named(field, each) })),
    })),
    colours,
    problem: current?.problem ?? null,
    loading: key !== "" && current === null,
  };
}

/** Whether the inputs of the one run are enough for the other. */
function askable(other: Method, method: Method): boolean {
  return other.parameters.every(
    ({ name, kind, default: usual }) =>
      usual !== null ||
      kind.type === "period" ||
      kind.type === "scale" ||
      kind.type === "layers" ||
      method.parameters.some((own) => own.name === name) ||
      name !== "indicator",
  );
}

function heldOf(
  shape: Shape,
  own: Field,
  look: Readonly<Record<string, string>>,
): { field: Field; value: Value }[] {
  return shape.keys
    .filter((key) => key !== own && key.values.length > 1)
    .map((field) => {
      const asked = look[`nodes.${field.name}`];
      const found = field.values.find((value) => wordOf(value) === asked);
      const latest = field.values.includes(null)
        ? null
        : field.domain === "period"
          ? [...field.values].sort((a, b) => String(b).localeCompare(String(a)))[0]
          : field.values[0];
      return { field, value: found === undefined ? (latest ?? null) : found };
    });
}
