import { lazy, Suspense } from "react";
import { Button, ToggleButton } from "react-aria-components";
import { address } from "../api/client";
import type { Health } from "../api/types";
import { useAnswer } from "../api/use";
import { type Key, learn, useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { encode } from "../state/codec";
import { useStore, useView } from "../state/store";
import { DEFAULTS, type Page, type Theme } from "../state/view";
import { dayOf } from "../watch/ask";
import { keepLanguage } from "./preferences";

// The list with its pop-up is the heaviest widget of the header; the page need not wait for it.
const Search = lazy(() => import("./Search"));

const PAGES: readonly Page[] = [
  "today",
  "atlas",
  "watch",
  "whatif",
  "match",
  "deals",
  "report",
  "data",
  "methods",
];
/** What they show follows from the data of a version. */
const WATCHED: readonly Page[] = ["today", "watch", "report"];
const NEXT_THEME: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

export function Header() {
  const view = useView();
  const { t, language } = useSpeech();
  const drift = useStore((state) => state.drift);
  return (
    <header className="header">
      <div className="brand">
        <img src="/icon.svg" alt="" width="24" height="24" />
        <span>{t("brand")}</span>
      </div>
      <nav aria-label={t("nav")}>
        {PAGES.map((page) => (
          <a
            key={page}
            href={encode({ ...DEFAULTS, language: view.language, theme: view.theme, page })}
            aria-current={page === view.page ? "page" : undefined}
            onClick={(event) => {
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              drift({ page });
            }}
          >
            {t(`page.${page}` as Key)}
          </a>
        ))}
      </nav>
      <Suspense fallback={<div className="search" />}>
        <Search />
      </Suspense>
      <div className="tools">
        <Version />
        <History />
        <Share />
        <Button
          className="tool"
          aria-label={t("theme.label", { theme: t(`theme.${view.theme}`) })}
          onPress={() => drift({ theme: NEXT_THEME[view.theme] })}
        >
          <Icon name={view.theme === "dark" ? "moon" : view.theme === "light" ? "sun" : "contrast"} />
        </Button>
        <ToggleButton
          className="tool language"
          isSelected={language === "en"}
          onChange={(english) => {
            const next = english ? "en" : "zh";
            keepLanguage(next);
            void learn(next).then(() => drift({ language: next }));
          }}
        >
          <span data-on={language === "zh"}>中</span>
          <span aria-hidden="true">|</span>
          <span data-on={language === "en"}>EN</span>
          <span className="sr-only">{t("language.switch")}</span>
        </ToggleButton>
      </div>
    </header>
  );
}

/** The data version, always in sight; an old one says so. */
function Version() {
  const { at } = useView();
  const { t } = useSpeech();
  const drift = useStore((state) => state.drift);
  const change = useStore((state) => state.change);
  const { data } = useAnswer<Health>(address("/health"));
  const old = at !== null && data !== null && at !== data.revision;
  return (
    <span className="version" data-old={old}>
      <Button className="tool" onPress={() => drift({ page: "data", tab: "revisions", table: null })}>
        {t("version", { revision: at ?? data?.revision ?? "…" })}
      </Button>
      {old && (
        <Button className="tool strong" onPress={() => change({ at: null })}>
          {t("version.newest")}
        </Button>
      )}
    </span>
  );
}

function History() {
  const { t } = useSpeech();
  const { past, future, undo, redo } = useStore();
  return (
    <>
      <Button className="tool" aria-label={t("undo")} isDisabled={past.length === 0} onPress={undo}>
        <Icon name="undo" />
      </Button>
      <Button className="tool" aria-label={t("redo")} isDisabled={future.length === 0} onPress={redo}>
        <Icon name="redo" />
      </Button>
    </>
  );
}

function Share() {
  const { t } = useSpeech();
  const say = useStore((state) => state.say);
  const { data: health } = useAnswer<Health>(address("/health"));
  const share = async () => {
    const { view } = useStore.getState();
    // A result is computed anew from the link: from the data that it was computed from.
    const computed =
      WATCHED.includes(view.page) ||
      view.page === "match" ||
      (view.page === "methods" && view.run) ||
      (view.page === "whatif" && view.computed);
    const at = view.at ?? (computed ? (health?.revision ?? null) : null);
    // Sources and matters are judged from a day; whoever opens the link tomorrow sees the same.
    const watch =
      view.page === "today" || view.page === "watch" ? { ...view.watch, day: dayOf(view.watch) } : view.watch;
    const link = location.origin + encode({ ...view, at, watch });
    try {
      await navigator.clipboard.writeText(link);
      say(t("share.copied"));
    } catch {
      // Without a secure context there is no clipboard; the address bar holds the same link.
      prompt(t("share.copy"), link);
    }
  };
  return (
    <Button className="tool" onPress={share}>
      <Icon name="link" /> {t("share")}
    </Button>
  );
}
