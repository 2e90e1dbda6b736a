import { useEffect, useState } from "react";
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { address } from "../api/client";
import type { SearchHit } from "../api/types";
import { useAnswer } from "../api/use";
import { scaleOf } from "../atlas/scales";
import { useSpeech } from "../i18n";
import { useStore, useView } from "../state/store";
import { CARD, SEARCH_FIELD } from "./shortcuts";

const NONE: SearchHit[] = [];

/** Finds a region or an actor by its Chinese name, pinyin, initials or English name, and selects it in the Atlas. */
export default function Search() {
  const { t, pick, term } = useSpeech();
  const { at } = useView();
  const change = useStore((state) => state.change);
  const [text, setText] = useState("");
  const asked = useDelayed(text.trim(), 120);
  const { data } = useAnswer<SearchHit[]>(asked ? address("/search", { q: asked, limit: 12, at }) : null);
  const hits = (asked && data) || NONE;
  return (
    <ComboBox
      className="search"
      aria-label={t("search")}
      items={hits}
      inputValue={text}
      onInputChange={setText}
      value={null}
      defaultFilter={() => true}
      menuTrigger="input"
      allowsEmptyCollection={text.trim() !== ""}
      onChange={(id) => {
        const hit = hits.find((candidate) => candidate.id === id);
        if (!hit) return;
        setText("");
        change({ page: "atlas", ...scaleOf(hit), selection: `n:${hit.id}`, comparing: false });
        // What was found is read next; and the keys of the Atlas work again.
        requestAnimationFrame(() => document.getElementById(CARD)?.focus());
      }}
    >
      <Input id={SEARCH_FIELD} placeholder={t("search.placeholder")} autoComplete="off" spellCheck="false" />
      <Popover className="popover" placement="bottom start">
        <ListBox<SearchHit>
          className="hits"
          renderEmptyState={() => (
            <div className="quiet pad">{t(data && asked === text.trim() ? "search.none" : "loading")}</div>
          )}
        >
          {(hit) => (
            <ListBoxItem id={hit.id} textValue={pick(hit.title)} className="hit">
              <span className="hit-title">{pick(hit.title)}</span>
              <span className="quiet">
                {hit.matched ? `${hit.matched} · ` : ""}
                {hit.level ? term("level", hit.level) : term("kind", hit.kind)}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function useDelayed(value: string, delay: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return delayed;
}
