/// The answer of one model, for the clinician.
import { type TemplateResult, css, html, nothing } from "lit";
import type { ModelAnswer, NextTest, Note } from "../protocol";
import type { Word, WriteNumber } from "../words";
import { Element } from "./element";
import { badge, groupStyle, scoreDigits, verdict } from "./groups";
import { outcomes, outcomesStyle } from "./outcomes";
import { scale, scaleStyle } from "./scale";
import { curve, curveStyle } from "./curve";
import { waterfall, waterfallStyle } from "./waterfall";

/// More missing answers than these are folded away.
const fewMissing = 6;

export class ModelCard extends Element {
  static override properties = { ...Element.properties, answer: { attribute: false } };
  declare answer: ModelAnswer;

  override render(): TemplateResult {
    const { answer } = this;
    const applies = answer.status !== "not_applicable";
    return html`<article aria-labelledby="title" class=${answer.status}>
      <header>
        <h3 id="title">${answer.title}</h3>
        <p class="soft small">${answer.endpoint_label}</p>
        ${answer.loaded ? html`<p class="from-file">${answer.loaded}</p>` : nothing}
      </header>
      <p class="verdict">${verdict(answer, this.say)}</p>
      <p class="summary">${answer.summary}</p>
      ${applies ? this.whole(answer) : answer.not_applicable.slice(1).map((reason) => html`<p class="summary">${reason}</p>`)}
      ${this.source(answer)}
    </article>`;
  }

  private whole(answer: ModelAnswer): TemplateResult {
    const open = answer.applicability_open ?? [];
    const general = answer.notes.filter((note) => !note.of_patient);
    return html`${open.length
      ? html`<p class="remark soft"><b>${this.say("applies_open")}</b> ${open.join("; ")}</p>`
      : nothing}
    ${answer.cautions.map((text) => html`<p class="remark"><b>${this.say("caution")}.</b> ${text}</p>`)}
    ${this.computed(answer)} ${answer.notes.filter((note) => note.of_patient).map((note) => this.note(note))}
    ${answer.published.length
      ? html`<section>
          <h4>${this.say(answer.source_status === "derived here" ? "derived_outcome" : "published")}</h4>
          ${outcomes(answer, this.say, this.number)}
        </section>`
      : nothing}
    ${general.filter((note) => note.kind === "contradiction").map((note) => this.foldedNote(note))}
    ${this.furtherNotes(general.filter((note) => note.kind !== "contradiction"))}`;
  }

  private computed(answer: ModelAnswer): TemplateResult {
    const { say } = this;
    const digits = scoreDigits(answer);
    const number: WriteNumber = (value, least = digits) => this.number(value, least);
    const range =
      answer.score !== null
        ? say("score_is", { score: number(answer.score) })
        : answer.score_low !== null && answer.score_high !== null
          ? say("range_of_score", { low: number(answer.score_low), high: number(answer.score_high) })
          : "";
    return html`${answer.score_range
        ? html`<div class="scale-box">
            ${scale(answer, this.number, range)}
            <p class="small">
              ${range}${answer.relative_hazard !== null
                ? html`<span class="soft">. ${say("relative_hazard", { x: this.number(Math.round(answer.relative_hazard * 100) / 100) })}</span>`
                : nothing}
            </p>
          </div>`
        : nothing}
      ${answer.decided_by
        ? html`<p class="remark rule"><b>${say("decided_by")}:</b> ${answer.decided_by}</p>`
        : nothing}
      ${answer.contributions.length && answer.score_range
        ? html`<section>
            <h4>${say("contributions")}</h4>
            ${waterfall(answer, say, this.number)}
          </section>`
        : nothing}
      ${answer.next_tests.length ? this.nextTests(answer, answer.next_tests) : nothing}
      ${this.missing(answer.missing_labels)}
      ${answer.curve ? curve(answer.curve, say, this.number) : nothing}`;
  }

  private missing(labels: string[]) {
    if (!labels.length) return nothing;
    const list = labels.join(", ");
    return labels.length <= fewMissing
      ? html`<p class="small"><b>${this.say("missing")}:</b> ${list}</p>`
      : html`<details class="small">
          <summary>${this.say("missing")} (${labels.length})</summary>
          <p>${list}</p>
        </details>`;
  }

  private nextTests(answer: ModelAnswer, tests: NextTest[]): TemplateResult {
    const settling = tests.filter((test) => test.settles);
    const shown = settling.length ? settling.slice(0, 3) : tests.slice(0, 2);
    return html`<section>
      <h4>${this.say("next_tests")}</h4>
      <ul class="tests">
        ${shown.map(
          (test) =>
            html`<li>
              <b>${test.label}</b>
              <span class="soft">${this.say(test.settles ? "settles" : "narrows")}</span>
              <ul>
                ${test.outcomes.map(
                  (outcome) =>
                    html`<li>
                      <span>${this.say("if")} ${outcome.label}:</span>
                      ${outcome.groups.map((group, at) => badge(answer.groups, group, outcome.group_labels[at]))}
                    </li>`,
                )}
              </ul>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private note(note: Note): TemplateResult {
    const kinds = ["contradiction", "limitation", "definition"];
    const kind = (kinds.includes(note.kind) ? note.kind : "note") as Word;
    return html`<div class="remark ${note.kind}">
      <b>${this.say(kind)}.</b> ${note.text}
      ${note.source ? html`<span class="soft small">${note.source}</span>` : nothing}
    </div>`;
  }

  /// One line of it, all when opened.
  private foldedNote(note: Note): TemplateResult {
    return html`<details class="remark folded ${note.kind}">
      <summary><span class="line"><b>${this.say(note.kind as Word)}.</b> ${note.text}</span></summary>
      ${note.source ? html`<p class="soft">${note.source}</p>` : nothing}
    </details>`;
  }

  private furtherNotes(notes: Note[]) {
    if (!notes.length) return nothing;
    return html`<details class="small">
      <summary>${this.say("further_notes", { n: notes.length })}</summary>
      ${notes.map((note) => this.note(note))}
    </details>`;
  }

  private source(answer: ModelAnswer): TemplateResult {
    return html`<details class="small">
      <summary>${this.say("source")}</summary>
      <p>
        ${answer.citation}${answer.doi
          ? html` <a href="https://doi.org/${answer.doi}" rel="noreferrer" target="_blank">doi:${answer.doi}</a>`
          : nothing}
      </p>
      ${answer.population ? html`<p>${answer.population}</p>` : nothing}
      <p class="soft">
        ${answer.model}, ${this.say("version", { version: answer.version })}; ${answer.source_status}
      </p>
    </details>`;
  }

  static override styles = [
    ...Element.styles,
    groupStyle,
    scaleStyle,
    waterfallStyle,
    outcomesStyle,
    curveStyle,
    css`
      article {
        display: flex;
        flex-direction: column;
        gap: 0.7rem;
        padding: 1.1rem 1.25rem 1rem;
        border-radius: 14px;
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      header h3 {
        font: 600 1.1875rem/1.25 var(--serif);
      }
      h4 {
        margin-bottom: 0.35rem;
        color: var(--ink-soft);
        font-size: var(--small);
        font-weight: 600;
      }
      .verdict {
        font-size: 1.0625rem;
      }
      .summary {
        text-wrap: pretty;
      }
      .summary::first-letter,
      header p::first-letter,
      .remark .line::first-letter {
        text-transform: uppercase;
      }
      .from-file {
        display: inline-block;
        margin-top: 0.35rem;
        padding: 0.15rem 0.6rem;
        border: 1px dashed var(--accent);
        border-radius: 6px;
        background: var(--accent-soft);
        font-size: var(--small);
        line-height: 1.35;
        overflow-wrap: anywhere;
      }
      .folded {
        color: var(--ink);
      }
      .folded .line {
        display: inline-block;
        width: calc(100% - 1.3rem);
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        vertical-align: bottom;
      }
      .folded[open] .line {
        display: inline;
        white-space: normal;
      }
      .not_applicable .summary {
        color: var(--ink-soft);
      }
      .remark {
        padding: 0.1rem 0 0.1rem 0.75rem;
        border-inline-start: 3px solid var(--rule-strong);
        font-size: var(--small);
        line-height: 1.4;
        text-wrap: pretty;
      }
      .remark.contradiction {
        border-color: var(--middle);
      }
      .remark.rule {
        border-color: var(--accent);
      }
      .tests > li + li {
        margin-top: 0.4rem;
      }
      .tests {
        font-size: var(--small);
      }
      .tests ul {
        margin-top: 0.15rem;
      }
      .tests ul li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.15rem 0.4rem;
        padding: 0.1rem 0;
      }
      .tests .badge {
        padding-block: 0;
        font-weight: 500;
      }
      details {
        color: var(--ink-soft);
      }
      details .remark {
        margin-top: 0.5rem;
      }
      details p {
        margin-top: 0.3rem;
      }
      section {
        min-width: 0;
      }
    `,
  ];
}
customElements.define("venscope-model", ModelCard);
