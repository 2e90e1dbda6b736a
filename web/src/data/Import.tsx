import { Button, DropZone, FileTrigger, ProgressBar } from "react-aria-components";
import { address } from "../api/client";
import { POLICIES, type SchemaTable } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Picker } from "../kit/Picker";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { isPackage, useImport } from "./job";
import { MappingTable } from "./MappingTable";
import { Report } from "./Report";

const TYPES = [".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".geojson", ".json", ".zip"];

/** Drop a file → see how it is read → check it or import it → see exactly what became of each row. */
export function Import() {
  const { t } = useSpeech();
  const state = useImport();
  return (
    <div className="import">
      <DropZone
        className="drop"
        aria-label={t("import.drop")}
        onDrop={async (event) => {
          const item = event.items.find((candidate) => candidate.kind === "file");
          if (item?.kind === "file") await state.take(await item.getFile());
        }}
      >
        <p className="drop-title">{state.file ? state.file.name : t("import.drop")}</p>
        <p className="quiet">{state.file ? size(state.file.size) : t("import.types")}</p>
        <div className="actions">
          <FileTrigger
            acceptedFileTypes={TYPES}
            onSelect={(files) => files?.[0] && void state.take(files[0])}
          >
            <Button className="tool boxed">{t(state.file ? "import.other" : "import.choose")}</Button>
          </FileTrigger>
          {state.file && (
            <Button className="tool boxed" isDisabled={state.busy} onPress={state.clear}>
              {t("import.clear")}
            </Button>
          )}
        </div>
      </DropZone>
      {state.problem && <Trouble problem={state.problem} />}
      {state.file && <Settings />}
      <Progress />
      <Report />
    </div>
  );
}

function Settings() {
  const { t, pick } = useSpeech();
  const state = useImport();
  const { data: schema } = useAnswer<SchemaTable[]>(address("/schema"));
  const table = schema?.find((candidate) => candidate.name === state.table);
  const packed = state.file ? isPackage(state.file) : false;
  return (
    <section className="panel" aria-label={t("import.mapping")}>
      {!packed && schema && (
        <>
          <div className="field-row">
            <span>{t("import.table")}</span>
            <Picker
              label={t("import.table")}
              value={state.table ?? ""}
              options={schema.map((candidate) => ({
                id: candidate.name,
                title: `${pick(candidate.title)} · ${candidate.name}`,
              }))}
              onChange={(name) => void state.propose(name)}
            />
            {state.proposal && (
              <span className="quiet">
                {t("import.confidence", { share: Math.round(state.proposal.certainty * 100) })}
              </span>
            )}
          </div>
          {table && <p className="quiet">{pick(table.help)}</p>}
          {table && state.proposal && <MappingTable table={table} proposal={state.proposal} />}
        </>
      )}
      {packed && <p className="quiet">{t("import.package")}</p>}
      <div className="field-row">
        <span>{t("import.policy")}</span>
        <Segments
          label={t("import.policy")}
          options={POLICIES.map((id) => ({ id, title: t(`policy.${id}`) }))}
          value={state.policy}
          onChange={(policy) => state.edit({ policy })}
        />
        <span className="quiet">{t(`policy.${state.policy}.help`)}</span>
      </div>
      <div className="actions">
        <Button className="tool boxed" isDisabled={state.busy} onPress={() => void state.send(true)}>
          {t("import.check")}
        </Button>
        <Button className="primary" isDisabled={state.busy} onPress={() => void state.send(false)}>
          {t("import.import")}
        </Button>
      </div>
    </section>
  );
}

function Progress() {
  const { t, number } = useSpeech();
  const { job, busy, cancel } = useImport();
  if (!busy || !job) return null;
  const { stage, done, total } = job.progress;
  const share = total ? (done / total) * 100 : undefined;
  return (
    <section className="panel" aria-label={t("import.progress")}>
      <ProgressBar
        className="progress"
        aria-label={t("import.progress")}
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
          {size(done)}
          {total ? ` / ${size(total)} · ${number(share ?? 0, 0)}%` : ""}
        </span>
        <Button className="tool boxed" onPress={() => void cancel()}>
          {t("import.cancel")}
        </Button>
      </div>
    </section>
  );
}

const STAGES = ["waiting", "reading", "verifying", "writing", "committing"] as const;

function stageTitle(stage: string, t: ReturnType<typeof useSpeech>["t"]): string {
  const known = STAGES.find((candidate) => candidate === stage);
  return known ? t(`stage.${known}`) : stage;
}

export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${value >= 100 || power === 0 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
