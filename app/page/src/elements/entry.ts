/// What is known of the patient: the questions of the chosen models by topic, a field that finds one,
/// a box for a pasted row.
import { type TemplateResult, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Question, Topic } from "../protocol";
import { Element } from "./element";
import "./paste";
import "./question";
import type { QuestionRow } from "./question";

/// Lower case, without what people write differently: "FLT3-ITD" is found by "flt3 itd".
function plain(text: string): string {
  return text.toLowerCase().replace(/[\s_\-;:()/]+/g, "");
}

export class Entry extends Element {
  static override properties = { ...Element.properties, wanted: { state: true } };
  declare wanted: string;

  constructor() {
    super();
    this.wanted = "";
  }

  override render(): TemplateResult {
    const wanted = plain(this.wanted);
    const topics = this.session.form.topics
      .map((topic) => ({
        topic,
        all: topic.questions.filter((question) => this.session.isAsked(question)),
      }))
      .map(({ topic, all }) => ({ topic, all, shown: all.filter((question) => matches(question, wanted)) }));
    const found = topics.some(({ shown }) => shown.length);
    return html`<div class="find">
        <label class="hidden" for="find">${this.say("find")}</label>
        <input
          id="find"
          type="search"
          autocomplete="off"
          spellcheck="false"
          placeholder="${this.say("find")} (${this.say("find_hint")})"
          .value=${this.wanted}
          @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)}
          @keydown=${this.jump}
        />
      </div>
      <venscope-paste .session=${this.session}></venscope-paste>
      ${this.session.done
        ? html`<p class="done" role="status">
            ${this.session.done.text}
            <button type="button" class="link" @click=${() => this.session.undo()}>${this.say("undo")}</button>
          </p>`
        : nothing}
      ${found ? nothing : html`<p class="soft" role="status">${this.say("no_match", { text: this.wanted })}</p>`}
      ${topics.map(({ topic, all, shown }) => (shown.length ? this.topic(topic, all, shown) : nothing))}`;
  }

  private topic(topic: Topic, all: Question[], shown: Question[]): TemplateResult {
    const answered = all.filter((question) => !this.session.isOpen(question)).length;
    return html`<section aria-labelledby="topic-${topic.id}">
      <h3 id="topic-${topic.id}">
        ${topic.label}
        <span class="count">${this.say("answered", { n: answered, total: all.length })}</span>
      </h3>
      ${repeat(
        shown,
        (question) => question.variable,
        (question) =>
          html`<venscope-question .session=${this.session} .question=${question}></venscope-question>`,
      )}
      ${shown.length === all.length ? this.allOthers(all) : nothing}
    </section>`;
  }

  /// "All other genes wild type", "all others: no": said by the user, never assumed.
  private allOthers(questions: Question[]) {
    const kind = questions.some((question) => question.kind === "gene") ? "gene" : "yes_no";
    // A statement on all the others, such as a normal karyotype, is not one of them.
    const open = questions.filter(
      (question) =>
        question.kind === kind && this.session.isOpen(question) && !this.isAboutOthers(question, questions),
    );
    if (open.length < 2 || questions.filter((question) => question.kind === kind).length < 4) return nothing;
    const level = open[0]!.levels?.[0];
    if (!level) return nothing;
    const act = () =>
      this.session.setMany(
        Object.fromEntries(open.map((question) => [question.variable, level.id])),
        this.say("all_done", { n: open.length, value: level.label }),
      );
    return html`<button type="button" class="button all" @click=${act}>
      ${this.say(kind === "gene" ? "all_wild" : "all_no")} <span class="soft">(${open.length})</span>
    </button>`;
  }

  private isAboutOthers(question: Question, questions: Question[]): boolean {
    return (question.excludes ?? []).some((name) => questions.some((other) => other.variable === name));
  }

  private readonly jump = (event: KeyboardEvent) => {
    if (event.key === "Escape") this.wanted = "";
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    this.renderRoot.querySelector<QuestionRow>("venscope-question")?.focusFirst();
  };

  focusSearch(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("#find");
    field?.focus();
    field?.select();
  }
  clearSearch(): void {
    this.wanted = "";
  }

  static override styles = [
    ...Element.styles,
    css`
      .find {
        position: sticky;
        top: 0;
        z-index: 2;
        padding: 0.6rem 0;
        background: var(--surface);
      }
      .find input {
        width: 100%;
        padding: 0.5rem 0.8rem;
        border: 1px solid var(--rule-strong);
        border-radius: 10px;
        background: var(--surface);
      }
      .find input::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      section {
        margin-top: 1.1rem;
      }
      h3 {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        margin-bottom: 0.3rem;
        padding-bottom: 0.3rem;
        border-bottom: 1px solid var(--rule);
        font: 600 1.0625rem/1.3 var(--serif);
      }
      .count {
        color: var(--ink-soft);
        font: 400 var(--small) / 1 var(--sans);
        font-variant-numeric: tabular-nums;
      }
      .all {
        width: 100%;
        margin-top: 0.5rem;
        font-size: var(--small);
      }
      .done {
        margin-top: 0.8rem;
        padding: 0.5rem 0.8rem;
        border-radius: 8px;
        background: var(--accent-soft);
        font-size: var(--small);
      }
      .done .link {
        font-weight: 600;
      }
    `,
  ];
}

function matches(question: Question, wanted: string): boolean {
  return wanted === "" || plain(question.label).includes(wanted) || plain(question.variable).includes(wanted);
}

customElements.define("venscope-entry", Entry);
