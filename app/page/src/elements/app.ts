/// The page as a whole: head, entry beside answers or the table, foot.
import { type PropertyValues, type TemplateResult, css, html, nothing } from "lit";
import type { ModelAnswer } from "../protocol";
import { languages } from "../words";
import "./answers";
import "./batch";
import "./choice";
import { Element } from "./element";
import "./entry";
import type { Entry } from "./entry";
import { groupStyle, verdict } from "./groups";
import "./print-sheet";

export class App extends Element {
  static override properties = { ...Element.properties, tab: { state: true }, news: { state: true }, over: { state: true } };
  declare tab: "patient" | "table";
  declare over: boolean;
  declare news: string;
  private spoken = new Map<string, string>();

  constructor() {
    super();
    this.tab = "patient";
    this.news = "";
    this.over = false;
  }

  override render(): TemplateResult {
    const { session, say } = this;
    return html`<div class="screen">
        <header>
          <div class="name">
            <h1>${say("title")}</h1>
            <p>${say("tagline")}</p>
          </div>
          <div class="tabs" role="tablist">
            ${this.tabButton("patient", say("one_patient"))}${this.tabButton("table", say("table"))}
          </div>
          ${this.tools()}
        </header>
        ${this.tab === "patient"
          ? html`<main><div id="panel" role="tabpanel" aria-label=${say("one_patient")} class="two">
              <section class="entry" aria-labelledby="entry">
                <div class="head">
                  <h2 id="entry">${say("entry")}</h2>
                  <button type="button" class="link small" @click=${this.reset}>${say("reset")}</button>
                </div>
                <venscope-choice .session=${session}></venscope-choice>
                <venscope-entry .session=${session}></venscope-entry>
              </section>
              <section class="answers" aria-labelledby="answers">
                <h2 id="answers" class="hidden">${say("answers")}</h2>
                <venscope-answers .session=${session}></venscope-answers>
              </section>
            </div></main>`
          : html`<main><div id="panel" role="tabpanel" aria-label=${say("table")}>
              <div class="above"><venscope-choice .session=${session}></venscope-choice></div>
              <venscope-batch .session=${session}></venscope-batch>
            </div></main>`}
        ${this.foot()} ${this.tab === "patient" ? this.bar() : nothing}
        <output class="hidden" aria-live="polite">${this.news}</output>
        ${this.over ? html`<div class="dropping"><p>${say("card_drop")}</p></div>` : nothing}
      </div>
      <venscope-print .session=${session}></venscope-print>`;
  }

  private tabButton(id: "patient" | "table", label: string): TemplateResult {
    const chosen = this.tab === id;
    return html`<button
      type="button"
      role="tab"
      aria-selected=${chosen ? "true" : "false"}
      aria-controls="panel"
      tabindex=${chosen ? 0 : -1}
      @click=${() => (this.tab = id)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        this.tab = id === "patient" ? "table" : "patient";
        void this.updateComplete.then(() =>
          this.renderRoot.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus(),
        );
      }}
    >
      ${label}
    </button>`;
  }

  private tools(): TemplateResult {
    const { session, say } = this;
    const dark =
      session.theme === "dark" ||
      (session.theme === "" && matchMedia("(prefers-color-scheme: dark)").matches);
    const choice = <Value extends string>(
      label: string,
      chosen: Value,
      values: { id: Value; label: string }[],
      act: (value: Value) => void,
    ) =>
      html`<div class="choice" role="group" aria-label=${label}>
        ${values.map(
          (value) =>
            html`<button
              type="button"
              lang=${value.id.length === 2 ? value.id : nothing}
              aria-pressed=${value.id === chosen ? "true" : "false"}
              @click=${() => act(value.id)}
            >
              ${value.label}
            </button>`,
        )}
      </div>`;
    return html`<div class="tools">
      ${choice(
        say("view"),
        session.view,
        [
          { id: "clinician", label: say("clinician") },
          { id: "patient", label: say("patient") },
        ],
        (view) => session.show({ view }),
      )}
      ${choice(say("language"), session.language, languages, (language) => session.speak(language))}
      <button type="button" class="button" @click=${() => session.show({ theme: dark ? "light" : "dark" })}>
        ${say(dark ? "light" : "dark")}
      </button>
      <button type="button" class="button" @click=${() => print()}>${say("print")}</button>
    </div>`;
  }

  private foot(): TemplateResult {
    const { session, say } = this;
    return html`<footer>
      <p class="device">${say("footer")}</p>
      <details>
        <summary>${say("footer_versions")}</summary>
        <ul>
          ${session.cards.map(
            (card) =>
              html`<li>
                ${card.id} ${card.version}${session.loaded.some((one) => one.card === card) ? ` (${say("card_loaded")})` : ""}:
                ${card.citation?.text}${card.citation?.where ? `, ${card.citation.where}` : ""}
                ${card.citation?.doi
                  ? html`<a href="https://doi.org/${card.citation.doi}" rel="noreferrer" target="_blank"
                      >doi:${card.citation.doi}</a
                    >`
                  : nothing}
              </li>`,
          )}
        </ul>
      </details>
      <p>${say("program", { version: session.version })} · Apache-2.0</p>
    </footer>`;
  }

  /// On a phone the answers are below the entry: their gist stays in sight, a tap goes there.
  private bar(): TemplateResult {
    const first = this.session.answer.models.slice(0, 1);
    return html`<nav class="bar" aria-label=${this.say("answers")}>
      ${first.map((answer) => html`<span class="gist">${answer.title} ${verdict(answer, this.say)}</span>`)}
      <button type="button" class="button primary" @click=${this.turn}>${this.say("jump_to_answers")} ↓</button>
    </nav>`;
  }

  private readonly turn = () => {
    this.renderRoot.querySelector(".answers")?.scrollIntoView();
  };
  private readonly reset = () => {
    this.session.reset();
    this.renderRoot.querySelector<Entry>("venscope-entry")?.clearSearch();
  };

  protected override updated(_changed: PropertyValues): void {
    const { session } = this;
    const root = document.documentElement;
    root.lang = languages.find((entry) => entry.id === session.language)!.tag;
    if (session.theme) root.dataset["theme"] = session.theme;
    else delete root.dataset["theme"];
    document.title = `${this.say("title")}: ${this.say("tagline")}`;
    this.announce(session.answer.models);
  }

  /// Says aloud only what has changed since the last entry.
  private announce(models: ModelAnswer[]): void {
    const now = new Map(
      models.map((answer) => [
        answer.model,
        `${answer.title}: ${
          answer.status === "not_applicable"
            ? this.say("not_applicable")
            : (answer.group_label ??
              answer.groups
                .filter((group) => answer.groups_possible.includes(group.id))
                .map((group) => group.label)
                .join(` ${this.say("or")} `))
        }`,
      ]),
    );
    const changed = [...now].filter(([model, text]) => this.spoken.has(model) && this.spoken.get(model) !== text);
    this.spoken = now;
    if (changed.length) this.news = changed.map(([, text]) => text).join(". ");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.key);
    addEventListener("dragover", this.dragged);
    addEventListener("dragleave", this.left);
    addEventListener("drop", this.dropped);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.key);
    removeEventListener("dragover", this.dragged);
    removeEventListener("dragleave", this.left);
    removeEventListener("drop", this.dropped);
  }
  /// A file dropped anywhere but on the field for tables is a model card; without this the browser
  /// would open it instead of the page, and what was entered would be lost.
  private readonly dragged = (event: DragEvent) => {
    this.over = Boolean(event.dataTransfer?.types.includes("Files")) && !event.defaultPrevented;
    if (this.over) event.preventDefault();
  };
  /// Out of the window, not from one element to the next.
  private readonly left = (event: DragEvent) => {
    if (event.relatedTarget === null) this.over = false;
  };
  private readonly dropped = (event: DragEvent) => {
    this.over = false;
    if (event.defaultPrevented || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    void this.session.load([...event.dataTransfer.files]);
  };
  /// "/" goes to the search field, from anywhere but a field.
  private readonly key = (event: KeyboardEvent) => {
    const field = (event.composedPath()[0] as HTMLElement).matches?.("input:not([type=radio]), textarea, select");
    if (event.key !== "/" || field || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.renderRoot.querySelector<Entry>("venscope-entry")?.focusSearch();
  };

  static override styles = [
    ...Element.styles,
    groupStyle,
    css`
      .screen {
        max-width: 84rem;
        margin: 0 auto;
        padding: 0 1.5rem;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.6rem 1.5rem;
        padding: 1.1rem 0 1rem;
      }
      h1 {
        margin: 0;
        font: 600 1.5rem/1.1 var(--serif);
        letter-spacing: -0.01em;
      }
      .name p {
        color: var(--ink-soft);
        font-size: var(--small);
      }
      .tabs {
        display: flex;
        gap: 0.2rem;
      }
      .tabs button {
        padding: 0.45rem 0.9rem;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--ink-soft);
      }
      .tabs button[aria-selected="true"] {
        border-color: var(--accent);
        color: var(--ink);
        font-weight: 600;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        margin-inline-start: auto;
        font-size: var(--small);
      }
      .choice {
        display: inline-flex;
        padding: 2px;
        border-radius: 9px;
        background: var(--surface);
        box-shadow: inset 0 0 0 1px var(--rule);
      }
      .choice button {
        padding: 0.32rem 0.65rem;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--ink-soft);
      }
      .choice button[aria-pressed="true"] {
        background: var(--accent-soft);
        color: var(--ink);
        font-weight: 600;
      }
      .two {
        display: grid;
        grid-template-columns: 27rem minmax(0, 1fr);
        align-items: start;
        gap: 1.5rem;
      }
      .entry {
        position: sticky;
        top: 0.9rem;
        max-height: calc(100vh - 1.8rem);
        overflow-y: auto;
        padding: 1.1rem 1.25rem 1.25rem;
        border-radius: 14px;
        background: var(--surface);
        box-shadow: var(--shadow);
        scrollbar-width: thin;
      }
      .head {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
      }
      h2 {
        font: 600 1.25rem/1.3 var(--serif);
      }
      .above {
        margin-bottom: 0.8rem;
      }
      footer {
        margin-top: 1.6rem;
        padding: 1rem 0 1.6rem;
        border-top: 1px solid var(--rule);
        color: var(--ink-soft);
        font-size: var(--small);
      }
      footer p,
      footer details,
      footer li {
        margin-bottom: 0.3rem;
      }
      .device {
        color: var(--ink);
        font-weight: 600;
      }
      .dropping {
        position: fixed;
        inset: 0;
        z-index: 5;
        display: grid;
        place-items: center;
        border: 3px dashed var(--accent);
        background: color-mix(in srgb, var(--page) 82%, transparent);
        pointer-events: none;
      }
      .dropping p {
        padding: 0.8rem 1.4rem;
        border-radius: 12px;
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 600;
      }
      .bar {
        display: none;
      }
      @media (max-width: 900px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
        .entry {
          position: static;
          max-height: none;
          overflow: visible;
        }
        .answers {
          scroll-margin-top: 0.6rem;
        }
        .bar {
          position: sticky;
          bottom: 0;
          z-index: 3;
          display: flex;
          align-items: center;
          justify-content: space-between;
          gap: 0.8rem;
          margin: 0 -0.9rem;
          padding: 0.5rem 0.9rem;
          border-top: 1px solid var(--rule);
          background: var(--surface);
          box-shadow: 0 -4px 14px rgb(20 33 43 / 8%);
          font-size: var(--small);
        }
        .gist .badge {
          margin-inline-start: 0.2rem;
        }
        .bar .button {
          flex: none;
        }
      }
      @media (max-width: 560px) {
        .screen {
          padding: 0 0.9rem;
        }
        .entry {
          padding: 0.9rem 1rem 1rem;
        }
        .tools {
          margin-inline-start: 0;
        }
        header {
          gap: 0.5rem 1rem;
          padding: 0.8rem 0;
        }
      }
      @media print {
        .screen {
          display: none;
        }
      }
    `,
  ];
}
customElements.define("venscope-app", App);
