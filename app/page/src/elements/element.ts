/// What all elements share: the session, its words, and the look of small things.
import { LitElement } from "lit";
import type { Session } from "../session";
import { common } from "../style/common";

export class Element extends LitElement {
  static override properties = { session: { attribute: false } };
  static override styles = [common];
  declare session: Session;

  private readonly redraw = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.addEventListener("change", this.redraw);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.removeEventListener("change", this.redraw);
  }
  /// Words of the page, numbers as the reader writes them.
  protected get say() {
    return this.session.say;
  }
  protected get number() {
    return this.session.number;
  }
}
