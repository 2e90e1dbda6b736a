import type { Grade as Word } from "../api/types";
import { useSpeech } from "../i18n";

/** How grave: said in words, the colour only helps. */
export function Grade({ grade }: { grade: Word }) {
  const { term } = useSpeech();
  return (
    <span className="grade" data-grade={grade}>
      {term("grade", grade)}
    </span>
  );
}
