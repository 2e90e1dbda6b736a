import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";

export interface Option {
  id: string;
  title: string;
}

/** One of many. */
export function Picker(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange: (id: string) => void;
  className?: string;
}) {
  return (
    <Select
      className={`picker ${props.className ?? ""}`}
      aria-label={props.label}
      value={props.value}
      onChange={(key) => props.onChange(String(key ?? ""))}
    >
      <Button className="picker-button">
        <SelectValue className="picker-value" />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox className="hits" items={props.options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.title} className="hit">
              {option.title}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
