import type { Proposal, SchemaColumn, SchemaTable } from "../api/types";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Picker } from "../kit/Picker";
import { useImport } from "./job";
import { sources, withSource } from "./mapping";

const NOTHING = " nothing";
const CONSTANT = " constant";

/** Target column ← column of the file, with what belongs into it. */
export function MappingTable({ table, proposal }: { table: SchemaTable; proposal: Proposal }) {
  const { t, pick } = useSpeech();
  const { mapping, edit } = useImport();
  const filled = sources(mapping);
  const columns = [...new Set([...proposal.columns.map((column) => column.from), ...proposal.unplaced])];
  const used = new Set([...filled.values()].map((source) => source.from));
  const idle = columns.filter((column) => !used.has(column));
  const missing = table.columns.filter((column) => column.required && !filled.has(column.name));
  const options = [
    { id: NOTHING, title: t("mapping.nothing") },
    { id: CONSTANT, title: t("mapping.constant") },
    ...columns.map((column) => ({ id: `=${column}`, title: column })),
  ];
  const choose = (column: SchemaColumn, id: string) => {
    const source =
      id === NOTHING
        ? null
        : id === CONSTANT
          ? { from: null, value: "" }
          : { from: id.slice(1), value: null };
    edit({ mapping: withSource(mapping, column.name, source) });
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long table must be scrolled from the keyboard */}
      <section className="scroll mapping" tabIndex={0} aria-label={t("import.mapping")}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("mapping.target")}</th>
              <th scope="col">{t("mapping.source")}</th>
              <th scope="col">{t("mapping.help")}</th>
            </tr>
          </thead>
          <tbody>
            {table.columns.map((column) => {
              const source = filled.get(column.name);
              const value = source ? (source.from === null ? CONSTANT : `=${source.from}`) : NOTHING;
              return (
                <tr key={column.name} data-lacking={column.required && !source}>
                  <th scope="row">
                    {pick(column.title)} <code>{column.name}</code>
                    {column.required && <em className="tag warn">{t("mapping.required")}</em>}
                  </th>
                  <td>
                    <Picker
                      label={`${pick(column.title)} ←`}
                      value={value}
                      options={options}
                      onChange={(id) => choose(column, id)}
                    />
                    {source?.from === null && (
                      <input
                        className="constant"
                        aria-label={`${pick(column.title)}: ${t("mapping.constant")}`}
                        value={source.value ?? ""}
                        onChange={(event) =>
                          edit({
                            mapping: withSource(mapping, column.name, {
                              from: null,
                              value: event.target.value,
                            }),
                          })
                        }
                      />
                    )}
                  </td>
                  <td className="quiet">
                    {pick(column.help)}
                    {column.unit ? ` (${column.unit})` : ""}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {missing.length > 0 && (
        <p className="warn">
          {t("mapping.missing", { columns: missing.map((column) => pick(column.title)).join(", ") })}
        </p>
      )}
      {idle.length > 0 && <p className="quiet">{t("mapping.unused", { columns: idle.join(", ") })}</p>}
      {columns.length === 0 && <Missing />}
      <details>
        <summary>{t("mapping.file")}</summary>
        <textarea
          className="code"
          aria-label={t("mapping.file")}
          rows={12}
          spellCheck={false}
          value={mapping}
          onChange={(event) => edit({ mapping: event.target.value })}
        />
      </details>
    </>
  );
}
