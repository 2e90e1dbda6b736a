import { address } from "../api/client";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { type Cell, changes, type Frozen, type Moved, type Report } from "./changes";

/** What changed since the report that was frozen last for the same port and scale. */
export function Changed({ earlier, later }: { earlier: Frozen; later: Report }) {
  const { t, pick, number } = useSpeech();
  const { data, problem } = useAnswer<Report>(address(`/reports/${encodeURIComponent(earlier.id)}`));
  const found = data ? changes(data, later) : null;
  const write = (value: number | null, { form, unit }: Pick<Moved, "form" | "unit">) =>
    value === null ? (
      <Missing />
    ) : form === "share" ? (
      `${number(value * 100, 1)}%`
    ) : (
      `${number(value)}${unit ? ` ${pick(unit)}` : ""}`
    );
  const told = (cells: readonly Cell[]) =>
    cells
      .map((cell) => (cell === null ? t("unknown") : typeof cell === "number" ? number(cell) : pick(cell)))
      .filter(Boolean)
      .join(" · ");
  return (
    <section className="card" aria-labelledby="changed">
      <h2 id="changed">{t("report.changed")}</h2>
      <p className="quiet">
        {t("report.changed.since", { period: earlier.period, revision: earlier.revision, id: earlier.id })}
      </p>
      {problem && <Trouble problem={problem} />}
      {found && found.moved.length === 0 && found.tables.length === 0 && <p>{t("report.changed.nothing")}</p>}
      {found && found.moved.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("report.changed.number")}</th>
              <th scope="col" className="figure">
                {t("report.changed.then")}
              </th>
              <th scope="col" className="figure">
                {t("report.changed.now")}
              </th>
            </tr>
          </thead>
          <tbody>
            {found.moved.map((moved) => (
              <tr key={moved.title.zh}>
                <th scope="row">{pick(moved.title)}</th>
                <td className="figure">{write(moved.from, moved)}</td>
                <td className="figure">{write(moved.to, moved)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found?.tables.map((table) => (
        <details key={table.name} open={table.more.length + table.gone.length <= 8}>
          <summary>
            {t("report.changed.table", {
              table: pick(table.title),
              more: table.more.length,
              gone: table.gone.length,
            })}
          </summary>
          {table.unlisted && <p className="quiet">{t("report.changed.unlisted")}</p>}
          <ul className="changes">
            {table.more.map((cells) => (
              <li key={`+${told(cells)}`} data-way="more">
                <span className="quiet">{t("report.changed.more")}</span> {told(cells)}
              </li>
            ))}
            {table.gone.map((cells) => (
              <li key={`-${told(cells)}`} data-way="gone">
                <span className="quiet">{t("report.changed.gone")}</span> {told(cells)}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
