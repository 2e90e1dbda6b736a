import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { useSpeech } from "../i18n";
import type { XY } from "../scene/plane";
import { anchor, type Drawing, hit, type Item, outline } from "./drawing";

/** Points that a key moves on in: to the nearest item in that direction. */
const STEPS: Record<string, XY> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** A drawing on the screen: pointed at, walked with the arrow keys, an item chosen with a click or Enter. */
export function Figure(props: {
  drawing: Drawing;
  label: string;
  /** One line about an item: what stands there. */
  tell: (item: Item) => string;
  chosen: Item | null;
  onChoose: (item: Item) => void;
  onDrag?: (dx: number, dy: number) => void;
}) {
  const { drawing, tell, onDrag } = props;
  const { t } = useSpeech();
  const body = useRef<SVGGElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<number | null>(null);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  // The same text as in the exports; every word in it was escaped when it was drawn.
  useLayoutEffect(() => {
    if (body.current) body.current.innerHTML = drawing.body;
  }, [drawing.body]);

  const at = (event: PointerEvent): XY => {
    const bounds = box.current?.getBoundingClientRect();
    return [event.clientX - (bounds?.left ?? 0), event.clientY - (bounds?.top ?? 0)];
  };
  const item = active === null ? null : (drawing.items[active] ?? null);
  const step = (event: KeyboardEvent) => {
    const direction = STEPS[event.key];
    if (direction) {
      event.preventDefault();
      setActive((now) => towards(drawing.items, now, direction));
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      setActive(event.key === "Home" ? 0 : drawing.items.length - 1);
    } else if ((event.key === "Enter" || event.key === " ") && item) {
      event.preventDefault();
      props.onChoose(item);
    } else if (event.key === "Escape") setActive(null);
  };
  const where = item ? anchor(item) : null;
  return (
    <div className="drawing-scroll">
      <div
        ref={box}
        className="drawing"
        role="application"
        aria-label={props.label}
        aria-roledescription={t("figure.role")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        style={{ width: drawing.width, height: drawing.height, cursor: onDrag ? "grab" : undefined }}
        onKeyDown={step}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={(event) => {
          const start = drag.current;
          if (start && onDrag && event.buttons === 1) {
            const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
            if (start.moved || Math.hypot(dx, dy) > 4) {
              drag.current = { x: event.clientX, y: event.clientY, moved: true };
              onDrag(dx, dy);
              return;
            }
          }
          const found = hit(drawing.items, at(event));
          setActive(found < 0 ? null : found);
        }}
        onPointerUp={(event) => {
          const moved = drag.current?.moved;
          drag.current = null;
          const found = moved ? undefined : drawing.items[hit(drawing.items, at(event))];
          if (found) props.onChoose(found);
        }}
        onPointerLeave={() => {
          drag.current = null;
          setActive(null);
        }}
      >
        <svg width={drawing.width} height={drawing.height} aria-hidden="true">
          <g ref={body} />
          {props.chosen && <path className="drawing-chosen" d={outline(props.chosen)} />}
          {item && <path className="drawing-active" d={outline(item)} />}
        </svg>
        {item && where && (
          <div
            className="tooltip"
            style={{
              left: Math.max(4, Math.min(drawing.width - 240, where[0] + 12)),
              top: where[1] > drawing.height - 70 ? where[1] - 52 : where[1] + 12,
            }}
          >
            <strong>{item.title}</strong>
            <span>{tell(item)}</span>
          </div>
        )}
      </div>
      <p className="sr-only" role="status">
        {item ? `${item.title}: ${tell(item)}` : ""}
      </p>
      {drawing.notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
    </div>
  );
}

/** The nearest item in a direction, those straight ahead first. */
export function towards(items: readonly Item[], from: number | null, [dx, dy]: XY): number | null {
  if (items.length === 0) return null;
  const start = from === null ? undefined : items[from];
  if (!start) return 0;
  const [x, y] = anchor(start);
  let [best, least] = [from as number, Infinity];
  for (const [index, item] of items.entries()) {
    const [ix, iy] = anchor(item);
    const ahead = (ix - x) * dx + (iy - y) * dy;
    const aside = Math.abs((ix - x) * dy) + Math.abs((iy - y) * dx);
    if (index === from || ahead <= 0.5) continue;
    const cost = ahead + 2.5 * aside;
    if (cost < least) [best, least] = [index, cost];
  }
  return best;
}
