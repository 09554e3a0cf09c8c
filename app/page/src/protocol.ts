/// The shapes of docs/files/calculator.md.

export type Language = "en" | "de" | "zh";

export interface Level {
  id: string;
  label: string;
}

export interface Question {
  variable: string;
  label: string;
  help?: string;
  kind: "yes_no" | "gene" | "category" | "number";
  levels?: Level[];
  unit?: string;
  low?: number | null;
  high?: number | null;
  plausible_low?: number | null;
  plausible_high?: number | null;
  models: string[];
  includes?: string[];
  excludes?: string[];
}

export interface Topic {
  id: string;
  label: string;
  questions: Question[];
}

export interface Form {
  topics: Topic[];
}

/// What the page needs of a card; the core sends all of it.
export interface Card {
  id: string;
  version: string;
  status: string;
  title: string | Record<string, string>;
  citation?: { text: string; doi?: string; where?: string };
  reason?: string | Record<string, string>;
}

export interface Models {
  version: string;
  models: Card[];
  /// In bytes: a larger file is no card.
  largest_card: number;
}

/// A card's file as it was loaded; every question brings it along, because the core keeps nothing.
export interface CardFile {
  file: string;
  text: string;
}

/// What a file turned out to be.
export interface LoadedCard {
  card: Card | null;
  problems: Problem[];
}

export interface Problem {
  code?: string;
  variable?: string;
  what: string;
  expected?: string;
  remedy?: string;
}

export interface ValueNote {
  value: string | number | null;
  label?: string;
  state: "given" | "inferred" | "contradiction";
  because_of?: string | null;
  text?: string;
}

export interface Contribution {
  variable: string;
  label: string;
  value: string | number | null;
  value_label?: string | null;
  points: number | null;
  low: number;
  high: number;
}

export interface GroupRange extends Level {
  low: number | null;
  high: number | null;
}

export interface NextTest {
  variable: string;
  label: string;
  settles: boolean;
  outcomes: { value: string; label: string; groups: string[]; group_labels: string[] }[];
}

export interface Published {
  set: string;
  set_label?: string;
  group: string;
  group_label: string;
  is_group: boolean;
  n: number | null;
  median: number | null;
  median_not_reached?: boolean;
  median_low: number | null;
  median_high: number | null;
  unit: string | null;
  unit_label?: string;
  endpoint?: string;
  endpoint_label?: string;
  survival?: { time: number; survival: number }[];
  source: string | null;
}

export interface Note {
  kind: string;
  text: string;
  source?: string;
  of_patient?: boolean;
}

export interface Curve {
  reconstructed: boolean;
  steps: boolean;
  curves: { set: string; times: number[]; survival: number[] }[];
  band: { times: number[]; lower: number[]; upper: number[] } | null;
  horizon: number;
  unit: string;
  warning?: string;
}

export interface ModelAnswer {
  model: string;
  version: string;
  title: string;
  endpoint: string;
  endpoint_label: string;
  score: number | null;
  score_low: number | null;
  score_high: number | null;
  group: string | null;
  group_label: string | null;
  status: "ok" | "incomplete" | "not_applicable";
  groups: GroupRange[];
  groups_possible: string[];
  missing: string[];
  missing_labels: string[];
  summary: string;
  plain: string;
  plain_numbers?: string;
  contributions: Contribution[];
  next_tests: NextTest[];
  decided_by: string | null;
  relative_hazard: number | null;
  published: Published[];
  notes: Note[];
  not_applicable: string[];
  applicability_open?: string[];
  population?: string;
  cautions: string[];
  warnings: string[];
  score_range: [number, number] | null;
  curve: Curve | null;
  status_label?: string;
  source_status: string;
  /// Where a loaded card is from and what it is; null of a shipped one.
  loaded: string | null;
  citation: string;
  doi: string | null;
}

export interface Answer {
  values: Record<string, ValueNote>;
  problems: Problem[];
  suspicions?: { variable: string; text: string }[];
  models: ModelAnswer[];
  disagreement: { models: string[]; text: string } | null;
}

export interface Paste {
  values: Record<string, string | number>;
  understood: { text: string; variable: string; value: string | number }[];
  not_understood: { text: string; why: string }[];
}
