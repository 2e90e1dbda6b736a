import { address } from "../api/client";
import type { SourceInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { useView } from "../state/store";

/** How fresh each source is, how much rests on it, and what its rows lack. */
export default function Sources() {
  const { at } = useView();
  const { t, pick, number } = useSpeech();
  const { data, problem } = useAnswer<SourceInfo[]>(address("/sources", { at }));
  if (problem) return <Trouble problem={problem} />;
  return (
    <table className="plain panel">
      <thead>
        <tr>
          <th scope="col">{t("source")}</th>
          <th scope="col">{t("source.published")}</th>
          <th scope="col">{t("source.retrieved")}</th>
          <th scope="col">{t("source.latest")}</th>
          <th scope="col">{t("source.rows")}</th>
          <th scope="col">{t("source.coverage")}</th>
        </tr>
      </thead>
      <tbody>
        {data?.map((source) => (
          <tr key={source.id ?? ""}>
            <th scope="row">
              {pick(source.title) || t("source.unknown")} {source.id && <code>{source.id}</code>}
              {source.publisher && <div className="quiet">{source.publisher}</div>}
            </th>
            <td>{source.published ?? <Missing />}</td>
            <td>{source.retrieved ?? <Missing />}</td>
            <td>{source.latest ?? <Missing />}</td>
            <td className="quiet">
              {Object.entries(source.rows)
                .map(([table, rows]) => `${table} ${number(rows)}`)
                .join(" · ") || t("none")}
            </td>
            <td>
              <ul>
                {Object.entries(source.missing).map(([column, lacking]) => {
                  const rows = source.rows[column.split(".")[0] ?? ""] ?? 0;
                  return (
                    <li key={column} className="coverage-row">
                      <code>{column}</code>
                      <span className="bar hatched">
                        <span
                          className="bar-fill action"
                          style={{ width: `${rows > 0 ? (1 - lacking / rows) * 100 : 0}%` }}
                        />
                      </span>
                      <span className="figure">{t("source.lacking", { n: lacking, all: rows })}</span>
                    </li>
                  );
                })}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
