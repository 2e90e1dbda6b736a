import { useId } from "react";
import type { Grade, Series } from "../api/types";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { curveOf, type Frame, marksOf } from "./trend";

const FRAME: Frame = { width: 520, height: 150, left: 52, right: 10, top: 16, bottom: 20 };

/** A series with the band in which it was to be expected, what happened, and when it was under alert; unknown steps are hatched. */
export function Trend({ series, grade }: { series: Series; grade: Grade | null }) {
  const { t, pick, term, number, language } = useSpeech();
  const id = useId();
  const curve = curveOf(series.values, series.band, FRAME);
  const unit = series.unit ? term("unit", series.unit) : "";
  const half = series.steps.length > 1 ? (curve.x(1) - curve.x(0)) / 2 : 4;
  const plot = { top: FRAME.top, bottom: FRAME.height - FRAME.bottom };
  const span = (from: number, to: number) => ({
    x: Math.max(FRAME.left, curve.x(from) - half),
    width:
      Math.min(FRAME.width - FRAME.right, curve.x(to - 1) + half) -
      Math.max(FRAME.left, curve.x(from) - half),
    y: plot.top,
    height: plot.bottom - plot.top,
  });
  const compact = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-GB", {
    notation: "compact",
    maximumSignificantDigits: 3,
  });
  const last = series.values.findLastIndex((value) => value !== null);
  const lastValue = series.values[last] ?? null;
  const unknown = curve.unknown.reduce((sum, [from, to]) => sum + to - from, 0);
  return (
    <figure className="trend">
      <figcaption>
        <strong>{pick(series.title)}</strong> <code>{series.reference}</code>{" "}
        {unit && <span className="quiet">{unit}</span>}
      </figcaption>
      <svg viewBox={`0 0 ${FRAME.width} ${FRAME.height}`} role="img" aria-labelledby={`${id}-said`}>
        <title id={`${id}-said`}>
          {lastValue === null
            ? t("watch.trend.nothing")
            : t("watch.trend.said", {
                from: series.steps[0] ?? "",
                to: series.steps.at(-1) ?? "",
                last: series.steps[last] ?? "",
                value: `${number(lastValue)} ${unit}`.trim(),
                unknown,
              })}
        </title>
        <defs>
          <pattern
            id={`${id}-unknown`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line className="trend-hatch" x1="0" y1="0" x2="0" y2="5" />
          </pattern>
        </defs>
        {series.under.map(([from, to]) => (
          <rect key={`u${from}`} className="trend-under" data-grade={grade} {...span(from, to)} />
        ))}
        {curve.unknown.map(([from, to]) => (
          <rect key={`n${from}`} fill={`url(#${id}-unknown)`} {...span(from, to)} />
        ))}
        {curve.ticks.map(({ value, y }) => (
          <g key={value}>
            <line className="trend-grid" x1={FRAME.left} x2={FRAME.width - FRAME.right} y1={y} y2={y} />
            <text className="trend-word" x={FRAME.left - 5} y={y + 3.5} textAnchor="end">
              {compact.format(value)}
            </text>
          </g>
        ))}
        {marksOf(series.steps, 7).map((step) => (
          <text
            key={step}
            className="trend-word"
            x={curve.x(step)}
            y={FRAME.height - 5}
            textAnchor={step > series.steps.length * 0.9 ? "end" : "start"}
          >
            {series.steps[step]}
          </text>
        ))}
        {curve.band && <path className="trend-band" d={curve.band} />}
        {curve.line && <path className="trend-line" d={curve.line} />}
        {curve.dots.map(({ x, y }) => (
          <circle key={x} className="trend-dot" cx={x} cy={y} r="2.2" />
        ))}
        {series.events.map((event) => (
          <g key={`${event.at} ${event.day} ${event.title.zh}`} className="trend-event">
            <title>{`${event.day} ${pick(event.title)}`}</title>
            <line x1={curve.x(event.at)} x2={curve.x(event.at)} y1={plot.top} y2={plot.bottom} />
            <path d={`M${curve.x(event.at) - 5},${plot.top - 9}h10l-5,8z`} />
          </g>
        ))}
      </svg>
      <ul className="trend-legend quiet">
        {curve.band && (
          <li>
            <span className="trend-key" data-key="band" aria-hidden="true" />
            {t("watch.trend.band")}
          </li>
        )}
        {series.under.length > 0 && (
          <li>
            <span className="trend-key" data-key="under" data-grade={grade} aria-hidden="true" />
            {t("watch.trend.under")}
          </li>
        )}
        {unknown > 0 && (
          <li>
            <span className="trend-key hatched" aria-hidden="true" />
            {t("watch.trend.unknown", { n: unknown })}
          </li>
        )}
        {series.events.map((event) => (
          <li key={`${event.day} ${event.title.zh}`}>
            <span aria-hidden="true">▼</span> {event.day} {pick(event.title) || term("event", event.kind)}
          </li>
        ))}
      </ul>
      <details className="trend-values">
        <summary>{t("watch.trend.values")}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keys */}
        <section className="scroll" tabIndex={0} aria-label={t("watch.trend.values")}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("watch.trend.step")}</th>
                <th scope="col" className="figure">
                  {t("watch.trend.value")} {unit && `(${unit})`}
                </th>
                <th scope="col" className="figure">
                  {t("watch.trend.expected")}
                </th>
                <th scope="col" className="figure">
                  {t("watch.trend.band")}
                </th>
              </tr>
            </thead>
            <tbody>
              {series.steps.map((step, index) => {
                const [value, expected, band] = [
                  series.values[index] ?? null,
                  series.expected[index] ?? null,
                  series.band[index] ?? null,
                ];
                return (
                  <tr
                    key={step}
                    data-current={series.under.some(([from, to]) => index >= from && index < to)}
                  >
                    <th scope="row">{step}</th>
                    <td className="figure">{value === null ? <Missing /> : number(value)}</td>
                    <td className="figure">{expected === null ? <Missing /> : number(expected)}</td>
                    <td className="figure">
                      {band === null ? <Missing /> : `${number(band[0])} – ${number(band[1])}`}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}
