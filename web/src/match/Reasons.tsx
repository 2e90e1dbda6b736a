import { useSpeech } from "../i18n";
import { condition, type Reason, reason } from "./reasons";

const MARKS = { for: "✓", against: "✗", unknown: "?" } as const;

/** What speaks for a pair, what against it, and what nobody knows. */
export function Reasons(props: { favour: string[]; against: string[]; unknown: string[] }) {
  const { t } = useSpeech();
  const groups = [
    ["for", props.favour],
    ["against", props.against],
    ["unknown", props.unknown],
  ] as const;
  return (
    <ul className="reasons">
      {groups.flatMap(([side, words]) =>
        words.map((text) => (
          <li key={side + text} className="reason" data-side={side}>
            <span aria-hidden="true">{MARKS[side]} </span>
            <span className="sr-only">{t(`match.reason.${side}`)} </span>
            <Words reason={reason(text)} />
          </li>
        )),
      )}
    </ul>
  );
}

function Words({ reason }: { reason: Reason }) {
  const { t, number } = useSpeech();
  switch (reason.kind) {
    case "component":
      return (
        <>
          {t(`match.component.${reason.component}`)}
          {reason.value !== null && <strong> {number(reason.value, 2)}</strong>}
        </>
      );
    case "need":
      return (
        <>
          {t("match.requirement.need")} <code>{condition(reason.condition)}</code>
        </>
      );
    case "offer":
      return (
        <>
          {t("match.requirement.offer")} <code>{condition(reason.condition)}</code>
        </>
      );
    case "other":
      return <>{reason.text}</>;
    default:
      return <>{t(`match.out.${reason.kind}`)}</>;
  }
}
