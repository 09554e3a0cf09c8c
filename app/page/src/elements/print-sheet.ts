/// What goes on paper: one page with what was given, what the models say and where it comes from.
import { type TemplateResult, css, html, nothing } from "lit";
import type { ModelAnswer } from "../protocol";
import { languages, type Word } from "../words";
import { Element } from "./element";
import { groupStyle, verdict } from "./groups";

/// More missing answers than these are counted.
const mostListed = 4;

export class PrintSheet extends Element {
  override render(): TemplateResult {
    const { session, say } = this;
    const given = this.valuesOf("given");
    const inferred = this.valuesOf("inferred");
    const tag = languages.find((entry) => entry.id === session.language)!.tag;
    return html`<header>
        <h2>${say("print_title")}</h2>
        <p class="soft">
          ${say("program", { version: session.version })}. ${say("print_date", { date: new Date().toLocaleDateString(tag) })}
        </p>
      </header>
      <p><b>${say("print_given")}:</b> ${given || "–"}</p>
      ${inferred ? html`<p><b>${say("print_inferred")}:</b> ${inferred}</p>` : nothing}
      <table>
        <thead>
          <tr>
            <th class="model">${say("model")}</th>
            <th>${say("group")}</th>
            <th class="score">${say("score")}</th>
            <th class="published">${say("published")}: ${say("median_ci")}</th>
          </tr>
        </thead>
        <tbody>
          ${session.answer.models.map((answer) => this.line(answer))}
        </tbody>
      </table>
      ${session.answer.disagreement
        ? html`<p><b>${say("disagreement")}.</b> ${session.answer.disagreement.text}</p>`
        : nothing}
      ${this.notes()}
      <p class="soft">${say("footer")}</p>`;
  }

  private valuesOf(state: string): string {
    return Object.entries(this.session.answer.values)
      .filter(([, note]) => note.state === state)
      .map(([variable, note]) => `${this.session.label(variable)} ${note.label ?? note.value}`)
      .join("; ");
  }

  private line(answer: ModelAnswer): TemplateResult {
    const { say, number } = this;
    const score =
      answer.score !== null
        ? number(answer.score)
        : answer.status === "incomplete" && answer.score_low !== null && answer.score_high !== null
          ? say("from_to", { low: number(answer.score_low), high: number(answer.score_high) })
          : "";
    return html`<tr>
      <td>
        <b>${answer.title}</b>
        <div class="soft">${answer.model} ${answer.version}</div>
        ${answer.loaded ? html`<div class="soft">${answer.loaded}</div>` : nothing}
      </td>
      <td>
        ${verdict(answer, say)}
        ${answer.decided_by ? html`<div>${answer.decided_by}</div>` : nothing}
        ${answer.not_applicable.map((text) => html`<div>${text}</div>`)}
        ${answer.missing_labels.length && answer.status === "incomplete"
          ? html`<div>
              ${say("missing")}:
              ${answer.missing_labels.length > mostListed ? answer.missing_labels.length : answer.missing_labels.join(", ")}
            </div>`
          : nothing}
      </td>
      <td>${score}</td>
      <td>
        ${answer.status === "not_applicable" ? nothing : this.published(answer)}
      </td>
    </tr>`;
  }

  /// A line per set of medians for the endpoint of the card: the groups that are still possible.
  private published(answer: ModelAnswer) {
    const { say, number } = this;
    const rows = answer.published.filter(
      (row) => row.is_group && row.median !== null && (!row.endpoint || row.endpoint === answer.endpoint),
    );
    return [...new Set(rows.map((row) => row.set))].map((set) => {
      const members = rows.filter((row) => row.set === set);
      const { unit, source } = members[0]!;
      const word = unit && ["months", "years", "days"].includes(unit) ? say(unit as Word) : unit;
      const texts = members.map((row) => {
        const interval =
          row.median_low !== null
            ? ` (${number(row.median_low)}–${row.median_high === null ? "∞" : number(row.median_high)})`
            : "";
        const size = row.n === null ? "" : `, n = ${row.n}`;
        return `${members.length > 1 ? `${row.group_label} ` : ""}${number(row.median!)}${interval}${size}`;
      });
      return html`<div>${texts.join("; ")} ${word} <span class="soft">${source}</span></div>`;
    });
  }

  private notes() {
    const texts = [
      ...new Set(
        this.session.answer.models
          .filter((answer) => answer.status !== "not_applicable")
          .flatMap((answer) =>
            [
              ...answer.cautions,
              ...answer.notes.filter((note) => note.of_patient).map((note) => note.text),
            ].map((text) => `${answer.title}: ${text}`),
          ),
      ),
    ];
    return texts.length
      ? html`<ul class="notes">
          ${texts.map((text) => html`<li>${text}</li>`)}
        </ul>`
      : nothing;
  }

  static override styles = [
    ...Element.styles,
    groupStyle,
    css`
      :host {
        display: none;
      }
      @media print {
        :host {
          display: block;
          line-height: 1.35;
        }
        header {
          display: flex;
          align-items: baseline;
          justify-content: space-between;
          margin-bottom: 0.6rem;
        }
        h2 {
          font: 600 1.5rem/1.2 var(--serif);
        }
        p {
          margin-bottom: 0.5rem;
        }
        table {
          table-layout: fixed;
          width: 100%;
          margin-bottom: 0.6rem;
          border-collapse: collapse;
        }
        th,
        td {
          padding: 0.2rem 0.7rem 0.2rem 0;
          border-bottom: 1px solid var(--rule);
          text-align: start;
          vertical-align: top;
        }
        .model {
          width: 22%;
        }
        .score {
          width: 10%;
        }
        .published {
          width: 34%;
        }
        tr {
          break-inside: avoid;
        }
        .badge {
          print-color-adjust: exact;
          -webkit-print-color-adjust: exact;
        }
        .notes {
          margin-bottom: 0.6rem;
          padding-inline-start: 1.1rem;
          list-style: disc;
          font-size: 0.92em;
          line-height: 1.25;
          color: var(--ink-soft);
        }
      }
    `,
  ];
}
customElements.define("venscope-print", PrintSheet);
