import { useMemo, useState } from "react";
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { address } from "../api/client";
import type { Grid, SearchHit, SourceState, Spot } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Picker } from "../kit/Picker";
import { useStore, useView } from "../state/store";
import { frequencyOf, isPeriod, newest, put, stepped, WATCH_SCALES } from "./ask";

/** What changes with whose port, scale and time: an alert and a cell belong to the list in which they were found. */
const FORGET = { alert: null, cell: null, frozen: null, open: null };

/** Whose port, at which scale, when: the same on Today, Watch and Report. */
export function Scope(props: { port: Spot | null; period: string | null; sources: readonly SourceState[] }) {
  const { watch } = useView();
  const { t, term } = useSpeech();
  const change = useStore((state) => state.change);
  const set = (changes: Readonly<Record<string, string | null>>) =>
    change({ watch: put(watch, { ...FORGET, ...changes }) });
  return (
    <div className="controls" role="toolbar" aria-label={t("controls")}>
      <Port port={props.port} onChoose={(port) => set({ port })} />
      <Picker
        label={t("watch.scale")}
        value={WATCH_SCALES.find((scale) => scale === watch.scale) ?? "listed"}
        options={[
          { id: "listed", title: t("watch.scale.listed") },
          ...WATCH_SCALES.map((id) => ({ id, title: term("level", id) })),
        ]}
        onChange={(id) => set({ scale: id === "listed" ? null : id })}
      />
      <When period={props.period} sources={props.sources} onChoose={(period) => set({ period })} />
    </div>
  );
}

const NONE: SearchHit[] = [];

function Port({ port, onChoose }: { port: Spot | null; onChoose: (port: string | null) => void }) {
  const { watch, at } = useView();
  const { t, pick, term } = useSpeech();
  const [text, setText] = useState("");
  const wanted = text.trim();
  const { data } = useAnswer<SearchHit[]>(wanted ? address("/search", { q: wanted, limit: 12, at }) : null);
  const offices = useOffices(at);
  const options = useMemo(() => {
    const regions = ((wanted && data) || NONE)
      .filter(({ id }) => !id.startsWith("actor:"))
      .map(({ id, title, level, kind, matched }) => ({
        id,
        title: pick(title),
        note: [matched, level ? term("level", level) : term("kind", kind)].filter(Boolean).join(" · "),
      }));
    const named = offices
      .filter((office) => wanted !== "" && office.toLowerCase().includes(wanted.toLowerCase()))
      .map((office) => ({ id: office, title: office, note: t("watch.port.office") }));
    return [...regions, ...named.filter(({ id }) => !regions.some((region) => region.id === id))];
  }, [wanted, data, offices, pick, term, t]);
  return (
    <span className="watch-port">
      <ComboBox
        className="search target-search"
        aria-label={t("watch.port")}
        items={options}
        inputValue={text}
        onInputChange={setText}
        value={null}
        defaultFilter={() => true}
        menuTrigger="input"
        allowsEmptyCollection={wanted !== ""}
        onChange={(id) => {
          if (!id) return;
          setText("");
          onChoose(String(id));
        }}
      >
        <Input placeholder={t("watch.port.search")} autoComplete="off" spellCheck="false" />
        <Popover className="popover" placement="bottom start">
          <ListBox<(typeof options)[number]>
            className="hits"
            renderEmptyState={() => <div className="quiet pad">{t(data ? "search.none" : "loading")}</div>}
          >
            {(option) => (
              <ListBoxItem id={option.id} textValue={option.title} className="hit">
                <span className="hit-title">{option.title}</span>
                <span className="quiet">{option.note}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {watch.port ? (
        <span className="chip" data-selected="true">
          {port ? pick(port.title) : watch.port}
          <Button className="tool" aria-label={t("watch.port.all")} onPress={() => onChoose(null)}>
            <Icon name="close" />
          </Button>
        </span>
      ) : (
        <span className="quiet">{t("watch.port.whole")}</span>
      )}
    </span>
  );
}

const NO_OFFICES: string[] = [];

/** Offices that rules warn: what is addressed to them can be looked at like the port of a region. */
function useOffices(at: number | null): readonly string[] {
  const { data } = useAnswer<Grid>(address("/tables/rule/rows", { limit: 1000, at }));
  return useMemo(() => {
    const column = data?.columns.findIndex(({ name }) => name === "addressee") ?? -1;
    if (!data || column < 0) return NO_OFFICES;
    return [...new Set(data.rows.flatMap((row) => (row[column] ? [String(row[column])] : [])))];
  }, [data]);
}

function When(props: {
  period: string | null;
  sources: readonly SourceState[];
  onChoose: (period: string | null) => void;
}) {
  const { watch } = useView();
  const { t } = useSpeech();
  const [typed, setTyped] = useState<string | null>(null);
  const now = (watch.period && isPeriod(watch.period) ? watch.period : null) ?? props.period ?? "";
  const last = newest(now, props.sources);
  const before = stepped(now, -1);
  const after = stepped(now, 1);
  const settle = () => {
    if (typed === null) return;
    const wanted = typed.trim().toUpperCase();
    setTyped(null);
    if (wanted === "") props.onChoose(null);
    else if (isPeriod(wanted) && wanted !== now) props.onChoose(wanted);
  };
  return (
    <fieldset className="watch-when">
      <legend className="sr-only">{t("watch.period")}</legend>
      <Button
        className="tool boxed"
        aria-label={t("watch.period.before")}
        isDisabled={!before}
        onPress={() => props.onChoose(before)}
      >
        <Icon name="back" />
      </Button>
      <input
        className="constant"
        aria-label={t("watch.period")}
        title={t("watch.period.help")}
        aria-invalid={typed !== null && typed.trim() !== "" && !isPeriod(typed.trim().toUpperCase())}
        value={typed ?? now}
        size={8}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          if (event.key === "Escape") setTyped(null);
        }}
        onBlur={settle}
      />
      <Button
        className="tool boxed"
        aria-label={t("watch.period.after")}
        isDisabled={!after || (last !== null && after > last)}
        onPress={() => props.onChoose(after)}
      >
        <Icon name="forward" />
      </Button>
      {watch.period && (
        <Button className="tool" onPress={() => props.onChoose(null)}>
          {t("watch.period.newest")}
        </Button>
      )}
      {frequencyOf(now) === null && now !== "" && <span className="quiet">{now}</span>}
    </fieldset>
  );
}
