// Which rows of which input a number rests on, as far as the declaration tells: the columns that input and result share, and
// the parameters that are called like a column.

import type { Method, Provenance, Value } from "../api/types";
import type { Field } from "./shape";

export interface Basis {
  table: string;
  /** Null where nothing narrows the table down: then the whole table is the basis. */
  query: string | null;
  condition: string;
}

const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export function basisOf(
  method: Method,
  provenance: Provenance,
  fields: readonly Field[],
  row: readonly Value[],
): Basis[] {
  const given = { ...provenance.inputs, ...provenance.parameters };
  return method.inputs.map(({ table, columns }) => {
    const conditions: string[] = [];
    for (const column of columns) {
      const wanted = new Set<string>();
      for (const field of fields) {
        const value = row[field.index];
        if (typeof value !== "string" || value === "") continue;
        if (field.name === column || (field.domain === column && isPartner(field.name))) wanted.add(value);
      }
      const parameter = given[column] ?? given[`${column}s`];
      if (wanted.size === 0 && parameter && columns.length > 0 && isName(method, column))
        for (const word of parameter.split(",")) wanted.add(word.trim());
      if (wanted.size === 1) conditions.push(`"${column}" = ${literal([...wanted][0] as string)}`);
      else if (wanted.size > 1) conditions.push(`"${column}" IN (${[...wanted].map(literal).join(", ")})`);
    }
    const ends = endsOf(columns, fields, row);
    if (ends) conditions.push(ends);
    const condition = conditions.join(" AND ");
    const key = columns.filter((column) => column !== "lon" && column !== "lat");
    return {
      table,
      condition,
      query:
        condition === ""
          ? null
          : `SELECT * FROM "${table}" WHERE ${condition} ORDER BY ${key
              .slice(0, 3)
              .map((column) => `"${column}"`)
              .join(", ")}`,
    };
  });
}

const isPartner = (name: string): boolean => /^(partner|other|to|from|node|reference_region)$/.test(name);

/** A parameter of that name that takes words: its value is one of the column. */
const isName = (method: Method, column: string): boolean =>
  method.parameters.some(
    ({ name, kind }) =>
      (name === column || name === `${column}s`) && kind.type !== "integer" && kind.type !== "number",
  );

/** Links are found by the actors at their ends. */
function endsOf(columns: readonly string[], fields: readonly Field[], row: readonly Value[]): string | null {
  const [from, to] = columns.includes("from_actor")
    ? ["from_actor", "to_actor"]
    : columns.includes("origin")
      ? ["origin", "destination"]
      : [null, null];
  if (!from || !to) return null;
  const ends = fields
    .filter((field) => field.domain === (from === "origin" ? "region" : "actor"))
    .map((field) => row[field.index])
    .filter((value): value is string => typeof value === "string");
  const [one, other] = ends;
  if (one && other)
    return `(("${from}" = ${literal(one)} AND "${to}" = ${literal(other)}) OR ("${from}" = ${literal(other)} AND "${to}" = ${literal(one)}))`;
  return one ? `("${from}" = ${literal(one)} OR "${to}" = ${literal(one)})` : null;
}
