import { useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { css } from "../scene/palette";
import { useStore, useView } from "../state/store";
import { type Course, countsOf } from "./course";
import type { Inks } from "./waves";

/** Milliseconds between two rounds. */
const BEAT = 1100;

/** The rounds: played, stepped through, or chosen; the bars count the hits of each. */
export function Player({ course, inks, shock }: { course: Course | null; inks: Inks; shock: string }) {
  const { round } = useView();
  const { t, number } = useSpeech();
  const { change, drift } = useStore.getState();
  const [playing, setPlaying] = useState(false);
  const last = course?.last ?? 0;
  const now = Math.min(round ?? last, last);
  // The end is written as such, so that a link shows it whatever the number of rounds.
  const at = (next: number) => (next >= last ? null : Math.max(0, next));
  const step = useRef(() => {});
  step.current = () => {
    if (now >= last) setPlaying(false);
    else drift({ round: at(now + 1) });
  };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => step.current(), BEAT);
    return () => clearInterval(timer);
  }, [playing]);
  const counts = course ? countsOf(course) : [];
  const most = Math.max(1, ...counts.map(({ shock: own, down, up }) => own + down + up));
  const here = counts[now] ?? { shock: 0, down: 0, up: 0 };
  const said = course
    ? t(now === 0 ? "whatif.said.start" : "whatif.said", {
        round: now,
        last,
        n: here.shock + here.down + here.up,
        down: here.down,
        up: here.up,
      })
    : t("whatif.not.run");
  return (
    <section className="player" aria-label={t("whatif.rounds")}>
      <div className="time-controls">
        <Button
          className="tool"
          aria-label={t("whatif.back")}
          isDisabled={!course || now === 0}
          onPress={() => change({ round: at(now - 1) })}
        >
          <Icon name="back" />
        </Button>
        <Button
          className="tool"
          aria-label={t(playing ? "time.pause" : "whatif.play")}
          isDisabled={!course || last === 0}
          onPress={() => {
            if (!playing && now >= last) drift({ round: at(0) });
            setPlaying(!playing);
          }}
        >
          <Icon name={playing ? "pause" : "play"} />
        </Button>
        <Button
          className="tool"
          aria-label={t("whatif.forward")}
          isDisabled={!course || now >= last}
          onPress={() => change({ round: at(now + 1) })}
        >
          <Icon name="forward" />
        </Button>
        <span className="time-value">
          {course ? t("whatif.round.of", { n: now, last }) : t("whatif.rounds")}
        </span>
        <span className="quiet" aria-live="polite">
          {said}
        </span>
      </div>
      {course && last > 0 && (
        <div className="rounds">
          <svg viewBox={`0 0 ${last + 1} 44`} preserveAspectRatio="none" aria-hidden="true">
            {counts.map((count, index) => {
              let top = 44;
              return (["shock", "down", "up"] as const).map((channel) => {
                const height = (count[channel] / most) * 42;
                top -= height;
                return (
                  <rect
                    // biome-ignore lint/suspicious/noArrayIndexKey: rounds are counted
                    key={`${index}${channel}`}
                    x={index + 0.06}
                    width={0.88}
                    y={top}
                    height={height}
                    fill={channel === "shock" ? shock : css(inks.channels[channel])}
                    opacity={index <= now ? 0.95 : 0.3}
                  />
                );
              });
            })}
            <rect
              x={now + 0.02}
              width={0.96}
              y={0.5}
              height={43}
              fill="none"
              stroke="var(--accent)"
              strokeWidth="2"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <div className="rounds-names" aria-hidden="true">
            {counts.map((count, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rounds are counted
              <span key={index}>
                {last <= 16
                  ? `${index} · ${number(count.shock + count.down + count.up)}`
                  : index % 5 === 0
                    ? index
                    : ""}
              </span>
            ))}
          </div>
          <input
            type="range"
            className="rounds-slider"
            aria-label={t("whatif.rounds")}
            aria-valuetext={t("whatif.round.of", { n: now, last })}
            min={0}
            max={last}
            value={now}
            onChange={(event) => {
              setPlaying(false);
              change({ round: at(Number(event.target.value)) });
            }}
          />
        </div>
      )}
    </section>
  );
}
