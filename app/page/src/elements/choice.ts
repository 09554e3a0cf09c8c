/// Which models are asked. A model that is not asked adds no questions and no answer.
import { type TemplateResult, css, html } from "lit";
import { Element } from "./element";
import "./loaded-cards";

export class ModelChoice extends Element {
  override render(): TemplateResult {
    const { session, say } = this;
    const cards = session.computable;
    const chosen = cards.filter((card) => session.chosen.has(card.id)).length;
    return html`<details>
      <summary>${say("models_chosen", { n: chosen, total: cards.length })}</summary>
      <fieldset>
        <legend class="hidden">${say("models")}</legend>
        ${cards.map(
          (card) =>
            html`<label
              ><input
                type="checkbox"
                .checked=${session.chosen.has(card.id)}
                @change=${(event: Event) => this.toggle(card.id, (event.target as HTMLInputElement).checked)}
              />
              ${session.text(card.title)}</label
            >`,
        )}
        <p>
          <button type="button" class="link" @click=${() => session.choose(cards.map((card) => card.id))}>
            ${say("all")}</button
          >, <button type="button" class="link" @click=${() => session.choose([])}>${say("none")}</button>
        </p>
        <label
          ><input
            type="checkbox"
            name="reconstruct"
            .checked=${session.reconstruct}
            @change=${(event: Event) => session.show({ reconstruct: (event.target as HTMLInputElement).checked })}
          />
          ${say("reconstruct")}</label
        >
      </fieldset>
      </details>
      <venscope-loaded-cards .session=${session}></venscope-loaded-cards>`;
  }

  private toggle(id: string, on: boolean): void {
    const chosen = new Set(this.session.chosen);
    if (on) chosen.add(id);
    else chosen.delete(id);
    this.session.choose(chosen);
  }

  static override styles = [
    ...Element.styles,
    css`
      summary {
        color: var(--accent);
        font-size: var(--small);
      }
      fieldset {
        padding: 0.4rem 0 0.2rem;
        font-size: var(--small);
      }
      label {
        display: flex;
        gap: 0.5rem;
        align-items: baseline;
        padding: 0.12rem 0;
        cursor: pointer;
      }
      input {
        accent-color: var(--accent);
      }
    `,
  ];
}
customElements.define("venscope-choice", ModelChoice);
