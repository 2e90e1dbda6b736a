import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

/** One of a few, all in sight. */
export function Segments<T extends string>(props: {
  label: string;
  options: readonly { id: T; title: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={props.label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        const option = props.options.find((candidate) => candidate.id === key);
        if (option) props.onChange(option.id);
      }}
    >
      {props.options.map((option) => (
        <ToggleButton key={option.id} id={option.id} className="segment">
          {option.title}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
