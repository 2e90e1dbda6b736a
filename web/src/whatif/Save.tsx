import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Value } from "../api/types";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { type Drawing, page } from "../results/drawing";
import { ON_PAPER } from "../results/ink";
import { png } from "../scene/svg";
import { useStore } from "../state/store";

/** Pixels of a PNG per unit of the drawing. */
const DOTS = 4;

/** A list as rows, and as a figure for print, with what it is from. */
export function Save(props: {
  name: string;
  title: string;
  subtitle: string;
  source: string;
  drawing: () => Drawing;
  table: () => { header: string[]; rows: Value[][] };
}) {
  const { t } = useSpeech();
  const say = useStore((state) => state.say);
  const saveAs = async (kind: string) => {
    try {
      if (kind === "csv") {
        const { header, rows } = props.table();
        save(
          `${props.name}.csv`,
          csv(
            [...header, "source"],
            rows.map((row) => [...row, props.source]),
          ),
        );
        return;
      }
      const { title, subtitle, source } = props;
      const sheet = page(props.drawing(), { title, subtitle, source }, ON_PAPER);
      if (kind === "svg") save(`${props.name}.svg`, sheet, "image/svg+xml");
      else save(`${props.name}.png`, await png(sheet, DOTS));
    } catch (error) {
      say(t("export.failed", { why: String(error) }));
    }
  };
  return (
    <MenuTrigger>
      <Button className="tool boxed" aria-label={t("whatif.save")}>
        <Icon name="download" /> {t("figure.save")}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="hits" onAction={(key) => void saveAs(String(key))}>
          <MenuItem id="csv" className="hit">
            CSV
          </MenuItem>
          <MenuItem id="svg" className="hit">
            SVG
          </MenuItem>
          <MenuItem id="png" className="hit">
            PNG
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
