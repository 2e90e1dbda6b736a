import { useMemo } from "react";
import type { Execution, Value } from "../api/types";
import { type Speech, useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Missing } from "../kit/Missing";
import { ON_PAPER } from "../results/ink";
import { digitsFor } from "../results/scale";
import { sourceLine } from "../results/source";
import { useStore, useView } from "../state/store";
import { lossFigure } from "./figure";
import { difference, type Level, type Loss, type LossRow, lossRows, spans } from "./losses";
import type { Names } from "./names";
import { Save } from "./Save";

const PAPER_WIDTH = 900;

/** Who loses how much, by region or by industry: numbers with their intervals, of one scenario or of both. */
export function Losses(props: {
  level: Exclude<Level, "total">;
  a: Execution | null;
  b: Execution | null;
  /** The one in sight, where they are not compared. */
  shown: Execution | null;
  names: Names;
  unit: string;
  subtitle: string;
}) {
  const { level, names, unit, shown } = props;
  const { versus, sort } = useView();
  const speech = useSpeech();
  const { t } = speech;
  const change = useStore((state) => state.change);
  const [first, second] = versus ? [props.a, props.b] : [shown, null];
  const rows = useMemo(
    () => lossRows(first?.table ?? null, second?.table ?? null, level),
    [first, second, level],
  );
  const called = level === "region" ? names.region : names.industry;
  const write = useWriter(rows, speech);
  const most = Math.max(
    1e-9,
    ...rows.flatMap(({ a, b }) => [a, b].flatMap((one) => [one?.loss ?? 0, one?.upper ?? 0])),
  );
  const columns = useMemo(
    () => columnsOf({ level, called, write, most, unit, versus, speech }),
    [level, called, write, most, unit, versus, speech],
  );
  const lead = first ?? second;
  if (!lead) return <p className="quiet pad">{t("whatif.not.run")}</p>;
  const title = t(`whatif.losses.${level}`);
  return (
    <>
      <div className="twin-head">
        <span className="quiet">
          {title} {unit && `(${unit})`}
        </span>
        <span className="grow" />
        <Save
          name={`liantu-losses-${level}-r${lead.provenance.revision ?? 0}`}
          title={title}
          subtitle={props.subtitle}
          source={[first, second].flatMap((one) => (one ? [sourceLine(one, speech)] : [])).join(" ‖ ")}
          drawing={() =>
            lossFigure(rows, {
              ink: ON_PAPER,
              width: PAPER_WIDTH,
              heading: `${t("whatif.loss")}${unit ? ` (${unit})` : ""}`,
              versus,
              called,
              number: write,
              unknown: t("unknown"),
              none: t("whatif.absent"),
              sides: ["A", "B"],
              notes: (left) => [
                t("whatif.figure.note"),
                ...(left > 0 ? [t("figure.top", { n: rows.length - left, all: rows.length })] : []),
              ],
            })
          }
          table={() => table(rows, versus, level, called)}
        />
      </div>
      <DataTable
        label={title}
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        // Whoever is hit there is the factor behind the number.
        onSelect={(code) => change({ list: "hits", filter: called(code === "" ? null : code), sort: null })}
      />
    </>
  );
}

/** Numbers of one list with the same digits. */
function useWriter(rows: readonly LossRow[], speech: Speech): (value: number) => string {
  return useMemo(() => {
    const all = rows.flatMap(({ a, b }) => [a, b].flatMap((one) => [one?.loss ?? 0, one?.upper ?? 0]));
    const digits = digitsFor([0, Math.max(1e-9, ...all) / 100]);
    return (value) => speech.number(value, Math.min(4, digits));
  }, [rows, speech]);
}

function columnsOf(options: {
  level: Exclude<Level, "total">;
  called: (code: string | null) => string;
  write: (value: number) => string;
  most: number;
  unit: string;
  versus: boolean;
  speech: Speech;
}): TableColumn<LossRow>[] {
  const { called, write, most, versus, speech } = options;
  const { t, number } = speech;
  const name: TableColumn<LossRow> = {
    id: "name",
    title: t(`whatif.column.${options.level}`),
    value: ({ code }) => called(code),
    width: 1.3,
    least: 96,
  };
  const figure = (side: "a" | "b", title: string): TableColumn<LossRow> => ({
    id: `loss.${side}`,
    title,
    help: t("whatif.loss.help"),
    value: (row) => row[side]?.loss ?? null,
    show: (row) => write(row[side]?.loss ?? 0),
    least: 84,
    width: 0.8,
  });
  const range = (side: "a" | "b", title: string): TableColumn<LossRow> => ({
    id: `range.${side}`,
    title,
    help: t("whatif.range.help"),
    value: (row) => row[side]?.upper ?? null,
    show: (row) => <Range loss={row[side]} write={write} most={most} />,
    least: versus ? 116 : 128,
    width: 1.6,
  });
  if (versus)
    return [
      name,
      figure("a", "A"),
      figure("b", "B"),
      {
        id: "difference",
        title: "B − A",
        help: t("whatif.difference.help"),
        value: difference,
        show: (row) => signed(difference(row) ?? 0, write),
        least: 88,
        width: 0.8,
      },
      range("a", `A ${t("whatif.range")}`),
      range("b", `B ${t("whatif.range")}`),
    ];
  return [
    name,
    figure("a", t("whatif.loss")),
    range("a", t("whatif.range")),
    {
      id: "share",
      title: t("whatif.share"),
      help: t("whatif.share.help"),
      value: ({ a }) => a?.share ?? null,
      show: ({ a }) => `${number((a?.share ?? 0) * 100, 1)}%`,
      least: 82,
      width: 0.5,
    },
    {
      id: "hit",
      title: t("whatif.hit"),
      help: t("whatif.hit.help"),
      value: ({ a }) => a?.hit ?? null,
      show: ({ a }) => `${number(a?.hit ?? 0)} / ${number(a?.nodes ?? 0)}`,
      least: 82,
      width: 0.5,
    },
  ];
}

const signed = (value: number, write: (value: number) => string): string =>
  value > 0 ? `+${write(value)}` : value < 0 ? `−${write(-value)}` : write(0);

/** The bar of the loss under the line of its interval; where the loss is unknown the interval is hatched. */
function Range({ loss, write, most }: { loss: Loss | null; write: (value: number) => string; most: number }) {
  const { t } = useSpeech();
  if (!loss) return <span className="quiet">{t("whatif.absent")}</span>;
  const place = (value: number) => `${Math.min(100, (value / most) * 100)}%`;
  const spread = spans(loss);
  const title = spread ? `${write(loss.lower)} – ${write(loss.upper)}` : "";
  return (
    <span className="loss" title={title}>
      <span className="loss-track" aria-hidden="true">
        {loss.loss !== null && <span className="loss-bar" style={{ width: place(loss.loss) }} />}
        {spread && loss.loss === null && (
          <span
            className="loss-unknown hatched"
            style={{ left: place(loss.lower), width: `${((loss.upper - loss.lower) / most) * 100}%` }}
          />
        )}
        {spread && (
          <span
            className="loss-range"
            style={{ left: place(loss.lower), width: `${((loss.upper - loss.lower) / most) * 100}%` }}
          />
        )}
      </span>
      <span className="loss-words">
        {spread ? (
          title
        ) : loss.loss === null ? (
          <Missing />
        ) : (
          <span className="quiet">{t("whatif.range.none")}</span>
        )}
      </span>
    </span>
  );
}

function table(
  rows: readonly LossRow[],
  versus: boolean,
  level: string,
  called: (code: string | null) => string,
): { header: string[]; rows: Value[][] } {
  const parts = [
    "loss",
    "lower",
    "upper",
    "share",
    "hit",
    "nodes",
    "output",
    "direct",
    "down",
    "up",
    "median",
  ] as const;
  const cells = (loss: Loss | null) => parts.map((part) => loss?.[part] ?? null);
  return versus
    ? {
        header: [
          level,
          "name",
          ...parts.map((part) => `a_${part}`),
          ...parts.map((part) => `b_${part}`),
          "difference",
        ],
        rows: rows.map((row) => [
          row.code,
          called(row.code),
          ...cells(row.a),
          ...cells(row.b),
          difference(row),
        ]),
      }
    : {
        header: [level, "name", ...parts],
        rows: rows.map((row) => [row.code, called(row.code), ...cells(row.a)]),
      };
}
