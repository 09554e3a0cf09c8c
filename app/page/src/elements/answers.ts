/// What the models say: all of them at a glance, where they disagree, then a card each.
import { type TemplateResult, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ModelAnswer } from "../protocol";
import { Element } from "./element";
import { groupStyle, verdict } from "./groups";
import "./model-card";
import "./patient-view";
import { scale, scaleStyle } from "./scale";

export class Answers extends Element {
  override render(): TemplateResult {
    const { session, say } = this;
    const { models, disagreement } = session.answer;
    const started = Object.keys(session.values).length > 0;
    if (session.view === "patient")
      return html`<venscope-patient .session=${session}></venscope-patient>`;
    return html`${started ? nothing : html`<p class="lead">${say("nothing_yet")}</p>`}
      <section class="glance" aria-label=${say("at_a_glance")}>
        <table>
          <thead class="hidden">
            <tr>
              <th scope="col">${say("model")}</th>
              <th scope="col">${say("group")}</th>
              <th scope="col">${say("score")}</th>
              <th scope="col">${say("open")}</th>
            </tr>
          </thead>
          <tbody>
            ${repeat(models, (answer) => answer.model, (answer) => this.line(answer))}
          </tbody>
        </table>
      </section>
      ${disagreement
        ? html`<aside class="disagreement" role="note">
            <b>${say("disagreement")}.</b> ${disagreement.text}
          </aside>`
        : nothing}
      <div class="cards">${this.columns(models).map((column) => html`<div>${this.stack(column)}</div>`)}</div>
      ${this.notComputable()}`;
  }

  /// Side by side where there is room, one after the other in two stacks; else one stack.
  private columns(models: ModelAnswer[]): ModelAnswer[][] {
    if (!this.wide.matches) return [models];
    return [models.filter((_, at) => at % 2 === 0), models.filter((_, at) => at % 2 === 1)];
  }
  private stack(models: ModelAnswer[]) {
    return repeat(
      models,
      (answer) => answer.model,
      (answer) =>
        html`<venscope-model id=${answer.model} .session=${this.session} .answer=${answer}></venscope-model>`,
    );
  }

  private readonly wide = matchMedia("(min-width: 1180px)");
  private readonly resized = () => this.requestUpdate();
  override connectedCallback(): void {
    super.connectedCallback();
    this.wide.addEventListener("change", this.resized);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.wide.removeEventListener("change", this.resized);
  }

  private line(answer: ModelAnswer): TemplateResult {
    const open = answer.status === "incomplete" ? answer.missing.length : 0;
    return html`<tr class=${answer.status}>
      <th scope="row">
        <a href="#${answer.model}" @click=${(event: Event) => this.go(event, answer.model)}>${answer.title}</a>
        ${answer.loaded ? html`<span class="from-file">${this.say("card_loaded")}</span>` : nothing}
      </th>
      <td>${verdict(answer, this.say)}</td>
      <td class="mini">
        ${answer.status === "not_applicable"
          ? nothing
          : scale(answer, this.number, `${this.say("score")}: ${this.score(answer)}`, true)}
      </td>
      <td class="count numbers">
        ${open ? html`<span class="hidden">${this.say("open")}: </span>${open}<span aria-hidden="true" class="soft"> ${this.say("open").toLowerCase()}</span>` : nothing}
      </td>
    </tr>`;
  }

  private score(answer: ModelAnswer): string {
    if (answer.score !== null) return this.number(answer.score);
    return this.say("from_to", {
      low: this.number(answer.score_low ?? 0),
      high: this.number(answer.score_high ?? 0),
    });
  }

  /// Within the page only: the address stays as it is.
  private go(event: Event, model: string): void {
    event.preventDefault();
    const card = this.renderRoot.querySelector<HTMLElement>(`venscope-model[id="${model}"]`);
    card?.scrollIntoView({ block: "start" });
    card?.setAttribute("tabindex", "-1");
    card?.focus({ preventScroll: true });
  }

  private notComputable() {
    const cards = this.session.cards.filter((card) => card.status === "not computable");
    if (!cards.length) return nothing;
    return html`<section class="known">
      <h3>${this.say("not_computable")}</h3>
      <dl>
        ${cards.map(
          (card) =>
            html`<dt>${this.session.text(card.title)}</dt>
              <dd>${this.session.text(card.reason)}</dd>`,
        )}
      </dl>
    </section>`;
  }

  static override styles = [
    ...Element.styles,
    groupStyle,
    scaleStyle,
    css`
      .lead {
        margin-bottom: 0.9rem;
        color: var(--ink-soft);
        font: 1.0625rem/1.45 var(--serif);
        text-wrap: pretty;
      }
      .glance {
        padding: 0.4rem 1.25rem;
        border-radius: 14px;
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      tr + tr {
        border-top: 1px solid var(--rule);
      }
      th,
      td {
        padding: 0.38rem 0.6rem 0.38rem 0;
        text-align: start;
        font-weight: 400;
        font-size: 0.9375rem;
        line-height: 1.3;
      }
      th a {
        color: var(--ink);
        font-weight: 600;
        text-decoration-color: var(--rule-strong);
      }
      .from-file {
        padding: 0 0.4rem;
        border: 1px dashed var(--accent);
        border-radius: 5px;
        color: var(--ink-soft);
        font-size: var(--tiny);
        white-space: nowrap;
      }
      td .badge {
        font-size: 0.875rem;
      }
      .mini {
        width: 24%;
      }
      .count {
        padding-inline-end: 0;
        text-align: end;
        white-space: nowrap;
        font-size: var(--small);
      }
      .not_applicable th a {
        color: var(--ink-soft);
        font-weight: 400;
      }
      .disagreement {
        margin-top: 0.9rem;
        padding: 0.7rem 1.1rem;
        border: 1px solid color-mix(in srgb, var(--middle) 50%, transparent);
        border-inline-start-width: 5px;
        border-radius: 10px;
        background: var(--middle-soft);
        color: var(--middle-ink);
        font-size: 0.9375rem;
        text-wrap: pretty;
      }
      .cards {
        display: flex;
        gap: 0.9rem;
        margin-top: 0.9rem;
      }
      .cards > div {
        display: grid;
        flex: 1 1 0;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 0.9rem;
        min-width: 0;
      }
      venscope-model {
        scroll-margin-top: 0.8rem;
      }
      .known {
        margin-top: 1.4rem;
        color: var(--ink-soft);
        font-size: var(--small);
      }
      .known h3 {
        margin-bottom: 0.4rem;
        font: 600 1rem/1.3 var(--serif);
      }
      .known dt {
        font-weight: 600;
      }
      .known dd {
        margin-bottom: 0.4rem;
        text-wrap: pretty;
      }
      @media (max-width: 560px) {
        .glance {
          padding: 0.3rem 0.9rem;
        }
        tr {
          display: grid;
          grid-template-columns: 1fr auto;
          align-items: center;
          padding: 0.35rem 0;
        }
        th,
        td {
          padding: 0.1rem 0;
        }
        td:nth-child(2) {
          grid-column: 1 / -1;
          grid-row: 2;
        }
        .mini {
          display: none;
        }
      }
    `,
  ];
}
customElements.define("venscope-answers", Answers);
