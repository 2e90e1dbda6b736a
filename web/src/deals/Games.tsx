import { address } from "../api/client";
import type { TableInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Picker } from "../kit/Picker";
import { Trouble } from "../kit/Trouble";
import { numberOf, rowsOf, useLive, wordOf } from "../methods/useLive";
import { useStore, useView } from "../state/store";
import { useRows } from "../whatif/useNetwork";
import { Findings, Provenance } from "./Provenance";

const FORMS = ["coalitions", "costs", "synergies", "airport", "bankruptcy"] as const;

const RULES = ["shapley", "nucleolus", "equal", "equal_surplus", "proportional"] as const;

/** Several parties, and what each group of them would have by itself: only where the data say so. */
export function Games() {
  const { deal, at } = useView();
  const { t, term, number } = useSpeech();
  const change = useStore((state) => state.change);
  const { data } = useAnswer<TableInfo[]>(address("/tables", { at }));
  const there = data?.some(({ name, rows }) => name === "coalition" && rows > 0) ?? false;
  const games = useRows(there ? 'SELECT DISTINCT "game" FROM "coalition" ORDER BY 1' : null, 500);
  const names = games?.rows.map(([game]) => String(game)) ?? [];
  const game = names.find((name) => name === deal.game) ?? names[0] ?? "";
  const form = FORMS.find((word) => word === deal.form) ?? "coalitions";
  const inputs = { game, form };
  const asked = there && game !== "";
  const fair = useLive(asked ? "shapley_value" : null, inputs);
  const stable = useLive(asked ? "nucleolus" : null, inputs);
  const core = useLive(asked ? "core" : null, inputs);
  if (!there) return null;
  const rows = rowsOf(fair.execution?.table);
  const nuclei = new Map(
    rowsOf(stable.execution?.table).map((cell) => [String(cell("player")), numberOf(cell("nucleolus"))]),
  );
  const rules = rowsOf(core.execution?.table);
  const [first] = rules;
  const write = (value: number | null | undefined) =>
    value === null || value === undefined ? <Missing /> : number(value, 2);
  const called = (rule: string) => {
    const known = RULES.find((word) => word === rule);
    return known ? t(`deals.rule.${known}`) : rule;
  };
  const problem = fair.problem ?? stable.problem ?? core.problem;
  return (
    <section className="panel wide" aria-labelledby="games">
      <div className="card-head">
        <h2 id="games">{t("deals.games")}</h2>
        <div className="controls">
          <Picker
            label={t("deals.game")}
            value={game}
            options={names.map((name) => ({ id: name, title: name }))}
            onChange={(next) => change({ deal: { ...deal, game: next } })}
          />
          <Picker
            label={t("deals.form")}
            value={form}
            options={FORMS.map((word) => ({ id: word, title: term("form", word) }))}
            onChange={(next) => change({ deal: { ...deal, form: next } })}
          />
        </div>
      </div>
      <p className="quiet">{t("deals.games.note")}</p>
      {problem && <Trouble problem={problem} />}
      {first && (
        <p className={first("empty") === false ? "verdict good" : "verdict"}>
          {first("empty") === null
            ? t("deals.core.unknown")
            : first("empty") === true
              ? t("deals.core.empty", { subsidy: number(numberOf(first("subsidy")) ?? Number.NaN, 2) })
              : t("deals.core.there")}
        </p>
      )}
      {rows.length > 0 && (
        <div>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("deals.party")}</th>
                {(["alone", "shapley", "nucleolus", "equal_surplus", "proportional"] as const).map((rule) => (
                  <th key={rule} scope="col" className="figure">
                    {t(`deals.rule.${rule}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cell) => (
                <tr key={String(cell("player"))}>
                  <th scope="row">{String(cell("player"))}</th>
                  <td className="figure">{write(numberOf(cell("alone")))}</td>
                  <td className="figure">{write(numberOf(cell("shapley")))}</td>
                  <td className="figure">{write(nuclei.get(String(cell("player"))))}</td>
                  <td className="figure">{write(numberOf(cell("equal_surplus")))}</td>
                  <td className="figure">{write(numberOf(cell("proportional")))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rules.length > 0 && (
        <ul className="plain-list">
          {rules.map((cell) => (
            <li key={String(cell("rule"))}>
              {called(String(cell("rule")))}:{" "}
              {cell("in_core") === null ? (
                <Missing />
              ) : cell("in_core") === true ? (
                t("deals.core.stable")
              ) : (
                t("deals.core.leaves", {
                  who: wordOf(cell("objector")) ?? "–",
                  excess: number(numberOf(cell("excess")) ?? Number.NaN, 2),
                })
              )}
            </li>
          ))}
        </ul>
      )}
      <Findings executions={[fair.execution, stable.execution, core.execution]} />
      <Provenance executions={[fair.execution, stable.execution, core.execution]} />
    </section>
  );
}
