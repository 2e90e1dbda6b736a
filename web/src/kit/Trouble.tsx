import type { Problem } from "../api/client";
import { useSpeech } from "../i18n";

/** What went wrong, in a sentence, with its code. */
export function Trouble({ problem }: { problem: Problem }) {
  const { t } = useSpeech();
  const text = problem.code === "offline" ? t("offline") : problem.message;
  return (
    <p className="trouble" role="alert">
      {text} <code>{problem.code}</code>
    </p>
  );
}
