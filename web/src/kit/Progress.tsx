import { Button, ProgressBar } from "react-aria-components";
import type { Job } from "../api/types";
import { useSpeech } from "../i18n";
import { size } from "./size";

/** How far long work is: bytes of a file that is read, parts of what is computed. */
export function Progress(props: {
  label: string;
  progress: Job["progress"];
  /** What the button says that stops it. */
  cancel: string;
  onCancel: () => void;
}) {
  const { t, number } = useSpeech();
  const { stage, done, total } = props.progress;
  const share = total ? (done / total) * 100 : undefined;
  const amount = (parts: number) => (stage === "computing" ? number(parts, 0) : size(parts));
  return (
    <>
      <ProgressBar
        className="progress"
        aria-label={props.label}
        value={share ?? 0}
        isIndeterminate={share === undefined}
      >
        <div className="progress-track">
          <div className="progress-fill" style={{ width: `${share ?? 30}%` }} />
        </div>
      </ProgressBar>
      <div className="field-row">
        <span>{stageTitle(stage, t)}</span>
        <span className="quiet">
          {done > 0 && amount(done)}
          {total ? ` / ${amount(total)} · ${number(share ?? 0, 0)}%` : ""}
        </span>
        <Button className="tool boxed" onPress={props.onCancel}>
          {props.cancel}
        </Button>
      </div>
    </>
  );
}

const STAGES = ["waiting", "reading", "verifying", "locating", "writing", "committing", "computing"] as const;

function stageTitle(stage: string, t: ReturnType<typeof useSpeech>["t"]): string {
  const known = STAGES.find((candidate) => candidate === stage);
  return known ? t(`stage.${known}`) : stage;
}
