import { useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import type { Suggestion } from "./suggestions";

/** Several of the values that are there, or any that one types: what is chosen as chips, one field to add. */
export function Several(props: {
  id: string;
  title: string;
  value: string;
  placeholder: string;
  suggestions: readonly Suggestion[];
  onChange: (value: string) => void;
}) {
  const { id, suggestions, onChange } = props;
  const { t } = useSpeech();
  const [text, setText] = useState("");
  const chosen = props.value
    .split(/[,，、]/)
    .map((word) => word.trim())
    .filter(Boolean);
  const names = new Map(suggestions.map(({ value, title }) => [value, title]));
  const add = (typed: string) => {
    const words = typed
      .split(/[,，、]/)
      .map((word) => word.trim())
      .filter((word) => word !== "" && !chosen.includes(word));
    setText("");
    if (words.length > 0) onChange([...chosen, ...words].join(","));
  };
  return (
    <div className="several">
      {chosen.length > 0 && (
        <ul className="chips" aria-label={props.title}>
          {chosen.map((word) => (
            <li key={word}>
              <Button
                className="chip"
                data-selected
                aria-label={t("field.remove", { name: names.get(word) ?? word })}
                onPress={() => onChange(chosen.filter((other) => other !== word).join(","))}
              >
                {names.get(word) ?? word} <Icon name="close" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        list={`${id}-list`}
        aria-describedby={`${id}-help`}
        value={text}
        placeholder={chosen.length > 0 ? t("field.add") : props.placeholder}
        onChange={(event) => {
          const typed = event.target.value;
          // Taken from the list, or ended with a comma.
          if (names.has(typed) || /[,，、]$/.test(typed)) add(typed);
          else setText(typed);
        }}
        onBlur={() => add(text)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && text.trim() !== "") {
            event.preventDefault();
            add(text);
          } else if (event.key === "Backspace" && text === "" && chosen.length > 0)
            onChange(chosen.slice(0, -1).join(","));
        }}
      />
    </div>
  );
}
