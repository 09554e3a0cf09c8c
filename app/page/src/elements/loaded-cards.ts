/// Model cards from files: a picker, the cards that are loaded, and what is wrong with a file that is
/// none. The whole page takes a dropped file (app.ts); nothing of it leaves the page or is kept.
import { type TemplateResult, css, html, nothing } from "lit";
import type { Refused } from "../session";
import { Element } from "./element";

/// More problems of one file than these are counted.
const mostShown = 8;

export class LoadedCards extends Element {
  override render(): TemplateResult {
    const { session, say } = this;
    return html`<label class="pick">
        <input type="file" class="hidden" accept=".json,application/json" multiple @change=${this.picked} />
        <span aria-hidden="true">+</span> ${say("card_load")}
      </label>
      <div role="status">
        ${session.loaded.length
          ? html`<ul class="loaded">
              ${session.loaded.map(
                ({ file, card }) =>
                  html`<li>
                    <span><b>${session.text(card.title)}</b> <span class="soft">${file}</span></span>
                    <button
                      type="button"
                      class="link"
                      aria-label=${say("card_remove_which", { card: session.text(card.title) })}
                      @click=${() => this.takeAway(card.id)}
                    >
                      ${say("card_remove")}
                    </button>
                  </li>`,
              )}
            </ul>`
          : nothing}
      </div>
      <div role="alert">${session.refused.map((one) => this.refused(one))}</div>`;
  }

  private refused({ file, problems }: Refused): TemplateResult {
    return html`<div class="refused">
      <p><b>${this.say("card_refused", { file })}</b></p>
      <ul>
        ${problems.slice(0, mostShown).map(
          (problem) =>
            html`<li>
              ${problem.what}${problem.expected ? html`; ${this.say("expected")}: ${problem.expected}` : nothing}${problem.remedy
                ? html`. ${problem.remedy}`
                : nothing}
            </li>`,
        )}
        ${problems.length > mostShown
          ? html`<li>${this.say("batch_more", { n: problems.length - mostShown })}</li>`
          : nothing}
      </ul>
      <button type="button" class="link" @click=${() => this.session.dismiss()}>${this.say("card_dismiss")}</button>
    </div>`;
  }

  private readonly picked = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file, corrected, can be chosen again.
    input.value = "";
    void this.session.load(files);
  };

  private takeAway(id: string): void {
    this.session.unload(id);
    // The button is gone: the keyboard goes on from the picker.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("input")?.focus());
  }

  static override styles = [
    ...Element.styles,
    css`
      :host {
        margin-top: 0.3rem;
        font-size: var(--small);
      }
      .pick {
        display: inline-flex;
        gap: 0.35rem;
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 0.18em;
        text-decoration-thickness: 1px;
        cursor: pointer;
      }
      .pick:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
        border-radius: 4px;
      }
      .loaded {
        margin-top: 0.4rem;
      }
      .loaded li {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        gap: 0.8rem;
        padding: 0.3rem 0.6rem;
        border-inline-start: 3px solid var(--accent);
        background: var(--accent-soft);
        overflow-wrap: anywhere;
      }
      .loaded li + li {
        margin-top: 0.25rem;
      }
      .loaded .soft {
        color: var(--ink);
      }
      .link {
        flex: none;
      }
      .refused {
        margin-top: 0.4rem;
        padding: 0.6rem 0.8rem;
        border-radius: 8px;
        background: var(--bad-soft);
        color: var(--bad-ink);
        overflow-wrap: anywhere;
      }
      .refused ul {
        margin: 0.25rem 0 0.4rem;
        padding-inline-start: 1.1rem;
        list-style: disc;
      }
      .refused .link {
        color: inherit;
      }
    `,
  ];
}
customElements.define("venscope-loaded-cards", LoadedCards);
