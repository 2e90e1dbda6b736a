import { lazy, Suspense } from "react";
import { useSpeech } from "../i18n";
import { Segments } from "../kit/Segments";
import { useStore, useView } from "../state/store";
import type { DataTab } from "../state/view";
import { Import } from "./Import";

const Tables = lazy(() => import("./Tables"));
const Revisions = lazy(() => import("./Revisions"));
const Sources = lazy(() => import("./Sources"));
const Boundaries = lazy(() => import("./Boundaries"));

const TABS: readonly DataTab[] = ["import", "tables", "revisions", "sources", "boundaries"];

export default function DataPage() {
  const { tab } = useView();
  const { t } = useSpeech();
  const drift = useStore((state) => state.drift);
  return (
    <main id="content" className="page">
      <div className="page-head">
        <h1>{t(`data.question.${tab}`)}</h1>
        <Segments
          label={t("page.data")}
          options={TABS.map((id) => ({ id, title: t(`data.${id}`) }))}
          value={tab}
          onChange={(next) => drift({ tab: next, table: null })}
        />
      </div>
      {/* An import goes on while one looks elsewhere on the page. */}
      <div hidden={tab !== "import"}>
        <Import />
      </div>
      <Suspense fallback={<p className="quiet pad">{t("loading")}</p>}>
        {tab === "tables" && <Tables />}
        {tab === "revisions" && <Revisions />}
        {tab === "sources" && <Sources />}
        {tab === "boundaries" && <Boundaries />}
      </Suspense>
    </main>
  );
}
