/// A table of patients: dropped, scored by the worker, saved again. It never leaves the browser.
import { type TemplateResult, css, html, nothing } from "lit";
import { coreBytes, startWorker } from "../assets";
import type { BatchNews, BatchState } from "../batch-protocol";
import { Element } from "./element";

type Stage =
  | { at: "waiting"; said: string }
  | { at: "working"; name: string; part: number }
  | { at: "done"; name: string; state: BatchState; address: string; head: string[][] }
  | { at: "failed"; name: string; state: BatchState };

const mostShown = 30;

export class BatchTab extends Element {
  static override properties = {
    ...Element.properties,
    stage: { state: true },
    over: { state: true },
  };
  declare stage: Stage;
  declare over: boolean;
  private worker: Worker | null = null;

  constructor() {
    super();
    this.stage = { at: "waiting", said: "" };
    this.over = false;
  }

  override render(): TemplateResult {
    return html`<article>
      <p class="lead">${this.say("batch_lead")}</p>
      <p class="small soft">${this.say("batch_format")}</p>
      ${this.stage.at === "waiting" ? this.waiting(this.stage.said) : nothing}
      ${this.stage.at === "working" ? this.working(this.stage.name, this.stage.part) : nothing}
      ${this.stage.at === "done" ? this.finished(this.stage) : nothing}
      ${this.stage.at === "failed" ? this.failed(this.stage) : nothing}
    </article>`;
  }

  private waiting(said: string): TemplateResult {
    return html`<label
        class="drop ${this.over ? "over" : ""}"
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${this.dropped}
      >
        <input
          type="file"
          class="hidden"
          accept=".csv,.tsv,.txt,.gz,text/csv"
          @change=${(event: Event) => this.take((event.target as HTMLInputElement).files)}
        />
        <svg viewBox="0 0 48 48" aria-hidden="true">
          <path d="M8 30v8a4 4 0 0 0 4 4h24a4 4 0 0 0 4-4v-8M24 6v24M14 20l10 10 10-10" />
        </svg>
        <span>${this.say("batch_drop")}</span>
      </label>
      <p role="status">${said}</p>`;
  }

  private working(name: string, part: number): TemplateResult {
    return html`<div class="box">
      <label for="progress">${this.say("batch_working", { name })}</label>
      <progress id="progress" max="1" .value=${part}></progress>
      <button type="button" class="button" @click=${this.cancel}>${this.say("batch_cancel")}</button>
    </div>`;
  }

  private finished(stage: Extract<Stage, { at: "done" }>): TemplateResult {
    const [header, ...rows] = stage.head;
    return html`<div class="box" role="status">
        <b>${this.say("batch_done", { rows: this.number(stage.state.rows) })}</b>
        <span class="acts">
          <a class="button primary" href=${stage.address} download=${scoredName(stage.name)}>${this.say("batch_save")}</a>
          <button type="button" class="button" @click=${this.again}>${this.say("batch_again")}</button>
        </span>
      </div>
      ${stage.state.warnings.length
        ? html`<ul class="small">
            ${stage.state.warnings.slice(0, mostShown).map((text) => html`<li>${text}</li>`)}
          </ul>`
        : nothing}
      ${header
        ? html`<h3>${this.say("batch_first")}</h3>
            <div class="rows" tabindex="0" role="region" aria-label=${this.say("batch_first")}>
              <table class="numbers">
                <thead>
                  <tr>
                    ${header.map((cell) => html`<th scope="col">${cell}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  ${rows.map(
                    (row) =>
                      html`<tr>
                        ${row.map((cell) => html`<td>${cell}</td>`)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : nothing}`;
  }

  private failed(stage: Extract<Stage, { at: "failed" }>): TemplateResult {
    const { problems } = stage.state;
    return html`<div class="box bad" role="alert">
      <b>${this.say("batch_failed")}: ${stage.name}</b>
      <ul>
        ${problems.slice(0, mostShown).map(
          (problem) =>
            html`<li>
              ${problem.what}${problem.expected
                ? html`; ${this.say("expected")}: ${problem.expected}`
                : nothing}${problem.remedy ? html`. ${problem.remedy}` : nothing}
            </li>`,
        )}
        ${problems.length > mostShown
          ? html`<li>${this.say("batch_more", { n: problems.length - mostShown })}</li>`
          : nothing}
      </ul>
      <button type="button" class="button" @click=${this.again}>${this.say("batch_again")}</button>
    </div>`;
  }

  private readonly dropped = (event: DragEvent) => {
    event.preventDefault();
    this.over = false;
    this.take(event.dataTransfer?.files ?? null);
  };

  private async take(files: FileList | null): Promise<void> {
    const file = files?.[0];
    if (!file) return;
    const pieces: Uint8Array[] = [];
    this.stage = { at: "working", name: file.name, part: 0 };
    const fail = (what: string) =>
      this.end({ at: "failed", name: file.name, state: { rows: 0, failed: true, problems: [{ what }], warnings: [] } });
    try {
      const worker = (this.worker = startWorker());
      worker.onerror = (event) => fail(event.message);
      worker.onmessage = (event: MessageEvent<BatchNews>) => {
        const news = event.data;
        if (news.kind === "progress")
          this.stage = { at: "working", name: file.name, part: news.total ? news.done / news.total : 0 };
        else if (news.kind === "piece") pieces.push(news.bytes);
        else if (news.kind === "fault") fail(news.why);
        else if (news.state.failed) this.end({ at: "failed", name: file.name, state: news.state });
        else void this.keep(file.name, pieces, news.state);
      };
      const models = this.session.computable.map((card) => card.id).filter((id) => this.session.chosen.has(id));
      worker.postMessage({ core: await coreBytes(), file, models, cards: this.session.cardFiles });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }

  private async keep(name: string, pieces: Uint8Array[], state: BatchState): Promise<void> {
    const blob = new Blob(pieces as BlobPart[], { type: "text/csv" });
    const start = await blob.slice(0, 20_000).text();
    this.end({ at: "done", name, state, address: URL.createObjectURL(blob), head: firstRows(start, 9) });
  }

  private end(stage: Stage): void {
    this.worker?.terminate();
    this.worker = null;
    this.stage = stage;
  }
  private readonly cancel = () => this.end({ at: "waiting", said: this.say("batch_cancelled") });
  private readonly again = () => {
    if (this.stage.at === "done") URL.revokeObjectURL(this.stage.address);
    this.stage = { at: "waiting", said: "" };
  };

  static override styles = [
    ...Element.styles,
    css`
      article {
        padding: 1.5rem 1.75rem;
        border-radius: 14px;
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      .lead {
        font: 1.125rem/1.45 var(--serif);
      }
      .drop {
        display: grid;
        justify-items: center;
        gap: 0.6rem;
        margin: 1.2rem 0 0.6rem;
        padding: 3.2rem 1rem;
        border: 2px dashed var(--rule-strong);
        border-radius: 14px;
        color: var(--accent);
        font-weight: 600;
        text-align: center;
        cursor: pointer;
      }
      .drop:hover,
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .drop:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }
      .drop svg {
        width: 44px;
        fill: none;
        stroke: currentColor;
        stroke-width: 2.5;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .box {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.8rem 1.2rem;
        margin: 1.2rem 0 0.8rem;
        padding: 1rem 1.2rem;
        border-radius: 10px;
        background: var(--accent-soft);
      }
      .box.bad {
        display: block;
        background: var(--bad-soft);
        color: var(--bad-ink);
      }
      .box.bad ul {
        margin: 0.5rem 0 0.8rem;
        padding-inline-start: 1.1rem;
        list-style: disc;
        overflow-wrap: anywhere;
      }
      .box.bad .button {
        color: var(--ink);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 0.6rem;
        margin-inline-start: auto;
      }
      a.button {
        text-decoration: none;
      }
      progress {
        flex: 1 1 12rem;
        height: 0.6rem;
        accent-color: var(--accent);
      }
      h3 {
        margin: 1.2rem 0 0.4rem;
        font: 600 1.0625rem/1.3 var(--serif);
      }
      .rows {
        overflow-x: auto;
        border: 1px solid var(--rule);
        border-radius: 8px;
      }
      .rows table {
        border-collapse: collapse;
        font-size: var(--small);
      }
      .rows th,
      .rows td {
        padding: 0.3rem 0.7rem;
        border-bottom: 1px solid var(--rule);
        text-align: start;
        white-space: nowrap;
      }
      .rows th {
        background: var(--sunken);
      }
    `,
  ];
}

function scoredName(name: string): string {
  return `${name.replace(/\.(csv|tsv|txt)?(\.gz)?$/i, "")}-scored.csv`;
}

/// The first rows of a CSV text, cells unquoted.
function firstRows(text: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < most; ++at) {
    const c = text[at]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "," || c === "\n") {
      row.push(cell);
      cell = "";
      if (c === "\n") rows.push(row.splice(0));
    } else if (c !== "\r") cell += c;
  }
  return rows;
}

customElements.define("venscope-batch", BatchTab);
