import { expect, it } from "vitest";
import { initialsOf } from "./initials";

it("industries are found by the initials of their pinyin", () => {
  for (const [name, initials] of [
    ["汽车制造业", "qczzy"],
    ["有色金属冶炼", "ysjsyl"],
    ["集成电路", "jcdl"],
    ["光刻胶", "gkj"],
    ["软件和信息技术服务业", "rjhxxjsfwy"],
    ["通用设备", "tysb"],
    ["化学原料", "hxyl"],
    ["批发业", "pfy"],
    ["纳米材料", "nmcl"],
    ["AI 芯片", "aixp"],
    ["食品加工", "spjg"],
    ["塑料", "sl"],
    ["橡胶", "xj"],
    ["玻璃", "bl"],
    ["煤炭", "mt"],
  ] as const)
    expect(initialsOf(name), name).toBe(initials);
});
