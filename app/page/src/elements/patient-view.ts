/// The same answers in plain words. Numbers of survival are there, but only for who asks for them.
import { type TemplateResult, css, html, nothing } from "lit";
import type { ModelAnswer, Published } from "../protocol";
import type { Word } from "../words";
import { Element } from "./element";
import { groupStyle, verdict } from "./groups";

export class PatientView extends Element {
  override render(): TemplateResult {
    const { say, session } = this;
    const models = session.answer.models.filter((answer) => answer.status !== "not_applicable");
    const missing = [...new Set(models.flatMap((answer) => answer.missing_labels))];
    return html`<article>
      <h3>${say("plain_title")}</h3>
      <p class="lead">${say("plain_lead")}</p>
      ${models.map(
        (answer) =>
          html`<section>
            <h4>${answer.title} ${answer.groups_possible.length === 1 ? verdict(answer, say) : nothing}</h4>
            <p>${answer.plain}</p>
            ${this.numbers(answer)}
          </section>`,
      )}
      ${session.answer.disagreement
        ? html`<section>
            <h4>${say("disagreement")}</h4>
            <p>${session.answer.disagreement.text}</p>
          </section>`
        : nothing}
      ${missing.length
        ? html`<section>
            <h4>${say("plain_open")}</h4>
            <p>${say("plain_open_lead")}</p>
            <p class="missing">${missing.join(", ")}</p>
          </section>`
        : nothing}
      <p class="ask">${say("plain_ask")}</p>
    </article>`;
  }

  private numbers(answer: ModelAnswer) {
    const rows = answer.published.filter((row) => row.is_group && row.median !== null);
    if (!rows.length || answer.groups_possible.length !== 1) return nothing;
    return html`<details>
      <summary>${this.say("plain_numbers")}</summary>
      <p>${this.say("plain_numbers_lead")}</p>
      <ul>
        ${rows.map((row) => html`<li>${this.time(row)}</li>`)}
      </ul>
    </details>`;
  }

  private time(row: Published): string {
    const unit = row.unit && ["months", "years", "days"].includes(row.unit) ? this.say(row.unit as Word) : row.unit;
    const size = row.n === null ? "" : ` (${this.say("plain_study_of", { n: row.n })})`;
    return `${row.group_label}: ${this.number(row.median!)} ${unit}${size}${row.source ? `; ${row.source}` : ""}`;
  }

  static override styles = [
    ...Element.styles,
    groupStyle,
    css`
      article {
        max-width: 44rem;
        padding: 1.8rem 2.2rem;
        border-radius: 14px;
        background: var(--surface);
        box-shadow: var(--shadow);
        font-size: 1.125rem;
        line-height: 1.6;
      }
      h3 {
        margin-bottom: 0.6rem;
        font: 600 1.625rem/1.25 var(--serif);
      }
      h4 {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.3rem 0.7rem;
        margin-bottom: 0.3rem;
        font: 600 1.125rem/1.3 var(--serif);
      }
      h4 .badge {
        font: 600 0.9375rem/1.3 var(--sans);
      }
      section {
        margin-top: 1.4rem;
      }
      p {
        text-wrap: pretty;
      }
      .lead {
        color: var(--ink-soft);
      }
      .missing {
        font-weight: 600;
      }
      details {
        margin-top: 0.4rem;
        font-size: 1rem;
      }
      summary {
        color: var(--accent);
      }
      details p,
      details ul {
        margin-top: 0.4rem;
      }
      .ask {
        margin-top: 1.8rem;
        padding: 0.9rem 1.1rem;
        border-radius: 10px;
        background: var(--accent-soft);
      }
      @media (max-width: 560px) {
        article {
          padding: 1.2rem 1.1rem;
        }
      }
    `,
  ];
}
customElements.define("venscope-patient", PatientView);
