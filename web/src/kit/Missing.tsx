import { useSpeech } from "../i18n";

/** Unknown is hatched and says so; it is never a zero or a blank. */
export function Missing({ text }: { text?: string }) {
  const { t } = useSpeech();
  return <span className="missing">{text ?? t("unknown")}</span>;
}
