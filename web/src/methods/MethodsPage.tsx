import { useMemo, useState } from "react";
import { address } from "../api/client";
import type { Method } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { INDICATOR } from "./indicator";
import { MethodPage } from "./MethodPage";

const NONE: Method[] = [];

/** Every method of the engine, found by name, question or short form; its page is drawn from its declaration. */
export default function MethodsPage() {
  const { method: id } = useView();
  const { t, pick, term } = useSpeech();
  const drift = useStore((state) => state.drift);
  const { data, problem } = useAnswer<Method[]>(address("/methods"));
  const methods = useMemo(() => (data ? [INDICATOR, ...data] : NONE), [data]);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = useMemo(
    () =>
      methods.filter((method) =>
        [
          method.id,
          method.title.zh,
          method.title.en,
          method.question.zh,
          method.question.en,
          ...method.aliases,
        ].some((word) => word.toLowerCase().includes(wanted)),
      ),
    [methods, wanted],
  );
  const studies = [...new Set(found.map((method) => method.study))];
  const chosen = methods.find((method) => method.id === id);
  return (
    <main id="content" className="page">
      <div className="page-head">
        <h1>{t("methods.question")}</h1>
        <input
          type="search"
          className="filter"
          placeholder={t("methods.search")}
          aria-label={t("methods.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {problem && <Trouble problem={problem} />}
      <div className="split">
        <nav className="panel list" aria-label={t("page.methods")}>
          {studies.map((study) => (
            <section key={study}>
              <h3>{term("study", study)}</h3>
              <ul>
                {found
                  .filter((method) => method.study === study)
                  .map((method) => (
                    <li key={method.id}>
                      <button
                        type="button"
                        className="list-item"
                        aria-current={method.id === id}
                        onClick={() =>
                          drift({ method: method.id, parameters: {}, run: false, sort: null, look: {} })
                        }
                      >
                        <span>{pick(method.title)}</span>
                        <span className="quiet">{pick(method.question)}</span>
                      </button>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
          {data && found.length === 0 && <p className="quiet pad">{t("search.none")}</p>}
        </nav>
        {chosen ? (
          <MethodPage key={chosen.id} methods={methods} method={chosen} />
        ) : (
          <p className="quiet pad">{t("methods.choose")}</p>
        )}
      </div>
    </main>
  );
}
