/// What was published of each group: median and interval as a small forest, numbers beside it. Sets
/// that contradict each other stand one above the other on one axis.
import { type TemplateResult, css, html, nothing, svg } from "lit";
import type { ModelAnswer, Published } from "../protocol";
import { type Say, type Word, type WriteNumber, digitsOf } from "../words";
import { shape, toneOf } from "./groups";

const width = 100;
const height = 20;

function unitWord(say: Say, unit: string | null): string {
  return unit && ["months", "years", "days"].includes(unit) ? say(unit as Word) : (unit ?? "");
}

/// What is printed together: one set of groups for one endpoint.
function setOf(row: Published): string {
  return `${row.set} ${row.endpoint ?? ""}`;
}
function setLabel(answer: ModelAnswer, row: Published): string {
  const other = row.endpoint && row.endpoint !== answer.endpoint ? `${row.endpoint}: ` : "";
  const source = row.source ?? "";
  const set = source.toLowerCase().includes(row.set.toLowerCase()) ? "" : row.set;
  return other + [set, source].filter(Boolean).join(": ");
}

/// The largest step of 1, 2, 5 x 10^k that leaves two to four ticks, zero not counted.
function ticks(highest: number): number[] {
  let step = 10 ** Math.floor(Math.log10(highest));
  if (highest / step < 2) step /= 2;
  else if (highest / step > 5) step *= 5;
  else if (highest / step > 3) step *= 2;
  const result = [];
  for (let tick = 0; tick <= highest; tick += step) result.push(tick);
  return result;
}

export function outcomes(answer: ModelAnswer, say: Say, number: WriteNumber): TemplateResult | typeof nothing {
  return html`${medians(answer, answer.published.filter((row) => row.median !== null || row.median_not_reached), say, number)}
  ${survival(answer, answer.published.filter((row) => row.survival?.length), say, number)}`;
}

/// Survival at printed times: a row per set and time, a column per group.
function survival(answer: ModelAnswer, rows: Published[], say: Say, number: WriteNumber) {
  if (!rows.length) return nothing;
  const lines = new Map<string, { set: string; time: number; unit: string; of: Map<string, number>; source: string }>();
  for (const row of rows)
    for (const point of row.survival!) {
      const key = `${setOf(row)} ${point.time}`;
      if (!lines.has(key))
        lines.set(key, {
          set: setLabel(answer, row),
          time: point.time,
          unit: unitWord(say, row.unit),
          of: new Map(),
          source: row.source ?? "",
        });
      lines.get(key)!.of.set(row.group, point.survival);
    }
  const groups = answer.groups.filter((group) => rows.some((row) => row.group === group.id));
  const several = new Set([...lines.values()].map((line) => line.set)).size > 1;
  const sources = [...new Set(rows.map((row) => row.source))].filter(Boolean).join("; ");
  return html`<table class="outcomes survival">
      <thead>
        <tr>
          <th scope="col">${say("survival_at")}</th>
          ${groups.map(
            (group) =>
              html`<th scope="col" class="median">${shape(toneOf(answer.groups, group.id))}${group.label}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${[...lines.values()].map(
          (line) =>
            html`<tr>
              <th scope="row">
                ${number(line.time)} ${line.unit}${several ? html`<span class="soft">, ${line.set}</span>` : nothing}
              </th>
              ${groups.map((group) => {
                const value = line.of.get(group.id);
                const mine = answer.groups_possible.includes(group.id);
                return html`<td class="median numbers ${mine ? "is-mine" : "soft"}">
                  ${value === undefined ? "–" : `${number(Math.round(value * 1000) / 10)} %`}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="source">${several ? nothing : sources}</p>`;
}

/// What was printed stands as printed; what was computed, to a tenth.
function rounded(row: Published): Published {
  const tenth = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10);
  return { ...row, median: tenth(row.median), median_low: tenth(row.median_low), median_high: tenth(row.median_high) };
}

function medians(answer: ModelAnswer, printed: Published[], say: Say, number: WriteNumber) {
  const rows = answer.source_status === "derived here" ? printed.map(rounded) : printed;
  if (!rows.length) return nothing;
  const highest = Math.max(1, ...rows.map((row) => row.median_high ?? row.median ?? 0)) * 1.04;
  const x = (value: number) => 4 + (value / highest) * (width - 8);
  const digits = digitsOf(rows.flatMap((row) => [row.median, row.median_low, row.median_high]));
  const sets = [...new Set(rows.map(setOf))];
  const many = sets.length > 1;
  const unit = unitWord(say, rows[0]!.unit);
  return html`<table class="outcomes">
    <thead>
      <tr>
        <th scope="col">${say("group")}</th>
        <th scope="col" class="n">n</th>
        <th scope="col" class="median">${say("median_ci")}, ${unit}</th>
        <td class="axis">
          <svg viewBox="0 0 ${width} 14" aria-hidden="true">
            ${ticks(highest).map(
              (tick) => svg`<text x=${x(tick)} y="11" text-anchor="middle">${number(tick)}</text>`,
            )}
          </svg>
        </td>
      </tr>
    </thead>
    ${sets.map((set) => {
      const members = rows.filter((row) => setOf(row) === set);
      return html`<tbody>
        ${many
          ? html`<tr class="set">
              <th colspan="4" scope="rowgroup">${setLabel(answer, members[0]!)}</th>
            </tr>`
          : nothing}
        ${members.map((row) => line(answer, row, x, ticks(highest), say, number, digits))}
      </tbody>`;
    })}
  </table>`;
}

function line(
  answer: ModelAnswer,
  row: Published,
  x: (value: number) => number,
  grid: number[],
  say: Say,
  number: WriteNumber,
  digits: number,
): TemplateResult {
  const tone = toneOf(answer.groups, row.group);
  const interval = row.median_low !== null || row.median_high !== null;
  const text =
    row.median === null
      ? say("not_reached")
      : number(row.median, digits) +
    (interval
      ? ` (${row.median_low === null ? "?" : number(row.median_low, digits)}–${row.median_high === null ? "∞" : number(row.median_high, digits)})`
      : "");
  const y = height / 2;
  const right = row.median_high === null ? width - 2 : x(row.median_high);
  return html`<tr class=${row.is_group ? "is-group" : "elsewhere"}>
    <th scope="row">
      ${shape(tone)}${row.group_label}${row.is_group
        ? html`<span class="hidden">, ${say(answer.group ? "this_group" : "possible_group")}</span>`
        : nothing}
    </th>
    <td class="n numbers">${row.n === null ? "–" : number(row.n)}</td>
    <td class="median numbers" title=${interval ? nothing : say("no_ci")}>${text}</td>
    <td class="axis">
      <svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
        ${grid.map((tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1="0" y2=${height} />`)}
        ${interval
          ? svg`<line class="ci ${tone}" x1=${x(row.median_low ?? 0)} x2=${right} y1=${y} y2=${y} />
            <line class="ci ${tone}" x1=${x(row.median_low ?? 0)} x2=${x(row.median_low ?? 0)} y1=${y - 3} y2=${y + 3} />
            ${row.median_high === null ? svg`<path class="ci ${tone}" d="M${right - 4} ${y - 3}l4 3-4 3" />` : svg`<line class="ci ${tone}" x1=${right} x2=${right} y1=${y - 3} y2=${y + 3} />`}`
          : nothing}
        ${row.median === null ? nothing : svg`<circle class="point ${tone} ${interval ? "" : "bare"}" cx=${x(row.median)} cy=${y} r="4" />`}
      </svg>
    </td>
  </tr>`;
}

export const outcomesStyle = css`
  .outcomes {
    table-layout: fixed;
    width: 100%;
    border-collapse: collapse;
    font-size: var(--small);
  }
  .outcomes .n {
    width: 11%;
  }
  .outcomes:not(.survival) .median {
    width: 29%;
  }
  .outcomes.survival thead th:first-child {
    width: 34%;
  }
  .outcomes tbody th {
    line-height: 1.25;
  }
  .outcomes th {
    text-align: start;
    font-weight: 500;
    padding: 0.1rem 0.4rem 0.1rem 0;
  }
  .outcomes thead th {
    color: var(--ink-soft);
    font-size: var(--tiny);
    vertical-align: bottom;
    line-height: 1.2;
  }
  .outcomes .n,
  .outcomes .median {
    padding: 0.1rem 0.4rem;
    text-align: end;
  }
  .outcomes td.median {
    white-space: nowrap;
  }
  .outcomes .axis {
    width: 27%;
    padding: 0;
  }
  .outcomes svg:not(.shape) {
    display: block;
    width: 100%;
    height: 20px;
    overflow: visible;
  }
  .outcomes thead svg {
    height: 14px !important;
  }
  .outcomes text {
    fill: var(--ink-soft);
    font-size: 10px;
  }
  .outcomes .set th {
    padding-top: 0.5rem;
    color: var(--ink-soft);
    font-size: var(--tiny);
    font-weight: 400;
  }
  .outcomes .shape {
    margin-inline-end: 0.45em;
  }
  .is-group th,
  .is-group td {
    font-weight: 650;
  }
  .elsewhere {
    color: var(--ink-soft);
  }
  .elsewhere .axis svg,
  .elsewhere .shape {
    opacity: 0.55;
  }
  .grid {
    stroke: var(--rule);
  }
  .ci {
    fill: none;
    stroke-width: 1.75;
  }
  .ci.good,
  .point.good {
    stroke: var(--good);
    fill: var(--good);
  }
  .ci.middle,
  .point.middle {
    stroke: var(--middle);
    fill: var(--middle);
  }
  .ci.bad,
  .point.bad {
    stroke: var(--bad);
    fill: var(--bad);
  }
  path.ci {
    fill: none !important;
  }
  .point.bare {
    fill: var(--surface);
    stroke-width: 2;
  }
  .outcomes .is-mine {
    font-weight: 650;
  }
  .survival {
    margin-top: 0.5rem;
  }
  .source {
    color: var(--ink-soft);
    font-size: var(--tiny);
  }
`;
