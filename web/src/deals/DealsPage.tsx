import "./deals.css";
import { address } from "../api/client";
import type { Method } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { Calculator } from "./Calculator";
import { Ledger } from "./ledger/Ledger";
import type { DealInfo } from "./ledger/types";

const TABS = ["ledger", "trial"] as const;

/** Who promised and received what; and, before one signs, what may be promised. */
export default function DealsPage() {
  const { deal } = useView();
  const { t } = useSpeech();
  const { change } = useStore.getState();
  const tab = TABS.find((id) => id === deal.tab) ?? "ledger";
  const methods = useAnswer<Method[]>(tab === "trial" ? address("/methods") : null);
  const deals = useAnswer<DealInfo[]>(tab === "ledger" ? address("/deals") : null);
  const { problem } = tab === "trial" ? methods : deals;
  return (
    <main
      id="content"
      className="deals"
      aria-busy={!problem && !(tab === "trial" ? methods.data : deals.data)}
    >
      <div className="toolbar">
        <div className="headline">
          <h1>{t(tab === "trial" ? "deals.question.trial" : "deals.question")}</h1>
          {tab === "trial" && (
            <p className="coverage">
              <span>{t("deals.assumed.all")}</span>
            </p>
          )}
        </div>
        <div className="controls" role="toolbar" aria-label={t("controls")}>
          <Segments
            label={t("deals.tab")}
            options={TABS.map((id) => ({ id, title: t(`deals.tab.${id}`) }))}
            value={tab}
            onChange={(next) => {
              const { tab: _, ...others } = deal;
              change({ deal: next === "ledger" ? others : { ...others, tab: next } });
            }}
          />
        </div>
      </div>
      {problem ? (
        <div className="pad deals-main">
          <Trouble problem={problem} />
        </div>
      ) : tab === "trial" ? (
        methods.data && <Calculator methods={methods.data} />
      ) : (
        deals.data && <Ledger deals={deals.data} />
      )}
    </main>
  );
}
