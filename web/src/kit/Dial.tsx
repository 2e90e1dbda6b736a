import { type ReactNode, useId, useState } from "react";

/** A number that is dragged or typed: every movement is told at once, and a drag is one step to undo. */
export function Dial(props: {
  label: string;
  /** Beside the label: a mark such as “assumed”. */
  mark?: ReactNode;
  value: number;
  min: number;
  /** Of the slider; more may be typed, up to the limit. */
  max: number;
  limit?: number;
  step: number;
  unit?: string;
  help?: string;
  /** While it moves; null when it rests. */
  onMove: (value: number | null) => void;
  onChange: (value: number) => void;
}) {
  const { value, min, max, onMove, onChange } = props;
  const id = useId();
  const [moved, setMoved] = useState<number | null>(null);
  /** What is being typed: it may be empty, or no number yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const now = moved ?? value;
  const settle = () => {
    if (moved === null) return;
    if (moved !== value) onChange(moved);
    setMoved(null);
    onMove(null);
  };
  return (
    <div className="dial">
      <label htmlFor={id}>
        {props.label} {props.mark}
      </label>
      <input
        type="range"
        aria-label={props.label}
        aria-valuetext={`${now}${props.unit ? ` ${props.unit}` : ""}`}
        min={min}
        max={Math.max(max, value)}
        step={props.step}
        value={now}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          setMoved(next);
          onMove(next);
        }}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <span className="dial-number">
        <input
          id={id}
          type="number"
          min={min}
          max={props.limit}
          step="any"
          value={typed ?? now}
          aria-describedby={props.help ? `${id}-help` : undefined}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            setTyped(event.target.value);
            if (Number.isFinite(next) && next >= min && next <= (props.limit ?? Number.POSITIVE_INFINITY))
              onChange(next);
          }}
          onBlur={() => setTyped(null)}
        />
        <span className="quiet">{props.unit}</span>
      </span>
      {props.help && (
        <p className="quiet dial-help" id={`${id}-help`}>
          {props.help}
        </p>
      )}
    </div>
  );
}
