import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../../i18n";
import { save } from "../../kit/csv";
import { Icon } from "../../kit/Icon";
import { Trouble } from "../../kit/Trouble";
import { Audit } from "./Audit";
import { said, useAct } from "./act";
import { useDrafts } from "./drafts";
import { Editor, useCheck } from "./Editor";
import { usePartyName } from "./names";
import type { DealView, VersionInfo } from "./types";

/** Who signed which version, what the text says, and the way to a new version. */
export function TextPage({ view }: { view: DealView }) {
  return (
    <div className="book">
      <Signatures view={view} />
      <Clauses view={view} />
      <Amend view={view} />
    </div>
  );
}

function Signatures({ view }: { view: DealView }) {
  const { t } = useSpeech();
  const id = useId();
  return (
    <section className="panel" aria-labelledby={`${id}-signed`}>
      <h3 id={`${id}-signed`}>{t("ledger.signatures")}</h3>
      <p className="quiet">{t("ledger.signatures.help")}</p>
      {[...view.versions].reverse().map((version) => (
        <Version key={version.version} view={view} version={version} />
      ))}
    </section>
  );
}

function Version({ view, version }: { view: DealView; version: VersionInfo }) {
  const { t } = useSpeech();
  const name = usePartyName(view);
  const latest = version.version === view.version;
  return (
    <section className="version-card" aria-label={t("ledger.version", { n: version.version })}>
      <p>
        <strong>{t("ledger.version", { n: version.version })}</strong>{" "}
        <em className={version.missing.length === 0 ? "tag" : "tag warn"}>
          {version.missing.length === 0 ? t("ledger.signed.all") : t("ledger.state.unsigned")}
        </em>{" "}
        <span className="quiet">
          {t("ledger.version.said", { day: version.day, by: version.by || "–", from: version.valid_from })} ·{" "}
          <code title={version.hash}>{version.hash.slice(0, 16)}…</code>
        </span>
      </p>
      <ul className="signatures">
        {version.signed.map((one) => (
          <li key={one.party}>
            ✓ {name(one.party)} <span className="quiet">{`${one.signatory} · ${one.day}`}</span>
          </li>
        ))}
        {version.missing.map((party) => (
          <li key={party}>
            {latest ? (
              <Sign view={view} party={party} version={version.version} />
            ) : (
              t("ledger.unsigned", { who: name(party) })
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sign({ view, party, version }: { view: DealView; party: string; version: number }) {
  const { t } = useSpeech();
  const name = usePartyName(view);
  const act = useAct();
  const id = useId();
  const [signatory, setSignatory] = useState("");
  return (
    <form
      className="field-row"
      onSubmit={(event) => {
        event.preventDefault();
        void act.run(`/deals/${encodeURIComponent(view.id)}/sign`, {
          party,
          signatory: signatory.trim(),
          version,
        });
      }}
    >
      <label htmlFor={id}>{t("ledger.sign.for", { party: name(party) })}</label>
      <input
        id={id}
        className="filter short"
        value={signatory}
        maxLength={200}
        placeholder={t("ledger.signatory")}
        onChange={(event) => setSignatory(event.target.value)}
      />
      <Button
        type="submit"
        className="tool boxed"
        aria-label={`${t("ledger.sign")}: ${name(party)}`}
        isDisabled={act.busy || signatory.trim() === ""}
      >
        {t("ledger.sign")}
      </Button>
      {act.problem && <Trouble problem={act.problem} />}
    </form>
  );
}

function Clauses({ view }: { view: DealView }) {
  const { t, pick, term } = useSpeech();
  const id = useId();
  return (
    <section className="panel" aria-labelledby={`${id}-clauses`}>
      <h3 id={`${id}-clauses`}>{t("ledger.clauses", { n: view.clauses.length })}</h3>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("ledger.column.clause")}</th>
            <th scope="col">{t("ledger.clause.kind")}</th>
            <th scope="col">{t("ledger.clause.items")}</th>
            <th scope="col">{t("ledger.clause.term")}</th>
            <th scope="col">{t("ledger.clause.line")}</th>
          </tr>
        </thead>
        <tbody>
          {view.clauses.map((clause) => (
            <tr key={`${clause.amendment ?? ""}${clause.id}${clause.start}`}>
              <th scope="row">
                {pick(clause.title) || clause.id} <code className="quiet">{clause.id}</code>
                {clause.amendment && (
                  <em className="tag">{t("ledger.amendment", { id: clause.amendment })}</em>
                )}
              </th>
              <td>{term("clause", clause.kind)}</td>
              <td>{clause.items.join(t("list.comma"))}</td>
              <td>
                {clause.start} – {clause.end ?? t("ledger.open")}
              </td>
              <td className="figure">{clause.line}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Audit parts={view.audit} />
    </section>
  );
}

function Amend({ view }: { view: DealView }) {
  const { t } = useSpeech();
  const id = useId();
  const draft = useDrafts(({ drafts }) => drafts[view.id]);
  const write = useDrafts((state) => state.write);
  const text = draft ?? view.text;
  const checked = useCheck(text);
  const act = useAct();
  const [fields, setFields] = useState({ valid_from: "", by: "" });
  const changed = text !== view.text;
  return (
    <section className="panel" aria-labelledby={`${id}-text`}>
      <div className="card-head">
        <h3 id={`${id}-text`}>{t("ledger.text.title", { n: view.version })}</h3>
        <Button
          className="tool boxed"
          aria-label={t("ledger.text.save")}
          onPress={() => save(`${view.id}.toml`, text, "application/toml")}
        >
          <Icon name="download" /> TOML
        </Button>
      </div>
      <p className="quiet">{t("ledger.amend.help")}</p>
      <Editor
        text={text}
        checked={checked}
        onChange={(next) => write(view.id, next === view.text ? null : next)}
      />
      {changed && (
        <>
          {checked.check && <Audit parts={checked.check.audit} />}
          <div className="field-row">
            <label htmlFor={`${id}-from`}>{t("ledger.valid_from")}</label>
            <input
              id={`${id}-from`}
              type="date"
              className="filter short"
              value={fields.valid_from}
              onChange={(event) => setFields({ ...fields, valid_from: event.target.value })}
            />
            <label htmlFor={`${id}-by`}>{t("ledger.by")}</label>
            <input
              id={`${id}-by`}
              className="filter short"
              value={fields.by}
              maxLength={200}
              onChange={(event) => setFields({ ...fields, by: event.target.value })}
            />
            <Button
              className="primary"
              isDisabled={act.busy || checked.busy || checked.check?.ok !== true}
              onPress={() =>
                void act
                  .run(`/deals/${encodeURIComponent(view.id)}/amend`, { text, ...said(fields) })
                  .then((done) => done && useDrafts.getState().sent(view.id, text))
              }
            >
              {t("ledger.amend")}
            </Button>
            <Button className="tool boxed" onPress={() => write(view.id, null)}>
              {t("ledger.discard")}
            </Button>
          </div>
        </>
      )}
      {act.problem && <Trouble problem={act.problem} />}
    </section>
  );
}
