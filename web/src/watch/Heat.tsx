import type { Watch } from "../api/types";
import { useSpeech } from "../i18n";
import { rankOf } from "./ask";

/** Regions by stages: the gravest alert that stands and how many; where no series speaks it is hatched, never calm. */
export function Heat(props: {
  heat: Watch["heat"];
  /** `region~stage`. */
  chosen: string | null;
  onChoose: (cell: string | null) => void;
}) {
  const { heat, chosen, onChoose } = props;
  const { t, pick, term } = useSpeech();
  return (
    <section className="watch-heat" aria-label={t("watch.heat")}>
      {heat.regions.length === 0 ? (
        <p className="quiet pad">{t("watch.heat.none")}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys
        <section className="scroll" tabIndex={0} aria-label={t("watch.heat")}>
          <table className="heat">
            <caption className="sr-only">{t("watch.heat.help")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("watch.heat.region")}</th>
                {heat.stages.map((stage) => (
                  <th key={stage.id} scope="col">
                    {pick(stage.title)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {heat.regions.map((region, row) => (
                <tr key={region.id || pick(region.title)}>
                  <th scope="row">{pick(region.title)}</th>
                  {heat.stages.map((stage, column) => {
                    const cell = heat.cells[row]?.[column] ?? { grade: null, alerts: 0, known: false };
                    const id = `${region.id}~${stage.id}`;
                    const what = `${pick(region.title)} · ${pick(stage.title)}`;
                    if (!cell.known)
                      return (
                        <td key={stage.id} className="heat-unknown">
                          <span>{t("unknown")}</span>
                        </td>
                      );
                    if (cell.alerts === 0 || !cell.grade)
                      return (
                        <td key={stage.id} className="quiet">
                          {t("watch.heat.calm")}
                        </td>
                      );
                    return (
                      <td key={stage.id} className="heat-cell" data-grade={cell.grade}>
                        <button
                          type="button"
                          aria-pressed={chosen === id}
                          data-rank={rankOf(cell.grade)}
                          onClick={() => onChoose(chosen === id ? null : id)}
                        >
                          <span className="sr-only">{what}: </span>
                          {term("grade", cell.grade)} {t("watch.heat.n", { n: cell.alerts })}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
