import { type ReactNode, useEffect, useState } from "react";
import { Button, Dialog, Modal, ModalOverlay } from "react-aria-components";
import { address, post } from "../api/client";
import type { Grid, Method, Provenance, Value } from "../api/types";
import { useSpeech } from "../i18n";
import { GridTable } from "../kit/GridTable";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { useStore } from "../state/store";
import type { Sort } from "../state/view";
import { type Basis, basisOf } from "./basis";
import type { Field } from "./shape";

/** Why a number is what it is: formula, parameters, version of the data, and the rows it rests on. */
export function Why(props: {
  method: Method;
  provenance: Provenance;
  fields: readonly Field[];
  row: readonly Value[];
  of: Field;
  called: (field: Field, value: Value) => string;
  name: (column: string, value: Value) => string | null;
  onClose: () => void;
}) {
  const { method, provenance, fields, row, of, called } = props;
  const { t, pick, term } = useSpeech();
  const value = row[of.index] ?? null;
  const bases = basisOf(method, provenance, fields, row);
  const region = fields.find((field) => field.domain === "region" && typeof row[field.index] === "string");
  const open = useStore((state) => state.drift);
  const change = useStore((state) => state.change);
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className="modal">
        <Dialog aria-label={t("why.title")} className="dialog why">
          <header className="card-head">
            <h2>
              {pick(of.title) || of.name}{" "}
              <span className="why-value">{value === null ? <Missing /> : called(of, value)}</span>
            </h2>
            <Button className="tool" aria-label={t("card.close")} onPress={props.onClose}>
              <Icon name="close" />
            </Button>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long page must be scrolled from the keyboard */}
          <section className="scroll" tabIndex={0} aria-label={t("why.title")}>
            <dl className="declaration">
              {fields
                .filter(
                  (field) => field !== of && row[field.index] !== null && row[field.index] !== undefined,
                )
                .map((field) => (
                  <Pair key={field.name} title={pick(field.title) || field.name}>
                    {called(field, row[field.index] ?? null)}
                  </Pair>
                ))}
            </dl>
            <h3>{t("why.how")}</h3>
            <dl className="declaration">
              {pick(of.help) && <Pair title={t("why.column")}>{pick(of.help)}</Pair>}
              {of.unit && <Pair title={t("why.unit")}>{term("unit", of.unit)}</Pair>}
              <Pair title={t("why.question")}>{pick(method.question)}</Pair>
              <Pair title={t("method.formula")}>
                <span className="formula">{pick(method.formula)}</span>
              </Pair>
              <Pair title={t("method.variant")}>{pick(provenance.variant)}</Pair>
              <Pair title={t("method.parameters")}>
                {Object.entries(provenance.parameters)
                  .map(([name, word]) => `${name} = ${word}`)
                  .join(" · ") || t("none")}
              </Pair>
              <Pair title={t("method.limits")}>{pick(method.limits)}</Pair>
              <Pair title={t("method.reference")}>{method.reference}</Pair>
              <Pair title={t("method.computed")}>
                {provenance.method} v{provenance.version} · {provenance.program} ·{" "}
                {t("version", { revision: provenance.revision ?? "–" })} ·{" "}
                {term("observation", provenance.observation)}
              </Pair>
            </dl>
            <h3>{t("why.rows")}</h3>
            {bases.map((basis) => (
              <Rows key={basis.table} basis={basis} at={provenance.revision} name={props.name} />
            ))}
            <div className="actions">
              {method.inputs.map(({ table }) => (
                <Button
                  key={table}
                  className="tool boxed"
                  onPress={() => open({ page: "data", tab: "tables", table, sort: null })}
                >
                  {t("why.table", { table: term("term", table) })}
                </Button>
              ))}
              {region && method.study === "network" && (
                <Button
                  className="tool boxed"
                  onPress={() =>
                    change({ page: "atlas", selection: `n:${row[region.index]}`, comparing: false })
                  }
                >
                  {t("why.atlas", { name: called(region, row[region.index] ?? null) })}
                </Button>
              )}
            </div>
          </section>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Pair({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}

const MOST_ROWS = 200;

/** The rows of one input that bear on the number, asked for at the version it was computed from. */
function Rows(props: {
  basis: Basis;
  at: number | null;
  name: (column: string, value: Value) => string | null;
}) {
  const { basis, at } = props;
  const { t, term } = useSpeech();
  const [grid, setGrid] = useState<Grid | null>(null);
  const [failed, setFailed] = useState("");
  const [sort, setSort] = useState<Sort | null>(null);
  useEffect(() => {
    if (!basis.query) return;
    const abort = new AbortController();
    post<Grid>(
      address("/sql"),
      { query: basis.query, at: at ?? undefined, limit: MOST_ROWS },
      abort.signal,
    ).then(setGrid, (error: unknown) => {
      if (!abort.signal.aborted) setFailed(String(error));
    });
    return () => abort.abort();
  }, [basis.query, at]);
  const title = term("term", basis.table);
  return (
    <section className="why-rows" aria-label={title}>
      <p>
        <strong>{title}</strong> <span className="quiet">{basis.condition || t("why.all")}</span>
      </p>
      {failed && <p className="trouble">{failed}</p>}
      {grid && (
        <>
          <p className="quiet">{t(grid.truncated ? "why.more" : "why.count", { n: grid.rows.length })}</p>
          <GridTable grid={grid} label={title} sort={sort} onSort={setSort} name={props.name} />
        </>
      )}
    </section>
  );
}
