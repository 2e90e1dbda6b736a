import "./deals.css";
import { address } from "../api/client";
import type { Method } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Trouble } from "../kit/Trouble";
import { Calculator } from "./Calculator";

/** What may be promised, whether it is fair and whether it will be kept. */
export default function DealsPage() {
  const { t } = useSpeech();
  const { data: methods, problem } = useAnswer<Method[]>(address("/methods"));
  if (problem)
    return (
      <main id="content" className="page">
        <h1>{t("deals.question")}</h1>
        <Trouble problem={problem} />
      </main>
    );
  if (!methods) return <main id="content" className="waiting" aria-busy="true" aria-label={t("loading")} />;
  return (
    <main id="content" className="deals">
      <div className="toolbar">
        <div className="headline">
          <h1>{t("deals.question")}</h1>
          <p className="coverage">
            <span>{t("deals.assumed.all")}</span>
          </p>
        </div>
      </div>
      <Calculator methods={methods} />
    </main>
  );
}
