import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { type Cell, type Live, numberOf, rowsOf } from "../methods/useLive";
import { sourceLine } from "../results/source";
import { Findings, Provenance } from "./Provenance";
import type { Terms } from "./terms";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [520, 170, 46, 22];

/** What the share may bring each year: the middle, the interval, and how often it would be broken by then. */
export function Outlook({ terms, live, note }: { terms: Terms; live: Live; note: string }) {
  const speech = useSpeech();
  const { t, number } = speech;
  const rows = rowsOf(live.execution?.table);
  const years = rows.filter((cell) => cell("year") !== "present_value");
  const whole = rows.find((cell) => cell("year") === "present_value");
  const money = (cell: Cell | undefined, name: string) => {
    const value = cell ? numberOf(cell(name)) : null;
    return value === null ? <Missing /> : number(value, 1);
  };
  const share = (cell: Cell | undefined, name: string) => {
    const value = cell ? numberOf(cell(name)) : null;
    return value === null ? <Missing /> : `${number(value * 100, 1)}%`;
  };
  return (
    <section className="panel wide" aria-labelledby="outlook" data-stale={live.stale}>
      <div className="card-head">
        <h2 id="outlook">{t("deals.outlook")}</h2>
        {live.execution && (
          <Button
            className="tool boxed"
            aria-label={t("deals.outlook.csv")}
            onPress={() => {
              const { execution } = live;
              if (!execution) return;
              const source = [sourceLine(execution, speech), note].filter(Boolean).join(" ‖ ");
              save(
                "liantu-outlook.csv",
                csv(
                  [...execution.table.columns.map(({ name }) => name), "basis", "source"],
                  execution.table.rows.map((row) => [...row, t("deals.assumed"), source]),
                ),
              );
            }}
          >
            <Icon name="download" /> CSV
          </Button>
        )}
      </div>
      {live.problem && <Trouble problem={live.problem} />}
      {years.length > 0 && (
        <>
          <p>
            {t("deals.outlook.worth")} <strong>{money(whole, "owed_mean")}</strong> {terms.unit}{" "}
            <span className="quiet">
              ({money(whole, "owed_low")} – {money(whole, "owed_high")})
            </span>{" "}
            · {t("deals.outlook.broken")} <strong>{share(years.at(-1), "broken")}</strong>
          </p>
          <Band years={years} unit={terms.unit} />
          <details>
            <summary>{t("deals.outlook.table")}</summary>
            <div>
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("deals.year")}</th>
                    {(
                      ["owed_mean", "owed_low", "owed_median", "owed_high", "nothing", "broken"] as const
                    ).map((column) => (
                      <th key={column} scope="col" className="figure">
                        {t(`deals.outlook.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {years.map((cell) => (
                    <tr key={String(cell("year"))}>
                      <th scope="row">{String(cell("year"))}</th>
                      {(["owed_mean", "owed_low", "owed_median", "owed_high"] as const).map((name) => (
                        <td key={name} className="figure">
                          {money(cell, name)}
                        </td>
                      ))}
                      <td className="figure">{share(cell, "nothing")}</td>
                      <td className="figure">{share(cell, "broken")}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
      <p className="quiet">{t("deals.outlook.note")}</p>
      <Findings executions={[live.execution]} />
      <Provenance executions={[live.execution]} />
    </section>
  );
}

/** The interval as a band, the mean as a line. */
function Band({ years, unit }: { years: readonly Cell[]; unit: string }) {
  const { t, number } = useSpeech();
  const points = years.flatMap((cell, index) => {
    const [low, mean, high] = ["owed_low", "owed_mean", "owed_high"].map((name) => numberOf(cell(name)));
    return low != null && mean != null && high != null ? [{ index, low, mean, high }] : [];
  });
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return <Missing />;
  const top = Math.max(1e-9, ...points.map(({ high }) => high));
  const x = (index: number) => LEFT + ((index + 0.5) / years.length) * (WIDTH - LEFT - 8);
  const y = (value: number) => 8 + (1 - value / top) * (HEIGHT - 8 - BOTTOM);
  const line = (of: (point: (typeof points)[number]) => number) =>
    points.map((point) => `${x(point.index).toFixed(1)},${y(of(point)).toFixed(1)}`);
  const digits = top < 10 ? 2 : top < 100 ? 1 : 0;
  const every = Math.ceil(years.length / 10);
  return (
    <svg
      className="outlook"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t("deals.outlook.label", {
        first: number(first.mean, digits),
        last: number(last.mean, digits),
        low: number(last.low, digits),
        high: number(last.high, digits),
        years: years.length,
        unit,
      })}
    >
      {[0, 0.5, 1].map((part) => (
        <g key={part}>
          <line className="axis" x1={LEFT} x2={WIDTH - 8} y1={y(top * part)} y2={y(top * part)} />
          <text x={LEFT - 6} y={y(top * part) + 4} textAnchor="end">
            {number(top * part, digits)}
          </text>
        </g>
      ))}
      <polygon
        className="band"
        points={[...line(({ high }) => high), ...line(({ low }) => low).reverse()].join(" ")}
      />
      <polyline className="mean" points={line(({ mean }) => mean).join(" ")} />
      {years.map(
        (cell, index) =>
          index % every === 0 && (
            <text key={String(cell("year"))} x={x(index)} y={HEIGHT - 6} textAnchor="middle">
              {String(cell("year"))}
            </text>
          ),
      )}
    </svg>
  );
}
