/// One question: its states side by side, one of them "not tested"; or a field for a number. Nothing is
/// chosen for the user, and what follows from another answer is shown as such.
import { type TemplateResult, css, html, nothing } from "lit";
import type { Level, Question, ValueNote } from "../protocol";
import { Element } from "./element";

/// More levels than fit side by side become a list.
const mostSegments = 4;

export class QuestionRow extends Element {
  static override properties = { ...Element.properties, question: { attribute: false }, helping: { state: true } };
  declare question: Question;
  declare helping: boolean;

  override render(): TemplateResult {
    const { question } = this;
    const note = this.session.answer.values[question.variable];
    const problem = this.session.answer.problems.find((p) => p.variable === question.variable);
    const suspicion = this.session.answer.suspicions?.find((s) => s.variable === question.variable);
    return html`<fieldset class=${problem || note?.state === "contradiction" ? "wrong" : ""}>
      <legend class="hidden">${question.label}</legend>
      <div class="row ${question.kind === "gene" ? "gene" : ""}">
        <span class="label"
          ><span aria-hidden="true">${question.label}</span>${question.help
            ? html`<button
                type="button"
                class="about"
                aria-expanded=${this.helping ? "true" : "false"}
                aria-label=${this.say("help", { what: question.label })}
                @click=${() => (this.helping = !this.helping)}
              >
                ?
              </button>`
            : nothing}</span
        >
        ${this.control(question, note)}
      </div>
      ${this.helping && question.help ? html`<p class="remark">${question.help}</p>` : nothing}
      ${this.remark(note)}
      ${suspicion ? html`<p class="remark" role="status">${suspicion.text}</p>` : nothing}
      ${problem
        ? html`<p class="remark bad" role="alert">
            ${problem.what}${problem.expected ? html`; ${this.say("expected")}: ${problem.expected}` : nothing}${problem.remedy
              ? html`. ${problem.remedy}`
              : nothing}
          </p>`
        : nothing}
    </fieldset>`;
  }

  /// Called by the search field.
  focusFirst(): void {
    const field =
      this.renderRoot.querySelector<HTMLElement>("input[type=radio]:checked") ??
      this.renderRoot.querySelector<HTMLElement>("input, select");
    field?.focus();
    field?.scrollIntoView({ block: "center" });
  }

  private remark(note: ValueNote | undefined) {
    if (!note || note.state === "given") return nothing;
    return note.state === "inferred"
      ? html`<p class="remark">${note.text}</p>`
      : html`<p class="remark bad" role="alert">${note.text}</p>`;
  }

  private control(question: Question, note: ValueNote | undefined): TemplateResult {
    if (question.kind === "number") return this.numberField(question);
    const unknown = {
      id: "",
      label: this.say(question.kind === "gene" ? "not_tested" : "not_known"),
    };
    const levels = [unknown, ...(question.levels ?? [])];
    return levels.length <= mostSegments + 1 ? this.segments(question, levels, note) : this.list(question, levels);
  }

  private segments(question: Question, levels: Level[], note: ValueNote | undefined): TemplateResult {
    const chosen = this.session.values[question.variable] ?? "";
    const inferred = note?.state === "inferred" ? String(note.value) : null;
    return html`<div class="segments">
      ${levels.map(
        (level) => html`<label class=${inferred === level.id ? "inferred" : ""}
          ><input
            type="radio"
            name=${question.variable}
            value=${level.id}
            .checked=${chosen === level.id}
            @change=${() => this.session.set(question.variable, level.id)}
          /><span>${level.label}</span></label
        >`,
      )}
    </div>`;
  }

  private list(question: Question, levels: Level[]): TemplateResult {
    const chosen = this.session.values[question.variable] ?? "";
    return html`<select
      aria-label=${question.label}
      class=${chosen === "" ? "" : "given"}
      @change=${(event: Event) =>
        this.session.set(question.variable, (event.target as HTMLSelectElement).value)}
    >
      ${levels.map(
        (level) => html`<option value=${level.id} ?selected=${chosen === level.id}>${level.label}</option>`,
      )}
    </select>`;
  }

  private numberField(question: Question): TemplateResult {
    const chosen = this.session.values[question.variable] ?? "";
    return html`<span class="number"
      ><input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${question.unit ? `${question.label}, ${question.unit}` : question.label}
        placeholder=${this.say("not_known")}
        class=${chosen === "" ? "" : "given"}
        .value=${chosen}
        @input=${(event: Event) =>
          this.session.set(question.variable, (event.target as HTMLInputElement).value.trim())}
      /><span class="unit" aria-hidden="true">${question.unit ?? ""}</span></span
    >`;
  }

  static override styles = [
    ...Element.styles,
    css`
      fieldset {
        min-width: 0;
        padding: 0.25rem 0;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.15rem 0.75rem;
      }
      .label {
        flex: 1 1 7.5rem;
        min-width: 6rem;
        line-height: 1.25;
      }
      .gene .label {
        flex-basis: 5rem;
        font-style: italic;
      }
      .segments {
        display: inline-flex;
        flex: none;
        max-width: 100%;
        padding: 2px;
        border-radius: 8px;
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--rule);
        font-size: var(--small);
        line-height: 1.25;
      }
      .segments label {
        position: relative;
        display: grid;
        cursor: pointer;
      }
      .segments input {
        position: absolute;
        inset: 0;
        margin: 0;
        opacity: 0;
        cursor: pointer;
      }
      .segments span {
        display: grid;
        place-items: center;
        padding: 0.28rem 0.62rem;
        border-radius: 6px;
        color: var(--ink-soft);
        text-align: center;
      }
      .segments label:hover span {
        color: var(--ink);
      }
      .segments input:checked + span {
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      .segments label:first-child input:checked + span {
        background: var(--surface);
        color: var(--ink-soft);
        font-weight: 400;
        box-shadow: 0 0 0 1px var(--rule-strong);
      }
      .segments .inferred span {
        box-shadow: inset 0 0 0 1.5px var(--accent);
        color: var(--accent);
        font-weight: 600;
      }
      .segments input:focus-visible + span {
        outline: 2px solid var(--focus);
        outline-offset: 1px;
      }
      select,
      .number input {
        padding: 0.3rem 0.55rem;
        border: 1px solid var(--rule-strong);
        border-radius: 8px;
        background: var(--surface);
        font-size: var(--small);
      }
      select {
        max-width: 100%;
      }
      .number {
        display: inline-flex;
        align-items: baseline;
        gap: 0.4rem;
        font-size: var(--small);
      }
      .number input {
        width: 6.4rem;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .number input::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      .unit {
        min-width: 3.6rem;
        color: var(--ink-soft);
      }
      .given {
        border-color: var(--accent) !important;
        font-weight: 600;
      }
      .about {
        width: 1.25em;
        height: 1.25em;
        margin-inline-start: 0.4em;
        padding: 0;
        border: 1px solid var(--rule-strong);
        border-radius: 50%;
        background: none;
        color: var(--ink-soft);
        font: 600 0.75rem/1 var(--sans);
        font-style: normal;
      }
      .remark {
        margin: 0.15rem 0 0.2rem;
        padding-inline-start: 0.6rem;
        border-inline-start: 2px solid var(--rule-strong);
        color: var(--ink-soft);
        font-size: var(--small);
      }
      .remark.bad {
        border-color: var(--bad);
        color: var(--bad-ink);
      }
    `,
  ];
}
customElements.define("venscope-question", QuestionRow);
