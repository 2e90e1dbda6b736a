// The view in the address bar: only what differs from the defaults, with a version so that old links stay alive.

import { LAYERS, SCALES } from "../api/types";
import { type Camera, COMPARE_LIMIT, DEFAULTS, LISTS, SIDES, type View } from "./view";

/** Raised when the meaning of a parameter changes; `MIGRATIONS` then says how to read the older links. */
export const VERSION = 2;

const PAGES = ["today", "atlas", "watch", "whatif", "match", "deals", "report", "data", "methods"] as const;
const TABS = ["import", "tables", "revisions", "sources", "boundaries"] as const;

interface Field<T> {
  write: (value: T) => string;
  /** `undefined`: not understood, so the default is taken. */
  read: (text: string) => T | undefined;
}

const choice = <T extends string>(of: readonly T[]): Field<T> => ({
  write: (value) => value,
  read: (text) => of.find((word) => word === text),
});
const flag: Field<boolean> = {
  write: (value) => (value ? "1" : "0"),
  read: (text) => (text === "1" ? true : text === "0" ? false : undefined),
};
const word: Field<string | null> = { write: (value) => value ?? "", read: (text) => text || null };

const year = /^\d{4}$/;

/**
 * Prefixes of what chooses its own names: parameters of a method, how its result is looked at, the two scenarios, what was
 * decided of needs and offers, what is agreed on trial, what is watched.
 */
const NAMED = {
  parameters: "p.",
  look: "r.",
  plan: "a.",
  rival: "b.",
  meet: "m.",
  deal: "d.",
  watch: "w.",
} as const;

/** Links in printed reports are short: these words of the watch stand there without their prefix. */
const PRINTED = ["alert", "list"] as const;

/** The parameters, in the order in which they are written. `page`, `tab`, `table` and `method` are the path. */
const FIELDS: {
  [K in Exclude<keyof View, "page" | "tab" | "table" | "method" | keyof typeof NAMED>]: [
    string,
    Field<View[K]>,
  ];
} = {
  language: ["lang", choice(["zh", "en"])],
  theme: ["theme", choice(["auto", "light", "dark"])],
  at: ["at", { write: String, read: (text) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined) }],
  arrangement: ["arrange", choice(["place", "chain", "network"])],
  layers: [
    "layers",
    {
      write: (value) => LAYERS.filter((layer) => value.includes(layer)).join(".") || "none",
      read: (text) => {
        const words = text.split(".");
        return text === "none" ? [] : LAYERS.filter((layer) => words.includes(layer));
      },
    },
  ],
  scale: ["scale", choice(SCALES)],
  period: [
    "period",
    {
      write: (value) => (value ?? "").replace("/", "-"),
      read: (text) => {
        const [start = "", end = "", ...rest] = text.split("-");
        return rest.length === 0 && year.test(start) && year.test(end) && start < end
          ? `${start}/${end}`
          : undefined;
      },
    },
  ],
  cumulative: ["cumulative", flag],
  undated: ["undated", flag],
  proposed: ["proposed", flag],
  area: ["area", word],
  focus: ["focus", word],
  hops: [
    "hops",
    { write: String, read: (text) => ([1, 2, 3] as const).find((hops) => String(hops) === text) },
  ],
  all: ["all", flag],
  selection: [
    "select",
    { write: (value) => value ?? "", read: (text) => (/^[nlh]:./s.test(text) ? text : undefined) },
  ],
  compare: [
    "compare",
    {
      write: (value) => value.map((id) => encodeURIComponent(id).replaceAll("~", "%7E")).join("~"),
      read: (text) => {
        try {
          return [...new Set(text.split("~").filter(Boolean).map(decodeURIComponent))].slice(
            0,
            COMPARE_LIMIT,
          );
        } catch {
          return undefined;
        }
      },
    },
  ],
  comparing: ["comparing", flag],
  camera: ["camera", { write: writeCamera, read: readCamera }],
  boundaries: ["boundaries", word],
  rows: ["rows", choice(["links", "nodes"])],
  sort: [
    "sort",
    {
      write: (value) => (value ? (value.descending ? "-" : "") + value.column : ""),
      read: (text) => {
        const column = text.replace(/^-/, "");
        return column ? { column, descending: text.startsWith("-") } : undefined;
      },
    },
  ],
  filter: ["filter", { write: (value) => value, read: (text) => text }],
  versus: ["versus", flag],
  side: ["side", choice(SIDES)],
  computed: ["computed", flag],
  round: [
    "round",
    {
      write: (value) => (value === null ? "" : String(value)),
      read: (text) => (/^\d{1,7}$/.test(text) ? Number(text) : undefined),
    },
  ],
  hit: ["hit", word],
  list: ["list", choice(LISTS)],
  aim: ["aim", { write: writeCamera, read: readCamera }],
  run: ["run", flag],
};

function writeCamera(camera: Camera | null): string {
  return camera ? [camera.x.toFixed(8), camera.y.toFixed(8), camera.zoom.toFixed(4)].join("_") : "";
}

function readCamera(text: string): Camera | undefined {
  const [x, y, zoom, ...rest] = text.split("_").map(Number);
  if (x === undefined || y === undefined || zoom === undefined || rest.length > 0) return undefined;
  return [x, y, zoom].every(Number.isFinite) && zoom >= 0 && zoom <= 22 ? { x, y, zoom } : undefined;
}

/** Rewrites the parameters of version `n` into those of version `n + 1`. */
export const MIGRATIONS: Record<number, (search: URLSearchParams) => void> = {
  // Version 1 had `view=map|chain|network` and a comma between layers.
  1: (search) => {
    const view = search.get("view");
    if (view) {
      search.set("arrange", view === "map" ? "place" : view);
      search.delete("view");
    }
    const layers = search.get("layers");
    if (layers) search.set("layers", layers.replaceAll(",", "."));
  },
};

export function encode(view: View): string {
  const path: string[] = [view.page];
  if (view.page === "data" && (view.tab !== DEFAULTS.tab || view.table)) {
    path.push(view.tab);
    if (view.table) path.push(view.table);
  }
  if (view.page === "methods" && view.method) path.push(view.method);
  const search = new URLSearchParams({ v: String(VERSION) });
  for (const key of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
    const [name, field] = FIELDS[key] as [string, Field<unknown>];
    const text = field.write(view[key]);
    if (text !== field.write(DEFAULTS[key])) search.set(name, text);
  }
  for (const [key, prefix] of Object.entries(NAMED) as [keyof typeof NAMED, string][]) {
    for (const [name, value] of Object.entries(view[key]).sort(([a], [b]) => (a < b ? -1 : 1)))
      if (value !== "") search.set(prefix + name, value);
  }
  // `:` and `/` may stand in a query; escaped they only make the link unreadable.
  const query = search.toString().replaceAll("%3A", ":").replaceAll("%2F", "/").replaceAll("%7E", "~");
  return `/${path.map(encodeURIComponent).join("/")}?${query}`;
}

/** Reads an address; what it does not say or says wrongly is as in `base`. */
export function decode(address: string, base: View = DEFAULTS): View {
  const url = new URL(address, "http://localhost");
  const search = url.searchParams;
  for (let version = Number(search.get("v") ?? VERSION); version < VERSION; version++)
    MIGRATIONS[version]?.(search);

  const view: View = { ...base };
  const [page, second, third] = url.pathname.split("/").filter(Boolean).map(safeDecode);
  view.page = PAGES.find((candidate) => candidate === page) ?? DEFAULTS.page;
  if (view.page === "data") {
    view.tab = TABS.find((tab) => tab === second) ?? DEFAULTS.tab;
    view.table = third || null;
  }
  if (view.page === "methods") view.method = second || null;
  for (const key of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
    const [name, field] = FIELDS[key] as [string, Field<unknown>];
    const text = search.get(name);
    const value = text === null ? undefined : field.read(text);
    if (value !== undefined) (view as unknown as Record<string, unknown>)[key] = value;
  }
  for (const [key, prefix] of Object.entries(NAMED) as [keyof typeof NAMED, string][])
    view[key] = prefixed(search, prefix);
  if (view.page === "watch") {
    for (const name of PRINTED) {
      const value = search.get(name);
      if (value) view.watch = { [name]: value, ...view.watch };
    }
  }
  return view;
}

function prefixed(search: URLSearchParams, prefix: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of search)
    if (name.startsWith(prefix) && value !== "") found[name.slice(prefix.length)] = value;
  return found;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
