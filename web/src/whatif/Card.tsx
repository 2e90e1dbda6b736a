import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { useStore } from "../state/store";
import { type Course, causesOf, type Hit, standingOf } from "./course";
import type { Names } from "./names";
import { writable } from "./shock";
import type { Firm } from "./waves";

/** Who it is, how it stands after this round, why, and whom it hits next. */
export function Card(props: {
  node: string;
  /** What is known of it, hit or not. */
  firm: Firm | null;
  course: Course | null;
  names: Names;
  round: number;
  /** Lets it stop too. */
  onStop: (node: string) => void;
}) {
  const { node, course, names, round, onStop } = props;
  const { t, number } = useSpeech();
  const change = useStore((state) => state.change);
  const hit = course && standingOf(course, node, round);
  const whose = hit ?? props.firm;
  const why = hit && course ? causesOf(course, hit) : null;
  const next = (course?.hits ?? []).filter((other) => other.cause === node && other.round <= round);
  const victims = [...new Map(next.map((other) => [other.node, other])).values()];
  const actor = names.codes.known("actor", node);
  const percent = (value: number) => `${number(value * 100, 1)}%`;
  const how = (one: Hit) =>
    one.loss !== null ? (
      <strong>{percent(one.loss)}</strong>
    ) : (
      <Missing
        text={t("whatif.between", {
          lower: percent(one.lower ?? 0),
          upper: percent(one.upper ?? 1),
        })}
      />
    );
  return (
    <article className="card whatif-card" aria-labelledby="hit-title">
      <header className="card-head">
        <h2 id="hit-title">{names.of(node)}</h2>
        <Button className="tool" aria-label={t("card.close")} onPress={() => change({ hit: null })}>
          <Icon name="close" />
        </Button>
      </header>
      {whose && (
        <p className="quiet">
          {[node, names.region(whose.region), names.industry(whose.industry)].join(" · ")}
        </p>
      )}
      {why ? (
        <ol className="causes" aria-label={t("whatif.causes")}>
          {why.chain.map((link) => (
            <li key={link.index} data-channel={link.channel}>
              <span className="quiet">{names.round(link.round)}</span>{" "}
              {link.node === node ? (
                <strong>{names.of(link.node)}</strong>
              ) : (
                <button type="button" className="textual" onClick={() => change({ hit: link.node })}>
                  {names.of(link.node)}
                </button>
              )}{" "}
              {t(`whatif.because.${link.channel}`)} {how(link)}
            </li>
          ))}
          {why.unlisted !== null && (
            <li className="quiet">{t("whatif.unlisted", { name: names.of(why.unlisted) })}</li>
          )}
        </ol>
      ) : (
        <p>{t(course ? "whatif.spared" : "whatif.not.run")}</p>
      )}
      {victims.length > 0 && (
        <p className="quiet">
          {t("whatif.victims", { n: victims.length })}{" "}
          {victims.slice(0, 6).map((victim, index) => (
            <span key={victim.node}>
              {index > 0 && t("list.comma")}
              <button type="button" className="textual" onClick={() => change({ hit: victim.node })}>
                {names.of(victim.node)}
              </button>
            </span>
          ))}
          {victims.length > 6 && "…"}
        </p>
      )}
      <div className="actions">
        {actor && writable(node) && (
          <Button className="tool boxed" onPress={() => onStop(node)}>
            {t("whatif.stop.too")}
          </Button>
        )}
        {actor && (
          <Button
            className="tool boxed"
            onPress={() =>
              change({
                page: "atlas",
                selection: `n:actor:${node}`,
                scale: "actor",
                camera: null,
                comparing: false,
              })
            }
          >
            {t("whatif.atlas")}
          </Button>
        )}
      </div>
    </article>
  );
}
