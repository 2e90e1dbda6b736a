import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { useStore } from "../state/store";

/** Without flows nothing can be carried on; what is needed, and where to bring it. */
export function NoFlows() {
  const { t, term } = useSpeech();
  const drift = useStore((state) => state.drift);
  return (
    <main id="content" className="page">
      <div className="page-head">
        <h1>{t("whatif.question")}</h1>
      </div>
      <section className="panel">
        <p className="sentence">{t("whatif.no.flows", { table: term("term", "flow") })}</p>
        <p className="quiet">{t("whatif.no.flows.more")}</p>
        <div className="actions">
          <Button className="primary" onPress={() => drift({ page: "data", tab: "import", table: null })}>
            {t("whatif.no.flows.go")}
          </Button>
        </div>
      </section>
    </main>
  );
}
