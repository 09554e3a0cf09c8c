/// A risk group as people see it: a colour, a shape and its word. Which of the three it gets follows
/// from its place among the groups of its card, which stand from the best to the worst outcome.
import { type TemplateResult, css, html, svg } from "lit";
import type { Level, ModelAnswer } from "../protocol";
import { type Say, digitsOf } from "../words";

export type Tone = "good" | "middle" | "bad";

export function toneOf(groups: readonly Level[], id: string): Tone {
  const at = groups.findIndex((group) => group.id === id);
  if (at <= 0) return "good";
  return at === groups.length - 1 ? "bad" : "middle";
}

/// Digits after the point of everything on the scale of that card.
export function scoreDigits(answer: ModelAnswer): number {
  return digitsOf([
    ...answer.contributions.flatMap((c) => [c.points, c.low, c.high]),
    ...answer.groups.flatMap((group) => [group.low, group.high]),
  ]);
}

/// 12 by 12: a disc, a diamond, a triangle.
export function shape(tone: Tone): TemplateResult {
  const paths: Record<Tone, string> = {
    good: "M6 .8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 1 0 6 .8z",
    middle: "M6 0l6 6-6 6-6-6z",
    bad: "M6 .4l6 11H0z",
  };
  return html`<svg class="shape ${tone}" viewBox="0 0 12 12" aria-hidden="true">
    ${svg`<path d=${paths[tone]} />`}
  </svg>`;
}

export function badge(groups: readonly Level[], id: string, label?: string): TemplateResult {
  const tone = toneOf(groups, id);
  const word = label ?? groups.find((group) => group.id === id)?.label ?? id;
  return html`<span class="badge ${tone}">${shape(tone)}<span>${word}</span></span>`;
}

/// The group where it is settled, the groups still possible where it is not.
export function verdict(answer: ModelAnswer, say: Say): TemplateResult {
  if (answer.status === "not_applicable")
    return html`<span class="badge none"><span>${say("not_applicable")}</span></span>`;
  if (answer.group) return badge(answer.groups, answer.group, answer.group_label ?? undefined);
  const possible = answer.groups.filter((group) => answer.groups_possible.includes(group.id));
  if (possible.length === 1) return badge(answer.groups, possible[0]!.id);
  return html`<span class="badge open"
    ><span class="shapes">${possible.map((group) => shape(toneOf(answer.groups, group.id)))}</span
    ><span
      >${possible.length === answer.groups.length && possible.length > 2
        ? say("any_group")
        : possible.map((group) => group.label).join(` ${say("or")} `)}</span
    ></span
  >`;
}

export const groupStyle = css`
  .shape {
    flex: none;
    width: 0.72em;
    height: 0.72em;
    fill: var(--ink-soft);
  }
  .shape.good {
    fill: var(--good);
  }
  .shape.middle {
    fill: var(--middle);
  }
  .shape.bad {
    fill: var(--bad);
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.45em;
    padding: 0.16em 0.65em 0.18em 0.55em;
    border-radius: 999px;
    border: 1px solid transparent;
    font-weight: 600;
    line-height: 1.3;
  }
  .badge.good {
    background: var(--good-soft);
    border-color: color-mix(in srgb, var(--good) 35%, transparent);
    color: var(--good-ink);
  }
  .badge.middle {
    background: var(--middle-soft);
    border-color: color-mix(in srgb, var(--middle) 50%, transparent);
    color: var(--middle-ink);
  }
  .badge.bad {
    background: var(--bad-soft);
    border-color: color-mix(in srgb, var(--bad) 40%, transparent);
    color: var(--bad-ink);
  }
  .badge.open {
    border: 1px dashed var(--rule-strong);
    background: var(--surface);
    color: var(--ink);
    font-weight: 500;
  }
  .badge.none {
    background: var(--sunken);
    color: var(--ink-soft);
    font-weight: 500;
  }
  .shapes {
    display: inline-flex;
    gap: 0.2em;
  }
`;
