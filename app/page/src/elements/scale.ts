/// A score on its scale: the groups' stretches with their cut points, a mark where the score is known,
/// a band where it is not.
import { type TemplateResult, css, html, nothing, svg } from "lit";
import type { ModelAnswer } from "../protocol";
import type { WriteNumber } from "../words";
import { scoreDigits, toneOf } from "./groups";

const width = 340;
const side = 10;

export function scale(
  answer: ModelAnswer,
  write: WriteNumber,
  description: string,
  small = false,
): TemplateResult | typeof nothing {
  if (!answer.score_range) return nothing;
  const [low, high] = answer.score_range;
  const digits = scoreDigits(answer);
  const number = (value: number) => write(value, digits);
  if (!(high > low)) return nothing;
  const x = (value: number) =>
    side + ((Math.min(Math.max(value, low), high) - low) / (high - low)) * (width - 2 * side);
  const stretches = answer.groups.map((group) => ({
    tone: toneOf(answer.groups, group.id),
    possible: answer.groups_possible.includes(group.id) || answer.group === group.id,
    from: x(group.low ?? low),
    to: x(group.high ?? high),
  }));
  const cuts = answer.groups
    .flatMap((group) => [group.low, group.high])
    .filter((cut): cut is number => cut !== null && cut > low && cut < high);
  const top = 16;
  const bar = 10;
  const known = answer.score;
  const band =
    known === null && answer.score_low !== null && answer.score_high !== null
      ? [x(answer.score_low), x(answer.score_high)]
      : null;
  return html`<svg
    class="scale ${small ? "compact" : ""}"
    viewBox="0 0 ${width} ${small ? 34 : 48}"
    role="img"
    aria-label=${description}
  >
    ${stretches.map(
      ({ tone, possible, from, to }) =>
        svg`<rect class="stretch ${tone} ${possible ? "" : "out"}" x=${from} y=${top} width=${Math.max(0, to - from)} height=${bar} />`,
    )}
    ${[...new Set(cuts)].map(
      (cut) =>
        svg`<line class="cut" x1=${x(cut)} x2=${x(cut)} y1=${top - 1} y2=${top + bar + 4} />
          ${small ? nothing : svg`<text class="tick" x=${x(cut)} y=${top + bar + 16} text-anchor="middle">${number(cut)}</text>`}`,
    )}
    ${
      small
        ? nothing
        : svg`<text class="tick" x=${side} y=${top + bar + 16} text-anchor=${cutNear(cuts, low, x) ? "end" : "start"}>${cutNear(cuts, low, x) ? "" : number(low)}</text>
          <text class="tick" x=${width - side} y=${top + bar + 16} text-anchor="end">${cutNear(cuts, high, x) ? "" : number(high)}</text>`
    }
    ${
      band
        ? svg`<rect class="band" x=${band[0]!} y=${top - 5} width=${Math.max(3, band[1]! - band[0]!)} height=${bar + 10} rx="4" />`
        : nothing
    }
    ${
      known !== null
        ? svg`<path class="mark" d="M${x(known)} ${top + 1}l-6 -9h12z" />
          <line class="mark" x1=${x(known)} x2=${x(known)} y1=${top} y2=${top + bar} />`
        : nothing
    }
  </svg>`;
}

/// Whether a cut point's number would run into that of an end.
function cutNear(cuts: number[], end: number, x: (value: number) => number): boolean {
  return cuts.some((cut) => Math.abs(x(cut) - x(end)) < 26);
}

export const scaleStyle = css`
  .scale {
    display: block;
    width: 100%;
    height: auto;
    overflow: visible;
  }
  .stretch.good {
    fill: var(--good);
  }
  .stretch.middle {
    fill: var(--middle);
  }
  .stretch.bad {
    fill: var(--bad);
  }
  .stretch {
    opacity: 0.8;
  }
  .stretch.out {
    opacity: 0.22;
  }
  .cut {
    stroke: var(--surface);
    stroke-width: 2;
  }
  .tick {
    fill: var(--ink-soft);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .band {
    fill: color-mix(in srgb, var(--ink) 12%, transparent);
    stroke: var(--ink);
    stroke-width: 1.5;
    stroke-dasharray: 4 3;
  }
  .mark {
    fill: var(--ink);
    stroke: var(--ink);
    stroke-width: 2;
    stroke-linejoin: round;
  }
`;
