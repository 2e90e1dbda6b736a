// What a person looks at: everything that changes the picture, and nothing else.

import { LAYERS, type Layer, type Scale } from "../api/types";

export type Page = "today" | "atlas" | "watch" | "whatif" | "match" | "deals" | "report" | "data" | "methods";
export type Language = "zh" | "en";
export type Theme = "auto" | "light" | "dark";
export type Arrangement = "place" | "chain" | "network";
export const SIDES = ["a", "b"] as const;
/** One of the two scenarios that are compared. */
export type Side = (typeof SIDES)[number];
/** What stands beside the picture of a scenario. */
export const LISTS = ["region", "industry", "hits"] as const;
export type List = (typeof LISTS)[number];
export type DataTab = "import" | "tables" | "revisions" | "sources" | "boundaries";

/** Where one looks: centre in Mercator world units (0 to 1; relative to the plane's anchor off the map) and zoom. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface Sort {
  column: string;
  descending: boolean;
}

export interface View {
  page: Page;
  language: Language;
  theme: Theme;
  /** Revision looked at; null is the newest. */
  at: number | null;

  arrangement: Arrangement;
  layers: readonly Layer[];
  scale: Scale;
  /** A `YYYY/YYYY` half-open interval; null is all time. */
  period: string | null;
  cumulative: boolean;
  /** Show links of unknown time while a period is chosen. */
  undated: boolean;
  proposed: boolean;
  area: string | null;
  focus: string | null;
  hops: 1 | 2 | 3;
  /** Every link instead of the strongest. */
  all: boolean;
  /** `n:` node, `l:` link or `h:` hyperedge, with its id. */
  selection: string | null;
  compare: readonly string[];
  comparing: boolean;
  camera: Camera | null;
  boundaries: string | null;
  rows: "links" | "nodes";
  sort: Sort | null;
  filter: string;

  /** What stops, and under which assumptions: parameters of the cascade, of the scenario and of the one beside it. */
  plan: Readonly<Record<string, string>>;
  rival: Readonly<Record<string, string>>;
  /** Whether the two are compared, and which of them is played and edited. */
  versus: boolean;
  side: Side;
  /** Whether the scenarios have been computed with these assumptions. */
  computed: boolean;
  /** The round in sight; null is the last. */
  round: number | null;
  /** Who is looked at: a node of the cascade. */
  hit: string | null;
  list: List;
  /** Where the picture of the cascade is looked at. */
  aim: Camera | null;

  /** Which need is met by what, what counts, and what was decided of the pairs: words of the page itself. */
  meet: Readonly<Record<string, string>>;
  /** Whose port is watched, at which scale and when, and what of it is looked at: for Today, Watch and Report. */
  watch: Readonly<Record<string, string>>;
  /** What is agreed on trial, and which agreement is looked at: words of the page itself. */
  deal: Readonly<Record<string, string>>;

  tab: DataTab;
  table: string | null;

  method: string | null;
  parameters: Readonly<Record<string, string>>;
  /** Whether the method has been run with these parameters. */
  run: boolean;
  /** How the result is looked at: which view, which column, which classes. Each view has its own words. */
  look: Readonly<Record<string, string>>;
}

export const COMPARE_LIMIT = 10;

export const DEFAULTS: View = {
  page: "atlas",
  language: "zh",
  theme: "auto",
  at: null,
  arrangement: "place",
  layers: LAYERS,
  scale: "city",
  period: null,
  cumulative: false,
  undated: true,
  proposed: true,
  area: null,
  focus: null,
  hops: 1,
  all: false,
  selection: null,
  compare: [],
  comparing: false,
  camera: null,
  boundaries: null,
  rows: "links",
  sort: null,
  filter: "",
  plan: {},
  rival: {},
  versus: false,
  side: "a",
  computed: false,
  round: null,
  hit: null,
  list: "region",
  aim: null,
  meet: {},
  watch: {},
  deal: {},
  tab: "import",
  table: null,
  method: null,
  parameters: {},
  run: false,
  look: {},
};
