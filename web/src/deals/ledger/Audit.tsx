import { type Key, useSpeech } from "../../i18n";
import type { AuditPart } from "./types";

const PARTS = [
  "standard",
  "plan",
  "owner",
  "date",
  "budget",
  "revenue_rule",
  "risk_rule",
  "exit",
  "dispute",
] as const;

/** Whether an agreement says what keeps it, and what to add where it does not. */
export function Audit({ parts }: { parts: readonly AuditPart[] }) {
  const { t, pick } = useSpeech();
  const missing = parts.filter(({ needed, said }) => needed && said.length === 0).length;
  const called = (part: string) => {
    const known = PARTS.find((word) => word === part);
    return known ? t(`ledger.audit.${known}` as Key) : part;
  };
  if (parts.length === 0) return null;
  return (
    <section aria-label={t("ledger.audit")}>
      <p className={missing === 0 ? "verdict good" : "verdict"}>
        {missing === 0 ? t("ledger.audit.whole") : t("ledger.audit.lacks", { n: missing })}
      </p>
      <ul className="audit">
        {parts.map((one) => (
          <li key={one.part} data-lacking={one.needed && one.said.length === 0}>
            <span aria-hidden="true">{one.said.length > 0 ? "✓" : one.needed ? "✗" : "–"}</span>{" "}
            <strong>{called(one.part)}</strong>{" "}
            {one.said.length > 0 ? (
              <code className="quiet">{one.said.join(", ")}</code>
            ) : one.needed ? (
              <span>
                {t("ledger.audit.add")} {pick(one.advice)}
              </span>
            ) : (
              <span className="quiet">{t("ledger.audit.unneeded")}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
