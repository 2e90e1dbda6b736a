import type { SourceState } from "../api/types";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { useStore, useView } from "../state/store";

/** Whether each source reports: what it last said, what it should have said, and how much of it is there. */
export function Sources({ sources, revision }: { sources: readonly SourceState[]; revision: number }) {
  const { t, term, number, pick } = useSpeech();
  const { at } = useView();
  const drift = useStore((state) => state.drift);
  return (
    <div className="scroll">
      <table className="plain watch-sources">
        <caption className="sr-only">{t("watch.sources")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("watch.source")}</th>
            <th scope="col">{t("watch.source.standing")}</th>
            <th scope="col">{t("watch.source.last")}</th>
            <th scope="col">{t("watch.source.expected")}</th>
            <th scope="col">{t("watch.source.there")}</th>
            <th scope="col">{t("watch.source.coverage")}</th>
            <th scope="col" className="figure">
              {t("watch.source.gaps")}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={`${source.table} ${source.name} ${source.frequency}`}>
              <th scope="row">
                <button
                  type="button"
                  className="textual"
                  onClick={() =>
                    drift({
                      page: "data",
                      tab: "tables",
                      table: source.table,
                      sort: null,
                      at: at ?? revision,
                    })
                  }
                >
                  {pick(source.title)}
                </button>{" "}
                <span className="quiet">
                  {source.name && source.name !== pick(source.title) && `${source.name} · `}
                  {term("term", source.table)} · {term("frequency", source.frequency)} ·{" "}
                  {t("watch.source.series", { n: source.series })}
                </span>
              </th>
              <td>
                {source.standing ? (
                  <span className="standing" data-standing={source.standing}>
                    {term("freshness", source.standing)}
                    {source.late ? ` · ${t("watch.source.late", { n: source.late })}` : ""}
                  </span>
                ) : (
                  <Missing />
                )}
              </td>
              <td>{source.last ?? <Missing />}</td>
              <td>{source.expected ?? <Missing />}</td>
              <td>
                <Share value={source.last_coverage} />
                {source.silent > 0 && (
                  <span className="warn"> {t("watch.source.silent", { n: source.silent })}</span>
                )}
              </td>
              <td>
                <Share value={source.coverage} />
              </td>
              <td className="figure">{number(source.gaps)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ value }: { value: number | null }) {
  const { number } = useSpeech();
  if (value === null) return <Missing />;
  return (
    <span className="watch-share">
      <span className="bar hatched" aria-hidden="true">
        <span className="bar-fill action" style={{ width: `${value * 100}%` }} />
      </span>
      {number(value * 100, value === 1 || value === 0 ? 0 : 1)}%
    </span>
  );
}
