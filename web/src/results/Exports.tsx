import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Execution } from "../api/types";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { png } from "../scene/svg";
import { useStore } from "../state/store";
import { type Drawing, page } from "./drawing";
import { ON_PAPER } from "./ink";
import { sourceLine } from "./source";

/** Pixels of a PNG per unit of the drawing: 300 to the inch across two columns of a page. */
const DOTS = 4;

/** The figure as a paper would print it, and the rows it shows. */
export function Exports(props: {
  name: string;
  execution: Execution;
  drawing: () => Drawing | null;
  title: string;
  subtitle: string;
  rows: readonly number[];
}) {
  const { execution } = props;
  const speech = useSpeech();
  const { t } = speech;
  const say = useStore((state) => state.say);
  const { table } = execution;
  const sheet = (): string => {
    const drawing = props.drawing();
    if (!drawing) return "";
    return page(
      drawing,
      {
        title: props.title,
        subtitle: props.subtitle,
        source: sourceLine(execution, speech),
      },
      ON_PAPER,
    );
  };
  const saveAs = async (kind: string) => {
    try {
      if (kind === "csv")
        save(
          `${props.name}.csv`,
          csv(
            table.columns.map((column) => column.name),
            props.rows.map((row) => table.rows[row] ?? []),
          ),
        );
      else if (kind === "svg") save(`${props.name}.svg`, sheet(), "image/svg+xml");
      else save(`${props.name}.png`, await png(sheet(), DOTS));
    } catch (error) {
      say(t("export.failed", { why: String(error) }));
    }
  };
  return (
    <MenuTrigger>
      <Button className="tool boxed" aria-label={t("figure.export")}>
        <Icon name="download" /> {t("figure.save")}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="hits" onAction={(key) => void saveAs(String(key))}>
          <MenuItem id="svg" className="hit">
            SVG
          </MenuItem>
          <MenuItem id="png" className="hit">
            PNG
          </MenuItem>
          <MenuItem id="csv" className="hit">
            {t("figure.csv")}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
