/// The same answers in plain words. Numbers of survival are there, but only for who asks for them.
import { type TemplateResult, css, html, nothing } from "lit";
import type { ModelAnswer } from "../protocol";
import { Element } from "./element";
import { groupStyle, verdict } from "./groups";

/// More missing results than these are counted.
const mostListed = 10;

export class PatientView extends Element {
  override render(): TemplateResult {
    const { say, session } = this;
    const models = session.answer.models.filter((answer) => answer.status !== "not_applicable");
    const settled = models.filter((answer) => answer.groups_possible.length === 1);
    const open = models.filter((answer) => answer.groups_possible.length !== 1);
    const missing = [...new Set(open.flatMap((answer) => answer.missing_labels))];
    return html`<article>
      <h3>${say("plain_title")}</h3>
      <p class="lead">${say("plain_lead")}</p>
      ${settled.map(
        (answer) =>
          html`<section>
            <h4>${answer.title} ${verdict(answer, say)}</h4>
            <p>${answer.plain}</p>
            ${answer.loaded ? html`<p class="small soft">${answer.loaded}</p>` : nothing}
            ${this.numbers(answer)}
          </section>`,
      )}
      ${session.answer.disagreement
        ? html`<section>
            <h4>${say("disagreement")}</h4>
            <p>${session.answer.disagreement.text}</p>
          </section>`
        : nothing}
      ${open.length
        ? html`<section>
            <h4>${say("plain_open")}</h4>
            <p>${open[0]!.plain}</p>
            <ul class="open">
              ${open.map((answer) => html`<li>${answer.title}</li>`)}
            </ul>
            <p class="small soft">
              ${missing.slice(0, mostListed).join(", ")}${missing.length > mostListed
                ? `, ${say("batch_more", { n: missing.length - mostListed })}`
                : nothing}
            </p>
          </section>`
        : nothing}
      <p class="ask">${say("plain_ask")}</p>
    </article>`;
  }

  private numbers(answer: ModelAnswer) {
    if (!answer.plain_numbers) return nothing;
    return html`<details>
      <summary>${this.say("plain_numbers")}</summary>
      <p>${answer.plain_numbers}</p>
    </details>`;
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
      .open {
        margin: 0.4rem 0;
        padding-inline-start: 1.3rem;
        list-style: disc;
      }
      details {
        margin-top: 0.4rem;
        font-size: 1rem;
      }
      summary {
        color: var(--accent);
      }
      details p {
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
