/// How the summands of a score add up: a table, whose last column draws each summand from where the
/// one before ended. What is open is a hatched stretch over what it can be.
import { type TemplateResult, css, html, nothing, svg } from "lit";
import type { Contribution, ModelAnswer } from "../protocol";
import type { Say, WriteNumber } from "../words";
import { scoreDigits } from "./groups";

const width = 150;
const height = 20;

function signed(number: WriteNumber, value: number): string {
  return value > 0 ? `+${number(value)}` : number(value);
}

export function waterfall(answer: ModelAnswer, say: Say, write: WriteNumber): TemplateResult | typeof nothing {
  if (!answer.contributions.length || !answer.score_range) return nothing;
  const digits = scoreDigits(answer);
  const number = (value: number) => write(value, digits);
  const shown = answer.contributions.filter((c) => c.points !== 0);
  const silent = answer.contributions.filter((c) => c.points === 0);
  const known = shown.filter((c) => c.points !== null);
  const open = shown.filter((c) => c.points === null);

  // Only the stretch that this patient's bars use, so that small summands stay visible.
  const sum = known.reduce((total, c) => total + c.points!, 0);
  const reach = [0, 0, sum];
  let running = 0;
  for (const c of known) reach.push((running += c.points!));
  for (const c of open) reach.push(sum + c.low, sum + c.high);
  const low = Math.min(...reach);
  const high = Math.max(...reach);
  const span = high - low || 1;
  const x = (value: number) => 4 + ((value - low) / span) * (width - 8);

  let from = 0;
  const rows = known.map((c) => {
    const bar = drawKnown(x, from, from + c.points!);
    from += c.points!;
    return row(c, signed(number, c.points!), bar);
  });
  rows.push(
    ...open.map((c) =>
      row(
        c,
        say("from_to", { low: signed(number, c.low), high: signed(number, c.high) }),
        drawOpen(x, sum + c.low, sum + c.high),
        true,
      ),
    ),
  );
  const total =
    answer.score !== null
      ? number(answer.score)
      : answer.score_low !== null && answer.score_high !== null
        ? say("from_to", { low: number(answer.score_low), high: number(answer.score_high) })
        : "–";
  return html`<table class="waterfall">
      <caption class="hidden">
        ${say("contributions")}
      </caption>
      <thead class="hidden">
        <tr>
          <th scope="col">${say("factor")}</th>
          <th scope="col">${say("points")}</th>
          <td></td>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">${say("sum")}</th>
          <td class="numbers">${total}</td>
          <td class="drawing">${drawSum(x, answer)}</td>
        </tr>
      </tfoot>
    </table>
    ${silent.length
      ? html`<p class="silent small soft">
          ${say("nothing_added", {
            what: silent.map((c) => (c.value_label ? `${c.label} ${c.value_label}` : c.label)).join(", "),
          })}
        </p>`
      : nothing}`;
}

function row(c: Contribution, points: string, drawing: TemplateResult, open = false): TemplateResult {
  return html`<tr class=${open ? "open" : ""}>
    <th scope="row">${c.label}${c.value_label ? html` <span class="value">${c.value_label}</span>` : nothing}</th>
    <td class="numbers">${points}</td>
    <td class="drawing">${drawing}</td>
  </tr>`;
}

function picture(content: unknown): TemplateResult {
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${content}</svg>`;
}

function drawKnown(x: (v: number) => number, from: number, to: number): TemplateResult {
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  return picture(svg`<line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
    <rect class=${to > from ? "up" : "down"} x=${left} y="4" width=${Math.max(1.5, right - left)} height=${height - 8} rx="1.5" />
    <line class="thread" x1=${x(to)} x2=${x(to)} y1=${height - 4} y2=${height} />`);
}

function drawOpen(x: (v: number) => number, low: number, high: number): TemplateResult {
  return picture(svg`<line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />
    <rect class="may" x=${x(low)} y="5" width=${Math.max(2, x(high) - x(low))} height=${height - 10} rx="1.5" />`);
}

function drawSum(x: (v: number) => number, answer: ModelAnswer): TemplateResult {
  const zero = svg`<line class="zero" x1=${x(0)} x2=${x(0)} y1="0" y2=${height} />`;
  if (answer.score !== null)
    return picture(svg`${zero}<path class="sum" d="M${x(answer.score)} 3l6 7-6 7-6-7z" />`);
  return picture(zero);
}

export const waterfallStyle = css`
  .waterfall {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--small);
  }
  .waterfall th {
    padding: 0.1rem 0.5rem 0.1rem 0;
    font-weight: 500;
    text-align: start;
    line-height: 1.25;
  }
  .waterfall .value {
    color: var(--ink-soft);
    font-weight: 400;
  }
  .waterfall td.numbers {
    padding: 0.1rem 0.5rem;
    text-align: end;
    white-space: nowrap;
  }
  .waterfall .drawing {
    width: 36%;
    padding: 0;
  }
  .waterfall svg {
    display: block;
    width: 100%;
    height: 20px;
  }
  .waterfall tfoot th,
  .waterfall tfoot td {
    border-top: 1px solid var(--rule-strong);
    font-weight: 650;
  }
  .waterfall .open {
    color: var(--ink-soft);
  }
  .zero {
    stroke: var(--rule-strong);
    stroke-width: 1;
  }
  .up {
    fill: var(--bad);
  }
  .down {
    fill: var(--good);
  }
  .may {
    fill: color-mix(in srgb, var(--ink) 8%, transparent);
    stroke: var(--ink-soft);
    stroke-dasharray: 3 2;
  }
  .thread {
    stroke: var(--ink-soft);
  }
  .sum {
    fill: var(--ink);
  }
  .silent {
    margin-top: 0.4rem;
  }
`;
