import { lazy, Suspense, useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useLive } from "../api/live";
import { learn, useSpeech } from "../i18n";
import { useStore, useView } from "../state/store";
import { Boundary } from "./Boundary";
import { Header } from "./Header";
import { useShortcuts } from "./shortcuts";
import { useDark } from "./theme";

const AtlasPage = lazy(() => import("../atlas/AtlasPage"));
const TodayPage = lazy(() => import("../today/TodayPage"));
const WatchPage = lazy(() => import("../watch/WatchPage"));
const WhatIfPage = lazy(() => import("../whatif/WhatIfPage"));
const MatchPage = lazy(() => import("../match/MatchPage"));
const DealsPage = lazy(() => import("../deals/DealsPage"));
const ReportPage = lazy(() => import("../report/ReportPage"));
const DataPage = lazy(() => import("../data/DataPage"));
const MethodsPage = lazy(() => import("../methods/MethodsPage"));

const PAGES = {
  today: TodayPage,
  atlas: AtlasPage,
  watch: WatchPage,
  whatif: WhatIfPage,
  match: MatchPage,
  deals: DealsPage,
  report: ReportPage,
  data: DataPage,
  methods: MethodsPage,
};

export function App() {
  const { page } = useView();
  const { t, language } = useSpeech();
  const dark = useDark();
  useShortcuts();
  useLive();
  // An older address that is gone back to may be in the other language.
  useEffect(() => void learn(language), [language]);
  useEffect(() => {
    const root = document.documentElement;
    root.lang = language === "zh" ? "zh-CN" : "en";
    root.dataset.theme = dark ? "dark" : "light";
    document.title = `${t(`page.${page}`)} · ${t("brand")}`;
  }, [language, dark, page, t]);
  const Page = PAGES[page];
  return (
    <I18nProvider locale={language === "zh" ? "zh-CN" : "en-GB"}>
      <a className="skip" href="#content">
        {t("skip")}
      </a>
      <Header />
      <Boundary key={page} title={t("broken")}>
        <Suspense fallback={<main id="content" className="waiting" aria-busy="true" />}>
          <Page />
        </Suspense>
      </Boundary>
      <Announcer />
    </I18nProvider>
  );
}

/** Says aloud what happened: copied, undone, imported. */
function Announcer() {
  const notice = useStore((state) => state.notice);
  return (
    <div className={notice ? "notice shown" : "notice"} role="status" aria-live="polite">
      {notice}
    </div>
  );
}
