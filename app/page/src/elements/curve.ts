/// A survival curve, only where the core sends one: from a baseline that a card carries, or reconstructed
/// where the user asked for that. Several sets of published numbers make several curves.
import { type TemplateResult, css, html, nothing, svg } from "lit";
import type { Curve } from "../protocol";
import type { Say, Word, WriteNumber } from "../words";

const width = 340;
const height = 150;
const left = 30;
const bottom = 22;

export function curve(data: Curve, say: Say, number: WriteNumber): TemplateResult {
  const x = (time: number) => left + (time / data.horizon) * (width - left - 8);
  const y = (survival: number) => 6 + (1 - survival) * (height - 6 - bottom);
  const place = (time: number, value: number) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`;
  // A step function holds each value until the next time, and 1 before the first.
  const points = (times: number[], values: number[]) =>
    data.steps
      ? [
          place(0, 1),
          ...times.flatMap((time, at) => [place(time, at ? values[at - 1]! : 1), place(time, values[at]!)]),
          place(data.horizon, values[values.length - 1]!),
        ]
      : times.map((time, at) => place(time, values[at]!));
  const { band } = data;
  const area = band
    ? `M${[...points(band.times, band.upper), ...points(band.times, band.lower).reverse()].join(" L")}z`
    : null;
  const step = data.horizon > 24 ? 12 : data.horizon > 12 ? 6 : 3;
  const grid = [];
  for (let time = 0; time <= data.horizon; time += step) grid.push(time);
  const unit = ["months", "years", "days"].includes(data.unit) ? say(data.unit as Word) : data.unit;
  return html`<figure>
    <svg class="curve" viewBox="0 0 ${width} ${height}" role="img" aria-label="${say("curve")}. ${data.warning ?? ""}">
      ${[0, 0.5, 1].map(
        (value) => svg`<line class="grid" x1=${left} x2=${width - 8} y1=${y(value)} y2=${y(value)} />
          <text x=${left - 5} y=${y(value) + 4} text-anchor="end">${number(value * 100)}</text>`,
      )}
      ${grid.map((time) => svg`<text x=${x(time)} y=${height - 7} text-anchor="middle">${number(time)}</text>`)}
      ${area ? svg`<path class="area" d=${area} />` : nothing}
      ${data.curves.map(
        (one, at) =>
          svg`<path class="line" stroke-dasharray=${at ? "5 4" : nothing} d="M${points(one.times, one.survival).join(" L")}" />`,
      )}
    </svg>
    <figcaption class="small soft">
      ${say("curve")}, %; ${unit}.${band ? html` ${say(data.reconstructed ? "curve_band" : "curve_interval")}` : nothing}
      ${data.curves.length > 1
        ? data.curves.map((one, at) => html`${at ? ", " : ""}${at ? "- -" : "—"} ${one.set}`)
        : nothing}
      ${data.warning ? html`<b>${data.warning}</b>` : nothing}
    </figcaption>
  </figure>`;
}

export const curveStyle = css`
  .curve {
    display: block;
    width: 100%;
  }
  .curve text {
    fill: var(--ink-soft);
    font-size: 11px;
  }
  .curve .grid {
    stroke: var(--rule);
  }
  .curve .line {
    fill: none;
    stroke: var(--accent);
    stroke-width: 2;
  }
  .curve .area {
    fill: var(--accent);
    opacity: 0.15;
  }
`;
