import { useEffect, useRef, useState } from "react";
import { Button, Checkbox } from "react-aria-components";
import { type Atlas, LAYERS, type LayerCounts } from "../api/types";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Segments } from "../kit/Segments";
import type { Ink } from "../scene/palette";
import { total } from "../scene/scene";
import { useStore, useView } from "../state/store";

/** Milliseconds between two steps of the play. */
const BEAT = 1100;

interface Years {
  first: number;
  /** The year after the last one. */
  end: number;
}

export function TimeBrush({ atlas, ink }: { atlas: Atlas | null; ink: Ink }) {
  const view = useView();
  const { t, number } = useSpeech();
  const change = useStore((state) => state.change);
  const years = yearsOf(atlas);
  const chosen = parse(view.period, years);
  const [playing, setPlaying] = useState(false);
  const step = useStep(years, chosen, change);
  const stepper = useRef(step);
  stepper.current = step;

  const settled = atlas !== null;
  useEffect(() => {
    if (!playing || !settled) return;
    const timer = setInterval(() => {
      if (!stepper.current(1)) setPlaying(false);
    }, BEAT);
    return () => clearInterval(timer);
  }, [playing, settled]);

  const undated = atlas
    ? LAYERS.filter((layer) => view.layers.includes(layer)).reduce(
        (sum, layer) => sum + (atlas.time.undated[layer] ?? 0),
        0,
      )
    : 0;
  return (
    <section className="time" aria-label={t("time")}>
      <div className="time-controls">
        <Button className="tool" aria-label={t("time.back")} isDisabled={!years} onPress={() => step(-1)}>
          <Icon name="back" />
        </Button>
        <Button
          className="tool"
          aria-label={t(playing ? "time.pause" : "time.play")}
          isDisabled={!years}
          onPress={() => setPlaying(!playing)}
        >
          <Icon name={playing ? "pause" : "play"} />
        </Button>
        <Button className="tool" aria-label={t("time.forward")} isDisabled={!years} onPress={() => step(1)}>
          <Icon name="forward" />
        </Button>
        <span className="time-value">
          {chosen
            ? chosen.end - chosen.first === 1
              ? chosen.first
              : `${chosen.first} – ${chosen.end - 1}`
            : t("time.all")}
        </span>
        <Segments
          label={t("time.mode")}
          options={[
            { id: "interval", title: t("time.interval") },
            { id: "cumulative", title: t("time.cumulative") },
          ]}
          value={view.cumulative ? "cumulative" : "interval"}
          onChange={(mode) => change({ cumulative: mode === "cumulative" })}
        />
        <Checkbox className="check" isSelected={view.undated} onChange={(on) => change({ undated: on })}>
          <span className="box" aria-hidden="true" />
          {t("time.undated", { n: undated })}
        </Checkbox>
        {view.period && (
          <button type="button" className="textual" onClick={() => change({ period: null })}>
            {t("time.clear")}
          </button>
        )}
      </div>
      {years && atlas ? (
        <Brush
          years={years}
          chosen={chosen}
          atlas={atlas}
          ink={ink}
          onChange={(next) => change({ period: next && `${next.first}/${next.end}` })}
        />
      ) : (
        <p className="quiet pad">{atlas ? t("time.none") : ""}</p>
      )}
      <p className="sr-only" aria-live="polite">
        {chosen && atlas
          ? t("time.said", { from: chosen.first, to: chosen.end - 1, n: number(total(atlas.ties)) })
          : ""}
      </p>
    </section>
  );
}

function yearsOf(atlas: Atlas | null): Years | null {
  const buckets = atlas?.time.buckets ?? [];
  const [first, last] = [buckets[0], buckets.at(-1)];
  return first && last
    ? { first: Number(first.period.slice(0, 4)), end: Number(last.period.slice(0, 4)) + 1 }
    : null;
}

function parse(period: string | null, years: Years | null): Years | null {
  const [first, end] = (period ?? "").split("/").map(Number);
  return first && end && years ? { first, end } : null;
}

/** Moves the chosen interval by its own rhythm; false at the end. */
function useStep(
  years: Years | null,
  chosen: Years | null,
  change: (next: { period: string }) => void,
): (by: 1 | -1) => boolean {
  return (by) => {
    if (!years) return false;
    if (!chosen) {
      const first = by > 0 ? years.first : years.end - 1;
      change({ period: `${first}/${first + 1}` });
      return true;
    }
    const next = { first: chosen.first + by, end: chosen.end + by };
    if (next.first < years.first || next.end > years.end) return false;
    change({ period: `${next.first}/${next.end}` });
    return true;
  };
}

const HEIGHT = 54;

/** Stacked years; drag to choose an interval, or move its two ends with the arrow keys. */
function Brush(props: {
  years: Years;
  chosen: Years | null;
  atlas: Atlas;
  ink: Ink;
  onChange: (next: Years | null) => void;
}) {
  const { years, atlas, ink, onChange } = props;
  const { layers } = useView();
  const { t } = useSpeech();
  const box = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const chosen = drag
    ? { first: Math.min(drag.from, drag.to), end: Math.max(drag.from, drag.to) + 1 }
    : props.chosen;
  const count = years.end - years.first;
  const shown = LAYERS.filter((layer) => layers.includes(layer));
  const sum = (counts: LayerCounts) => shown.reduce((all, layer) => all + (counts[layer] ?? 0), 0);
  const most = Math.max(1, ...atlas.time.buckets.map(({ counts }) => sum(counts)));
  const yearAt = (x: number) => {
    const rectangle = box.current?.getBoundingClientRect();
    const share = rectangle ? (x - rectangle.left) / rectangle.width : 0;
    return years.first + Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  };
  const every = Math.ceil(count / 12);

  return (
    <div className="brush">
      <svg
        ref={box}
        viewBox={`0 0 ${count} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const year = yearAt(event.clientX);
          setDrag({ from: year, to: year });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: yearAt(event.clientX) })}
        onPointerUp={() => {
          if (chosen) onChange(chosen);
          setDrag(null);
        }}
        onPointerCancel={() => setDrag(null)}
      >
        {atlas.time.buckets.map(({ period, counts }) => {
          const year = Number(period.slice(0, 4));
          const inside = !chosen || (year >= chosen.first && year < chosen.end);
          let top = HEIGHT;
          return shown.map((layer) => {
            const height = ((counts[layer] ?? 0) / most) * (HEIGHT - 4);
            top -= height;
            return (
              <rect
                key={`${period}${layer}`}
                x={year - years.first + 0.06}
                width={0.88}
                y={top}
                height={height}
                fill={`rgb(${ink.layers[layer].join(" ")})`}
                opacity={inside ? 0.9 : 0.22}
              />
            );
          });
        })}
        {chosen && (
          <rect
            x={chosen.first - years.first}
            width={chosen.end - chosen.first}
            y={0}
            height={HEIGHT}
            fill="none"
            stroke="var(--accent)"
            strokeWidth="2"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      <div className="brush-years" aria-hidden="true">
        {Array.from({ length: count }, (_, k) => years.first + k).map((year) => (
          <span key={year}>{(year - years.first) % every === 0 ? year : ""}</span>
        ))}
      </div>
      <Ends years={years} chosen={chosen} label={[t("time.from"), t("time.to")]} onChange={onChange} />
    </div>
  );
}

/** The two ends as sliders, for the keyboard and for screen readers. */
function Ends(props: {
  years: Years;
  chosen: Years | null;
  label: [string, string];
  onChange: (next: Years) => void;
}) {
  const { years, label, onChange } = props;
  const { first, end } = props.chosen ?? years;
  const place = (year: number) => ({ left: `${((year - years.first) / (years.end - years.first)) * 100}%` });
  return (
    <>
      <input
        type="range"
        className="brush-end"
        style={place(first)}
        aria-label={label[0]}
        min={years.first}
        max={years.end - 1}
        value={first}
        onChange={(event) => {
          const year = Number(event.target.value);
          onChange({ first: year, end: Math.max(end, year + 1) });
        }}
      />
      <input
        type="range"
        className="brush-end"
        style={place(end)}
        aria-label={label[1]}
        min={years.first}
        max={years.end - 1}
        value={end - 1}
        onChange={(event) => {
          const year = Number(event.target.value);
          onChange({ first: Math.min(first, year), end: year + 1 });
        }}
      />
    </>
  );
}
