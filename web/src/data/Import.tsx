import { Button, DropZone, FileTrigger } from "react-aria-components";
import { address } from "../api/client";
import { POLICIES, type SchemaTable } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Picker } from "../kit/Picker";
import { Progress } from "../kit/Progress";
import { Segments } from "../kit/Segments";
import { size } from "../kit/size";
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
      <Running />
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

function Running() {
  const { t } = useSpeech();
  const { job, busy, cancel } = useImport();
  if (!busy || !job) return null;
  return (
    <section className="panel" aria-label={t("import.progress")}>
      <Progress
        label={t("import.progress")}
        progress={job.progress}
        cancel={t("import.cancel")}
        onCancel={() => void cancel()}
      />
    </section>
  );
}
