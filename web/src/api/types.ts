// The answers of the REST interface, as `crates/engine` and `crates/model` define them.

import type { Deed, Handling } from "./handling";

export interface Words {
  zh: string;
  en: string;
}

export const LAYERS = ["SYM", "KNO", "SER", "INN", "IND", "VAL"] as const;
export type Layer = (typeof LAYERS)[number];
export type LayerCounts = Partial<Record<Layer, number>>;

export const SCALES = ["nation", "province", "city", "county", "town", "park", "actor"] as const;
export type Scale = (typeof SCALES)[number];

export interface AtlasNode {
  id: string;
  title: Words;
  kind: string;
  level: string | null;
  region: string | null;
  lon: number | null;
  lat: number | null;
  located: "own" | "region" | "area" | "none";
  degree: LayerCounts;
  actors: number;
  intra: number;
  chain: Record<string, number>;
  network: { x: number; y: number };
  row: number;
  hop: number | null;
}

export interface AtlasLink {
  id: string;
  from: string;
  to: string;
  layer: Layer;
  direction: "one" | "two";
  links: number;
  agreements: number;
  weight: number | null;
  unit: string | null;
  proposed: number;
  unfulfilled: number;
  modelled: number;
  kinds: string[];
  start: string | null;
  end: string | null;
  undated: number;
}

export interface Hyperedge {
  id: string;
  layer: Layer;
  kind: string;
  title: Words;
  members: string[];
  carrier: string | null;
  status: string;
  start: string | null;
  end: string | null;
}

export interface Stage {
  code: string;
  title: Words;
}

export interface Coverage {
  links_total: number;
  links_shown: number;
  undated_hidden: number;
  proposed_hidden: number;
  unlocated_nodes: number;
  truncated: boolean;
}

export interface Atlas {
  revision: number;
  scale: Scale;
  layers: Layer[];
  period: string | null;
  mode: "interval" | "cumulative";
  time: {
    start: string | null;
    end: string | null;
    buckets: { period: string; counts: LayerCounts }[];
    undated: LayerCounts;
  };
  nodes: AtlasNode[];
  links: AtlasLink[];
  hyperedges: Hyperedge[];
  stages: Stage[];
  ties: LayerCounts;
  coverage: Coverage;
}

export interface Named {
  id: string;
  title: Words;
  kind: string;
}

export interface SourceRef {
  id: string;
  title: Words;
  published: string | null;
}

export interface Evidence {
  link: string;
  agreement: string | null;
  from: Named;
  to: Named;
  layer: Layer;
  kind: Words;
  direction: string;
  status: string;
  start: string | null;
  end: string | null;
  time_basis: string;
  layer_basis: string | null;
  observation: string;
  source: SourceRef | null;
  section: string | null;
  note: string | null;
}

export interface Fact {
  indicator: string;
  industry: string | null;
  period: string | null;
  value: number | null;
  lower: number | null;
  upper: number | null;
  unit: string | null;
  observation: string;
  source: SourceRef | null;
  section: string | null;
}

export interface Card {
  id: string;
  title: Words;
  kind: string;
  level: string | null;
  path: Named[];
  areas: Named[];
  aliases: string[];
  sentence: Words;
  degree: LayerCounts;
  partners: { id: string; title: Words; ties: LayerCounts; total: number }[];
  actors: Named[];
  evidence: Evidence[];
  facts: Fact[];
  history: { start: string | null; end: string | null; event: Words }[];
  revision: number;
}

export interface SearchHit {
  id: string;
  title: Words;
  kind: string;
  level?: string | null;
  /** The name that matched, where it is not the title. */
  matched: string | null;
}

export interface GridColumn {
  name: string;
  type: "text" | "integer" | "number" | "boolean" | "date";
  title: Words;
  unit: string | null;
}

export type Value = string | number | boolean | null;

export interface Grid {
  columns: GridColumn[];
  rows: Value[][];
  total: number | null;
  truncated: boolean;
}

export interface Revision {
  revision: number;
  at: string;
  note: string;
  restores: number | null;
  policy: string | null;
  counts: Record<string, number>;
  tables: Record<string, number>;
  files: { name: string; bytes: number; sha256: string }[];
}

export type ColumnKind =
  | { type: "text" | "list" | "integer" | "number" | "boolean" | "date" | "period" }
  | { type: "code"; system: string }
  | { type: "reference"; table: string; column: string }
  | { type: "choice"; of: string[] };

export interface SchemaColumn {
  name: string;
  kind: ColumnKind;
  required: boolean;
  unit: string | null;
  min: number | null;
  max: number | null;
  title: Words;
  help: Words;
  aliases: string[];
}

export interface SchemaTable {
  name: string;
  title: Words;
  help: Words;
  key: string[];
  columns: SchemaColumn[];
}

export interface TableInfo {
  name: string;
  title: Words;
  help: Words;
  rows: number;
  bytes: number;
  files: number;
  columns: GridColumn[];
}

export interface SourceInfo {
  id: string | null;
  title: Words;
  publisher: string | null;
  published: string | null;
  retrieved: string | null;
  rows: Record<string, number>;
  latest: string | null;
  /** How many rows lack a watched column, per `table.column`. */
  missing: Record<string, number>;
}

export interface BoundaryInfo {
  level: string;
  review_number: string | null;
  matched: number;
  unmatched: string[];
  without_code: number;
  points_read: number;
  points_kept: number;
}

export interface Comparison {
  nodes: Named[];
  /** A row per measure, a column per node. */
  grid: Grid;
}

export interface Proposal {
  table: string;
  certainty: number;
  /** Other tables that the header fits as well. */
  alternatives: string[];
  columns: { target: string; from: string }[];
  unplaced: string[];
  missing: string[];
  toml: string;
}

export const POLICIES = ["reject-package", "reject-rows", "warn"] as const;
export type Policy = (typeof POLICIES)[number];

export interface ImportReport {
  accepted: boolean;
  policy: string;
  resources: {
    name: string;
    table: string;
    path: string;
    bytes: number;
    sha256: string;
    encoding: string | null;
    delimiter: string | null;
    columns: [string, string][];
    read: number;
    accepted: number;
    rejected: number;
  }[];
  counts: Record<string, number>;
  findings: Diagnostic[];
}

export interface Job {
  id: string;
  kind: "import" | "method";
  name: string;
  state: "running" | "done" | "failed" | "cancelled";
  progress: { stage: string; done: number; total: number | null };
  report: ImportReport | null;
  revision: number | null;
  repeated: number | null;
  problem: { code: string; title: string; detail?: string; diagnostics?: Diagnostic[] } | null;
}

export interface Place {
  resource: string;
  path?: string;
  line?: number;
  row?: number;
  column?: number;
  field?: string;
  bytes?: [number, number];
  cell?: string;
}

export type Severity = "note" | "warning" | "error";

export interface Diagnostic {
  code: string;
  severity: Severity;
  title: Words;
  place: Place;
  found?: string;
  expected?: Words;
  help?: Words;
  excerpt?: string;
  related?: Place[];
}

export interface Explanation {
  code: string;
  severity: Severity;
  title: Words;
  body: Words;
}

export type ParameterKind =
  | { type: "integer"; min: number; max: number }
  | { type: "number"; min: number; max: number; unit: string | null }
  | { type: "boolean" | "text" | "layers" | "period" | "scale" }
  | { type: "choice"; of: string[] };

export interface Parameter {
  name: string;
  kind: ParameterKind;
  default: string | null;
  title: Words;
  help: Words;
}

export interface Method {
  id: string;
  version: number;
  study: string;
  title: Words;
  question: Words;
  formula: Words;
  limits: Words;
  reference: string;
  aliases: string[];
  inputs: { table: string; columns: string[]; optional: boolean }[];
  parameters: Parameter[];
  outputs: SchemaColumn[];
}

export interface Provenance {
  method: string;
  version: number;
  program: string;
  revision: number | null;
  inputs: Record<string, string>;
  parameters: Record<string, string>;
  variant: Words;
  observation: string;
  diagnostics: Diagnostic[];
}

export interface Execution {
  table: Grid;
  provenance: Provenance;
  /** The version that keeps the result, where that was asked. */
  kept?: number | null;
}

export interface Health {
  status: string;
  version: string;
  revision: number;
}

/** A region, an office that is no region, or (with an empty id) all regions. */
export interface Spot {
  id: string;
  title: Words;
}

export const GRADES = ["blue", "yellow", "orange", "red"] as const;
export type Grade = (typeof GRADES)[number];

export interface Said {
  kind: "alert" | "matter" | "source" | "quiet";
  text: Words;
  grade: Grade | null;
  alert: string | null;
  matter: string | null;
  region: Spot | null;
}

export interface NamedNumber {
  name: string;
  title: Words;
  value: number | null;
  before: number | null;
  form: "text" | "count" | "number" | "share";
  unit: Words | null;
  notes: number[];
}

export interface SourceState {
  table: string;
  name: string;
  title: Words;
  frequency: string;
  series: number;
  last: string | null;
  expected: string | null;
  late: number | null;
  coverage: number | null;
  last_coverage: number | null;
  silent: number;
  gaps: number;
  standing: "fresh" | "partial" | "late" | "once" | null;
}

export interface Today {
  revision: number;
  port: Spot;
  period: string;
  before: string | null;
  sentences: Said[];
  left_out: number;
  /** Alerts that stand and are dealt with or put off. */
  quiet: number;
  numbers: NamedNumber[];
  freshness: SourceState[];
  shipped_rules: boolean;
}

export interface Alert {
  id: string;
  rule: string;
  title: Words;
  grade: Grade;
  region: Spot;
  partner: Spot | null;
  about: Words | null;
  industry: string | null;
  item: string | null;
  stage: string | null;
  level: string | null;
  since: string;
  until: string | null;
  first_hit: string;
  last_hit: string;
  unknown: number;
  reason: string;
  evidence: string;
  rows: string[];
  row_count: number;
  holds_at: string[];
  addressee: string;
  stands: boolean;
  is_new: boolean;
  sentence: Words;
  /** Absent: it was never entered into the book. */
  handling?: Handling;
}

export interface Matter {
  entry: "run" | "finding";
  id: string;
  title: Words;
  region: Spot | null;
  chain: string | null;
  owner: string | null;
  checks: string[];
  opened: string | null;
  due: string | null;
  closed: string | null;
  standing: "settled" | "settled_late" | "open" | "overdue" | null;
  level: "execution" | "coordination" | "decision" | null;
  age: number | null;
  late: number | null;
  history?: Deed[];
}

export interface Series {
  alert: string | null;
  title: Words;
  reference: string;
  unit: string | null;
  frequency: string;
  steps: string[];
  values: (number | null)[];
  expected: (number | null)[];
  band: ([number, number] | null)[];
  events: { at: number; day: string; kind: string; title: Words }[];
  /** Steps from, and up to but not including, which the alert was up. */
  under: [number, number][];
}

export interface HeatCell {
  grade: Grade | null;
  alerts: number;
  known: boolean;
}

export interface Watch {
  revision: number;
  port: Spot;
  scale: string | null;
  period: string;
  before: string | null;
  shipped_rules: boolean;
  heat: { regions: Spot[]; stages: Spot[]; cells: HeatCell[][] };
  alerts: Alert[];
  total: number;
  series: Series[];
  matters: Matter[];
  freshness: SourceState[];
  diagnostics: Diagnostic[];
}

export interface AlertView {
  revision: number;
  alert: Alert;
  history: Deed[];
  rule_text: string | null;
  series: Series[];
  evidence: { table: string; numbers: number[]; derived: boolean[]; grid: Grid }[];
}

export interface RecordAmount {
  value: number | null;
  quantity: number | null;
}

/** A row and the records of departments that it was added up from. */
export interface RecordsView {
  revision: number;
  derivation: string;
  title: Words;
  row: Grid;
  table: string;
  grid: Grid;
  amounts: RecordAmount[];
  sum: RecordAmount;
  /** Whether the records come to what the row holds, bit for bit. */
  same: boolean;
}

export interface RuleFault {
  line: number;
  column: number;
  /** In UTF-16 units of the text. */
  span: [number, number];
  excerpt: string;
  message: Words;
  nearest: string | null;
}

export interface Outlook {
  rule: string;
  sentence: Words;
  subjects: number;
  steps: number;
  fired: number;
  right: number;
  wrong: number;
  shocks: number;
  caught: number;
  precision: number | null;
  recall: number | null;
  lead: number | null;
  false_rate: number | null;
  when: string[];
  missed: string[];
}

export interface Backtest {
  revision: number;
  fault: RuleFault | null;
  rules: Outlook[];
  diagnostics: Diagnostic[];
}
