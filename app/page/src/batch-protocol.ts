/// What the page and its worker say to each other.
import type { CardFile, Problem } from "./protocol";

export interface BatchTask {
  core: ArrayBuffer;
  file: File;
  models: string[];
  cards: CardFile[];
}

export interface BatchState {
  rows: number;
  failed: boolean;
  problems: Problem[];
  warnings: string[];
}

export type BatchNews =
  | { kind: "progress"; done: number; total: number }
  | { kind: "piece"; bytes: Uint8Array }
  | { kind: "end"; state: BatchState }
  | { kind: "fault"; why: string };
