import { useState } from "react";
import { Button, FileTrigger } from "react-aria-components";
import { address, Problem, post } from "../api/client";
import { type BoundaryInfo, SCALES } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Picker } from "../kit/Picker";
import { Trouble } from "../kit/Trouble";
import { useStore } from "../state/store";

const LEVELS = SCALES.filter((scale) => scale !== "actor");

/** Outlines are the user's own; their review number is printed wherever they are drawn. */
export default function Boundaries() {
  const { t, term, number } = useSpeech();
  const say = useStore((state) => state.say);
  const { data, problem: unread } = useAnswer<BoundaryInfo[]>(address("/boundaries"));
  const [level, setLevel] = useState("city");
  const [review, setReview] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    if (!file) return;
    setBusy(true);
    setProblem(null);
    const form = new FormData();
    form.set("file", file);
    form.set("level", level);
    if (review.trim()) form.set("review_number", review.trim());
    try {
      const info = await post<BoundaryInfo>(address("/boundaries"), form);
      useFreshness.getState().refresh();
      say(t("boundaries.done", { n: info.matched }));
      setFile(null);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    }
    setBusy(false);
  };
  return (
    <>
      <section className="panel" aria-label={t("boundaries.add")}>
        <p>{t("boundaries.why")}</p>
        <div className="field-row">
          <FileTrigger
            acceptedFileTypes={[".geojson", ".json"]}
            onSelect={(files) => setFile(files?.[0] ?? null)}
          >
            <Button className="tool boxed">{file ? file.name : t("boundaries.choose")}</Button>
          </FileTrigger>
          <Picker
            label={t("scale")}
            value={level}
            options={LEVELS.map((id) => ({ id, title: term("level", id) }))}
            onChange={setLevel}
          />
          <label className="field">
            {t("boundaries.review")}
            <input
              value={review}
              onChange={(event) => setReview(event.target.value)}
              placeholder="GS(2024)0650"
            />
          </label>
          <Button className="primary" isDisabled={!file || busy} onPress={() => void send()}>
            {t("boundaries.add")}
          </Button>
        </div>
        {problem && <Trouble problem={problem} />}
      </section>
      {unread && <Trouble problem={unread} />}
      {data?.length === 0 && <p className="quiet pad">{t("boundaries.none")}</p>}
      {data && data.length > 0 && (
        <table className="plain panel">
          <thead>
            <tr>
              <th scope="col">{t("scale")}</th>
              <th scope="col">{t("boundaries.review")}</th>
              <th scope="col" className="figure">
                {t("boundaries.matched")}
              </th>
              <th scope="col">{t("boundaries.unmatched")}</th>
              <th scope="col" className="figure">
                {t("boundaries.points")}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.map((set) => (
              <tr key={set.level}>
                <th scope="row">{term("level", set.level)}</th>
                <td>{set.review_number ?? <Missing text={t("boundaries.unreviewed")} />}</td>
                <td className="figure">{number(set.matched)}</td>
                <td className="quiet">{set.unmatched.join(", ") || t("none")}</td>
                <td className="figure">
                  {number(set.points_kept)} / {number(set.points_read)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
