/// A row of a table or a mutation list, read by the core. What was understood is taken over and can be
/// undone; what was not stays in the box.
import { type TemplateResult, css, html, nothing } from "lit";
import type { Paste } from "../protocol";
import { Element } from "./element";

/// One patient's findings take far less; more is a table, which has a tab of its own.
const mostCharacters = 20_000;

export class PasteBox extends Element {
  static override properties = {
    ...Element.properties,
    result: { state: true },
    tooLong: { state: true },
  };
  declare result: Paste | null;
  declare tooLong: boolean;

  constructor() {
    super();
    this.result = null;
    this.tooLong = false;
  }

  override render(): TemplateResult {
    return html`<details>
      <summary>${this.say("paste")}</summary>
      <textarea
        rows="3"
        spellcheck="false"
        aria-label=${this.say("paste")}
        placeholder=${this.say("paste_hint")}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.take();
        }}
      ></textarea>
      <button type="button" class="button" @click=${this.take}>${this.say("paste_do")}</button>
      <div role="status">
        ${this.tooLong
          ? html`<p class="bad">${this.say("paste_long", { n: this.number(mostCharacters) })}</p>`
          : nothing}
        ${this.result ? this.said(this.result) : nothing}
      </div>
    </details>`;
  }

  private readonly take = () => {
    const box = this.renderRoot.querySelector("textarea")!;
    const text = box.value.trim();
    if (text === "") return;
    this.tooLong = text.length > mostCharacters;
    if (this.tooLong) {
      this.result = null;
      return;
    }
    const result = this.session.paste(text);
    this.result = result;
    const entries = Object.entries(result.values ?? {});
    if (!entries.length) return;
    box.value = (result.not_understood ?? []).map((part) => part.text).join(", ");
    this.session.setMany(
      Object.fromEntries(entries.map(([variable, value]) => [variable, String(value)])),
      `${this.say("paste_understood")}: ${(result.understood ?? []).map((part) => part.text).join(", ")}`,
    );
  };

  private said(result: Paste): TemplateResult {
    const not = result.not_understood ?? [];
    return html`${Object.keys(result.values ?? {}).length ? nothing : html`<p class="bad">${this.say("paste_nothing")}</p>`}
    ${not.length
      ? html`<p class="bad">${this.say("paste_not_understood")}:</p>
          <ul>
            ${not.slice(0, 20).map((part) => html`<li><b>${shortened(part.text)}</b>: ${part.why}</li>`)}
            ${not.length > 20 ? html`<li>${this.say("batch_more", { n: not.length - 20 })}</li>` : nothing}
          </ul>`
      : nothing}`;
  }

  static override styles = [
    ...Element.styles,
    css`
      summary {
        color: var(--accent);
        font-size: var(--small);
      }
      textarea {
        width: 100%;
        margin: 0.5rem 0 0.4rem;
        padding: 0.5rem 0.7rem;
        border: 1px solid var(--rule-strong);
        border-radius: 8px;
        background: var(--surface);
        font: 0.875rem/1.4 ui-monospace, "Liberation Mono", Consolas, monospace;
        resize: vertical;
      }
      textarea::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      .button {
        font-size: var(--small);
      }
      .bad {
        margin-top: 0.4rem;
        color: var(--bad-ink);
        font-size: var(--small);
      }
      ul {
        font-size: var(--small);
        overflow-wrap: anywhere;
      }
    `,
  ];
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

customElements.define("venscope-paste", PasteBox);
